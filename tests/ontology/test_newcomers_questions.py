"""The questions of a newcomer, as docs/questions.md asks them: each answer holds what it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import differentia as dx

# Which answer speaks for which of the two conditions, by the sources of the tests.
SEPARATING = [
    ("T_ABI_REST", "low ABI", "for", "PAD"),  # AHA 2016: an index of 0.90 or less
    ("T_ABI_REST", "normal ABI", "against", "PAD"),
    ("X_PULSES", "pulse deficit", "for", "PAD"),  # Khan 2006
    ("Q_FLEX", "relieved by bending forward", "fits", "LSS"),  # flexion widens the canal
    ("Q_RELIEF_STAND", "relieved by standing still", "fits", "PAD"),  # Nadeau 2013
    ("Q_RELIEF_STAND", "relieved by standing still", "contradicts", "LSS"),
    ("Q_START_STANDING", "brought on by standing still", "fits", "LSS"),
    ("Q_START_STANDING", "brought on by standing still", "contradicts", "PAD"),
    ("X_BICYCLE", "brought on by cycling bent forward", "fits", "PAD"),  # Dyck and Doyle 1977
    ("X_BICYCLE", "brought on by cycling bent forward", "contradicts", "LSS"),
]


def asked(case: object, query: str, *columns: str, **parameters: str) -> set[tuple[Any, ...]]:
    found: Any = dx.load().diagnose(case if case is not None else {"present": []})  # type: ignore[arg-type]
    return {tuple(row[column] for column in columns) for row in found.query(query, **parameters).dicts()}


def test_which_causes_relief_by_sitting_fits_and_why() -> None:
    rows = asked(None, "mechanism-map", "mechanism_label", "notation", maneuver="sitting")
    assert ("flexion of the lumbar spine", "LSS") in rows
    assert ("fall of muscle oxygen demand", "PAD") in rows
    assert all(rows)


@pytest.fixture(scope="module")
def separating() -> set[tuple[Any, ...]]:
    columns = ("notation", "result_label", "direction", "of")
    return asked(None, "separating-tests", *columns, cause="LSS", other="PAD")


@pytest.mark.parametrize("row", SEPARATING, ids=lambda row: f"{row[0]} {row[2]} {row[3]}")
def test_what_separates_two_conditions(separating: set[tuple[Any, ...]], row: tuple[str, ...]) -> None:
    assert row in separating


def test_no_answer_speaks_both_for_and_against(separating: set[tuple[Any, ...]]) -> None:
    opposite = {"for": "against", "fits": "contradicts"}
    assert [r for r in separating if r[2] in opposite and (*r[:2], opposite[r[2]], r[3]) in separating] == []


def test_what_rests_on_a_paper() -> None:
    rows = asked(None, "resting-on-source", "kind", "notation", "what_label", source="NADEAU2013")
    assert ("evidence", "PAD", "calf pain relieved by standing still") in rows
    assert ("evidence", "LSS", "shopping-cart constellation") in rows


def test_what_is_unexplained(root: Path) -> None:
    rows = asked(root / "docs" / "cases" / "two-complaints.yaml", "unexplained-complaints", "label", "side")
    assert rows == {("knee pain", "left")}
