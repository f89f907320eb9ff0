"""`explain --justifications` and `--repairs`: every smallest set of facts and axioms, in words or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

import differentia as dx
from differentia.cli import app
from differentia.errors import BadInput

CASE = Path(__file__).parent / "cases" / "S28-low-abi" / "case.yaml"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["explain", str(CASE), "PAD", "--side", "left", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_each_statement_has_its_justifications() -> None:
    diagnosis = dx.load().diagnose(CASE)
    found = diagnosis.justifications("PAD", "left")
    assert [one.statement for one in found] == [proof["goal"] for proof in diagnosis.explain("PAD", "left")]
    first = found[0]
    assert first.complete
    assert first.sets[0].facts == ("f3",)
    repairs = diagnosis.repairs("PAD", "left")[0]
    assert repairs.complete
    assert [len(one) for one in repairs.sets] == [1] * len(first.sets[0])


def test_they_are_told_in_words() -> None:
    told = run("--justifications")
    assert told.startswith("The left leg has established cause peripheral artery disease.\n1 smallest set from which")
    assert "“left resting ABI: 0.90” (f3: measured, line 5)" in told
    assert "without which it would not follow" in run("--repairs")


def test_they_are_written_as_json() -> None:
    found = json.loads(run("--repairs", "--format", "json"))
    first = found["statements"][0]
    assert {fact["id"] for one in first["repairs"] for fact in one["facts"]} == {"f3"}
    assert all(axiom["hash"] and axiom["words"] for one in first["repairs"] for axiom in one["axioms"])


def test_they_are_no_diagram() -> None:
    result = CliRunner().invoke(app, ["explain", str(CASE), "PAD", "--justifications", "--format", "mermaid"])
    assert isinstance(result.exception, BadInput)
