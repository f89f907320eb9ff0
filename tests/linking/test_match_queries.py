"""The queries about links: their rows are those of the mapping set, read by another reader."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import differentia as dx
from differentia.cli import app
from differentia.knowledge import Diagnosis

OBO = "http://purl.obolibrary.org/obo/"


@pytest.fixture(scope="module")
def anyone() -> Diagnosis:
    return dx.load().diagnose({"present": []})


@pytest.fixture(scope="module")
def rows(root: Path) -> list[dict[str, str]]:
    """The open mapping set as its file has it."""
    lines = (root / "ontology" / "links" / "open.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def of_mondo(rows: list[dict[str, str]]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row["object_id"].startswith("MONDO:"):
            pair = row["predicate_id"].partition(":")[2], OBO + row["object_id"].replace(":", "_")
            found.setdefault(row["subject_id"].partition(":")[2], set()).add(pair)
    return found


def test_matches_are_the_rows_of_the_mapping_set(anyone: Diagnosis, rows: list[dict[str, str]]) -> None:
    wanted = of_mondo(rows)
    assert wanted
    found: dict[str, set[tuple[str, str]]] = {}
    for row in anyone.query("matches", vocabulary="MONDO").dicts():
        pair = str(row["how"]).rpartition("#")[2], str(row["match"])
        found.setdefault(str(row["term"]).rpartition("#")[2], set()).add(pair)
    assert found == wanted
    assert {str(row["term"]).rpartition("#")[2] for row in anyone.query("matches", term="PAD").dicts()} == {"PAD"}


def test_what_has_no_match_has_no_row_of_the_mapping_set(anyone: Diagnosis, rows: list[dict[str, str]]) -> None:
    conditions = {str(row["notation"]) for row in anyone.query("conditions").dicts()}
    unmatched = {
        str(row["notation"])
        for row in anyone.query("unmatched-terms", vocabulary="MONDO").dicts()
        if row["kind"] == "condition"
    }
    assert unmatched == conditions - of_mondo(rows).keys()
    assert unmatched < conditions
    assert len(anyone.query("unmatched-terms").rows) < len(anyone.query("unmatched-terms", vocabulary="MONDO").rows)


def test_the_causes_of_a_case_are_told_as_mondo_knows_them(anyone: Diagnosis) -> None:
    """An index of 0.62 on the right leg establishes the disease there; its level, which MONDO lacks, stays in view."""
    diagnosis = anyone.kb.diagnose(
        {"present": ["right calf pain", "pain relieved by standing still"], "measured": ["right ABI 0.62"]}
    )
    told = {
        (row["notation"], row["side"], row["status"]): row["match"]
        for row in diagnosis.query("matched-causes", vocabulary="MONDO").dicts()
    }
    assert told["PAD", "right", "established"] == OBO + "MONDO_0005386"
    assert told["PAD_FP", "right", "supported"] is None
    assert ("PAD", "right", "supported") not in told


def test_a_vocabulary_is_listed_with_what_lies_below(rows: list[dict[str, str]]) -> None:
    told = json.loads(CliRunner().invoke(app, ["link", "--vocabulary", "hpo", "--format", "json"]).stdout)
    assert sorted({one["code"] for one in told["links"]}) == sorted(
        {row["object_id"] for row in rows if row["object_id"].startswith("HP:")}
    )
    assert told["below"] > 0
    wrong = CliRunner().invoke(app, ["link", "--vocabulary", "SNOWMED"])
    assert "no such vocabulary" in str(wrong.exception)
    assert CliRunner().invoke(app, ["link", "PAD", "--vocabulary", "HPO"]).exit_code == 2
