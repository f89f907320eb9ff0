"""Patients as OWL tools write them: read in every syntax of RDF, what is not used listed, and checked first."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib

import differentia as dx
from differentia.diagnosis.case import Case
from differentia.diagnosis.findings import Report
from differentia.errors import BadInput
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.exporting import written_case

DX = rdflib.Namespace("https://w3id.org/differentia/dx#")
WORKED = sorted((Path(__file__).parents[1] / "cases").glob("V[0-9][0-9]/case.yaml"))
SYNTAXES = {"ttl": "turtle", "rdf": "xml", "owl": "xml", "nt": "nt", "jsonld": "json-ld"}
HEAD = """
@prefix dx: <https://w3id.org/differentia/dx#> .
@prefix lp: <https://w3id.org/differentia/legpain#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture
def read(kb: KnowledgeBase, tmp_path: Path) -> Callable[[str], Case]:
    def reading(text: str) -> Case:
        file = tmp_path / "patient.ttl"
        file.write_text(HEAD + text, encoding="utf-8")
        return kb.read(file)

    return reading


def told(report: Report) -> dict[str, Any]:
    return {
        "causes": [(cause.notation, cause.side, cause.status) for cause in report.causes],
        "red flags": [(flag.notation, flag.side) for flag in report.red_flags],
        "next tests": [(test.notation, test.side) for test in report.next_tests],
        "withheld": [test.notation for test in report.withheld_tests],
    }


def plain(kb: KnowledgeBase, case: Case, *, named: bool) -> rdflib.Graph:
    """What a case states, without its facts in words; without names of its own for anything, if not `named`."""
    whole = rdflib.Graph().parse(data=written_case(kb, case, "ttl")[0], format="turtle")
    words = {*whole.subjects(rdflib.RDF.type, DX.Fact), *whole.subjects(rdflib.RDF.type, DX.Case)}
    nodes = {s: s if named else rdflib.BNode() for s in set(whole.subjects()) - words}
    graph = rdflib.Graph()
    for s, p, o in whole:
        if s not in words:
            graph.add((nodes.get(s, s), p, nodes.get(o, o)))
    return graph


def facts(case: Case) -> set[tuple[str, tuple[str, ...]]]:
    return {(fact.status, tuple(iri.rpartition("#")[2] for _, iri in fact.terms)) for fact in case.facts}


@pytest.mark.parametrize("ending", SYNTAXES)
@pytest.mark.parametrize("file", WORKED, ids=lambda path: path.parent.name)
def test_worked_example_without_words_has_the_same_ledger(
    kb: KnowledgeBase, file: Path, ending: str, tmp_path: Path
) -> None:
    case = kb.read(file)
    written = tmp_path / f"{case.id}.{ending}"
    named = ending in {"owl", "ttl"}
    plain(kb, case, named=named).serialize(written, format=SYNTAXES[ending], encoding="utf-8")
    again = kb.read(written)
    assert again.not_understood == ()
    assert not named or again.id == case.id
    assert told(kb.diagnose(again).report()) == told(kb.diagnose(case).report())


def test_a_patient_by_hand(read: Callable[[str], Case]) -> None:
    case = read(
        """<urn:ann> a dx:Patient , owl:NamedIndividual ; rdfs:label "Ann" ;
        a [ owl:complementOf [ a owl:Restriction ; owl:onProperty dx:hasFinding ; owl:someValuesFrom lp:BackPain ] ] ;
        a [ a owl:Restriction ; owl:onProperty dx:hasFinding ; owl:someValuesFrom lp:Diabetes ] ;
        dx:hasPart [ a lp:LeftLeg ; dx:lacks lp:FootWound ; dx:hasFinding <urn:c> , [ a obo:HP_0031271 ] ,
            [ a lp:RestingABI ; dx:value 0.68 ; dx:observedAt "2026-01-02T00:00:00"^^xsd:dateTime ] ] .
        <urn:c> a lp:CalfPain ; dx:relievedBy lp:StandingStill ; dx:notProvokedBy lp:Sitting ;
            dx:qualifiedBy [ a lp:TimeToRelief ; dx:value 3 ] .
        [] a owl:NegativePropertyAssertion ; owl:sourceIndividual <urn:c> ; owl:assertionProperty dx:hasQuality ;
            owl:targetIndividual lp:Cramping .""".replace("value 3 ", "value 3.0 ")
    )
    assert (case.title, case.not_understood) == ("Ann", ())
    assert facts(case) == {
        ("absent", ("BackPain",)),
        ("present", ("Diabetes",)),
        ("absent", ("FootWound", "Left")),
        ("present", ("CalfPain", "Left")),
        ("present", ("relievedBy", "StandingStill")),
        ("absent", ("provokedBy", "Sitting")),
        ("absent", ("hasQuality", "Cramping")),
        ("measured", ("TimeToRelief",)),
        ("present", ("http://purl.obolibrary.org/obo/HP_0031271", "PulseDeficit", "Left")),
        ("measured", ("RestingABI", "Left")),
    }
    assert [fact.date for fact in case.facts if fact.date] == ["2026-01-02T00:00:00"]


