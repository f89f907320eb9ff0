"""The differential as a chart (SVG): each cause before and after the facts, and how the facts lead there.

The numbers are those of the report, in the same words. Where no interval is known the chart says so and draws none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import log10
from typing import NamedTuple

from differentia.diagnosis.findings import Cause, Line, Report
from differentia.diagnosis.weighing import probability_after
from differentia.telling.numbers import interval_in_words, percent, times
from differentia.telling.plain import source_names
from differentia.telling.statuses import HEADINGS, named, sides_joined
from differentia.telling.svg_parts import drawing, lines_within, mark, text, text_lines

__all__ = ["Step", "chart_svg", "path_svg", "steps_of"]

WIDTH = 460.0
_LEFT, _RIGHT, _LINE = 26.0, 24.0, 16
_FIRST = ("established", "conflict", "supported")
_BOLD = 14.5
"""Bold letters are as wide as others of this height."""
_STYLE = """\
.title{font-size:16px;font-weight:bold}
.cause{font-weight:bold}
.small{font-size:12px;fill:#444}
.heading{font-size:14px;font-weight:bold}
.grid{stroke:#ddd;stroke-width:1}
.axis{stroke:#777;stroke-width:1}
.way{stroke:#999;stroke-width:2}
.prior{fill:#fff;stroke:#444;stroke-width:2}
.reach{fill:none;stroke:#222;stroke-width:1.5}
.up{fill:#0067a6}
.down{fill:#a65200}
.last{stroke:#444;stroke-width:1;stroke-dasharray:3 3}"""


class Step(NamedTuple):
    """One ratio that was used, with what the odds or the probability come to after it.

    Attributes:
        line: the reason with its ratio.
        ratio: the product of the ratios so far.
        probability: the probability so far; None without a prior.
    """

    line: Line
    ratio: float
    probability: float | None


def steps_of(cause: Cause) -> list[Step]:
    """Return what each ratio used makes of the odds of a cause, one after the other.

    Example:
        >>> wet = Line("urn:wet", "wet floor", ratio=4.0, used=True)
        >>> leak = Cause("urn:leak", "LEAK", "leak", "open", prior=0.2, posttest=0.5, ratio=4.0, for_=(wet,))
        >>> [(step.ratio, round(step.probability, 3)) for step in steps_of(leak)]
        [(4.0, 0.5)]
    """
    steps: list[Step] = []
    ratio = 1.0
    for line in (*cause.for_, *cause.against):
        if line.used and line.ratio is not None:
            ratio *= line.ratio
            after = None if cause.prior is None else probability_after(cause.prior, ratio)
            steps.append(Step(line, ratio, after))
    return steps


# ---- the differential


def chart_svg(report: Report) -> str:
    """Draw all causes: before and after the facts where that is known, else by status alone.

    Example:
        >>> leak = Cause("urn:leak", "LEAK", "leak", "open", prior=0.15, posttest=0.4534)
        >>> "15% → 45%; 95% interval not known" in chart_svg(Report("house-1", "Not a plumber.", "1", causes=(leak,)))
        True
    """
    causes = sides_joined(report.causes)
    probable = [cause for cause in causes if cause.posttest is not None and cause.prior is not None]
    moved = [cause for cause in causes if cause.posttest is None and cause.ratio is not None]
    rest = [cause for cause in causes if cause not in probable and cause not in moved]
    where = f", setting: {report.setting}" if report.setting else ""
    title = f"Differential of {report.case_id}{where}"
    lines = lines_within(title, WIDTH - 2 * _LEFT, 16)
    body = [text_lines(_LEFT, 32, lines, "title", step=20)]
    y = 40 + 20.0 * len(lines)
    first = [cause for cause in rest if cause.status in _FIRST]  # what rules decide comes before odds that do not
    others = [cause for cause in rest if cause.status not in _FIRST]
    panels = (
        _statuses("Told by rules, without numbers", first),
        _probabilities(probable),
        _ratios(moved),
        _statuses("Without numbers: status only", others),
    )
    for part in panels:
        if part.height:
            body.append(f'<g transform="translate(0 {y:.0f})">\n' + "\n".join(part.body) + "\n</g>")
            y += part.height
    y = _notice(body, y, report.disclaimer)
    said = [f"{named(c.label, c.notation, c.side)}: {c.status}{_numbers(c)}" for c in causes]
    description = ". ".join(said) or "No cause is known."
    return drawing("chart", (WIDTH, y), body, title=title, description=description, style=_STYLE)


class _Panel(NamedTuple):
    """Parts with their height; they start at the top."""

    body: list[str]
    height: float


def _numbers(cause: Cause) -> str:
    """Write before, after and interval of a cause."""
    if cause.posttest is not None and cause.prior is not None:
        return f", {percent(cause.prior)} → {percent(cause.posttest)}; {interval_in_words(cause)}"
    if cause.ratio is not None:
        return f", odds {times(cause.ratio)}; {interval_in_words(cause)}"
    return ""


def _probabilities(causes: Sequence[Cause]) -> _Panel:
    ticks = [(share / 4, f"{share * 25}%") for share in range(5)]
    rows = [(c, c.prior or 0.0, c.posttest or 0.0, c.interval) for c in causes]
    heading = "Probability before (white square) and after the facts"
    return _panel(heading, ticks, rows)


def _ratios(causes: Sequence[Cause]) -> _Panel:
    numbers = [n for c in causes for n in (c.ratio or 1.0, *(c.ratio_interval or ()))]
    reach = max((abs(log10(number)) for number in numbers), default=1.0)
    decades = max(1, int(reach) + (reach > int(reach)))

    def place(ratio: float) -> float:
        return (log10(ratio) / decades + 1) / 2

    ticks = [(place(10.0**n), f"x{10.0**n:g}") for n in range(-decades, decades + 1)]
    rows = []
    for cause in causes:
        ends = cause.ratio_interval
        reached = (place(ends[0]), place(ends[1])) if ends else None
        rows.append((cause, place(1.0), place(cause.ratio or 1.0), reached))
    return _panel("No prior, so no probability: what the facts make of the odds", ticks, rows)


def _panel(
    heading: str,
    ticks: Sequence[tuple[float, str]],
    rows: Iterable[tuple[Cause, float, float, tuple[float, float] | None]],
) -> _Panel:
    """Draw rows on one axis; places on it are shares of its length."""
    body: list[str] = []
    head = lines_within(heading, WIDTH - _LEFT - _RIGHT, _BOLD + 1)
    top = 24.0 + 18 * len(head)
    y = top + 6
    for cause, before, after, ends in rows:
        name = lines_within(named(cause.label, cause.notation, cause.side), WIDTH - _LEFT - _RIGHT - 20, _BOLD)
        body += [mark(cause.status, _LEFT + 6, y + 8), text_lines(_LEFT + 20, y + 12, name, "cause")]
        y += len(name) * _LINE
        said = lines_within(f"{cause.status}{_numbers(cause)}", WIDTH - _LEFT - _RIGHT - 20, 12)
        body.append(text_lines(_LEFT + 20, y + 12, said, "small"))
        y += _LINE * len(said) + 14
        body += [_bar(cause.status, before, after, ends, y), ""]
        y += 22
    if not body:
        return _Panel([], 0)
    grid = [f'<path class="grid" d="M{_at(share):.1f} {top + 2:.0f}V{y:.0f}"/>' for share, _ in ticks]
    labels = [text(_at(share), top - 2, words, "small", _anchor(share)) for share, words in ticks]
    return _Panel([text_lines(_LEFT, 18, head, "heading", step=18), *grid, *labels, *filter(None, body)], y + 16)


def _at(share: float) -> float:
    return _LEFT + 20 + share * (WIDTH - _LEFT - 20 - _RIGHT)


def _anchor(share: float) -> str:
    return "end" if share > 19 / 20 else "middle"


def _bar(status: str, before: float, after: float, ends: tuple[float, float] | None, y: float) -> str:
    parts = [f'<path class="axis" d="M{_at(0):.1f} {y:.1f}H{_at(1):.1f}"/>']
    parts.append(f'<path class="way" d="M{_at(before):.1f} {y:.1f}H{_at(after):.1f}"/>')
    if ends:
        low, high = _at(ends[0]), _at(ends[1])
        parts.append(f'<path class="reach" d="M{low:.1f} {y - 6:.1f}v12m0-6H{high:.1f}m0-6v12"/>')
    parts.append(f'<rect class="prior" x="{_at(before) - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>')
    return "\n".join([*parts, mark(status, _at(after), y)])


def _statuses(title: str, causes: Sequence[Cause]) -> _Panel:
    body: list[str] = []
    y = 30.0
    for status, heading in HEADINGS.items():
        group = [cause for cause in causes if cause.status == status]
        if not group:
            continue
        words = "; ".join(named(cause.label, None, cause.side) for cause in group)
        lines = lines_within(words, WIDTH - _LEFT - _RIGHT - 20, 12)
        head = lines_within(heading, WIDTH - _LEFT - _RIGHT - 20, _BOLD)
        body += [mark(status, _LEFT + 6, y + 8), text_lines(_LEFT + 20, y + 12, head, "cause")]
        body.append(text_lines(_LEFT + 20, y + 12 + _LINE * len(head), lines, "small"))
        y += (len(head) + len(lines)) * _LINE + 8
    if not body:
        return _Panel([], 0)
    return _Panel([text(_LEFT, 18, title, "heading"), *body], y + 12)


# ---- the path of one cause


def path_svg(cause: Cause, disclaimer: str = "") -> str:
    """Draw how the facts move the odds of one cause, ratio by ratio.

    The scale is that of the logarithm of the odds, where a ratio has the same length wherever it starts.

    Example:
        >>> wet = Line("urn:wet", "wet floor", ratio=4.0, used=True)
        >>> leak = Cause("urn:leak", "LEAK", "leak", "open", prior=0.2, posttest=0.5, ratio=4.0, for_=(wet,))
        >>> "x4 wet floor" in path_svg(leak)
        True
    """
    steps = steps_of(cause)
    known = cause.prior is not None and cause.posttest is not None and 0 < cause.prior < 1
    start = log10(cause.prior / (1 - cause.prior)) if known and cause.prior is not None else 0.0
    places = [start, *(start + log10(step.ratio) for step in steps)]
    ends = _ends_on_scale(cause, known)
    low, high = min((*places, *ends)) - 0.15, max((*places, *ends)) + 0.15
    scale = _Scale(low, high, known)
    title = f"What moves the odds: {named(cause.label, cause.notation, cause.side)}"
    head = lines_within(title, WIDTH - 2 * _LEFT, 16)
    rows: list[str] = []
    kind = "Probability" if known else "Odds"
    note = f"{kind} after each ratio; the same ratio has the same length everywhere (logarithm of the odds)."
    notes = lines_within(note, WIDTH - 2 * _LEFT, 12.5)
    top = 56 + 20.0 * len(head) + _LINE * len(notes)
    y = top + 14
    y = _end_row(rows, scale, start, (), y, f"before: {_start(cause, known)}", "open")
    for step, before, after in zip(steps, places, places[1:], strict=False):
        y = _step_row(rows, scale, step, before, after, y)
    y = _end_row(rows, scale, places[-1], ends, y, f"after: {_numbers(cause).removeprefix(', ')}", cause.status)
    grid = []
    for place, words in scale.ticks():
        grid.append(f'<path class="grid" d="M{_at(scale.share(place)):.1f} {top:.0f}V{y - 10:.0f}"/>')
        grid.append(text(_at(scale.share(place)), top - 5, words, "small", "middle"))
    body = [
        text_lines(_LEFT, 32, head, "title", step=20),
        text_lines(_LEFT, 32 + 20 * len(head), notes, "small"),
        *grid,
        *rows,
    ]
    y = _notice(body, y, disclaimer)
    said = [f"{times(s.line.ratio or 1.0)} {s.line.text}{_after(s)}" for s in steps]
    description = ". ".join([f"Before: {_start(cause, known)}", *said, f"After{_numbers(cause)}"])
    return drawing("path", (WIDTH, y), body, title=title, description=description, style=_STYLE)


class _Scale(NamedTuple):
    """An axis of log odds; its labels are probabilities, or ratios where no prior is known."""

    low: float
    high: float
    known: bool

    def share(self, place: float) -> float:
        """Return where a place is on the axis, from 0 to 1."""
        return (place - self.low) / (self.high - self.low)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Yield places with labels, far enough from each other to be read."""
        if self.known:
            thousandths = (1, 10, 50, 100, 250, 500, 750, 900, 950, 990, 999)
            found = [(log10(n / (1000 - n)), f"{n / 10:g}%") for n in thousandths]
        else:
            found = [(float(n), f"x{10.0**n:g}") for n in range(-12, 13)]
            found += [(n + log10(3), f"x{3 * 10.0**n:g}") for n in range(-3, 3)] if self.high - self.low < 1.5 else []
        last = -1.0
        for place, words in sorted(found):
            share = self.share(place)
            if 0 <= share <= 1 and share - last > 0.09:
                last = share
                yield place, words


def _ends_on_scale(cause: Cause, known: bool) -> tuple[float, ...]:
    if known and cause.interval is not None:
        return tuple(log10(p / (1 - p)) for p in cause.interval if 0 < p < 1)
    if not known and cause.ratio_interval is not None:
        return tuple(log10(ratio) for ratio in cause.ratio_interval if ratio > 0)
    return ()


def _start(cause: Cause, known: bool) -> str:
    if not known or cause.prior is None:
        return cause.note or "no prior"
    return f"{percent(cause.prior)}{f' ({cause.prior_source})' if cause.prior_source else ''}"


def _after(step: Step) -> str:
    return f" → {percent(step.probability)}" if step.probability is not None else f" → odds {times(step.ratio)}"


def _step_row(rows: list[str], scale: _Scale, step: Step, before: float, after: float, y: float) -> float:
    """Draw a bar from before to after under the words of the step; return where the next row starts."""
    line = step.line
    reach = f" ({line.interval[0]:.2g} to {line.interval[1]:.2g})" if line.interval else ""
    against = f" (against {line.compared_with})" if line.compared_with else ""
    words = f"{times(line.ratio or 1.0)}{reach} {line.text}{against} {source_names(line.sources)}".rstrip() + _after(
        step
    )
    lines = lines_within(words, WIDTH - _LEFT - _RIGHT - 20, 12.5)
    rows.append(text_lines(_LEFT + 20, y + 12, lines))
    y += len(lines) * _LINE + 6
    left, right = sorted((_at(scale.share(before)), _at(scale.share(after))))
    kind = "up" if after >= before else "down"
    rows.append(
        f'<rect class="{kind}" x="{left:.1f}" y="{y:.1f}" width="{max(right - left, 1.5):.1f}" height="10" rx="1"/>'
    )
    tip = _at(scale.share(after))
    turn = 6 if kind == "up" else -6
    if right - left > 8:  # an arrow head tells the direction in grey, too
        rows.append(f'<path fill="#fff" d="M{tip - turn - turn / 3:.1f} {y + 1.5:.1f}l{turn} 3.5l{-turn} 3.5z"/>')
    rows.append(f'<path class="last" d="M{tip:.1f} {y + 10:.1f}v8"/>')
    return y + 20


def _end_row(
    rows: list[str], scale: _Scale, place: float, ends: Sequence[float], y: float, words: str, status: str
) -> float:
    lines = lines_within(words, WIDTH - _LEFT - _RIGHT - 20, _BOLD)
    rows.append(text_lines(_LEFT + 20, y + 12, lines, "cause"))
    y += len(lines) * _LINE + 10
    x = _at(scale.share(place))
    if len(ends) == 2:
        low, high = (_at(scale.share(end)) for end in ends)
        rows.append(f'<path class="reach" d="M{low:.1f} {y - 6:.1f}v12m0-6H{high:.1f}m0-6v12"/>')
    if words.startswith("before"):
        rows.append(f'<rect class="prior" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>')
    else:
        rows.append(mark(status, x, y))
    return y + 18


def _notice(body: list[str], y: float, words: str) -> float:
    """Write the disclaimer below; return the height of the whole."""
    lines = lines_within(words, WIDTH - _LEFT - _RIGHT, 11.5) if words else []
    body.append(text_lines(_LEFT, y + 14, lines, "small", step=15))
    return y + 15 * len(lines) + 18
