"""The script that writes real output into the documents, on small documents of its own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def build(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", root / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


def document(marker: str, inside: str = "") -> str:
    return f"before\n\n<!-- {marker} -->\n{inside}<!-- end -->\n\nafter\n"


@pytest.mark.parametrize(
    ("marker", "inside"),
    [
        ("begin: python -c 'print(1 + 1)'", "```console\n$ python -c 'print(1 + 1)'\n2\n```\n"),
        ("begin mermaid: python -c 'print(2)'", "```mermaid\n2\n```\n"),
        ("begin md: python -c 'print(\"# A\")'", "\n# A\n\n"),
        ("begin sparql: show a.rq", "```sparql\nASK {}\n```\n"),
        ("begin text: show fence.md", "````text\n```\nx\n```\n````\n"),
        (
            "begin error: python -c 'import sys; sys.exit(2)'",
            "```console\n$ python -c 'import sys; sys.exit(2)'\n\n```\n",
        ),
    ],
)
def test_blocks_are_filled(build: ModuleType, tmp_path: Path, marker: str, inside: str) -> None:
    (tmp_path / "a.rq").write_text("ASK {}\n\n", encoding="utf-8")
    (tmp_path / "fence.md").write_text("```\nx\n```\n", encoding="utf-8")
    new = document(marker, inside)
    assert build.rebuild(document(marker), tmp_path) == new
    assert build.rebuild(document(marker, "stale\n"), tmp_path) == new
    assert build.rebuild(new, tmp_path) == new


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- begin: python -V -->\n", "no <!-- end -->"),
        ("<!-- end -->\n", "without a begin"),
        ("<!-- begin: python -V -->\n<!-- begin: python -V -->\n<!-- end -->\n", "before the next block"),
        (document("begin: rm -rf x"), "only differentia, python and show"),
        (document("begin: python -c 'raise SystemExit(1)'"), "exit code 1, not 0"),
        (document("begin error: python -c 'print(1)'"), "exit code 0, not 2"),
        (document("begin: python -c 'import os; print(os.getcwd())'"), "a folder of this machine"),
    ],
)
def test_broken_blocks_are_named(build: ModuleType, tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(build.BrokenBlock, match=message):
        build.rebuild(text, tmp_path.resolve())


def test_a_block_shown_in_a_fence_is_no_block(build: ModuleType, tmp_path: Path) -> None:
    text = f"```text\n{document('begin: python -V')}```\n"
    assert build.rebuild(text, tmp_path) == text


def test_check_tells_and_write_repairs(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "README.md"
    page.write_text(document("begin: python -c 'print(7)'", "stale\n"), encoding="utf-8")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "documents", lambda: [page])
    assert build.main(["--check"]) == 1
    assert "-stale" in capsys.readouterr().out
    assert "stale" in page.read_text("utf-8")
    assert build.main([]) == 0
    assert build.main(["--check"]) == 0


def test_a_drawing_is_kept_in_a_file_and_shown(build: ModuleType, tmp_path: Path) -> None:
    program = "print('<svg><title>an oak &amp; [leaf]</title></svg>')"
    marker = f'begin svg: python -c "{program}"'
    drawings: dict[str, str] = {}
    new = build.rebuild(document(marker), tmp_path, drawings, "docs")
    ((name, drawing),) = drawings.items()
    assert drawing == "<svg><title>an oak &amp; [leaf]</title></svg>\n"
    assert f"![an oak & (leaf)]({name.removeprefix('docs/')})" in new
    assert f"![an oak & (leaf)]({name})" in build.rebuild(new, tmp_path)
    assert name.startswith("docs/drawings/python-c-print")
