"""The query library: headers, the same rows on two engines, and the rows that two small cases should give."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from differentia import load
from differentia.graph import CaseGraph
from differentia.knowledge import Diagnosis
from differentia.query_library import GROUPS, QueryInfo, list_queries, query_info
from differentia.static_graph import Static

LIBRARY = list_queries()
NAMES = [info.name for info in LIBRARY]
REQUIRED = {
    "candidates", "conclusions-resting-on-source", "conflicts", "discriminating-tests", "families", "for-and-against",
    "kept-in-view", "mechanism-map", "next-tests", "opposed-causes", "red-flags", "relief-mechanisms",
    "unexplained-complaints", "why", "withheld-tests",
}  # fmt: skip


@pytest.fixture(params=LIBRARY, ids=NAMES)
def info(request: pytest.FixtureRequest) -> QueryInfo:
    found = request.param
    assert isinstance(found, QueryInfo)
    return found


def test_the_library_has_the_questions_that_are_promised() -> None:
    assert set(NAMES) >= REQUIRED


def test_a_header_documents_its_query(info: QueryInfo) -> None:
    assert re.fullmatch(r"[A-Z].*\.", info.summary)
    assert info.description.endswith(".")
    assert info.world in ("open", "closed")
    assert info.group in GROUPS
    assert (info.group == "quality") == (info.severity in ("error", "warning", "info"))
    assert info.example.startswith("differentia query ")
    assert f" {info.name}" in info.example


def test_a_header_names_the_columns_in_order(info: QueryInfo) -> None:
    graph = CaseGraph("urn:case", Static(), [], [])
    assert graph.query(info.name).columns == tuple(info.columns)


def test_every_parameter_has_its_place(info: QueryInfo) -> None:
    placed = re.findall(r"VALUES \?(\w+) \{ UNDEF \}", info.text)
    assert set(placed) == set(info.parameters)
    assert {parameter.kind for parameter in info.parameters.values()} <= {"term", "text"}


def test_a_query_is_sparql_1_1_without_extensions_in_a_fixed_order(info: QueryInfo) -> None:
    assert "ORDER BY" in info.text
    assert "<<" not in info.text
    assert not re.search(r"\bSERVICE\b|\bGRAPH\b|\bFROM\b", info.text)


def test_only_queries_that_read_proofs_ask_for_them(info: QueryInfo) -> None:
    body = info.text.partition("SELECT")[2]
    assert ("proof" in info.uses) == bool(re.search(r"dx:ProofStep|prov:|dx:byAxiom", body))


def test_only_queries_that_read_documentation_ask_for_it(info: QueryInfo) -> None:
    body = info.text.partition("SELECT")[2]
    names = "IAO_0000115|rdfs:comment|altLabel|hiddenLabel|bibliographicCitation|dcterms:identifier|absentLabel"
    reads = re.search(rf"{names}|phrasePattern|sourceLevel|dx:verified|skos:\w+Match", body)
    assert ("documentation" in info.uses) == bool(reads)


@pytest.fixture(scope="module")
def whole_stores(root: Path) -> list[tuple[Diagnosis, ox.Store]]:
    """Two cases on the ontology supplied, each with a store of all triples there are."""
    kb = load()
    cases = [kb.diagnose(root / "tests" / "cases" / name / "case.yaml") for name in ("V01", "V07")]
    triples = [[(quad.subject, quad.predicate, quad.object) for quad in one.case_graph.quads()] for one in cases]
    stores = [ox.Store() for _ in cases]
    for store, told in zip(stores, triples, strict=True):
        store.extend(ox.Quad(*triple) for triple in told)
    return list(zip(cases, stores, strict=True))


def test_a_query_reads_no_more_than_its_header_says(
    info: QueryInfo, whole_stores: list[tuple[Diagnosis, ox.Store]]
) -> None:
    """The part of the ontology that is loaded for a query gives the rows that all of it gives."""
    for diagnosis, store in whole_stores:
        answer: Any = store.query(info.text, prefixes=diagnosis.case_graph.prefixes)
        theirs = [[_plain(term) for term in row] for row in answer]
        assert [[_plain(term) for term in row] for row in diagnosis.query(info.name).terms] == theirs


@pytest.mark.parametrize("case", ["one", "two"])
def test_both_engines_give_the_same_rows(info: QueryInfo, case: str, request: pytest.FixtureRequest) -> None:
    graph: CaseGraph = request.getfixturevalue(case)
    ours = [[_plain(term) for term in row] for row in graph.query(info.name).terms]
    theirs: Any = graph.graph.query(info.text)
    assert ours == [[None if term is None else str(term) for term in row] for row in theirs]


def _plain(term: Any) -> str | None:
    return None if term is None else str(term.value if isinstance(term, ox.NamedNode | ox.Literal) else term)


def test_the_comparison_of_engines_is_not_vacuous(one: CaseGraph, two: CaseGraph) -> None:
    empty = [name for name in REQUIRED if not one.query(name).rows and not two.query(name).rows]
    assert empty == []


def rows(graph: CaseGraph, query: str, *columns: str, **parameters: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in graph.query(query, **parameters).dicts()]


# ---- what the small cases should give, worked out by hand


def test_candidates(one: CaseGraph, two: CaseGraph) -> None:
    columns = ("notation", "side", "status", "supporting", "questioning")
    assert rows(one, "candidates", *columns) == [
        ("PAD", "right", "established", 3, 0),
        ("PAD_FP", "right", "supported", 1, 0),
        ("ALI", None, "open", 0, 0),
        ("CECS", None, "open", 0, 0),
        ("LSS", "right", "opposed", 0, 1),  # its only complaint contradicts it
        ("LSS", None, "opposed", 0, 2),  # and so does the absence of back pain
    ]
    assert rows(two, "candidates", *columns) == [
        ("ALI", "left", "supported", 1, 0),
        ("PAD", None, "conflict", 0, 0),
        ("PAD_FP", None, "open", 0, 0),
        ("LSS", None, "open", 0, 0),
        ("CECS", None, "excluded", 0, 0),
    ]
    assert rows(one, "candidates", "status", cause="PAD_FP") == [("supported",)]


def test_nothing_known_leaves_everything_open() -> None:
    condition = "https://w3id.org/differentia/dx#Condition"
    type_, label = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"
    static = Static(f'<urn:A> <{type_}> <{condition}> .\n<urn:A> <{label}> "a" .\n'.encode())
    graph = CaseGraph("urn:case", static, [], [])
    assert rows(graph, "candidates", "label", "side", "status") == [("a", None, "open")]


def test_opposed_causes(one: CaseGraph, two: CaseGraph) -> None:
    assert rows(one, "opposed-causes", "notation", "side", "kind", "words") == [
        ("LSS", None, "criterion", "without back pain"),
        ("LSS", "right", "complaint", "right calf pain"),
    ]
    assert rows(two, "opposed-causes", "notation") == []


def test_for_and_against(one: CaseGraph) -> None:
    columns = ("side", "strength", "criterion_label", "text")
    assert rows(one, "for-and-against", *columns, cause="PAD") == [
        ("right", "establishes", "leg with low ABI", "right ABI 0.68"),
        ("right", "supports", "calf pain on walking", "right calf pain"),  # a form of the condition
        ("right", "supports", "calf pain on walking", "pain on walking"),
        ("right", "supports", "pain eased by standing", "right calf pain"),
        ("right", "supports", "pain eased by standing", "relief by standing still"),
    ]
    assert rows(one, "for-and-against", *columns, cause="spinal stenosis") == [
        (None, "questions", "without back pain", "spine pain"),  # absent, and so is the narrower finding
        ("right", "contradicts", "standing still", "relief by standing still"),
    ]


def test_next_tests(one: CaseGraph, two: CaseGraph) -> None:
    columns = ("notation", "side", "reason", "words")
    # the ABI test is done on the right, and the MRI is contraindicated
    assert rows(one, "next-tests", *columns) == [("T_DUPLEX", "right", "rule", "leg with artery disease")]
    assert rows(two, "next-tests", *columns) == [
        ("T_EMERGENCY", "left", "red flag", "red flag of a cold leg"),
        ("Q_STAND", None, "conflict", "standing still"),
    ]


def test_withheld_tests(one: CaseGraph, two: CaseGraph) -> None:
    columns = ("notation", "side", "reason", "words", "indicated")
    assert rows(one, "withheld-tests", *columns) == [
        ("T_MRI", None, "contraindicated", "patient with pacemaker", False),
        ("T_ABI", "right", "done", "ABI", True),
    ]
    assert rows(two, "withheld-tests", *columns) == [
        ("T_ABI", None, "withheld", "red flag of a cold leg", False),
        ("T_ICP", None, "withheld", "red flag of a cold leg", False),
    ]


def test_discriminating_tests(one: CaseGraph, two: CaseGraph) -> None:
    columns = ("notation", "first_notation", "second_notation", "supported")
    # established PAD and opposed LSS stand no longer; asking about standing is done
    assert rows(one, "discriminating-tests", *columns) == [
        ("T_DUPLEX", "CECS", "PAD_FP", 1),
        ("T_ICP", "CECS", "PAD_FP", 1),
    ]
    # CECS is excluded; the ABI test waits; whether standing helps counts as not known
    assert rows(two, "discriminating-tests", *columns) == [("Q_STAND", "LSS", "PAD", 0)]
    assert rows(two, "discriminating-tests", *columns, cause="PAD_FP") == []
    assert len(rows(two, "discriminating-tests", *columns, cause="PAD", other="LSS")) == 1


def test_red_flags(one: CaseGraph, two: CaseGraph) -> None:
    assert rows(one, "red-flags", "flag") == []
    columns = ("notation", "side", "action", "criterion_label", "warns_of_label")
    assert rows(two, "red-flags", *columns) == [("RF_COLD", "left", "Refer at once.", "cold leg", "acute ischaemia")]


def test_conflicts(two: CaseGraph) -> None:
    assert rows(two, "conflicts", "text", "status", "source", "date", "line") == [
        ("relief by standing still", "present", "letter", None, 2),
        ("relief by standing still", "absent", "patient today", "2026-01-02", 5),
    ]


def test_unexplained_complaints(one: CaseGraph, two: CaseGraph) -> None:
    assert rows(one, "unexplained-complaints", "label") == []
    assert rows(two, "unexplained-complaints", "label", "side", "text", "reason") == [
        ("leg pain", None, "leg pain", "no cause there")  # what is supported lies on the other leg
    ]


def test_relief_mechanisms(two: CaseGraph) -> None:
    assert rows(two, "relief-mechanisms", "maneuver_label", "helps", "mechanism_label", "notation") == [
        ("sitting", True, "flexion", "LSS"),
        ("sitting", True, "less demand", "PAD"),
        ("sitting", True, "less demand", "PAD_FP"),
    ]


def test_why(one: CaseGraph) -> None:
    columns = ("statement", "axiom_words", "source", "from_words")
    source = "https://w3id.org/differentia/source#"
    low, leg = "an ABI of at most 0.90 is low", "a leg with a low ABI has artery disease"
    proof = [
        ("the leg has artery disease", leg, source + "AHA2016", "the ABI is low"),
        ("the ABI is low", low, source + "ACC2024", "right ABI 0.68"),
        ("the ABI is low", low, source + "AHA2016", "right ABI 0.68"),
    ]
    assert rows(one, "why", *columns, cause="PAD", predicate="dx:establishedCause") == proof
    assert len(rows(one, "why", *columns, cause="PAD")) == 4
    assert rows(one, "why", "statement", object="T_ABI")[0] == ("the ABI test is indicated",)


def test_conclusions_resting_on_source(one: CaseGraph) -> None:
    columns = ("conclusion", "through_words")
    of_letter = [("the pain is compatible with artery disease", "relief by standing still")]
    assert rows(one, "conclusions-resting-on-source", *columns, source="letter") == of_letter
    by_key = rows(one, "conclusions-resting-on-source", *columns, source="ACC2024")
    assert [row[0] for row in by_key] == ["the leg has artery disease", "the ABI test is indicated"]
    iri = "https://w3id.org/differentia/source#ACC2024"
    assert rows(one, "conclusions-resting-on-source", *columns, source=iri) == by_key
    assert rows(one, "conclusions-resting-on-source", *columns, source="2024") == []


def test_kept_in_view(one: CaseGraph) -> None:
    assert rows(one, "kept-in-view", "notation", "side", "behind_label") == [("ALI", "right", "artery disease")]


def test_knowledge_alone(one: CaseGraph) -> None:
    assert rows(one, "mechanism-map", "mechanism_label", "notation", maneuver="lp:Standing") == [
        ("less demand", "PAD"),
        ("less demand", "PAD_FP"),
    ]
    assert rows(one, "families", "family_label", "notation") == [
        ("spinal causes", "LSS"),
        ("vascular causes", "ALI"),
        ("vascular causes", "PAD"),
        ("vascular causes", "PAD_FP"),
    ]


def test_contraindications(one: CaseGraph) -> None:
    columns = ("label", "contraindication_label", "finding_label")
    assert rows(one, "contraindications", *columns) == [("MRI", "patient with pacemaker", "pacemaker")]


def test_an_example_names_parameters_that_exist(info: QueryInfo) -> None:
    for name in re.findall(r"--param (\w+)=", info.example):
        assert name in query_info(info.name).parameters
