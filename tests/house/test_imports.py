"""Imports go one way: cli -> commands -> knowledge -> graph, telling, intake -> diagnosis -> owl -> errors."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.house.conftest import Source

# From the bottom up: a part may import itself and every part in a row below its own.
# A new part at the top of the package has to be given its row here.
ROWS: tuple[frozenset[str], ...] = (
    frozenset({"structs"}),
    frozenset({"errors"}),
    frozenset({"owl", "resources"}),
    frozenset({"diagnosis", "linking"}),
    frozenset({"intake", "telling"}),
    frozenset({"query_guard", "static_graph"}),
    frozenset({"query_library", "query_names", "static_store"}),
    frozenset({"compiled"}),
    frozenset({"graph", "verifying"}),
    frozenset({"asserted"}),
    frozenset({"knowledge"}),
    frozenset({""}),  # differentia/__init__.py
    frozenset({"service"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
HEAVY = {"rdflib", "numpy", "networkx", "owlready2", "jsonschema"}
# What works on arrays imports numpy at its start, and is itself imported where it is used.
ARRAYS = {
    "differentia.owl.batch",
    "differentia.owl.batch_columns",
    "differentia.owl.batch_program",
    "differentia.owl.batch_refute",
    "differentia.owl.batch_run",
    "differentia.owl.batch_simplify",
    "differentia.owl.batch_values",
    "differentia.diagnosis.cohort",
    "differentia.diagnosis.computed_columns",
    "differentia.diagnosis.encoding",
    "differentia.diagnosis.score_columns",
    "differentia.knowledge.many",
}
BAD_NAMES = {"common", "helper", "helpers", "lib", "manager", "misc", "tools", "util", "utils"}


def imported(source: Source, *, at_start_only: bool = False) -> Iterator[tuple[int, str]]:
    """Every module that a module imports, with its line; `from . import x` counts as the module x."""
    for node in _at_start(source.tree) if at_start_only else ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                steps = node.level - 1 if source.is_package else node.level
                above = source.name.split(".")[: len(source.name.split(".")) - steps]
                base = ".".join([*above, base] if base else above)
            if base == "differentia":  # from differentia import owl
                yield from ((node.lineno, f"differentia.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def _at_start(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when the module is imported: not the bodies of functions, not what only type checkers read."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            waiting += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def part(module: str) -> str:
    """The part of the house a module belongs to: the second word of its name."""
    return module.split(".")[1] if "." in module else ""


def row(name: str) -> int | None:
    return next((height for height, parts in enumerate(ROWS) if name in parts), None)


def upward(source: Source) -> list[str]:
    """What a module imports that it must not: one line each."""
    own = part(source.name)
    height = row(own)
    if height is None:
        return [f"{source.name}: say in ROWS where `{own}` stands"]
    wrong = []
    for line, module in imported(source):
        if module.split(".")[0] != "differentia":
            continue
        other = part(module)
        below = row(other)
        if other != own and (below is None or below >= height):
            wrong.append(f"{source.name}, line {line}: imports {module}")
    return wrong


def test_imports_go_down(sources: list[Source]) -> None:
    assert [line for source in sources for line in upward(source)] == []


def test_owl_knows_no_diagnosis(sources: list[Source]) -> None:
    engine = [source for source in sources if part(source.name) == "owl"]
    assert engine
    assert [s.name for s in engine for _, module in imported(s) if part(module) == "diagnosis"] == []


def test_checker_trusts_nobody(sources: list[Source]) -> None:
    """A checker that shared code with the engine would share its mistakes."""
    checkers = [source for source in sources if source.path.name.startswith("checker")]
    assert checkers, "there is no checker"
    own = {source.name for source in checkers}  # its two files may know each other
    foreign = [
        f"{source.name}, line {line}: {module}"
        for source in checkers
        for line, module in imported(source)
        if module.split(".")[0] not in sys.stdlib_module_names and module not in own
    ]
    assert foreign == []


def test_heavy_libraries_are_imported_where_they_are_used(sources: list[Source]) -> None:
    early = [
        f"{source.name}, line {line}: {module}"
        for source in sources
        for line, module in imported(source, at_start_only=True)
        if (module.split(".")[0] in HEAVY or module in ARRAYS)
        and not (source.name in ARRAYS and (module in ARRAYS or module.split(".")[0] == "numpy"))
    ]
    assert early == []


def test_data_classes_are_made_quickly(sources: list[Source]) -> None:
    """`from differentia.structs import dataclass`: the standard library's take four times as long at each start."""
    slow = [
        f"{source.name}, line {node.lineno}"
        for source in sources
        if part(source.name) != "structs" and not source.path.name.startswith("checker")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        if any(alias.name == "dataclass" for alias in node.names)
    ]
    assert slow == []


def test_no_rooms_for_odds_and_ends(sources: list[Source]) -> None:
    files = [source.name for source in sources if set(source.name.split(".")) & BAD_NAMES]
    classes = [
        f"{source.name}.{node.name}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and (node.name.startswith("Abstract") or node.name.endswith(("Manager", "Helper")) or _is_abc(node))
    ]
    assert files + classes == []


def _is_abc(node: ast.ClassDef) -> bool:
    bases = [*node.bases, *(keyword.value for keyword in node.keywords)]
    return any(ast.unparse(base) in {"ABC", "abc.ABC", "ABCMeta", "abc.ABCMeta"} for base in bases)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("differentia.owl.reading", "from differentia.diagnosis.case import Case"),
        ("differentia.owl.reading", "def f():\n    import differentia.graph"),
        ("differentia.owl.reading", "from .. import telling"),
        ("differentia.telling.words", "from differentia.intake.lexicon import Lexicon"),
        ("differentia.graph", "from differentia import knowledge"),
        ("differentia.errors", "from .owl import axioms"),
        ("differentia.attic", "import os"),
    ],
)
def test_a_wrong_import_is_seen(written: Callable[[str, str], Source], name: str, text: str) -> None:
    assert len(upward(written(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("differentia.owl.reading", "from differentia.errors import BadInput\nfrom .axioms import SubClassOf"),
        ("differentia.graph", "from differentia.telling import words\nimport rdflib"),
    ],
)
def test_a_right_import_is_left_alone(written: Callable[[str, str], Source], name: str, text: str) -> None:
    assert upward(written(name, text)) == []


def test_early_and_late_imports_are_told_apart(written: Callable[[str, str], Source]) -> None:
    text = (
        "if TYPE_CHECKING:\n    import numpy\nclass C:\n    import rdflib\n    def f(self):\n        import networkx\n"
    )
    assert [module for _, module in imported(written("differentia.graph", text), at_start_only=True)] == ["rdflib"]
