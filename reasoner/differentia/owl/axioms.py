"""OWL 2 axioms as values, named as in the OWL 2 Structural Specification (https://www.w3.org/TR/owl2-syntax/)."""

from __future__ import annotations

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
    Structure,
)
from differentia.structs import dataclass

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


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SubClassOf(Structure):
    """Every `sub` is a `sup`."""

    sub: ClassExpression
    sup: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class EquivalentClasses(Structure):
    """All operands have the same members."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DisjointClasses(Structure):
    """No two operands share a member."""

    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DisjointUnion(Structure):
    """`cls` is the union of the pairwise disjoint operands."""

    cls: Class
    operands: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SubObjectPropertyOf(Structure):
    """Every pair in `sub` (a property or a chain) is a pair in `sup`."""

    sub: ObjectPropertyExpression | ObjectPropertyChain
    sup: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class EquivalentObjectProperties(Structure):
    """All operands have the same pairs."""

    operands: tuple[ObjectPropertyExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DisjointObjectProperties(Structure):
    """No two operands share a pair."""

    operands: tuple[ObjectPropertyExpression, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class InverseObjectProperties(Structure):
    """`first` is `second` read backwards."""

    first: ObjectPropertyExpression
    second: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectPropertyDomain(Structure):
    """Whatever has a `property` successor is in `domain`."""

    property: ObjectPropertyExpression
    domain: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectPropertyRange(Structure):
    """Every `property` successor is in `range`."""

    property: ObjectPropertyExpression
    range: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class FunctionalObjectProperty(Structure):
    """At most one successor each."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class InverseFunctionalObjectProperty(Structure):
    """At most one predecessor each."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ReflexiveObjectProperty(Structure):
    """Everything is its own successor."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class IrreflexiveObjectProperty(Structure):
    """Nothing is its own successor."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SymmetricObjectProperty(Structure):
    """The property equals its inverse."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class AsymmetricObjectProperty(Structure):
    """No pair holds both ways round."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class TransitiveObjectProperty(Structure):
    """The property contains its composition with itself."""

    property: ObjectPropertyExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SubDataPropertyOf(Structure):
    """Every value of `sub` is a value of `sup`."""

    sub: DataProperty
    sup: DataProperty


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class EquivalentDataProperties(Structure):
    """All operands have the same values."""

    operands: tuple[DataProperty, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DisjointDataProperties(Structure):
    """No two operands share a value."""

    operands: tuple[DataProperty, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataPropertyDomain(Structure):
    """Whatever has a `property` value is in `domain`."""

    property: DataProperty
    domain: ClassExpression


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataPropertyRange(Structure):
    """Every `property` value is in `range`."""

    property: DataProperty
    range: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class FunctionalDataProperty(Structure):
    """At most one value each."""

    property: DataProperty


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DatatypeDefinition(Structure):
    """`datatype` is a name for `range`."""

    datatype: Datatype
    range: DataRange


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class HasKey(Structure):
    """Named members of `cls` that agree on all keys are the same."""

    cls: ClassExpression
    object_properties: tuple[ObjectPropertyExpression, ...]
    data_properties: tuple[DataProperty, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SameIndividual(Structure):
    """All individuals are one."""

    individuals: tuple[Individual, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DifferentIndividuals(Structure):
    """No two of the individuals are one."""

    individuals: tuple[Individual, ...]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ClassAssertion(Structure):
    """`individual` is in `cls`."""

    cls: ClassExpression
    individual: Individual


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ObjectPropertyAssertion(Structure):
    """`target` is a `property` successor of `source`."""

    property: ObjectPropertyExpression
    source: Individual
    target: Individual


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class NegativeObjectPropertyAssertion(Structure):
    """`target` is no `property` successor of `source`."""

    property: ObjectPropertyExpression
    source: Individual
    target: Individual


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataPropertyAssertion(Structure):
    """`value` is a `property` value of `source`."""

    property: DataProperty
    source: Individual
    value: Literal


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class NegativeDataPropertyAssertion(Structure):
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
