"""OWL 2 entities, data ranges and class expressions as values.

Names and argument order follow the OWL 2 Structural Specification (https://www.w3.org/TR/owl2-syntax/). All values are
frozen, hashable and comparable, so that an expression is its own key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "OWL",
    "RDF",
    "RDFS",
    "XSD",
    "AnonymousIndividual",
    "Class",
    "ClassExpression",
    "DataAllValuesFrom",
    "DataComplementOf",
    "DataExactCardinality",
    "DataHasValue",
    "DataIntersectionOf",
    "DataMaxCardinality",
    "DataMinCardinality",
    "DataOneOf",
    "DataProperty",
    "DataRange",
    "DataSomeValuesFrom",
    "DataUnionOf",
    "Datatype",
    "DatatypeRestriction",
    "Individual",
    "Literal",
    "NamedIndividual",
    "ObjectAllValuesFrom",
    "ObjectComplementOf",
    "ObjectExactCardinality",
    "ObjectHasSelf",
    "ObjectHasValue",
    "ObjectIntersectionOf",
    "ObjectInverseOf",
    "ObjectMaxCardinality",
    "ObjectMinCardinality",
    "ObjectOneOf",
    "ObjectProperty",
    "ObjectPropertyChain",
    "ObjectPropertyExpression",
    "ObjectSomeValuesFrom",
    "ObjectUnionOf",
]

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"

# ---- entities, individuals, literals


@dataclass(frozen=True, slots=True)
class Class:
    """A named class."""

    iri: str


@dataclass(frozen=True, slots=True)
class ObjectProperty:
    """A named object property."""

    iri: str


@dataclass(frozen=True, slots=True)
class DataProperty:
    """A named data property."""

    iri: str


@dataclass(frozen=True, slots=True)
class Datatype:
    """A named datatype."""

    iri: str


@dataclass(frozen=True, slots=True)
class NamedIndividual:
    """An individual with an IRI."""

    iri: str


@dataclass(frozen=True, slots=True)
class AnonymousIndividual:
    """An individual without an IRI (a blank node)."""

    node: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: lexical form, datatype IRI, language tag (empty unless rdf:langString)."""

    lexical: str
    datatype: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ObjectInverseOf:
    """The inverse of a named object property."""

    property: ObjectProperty


@dataclass(frozen=True, slots=True)
class ObjectPropertyChain:
    """The composition of two or more object properties, first step first."""

    properties: tuple[ObjectPropertyExpression, ...]


Individual: TypeAlias = NamedIndividual | AnonymousIndividual
ObjectPropertyExpression: TypeAlias = ObjectProperty | ObjectInverseOf

# ---- data ranges


@dataclass(frozen=True, slots=True)
class DatatypeRestriction:
    """A datatype narrowed by facets, each a pair (facet IRI, value)."""

    datatype: Datatype
    facets: tuple[tuple[str, Literal], ...]


@dataclass(frozen=True, slots=True)
class DataIntersectionOf:
    """The values in every operand."""

    operands: tuple[DataRange, ...]


@dataclass(frozen=True, slots=True)
class DataUnionOf:
    """The values in some operand."""

    operands: tuple[DataRange, ...]


@dataclass(frozen=True, slots=True)
class DataComplementOf:
    """The values outside the operand."""

    operand: DataRange


@dataclass(frozen=True, slots=True)
class DataOneOf:
    """Exactly the listed values."""

    literals: tuple[Literal, ...]


DataRange: TypeAlias = Datatype | DatatypeRestriction | DataIntersectionOf | DataUnionOf | DataComplementOf | DataOneOf

# ---- class expressions


@dataclass(frozen=True, slots=True)
class ObjectIntersectionOf:
    """The individuals in every operand."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True)
class ObjectUnionOf:
    """The individuals in some operand."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True)
class ObjectComplementOf:
    """The individuals outside the operand."""

    operand: ClassExpression


@dataclass(frozen=True, slots=True)
class ObjectOneOf:
    """Exactly the listed individuals."""

    individuals: tuple[Individual, ...]


@dataclass(frozen=True, slots=True)
class ObjectSomeValuesFrom:
    """The individuals with a `property` successor in `filler`."""

    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True)
class ObjectAllValuesFrom:
    """The individuals all of whose `property` successors are in `filler`."""

    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True)
class ObjectHasValue:
    """The individuals with `individual` as a `property` successor."""

    property: ObjectPropertyExpression
    individual: Individual


@dataclass(frozen=True, slots=True)
class ObjectHasSelf:
    """The individuals that are their own `property` successor."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class ObjectMinCardinality:
    """The individuals with at least `cardinality` `property` successors in `filler`."""

    cardinality: int
    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True)
class ObjectMaxCardinality:
    """The individuals with at most `cardinality` `property` successors in `filler`."""

    cardinality: int
    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True)
class ObjectExactCardinality:
    """The individuals with exactly `cardinality` `property` successors in `filler`."""

    cardinality: int
    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True)
class DataSomeValuesFrom:
    """The individuals with a `property` value in `range`."""

    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True)
class DataAllValuesFrom:
    """The individuals all of whose `property` values are in `range`."""

    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True)
class DataHasValue:
    """The individuals with `literal` as a `property` value."""

    property: DataProperty
    literal: Literal


@dataclass(frozen=True, slots=True)
class DataMinCardinality:
    """The individuals with at least `cardinality` `property` values in `range`."""

    cardinality: int
    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True)
class DataMaxCardinality:
    """The individuals with at most `cardinality` `property` values in `range`."""

    cardinality: int
    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True)
class DataExactCardinality:
    """The individuals with exactly `cardinality` `property` values in `range`."""

    cardinality: int
    property: DataProperty
    range: DataRange


ClassExpression: TypeAlias = (
    Class
    | ObjectIntersectionOf
    | ObjectUnionOf
    | ObjectComplementOf
    | ObjectOneOf
    | ObjectSomeValuesFrom
    | ObjectAllValuesFrom
    | ObjectHasValue
    | ObjectHasSelf
    | ObjectMinCardinality
    | ObjectMaxCardinality
    | ObjectExactCardinality
    | DataSomeValuesFrom
    | DataAllValuesFrom
    | DataHasValue
    | DataMinCardinality
    | DataMaxCardinality
    | DataExactCardinality
)
