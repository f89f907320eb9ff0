"""Words of other people made safe to print: on a terminal, in Markdown, in a Mermaid diagram."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable

__all__ = ["markdown", "mermaid", "one_line", "source_names", "wrapped"]

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~&])")
# a bidirectional control can make a line read otherwise than it stands
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def one_line(text: str) -> str:
    r"""Put text on one line, without control characters (an escape sequence in a case file stays harmless).

    Example:
        >>> one_line("two\nlines and \x1b[31mred")
        'two lines and [31mred'
    """
    spaced = re.sub(r"\s+", " ", text)
    return "".join(c for c in spaced if unicodedata.category(c) not in _UNPRINTED).strip()


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
    lines = textwrap.wrap(
        one_line(text),
        max(width, len(first) + 1, len(following) + 1),
        initial_indent=first,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first.rstrip()]


def source_names(sources: Iterable[str]) -> str:
    """Name sources in brackets: keys as they are, IRIs of sources by their last part, other addresses without scheme.

    Example:
        >>> source_names(["https://example.org/source#BOOK1999", "LETTER", "https://doi.org/10.1000/182"])
        '[BOOK1999, LETTER, doi.org/10.1000/182]'
    """
    names = [re.sub(r"^https?://(.*(#|/source/))?(source/)?", "", source) for source in sources]
    return f"[{', '.join(dict.fromkeys(map(one_line, names)))}]" if names else ""
