"""Categories of measured values: on both sides of every threshold, and on it, a value is in the right ones only."""

from __future__ import annotations

import pytest

import differentia as dx
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.undecided import undecided_by
from differentia.owl.entailment import triples

LP = "https://w3id.org/differentia/legpain#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# kind, unit, and for each value the categories it is in, as the sources of the categories say
THRESHOLDS = {
    ("resting ABI", None): {
        "0.00": "LowABI SevereLowABI ABIUpTo095",
        "0.39": "LowABI SevereLowABI ABIUpTo095",
        "0.40": "LowABI ABIUpTo095",
        "0.90": "LowABI ABIUpTo095",
        "0.901": "InconclusiveABI BorderlineABI ABIUpTo095 ABIBelow130",
        "0.95": "InconclusiveABI BorderlineABI ABIUpTo095 ABIBelow130",
        "0.951": "InconclusiveABI BorderlineABI ABIAbove095 ABIBelow130",
        "0.99": "InconclusiveABI BorderlineABI ABIAbove095 ABIBelow130",
        "0.991": "InconclusiveABI NormalABI ABIAbove095 ABIBelow130",
        "1.299": "InconclusiveABI NormalABI ABIAbove095 ABIBelow130",
        "1.30": "InconclusiveABI NormalABI ABIAbove095 ABIFrom130",
        "1.40": "InconclusiveABI NormalABI ABIAbove095 ABIFrom130",
        "1.401": "NoncompressibleABI ABIFrom130",
    },
    ("D-dimer", "ng/mL FEU"): {
        "499": "NegativeDDimer",
        "499.9": "NegativeDDimer",
        "500": "PositiveDDimer",
        "501": "PositiveDDimer",
    },
    ("post-exercise ABI", None): {
        "0.66": "LowPostExerciseABI VeryLowPostExerciseABI",
        "0.67": "LowPostExerciseABI",
        "0.90": "LowPostExerciseABI",
        "0.91": "NotLowPostExerciseABI",
    },
    ("decrease of ABI after exercise", "%"): {
        "19.9": "SmallABIDecrease",
        "20": "SmallABIDecrease",
        "20.1": "LargeABIDecrease",
    },
    ("fall of ankle pressure after exercise", "mmHg"): {
        "29": "SmallAnklePressureFall",
        "30": "SmallAnklePressureFall",
        "31": "LargeAnklePressureFall",
    },
    ("toe-brachial index", None): {"0.69": "LowTBI", "0.70": "LowTBI", "0.71": "NotLowTBI"},
    ("toe pressure", "mmHg"): {
        "29": "VeryLowToePressure",
        "30": "ToePressure30To40",
        "39.9": "ToePressure30To40",
        "40": "ToePressure40To60",
        "59.9": "ToePressure40To60",
        "60": "ToePressureFrom60",
    },
    ("ankle pressure", "mmHg"): {"49": "VeryLowAnklePressure", "50": "AnklePressureFrom50"},
    ("transcutaneous oxygen pressure of the foot", "mmHg"): {"29": "VeryLowFootOximetry", "30": "FootOximetryFrom30"},
    ("exercise oximetry drop at the buttock", "mmHg"): {
        "14.9": "SmallOximetryDrop",
        "15": "LargeOximetryDrop",
        "15.1": "LargeOximetryDrop",
    },
    ("popliteal artery diameter", "mm"): {
        "11.9": "NormalPoplitealCalibre",
        "12": "WidePoplitealArtery",
        "20": "WidePoplitealArtery",
        "20.1": "WidePoplitealArtery LargePoplitealAneurysm",
    },
    ("creatine kinase as a multiple of the upper limit", None): {
        "1": "NormalCreatineKinase",
        "1.1": "RaisedCreatineKinase MildlyRaisedCreatineKinase",
        "10": "RaisedCreatineKinase MildlyRaisedCreatineKinase",
        "10.1": "RaisedCreatineKinase HighCreatineKinase ModeratelyHighCreatineKinase",
        "40": "RaisedCreatineKinase HighCreatineKinase ModeratelyHighCreatineKinase",
        "40.1": "RaisedCreatineKinase HighCreatineKinase VeryHighCreatineKinase",
    },
    ("weeks since statin start", "weeks"): {
        "3.9": "StatinBelow4Weeks",
        "4": "Statin4To12Weeks",
        "12": "Statin4To12Weeks",
        "12.1": "StatinAfter12Weeks",
    },
    ("heart rate fall from minute 7 to 15 of cycling", "/min"): {
        "-1": "HeartRateRises",
        "0": "HeartRateRises",
        "1": "HeartRateFalls",
    },
    ("eGFR", "mL/min/1.73m2"): {"29": "SevereKidneyImpairment", "30": "EGFRFrom30"},
    ("arm pressure", "mmHg"): {"200": "ArmPressureUpTo200", "201": "VeryHighArmPressure"},
}
CASES = [(*kind, value, names) for kind, values in THRESHOLDS.items() for value, names in values.items()]
UNSIDED = {
    "D-dimer",
    "creatine kinase as a multiple of the upper limit",
    "weeks since statin start",
    "eGFR",
    "arm pressure",
}
UNSIDED |= {"heart rate fall from minute 7 to 15 of cycling"}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.mark.parametrize(("name", "unit", "value", "expected"), CASES, ids=lambda part: str(part)[:24])
def test_value_is_in_the_right_categories(
    kb: KnowledgeBase, name: str, unit: str | None, value: str, expected: str
) -> None:
    measured = {"name": name, "value": value, "unit": unit, "side": None if name in UNSIDED else "left"}
    case = {"id": "threshold", "measured": [{key: part for key, part in measured.items() if part is not None}]}
    layer = kb.diagnose(case).session.layer
    found = {str(o).removeprefix(LP) for _, p, o in triples(layer) if p == TYPE}
    of_kind = {c for values in [THRESHOLDS[name, unit]] for names in values.values() for c in names.split()}
    assert found & of_kind == set(expected.split())


@pytest.mark.parametrize(
    ("value", "open_", "settled"),
    [
        ("0.85-0.95", {"low ABI", "borderline ABI"}, {"normal ABI", "noncompressible ABI"}),
        ("1.35-1.45", {"normal ABI", "noncompressible ABI"}, {"low ABI", "borderline ABI"}),
        ("0.91-0.99", set(), {"low ABI", "borderline ABI", "normal ABI", "noncompressible ABI"}),
        ("0.90", set(), {"low ABI", "borderline ABI", "normal ABI", "noncompressible ABI"}),
    ],
)
def test_range_across_a_threshold_is_told(kb: KnowledgeBase, value: str, open_: set[str], settled: set[str]) -> None:
    d = kb.diagnose({"id": "range", "measured": [{"name": "resting ABI", "side": "left", "value": value}]})
    told = set(undecided_by(d, d.case.facts[0]))
    assert open_ <= told
    assert not settled & told
    assert bool(told) == ("too wide a range" in str(d.report().understood[0].read_as))
