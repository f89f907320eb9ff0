"""Which axioms lie outside the fragment, and that each is named with the construct that the engine lacks."""

from __future__ import annotations

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.expressions import Class, DataProperty, Datatype, Literal, NamedIndividual, ObjectProperty
from differentia.owl.fragment import unsupported

XSD = ex.XSD
A, B, C = (Class(f"u:{n}") for n in "ABC")
a, b = NamedIndividual("u:a"), NamedIndividual("u:b")
r, s = ObjectProperty("u:r"), ObjectProperty("u:s")
v = DataProperty("u:v")
union = ex.ObjectUnionOf((A, B))
some = ex.ObjectSomeValuesFrom(r, A)
one_of = ex.ObjectOneOf((a,))
several = ex.ObjectOneOf((a, b))
every = ex.ObjectAllValuesFrom(r, A)
integer = Datatype(XSD + "integer")


def constructs(*axioms):
    return [found.construct for found in unsupported(axioms)]


@pytest.mark.parametrize(
    "axiom",
    [
        ax.SubClassOf(union, B),
        ax.SubClassOf(one_of, B),
        ax.SubClassOf(some, ex.ObjectIntersectionOf((B, some, every))),
        ax.SubClassOf(ex.ObjectComplementOf(some), B),
        ax.SubClassOf(ex.ObjectComplementOf(ex.ObjectHasValue(r, a)), B),
        ax.SubClassOf(A, ex.ObjectComplementOf(union)),
        ax.SubClassOf(A, ex.ObjectComplementOf(ex.ObjectComplementOf(B))),
        ax.EquivalentClasses((A, ex.ObjectIntersectionOf((B, ex.ObjectComplementOf(some))))),
        ax.SubClassOf(ex.ObjectMinCardinality(1, r, union), ex.ObjectMinCardinality(1, s, B)),
        ax.SubClassOf(A, ex.ObjectMaxCardinality(0, r, union)),
        ax.SubClassOf(ex.ObjectHasSelf(r), ex.ObjectHasSelf(s)),
        ax.SubClassOf(ex.DataSomeValuesFrom(v, integer), ex.DataHasValue(v, Literal("1", XSD + "integer"))),
        ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, ex.ObjectInverseOf(s))), r),
        ax.ObjectPropertyRange(r, every),
        ax.DataPropertyRange(v, integer),
        ax.SubClassOf(every, B),
        ax.SubClassOf(ex.DataAllValuesFrom(v, integer), A),
        ax.DisjointUnion(A, (B, every)),
        ax.HasKey(every, (r,), ()),
        ax.SubClassOf(ex.ObjectMaxCardinality(0, r, B), ex.ObjectComplementOf(ex.DataMaxCardinality(0, v, integer))),
        ax.ObjectPropertyDomain(ex.TOP, A),
        *(ax.SubClassOf(ex.ObjectSomeValuesFrom(role, B), A) for role in (ex.TOP, ex.BOTTOM[0])),
        ax.SubDataPropertyOf(ex.BOTTOM[1], v),
        ax.SubDataPropertyOf(v, DataProperty(ex.OWL + "topDataProperty")),
        ax.DifferentIndividuals((a, b)),
        ax.DisjointUnion(A, (B, C)),
        ax.FunctionalObjectProperty(r),
        ax.InverseFunctionalObjectProperty(r),
        ax.FunctionalDataProperty(v),
        ax.SameIndividual((a, b)),
        ax.HasKey(A, (r,), (v,)),
        ax.SubClassOf(A, ex.ObjectSomeValuesFrom(r, ex.ObjectIntersectionOf((one_of, B)))),
        ax.NegativeDataPropertyAssertion(v, a, Literal("1", XSD + "integer")),
        ax.ClassAssertion(ex.ObjectComplementOf(some), a),
    ],
    ids=lambda axiom: type(axiom).__name__,
)
def test_inside(axiom):
    assert unsupported([axiom]) == ()


@pytest.mark.parametrize(
    ("axiom", "construct"),
    [
        (ax.SubClassOf(A, union), "ObjectUnionOf on the right"),
        (ax.EquivalentClasses((A, union)), "ObjectUnionOf on the right"),
        (ax.SubClassOf(A, ex.ObjectSomeValuesFrom(r, union)), "ObjectUnionOf on the right"),
        (ax.SubClassOf(ex.ObjectComplementOf(ex.ObjectComplementOf(union)), B), "ObjectComplementOf of "),
        (ax.SubClassOf(ex.ObjectComplementOf(union), B), "ObjectComplementOf of ObjectUnionOf on the left"),
        (ax.SubClassOf(A, several), "ObjectOneOf on the right"),
        (
            ax.SubClassOf(A, ex.ObjectSomeValuesFrom(r, ex.ObjectIntersectionOf((several, B)))),
            "ObjectOneOf on the right",
        ),
        (ax.SubClassOf(A, ex.ObjectMaxCardinality(2, r, B)), "ObjectMaxCardinality 2 on the right"),
        (ax.SubClassOf(A, ex.ObjectMinCardinality(2, r, B)), "ObjectMinCardinality 2 on the right"),
        (ax.SubClassOf(ex.ObjectExactCardinality(1, r, B), A), "ObjectExactCardinality 1 on the left"),
        (ax.SubClassOf(A, ex.DataMaxCardinality(2, v, integer)), "DataMaxCardinality 2 on the right"),
        (ax.SubClassOf(ex.ObjectMaxCardinality(1, r, B), A), "ObjectMaxCardinality 1 on the left"),
        (ax.HasKey(A, (), ()), "HasKey without a property"),
        (ax.DatatypeDefinition(integer, Datatype(XSD + "string")), "a definition of a built-in datatype"),
        (ax.DatatypeDefinition(Datatype("u:d"), ex.DataComplementOf(Datatype("u:d"))), "unknown datatype <u:d>"),
        (ax.DatatypeDefinition(Datatype("u:d"), ex.DataOneOf(())), "a datatype that is defined as empty"),
        (ax.DataPropertyDomain(DataProperty(ex.OWL + "topDataProperty"), A), "owl:topDataProperty"),
        (ax.SubDataPropertyOf(DataProperty(ex.OWL + "topDataProperty"), v), "owl:topDataProperty"),
        (ax.SubClassOf(ex.DataSomeValuesFrom(v, Datatype("u:mine")), A), "unknown datatype <u:mine>"),
        (ax.DataPropertyAssertion(v, a, Literal("2020-01-01", XSD + "date")), "date"),
    ],
)
def test_outside(axiom, construct):
    assert [construct in found for found in constructs(axiom)] == [True]


def test_an_axiom_is_reported_once_per_construct_with_its_text_and_source():
    axiom = ax.EquivalentClasses((union, ex.ObjectUnionOf((B, C)), ex.ObjectMaxCardinality(1, r, B)))
    found = unsupported([ax.SubClassOf(A, B), axiom], source=lambda _: "a book")
    assert [u.construct for u in found] == ["ObjectMaxCardinality 1 on the left", "ObjectUnionOf on the right"]
    assert {(u.axiom.startswith("EquivalentClasses(ObjectUnionOf(<u:A>"), u.source) for u in found} == {
        (True, "a book")
    }


def test_every_axiom_of_the_ontology_is_inside(shipped):
    assert unsupported(shipped) == ()
