"""The causes of a page (HTML): a card for each, with its ledger of reasons for and against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from differentia.diagnosis.findings import Cause, Line
from differentia.telling.chart_svg import path_svg, steps_of
from differentia.telling.html_parts import Markup, figure, folded, icon, joined, table, tag, words
from differentia.telling.numbers import missing_in_words, odds_in_words, percent, times
from differentia.telling.sources_html import source_links
from differentia.telling.statuses import HEADINGS, named, names_with_sides, sides_joined

__all__ = ["cause_cards"]

_OPENED = ("established", "conflict", "supported")
_VERIFIED = {"yes": "✓ seen in its source", "partial": "◐ seen in part", "no": "✗ not seen"}


def cause_cards(causes: Sequence[Cause], listed: Sequence[str]) -> Markup:
    """Tell causes by status, the decided ones first.

    Args:
        causes: the causes.
        listed: keys of the sources that stand in the list of sources.

    Example:
        >>> "Leak &lt;b&gt;" in cause_cards([Cause("urn:x", None, "Leak <b>", "supported")], [])
        True
    """
    parts: list[Markup] = []
    for status, heading in HEADINGS.items():
        group = [cause for cause in causes if cause.status == status]
        if not group:
            continue
        parts.append(tag("h3", icon(status), Markup(" "), words(heading)))
        bare = [cause for cause in group if cause.ratio is None and not _reasons(cause)]
        parts += [_card(cause, listed) for cause in sides_joined(c for c in group if c not in bare)]
        if bare:
            parts.append(tag("p", words(names_with_sides(bare)), class_="quiet"))
    return joined(parts)


def _reasons(cause: Cause) -> tuple[Line, ...]:
    return (*cause.for_, *cause.against)


def _card(cause: Cause, listed: Sequence[str]) -> Markup:
    parts = [
        tag("h4", words(named(cause.label, cause.notation, cause.side))),
        tag("p", words(_status(cause)), class_="status"),
    ]
    if cause.alarm:
        parts.append(tag("p", words(f"! {cause.alarm}"), class_="alarm"))
    if cause.tipping_point:
        point = cause.tipping_point
        said = f"Hangs on “{point.text}”: without it {percent(point.posttest)}, and {point.effect}."
        parts.append(tag("p", words(said)))
    if _reasons(cause):
        count = f"{len(cause.for_)} for, {len(cause.against)} against"
        ledger = _ledger(cause, listed)
        parts.append(folded(words(f"Ledger: {count}"), ledger, opened=cause.status in _OPENED))
    if len(steps_of(cause)) > 1:
        drawn = figure(path_svg(cause), "Each ratio that counts moves the odds; those set aside do not.", "narrow")
        parts.append(folded(words("What moves the odds"), drawn))
    if cause.missing and cause.status not in ("excluded", "opposed"):
        said = "; ".join(missing_in_words(one) for one in cause.missing)
        parts.append(tag("p", words(f"Not known, and would tell most: {said}"), class_="quiet"))
    return tag("article", Markup("\n"), joined(parts), class_=f"card {cause.status}")


def _status(cause: Cause) -> str:
    odds = odds_in_words(cause).removeprefix(": ")
    note = f"no probability: {cause.note}" if cause.note and not odds else ""
    return "; ".join(filter(None, (cause.status.capitalize(), odds, note)))


def _ledger(cause: Cause, listed: Sequence[str]) -> Markup:
    rows = [*_rows("for", cause.for_, listed), *_rows("against", cause.against, listed)]
    head = ("", "reason, and the words of the case", "ratio (95% interval)", "counts in the odds", "source")
    return table(head, rows, label=f"Ledger of {cause.label}", kind="ledger")


def _rows(direction: str, lines: Iterable[Line], listed: Sequence[str]) -> Iterable[list[Markup]]:
    sign = {"for": "+ for", "against": "- against"}[direction]
    for line in lines:
        facts = "; ".join(f"“{fact}”" for fact in line.facts)
        reason = [words(line.text), tag("span", words(f"← {facts}"), class_="facts") if facts else Markup("")]
        counted = tag("b" if line.used else "span", words(_counted(line)))
        yield [tag("b", words(sign)), joined(reason, " "), _ratio(line), counted, _source(line, listed)]


def _ratio(line: Line) -> Markup:
    if line.ratio is None:
        return words("—")
    ends = f"({line.interval[0]:.2g} to {line.interval[1]:.2g})" if line.interval else "(interval not known)"
    against = f" against {line.compared_with}" if line.compared_with else ""
    return joined([tag("b", words(times(line.ratio))), words(f"{ends}{against}")], " ")


def _counted(line: Line) -> str:
    if line.ratio is None:
        return "no ratio: counts for the status"
    return "yes" if line.used else f"set aside: {line.why}"


def _source(line: Line, listed: Sequence[str]) -> Markup:
    checked = _VERIFIED.get(line.verified or "", "")
    whom = f"studied: {line.population}" if line.population else ""
    notes = " · ".join(filter(None, (line.evidence, checked, whom)))
    return joined([source_links(line.sources, listed), tag("small", words(notes)) if notes else Markup("")], " ")
