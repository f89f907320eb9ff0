"""Keeps the counts of long comparisons in a file, so that a run that was stopped goes on where it was.

DIFFERENTIA_TALLY names the file; without it the counts are only printed. What stands there is not compared again:
begin a new file when the reasoner or a generator has changed.

    python -m tests.owl.tally FILE

writes the sums to docs/referees.md.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

__all__ = ["page", "skip_if_told", "sums", "tell"]

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


PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "referees.md"
_HEAD = f"""# Random ontologies, judged by others

Written by `make referee`, {datetime.now(tz=UTC):%Y-%m-%d}: random ontologies of the fragment
(`tests/owl/test_random_ontologies.py`), and ontologies made to trip the engine
(`tests/owl/test_adversarial_ontologies.py`), each compared with HermiT, or with rustdl and, where rustdl and we differ,
with HermiT. A test fails at any conclusion of ours that HermiT does not share, and at any that we miss without the test
of completeness saying that we may.

*Missed*: questions that HermiT answers and we do not. *Called consistent*: by us; HermiT agrees. *Telling*: something
follows that nobody asserted. *In dispute*: ontologies on which rustdl and we differ; HermiT then decides each
statement: *we were right*, or *rustdl was right*.
"""


def page(found: Mapping[str, Counter[str]]) -> str:
    """Write the sums as a page of Markdown, a table for each kind of comparison."""
    tables: dict[frozenset[str], list[list[str]]] = {}
    for name, counts in found.items():
        columns = [*dict.fromkeys([*counts, *(["rustdl was right"] if name.startswith("rustdl") else [])])]
        table = tables.setdefault(frozenset(columns), [["", *columns]])
        table.append([name, *(f"{counts[column]:,}" for column in table[0][1:])])
    lines = [_HEAD]
    for head, *rows in tables.values():
        lines += [_row(head), "|---" * len(head) + "|", *map(_row, rows), ""]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(dict(sorted(sums(Path(sys.argv[1])).items()))), encoding="utf-8")
