"""The isolation test: a fact about one patient must say nothing about what all patients share."""

from __future__ import annotations

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.expressions import (
    OWL,
    Class,
    DataProperty,
    Literal,
    NamedIndividual,
    ObjectInverseOf,
    ObjectProperty,
)
from differentia.owl.isolation import leaks, open_properties
from differentia.owl.syntax import functional

Complaint, Maneuver, Patient, W = (Class(f"u:{n}") for n in ("Complaint", "Maneuver", "Patient", "W"))
sitting, flexion, stenosis = (NamedIndividual(f"u:{n}") for n in ("sitting", "flexion", "stenosis"))
relieved_by, relieves, engages, engaged_by, relief_of, through, expected, compatible, has = (
    ObjectProperty(f"u:{n}")
    for n in ("relievedBy", "relieves", "engages", "engagedBy", "reliefOf", "through", "expected", "compatible", "has")
)
v = DataProperty("u:v")
RELIEVES_SOME = ex.ObjectSomeValuesFrom(ObjectInverseOf(relieved_by), Complaint)

MECHANISM = [
    ax.ObjectPropertyAssertion(engages, sitting, flexion),
    ax.ObjectPropertyAssertion(through, stenosis, flexion),
    ax.InverseObjectProperties(engages, engaged_by),
    ax.InverseObjectProperties(through, relief_of),
    ax.SubObjectPropertyOf(ex.ObjectPropertyChain((engages, relief_of)), expected),
    ax.SubObjectPropertyOf(ex.ObjectPropertyChain((relieved_by, expected)), compatible),
    ax.SubClassOf(ex.ObjectIntersectionOf((Complaint, ex.ObjectHasValue(relieved_by, sitting))), W),
    ax.SubClassOf(W, ex.ObjectHasValue(compatible, stenosis)),
    ax.ClassAssertion(Maneuver, sitting),
    ax.SubObjectPropertyOf(ex.ObjectPropertyChain((has, compatible)), compatible),
    ax.ObjectPropertyDomain(relieved_by, Complaint),
    ax.SubClassOf(Complaint, ex.ObjectSomeValuesFrom(has, W)),
    ax.SubClassOf(ex.ObjectComplementOf(ex.ObjectSomeValuesFrom(has, W)), Class("u:Free")),
    ax.SubClassOf(Patient, ex.ObjectAllValuesFrom(has, W)),
    ax.DisjointClasses((Patient, Complaint)),
]


def test_knowledge_by_mechanism_keeps_patients_apart():
    to_constants = {relieved_by.iri, compatible.iri}
    assert leaks(MECHANISM, to_constants) == ()


def test_what_the_ontology_says_of_constants_is_closed_to_cases_by_default():
    opened = open_properties(MECHANISM)
    assert {relieved_by.iri, compatible.iri, has.iri} <= opened
    assert opened.isdisjoint({engages.iri, engaged_by.iri, through.iri, relief_of.iri, expected.iri})


@pytest.mark.parametrize(
    ("axiom", "reached"),
    [
        (ax.InverseObjectProperties(relieved_by, relieves), relieves),
        (ax.SubObjectPropertyOf(relieved_by, ObjectInverseOf(relieves)), relieves),
        (ax.SymmetricObjectProperty(relieved_by), relieved_by),
        (ax.ObjectPropertyRange(relieved_by, Maneuver), Maneuver),
        (ax.ObjectPropertyDomain(ObjectInverseOf(relieved_by), Maneuver), Maneuver),
        (ax.SubClassOf(Complaint, ex.ObjectAllValuesFrom(relieved_by, Maneuver)), Maneuver),
        (ax.SubClassOf(RELIEVES_SOME, W), RELIEVES_SOME),
        (ax.SubClassOf(W, ex.ObjectHasValue(ObjectInverseOf(relieves), sitting)), relieves),
        (ax.SubObjectPropertyOf(ex.ObjectPropertyChain((ObjectInverseOf(relieved_by), has)), relieves), relieves),
        (ax.SubClassOf(W, ex.ObjectOneOf((sitting,))), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_reaches_a_constant_is_named(axiom, reached):
    found = leaks([*MECHANISM, axiom], {relieved_by.iri, compatible.iri})
    assert axiom in {finding.axioms[0] for finding in found}
    name = "owl:sameAs" if reached is None else functional(reached)
    assert any(finding.message.endswith(name) for finding in found if finding.axioms == (axiom,))


def test_only_the_axiom_that_starts_a_leak_is_named():
    inverse = ax.InverseObjectProperties(relieved_by, relieves)
    onward = [ax.ObjectPropertyDomain(relieves, Maneuver), ax.SubClassOf(Maneuver, W)]
    assert {finding.axioms for finding in leaks([inverse, *onward], {relieved_by.iri})} == {(inverse,)}


def test_a_case_that_speaks_of_maneuvers_would_leak():
    found = leaks(MECHANISM, {engages.iri})
    assert [finding.message for finding in found] == ["a fact of a case reaches a constant as <u:engagedBy>"]


def test_what_the_ontology_alone_says_is_no_leak():
    axioms = [ax.SubClassOf(Maneuver, W), ax.ClassAssertion(Maneuver, sitting), ax.ReflexiveObjectProperty(has)]
    axioms += [ax.SubClassOf(W, ex.ObjectSomeValuesFrom(has, Maneuver)), ax.ObjectPropertyRange(has, W)]
    axioms += [ax.DataPropertyAssertion(v, sitting, Literal("x", ex.XSD + "string")), ax.DataPropertyDomain(v, W)]
    assert leaks(axioms, ()) == ()


def test_everything_about_every_individual_reaches_across():
    axioms = [
        ax.SubClassOf(Class(OWL + "Thing"), ex.ObjectHasValue(has, sitting)),
        ax.InverseObjectProperties(has, relieves),
    ]
    assert [finding.axioms for finding in leaks(axioms, ())] == [(axioms[1],)]


SAID_BY_CASES = {
    f"https://w3id.org/differentia/dx#{name}"
    for name in ("relievedBy", "notRelievedBy", "provokedBy", "notProvokedBy", "hasQuality")
}
"""The properties by which phrases of a case point to a constant."""


def test_the_ontology_keeps_patients_apart(shipped):
    assert [str(finding) for finding in leaks(shipped, SAID_BY_CASES)] == []


def test_the_top_property_carries_facts_from_a_case_to_constants():
    axiom = ax.SubClassOf(ex.ObjectSomeValuesFrom(ex.TOP, Class("u:A")), Class("u:B"))
    assert axiom in {found.axioms[0] for found in leaks([axiom])}
    assert leaks([ax.SubClassOf(Class("u:A"), ex.ObjectSomeValuesFrom(ex.BOTTOM[0], Class("u:B")))]) == ()
