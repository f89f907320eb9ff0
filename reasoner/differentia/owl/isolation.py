"""Whether facts about one patient stay with that patient: they must derive nothing about a constant.

Constants are the individuals of the ontology; cases share them, so whatever a case made true of a constant would be
true for every other case in the same graph. The test runs the clauses on abstract facts: an individual is only "of a
case" or "a constant", and a fact is tainted if it rests on a fact of a case. It errs on the safe side: constants are
not told apart.

A case may state of its own individuals any class, any property between two of them, any data value, and some properties
to constants. Which ones is the question: a property like "engages", which the ontology itself states of constants, has
an inverse that would carry a case's fact to a constant at once. So by default a case uses, towards constants, only
properties that the ontology alone makes true of no constant. Give `to_constants` to say it exactly.

A complement on the left is taken to hold of any constant whatever the cases say: the negative that a case might imply
about a constant (by refutation) is not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from typing import TypeAlias

from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, Class, DataProperty, ObjectProperty
from differentia.owl.findings import Finding
from differentia.owl.first_order import SAME, Atom, Clause, In, Predicate, derived, first_order
from differentia.owl.syntax import functional
from differentia.structs import dataclass, field

__all__ = ["leaks", "open_properties"]

CASE, CONSTANT, VALUE = "case", "constant", "value"
Pattern: TypeAlias = tuple[tuple[str, ...], bool]
"""On which side each argument lies, and whether the fact is tainted."""
Sides: TypeAlias = dict[str, str]

_THING = Class(OWL + "Thing")


@dataclass(slots=True)
class _Facts:
    """The abstract facts found so far, each with the axiom that first gave it and whether it only passes a leak on."""

    patterns: dict[Predicate, set[Pattern]] = field(default_factory=dict)
    leaking: dict[tuple[Predicate, Axiom], bool] = field(default_factory=dict)

    def add(self, predicate: Predicate, pattern: Pattern) -> bool:
        known = self.patterns.setdefault(predicate, set())
        if pattern in known:
            return False
        known.add(pattern)
        return True


def leaks(axioms: Iterable[Axiom], to_constants: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Find the axioms by which a fact about one patient's case says something about a constant.

    Args:
        axioms: the ontology, its assertions about constants included.
        to_constants: the IRIs of the object properties that a case may state from an individual of its own to a
            constant; `open_properties(axioms)` if not given.

    Example:
        >>> from differentia.owl import axioms as ax
        >>> r, s = ObjectProperty("a:relievedBy"), ObjectProperty("a:relieves")
        >>> leaks([ax.ObjectPropertyDomain(r, Class("a:Complaint"))])
        ()
        >>> leaks([ax.InverseObjectProperties(r, s)])[0].message
        'a fact of a case reaches a constant as <a:relieves>'
    """
    body = [*axioms]
    clauses = first_order(body)
    allowed = _open(clauses) if to_constants is None else to_constants
    facts = _Facts()
    for predicate in _predicates(clauses):
        for pattern in _of_a_case(predicate, allowed):
            facts.add(predicate, pattern)
    _saturate(clauses, facts)
    found = {}
    for (predicate, axiom), first_hand in facts.leaking.items():
        if first_hand:
            what = functional(predicate) if not isinstance(predicate, In | type(SAME)) else "owl:sameAs"
            found[predicate, axiom] = Finding("isolation", f"a fact of a case reaches a constant as {what}", (axiom,))
    return tuple(found.values())


def open_properties(axioms: Iterable[Axiom]) -> frozenset[str]:
    """Return the IRIs of the object properties that the ontology alone makes true of no constant.

    Example:
        >>> from differentia.owl import axioms as ax
        >>> r, s, a = ObjectProperty("a:r"), ObjectProperty("a:s"), ex.NamedIndividual("a:a")
        >>> sorted(open_properties([ax.ObjectPropertyAssertion(r, a, a), ax.SubObjectPropertyOf(s, r)]))
        ['a:s']
    """
    return _open(first_order(axioms))


def _open(clauses: Sequence[Clause]) -> frozenset[str]:
    facts = _Facts()
    _saturate(clauses, facts)
    return frozenset(
        predicate.iri
        for predicate in _predicates(clauses)
        if isinstance(predicate, ObjectProperty)
        and not any(sides[0] == CONSTANT and not tainted for sides, tainted in facts.patterns.get(predicate, ()))
    )


