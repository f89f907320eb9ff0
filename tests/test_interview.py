"""The interview: scripted answers, what they move, and the case that is left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

import differentia as dx
from differentia.cli import app
from differentia.errors import BadInput
from differentia.knowledge.interviewing import next_question
from differentia.knowledge.replies import Question, Written, answered

SHOULDER = Path(__file__).parent / "domains" / "shoulder"


def interviewed(answers: str, *options: str) -> Result:
    result = CliRunner().invoke(app, ["interview", *options], input=answers)
    assert result.exit_code == 0, result.output
    return result


def test_it_starts_with_the_complaint_and_asks_what_tells_most() -> None:
    output = interviewed("right calf pain, pain on walking\nyes\nquit\n", "--prior", "PAD=0.15").output
    assert "not a medical device" in output.splitlines()[0]
    assert "does it go if you just stand still? yes" in output
    # calf pain 3.08, with standing still 20 (NADEAU2013): 0.15 to 35 % to 78 %
    assert "peripheral artery disease, right: open -> supported, 35% -> 78%" in output
    assert "Stopped." in output


def test_it_leaves_a_case_that_says_the_same(tmp_path: Path) -> None:
    saved = tmp_path / "case.yaml"
    answers = "right calf pain, pain on walking\nyes\n1.1\nquit\n"
    interviewed(answers, "--save", str(saved), "--setting", "vascular laboratory")
    written = yaml.safe_load(saved.read_text())
    assert written["present"] == ["right calf pain", "pain on walking", "relieved by standing still"]
    assert written["measured"] == [{"name": "resting ABI", "value": "1.1", "side": "right"}]
    report = dx.load().diagnose(saved).report()
    assert report.setting == "vascular laboratory"
    (pad,) = [cause for cause in report.causes if cause.notation == "PAD"]
    # 0.35 / 0.65 x 20 x 0.29 (E031, negative) = 3.123
    assert pad.posttest == pytest.approx(3.1231 / 4.1231, abs=1e-4)


def written_by(tmp_path: Path, answers: str, *options: str) -> tuple[str, dict[str, Any]]:
    saved = tmp_path / "case.yaml"
    output = interviewed(answers, "--save", str(saved), *options).output
    return output, yaml.safe_load(saved.read_text())


def test_the_side_of_the_complaint_is_asked_for(tmp_path: Path) -> None:
    output, case = written_by(tmp_path, "calf pain, pain on walking\nyes\nboth\nquit\n")
    assert "On which side is “calf pain”? Right, left or both: yes" in output
    assert "answer right, left, both, unknown, back or quit" in output
    assert case["present"] == ["pain on walking", "right calf pain", "left calf pain"]
    _, case = written_by(tmp_path, "calf pain, pain on walking\nunknown\nyes\nquit\n")
    assert case["present"] == ["calf pain", "pain on walking", "relieved by standing still"]


def test_an_answer_for_one_side_of_a_complaint_on_both_is_for_that_side(tmp_path: Path) -> None:
    output, case = written_by(tmp_path, "bilateral calf pain, pain on walking\nright\nquit\n")
    assert "does it go if you just stand still? Left, right, both or no: right" in output
    said = {"left calf pain not relieved by standing still", "right calf pain relieved by standing still"}
    assert set(case["present"]) == {"bilateral calf pain", "pain on walking"} | said
    statuses = {(c.notation, c.side): c.status for c in dx.load().diagnose(case).report().causes}
    assert statuses["PAD", "right"] == "supported"
    assert statuses["PAD_FP", "left"] == "opposed", "standing still did not help there"
    _, case = written_by(tmp_path, "bilateral calf pain, pain on walking\nright?\nquit\n")
    assert "left calf pain not relieved by standing still" not in case["present"]
    _, case = written_by(tmp_path, "bilateral calf pain, pain on walking\nno\nquit\n")
    assert case["absent"] == ["relieved by standing still"]


def test_each_complaint_is_asked_about_by_itself(tmp_path: Path) -> None:
    answers = "right calf pain, pain on walking; left thigh pain, pain on walking\nyes\nno\nquit\n"
    output, case = written_by(tmp_path, answers)
    assert "About “right calf pain”: When the pain comes on walking, does it go if you just stand still? yes" in output
    assert "About “left thigh pain”: When the pain comes on walking, does it go if you just stand still? no" in output
    assert case["complaints"] == [
        {"present": ["right calf pain", "pain on walking", "relieved by standing still"]},
        {"present": ["left thigh pain", "pain on walking"], "absent": ["relieved by standing still"]},
    ]


def test_the_other_side_begins_a_group_of_its_own(tmp_path: Path) -> None:
    _, case = written_by(tmp_path, "right calf pain, pain on walking\nboth\nquit\n")
    assert case["complaints"] == [
        {"present": ["right calf pain", "pain on walking", "relieved by standing still"]},
        {"present": ["left calf pain", "relieved by standing still"]},
    ]


def test_a_no_about_the_case_itself_says_nothing_of_another_group() -> None:
    case = {
        "present": ["right calf pain", "pain on walking"],
        "complaints": [{"present": ["left thigh pain", "pain on walking", "relieved by standing still"]}],
    }
    kb = dx.load()
    question = next_question(kb.diagnose(case), [])
    assert question is not None
    assert question.about == "right calf pain"
    assert question.phrase == "relieved by standing still"
    changed = answered(case, question, "no")
    assert changed["present"][-1] == "right calf pain not relieved by standing still"
    assert kb.diagnose(changed).report().conflicts == ()


def test_a_finding_is_written_for_the_sides_that_were_told(tmp_path: Path) -> None:
    start = "right calf pain, pain on walking\nyes\nunknown\nunknown\n"
    output, case = written_by(tmp_path, f"{start}left\nquit\n")
    assert "Is a pulse of the leg missing or weak? Right, left, both or no: left" in output
    assert "left pulse deficit" in case["present"]
    assert case["absent"] == ["right pulse deficit"]
    output, case = written_by(tmp_path, f"{start}yes\nboth\nquit\n")
    assert "answer right, left, both, no, unknown, back or quit" in output
    assert {"left pulse deficit", "right pulse deficit"} <= set(case["present"])
    _, case = written_by(tmp_path, f"{start}no\nquit\n")
    assert case["absent"] == ["pulse deficit"]


def test_a_number_is_asked_for_with_its_unit_and_limits() -> None:
    kb = dx.load()
    asked: list[tuple[str, str, str | None]] = []
    document = {"present": ["right calf pain", "pain on walking"]}
    while (question := next_question(kb.diagnose(document), asked)) is not None:
        if question.phrase == "walking distance to pain":
            break
        asked.append(question.key)
    assert question is not None
    assert question.words.endswith("(metres, 0 to 50000)")
    assert answered(document, question, "200")["measured"] == [
        {"name": "walking distance to pain", "value": "200", "unit": "m"}
    ]
    far = answered(document, question, "0.2 km")
    assert {fact.text for fact in kb.read(far).facts} >= {"walking distance to pain: 0.2 km"}
    for impossible, why in (
        ("-5", "impossible"),
        ("60 km", "impossible"),
        ("5 kg", "not a unit"),
        ("far", "not a n"),
    ):
        with pytest.raises(BadInput, match=why):
            kb.read(answered(document, question, impossible))


def test_the_place_is_asked_for_in_words(tmp_path: Path) -> None:
    answers = "right leg pain, pain on walking\n" + "unknown\n" * 5 + "behind the moon\nright buttock pain\nquit\n"
    output, case = written_by(tmp_path, answers)
    assert "Where exactly is the pain?" in output
    assert "not understood" in output
    assert case["present"] == ["right leg pain", "pain on walking", "right buttock pain"]


def test_the_saved_case_gives_the_same_report(tmp_path: Path) -> None:
    answers = "calf pain, pain on walking; left thigh pain, pain when sitting\nboth\nright\nno\n0.7\n1.1\n"
    output, _ = written_by(tmp_path, answers, "--setting", "vascular laboratory")
    again = CliRunner().invoke(app, ["diagnose", str(tmp_path / "case.yaml")])
    assert "CAUSES" in again.output
    assert output.endswith(again.output)


def test_every_question_is_in_plain_words() -> None:
    kb = dx.load()
    document = {"present": ["right leg pain", "pain on walking"]}
    asked: list[tuple[str, str, str | None]] = []
    while (question := next_question(kb.diagnose(document), asked)) is not None:
        assert not question.words.startswith("Is this so")
        asked.append(question.key)
    assert len(asked) > 50


def test_back_takes_an_answer_back() -> None:
    output = interviewed("right calf pain, pain on walking\nno\nback\nyes\nquit\n").output
    assert output.count("does it go if you just stand still?") == 2
    assert "peripheral artery disease, right: open -> supported" in output


def test_what_is_no_answer_is_asked_again() -> None:
    output = interviewed("right calv pain\nright calf pain, pain on walking\nperhaps\nquit\n").output
    assert "not understood" in output
    assert "answer yes, no, unknown, back or quit" in output
    assert output.count("does it go if you just stand still?") == 2


def test_it_stops_when_a_cause_is_established() -> None:
    output = interviewed("right calf pain, pain on walking\nyes\n0.7\n").output
    assert "Settled: peripheral artery disease is established." in output


def test_it_stops_at_a_red_flag() -> None:
    output = interviewed("right leg pain, saddle numbness\n").output
    assert "Settled: red flag of cauda equina syndrome" in output


def test_it_ends_without_answers() -> None:
    assert "Stopped." in interviewed("right calf pain\n").output
    assert "Stopped." in interviewed("").output


def test_it_goes_on_from_a_case_and_works_in_another_domain(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("present: [shoulder pain on the left, pain on raising the arm]\n")
    output = interviewed("yes\n20\n", str(case), "--ontology", str(SHOULDER)).output
    assert "Is this so: relieved by letting the arm hang? yes" in output
    assert "frozen shoulder is established" in output


def test_nothing_is_asked_twice_and_nothing_that_is_known() -> None:
    kb = dx.load()
    document = {"present": ["right calf pain", "pain on walking"]}
    asked: list[tuple[str, str, str | None]] = []
    for _ in range(12):
        question = next_question(kb.diagnose(document), asked)
        if question is None:
            break
        assert question.key not in asked
        asked.append(question.key)
        document = answered(document, question, "unknown")
    assert len(asked) > 5
    denied = kb.diagnose({"present": ["right calf pain", "pain on walking"], "absent": ["right pulse deficit"]})
    while (question := next_question(denied, asked)) is not None:
        pulses = "pulse absent" in question.phrase
        told = "a leg without a pulse deficit has no femoral one"
        assert not pulses or [bearing.side for bearing in question.sides] == ["left"], told
        asked.append(question.key)


def test_answers_that_are_none_are_refused() -> None:
    number = Question("test", "", "How many?", "index", number=True)
    with pytest.raises(BadInput, match="a number is asked for"):
        answered({}, number, "yes")
    denied = Question("test", "", "Wet?", "wet floor", 1, no=(Written("absent", ("wet floor",), 1),))
    assert answered({"complaints": [["sore"]]}, denied, "no") == {
        "complaints": [{"present": ["sore"], "absent": ["wet floor"]}]
    }
