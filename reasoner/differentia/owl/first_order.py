"""Axioms as first-order clauses over their own expressions: what the syntactic tests look at.

Every class expression is a predicate of its own. An expression on the left is introduced by clauses, one on the right
is taken apart by clauses; where an axiom needs only one of the two, only that one is given. The engine has its own,
integer-coded clauses; these are for tests of an ontology, not for reasoning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import permutations
from typing import Any, TypeAlias

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, ClassExpression, DataProperty, ObjectProperty
from differentia.structs import dataclass

__all__ = ["SAME", "Atom", "Clause", "In", "Predicate", "Same", "clauses_of", "derived", "first_order", "parts"]

LEFT, RIGHT = True, False


@dataclass(frozen=True, slots=True)
class In:
    """The predicate "is a value of this data range"."""

    range: ex.DataRange


@dataclass(frozen=True, slots=True)
class Same:
    """The predicate "is the same individual (or value) as"."""


SAME = Same()
Predicate: TypeAlias = ClassExpression | ObjectProperty | DataProperty | In | Same
Argument: TypeAlias = str | ex.NamedIndividual | ex.AnonymousIndividual | ex.Literal
"""A variable (a string; "w" stands for a witness), or a constant."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate and its arguments."""

    predicate: Predicate
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """If all of `body`, then one of `head`; with the axiom it comes from.

    With `witness`, the head is all of its atoms at once, about a new individual or value "w".
    """

    axiom: Axiom
    body: tuple[Atom, ...]
    head: tuple[Atom, ...]
    witness: bool = False


Part: TypeAlias = tuple[tuple[Atom, ...], tuple[Atom, ...], bool]
Needs: TypeAlias = list[tuple[ClassExpression, bool]]


def first_order(axioms: Iterable[Axiom]) -> list[Clause]:
    """Return the clauses of all axioms, those of their expressions included."""
    return [clause for axiom in axioms for clause in clauses_of(axiom)]


def clauses_of(axiom: Axiom) -> list[Clause]:
    """Return the clauses of one axiom.

    Example:
        >>> a, b, r = ex.Class("a:A"), ex.Class("a:B"), ex.ObjectProperty("a:r")
        >>> for clause in clauses_of(ax.SubClassOf(ex.ObjectSomeValuesFrom(r, a), b)):
        ...     print([t.predicate for t in clause.body] == [r, a], [t.predicate for t in clause.head] == [b])
        False True
        True False
    """
    needs: Needs = []
    found = [Clause(axiom, *part) for part in _AXIOMS[type(axiom)](axiom, needs)]
    seen = set()
    found += [Clause(axiom, *part) for prop, part in _BUILT_IN.items() if prop in parts(axiom)]
    while needs:
        place = needs.pop()
        if place not in seen:
            seen.add(place)
            expression, side = place
            build = _EXPRESSIONS[type(expression)]
            found += [Clause(axiom, *part) for part in build(expression, side, needs)]
    return found


def derived(clause: Clause) -> tuple[Atom, ...]:
    """Return the head atoms that saturation may derive: of "a complement or its operand" only the complement.

    Whether a complement holds is found by refutation, which supposes the operand and never concludes it. The same goes
    for a universal or "at most 0" on the left, and what it excludes.
    """
    return clause.head[:1] if not clause.body and not clause.witness else clause.head


def parts(value: Any) -> Iterator[Any]:
    """Yield an axiom or expression and everything it is made of.

    Example:
        >>> [type(part).__name__ for part in parts(ex.ObjectComplementOf(ex.Class("a:A")))]
        ['ObjectComplementOf', 'Class', 'str']
    """
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from parts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))


def _is(expression: ClassExpression, x: Argument, side: bool, needs: Needs) -> Atom:
    needs.append((expression, side))
    return Atom(expression, (x,))


def _edge(role: Any, x: Argument, y: Argument) -> Atom:
    if isinstance(role, ex.ObjectInverseOf):
        return Atom(role.property, (y, x))
    return Atom(role, (x, y))


def _if(body: Iterable[Atom], *head: Atom, witness: bool = False) -> Part:
    return tuple(body), head, witness


_BUILT_IN: dict[Predicate, Part] = {
    ex.TOP: _if([], Atom(ex.TOP, ("x", "y"))),
    **{prop: _if([Atom(prop, ("x", "y"))]) for prop in ex.BOTTOM},
}

# ---- axioms


def _sub(axiom: ax.SubClassOf, needs: Needs) -> Iterator[Part]:
    yield _if([_is(axiom.sub, "x", LEFT, needs)], _is(axiom.sup, "x", RIGHT, needs))


