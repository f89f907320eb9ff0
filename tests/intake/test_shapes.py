"""The shape of a case graph: every golden case has it, and each thing that may be wrong is told by its message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib

import differentia as dx
from differentia.asserted import asserted_triples
from differentia.intake.shapes import violations
from differentia.owl.expressions import XSD, Literal

pytest.importorskip("pyshacl")

HEAD = """
@prefix dx: <https://w3id.org/differentia/dx#> .
@prefix lp: <https://w3id.org/differentia/legpain#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:case#> .
:p a dx:Patient ; dx:hasPart :r ; dx:hasFinding :age ; dx:lacks lp:BackPain . :r a lp:RightLeg ; dx:hasFinding :c , :m .
:c a lp:CalfPain ; dx:relievedBy lp:StandingStill ; dx:hasQuality lp:Cramping ; dx:qualifiedBy :t .
:t a lp:TimeToRelief ; dx:value 3.0 .
:m a lp:RestingABI ; dx:value 0.68 ; dx:observedAt "2026-01-02T00:00:00"^^xsd:dateTime . :age a lp:Age ; dx:value 68.0 .
:f a dx:Fact ; rdfs:label "right calf pain" ; dx:status "present" ; dx:line 3 .
"""
WRONG = {
    "a patient is part of nothing": ":q a dx:Patient ; dx:hasPart :p .",
    "a patient is no finding": ":r dx:hasFinding :p . :p a lp:CalfPain .",
    "only a patient has parts": ":x dx:hasPart :l . :l a lp:LeftLeg .",
    "a part of the body is of some kind": ":p dx:hasPart :l .",
    "a part of the body belongs to one patient": ":q a dx:Patient ; dx:hasPart :r .",
    "a part of the body is on one side": ":r a lp:LeftLeg .",
    "what has or lacks a finding is a patient or a part of one": ":x dx:hasFinding :y . :y a lp:CalfPain .",
    "what is lacking is a class of findings": ":p dx:lacks lp:StandingStill .",
    "what somebody has is of a kind of findings that the ontology knows": ":p dx:hasFinding :y . :y a lp:CalfPian .",
    "a finding belongs to one bearer": ":p dx:hasFinding :c .",
    "only a complaint comes, goes and feels like something": ":m dx:relievedBy lp:StandingStill .",
    "a complaint is somebody's": ":y a lp:CalfPain ; dx:provokedBy lp:Walking .",
    "a complaint comes and goes with maneuvers that the ontology knows": ":c dx:relievedBy lp:CalfPain .",
    "a complaint feels like a quality that the ontology knows": ":c dx:hasQuality lp:Walking .",
    "what has a value is of a kind of measurement that the ontology knows": ":c dx:value 3.0 .",
    "a measurement is of somebody or of a complaint": ":y a lp:RestingABI ; dx:value 0.7 .",
    "a measurement has one value, an xsd:decimal": ":m dx:value 0.70 .",
    "a value in words is one text": ":m dx:textValue 3 .",
    "a complaint is qualified by measurements": ":c dx:qualifiedBy :y . :y a lp:CalfPain .",
    "a finding was made at an xsd:dateTime, once or more often": ':m dx:observedAt "2026-01-02"^^xsd:date .',
    "a fact has its words": ':g a dx:Fact ; dx:status "present" .',
    "a fact is present, absent, unknown or measured": ':g a dx:Fact ; rdfs:label "x" ; dx:status "perhaps" .',
    "a fact stands in one line, an xsd:integer": ':f dx:line "three" .',
}


@pytest.fixture(scope="module")
def kb() -> dx.KnowledgeBase:
    return dx.load()


def graph_of(case: dx.Case) -> rdflib.Graph:
    graph = rdflib.Graph()
    for subject, predicate, value in asserted_triples(case):
        told: rdflib.URIRef | rdflib.Literal
        if isinstance(value, Literal):
            datatype = None if value.datatype == XSD + "string" else rdflib.URIRef(value.datatype)
            told = rdflib.Literal(value.lexical, datatype=datatype)
        else:
            told = rdflib.URIRef(value)
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), told))
    return graph


def test_golden_cases_have_the_shape(kb: dx.KnowledgeBase, root: Path) -> None:
    paths = sorted((root / "tests" / "cases").glob("*/case.yaml"))[::3]
    assert len(paths) > 40
    assert {path.parent.name: found for path in paths if (found := violations(graph_of(kb.read(path))))} == {}


def test_a_small_graph_by_hand_has_the_shape() -> None:
    assert violations(rdflib.Graph().parse(data=HEAD)) == ()


@pytest.mark.parametrize("message", WRONG)
def test_what_is_wrong_is_told(message: str) -> None:
    found = violations(rdflib.Graph().parse(data=HEAD + WRONG[message]))
    assert message in {each.message for each in found}


def test_every_message_of_the_shapes_has_a_graph_that_earns_it(root: Path) -> None:
    text = (root / "ontology" / "shapes" / "case.ttl").read_text("utf-8")
    assert set(re.findall(r'sh:message "([^"]+)"', text)) == set(WRONG)


def test_a_violation_says_where() -> None:
    (found,) = violations(rdflib.Graph().parse(data=HEAD + ":f dx:line 'three' ."))[:1]
    assert found.node == "urn:case#f"
    assert found.path == "<https://w3id.org/differentia/dx#line>"


def test_shapes_are_no_axioms(kb: dx.KnowledgeBase) -> None:
    assert "ns/shacl#" not in (kb.compiled.static.ontology + kb.compiled.static.documentation).decode()
