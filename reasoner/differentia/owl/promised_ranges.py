"""Data ranges promised on the right ("some value below 40") against the data ranges asked for on the left.

The engine takes a promised value to be in the ranges that hold every value of the promised one, and in no other. That
is right if the promised range has a value like that. It has none if the other ranges together cover it (at most 1 or
above 1, whatever the value), or if it leaves a single value, which is then known.

A definition such as "low = some value below 40" promises nothing new: whatever is low by the definition has such a
value already. A promise counts if it can be reached in another way, as by a fact of a case or by a subclass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from math import floor

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.datatypes import range_relation
from differentia.owl.expressions import XSD, DataProperty, DataRange, Literal
from differentia.owl.findings import Finding
from differentia.owl.first_order import Atom, Clause, In, Predicate, derived, parts

__all__ = ["undecided_ranges"]

_COVERED = "the data ranges asked for cover a promised one between them"
_SINGLE = "a promised data range leaves a single value, which is not found"
_BEYOND = "a promised data range reaches beyond the range of its property"
_UNCERTAIN = "a promised data range cannot be compared with one that is asked for"
_ORDERED = frozenset(XSD + name for name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"))


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
    promised = {}
    for clause in clauses:
        if clause.witness and isinstance(clause.head[1].predicate, In) and _counts(clause, clauses):
            promised[clause.head[0].predicate, clause.head[1].predicate.range] = clause.axiom
    for (role, data_range), axiom in promised.items():
        yield from _findings(data_range, axiom, [*_asked(clauses, _above(role, clauses))])


def _findings(promised: DataRange, axiom: Axiom, asked: Sequence[tuple[DataRange, Axiom, bool]]) -> Iterator[Finding]:
    if any(_relation(promised, ex.DataOneOf((value,))) == "inside" for value in _candidates(promised)):
        yield Finding("completeness", _SINGLE, (axiom,))
    cutting: dict[DataRange, Axiom] = {}
    for data_range, asking, imposed in asked:
        relation = _relation(promised, data_range)
        if relation == "overlaps" and imposed:
            yield Finding("completeness", _BEYOND, (axiom, asking))
        elif relation == "overlaps" and _exact(promised) and _exact(data_range):
            cutting[data_range] = asking
        elif relation in ("overlaps", "unknown"):
            yield Finding("completeness", _UNCERTAIN, (axiom, asking))
    union = ex.DataUnionOf(tuple(cutting))
    if len(cutting) > 1 and _relation(promised, union) == "inside":
        yield Finding("completeness", _COVERED, (axiom, *dict.fromkeys(cutting.values())))


def _relation(promised: DataRange, asked: DataRange) -> str:
    try:
        return range_relation(promised, asked)
    except ValueError:
        return "unknown"


def _exact(data_range: DataRange) -> bool:
    """Tell whether the comparison of this range is exact: it has no facet on the text of its values."""
    restrictions = (part for part in parts(data_range) if isinstance(part, ex.DatatypeRestriction))
    return all(facet in _ORDERED for part in restrictions for facet, _ in part.facets)


def _candidates(data_range: DataRange) -> Iterator[Literal]:
    """Yield the values one of which is the only one, if there is only one: they lie at the bounds."""
    for literal in {part for part in parts(data_range) if isinstance(part, Literal)}:
        yield literal
        try:
            below = floor(Decimal(literal.lexical))
        except (InvalidOperation, ValueError, OverflowError):
            continue
        for number in (below - 1, below, below + 1):
            yield Literal(str(number), XSD + "integer")


# ---- what counts as promised and what is asked for


def _counts(promise: Clause, clauses: Sequence[Clause]) -> bool:
    """Tell whether an individual may fall under the promise without having such a value already.

    A defined class is not taken to be stated by itself; facts that state one have to be among the axioms.
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


def _asked(clauses: Iterable[Clause], roles: set[Predicate]) -> Iterator[tuple[DataRange, Axiom, bool]]:
    """Yield the data ranges in which a value of these properties decides something, or (True) has to lie."""
    for clause in clauses:
        edges = [a for a in clause.body if isinstance(a.predicate, DataProperty) and a.predicate in roles]
        for edge in edges:
            value = edge.arguments[1]
            if isinstance(value, Literal):
                yield ex.DataOneOf((value,)), clause.axiom, False
            for imposed, atoms in ((False, clause.body), (True, clause.head)):
                for atom in atoms:
                    if isinstance(atom.predicate, In) and atom.arguments == (value,):
                        yield atom.predicate.range, clause.axiom, imposed


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
