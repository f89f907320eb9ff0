"""What `check` says of ontologies that are right and of ontologies that fail one test each."""

from __future__ import annotations

from pathlib import Path

import pytest

import differentia as dx
from differentia.query_library import list_queries, query_info

HEAD = """
@prefix : <http://example.org/shoulder#> .
@prefix dx: <https://w3id.org/differentia/dx#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://example.org/shoulder> a owl:Ontology .
:book dcterms:bibliographicCitation "A book." ; dx:sourceLevel "T" .
:page dcterms:bibliographicCitation "A page." ; dx:sourceLevel "S" .
:Strain a owl:Class , owl:NamedIndividual , dx:Condition ; rdfs:label "strain" ; skos:notation "STRAIN" ;
    obo:IAO_0000115 "Fibres were pulled." ; dcterms:source :book ; dx:firstTest :Feeling ; dx:relievedThrough :Slack .
:Tear a owl:Class , owl:NamedIndividual , dx:Condition ; rdfs:label "tear" ; skos:notation "TEAR" ;
    obo:IAO_0000115 "Fibres are parted." ; dcterms:source :book .
:Tear rdfs:subClassOf :Strain ; dx:subtypeOf :Strain .
:Slack a owl:NamedIndividual , dx:ReliefMechanism ; rdfs:label "slack" ;
    obo:IAO_0000115 "No pull." ; dcterms:source :book .
:Feeling a owl:Class , owl:NamedIndividual , dx:Test ; rdfs:label "palpation" ; skos:notation "FEEL" ;
    obo:IAO_0000115 "Feels for a gap." ; dcterms:source :book ; dx:costClass 1 .
:Ache a owl:Class ; rdfs:subClassOf dx:Complaint , _:ache ; rdfs:label "ache" ; skos:altLabel "soreness" ;
    obo:IAO_0000115 "A dull pain." ; dcterms:source :book .
_:ache a owl:Restriction ; owl:onProperty dx:suggests ; owl:hasValue :Tear .
[] a owl:Axiom ; owl:annotatedSource :Ache ; owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget _:ache ;
    dcterms:source :book ; dx:verified "yes" .
:r a owl:ObjectProperty ; rdfs:label "r" . :s a owl:ObjectProperty ; rdfs:label "s" .
"""
TOLD = 'obo:IAO_0000115 "In words." ; dcterms:source :book'
CLASS = f"a owl:Class ; rdfs:subClassOf dx:Finding ; {TOLD}"
CONDITION = f"a owl:Class , owl:NamedIndividual , dx:Condition ; {TOLD}"
FLAG = f'a owl:NamedIndividual , dx:RedFlag ; rdfs:label "alarm" ; skos:notation "RF" ; {TOLD}'
RAISED = (
    f':Cold {CLASS} ; rdfs:label "cold" ; rdfs:subClassOf _:alarm . '
    "_:alarm a owl:Restriction ; owl:onProperty dx:raises ; owl:hasValue :Alarm . "
    "[] a owl:Axiom ; owl:annotatedSource :Cold ; owl:annotatedProperty rdfs:subClassOf ; "
    "owl:annotatedTarget _:alarm ; dcterms:source :book . "
)
EVIDENCE = (
    ':row dcterms:type dx:Evidence ; rdfs:label "row" ; dx:finding :Ache ; dx:evidenceFor :Tear ; dcterms:source :book'
)
RATIO = "; dx:positiveLikelihoodRatio 2.0 ; dx:positiveLikelihoodRatioLow 1.0 ; dx:positiveLikelihoodRatioHigh 3.0"


def ranges(*facets: str, more: str = "") -> str:
    """Write categories of a measurement, each given by its facets."""
    kind = 'a owl:Class ; rdfs:subClassOf dx:Measurement ; rdfs:label "bend" ; dx:bearer dx:BodyPart'
    text = f':Bend {kind} ; {TOLD} ; {more} dx:unit "deg" .'
    for number, facet in enumerate(facets):
        text += f"""
:Range{number} {CLASS} ; rdfs:label "range {number}" .
[ a owl:Class ] rdfs:subClassOf :Range{number} ; owl:intersectionOf ( :Bend
    [ a owl:Restriction ; owl:onProperty dx:value ;
    owl:someValuesFrom [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ; owl:withRestrictions ( {facet} ) ] ] ) ."""
    return text


