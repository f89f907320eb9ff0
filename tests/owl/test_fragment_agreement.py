"""What the fragment's table admits is exactly what the engine compiles, for every construct on either side."""

from __future__ import annotations

import inspect

import pytest

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.expressions import OWL, XSD, Class, Literal, NamedIndividual
from differentia.owl.fragment import unsupported
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturate
from differentia.owl.syntax import functional

A, B, C = Class("u:A"), Class("u:B"), Class("u:C")
a, b = NamedIndividual("u:a"), NamedIndividual("u:b")
r, s, p, q = ex.ObjectProperty("u:r"), ex.ObjectProperty("u:s"), ex.DataProperty("u:p"), ex.DataProperty("u:q")
INTEGER, one = ex.Datatype(XSD + "integer"), Literal("1", XSD + "integer")

CLASSES = [
    A,
    Class(OWL + "Thing"),
    Class(OWL + "Nothing"),
    ex.ObjectIntersectionOf((A, B)),
    ex.ObjectUnionOf((A, B)),
    ex.ObjectComplementOf(A),
    ex.ObjectOneOf((a,)),
    ex.ObjectOneOf((a, b)),
    ex.ObjectSomeValuesFrom(r, A),
    ex.ObjectSomeValuesFrom(ex.ObjectInverseOf(r), A),
    ex.ObjectAllValuesFrom(r, A),
    ex.ObjectHasValue(r, a),
    ex.ObjectHasSelf(r),
    *(make(n, r, A) for n in (0, 1, 2) for make in (ex.ObjectMinCardinality, ex.ObjectMaxCardinality)),
    *(ex.ObjectExactCardinality(n, r, A) for n in (0, 1, 2)),
    ex.DataSomeValuesFrom(p, INTEGER),
    ex.DataAllValuesFrom(p, INTEGER),
    ex.DataHasValue(p, one),
    *(make(n, p, INTEGER) for n in (0, 1, 2) for make in (ex.DataMinCardinality, ex.DataMaxCardinality)),
    *(ex.DataExactCardinality(n, p, INTEGER) for n in (0, 1, 2)),
]
WRAPPED = [
    *CLASSES,
    *(ex.ObjectComplementOf(c) for c in CLASSES),
    *(ex.ObjectComplementOf(ex.ObjectComplementOf(c)) for c in CLASSES),
    *(ex.ObjectSomeValuesFrom(s, c) for c in CLASSES),
    *(ex.ObjectAllValuesFrom(s, c) for c in CLASSES),
    *(ex.ObjectMaxCardinality(0, s, c) for c in CLASSES),
    *(ex.ObjectIntersectionOf((C, c)) for c in CLASSES),
    *(ex.ObjectUnionOf((C, c)) for c in CLASSES),
]
AXIOMS = [
    *(ax.SubClassOf(c, C) for c in WRAPPED),
    *(ax.SubClassOf(C, c) for c in WRAPPED),
    *(ax.EquivalentClasses((C, c)) for c in CLASSES),
    *(ax.DisjointClasses((C, c)) for c in CLASSES),
    *(ax.ObjectPropertyDomain(r, c) for c in CLASSES),
    *(ax.ObjectPropertyRange(r, c) for c in CLASSES),
    *(ax.DataPropertyDomain(p, c) for c in CLASSES),
    *(ax.ClassAssertion(c, a) for c in CLASSES),
    ax.DisjointUnion(C, (A, B)),
    ax.SubObjectPropertyOf(r, s),
    ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), r),
    ax.EquivalentObjectProperties((r, s)),
    ax.DisjointObjectProperties((r, s)),
    ax.InverseObjectProperties(r, s),
    ax.FunctionalObjectProperty(r),
    ax.InverseFunctionalObjectProperty(r),
    ax.ReflexiveObjectProperty(r),
    ax.IrreflexiveObjectProperty(r),
    ax.SymmetricObjectProperty(r),
    ax.AsymmetricObjectProperty(r),
    ax.TransitiveObjectProperty(r),
    ax.SubDataPropertyOf(p, q),
    ax.EquivalentDataProperties((p, q)),
    ax.DisjointDataProperties((p, q)),
    ax.DataPropertyRange(p, INTEGER),
    ax.DataPropertyRange(p, ex.Datatype("u:unknown")),
    ax.FunctionalDataProperty(p),
    ax.DatatypeDefinition(ex.Datatype("u:d"), INTEGER),
    ax.DatatypeDefinition(INTEGER, ex.Datatype("u:d")),
    ax.DatatypeDefinition(INTEGER, INTEGER),
    ax.DatatypeDefinition(ex.Datatype("u:d"), ex.Datatype("u:d")),
    ax.HasKey(A, (r,), (p,)),
    ax.HasKey(A, (), ()),
    ax.HasKey(ex.ObjectAllValuesFrom(r, A), (r,), ()),
    ax.SameIndividual((a, b)),
    ax.DifferentIndividuals((a, b)),
    ax.ObjectPropertyAssertion(r, a, b),
    ax.NegativeObjectPropertyAssertion(r, a, b),
    ax.DataPropertyAssertion(p, a, one),
    ax.NegativeDataPropertyAssertion(p, a, one),
    ax.SubObjectPropertyOf(r, ex.ObjectProperty(OWL + "topObjectProperty")),
    ax.SubDataPropertyOf(ex.DataProperty(OWL + "bottomDataProperty"), p),
]


@pytest.mark.parametrize("axiom", AXIOMS, ids=lambda axiom: functional(axiom).replace("u:", ""))
def test_table_and_engine_agree(axiom: ax.Axiom) -> None:
    try:
        saturate(Ontology((axiom,)))
        refused = False
    except OutsideFragment:
        refused = True
    assert bool(unsupported([axiom])) == refused


def test_every_kind_is_tried() -> None:
    no_classes = ["ObjectProperty", "DataProperty", "ObjectInverseOf", "ObjectPropertyChain"]
    no_classes += [
        "Datatype",
        "DatatypeRestriction",
        "DataComplementOf",
        "DataIntersectionOf",
        "DataUnionOf",
        "DataOneOf",
    ]
    names = {n for n, _ in inspect.getmembers(ex, inspect.isclass) if n.startswith(("Object", "Data"))}
    assert names - set(no_classes) == {type(e).__name__ for e in CLASSES} - {"Class"}
    kinds = {c for _, c in inspect.getmembers(ax, inspect.isclass) if c.__module__ == ax.__name__}
    assert {type(axiom) for axiom in AXIOMS} == kinds


@pytest.mark.parametrize(
    ("asked", "inside"),
    [(ex.Datatype("u:d"), True), (ex.Datatype("u:e"), True), (ex.DataComplementOf(ex.Datatype("u:d")), False)],
)
def test_a_defined_datatype_is_known_where_it_stands_alone(asked: ex.DataRange, inside: bool) -> None:
    meaning = [
        ax.DatatypeDefinition(ex.Datatype("u:d"), INTEGER),
        ax.DatatypeDefinition(ex.Datatype("u:e"), ex.Datatype("u:d")),
    ]
    axioms = (*meaning, ax.SubClassOf(ex.DataSomeValuesFrom(p, asked), ex.ObjectSomeValuesFrom(r, B)))
    assert (unsupported(axioms) == ()) == inside
    if inside:
        saturate(Ontology(axioms))
    else:
        with pytest.raises(OutsideFragment):
            saturate(Ontology(axioms))
