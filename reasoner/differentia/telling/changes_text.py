"""What would change: as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from differentia.diagnosis.comparisons import Changes, Named
from differentia.diagnosis.findings import Change
from differentia.owl.proof import DISCLAIMER
from differentia.telling.plain import markdown, wrapped

__all__ = ["changes_json", "changes_markdown", "changes_text"]

_PARTS = (
    ("flags_raised", "Red flags raised"),
    ("flags_gone", "Red flags no longer raised"),
    ("conflicts", "New contradictions"),
    ("conflicts_gone", "Contradictions resolved"),
    ("moves", "Causes"),
    ("tests_added", "Tests to do as well"),
    ("tests_gone", "Tests no longer to do"),
)


def changes_text(changes: Changes, width: int) -> str:
    """Tell what would change.

    Example:
        >>> print(changes_text(Changes(added=("wet floor",)), 60))
        Supposed: wet floor
        Nothing would change.
        <BLANKLINE>
        Research and education software; not a medical device and no
        substitute for a professional diagnosis.
    """
    lines = [line for words in _supposed(changes) for line in wrapped(words, width, "", "  ")]
    if not changes:
        lines.append("Nothing would change.")
    for title, items in _sections(changes):
        lines += ["", title]
        lines += [line for item in items for line in wrapped(item, width, "  ", "    ")]
    return "\n".join([*lines, "", *wrapped(DISCLAIMER, width)])


def changes_markdown(changes: Changes) -> str:
    """Tell what would change, as Markdown."""
    lines = [f"{markdown(words)}  " for words in _supposed(changes)]
    if not changes:
        lines += ["", "Nothing would change."]
    for title, items in _sections(changes):
        lines += ["", f"## {title}", "", *(f"- {markdown(item)}" for item in items)]
    return "\n".join([*lines, "", f"*{markdown(DISCLAIMER)}*"])


def changes_json(case: str, changes: Changes) -> str:
    """Write what would change as JSON."""
    record: dict[str, object] = {"case": case, "disclaimer": DISCLAIMER}
    record |= {"added": list(changes.added), "removed": list(changes.removed)}
    for name, _ in _PARTS:
        record[name] = [
            {part: getattr(item, part) for part in type(item).__match_args__} for item in getattr(changes, name)
        ]
    return json.dumps(record, ensure_ascii=False, indent=2)


def _supposed(changes: Changes) -> Iterator[str]:
    if changes.added:
        yield f"Supposed: {'; '.join(changes.added)}"
    if changes.removed:
        yield f"Left out: {'; '.join(changes.removed)}"


def _sections(changes: Changes) -> Iterator[tuple[str, list[str]]]:
    for name, title in _PARTS:
        if items := getattr(changes, name):
            yield title, [_said(item) for item in items]


def _said(item: Change | Named) -> str:
    name = f"{item.label} ({item.notation})" if item.notation else item.label
    where = f", {item.side}" if item.side else ""
    moved = f": {item.before} -> {item.after}" if isinstance(item, Change) else ""
    return f"{name}{where}{moved}"
