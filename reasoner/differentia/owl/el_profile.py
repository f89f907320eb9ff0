"""Which axioms concept saturation reads in full: the OWL 2 EL profile without data, and what cannot matter beside it.

An axiom about properties that lies outside EL does no harm if its properties may all be empty: nothing promises them a
pair. Nor does the inverse of a property that is named nowhere else. Nominals are read on the left and as the filler of
an existential; on a property with a range they would need to know which classes have members, and lie outside.

A range that a chain ends in must be a range of the chain's last property as well (OWL 2 Profiles, section 2.2.6);
otherwise the elimination of ranges would miss something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, ClassExpression, ObjectProperty
from differentia.owl.first_order import parts

__all__ = ["outside_el", "super_roles"]

_BUILT_IN = {ObjectProperty(OWL + "topObjectProperty"), ObjectProperty(OWL + "bottomObjectProperty")}
_TOP_DATA = ex.DataProperty(OWL + "topDataProperty")
_NO_DATA = (
    ax.SubDataPropertyOf,
    ax.EquivalentDataProperties,
    ax.DisjointDataProperties,
    ax.DataPropertyDomain,
    ax.FunctionalDataProperty,
)  # true where no individual has a value
_NO_PAIRS = (
    ax.DisjointObjectProperties,
    ax.InverseObjectProperties,
    ax.FunctionalObjectProperty,
    ax.InverseFunctionalObjectProperty,
    ax.IrreflexiveObjectProperty,
    ax.SymmetricObjectProperty,
    ax.AsymmetricObjectProperty,
)  # true where no individual has a successor


def outside_el(axioms: Sequence[Axiom]) -> tuple[Axiom, ...]:
    """Return the axioms that concept saturation does not read, in order.

    Example:
        >>> a, b, r = ex.Class("a:A"), ex.Class("a:B"), ObjectProperty("a:r")
        >>> inside = ax.SubClassOf(a, ex.ObjectSomeValuesFrom(r, b))
        >>> beyond = ax.SubClassOf(a, ex.ObjectAllValuesFrom(r, b))
        >>> outside_el([inside, beyond]) == (beyond,)
        True
        >>> outside_el([inside, ax.FunctionalObjectProperty(r)]) == (ax.FunctionalObjectProperty(r),)
        True
        >>> outside_el([inside, ax.FunctionalObjectProperty(ObjectProperty("a:s"))])
        ()
    """
    refused = [axiom for axiom in axioms if not _is_el(axiom)]
    doubtful = [axiom for axiom in refused if isinstance(axiom, _NO_PAIRS)]
    if doubtful:
        filled = _filled(axioms)
        uses = Counter(role for axiom in axioms for role in set(_roles(axiom)))
        harmless = {axiom for axiom in doubtful if not filled.intersection(_roles(axiom)) or _only_named(axiom, uses)}
        refused = [axiom for axiom in refused if axiom not in harmless]
    refused += _ranges_in_the_way(axioms)
    wrong = set(refused)
    return tuple(axiom for axiom in axioms if axiom in wrong)


def _is_el(axiom: Axiom) -> bool:
    match axiom:
        case ax.SubClassOf(sub, sup):
            return _left(sub) and _right(sup)
        case ax.EquivalentClasses(operands):
            return all(_left(operand) and _right(operand) for operand in operands)
        case ax.DisjointClasses(operands):
            return all(map(_left, operands))
        case ax.ObjectPropertyDomain(role, cls) | ax.ObjectPropertyRange(role, cls):
            return _role(role) and _right(cls)
        case ax.ClassAssertion(cls, _):
            return _right(cls)
        case ax.SubObjectPropertyOf(ex.ObjectPropertyChain(steps), sup):
            return all(map(_role, steps)) and _role(sup)
        case ax.SubObjectPropertyOf(sub, sup):
            return _role(sub) and _role(sup)
        case ax.EquivalentObjectProperties(operands):
            return all(map(_role, operands))
        case ax.TransitiveObjectProperty(role) | ax.ReflexiveObjectProperty(role):
            return _role(role)
        case ax.ObjectPropertyAssertion(role, _, _):
            return _role(role)
        case ax.DifferentIndividuals(individuals):
            return len(set(individuals)) == len(individuals)  # EL makes no two one
    return isinstance(axiom, _NO_DATA) and not any(part == _TOP_DATA for part in parts(axiom))


def _role(role: Any) -> bool:
    return isinstance(role, ObjectProperty) and role not in _BUILT_IN


def _left(cls: ClassExpression) -> bool:
    match cls:
        case ex.Class() | ex.ObjectOneOf():
            return True
        case ex.ObjectIntersectionOf(operands) | ex.ObjectUnionOf(operands):
            return all(map(_left, operands))
        case ex.ObjectSomeValuesFrom(role, filler) | ex.ObjectMinCardinality(1, role, filler):
            return _role(role) and _left(filler)
        case ex.ObjectHasValue(role, _):
            return _role(role)
    return False


def _right(cls: ClassExpression) -> bool:
    match cls:
        case ex.Class():
            return True
        case ex.ObjectIntersectionOf(operands):
            return all(map(_right, operands))
        case ex.ObjectSomeValuesFrom(role, filler) | ex.ObjectMinCardinality(1, role, filler):
            return _role(role) and _right(filler)
        case ex.ObjectHasValue(role, _):
            return _role(role)
        case ex.ObjectComplementOf(operand):
            return _left(operand)
    return False


# ---- properties


def _roles(axiom: Axiom) -> Iterator[ObjectProperty]:
    return (part for part in parts(axiom) if isinstance(part, ObjectProperty))


def _only_named(axiom: Axiom, uses: Counter[ObjectProperty]) -> bool:
    """Tell whether an axiom says of a property that it is the inverse of another, and nothing else says anything."""
    if not isinstance(axiom, ax.InverseObjectProperties):
        return False
    one, other = axiom.first, axiom.second
    return one != other and any(isinstance(role, ObjectProperty) and uses[role] == 1 for role in (one, other))


def _filled(axioms: Iterable[Axiom]) -> set[ObjectProperty]:
    """Return the properties that something may have to have a pair of."""
    listed = [*axioms]
    filled: set[ObjectProperty] = set()
    for axiom in listed:
        if isinstance(axiom, ax.ReflexiveObjectProperty | ax.ObjectPropertyAssertion) or not isinstance(
            axiom, (ax.SubObjectPropertyOf, ax.EquivalentObjectProperties, *_NO_PAIRS)
        ):
            filled.update(_roles(axiom))
    ties = [set(_roles(axiom)) for axiom in listed if isinstance(axiom, _TYING)]
    before = -1
    while before != len(filled):
        before = len(filled)
        for tie in ties:
            if tie & filled:
                filled |= tie
    return filled


_TYING = (ax.SubObjectPropertyOf, ax.EquivalentObjectProperties, ax.InverseObjectProperties)


def super_roles(axioms: Iterable[Axiom]) -> dict[ObjectProperty, set[ObjectProperty]]:
    """Return to each property those told above it, step by step, without itself.

    Example:
        >>> r, s, t = (ObjectProperty("a:" + n) for n in "rst")
        >>> super_roles([ax.SubObjectPropertyOf(r, s), ax.SubObjectPropertyOf(s, t)])[r] == {s, t}
        True
    """
    direct: dict[ObjectProperty, set[ObjectProperty]] = {}
    for axiom in axioms:
        match axiom:
            case ax.SubObjectPropertyOf(ObjectProperty() as sub, ObjectProperty() as sup):
                direct.setdefault(sub, set()).add(sup)
            case ax.EquivalentObjectProperties(operands):
                named = [role for role in operands if isinstance(role, ObjectProperty)]
                for role in named:
                    direct.setdefault(role, set()).update(named)
    found: dict[ObjectProperty, set[ObjectProperty]] = {}
    for role in direct:
        reached, waiting = {role}, [role]
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        found[role] = reached - {role}
    return found


def _ranges_in_the_way(axioms: Sequence[Axiom]) -> Iterator[Axiom]:
    ranges: dict[Any, set[ClassExpression]] = {}
    for axiom in axioms:
        if isinstance(axiom, ax.ObjectPropertyRange):
            ranges.setdefault(axiom.property, set()).add(axiom.range)
    if not ranges:
        return
    above = super_roles(axioms)

    def of(role: Any) -> set[ClassExpression]:
        return {cls for each in (role, *above.get(role, ())) for cls in ranges.get(each, ())}

    reflexive = any(isinstance(axiom, ax.ReflexiveObjectProperty) for axiom in axioms)
    nominal = {p.property for a in axioms for p in parts(a) if isinstance(p, ex.ObjectHasValue)}
    one_of = any(isinstance(p, ex.ObjectOneOf) for a in axioms for p in parts(a))
    for axiom in axioms:
        match axiom:
            case ax.SubObjectPropertyOf(ex.ObjectPropertyChain(steps), sup) if reflexive or of(sup) - of(steps[-1]):
                yield axiom
            case ax.ObjectPropertyRange(role, _):
                below = {role, *(sub for sub, sups in above.items() if role in sups)}
                if nominal & below or one_of or reflexive:
                    yield axiom
