"""Another part of the body runs through every command with no change in Python: knowledge is in the ontology alone."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia import cli
from differentia.knowledge import Diagnosis, KnowledgeBase

FOLDER = Path(__file__).parent / "domains" / "shoulder"
PAINFUL = ["right shoulder pain", "pain on raising the arm"]
STIFF = [{"name": "outward rotation", "side": "right", "value": "20", "unit": "degrees"}]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load(FOLDER)


def statuses(diagnosis: Diagnosis) -> dict[tuple[str | None, str | None], str]:
    return {(cause.notation, cause.side): cause.status for cause in diagnosis.causes}


def notations(found: Any) -> list[str]:
    return [one.notation for one in found]


def test_the_ontology_is_sound(kb: KnowledgeBase) -> None:
    assert [finding for finding in kb.check() if finding.severity.lower() == "error"] == []


def test_no_facts(kb: KnowledgeBase) -> None:
    d = kb.diagnose({"present": []})
    assert statuses(d) == {("IMP", None): "open", ("FROZEN", None): "open", ("INFECT", None): "open"}


def test_pain_on_raising_supports_one_cause(kb: KnowledgeBase) -> None:
    d = kb.diagnose({"present": PAINFUL})
    assert d.causes[0].notation == "IMP"
    assert statuses(d)["IMP", "right"] == "supported"
    assert statuses(d)["FROZEN", None] == "open"
    assert notations(d.next_tests)[0] == "Q_HANG"
    assert [row["notation"] for row in d.query("discriminating-tests").dicts()] == ["Q_HANG", "T_ROT"]


def test_a_measurement_establishes_the_other_on_its_side(kb: KnowledgeBase) -> None:
    d = kb.diagnose({"present": PAINFUL, "measured": STIFF})
    assert statuses(d)["FROZEN", "right"] == "established"
    assert ("FROZEN", "left") not in statuses(d)
    assert "T_ROT" not in notations(d.next_tests)
    assert statuses(kb.diagnose({"present": PAINFUL, "measured": [{**STIFF[0], "side": "left"}]})) == {
        ("IMP", "right"): "supported",
        ("FROZEN", "left"): "supported",
        ("INFECT", None): "open",
    }


def test_the_limit_is_exact_and_units_are_converted(kb: KnowledgeBase) -> None:
    for value, unit, status in (("30", "deg", "established"), ("30.01", "deg", "open"), ("0.5", "rad", "established")):
        measured = [{**STIFF[0], "value": value, "unit": unit}]
        found = statuses(kb.diagnose({"present": PAINFUL, "measured": measured}))
        assert (found.get(("FROZEN", "right")) or found.get(("FROZEN", None))) == status, value
    with pytest.raises(dx.BadInput, match="possible: 0 to 120"):
        kb.diagnose({"measured": [{**STIFF[0], "value": 200}]})


def test_what_does_not_help_speaks_against(kb: KnowledgeBase) -> None:
    d = kb.diagnose({"present": ["right shoulder pain", "letting the arm hang does not help"]})
    assert statuses(d)["IMP", "right"] == "opposed"
    assert "Q_HANG" not in notations(d.next_tests)


def test_fever_raises_the_flag_and_withholds(kb: KnowledgeBase) -> None:
    d = kb.diagnose({"present": [*PAINFUL, "fever"]})
    assert notations(d.red_flags) == ["RF_INFECT"]
    assert notations(d.next_tests)[0] == "T_ASP"
    assert "T_ROT" not in notations(d.next_tests)
    assert kb.diagnose({"present": PAINFUL, "absent": ["fever"]}).red_flags == ()


def test_contradictions_are_reported(kb: KnowledgeBase) -> None:
    facts = [*PAINFUL, "letting the arm hang helps", "letting the arm hang does not help (per letter)"]
    (conflict,) = kb.diagnose({"present": facts}).report().conflicts
    assert {fact.source for fact in conflict.facts} == {None, "letter"}


def test_the_language_of_phrases_comes_with_the_vocabulary(kb: KnowledgeBase) -> None:
    """The domain says what its terms are called; how phrases are put together stands in dx-phrases.ttl."""
    phrase = "right shoulder pain on raising the arm, eased by letting the arm hang"
    (fact,) = kb.read({"present": [phrase]}).facts
    terms = [iri.rpartition("#")[2] for _, iri in fact.terms]
    # the domain has a name for the first words: a class that is defined as what they say
    assert terms == ["PainOnRaising", "relievedBy", "LettingTheArmHang", "Right"]
    (other,) = kb.read({"present": ["right shoulder pain eased by letting the arm hang"]}).facts
    names = [iri.rpartition("#")[2] for _, iri in other.terms]
    assert names == ["ShoulderPain", "relievedBy", "LettingTheArmHang", "Right"]
    assert statuses(kb.diagnose({"present": [phrase]}))["IMP", "right"] == "supported"
    (denied,) = kb.read({"present": ["no left shoulder pain when lying on the shoulder"]}).facts
    assert denied.status == "absent"
    for refused in ("no shoulder pain worse on raising the arm", "shoulder pain after 200 m", "possible shoulder pain"):
        with pytest.raises(dx.BadInput):
            kb.read({"present": [refused]})


def test_every_proof_passes_the_checker(kb: KnowledgeBase) -> None:
    d = kb.diagnose({"present": [*PAINFUL, "fever"], "measured": STIFF})
    proofs = [proof for cause in ("IMP", "FROZEN") for proof in d.explain(cause)]
    assert len(proofs) >= 2
    assert all(dx.check(proof).valid for proof in proofs)
    assert "invented for this test" in json.dumps(d.explain("FROZEN"))


def test_the_commands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(json.dumps({"present": PAINFUL, "measured": STIFF}))
    run = partial(started, monkeypatch, capsys)
    assert "frozen shoulder (FROZEN), right" in run("diagnose", str(case))
    assert "Q_HANG" in run("next", str(case))
    assert "20" in run("explain", str(case), "FROZEN", "--side", "right")
    assert "flowchart TD" in run("explain", str(case), "FROZEN", "--format", "mermaid")
    assert "impingement" in run("query", str(case), "candidates")
    proof = tmp_path / "proof.json"
    proof.write_text(run("explain", str(case), "FROZEN", "--format", "json"))
    assert "proof 1: valid" in run("verify", str(proof), "--case", str(case))


def started(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["differentia", *arguments, "--ontology", str(FOLDER)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = capsys.readouterr()
    assert (stopped.value.code, err) == (0, "")
    return out