FAILING = {
    "inconsistent": (
        f":Ache owl:disjointWith dx:Finding . :mine a owl:NamedIndividual , :Ache ; rdfs:label 'mine' ; {TOLD} ."
    ),
    "unsatisfiable-class": ":Ache owl:disjointWith dx:Complaint .",
    "non-simple-property": ":r owl:propertyChainAxiom ( :s :s ) ; owl:propertyDisjointWith :s .",
    "irregular-chain": ":r owl:propertyChainAxiom ( :r :s ) . :s owl:propertyChainAxiom ( :s :r ) .",
    "constant-not-isolated": (
        f':Easing {CLASS} ; rdfs:label "easing" . '
        'dx:relievedBy dx:phrasePattern "eased by {}" ; dx:valueClass dx:Maneuver ; rdfs:range :Easing .'
    ),
    "maybe-incomplete": (
        f':Painless a owl:Class ; {TOLD} ; rdfs:label "painless" ; '
        "owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( dx:Patient "
        "[ a owl:Class ; owl:complementOf [ a owl:Restriction ; owl:onProperty :r ; owl:someValuesFrom :Ache ] ] ) ] ."
    ),
    "hierarchies-disagree": (
        f':Sprain {CONDITION} ; rdfs:label "sprain" ; skos:notation "SPRAIN" ; rdfs:subClassOf :Strain . '
        ":Sprain dx:firstTest :Feeling ; dx:relievedThrough :Slack . dx:speaksAgainst rdfs:comment 'none' . "
        f":Bruise {CLASS} ; rdfs:label 'bruise' ; rdfs:subClassOf _:bruise . "
        "_:bruise a owl:Restriction ; owl:onProperty dx:suggests ; owl:hasValue :Sprain . "
        "[] a owl:Axiom ; owl:annotatedSource :Bruise ; owl:annotatedProperty rdfs:subClassOf ; "
        "owl:annotatedTarget _:bruise ; dcterms:source :book ."
    ),
}

