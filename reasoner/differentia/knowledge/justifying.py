"""What a statement about a cause rests on, in full: its minimal justifications and repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from differentia.diagnosis.computation import compute_all
from differentia.knowledge.explaining import cause_named, told_of
from differentia.owl.axioms import ObjectPropertyAssertion
from differentia.owl.entailment import asked
from differentia.owl.expressions import AnonymousIndividual, NamedIndividual, ObjectProperty
from differentia.owl.facts import Assertion
from differentia.owl.justifications import Justifications, Knowledge, Reasons, Repairs, justify
from differentia.owl.layer import Layer
from differentia.owl.small_proofs import prove_small
from differentia.owl.syntax import to_lists
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["Justified", "justifications_of", "knowledge_of", "repairs_of", "small_proofs", "ways_of"]

_ENOUGH = 2_000  # repairs need all justifications


@dataclass(frozen=True, slots=True)
class Justified:
    """A statement about a case and all sets it rests on, or all sets without which it would not follow.

    Attributes:
        statement: as a proof writes it.
        sets: axioms of the ontology and ids of facts, smallest set first.
        complete: False if a cap was met: there may be more.
    """

    statement: list[Any]
    sets: tuple[Reasons, ...]
    complete: bool


def knowledge_of(diagnosis: Diagnosis) -> Knowledge:
    """Return the axioms of the ontology and the facts of a case that are in no conflict."""
    case, compiled = diagnosis.case, diagnosis.kb.compiled
    left_out = diagnosis.session.conflicts.left_out
    assertions = [Assertion(axiom) for axiom in case.scaffold]
    assertions += [Assertion(axiom, fact.id) for fact in case.facts if fact.id not in left_out for axiom in fact.axioms]
    return Knowledge(
        diagnosis.kb.ontology.axioms,
        tuple(assertions),
        lambda layer: compute_all(layer, compiled.computations, case.iri),
    )


def justifications_of(diagnosis: Diagnosis, cause: str, side: str | None, cap: int) -> list[Justified]:
    """Find justifications: `Diagnosis.justifications`."""
    return [_told(question, found) for question, found in _justified(diagnosis, cause, side, cap)]


def repairs_of(diagnosis: Diagnosis, cause: str, side: str | None, cap: int) -> list[Justified]:
    """Find repairs: `Diagnosis.repairs`."""
    justified = _justified(diagnosis, cause, side, _ENOUGH)
    return [_told(question, found.repairs(cap=cap)) for question, found in justified]


def _told(question: ObjectPropertyAssertion, found: Justifications | Repairs) -> Justified:
    statement = ["role", *(to_lists(part) for part in (question.property, question.source, question.target))]
    return Justified(statement, found.found, found.complete)


def _justified(
    diagnosis: Diagnosis, cause: str, side: str | None, cap: int
) -> list[tuple[ObjectPropertyAssertion, Justifications]]:
    iri = cause_named(diagnosis, cause)
    questions = _questions(diagnosis, iri, told_of(diagnosis, iri, side))
    if not questions:
        return []
    known = knowledge_of(diagnosis)
    layer = known.saturated(keep_all=True)
    return [(question, justify(known, question, cap=cap, layer=layer)) for question in questions]


def _questions(diagnosis: Diagnosis, cause: str, told: list[tuple[str, int, int]]) -> list[ObjectPropertyAssertion]:
    terms = diagnosis.session.layer.symbols.terms
    return [
        ObjectPropertyAssertion(ObjectProperty(predicate), subject, NamedIndividual(cause))
        for predicate, x, _ in told
        if isinstance(subject := terms[x], NamedIndividual | AnonymousIndividual)
    ]


def small_proofs(diagnosis: Diagnosis, cause: str, told: list[tuple[str, int, int]]) -> list[dict[str, Any]]:
    """Write a proof with few steps for each statement about a cause, chosen among all derivations.

    Args:
        diagnosis: the case.
        cause: IRI of the cause.
        told: the statements, as `told_of` returns them.
    """
    layer = knowledge_of(diagnosis).saturated(keep_all=True)
    return [_small_proof(diagnosis, layer, question) for question in _questions(diagnosis, cause, told)]


def _small_proof(diagnosis: Diagnosis, layer: Layer, question: ObjectPropertyAssertion) -> dict[str, Any]:
    with asked(layer, question) as key:
        fact = layer.find(key)
        assert fact is not None, "it holds in the layer of the case"  # noqa: S101 - a fault of ours
        return prove_small(layer, fact, diagnosis.proof_context())


def ways_of(diagnosis: Diagnosis, cause: str, side: str | None, cap: int) -> tuple[list[dict[str, Any]], bool]:
    """Prove each statement in every way, `Diagnosis.ways`; also tell whether these are all ways."""
    known = knowledge_of(diagnosis)
    justified = _justified(diagnosis, cause, side, cap)
    proofs = [
        _small_proof(diagnosis, known.only({*one.axioms, *one.facts}).saturated(keep_all=True), question)
        for question, found in justified
        for one in found.found
    ]
    return proofs, all(found.complete for _, found in justified)
