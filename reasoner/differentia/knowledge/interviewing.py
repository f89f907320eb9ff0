"""Which question to ask next, what an answer says, and what it moved.

A question stands for one phrase or one measurement of a case file; the answer is written as such, so that an interview
leaves behind a case that anybody can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeAlias

from differentia.diagnosis.findings import Cause, Report
from differentia.errors import BadInput
from differentia.intake.candidates import denies
from differentia.intake.lexicon import Lexicon
from differentia.intake.phrases import read_phrase
from differentia.knowledge.explaining import sides_of
from differentia.knowledge.workup import ranked_tests
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["Move", "Question", "answered", "moves_between", "next_question", "settled"]

Document: TypeAlias = dict[str, Any]
"""A case as in its file."""
ASKED_COST = 1
"""The highest cost class that an interview asks for: questions, and what is seen or felt at once."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask.

    Attributes:
        test: label of the test it belongs to.
        why: why it is asked.
        words: the question.
        phrase: what an answer speaks of, as in a case file; for a measurement its name.
        unit: of a measurement.
        number: whether the answer is a number.
        side: of a measurement.
        denial: where in a case file a no is written, and in which words.
    """

    test: str
    why: str
    words: str
    phrase: str
    unit: str | None = None
    number: bool = False
    side: str | None = None
    denial: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """How one cause stands before and after an answer."""

    label: str
    notation: str | None
    side: str | None
    before: Cause | None
    after: Cause


def next_question(diagnosis: Diagnosis, asked: Sequence[str]) -> Question | None:
    """Return the best question that was not asked yet; None where only dearer tests remain.

    Args:
        diagnosis: the case so far.
        asked: the phrases asked about already.
    """
    report = diagnosis.report()
    why = {test.id: test.why for test in report.next_tests}
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in diagnosis.query("askable").dicts():
        rows.setdefault(str(row["test"]), []).append(dict(row))
    order = dict.fromkeys([test.id for test in report.next_tests] + ranked_tests(diagnosis, report.causes))
    for test in order:
        for question in _questions(diagnosis, rows.get(test, []), why.get(test, "")):
            if question.phrase not in asked:
                return question
    return None


def _questions(diagnosis: Diagnosis, rows: list[dict[str, Any]], why: str) -> Iterator[Question]:
    """Yield what a test asks: how the complaint behaves, else a measurement, else the findings it may show."""
    lexicon = diagnosis.kb.compiled.lexicon
    side = _side(diagnosis)
    behaves = [row for row in rows if row["property"] is not None]
    measures = [row for row in rows if str(row["target"]) in lexicon.kinds]
    for row in behaves or measures or _widest_first(diagnosis, rows):
        cost, target, label = row["cost_class"], str(row["target"]), str(row["target_label"])
        if cost is None or int(cost) > ASKED_COST or (not behaves and _known(diagnosis, target)):
            continue
        where = side if lexicon.bearers.get(target) in lexicon.parts else None
        told, words = str(row["label"]), row["question"] and str(row["question"])
        if measures and not behaves:
            unit = lexicon.kinds[target].unit
            asked = words or f"{label}{f', {where}' if where else ''}{f' ({unit})' if unit else ''}:"
            yield Question(told, why, asked, label, unit, number=True, side=where)
            continue
        phrase = _qualifier(lexicon, str(row["property"]), label) if behaves else f"{where} {label}" if where else label
        denial = _denial(lexicon, target, phrase, where)
        if _readable(phrase, lexicon) and denial is not None:
            asked = words or f"Is this so: {phrase}?"
            yield Question(told, why, f"{asked} [{where}]" if where and words else asked, phrase, denial=denial)


def _widest_first(diagnosis: Diagnosis, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Order findings so that what includes others is asked first: its denial answers for all of them."""
    wider = diagnosis.kb.compiled.weights.wider
    targets = {str(row["target"]) for row in rows}
    unique = {str(row["target"]): row for row in reversed(rows)}
    return sorted(
        unique.values(), key=lambda r: (-sum(str(r["target"]) in wider.get(t, ()) for t in targets), r["target_label"])
    )


