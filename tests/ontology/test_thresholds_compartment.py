"""Compartment pressures on both sides of each threshold and on it; PEDOWITZ1990 states them."""

from __future__ import annotations

import pytest

import differentia as dx
from differentia.knowledge import KnowledgeBase

AT_REST = ("intracompartmental pressure at rest", "AtRest", 15)
AFTER_1 = ("intracompartmental pressure 1 min after exercise", "1Min", 30)
AFTER_5 = ("intracompartmental pressure 5 min after exercise", "5Min", 20)
PICTURE = ["left anterior leg pain", "pain on running"]
VALUES = [
    (kind, name, value, value >= threshold)
    for kind, name, threshold in (AT_REST, AFTER_1, AFTER_5)
    for value in (0, threshold - 1, threshold - 0.1, threshold, threshold + 0.1, threshold + 1, 120)
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def case(kind: str, value: float, present: list[str]) -> dict[str, object]:
    return {"id": "x", "present": present, "measured": [{"name": kind, "side": "left", "value": value, "unit": "mmHg"}]}


def categories(kb: KnowledgeBase, kind: str, value: float) -> set[str]:
    table = kb.diagnose(case(kind, value, [])).query("SELECT DISTINCT ?category WHERE { ?finding a ?category }")
    names = {str(row[0]).rpartition("#")[2] for row in table.rows}
    return {name for name in names if name.startswith(("Raised", "Unraised"))}


def statuses(kb: KnowledgeBase, facts: dict[str, object]) -> set[str]:
    return {cause.status for cause in kb.diagnose(facts).causes if cause.notation == "CECS"}


@pytest.mark.parametrize(("kind", "name", "value", "raised"), VALUES)
def test_a_pressure_is_in_one_category(kb: KnowledgeBase, kind: str, name: str, value: float, raised: bool) -> None:
    expected = {f"RaisedPressure{name}", "RaisedCompartmentPressure"} if raised else {f"UnraisedPressure{name}"}
    assert categories(kb, kind, value) == expected


@pytest.mark.parametrize(("kind", "value", "raised"), [(kind, value, raised) for kind, _, value, raised in VALUES])
def test_a_raised_pressure_establishes_with_the_picture_only(
    kb: KnowledgeBase, kind: str, value: float, raised: bool
) -> None:
    assert ("established" in statuses(kb, case(kind, value, PICTURE))) == raised
    assert statuses(kb, case(kind, value, [])) == ({"supported"} if raised else {"open"})
