"""HermiT judges a case in codes: with the bridge among the axioms it finds the same types and values."""

from __future__ import annotations

import pytest
from tests.concluded import concluded, people_of

from differentia.diagnosis.session import assertions_of
from differentia.knowledge import load
from differentia.owl.entailment import types
from differentia.owl.referee_claims import Claims, Differences

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
    people = people_of(said)
    found = Claims(diagnosis.kb.ontology.axioms).differences(said, people, concluded(layer, people))
    assert found == Differences(unfounded=frozenset(), missing=frozenset())
    ankle = types(layer, "https://w3id.org/differentia/case/coded#f1")
    assert {"https://w3id.org/differentia/legpain#AnklePain", "http://purl.obolibrary.org/obo/HP_0012514"} <= ankle
