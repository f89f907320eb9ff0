"""Why not: each way leads where it says, none of its answers can be spared, and a proof of it passes the checker."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.comparisons import Way, WhyNot
from differentia.errors import BadInput
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.owl.checker import check

CASES = Path(__file__).parent / "cases"
SHOULDER = Path(__file__).parent / "domains" / "shoulder"
PARTS = ("establish", "support", "exclude")


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def ways(found: WhyNot) -> list[Way]:
    return [way for part in PARTS for way in getattr(found, part)]


def texts(found: tuple[Way, ...]) -> list[set[str]]:
    return [{answer.text for answer in way.answers} for way in found]


@pytest.mark.parametrize(
    ("case", "cause"), [("V01", "LSS"), ("S28-low-abi", "CECS"), ("S00-no-facts", "PAD"), ("V12", "PAES")]
)
def test_every_way_has_a_proof_from_its_answers(kb: KnowledgeBase, case: str, cause: str) -> None:
    diagnosis = kb.diagnose(CASES / case / "case.yaml")
    found = diagnosis.why_not(cause, proofs=True)
    assert ways(found)
    for part, predicate in zip(PARTS, ("establishedCause", "supportedCause", "excludedCause"), strict=True):
        costs = [way.cost for way in getattr(found, part)]
        assert costs == sorted(costs)
        for way in getattr(found, part):
            assert way.proof is not None
            verdict = check(way.proof)
            assert verdict.error is None
            assert way.proof["goal"][1].endswith(predicate)
            supposed = {key for key in way.proof["facts"] if key.startswith("h")}
            assert supposed == {answer.id for answer in way.answers}, "all are used, no other is"


def test_what_the_ontology_says(kb: KnowledgeBase) -> None:
    """A low index on the leg establishes the disease there; a canal of normal width excludes a narrow one."""
    found = kb.diagnose({"present": ["right calf pain"]}).why_not("PAD", size=1)
    assert texts(found.establish)[0] == {"right low ABI"}
    assert (found.establish[0].cost, found.establish[0].answers[0].notation) == (1, "T_ABI_REST")
    assert texts(kb.diagnose({"present": ["right calf pain"]}).why_not("LSS").exclude) == [
        {"lumbar canal of normal width on imaging"}
    ]


def test_supposing_the_answers_moves_the_cause(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"present": ["right calf pain"]})
    way = diagnosis.why_not("PAD", size=1).establish[0]
    changes = diagnosis.suppose({"present": [answer.text for answer in way.answers]})
    assert ("PAD", "right", "established") in {(move.notation, move.side, move.after) for move in changes.moves}


def test_a_measurement_on_record_is_not_asked_again(kb: KnowledgeBase) -> None:
    found = kb.diagnose(CASES / "S28-low-abi" / "case.yaml").why_not("PAD", "right")
    assert found.left_out == ("resting ABI test: on record",)
    assert not any(answer.text[-3:] == "ABI" for way in ways(found) for answer in way.answers)
    assert found.status == {"right": "opposed"}


def test_withheld_tests_are_not_asked(kb: KnowledgeBase) -> None:
    found = kb.diagnose({"present": ["saddle numbness", "right calf pain"]}).why_not("PAD")
    withheld = [line for line in found.left_out if "withheld" in line]
    assert withheld
    assert not {answer.label for way in ways(found) for answer in way.answers} & {w.partition(":")[0] for w in withheld}


def test_what_holds_needs_no_way(kb: KnowledgeBase) -> None:
    found = kb.diagnose(CASES / "S28-low-abi" / "case.yaml").why_not("PAD", "left")
    assert (found.status, found.establish, found.support) == ({"left": "established"}, (), ())


def test_the_diagnosis_is_as_before(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(CASES / "V01" / "case.yaml")
    before = [(cause.id, cause.side, cause.status) for cause in diagnosis.causes], len(diagnosis.session.layer.facts)
    diagnosis.why_not("LSS", proofs=True)
    again = Diagnosis(kb, diagnosis.session)
    assert ([(c.id, c.side, c.status) for c in again.causes], len(again.session.layer.facts)) == before


def test_the_second_domain() -> None:
    """Pain and loss of rotation in one arm: what its ontology says establishes the cause, found through its test."""
    diagnosis = dx.load(SHOULDER).diagnose({"present": ["right shoulder pain", "pain on raising the arm"]})
    found = diagnosis.why_not("FROZEN", proofs=True)
    assert texts(found.establish) == [{"right loss of outward rotation"}]
    assert [way.cost for way in found.establish] == [1]
    assert all(check(way.proof).valid for way in ways(found) if way.proof)


def test_bad_input(kb: KnowledgeBase) -> None:
    with pytest.raises(BadInput, match="no such cause"):
        kb.diagnose({"present": []}).why_not("no such cause")
    with pytest.raises(BadInput, match="no such side"):
        kb.diagnose({"present": []}).why_not("PAD", "upper")


def test_the_command(run: Callable[..., Any]) -> None:
    case = str(CASES / "S28-low-abi" / "case.yaml")
    code, out, _ = run("why-not", case, "LSS", "--format", "json", "--most", "2")
    record = json.loads(out)
    assert code == 0
    assert [len(record[part]) for part in PARTS] == [2, 2, 1]
    assert check(record["exclude"][0]["proof"]).valid
    assert not record["complete"]
    for form in ("text", "md"):
        code, out, _ = run("why-not", case, "LSS", "--format", form)
        assert (code, "not a medical device" in out, "It would be excluded by:" in out) == (0, True, True)
