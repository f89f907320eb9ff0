"""Phrases are understood as a whole or refused, and never taken the wrong way round."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.intake.lexicon import Lexicon
from differentia.intake.phrases import read_phrases, split_source
from differentia.intake.reader import read_case

S = "https://example.org/shoulder#"
Read = Callable[..., Case]
Axioms = Callable[[Fact], list[str]]


@pytest.mark.parametrize(
    ("phrase", "status", "iri", "sides"),
    [
        ("stiffness", "present", "Stiffness", []),
        ("STIFFNESS", "present", "Stiffness", []),
        ("right stiffness", "present", "Stiffness", ["right"]),
        ("Stiffness (left)", "present", "Stiffness", ["left"]),
        ("left-sided stiffness", "present", "Stiffness", ["left"]),
        ("stiffness on the left", "present", "Stiffness", ["left"]),
        ("stiffness on the right side", "present", "Stiffness", ["right"]),
        ("bilateral stiffness", "present", "Stiffness", ["left", "right"]),
        ("stiffness bilaterally", "present", "Stiffness", ["left", "right"]),
        ("stiffness on both sides", "present", "Stiffness", ["left", "right"]),
        ("left and right stiffness", "present", "Stiffness", ["left", "right"]),
        ("pain in the right shoulder", "present", "ShoulderPain", ["right"]),
        ("no stiffness", "absent", "Stiffness", []),
        ("No left stiffness", "absent", "Stiffness", ["left"]),
        ("without stiffness on the left", "absent", "Stiffness", ["left"]),
        ("denies stiffness bilaterally", "absent", "Stiffness", ["left", "right"]),
        ("absence of fever", "absent", "Fever", []),
        ("normal pulses", "absent", "PulseDeficit", []),
        ("right radial pulse normal", "absent", "PulseDeficit", ["right"]),
        ("radial pulses absent", "present", "PulseDeficit", []),
        ("non-toxic lump", "present", "NonToxicLump", []),
        ("low hemoglobin", "present", "Anaemia", []),
        ("s:Fever", "present", "Fever", []),
        ("right s:Stiffness", "present", "Stiffness", ["right"]),
        ("no s:Fever", "absent", "Fever", []),
        (f"<{S}Fever>", "present", "Fever", []),
        (f"{S}Fever", "present", "Fever", []),
        ("low grip ratio", "present", "LowGripRatio", []),
    ],
)
def test_understood(read: Read, phrase: str, status: str, iri: str, sides: list[str]) -> None:
    (fact,) = read(present=[phrase]).facts
    (_, named), *rest = fact.terms
    assert (fact.status, named, [word for word, _ in rest]) == (status, S + iri, sides)
    assert fact.text == phrase


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("sholder pain", 'nearest: "shoulder pain"'),
        ("no fever and stiffness", "not understood"),
        ("no fever, stiffness", "not understood"),
        ("fever or stiffness", "not understood"),
        ("fever, stiffness absent", "not understood"),
        ("fever no", "not understood"),
        ("stiffness normal", "not understood"),
        ("normal stiffness", "not understood"),
        ("negative fever", "not understood"),
        ("fever negative", "not understood"),
        ("possible fever", "not understood"),
        ("? fever", "not understood"),
        ("fever?", "not understood"),
        ("- fever", "not understood"),
        ("fever -", "not understood"),
        ("fever: no", "not understood"),
        ("fever (no)", "not understood"),
        ("fever (resolved)", "not understood"),
        ("fever (per letter, resolved)", "not understood"),
        ("stiffness (per patient not on the left)", "not understood"),
        ("stiffness (from the left)", "not understood"),
        ("fever (letter)", 'a source is written as "\\(per letter\\)"'),
        ("no no fever", "not understood"),
        ("never without fever", "not understood"),
        ("not normal pulses", "denies a denial"),
        ("no bilateral stiffness", "may deny one side or both"),
        ("not both stiffness", "may deny one side or both"),
        ("not on both sides stiffness", "may deny one side or both"),
        ("left right stiffness", "not understood"),
        ("left stiffness on the right", "not understood"),
        ("left stiffness, right none", "not understood"),
        ("right fever", "is not found on a side, so it cannot be right"),
        ("both lump", "is not found on a side"),
        ("right relief by rest", "has no side of its own"),
        ("referred ache", 'may mean "referred ache" or "second ache"'),
        ("s:Nope", "not understood"),
        ("x:Fever", "not understood"),
        ("age", "a measurement: give its value under measured"),
        ("X-ray", "nothing that is found in a patient"),
        ("fever\u0336", "not understood"),
        ("\ue000", "not understood"),
        ("x" * 301, "longer than any phrase"),
    ],
)
def test_refused(read: Read, phrase: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read(present=[phrase])


@pytest.mark.parametrize("phrase", ["no fever", "normal pulses", "pain not relieved by rest", "without fever"])
def test_a_denial_under_absent_is_refused(read: Read, phrase: str) -> None:
    with pytest.raises(BadInput, match="double denial"):
        read(absent=[phrase])


def test_unknown(read: Read) -> None:
    case = read(unknown=["fever", "right grip ratio", "X-ray", "relief by rest", "normal pulses"])
    assert {fact.status for fact in case.facts} == {"unknown"}
    assert [fact.axioms for fact in case.facts] == [()] * 5
    assert [fact.terms[0][1].split("#")[1] for fact in case.facts] == [
        "Fever",
        "GripRatio",
        "Xray",
        "relievedBy",
        "PulseDeficit",
    ]
    for phrase in ("no fever", "fevr", "no X-ray"):
        with pytest.raises(BadInput):
            read(unknown=[phrase])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("fever (per letter)", "letter"),
        ("fever ( according to  the GP )", "the GP"),
        ("fever (from patient today)", "patient today"),
        ("fever (as per letter of 2024-05-01).", "letter of 2024-05-01"),
    ],
)
def test_sources(lexicon: Lexicon, text: str, source: str) -> None:
    assert split_source(text, lexicon) == ("fever", source)


@pytest.mark.parametrize(
    ("status", "phrase", "told"),
    [
        ("present", "fever and stiffness", ["present", "present"]),
        ("present", "fever, stiffness", ["present", "present"]),
        ("present", "no fever or stiffness", ["absent", "absent"]),
        ("present", "no fever, no stiffness", ["absent", "absent"]),
        ("present", "fever, no stiffness", ["present", "absent"]),
        ("absent", "fever or stiffness", ["absent", "absent"]),
        ("absent", "fever, stiffness (per letter)", ["absent", "absent"]),
        ("present", "fever for 3 weeks", ["present"]),
    ],
)
def test_lists_and_durations(lexicon: Lexicon, status: str, phrase: str, told: list[str]) -> None:
    facts = read_case({status: [phrase]}, lexicon).facts
    assert [fact.status for fact in facts] == told
    assert len({fact.terms for fact in facts}) == len(told)


WORDS = ["fever", "stiffness", "shoulder pain", "lump", "non-toxic", "burning pain", "pain on throwing", "s:Fever"]
WORDS += ["radial pulses absent", "normal pulses", "pain not relieved by rest", "relief by", "rest", "(per letter)"]
WORDS += ["left", "right", "bilaterally", "both", "and", ",", "-", "?"]
WORDS += ["no", "not", "without", "denies", "(no)", "never", "absence of"]
DENIALS = {"no", "not", "without", "denies", "never", "(no)", "absence of", "normal pulses"}
NEGATIONS = ["no", "not", "never", "without", "denies", "denied", "absence of", "no evidence of", "NO", "Without"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(st.sampled_from(NEGATIONS), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join) | st.text(max_size=30))
def test_a_denial_never_becomes_a_presence(lexicon: Lexicon, negation: str, phrase: str) -> None:
    with suppress(BadInput):
        case = read_case({"present": [f"{negation} {phrase}"]}, lexicon)
        assert {fact.status for fact in case.facts} == {"absent"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_denials_anywhere_are_seen(lexicon: Lexicon, words: list[str]) -> None:
    """No part of a list with a word that denies is understood as present, but for labels that have one."""
    with suppress(BadInput):
        readings = read_phrases(" ".join(words), lexicon)
        parts = [list(part) for joint, part in groupby(words, lambda word: word in {"and", ","}) if not joint]
        affirmed = sum(DENIALS.isdisjoint(part) for part in parts)
        assert sum(not reading.absent for reading in readings) <= affirmed


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(lexicon: Lexicon, phrase: str) -> None:
    for status in ("present", "absent", "unknown"):
        with suppress(BadInput):
            read_case({status: [phrase]}, lexicon)


def test_lenient_lists_what_is_left_out(read: Read) -> None:
    case = read(present=["fever", "fevr", "referred ache"], measured=[{"name": "gripp", "value": 1}], lenient=True)
    assert [fact.id for fact in case.facts] == ["f1"]
    assert case.not_understood == ("fevr", "referred ache", "gripp: 1")
