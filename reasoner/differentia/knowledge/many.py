"""Many cases at once: what is entailed of each, the same as one by one, with the diagnosis of any of them on demand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.case import Case
from differentia.diagnosis.cohort import Cohort, Conclusion
from differentia.diagnosis.session import Session
from differentia.diagnosis.vocabulary import DX
from differentia.knowledge.codes import codes_of
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis, KnowledgeBase

__all__ = ["Concluded", "cohort_of", "conclude_many"]

_CHUNK = 4096
"""How many cases are read before they are reasoned about."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """What is entailed of one case.

    Attributes:
        kb: the knowledge base.
        case: the case.
        conclusions: everything entailed of the patient and of the parts: classes, and values of properties.
        session: the reasoning, if the case went one by one; its `conflicts` are the contradictions among the facts.
    """

    kb: KnowledgeBase
    case: Case
    conclusions: frozenset[Conclusion]
    session: Session | None

    def values(self, name: str) -> tuple[tuple[str | None, str], ...]:
        """Return the values of a property of the diagnosis vocabulary.

        Args:
            name: its local name, such as "supportedCause".

        Returns:
            Pairs (class of the part or None for the patient, IRI), in order.
        """
        found = {(c.part, c.value) for c in self.conclusions if c.property == DX + name}
        return tuple(sorted(found, key=lambda pair: (pair[0] or "", pair[1])))

    @property
    def conflicts(self) -> tuple[tuple[str, ...], ...]:
        """The contradictions: ids of the facts that cannot all be true; nothing is concluded from them."""
        if self.session is None:
            return ()
        return tuple(tuple(sorted(conflict)) for conflict in self.session.conflicts.minimal)

    def diagnosis(self) -> Diagnosis:
        """Return the diagnosis of this case alone: proofs, queries, next tests."""
        return self.kb.diagnose(self.case)


def cohort_of(kb: KnowledgeBase) -> Cohort:
    """Return an ontology made ready for many patients: its parts are those that findings may be on.

    Example:
        Two patients as arrays: a measurement on the first part of the first, one of the second as a whole.

        >>> import numpy as np
        >>> from differentia.knowledge import load
        >>> from differentia.owl.batch_run import Said
        >>> cohort = cohort_of(load())
        >>> kind = cohort.kind(DX + "Measurement", valued=True)
        >>> record, place = np.array([0, 1], np.int32), np.array([1, 0], np.int8)
        >>> said = Said(record, place, np.full(2, kind, np.int32), np.array([0.7, 2.0]))
        >>> found = cohort.conclude(said, 2)
        >>> found.holds(Conclusion(None, None, DX + "Patient"))
        array([ True,  True])
        >>> found.holds(Conclusion(cohort.parts[0], None, DX + "BodyPart"))
        array([ True, False])
        >>> found.bits.dtype, found.bits.shape == (len(found.names), 1)
        (dtype('uint8'), True)
    """
    lexicon = kb.compiled.lexicon
    parts = {part for by_side in lexicon.parts.values() for part in by_side.values()}
    parts |= {bearer for bearer in lexicon.bearers.values() if bearer not in {DX + "Patient", DX + "Complaint"}}
    return Cohort(kb.compiled.base, kb.compiled.computations, sorted(parts))


def conclude_many(
    kb: KnowledgeBase, cases: Iterable[Case | str | Path | Mapping[str, Any]], *, lenient: bool = False
) -> Iterator[Concluded]:
    """Conclude about many cases; see `KnowledgeBase.diagnose_many`."""
    many = _Many(kb)
    chunk: list[Case] = []
    for case in cases:
        chunk.append(case if isinstance(case, Case) else kb.read(case, lenient=lenient))
        if len(chunk) == _CHUNK:
            yield from many.concluded(chunk)
            chunk = []
    yield from many.concluded(chunk)


class _Many:
    """Concludes about cases with and without codes of other vocabularies, each kind over the ontology that it is about.

    The codes of all cases so far are known together: a code adds nothing between terms that are known without it, so
    that what is concluded of a case is what its own codes give.

    Args:
        kb: the knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._plain: Cohort | None = None
        self._linked: Cohort | None = None
        self._known = kb

    def concluded(self, cases: list[Case]) -> Iterator[Concluded]:
        """Yield what is entailed of each case, in their order."""
        codes = [codes_of(case) for case in cases]
        found: dict[int, Concluded] = {}
        for coded in (False, True):
            chosen = [number for number, said in enumerate(codes) if bool(said) is coded]
            if chosen:
                cohort = self._cohort({code for number in chosen for code in codes[number]})
                found.update(zip(chosen, _concluded(self.kb, cohort, [cases[n] for n in chosen]), strict=True))
        yield from (found.pop(number) for number in range(len(cases)))

    def _cohort(self, codes: Collection[str]) -> Cohort:
        if not codes:
            self._plain = self._plain or cohort_of(self.kb)
            return self._plain
        known = self._known.knowing(codes)
        if self._linked is None or known is not self._known:
            self._known, self._linked = known, cohort_of(known)
        return self._linked


def _concluded(kb: KnowledgeBase, cohort: Cohort, cases: list[Case]) -> Iterator[Concluded]:
    found = cohort.conclude_cases(cases, keep_sessions=True)
    for number, case in enumerate(cases):
        yield Concluded(kb, case, found.of(number), found.sessions.get(number))
