"""Which axioms the engine can use. What it cannot use is named, never dropped.

A class expression stands on the left where its membership has to be proved (the subclass) and on the right where it may
be used (the superclass); a complement changes sides. Each table says where a construct may stand and where its parts
then stand: to admit a construct, add its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from differentia.errors import Unsupported
from differentia.owl.axioms import Axiom, DatatypeDefinition, HasKey, SubDataPropertyOf
from differentia.owl.datatypes import value_of
from differentia.owl.definitions import Definitions, definitions, in_structure
from differentia.owl.expressions import (
    OWL,
    ClassExpression,
    DataProperty,
    Literal,
    ObjectInverseOf,
    ObjectProperty,
    ObjectPropertyChain,
)
from differentia.owl.regions import range_relation
from differentia.owl.syntax import functional

__all__ = ["unsupported"]

LEFT, RIGHT, RANGE, VALUE, PROPERTY = "left", "right", "range", "value", "property"
Parts: TypeAlias = tuple[tuple[str, str], ...]
"""Pairs (field, what stands there); fields that need no look are left out."""

_FILLER_LEFT: Parts = (("property", PROPERTY), ("filler", LEFT))
_FILLER_RIGHT: Parts = (("property", PROPERTY), ("filler", RIGHT))
_ROLE_ONLY: Parts = (("property", PROPERTY),)
_DATA_RANGE: Parts = (("property", PROPERTY), ("range", RANGE))
_DATA_VALUE: Parts = (("property", PROPERTY), ("literal", VALUE))

_ON_THE_LEFT: Mapping[str, Parts] = {
    "Class": (),
    "ObjectIntersectionOf": (("operands", LEFT),),
    "ObjectUnionOf": (("operands", LEFT),),
    "ObjectOneOf": (),
    # decided by refutation: the operand is supposed, so it stands on the right
    "ObjectComplementOf of Class": (("operand", RIGHT),),
    "ObjectComplementOf of ObjectSomeValuesFrom": (("operand", RIGHT),),
    "ObjectComplementOf of ObjectHasValue": (("operand", RIGHT),),
    "ObjectComplementOf of DataSomeValuesFrom": (("operand", RIGHT),),
    "ObjectComplementOf of DataHasValue": (("operand", RIGHT),),
    # by refutation too: an exception is supposed
    "ObjectAllValuesFrom": _FILLER_LEFT,
    "DataAllValuesFrom": _DATA_RANGE,
    "ObjectMaxCardinality 0": _FILLER_RIGHT,
    "DataMaxCardinality 0": _DATA_RANGE,
    "ObjectSomeValuesFrom": _FILLER_LEFT,
    "ObjectHasValue": _ROLE_ONLY,
    "ObjectHasSelf": _ROLE_ONLY,
    "ObjectMinCardinality 0": (),
    "ObjectMinCardinality 1": _FILLER_LEFT,
    "DataSomeValuesFrom": _DATA_RANGE,
    "DataMinCardinality 0": (),
    "DataMinCardinality 1": _DATA_RANGE,
    "DataHasValue": _DATA_VALUE,
}
_ON_THE_RIGHT: Mapping[str, Parts] = {
    "Class": (),
    "ObjectIntersectionOf": (("operands", RIGHT),),
    "ObjectComplementOf": (("operand", LEFT),),
    "ObjectSomeValuesFrom": _FILLER_RIGHT,
    "ObjectAllValuesFrom": _FILLER_RIGHT,
    "ObjectHasValue": _ROLE_ONLY,
    "ObjectHasSelf": _ROLE_ONLY,
    "ObjectMinCardinality 0": (),
    "ObjectMinCardinality 1": _FILLER_RIGHT,
    "ObjectMaxCardinality 0": _FILLER_LEFT,
    "ObjectMaxCardinality 1": _FILLER_LEFT,
    "ObjectExactCardinality 0": _FILLER_LEFT,
    "ObjectExactCardinality 1": (*_FILLER_LEFT, *_FILLER_RIGHT),
    "ObjectOneOf of one": (),
    "DataSomeValuesFrom": _DATA_RANGE,
    "DataAllValuesFrom": _DATA_RANGE,
    "DataMinCardinality 0": (),
    "DataMinCardinality 1": _DATA_RANGE,
    "DataMaxCardinality 0": _DATA_RANGE,
    "DataMaxCardinality 1": _DATA_RANGE,
    "DataExactCardinality 0": _DATA_RANGE,
    "DataExactCardinality 1": _DATA_RANGE,
    "DataHasValue": _DATA_VALUE,
}
_AXIOMS: Mapping[str, Parts] = {
    "SubClassOf": (("sub", LEFT), ("sup", RIGHT)),
    "EquivalentClasses": (("operands", LEFT), ("operands", RIGHT)),
    "DisjointClasses": (("operands", LEFT),),
    # the disjointness and the inclusions; `completeness` names the covering
    "DisjointUnion": (("operands", LEFT), ("cls", RIGHT)),
    "SubObjectPropertyOf": (("sub", PROPERTY), ("sup", PROPERTY)),
    "EquivalentObjectProperties": (("operands", PROPERTY),),
    "DisjointObjectProperties": (("operands", PROPERTY),),
    "InverseObjectProperties": (("first", PROPERTY), ("second", PROPERTY)),
    "ObjectPropertyDomain": (("property", PROPERTY), ("domain", RIGHT)),
    "ObjectPropertyRange": (("property", PROPERTY), ("range", RIGHT)),
    "ReflexiveObjectProperty": _ROLE_ONLY,
    "IrreflexiveObjectProperty": _ROLE_ONLY,
    "SymmetricObjectProperty": _ROLE_ONLY,
    "AsymmetricObjectProperty": _ROLE_ONLY,
    "TransitiveObjectProperty": _ROLE_ONLY,
    "SubDataPropertyOf": (("sub", PROPERTY), ("sup", PROPERTY)),
    "EquivalentDataProperties": (("operands", PROPERTY),),
    "DisjointDataProperties": (("operands", PROPERTY),),
    "DataPropertyDomain": (("property", PROPERTY), ("domain", RIGHT)),
    # as a check only: a value outside the range is a clash
    "DataPropertyRange": _DATA_RANGE,
    "DatatypeDefinition": (),  # looked at apart
    "FunctionalObjectProperty": _ROLE_ONLY,
    "InverseFunctionalObjectProperty": _ROLE_ONLY,
    "FunctionalDataProperty": _ROLE_ONLY,
    "HasKey": (("cls", LEFT), ("object_properties", PROPERTY), ("data_properties", PROPERTY)),
    "SameIndividual": (),
    "DifferentIndividuals": (),
    "ClassAssertion": (("cls", RIGHT),),
    "ObjectPropertyAssertion": _ROLE_ONLY,
    "NegativeObjectPropertyAssertion": _ROLE_ONLY,
    "DataPropertyAssertion": (("property", PROPERTY), ("value", VALUE)),
    "NegativeDataPropertyAssertion": (("property", PROPERTY), ("value", VALUE)),
}
_NO_RULES = frozenset((OWL + "topDataProperty", OWL + "sameAs"))


def unsupported(
    axioms: Iterable[Axiom], source: Callable[[Axiom], str | None] = lambda _: None
) -> tuple[Unsupported, ...]:
    """Return the axioms outside the fragment, each with the construct that the engine lacks.

    Args:
        axioms: the ontology.
        source: says where an axiom comes from, for the report.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import Class, ObjectUnionOf
        >>> a, b = Class("a:A"), Class("a:B")
        >>> unsupported([SubClassOf(ObjectUnionOf((a, b)), b)])
        ()
        >>> unsupported([SubClassOf(a, ObjectUnionOf((a, b)))])[0].construct
        'ObjectUnionOf on the right'
    """
    body = [*axioms]
    defined = definitions(body)
    return tuple(
        Unsupported(construct, functional(axiom), source(axiom))
        for axiom in body
        for construct in dict.fromkeys(_in_axiom(axiom, defined))
    )


def _in_axiom(axiom: Axiom, defined: Definitions) -> Iterator[str]:
    name = type(axiom).__name__
    parts = _AXIOMS.get(name)
    if parts is None:
        yield name
    elif isinstance(axiom, HasKey) and not axiom.object_properties + axiom.data_properties:
        yield "HasKey without a property"
    elif isinstance(axiom, SubDataPropertyOf) and axiom.sup.iri == OWL + "topDataProperty":
        yield from _in_property(axiom.sub)  # the only place for it in OWL 2 DL; it says nothing there
    elif isinstance(axiom, DatatypeDefinition):
        if axiom in defined.refused:
            yield defined.refused[axiom]
    elif defined.ranges:
        yield from _in_parts(in_structure(axiom, defined.ranges), parts)
    else:
        yield from _in_parts(axiom, parts)


def _in_parts(value: Any, parts: Parts) -> Iterator[str]:
    for field, place in parts:
        content = getattr(value, field)
        for item in content if isinstance(content, tuple) else (content,):
            yield from _LOOK[place](item)


def _in_expression(expression: ClassExpression, side: str) -> Iterator[str]:
    table = _ON_THE_LEFT if side == LEFT else _ON_THE_RIGHT
    for name in _names(expression):
        if name in table:
            yield from _in_parts(expression, table[name])
            return
    yield f"{name} on the {side}"


def _names(expression: Any) -> tuple[str, ...]:
    """Return the names under which a construct may stand in a table, the widest first."""
    name = type(expression).__name__
    if name == "ObjectComplementOf":
        return name, f"{name} of {type(expression.operand).__name__}"
    if name == "ObjectOneOf" and len(set(expression.individuals)) <= 1:
        return name, f"{name} of one"
    if name.endswith("Cardinality"):
        return name, f"{name} {expression.cardinality}"
    return (name,)


def _in_property(role: Any) -> Iterator[str]:
    if isinstance(role, ObjectPropertyChain):
        for step in role.properties:
            yield from _in_property(step)
    elif isinstance(role, ObjectInverseOf):
        yield from _in_property(role.property)
    elif isinstance(role, ObjectProperty | DataProperty) and role.iri in _NO_RULES:
        yield "owl:" + role.iri.removeprefix(OWL)


def _in_range(data_range: Any) -> Iterator[str]:
    try:
        range_relation(data_range, data_range)
    except ValueError as error:  # an unknown datatype or facet, an ill-typed bound
        yield str(error)


def _in_value(literal: Literal) -> Iterator[str]:
    try:
        value_of(literal)
    except ValueError as error:
        yield str(error)


_LOOK: Mapping[str, Callable[[Any], Iterator[str]]] = {
    LEFT: lambda item: _in_expression(item, LEFT),
    RIGHT: lambda item: _in_expression(item, RIGHT),
    PROPERTY: _in_property,
    RANGE: _in_range,
    VALUE: _in_value,
}
