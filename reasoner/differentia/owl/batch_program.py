"""Clauses with a variable for each atom in each place of a record, and for each atom of a leaf."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from differentia.owl.batch_columns import Clause, Horn
from differentia.owl.batch_compile import CLASH, EXISTS, WATCH, Clauses, Ref, Template
from differentia.owl.batch_refute import Refuter, Supposition
from differentia.owl.batch_shape import LEAF_OF_PART, LEAF_OF_ROOT, PART, ROOT, Atom
from differentia.owl.batch_simplify import simplify
from differentia.owl.program import Test
from differentia.structs import dataclass, field

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Compiled", "Guarded", "instantiate"]

_LEAVES = (LEAF_OF_ROOT, LEAF_OF_PART)
Guarded = Sequence[tuple[Test, list[tuple[int, ...]] | None]]
"""Complements to be refuted, each with its guards."""


@dataclass(slots=True)
class Compiled:
    """The clauses for a vocabulary.

    Attributes:
        clauses: what they were made from.
        horn: the clauses about roots and parts, over rows.
        rows: (place, atom) -> row; place 0 is the root, then the parts. Atoms that cannot hold without a contradiction
            have none, nor have those that matter to nothing.
        there: for each place the row that says that there is such an individual; -1: it does not matter.
        clash: the row of a contradiction.
        watch: the row of what columns cannot follow.
        messages: what a thing said tells its bearer: (whether it is of a leaf, atom) -> number. Numbers 0 and 1 are
            clash and watch.
        heard: for each place and message the row that it is heard in; -1: nothing reads it there.
        leaf_horn: the clauses about one leaf.
        of_leaf: (which leaf, or which bearer for its context; atom) -> variable of these.
        told: for each leaf, pairs (message, variable).
        refuter: the complements to be refuted.
        later: for each reason for which more became known in any run after it had been saturated, the rows.
    """

    clauses: Clauses
    horn: Horn
    rows: dict[Ref, int]
    there: NDArray[np.intp]
    clash: int
    watch: int
    messages: dict[tuple[bool, Atom], int]
    heard: NDArray[np.intp]
    leaf_horn: Horn
    of_leaf: dict[Ref, int]
    told: dict[int, list[tuple[int, int]]]
    refuter: Refuter
    later: dict[str, frozenset[int]] = field(default_factory=dict)


class _Variables:
    """Numbers for atoms in places."""

    def __init__(self, clauses: Clauses, places: int) -> None:
        self.of: dict[Ref, int] = {}
        for node, atom in sorted(clauses.possible):
            if node in {ROOT, PART}:
                for place in range(1, places) if node == PART else (0,):
                    self.of[place, atom] = len(self.of)
        self.clash, self.watch = len(self.of), len(self.of) + 1
        self.heard: dict[Ref, int] = {}

    def __len__(self) -> int:
        return self.watch + 1 + len(self.heard)

    def number(self, ref: Ref, place: int) -> int:
        if ref in {CLASH, WATCH}:
            return self.clash if ref == CLASH else self.watch
        own = place if ref[0] in {PART, LEAF_OF_PART} else 0
        if ref[0] not in _LEAVES:
            return self.of[own, ref[1]]
        return self.heard.setdefault((own, ref[1]), len(self))

    def about(self, place: int) -> list[int]:
        """Return what is about one place."""
        return [v for listed in (self.of, self.heard) for (own, _), v in listed.items() if own == place]


def instantiate(
    clauses: Clauses,
    tests: Guarded,
    types: Sequence[int],
    said: Collection[Atom],
    asked: Collection[int],
    wanted: Callable[[Atom], bool],
) -> Compiled:
    """Give each atom in each place a variable, and simplify the clauses between them.

    Args:
        clauses: the clauses about any one part and the root.
        tests: the complements to be refuted, each with its guards.
        types: what the root is, and what the part in each place is.
        said: what may be said of roots and parts.
        asked: classes of leaves that are to be told whether anything reads them or not.
        wanted: tells of an atom of a root or part whether anybody will ask for it.
    """
    variables = _Variables(clauses, len(types))
    listed = list(_placed(clauses, types, variables))
    read = {atom for _, atom in variables.heard} | {(c,) for c in asked}
    atoms = [*((True, atom) for atom in sorted(read)), *((False, atom) for atom in sorted(said))]
    messages = {atom: number for number, atom in enumerate(atoms, 2)}
    suppositions = list(_suppositions(tests, variables, len(types)))
    there = [variables.of[place, EXISTS] for place in range(len(types))]
    places = {there[place]: variables.about(place) for place in range(len(types))}
    given, ends = _ends(variables, suppositions, said, wanted)
    ends += [variables.of[ref] for ref in _context(clauses, len(types))]
    same, simple = simplify(len(variables), listed, places, variables.clash, given, ends)
    row, horn, simple = _rows(same, simple)
    clash, watch = row[variables.clash], row[variables.watch]
    of_leaf, leaf_horn = _leaf_program(clauses)
    return Compiled(
        clauses,
        horn,
        {ref: row[v] for ref, v in variables.of.items() if row[v] not in {-1, clash}},
        np.array([row[v] for v in there], np.intp),
        clash,
        watch,
        messages,
        _heard(messages, variables, row, len(types)),
        leaf_horn,
        of_leaf,
        {leaf: _told(leaf, messages, of_leaf) for leaf in _LEAVES},
        Refuter([one.over(row) for one in suppositions], simple, clash, watch),
    )


def _ends(
    variables: _Variables, suppositions: Sequence[Supposition], said: Collection[Atom], wanted: Callable[[Atom], bool]
) -> tuple[list[int], list[int]]:
    """Return the variables that may hold without a clause, and those that matter."""
    always = [variables.clash, variables.watch, *(v for (_, atom), v in variables.of.items() if atom == EXISTS)]
    always += [v for one in suppositions for v in (one.negated, one.operand)]
    given = [*always, *variables.heard.values(), *(v for (_, atom), v in variables.of.items() if atom in said)]
    ends = [*always, *(v for (_, atom), v in variables.of.items() if wanted(atom))]
    return given, ends + [v for one in suppositions for guard in one.guards for v in guard]


def _context(clauses: Clauses, places: int) -> Iterable[Ref]:
    """Yield what of roots and parts acts on their leaves."""
    for node, atom in clauses.context:
        yield from ((place, atom) for place in (range(1, places) if node == PART else (0,)))


def _heard(
    messages: dict[tuple[bool, Atom], int], variables: _Variables, row: Sequence[int], places: int
) -> NDArray[np.intp]:
    """Return for each place and message the row it is heard in, -1 for none."""
    found = np.full((places, 2 + len(messages)), -1, np.intp)
    found[:, 0], found[:, 1] = row[variables.clash], row[variables.watch]
    for (of_a_leaf, atom), number in messages.items():
        for place in range(places):
            variable = (variables.heard if of_a_leaf else variables.of).get((place, atom))
            if variable is not None:
                found[place, number] = row[variable]
    return found


def _placed(clauses: Clauses, types: Sequence[int], variables: _Variables) -> Iterable[Clause]:
    """Yield the clauses for each place."""
    for body, head in clauses.templates:
        of_part = any(ref[0] in {PART, LEAF_OF_PART} for ref in (*body, head))
        for place in range(1, len(types)) if of_part else (0,):
            yield tuple(variables.number(ref, place) for ref in body), variables.number(head, place)
    if not clauses.unsupported:
        for place, c in enumerate(types):
            yield (variables.of[place, EXISTS],), variables.of[place, (c,)]


def _suppositions(tests: Guarded, variables: _Variables, places: int) -> Iterable[Supposition]:
    of = variables.of
    for test, guards in tests:
        for place in range(places):
            there = of[place, EXISTS]
            listed = [tuple(of.get((place, (c,)), -1) for c in guard) for guard in ([()] if guards is None else guards)]
            held = [(there, *guard) for guard in listed if -1 not in guard]
            if guards is None or held:
                yield Supposition(of[place, (test.negated,)], of[place, (test.operand,)], tuple(held))


def _rows(same: Sequence[int], clauses: Sequence[Clause]) -> tuple[list[int], Horn, list[Clause]]:
    """Number what is left after simplifying; return variable -> row, and the clauses over rows."""
    row = {v: number for number, v in enumerate(sorted({v for v in same if v >= 0}))}
    row[-1] = -1
    simple = [(tuple(row[b] for b in body), row[head]) for body, head in clauses]
    return [row[v] for v in same], Horn(len(row) - 1, simple), simple


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
