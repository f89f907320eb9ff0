"""Clauses with a variable for each atom in each place of a record, and for each atom of a leaf."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from differentia.owl.batch_columns import Horn
from differentia.owl.batch_compile import CLASH, EXISTS, WATCH, Clauses, Ref, Template
from differentia.owl.batch_shape import LEAF_OF_PART, LEAF_OF_ROOT, PART, ROOT, Atom
from differentia.owl.program import Test
from differentia.structs import dataclass

__all__ = ["Compiled", "instantiate"]

_LEAVES = (LEAF_OF_ROOT, LEAF_OF_PART)


@dataclass(slots=True)
class Compiled:
    """The clauses for a vocabulary.

    Attributes:
        clauses: what they were made from.
        horn: the clauses about roots and parts.
        variables: (place, atom) -> variable; place 0 is the root, then the parts.
        heard: (place, atom of a leaf) -> the variable "some leaf in this place has it".
        clash: the variable of a contradiction.
        watch: the variable of what columns cannot follow.
        messages: what a thing said tells its bearer: (whether it is of a leaf, atom) -> bit. Bits 0 and 1 are clash and
            watch.
        width: how many words the messages take.
        leaf_horn: the clauses about one leaf.
        of_leaf: (which leaf, or which bearer for its context; atom) -> variable of these.
        told: for each leaf, pairs (bit of a message, variable).
        tests: the complements to be refuted, each with its guards.
    """

    clauses: Clauses
    horn: Horn
    variables: dict[Ref, int]
    heard: dict[Ref, int]
    clash: int
    watch: int
    messages: dict[tuple[bool, Atom], int]
    width: int
    leaf_horn: Horn
    of_leaf: dict[Ref, int]
    told: dict[int, list[tuple[int, int]]]
    tests: Sequence[tuple[Test, list[tuple[int, ...]] | None]]


def instantiate(
    clauses: Clauses,
    tests: Sequence[tuple[Test, list[tuple[int, ...]] | None]],
    types: Sequence[int],
    said: Iterable[Atom],
    asked: Collection[int],
) -> Compiled:
    """Give each atom in each place a variable.

    Args:
        clauses: the clauses about any one part and the root.
        tests: the complements to be refuted, each with its guards.
        types: what the root is, and what the part in each place is.
        said: what may be said of roots and parts.
        asked: classes of leaves that are to be told whether anything reads them or not.
    """
    variables: dict[Ref, int] = {}
    for node, atom in sorted(clauses.possible):
        if node in {ROOT, PART}:
            for place in range(1, len(types)) if node == PART else (0,):
                variables[place, atom] = len(variables)
    clash, watch = len(variables), len(variables) + 1
    heard: dict[Ref, int] = {}

    def variable(ref: Ref, place: int) -> int:
        if ref in {CLASH, WATCH}:
            return clash if ref == CLASH else watch
        own = place if ref[0] in {PART, LEAF_OF_PART} else 0
        if ref[0] not in _LEAVES:
            return variables[own, ref[1]]
        return heard.setdefault((own, ref[1]), watch + 1 + len(heard))

    listed = []
    for body, head in clauses.templates:
        of_part = any(ref[0] in {PART, LEAF_OF_PART} for ref in (*body, head))
        listed += [
            (tuple(variable(ref, place) for ref in body), variable(head, place))
            for place in (range(1, len(types)) if of_part else (0,))
        ]
    if not clauses.unsupported:
        listed += [((variables[place, EXISTS],), variables[place, (c,)]) for place, c in enumerate(types)]
    read = {atom for _, atom in heard} | {(c,) for c in asked}
    atoms = [*((True, atom) for atom in sorted(read)), *((False, atom) for atom in sorted(said))]
    messages = {atom: bit for bit, atom in enumerate(atoms, 2)}
    of_leaf, leaf_horn = _leaf_program(clauses)
    told = {leaf: _told(leaf, messages, of_leaf) for leaf in _LEAVES}
    horn = Horn(watch + 1 + len(heard), listed)
    width = -(-(2 + len(messages)) // 64)
    return Compiled(clauses, horn, variables, heard, clash, watch, messages, width, leaf_horn, of_leaf, told, tests)


def _leaf_program(clauses: Clauses) -> tuple[dict[Ref, int], Horn]:
    of_leaf: dict[Ref, int] = {}
    for ref in (CLASH, WATCH, *sorted(ref for ref in clauses.possible if ref[0] in _LEAVES), *clauses.context):
        of_leaf.setdefault(ref, len(of_leaf))
    return of_leaf, Horn(len(of_leaf), [_numbered(template, of_leaf) for template in clauses.of_leaves])


def _numbered(template: Template, of_leaf: dict[Ref, int]) -> tuple[tuple[int, ...], int]:
    return tuple(of_leaf[ref] for ref in template.body), of_leaf[template.head]


def _told(leaf: int, messages: dict[tuple[bool, Atom], int], of_leaf: dict[Ref, int]) -> list[tuple[int, int]]:
    found = [(0, of_leaf[CLASH]), (1, of_leaf[WATCH])]
    for (own, atom), bit in messages.items():
        if own and (leaf, atom) in of_leaf:
            found.append((bit, of_leaf[leaf, atom]))
    return found
