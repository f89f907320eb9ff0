"""From a case file to facts: complaints and what is said of them, sides, absences, and errors that say where."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from differentia.diagnosis.case import Case, Fact, started
from differentia.errors import BadInput
from differentia.intake.formats.case_file import case_mapping
from differentia.intake.lexicon import Lexicon
from differentia.intake.reader import read_case
from differentia.owl.syntax import functional

Read = Callable[..., Case]
Axioms = Callable[[Fact], list[str]]
EXISTS = ["ClassAssertion(s:ArmPain #complaint)", "ObjectPropertyAssertion(dx:hasFinding #Arm #complaint)"]


def test_a_file(lexicon: Lexicon, tmp_path: Path) -> None:
    text = "# a\nid: case 1/2\ntitle: Stiff\nsetting: primary care\ntext: |\n  said: no\npresent:\n- right stiffness\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    case = read_case(tmp_path / "x.yaml", lexicon)
    assert (case.id, case.title, case.setting) == ("case 1/2", "Stiff", "primary care")
    assert case.iri == "https://w3id.org/differentia/case/case-1%2F2"
    assert case.path == str(tmp_path / "x.yaml")
    assert case.facts[0].line == 8
    assert len(case.sha256) == 64
    assert read_case(str(tmp_path / "x.yaml"), lexicon) == case
    assert read_case(text, lexicon).facts == case.facts
    assert [functional(axiom).replace(case.iri, "") for axiom in case.scaffold] == [
        "ClassAssertion(<https://w3id.org/differentia/dx#Patient> <#patient>)",
        "ObjectPropertyAssertion(<https://w3id.org/differentia/dx#hasPart> <#patient> <#RightArm>)",
        "ClassAssertion(<https://example.org/shoulder#RightArm> <#RightArm>)",
    ]
    assert pickle.loads(pickle.dumps(case)) == case  # noqa: S301 - our own bytes


def test_json_and_yaml_and_mappings_agree(lexicon: Lexicon, tmp_path: Path) -> None:
    content = {
        "id": "a",
        "present": ["left stiffness", {"term": "fever", "source": "letter", "date": "2024-05-01", "side": None}],
        "absent": [],
        "measured": [{"name": "age", "value": 68.5, "unit": "years"}],
    }
    (tmp_path / "a.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
    (tmp_path / "a.yml").write_text(
        "id: a\npresent: [left stiffness, {term: fever, source: letter, date: 2024-05-01, side: }]\nabsent:\n"
        "measured: [{name: age, value: 68.5, unit: years}]\n",
        encoding="utf-8",
    )
    read = [
        read_case(tmp_path / "a.json", lexicon),
        read_case(tmp_path / "a.yml", lexicon),
        read_case(content, lexicon),
    ]
    assert [[(f.axioms, f.text, f.source, f.date) for f in case.facts] for case in read] == [
        [(f.axioms, f.text, f.source, f.date) for f in read[0].facts]
    ] * 3
    assert [f.line for f in read[0].facts] == [4, 5, 16]


def test_a_finding(read: Read, axioms: Axioms) -> None:
    case = read(present=["stiffness", "right stiffness", "fever", "anaemia", "lump"])
    assert [axioms(fact) for fact in case.facts] == [
        ["ClassAssertion(s:Stiffness #f1)", "ObjectPropertyAssertion(dx:hasFinding #Arm #f1)"],
        ["ClassAssertion(s:Stiffness #f2)", "ObjectPropertyAssertion(dx:hasFinding #RightArm #f2)"],
        ["ClassAssertion(s:Fever #f3)", "ObjectPropertyAssertion(dx:hasFinding #patient #f3)"],
        ["ClassAssertion(s:Anaemia #f4)", "ObjectPropertyAssertion(dx:hasFinding #patient #f4)"],
        ["ClassAssertion(s:NeckLump #f5)", "ObjectPropertyAssertion(dx:hasFinding #Neck #f5)"],
    ]


def test_an_absence(read: Read, axioms: Axioms) -> None:
    case = read(absent=["stiffness", "right stiffness", "bilateral stiffness"], present=["normal pulses"])
    without = "ClassAssertion(ObjectComplementOf(ObjectSomeValuesFrom(dx:hasFinding s:{})) #{})"
    assert [axioms(fact) for fact in case.facts] == [
        [without.format("Stiffness", "patient")],
        [without.format("Stiffness", "RightArm")],
        [without.format("Stiffness", "patient")],
        [without.format("PulseDeficit", "patient")],
    ]
    assert [bearer.split("#")[1] for fact in case.facts for bearer, _ in fact.lacks] == [
        "patient", "RightArm", "patient", "patient",
    ]  # fmt: skip
    assert len(case.scaffold) == 3, "only the patient and the right arm: an absence at the patient needs no part"


def test_qualifiers_go_to_all_complaints_of_the_group(read: Read, axioms: Axioms) -> None:
    case = read(present=["bilateral shoulder pain", "right elbow pain", "relief by rest", "burning pain"])
    assert axioms(case.facts[2]) == [
        "ObjectPropertyAssertion(dx:relievedBy #f1-LeftArm s:Rest)",
        "ObjectPropertyAssertion(dx:relievedBy #f1-RightArm s:Rest)",
        "ObjectPropertyAssertion(dx:relievedBy #f2 s:Rest)",
    ]
    assert case.facts[2].terms == (
        ("relief by", "https://w3id.org/differentia/dx#relievedBy"),
        ("rest", "https://example.org/shoulder#Rest"),
    )
    assert len(axioms(case.facts[3])) == 3


def test_qualifiers_alone_assert_their_complaint(read: Read, axioms: Axioms) -> None:
    case = read(
        present=["relief by rest", "pain wakes the patient"],
        absent=["pain on throwing"],
        measured=[{"name": "time to relief", "value": 2, "unit": "min"}],
    )
    assert axioms(case.facts[0]) == [*EXISTS, "ObjectPropertyAssertion(dx:relievedBy #complaint s:Rest)"]
    assert axioms(case.facts[1]) == [*EXISTS, "ClassAssertion(s:NightlyComplaint #complaint)"]
    assert axioms(case.facts[2]) == [*EXISTS, "ObjectPropertyAssertion(dx:notProvokedBy #complaint s:Throwing)"]
    assert axioms(case.facts[3]) == [
        "ClassAssertion(s:TimeToRelief #f4)",
        *EXISTS,
        "ObjectPropertyAssertion(dx:qualifiedBy #complaint #f4)",
        'DataPropertyAssertion(dx:value #f4 "2"^^xsd:decimal)',
    ]


def test_both_sides_of_a_contradiction_are_kept(read: Read, axioms: Axioms) -> None:
    case = read(
        present=["right shoulder pain", "relief by rest (per letter)"],
        absent=["relief by rest (per patient today)"],
    )
    assert [fact.source for fact in case.facts] == [None, "letter", "patient today"]
    assert axioms(case.facts[1]) == ["ObjectPropertyAssertion(dx:relievedBy #f1 s:Rest)"]
    assert axioms(case.facts[2]) == ["ObjectPropertyAssertion(dx:notRelievedBy #f1 s:Rest)"]


def test_denied_qualifiers_without_a_complaint_assert_none(read: Read, axioms: Axioms) -> None:
    case = read(absent=["relief by rest", "burning pain", "pain wakes the patient"])
    no_such = "ClassAssertion(ObjectComplementOf(ObjectSomeValuesFrom(dx:hasFinding {})) #patient)"
    some = "ObjectIntersectionOf(dx:Complaint ObjectHasValue(dx:{} s:{}))"
    assert [axioms(fact) for fact in case.facts] == [
        [no_such.format(some.format("relievedBy", "Rest"))],
        [no_such.format(some.format("hasQuality", "Burning"))],
        [no_such.format("s:NightlyComplaint")],
    ]


def test_denied_qualifiers_of_a_complaint(read: Read, axioms: Axioms) -> None:
    case = read(present=["shoulder pain"], absent=["burning pain", "pain wakes the patient"])
    assert axioms(case.facts[1]) == ["NegativeObjectPropertyAssertion(dx:hasQuality #f1 s:Burning)"]
    assert axioms(case.facts[2]) == ["ClassAssertion(ObjectComplementOf(s:NightlyComplaint) #f1)"]


def test_groups(read: Read, axioms: Axioms) -> None:
    case = read(
        complaints=[
            ["right shoulder pain", "relief by rest"],
            {"title": "second", "present": ["left elbow pain"], "absent": ["relief by rest"],
             "measured": [{"name": "time to relief", "value": 20}]},
            {"present": ["pain on throwing"]},
        ],
        absent=["burning pain"],
        present=["fever"],
    )  # fmt: skip
    by_text = {fact.text: axioms(fact) for fact in case.facts if fact.status != "absent"}
    assert by_text["relief by rest"] == ["ObjectPropertyAssertion(dx:relievedBy #f1 s:Rest)"]
    assert "ObjectPropertyAssertion(dx:qualifiedBy #f3 #f5)" in by_text["time to relief: 20"]
    assert by_text["pain on throwing"][-1] == "ObjectPropertyAssertion(dx:provokedBy #complaint-3 s:Throwing)"
    denied = [axioms(fact) for fact in case.facts if fact.status == "absent"]
    assert denied[0] == ["ObjectPropertyAssertion(dx:notRelievedBy #f3 s:Rest)"]
    assert [line for line in denied[1] if "Burning" in line] == [
        f"NegativeObjectPropertyAssertion(dx:hasQuality #{name} s:Burning)" for name in ("f1", "f3", "complaint-3")
    ]


def test_a_qualifier_beside_groups_is_refused(read: Read) -> None:
    with pytest.raises(BadInput, match='write it into the group of that complaint: "relief by rest"'):
        read(complaints=[["shoulder pain"], ["elbow pain"]], present=["relief by rest"])


def test_times_of_two_complaints_are_no_contradiction(read: Read) -> None:
    short, long = ({"name": "time to relief", "value": minutes} for minutes in (2, 20))
    one = {"present": ["shoulder pain"], "measured": [short]}
    other = {"present": ["elbow pain"], "measured": [long]}
    assert all(fact.axioms for fact in read(complaints=[one, other]).facts)
    with pytest.raises(BadInput, match="another value"):
        read(complaints=[{"present": ["shoulder pain"], "measured": [short, long]}])


def test_facts_as_mappings(read: Read, axioms: Axioms) -> None:
    case = read(
        present=[{"term": "stiffness", "side": "Left", "source": "letter", "date": "2024-05-01", "note": "free"}],
        absent=[{"term": "stiffness", "side": "right"}],
        unknown=[{"term": "fever"}],
    )
    first = case.facts[0]
    assert (first.text, first.source, first.date) == ("Left stiffness", "letter", "2024-05-01T00:00:00")
    assert axioms(first)[1:] == [
        "ObjectPropertyAssertion(dx:hasFinding #LeftArm #f1)",
        'DataPropertyAssertion(dx:observedAt #f1 "2024-05-01T00:00:00"^^xsd:dateTime)',
    ]
    for wrong, message in (
        ({"term": "left stiffness", "side": "right"}, "contradict each other"),
        ({"term": "fever (per a)", "source": "b"}, "two different sources"),
        ({"term": "stiffness", "side": "top"}, "no such side"),
        ({"term": "fever", "date": "May"}, "not a date"),
        ({"source": "x"}, "no term"),
        ({"term": ["fever"]}, "a word or number is expected as term"),
        ({"term": "fever", "sides": "left"}, 'not a key of a fact: "sides"; nearest: "side"'),
    ):
        with pytest.raises(BadInput, match=message):
            read(present=[wrong])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: a\npresnt: [fever]", 'line 2: not a key of a case: "presnt"; nearest: "present"'),
        ("id: a\npresent: fever", "line 2: a list is expected under present"),
        ("id: a\npresent:\n  - [fever]", "line 3: a list where a phrase is expected"),
        ("id: a\npresent:\n  - fever\n  -", "line 4: a phrase is missing"),
        ("id: a\npresent:\n  - fever: yes", 'line 3: not a key of a fact: "fever"'),
        ("id: a\nmeasured:\n  - [age, 68]", "line 3: a measurement is a mapping with name and value, or both in one"),
        ("id: a\nmeasured:\n  - age", 'line 3: a measurement without a value: "age"'),
        ("id: a\nmeasured:\n  - age 680", 'line 3: impossible as a value of "age"'),
        ("id: a\nmeasured:\n  - agee 68", 'line 3: no measurement of this name: "agee"; nearest: "age"'),
        ("id: a\nage: [68]", "line 2: a word or number is expected"),
        ("id: a\nage: old", 'line 2: not a number or range as "age" has them'),
        ("id: a\nmeasured:\n  - {name: age}", 'line 3: this measurement has no value: "age"'),
        ("id: a\nmeasured:\n  - {value: 5}", "line 3: this measurement has no name"),
        ("id: a\nmeasured:\n  - {name: age,\n     value: 680}", 'line 4: impossible as a value of "age"'),
        ("id: a\nmeasured:\n  - {name: agee, value: 5}", 'line 3: no measurement of this name: "agee"; nearest: "age"'),
        (
            "id: a\nmeasured:\n  - {name: age, value: 5, vlaue: 6}",
            'not a key of a measurement: "vlaue"; nearest: "value"',
        ),
        ("id: a\ncomplaints:\n  - shoulder pain", "each entry under complaints is a list of phrases"),
        ("id: a\ncomplaints: {present: [fever]}", "a list is expected under complaints"),
        ("id: a\ntitle: [x]\n", "line 2: a word or number is expected as title"),
        ("id: a\npresent:\n  - fever\n  - fevre t", 'line 4: not understood: "fevre t"; nearest: "fever"'),
        ("- fever\n", "a case is a mapping"),
        ("\n", "a case is a mapping"),
    ],
)
def test_errors_say_where(lexicon: Lexicon, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message.replace("(", r"\(")) as caught:
        read_case(path, lexicon)
    assert str(caught.value).startswith(str(path))


def test_too_many_facts(read: Read) -> None:
    with pytest.raises(BadInput, match="more than 1000 facts"):
        read(present=["fever"] * 1001)


def test_an_empty_case_is_a_case(read: Read) -> None:
    case = read()
    assert case.facts == ()
    assert len(case.scaffold) == 1


WORDS = [
    "present",
    "absent",
    "unknown",
    "measured",
    "complaints",
    "id",
    "name",
    "value",
    "term",
    "side",
    "unit",
    "source",
]
WORDS += ["date", "fever", "left", "stiffness", "age", "5", "shoulder pain", "relief by rest", "a"]
VALUES = st.recursive(
    st.sampled_from(WORDS) | st.none() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.dictionaries(st.sampled_from(WORDS[:6]), VALUES, max_size=5), st.booleans())
def test_any_mapping_is_read_or_refused(lexicon: Lexicon, content: dict[str, object], lenient: bool) -> None:
    with suppress(BadInput):
        read_case(content, lexicon, lenient=lenient)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(st.sampled_from([*WORDS, ":", "- ", "\n", "  ", "[", "]", "{", "}", ", ", '"', "#"])).map("".join))
def test_any_text_is_read_or_refused(lexicon: Lexicon, text: str) -> None:
    with suppress(BadInput):
        read_case(text + "\n", lexicon)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.text(st.characters(), max_size=40))
def test_any_string_is_read_or_refused(lexicon: Lexicon, text: str) -> None:
    with suppress(BadInput):
        read_case(text + "\n", lexicon)


AS_MAPPING = {"name": "cuff pressure", "side": "left", "value": "12 kPa"}


@pytest.mark.parametrize(
    "phrase",
    [
        "left cuff pressure 12 kPa",
        "cuff pressure left 12 kPa",
        "cuff pressure: 12 kPa left",
        "12 kPa left cuff pressure",
        "Cuff-pressure, left = 12 kPa",
    ],
)
@pytest.mark.parametrize("under", ["measured", "present"])
def test_a_measurement_in_one_phrase_says_what_its_mapping_says(
    read: Callable[..., Case], axioms: Callable[[Fact], list[str]], phrase: str, under: str
) -> None:
    told, mapped = read(**{under: [phrase]}), read(measured=[AS_MAPPING])
    assert [axioms(fact) for fact in told.facts] == [axioms(fact) for fact in mapped.facts]
    assert [fact.status for fact in told.facts] == ["measured"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("cuff pressure 12 left 13", "not a unit"),
        ("cuff pressure", "without a value"),
        ("left cuff pressure low", "not a number or range"),
        ("cuff pressure 12 kg", "kg"),
        ("cuff pressure 12,5 kPa", "write a point, not a comma"),
    ],
)
def test_a_measurement_in_one_phrase_that_is_not_clear_is_refused(
    read: Callable[..., Case], wrong: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        read(measured=[wrong])


def test_a_measurement_may_be_a_key_of_the_case(read: Callable[..., Case]) -> None:
    case = read(age=68, sex="male")
    assert [(fact.status, fact.text) for fact in case.facts] == [("measured", "age: 68"), ("measured", "sex: male")]


def test_all_that_is_wrong_is_told_at_once(lexicon: Lexicon, tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("id: a\npresent:\n- fevver\n- fever\n- stifness\nmeasured:\n- age 680\n", encoding="utf-8")
    with pytest.raises(BadInput) as found:
        read_case(path, lexicon)
    lines = str(found.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"{path}, line {n}" for n in (3, 5, 7)]
    assert "fever" in lines[0]
    assert "stiffness" in lines[1]
    assert "impossible" in lines[2]


def test_priors_are_stated_in_the_case(read: Callable[..., Case]) -> None:
    case = read(priors={"COLD": 0.3, "frozen shoulder": "0.2:0.1:0.4"})
    assert case.priors == (("COLD", 0.3, None, None), ("frozen shoulder", 0.2, 0.1, 0.4))
    assert case_mapping(case)["priors"] == {"COLD": "0.3", "frozen shoulder": "0.2:0.1:0.4"}
    assert started(case, priors={"COLD": 0.5}).priors == (("COLD", 0.5, None, None), ("frozen shoulder", 0.2, 0.1, 0.4))


@pytest.mark.parametrize(
    ("priors", "message"),
    [
        ("[0.3]", "line 2: priors is a mapping"),
        ("{COLD: 1.2}", 'line 2: a prior is a probability between 0 and 1, within its interval: "COLD: 1.2"'),
        ('{COLD: "0.3:0.4:0.5"}', "line 2: a prior is a probability between 0 and 1, within its interval"),
        ("{COLD: likely}", "line 2: a prior is written P, or P:LOW:HIGH"),
        ("{COLD: }", "line 2: a probability is missing"),
    ],
)
def test_a_prior_that_is_none_is_refused(lexicon: Lexicon, priors: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_case(f"id: a\npriors: {priors}\n", lexicon)
