"""Whether the engine finds everything that follows from an ontology: a test of its axioms, not of its answers.

Complete if (a) the clauses are Horn, as written or after turning some predicates round; (b) the individuals promised by
existentials on the right do not repeat themselves for ever, or do so in the pure EL part, where one stands for all; and
(c) every data range promised on the right leaves a value outside all data ranges asked for that it does not lie within.
Otherwise the axioms are named: what the engine derives stays right, but what it does not derive may
still hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.definitions import definitions, in_clauses
from differentia.owl.expressions import OWL, ObjectProperty
from differentia.owl.findings import Finding
from differentia.owl.first_order import Atom, Clause, Predicate, derived, first_order, parts
from differentia.owl.horn import renaming
from differentia.owl.promised_ranges import undecided_ranges
from differentia.structs import dataclass

__all__ = ["Completeness", "completeness"]

Position: TypeAlias = tuple[Predicate, int]
_THING = ex.Class(OWL + "Thing")
_EVERYTHING: Position = (_THING, 0)


@dataclass(frozen=True, slots=True)
class Completeness:
    """The result of the test.

    Attributes:
        complete: whether everything that follows is found.
        renamed: predicates (class expressions and properties) that had to be turned round: that one of them holds may
            only come out by refutation, as does that any other does not hold.
        findings: why it is not complete, by axiom.
    """

    complete: bool
    renamed: tuple[Predicate, ...]
    findings: tuple[Finding, ...]


def completeness(axioms: Iterable[Axiom]) -> Completeness:
    """Test an ontology, or an ontology together with the facts of a case.

    Example:
        >>> a, b = ex.Class("a:A"), ex.Class("a:B")
        >>> completeness([ax.SubClassOf(a, b)]).complete
        True
        >>> completeness([ax.SubClassOf(ex.ObjectComplementOf(a), b)]).renamed == (a,)
        True
    """
    body = [*axioms]
    clauses = in_clauses(first_order(body), definitions(body).ranges)
    renamed, left_over = renaming(clauses)
    covers = dict.fromkeys(clause.axiom for clause in clauses if isinstance(clause.axiom, ax.DisjointUnion))
    findings = [
        *(Finding("completeness", _SPLIT, (clause.axiom,)) for clause in left_over if clause.axiom not in covers),
        *(Finding("completeness", _COVER, (axiom,)) for axiom in covers),
        *_endless(clauses),
        *undecided_ranges(clauses),
    ]
    return Completeness(not findings, renamed, tuple(dict.fromkeys(findings)))


_SPLIT = "needs a case split: not Horn, whichever predicates are turned round"
_COVER = "that the parts of a disjoint union cover it is not used"

# ---- (b) existentials


def _endless(clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Find existentials whose witnesses need witnesses of the same kind, unless one witness may stand for all."""
    endless = _repeating(clauses)
    roles = {a.predicate for c in endless for a in c.head if isinstance(a.predicate, ObjectProperty)}
    close = _close_to(roles, clauses)
    spoilers = {axiom: reason for axiom, reason in _not_el(clauses) if close & set(_roles(axiom))}
    for clause in endless:
        for axiom, reason in spoilers.items():
            message = f"an existential that repeats itself needs one witness for all, which {reason} forbids"
            yield Finding("completeness", message, (clause.axiom, axiom))


def _repeating(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the existentials on a cycle: joint acyclicity (Kroetzsch and Rudolph, 2011), a wider weak acyclicity."""
    moves = _moves(clauses)
    calls = [(c, frozenset(_places(c.body, "x"))) for c in clauses if c.witness and _edge_of(c)]
    following: dict[frozenset[Position], set[frozenset[Position]]] = {}
    for clause, places in calls:
        reached = _reached(_places(clause.head, "w") | {_EVERYTHING}, moves)
        following.setdefault(places, set()).update(others for _, others in calls if others <= reached)
    return [clause for clause, places in calls if places in _after(following[places], following)]


def _edge_of(clause: Clause) -> bool:
    return any(isinstance(a.predicate, ObjectProperty) for a in clause.head)


def _after(start: set[frozenset[Position]], following: dict[Any, set[Any]]) -> set[frozenset[Position]]:
    reached, waiting = set(start), [*start]
    while waiting:
        new = following.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached


def _places(atoms: Iterable[Atom], variable: str) -> set[Position]:
    return {(a.predicate, n) for a in atoms for n, argument in enumerate(a.arguments) if argument == variable}


def _moves(clauses: Iterable[Clause]) -> list[tuple[set[Position], set[Position]]]:
    """Return for each variable of each clause where a value has to stand and where it then comes to stand."""
    return [
        (_places(clause.body, variable) or {_EVERYTHING}, _places(derived(clause), variable))
        for clause in clauses
        for variable in {a for atom in derived(clause) for a in atom.arguments if isinstance(a, str)}
        if not (clause.witness and variable == "w")
    ]


def _reached(start: set[Position], moves: Iterable[tuple[set[Position], set[Position]]]) -> set[Position]:
    """Return where a value may come to stand: it moves once it stands everywhere that a clause asks for."""
    reached, before = set(start), 0
    while len(reached) != before:
        before = len(reached)
        for needed, given in moves:
            if needed <= reached:
                reached |= given
    return reached


def _close_to(roles: set[Any], clauses: Sequence[Clause]) -> set[Any]:
    """Return the properties tied to `roles` by property axioms, in either direction."""
    ties = [
        set(_roles(c.axiom)) for c in clauses if all(isinstance(a.predicate, ObjectProperty) for a in c.body + c.head)
    ]
    close, before = set(roles), -1
    while len(close) != before:
        before = len(close)
        for tie in ties:
            if tie & close:
                close |= tie
    return close


_SPOILERS: dict[type, str] = {
    ex.ObjectInverseOf: "an inverse property",
    ax.InverseObjectProperties: "an inverse property",
    ax.SymmetricObjectProperty: "a symmetric property",
    ax.AsymmetricObjectProperty: "an asymmetric property",
    ax.IrreflexiveObjectProperty: "an irreflexive property",
    ax.DisjointObjectProperties: "a disjoint property",
    ax.FunctionalObjectProperty: "a functional property",
    ax.InverseFunctionalObjectProperty: "an inverse functional property",
    ax.HasKey: "a key",
    ex.ObjectAllValuesFrom: "a universal",
    ex.ObjectMinCardinality: "a cardinality",
    ex.ObjectMaxCardinality: "a cardinality",
    ex.ObjectExactCardinality: "a cardinality",
    ex.ObjectHasSelf: "a self restriction",
    ex.ObjectOneOf: "a nominal",
}


def _not_el(clauses: Iterable[Clause]) -> Iterator[tuple[Axiom, str]]:
    results = {c.axiom.sup for c in clauses if isinstance(c.axiom, ax.SubObjectPropertyOf) and len(c.body) > 1}
    for axiom in dict.fromkeys(c.axiom for c in clauses):
        for part in parts(axiom):
            if type(part) in _SPOILERS:
                yield axiom, _SPOILERS[type(part)]
        if isinstance(axiom, ax.ObjectPropertyRange) and axiom.property in results:
            yield axiom, "the range of a property with a chain"
    for clause in clauses:
        if not clause.body and len(clause.head) > 1:
            yield clause.axiom, "a complement on the left"


def _roles(axiom: Axiom) -> Iterator[ObjectProperty]:
    return (part for part in parts(axiom) if isinstance(part, ObjectProperty))
