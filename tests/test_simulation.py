"""The simulation: drawn as asked, the same for the same seed, and telling what the arithmetic should."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

import differentia as dx
from differentia.cli import app
from differentia.diagnosis.evidence import Accuracy, Evidence, Prior, Ratio
from differentia.knowledge.simulating import Finding, Scenario, calibrate, efforts, scenarios


def scenario(*groups: str) -> Scenario:
    """A made-up condition with one finding of sensitivity and specificity 0.8 for each group named."""
    findings = []
    for number, group in enumerate(groups):
        notation = f"E{number}"
        one = Evidence(
            f"urn:{notation}",
            notation,
            "urn:c",
            (f"urn:f{number}",),
            positive=Ratio(4.0),
            negative=Ratio(0.25),
            group=group,
            source="S",
        )
        findings.append(Finding(one, Accuracy(0.8, 0.8), 0))
    return Scenario("urn:c", "made up", "nowhere", Prior("P", "urn:c", "urn:s", 0.5), tuple(findings), 100.0)


def test_independent_findings_of_different_groups_are_calibrated() -> None:
    told = calibrate(scenario("a", "b", "c"), 0.0, 4000, seed=3)
    for one in told.bins:
        if one.patients > 100:
            assert one.observed == pytest.approx(one.predicted, abs=0.05)


def test_multiplying_what_goes_together_is_overconfident() -> None:
    same = scenario("a", "a", "a", "a", "a")
    ours, naive = (calibrate(same, 0.9, 3000, seed=3, multiplied=m) for m in (False, True))
    assert ours.brier < naive.brier
    top = naive.bins[-1]
    assert top.predicted > 0.99
    assert top.observed < 0.9


def test_the_same_seed_draws_the_same_patients() -> None:
    one = scenario("a", "b")
    assert calibrate(one, 0.5, 200, seed=7) == calibrate(one, 0.5, 200, seed=7)
    assert calibrate(one, 0.5, 200, seed=7) != calibrate(one, 0.5, 200, seed=8)


def test_every_order_asks_until_settled() -> None:
    told = {one.order: one for one in efforts(scenario("a", "b", "c", "d"), 0.0, 400, seed=5)}
    assert set(told) == {"most informative first", "fixed order", "random order"}
    assert all(0 < one.findings <= 4 and one.right > 0.85 for one in told.values())


def test_what_takes_part_has_priors_and_both_ratios() -> None:
    found = scenarios(dx.load())
    assert len({one.cause for one in found}) >= 4
    for one in found:
        assert 0 < one.prior.probability < 1
        assert all(f.evidence.counts(True) and f.evidence.counts(False) for f in one.findings)


def test_the_command_writes_markdown_and_a_curve(tmp_path: Path) -> None:
    curve = tmp_path / "curve.svg"
    result = CliRunner().invoke(app, ["simulate", "--patients", "20", "--svg", str(curve)])
    assert result.exit_code == 0, result.output
    assert "not a medical device" in result.output
    assert "| peripheral artery disease | vascular laboratory | 35.0% |" in result.output
    assert ET.parse(curve).getroot().tag.endswith("svg")  # noqa: S314 - written by ourselves


def test_coverage_tells_of_every_row() -> None:
    import json

    result = CliRunner().invoke(app, ["coverage", "--format", "json"])
    rows = json.loads(result.output)["rows"]
    assert len([row for row in rows if row["kind"] == "evidence"]) == 165
    assert all(row["reason"] for row in rows if row["state"] == "left out")
    assert {row["state"] for row in rows} == {"counts", "counts in part", "unverified", "only quoted", "left out"}
    text = CliRunner().invoke(app, ["coverage"]).output
    assert "| E010 |" in text
