"""The interview: scripted answers, what they move, and the case that is left."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import differentia as dx
from differentia.cli import app
from differentia.errors import BadInput
from differentia.knowledge.interviewing import Question, answered, next_question

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
    asked: list[str] = []
    for _ in range(12):
        question = next_question(kb.diagnose(document), asked)
        if question is None:
            break
        assert question.phrase not in asked
        asked.append(question.phrase)
        document = answered(document, question, "unknown")
    assert len(asked) > 5
    denied = kb.diagnose({"present": ["right calf pain", "pain on walking"], "absent": ["right pulse deficit"]})
    while (question := next_question(denied, asked)) is not None:
        assert "pulse absent" not in question.phrase, "a leg without a pulse deficit has no femoral one"
        asked.append(question.phrase)


def test_answers_that_are_none_are_refused() -> None:
    number = Question("test", "", "How many?", "index", number=True)
    with pytest.raises(BadInput, match="a number is asked for"):
        answered({}, number, "yes")
    assert answered({"complaints": [["sore"]]}, Question("test", "", "Wet?", "wet floor"), "no") == {
        "complaints": [{"present": ["sore"], "absent": ["wet floor"]}]
    }
