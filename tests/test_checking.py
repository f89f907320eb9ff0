"""What `check` says of ontologies that are right and of ontologies that fail one test each."""

from __future__ import annotations

from pathlib import Path

import pytest

import differentia as dx

HEAD = """
@prefix : <http://example.org/shoulder#> .
@prefix dx: <https://w3id.org/differentia/dx#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<http://example.org/shoulder> a owl:Ontology .
:Strain a owl:Class , owl:NamedIndividual , dx:Condition ; rdfs:label "strain" .
:Tear a owl:Class , owl:NamedIndividual , dx:Condition ; rdfs:label "tear" .
:Tear rdfs:subClassOf :Strain ; dx:subtypeOf :Strain .
:Ache a owl:Class ; rdfs:subClassOf dx:Complaint ; rdfs:label "ache" .
:r a owl:ObjectProperty . :s a owl:ObjectProperty .
"""
FAILING = {
    "inconsistent": ":Ache owl:disjointWith dx:Finding . :mine a owl:NamedIndividual , :Ache .",
    "unsatisfiable-class": ":Ache owl:disjointWith dx:Complaint .",
    "non-simple-property": ":r owl:propertyChainAxiom ( :s :s ) ; owl:propertyDisjointWith :s .",
    "irregular-chain": ":r owl:propertyChainAxiom ( :r :s ) . :s owl:propertyChainAxiom ( :s :r ) .",
    "constant-not-isolated": (
        ":Easing a owl:Class . "
        'dx:relievedBy dx:phrasePattern "eased by {}" ; dx:valueClass dx:Maneuver ; rdfs:range :Easing .'
    ),
    "maybe-incomplete": (
        ":Painless a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( dx:Patient "
        "[ a owl:Class ; owl:complementOf [ a owl:Restriction ; owl:onProperty :r ; owl:someValuesFrom :Ache ] ] ) ] ."
    ),
    "hierarchies-disagree": ":Sprain a owl:Class , owl:NamedIndividual , dx:Condition ; rdfs:subClassOf :Strain .",
}


def written(folder: Path, more: str) -> Path:
    path = folder / "shoulder.ttl"
    path.write_text(HEAD + more)
    return path


def test_a_sound_ontology_has_only_information(tmp_path: Path) -> None:
    findings = dx.load(written(tmp_path, "")).check()
    assert {finding.severity for finding in findings} == {"info"}
    assert {"consistent", "complete"} <= {finding.rule for finding in findings}


@pytest.mark.parametrize("rule", FAILING)
def test_each_test_has_an_ontology_that_fails_it(tmp_path: Path, rule: str) -> None:
    findings = dx.load(written(tmp_path, FAILING[rule])).check()
    assert rule in {finding.rule for finding in findings}
    assert {finding.rule for finding in findings if finding.severity != "info"} <= {rule, "maybe-incomplete"}


def test_an_axiom_outside_the_fragment_is_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, ":Ache owl:equivalentClass [ a owl:Class ; owl:unionOf ( :Strain :Tear ) ] .")
    with pytest.raises(dx.OutsideFragment, match="ObjectUnionOf"):
        dx.load(path)


def test_the_supplied_ontology_passes() -> None:
    findings = dx.load().check()
    assert [finding for finding in findings if finding.severity != "info"] == []


@pytest.mark.referee
def test_hermit_agrees_that_the_supplied_ontology_is_sound() -> None:
    rules = {finding.rule for finding in dx.load().check(referee=True)}
    assert "consistent-by-referee" in rules
    assert not {"inconsistent-by-referee", "unsatisfiable-by-referee"} & rules
