"""What a module offers stands in its `__all__`, is really there, and is documented."""

from __future__ import annotations

import ast
import importlib
import types
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import differentia

if TYPE_CHECKING:
    from tests.house.conftest import Source


def defined(tree: ast.Module) -> set[str]:
    """The public functions and classes that a module defines itself, without those that it only registers."""
    nodes = (node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef))
    names = {node.name for node in nodes if isinstance(node, ast.ClassDef) or not _is_registered(node)}
    return {name for name in names if not name.startswith("_")}


def registered(tree: ast.Module) -> set[str]:
    """The functions that a decorator registers: `__all__` may list them, for whoever loads them by name."""
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _is_registered(node)}


def assigned(tree: ast.Module) -> set[str]:
    """Constants and type aliases: `__all__` may list them and need not."""
    names: set[str] = set()
    running = [node for each in tree.body if isinstance(each, ast.If) for node in each.orelse]  # not for type checkers
    for node in (*tree.body, *running):
        if isinstance(node, ast.Assign):
            parts = [part for target in node.targets for part in ast.walk(target)]  # READ, HENCE = range(2)
            names |= {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def _is_registered(node: ast.FunctionDef) -> bool:
    """Whether a decorator such as @app.command() or @rule(...) means that nobody calls it by name."""
    calls = [decorator.func for decorator in node.decorator_list if isinstance(decorator, ast.Call)]
    return any(ast.unparse(call).split(".")[-1] in {"callback", "command", "rule"} for call in calls)


def offered(tree: ast.Module) -> list[str] | None:
    """What `__all__` lists, or None where there is no `__all__`."""
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "__all__" and isinstance(node, ast.Assign | ast.AnnAssign):
            assert node.value is not None
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


def complaints(source: Source) -> list[str]:
    """What is wrong with the names of one module."""
    names, own = offered(source.tree), defined(source.tree)
    if names is None:
        return [f"{source.name}: no __all__, yet it defines {', '.join(sorted(own))}"] if own else []
    wrong = [f"{source.name}: {name} is missing from __all__" for name in sorted(own - set(names))]
    if len(set(names)) != len(names):
        wrong.append(f"{source.name}: __all__ names something twice")
    if not source.is_package:  # a package's __init__ may load what it offers on first use
        here = own | registered(source.tree) | assigned(source.tree) | passed_on(source.tree)
        wrong += [f"{source.name}: __all__ offers {name}, which is not there" for name in sorted(set(names) - here)]
    return wrong


def passed_on(tree: ast.Module) -> set[str]:
    """Names that a module imports from another of the package, and so may offer as its own."""
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    ours = [node for node in froms if node.level or (node.module or "").split(".")[0] == "differentia"]
    return {alias.asname or alias.name for node in ours for alias in node.names}


def test_all_is_what_is_defined(sources: list[Source]) -> None:
    assert [line for source in sources for line in complaints(source)] == []


def test_all_can_be_imported(sources: list[Source]) -> None:
    for source in sources:
        if source.name.endswith("__main__"):
            continue  # importing it runs it
        module = importlib.import_module(source.name)
        assert [name for name in offered(source.tree) or [] if not hasattr(module, name)] == [], source.name


def test_what_is_public_is_documented(sources: list[Source]) -> None:
    bare = []
    for source in sources:
        for node in source.tree.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
                continue
            members = node.body if isinstance(node, ast.ClassDef) else []
            methods = [m for m in members if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")]
            bare += [f"{source.name}: {d.name}" for d in (node, *methods) if ast.get_docstring(d) is None]
    assert bare == []


def test_modules_say_what_they_are(sources: list[Source]) -> None:
    assert [source.name for source in sources if ast.get_docstring(source.tree) is None] == []


def test_the_package_offers_what_it_says() -> None:
    names = getattr(differentia, "__all__", None)
    assert names, "differentia has no __all__"
    assert {name for name in names if not hasattr(differentia, name)} == set()
    assert set(names) <= set(dir(differentia)), "dir(differentia) hides names that are loaded on first use"
    present = {
        name
        for name, value in vars(differentia).items()
        if not name.startswith("_")
        and name != "TYPE_CHECKING"
        and not isinstance(value, types.ModuleType)
        and getattr(value, "__module__", "differentia").startswith("differentia")  # not what it imports for itself
    }
    assert present <= set(names), "a public name of the package is not in __all__"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('__all__ = ["f"]\ndef f(): ...\ndef _g(): ...', 0),
        ("def f(): ...", 1),
        ('__all__ = ["f", "gone"]\ndef f(): ...', 1),
        ('__all__ = ["f"]\ndef f(): ...\nLIMIT = 3', 0),
        ('__all__ = ["A"]\nA, B = 1, 2', 0),
        ("__all__ = []\nclass C: ...", 1),
        ('__all__ = ["BadInput"]\nfrom differentia.errors import BadInput', 0),
        ('__all__ = ["Path"]\nfrom pathlib import Path', 1),
        ('__all__ = ["app"]\napp = 1\n@app.command()\ndef diagnose(): ...', 0),
    ],
)
def test_wrong_lists_are_seen(written: Callable[[str, str], Source], text: str, count: int) -> None:
    assert len(complaints(written("differentia.some", text))) == count
