"""Weighing in another domain: evidence, a prior and a setting in a few lines of Turtle, without a change of code."""

from __future__ import annotations

from pathlib import Path

import pytest

import differentia as dx
from differentia.knowledge import KnowledgeBase

SHOULDER = Path(__file__).parent / "domains" / "shoulder"
EVIDENCE = """
@prefix dx: <https://w3id.org/differentia/dx#> .
@prefix sh: <https://example.org/shoulder#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

sh:E1 dcterms:type dx:Evidence ; skos:notation "E1" ; dx:finding sh:PainOnRaising ; dx:evidenceFor sh:Impingement ;
    dx:dependenceGroup sh:MovementGroup ; dx:positiveLikelihoodRatio 3.0 ;
    dx:positiveLikelihoodRatioLow 1.5 ; dx:positiveLikelihoodRatioHigh 6.0 ; dcterms:source "invented for this test" .
sh:E2 dcterms:type dx:Evidence ; skos:notation "E2" ; dx:finding sh:RotationLoss ; dx:evidenceFor sh:FrozenShoulder ;
    dx:sensitivity 0.9 ; dx:specificity 0.75 ; dx:derived true ; dcterms:source "invented for this test" .
sh:MovementGroup dcterms:type dx:DependenceGroup ; rdfs:label "group of movements" .
sh:Clinic dcterms:type dx:Setting ; rdfs:label "shoulder clinic" .
sh:P1 dcterms:type dx:Prior ; skos:notation "P1" ; dx:priorOf sh:FrozenShoulder ; dx:setting sh:Clinic ;
    dx:probability 0.2 ; dcterms:source "invented for this test" .
"""


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    more = tmp_path_factory.mktemp("domain") / "evidence.ttl"
    more.write_text(EVIDENCE)
    return dx.load(SHOULDER, more)


def test_a_prior_and_a_derived_ratio(kb: KnowledgeBase) -> None:
    """Loss of rotation: 0.9 / 0.25 = 3.6; odds 0.25 x 3.6 = 0.9: 47.4 %. Free: 0.1 / 0.75, and 3.2 %."""
    stiff = {
        "present": ["shoulder pain on the left", "loss of outward rotation on the left"],
        "setting": "shoulder clinic",
    }
    free = {"present": ["shoulder pain on the left", "free outward rotation on the left"], "setting": "shoulder clinic"}
    found = {}
    for name, case in (("stiff", stiff), ("free", free)):
        (found[name],) = [c for c in kb.diagnose(case).report().causes if c.notation == "FROZEN"]
    assert found["stiff"].posttest == pytest.approx(0.9 / 1.9)
    assert found["free"].posttest == pytest.approx(0.25 * 0.1 / 0.75 / (1 + 0.25 * 0.1 / 0.75))
    assert found["stiff"].prior_source == "P1, invented for this test, shoulder clinic"


def test_a_ratio_with_an_interval_and_a_stated_prior(kb: KnowledgeBase) -> None:
    case = {"present": ["shoulder pain on the left", "pain on raising the arm"]}
    report = kb.diagnose(case, priors={"impingement": (0.5, 0.5, 0.5)}).report()
    (cause,) = [c for c in report.causes if c.notation == "IMP"]
    assert cause.posttest == pytest.approx(0.75)
    assert cause.ratio_interval == pytest.approx((1.5, 6.0))
    assert cause.interval == pytest.approx((0.6, 6 / 7))
    assert cause.for_[0].group == "group of movements"
