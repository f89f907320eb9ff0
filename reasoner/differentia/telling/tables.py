"""Rows of a query as text, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from differentia.telling.plain import one_line

__all__ = ["table_csv", "table_json", "table_text"]


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Any]], prefixes: Mapping[str, str] | None = None) -> str:
    """Align rows under their columns, IRIs shortened by prefixes.

    Example:
        >>> print(table_text(["tree", "height"], [["oak", 20], ["pine", None]]))
        tree  height
        ----  ------
        oak   20
        pine
    """
    spaces = sorted(((iri, f"{prefix}:") for prefix, iri in (prefixes or {}).items()), key=lambda s: -len(s[0]))
    cells = [[one_line("" if value is None else _shortened(str(value), spaces)) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    lines = [list(columns), ["-" * width for width in widths], *cells]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def _shortened(value: str, spaces: Iterable[tuple[str, str]]) -> str:
    return next((prefix + value[len(iri) :] for iri, prefix in spaces if value.startswith(iri)), value)


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    r"""Write rows as CSV with a header (RFC 4180, but lines end as on Unix).

    Example:
        >>> table_csv(["tree"], [["oak, old"]])
        'tree\n"oak, old"\n'
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([columns, *rows])
    return buffer.getvalue()


def table_json(columns: Sequence[str], rows: Iterable[Sequence[Any]], disclaimer: str = "") -> str:
    r"""Write rows as a JSON object: the disclaimer, the columns, and the rows as objects.

    Example:
        >>> table_json(["tree"], [["oak"]]).replace("\n", "")
        '{  "disclaimer": "",  "columns": [    "tree"  ],  "rows": [    {      "tree": "oak"    }  ]}'
    """
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    whole = {"disclaimer": disclaimer, "columns": list(columns), "rows": records}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str)
