"""Every conclusion about every golden case has a proof that the independent checker accepts, and no altered one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.session import saturate_facts
from differentia.diagnosis.vocabulary import DX
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.owl.checker import check
from differentia.owl.expressions import NamedIndividual
from differentia.owl.facts import READ
from differentia.owl.proof import prove_clash, prove_fact

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*/case.yaml"))
IN_FULL = ("V01", "V07", "V12")
ANSWERS = [
    "establishedCause",
    "supportedCause",
    "excludedCause",
    "questionedCause",
    "indicatedTest",
    "contraindicatedTest",
    "withheldTest",
    "raises",
    "keepInView",
    "incompatibleCause",
]


def load_mutations() -> Any:
    spec = spec_from_file_location("mutations", HERE / "owl" / "mutations.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.mutations


mutations = load_mutations()


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def proofs(diagnosis: Diagnosis, everything: bool) -> Iterator[dict[str, Any]]:
    layer, context = diagnosis.session.layer, diagnosis.proof_context()
    wanted = {layer.symbols.roles.get(DX + name) for name in ANSWERS}
    for number, (key, why) in enumerate(zip(layer.facts, layer.why, strict=True)):
        named = all(isinstance(layer.symbols.terms[x], NamedIndividual) for x in key[1:])
        chosen = len(key) == 3 and key[0] in wanted
        if why[0] != READ and named and (everything or chosen):
            yield prove_fact(layer, layer.offset + number, context)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_every_answer_has_a_valid_proof(kb: KnowledgeBase, path: Path) -> None:
    diagnosis = kb.diagnose(path)
    in_full = path.parent.name.startswith(IN_FULL)
    count = 0
    for proof in proofs(diagnosis, in_full):
        verdict = check(proof)
        assert verdict.valid, verdict.error
        count += 1
    assert count > 100 or not in_full


@pytest.mark.parametrize("path", CASES[::3], ids=lambda path: path.parent.name)
def test_an_altered_proof_is_rejected(kb: KnowledgeBase, path: Path) -> None:
    diagnosis = kb.diagnose(path)
    found = [proof for cause in ("PAD", "LSS", "CECS", "CES") for proof in diagnosis.explain(cause)]
    tried = 0
    for proof in found[:3]:
        for name, altered in mutations(proof):
            assert not check(altered).valid, name
            tried += 1
    assert tried >= 20 * len(found[:3])


def test_a_conflict_has_a_proof(kb: KnowledgeBase) -> None:
    conflicting = [d for d in map(kb.diagnose, CASES) if d.session.conflicts.minimal]
    assert conflicting
    for diagnosis in conflicting:
        case = diagnosis.case
        kept = frozenset(fact.id for fact in case.facts if fact.axioms)
        layer = saturate_facts(kb.compiled.base, case, kept, kb.compiled.computations)
        proof = prove_clash(layer, diagnosis.proof_context())
        assert proof["goal"] == ["false"]
        assert check(proof).valid
