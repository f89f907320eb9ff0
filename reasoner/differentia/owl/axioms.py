"""OWL 2 axioms as values, named as in the OWL 2 Structural Specification (https://www.w3.org/TR/owl2-syntax/)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from differentia.owl.expressions import (
    Class,
    ClassExpression,
    DataProperty,
    DataRange,
    Datatype,
    Individual,
    Literal,
    ObjectPropertyChain,
    ObjectPropertyExpression,
)

__all__ = [
    "AsymmetricObjectProperty",
    "Axiom",
    "ClassAssertion",
    "DataPropertyAssertion",
    "DataPropertyDomain",
    "DataPropertyRange",
    "DatatypeDefinition",
    "DifferentIndividuals",
    "DisjointClasses",
    "DisjointDataProperties",
    "DisjointObjectProperties",
    "DisjointUnion",
    "EquivalentClasses",
    "EquivalentDataProperties",
    "EquivalentObjectProperties",
    "FunctionalDataProperty",
    "FunctionalObjectProperty",
    "HasKey",
    "InverseFunctionalObjectProperty",
    "InverseObjectProperties",
    "IrreflexiveObjectProperty",
    "NegativeDataPropertyAssertion",
    "NegativeObjectPropertyAssertion",
    "ObjectPropertyAssertion",
    "ObjectPropertyDomain",
    "ObjectPropertyRange",
    "ReflexiveObjectProperty",
    "SameIndividual",
    "SubClassOf",
    "SubDataPropertyOf",
    "SubObjectPropertyOf",
    "SymmetricObjectProperty",
    "TransitiveObjectProperty",
]


@dataclass(frozen=True, slots=True)
class SubClassOf:
    """Every `sub` is a `sup`."""

    sub: ClassExpression
    sup: ClassExpression


@dataclass(frozen=True, slots=True)
class EquivalentClasses:
    """All operands have the same members."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True)
class DisjointClasses:
    """No two operands share a member."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True)
class DisjointUnion:
    """`cls` is the union of the pairwise disjoint operands."""

    cls: Class
    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True)
class SubObjectPropertyOf:
    """Every pair in `sub` (a property or a chain) is a pair in `sup`."""

    sub: ObjectPropertyExpression | ObjectPropertyChain
    sup: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class EquivalentObjectProperties:
    """All operands have the same pairs."""

    operands: tuple[ObjectPropertyExpression, ...]


@dataclass(frozen=True, slots=True)
class DisjointObjectProperties:
    """No two operands share a pair."""

    operands: tuple[ObjectPropertyExpression, ...]


@dataclass(frozen=True, slots=True)
class InverseObjectProperties:
    """`first` is `second` read backwards."""

    first: ObjectPropertyExpression
    second: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class ObjectPropertyDomain:
    """Whatever has a `property` successor is in `domain`."""

    property: ObjectPropertyExpression
    domain: ClassExpression


@dataclass(frozen=True, slots=True)
class ObjectPropertyRange:
    """Every `property` successor is in `range`."""

    property: ObjectPropertyExpression
    range: ClassExpression


@dataclass(frozen=True, slots=True)
class FunctionalObjectProperty:
    """At most one successor each."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class InverseFunctionalObjectProperty:
    """At most one predecessor each."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class ReflexiveObjectProperty:
    """Everything is its own successor."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class IrreflexiveObjectProperty:
    """Nothing is its own successor."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class SymmetricObjectProperty:
    """The property equals its inverse."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class AsymmetricObjectProperty:
    """No pair holds both ways round."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class TransitiveObjectProperty:
    """The property contains its composition with itself."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True)
class SubDataPropertyOf:
    """Every value of `sub` is a value of `sup`."""

    sub: DataProperty
    sup: DataProperty


@dataclass(frozen=True, slots=True)
class EquivalentDataProperties:
    """All operands have the same values."""

    operands: tuple[DataProperty, ...]


@dataclass(frozen=True, slots=True)
class DisjointDataProperties:
    """No two operands share a value."""

    operands: tuple[DataProperty, ...]


@dataclass(frozen=True, slots=True)
class DataPropertyDomain:
    """Whatever has a `property` value is in `domain`."""

    property: DataProperty
    domain: ClassExpression


@dataclass(frozen=True, slots=True)
class DataPropertyRange:
    """Every `property` value is in `range`."""

    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True)
class FunctionalDataProperty:
    """At most one value each."""

    property: DataProperty


@dataclass(frozen=True, slots=True)
class DatatypeDefinition:
    """`datatype` is a name for `range`."""

    datatype: Datatype
    range: DataRange


@dataclass(frozen=True, slots=True)
class HasKey:
    """Named members of `cls` that agree on all keys are the same."""

    cls: ClassExpression
    object_properties: tuple[ObjectPropertyExpression, ...]
    data_properties: tuple[DataProperty, ...]


@dataclass(frozen=True, slots=True)
class SameIndividual:
    """All individuals are one."""

    individuals: tuple[Individual, ...]


@dataclass(frozen=True, slots=True)
class DifferentIndividuals:
    """No two of the individuals are one."""

    individuals: tuple[Individual, ...]


@dataclass(frozen=True, slots=True)
class ClassAssertion:
    """`individual` is in `cls`."""

    cls: ClassExpression
    individual: Individual


@dataclass(frozen=True, slots=True)
class ObjectPropertyAssertion:
    """`target` is a `property` successor of `source`."""

    property: ObjectPropertyExpression
    source: Individual
    target: Individual


@dataclass(frozen=True, slots=True)
class NegativeObjectPropertyAssertion:
    """`target` is no `property` successor of `source`."""

    property: ObjectPropertyExpression
    source: Individual
    target: Individual


@dataclass(frozen=True, slots=True)
class DataPropertyAssertion:
    """`value` is a `property` value of `source`."""

    property: DataProperty
    source: Individual
    value: Literal


@dataclass(frozen=True, slots=True)
class NegativeDataPropertyAssertion:
    """`value` is no `property` value of `source`."""

    property: DataProperty
    source: Individual
    value: Literal


Axiom: TypeAlias = (
    SubClassOf
    | EquivalentClasses
    | DisjointClasses
    | DisjointUnion
    | SubObjectPropertyOf
    | EquivalentObjectProperties
    | DisjointObjectProperties
    | InverseObjectProperties
    | ObjectPropertyDomain
    | ObjectPropertyRange
    | FunctionalObjectProperty
    | InverseFunctionalObjectProperty
    | ReflexiveObjectProperty
    | IrreflexiveObjectProperty
    | SymmetricObjectProperty
    | AsymmetricObjectProperty
    | TransitiveObjectProperty
    | SubDataPropertyOf
    | EquivalentDataProperties
    | DisjointDataProperties
    | DataPropertyDomain
    | DataPropertyRange
    | FunctionalDataProperty
    | DatatypeDefinition
    | HasKey
    | SameIndividual
    | DifferentIndividuals
    | ClassAssertion
    | ObjectPropertyAssertion
    | NegativeObjectPropertyAssertion
    | DataPropertyAssertion
    | NegativeDataPropertyAssertion
)
