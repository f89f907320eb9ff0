"""Each repair of a conclusion about a golden case breaks it, and every justification is one: no derivation is missing.

The test of ELK's proofs: were a derivation missing, its conclusion would survive the removal of a repair. That no part
of a repair would do follows from the justifications: each entails the conclusion, none of its axioms and facts can be
spared, and a repair is a smallest set that meets them all.

What a conclusion cannot depend on by syntax is left out, what no justification uses is saturated once, and the rest is
put on top for each removal; in each case one removal is also saturated anew from all axioms. A plain run takes every
fourth case, and of it some conclusions and repairs at even distances; with DIFFERENTIA_ALL_REPAIRS=1 it takes all
conclusions of all cases and up
to 100 repairs of each, and all justifications.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

import differentia as dx
from differentia.diagnosis.vocabulary import ESTABLISHED, EXCLUDED, RAISES, SUPPORTED
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.justifying import knowledge_of
from differentia.owl.abduction import module
from differentia.owl.axioms import ObjectPropertyAssertion
from differentia.owl.derivations import Element
from differentia.owl.entailment import holds
from differentia.owl.expressions import NamedIndividual, ObjectProperty
from differentia.owl.facts import ASSERTIONS, READ, Assertion, as_membership
from differentia.owl.hitting import hitting_sets, minimal
from differentia.owl.justifications import Knowledge, Reasons, justify
from differentia.owl.layer import Layer
from differentia.owl.program import Program

T = TypeVar("T")
EVERYTHING = os.environ.get("DIFFERENTIA_ALL_REPAIRS") == "1"
CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))[:: 1 if EVERYTHING else 4]
CONCLUSIONS, REPAIRS, CAP = (10_000, 100, 100) if EVERYTHING else (1, 4, 20)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def spread(things: Sequence[T], count: int) -> list[T]:
    """Return some things at even distances."""
    if len(things) <= count:
        return list(things)
    return [things[(2 * i + 1) * len(things) // (2 * count)] for i in range(count)]


def conclusions(layer: Layer, case: str) -> list[ObjectPropertyAssertion]:
    symbols = layer.symbols
    found = []
    for key, why in zip(layer.facts, layer.why, strict=True):
        ends = [symbols.terms[x] for x in key[1:]]
        if len(key) == 3 and symbols.roles[key[0]] in (ESTABLISHED, SUPPORTED, EXCLUDED, RAISES) and why[0] != READ:
            source, target = ends
            if isinstance(source, NamedIndividual) and isinstance(target, NamedIndividual) and case in source.iri:
                found.append(ObjectPropertyAssertion(ObjectProperty(symbols.roles[key[0]]), source, target))
    return found


class Removing:
    """Tells whether a conclusion follows when some elements are left out.

    Args:
        known: the axioms and facts that matter.
        used: what may be left out.
    """

    def __init__(self, known: Knowledge, used: Iterable[Element]) -> None:
        self.known = known
        self.used = list(dict.fromkeys(used))
        self.fixed = set(known.elements()) - set(self.used)
        # the case stands on top as a whole, as in the product: what is computed is of individuals of the layer
        self.layer = Layer(Knowledge(known.only(self.fixed).axioms).saturated().freeze())

    def follows(self, kept: set[Element], question: ObjectPropertyAssertion) -> bool:
        """Put what is kept of the removable elements on top, and ask."""
        layer, mark = self.layer, self.layer.mark()
        try:
            said = [a for a in self.known.assertions if a.fact is None or a.fact in kept or a.fact in self.fixed]
            self._add(kept, said)
            self.known.extend(layer)
            assert not layer.clashes
            return holds(layer, question)
        finally:
            layer.undo(mark)

    def _add(self, kept: set[Element], said: Sequence[Assertion]) -> None:
        layer, program = self.layer, Program()
        compiler = layer.compiler(program)
        first = layer.clause_offset + len(layer.sources.clauses)
        for element in self.used:
            if element in kept and not isinstance(element, str):
                compiler.add(as_membership(element))
        layer.install(program)
        for atom, clause in program.facts:
            assert clause >= first
            if isinstance(layer.sources.clauses[clause - layer.clause_offset].source, ASSERTIONS):
                layer.derive(atom, clause, ())
        layer.complete()
        layer.assume(said)


def elements(reasons: Reasons) -> set[Element]:
    return set(reasons.elements())


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_repairs_break_what_they_repair(kb: KnowledgeBase, path: Path) -> None:
    diagnosis = kb.diagnose(path)
    everything = knowledge_of(diagnosis)
    layer = everything.saturated(keep_all=True)
    found = conclusions(layer, diagnosis.case.iri)
    if not found:
        assert all(cause.status in ("open", "opposed", "conflict") for cause in diagnosis.causes)
    for number, question in enumerate(spread(found, CONCLUSIONS)):
        justified = justify(everything, question, cap=5_000, layer=layer)
        assert justified.found
        assert not justified.gaps
        repairs = justified.repairs(cap=CAP).found
        assert repairs
        if not justified.complete:  # too many to list: a score of many items, each known in many ways
            matters = {e for one in (*repairs, *justified.found) for e in elements(one)}
            removing = Removing(everything, matters)
            for repair in spread(repairs, REPAIRS):
                assert not removing.follows(matters - elements(repair), question), repair
            for one in spread(justified.found, REPAIRS):
                assert holds(everything.only(elements(one)).saturated(), question), one
                parts = [elements(one) - {spared} for spared in elements(one)]
                assert not any(holds(everything.only(part).saturated(), question) for part in parts), one
            continue
        matters = set(everything.elements())
        if not layer.computations:  # arithmetic leads from one predicate to another without an axiom
            matters = module(layer, question) | {fact for fact in matters if isinstance(fact, str)}
        assert all(set(one.axioms) <= matters for one in justified.found)
        removing = Removing(everything.only(matters), [e for one in justified.found for e in elements(one)])
        used = set(removing.used)
        for repair in spread(repairs, REPAIRS):
            assert not removing.follows(used - elements(repair), question), repair
        for one in spread(justified.found, 10_000 if EVERYTHING else 2):
            assert removing.follows(elements(one), question), one
            assert not any(removing.follows(elements(one) - {spared}, question) for spared in elements(one)), one
        if number == 0:
            rest = set(everything.elements()) - elements(repairs[-1])
            assert not holds(everything.only(rest).saturated(), question)


def test_hitting_sets_are_those_of_the_definition() -> None:
    """Against trying every set: each meets all, and none of its members can be spared."""
    random = Random(1)  # noqa: S311 - not for secrets
    for _ in range(60):
        sets = [random.randrange(1, 128) for _ in range(random.randint(1, 6))]
        every = minimal(hit for hit in range(128) if all(hit & one for one in sets))
        assert hitting_sets(sets, 1_000) == (every, True)
        some, whole = hitting_sets(sets, 2)
        assert whole <= (some == every)
        assert set(some) <= set(every)
