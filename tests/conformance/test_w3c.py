"""The W3C OWL 2 test cases from their manifest: an answer may be missing, with its reason; none may be wrong."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def suite(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("w3c_conformance", root / "benchmarks" / "conformance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def outcomes(suite: ModuleType, shared: Path) -> list[Any]:
    manifest = shared / "conformance" / "owl2-tests.rdf"
    if not manifest.is_file():
        pytest.skip("the test cases of the W3C do not stand beside this checkout")
    return [suite.judge(item) for item in suite.read_manifest(manifest)]


def approved(outcomes: list[Any], profile: str) -> list[Any]:
    return [o for o in outcomes if o.item.status == "Approved" and profile in o.item.profiles]


def test_no_answer_is_wrong(outcomes: list[Any]) -> None:
    print(sorted(Counter((o.item.kind, o.verdict) for o in outcomes).items()))  # noqa: T201 - the counts
    assert [(o.item.name, o.item.kind, o.reason) for o in outcomes if o.verdict == "wrong"] == []


def test_all_items_are_run_and_what_is_missing_has_a_reason(outcomes: list[Any]) -> None:
    assert len(outcomes) == 416
    assert (len(approved(outcomes, "EL")), len(approved(outcomes, "RL"))) == (89, 100)
    assert [o.item.name for o in outcomes if o.verdict != "right" and not o.reason] == []


@pytest.mark.parametrize(("profile", "least"), [("EL", 89), ("RL", 100), ("QL", 62)])
def test_what_was_answered_rightly_stays_so(outcomes: list[Any], profile: str, least: int) -> None:
    """Every approved item of the three profiles; raise the floors of the others with the fragment."""
    pytest.importorskip("pyhornedowl", reason="some items are in functional-style syntax only")
    assert sum(o.verdict == "right" for o in approved(outcomes, profile)) >= least
