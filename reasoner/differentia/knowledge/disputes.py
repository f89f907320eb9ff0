"""The graph of a case, and the causes whose status hangs on contradictory facts.

A reading resolves the contradictions one way. Each reading is diagnosed as if it were the case; a cause whose status
differs between readings is disputed on that side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from differentia.asserted import asserted_triples, conflict_triples
from differentia.compiled import Compiled
from differentia.diagnosis.case import Case
from differentia.diagnosis.conflicts import Facts
from differentia.diagnosis.session import Session, saturate_facts
from differentia.diagnosis.vocabulary import DX, RAISES
from differentia.graph import CaseGraph, Triple
from differentia.owl.axioms import ClassAssertion
from differentia.owl.entailment import triples
from differentia.owl.expressions import Class, NamedIndividual
from differentia.owl.layer import Layer

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["graph_of"]

Statuses: TypeAlias = dict[tuple[str, str | None], str]


def graph_of(diagnosis: Diagnosis) -> CaseGraph:
    """Return the queryable graph of a diagnosis."""
    compiled, session = diagnosis.kb.compiled, diagnosis.session
    case = session.case
    readings = {kept: saturate_facts(compiled.base, case, kept, compiled.computations) for kept in session.readings}
    conflicts = chain(
        conflict_triples(case.iri, [sorted(c) for c in session.conflicts.minimal], _disputed(compiled, case, readings)),
        _disputed_flags(session, readings.values()),
    )

    def proof() -> Iterable[Triple]:
        from differentia.knowledge.explaining import proof_triples

        return proof_triples(diagnosis)

    return _graph(compiled, case, session.layer, conflicts, proof)


def _graph(
    compiled: Compiled,
    case: Case,
    layer: Layer,
    more: Iterable[Triple] = (),
    proof: Callable[[], Iterable[Triple]] | None = None,
) -> CaseGraph:
    asserted = chain(asserted_triples(case), more)
    prefixes = compiled.lexicon.prefixes
    static, shared = compiled.static, compiled.store
    return CaseGraph(case.iri, static, asserted, triples(layer), proof=proof, prefixes=prefixes, shared=shared)


def _disputed(compiled: Compiled, case: Case, readings: Mapping[Facts, Layer]) -> list[tuple[str, str]]:
    """Return (bearer, cause) for every cause whose status is not the same in all readings."""
    found = []
    for kept, layer in readings.items():
        graph = _graph(compiled, _reduced(case, kept), layer)
        found.append({(str(r["cause"]), _side(r["side"])): str(r["status"]) for r in graph.query("candidates").dicts()})
    bearers = _bearers(compiled, case)
    keys = sorted({key for statuses in found for key in statuses}, key=str)
    return [
        (bearer, key[0])
        for key in keys
        if len({_status(statuses, key) for statuses in found}) > 1
        for bearer in bearers.get(key[1], ())
    ]


def _disputed_flags(session: Session, readings: Iterable[Layer]) -> Iterator[Triple]:
    """Yield the red flags that only some reading raises: what is in doubt stays in force."""
    patient = f"{session.case.iri}#patient"
    certain = _flags(session.layer, patient)
    found: set[str] = set()
    for layer in readings:
        found |= _flags(layer, patient)
    for flag in sorted(found - certain):
        yield patient, DX + "disputedFlag", flag


def _flags(layer: Layer, patient: str) -> set[str]:
    return {str(flag) for who, predicate, flag in triples(layer) if predicate == RAISES and who == patient}


def _status(statuses: Statuses, key: tuple[str, str | None]) -> str:
    return statuses.get(key) or statuses.get((key[0], None)) or "open"


def _side(value: object) -> str | None:
    return None if value is None else str(value)


def _reduced(case: Case, kept: frozenset[str]) -> Case:
    facts = tuple(fact for fact in case.facts if fact.id in kept or not fact.axioms)
    return Case(case.id, case.iri, case.setting, case.title, facts, case.scaffold, (), case.sha256, case.path)


def _bearers(compiled: Compiled, case: Case) -> dict[str | None, list[str]]:
    """Return the individuals of the case by side; without a side, whatever is on none, the patient included."""
    lexicon = compiled.lexicon
    side_of = {c: lexicon.labels.get(s, s) for parts in lexicon.parts.values() for s, c in parts.items()}
    found: dict[str | None, list[str]] = {}
    for axiom in case.scaffold:
        if isinstance(axiom, ClassAssertion) and isinstance(axiom.cls, Class):
            individual = axiom.individual
            if isinstance(individual, NamedIndividual):
                found.setdefault(side_of.get(axiom.cls.iri), []).append(individual.iri)
    return found
