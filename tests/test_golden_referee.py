"""HermiT judges the golden cases: the same types and property values, the same negatives, the same conflicts.

HermiT takes half a minute to load the ontology and a second for each patient, so that a fixed part of the cases is
asked about, spread over all of them; with DIFFERENTIA_FULL_REFEREE=1 all are.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

import differentia as dx
from differentia.diagnosis.session import Session, assertions_of, saturate_facts
from differentia.knowledge import KnowledgeBase
from differentia.owl import referee
from differentia.owl.axioms import Axiom, ClassAssertion
from differentia.owl.entailment import refutes, triples, types
from differentia.owl.expressions import OWL, RDF, Class, NamedIndividual, ObjectComplementOf
from differentia.owl.layer import Layer

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))
EVERYTHING = os.environ.get("DIFFERENTIA_FULL_REFEREE") == "1"
JUDGED = CASES if EVERYTHING else CASES[::24]
AT_ONCE = 16
PATIENCE = 5_400.0 if EVERYTHING else 900.0  # seconds for one start of HermiT: it may share its cores with other tests
DENIED = CASES if EVERYTHING else CASES[70:71]
SAMPLE = 1 if EVERYTHING else 12

pytestmark = pytest.mark.referee


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture(scope="module")
def sessions(kb: KnowledgeBase) -> dict[Path, Session]:
    return {path: kb.diagnose(path).session for path in CASES}


def facts_of(session: Session) -> frozenset[str]:
    return frozenset(fact.id for fact in session.case.facts if fact.axioms)


def compare(kb: KnowledgeBase, parts: Iterable[tuple[Layer, tuple[Axiom, ...]]]) -> int:
    """Ask HermiT about all parts in one call; return how many statements were compared."""
    listed = list(parts)
    everything = [*kb.ontology.axioms, *(axiom for _, axioms in listed for axiom in axioms)]
    answers = referee.answers(everything, timeout=PATIENCE)
    compared = 0
    for layer, axioms in listed:
        typed = [axiom.individual for axiom in axioms if isinstance(axiom, ClassAssertion)]
        people = {individual.iri for individual in typed if isinstance(individual, NamedIndividual)}
        assert people
        for iri in people:
            ours = types(layer, iri) - {OWL + "Thing"}
            assert ours == answers.types.get(iri, frozenset()), iri
            compared += len(ours)
        values = {t for t in triples(layer) if t[1] != RDF + "type" and isinstance(t[2], str)}
        theirs = {value for value in answers.values if value[0] in people}
        assert values == theirs
        compared += len(values)
    return compared


@pytest.mark.parametrize("start", range(0, len(JUDGED), AT_ONCE))
def test_types_and_values_are_hermits(kb: KnowledgeBase, sessions: dict[Path, Session], start: int) -> None:
    parts = []
    for path in JUDGED[start : start + AT_ONCE]:
        session = sessions[path]
        kept = facts_of(session) - session.conflicts.left_out
        parts.append((session.layer, assertions_of(session.case, kept, session.layer)))
    assert compare(kb, parts) > 50 * len(parts)


def test_conflict_cases_are_inconsistent_and_their_readings_agree(
    kb: KnowledgeBase, sessions: dict[Path, Session]
) -> None:
    conflicting = [session for session in sessions.values() if session.conflicts.minimal]
    assert conflicting
    for session in conflicting if EVERYTHING else conflicting[-1:]:
        everything = saturate_facts(kb.compiled.base, session.case, facts_of(session), kb.compiled.computations)
        axioms = assertions_of(session.case, facts_of(session), everything)
        assert not referee.consistent([*kb.ontology.axioms, *axioms], timeout=PATIENCE)
        for kept in session.readings if EVERYTHING else session.readings[:1]:
            layer = saturate_facts(kb.compiled.base, session.case, kept, kb.compiled.computations)
            assert compare(kb, [(layer, assertions_of(session.case, kept, layer))])


@pytest.mark.parametrize("path", DENIED, ids=lambda path: path.parent.name)
def test_negatives_are_hermits(kb: KnowledgeBase, sessions: dict[Path, Session], path: Path) -> None:
    session = sessions[path]
    kept = facts_of(session) - session.conflicts.left_out
    axioms = assertions_of(session.case, kept, session.layer)
    holders = [a.individual for a in session.case.scaffold if isinstance(a, ClassAssertion)]
    classes = sorted(set(kb.compiled.base.symbols.named.values()))
    every = [
        ClassAssertion(ObjectComplementOf(Class(c)), who)
        for c in classes
        for who in holders
        if isinstance(who, NamedIndividual)
    ]
    ours = {q for q in every if refutes(session.layer, ClassAssertion(_positive(q), q.individual))}
    # all that we refute and, unless everything is asked for, every twelfth of the others
    questions = [q for number, q in enumerate(every) if q in ours or number % SAMPLE == 0]
    theirs = referee.entailed([*kb.ontology.axioms, *axioms], questions, timeout=PATIENCE)
    assert ours == theirs
    assert len(questions) > len(ours)


def _positive(question: ClassAssertion) -> Class:
    assert isinstance(question.cls, ObjectComplementOf)
    assert isinstance(question.cls.operand, Class)
    return question.cls.operand
