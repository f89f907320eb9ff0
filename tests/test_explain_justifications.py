"""`explain --justifications` and `--repairs`: every smallest set of facts and axioms, in words or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import differentia as dx
from differentia.cli import app
from differentia.errors import BadInput
from differentia.owl.checker import check

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


@pytest.mark.parametrize("name", ["S10-foot-wound-low-abi", "S28-low-abi"])
def test_smallest_proofs_and_every_way_pass_the_checker(name: str) -> None:
    """A small proof proves the same, with no more steps; each way rests on facts and axioms of its own."""
    diagnosis = dx.load().diagnose(Path(__file__).parent / "cases" / name / "case.yaml")
    causes = [cause.id for cause in diagnosis.causes if cause.status in ("established", "supported", "excluded")][:1]
    assert causes
    for cause in causes:
        first, small = diagnosis.explain(cause), diagnosis.explain(cause, smallest=True)
        assert [proof["goal"] for proof in small] == [proof["goal"] for proof in first]
        assert all(check(proof).error is None for proof in small)
        assert all(len(s["steps"]) <= len(f["steps"]) for s, f in zip(small, first, strict=True))
        ways = diagnosis.ways(cause, cap=5)
        assert all(check(proof).error is None for proof in ways)
        rests_on = [
            (str(p["goal"]), *sorted(p["facts"]), *sorted(a["hash"] for a in p["axioms"].values())) for p in ways
        ]
        assert len(set(rests_on)) == len(ways)
        assert {str(proof["goal"]) for proof in ways} == {str(proof["goal"]) for proof in first}


def test_a_cap_that_is_reached_is_told() -> None:
    """The same case with a cap below and at the number of its justifications."""
    case = Path(__file__).parent / "cases" / "V01" / "case.yaml"
    whole = dx.load().diagnose(case).justifications("PAD_FP")[0]
    assert whole.complete
    assert len(whole.sets) >= 3
    reached = "The cap of 2 is reached: there are or may be more."
    for asked in ("--justifications", "--ways"):
        told = [
            CliRunner().invoke(app, ["explain", str(case), "PAD_FP", asked, "--cap", str(cap)]).output
            for cap in (2, len(whole.sets))
        ]
        assert (reached in told[0], "The cap of" in told[1]) == (True, False)
    alone = CliRunner().invoke(app, ["explain", str(case), "PAD_FP", "--cap", "2"])
    assert isinstance(alone.exception, BadInput)
