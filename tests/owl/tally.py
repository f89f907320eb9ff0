"""Keeps the counts of long comparisons in a file, so that a run that was stopped goes on where it was.

DIFFERENTIA_TALLY names the file; without it the counts are only printed. What stands there is not compared again:
begin a new file when the reasoner or a generator has changed.

    python -m tests.owl.tally FILE

prints the sums.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

__all__ = ["skip_if_told", "sums", "tell"]

_FILE = os.environ.get("DIFFERENTIA_TALLY", "")


def skip_if_told(comparison: str, part: object) -> None:
    """Skip the test if an earlier run has made this part of a comparison."""
    if _FILE and Path(_FILE).is_file():
        for line in Path(_FILE).read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if (told["comparison"], told["part"]) == (comparison, str(part)):
                pytest.skip("compared by an earlier run")


def tell(comparison: str, part: object, counts: Mapping[str, int]) -> None:
    """Print the counts of one part, and keep them."""
    line = json.dumps({"comparison": comparison, "part": str(part), **counts})
    print(line)  # noqa: T201 - for pytest -rP
    if _FILE:
        with Path(_FILE).open("a", encoding="utf-8") as file:  # one write: workers share the file
            file.write(line + "\n")


def sums(path: Path) -> dict[str, Counter[str]]:
    """Add the counts of all parts of each comparison."""
    found: dict[str, Counter[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        counts = {name: number for name, number in told.items() if name not in ("comparison", "part")}
        found.setdefault(told["comparison"], Counter()).update(counts)
    return found


if __name__ == "__main__":
    for name, counted in sorted(sums(Path(sys.argv[1])).items()):
        print(name, dict(counted))  # noqa: T201
