"""Every folder under tests/cases is a case with what a clinician expects of it; see CONTRIBUTING for the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import differentia as dx
from differentia.diagnosis.findings import Cause, Report
from differentia.knowledge import KnowledgeBase

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.yaml"))
KEYS = {
    "source",
    "first",
    "first_family",
    "certainty",
    "causes",
    "not_established",
    "none_established",
    "all_open",
    "in_view",
    "next",
    "also_next",
    "never_next",
    "withheld",
    "conflicts",
    "red_flags",
}
SHOWN = 3


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def expected_of(folder: Path) -> dict[str, Any]:
    loaded = yaml.safe_load((folder / "expected.yaml").read_text())
    assert set(loaded) <= KEYS, f"unknown keys {set(loaded) - KEYS}"
    assert loaded["source"], "an expectation says where it comes from"
    return loaded  # type: ignore[no-any-return]


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case_is_as_a_clinician_expects(kb: KnowledgeBase, folder: Path) -> None:
    expected = expected_of(folder)
    report = kb.diagnose(folder / "case.yaml").report()
    check_causes(report, expected)
    check_first(report, expected)
    check_tests(report, expected)
    check_conflicts(report, expected)
    check_in_view(report, expected)


def statuses(report: Report, notation: str) -> dict[str | None, str]:
    return {cause.side: cause.status for cause in report.causes if cause.notation == notation}


def check_causes(report: Report, expected: dict[str, Any]) -> None:
    for notation, wanted in expected.get("causes", {}).items():
        found = statuses(report, notation)
        assert found, f"{notation} is not among the causes"
        if isinstance(wanted, str):
            assert wanted in found.values(), f"{notation}: {found}"
        else:
            assert {side: found.get(side) for side in wanted} == wanted, f"{notation}: {found}"
    for notation in expected.get("not_established", ()):
        assert "established" not in statuses(report, notation).values()
    if expected.get("none_established"):
        assert not [cause for cause in report.causes if cause.status == "established"]
    if expected.get("all_open"):
        assert {cause.status for cause in report.causes} == {"open"}


def check_first(report: Report, expected: dict[str, Any]) -> None:
    """Hold the certainty: confirmed, probable or undetermined, as the worked examples define them."""
    certainty = expected.get("certainty")
    if certainty == "undetermined":
        assert not [cause for cause in report.causes if cause.status == "established"]
        return
    ranked = [cause for cause in report.causes if cause.status in ("established", "supported")]
    if "first_family" in expected:
        assert ranked[0].notation in (expected["first_family"], *subtypes(report, expected["first_family"]))
    if "first" not in expected:
        return
    first = expected["first"]
    if certainty == "probable":
        assert ranked[0].notation == first, [(c.notation, c.status, c.side) for c in ranked]
        assert ranked[0].status == "supported"
    else:
        established = [cause for cause in ranked if cause.status == "established"]
        supported = [cause for cause in ranked if cause.status == "supported"]
        confirmed = first in notations(established) or (bool(established) and supported[0].notation == first)
        assert confirmed, [(c.notation, c.status, c.side) for c in ranked]


def notations(causes: list[Cause]) -> set[str | None]:
    return {cause.notation for cause in causes}


def subtypes(report: Report, family: str) -> list[str]:
    return [
        cause.notation for cause in report.causes if (cause.notation or "").startswith(f"{family}_") and cause.notation
    ]


def check_tests(report: Report, expected: dict[str, Any]) -> None:
    ranked = [test.notation for test in report.next_tests]
    if expected.get("next"):
        assert set(expected["next"]) & set(ranked[:SHOWN]), ranked
    assert set(expected.get("also_next", ())) <= set(ranked), ranked
    for notation in expected.get("never_next", ()):
        assert notation not in ranked, ranked
    for notation in expected.get("withheld", ()):
        assert notation in [test.notation for test in report.withheld_tests]
        assert notation not in ranked


def check_conflicts(report: Report, expected: dict[str, Any]) -> None:
    found = {frozenset(fact.text for fact in conflict.facts) for conflict in report.conflicts}
    assert found == {frozenset(conflict) for conflict in expected.get("conflicts", ())}


def check_in_view(report: Report, expected: dict[str, Any]) -> None:
    flagged = {notation for flag in report.red_flags for notation in flag.warns_of}
    assert set(expected.get("red_flags", ())) <= flagged if "red_flags" in expected else True
    kept = {item.notation for item in report.kept_in_view} | flagged
    named = kept | {c.notation for c in report.causes if c.status in ("established", "supported", "conflict")}
    assert set(expected.get("in_view", ())) <= named, named


def test_there_are_enough_cases() -> None:
    assert len([folder for folder in CASES if folder.name.startswith("S")]) >= 10
    assert len([folder for folder in CASES if folder.name.startswith("V")]) >= 7