def _equivalent(axiom: ax.EquivalentClasses, needs: Needs) -> Iterator[Part]:
    for one, two in permutations(axiom.operands, 2):
        yield _if([_is(one, "x", LEFT, needs)], _is(two, "x", RIGHT, needs))


def _disjoint(axiom: ax.DisjointClasses | ax.DisjointUnion, needs: Needs) -> Iterator[Part]:
    for n, one in enumerate(axiom.operands):
        for two in axiom.operands[n + 1 :]:
            yield _if([_is(one, "x", LEFT, needs), _is(two, "x", LEFT, needs)])


def _disjoint_union(axiom: ax.DisjointUnion, needs: Needs) -> Iterator[Part]:
    yield from _disjoint(axiom, needs)
    whole = Atom(axiom.cls, ("x",))
    yield _if([whole], *(_is(part, "x", RIGHT, needs) for part in axiom.operands))
    for part in axiom.operands:
        yield _if([_is(part, "x", LEFT, needs)], whole)


def _sub_role(axiom: ax.SubObjectPropertyOf | ax.SubDataPropertyOf, _: Needs) -> Iterator[Part]:
    steps = axiom.sub.properties if isinstance(axiom.sub, ex.ObjectPropertyChain) else (axiom.sub,)
    body = [_edge(step, f"x{n}", f"x{n + 1}") for n, step in enumerate(steps)]
    yield _if(body, _edge(axiom.sup, "x0", f"x{len(steps)}"))


def _equivalent_roles(axiom: ax.EquivalentObjectProperties | ax.EquivalentDataProperties, _: Needs) -> Iterator[Part]:
    for one, two in permutations(axiom.operands, 2):
        yield _if([_edge(one, "x", "y")], _edge(two, "x", "y"))


def _disjoint_roles(axiom: ax.DisjointObjectProperties | ax.DisjointDataProperties, _: Needs) -> Iterator[Part]:
    for n, one in enumerate(axiom.operands):
        for two in axiom.operands[n + 1 :]:
            yield _if([_edge(one, "x", "y"), _edge(two, "x", "y")])


def _inverse(axiom: ax.InverseObjectProperties, _: Needs) -> Iterator[Part]:
    yield _if([_edge(axiom.first, "x", "y")], _edge(axiom.second, "y", "x"))
    yield _if([_edge(axiom.second, "x", "y")], _edge(axiom.first, "y", "x"))


def _domain(axiom: ax.ObjectPropertyDomain | ax.DataPropertyDomain, needs: Needs) -> Iterator[Part]:
    yield _if([_edge(axiom.property, "x", "y")], _is(axiom.domain, "x", RIGHT, needs))


def _range(axiom: ax.ObjectPropertyRange, needs: Needs) -> Iterator[Part]:
    yield _if([_edge(axiom.property, "x", "y")], _is(axiom.range, "y", RIGHT, needs))


def _characteristic(*shape: tuple[str, str]) -> Callable[[Any, Needs], list[Part]]:
    """Return a builder for property axioms: all pairs but the last imply the last; "=" makes it sameness."""

    def build(axiom: Any, _: Needs) -> list[Part]:
        *body, (first, second) = shape
        atoms = [_edge(axiom.property, x, y) for x, y in body]
        if second.startswith("="):
            return [_if(atoms, Atom(SAME, (first, second[1:])))]
        return [_if(atoms, _edge(axiom.property, first, second))]

    return build


def _never(*pairs: tuple[str, str]) -> Callable[[Any, Needs], list[Part]]:
    return lambda axiom, _: [_if([_edge(axiom.property, x, y) for x, y in pairs])]


def _key(axiom: ax.HasKey, needs: Needs) -> Iterator[Part]:
    members = [_is(axiom.cls, x, LEFT, needs) for x in "xy"]
    keys = (*axiom.object_properties, *axiom.data_properties)
    shared = [_edge(role, x, f"z{n}") for n, role in enumerate(keys) for x in "xy"]
    yield _if([*members, *shared], Atom(SAME, ("x", "y")))


def _all_same(axiom: ax.SameIndividual, _: Needs) -> Iterator[Part]:
    for one, two in permutations(axiom.individuals, 2):
        yield _if([], Atom(SAME, (one, two)))


def _fact(axiom: Any, _: Needs) -> Iterator[Part]:
    atom = _edge(axiom.property, axiom.source, axiom.value if hasattr(axiom, "value") else axiom.target)
    yield _if([atom]) if type(axiom).__name__.startswith("Negative") else _if([], atom)


