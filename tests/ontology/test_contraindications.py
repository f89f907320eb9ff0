"""What stands in the way of a test: the query tells all that the axioms say, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import rdflib

import differentia as dx
from differentia.owl.axioms import SubClassOf
from differentia.owl.expressions import Class, NamedIndividual, ObjectHasValue, ObjectProperty
from differentia.query_library import query_info

DX = "https://w3id.org/differentia/dx#"
# Test, finding that stands in its way, source that says so.
KNOWN = [
    ("T_CTA", "severe contrast reaction", "FPN_CONTRAST"),
    ("T_MRA", "implant that is not MRI-safe", "UIOWA_MRI"),
    ("T_MRI_LSPINE", "implant that is not MRI-safe", "UIOWA_MRI"),
    ("T_ABI_REST", "bypass to an ankle artery", "FPN_ABI"),
    ("T_ABI_EX", "contraindication to exercise testing", "EXTEST_CI"),
    ("T_ICP", "anticoagulant treatment", "FPN_ICP"),
    ("T_XRAY_HIP", "pregnancy", "METCALFE2019"),
]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return dx.load().diagnose({"present": []}).query("contraindications").dicts()


def test_every_axiom_that_contraindicates_a_test_is_told(rows: list[dict[str, Any]]) -> None:
    said = {
        (axiom.sub.iri, axiom.sup.individual.iri)
        for axiom in dx.load().ontology.axioms
        if isinstance(axiom, SubClassOf)
        and isinstance(axiom.sub, Class)
        and isinstance(axiom.sup, ObjectHasValue)
        and axiom.sup.property == ObjectProperty(DX + "contraindicatedTest")
        and isinstance(axiom.sup.individual, NamedIndividual)
    }
    assert len(said) > 15
    assert {(row["contraindication"], row["test"]) for row in rows} == said


def test_each_has_a_source_a_finding_and_names(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert all(row[column] for column in row if column != "note"), row


@pytest.mark.parametrize(("test", "finding", "source"), KNOWN)
def test_known_ones_are_told(rows: list[dict[str, Any]], test: str, finding: str, source: str) -> None:
    told = {(row["notation"], row["finding_label"], str(row["source"]).rpartition("#")[2]) for row in rows}
    assert (test, finding, source) in told


def test_one_test_may_be_asked_about() -> None:
    rows = dx.load().diagnose({"present": []}).query("contraindications", test="T_CTA").dicts()
    assert {row["notation"] for row in rows} == {"T_CTA"}


def test_rdflib_gives_the_same_rows(rows: list[dict[str, Any]], root: Path) -> None:
    graph = rdflib.Graph()
    for file in sorted((root / "ontology").glob("*.ttl")) + sorted((root / "ontology" / "leg-pain").glob("*.ttl")):
        graph.parse(file)
    theirs: Any = graph.query(query_info("contraindications").text)
    assert [[None if term is None else str(term) for term in row] for row in theirs] == [
        [None if value is None else str(value) for value in row.values()] for row in rows
    ]
