"""Data ranges promised on the right ("some value below 40") against the data ranges asked for on the left.

The engine takes a promised value to be in the ranges that hold all the values it may have, and in no other. What it may
have is what all ranges together leave that it has to lie in: the promised one, those of its properties, those of
universals, and those of other promised values that a functional property makes the same. The engine is right if a value
is left that lies in none of the ranges asked for (save those that hold all that is left). None is left if the ranges
asked for cover what is left between them (at most 1 or above 1, whatever the value).

A definition such as "low = some value below 40" promises nothing new: whatever is low by the definition has such a
value already. A promise counts if it can be reached in another way, as by a fact of a case or by a subclass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.datatypes import ORDERED_FACETS
from differentia.owl.expressions import XSD, DataProperty, DataRange, Literal
from differentia.owl.findings import Finding
from differentia.owl.first_order import SAME, Atom, Clause, In, Predicate, derived, parts
from differentia.owl.regions import is_empty, meet, range_relation, room
from differentia.structs import dataclass

__all__ = ["undecided_ranges"]

_COVERED = "the data ranges asked for cover a promised one between them"
_UNCERTAIN = "a promised data range cannot be compared with those that are asked for"
_FEW = "a promised data range leaves few values, and some must differ"
_MANY = "a promised data range meets too many others"
_MOST = 200  # combinations of ranges that are looked at for one promise
_Asked = dict[DataRange, Axiom]


@dataclass(frozen=True, slots=True)
class _Promise:
    role: DataProperty
    range: DataRange
    axiom: Axiom


def undecided_ranges(clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Yield a finding for each promised data range about whose value the engine may know too little.

    Example:
        >>> from differentia.owl.first_order import first_order
        >>> v, a, b = DataProperty("a:v"), ex.Class("a:A"), ex.Class("a:B")
        >>> def decimals(facet: str) -> DataRange:
        ...     bound = Literal("1", XSD + "decimal")
        ...     return ex.DatatypeRestriction(ex.Datatype(XSD + "decimal"), ((XSD + facet, bound),))
        >>> some = ax.SubClassOf(a, ex.DataSomeValuesFrom(v, ex.Datatype(XSD + "decimal")))
        >>> low = ax.SubClassOf(ex.DataSomeValuesFrom(v, decimals("maxInclusive")), b)
        >>> high = ax.SubClassOf(ex.DataSomeValuesFrom(v, decimals("minExclusive")), b)
        >>> [finding.message for finding in undecided_ranges(first_order([some, low]))]
        []
        >>> [finding.message for finding in undecided_ranges(first_order([some, low, high]))]
        ['the data ranges asked for cover a promised one between them']
    """
    promises: dict[tuple[Predicate, DataRange], _Promise] = {}
    for clause in clauses:
        if clause.witness and isinstance(clause.head[1].predicate, In) and _counts(clause, clauses):
            role, data_range = clause.head[0].predicate, clause.head[1].predicate.range
            if isinstance(role, DataProperty):
                promises[role, data_range] = _Promise(role, data_range, clause.axiom)
    merging = _merging(clauses)
    for promise in promises.values():
        yield from _findings(promise, _fellows(promise, promises.values(), merging, clauses), clauses)


def _findings(promise: _Promise, fellows: Sequence[_Promise], clauses: Sequence[Clause]) -> Iterator[Finding]:
    roles = set[Predicate]().union(*(_above(one.role, clauses) for one in (promise, *fellows)))
    own = _above(promise.role, clauses)
    asked, certain, possible = _Asked(), _Asked(), {one.range: one.axiom for one in fellows}
    for data_range, axiom, kind in _asked(clauses, roles, own):
        {"asked": asked, "certain": certain, "possible": possible}[kind].setdefault(data_range, axiom)
    base = meet((promise.range, *(r for r in certain if r != promise.range)))
    left = _left(base, possible)
    if left is None:
        yield Finding("completeness", _MANY, (promise.axiom, *dict.fromkeys(possible.values())))
        return
    apart = _must_differ(roles, clauses)
    for ranges in left:
        cutting = {r: axiom for r, axiom in asked.items() if _relation(meet(ranges), r) not in ("inside", "outside")}
        extent = _room(meet(ranges), tuple(cutting))
        if extent == "none":
            message = _COVERED if all(map(_exact, (*ranges, *cutting))) else _UNCERTAIN
            yield Finding("completeness", message, (promise.axiom, *dict.fromkeys(cutting.values())))
        elif extent == "some" and apart:
            yield Finding("completeness", _FEW, (promise.axiom, *apart))


def _left(base: DataRange, possible: Iterable[DataRange]) -> list[tuple[DataRange, ...]] | None:
    """Return what may be left of a range, as ranges that meet; empty ones, which the engine finds, are left out."""
    found: list[tuple[DataRange, ...]] = [] if is_empty(base) else [(base,)]
    for data_range in possible:
        for ranges in [*found]:
            both = (*ranges, data_range)
            if _relation(meet(ranges), data_range) != "inside" and not is_empty(meet(both)):
                found.append(both)
        if len(found) > _MOST:
            return None
    return found


