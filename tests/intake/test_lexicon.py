"""What the lexicon takes from an ontology."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from differentia.intake.lexicon import Lexicon
from differentia.intake.vocabulary import DX
from differentia.intake.wording import normalise
from differentia.owl.expressions import RDF, RDFS, Literal

S = "https://example.org/shoulder#"


def test_bearers_are_inherited(lexicon: Lexicon) -> None:
    assert lexicon.bearers[S + "ShoulderPain"] == S + "Arm", "through the named member of an equivalent intersection"
    assert lexicon.bearers[S + "LowGripRatio"] == S + "Arm"
    assert lexicon.bearers[S + "NightlyComplaint"] == DX + "Complaint", "the nearest class decides"
    assert S + "Anaemia" not in lexicon.bearers


def test_parts_have_sides(lexicon: Lexicon) -> None:
    assert lexicon.parts[S + "Arm"] == {DX + "Left": S + "LeftArm", DX + "Right": S + "RightArm"}
    assert S + "Neck" not in lexicon.parts
    assert {name: lexicon.sides[name] for name in ("left", "l", "right", "r")} == {
        "left": DX + "Left", "l": DX + "Left", "right": DX + "Right", "r": DX + "Right",
    }  # fmt: skip


def test_kinds_of_measurement(lexicon: Lexicon) -> None:
    grip = lexicon.kinds[S + "GripRatio"]
    assert (grip.unit, grip.minimum, grip.maximum) == ("1", Decimal(0), Decimal(5))
    assert lexicon.kinds[S + "Sex"].allowed == ("female", "male")
    assert S + "LowGripRatio" not in lexicon.kinds, "a defined class is a result, not a kind"
    assert S + "LowGripRatio" in lexicon.findings


def test_labels_go_before_patterns(lexicon: Lexicon) -> None:
    (sense,) = lexicon.meanings(normalise("pain on overhead movement"))
    assert sense.iri == S + "ShoulderPain"
    assert list(lexicon.ambiguous()) == ["referred ache"]


def test_a_pattern_of_the_denying_property_denies(lexicon: Lexicon) -> None:
    (sense,) = lexicon.meanings("pain not relieved by rest")
    assert (sense.iri, sense.value, sense.absent) == (DX + "relievedBy", S + "Rest", True)


def test_it_pickles_small(lexicon: Lexicon) -> None:
    data = pickle.dumps(lexicon)
    assert pickle.loads(data) == lexicon  # noqa: S301 - our own bytes
    assert len(data) - len(lexicon.language.grammar) < 30_000, "the grammar is unpacked when a phrase needs it"


def test_circles_and_broken_notes_do_no_harm() -> None:
    words = Lexicon.build(
        [
            ("ex:A", RDFS + "subClassOf", "ex:B"),
            ("ex:B", RDFS + "subClassOf", "ex:A"),
            ("ex:A", RDFS + "subClassOf", DX + "Measurement"),
            ("ex:A", RDFS + "label", Literal("a", "")),
            ("ex:A", DX + "minimum", Literal("few", "")),
            ("ex:p", DX + "phrasePattern", Literal("no gap", "")),
            ("ex:p", DX + "phrasePattern", "ex:iri"),
            ("ex:q", RDF + "type", Literal("x", "")),
        ]
    )
    assert words.kinds["ex:A"].minimum is None
    assert words.senses == {}
    assert words.default_complaint is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anaemia", "anemia"),
        ("pulses", "Pulse"),
        ("X-ray", "x ray"),
        ("oedema", "edema"),
        ("diarrhoea", "diarrhea"),
        ("manoeuvre", "maneuver"),
        ("tumours", "tumor"),
        ("catheterisation", "catheterization"),
        ("hernias", "hernia"),
        ("biopsies", "biopsy"),
        ("patient's", "patients"),
        ("straight\u2011leg raise", "straight leg raise"),
        ("pain, left", "pain (left)"),
        ("No. 5", "no 5"),
        ("1.40", "1.40"),
    ],
)
def test_the_same_word(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fever", "? fever"),
        ("fever", "fever -"),
        ("fever", "+fever"),
        ("1.4", "14"),
        ("pain", "p a i n"),
        ("fever", "!fever"),
    ],
)
def test_not_the_same_word(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)
