"""The command that asks: `interview`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from differentia.commands.options import PATH, knowledge, ontology_option, prior_of, prior_option, setting_option, width

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis, KnowledgeBase
    from differentia.knowledge.interviewing import Move
    from differentia.knowledge.replies import Question

__all__ = ["interview", "said", "told_moves"]

_ENOUGH = 19 / 20
_SHOWN_MOVES = 6


@click.command()
@click.argument("case", type=PATH, required=False)
@ontology_option
@setting_option
@prior_option
@click.option("--until", type=float, default=_ENOUGH, show_default=True, help="A probability that is certain enough.")
@click.option("--save", type=PATH, metavar="FILE", help="Write the case with its answers as YAML.")
def interview(
    case: Path | None,
    ontology: Sequence[Path],
    setting: str | None,
    priors: Sequence[str],
    until: float,
    save: Path | None,
) -> None:
    """Ask the best next question until the case is settled, or only tests remain.

    Answers are yes, no, unknown, back, or quit; where a side is asked for, that side (the other one is then not
    concerned; with a question mark after it, the other one stays open) or both; where a number is asked for, a number,
    which may have a unit of its own. They may come from a pipe. CASE is a case file to start from; without one the
    interview starts with the complaint.
    """
    from differentia.intake.document import read_document
    from differentia.intake.strict import load

    known = knowledge(ontology)
    document: dict[str, Any] = {"id": "interview", "present": []}
    if case is not None:
        import yaml

        # refuses what is no case file before anything is asked
        read_document(load(case)[0], known.compiled.lexicon.kind_names)
        document = yaml.safe_load(case.read_text(encoding="utf-8"))
    if setting is not None:
        document["setting"] = setting
    talk = _Interview(known, dict(map(prior_of, priors)), until)
    document = talk.run(document)
    if save is not None:
        _save(document, save)


def _save(document: dict[str, Any], path: Path) -> None:
    import yaml

    from differentia.errors import BadInput

    try:
        path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", file=path) from None


class _Interview:
    """One conversation: it writes to standard output and reads answers from standard input."""

    def __init__(self, known: KnowledgeBase, priors: dict[str, Any], until: float) -> None:
        self.known = known
        self.priors = priors
        self.until = until
        self.lines: Iterator[str] = iter(sys.stdin)

    def run(self, document: dict[str, Any]) -> dict[str, Any]:
        """Ask until settled, and tell what was found; return the case with its answers."""
        from differentia.telling.report_text import print_rows, report_rows

        said(self._diagnosed(document).report().disclaimer)
        if not (document.get("present") or document.get("complaints")):
            document = self._complaint(document)
        document, reason = self._questions(document)
        said(f"\n{reason}\n")
        print_rows(report_rows(self._diagnosed(document).report(), width()), sys.stdout)
        return document

    def _questions(self, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
        from differentia.errors import BadInput
        from differentia.knowledge.interviewing import moves_between, next_question, settled
        from differentia.knowledge.replies import answered

        asked: list[tuple[str, str, str | None]] = []
        past: list[dict[str, Any]] = []
        diagnosis = self._diagnosed(document)
        while True:
            if (reason := settled(diagnosis.report(), self.until)) is not None:
                return document, f"Settled: {reason}."
            question = next_question(diagnosis, asked)
            if question is None:
                return document, "No question is left: what remains are tests."
            answer = self._ask(question)
            if answer is None or answer in ("quit", "q"):
                return document, "Stopped."
            if answer in ("back", "b"):
                if past:
                    document, _ = past.pop(), asked.pop()
                    diagnosis = self._diagnosed(document)
                continue
            try:
                changed = answered(document, question, answer)
                then = self._diagnosed(changed)
                for line in told_moves(moves_between(diagnosis.report(), then.report())):
                    said(line)
            except BadInput as error:
                said(f"  {error}")
                continue
            past.append(document)
            asked.append(question.key)
            document, diagnosis = changed, then

    def _complaint(self, document: dict[str, Any]) -> dict[str, Any]:
        from differentia.errors import BadInput

        asked = "What is the complaint? In a few words; commas between several, a semicolon before another complaint."
        while True:
            answer = self._line(asked)
            if answer is None or answer in ("quit", "q"):
                return document
            told = [[part.strip() for part in one.split(",") if part.strip()] for one in answer.split(";")]
            told = [one for one in told if one]
            changed = {**document, "present": told[0] if told else []}
            if len(told) > 1:
                changed = {**document, "complaints": [{"present": one} for one in told]}
                changed.pop("present")
            try:
                self._diagnosed(changed)
            except BadInput as error:
                said(f"  {error}")
                continue
            return changed

    def _ask(self, question: Question) -> str | None:
        said(f"\n({question.test}{f': {question.why}' if question.why else ''})")
        return self._line(question.words)

    def _line(self, words: str) -> str | None:
        sys.stdout.write(f"{words} ")
        sys.stdout.flush()
        line = next(self.lines, None)
        if line is None:
            said("")
            return None
        if not sys.stdin.isatty():
            said(line.strip())
        return line.strip()

    def _diagnosed(self, document: dict[str, Any]) -> Diagnosis:
        return self.known.diagnose(document, priors=self.priors)


def said(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def told_moves(moves: Sequence[Move]) -> Iterator[str]:
    """Tell what an answer moved."""
    from differentia.telling.numbers import percent, times

    for move in moves[:_SHOWN_MOVES]:
        before, after = move.before, move.after
        parts = []
        if before is None or before.status != after.status:
            parts.append(f"{before.status if before else 'open'} -> {after.status}")
        was = None if before is None else before.posttest if before.posttest is not None else before.prior
        if after.posttest is not None and after.posttest != was:
            parts.append(f"{percent(was)} -> {percent(after.posttest)}" if was is not None else percent(after.posttest))
        elif after.ratio is not None and (before is None or after.ratio != before.ratio):
            parts.append(f"odds {times(after.ratio)}")
        if parts:
            yield f"  {move.label}{f', {move.side}' if move.side else ''}: {', '.join(parts)}"
    if len(moves) > _SHOWN_MOVES:
        yield f"  and {len(moves) - _SHOWN_MOVES} more"
