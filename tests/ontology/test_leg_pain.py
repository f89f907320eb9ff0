"""The ontology of leg pain: complete in words and sources, consistent, and concluding what it should by HermiT."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import chain
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef
from rdflib.namespace import DCTERMS

from differentia.intake.lexicon import Lexicon
from differentia.intake.reader import read_case
from differentia.intake.wording import normalise
from differentia.owl import referee
from differentia.owl.axioms import Axiom, ClassAssertion, ObjectPropertyAssertion, SubClassOf
from differentia.owl.completeness import completeness
from differentia.owl.expressions import Class, NamedIndividual, ObjectHasValue, ObjectIntersectionOf, ObjectProperty
from differentia.owl.isolation import leaks
from differentia.owl.reading import read, triples_of_files
from differentia.owl.restrictions import irregular, non_simple_uses

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "ontology").glob("*.ttl"), *(ROOT / "ontology" / "leg-pain").glob("*.ttl")])
DX = rdflib.Namespace("https://w3id.org/differentia/dx#")
LP = rdflib.Namespace("https://w3id.org/differentia/legpain#")
PATIENTS = "https://example.org/patients#"
DEFINITION = URIRef("http://purl.obolibrary.org/obo/IAO_0000115")
WORKED = ("V01", "V05", "V07", "V08", "V12", "V13", "V23", "V26", "V29", "V32", "V34", "V38")
CONDITIONS = {"PAD", "PAD_AI", "PAD_FP", "PAD_TIB", "LSS", "CECS", "RADIC", "PAES", "ALI", "CLTI", "CES", "DVT", "ACS"}
CONDITIONS |= {"PN", "NERVE_ENT", "PIRI", "SDAVF", "HIPOA", "FAOA", "GTPS", "SIJ", "MTSS", "TSF"}
# questions and examinations without a row of their own in the collected table
OWN_TESTS = {"Q_DISTANCE", "X_DEVICE_CARD", "X_CORD", "X_TROCHANTER", "X_FOOT_JOINT", "T_DSA_SPINE", "T_MRI_HIP"}
CONDITIONS |= {"EIAE", "CAD", "TAO", "FMD", "POPANEUR", "VCLAUD", "BAKER", "MYO_STATIN", "MYO_MCARDLE"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    found = rdflib.Graph()
    for path in FILES:
        found.parse(path)
    return found


@pytest.fixture(scope="module")
def axioms() -> tuple[Axiom, ...]:
    ontology = read(FILES)
    assert not ontology.unread
    return tuple(ontology.axioms)


def terms(graph: rdflib.Graph) -> set[URIRef]:
    """Classes and individuals of the domain."""
    kinds = (OWL.Class, OWL.NamedIndividual)
    return {s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and s.startswith(LP)}


def individuals(graph: rdflib.Graph, kind: URIRef) -> set[URIRef]:
    return {s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef)}


# ---- files and words


def test_both_parsers_read_the_same_triples(graph: rdflib.Graph) -> None:
    count = 0
    for path in FILES:
        count += len(list(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)))
    assert count == len(graph)


def test_every_name_that_is_used_is_declared(graph: rdflib.Graph) -> None:
    declared = set(graph.subjects(RDF.type))
    used = {t for triple in graph for t in triple if isinstance(t, URIRef) and str(t).startswith((str(DX), str(LP)))}
    assert used - declared == set()


def test_every_term_has_label_definition_and_source(graph: rdflib.Graph) -> None:
    for predicate in (RDFS.label, DEFINITION):
        assert [t for t in terms(graph) if len(list(graph.objects(t, predicate))) != 1] == []
    assert [t for t in terms(graph) if not list(graph.objects(t, DCTERMS.source))] == []


def test_no_name_belongs_to_two_terms(graph: rdflib.Graph) -> None:
    owners = defaultdict(set)
    # a case names maneuvers, never the mechanisms and states of the body behind them
    unsaid = {s for kind in (DX.Process, DX.ReliefMechanism, DX.ProvokingState) for s in graph.subjects(RDF.type, kind)}
    said = terms(graph) - unsaid
    for predicate in (RDFS.label, SKOS.altLabel, SKOS.hiddenLabel, DX.absentLabel):
        for term, name in graph.subject_objects(predicate):
            if term in said:
                owners[normalise(str(name))].add(term)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.build(triples_of_files(FILES))


def test_no_phrase_has_two_meanings(lexicon: Lexicon) -> None:
    assert lexicon.ambiguous() == {}


def test_notations_are_unique(graph: rdflib.Graph) -> None:
    notations = [str(o) for o in graph.objects(None, SKOS.notation)]
    assert len(notations) == len(set(notations))


@pytest.mark.parametrize("folder", sorted((ROOT / "tests" / "cases").glob("*/case.yaml")), ids=lambda p: p.parent.name)
def test_cases_are_readable(folder: Path, lexicon: Lexicon) -> None:
    case = read_case(folder, lexicon)
    assert case.not_understood == ()


@pytest.mark.parametrize("number", WORKED)
def test_worked_cases_are_readable_as_they_were_written(number: str, shared: Path, lexicon: Lexicon) -> None:
    import yaml

    listed = yaml.safe_load((shared / "clinical" / "examples.yaml").read_text("utf-8"))
    worked = next(case for case in listed if case["id"] == number)
    facts = {key: value for key, value in worked["facts"].items() if value}
    for measured in facts.get("measured", ()):
        measured["value"] = str(measured["value"])
    case = read_case({"id": number, **facts}, lexicon)
    assert len(case.facts) == sum(map(len, facts.values()))


# ---- sources


def test_every_cited_source_is_described(graph: rdflib.Graph) -> None:
    cited = {o for o in graph.objects(None, DCTERMS.source) if isinstance(o, URIRef)}
    for source in cited:
        assert graph.value(source, DCTERMS.bibliographicCitation), source
        assert graph.value(source, DX.sourceLevel), source
        assert not list(graph.objects(source, RDF.type)), f"{source} is no individual to reason with"
    assert not [s for s in cited if "#DR_" in s or s.endswith(("NPS_OTHER", "AHA2016_T6"))]


def test_every_rule_cites_a_source(graph: rdflib.Graph) -> None:
    says = {DX[name] for name in ("suggests", "speaksAgainst", "supportedCause", "establishedCause")}
    says |= {
        DX[name] for name in ("excludedCause", "questionedCause", "indicatedTest", "contraindicatedTest", "raises")
    }
    annotated = {
        (graph.value(a, OWL.annotatedSource), graph.value(a, OWL.annotatedTarget))
        for a in graph.subjects(RDF.type, OWL.Axiom)
        if graph.value(a, DCTERMS.source) and graph.value(a, DX.verified)
    }
    rules = [
        (s, o)
        for s, o in graph.subject_objects(RDFS.subClassOf)
        if isinstance(s, URIRef) and s.startswith(LP) and graph.value(o, OWL.onProperty) in says
    ]
    assert len(rules) > 100
    assert [rule for rule in rules if rule not in annotated] == []


def test_what_rests_on_weak_sources_alone_is_marked(graph: rdflib.Graph) -> None:
    weak = {s for s, level in graph.subject_objects(DX.sourceLevel) if str(level) in {"S", "M", "J"}}
    for axiom in graph.subjects(RDF.type, OWL.Axiom):
        sources = set(graph.objects(axiom, DCTERMS.source))
        if sources and sources <= weak:
            where = graph.value(axiom, OWL.annotatedSource)
            assert str(graph.value(axiom, DX.verified)) in {"no", "partial"}, (where, sources)


ADDED = {"BLOODADV_DDIMER", "OH_ACS", "ANESKEY_ACS"}  # beside the collection


def test_sources_are_those_collected(graph: rdflib.Graph, shared: Path) -> None:
    with (shared / "clinical" / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    for source, key in graph.subject_objects(RDFS.label):
        if "/source#" in str(source) and str(key) in ADDED:
            assert str(graph.value(source, DX.sourceLevel)) in {"A", "T"}, "was read for this ontology"
        elif "/source#" in str(source) and str(key) not in {"SEED", "PROJECT"}:
            assert str(graph.value(source, DX.sourceLevel)) == rows[str(key)]["level"]


# ---- conditions, tests, flags


def test_conditions_are_complete(graph: rdflib.Graph) -> None:
    found = {str(graph.value(c, SKOS.notation)): c for c in individuals(graph, DX.Condition)}
    assert set(found) == CONDITIONS
    for notation, condition in found.items():
        assert (condition, RDF.type, OWL.Class) in graph
        assert graph.value(condition, DX.family), notation
        subtype = graph.value(condition, DX.subtypeOf)
        assert subtype or graph.value(condition, DX.firstTest), notation
        assert not subtype or (condition, RDFS.subClassOf, subtype) in graph, "both hierarchies agree"


def test_tests_and_flags_are_complete(graph: rdflib.Graph) -> None:
    for test in individuals(graph, DX.Test):
        assert graph.value(test, SKOS.notation), test
        assert str(graph.value(test, DX.costClass)) in set("01234"), test
        assert graph.value(test, DX.invasiveness), test
    for flag in individuals(graph, DX.RedFlag):
        for predicate in (DX.action, DX.urgency, DX.warnsOf, DX.withholds):
            assert graph.value(flag, predicate), flag
        assert (flag, DX.callsFor, LP.EmergencyReferral) in graph
        assert (flag, DX.withholds, LP.ExerciseABITest) in graph
        assert not set(graph.objects(flag, DX.callsFor)) & set(graph.objects(flag, DX.withholds))


def test_notations_of_tests_are_those_collected(graph: rdflib.Graph, shared: Path) -> None:
    with (shared / "clinical" / "tests.csv").open(encoding="utf-8", newline="") as file:
        known = {row["test_id"] for row in csv.DictReader(file)} | OWN_TESTS
    assert {str(graph.value(t, SKOS.notation)) for t in individuals(graph, DX.Test)} <= known


def test_constants_of_a_kind_are_all_different(graph: rdflib.Graph) -> None:
    groups = [set(graph.items(members)) for members in graph.objects(None, OWL.distinctMembers)]
    for kind in (DX.Condition, DX.Test, DX.Maneuver, DX.Quality, DX.RedFlag, DX.ReliefMechanism, DX.ProvokingState):
        members = {i for i in individuals(graph, kind) if i.startswith(LP)}
        assert members
        assert any(members <= group for group in groups), kind


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Atherosclerosis", "IschaemicCramp"),
        ("Walking", "IschaemicCramp"),
        ("LumbarExtension", "RootSymptoms"),
        ("SpinalFlexion", "RootDecompression"),
        ("TightFascia", "CompartmentPain"),
        ("FallingCompartmentPressure", "CompartmentReperfusion"),
    ],
)
def test_pathophysiology_can_be_followed(graph: rdflib.Graph, start: str, end: str) -> None:
    assert LP[end] in set(graph.transitive_objects(LP[start], DX.causalStep))


# ---- logic


def test_syntax_is_such_that_every_answer_is_found(axioms: tuple[Axiom, ...]) -> None:
    for check in (non_simple_uses, irregular):
        assert list(check(axioms)) == []
    said_by_cases = {
        str(DX[name]) for name in ("relievedBy", "notRelievedBy", "provokedBy", "notProvokedBy", "hasQuality")
    }
    assert list(leaks(axioms, said_by_cases)) == []
    result = completeness(axioms)
    assert result.complete, [str(finding) for finding in result.findings]


# patient or leg -> property -> what it has, and what it must not have (after "not")
EXPECTED = {
    "vascularRight": {"establishedCause": "PAD not PAD_FP", "supportedCause": "PAD PAD_FP not PAD_AI PAD_TIB LSS CECS"},
    "vascular": {"indicatedTest": "NoFurtherTest ArterialDuplex not ExerciseABITest", "keepInView": "CLTI ALI"},
    "vascularPain": {"compatibleCause": "PAD CECS not LSS", "incompatibleCause": "LSS not PAD CECS"},
    "stiffLeft": {
        "supportedCause": "PAD PAD_TIB not PAD_FP",
        "establishedCause": "not PAD PAD_TIB",
        "indicatedTest": "ToeBrachialIndexTest not ExerciseABITest NoFurtherTest",
    },
    "spinalPain": {
        "incompatibleCause": "PAD PAD_TIB CECS not LSS",
        "compatibleCause": "LSS",
        "arisesIn": "LumbarExtension",
    },
    "spinal": {"establishedCause": "LSS not PAD", "indicatedTest": "LumbarMRI NoFurtherTest not ExerciseABITest"},
    "implant": {
        "supportedCause": "LSS not PAD",
        "establishedCause": "not LSS",
        "indicatedTest": "LumbarMRI LumbarCT",
        "contraindicatedTest": "LumbarMRI not LumbarCT",
    },
    "anatomy": {"establishedCause": "not LSS", "supportedCause": "not LSS", "indicatedTest": "not LumbarMRI"},
    "wide": {"excludedCause": "LSS not RADIC"},
    "runnerLeft": {"establishedCause": "CECS", "indicatedTest": "NoFurtherTest"},
    "runnerRight": {
        "establishedCause": "not CECS",
        "supportedCause": "CECS",
        "indicatedTest": "CompartmentPressureTest",
    },
    "borderlineRight": {"supportedCause": "PAD", "indicatedTest": "ExerciseABITest"},
    "dropRight": {"establishedCause": "PAD not PAD_FP"},
    "borderline": {"establishedCause": "PAD", "indicatedTest": "ExerciseABITest"},
    "young": {"establishedCause": "not PAD", "supportedCause": "PAD", "indicatedTest": "PoplitealProvocation"},
    "cauda": {
        "raises": "CaudaEquinaFlag not AcuteIschaemiaFlag",
        "indicatedTest": "EmergencyReferral LumbarMRI",
        "withheldTest": "ExerciseABITest CompartmentPressureTest not LumbarMRI",
    },
    "threatenedLeft": {
        "establishedCause": "CLTI PAD",
        "raises": "LimbThreatFlag",
        "withheldTest": "ExerciseABITest NoFurtherTest",
    },
    "threatened": {"raises": "LimbThreatFlag", "indicatedTest": "EmergencyReferral ToeBrachialIndexTest"},
    "sudden": {"raises": "AcuteIschaemiaFlag", "supportedCause": "ALI", "withheldTest": "RestingABITest"},
    "pulsesLeft": {"questionedCause": "PAD not LSS", "excludedCause": "not PAD"},
}
CATEGORIES = {
    "i039": "LowABI SevereLowABI",
    "i040": "LowABI",
    "i090": "LowABI",
    "i0905": "BorderlineABI InconclusiveABI",
    "i099": "BorderlineABI InconclusiveABI",
    "i100": "NormalABI InconclusiveABI",
    "i140": "NormalABI InconclusiveABI",
    "i141": "NoncompressibleABI",
}


def questions() -> dict[Axiom, bool]:
    """What HermiT is asked, with the right answers."""
    asked: dict[Axiom, bool] = {}
    for subject, properties in EXPECTED.items():
        for name, values in properties.items():
            yes, _, no = f" {values} ".partition(" not ")
            for value, answer in chain(((v, True) for v in yes.split()), ((v, False) for v in no.split())):
                link, individual = ObjectProperty(DX + name), NamedIndividual(PATIENTS + subject)
                asked[ObjectPropertyAssertion(link, individual, NamedIndividual(LP + value))] = answer
    every = {name for names in CATEGORIES.values() for name in names.split()}
    for subject, names in CATEGORIES.items():
        for name in every:
            asked[ClassAssertion(Class(LP + name), NamedIndividual(PATIENTS + subject))] = name in names.split()
    return asked


@pytest.mark.referee
def test_hermit_concludes_what_it_should() -> None:
    known = read([*FILES, Path(__file__).with_name("patients.ttl")]).axioms
    asked = questions()
    found = referee.entailed(known, list(asked))
    assert found == {question for question, answer in asked.items() if answer}


@pytest.mark.referee
def test_nothing_is_established_and_excluded(axioms: tuple[Axiom, ...]) -> None:
    def has(name: str, condition: str) -> ObjectHasValue:
        return ObjectHasValue(ObjectProperty(DX + name), NamedIndividual(LP + condition))

    empty = [
        SubClassOf(ObjectIntersectionOf((has("establishedCause", c), has("excludedCause", c))), Class(str(OWL.Nothing)))
        for c in sorted(CONDITIONS)
    ]
    assert referee.entailed(axioms, empty) == set(empty)
