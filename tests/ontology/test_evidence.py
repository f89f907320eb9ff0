"""Evidence and priors in the ontology: every collected row is there, with the numbers as collected."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SKOS
from rdflib.namespace import DCTERMS

ROOT = Path(__file__).resolve().parents[2]
DX = rdflib.Namespace("https://w3id.org/differentia/dx#")
LP = rdflib.Namespace("https://w3id.org/differentia/legpain#")
NUMBERS = {
    "sensitivity": DX.sensitivity,
    "specificity": DX.specificity,
    "LR_pos": DX.positiveLikelihoodRatio,
    "LR_neg": DX.negativeLikelihoodRatio,
}
INTERVALS = {"LR_pos_CI": "positiveLikelihoodRatio", "LR_neg_CI": "negativeLikelihoodRatio"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    found = rdflib.Graph()
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        found.parse(path)
    return found


@pytest.fixture(scope="module")
def evidence(graph: rdflib.Graph) -> dict[str, rdflib.term.Node]:
    return {str(graph.value(e, SKOS.notation)): e for e in graph.subjects(DCTERMS.type, DX.Evidence)}


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "clinical" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decimal(text: str) -> Decimal | None:
    return Decimal(text) if text.replace(".", "", 1).isdigit() else None


def test_every_row_is_there_with_its_numbers(
    graph: rdflib.Graph, evidence: dict[str, rdflib.term.Node], shared: Path
) -> None:
    rows = rows_of(shared, "evidence.csv")
    assert {row["id"] for row in rows} == set(evidence)
    for row in rows:
        one = evidence[row["id"]]
        for column, predicate in NUMBERS.items():
            value = graph.value(one, predicate)
            assert (None if value is None else Decimal(str(value))) == decimal(row[column]), (row["id"], column)
        for column, name in INTERVALS.items():
            ends = [graph.value(one, DX[name + end]) for end in ("Low", "High")]
            wanted = [Decimal(part) for part in row[column].split("-")] if row[column] else [None, None]
            assert [None if end is None else Decimal(str(end)) for end in ends] == wanted, (row["id"], column)
        assert str(graph.value(one, DX.verified)) == row["verified"]
        assert str(graph.value(one, DX.sourceLevel)) == row["source_level"]
        assert (row["derived"] == "derived") == (graph.value(one, DX.derived) is not None)
        source = graph.value(one, DCTERMS.source)
        assert str(graph.value(source, RDFS.label) or source) == row["source_key"]


def test_derived_ratios_are_those_of_sensitivity_and_specificity(
    graph: rdflib.Graph, evidence: dict[str, rdflib.term.Node]
) -> None:
    checked = 0
    for notation, one in evidence.items():
        if graph.value(one, DX.derived) is None:
            continue
        sens, spec = (graph.value(one, p) for p in (DX.sensitivity, DX.specificity))
        if sens is None or spec is None:
            continue
        exact = {"positive": (Decimal(str(sens)), 1 - Decimal(str(spec)))}
        exact["negative"] = (1 - Decimal(str(sens)), Decimal(str(spec)))
        for sign, (above, below) in exact.items():
            written = graph.value(one, DX[sign + "LikelihoodRatio"])
            if written is not None and below:
                tolerance = Decimal("0.05") * max(above / below, Decimal("0.1"))
                assert abs(Decimal(str(written)) - above / below) <= tolerance, (notation, sign)
                checked += 1
    assert checked > 50


def test_what_counts_is_complete_and_what_does_not_says_why(
    graph: rdflib.Graph, evidence: dict[str, rdflib.term.Node]
) -> None:
    encoded = 0
    for notation, one in evidence.items():
        if graph.value(one, DX.leftOutBecause) is not None:
            assert graph.value(one, DX.finding) is None, notation
            continue
        encoded += 1
        for predicate in (DX.finding, DX.evidenceFor, DX.dependenceGroup):
            assert graph.value(one, predicate) is not None, (notation, predicate)
        assert any(graph.value(one, p) is not None for p in NUMBERS.values()), notation
        assert (graph.value(one, DX.dependenceGroup), DCTERMS.type, DX.DependenceGroup) in graph
        assert (graph.value(one, DX.evidenceFor), RDF.type, DX.Condition) in graph
        for part in graph.objects(one, DX.replaces):
            assert (part, DCTERMS.type, DX.Evidence) in graph
    assert encoded > 55


def test_dependence_groups_are_marked_as_judgement(graph: rdflib.Graph) -> None:
    groups = list(graph.subjects(DCTERMS.type, DX.DependenceGroup))
    assert groups
    for group in groups:
        assert "judgement" in str(graph.value(group, RDFS.comment)), group
        assert str(graph.value(group, DX.verified)) == "no"


def test_priors_are_those_collected(graph: rdflib.Graph, shared: Path) -> None:
    priors = {str(graph.value(p, SKOS.notation)): p for p in graph.subjects(DCTERMS.type, DX.Prior)}
    rows = rows_of(shared, "priors.csv")
    assert sorted(priors) == [f"P{number:02d}" for number in range(1, len(rows) + 1)]
    for (_, prior), row in zip(sorted(priors.items()), rows, strict=True):
        for column, name in (("prior", "probability"), ("low", "probabilityLow"), ("high", "probabilityHigh")):
            value = graph.value(prior, DX[name])
            assert (None if value is None else Decimal(str(value))) == decimal(row[column])
        assert graph.value(prior, DX.leftOutBecause) or (
            graph.value(prior, DX.probability) and graph.value(prior, DX.priorOf) and graph.value(prior, DX.setting)
        )
