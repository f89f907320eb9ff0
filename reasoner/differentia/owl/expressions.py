"""OWL 2 entities, data ranges and class expressions as values.

Names and argument order follow the OWL 2 Structural Specification (https://www.w3.org/TR/owl2-syntax/). All values are
frozen, hashable and comparable, so that an expression is its own key.
"""

from __future__ import annotations

from typing import TypeAlias

from differentia.structs import dataclass

__all__ = [
    "BOTTOM",
    "OWL",
    "RDF",
    "RDFS",
    "TOP",
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
    "Structure",
]

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"


class Structure:
    """Base of all structural values: equal if of one kind with equal parts, hashable, shown like a constructor call.

    The kind counts in the hash, as many kinds have the same parts; names of parts would only make texts longer.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._parts()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._parts()))})"

    def _parts(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__match_args__])


# ---- entities, individuals, literals


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Class(Structure):
    """A named class."""

    iri: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectProperty(Structure):
    """A named object property."""

    iri: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataProperty(Structure):
    """A named data property."""

    iri: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Datatype(Structure):
    """A named datatype."""

    iri: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class NamedIndividual(Structure):
    """An individual with an IRI."""

    iri: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class AnonymousIndividual(Structure):
    """An individual without an IRI (a blank node)."""

    node: str


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Literal(Structure):
    """A literal: lexical form, datatype IRI, language tag (empty unless rdf:langString)."""

    lexical: str
    datatype: str
    language: str = ""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectInverseOf(Structure):
    """The inverse of a named object property."""

    property: ObjectProperty


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectPropertyChain(Structure):
    """The composition of two or more object properties, first step first."""

    properties: tuple[ObjectPropertyExpression, ...]


TOP = ObjectProperty(OWL + "topObjectProperty")
"""Holds between any two individuals."""
BOTTOM = (ObjectProperty(OWL + "bottomObjectProperty"), DataProperty(OWL + "bottomDataProperty"))
"""Hold of nothing."""
Individual: TypeAlias = NamedIndividual | AnonymousIndividual
ObjectPropertyExpression: TypeAlias = ObjectProperty | ObjectInverseOf

# ---- data ranges


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DatatypeRestriction(Structure):
    """A datatype narrowed by facets, each a pair (facet IRI, value)."""

    datatype: Datatype
    facets: tuple[tuple[str, Literal], ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataIntersectionOf(Structure):
    """The values in every operand."""

    operands: tuple[DataRange, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataUnionOf(Structure):
    """The values in some operand."""

    operands: tuple[DataRange, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataComplementOf(Structure):
    """The values outside the operand."""

    operand: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataOneOf(Structure):
    """Exactly the listed values."""

    literals: tuple[Literal, ...]


DataRange: TypeAlias = Datatype | DatatypeRestriction | DataIntersectionOf | DataUnionOf | DataComplementOf | DataOneOf

# ---- class expressions


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectIntersectionOf(Structure):
    """The individuals in every operand."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectUnionOf(Structure):
    """The individuals in some operand."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectComplementOf(Structure):
    """The individuals outside the operand."""

    operand: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectOneOf(Structure):
    """Exactly the listed individuals."""

    individuals: tuple[Individual, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectSomeValuesFrom(Structure):
    """The individuals with a `property` successor in `filler`."""

    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectAllValuesFrom(Structure):
    """The individuals all of whose `property` successors are in `filler`."""

    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectHasValue(Structure):
    """The individuals with `individual` as a `property` successor."""

    property: ObjectPropertyExpression
    individual: Individual


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectHasSelf(Structure):
    """The individuals that are their own `property` successor."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectMinCardinality(Structure):
    """The individuals with at least `cardinality` `property` successors in `filler`."""

    cardinality: int
    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectMaxCardinality(Structure):
    """The individuals with at most `cardinality` `property` successors in `filler`."""

    cardinality: int
    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectExactCardinality(Structure):
    """The individuals with exactly `cardinality` `property` successors in `filler`."""

    cardinality: int
    property: ObjectPropertyExpression
    filler: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataSomeValuesFrom(Structure):
    """The individuals with a `property` value in `range`."""

    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataAllValuesFrom(Structure):
    """The individuals all of whose `property` values are in `range`."""

    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataHasValue(Structure):
    """The individuals with `literal` as a `property` value."""

    property: DataProperty
    literal: Literal


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataMinCardinality(Structure):
    """The individuals with at least `cardinality` `property` values in `range`."""

    cardinality: int
    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataMaxCardinality(Structure):
    """The individuals with at most `cardinality` `property` values in `range`."""

    cardinality: int
    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataExactCardinality(Structure):
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
