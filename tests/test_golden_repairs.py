"""Each repair of a conclusion about a golden case breaks it, and no part of a repair does: no derivation is missing.

The test of ELK's proofs: were a derivation missing, its conclusion would survive the removal. Each removal saturates
the ontology again, so that a plain run takes one repair of each of two conclusions of a case, from the middle of the
list; with DIFFERENTIA_ALL_REPAIRS=1 it takes all conclusions and up to 1,000 repairs of each.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import pytest

import differentia as dx
from differentia.diagnosis.vocabulary import ESTABLISHED, INDICATED, RAISES, SUPPORTED
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.justifying import knowledge_of
from differentia.owl.axioms import ObjectPropertyAssertion
from differentia.owl.derivations import Element
from differentia.owl.entailment import holds
from differentia.owl.expressions import NamedIndividual, ObjectProperty
from differentia.owl.facts import READ
from differentia.owl.justifications import Knowledge, justify
from differentia.owl.layer import Layer

T = TypeVar("T")
CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))
EMPTY = {"S00-no-facts", "S30-stenosis-without-syndrome"}
EVERYTHING = os.environ.get("DIFFERENTIA_ALL_REPAIRS") == "1"
CONCLUSIONS, REPAIRS, CAP = (10_000, 10_000, 1_000) if EVERYTHING else (2, 1, 40)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def spread(things: Sequence[T], count: int) -> list[T]:
    """Return some things at even distances."""
    return (
        [things[(2 * i + 1) * len(things) // (2 * count)] for i in range(count)]
        if len(things) > count
        else list(things)
    )


def conclusions(layer: Layer, case: str) -> list[ObjectPropertyAssertion]:
    symbols = layer.symbols
    found = []
    for key, why in zip(layer.facts, layer.why, strict=True):
        ends = [symbols.terms[x] for x in key[1:]]
        if len(key) == 3 and symbols.roles[key[0]] in (ESTABLISHED, SUPPORTED, RAISES, INDICATED) and why[0] != READ:
            source, target = ends
            if isinstance(source, NamedIndividual) and isinstance(target, NamedIndividual) and case in source.iri:
                found.append(ObjectPropertyAssertion(ObjectProperty(symbols.roles[key[0]]), source, target))
    return found


def follows(known: Knowledge, removed: set[Element], question: ObjectPropertyAssertion) -> bool:
    return holds(known.only(set(known.elements()) - removed).saturated(), question)


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_repairs_break_what_they_repair(kb: KnowledgeBase, path: Path) -> None:
    diagnosis = kb.diagnose(path)
    known = knowledge_of(diagnosis)
    layer = known.saturated(keep_all=True)
    found = conclusions(layer, diagnosis.case.iri)
    assert bool(found) == (path.parent.name not in EMPTY)
    for question in spread(found, CONCLUSIONS):
        justified = justify(known, question, cap=5_000, layer=layer)
        assert justified.found
        assert justified.complete
        assert not justified.gaps
        repairs = justified.repairs(cap=CAP).found
        assert repairs
        for repair in spread(repairs, REPAIRS):
            removed: set[Element] = {*repair.axioms, *repair.facts}
            assert not follows(known, removed, question), repair
            for element in removed:
                assert follows(known, removed - {element}, question), (repair, element)
