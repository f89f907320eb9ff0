"""Measurements told in phrases of the domain supplied: several in one, two sides compared, units, what they need."""

from __future__ import annotations

import pytest

import differentia as dx
from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.knowledge import KnowledgeBase
from differentia.owl.axioms import DataPropertyAssertion


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def names(fact: Fact) -> list[str]:
    return [iri.rpartition("#")[2] for _, iri in fact.terms]


def values(case: Case) -> list[str]:
    return [a.value.lexical for fact in case.facts for a in fact.axioms if isinstance(a, DataPropertyAssertion)]


@pytest.mark.parametrize(
    ("phrase", "told", "numbers"),
    [
        ("ABPI L 0.85, R 0.55", [["RestingABI", "Left"], ["RestingABI", "Right"]], ["0.85", "0.55"]),
        (
            "ABPI left 0.85; right 0.55 (per letter)",
            [["RestingABI", "Left"], ["RestingABI", "Right"]],
            ["0.85", "0.55"],
        ),
        ("ABPI L 0.85 R 0.55", [["RestingABI", "Left"], ["RestingABI", "Right"]], ["0.85", "0.55"]),
        ("ABI 0.85 left and 0.55 right", [["RestingABI", "Left"], ["RestingABI", "Right"]], ["0.85", "0.55"]),
        (
            "ABI on the right 0.55, on the left 0.85",
            [["RestingABI", "Right"], ["RestingABI", "Left"]],
            ["0.55", "0.85"],
        ),
        ("ABI 0.85 (L) 0.55 (R)", [["RestingABI", "Left"], ["RestingABI", "Right"]], ["0.85", "0.55"]),
        ("resting ABPI L=0.85", [["RestingABI", "Left"]], ["0.85"]),
        ("TcPO2 right 20 mm Hg left 40 mm Hg", [["FootOximetry", "Right"], ["FootOximetry", "Left"]], ["20", "40"]),
        ("ABI 0.6 right, toe pressure 30 mmHg left", [["RestingABI", "Right"], ["ToePressure", "Left"]], ["0.6", "30"]),
        (
            "toe pressure R 30 mmHg, ABI R 0.5, L 0.8",
            [["ToePressure", "Right"], ["RestingABI", "Right"], ["RestingABI", "Left"]],
            ["30", "0.5", "0.8"],
        ),
        ("ESR 62 mm/hr, CRP 45", [["ESR"], ["CRP"]], ["62", "45"]),
        ("left calf 3.5 cm larger than the right", [["CalfCircumferenceDifference", "Left"]], ["3.5"]),
        ("right calf 30 mm bigger than left", [["CalfCircumferenceDifference", "Right"]], ["3"]),
        ("CK 5,000 U/L", [["CreatineKinase"]], ["5000"]),
        ("CK 180 IU/L", [["CreatineKinase"]], ["180"]),
        ("D-dimer 1,900 ng/mL FEU", [["DDimerLevel"]], ["1900"]),
    ],
)
def test_read(kb: KnowledgeBase, phrase: str, told: list[list[str]], numbers: list[str]) -> None:
    for under in ("measured", "present"):
        case = kb.read({"id": "a", under: [phrase]})
        assert [names(fact) for fact in case.facts] == told
        assert {fact.status for fact in case.facts} == {"measured"}
        assert [number.removesuffix(".0") for number in values(case)] == numbers


@pytest.mark.parametrize(
    "phrase",
    [
        "left calf 3 cm larger than left",
        "ABI R 0.6 L 0.9 after exercise",
        "ABI R 0.6, L 0.9 after exercise",
        "ABI 0.6 right toe pressure 30 mmHg",
        "ABI 0.6 right 0.9",
        "ABI 0.5 left 0.6 right 0.9",
        "calf 3 cm larger than right",
        "CK 5,00 U/L",
        "CK 0,500 U/L",
        "ABI 0,85",
        "ABI 1,250",
        "ABI right 0.6, fever",
        "D-dimer 300 ng/mL DDU",
        "ABI 0.6, 0.7",
    ],
)
def test_refused(kb: KnowledgeBase, phrase: str) -> None:
    with pytest.raises(BadInput):
        kb.read({"id": "a", "measured": [phrase]})


def test_an_impossible_value_is_an_error_and_one_that_is_not_understood_may_be_left_out(kb: KnowledgeBase) -> None:
    assert kb.read({"id": "a", "measured": ["CK not done"]}, lenient=True).not_understood == ("CK not done",)
    with pytest.raises(BadInput, match="impossible"):
        kb.read({"id": "a", "measured": ["right ABI 14"]}, lenient=True)


@pytest.mark.parametrize(
    ("under", "phrase", "status", "term"),
    [
        ("measured", "no ulcer", "absent", "FootWound"),
        ("measured", "hip osteoarthritis on radiograph", "present", "HipOAOnRadiograph"),
        ("absent", "foot pulses", "present", "PedalPulseDeficit"),
        ("absent", "left popliteal pulse", "present", "PoplitealPulseDeficit"),
    ],
)
def test_as_if_it_stood_elsewhere(kb: KnowledgeBase, under: str, phrase: str, status: str, term: str) -> None:
    (fact,) = kb.read({"id": "a", under: [phrase]}).facts
    assert (fact.status, names(fact)[0]) == (status, term)


@pytest.mark.parametrize("phrase", ["no foot pulses", "normal foot pulses", "sensation over the foot"])
def test_a_double_denial_stays_one(kb: KnowledgeBase, phrase: str) -> None:
    with pytest.raises(BadInput):
        kb.read({"id": "a", "absent": [phrase]})


def test_what_says_nothing_is_told(kb: KnowledgeBase) -> None:
    alone = {"measured": ["CK 62,000 U/L", "right ABI 1.0", "ESR 10 mm/h"], "present": ["fever"]}
    read = {fact.text: fact.read_as for fact in kb.diagnose(alone).report().understood}
    without = "tells nothing without: upper limit of normal of creatine kinase"
    assert read["CK: 62,000 U/L"] == ("creatine kinase", without)
    assert read["right ABI: 1.0"] == ("resting ABI", "right")
    assert read["fever"] == ("fever", "recorded; nothing here weighs it")
    both = {"measured": ["CK 62,000 U/L", "upper limit of normal of creatine kinase 200 U/L"]}
    report = kb.diagnose(both).report()
    assert all(without not in fact.read_as for fact in report.understood)
    assert "RHABDO" in {flag.notation.removeprefix("RF_") for flag in report.red_flags if flag.notation}
