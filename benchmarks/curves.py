"""Draws growth curves as SVG, both axes logarithmic: a cost in proportion to the patients is a line of slope one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10
from typing import TypeAlias

__all__ = ["Panel", "drawing"]

Points: TypeAlias = Sequence[tuple[float, float]]
COLORS = ("#0b6e4f", "#1f9d78", "#a23b72", "#d17a22", "#3f5e9a", "#7a6a00", "#6b6b6b", "#b3282d")
WIDE, HIGH = 560, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 146, 40, 48
LETTER, LINE = 7.2, 15  # pixels of a label


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram.

    Attributes:
        title: what is drawn.
        unit: of the vertical axis.
        curves: to each name its points, patients first; the order gives the colors.
        dashed: to some names a line that is drawn for comparison, in the color of the curve.
    """

    title: str
    unit: str
    curves: Mapping[str, Points]
    dashed: Mapping[str, Points] = field(default_factory=dict)


def drawing(panels: Sequence[Panel]) -> str:
    """Draw panels side by side.

    Example:
        >>> one = Panel("time", "s", {"ours": [(1, 0.1), (100, 1.0)]})
        >>> drawing([one]).count("<circle")
        2
    """
    wide = WIDE * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HIGH}" font-family="sans-serif" font-size="13">',
        f"<title>{escape('; '.join(panel.title for panel in panels))}</title>",
        f'<rect width="{wide}" height="{HIGH}" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({number * WIDE} 0)">', *_Frame(panel).parts(), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


class _Frame:
    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        points = [point for curve in panel.curves.values() for point in curve]
        across, up = ([log10(point[axis]) for point in points] or [0.0] for axis in (0, 1))
        self.first, self.last = floor(min(across)), max(max(across), floor(min(across)) + 1)
        self.low, self.high = min(up) - 0.1, max(up) + 0.1

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        right = (log10(point[0]) - self.first) / (self.last - self.first)
        down = (self.high - log10(point[1])) / (self.high - self.low)
        return round(LEFT + right * (WIDE - LEFT - RIGHT), 1), round(TOP + down * (HIGH - TOP - BOTTOM), 1)

    def parts(self) -> Iterator[str]:
        end = WIDE - RIGHT
        yield f'<text x="{LEFT}" y="22" font-size="15">{escape(self.panel.title)}</text>'
        for power in range(self.first, floor(self.last + 0.01) + 1):
            x, _ = self.place((10.0**power, 10**self.low))
            yield f'<line x1="{x}" x2="{x}" y1="{TOP}" y2="{HIGH - BOTTOM}" stroke="#eee"/>'
            yield f'<text x="{x}" y="{HIGH - BOTTOM + 18}" text-anchor="middle">{10**power:,}</text>'
        yield f'<text x="{(LEFT + end) / 2}" y="{HIGH - 10}" text-anchor="middle">patients</text>'
        for value in _ticks(self.low, self.high):
            _, y = self.place((10.0**self.first, value))
            yield f'<line x1="{LEFT}" x2="{end}" y1="{y}" y2="{y}" stroke="#ddd"/>'
            yield f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{value:,g} {self.panel.unit}</text>'
        colors = dict(zip(self.panel.curves, COLORS, strict=False))
        for name, points in self.panel.dashed.items():
            yield self.line(points, f'stroke="{colors[name]}" stroke-width="1.5" stroke-dasharray="5 4"')
        for name, points in self.panel.curves.items():
            yield self.line(points, f'stroke="{colors[name]}" stroke-width="2"')
            yield from (f'<circle cx="{x}" cy="{y}" r="3" fill="{colors[name]}"/>' for x, y in map(self.place, points))
        taken: list[tuple[float, float, float]] = []
        for name, points in self.panel.curves.items():
            x, y = self.place(points[-1])
            where = f'x="{x + 7}" y="{_free(x + 7, y + 4, name, taken)}"'
            yield f'<text {where} stroke="white" stroke-width="3" stroke-linejoin="round">{escape(name)}</text>'
            yield f'<text {where} fill="{colors[name]}">{escape(name)}</text>'

    def line(self, points: Points, style: str) -> str:
        drawn = " ".join(f"{x},{y}" for x, y in map(self.place, points))
        return f'<polyline points="{drawn}" fill="none" {style}/>'


def _free(x: float, y: float, name: str, taken: list[tuple[float, float, float]]) -> float:
    """Move a label up or down, no more than needed, to where no other one stands; remember its place."""
    end = x + LETTER * len(name)

    def clear(height: float) -> bool:
        inside = TOP <= height <= HIGH - BOTTOM
        return inside and not any(x < e and b < end and abs(height - h) < LINE for b, e, h in taken)

    moved = (y + sign * step for step in range(HIGH) for sign in (-1, 1))
    found = next((height for height in moved if clear(height)), y)
    taken.append((x, end, found))
    return round(found, 1)


def _ticks(low: float, high: float) -> Iterator[float]:
    """Yield round values between two powers of ten: more of them where the powers lie close."""
    factors = (1, 2, 5) if high - low < 2.5 else (1,)
    for power in range(floor(low), ceil(high) + 1):
        for factor in factors:
            if low <= log10(factor * 10.0**power) <= high:
                yield factor * 10.0**power
