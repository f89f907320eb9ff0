"""Files and functions stay small enough to be read at a sitting."""

from __future__ import annotations

import ast
from pathlib import Path

# The house aims at 400 and 40; past these limits a change does not go in.
FILE_LINES = 450
FUNCTION_LINES = 60
FOLDERS = ("reasoner", "tests", "docs", "benchmarks")


def python_files(root: Path) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.py"))]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: an example there is no burden on who reads the code."""
    last = node.end_lineno or node.lineno
    lines = last - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def test_files_are_short(root: Path) -> None:
    counts = {path.relative_to(root).as_posix(): path.read_text("utf-8").count("\n") for path in python_files(root)}
    assert len(counts) > 10
    assert {name: lines for name, lines in counts.items() if lines >= FILE_LINES} == {}


def test_functions_are_short(root: Path) -> None:
    long = {
        f"{path.relative_to(root).as_posix()}: {node.name}": length(node)
        for path in python_files(root)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) >= FUNCTION_LINES
    }
    assert long == {}


def test_length_leaves_the_docstring_out() -> None:
    node = ast.parse('def f():\n    """Say\n\n    more.\n    """\n    return 1\n').body[0]
    assert isinstance(node, ast.FunctionDef)
    assert length(node) == 2
