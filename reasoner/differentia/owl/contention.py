"""Which predicates can have a part in a contradiction: what a refutation has to look at, and nothing else.

A clause without a head is a contradiction; the predicates of its body take part in it, and so do, backwards, those of
every clause that leads to one of these. A supposition about any other predicate contradicts nothing, and what follows
of other predicates under a supposition need not be derived. Data ranges are compared by the engine and not by clauses:
all of them count as taking part. Where clauses make terms equal, everything does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from differentia.owl.program import SAME, Clause, Predicate
from differentia.structs import dataclass, field

__all__ = ["Contention", "Disputable", "contention"]

Disputable: TypeAlias = tuple[frozenset[int] | set[int], frozenset[int] | set[int]]
"""(classes and data ranges, properties) that can have a part in a contradiction."""

_EQUALITY: Predicate = (3, SAME)


@dataclass(frozen=True, slots=True)
class Contention:
    """The predicates of the clauses of a base that can have a part in a contradiction.

    Attributes:
        behind: for the head of clauses, the predicates of their bodies.
        disputable: those that can have a part; None: all.
    """

    behind: Mapping[Predicate, frozenset[Predicate]] = field(default_factory=dict)
    disputable: Disputable | None = (frozenset(), frozenset())

    def widened(self, clauses: Iterable[Clause], ranges: Iterable[int]) -> Disputable | None:
        """Return the predicates that can have a part once further clauses are added; None: all.

        Args:
            clauses: the further clauses, those of one layer.
            ranges: the numbers of all data ranges.
        """
        if self.disputable is None:
            return None
        added = _behind(clauses)
        if added is None:
            return None
        classes, roles = set(self.disputable[0]), set(self.disputable[1])
        stack = [predicate for predicate in _first(clauses, ranges) if not _has(predicate, classes, roles)]
        for head, bodies in added.items():
            if _has(head, classes, roles):
                stack += bodies
        while stack:
            predicate = stack.pop()
            if _has(predicate, classes, roles):
                continue
            (classes if predicate[0] == 2 else roles).add(predicate[1])
            stack += self.behind.get(predicate, ())
            stack += added.get(predicate, ())
        return classes, roles


def contention(clauses: Iterable[Clause], ranges: Iterable[int]) -> Contention:
    """Find the predicates of some clauses that can have a part in a contradiction.

    Args:
        clauses: all clauses of an ontology.
        ranges: the numbers of its data ranges.

    Example:
        >>> from differentia.owl.expressions import Class
        >>> a = Class("urn:x#A")
        >>> both = Clause(a, ((1, "x"), (2, "x")), None)
        >>> found = contention([both, Clause(a, ((3, "x"),), (1, "x")), Clause(a, ((1, "x"),), (4, "x"))], [])
        >>> sorted(found.disputable[0])
        [1, 2, 3]
    """
    listed = list(clauses)
    behind = _behind(listed)
    if behind is None:
        return Contention({}, None)
    empty = Contention({head: frozenset(bodies) for head, bodies in behind.items()})
    classes, roles = empty.widened([c for c in listed if c.head is None], ranges) or ((), ())
    return Contention(empty.behind, (frozenset(classes), frozenset(roles)))


def _behind(clauses: Iterable[Clause]) -> dict[Predicate, set[Predicate]] | None:
    """Return the predicates of the bodies by head, or None where a clause makes terms equal."""
    found: dict[Predicate, set[Predicate]] = {}
    for clause in clauses:
        if clause.head is not None:
            head = (len(clause.head), clause.head[0])
            if head == _EQUALITY:
                return None
            found.setdefault(head, set()).update((len(atom), atom[0]) for atom in clause.body)
    return found


def _first(clauses: Iterable[Clause], ranges: Iterable[int]) -> list[Predicate]:
    """Return the predicates that stand in a contradiction, and the data ranges."""
    found: list[Predicate] = [(2, each) for each in ranges]
    for clause in clauses:
        if clause.head is None:
            found += [(len(atom), atom[0]) for atom in clause.body]
    return found


def _has(predicate: Predicate, classes: set[int], roles: set[int]) -> bool:
    return predicate[1] in (classes if predicate[0] == 2 else roles)
