"""Rows of a query in each form."""

from __future__ import annotations

import csv
import json

from differentia.telling.tables import table_csv, table_json, table_text

COLUMNS = ["cause", "side"]
ROWS = [("peripheral artery disease, tibial", "left"), ('a "b"', None)]


def test_text_is_aligned_and_plain() -> None:
    lines = table_text(COLUMNS, [*ROWS, ("\x1b[31mred\nline", 1)]).splitlines()
    assert lines[0].index("side") == lines[2].index("left")
    assert lines[-1].startswith("[31mred line")


def test_text_without_rows_is_only_a_head() -> None:
    assert table_text(COLUMNS, []).splitlines() == ["cause  side", "-----  ----"]


def test_csv_can_be_read_back() -> None:
    assert list(csv.reader(table_csv(COLUMNS, ROWS).splitlines())) == [
        COLUMNS,
        ["peripheral artery disease, tibial", "left"],
        ['a "b"', ""],
    ]


def test_iris_are_shortened_by_the_longest_prefix() -> None:
    prefixes = {"a": "urn:a/", "b": "urn:a/b#"}
    assert table_text(["x"], [["urn:a/b#c"], ["urn:a/d"], ["e"]], prefixes).split()[2:] == ["b:c", "a:d", "e"]


def test_json_holds_the_notice_and_the_rows_as_objects() -> None:
    written = json.loads(table_json(COLUMNS, ROWS, "a notice"))
    assert written["disclaimer"] == "a notice"
    assert written["columns"] == COLUMNS
    assert written["rows"][1] == {"cause": 'a "b"', "side": None}
