"""Hostile and broken records: refused with a place, in time, and never with a traceback."""

from __future__ import annotations

import contextlib
import json
import time
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import differentia as dx
from differentia.errors import BadInput
from differentia.intake.formats.reading import MAX_BYTES, read_cases
from differentia.intake.lexicon import Lexicon
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.exporting import ENDINGS, written_case

OBSERVATION = '{"resourceType": "Observation", "status": "final", "code": {"text": "fever"}, '


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "[" * 100_000, "nested more than 40 deep"),
        ("a.json", '{"resourceType": "Bundle", "entry": ' + "[" * 60 + "]" * 60 + "}", "nested more than 40 deep"),
        ("a.json", OBSERVATION + '"valueQuantity": {"value": NaN}}', "not a finite number"),
        ("a.json", OBSERVATION + '"status": "final"}', 'already given in line 1: "status"'),
        ("a.json", OBSERVATION + '"valueBoolean": "perhaps"}', "true or false is expected"),
        ("a.json", OBSERVATION + '"component": ["x"]}', "an object is expected in component"),
        ("a.json", OBSERVATION + '"component": [{"code": [{"text": "a"}, {"text": "b"}]}]}', "one object is expected"),
        ("a.json", OBSERVATION + '"valueQuantity": {}}', "a quantity has a value"),
        ("a.json", OBSERVATION + '"note": "\\u0007"}', "control characters"),
        ("a.json", '{"resourceType": "Bundle", "entry": [{"resource": {"id": "x"}}]}', "has a resourceType"),
        ("a.json", '{"resourceType": "Bundle"}', "without any resource"),
        ("a.json", '{"resourceType": ["Bundle"]}', "a word or number is expected as resourceType"),
        ("a.ndjson", '{"resourceType": "Patient"}\n{"resourceType"', "line 2: broken JSON"),
        ("a.json", '{"metaData": {}, "subject": {"timeAtLastEncounter": {"age": {"iso8601duration": "old"}}}}',
         "age in years"),
        ("a.json", '{"metaData": {}, "phenotypicFeatures": [{"excluded": 1}]}', "true or false"),
        ("a.jsonld", '{"@context": "http://127.0.0.1:9/c.jsonld", "@id": "urn:a"}', "is not fetched"),
        ("a.jsonld", '{"@id": "urn:a", "@id": "urn:b"}', "already given"),
        ("a.jsonld", "{}", "without a case"),
        ("a.ttl", "<urn:a> <urn:b>", "broken RDF"),
        ("a.ttl", "<urn:a/fact/f1> <https://w3id.org/differentia/dx#statedTerm> 'x', 'y' .", "two values"),
        ("a.ttl", "<urn:a/fact/f1> <https://w3id.org/differentia/dx#statedTerm> 'x' .", "present, absent, unknown"),
    ],
)  # fmt: skip
def test_broken_records_are_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message.replace("(", r"\(")) as found:
        read_cases(file, Lexicon())
    assert str(file) in str(found.value)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.ndjson"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(BadInput, match="larger than"):
        read_cases(file, Lexicon())


@pytest.mark.parametrize("number", ["1e999999999", "1e400", "9" * 5000, "0." + "1" * 5000, "71", "-1"])
@pytest.mark.parametrize("form", ["fhir", "phenopacket"])
def test_a_number_without_measure_is_refused_at_once(kb: KnowledgeBase, tmp_path: Path, form: str, number: str) -> None:
    file = tmp_path / "number.json"
    code = {"system": "http://loinc.org", "code": "77194-9"}
    value: dict[str, object] = {"value": 0.123}
    told: dict[str, object] = {"resourceType": "Observation", "status": "final", "code": {"coding": [code]}}
    told |= {"valueQuantity": value, "bodySite": {"text": "right leg"}}
    if form == "phenopacket":
        told = {"id": "a", "metaData": {}, "measurements": [{"assay": {"id": "LOINC:77194-9"}}]}
        told["measurements"][0] |= {"value": {"quantity": value}}  # type: ignore[index]
    file.write_text(json.dumps(told).replace("0.123", number))
    began = time.process_time()
    with pytest.raises(BadInput, match=r"number\.json"):
        kb.read(file)
    assert time.process_time() - began < 5


