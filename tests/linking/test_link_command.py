"""`link` and `export` on the command line, and codes on it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from differentia.cli import app
from differentia.errors import BadInput


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def told(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--format", "json").stdout)
    assert "not a medical device" in found["disclaimer"]
    return found


def test_a_code_is_traced_along_its_hierarchy_to_the_mapping() -> None:
    (one,) = told("link", "HP:6001401")["links"]
    assert [step["code"] for step in one["way"]] == ["HP:6001401", "HP:0030841", "HP:0012514"]
    assert (one["term"], one["predicate"], one["meaning"]) == ("lp:LegPain", "skos:narrowMatch", "narrower than ours")
    assert "confidence 0.85" in one["weakest_link"]


def test_a_term_is_found_by_label_notation_and_curie() -> None:
    found = [told("link", name)["links"] for name in ("peripheral artery disease", "PAD", "lp:PAD")]
    assert found[0] == found[1] == found[2]
    assert "MONDO:0005386" in {one["code"] for one in found[0]}


@pytest.mark.parametrize("code", ["LOINC:39068-8", "HP:9999999", "no such term"])
def test_what_is_no_code_and_no_term_is_refused(code: str) -> None:
    result = run("link", code)
    assert isinstance(result.exception, BadInput)
    assert result.stdout == ""


def test_the_report_counts_and_finds_no_damage() -> None:
    found = told("link", "--report")
    assert run("link", "--report").exit_code == 0
    assert found["effects"] == []
    rows = {(each["vocabulary"], each["kind"]): each for each in found["coverage"]}
    assert rows["MONDO", "condition"]["exact"] >= 5
    assert all(each["exact"] <= each["linked"] <= each["terms"] for each in found["coverage"])


def test_a_damaging_mapping_set_fails_the_report_with_a_proof(tmp_path: Path) -> None:
    path = tmp_path / "own.sssom.tsv"
    head = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
    path.write_text(f"{head}\nlp:CalfPain\tskos:exactMatch\tHP:0030839\tsemapv:ManualMappingCuration\n", "utf-8")
    result = run("link", "--report", "--link-ontology", str(path))
    assert result.exit_code == 1
    assert "two terms would become one: calf pain, knee pain" in result.stdout
    assert "lp:CalfPain skos:exactMatch" in " ".join(result.stdout.split())


def test_export_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run("export", str(tmp_path / name), "--format", "skos").exit_code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
