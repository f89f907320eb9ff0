"""The statuses of causes in the order in which they are told, and causes told once for both sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from differentia.diagnosis.findings import Cause
from differentia.telling.plain import in_series

__all__ = ["HEADINGS", "named", "names_with_sides", "sides_joined"]

HEADINGS = {
    "established": "Established (a defining criterion is met)",
    "conflict": "In dispute (what would decide rests on contradictory facts)",
    "supported": "Supported (a sign speaks for it; not thereby proved)",
    "open": "Open (nothing decisive either way)",
    "opposed": "Opposed (something speaks against it, nothing for it)",
    "excluded": "Excluded (by definition)",
}


def named(label: str, notation: str | None, side: str | None) -> str:
    """Name something with its short name and its side.

    Example:
        >>> named("leak", "LEAK", "left"), named("leak", None, None)
        ('leak (LEAK), left', 'leak')
    """
    return f"{label}{f' ({notation})' if notation else ''}{f', {side}' if side else ''}"


def sides_joined(causes: Iterable[Cause]) -> list[Cause]:
    """Tell a cause once where both sides have the same criteria for and against it.

    Example:
        >>> both = [Cause("urn:leak", "LEAK", "leak", "open", side) for side in ("left", "right")]
        >>> [cause.side for cause in sides_joined(both)]
        ['left and right']
    """
    joined: dict[object, list[Cause]] = {}
    for cause in causes:
        reasons = [tuple(line.criterion for line in lines) for lines in (cause.for_, cause.against)]
        joined.setdefault((cause.id, cause.posttest, *reasons), []).append(cause)
    return [
        replace(group[0], side=in_series([c.side for c in group if c.side]) or None) if len(group) > 1 else group[0]
        for group in joined.values()
    ]


def names_with_sides(causes: Iterable[Cause]) -> str:
    """List causes by label, each once with its sides."""
    sides: dict[str, list[str]] = {}
    for cause in causes:
        sides.setdefault(cause.label, []).extend([cause.side] if cause.side else [])
    return "; ".join(named(label, None, in_series(where)) for label, where in sides.items())
