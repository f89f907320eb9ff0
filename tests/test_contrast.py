"""Why one cause rather than another: what the reports, the mechanisms and the proofs of two causes differ in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.comparisons import Fit
from differentia.errors import BadInput
from differentia.knowledge import KnowledgeBase
from differentia.owl.checker import check
from differentia.telling.contrast_text import three_sentences

CASES = Path(__file__).parent / "cases"
V01 = CASES / "V01" / "case.yaml"
SHOULDER = Path(__file__).parent / "domains" / "shoulder"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def test_standing_still_tells_the_two_claudications_apart(kb: KnowledgeBase) -> None:
    """As the ontology has it: standing still relieves a muscle short of blood, and keeps a narrow canal narrow."""
    found = kb.diagnose({"present": ["right calf pain", "pain on walking", "pain relieved by standing still"]})
    contrast = found.contrast("PAD", "LSS")
    assert contrast.side == "right"
    assert (contrast.first.status, contrast.second.status) == ("supported", "opposed")
    assert Fit("relieved by", "standing still", "fits", "contradicts") in contrast.fits
    assert "fits peripheral artery disease and contradicts lumbar spinal stenosis" in three_sentences(contrast)[2]


def test_it_is_the_same_the_other_way_round(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(V01)
    one, other = diagnosis.contrast("PAD", "LSS"), diagnosis.contrast("LSS", "PAD")
    assert (one.first, one.second, one.side) == (other.second, other.first, other.side)
    assert [(fit.first, fit.second) for fit in one.fits] == [(fit.second, fit.first) for fit in other.fits]
    assert one.difference is not None
    assert other.difference is not None
    assert one.difference.axioms.first == other.difference.axioms.second
    assert one.difference.axioms.both == other.difference.axioms.both


def test_the_reasons_are_those_of_the_report(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(V01)
    found = diagnosis.contrast("PAD", "LSS")
    of_report = {(cause.notation, cause.side): cause for cause in diagnosis.causes}
    assert found.first.for_ == of_report["PAD", "right"].for_
    assert found.second.against == of_report["LSS", "right"].against
    only = {line.criterion for line in found.only(0, "for")}
    assert only == {line.criterion for line in found.first.for_} - {line.criterion for line in found.second.for_}
    assert found.first.proof is not None
    assert check(found.first.proof).valid


def test_three_sentences(kb: KnowledgeBase) -> None:
    for case in ("V01", "S28-low-abi", "S00-no-facts", "S10-foot-pain-at-rest"):
        diagnosis = kb.diagnose(CASES / case / "case.yaml")
        said = three_sentences(diagnosis.contrast("PAD", "LSS"))
        assert len(said) == 3
        assert all(one[0].isupper() and one.endswith(".") for one in said)


def test_open_causes_are_told_apart_by_tests(kb: KnowledgeBase) -> None:
    found = kb.diagnose({"present": ["right calf pain"]}).contrast("PAD", "LSS")
    assert (found.first.status, found.second.status, found.fits) == ("open", "open", ())
    assert "Q_RELIEF_STAND" in {test.notation for test in found.tests}
    assert "asking whether standing still ends the pain" in three_sentences(found)[2]


def test_the_second_domain() -> None:
    diagnosis = dx.load(SHOULDER).diagnose({"present": ["right shoulder pain", "pain on raising the arm"]})
    found = diagnosis.contrast("IMP", "FROZEN")
    assert found.fits == (Fit("brought on by", "raising the arm", "fits", "says nothing"),)
    assert [test.notation for test in found.tests] == ["Q_HANG", "T_ROT"]
    assert (
        three_sentences(found)[1]
        == "For impingement and not for frozen shoulder speaks shoulder pain on raising the arm."
    )


def test_bad_input(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"present": []})
    for causes in (("PAD", "no such cause"), ("PAD", "peripheral artery disease")):
        with pytest.raises(BadInput):
            diagnosis.contrast(*causes)


def test_the_command(run: Callable[..., Any]) -> None:
    code, out, _ = run("contrast", str(V01), "PAD", "LSS", "--format", "json")
    record = json.loads(out)
    assert code == 0
    assert len(record["sentences"]) == 3
    assert check(record["first"]["proof"]).valid
    assert record["difference"]["axioms"]["first"]
    for form in ("text", "md"):
        code, out, _ = run("contrast", str(V01), "PAD", "LSS", "--format", form)
        assert (code, "not a medical device" in out, "Mechanisms" in out) == (0, True, True)