def test_two_patients_are_two_cases(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "two.ttl"
    file.write_text(HEAD + "".join(f"<urn:x#{n}> a dx:Patient ; dx:hasFinding [ a lp:{c} ] .\n"
                                   for n, c in (("a", "Diabetes"), ("b", "CurrentSmoker"))))  # fmt: skip
    cases = kb.read_all(file)
    assert [(case.id, facts(case)) for case in cases] == [
        ("a", {("present", ("Diabetes",))}),
        ("b", {("present", ("CurrentSmoker",))}),
    ]


UNUSED = {
    "a property of another vocabulary": ('<urn:p> <urn:x#age> "68" .', '<urn:p>: not used: <urn:x#age> "68"'),
    "a stranger": ("<urn:q> <urn:x#likes> <urn:p> .", "<urn:q>: not used: <urn:x#likes> <urn:p>"),
    "a concluded cause": (
        "<urn:p> dx:establishedCause lp:PAD .",
        "<urn:p>: not used: <https://w3id.org/differentia/dx#establishedCause> <https://w3id.org/differentia/legpain#PAD>",
    ),
    "an absence on a leg of no side": (
        "<urn:p> dx:hasPart [ a lp:LowerLimb ; dx:lacks lp:FootWound ] .",
        "which no side is said",
    ),
    "an absence on a leg of what no leg bears": (
        "<urn:p> dx:hasPart [ a lp:LeftLeg ; dx:lacks lp:BackPain ] .",
        "nothing that a side has or lacks",
    ),
    "a measurement without a value": ("<urn:p> dx:hasFinding [ a lp:Age ] .", "without a value"),
    "a second kind": ("<urn:p> dx:hasFinding [ a lp:Diabetes , lp:CurrentSmoker ] .", "a finding of its own"),
    "a class without a name": (
        "<urn:p> a [ a owl:Class ; owl:unionOf ( lp:Diabetes lp:CurrentSmoker ) ] .",
        "<http://www.w3.org/2002/07/owl#unionOf>",
    ),
}


@pytest.mark.parametrize("name", UNUSED)
def test_what_is_not_used_is_listed(read: Callable[[str], Case], name: str) -> None:
    text, note = UNUSED[name]
    case = read("<urn:p> a dx:Patient ; dx:hasFinding [ a lp:FootWound ] .\n" + text)
    assert any(note in line for line in case.not_understood), case.not_understood
    assert any("FootWound" in terms for _, terms in facts(case))


WRONG = {
    "no such kind": (
        "dx:hasFinding <urn:f> . <urn:f> a lp:CalfPian",
        "<urn:f>",
        "a kind of findings that the ontology",
    ),
    "an integer": ("dx:hasFinding <urn:f> . <urn:f> a lp:Age ; dx:value 68", "dx#value>", "an xsd:decimal"),
    "one finding, two bearers": (
        "dx:hasFinding <urn:f> ; dx:hasPart [ a lp:LeftLeg ; dx:hasFinding <urn:f> ] . <urn:f> a lp:CalfPain",
        "^<https://w3id.org/differentia/dx#hasFinding>",
        "a finding belongs to one bearer",
    ),
    "a cause for a maneuver": (
        "dx:hasFinding <urn:f> . <urn:f> a lp:CalfPain ; dx:relievedBy lp:PAD",
        "legpain#PAD>",
        "maneuvers that the ontology knows",
    ),
    "two sides": ("dx:hasPart <urn:l> . <urn:l> a lp:LeftLeg , lp:RightLeg", "<urn:l>", "is on one side"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_graph_without_the_shape_of_a_case_is_refused(read: Callable[[str], Case], name: str) -> None:
    text, place, message = WRONG[name]
    with pytest.raises(BadInput) as found:
        read(f"<urn:p> a dx:Patient ; {text} .")
    assert "patient.ttl: the graph has not the shape of a case" in str(found.value)
    assert place in str(found.value)
    assert message in str(found.value)


def test_facts_in_words_are_checked_too(read: Callable[[str], Case]) -> None:
    with pytest.raises(BadInput, match="a fact has its words"):
        read('<urn:a/fact/f1> a dx:Fact ; dx:status "present" ; dx:statedTerm "calf pain" .')


def test_without_a_processor_it_is_said_that_nothing_was_checked(
    read: Callable[[str], Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "pyshacl" else find(name, *rest)
    )
    case = read("<urn:p> a dx:Patient ; dx:hasFinding [ a lp:Diabetes ] .")
    assert case.not_understood == ("the graph: its shape was not checked: pip install 'differentia[shapes]'",)


BOMB = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdef", "bcdefg", strict=True)
)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (f"<!DOCTYPE r [{BOMB}]>", "grows beyond"),
        ('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "the entity a is refused"),
        ('<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd">', "outside"),
    ],
)  # fmt: skip
def test_entities_in_rdf_xml_are_refused(kb: KnowledgeBase, tmp_path: Path, head: str, message: str) -> None:
    file = tmp_path / "patient.rdf"
    file.write_text(
        f'{head}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="{DX}">'
        '<d:Patient rdf:about="urn:p"/></rdf:RDF>'
    )
    with pytest.raises(BadInput, match=message):
        kb.read(file)
