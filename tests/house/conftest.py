"""The source code as the house tests look at it: one parsed module per file."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Source:
    """One module of the package: its dotted name, its file, its text and its syntax tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"


def parse(path: Path, top: Path) -> Source:
    parts = path.relative_to(top).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Source(name, path, text, ast.parse(text, filename=str(path)))


@pytest.fixture(scope="session")
def sources(root: Path) -> list[Source]:
    """Every module of the package."""
    top = root / "reasoner"
    found = [parse(path, top) for path in sorted((top / "differentia").rglob("*.py"))]
    assert len(found) > 5, "found hardly any module: these tests would hold nothing"
    return found


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], Source]:
    """Make a module out of a name and a text: what a house test must refuse."""

    def write(name: str, text: str) -> Source:
        path = tmp_path.joinpath(*name.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return parse(path, tmp_path)

    return write