def _relation(first: DataRange, second: DataRange) -> str:
    try:
        return range_relation(first, second)
    except ValueError:
        return "unknown"


def _room(inside: DataRange, outside: tuple[DataRange, ...]) -> str:
    try:
        return room(inside, outside)
    except ValueError:
        return "none"


def _exact(data_range: DataRange) -> bool:
    """Tell whether the comparison of this range is exact: it has no facet on the text of its values."""
    restrictions = (part for part in parts(data_range) if isinstance(part, ex.DatatypeRestriction))
    return all(facet.removeprefix(XSD) in ORDERED_FACETS for part in restrictions for facet, _ in part.facets)


# ---- what counts as promised and what is asked for


def _counts(promise: Clause, clauses: Sequence[Clause]) -> bool:
    """Tell whether an individual may fall under the promise without having such a value already.

    A defined class is not taken to be stated by itself; facts that state one have to be among the axioms. But what a
    complement on the left denies is supposed of anything.
    """
    whole = promise.body[0].predicate
    defined = {
        part
        for clause in clauses
        if isinstance(clause.axiom, ax.EquivalentClasses)
        and not all(isinstance(operand, ex.Class) for operand in clause.axiom.operands)
        for part in clause.axiom.operands
    }
    atoms = {atom.predicate for clause in clauses for atom in clause.body + clause.head}
    reached: set[Predicate] = {p for p in atoms if isinstance(p, ex.Class) and p not in defined}
    reached |= {a.predicate for c in clauses if not c.body and len(c.head) > 1 for a in c.head}
    before = -1
    while len(reached) != before and whole not in reached:
        before = len(reached)
        for clause in clauses:
            if not _introduces(clause, whole):
                reached.update(a.predicate for a in derived(clause) if _follows(a, clause.body, reached))
    return whole in reached


def _introduces(clause: Clause, whole: Predicate) -> bool:
    return len(clause.body) == 2 and isinstance(clause.body[1].predicate, In) and clause.head[0].predicate == whole


def _follows(atom: Atom, body: Iterable[Atom], reached: set[Predicate]) -> bool:
    """Tell whether a class atom follows, if what the body says of this individual is reached and all the rest holds."""
    return all(a.predicate in reached for a in body if a.arguments == atom.arguments and len(a.arguments) == 1)


def _asked(
    clauses: Iterable[Clause], roles: set[Predicate], own: set[Predicate]
) -> Iterator[tuple[DataRange, Axiom, str]]:
    """Yield the data ranges in which a value of these properties decides something, or has to lie.

    Yields:
        (range, axiom, kind): "asked", or "certain" where a value of an `own` property always has to lie, or "possible".
    """
    for clause in clauses:
        edges = [a for a in clause.body if isinstance(a.predicate, DataProperty) and a.predicate in roles]
        for edge in edges:
            value = edge.arguments[1]
            if isinstance(value, Literal):
                yield ex.DataOneOf((value,)), clause.axiom, "asked"
            always = len(clause.body) == 1 and edge.predicate in own
            for kind, atoms in (("asked", clause.body), ("certain" if always else "possible", clause.head)):
                for atom in atoms:
                    if isinstance(atom.predicate, In) and atom.arguments == (value,):
                        yield atom.predicate.range, clause.axiom, kind


def _above(role: Predicate, clauses: Iterable[Clause]) -> set[Predicate]:
    """Return a data property and those above it."""
    steps = [
        (c.body[0].predicate, c.head[0].predicate)
        for c in clauses
        if len(c.body) == len(c.head) == 1 and isinstance(c.head[0].predicate, DataProperty)
    ]
    over, before = {role}, 0
    while len(over) != before:
        before = len(over)
        over |= {sup for sub, sup in steps if sub in over}
    return over


# ---- promised values that may be the same, or must not


def _merging(clauses: Iterable[Clause]) -> set[Predicate]:
    """Return the data properties of which two values may have to be one."""
    return {
        edge.predicate
        for clause in clauses
        if any(atom.predicate == SAME for atom in clause.head)
        for edge in clause.body
        if isinstance(edge.predicate, DataProperty)
        and any(edge.arguments[1] in atom.arguments for atom in clause.head if atom.predicate == SAME)
    }


def _fellows(
    promise: _Promise, promises: Iterable[_Promise], merging: set[Predicate], clauses: Sequence[Clause]
) -> list[_Promise]:
    """Return the other promises whose value may turn out to be this one's."""
    found, waiting, others = [promise], [promise], [*promises]
    while waiting:
        shared = _above(waiting.pop().role, clauses) & merging
        new = [one for one in others if one not in found and shared & _above(one.role, clauses)]
        found += new
        waiting += new
    return found[1:]


def _must_differ(roles: set[Predicate], clauses: Iterable[Clause]) -> tuple[Axiom, ...]:
    """Return the axioms by which values of these properties are compared: disjoint properties and keys."""
    return tuple(
        dict.fromkeys(
            clause.axiom
            for clause in clauses
            if isinstance(clause.axiom, ax.DisjointDataProperties | ax.HasKey)
            and any(isinstance(a.predicate, DataProperty) and a.predicate in roles for a in clause.body)
        )
    )
