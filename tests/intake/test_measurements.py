"""Values, units, ranges, dates, and which of several measurements counts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.intake.lexicon import Kind
from differentia.intake.measurements import read_date, read_value

Read = Callable[..., Case]
Axioms = Callable[[Fact], list[str]]
AGE = Kind("ex:Age", "age", "a", Decimal(0), Decimal(130))
RATIO = Kind("ex:Ratio", "ratio", "1", Decimal(0), Decimal(5))
PRESSURE = Kind("ex:Pressure", "pressure", "mm[Hg]", Decimal(0), Decimal(300))
WALK = Kind("ex:Walk", "walk", "m", Decimal(0), Decimal(50000))
RATE = Kind("ex:Rate", "rate", "mL/min/{1.73_m2}", Decimal(0))
SEX = Kind("ex:Sex", "sex", allowed=("female", "male"))
BARE = Kind("ex:Count", "count")


@pytest.mark.parametrize(
    ("text", "unit", "kind", "number"),
    [
        ("0.68", None, RATIO, "0.68"),
        ("1.10", "1", RATIO, "1.1"),
        ("1e0", None, RATIO, "1"),
        (".5", None, RATIO, "0.5"),
        ("68", "%", RATIO, "0.68"),
        ("68", "years", AGE, "68"),
        ("68 Years", None, AGE, "68"),
        ("68 years", "years", AGE, "68"),
        ("12", "months", AGE, "1"),
        ("26", "mo", AGE, "2.16666666667"),
        ("120", "mmHg", PRESSURE, "120"),
        ("120", "mm Hg", PRESSURE, "120"),
        ("10", "kPa", PRESSURE, "75.0061575846"),
        ("0.2", "km", WALK, "200"),
        ("1", "[mi_i]", WALK, "1609.344"),
        ("10", "ft", WALK, "3.048"),
        ("38", "mL/min/1.73m2", RATE, "38"),
        ("38", "mL/min/1.73 m²", RATE, "38"),
        ("38", "mL/min/{1.73_m2}", RATE, "38"),
        ("7", None, BARE, "7"),
        ("20-20", None, WALK, "20"),
    ],
)
def test_numbers(text: str, unit: str | None, kind: Kind, number: str) -> None:
    assert read_value(text, unit, kind).number == Decimal(number)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("> 1.40", [("minExclusive", "1.40")]),
        (">=1.4", [("minInclusive", "1.4")]),
        ("< 0.3", [("maxExclusive", "0.3")]),
        ("≤0.3", [("maxInclusive", "0.3")]),
        ("0.5-0.6", [("minInclusive", "0.5"), ("maxInclusive", "0.6")]),
        ("0.5 to 0.6", [("minInclusive", "0.5"), ("maxInclusive", "0.6")]),
        ("50\u201360 %", [("minInclusive", "0.5"), ("maxInclusive", "0.6")]),
    ],
)
def test_ranges(text: str, limits: list[tuple[str, str]]) -> None:
    found = read_value(text, None, RATIO).limits
    assert [(facet.split("#")[1], number) for facet, number in found] == [(f, Decimal(n)) for f, n in limits]


@pytest.mark.parametrize(
    ("text", "unit", "kind", "message"),
    [
        ("71", None, RATIO, r'impossible as a value of "ratio" \(possible: 0 to 5\): "71"'),
        ("-1", None, RATIO, "impossible"),
        (">71", None, RATIO, "impossible"),
        ("> 5", None, RATIO, "impossible"),
        ("< 0", None, RATIO, "impossible"),
        ("1e99", None, AGE, "impossible"),
        ("200", "years", AGE, "possible: 0 to 130 years"),
        ("-1", None, RATE, "possible: 0 to any"),
        ("0.6-0.5", None, RATIO, "from high to low"),
        ("0,68", None, RATIO, "write a point, not a comma"),
        ("nan", None, RATIO, "not a number"),
        (".nan", None, RATIO, "not a number"),
        ("inf", None, RATIO, "not a number"),
        ("Infinity", None, RATIO, "not a number"),
        ("1_0", None, RATIO, "not a unit|not a number"),
        ("0x10", None, RATIO, "not a unit|not a number"),
        ("45:45", None, AGE, "not a unit|not a number"),
        ("\uff15", None, RATIO, "not a number"),
        ("about 5", None, RATIO, "not a number"),
        ("~5", None, RATIO, "not a number"),
        ("", None, RATIO, "not a number"),
        ("1" * 16, None, RATIO, "not a number"),
        ("1" * 100, None, RATIO, "longer than any value"),
        ("68", "kg", AGE, 'not a unit of "age", which is measured in years: "kg"'),
        ("68", "foo", AGE, "not a unit"),
        ("68", "10*999999999", AGE, "not a unit"),
        ("68", "10*999", AGE, "not a unit"),
        ("68", "(" * 70, AGE, "not a unit"),
        ("68", "__import__('os')", AGE, "not a unit"),
        ("68 kg", "years", AGE, "two different units"),
        ("3", "m", BARE, "takes no unit"),
        ("man", None, SEX, 'no value of "sex": "man"; nearest: "female", "male"'),
        ("male", "kg", SEX, "takes no unit"),
    ],
)
def test_refused(text: str, unit: str | None, kind: Kind, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_value(text, unit, kind)


@given(st.text(max_size=30), st.none() | st.text(max_size=8))
def test_any_value_is_read_or_refused(text: str, unit: str | None) -> None:
    with suppress(BadInput):
        read_value(text, unit, WALK)
    with suppress(BadInput):
        read_date(text)


@given(st.decimals(0, 5, places=4))
def test_numbers_are_exact(number: Decimal) -> None:
    assert read_value(str(number), None, RATIO).number == number


def test_units_are_loaded_only_when_needed() -> None:
    code = (
        "import sys; from decimal import Decimal; from differentia.intake.measurements import read_value;"
        "from differentia.intake.lexicon import Kind; read_value('3', 'years', Kind('e:a', 'age', 'a'));"
        "assert not {'pint', 'ucumvert', 'rdflib', 'yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_axioms(read: Read, axioms: Axioms) -> None:
    case = read(
        measured=[
            {"name": "age", "value": 68, "unit": "years"},
            {"name": "sex", "value": "Male"},
            {"name": "grip ratio", "side": "right", "value": "> 1.40", "date": "2024-05-01", "source": "letter"},
            {"name": "left grip ratio", "value": "1.10"},
            {"name": "cuff pressure", "side": "both", "value": 120, "unit": "mmHg", "method": "doppler"},
        ]
    )
    age, sex, right, left, both = case.facts
    assert age.text == "age: 68 years"
    assert age.status == "measured"
    assert axioms(age) == [
        "ClassAssertion(s:Age #f1)",
        "ObjectPropertyAssertion(dx:hasFinding #patient #f1)",
        'DataPropertyAssertion(dx:value #f1 "68"^^xsd:decimal)',
    ]
    assert axioms(sex)[2].startswith('DataPropertyAssertion(dx:textValue #f2 "male"')
    assert axioms(right) == [
        "ClassAssertion(s:GripRatio #f3)",
        "ObjectPropertyAssertion(dx:hasFinding #RightArm #f3)",
        "ClassAssertion(DataSomeValuesFrom(dx:value "
        'DatatypeRestriction(xsd:decimal xsd:minExclusive "1.4"^^xsd:decimal)) #f3)',
        'DataPropertyAssertion(dx:observedAt #f3 "2024-05-01T00:00:00"^^xsd:dateTime)',
    ]
    assert (right.source, right.date, right.text) == ("letter", "2024-05-01T00:00:00", "right grip ratio: > 1.40")
    assert axioms(left)[2] == 'DataPropertyAssertion(dx:value #f4 "1.1"^^xsd:decimal)'
    assert [line for line in axioms(both) if "hasFinding" in line] == [
        "ObjectPropertyAssertion(dx:hasFinding #LeftArm #f5-LeftArm)",
        "ObjectPropertyAssertion(dx:hasFinding #RightArm #f5-RightArm)",
    ]
    assert both.text == "both cuff pressure (doppler): 120 mmHg"


def grip(value: float, **more: object) -> dict[str, object]:
    return {"name": "grip ratio", "side": "right", "value": value, **more}


def test_the_latest_counts(read: Read) -> None:
    case = read(
        measured=[grip(0.8, date="2023-01-01"), grip(0.6, date="2024-01-01"), grip(0.7, date="2023-06-01T10:00Z")]
    )
    assert [bool(fact.axioms) for fact in case.facts] == [False, True, False]
    assert {fact.status for fact in case.facts} == {"measured"}
    assert {fact.terms[0][0] for fact in case.facts} == {"grip ratio"}


def test_both_sides_are_compared_one_by_one(read: Read, axioms: Axioms) -> None:
    both = {"name": "grip ratio", "side": "both", "value": 1, "date": "2023-01-01"}
    case = read(measured=[both, grip(0.6, date="2024-01-01")])
    assert {line.split(" ")[-1].rstrip(")") for line in axioms(case.facts[0]) if "hasFinding" in line} == {
        "#f1-LeftArm"
    }


@pytest.mark.parametrize(
    "pair",
    [
        [grip(0.8), grip(0.7)],
        [grip(0.8, date="2024-01-01"), grip(0.7)],
        [grip(0.8, date="2024-01-01"), grip(0.7, date="2024-01-01")],
        [grip(0.8), {"name": "right grip ratio", "value": 0.7}],
    ],
)
def test_values_that_contradict_each_other(read: Read, pair: list[dict[str, object]]) -> None:
    with pytest.raises(BadInput, match=r"another value was given before.*grip ratio: 0.8"):
        read(measured=pair)


@pytest.mark.parametrize(
    "pair",
    [
        [grip(0.8), grip("0.80")],  # type: ignore[arg-type]
        [grip(0.8), grip(0.7, method="other")],
        [grip(0.8), {**grip(0.7), "side": "left"}],
        [grip(0.8), {"name": "grip ratio", "value": 0.7}],
    ],
)
def test_values_that_may_stand_together(read: Read, pair: list[dict[str, object]]) -> None:
    assert all(fact.axioms for fact in read(measured=pair).facts)


@pytest.mark.parametrize(
    "date", ["yesterday", "05/06/2024", "2024", "2024-13-01", "0001-01-01", "2024-01-01T00:00+00:00:30"]
)
def test_dates_are_refused(read: Read, date: str) -> None:
    with pytest.raises(BadInput, match="date"):
        read(measured=[grip(1, date=date)])
