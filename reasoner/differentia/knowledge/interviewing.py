"""Which question to ask next, when to stop, and what an answer moved."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.findings import Cause, Report
from differentia.knowledge.asking import QuestionKey, Questions, answered_in_part
from differentia.knowledge.replies import Question
from differentia.knowledge.workup import ranked_tests
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["Move", "moves_between", "next_question", "settled"]


@dataclass(frozen=True, slots=True)
class Move:
    """How one cause stands before and after an answer."""

    label: str
    notation: str | None
    side: str | None
    before: Cause | None
    after: Cause


def next_question(diagnosis: Diagnosis, asked: Collection[QuestionKey]) -> Question | None:
    """Return the best question that was not asked yet; None where only dearer tests remain.

    Args:
        diagnosis: the case so far.
        asked: the keys of the questions that were asked already.
    """
    questions = Questions(diagnosis)
    for question in questions.of_sides():
        if question.key not in asked:
            return question
    report = diagnosis.report()
    why = {test.id: test.why for test in report.next_tests}
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in diagnosis.query("askable").dicts():
        rows.setdefault(str(row["test"]), []).append(dict(row))
    # what was asked of one complaint is asked of the others first
    order = answered_in_part(questions, rows) + [test.id for test in report.next_tests]
    order += ranked_tests(diagnosis, report.causes)
    for test in dict.fromkeys(order):
        for question in questions.of_test(rows.get(test, []), why.get(test, "")):
            if question.key not in asked:
                return question
    return None


def moves_between(before: Report, after: Report) -> list[Move]:
    """Return the causes whose status, odds or probability an answer changed."""
    was = {(cause.id, cause.side): cause for cause in before.causes}
    moves = []
    for cause in after.causes:
        other = was.get((cause.id, cause.side)) or was.get((cause.id, None))
        if other is None or _state(other) != _state(cause):
            moves.append(Move(cause.label, cause.notation, cause.side, other, cause))
    return moves


def _state(cause: Cause) -> tuple[object, ...]:
    return cause.status, cause.posttest, cause.ratio


def settled(report: Report, until: float) -> str | None:
    """Say why nothing more needs to be asked; None if something does.

    Args:
        report: the case so far.
        until: the probability that is certain enough.
    """
    if report.red_flags:
        return f"{report.red_flags[0].label}: {report.red_flags[0].action}"
    for cause in report.causes:
        if cause.status == "established":
            return f"{cause.label} is established"
        if cause.posttest is not None and cause.posttest >= until:
            return f"{cause.label} is likely enough"
    return None
