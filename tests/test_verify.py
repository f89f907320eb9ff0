"""`verify --case` accepts every proof that `explain` writes, and no proof whose words were changed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.knowledge import KnowledgeBase
from differentia.owl.checker import check
from differentia.verifying import strangers

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))
Proof = dict[str, Any]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.mark.parametrize("path", CASES[::4], ids=lambda path: path.parent.name)
def test_own_proofs_are_of_this_case_and_ontology(kb: KnowledgeBase, path: Path) -> None:
    diagnosis = kb.diagnose(path)
    context, axioms = diagnosis.proof_context(), kb.ontology.axioms
    computations = kb.compiled.computations
    for cause in ("PAD", "LSS", "CECS", "CLTI", "CES"):
        for proof in diagnosis.explain(cause):
            assert check(proof).valid
            assert strangers(proof, diagnosis.case, axioms, context, computations) == []


def first(part: dict[str, Any], **changes: Any) -> None:
    next(iter(part.values())).update(changes)


FORGERIES: dict[str, Callable[[Proof], object]] = {
    "another ontology": lambda p: p["header"].update(ontology="0" * 64),
    "another case": lambda p: p["header"].update(case="0" * 64),
    "invented sources": lambda p: first(p["axioms"], sources=["FAKE2020"]),
    "another speaker": lambda p: first(p["facts"], source="the nurse"),
    "another line": lambda p: first(p["facts"], line=99),
    "another status": lambda p: first(p["facts"], status="absent"),
    "other names": lambda p: p["labels"].update(dict.fromkeys(p["labels"], "cauda equina syndrome")),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_changed_words_are_noticed(kb: KnowledgeBase, forgery: str) -> None:
    diagnosis = kb.diagnose(CASES[-1].parent.parent / "V01" / "case.yaml")
    proof = copy.deepcopy(diagnosis.explain("PAD")[0])
    FORGERIES[forgery](proof)
    assert strangers(proof, diagnosis.case, kb.ontology.axioms, diagnosis.proof_context())
