"""Words of other people made safe to print: on a terminal, in Markdown, in a Mermaid diagram."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["in_series", "markdown", "mermaid", "one_line", "shortened", "source_names", "wrapped"]

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~&])")
# a bidirectional control can make a line read otherwise than it stands
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def one_line(text: str) -> str:
    r"""Put text on one line, without control characters (an escape sequence in a case file stays harmless).

    Example:
        >>> one_line("two\nlines and \x1b[31mred")
        'two lines and [31mred'
    """
    spaced = " ".join(text.split())
    if spaced.isprintable():
        return spaced
    return "".join(c for c in spaced if unicodedata.category(c) not in _UNPRINTED).strip()


def in_series(parts: list[str], word: str = "and") -> str:
    """Join phrases as a sentence does.

    Example:
        >>> in_series(["red", "green", "blue"]), in_series(["tea", "milk"], "or")
        ('red, green and blue', 'tea or milk')
    """
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def markdown(text: str) -> str:
    r"""Escape what Markdown or HTML would take for its own.

    Example:
        >>> markdown("a_b <b> [x](y)")
        'a\\_b \\<b\\> \\[x\\](y)'
    """
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def mermaid(text: str, width: int = 40) -> str:
    """Escape text for a quoted label of a Mermaid diagram and break it into short lines.

    Example:
        >>> mermaid('say "x < 1; #2"')
        'say #quot;x #lt; 1#59; #35;2#quot;'
    """
    import textwrap

    codes = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", ";": "#59;", "\\": "#92;"}
    lines = textwrap.wrap(one_line(text), width, break_long_words=True, break_on_hyphens=False) or [""]
    return "<br/>".join("".join(codes.get(c, c) for c in line) for line in lines)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Break text into lines of at most `width`, the first and the other lines indented as said.

    Example:
        >>> wrapped("one two three", 9, "- ")
        ['- one two', '  three']
    """
    following = " " * len(first) if rest is None else rest
    room = max(width, len(first) + 1, len(following) + 1)
    lines: list[str] = []
    line, empty = first, True
    for word in one_line(text).split():  # `textwrap` takes longer to import than a page takes to break
        if not empty and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, empty = following, True
        line, empty = line + ("" if empty else " ") + word, False
    return [*lines, line.rstrip()]


def source_names(sources: Iterable[str]) -> str:
    """Name sources in brackets: keys as they are, IRIs of sources by their last part, other addresses without scheme.

    Example:
        >>> source_names(["https://example.org/source#BOOK1999", "LETTER", "https://doi.org/10.1000/182"])
        '[BOOK1999, LETTER, doi.org/10.1000/182]'
    """
    names = [re.sub(r"^https?://(.*(#|/source/))?(source/)?", "", source) for source in sources]
    return f"[{', '.join(dict.fromkeys(map(one_line, names)))}]" if names else ""


def shortened(parts: Sequence[str], shown: int = 6) -> str:
    """List parts, and count what is too many to list.

    Example:
        >>> shortened(["a", "b", "c"], 2), shortened(["a", "b", "c"])
        ('a; b; and 1 more', 'a; b; c')
    """
    more = [f"and {len(parts) - shown} more"] if len(parts) > shown else []
    return "; ".join([*parts[:shown], *more])
