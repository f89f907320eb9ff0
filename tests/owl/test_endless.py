"""Existentials that promise one another on a circle: questions are answered and proofs pass the checker, in EL."""

from __future__ import annotations

import pytest

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.checker import check
from differentia.owl.expressions import OWL, Class, NamedIndividual, ObjectProperty
from differentia.owl.ontology import assembled
from differentia.owl.proving import prove
from differentia.owl.questions import consistent, entails
from differentia.owl.saturation import saturate
from differentia.owl.taxonomy import classify

A, B, C, D = (Class(f"u:{n}") for n in "ABCD")
NOTHING = Class(OWL + "Nothing")
r, s = ObjectProperty("u:r"), ObjectProperty("u:s")
a = NamedIndividual("u:a")


def some(role: ObjectProperty, filler: ex.ClassExpression) -> ex.ObjectSomeValuesFrom:
    return ex.ObjectSomeValuesFrom(role, filler)


CIRCLES: dict[str, list[Axiom]] = {
    "one": [ax.SubClassOf(A, some(r, A)), ax.SubClassOf(some(r, some(r, some(r, A))), B)],
    "two": [
        ax.SubClassOf(A, some(r, C)),
        ax.SubClassOf(C, some(s, A)),
        ax.SubClassOf(some(s, some(r, C)), D),
        ax.SubClassOf(some(r, D), B),
    ],
    "a chain": [
        ax.SubClassOf(A, some(r, C)),
        ax.SubClassOf(C, some(s, A)),
        ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), r),
        ax.SubClassOf(some(r, A), B),
    ],
}


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_proof_goes_round_as_often_as_it_must(circle: str) -> None:
    ontology = assembled(dict.fromkeys([*CIRCLES[circle], ax.ClassAssertion(A, a)], ()))
    with pytest.raises(OutsideFragment):
        saturate(ontology)
    assert B.iri in classify(ontology).parents[A.iri]
    proof, doubts = prove(ontology, A, B)
    assert proof is not None
    assert doubts == ()
    assert check(proof).valid
    assert prove(ontology, B, A) == (None, ())


@pytest.mark.parametrize("circle", CIRCLES)
def test_questions(circle: str) -> None:
    ontology = assembled(dict.fromkeys([*CIRCLES[circle], ax.ClassAssertion(A, a)], ()))
    assert consistent(ontology).verdict == "yes"
    assert entails(ontology, ax.SubClassOf(A, B)).verdict == "yes"
    assert entails(ontology, ax.ClassAssertion(B, a)).verdict == "yes"
    assert entails(ontology, ax.ClassAssertion(NOTHING, a)).verdict == "no"
    assert entails(ontology, ax.EquivalentClasses((A, B))).verdict == "no"
    wrong = assembled(dict.fromkeys([*ontology.axioms, ax.SubClassOf(B, NOTHING)], ()))
    assert consistent(wrong).verdict == "no"
    assert entails(wrong, ax.SubClassOf(D, C)).verdict == "yes"


def test_an_empty_class_on_a_circle_has_its_axioms_and_its_proof() -> None:
    told: list[Axiom] = [*CIRCLES["one"], ax.DisjointClasses((A, B))]
    ontology = assembled(dict.fromkeys(told, ()))
    assert len(classify(ontology).unsatisfiable[A.iri]) == 3
    proof, _ = prove(ontology, A, C)
    assert proof is not None
    assert proof["goal"] == ["false"]
    assert check(proof).valid
