"""A diagnosis as text for a terminal of 80 to 100 columns.

The layout is made here, in plain text, one style to a line; a terminal adds colour, a file or a pipe gets none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, NamedTuple

from differentia.diagnosis.findings import Cause, Conflict, Line, Outcome, RecommendedTest, RedFlag, Report
from differentia.telling.numbers import missing_in_words, move_in_words, odds_in_words, percent, ratio_in_words, times
from differentia.telling.plain import in_series, one_line, shortened, source_names, wrapped
from differentia.telling.statuses import HEADINGS, named, names_with_sides, sides_joined

__all__ = ["Row", "next_tests_rows", "print_rows", "report_rows", "report_text"]

_STYLES = {"established": "bold green", "conflict": "bold yellow", "supported": "bold cyan"}
# how many reasons are shown before the rest is only counted
_REASONS = 3


class Row(NamedTuple):
    """One line of output and how a terminal may show it."""

    text: str
    style: str = ""


def report_text(report: Report, width: int = 88, *, full: bool = False) -> str:
    """Tell a diagnosis as plain text; in full, with every reason and every result of a test.

    Example:
        >>> wet = Line("urn:x#Wet", "wet floor", ("puddle",))
        >>> cause = Cause("urn:x#Leak", "LEAK", "leak", "supported", for_=(wet,))
        >>> print(report_text(Report("house-1", "Not a plumber.", "0.1.0", causes=(cause,))))
        house-1 (ontology 0.1.0)
        Not a plumber.
        <BLANKLINE>
        CAUSES
        Supported (a sign speaks for it; not thereby proved)
          leak (LEAK)
            + wet floor <- “puddle”
    """
    return "\n".join(row.text for row in report_rows(report, width, full=full))


def report_rows(report: Report, width: int = 88, *, full: bool = False) -> list[Row]:
    """Lay out a diagnosis in rows of at most `width` columns; not in full, what is shortened is said to be."""
    rows = _opening(report, width)
    rows += _red_flags(report.red_flags, width)
    rows += _conflicts(report.conflicts, width)
    rows += _causes(report.causes, width, full)
    rows += _kept_in_view(report, width)
    rows += _tests(report, width, full)
    rows += _unexplained(report, width)
    return rows + _reading(report, width)


def next_tests_rows(report: Report, width: int = 88) -> list[Row]:
    """Lay out only what the diagnosis says about tests (red flags come first all the same), in full."""
    rows = _opening(report, width) + _red_flags(report.red_flags, width)
    return rows + (_tests(report, width, full=True) or [Row(""), Row("No rule calls for a test that is not done.")])


def print_rows(rows: Iterable[Row], file: IO[str]) -> None:
    """Print rows: with styles on a terminal, as plain text anywhere else."""
    if not file.isatty():
        file.write("".join(f"{row.text}\n" for row in rows))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=file, highlight=False, soft_wrap=True)
    for row in rows:
        console.print(Text(row.text, style=row.style))


# ---- parts


def _opening(report: Report, width: int) -> list[Row]:
    where = f", setting: {one_line(report.setting)}" if report.setting else ""
    title = f"{one_line(report.case_id)} (ontology {report.ontology_version}){where}"
    return [Row(title, "bold"), *_rows(wrapped(report.disclaimer, width), "dim")]


def _red_flags(flags: tuple[RedFlag, ...], width: int) -> list[Row]:
    if not flags:
        return []
    inner = width - 4
    lines: list[str] = []
    for flag in flags:
        lines += wrapped(named(flag.label, flag.notation, flag.side), inner)
        lines += wrapped(flag.action, inner, "  ")
    top = f"┌─ RED FLAG {'─' * (width - 13)}┐"
    boxed = [f"│ {line.ljust(inner)} │" for line in lines]
    return [Row(""), *_rows([top, *boxed, f"└{'─' * (width - 2)}┘"], "bold red")]


def _conflicts(conflicts: tuple[Conflict, ...], width: int) -> list[Row]:
    if not conflicts:
        return []
    rows = _heading("CONTRADICTORY FACTS (no conclusion rests on any of them)")
    for number, conflict in enumerate(conflicts, start=1):
        for place, fact in enumerate(conflict.facts):
            notes = [fact.status, f"line {fact.line}" if fact.line else "", f"per {fact.source}" if fact.source else ""]
            said = f"“{fact.text}” ({', '.join(filter(None, notes))})"
            rows += _rows(wrapped(said, width, f"{number:>3}. " if place == 0 else "     "), "yellow")
        if conflict.why:
            rows += _rows(wrapped(conflict.why, width, "     "))
        if conflict.causes:
            rows += _rows(wrapped(f"in dispute: {', '.join(conflict.causes)}", width, "     "))
    return rows


def _causes(causes: tuple[Cause, ...], width: int, full: bool) -> list[Row]:
    rows = _heading("CAUSES") if causes else []
    for status, heading in HEADINGS.items():
        group = [cause for cause in causes if cause.status == status]
        if group:
            rows.append(Row(heading, _STYLES.get(status, "bold")))
        # of what is open only what is weighed is told by itself
        unweighed = [cause for cause in group if status == "open" and cause.ratio is None]
        for cause in sides_joined(cause for cause in group if cause not in unweighed):
            rows += _cause(cause, width, full) if full or not _told_in_short(cause) else _in_short(cause, width)
        rows += _rows(wrapped(names_with_sides(unweighed), width, "  "), "dim") if unweighed else []
    return rows


def _told_in_short(cause: Cause) -> bool:
    """Whether the main reason is enough: nothing speaks for it, and nothing hangs on its odds."""
    return cause.status in ("opposed", "excluded") and not cause.for_ and not cause.alarm and bool(cause.against)


def _in_short(cause: Cause, width: int) -> list[Row]:
    more = f", and {len(cause.against) - 1} more" if len(cause.against) > 1 else ""
    odds = (
        percent(cause.posttest) if cause.posttest is not None else f"odds {times(cause.ratio)}" if cause.ratio else ""
    )
    weighed = f"{odds}; " if odds else ""
    said = f"{named(cause.label, cause.notation, cause.side)}: {weighed}{cause.against[0].text}{more}"
    return _rows(wrapped(said, width, "  ", "      "))


def _cause(cause: Cause, width: int, full: bool) -> list[Row]:
    title = named(cause.label, cause.notation, cause.side) + odds_in_words(cause)
    rows = _rows(wrapped(title, width, "  ", "      "), "bold")
    if cause.alarm:
        rows += _rows(wrapped(cause.alarm, width, "    ! "), "bold yellow")
    # what is opposed needs no more than its main reason; what stands needs the decisive ones
    shown = 1_000 if full else 1 if cause.status == "opposed" else _REASONS
    rows += _reasons(cause.for_, "+", width, shown) + _reasons(cause.against, "-", width, shown)
    if cause.tipping_point:
        point = cause.tipping_point
        said = f"hangs on “{one_line(point.text)}”: without it {point.posttest:.0%}, and {point.effect}"
        rows += _rows(wrapped(said, width, "    = "))
    if cause.missing and cause.status not in ("excluded", "opposed"):
        said = "; ".join(missing_in_words(one) for one in cause.missing)
        rows += _rows(wrapped(f"not known: {said}", width, "    ? "), "dim")
    return rows


def _reasons(lines: tuple[Line, ...], mark: str, width: int, shown: int) -> list[Row]:
    rows: list[Row] = []
    for line in lines[:shown]:
        phrases = ", ".join(f"“{one_line(fact)}”" for fact in line.facts)
        said = f"{line.text}{' <- ' if phrases else ''}{phrases} {source_names(line.sources)}{ratio_in_words(line)}"
        rows += _rows(wrapped(said, width, f"    {mark} "))
    if len(lines) > shown:
        rows.append(Row(f"    {mark} and {len(lines) - shown} more", "dim"))
    return rows


def _tests(report: Report, width: int, full: bool) -> list[Row]:
    rows = _heading("NEXT TESTS") if report.next_tests else []
    for number, test in enumerate(report.next_tests, start=1):
        rows += _test(number, test, width, full)
    if report.withheld_tests:
        rows += _heading("TESTS LEFT OUT")
        for withheld in report.withheld_tests:
            said = f"{named(withheld.label, withheld.notation, None)}: {withheld.why}"
            rows += _rows(wrapped(said, width, "  ", "      "))
    return rows


def _test(number: int, test: RecommendedTest, width: int, full: bool) -> list[Row]:
    notes = [] if test.cost_class is None else [f"cost class {test.cost_class} of 4"]
    if test.information_bits is not None:
        notes.append(f"{test.information_bits:.2f} bits expected")
    title = named(test.label, test.notation, test.side) + (f", {', '.join(notes)}" if notes else "")
    rows = _rows(wrapped(title, width, f"{number:>3}. "), "bold")
    rows += _rows(wrapped(f"{test.why} {source_names(test.sources)}", width, "     "))
    told = [(outcome.label, _effects(outcome)) for outcome in test.outcomes]
    idle = [label for label, effects in told if not effects]
    for label, effects in told:
        if effects or full:
            rows += _rows(wrapped(f"if {label}: {shortened(effects) or 'nothing changes'}", width, "     · "))
    if idle and not full:
        rows += _rows(wrapped(f"nothing changes if {', '.join(idle)}", width, "     · "), "dim")
    return rows


def _effects(outcome: Outcome) -> list[str]:
    effects = [f"red flag: {flag}" for flag in outcome.red_flags]
    effects += [move_in_words(move) for move in outcome.probabilities]
    effects += [f"{named(c.label, None, c.side)} {c.before} -> {c.after}" for c in outcome.changes]
    return effects + [f"then {label}" for label in outcome.next_tests]


def _kept_in_view(report: Report, width: int) -> list[Row]:
    rows = _heading("NOT TO BE MISSED") if report.kept_in_view else []
    for kept in report.kept_in_view:
        because = f", because of {in_series(list(kept.because_of))}" if kept.because_of else ""
        rows += _rows(wrapped(named(kept.label, kept.notation, kept.side) + because, width, "  ", "      "))
    return rows


def _unexplained(report: Report, width: int) -> list[Row]:
    rows = _heading("UNEXPLAINED (by any established or supported cause)") if report.unexplained else []
    for complaint in report.unexplained:
        phrases = ", ".join(f"“{one_line(fact)}”" for fact in complaint.facts)
        rows += _rows(wrapped(f"{complaint.label}{' <- ' if phrases else ''}{phrases}", width, "  ", "      "))
    return rows


def _reading(report: Report, width: int) -> list[Row]:
    """Tell what was left out, and how a phrase was read where its words are not those of the terms."""
    rows = _heading("LEFT OUT (not understood)") if report.not_understood else []
    for phrase in report.not_understood:
        rows += _rows(wrapped(phrase, width, "  ", "      "), "yellow")
    history = [fact for fact in report.understood if not fact.current]
    rows += _heading("HISTORY (a later value counts)") if history else []
    for fact in history:
        rows += _rows(wrapped(f"“{fact.text}”", width, "  ", "      "), "dim")
    other = [(f, [t for t in f.read_as if t.lower() not in f.text.lower()]) for f in report.understood]
    if any(terms for _, terms in other):
        rows += _heading("READ AS")
    for fact, terms in other:
        if terms:
            denied = "not " if fact.status == "absent" else ""
            rows += _rows(wrapped(f"“{fact.text}”: {denied}{', '.join(fact.read_as)}", width, "  ", "      "), "dim")
    return rows


# ---- pieces


def _heading(words: str) -> list[Row]:
    return [Row(""), Row(words, "bold underline")]


def _rows(lines: Iterable[str], style: str = "") -> list[Row]:
    return [Row(line, style) for line in lines]