def _known(diagnosis: Diagnosis, target: str) -> bool:
    """Tell whether a finding is entailed, or is of a class that was said to be absent."""
    layer = diagnosis.session.layer
    number = layer.symbols.expressions.get(f"<{target}>")
    if number is not None and any(number in layer.types_of(x) for x in layer.known):
        return True
    wider = diagnosis.kb.compiled.weights.wider.get(target, frozenset((target,)))
    return any(lacked in wider for fact in diagnosis.case.facts for _, lacked in fact.lacks)


def _denial(lexicon: Lexicon, target: str, phrase: str, side: str | None) -> tuple[str, str] | None:
    """Return where and in which words the finding is denied: under absent, or with words of its own for the absence."""
    if not denies(phrase, lexicon):
        return "absent", phrase
    own = sorted(s.phrase for found in lexicon.senses.values() for s in found if s.iri == target and s.absent)
    said = [f"{side} {words}" if side else words for words in own]
    return next((("present", words) for words in said if _absence(words, lexicon)), None)


def _absence(phrase: str, lexicon: Lexicon) -> bool:
    try:
        return read_phrase(phrase, lexicon, hints=False).absent
    except BadInput:
        return False


def _side(diagnosis: Diagnosis) -> str | None:
    """Return the side of the complaint, if it is on one side."""
    observed = diagnosis.ledger.observed
    found = {side for part, side in sides_of(diagnosis).items() if observed.complains(part)}
    return next(iter(found)) if len(found) == 1 else None


def _qualifier(lexicon: Lexicon, prop: str, label: str) -> str:
    """Return the phrase that states a property of a complaint, if possible in the words of the property's own label."""
    own = lexicon.labels.get(prop, "")
    patterns = [p for found in lexicon.patterns.values() for p in found if p.iri == prop and not p.absent]
    patterns.sort(key=lambda p: (own not in p.text, p.text.startswith("{}"), len(p.text), p.text))
    readable = (text for p in patterns if _readable(text := p.text.replace("{}", label), lexicon))
    return next(readable, label)


def _readable(phrase: str, lexicon: Lexicon) -> bool:
    try:
        return not read_phrase(phrase, lexicon, hints=False).absent
    except BadInput:
        return False


def answered(document: Document, question: Question, answer: str) -> Document:
    """Return a case with an answer in it.

    Args:
        document: the case so far.
        question: what was asked.
        answer: yes, no, unknown, or a number.

    Raises:
        BadInput: it is none of these.

    Example:
        >>> asked = Question("asking", "", "Is it wet?", "wet floor")
        >>> answered({"present": ["leak"]}, asked, "yes")
        {'present': ['leak', 'wet floor']}
    """
    changed = deepcopy(document)
    word = answer.strip().lower()
    if word in ("unknown", "u", "?"):
        _list(changed, "unknown").append(question.phrase)
    elif question.number and word in ("yes", "y", "no", "n"):
        raise BadInput("a number is asked for; unknown, back and quit are answers too", phrase=answer)
    elif question.number:
        measured = {"name": question.phrase, "value": word}
        _list(changed, "measured").append(measured | ({"side": question.side} if question.side else {}))
    elif word in ("yes", "y"):
        _group(changed, "present").append(question.phrase)
    elif word in ("no", "n"):
        key, phrase = question.denial or ("absent", question.phrase)
        _group(changed, key).append(phrase)
    else:
        raise BadInput("answer yes, no, unknown, back or quit", phrase=answer)
    return changed


def _list(document: Document, key: str) -> list[Any]:
    found: list[Any] = document.setdefault(key, []) if document.get(key) is not None else []
    document[key] = found
    return found


def _group(document: Document, key: str) -> list[Any]:
    """Return the list to add to: that of the only group of complaints, if there is one, else that of the case."""
    groups = document.get("complaints") or []
    if len(groups) != 1:
        return _list(document, key)
    if isinstance(groups[0], list):
        groups[0] = {"present": groups[0]}
    return _list(groups[0], key)


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
