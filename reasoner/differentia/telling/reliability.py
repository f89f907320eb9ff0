"""Simulations in Markdown, and a reliability curve as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["reliability_svg", "table"]

_SIZE = 360
_EDGE = 45
_COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table.

    Example:
        >>> print(table(["a", "b"], [[1, "x"]]))
        | a | b |
        |---|---|
        | 1 | x |
    """
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def reliability_svg(curves: Mapping[str, Sequence[tuple[float, float, int]]], title: str) -> str:
    """Draw predicted against observed shares; what is true lies on the diagonal.

    Args:
        curves: name -> points (predicted, observed, how many).
        title: what is shown.

    Example:
        >>> reliability_svg({"ours": [(0.2, 0.25, 10), (0.8, 0.7, 5)]}, "made up").startswith("<svg")
        True
    """
    height = _SIZE + 2 * _EDGE + 22 * len(curves)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIZE + 2 * _EDGE}" height="{height}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{_escaped(title)}">',
        f'<rect width="100%" height="100%" fill="white"/><text x="{_EDGE}" y="20">{_escaped(title)}</text>',
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="#888"/>',
        _line([(0, 0), (1, 1)], "#888", ' stroke-dasharray="4 4"'),
    ]
    for tenth in range(0, 11, 2):
        x, y = _place(tenth / 10, tenth / 10)
        parts.append(f'<text x="{x}" y="{_EDGE + _SIZE + 15}" text-anchor="middle">{tenth * 10}%</text>')
        parts.append(f'<text x="{_EDGE - 5}" y="{y + 4}" text-anchor="end">{tenth * 10}%</text>')
    parts.append(f'<text x="{_EDGE + _SIZE // 2}" y="{_EDGE + _SIZE + 32}" text-anchor="middle">predicted</text>')
    for number, (name, points) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(_line([(p, o) for p, o, _ in points], colour))
        for predicted, observed, count in points:
            x, y = _place(predicted, observed)
            parts.append(f'<circle cx="{x}" cy="{y}" r="{min(2 + count**0.5 / 15, 9):.1f}" fill="{colour}"/>')
        below = _EDGE + _SIZE + 52 + 20 * number
        parts.append(f'<text x="{_EDGE}" y="{below}" fill="{colour}">{_escaped(name)}</text>')
    return "\n".join([*parts, "</svg>"])


def _place(predicted: float, observed: float) -> tuple[float, float]:
    return round(_EDGE + predicted * _SIZE, 1), round(_EDGE + (1 - observed) * _SIZE, 1)


def _line(points: Iterable[tuple[float, float]], colour: str, more: str = "") -> str:
    path = " ".join(f"{x},{y}" for x, y in (_place(*point) for point in points))
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"{more}/>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
