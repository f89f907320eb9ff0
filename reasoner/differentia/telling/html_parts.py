"""The parts of a page (HTML): escaped words, tables, sections. What a case or an ontology says stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import NewType

from differentia.telling.plain import one_line
from differentia.telling.svg_parts import mark

__all__ = ["Markup", "figure", "folded", "icon", "items", "joined", "section", "table", "tag", "words"]

Markup = NewType("Markup", str)
"""What is ready to stand in a page; anything else goes through `words` first, and the type checker sees to it."""


def words(text: object) -> Markup:
    """Escape text, on one line and without control characters.

    Example:
        >>> words("<b>&")
        '&lt;b&gt;&amp;'
    """
    return Markup(escape(one_line(str(text))))


def tag(name: str, *parts: Markup, **attributes: str | None) -> Markup:
    """Put parts into an element; an attribute that is None is left out, `_` in its name becomes `-`.

    Example:
        >>> tag("p", words("a < b"), class_="note", id=None)
        '<p class="note">a &lt; b</p>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(one_line(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{''.join(parts)}</{name}>")


def joined(parts: Iterable[Markup], between: str = "\n") -> Markup:
    """Put parts one after the other."""
    return Markup(between.join(part for part in parts if part))


def section(key: str, heading: str, *parts: Markup, kind: str | None = None) -> Markup:
    """Make a section that can be linked to; without parts there is none.

    Example:
        >>> section("empty", "Nothing", Markup(""))
        ''
    """
    body = joined(parts)
    if not body:
        return Markup("")
    head = tag("h2", words(heading), id=f"{key}-heading")
    return tag("section", Markup("\n"), head, Markup("\n"), body, id=key, class_=kind, aria_labelledby=f"{key}-heading")


def items(parts: Iterable[Markup], name: str = "ul") -> Markup:
    """Make a list; of nothing there is none."""
    found = [tag("li", part) for part in parts]
    return tag(name, Markup("\n"), joined(found)) if found else Markup("")


def table(head: Sequence[str], rows: Iterable[Sequence[Markup]], *, label: str, kind: str | None = None) -> Markup:
    """Make a table that scrolls by itself where the page is narrow; without rows there is none."""
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    if not body:
        return Markup("")
    heads = tag("tr", *(tag("th", words(one), scope="col") for one in head))
    whole = tag("table", tag("thead", heads), Markup("\n"), tag("tbody", joined(body)), class_=kind)
    return tag("div", whole, class_="scroll", role="region", aria_label=label, tabindex="0")


def folded(summary: Markup, *parts: Markup, opened: bool = False) -> Markup:
    """Make a part that opens and closes without a script."""
    body = joined([tag("summary", summary), *parts])
    return Markup(f"<details{' open' if opened else ''}>{body}</details>")


def figure(drawing: str, caption: str, kind: str = "") -> Markup:
    """Put a drawing (SVG of our own) into the page."""
    inner = tag("div", Markup(drawing), class_="scroll", role="region", aria_label=caption, tabindex="0")
    return tag("figure", inner, tag("figcaption", words(caption)), class_=kind or None)


def icon(status: str) -> Markup:
    """Draw the mark of a status, small enough for a line of text."""
    shape = mark(status, 8, 8)
    return Markup(f'<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{shape}</svg>')
