"""Whether clauses are Horn, as written or after some predicates are read as their negations.

A clause is Horn if it has at most one positive literal. Turning a predicate round everywhere may make clauses Horn;
which predicates to turn is a 2-satisfiability problem (H. R. Lewis, Renaming a set of clauses as a Horn set, 1978).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from differentia.owl.expressions import OWL, Class
from differentia.owl.first_order import SAME, Clause, In, Predicate

__all__ = ["renaming"]

Choice: TypeAlias = tuple[Predicate, bool]
"""A predicate, and whether it is turned round."""
Implications: TypeAlias = dict[Choice, set[Choice]]
_THING, _NOTHING = Class(OWL + "Thing"), Class(OWL + "Nothing")


def renaming(clauses: Sequence[Clause]) -> tuple[tuple[Predicate, ...], tuple[Clause, ...]]:
    """Return the predicates to turn round, few if possible, and the clauses that are not Horn even then.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import ObjectComplementOf, ObjectIntersectionOf, ObjectUnionOf
        >>> from differentia.owl.first_order import first_order
        >>> parts = a, b, c = Class("a:A"), Class("a:B"), Class("a:C")
        >>> turned, left_over = renaming(first_order([SubClassOf(ObjectComplementOf(a), b)]))
        >>> turned == (a,), left_over
        (True, ())
        >>> union = SubClassOf(Class("a:D"), ObjectUnionOf(parts))
        >>> not_all = SubClassOf(ObjectIntersectionOf(parts), Class(OWL + "Nothing"))
        >>> [clause.axiom == union for clause in renaming(first_order([union, not_all]))[1]]
        [True]
    """
    constraints = [(clause, literals) for clause in clauses for literals in _literals(clause)]
    horn = [literals for _, literals in constraints if _is_horn(literals)]
    others = [(clause, literals) for clause, literals in constraints if not _is_horn(literals)]
    solved = _solve([*horn, *(literals for _, literals in others)], [literals for _, literals in others])
    if solved is not None:
        return solved, ()
    accepted: list[list[Choice]] = []
    failed: list[Clause] = []
    solved = ()
    for clause, literals in others:
        attempt = _solve([*horn, *accepted, literals], [*accepted, literals])
        if attempt is None:
            failed.append(clause)
        else:
            solved = attempt
            accepted.append(literals)
    return solved, tuple(failed)


def _literals(clause: Clause) -> Iterator[list[Choice]]:
    """Yield, for the clause (for each head atom of a witness clause), the choice that makes each literal positive."""
    if any(a.predicate == _NOTHING for a in clause.body) or any(a.predicate == _THING for a in clause.head):
        return  # holds anyway
    body = [(a.predicate, True) for a in clause.body if a.predicate != _THING]
    heads = [(a.predicate, False) for a in clause.head if a.predicate != _NOTHING]
    if clause.witness:
        yield from ([*body, head] for head in heads)
    else:
        yield [*body, *heads]


def _is_horn(literals: Iterable[Choice]) -> bool:
    return sum(not turned for _, turned in literals) <= 1


def _fixed(predicate: Predicate) -> bool:
    return isinstance(predicate, In) or predicate == SAME


def _implications(constraints: Iterable[Sequence[Choice]]) -> Implications:
    found: Implications = {}
    for literals in constraints:
        for (p, p_turned), (q, q_turned) in combinations(literals, 2):
            found.setdefault((p, p_turned), set()).add((q, not q_turned))
            found.setdefault((q, q_turned), set()).add((p, not p_turned))
    return found


def _solve(constraints: Iterable[Sequence[Choice]], splits: Iterable[Sequence[Choice]]) -> tuple[Predicate, ...] | None:
    """Choose what to turn so that every split is Horn; each step closed under its consequences is safe for good."""
    implications = _implications(constraints)
    chosen: set[Choice] = set()
    for literals in splits:
        positive = [predicate for predicate, turned in literals if not turned]
        for one, two in combinations(positive, 2):
            if (one, True) in chosen or (two, True) in chosen:
                continue
            options = [closed for p in (one, two) if (closed := _consequences((p, True), implications)) is not None]
            if not options:
                return None
            options.sort(key=_cost)
            chosen |= options[0]
    return tuple(sorted((predicate for predicate, turned in chosen if turned), key=repr))


def _cost(choices: Iterable[Choice]) -> tuple[int, int]:
    """Count what is turned, names first: people ask about names, and those turned are answered by refutation."""
    turned = [predicate for predicate, turned in choices if turned]
    return sum(hasattr(predicate, "iri") for predicate in turned), len(turned)


def _consequences(choice: Choice, implications: Implications) -> set[Choice] | None:
    """Return what a choice brings with it, or None if that contradicts itself."""
    reached = {choice}
    waiting = [choice]
    while waiting:
        predicate, turned = waiting.pop()
        if (predicate, not turned) in reached or (turned and _fixed(predicate)):
            return None
        new = implications.get((predicate, turned), set()) - reached
        reached |= new
        waiting += new
    return reached