_AXIOMS: dict[type, Callable[[Any, Needs], Iterable[Part]]] = {
    ax.SubClassOf: _sub,
    ax.EquivalentClasses: _equivalent,
    ax.DisjointClasses: _disjoint,
    ax.DisjointUnion: _disjoint_union,
    ax.SubObjectPropertyOf: _sub_role,
    ax.SubDataPropertyOf: _sub_role,
    ax.EquivalentObjectProperties: _equivalent_roles,
    ax.EquivalentDataProperties: _equivalent_roles,
    ax.DisjointObjectProperties: _disjoint_roles,
    ax.DisjointDataProperties: _disjoint_roles,
    ax.InverseObjectProperties: _inverse,
    ax.ObjectPropertyDomain: _domain,
    ax.DataPropertyDomain: _domain,
    ax.ObjectPropertyRange: _range,
    ax.DataPropertyRange: lambda a, _: [_if([_edge(a.property, "x", "v")], Atom(In(a.range), ("v",)))],
    ax.FunctionalObjectProperty: _characteristic(("x", "y"), ("x", "z"), ("y", "=z")),
    ax.FunctionalDataProperty: _characteristic(("x", "y"), ("x", "z"), ("y", "=z")),
    ax.InverseFunctionalObjectProperty: _characteristic(("y", "x"), ("z", "x"), ("y", "=z")),
    ax.ReflexiveObjectProperty: _characteristic(("x", "x")),
    ax.SymmetricObjectProperty: _characteristic(("x", "y"), ("y", "x")),
    ax.TransitiveObjectProperty: _characteristic(("x", "y"), ("y", "z"), ("x", "z")),
    ax.IrreflexiveObjectProperty: _never(("x", "x")),
    ax.AsymmetricObjectProperty: _never(("x", "y"), ("y", "x")),
    ax.HasKey: _key,
    ax.SameIndividual: _all_same,
    ax.DifferentIndividuals: lambda a, _: [
        _if([Atom(SAME, (one, two))]) for n, one in enumerate(a.individuals) for two in a.individuals[n + 1 :]
    ],
    # a name for a data range says nothing about individuals
    ax.DatatypeDefinition: lambda *_: [],
    ax.ClassAssertion: lambda a, needs: [_if([], _is(a.cls, a.individual, RIGHT, needs))],
    ax.ObjectPropertyAssertion: _fact,
    ax.NegativeObjectPropertyAssertion: _fact,
    ax.DataPropertyAssertion: _fact,
    ax.NegativeDataPropertyAssertion: _fact,
}

# ---- expressions: clauses that introduce them (LEFT) or take them apart (RIGHT)


def _named(cls: ex.Class, side: bool, _: Needs) -> Iterator[Part]:
    if cls.iri == OWL + "Thing" and side is LEFT:
        yield _if([], Atom(cls, ("x",)))
    elif cls.iri == OWL + "Nothing" and side is RIGHT:
        yield _if([Atom(cls, ("x",))])


def _and(e: ClassExpression, side: bool, needs: Needs, operands: Iterable[ClassExpression] = ()) -> Iterator[Part]:
    """Join the operands of an intersection, or those given."""
    whole = Atom(e, ("x",))
    joined = e.operands if isinstance(e, ex.ObjectIntersectionOf) else operands
    atoms = [_is(part, "x", side, needs) for part in joined]
    yield from [_if(atoms, whole)] if side is LEFT else [_if([whole], atom) for atom in atoms]


def _or(e: ex.ObjectUnionOf, side: bool, needs: Needs) -> Iterator[Part]:
    parts = [_is(part, "x", side, needs) for part in e.operands]
    if side is RIGHT:
        yield _if([Atom(e, ("x",))], *parts)
    else:
        for part in parts:
            yield _if([part], Atom(e, ("x",)))


def _not(e: ex.ObjectComplementOf, side: bool, needs: Needs) -> Iterator[Part]:
    whole, part = Atom(e, ("x",)), _is(e.operand, "x", not side, needs)
    yield _if([], whole, part) if side is LEFT else _if([whole, part])


def _one_of(e: ex.ObjectOneOf, side: bool, _: Needs) -> Iterator[Part]:
    if side is LEFT:
        for individual in e.individuals:
            yield _if([], Atom(e, (individual,)))
    else:
        yield _if([Atom(e, ("x",))], *(Atom(SAME, ("x", individual)) for individual in e.individuals))


def _some(e: Any, side: bool, needs: Needs) -> Iterator[Part]:
    data = isinstance(e, ex.DataSomeValuesFrom | ex.DataMinCardinality)
    end = "y" if side is LEFT else "w"
    filler = Atom(In(e.range), (end,)) if data else _is(e.filler, end, side, needs)
    whole, edge = Atom(e, ("x",)), _edge(e.property, "x", end)
    yield _if([edge, filler], whole) if side is LEFT else _if([whole], edge, filler, witness=True)


