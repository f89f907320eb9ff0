"""The pages of conditions and tests: current, complete, and saying where everything is from."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from differentia.owl.proof import DISCLAIMER


@pytest.fixture(scope="module")
def module(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_pages", root / "docs" / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found  # dataclasses look their module up there
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="module")
def pages(module: ModuleType) -> dict[str, str]:
    found: dict[str, str] = module.pages(module.Library.read())
    return found


def test_the_pages_are_current(pages: dict[str, str], root: Path) -> None:
    docs = root / "docs"
    there = {
        str(path.relative_to(docs)): path.read_text("utf-8")
        for folder in ("conditions", "tests")
        for path in (docs / folder).glob("*.md")
    }
    stale = sorted(name for name in there.keys() | pages.keys() if there.get(name) != pages.get(name))
    assert stale == [], "run python docs/pages.py"


@pytest.mark.parametrize(("kind", "folder"), [("Condition", "conditions"), ("Test", "tests")])
def test_each_condition_and_each_test_has_a_page(pages: dict[str, str], root: Path, kind: str, folder: str) -> None:
    written = "\n".join(path.read_text("utf-8") for path in sorted((root / "ontology" / "leg-pain").glob("*.ttl")))
    declared = re.findall(
        rf"^lp:\w+ a [^;]*dx:{kind}\b[^;]*;.*?skos:notation \"(\w+)\"", written, re.MULTILINE | re.DOTALL
    )
    assert len(declared) > 25
    assert {f"{folder}/{notation}.md" for notation in declared} == {
        name for name in pages if name.startswith(folder) and not name.endswith("README.md")
    }


def test_each_page_carries_the_disclaimer(pages: dict[str, str]) -> None:
    assert [name for name, text in pages.items() if DISCLAIMER not in text] == []


def test_each_key_that_is_cited_is_resolved_below(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        tables, _, sources = text.partition("## Sources")
        cited = {
            key
            for row in re.findall(r"\| (?:yes|partial|no|) \| ([A-Z0-9_, ]+) \|$", tables, re.MULTILINE)
            for key in row.split(", ")
        }
        listed = set(re.findall(r"^- (\S+):", sources, re.MULTILINE))
        assert cited == listed, name


def test_a_page_says_what_the_ontology_says(pages: dict[str, str]) -> None:
    """Rows looked up by hand in the ontology."""
    page = pages["conditions/PAD.md"]
    assert "| standing still | should relieve | fall of muscle oxygen demand |" in page
    assert "| first test | [resting ABI test](../tests/T_ABI_REST.md) |" in page
    assert re.search(
        r"^\| establishes \| leg with a low ABI \|.*\| yes \| ACC2024, AHA2016, XU2013 \|$", page, re.MULTILINE
    )
    assert "| low ABI | 4.18 (no interval) | 0.29 (no interval) | 0.75 | 0.86 |" in page
    assert re.search(
        r"^\| withholds it \| red flag of acute limb ischaemia \|$", pages["tests/T_ABI_REST.md"], re.MULTILINE
    )
