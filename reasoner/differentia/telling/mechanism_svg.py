"""The mechanism map (SVG): from a maneuver through the mechanism that it sets going to the conditions.

Of a case it shows what was reported of each maneuver, and which conditions that fits or contradicts; of the ontology
alone, which maneuvers relieve and which bring on. What goes the same ways shares one box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from differentia.structs import dataclass, field
from differentia.telling.statuses import HEADINGS, named
from differentia.telling.svg_parts import drawing, lines_within, mark, text, text_lines

__all__ = ["Way", "mechanism_svg"]

_COLUMN, _BETWEEN, _MARGIN, _GAP, _LINE, _INSET = 240.0, 96.0, 20.0, 12.0, 16, 9
_MARK = 20
_RELIEF = "relief mechanism"
_WIDTH = 2 * _MARGIN + 3 * _COLUMN + 2 * _BETWEEN
_STYLE = """\
.title{font-size:16px;font-weight:bold}
.heading{font-size:14px;font-weight:bold}
.small{font-size:12px;fill:#444}
.box{stroke:#555;stroke-width:1.2;fill:#f7f7f7}
.middle{fill:#fff}
.dashed{stroke-dasharray:5 3}
.edge{fill:none;stroke-width:1.8}
.fits{stroke:#0067a6}
.contradicts{stroke:#a65200;stroke-dasharray:7 4}
.relieves{stroke:#00734f}
.provokes{stroke:#a65200;stroke-dasharray:7 4}"""
_LEGEND = {"fits": "fits", "contradicts": "contradicts", "relieves": "relieves", "provokes": "brings on"}


class Way(NamedTuple):
    """One way from a maneuver to a condition.

    Attributes:
        maneuver: the maneuver, with what was reported of it.
        kind: relief mechanism or provoking state.
        through: the name of that mechanism or state.
        cause: the id of the condition.
        notation: its short name.
        label: its name.
        fit: fits or contradicts; nothing where no case is told.
    """

    maneuver: str
    kind: str
    through: str
    cause: str
    notation: str | None
    label: str
    fit: str = ""


class _Line(NamedTuple):
    """A line of a box: perhaps with the mark of a status before it, or beside that of a line above."""

    words: str
    status: str = ""
    indented: bool = False


@dataclass(slots=True)
class _Box:
    """A box of one column with its lines of text, and the boxes that it is joined to."""

    lines: list[_Line]
    kind: str = "box"
    y: float = 0
    before: list[_Box] = field(default_factory=list)
    after: list[_Box] = field(default_factory=list)

    @property
    def height(self) -> float:
        """How high it is drawn."""
        return len(self.lines) * _LINE + 2 * _INSET

    @property
    def middle(self) -> float:
        """Where edges meet it."""
        return self.y + self.height / 2


class _Edge(NamedTuple):
    start: _Box
    end: _Box
    column: int
    kind: str


def mechanism_svg(
    ways: Iterable[Way], *, title: str, statuses: Mapping[str, str] | None = None, disclaimer: str = ""
) -> str:
    """Draw ways from maneuvers to conditions.

    Args:
        ways: the ways.
        title: what is shown.
        statuses: the status of a condition by its id, drawn beside its name.
        disclaimer: words to stand below.

    Example:
        >>> way = Way("relieved by shade", "relief mechanism", "cooling", "urn:heat", "HEAT", "heat", "fits")
        >>> drawn = mechanism_svg([way], title="What helps")
        >>> [words in drawn for words in ("relieved by shade", "cooling", "heat (HEAT)", "fits")]
        [True, True, True, True]
    """
    told = list(dict.fromkeys(ways))
    columns, edges = _boxes(told, statuses or {})
    _order(columns)
    head = lines_within(title, _WIDTH - 2 * _MARGIN, 17.5)
    down = 20.0 * (len(head) - 1)
    top = 122.0 + down
    height = top + max((sum(box.height + _GAP for box in column) for column in columns), default=0)
    for column in columns:
        _place(column, top, height - top)
    causes = {way.cause for way in told}
    shown = [status for cause, status in (statuses or {}).items() if cause in causes]
    below = [*_legend(edges, shown), *_headings(told, any(way.fit for way in told))]
    body = [text_lines(_MARGIN, 32, head, "title", step=20), f'<g transform="translate(0 {down:.0f})">', *below, "</g>"]
    body += [_edge(edge) for edge in edges]
    for number, column in enumerate(columns):
        body += [_drawn(box, _left(number)) for box in column]
    if not told:
        body.append(
            text(_MARGIN, down + 70, "No effect of a maneuver is reported that the ontology knows a mechanism of.")
        )
    notice = lines_within(disclaimer, _WIDTH - 2 * _MARGIN, 12) if disclaimer else []
    body.append(text_lines(_MARGIN, height + 18, notice, "small"))
    return drawing(
        "mechanisms",
        (_WIDTH, height + 16 * len(notice) + 22),
        body,
        title=title,
        description=_description(told),
        style=_STYLE,
    )


def _description(ways: Sequence[Way]) -> str:
    said = [f"{way.maneuver}: {way.through}: {way.label}{f' {way.fit}' if way.fit else ''}" for way in ways]
    return "; ".join(said) or "nothing to show"


# ---- what is drawn


def _boxes(ways: Sequence[Way], statuses: Mapping[str, str]) -> tuple[list[list[_Box]], list[_Edge]]:
    """Make the boxes of the three columns, and the edges between them."""
    middle = {
        (kind, through): _Box(_wrapped(through), f"box {'middle' if kind == _RELIEF else 'middle dashed'}")
        for kind, through in dict.fromkeys((way.kind, way.through) for way in ways)
    }
    edges: dict[tuple[int, int, str], _Edge] = {}
    left = []
    for maneuvers, out in _sharing((way.maneuver, way) for way in ways):
        box = _Box([line for name in maneuvers for line in _wrapped(name)])
        left.append(box)
        for kind, through, fit in out:
            _join(edges, _Edge(box, middle[kind, through], 0, fit or _does(kind)))
    right = []
    labels = {way.cause: named(way.label, way.notation, None) for way in ways}
    for causes, into in _sharing((way.cause, way) for way in ways):
        box = _Box([line for cause in causes for line in _wrapped(labels[cause], statuses.get(cause, ""))])
        right.append(box)
        for kind, through, fit in into:
            _join(edges, _Edge(middle[kind, through], box, 1, fit or _does(kind)))
    return [left, list(middle.values()), right], list(edges.values())


def _sharing(ends: Iterable[tuple[str, Way]]) -> Iterable[tuple[list[str], list[tuple[str, str, str]]]]:
    """Yield the ends that go the same ways together, with those ways."""
    goes: dict[str, dict[tuple[str, str, str], None]] = {}
    for end, way in ends:
        goes.setdefault(end, {})[way.kind, way.through, way.fit] = None
    groups: dict[frozenset[tuple[str, str, str]], list[str]] = {}
    for end, links in goes.items():
        groups.setdefault(frozenset(links), []).append(end)
    return [(group, list(goes[group[0]])) for group in groups.values()]


def _does(kind: str) -> str:
    return "relieves" if kind == _RELIEF else "provokes"


def _join(edges: dict[tuple[int, int, str], _Edge], edge: _Edge) -> None:
    edges.setdefault((id(edge.start), id(edge.end), edge.kind), edge)
    edge.start.after.append(edge.end)
    edge.end.before.append(edge.start)


def _wrapped(words: str, status: str = "") -> list[_Line]:
    """Break words for a box; with a status its mark stands before the first line."""
    room = _COLUMN - 2 * _INSET - (_MARK if status else 0)
    lines = lines_within(words, room)
    return [_Line(line, status if number == 0 else "", bool(status)) for number, line in enumerate(lines)]


# ---- where it is drawn


def _order(columns: Sequence[list[_Box]]) -> None:
    """Order each column by the mean place of what its boxes are joined to, so that few edges cross."""
    left, middle, right = columns
    for _ in range(6):
        for column, of_before in ((middle, True), (right, True), (middle, False), (left, False)):
            places = {id(box): number / max(1, len(one)) for one in columns for number, box in enumerate(one)}
            means = {
                id(box): _mean([places[id(n)] for n in (box.before if of_before else box.after)]) for box in column
            }
            column.sort(key=lambda box: means[id(box)])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _place(column: Sequence[_Box], top: float, room: float) -> None:
    """Spread the boxes of a column over the height there is."""
    free = room - sum(box.height for box in column)
    gap = free / (len(column) + 1) if column else 0.0
    y = top + gap
    for box in column:
        box.y = y
        y += box.height + gap


def _left(column: int) -> float:
    return _MARGIN + column * (_COLUMN + _BETWEEN)


# ---- the drawing


def _legend(edges: Sequence[_Edge], statuses: Iterable[str]) -> list[str]:
    if not edges:
        return []
    body: list[str] = []
    x = _MARGIN
    drawn = {edge.kind for edge in edges}
    for kind in _LEGEND:
        if kind in drawn:
            body.append(f'<path class="edge {kind}" d="M{x:.0f} 56h44"/>')
            body.append(text(x + 52, 60, _LEGEND[kind], "small"))
            x += 140
    body.append(f'<rect class="box middle" x="{x:.0f}" y="49" width="30" height="14" rx="6"/>')
    body.append(text(x + 38, 60, _RELIEF, "small"))
    body.append(f'<rect class="box middle dashed" x="{x + 160:.0f}" y="49" width="30" height="14"/>')
    body.append(text(x + 198, 60, "provoking state", "small"))
    x = _MARGIN
    shown = set(statuses)
    for status in HEADINGS:
        if status in shown:
            body += [mark(status, x + 7, 80), text(x + 20, 84, status, "small")]
            x += 110
    return body


def _headings(ways: Sequence[Way], reported: bool) -> list[str]:
    words = ("Reported" if reported else "Maneuver", "Mechanism or state", "Condition")
    return [text(_left(number), 112, one, "heading") for number, one in enumerate(words)] if ways else []


def _edge(edge: _Edge) -> str:
    x, end = _left(edge.column) + _COLUMN, _left(edge.column + 1)
    # of two edges between the same boxes one is drawn a little lower
    shift = 5 if edge.kind == "contradicts" else 0
    y, last = edge.start.middle + shift, edge.end.middle + shift
    curve = _BETWEEN / 2
    return (
        f'<path class="edge {edge.kind}" d="M{x:.0f} {y:.1f}C{x + curve:.0f} {y:.1f} '
        f'{end - curve:.0f} {last:.1f} {end:.0f} {last:.1f}"/>'
    )


def _drawn(box: _Box, x: float) -> str:
    corner = 0 if "dashed" in box.kind else 6
    parts = [
        f'<rect class="{box.kind}" x="{x:.0f}" y="{box.y:.1f}" width="{_COLUMN:.0f}" height="{box.height:.1f}" '
        f'rx="{corner}"/>'
    ]
    for number, line in enumerate(box.lines):
        y = box.y + _INSET + (number + 0.78) * _LINE
        if line.status:
            parts.append(mark(line.status, x + _INSET + 6, y - 4))
        parts.append(text(x + _INSET + (_MARK if line.indented else 0), y, line.words))
    return "\n".join(parts)
