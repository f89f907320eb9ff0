"""What would have to be so if an axiom were false: assertions about fresh individuals.

An axiom follows from an ontology exactly if every way in which it could be false contradicts the ontology. Each way is
a list of assertions; conjunctions and disjunctions of the contrary are taken apart here, so that the engine sees each
case by itself and needs no case split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, count, permutations, product
from types import MappingProxyType
from typing import Any, TypeAlias

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, RDFS, ClassExpression, DataRange, Individual
from differentia.owl.fragment import unsupported
from differentia.owl.syntax import functional

__all__ = ["Way", "ways_to_fail"]

Way: TypeAlias = tuple[Axiom, ...]
"""Assertions that together describe one way in which an axiom is false."""

_FRESH = "anyone"
_FRESH_NAMED = "urn:x-differentia:anyone:"
_NOTHING = ex.Class(OWL + "Nothing")
_ANY_VALUE = ex.Datatype(RDFS + "Literal")
_MOST_FRESH = 8  # a cardinality beyond this makes more pairs than a question is worth


def ways_to_fail(axiom: Axiom) -> list[Way]:
    """Return the ways in which an axiom could be false; it follows if each contradicts the ontology.

    Args:
        axiom: any axiom that speaks of individuals once it is denied.

    Raises:
        OutsideFragment: naming the axiom, if its contrary cannot be said with assertions.

    Example:
        >>> a, b, c = (ex.Class("a:" + n) for n in "ABC")
        >>> for way in ways_to_fail(ax.SubClassOf(a, ex.ObjectIntersectionOf((b, c)))):
        ...     print(*map(functional, way))
        ClassAssertion(<a:A> _:anyone1) ClassAssertion(ObjectComplementOf(<a:B>) _:anyone1)
        ClassAssertion(<a:A> _:anyone1) ClassAssertion(ObjectComplementOf(<a:C>) _:anyone1)
    """
    describe = _CONTRARIES.get(type(axiom))
    if describe is None:
        raise OutsideFragment((Unsupported(f"{type(axiom).__name__} as a question", functional(axiom)),))
    return [tuple(dict.fromkeys(way)) for way in describe(_Contrary(axiom), axiom)]


class _Contrary:
    """Describes the contrary of one axiom; hands out individuals that nothing else speaks of."""

    def __init__(self, axiom: Axiom) -> None:
        self.axiom = axiom
        self.numbers = count(1)

    def fresh(self) -> ex.AnonymousIndividual:
        """Return an individual without a name, so that no key identifies it."""
        return ex.AnonymousIndividual(f"{_FRESH}{next(self.numbers)}")

    def fresh_named(self) -> ex.NamedIndividual:
        """Return an individual with a name, to which keys apply."""
        return ex.NamedIndividual(f"{_FRESH_NAMED}{next(self.numbers)}")

    # ---- members of classes

    def member(self, expression: ClassExpression, x: Individual) -> list[Way]:
        """Return the ways in which x is in a class."""
        take_apart = _POSITIVE.get(type(expression))
        if isinstance(expression, ex.ObjectComplementOf):
            return self.outside(expression.operand, x)
        if take_apart is not None:
            return take_apart(self, expression, x)
        return [(ax.ClassAssertion(expression, x),)]

    def outside(self, expression: ClassExpression, x: Individual) -> list[Way]:
        """Return the ways in which x is not in a class."""
        plain = ax.ClassAssertion(ex.ObjectComplementOf(expression), x)
        take_apart = _NEGATIVE.get(type(expression))
        if take_apart is not None:
            return take_apart(self, expression, x)
        turned = _denied(expression)
        if turned != plain.cls and unsupported([plain]) and not unsupported([ax.ClassAssertion(turned, x)]):
            return [(ax.ClassAssertion(turned, x),)]
        return [(plain,)]

    def all_of(self, parts: Iterable[list[Way]]) -> list[Way]:
        """Return the ways in which everything holds at once."""
        return [sum(way, ()) for way in product(*parts)]

    def several(
        self, number: int, role: ex.ObjectPropertyExpression, filler: ClassExpression, x: Individual
    ) -> list[Way]:
        """Return the ways in which x has so many different successors."""
        if number > _MOST_FRESH:
            raise OutsideFragment((Unsupported(f"a cardinality of {number} in a question", functional(self.axiom)),))
        if number == 0:
            return [()]
        ends = [self.fresh() for _ in range(number)]
        edges: Way = tuple(ax.ObjectPropertyAssertion(role, x, y) for y in ends)
        apart: Way = (ax.DifferentIndividuals(tuple(ends)),) if number > 1 else ()
        return self.all_of([[edges + apart], *(self.member(filler, y) for y in ends)])

    # ---- properties

    def denied_edge(self, role: ex.ObjectPropertyExpression, x: Individual, y: Individual) -> Axiom:
        return ax.NegativeObjectPropertyAssertion(role, x, y)

    def path(self, role: ex.ObjectPropertyExpression | ex.ObjectPropertyChain) -> tuple[Way, Individual, Individual]:
        """Return edges along a property or chain between fresh individuals, and its two ends."""
        steps = role.properties if isinstance(role, ex.ObjectPropertyChain) else (role,)
        stops = [self.fresh() for _ in range(len(steps) + 1)]
        edges = tuple(ax.ObjectPropertyAssertion(r, x, y) for r, x, y in zip(steps, stops, stops[1:], strict=False))
        return edges, stops[0], stops[-1]

    def included(self, sub: ex.ObjectPropertyExpression | ex.ObjectPropertyChain, sup: Any) -> list[Way]:
        edges, x, y = self.path(sub)
        return [(*edges, self.denied_edge(sup, x, y))]


def _denied(expression: ClassExpression) -> ClassExpression:
    """Push a complement inwards, where the engine can use only what it then finds."""
    if isinstance(expression, ex.ObjectComplementOf):
        return expression.operand
    if isinstance(expression, ex.ObjectAllValuesFrom):
        return ex.ObjectSomeValuesFrom(expression.property, _denied(expression.filler))
    if isinstance(expression, ex.ObjectSomeValuesFrom):
        return ex.ObjectAllValuesFrom(expression.property, _denied(expression.filler))
    if isinstance(expression, ex.ObjectUnionOf):
        return ex.ObjectIntersectionOf(tuple(_denied(e) for e in expression.operands))
    if isinstance(expression, ex.ObjectIntersectionOf):
        return ex.ObjectUnionOf(tuple(_denied(e) for e in expression.operands))
    return ex.ObjectComplementOf(expression)


def _not_in(data_range: DataRange) -> DataRange:
    return data_range.operand if isinstance(data_range, ex.DataComplementOf) else ex.DataComplementOf(data_range)


_TakeApart: TypeAlias = Callable[[_Contrary, Any, Individual], list[Way]]

_POSITIVE: Mapping[type, _TakeApart] = MappingProxyType(
    {
        ex.ObjectUnionOf: lambda c, e, x: [way for o in e.operands for way in c.member(o, x)],
        ex.ObjectIntersectionOf: lambda c, e, x: c.all_of(c.member(o, x) for o in e.operands),
        ex.ObjectOneOf: lambda _, e, x: [(ax.SameIndividual((x, i)),) for i in e.individuals],
        ex.ObjectSomeValuesFrom: lambda c, e, x: c.several(1, e.property, e.filler, x),
        ex.ObjectMinCardinality: lambda c, e, x: c.several(e.cardinality, e.property, e.filler, x),
        ex.ObjectHasValue: lambda _, e, x: [(ax.ObjectPropertyAssertion(e.property, x, e.individual),)],
        ex.ObjectHasSelf: lambda _, e, x: [(ax.ObjectPropertyAssertion(e.property, x, x),)],
        ex.ObjectExactCardinality: lambda c, e, x: c.all_of(
            [
                c.several(e.cardinality, e.property, e.filler, x),
                c.member(ex.ObjectMaxCardinality(e.cardinality, e.property, e.filler), x),
            ]
        ),
        ex.DataHasValue: lambda _, e, x: [(ax.DataPropertyAssertion(e.property, x, e.literal),)],
    }
)
_NEGATIVE: Mapping[type, _TakeApart] = MappingProxyType(
    {
        ex.ObjectComplementOf: lambda c, e, x: c.member(e.operand, x),
        ex.ObjectUnionOf: lambda c, e, x: c.all_of(c.outside(o, x) for o in e.operands),
        ex.ObjectIntersectionOf: lambda c, e, x: [way for o in e.operands for way in c.outside(o, x)],
        ex.ObjectOneOf: lambda _, e, x: [tuple(ax.DifferentIndividuals((x, i)) for i in e.individuals)],
        ex.ObjectAllValuesFrom: lambda c, e, x: c.all_of(_bad_successor(c, e, x)),
        ex.ObjectMaxCardinality: lambda c, e, x: c.several(e.cardinality + 1, e.property, e.filler, x),
        ex.ObjectMinCardinality: lambda c, e, x: _too_few(c, e, x),
        ex.ObjectExactCardinality: lambda c, e, x: [
            *c.several(e.cardinality + 1, e.property, e.filler, x),
            *_too_few(c, e, x),
        ],
        ex.ObjectHasValue: lambda c, e, x: [(c.denied_edge(e.property, x, e.individual),)],
        ex.ObjectHasSelf: lambda c, e, x: [(c.denied_edge(e.property, x, x),)],
        ex.DataHasValue: lambda _, e, x: [(ax.NegativeDataPropertyAssertion(e.property, x, e.literal),)],
        ex.DataAllValuesFrom: lambda _, e, x: [
            (ax.ClassAssertion(ex.DataSomeValuesFrom(e.property, _not_in(e.range)), x),)
        ],
    }
)


def _bad_successor(c: _Contrary, e: ex.ObjectAllValuesFrom, x: Individual) -> list[list[Way]]:
    y = c.fresh()
    return [[(ax.ObjectPropertyAssertion(e.property, x, y),)], c.outside(e.filler, y)]


def _too_few(c: _Contrary, e: ex.ObjectMinCardinality | ex.ObjectExactCardinality, x: Individual) -> list[Way]:
    if e.cardinality == 0:
        return []  # nobody has fewer than none
    if e.cardinality == 1:
        return c.outside(ex.ObjectSomeValuesFrom(e.property, e.filler), x)
    return [(ax.ClassAssertion(ex.ObjectMaxCardinality(e.cardinality - 1, e.property, e.filler), x),)]


# ---- axioms


def _sub_class(c: _Contrary, sub: ClassExpression, sup: ClassExpression) -> list[Way]:
    x = c.fresh()
    return c.all_of([c.member(sub, x), c.outside(sup, x)])


def _equivalent(c: _Contrary, axiom: ax.EquivalentClasses) -> list[Way]:
    return [way for sub, sup in permutations(axiom.operands, 2) for way in _sub_class(c, sub, sup)]


def _disjoint(c: _Contrary, operands: Iterable[ClassExpression]) -> list[Way]:
    x = c.fresh()
    return [way for pair in combinations(operands, 2) for way in c.all_of(c.member(e, x) for e in pair)]


def _disjoint_union(c: _Contrary, axiom: ax.DisjointUnion) -> list[Way]:
    union = ex.ObjectUnionOf(axiom.operands)
    return [*_disjoint(c, axiom.operands), *_sub_class(c, axiom.cls, union), *_sub_class(c, union, axiom.cls)]


def _domain(c: _Contrary, axiom: ax.ObjectPropertyDomain) -> list[Way]:
    edges, x, _ = c.path(axiom.property)
    return c.all_of([[edges], c.outside(axiom.domain, x)])


def _range(c: _Contrary, axiom: ax.ObjectPropertyRange) -> list[Way]:
    edges, _, y = c.path(axiom.property)
    return c.all_of([[edges], c.outside(axiom.range, y)])


def _data_domain(c: _Contrary, axiom: ax.DataPropertyDomain) -> list[Way]:
    x = c.fresh()
    some = ax.ClassAssertion(ex.DataSomeValuesFrom(axiom.property, _ANY_VALUE), x)
    return c.all_of([[(some,)], c.outside(axiom.domain, x)])


def _data_range(c: _Contrary, axiom: ax.DataPropertyRange) -> list[Way]:
    return [(ax.ClassAssertion(ex.DataSomeValuesFrom(axiom.property, _not_in(axiom.range)), c.fresh()),)]


def _fork(c: _Contrary, role: ex.ObjectPropertyExpression, *, backwards: bool) -> list[Way]:
    x, y, z = c.fresh(), c.fresh(), c.fresh()
    pairs = ((y, x), (z, x)) if backwards else ((x, y), (x, z))
    edges = tuple(ax.ObjectPropertyAssertion(role, *pair) for pair in pairs)
    return [(*edges, ax.DifferentIndividuals((y, z)))]


def _disjoint_roles(c: _Contrary, axiom: ax.DisjointObjectProperties) -> list[Way]:
    x, y = c.fresh(), c.fresh()
    return [tuple(ax.ObjectPropertyAssertion(role, x, y) for role in pair) for pair in combinations(axiom.operands, 2)]


def _symmetric(c: _Contrary, axiom: ax.SymmetricObjectProperty) -> list[Way]:
    edges, x, y = c.path(axiom.property)
    return [(*edges, c.denied_edge(axiom.property, y, x))]


def _asymmetric(c: _Contrary, axiom: ax.AsymmetricObjectProperty) -> list[Way]:
    edges, x, y = c.path(axiom.property)
    return [(*edges, ax.ObjectPropertyAssertion(axiom.property, y, x))]


def _inverse(c: _Contrary, axiom: ax.InverseObjectProperties) -> list[Way]:
    found = []
    for one, other in ((axiom.first, axiom.second), (axiom.second, axiom.first)):
        edges, x, y = c.path(one)
        found.append((*edges, c.denied_edge(other, y, x)))
    return found


def _reflexive(c: _Contrary, axiom: ax.ReflexiveObjectProperty) -> list[Way]:
    x = c.fresh()
    return [(c.denied_edge(axiom.property, x, x),)]


def _irreflexive(c: _Contrary, axiom: ax.IrreflexiveObjectProperty) -> list[Way]:
    x = c.fresh()
    return [(ax.ObjectPropertyAssertion(axiom.property, x, x),)]


def _key(c: _Contrary, axiom: ax.HasKey) -> list[Way]:
    if axiom.data_properties:
        raise OutsideFragment((Unsupported("a key of data properties as a question", functional(axiom)),))
    x, y = c.fresh_named(), c.fresh_named()
    edges: list[Axiom] = []
    for role in axiom.object_properties:
        shared = c.fresh_named()
        edges += [ax.ObjectPropertyAssertion(role, x, shared), ax.ObjectPropertyAssertion(role, y, shared)]
    apart: Way = (*edges, ax.DifferentIndividuals((x, y)))
    return c.all_of([[apart], c.member(axiom.cls, x), c.member(axiom.cls, y)])


def _pairs(individuals: Iterable[Individual], contrary: Callable[..., Axiom]) -> Iterator[Way]:
    return ((contrary(pair),) for pair in combinations(individuals, 2))


def _membership(c: _Contrary, axiom: ax.ClassAssertion) -> list[Way]:
    """Deny a membership; of an individual without a name, that there is any member."""
    if isinstance(axiom.individual, ex.AnonymousIndividual):
        return [(ax.SubClassOf(axiom.cls, _NOTHING),)]
    return c.outside(axiom.cls, axiom.individual)


_CONTRARIES: Mapping[type, Callable[[_Contrary, Any], list[Way]]] = MappingProxyType(
    {
        ax.SubClassOf: lambda c, a: _sub_class(c, a.sub, a.sup),
        ax.EquivalentClasses: _equivalent,
        ax.DisjointClasses: lambda c, a: _disjoint(c, a.operands),
        ax.DisjointUnion: _disjoint_union,
        ax.SubObjectPropertyOf: lambda c, a: c.included(a.sub, a.sup),
        ax.EquivalentObjectProperties: lambda c, a: [
            way for pair in permutations(a.operands, 2) for way in c.included(*pair)
        ],
        ax.DisjointObjectProperties: _disjoint_roles,
        ax.InverseObjectProperties: _inverse,
        ax.ObjectPropertyDomain: _domain,
        ax.ObjectPropertyRange: _range,
        ax.FunctionalObjectProperty: lambda c, a: _fork(c, a.property, backwards=False),
        ax.InverseFunctionalObjectProperty: lambda c, a: _fork(c, a.property, backwards=True),
        ax.ReflexiveObjectProperty: _reflexive,
        ax.IrreflexiveObjectProperty: _irreflexive,
        ax.SymmetricObjectProperty: _symmetric,
        ax.AsymmetricObjectProperty: _asymmetric,
        ax.TransitiveObjectProperty: lambda c, a: c.included(
            ex.ObjectPropertyChain((a.property, a.property)), a.property
        ),
        ax.DataPropertyDomain: _data_domain,
        ax.DataPropertyRange: _data_range,
        ax.HasKey: _key,
        ax.SameIndividual: lambda _, a: [*_pairs(a.individuals, ax.DifferentIndividuals)],
        ax.DifferentIndividuals: lambda _, a: [*_pairs(a.individuals, ax.SameIndividual)],
        ax.ClassAssertion: _membership,
        ax.ObjectPropertyAssertion: lambda c, a: [(c.denied_edge(a.property, a.source, a.target),)],
        ax.NegativeObjectPropertyAssertion: lambda _, a: [
            (ax.ObjectPropertyAssertion(a.property, a.source, a.target),)
        ],
        ax.DataPropertyAssertion: lambda _, a: [(ax.NegativeDataPropertyAssertion(a.property, a.source, a.value),)],
        ax.NegativeDataPropertyAssertion: lambda _, a: [(ax.DataPropertyAssertion(a.property, a.source, a.value),)],
    }
)
