"""Codes: how they are found, written, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from differentia.linking.curies import VOCABULARIES, codes_in, curie_of, iri_of, loinc_digit, malformed, verhoeff
from differentia.linking.links import load_links

# 22298006 (myocardial infarction) and 195967001 (asthma) are the identifiers SNOMED International shows in its guides;
# 236 with the check digit 3 is the worked example of the Verhoeff algorithm in most texts; 77194-9 and 8480-6 (systolic
# blood pressure) are LOINC codes
GOOD_SNOMED = ("22298006", "195967001", "2363")
GOOD_LOINC = ("77194-9", "8480-6", "2157-6")


@pytest.mark.parametrize("number", GOOD_SNOMED)
def test_verhoeff_accepts_what_is_right(number: str) -> None:
    assert verhoeff(number)


@pytest.mark.parametrize("code", GOOD_LOINC)
def test_loinc_digit(code: str) -> None:
    assert loinc_digit(code[:-2]) == code[-1]


@given(st.text("0123456789", min_size=2, max_size=17).filter(lambda t: t[0] != "0"), st.data())
def test_verhoeff_sees_a_wrong_digit_and_two_that_changed_places(number: str, data: st.DataObject) -> None:
    right = next(number + digit for digit in "0123456789" if verhoeff(number + digit))
    place = data.draw(st.integers(0, len(right) - 2))
    other = data.draw(st.sampled_from("0123456789").filter(lambda d: d != right[place]))
    assert not verhoeff(right[:place] + other + right[place + 1 :])
    if right[place] != right[place + 1]:
        assert not verhoeff(right[:place] + right[place + 1] + right[place] + right[place + 2 :])


def test_every_mapped_code_is_well_formed() -> None:
    codes = {mapping.object for mapping in load_links().mappings}
    assert len(codes) > 300
    assert {code: fault for code in codes if (fault := malformed(code))} == {}


def test_codes_whose_check_digit_is_wrong_are_seen(root: Path) -> None:
    lines = (root / "ontology" / "links" / "wrong-codes.tsv").read_text("utf-8").splitlines()[1:]
    told = {line.split("\t")[0]: "check digit" in line.split("\t")[2] for line in lines}
    assert sum(told.values()) == 7
    assert {code: malformed(code) is not None for code in told} == told


def test_aliases_and_iris_name_the_same_code() -> None:
    for written in (
        "SNOMED:22298006",
        "sct:22298006",
        "http://snomed.info/sct/22298006",
        "<http://snomed.info/id/22298006>",
    ):
        assert curie_of(written) == "SCTID:22298006"
    assert curie_of("lp:CalfPain") is None
    assert all(curie_of(iri_of(f"{prefix}:1")) == f"{prefix}:1" for prefix in VOCABULARIES)


def test_codes_are_found_in_text_and_nothing_else() -> None:
    assert codes_in("present: [HP:0030840, right ICD10CM:I70.21.]  # xHP:1 lp:CalfPain note: HPV") == (
        "HP:0030840",
        "ICD10CM:I70.21",
    )