def test_many_resources_are_many_facts_too_many(kb: KnowledgeBase) -> None:
    one = json.loads(OBSERVATION + '"valueBoolean": true}')
    one["code"]["text"] = "foot wound"
    with pytest.raises(BadInput, match="more than 1000 facts"):
        kb.read({"resourceType": "Bundle", "entry": [{"resource": one}] * 1001})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".json", ".ndjson", ".jsonld", ".ttl", ".yaml"]))
def test_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    file = tmp_path_factory.getbasetemp() / f"bytes{suffix}"
    file.write_bytes(data)
    with contextlib.suppress(BadInput):
        read_cases(file, Lexicon())


KEYS = st.sampled_from(
    ["resourceType", "entry", "resource", "code", "coding", "text", "system", "status", "subject", "reference", "value",
     "valueQuantity", "component", "bodySite", "id", "phenotypicFeatures", "type", "label", "modifiers", "measurements"]
)  # fmt: skip
WORDS = st.sampled_from(["Bundle", "Patient", "Observation", "Condition", "final", "calf pain", "left", "HP:1"])
SHAPES = st.recursive(
    WORDS | st.booleans() | st.integers(-5, 5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5),
)
HEADS: list[dict[str, object]] = [{"resourceType": "Bundle"}, {"resourceType": "Observation"}, {"metaData": {}}]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, SHAPES, max_size=6), st.sampled_from(HEADS))
def test_any_shape_is_read_or_refused(shape: dict[str, object], head: dict[str, object]) -> None:
    with contextlib.suppress(BadInput):
        read_cases({**shape, **head}, Lexicon())


DATES = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)).map(str)
SOURCES = st.sampled_from(["letter", "the practice", 'Dr O\'Neil <b>&amp;"quoted"</b>', "é \u2713"])
SIDES = st.sampled_from(["left", "right", "both"])
SIDED = ["calf pain", "thigh pain", "foot wound", "popliteal pulse absent"]


@st.composite
def stated(draw: st.DrawFn, phrases: list[str]) -> dict[str, str]:
    found = {"term": draw(st.sampled_from(phrases))}
    if found["term"] in SIDED and draw(st.booleans()):
        found["side"] = draw(SIDES)
    for key, words in (("date", DATES), ("source", SOURCES)):
        if draw(st.booleans()):
            found[key] = draw(words)
    return found


NUMBERS = st.decimals(min_value="0.2", max_value="2", places=2).map(str)
MEASURED = st.fixed_dictionaries(
    {
        "name": st.just("resting ABI"),
        "value": st.builds("{}{}".format, st.sampled_from(["", "> ", "<= "]), NUMBERS),
        "side": SIDES,
        "date": DATES,
        "method": st.sampled_from(["Doppler", "oscillometric", "automatic"]),
    }
)
NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=12)
RECORDS = st.fixed_dictionaries(
    {
        "id": NAMES,
        "present": st.lists(stated([*SIDED, "diabetes"]), max_size=4),
        "absent": st.lists(stated(["calf pain", "foot wound", "diabetes"]), max_size=3),
        "measured": st.lists(MEASURED, max_size=2, unique_by=lambda one: str(one["date"])),  # type: ignore[index]
    }
)


@cache
def known() -> KnowledgeBase:
    return dx.load()


TWICE = {"id": "0", "present": [{"term": "calf pain", "date": f"2000-01-0{day}"} for day in (1, 2)]}


@settings(max_examples=60, deadline=None)
@example(TWICE, "jsonld")
@given(RECORDS, st.sampled_from(sorted(set(ENDINGS) - {"phenopacket"})))
def test_any_case_comes_back(tmp_path_factory: pytest.TempPathFactory, record: dict[str, object], form: str) -> None:
    kb = known()
    case = kb.read(record)
    text, notes = written_case(kb, case, form)
    file = tmp_path_factory.getbasetemp() / f"any{ENDINGS[form]}"
    file.write_text(text, encoding="utf-8")
    again = kb.read(file)
    assert list(notes) == []
    assert again.not_understood == ()
    assert again.id == case.id
    assert [(f.status, f.axioms, f.lacks, f.source, f.date) for f in again.facts] == [
        (f.status, f.axioms, f.lacks, f.source, f.date) for f in case.facts
    ]
