"""Which classes axioms outside EL may say something about: the others are classified without them.

An axiom that is trivial when every name outside a set is empty says nothing about the classes in the set (locality,
B. Cuenca Grau, I. Horrocks, Y. Kazakov and U. Sattler: Modular reuse of ontologies, 2008). So from a class go on to the
names of every axiom that the class, or a name reached before, may trigger; a class from which no axiom outside EL is
reached is above and below the same classes with these axioms as without them. Of the names on a left side that all have
to be reached, one is waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, Class, ClassExpression, DataProperty, ObjectProperty
from differentia.owl.first_order import parts

__all__ = ["ASSERTIONS", "within_reach"]

Name: TypeAlias = Class | ObjectProperty | DataProperty
ASSERTIONS = (
    ax.ClassAssertion,
    ax.ObjectPropertyAssertion,
    ax.DataPropertyAssertion,
    ax.NegativeObjectPropertyAssertion,
    ax.NegativeDataPropertyAssertion,
    ax.SameIndividual,
    ax.DifferentIndividuals,
)
"""Without nominals, assertions free of contradiction say nothing about classes."""

_TRIVIAL_IF_EMPTY = (
    ax.DisjointObjectProperties,
    ax.InverseObjectProperties,
    ax.FunctionalObjectProperty,
    ax.InverseFunctionalObjectProperty,
    ax.IrreflexiveObjectProperty,
    ax.SymmetricObjectProperty,
    ax.AsymmetricObjectProperty,
    ax.TransitiveObjectProperty,
    ax.SubObjectPropertyOf,
    ax.EquivalentObjectProperties,
    ax.ObjectPropertyDomain,
    ax.ObjectPropertyRange,
    ax.SubDataPropertyOf,
    ax.EquivalentDataProperties,
    ax.DisjointDataProperties,
    ax.DataPropertyDomain,
    ax.DataPropertyRange,
    ax.FunctionalDataProperty,
    ax.DisjointUnion,
    ax.HasKey,
    ax.DisjointClasses,
    ax.DatatypeDefinition,
)  # trivial where every name in them is empty
_BUILT_IN = {ObjectProperty(OWL + n) for n in ("topObjectProperty", "bottomObjectProperty")} | {
    DataProperty(OWL + n) for n in ("topDataProperty", "bottomDataProperty")
}
_THING, _NOTHING = Class(OWL + "Thing"), Class(OWL + "Nothing")


def within_reach(axioms: Sequence[Axiom], foreign: Iterable[Axiom]) -> frozenset[str] | None:
    """Return the IRIs of the classes from which one of the `foreign` axioms may be reached.

    Args:
        axioms: an ontology without contradiction.
        foreign: some of its axioms.

    Returns:
        The classes, or None if that may be all of them.

    Example:
        >>> a, b, c, r = Class("a:A"), Class("a:B"), Class("a:C"), ObjectProperty("a:r")
        >>> only = ax.SubClassOf(b, ex.ObjectAllValuesFrom(r, c))
        >>> sorted(within_reach([ax.SubClassOf(a, b), ax.SubClassOf(c, a), only], [only]))
        ['a:A', 'a:B', 'a:C']
        >>> sorted(within_reach([ax.SubClassOf(a, b), ax.SubClassOf(b, c), only], [only]))
        ['a:A', 'a:B']
    """
    told = [axiom for axiom in axioms if not isinstance(axiom, ASSERTIONS)]
    outside = {axiom for axiom in foreign if not isinstance(axiom, ASSERTIONS)}
    if any(part in _BUILT_IN or isinstance(part, _INDIVIDUALS) for axiom in told for part in parts(axiom)):
        return None
    uses = Counter(name for axiom in told for name in set(_names(axiom)))
    came_from: dict[Name | None, set[Name | None]] = {}  # None: reached from everything
    dangerous: set[Name | None] = set()
    for axiom in told:
        for triggers, names in _moves(axiom, uses):
            for trigger in triggers:
                if axiom in outside:
                    dangerous.add(trigger)
                for name in names:
                    came_from.setdefault(name, set()).add(trigger)
    waiting = [*dangerous]
    for reached in waiting:
        new = came_from.get(reached, set()) - dangerous
        dangerous |= new
        waiting += new
    if None in dangerous:
        return None
    return frozenset(name.iri for name in dangerous if isinstance(name, Class))


_INDIVIDUALS = (ex.NamedIndividual, ex.AnonymousIndividual)


def _names(value: Any) -> Iterator[Name]:
    return (p for p in parts(value) if isinstance(p, Class | ObjectProperty | DataProperty) and p not in _ALWAYS_THERE)


_ALWAYS_THERE = (_THING, _NOTHING)


def _moves(axiom: Axiom, uses: Counter[Name]) -> Iterator[tuple[set[Name | None], set[Name]]]:
    """Yield what may trigger an axiom, one of which has to be reached, and which names are reached then."""
    names = set(_names(axiom))
    if isinstance(axiom, ax.SubClassOf):
        yield {_rarest(_needed(axiom.sub), uses)}, names
    elif isinstance(axiom, ax.EquivalentClasses):
        for operand in axiom.operands:
            yield {_rarest(_needed(operand), uses)}, names
    elif isinstance(axiom, ax.DisjointClasses):
        for operand in axiom.operands:
            yield {_rarest(_needed(operand), uses)}, set(_names(operand))
    elif isinstance(axiom, ax.SubObjectPropertyOf) and isinstance(axiom.sub, ex.ObjectPropertyChain):
        yield {_rarest(set(_names(axiom.sub)), uses)}, names
    elif isinstance(axiom, ax.SubObjectPropertyOf | ax.ObjectPropertyDomain | ax.ObjectPropertyRange):
        yield set(_names(axiom.sub if isinstance(axiom, ax.SubObjectPropertyOf) else axiom.property)), names
    elif isinstance(axiom, _TRIVIAL_IF_EMPTY):
        yield set(names), names
    else:
        yield {None}, names


def _rarest(names: set[Name], uses: Counter[Name]) -> Name | None:
    return min(names, key=lambda name: (uses[name], name.iri), default=None)


def _needed(cls: ClassExpression) -> set[Name]:
    """Return names that all have to have members for an expression to have one; none if that is not known."""
    match cls:
        case Class():
            return set() if cls in _ALWAYS_THERE else {cls}
        case ex.ObjectIntersectionOf(operands):
            return set().union(*map(_needed, operands))
        case ex.ObjectUnionOf(operands):
            return set.intersection(*map(_needed, operands))
        case ex.ObjectSomeValuesFrom(role, filler) | ex.ObjectMinCardinality(1, role, filler):
            return {*_names(role), *_needed(filler)}
        case ex.DataSomeValuesFrom(role, _) | ex.DataHasValue(role, _) | ex.ObjectHasSelf(role):
            return {*_names(role)}
    return set()