def _predicates(clauses: Iterable[Clause]) -> list[Predicate]:
    return [*dict.fromkeys(atom.predicate for clause in clauses for atom in clause.body + clause.head)]


def _of_a_case(predicate: Predicate, to_constants: Collection[str]) -> Iterator[Pattern]:
    """Yield what a case may state with a named class or a property."""
    if isinstance(predicate, Class):
        yield (CASE,), True
    elif isinstance(predicate, DataProperty):
        yield (CASE, VALUE), True
    elif isinstance(predicate, ObjectProperty):
        yield (CASE, CASE), True
        if predicate.iri in to_constants:
            yield (CASE, CONSTANT), True


# ---- abstract saturation


def _saturate(clauses: Sequence[Clause], facts: _Facts) -> None:
    for side in (CASE, CONSTANT):
        facts.add(_THING, ((side,), side == CASE))
    grown = True
    while grown:
        grown = False
        for clause in clauses:
            for sides, tainted, passed_on in [*_matches(clause, facts)]:
                for atom in derived(clause):
                    grown |= _derive(clause, atom, sides, tainted, passed_on, facts)


def _derive(clause: Clause, atom: Atom, sides: Sides, tainted: bool, passed_on: bool, facts: _Facts) -> bool:
    if isinstance(atom.predicate, In) or (atom.predicate == _THING):
        return False
    # a witness lies on the side of the one that it is promised to
    end = VALUE if isinstance(atom.predicate, DataProperty) else sides.get("x", CONSTANT)
    new = False
    for pattern in _patterns(atom, sides | ({"w": end} if clause.witness else {}), tainted):
        new |= facts.add(atom.predicate, pattern)
        if _leaks(atom.predicate, pattern):
            key = (atom.predicate, clause.axiom)
            facts.leaking[key] = facts.leaking.get(key, False) or not passed_on
    return new


def _leaks(predicate: Predicate, pattern: Pattern) -> bool:
    sides, tainted = pattern
    if predicate == SAME:
        return tainted and CONSTANT in sides
    return tainted and sides[0] == CONSTANT and predicate != _THING


def _patterns(atom: Atom, sides: Sides, tainted: bool) -> Iterator[Pattern]:
    """Yield the patterns of a derived atom; a variable that nothing binds may be of a case or a constant."""
    free = [*dict.fromkeys(a for a in atom.arguments if isinstance(a, str) and a not in sides)]
    for chosen in product((CASE, CONSTANT), repeat=len(free)):
        bound = sides | dict(zip(free, chosen, strict=True))
        yield tuple(_side(a, bound) for a in atom.arguments), tainted or CASE in chosen


def _side(argument: object, sides: Sides) -> str:
    if isinstance(argument, str):
        return sides[argument]
    return VALUE if isinstance(argument, ex.Literal) else CONSTANT


def _matches(clause: Clause, facts: _Facts) -> Iterator[tuple[Sides, bool, bool]]:
    """Yield the ways to satisfy the body: sides of its variables, taint, and whether a leak is used."""
    found: dict[tuple[tuple[tuple[str, str], ...], bool, bool], None] = {((), False, False): None}
    for atom in clause.body:
        if isinstance(atom.predicate, In):
            continue
        following: dict[tuple[tuple[tuple[str, str], ...], bool, bool], None] = {}
        for items, tainted, leaking in found:
            for pattern in facts.patterns.get(atom.predicate, ()):
                bound = _bind(atom, pattern[0], dict(items))
                if bound is not None:
                    leak = leaking or _leaks(atom.predicate, pattern)
                    following[tuple(sorted(bound.items())), tainted or pattern[1], leak] = None
        found = following
    for items, tainted, leaking in found:
        yield dict(items), tainted, leaking


def _bind(atom: Atom, places: tuple[str, ...], sides: Sides) -> Sides | None:
    for argument, place in zip(atom.arguments, places, strict=True):
        if isinstance(argument, str):
            if sides.setdefault(argument, place) != place:
                return None
        elif _side(argument, sides) != place:
            return None
    return sides
