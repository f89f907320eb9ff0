"""Which of the findings that evidence speaks of a case has, and which it is known to lack, part by part.

Presence is membership in a class, as entailed. A finding is absent where the part, or the patient as a whole, is said
to lack it or a class that includes it, by all that the ontology entails of classes; a finding supposed there would
contradict that, which is how the absence is proved. What is neither is unknown, and weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from differentia.diagnosis.evidence import Evidence
from differentia.diagnosis.session import facts_behind
from differentia.diagnosis.vocabulary import COMPLAINT, EXCLUDED, HAS_FINDING, HAS_PART
from differentia.diagnosis.weighing import Observation
from differentia.owl.expressions import NamedIndividual

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["Observed"]


class _Met(NamedTuple):
    """A member of a class: the individual, and the fact that says so."""

    individual: int
    fact: int


class Observed:
    """The findings of one case that evidence asks for.

    Args:
        diagnosis: the case.
    """

    def __init__(self, diagnosis: Diagnosis) -> None:
        self._layer = diagnosis.session.layer
        self._weights = diagnosis.kb.compiled.weights
        self._lexicon = diagnosis.kb.compiled.lexicon
        symbols = self._layer.symbols
        self._has_finding = symbols.roles.get(HAS_FINDING)
        self.patient = symbols.terms.get(NamedIndividual(f"{diagnosis.case.iri}#patient"))
        role = symbols.roles.get(HAS_PART)
        pairs = self._layer.successors(2 * role, self.patient) if role is not None and self.patient is not None else ()
        self.parts = tuple(dict.fromkeys(part for part, _ in pairs))
        self._members = self._find_members()
        self._lacks = [
            (bearer, cls, fact.id)
            for fact in diagnosis.case.facts
            if fact.id not in diagnosis.session.conflicts.left_out
            for bearer, cls in fact.lacks
        ]
        self._deniable = sorted(
            cls
            for found in self._weights.evidence.values()
            for one in found
            if one.negative is not None and not one.negatives
            for cls in one.findings
        )
        self._behind: dict[int, frozenset[str]] = {}
        self._absent: dict[int | None, dict[str, frozenset[str]]] = {}

    def _find_members(self) -> dict[str, list[_Met]]:
        expressions = self._layer.symbols.expressions
        numbers = {n: c for c in self._weights.classes() if (n := expressions.get(f"<{c}>")) is not None}
        found: dict[str, list[_Met]] = {}
        for number, key in enumerate(self._layer.facts, start=self._layer.offset):
            if len(key) == 2 and key[0] in numbers:
                found.setdefault(numbers[key[0]], []).append(_Met(key[1], number))
        return found

    # ---- presence

    def anywhere(self, cls: str) -> bool:
        """Tell whether the patient has a finding of a class, on whichever part."""
        return cls in self._members

    def at(self, cls: str, part: int | None) -> _Met | None:
        """Return what is of a class at a part, or with the patient as a whole."""
        of_parts = self._lexicon.bearers.get(cls) in self._lexicon.parts
        for met in self._members.get(cls, ()):
            place = self._place(met.individual)
            # what a part bears and no part is said to have lies on some part, no telling which
            if part in place or (not place and not of_parts):
                return met
        return None

    def _place(self, x: int) -> set[int]:
        """Return the parts that an individual is or belongs to; none: it belongs to the patient as a whole."""
        if x in self.parts:
            return {x}
        if x == self.patient or self._has_finding is None:
            return set()
        return {y for y, _ in self._layer.successors(2 * self._has_finding + 1, x) if y in self.parts}

    def complains(self, part: int) -> bool:
        """Tell whether a part has a complaint."""
        complaint = self._layer.symbols.expressions.get(f"<{COMPLAINT}>")
        if self._has_finding is None or complaint is None:
            return False
        found = self._layer.successors(2 * self._has_finding, part)
        return any(complaint in self._layer.types_of(x) for x, _ in found)

    def excluded(self, part: int | None) -> frozenset[str]:
        """Return the causes that are excluded at a part or for the patient as a whole."""
        role = self._layer.symbols.roles.get(EXCLUDED)
        holders = [x for x in (part, self.patient) if x is not None]
        terms = self._layer.symbols.terms
        found = (terms[y] for x in holders if role is not None for y, _ in self._layer.successors(2 * role, x))
        return frozenset(term.iri for term in found if isinstance(term, NamedIndividual))

    # ---- results

    def results(self, evidence: Iterable[Evidence], part: int | None) -> Iterator[Observation]:
        """Yield the results that pieces of evidence find at a part, positive or negative; nothing for the unknown."""
        for one in evidence:
            yield from self.result(one, part)

    def result(self, evidence: Evidence, part: int | None) -> Iterator[Observation]:
        """Yield the result that a piece of evidence finds at a part, if it is known."""
        for present, classes in ((True, evidence.findings), (False, evidence.negatives)):
            for cls in classes:
                met = self.at(cls, part)
                if met is not None:
                    yield Observation(
                        evidence, present, cls, self._facts(met.fact), met.fact, self._iri(met.individual)
                    )
                    return
        if evidence.negatives or evidence.negative is None:
            return
        absent = self._absent_at(part)
        if all(cls in absent for cls in evidence.findings):
            facts = frozenset[str]().union(*(absent[cls] for cls in evidence.findings))
            bearer = self._iri(part if part is not None else self.patient)
            yield Observation(evidence, False, evidence.findings[0], facts, None, bearer)

    def closeness(self, evidence: Evidence) -> int:
        """Return how near a study's population is to the patient: 0 another, 1 nothing said, 2 the patient's own."""
        if any(map(self.anywhere, evidence.population_lacks)):
            return 0
        if not evidence.population_has:
            return 1
        return 2 if all(map(self.anywhere, evidence.population_has)) else 0

    def _facts(self, number: int) -> frozenset[str]:
        if number not in self._behind:
            self._behind[number] = facts_behind(self._layer, [number])
        return self._behind[number]

    def _iri(self, x: int | None) -> str | None:
        term = None if x is None else self._layer.symbols.terms[x]
        return term.iri if isinstance(term, NamedIndividual) else None

    # ---- absence

    def _absent_at(self, part: int | None) -> dict[str, frozenset[str]]:
        """Return the classes of which a part can have no finding, each with the facts that forbid it."""
        if part not in self._absent:
            self._absent[part] = self._find_absent(part)
        return self._absent[part]

    def _find_absent(self, part: int | None) -> dict[str, frozenset[str]]:
        """Return what a part lacks because it, or the patient, lacks a wider class, each with the fact that says so."""
        holders = {self._iri(x) for x in (part, self.patient)}
        lacked = {cls: fact for holder, cls, fact in reversed(self._lacks) if holder in holders}
        absent: dict[str, frozenset[str]] = {}
        for cls in self._deniable if lacked else ():
            fact = next((lacked[c] for c in sorted(self._weights.wider.get(cls, (cls,))) if c in lacked), None)
            if fact is not None and self.at(cls, part) is None:
                absent[cls] = frozenset((fact,))
        return absent
