"""The parts that drawings (SVG) share: a root with title and description, text in lines, the marks of a status.

A drawing is on white, so that it reads the same on a page of any colour; its styles are bound to its own kind, so that
several drawings stand in one page. Every status has a shape and a word besides its colour: it prints in grey. The
colours are those of M. Okabe and K. Ito (2008), darkened where white would not set them off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from differentia.telling.plain import one_line, wrapped

__all__ = ["COLOURS", "drawing", "lines_within", "mark", "text", "text_lines"]

COLOURS = {
    "established": "#00734f",
    "conflict": "#a65200",
    "supported": "#0067a6",
    "open": "#5a5a5a",
    "opposed": "#8f3f74",
    "excluded": "#222222",
}
_SHAPES = {
    "established": '<circle cx="{x}" cy="{y}" r="6"/>',
    "conflict": '<path d="M{x} {y}m0-7.5l7.5 7.5-7.5 7.5-7.5-7.5z"/>',
    "supported": '<path d="M{x} {y}m0-7l7 12.5h-14z"/>',
    "open": '<circle cx="{x}" cy="{y}" r="5" style="fill:#fff"/>',
    "opposed": '<path d="M{x} {y}m0 7l-7-12.5h14z"/>',
    "excluded": '<path d="M{x} {y}m-5.5-5.5l11 11m0-11l-11 11" style="fill:none;stroke-width:3"/>',
}
_CHARACTER = 0.56
"""Mean width of a character, as a share of the height of the font."""


def drawing(
    kind: str, size: tuple[float, float], body: Iterable[str], *, title: str, description: str, style: str = ""
) -> str:
    """Put parts into an SVG document that says what it shows.

    Args:
        kind: name of the kind of drawing; its styles hold for it alone.
        size: width and height.
        body: the parts.
        title: what it shows.
        description: what is to be seen, for those who cannot see it.
        style: rules of CSS, one a line; each is bound to the kind.

    Example:
        >>> drawing("tree", (10, 20), [], title="an oak", description="it is old").splitlines()[1]
        '<title>an oak</title>'
    """
    width, height = size
    rules = ["text{font:13px sans-serif;fill:#1a1a1a}", *style.splitlines()]
    bound = "\n".join(f"svg.{kind} {rule}" for rule in rules)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{escape(one_line(title))}">',
            f"<title>{escape(one_line(title))}</title>",
            f"<desc>{escape(one_line(description))}</desc>",
            f"<style>\n{bound}\n</style>",
            f'<path class="paper" fill="#fff" d="M0 0h{width:.0f}v{height:.0f}h-{width:.0f}z"/>',
            *body,
            "</svg>",
        ]
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    """Write words on one line.

    Example:
        >>> text(1, 2.26, "a < b", "small")
        '<text class="small" x="1" y="2.3">a &lt; b</text>'
    """
    of_kind = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{of_kind} x="{_short(x)}" y="{_short(y)}"{anchored}>{escape(one_line(words), quote=False)}</text>'


def lines_within(words: str, width: float, size: float = 13) -> list[str]:
    """Break words into lines of a width in pixels, by the mean width of a character; a long word is cut.

    Example:
        >>> lines_within("one two three", 60)
        ['one two', 'three']
    """
    room = max(4, int(width / (size * _CHARACTER)))
    cut = " ".join(
        part for word in one_line(words).split() for part in (word[n : n + room] for n in range(0, len(word), room))
    )
    return wrapped(cut, room)


def text_lines(x: float, y: float, lines: Sequence[str], kind: str = "", *, step: float = 16, anchor: str = "") -> str:
    """Write lines below one another, the first on the base line `y`."""
    return "\n".join(text(x, y + number * step, line, kind, anchor) for number, line in enumerate(lines))


def mark(status: str, x: float, y: float) -> str:
    """Draw the mark of a status around a point: a shape of its own in a colour of its own.

    Example:
        >>> mark("open", 5, 5)
        '<g fill="#5a5a5a" stroke="#5a5a5a" stroke-width="2"><circle cx="5" cy="5" r="5" style="fill:#fff"/></g>'
    """
    colour = COLOURS.get(status, COLOURS["open"])
    shape = _SHAPES.get(status, _SHAPES["open"]).format(x=_short(x), y=_short(y))
    return f'<g fill="{colour}" stroke="{colour}" stroke-width="2">{shape}</g>'


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
