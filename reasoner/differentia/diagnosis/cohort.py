"""Conclusions about many patients at once: what is entailed of each patient and of each part, as in one by one.

Only what is entailed: statuses that rest on what is not known (open, opposed) are questions to one case's graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from differentia.diagnosis.case import Case, Fact
from differentia.diagnosis.computation import Computation, Declared
from differentia.diagnosis.computed_columns import compute_columns
from differentia.diagnosis.encoding import Encoder, batch_over, said_of
from differentia.diagnosis.score_columns import ScoreKinds
from differentia.diagnosis.session import Session, open_session
from differentia.diagnosis.vocabulary import HAS_FINDING, HAS_PART, PATIENT
from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.batch import Batch
from differentia.owl.batch_program import Compiled
from differentia.owl.batch_run import Run, Said
from differentia.owl.batch_shape import BEARER, LEAF, Atom
from differentia.owl.batch_values import decimal_literal
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty
from differentia.owl.facts import Base
from differentia.owl.layer import Layer
from differentia.owl.program import Symbols
from differentia.structs import dataclass, field

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CHUNK", "Cohort", "Conclusion", "Conclusions", "conclusions_of", "places_of"]

CHUNK = 1 << 14
"""How many patients are evaluated at a time: a column takes 2 KB, all of them some sixteen megabytes."""


class Conclusion(NamedTuple):
    """What may be entailed of a patient or of one of the parts.

    Attributes:
        part: the class of the part; None: the patient.
        property: the property, such as the one for supported causes; None: membership in a class.
        value: the individual or class.
    """

    part: str | None
    property: str | None
    value: str


@dataclass(slots=True)
class Conclusions:
    """The conclusions about many patients.

    Attributes:
        count: how many patients.
        names: what was concluded of at least one of them, in order.
        bits: one row for each name, one bit for each patient, eight to a byte, the first patient highest (uint8);
            `numpy.unpackbits` takes a row apart.
        alone: which patients were reasoned about one by one (bool).
        sessions: for those, the reasoning, with the contradictions found; kept only on request.
    """

    count: int
    names: tuple[Conclusion, ...]
    bits: NDArray[np.uint8]
    alone: NDArray[np.bool_]
    sessions: dict[int, Session] = field(default_factory=dict)

    def holds(self, name: Conclusion) -> NDArray[np.bool_]:
        """Return for each patient whether something was concluded."""
        if name not in self.names:
            return np.zeros(self.count, np.bool_)
        return np.unpackbits(self.bits[self.names.index(name)], count=self.count).view(np.bool_)

    def of(self, patient: int) -> frozenset[Conclusion]:
        """Return what was concluded of one patient."""
        column = self.bits[:, patient >> 3] >> (7 - (patient & 7)) & 1
        return frozenset(self.names[i] for i in np.flatnonzero(column))


class _Chunk(NamedTuple):
    """What was concluded of some patients in a row.

    Attributes:
        numbers: which conclusions.
        bits: a row for each.
    """

    numbers: NDArray[np.intp]
    bits: NDArray[np.uint8]


def conclusions_of(layer: Layer, places: dict[str, str | None]) -> frozenset[Conclusion]:
    """Return what a layer holds of some individuals: the names of their classes, and their values among constants.

    Args:
        layer: the saturated facts of one case.
        places: IRI of the patient or of a part -> class of the part, None for the patient.
    """
    symbols, base = layer.symbols, layer.base
    constants = len(base.symbols.terms) if base else 0
    found = set()
    for iri, part in places.items():
        x = symbols.terms.get(NamedIndividual(iri))
        if x is None:
            continue
        found |= {Conclusion(part, None, symbols.named[c]) for c in layer.types_of(x) if c in symbols.named}
        for role in range(len(symbols.roles)):
            for y, _ in layer.successors(2 * role, x):
                term = symbols.terms[y]
                if y < constants and isinstance(term, NamedIndividual):
                    found.add(Conclusion(part, symbols.roles[role], term.iri))
    return frozenset(found)


def places_of(case: Case) -> dict[str, str | None]:
    """Return the patient and the parts of a case, each part with its class."""
    found: dict[str, str | None] = {case.iri + "#patient": None}
    parts = {a.target for a in case.scaffold if isinstance(a, ax.ObjectPropertyAssertion)}
    for axiom in case.scaffold:
        if isinstance(axiom, ax.ClassAssertion) and axiom.individual in parts and isinstance(axiom.cls, Class):
            found[axiom.individual.iri] = axiom.cls.iri  # type: ignore[union-attr]
    return found


class Cohort:
    """An ontology made ready for many patients.

    Args:
        base: the saturated ontology.
        computations: the derived measurements it declares.
        parts: the classes of parts that patients may have.
    """

    def __init__(self, base: Base, computations: Iterable[Declared], parts: Sequence[str]) -> None:
        self.base = base
        self.computations = tuple(computations)
        self.parts = tuple(parts)
        binary = [c for c in self.computations if isinstance(c, Computation)]
        asked = {kind for c in binary for kind in (c.first, c.second)} | {c.result for c in self.computations}
        self.batch: Batch = batch_over(base, self.parts, asked)
        self.encoder = Encoder(self.batch, self.parts)
        for computation in binary:
            self.kind(computation.result, valued=True)
        self._named_of: Compiled | None = None
        self._names: list[Conclusion] = []
        self._rows = np.zeros(0, np.intp)
        self._computed = [c if isinstance(c, Computation) else ScoreKinds(self.batch, c) for c in self.computations]

    def kind(self, cls: str, statements: Iterable[tuple[str, str]] = (), *, valued: bool = False) -> int:
        """Return the number that stands for a finding.

        Args:
            cls: its class.
            statements: pairs (property, constant) that hold of it.
            valued: it has a value, given in the array of values.
        """
        said: list[Axiom] = [ax.ClassAssertion(Class(cls), LEAF)]
        said += [ax.ObjectPropertyAssertion(ObjectProperty(p), LEAF, NamedIndividual(v)) for p, v in statements]
        return self.batch.kind(said, valued=valued)

    # ---- arrays

    def conclude(
        self,
        said: Said,
        count: int,
        *,
        cases: Callable[[int], Case] | None = None,
        alone: Iterable[int] = (),
        keep_sessions: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Conclusions:
        """Draw the conclusions about many patients from arrays.

        The time of building `said` is the caller's; the first batch also compiles the clauses, and each leaf is
        evaluated when it is first met. Values have the unit of their kind. An example is at `knowledge.many.cohort_of`.

        Args:
            said: what is said of them; see `Said` for shapes and types.
            count: how many patients there are, those of whom nothing is said included.
            cases: gives the case of a patient who has to be reasoned about alone; by default it is made from `said`,
                each thing said being one fact.
            alone: patients who have no form in arrays.
            keep_sessions: keep the reasoning about each patient alone.
            progress: told how many patients are done.

        Returns:
            The conclusions: the same as those of `open_session`, patient by patient.
        """
        by_itself = np.zeros(count, np.bool_)
        by_itself[list(alone)] = True
        chunks: list[_Chunk] = []
        for first in range(0, count, CHUNK):
            last = min(first + CHUNK, count)
            chunks.append(self._chunk(_between(said, first, last), last - first, by_itself[first:last]))
            if progress:
                progress(last)
        result = _joined(self._names, chunks, count, by_itself)
        flagged = np.flatnonzero(by_itself)
        if len(flagged):
            give = cases or (lambda patient: self._case(said, patient))
            sessions = {int(n): open_session(self.base, give(int(n)), self.computations) for n in flagged}
            result = _replaced(result, sessions)
            if keep_sessions:
                result.sessions.update(sessions)
        return result

    def flagged(self, said: Said, count: int) -> NDArray[np.bool_]:
        """Return which patients would be reasoned about one by one, without doing it."""
        found = np.zeros(count, np.bool_)
        for first in range(0, count, CHUNK):
            last = min(first + CHUNK, count)
            self._chunk(_between(said, first, last), last - first, found[first:last])
        return found

    def _chunk(self, said: Said, count: int, by_itself: NDArray[np.bool_]) -> _Chunk:
        if self.batch.unsupported:
            by_itself[:] = True
            return _Chunk(np.zeros(0, np.intp), np.zeros((0, 0), np.uint8))
        run = Run(self.batch, said, count)
        by_itself |= compute_columns(run, self._computed)
        by_itself |= run.flagged()
        found = run.matrix[self._rows_of(run.compiled)]
        numbers = np.flatnonzero(found.any(axis=1))
        return _Chunk(numbers, found[numbers].view(np.uint8)[:, : -(-count // 8)])

    def _rows_of(self, compiled: Compiled) -> NDArray[np.intp]:
        """Return the rows of the conclusions, whose names are written down with them."""
        if self._named_of is not compiled:
            symbols = self.batch.probe.layer.symbols
            named = [(ref, row) for ref, row in compiled.rows.items() if self.batch.has_name(ref[1])]
            listed = sorted(((self._name(*ref, symbols), row) for ref, row in named), key=lambda pair: _order(pair[0]))
            self._named_of, self._names = compiled, [name for name, _ in listed]
            self._rows = np.array([row for _, row in listed], np.intp)
        return self._rows

    def _name(self, place: int, atom: Atom, symbols: Symbols) -> Conclusion:
        part = self.parts[place - 1] if place else None
        if len(atom) == 1:
            return Conclusion(part, None, symbols.named[atom[0]])
        term: Any = symbols.terms[atom[1]]
        return Conclusion(part, symbols.roles[atom[0] >> 1], term.iri)

    # ---- cases

    def conclude_cases(self, cases: Sequence[Case], *, keep_sessions: bool = False) -> Conclusions:
        """Draw the conclusions about many cases."""
        encoded = [self.encoder.encode(case) for case in cases]
        alone = [number for number, lines in enumerate(encoded) if lines is None]
        said = said_of([lines or [] for lines in encoded])
        return self.conclude(said, len(cases), cases=cases.__getitem__, alone=alone, keep_sessions=keep_sessions)

    def _case(self, said: Said, patient: int) -> Case:
        """Make a case of what arrays say of a patient."""
        iri = f"urn:differentia:cohort:{patient}"
        root = NamedIndividual(iri + "#patient")
        scaffold: list[Axiom] = [ax.ClassAssertion(Class(PATIENT), root)]
        facts: list[Fact] = []
        first, last = np.searchsorted(said.record, [patient, patient + 1])
        bearers = {0: root}
        for place in sorted({int(p) for p in said.place[first:last]} - {0}):
            part = bearers[place] = NamedIndividual(f"{iri}#part{place}")
            scaffold.append(ax.ObjectPropertyAssertion(ObjectProperty(HAS_PART), root, part))
            scaffold.append(ax.ClassAssertion(Class(self.parts[place - 1]), part))
        for at in range(int(first), int(last)):
            value = None if said.value is None else float(said.value[at])
            facts.append(self._fact(iri, at - int(first) + 1, bearers[int(said.place[at])], int(said.kind[at]), value))
        return Case(f"patient {patient}", iri, facts=tuple(facts), scaffold=tuple(scaffold))

    def _fact(self, iri: str, number: int, bearer: NamedIndividual, kind: int, value: float | None) -> Fact:
        one = self.batch.kinds[kind]
        leaf = NamedIndividual(f"{iri}#f{number}")
        names = {BEARER.iri: bearer.iri}
        axioms = [_renamed(axiom, names, LEAF.iri, leaf.iri) for axiom in one.axioms]
        if one.atoms is None:
            axioms.append(ax.ObjectPropertyAssertion(ObjectProperty(HAS_FINDING), bearer, leaf))
            if one.valued and value is not None and not np.isnan(value):
                axioms.append(ax.DataPropertyAssertion(self.batch.value, leaf, decimal_literal(value)))
        return Fact(f"f{number}", f"f{number}", "present", axioms=tuple(axioms))


def _renamed(axiom: Axiom, names: dict[str, str], prefix: str, own: str) -> Axiom:
    def name(x: object) -> NamedIndividual:
        if not isinstance(x, NamedIndividual):
            raise TypeError("a kind names its individuals")
        return NamedIndividual(own + x.iri[len(prefix) :] if x.iri.startswith(prefix) else names.get(x.iri, x.iri))

    if isinstance(axiom, ax.ClassAssertion):
        return ax.ClassAssertion(axiom.cls, name(axiom.individual))
    if isinstance(axiom, ax.ObjectPropertyAssertion):
        return ax.ObjectPropertyAssertion(axiom.property, name(axiom.source), name(axiom.target))
    if isinstance(axiom, ax.DataPropertyAssertion):
        return ax.DataPropertyAssertion(axiom.property, name(axiom.source), axiom.value)
    raise TypeError("a kind consists of assertions")


def _between(said: Said, first: int, last: int) -> Said:
    """Return what is said of some of the patients, who are counted from 0 again."""
    if first == 0 and len(said.record) and said.record[-1] < last:
        return said
    begin, end = np.searchsorted(said.record, np.array([first, last], said.record.dtype))
    value = None if said.value is None else said.value[begin:end]
    record = (said.record[begin:end] - first).astype(np.int32)
    return Said(record, said.place[begin:end], said.kind[begin:end], value)


def _joined(names: Sequence[Conclusion], chunks: Sequence[_Chunk], count: int, alone: NDArray[np.bool_]) -> Conclusions:
    used = np.zeros(len(names), np.bool_)
    for chunk in chunks:
        used[chunk.numbers] = True
    index = np.cumsum(used) - 1
    bits = np.zeros((int(used.sum()), -(-count // 8)), np.uint8)
    for number, chunk in enumerate(chunks):
        begin = number * CHUNK // 8
        bits[index[chunk.numbers], begin : begin + chunk.bits.shape[1]] = chunk.bits
    return Conclusions(count, tuple(compress(names, used)), bits, alone)


def _order(name: Conclusion) -> tuple[str, str, str]:
    return (name.part or "", name.property or "", name.value)


def _replaced(result: Conclusions, sessions: dict[int, Session]) -> Conclusions:
    """Put what one by one found in the place of what columns found."""
    found = {n: conclusions_of(s.layer, places_of(s.case)) for n, s in sessions.items()}
    names = sorted({*result.names, *(name for held in found.values() for name in held)}, key=_order)
    index = {name: number for number, name in enumerate(names)}
    bits = np.zeros((len(names), result.bits.shape[1]), np.uint8)
    bits[[index[name] for name in result.names]] = result.bits
    for patient, held in found.items():
        mask = np.uint8(128 >> (patient & 7))
        bits[:, patient >> 3] &= ~mask
        for name in held:
            bits[index[name], patient >> 3] |= mask
    return Conclusions(result.count, tuple(names), bits, result.alone)
