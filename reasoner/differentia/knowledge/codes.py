"""Finds codes of other vocabularies in a case, before anything is loaded to understand them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from differentia.diagnosis.case import Case
from differentia.linking.curies import codes_in

__all__ = ["codes_of"]

_MOST = 1_000_000  # bytes of a case file in which codes are looked for: it is longer than any case


def codes_of(source: Case | str | Path | Mapping[str, Any]) -> tuple[str, ...]:
    """Find the codes of other vocabularies in a case that is still to be read, or in one that was."""
    if isinstance(source, Case):
        words = [str(getattr(entry, "term", "")) for _, entry in source.entries]
        return codes_in("\n".join(words))
    if isinstance(source, Mapping):
        return codes_in(str(source))
    if isinstance(source, str) and "\n" in source:
        return codes_in(source)
    try:
        with Path(source).open("rb") as file:
            return codes_in(file.read(_MOST).decode("utf-8", "replace"))
    except OSError:
        return ()  # the reader says what is wrong