def _all(e: Any, side: bool, needs: Needs) -> Iterator[Part]:
    whole, data = Atom(e, ("x",)), isinstance(e, ex.DataAllValuesFrom)
    if side is LEFT:  # all successors are in the filler, or there is one outside
        outside = (
            ex.DataSomeValuesFrom(e.property, ex.DataComplementOf(e.range))
            if data
            else ex.ObjectSomeValuesFrom(e.property, ex.ObjectComplementOf(e.filler))
        )
        yield _if([], whole, _is(outside, "x", RIGHT, needs))
        return
    end = "v" if data else "y"
    filler = Atom(In(e.range), (end,)) if data else _is(e.filler, end, side, needs)
    yield _if([whole, _edge(e.property, "x", end)], filler)


def _none(e: Any, needs: Needs) -> Part:
    """Say that there is no successor at all ("at most 0"), or one."""
    some = (
        ex.DataSomeValuesFrom(e.property, e.range)
        if isinstance(e, ex.DataMaxCardinality)
        else ex.ObjectSomeValuesFrom(e.property, e.filler)
    )
    return _if([], Atom(e, ("x",)), _is(some, "x", RIGHT, needs))


def _value(e: ex.ObjectHasValue | ex.DataHasValue, side: bool, _: Needs) -> Iterator[Part]:
    value = e.literal if isinstance(e, ex.DataHasValue) else e.individual
    whole, edge = Atom(e, ("x",)), _edge(e.property, "x", value)
    yield _if([edge], whole) if side is LEFT else _if([whole], edge)


def _self(e: ex.ObjectHasSelf, side: bool, _: Needs) -> Iterator[Part]:
    whole, edge = Atom(e, ("x",)), _edge(e.property, "x", "x")
    yield _if([edge], whole) if side is LEFT else _if([whole], edge)


def _at_least(e: Any, side: bool, needs: Needs) -> Iterator[Part]:
    if e.cardinality == 0:
        yield _if([], Atom(e, ("x",)))
    elif e.cardinality == 1:
        yield from _some(e, side, needs)
    else:
        yield from _count(e, side, needs)


def _count(e: Any, side: bool, needs: Needs) -> Iterator[Part]:
    """Give the clauses of "at least n" for n from 2, or of "at most n": n + 1 successors are not all different."""
    at_most = isinstance(e, ex.ObjectMaxCardinality | ex.DataMaxCardinality)
    if at_most and side is LEFT and e.cardinality == 0:
        yield _none(e, needs)
        return
    filler: Predicate = In(e.range) if hasattr(e, "range") else e.filler
    if not isinstance(filler, In):
        needs.append((e.filler, side is not at_most))
    ends = [f"y{n}" for n in range(e.cardinality + at_most)]
    successors = [atom for y in ends for atom in (_edge(e.property, "x", y), Atom(filler, (y,)))]
    same = [Atom(SAME, (y, z)) for n, y in enumerate(ends) for z in ends[n + 1 :]]
    whole = Atom(e, ("x",))
    if at_most is side:  # it takes successors to have (at least) or not to have (at most)
        parts = (_edge(e.property, "x", "w"), Atom(filler, ("w",)))
        if at_most:
            yield from (_if([], whole, part) for part in parts)
        else:
            yield _if([whole], *parts, witness=True)
    elif at_most:
        yield _if([whole, *successors], *same)
    else:
        yield _if(successors, whole, *same)


def _exactly(e: Any, side: bool, needs: Needs) -> Iterator[Part]:
    kinds: tuple[Any, ...] = (ex.ObjectMinCardinality, ex.ObjectMaxCardinality)
    if isinstance(e, ex.DataExactCardinality):
        kinds = (ex.DataMinCardinality, ex.DataMaxCardinality)
    arguments = [getattr(e, field.name) for field in fields(e)]
    yield from _and(e, side, needs, [kind(*arguments) for kind in kinds])


_EXPRESSIONS: dict[type, Callable[[Any, bool, Needs], Iterable[Part]]] = {
    ex.Class: _named,
    ex.ObjectIntersectionOf: _and,
    ex.ObjectUnionOf: _or,
    ex.ObjectComplementOf: _not,
    ex.ObjectOneOf: _one_of,
    ex.ObjectSomeValuesFrom: _some,
    ex.ObjectAllValuesFrom: _all,
    ex.ObjectHasValue: _value,
    ex.ObjectHasSelf: _self,
    ex.ObjectMinCardinality: _at_least,
    ex.ObjectMaxCardinality: _count,
    ex.ObjectExactCardinality: _exactly,
    ex.DataSomeValuesFrom: _some,
    ex.DataAllValuesFrom: _all,
    ex.DataHasValue: _value,
    ex.DataMinCardinality: _at_least,
    ex.DataMaxCardinality: _count,
    ex.DataExactCardinality: _exactly,
}
