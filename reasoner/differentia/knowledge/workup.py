"""What to do next: what cannot wait, then what a rule calls for, then what tells most for its cost.

Information is expected: the sum, over the causes that have a prior and of which both results of the test have a ratio,
of how much less uncertain each would be. Where no number is known, the number of pairs of standing causes that the test
separates stands in, and the reason says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from differentia.diagnosis.findings import Outcome, ProbabilityMove, ProofDict, RecommendedTest, WithheldTest
from differentia.diagnosis.vocabulary import DX, INDICATED
from differentia.diagnosis.weighing import Observation, expected_information
from differentia.knowledge.explaining import sides_of
from differentia.knowledge.outcomes import outcomes_of
from differentia.owl.expressions import NamedIndividual

if TYPE_CHECKING:
    from differentia.diagnosis.evidence import Evidence
    from differentia.diagnosis.findings import Cause
    from differentia.knowledge import Diagnosis

__all__ = ["WorkUp", "ranked_tests", "work_up"]

Row = dict[str, Any]
SHOWN_TESTS = 5
"""How many tests are told of; more only if rules call for more."""
_STANDING = ("supported", "open", "conflict")
_TRIED = 2 * SHOWN_TESTS
_DEAREST = 9


class WorkUp(NamedTuple):
    """The tests to do next, and those that are left out because they would change nothing."""

    next: tuple[RecommendedTest, ...]
    useless: tuple[WithheldTest, ...]


def work_up(diagnosis: Diagnosis, causes: Sequence[Cause], *, proofs: bool = False) -> WorkUp:
    """Rank the tests.

    Args:
        diagnosis: the case.
        causes: its causes, as told.
        proofs: put a proof beside every test that a rule calls for.
    """
    planner = _Planner(diagnosis, causes, proofs)
    called_for = list(planner.called_for())
    chosen, useless = planner.fill(called_for)
    return WorkUp(tuple(called_for + chosen), tuple(useless))


def ranked_tests(diagnosis: Diagnosis, causes: Sequence[Cause]) -> list[str]:
    """Return every test that could be done, by cost class, then by information, then by pairs of causes it separates.

    Args:
        diagnosis: the case.
        causes: its causes, as told.
    """
    return [iri for *_, iri in _Planner(diagnosis, causes, False).ranking(())]


class _Planner:
    def __init__(self, diagnosis: Diagnosis, causes: Sequence[Cause], proofs: bool) -> None:
        self.diagnosis = diagnosis
        self.ledger = diagnosis.ledger
        self.proofs = proofs
        self.causes = {(cause.id, cause.side): cause for cause in causes}
        self.standing = {c.id: c for c in reversed(causes) if c.status in _STANDING}
        self.supported = {c.id for c in causes if c.status == "supported"}
        self.results: dict[str, list[str]] = {}
        for row in diagnosis.query("possible-results").dicts():
            self.results.setdefault(str(row["test"]), []).append(str(row["result"]))
        self.available: dict[str, list[Row]] = {}
        for found in diagnosis.query("available-tests").dicts():
            self.available.setdefault(str(found["test"]), []).append(dict(found))

    # ---- what a red flag or a rule calls for

    def called_for(self) -> Iterator[RecommendedTest]:
        """Yield what red flags and rules call for; a free question that can change nothing comes last."""
        groups: dict[str, list[Row]] = {}
        for row in self.diagnosis.query("next-tests").dicts():
            groups.setdefault(str(row["test"]), []).append(dict(row))
        told = []
        for number, group in enumerate(groups.values()):
            test = self._told(group)
            if number < SHOWN_TESTS:
                sides = [str(row["side"]) for row in group if row["side"]]
                outcomes = outcomes_of(self.diagnosis, test.id, sides)
                test = replace(test, outcomes=tuple(self._with_probabilities(one, sides) for one in outcomes))
            told.append((self._idle(test), test))
        yield from (test for idle, test in told if not idle)
        yield from (test for idle, test in told if idle)

    def _idle(self, test: RecommendedTest) -> bool:
        """Tell whether a test costs nothing and none of the results that were tried would change anything."""
        return test.cost_class == 0 and bool(test.outcomes) and not _changes(test)

    def _told(self, group: list[Row]) -> RecommendedTest:
        row = group[0]
        sides = list(dict.fromkeys(str(r["side"]) for r in group if r["side"]))
        iri = str(row["test"])
        return RecommendedTest(
            id=iri,
            notation=row["notation"],
            label=str(row["label"]),
            why="; ".join(dict.fromkeys(_why(r) for r in group)),
            information_bits=self.bits(iri),
            cost_class=None if row["cost_class"] is None else int(row["cost_class"]),
            side=sides[0] if len(sides) == 1 else None,
            proof=self._proof(iri) if self.proofs else None,
            separates=tuple(self.pairs(iri)),
        )

    def _proof(self, test: str) -> ProofDict | None:
        """Prove that a test is indicated, of a part rather than of the whole."""
        from differentia.owl.proof import prove_fact

        layer = self.diagnosis.session.layer
        role, target = layer.symbols.roles.get(INDICATED), layer.symbols.terms.get(NamedIndividual(test))
        if role is None or target is None:
            return None
        found = sorted(layer.successors(2 * role + 1, target), key=lambda pair: pair[0] not in sides_of(self.diagnosis))
        return prove_fact(layer, found[0][1], self.diagnosis.proof_context()) if found else None

    # ---- what else would tell most

    def fill(self, called_for: Sequence[RecommendedTest]) -> tuple[list[RecommendedTest], list[WithheldTest]]:
        """Choose further tests up to the number shown, by cost class, then by information, then by pairs."""
        room = SHOWN_TESTS - len(called_for)
        ranked = self.ranking({test.id for test in called_for}) if room > 0 else []
        chosen: list[RecommendedTest] = []
        useless = []
        for *_, iri in ranked[:_TRIED]:
            if len(chosen) == room:
                break
            test = self._further(iri)
            if test.outcomes and not _changes(test) and not test.information_bits:
                useless.append(
                    WithheldTest(test.id, test.notation, test.label, "useless: no result would change anything")
                )
            else:
                chosen.append(test)
        return chosen, useless

    def ranking(self, taken: Collection[str]) -> list[tuple[int, float, int, str, str]]:
        """Rank what could be done and is not taken: cost class, bits and pairs (negative: most first), name, test."""
        ranked = []
        for iri, rows in self.available.items():
            bits, pairs = (self.bits(iri), list(self.pairs(iri))) if iri not in taken else (None, [])
            if bits or pairs:
                ranked.append((self._cost(rows), -(bits or 0.0), -len(pairs), str(rows[0]["notation"]), iri))
        return sorted(ranked)

    def _further(self, iri: str) -> RecommendedTest:
        row, bits, pairs = self.available[iri][0], self.bits(iri), tuple(self.pairs(iri))
        outcomes = outcomes_of(self.diagnosis, iri, ())
        return RecommendedTest(
            id=iri,
            notation=row["notation"],
            label=str(row["label"]),
            why=_reason(bits, pairs),
            information_bits=bits,
            cost_class=None if row["cost_class"] is None else int(row["cost_class"]),
            outcomes=tuple(self._with_probabilities(one, ()) for one in outcomes),
            separates=pairs,
        )

    def _cost(self, rows: list[Row]) -> int:
        cost = rows[0]["cost_class"]
        return _DEAREST if cost is None else int(cost)

    def pairs(self, test: str) -> Iterator[tuple[str, str]]:
        """Yield the pairs of standing causes that a test separates; while any is supported, pairs with one of those."""
        conditions = [str(row["condition"]) for row in self.available.get(test, ())]
        standing = sorted(c for c in set(conditions) if c in self.standing)
        for first, second in combinations(standing, 2):
            if self.supported and not {first, second} & self.supported:
                continue
            if not self._akin(first, second):
                names = sorted(self.standing[c].notation or self.standing[c].label for c in (first, second))
                yield names[0], names[1]

    def _akin(self, first: str, second: str) -> bool:
        """Tell whether one cause is a form of the other."""
        layer = self.diagnosis.session.layer
        role = layer.symbols.roles.get(DX + "subtypeOf")
        ends = [layer.symbols.terms.get(NamedIndividual(iri)) for iri in (first, second)]
        if role is None or None in ends:
            return False
        return any(y == other for x, other in (ends, ends[::-1]) for y, _ in layer.successors(2 * role, x or 0))

    # ---- information

    def bits(self, test: str) -> float | None:
        """Return the information expected of a test over all standing causes; None where no number is known."""
        found = [bits for cause in self.standing.values() if (bits := self._bits_of(test, cause)) is not None]
        return sum(found) if found else None

    def _bits_of(self, test: str, cause: Cause) -> float | None:
        probability = cause.posttest if cause.posttest is not None else cause.prior
        if probability is None:
            return None
        entry = self.ledger.entry(cause.id, cause.side)
        asked = self._asked_by(test)
        found = [
            expected_information(one, probability, self.ledger.weights.cap, entry.counted(one.group))
            for one in self.ledger.unknown(cause.id, entry.part)
            if (one.test == test if one.test is not None else not asked.isdisjoint((*one.findings, *one.negatives)))
        ]
        known = [bits for bits in found if bits is not None]
        return max(known) if known else None

    def _asked_by(self, test: str) -> frozenset[str]:
        return frozenset(self.results.get(test, ()))

    def _with_probabilities(self, outcome: Outcome, sides: Sequence[str]) -> Outcome:
        """Say what a result would make of the probabilities."""
        moves = []
        for (iri, side), cause in self.causes.items():
            if cause.prior is None or (sides and side is not None and side not in sides):
                continue
            entry = self.ledger.entry(iri, side)
            met = self.ledger.weights.wider.get(outcome.id, frozenset((outcome.id,)))
            more = list(_supposed(met, self.ledger.unknown(iri, entry.part)))
            if more:
                after = self.ledger.weighed(iri, entry.part, more=more).odds.posttest
                before = cause.posttest if cause.posttest is not None else cause.prior
                if after is not None and round(100 * after) != round(100 * before):
                    moves.append(ProbabilityMove(iri, cause.notation, cause.label, side, before, after))
        return replace(outcome, probabilities=tuple(moves))


def _supposed(met: frozenset[str], evidence: Iterable[Evidence]) -> Iterator[Observation]:
    """Yield the results that evidence would have if classes were met."""
    for one in evidence:
        positive, negative = met.intersection(one.findings), met.intersection(one.negatives)
        if positive or negative:
            yield Observation(one, bool(positive), min(positive or negative))


def _changes(test: RecommendedTest) -> bool:
    """Tell whether a result of a test would change a status or a probability, or bring a test or a red flag."""
    return any(one.changes or one.next_tests or one.red_flags or one.probabilities for one in test.outcomes)


def _why(row: Row) -> str:
    words = str(row["words"] or "")
    return {"first test": f"first test for {words}", "conflict": f"contradictory statements about {words}"}.get(
        row["reason"], words
    )


def _reason(bits: float | None, pairs: Sequence[tuple[str, str]]) -> str:
    """Say by what a test was chosen that no rule calls for."""
    told = ", ".join(" from ".join(pair) for pair in pairs[:2])
    more = f" and {len(pairs) - 2} more" if len(pairs) > 2 else ""
    if bits:
        return f"no rule calls for it; tells most for its cost{f', and {told}{more}' if told else ''}"
    return f"no rule calls for it; no number is known; tells {told}{more}"
