"""HermiT judges a case in codes: with the bridge among the axioms it finds the same types and values."""

from __future__ import annotations

import pytest

from differentia.diagnosis.session import assertions_of
from differentia.knowledge import load
from differentia.owl import referee
from differentia.owl.axioms import ClassAssertion
from differentia.owl.entailment import triples, types
from differentia.owl.expressions import OWL, RDF, NamedIndividual

pytestmark = pytest.mark.referee


def test_types_and_values_of_a_coded_case_are_hermits() -> None:
    case = {
        "id": "coded",
        "present": ["right HP:6001320", "right HP:0031271", "left HP:6001376", "MONDO:0005147"],
        "absent": ["HP:0003418", "left HP:6001401"],  # the latter lies below a term that is mapped
        "measured": [{"name": "LOINC:77194-9", "side": "right", "value": "0.68"}],
    }
    diagnosis = load().diagnose(case)
    layer = diagnosis.session.layer
    kept = frozenset(fact.id for fact in diagnosis.case.facts)
    said = assertions_of(diagnosis.case, kept, layer)
    answers = referee.answers([*diagnosis.kb.ontology.axioms, *said], timeout=900.0)
    typed = [axiom.individual for axiom in said if isinstance(axiom, ClassAssertion)]
    people = {individual.iri for individual in typed if isinstance(individual, NamedIndividual)}
    for iri in people:
        assert types(layer, iri) - {OWL + "Thing"} == answers.types.get(iri, frozenset())
    values = {t for t in triples(layer) if t[1] != RDF + "type" and isinstance(t[2], str)}
    assert values == {value for value in answers.values if value[0] in people}
    ankle = answers.types["https://w3id.org/differentia/case/coded#f1"]
    assert {"https://w3id.org/differentia/legpain#AnklePain", "http://purl.obolibrary.org/obo/HP_0012514"} <= ankle
