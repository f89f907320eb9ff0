"""A diagnosis as Markdown."""

from __future__ import annotations

from differentia.diagnosis.findings import Cause, ConflictingFact, Line, RecommendedTest, Report
from differentia.telling.numbers import move_in_words, odds_in_words, ratio_in_words
from differentia.telling.plain import in_series, markdown, shortened, source_names

__all__ = ["report_markdown"]


def report_markdown(report: Report) -> str:
    """Tell a diagnosis as Markdown.

    Example:
        >>> cause = Cause("urn:x#Leak", "LEAK", "leak", "open")
        >>> print(report_markdown(Report("house-1", "Not a plumber.", "0.1.0", causes=(cause,))).splitlines()[-1])
        | leak | LEAK |  | open |  |  |  |
    """
    title = f"# {markdown(report.case_id)}"
    parts = [title, "", f"*{markdown(report.disclaimer)}* Ontology {markdown(report.ontology_version)}."]
    parts += _section("Red flags", [_strong(flag.label, flag.side, flag.action) for flag in report.red_flags])
    parts += _section("Contradictory facts", [_conflict(conflict.facts) for conflict in report.conflicts])
    parts += _causes(report.causes)
    parts += _section("Next tests", [_test(test) for test in report.next_tests])
    parts += _section("Tests left out", [_strong(test.label, None, test.why) for test in report.withheld_tests])
    kept = [_strong(k.label, k.side, f"because of {in_series(list(k.because_of))}") for k in report.kept_in_view]
    parts += _section("Not to be missed", kept)
    parts += _section("Unexplained", [markdown(complaint.label) for complaint in report.unexplained])
    return "\n".join(parts + _section("Left out", [markdown(phrase) for phrase in report.not_understood]))


def _section(heading: str, items: list[str]) -> list[str]:
    return ["", f"## {heading}", "", *(f"- {item}" for item in items)] if items else []


def _strong(label: str, side: str | None, text: str) -> str:
    return f"**{markdown(label)}{f', {markdown(side)}' if side else ''}**: {markdown(text)}"


def _conflict(facts: tuple[ConflictingFact, ...]) -> str:
    said = []
    for fact in facts:
        source = f", per {markdown(fact.source)}" if fact.source else ""
        said.append(f"“{markdown(fact.text)}” ({markdown(fact.status)}{source})")
    return " against ".join(said)


def _causes(causes: tuple[Cause, ...]) -> list[str]:
    if not causes:
        return []
    head = [
        "",
        "## Causes",
        "",
        "| cause | notation | side | status | odds | for | against |",
        "|---|---|---|---|---|---|---|",
    ]
    return head + [_cause(cause) for cause in causes]


def _cause(cause: Cause) -> str:
    said = odds_in_words(cause).removeprefix(": ") + (f"; {cause.alarm}" if cause.alarm else "")
    cells = [cause.label, cause.notation or "", cause.side or "", cause.status, said]
    reasons = [_lines(cause.for_), _lines(cause.against)]
    return f"| {' | '.join([*map(markdown, cells), *reasons])} |"


def _lines(lines: tuple[Line, ...]) -> str:
    return "<br>".join(
        markdown(f"{line.text} ← {', '.join(line.facts)} {source_names(line.sources)}".strip() + ratio_in_words(line))
        for line in lines
    )


def _test(test: RecommendedTest) -> str:
    lines = [_strong(test.label, test.side, test.why)]
    for outcome in test.outcomes:
        effects = [f"red flag: {flag}" for flag in outcome.red_flags]
        effects += [move_in_words(move) for move in outcome.probabilities]
        effects += [f"{change.label} {change.before} → {change.after}" for change in outcome.changes]
        effects += [f"then {label}" for label in outcome.next_tests]
        lines.append(f"  - if {markdown(outcome.label)}: {markdown(shortened(effects) or 'nothing changes')}")
    return "\n".join(lines)
