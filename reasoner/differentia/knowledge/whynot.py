"""Why not: the smallest sets of answers that tests could give which would establish, support or exclude a cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.comparisons import Answer, Way, WhyNot
from differentia.diagnosis.computation import compute_all
from differentia.diagnosis.vocabulary import ESTABLISHED, EXCLUDED, SUPPORTED
from differentia.knowledge.answers import UNKNOWN_COST, Askable, Place, askable, places_of
from differentia.knowledge.explaining import cause_named, check_side
from differentia.owl.abduction import Hypothesis, abduce
from differentia.owl.axioms import ClassAssertion, ObjectPropertyAssertion
from differentia.owl.entailment import asked, holds
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty
from differentia.owl.facts import Assertion
from differentia.owl.layer import Layer
from differentia.owl.proof import ProofContext, prove_fact

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["why_not"]

_FOUND = 400  # how many sets are ranked; a test counts once, so that the order is not that of the search


def why_not(diagnosis: Diagnosis, cause: str, side: str | None, *, size: int, cap: int, proofs: bool) -> WhyNot:
    """Find what it would take: `Diagnosis.why_not`."""
    iri = cause_named(diagnosis, cause)
    check_side(diagnosis, side)
    places, setting = places_of(diagnosis, side)
    may = askable(diagnosis, places, setting)
    rows: list[dict[str, Any]] = [dict(row) for row in diagnosis.query("candidates", cause=iri).dicts()]
    layer = _layer(diagnosis, may)
    search = _Search(diagnosis, layer, may, places, iri, size, cap, proofs)
    found = {predicate: search.ways(predicate, side) for predicate in (ESTABLISHED, SUPPORTED, EXCLUDED)}
    enough = [{answer.id for answer in way.answers} for way in found[ESTABLISHED]]
    # what establishes is told once
    found[SUPPORTED] = [w for w in found[SUPPORTED] if not any(e <= {a.id for a in w.answers} for e in enough)]
    told = {predicate: search.told(ways, predicate) for predicate, ways in found.items()}
    return WhyNot(
        id=iri,
        notation=rows[0]["notation"],
        label=str(rows[0]["label"]),
        status={row["side"]: str(row["status"]) for row in rows if side in (None, row["side"]) or row["side"] is None},
        establish=told[ESTABLISHED],
        support=told[SUPPORTED],
        exclude=told[EXCLUDED],
        complete=search.complete,
        answers=len(may.answers),
        size=size,
        left_out=may.left_out,
    )


def _layer(diagnosis: Diagnosis, may: Askable) -> Layer:
    """Saturate the facts of the case that are in no conflict, with every derivation kept."""
    case, compiled = diagnosis.case, diagnosis.kb.compiled
    left_out = diagnosis.session.conflicts.left_out
    layer = Layer(compiled.base, keep_all=True)
    said = [Assertion(axiom) for axiom in (*case.scaffold, *may.setting)]
    said += [Assertion(axiom, fact.id) for fact in case.facts if fact.id not in left_out for axiom in fact.axioms]
    layer.assume(said)
    compute_all(layer, compiled.computations, case.iri)
    return layer


class _Search:
    """Looks for ways to conclusions about one case."""

    def __init__(
        self,
        diagnosis: Diagnosis,
        layer: Layer,
        may: Askable,
        places: Sequence[Place],
        cause: str,
        size: int,
        cap: int,
        proofs: bool,
    ) -> None:
        self.layer = layer
        self.may = may
        self.places = places
        self.cause = NamedIndividual(cause)
        self.size = size
        self.cap = cap
        self.context = _context(diagnosis.proof_context(), may) if proofs else None
        self.complete = True

    def ways(self, predicate: str, side: str | None) -> list[Way]:
        """Return the ways to a statement about the cause, wherever it may hold, cheapest first; none if it holds."""
        found: dict[frozenset[str], Way] = {}
        for place in self.places:
            if side is not None and place.side != side:
                continue
            goal = ObjectPropertyAssertion(ObjectProperty(predicate), place.individual, self.cause)
            if holds(self.layer, goal):
                return []
            abduced = abduce(self.layer, goal, self.may.hypotheses, size=self.size, cap=_FOUND)
            self.complete = self.complete and abduced.complete
            for ids in abduced.found:
                # what follows of a part follows of the whole as well
                if not any(known <= set(ids) for known in found):
                    found[frozenset(ids)] = self._way(ids, place)
        return sorted(
            found.values(), key=lambda way: (way.cost, len(way.answers), [int(a.id[1:]) for a in way.answers])
        )

    def told(self, ways: list[Way], predicate: str) -> tuple[Way, ...]:
        """Return the cheapest ways, with their proofs."""
        self.complete = self.complete and len(ways) <= self.cap
        return tuple(self._proved(way, predicate) for way in ways[: self.cap])

    def _way(self, ids: Sequence[str], place: Place) -> Way:
        answers = tuple(self.may.answers[number] for number in ids)
        return Way(answers, sum(_costs(answers)), place.side)

    def _proved(self, way: Way, predicate: str) -> Way:
        if self.context is None:
            return way
        hypotheses = {one.id: one for one in self.may.hypotheses}
        place = next(place for place in self.places if place.side == way.side)
        goal = ObjectPropertyAssertion(ObjectProperty(predicate), place.individual, self.cause)
        return replace(way, proof=_proof(self.layer, goal, [hypotheses[a.id] for a in way.answers], self.context))


def _costs(answers: Sequence[Answer]) -> Iterator[int]:
    yield from {a.test: UNKNOWN_COST if a.cost_class is None else a.cost_class for a in answers}.values()


def _proof(
    layer: Layer, goal: ObjectPropertyAssertion, hypotheses: Sequence[Hypothesis], context: ProofContext
) -> dict[str, Any]:
    mark = layer.assume(Assertion(axiom, one.id) for one in hypotheses for axiom in one.axioms)
    try:
        with asked(layer, goal) as key:
            fact = layer.find(key)
            assert fact is not None, "abduction found it"  # noqa: S101 - a fault of ours
            return prove_fact(layer, fact, context)
    finally:
        layer.undo(mark)


def _context(context: ProofContext, may: Askable) -> ProofContext:
    """Let proofs describe supposed answers as facts of their own; such a proof is not about the case as it stands."""

    def describe(number: str | None) -> dict[str, Any]:
        if number is None:
            parts = [
                axiom.cls.iri
                for axiom in may.setting
                if isinstance(axiom, ClassAssertion) and isinstance(axiom.cls, Class)
            ]
            told = context.describe(None)
            return {**told, "terms": [*told["terms"], *([context.label(iri) or iri, iri] for iri in parts)]}
        if number not in may.answers:
            return context.describe(number)
        answer = may.answers[number]
        source = f"supposed answer of the {answer.label}"
        told = {"text": answer.text, "line": None, "status": "present", "source": source, "date": None}
        return {**told, "terms": may.terms[number]}

    return replace(context, header={**context.header, "case": None}, describe=describe)
