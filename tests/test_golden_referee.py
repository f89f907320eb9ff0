"""HermiT judges all golden cases: the same types and property values, the same conflicts, the same negatives.

HermiT is told of sixteen cases at once; they share terms of the ontology, of which no case says anything, and no
individual of their own. It is asked in CI about all types of all individuals of all cases, all values of their object
properties, all contradictions and a reading of each, and of one case about all that patient and legs cannot be. With
DIFFERENTIA_FULL_REFEREE=1 it is asked about all readings, and what no individual of any case can be.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.concluded import concluded, people_of

import differentia as dx
from differentia.diagnosis.session import Session, assertions_of, saturate_facts
from differentia.knowledge import KnowledgeBase
from differentia.owl import referee
from differentia.owl.axioms import Axiom, ClassAssertion, ObjectPropertyAssertion
from differentia.owl.entailment import refutes
from differentia.owl.expressions import Class, NamedIndividual, ObjectComplementOf
from differentia.owl.layer import Layer
from differentia.owl.referee_claims import Assertion, Claims, Differences

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))
EVERYTHING = os.environ.get("DIFFERENTIA_FULL_REFEREE") == "1"
DENYING = frozenset(CASES if EVERYTHING else CASES[70:71])
AT_ONCE = 16
PATIENCE = 900.0  # seconds for one start of HermiT: it may share its cores with other tests
AGREED = Differences(unfounded=frozenset(), missing=frozenset())

pytestmark = pytest.mark.referee


class Part(NamedTuple):
    """What HermiT is told of a case, and what we conclude about which individuals."""

    axioms: tuple[Axiom, ...]
    people: tuple[NamedIndividual, ...]
    concluded: tuple[Assertion, ...]
    denying: tuple[NamedIndividual, ...] = ()

    def with_negatives(self, layer: Layer, who: Iterable[NamedIndividual]) -> Part:
        classes = sorted(set(layer.symbols.named.values()))
        denying = tuple(who)
        denied = tuple(
            ClassAssertion(ObjectComplementOf(Class(iri)), one)
            for one in denying
            for iri in classes
            if refutes(layer, ClassAssertion(Class(iri), one))
        )
        return self._replace(concluded=self.concluded + denied, denying=denying)


def part_of(session: Session, kept: frozenset[str], layer: Layer) -> Part:
    axioms = assertions_of(session.case, kept, layer)
    people = people_of(axioms)
    return Part(axioms, tuple(people), tuple(concluded(layer, people)))


def facts_of(session: Session) -> frozenset[str]:
    return frozenset(fact.id for fact in session.case.facts if fact.axioms)


def differences(claims: Claims, parts: Iterable[Part]) -> Differences:
    axioms, people, ours, denying = (
        [item for items in column for item in items] for column in zip(*parts, strict=True)
    )
    return claims.differences(axioms, people, ours, denying=denying)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture(scope="module")
def claims(kb: KnowledgeBase) -> Claims:
    return Claims(kb.ontology.axioms, timeout=PATIENCE)


@pytest.mark.parametrize("start", range(0, len(CASES), AT_ONCE))
def test_types_values_and_negatives_are_hermits(kb: KnowledgeBase, claims: Claims, start: int) -> None:
    parts = []
    for path in CASES[start : start + AT_ONCE]:
        session = kb.diagnose(path).session
        part = part_of(session, facts_of(session) - session.conflicts.left_out, session.layer)
        if path in DENYING:
            holders = {axiom.individual for axiom in session.case.scaffold if isinstance(axiom, ClassAssertion)}
            who = part.people if EVERYTHING else (one for one in part.people if one in holders)
            part = part.with_negatives(session.layer, who)
            assert len(part.concluded) > 100
        parts.append(part)
    assert differences(claims, parts) == AGREED
    assert sum(len(part.concluded) for part in parts) > 50 * len(parts)


def test_conclusions_too_many_and_too_few_are_found(kb: KnowledgeBase) -> None:
    """What keeps the comparison above from passing on anything."""
    session = kb.diagnose(Path(__file__).parent / "cases" / "V01" / "case.yaml").session
    part = part_of(session, facts_of(session), session.layer)
    listed = sorted(part.concluded, key=repr)
    member = next(claim for claim in listed if isinstance(claim, ClassAssertion))
    value = next(claim for claim in listed if isinstance(claim, ObjectPropertyAssertion))
    other = next(one for one in part.people if ClassAssertion(member.cls, one) not in listed)
    false: set[Assertion] = {ClassAssertion(member.cls, other)}
    false.add(ObjectPropertyAssertion(value.property, value.source, value.source))
    assert false.isdisjoint(listed)
    changed = part._replace(concluded=(*(set(listed) - {member, value}), *false))
    told = differences(Claims(kb.ontology.axioms, timeout=PATIENCE), [changed])
    assert told == Differences(unfounded=frozenset(false), missing=frozenset({member, value}))


def test_conflict_cases_are_inconsistent_and_their_readings_agree(kb: KnowledgeBase, claims: Claims) -> None:
    conflicting = [session for path in CASES if (session := kb.diagnose(path).session).conflicts.minimal]
    assert len(conflicting) >= 4
    for session in conflicting:
        everything = saturate_facts(kb.compiled.base, session.case, facts_of(session), kb.compiled.computations)
        axioms = assertions_of(session.case, facts_of(session), everything)
        assert not referee.consistent([*kb.ontology.axioms, *axioms], timeout=PATIENCE)
        for kept in session.readings if EVERYTHING else session.readings[:1]:
            layer = saturate_facts(kb.compiled.base, session.case, kept, kb.compiled.computations)
            assert differences(claims, [part_of(session, kept, layer)]) == AGREED