TEST = f'a owl:Class , owl:NamedIndividual , dx:Test ; rdfs:label "imaging" ; {TOLD}'
SPRAIN = f':Sprain {CONDITION} ; rdfs:label "sprain" ; skos:notation "SPRAIN"'
FORM = "rdfs:subClassOf :Strain ; dx:subtypeOf :Strain"
AGAINST = (
    "; rdfs:subClassOf _:rule . _:rule a owl:Restriction ; owl:onProperty dx:speaksAgainst ; owl:hasValue :Tear . "
    "[] a owl:Axiom ; owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget _:rule ; "
)
# each violates its rule, and of the rules that are no mere information those only that are named after it
QUALITY = {
    "missing-label": (f":Lump {CLASS} .",),
    "several-labels": (f':Lump {CLASS} ; rdfs:label "lump" , "swelling" .',),
    "duplicate-label": (f':Lump {CLASS} ; rdfs:label "Ache" .',),
    "duplicate-synonym": (f':Lump {CLASS} ; rdfs:label "lump" ; skos:altLabel "Soreness" .',),
    "missing-definition": (':Lump a owl:Class ; rdfs:subClassOf :Ache ; rdfs:label "lump" ; dcterms:source :book .',),
    "several-definitions": (f':Lump {CLASS} ; rdfs:label "lump" ; obo:IAO_0000115 "In other words." .',),
    "missing-source": (':Lump a owl:Class ; rdfs:subClassOf :Ache ; rdfs:label "lump" ; obo:IAO_0000115 "A bulge." .',),
    "undescribed-source": (f':Lump {CLASS} ; rdfs:label "lump" ; dcterms:source :hearsay .',),
    "rule-without-source": (f':Lump {CLASS} ; rdfs:label "lump" {AGAINST} owl:annotatedSource :Lump .',),
    "weak-source-marked-seen": (
        f':Lump {CLASS} ; rdfs:label "lump" {AGAINST} owl:annotatedSource :Lump ; '
        'dcterms:source :page ; dx:verified "yes" .',
    ),
    "undeclared-term": (":Tear dx:firstTest :Felling .",),
    "recorded-but-used": (f':Lump {CLASS} ; rdfs:label "lump" ; dx:recordedOnly true . :Feeling dx:measures :Lump .',),
    "orphan-class": (f':Lump a owl:Class ; rdfs:label "lump" ; {TOLD} .',),
    "untidy-text": (f':Lump {CLASS} ; rdfs:label "lump " .',),
    "definition-is-label": (
        ':Lump a owl:Class ; rdfs:subClassOf :Ache ; rdfs:label "lump" ; '
        'obo:IAO_0000115 "Lump." ; dcterms:source :book .',
    ),
    "missing-notation": (f":Scan {TEST} ; dx:costClass 3 ; dx:separates :Tear , :Strain .",),
    "duplicate-notation": (f':Scan {TEST} ; dx:costClass 3 ; dx:separates :Tear ; skos:notation "FEEL" .',),
    "condition-without-first-test": (
        f"{SPRAIN} ; dx:relievedThrough :Slack .",
        "condition-without-pattern",
    ),
    "condition-without-pattern": (f"{SPRAIN} ; {FORM} .",),
    "condition-without-exclusion": (f"{SPRAIN} ; dx:firstTest :Feeling .", "condition-without-pattern"),
    "condition-without-mechanism": (
        f"{SPRAIN} ; dx:firstTest :Feeling .",
        "condition-without-pattern",
        "condition-without-exclusion",
    ),
    "test-without-use": (f':Scan {TEST} ; dx:costClass 3 ; skos:notation "SCAN" .',),
    "test-without-rule": (f':Scan {TEST} ; dx:costClass 3 ; skos:notation "SCAN" ; dx:separates :Tear .',),
    "test-without-cost-class": (f':Scan {TEST} ; skos:notation "SCAN" ; dx:separates :Tear .',),
    "red-flag-without-action": (f":Alarm {FLAG} ; dx:callsFor :Feeling . {RAISED}",),
    "red-flag-never-raised": (f':Alarm {FLAG} ; dx:action "Refer." ; dx:callsFor :Feeling .',),
    "finding-without-question": (f':Lump {CLASS} ; rdfs:label "lump" . :Feeling dx:possibleResult :Lump .',),
    "evidence-without-source": (EVIDENCE.replace("; dcterms:source :book", f"{RATIO} ."),),
    "evidence-without-number": (f"{EVIDENCE} .",),
    "evidence-without-interval": (f"{EVIDENCE} ; dx:positiveLikelihoodRatio 2.0 .",),
    "number-outside-interval": (f"{EVIDENCE} {RATIO.replace('2.0', '4.0')} .",),
    "ratio-contradicts-accuracy": (
        f"{EVIDENCE} {RATIO} ; dx:derived true ; dx:sensitivity 0.9 ; dx:specificity 0.9 .",
    ),
    "circular-subtype": (":Strain rdfs:subClassOf :Tear ; dx:subtypeOf :Tear .",),
    "thresholds-overlap": (ranges("[ xsd:maxInclusive 10.0 ]", "[ xsd:minInclusive 10.0 ]"),),
    "thresholds-leave-gap": (ranges("[ xsd:maxExclusive 10.0 ]", "[ xsd:minExclusive 10.0 ]"),),
}
SOUND_RANGES = (
    ranges("[ xsd:maxExclusive 10.0 ]", "[ xsd:minInclusive 10.0 ]"),
    ranges(
        "[ xsd:maxExclusive 10.0 ]", "[ xsd:minInclusive 10.0 ] [ xsd:maxInclusive 20.0 ]", "[ xsd:minExclusive 20.0 ]"
    ),
    ranges("[ xsd:minInclusive 10.0 ]", "[ xsd:minInclusive 20.0 ]"),
    ranges("[ xsd:maxInclusive 10.0 ]"),
)


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


def test_every_rule_of_quality_has_an_ontology_that_violates_it() -> None:
    rules = {info.name for info in list_queries() if info.group == "quality"}
    assert rules == set(QUALITY) | {"hierarchies-disagree"}


@pytest.mark.parametrize("rule", QUALITY)
def test_each_rule_of_quality_is_found(tmp_path: Path, rule: str) -> None:
    snippet, *others = QUALITY[rule]
    findings = dx.load(written(tmp_path, snippet)).check()
    (severity,) = {finding.severity for finding in findings if finding.rule == rule}
    assert severity == query_info(rule).severity
    assert {finding.rule for finding in findings if finding.severity != "info"} - {rule} == set(others)


@pytest.mark.parametrize("snippet", SOUND_RANGES)
def test_ranges_that_meet_or_lie_in_each_other_are_no_fault(tmp_path: Path, snippet: str) -> None:
    findings = dx.load(written(tmp_path, snippet)).check()
    assert [finding for finding in findings if finding.severity != "info"] == []


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
