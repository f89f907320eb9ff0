"""Cases as arrays: who is said to have what, numbered for a batch.

A case that has no form in arrays (an individual with two bearers, a value with more digits than a float holds) is left
to be reasoned about by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from differentia.diagnosis.case import Case
from differentia.diagnosis.vocabulary import HAS_FINDING, HAS_PART, PATIENT, VALUE
from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.batch import Batch
from differentia.owl.batch_run import Said
from differentia.owl.batch_shape import BEARER, LEAF, Shape
from differentia.owl.expressions import XSD, Class, DataProperty, Individual, NamedIndividual, ObjectProperty
from differentia.owl.facts import Base, as_membership
from differentia.owl.syntax import functional
from differentia.structs import dataclass, field

__all__ = ["Encoder", "Line", "batch_over", "said_of"]

_HAS_PART, _HAS_FINDING = ObjectProperty(HAS_PART), ObjectProperty(HAS_FINDING)
_PATIENT, _VALUE = Class(PATIENT), DataProperty(VALUE)


class Line(NamedTuple):
    """One thing said of one patient: where (0: of the patient, then the parts), what (a kind), and its value."""

    place: int
    kind: int
    value: float


class _NoArraysError(Exception):
    """A case has no form in arrays."""


def batch_over(base: Base, parts: Sequence[str], asked: Iterable[str] = ()) -> Batch:
    """Return a batch for patients with parts of these classes; `asked` are the measurements to compute with."""
    shape = Shape(HAS_PART, HAS_FINDING, _PATIENT, tuple(map(Class, parts)))
    return Batch(base, shape, VALUE, asked)


def said_of(cases: Iterable[Sequence[Line]]) -> Said:
    """Put what is said of many patients into arrays."""
    listed = list(cases)
    record = np.repeat(np.arange(len(listed), dtype=np.int32), [len(lines) for lines in listed])
    lines = [line for one in listed for line in one]
    return Said(
        record,
        np.array([line.place for line in lines], np.int8),
        np.array([line.kind for line in lines], np.int32),
        np.array([line.value for line in lines], np.float64),
    )


@dataclass(slots=True)
class _Sorted:
    """The axioms of one case, sorted by what they are about."""

    places: dict[NamedIndividual, int] = field(default_factory=dict)
    bearers: dict[NamedIndividual, NamedIndividual] = field(default_factory=dict)
    about: dict[NamedIndividual, list[Axiom]] = field(default_factory=dict)


class Encoder:
    """Writes cases as arrays.

    Args:
        batch: the vocabulary; what cases say is added to it.
        parts: the classes of the parts, in the order of the batch.
    """

    def __init__(self, batch: Batch, parts: Sequence[str]) -> None:
        self.batch = batch
        self._place = {Class(part): number for number, part in enumerate(parts, 1)}
        self._there = batch.kind([])

    def encode(self, case: Case) -> list[Line] | None:
        """Return what is said of a patient; None: the case has no form in arrays."""
        try:
            axioms = list(dict.fromkeys([*case.scaffold, *(a for fact in case.facts for a in fact.axioms)]))
            return self._lines(case, self._sort(case, axioms))
        except (_NoArraysError, OutsideFragment):
            return None

    # ---- sorting

    def _sort(self, case: Case, axioms: Sequence[Axiom]) -> _Sorted:
        patient = NamedIndividual(case.iri + "#patient")
        found = _Sorted({patient: 0})
        classes = {a.individual: a.cls for a in case.scaffold if isinstance(a, ax.ClassAssertion)}
        skip: set[Axiom] = {ax.ClassAssertion(_PATIENT, patient)}
        for axiom in case.scaffold:
            if isinstance(axiom, ax.ObjectPropertyAssertion) and axiom.property == _HAS_PART:
                part, cls = axiom.target, classes.get(axiom.target)
                place = self._place.get(cls) if isinstance(cls, Class) else None
                if place is None or place in found.places.values() or not isinstance(part, NamedIndividual):
                    raise _NoArraysError
                found.places[part] = place
                skip |= {axiom, ax.ClassAssertion(cls, part)}  # type: ignore[arg-type]
        for axiom in axioms:
            if axiom not in skip:
                self._sort_one(as_membership(axiom), found)
        return found

    @staticmethod
    def _sort_one(axiom: Axiom, found: _Sorted) -> None:
        if isinstance(axiom, ax.ClassAssertion):
            subject = axiom.individual
        elif isinstance(axiom, ax.ObjectPropertyAssertion | ax.DataPropertyAssertion):
            subject = axiom.source
        else:
            raise _NoArraysError
        if not isinstance(subject, NamedIndividual):
            raise _NoArraysError
        if isinstance(axiom, ax.ObjectPropertyAssertion) and axiom.property == _HAS_FINDING:
            leaf = axiom.target
            if subject not in found.places or not isinstance(leaf, NamedIndividual) or leaf in found.bearers:
                raise _NoArraysError
            found.bearers[leaf] = subject
        else:
            found.about.setdefault(subject, []).append(axiom)

    # ---- writing

    def _lines(self, case: Case, found: _Sorted) -> list[Line]:
        own = case.iri + "#"
        lines: list[Line] = []
        written: dict[NamedIndividual, int] = {}
        for individual, place in found.places.items():
            if place:
                lines.append(Line(place, self._there, np.nan))
            lines += [
                Line(place, self.batch.kind([_renamed(axiom, {individual: BEARER})]), np.nan)
                for axiom in found.about.get(individual, ())
            ]
            written[individual] = 1
        for leaf, bearer in found.bearers.items():
            axioms, names = self._tree(leaf, found, own)
            for name in names:
                written[name] = written.get(name, 0) + 1
            value = self._value(axioms)
            kept = [axiom for axiom in axioms if not _gives_value(axiom)] if value is not None else axioms
            valued = value is not None
            kind = self.batch.kind(sorted(kept, key=functional), valued=valued)
            lines.append(Line(found.places[bearer], kind, value if value is not None else np.nan))
        if set(found.about) - set(written):
            raise _NoArraysError  # an individual that nobody bears
        return lines

    def _tree(self, leaf: NamedIndividual, found: _Sorted, own: str) -> tuple[list[Axiom], list[NamedIndividual]]:
        """Return what is said of a leaf and of what hangs on it, under common names."""
        names: dict[Individual, Individual] = {leaf: LEAF}
        waiting, axioms = [leaf], []
        while waiting:
            for axiom in sorted(found.about.get(waiting.pop(0), ()), key=functional):
                axioms.append(axiom)
                target = axiom.target if isinstance(axiom, ax.ObjectPropertyAssertion) else None
                if isinstance(target, NamedIndividual) and target.iri.startswith(own):
                    if target in names or target in found.places or target in found.bearers:
                        raise _NoArraysError
                    self._check_link(axiom)  # what hangs on a leaf may hang on another one as well
                    names[target] = NamedIndividual(f"{LEAF.iri}/{len(names) - 1}")
                    waiting.append(target)
        return [_renamed(axiom, names) for axiom in axioms], [x for x in names if isinstance(x, NamedIndividual)]

    def _check_link(self, axiom: Axiom) -> None:
        if not isinstance(axiom, ax.ObjectPropertyAssertion) or not isinstance(axiom.property, ObjectProperty):
            raise _NoArraysError
        role = axiom.property.iri
        if self.batch.flows_down(role):
            raise _NoArraysError

    @staticmethod
    def _value(axioms: Sequence[Axiom]) -> float | None:
        literals = [a.value for a in axioms if isinstance(a, ax.DataPropertyAssertion) and _gives_value(a)]
        if not literals:
            return None
        if len(literals) > 1 or literals[0].datatype != XSD + "decimal":
            raise _NoArraysError
        exact = Decimal(literals[0].lexical)
        number = float(exact)
        if Decimal(repr(number)) != exact:
            raise _NoArraysError  # more digits than a float holds
        return number


def _gives_value(axiom: Axiom) -> bool:
    return isinstance(axiom, ax.DataPropertyAssertion) and axiom.property == _VALUE and axiom.source == LEAF


def _renamed(axiom: Axiom, names: Mapping[Individual, Individual]) -> Axiom:
    if isinstance(axiom, ax.ClassAssertion):
        return ax.ClassAssertion(axiom.cls, names.get(axiom.individual, axiom.individual))
    if isinstance(axiom, ax.ObjectPropertyAssertion):
        source, target = (names.get(x, x) for x in (axiom.source, axiom.target))
        return ax.ObjectPropertyAssertion(axiom.property, source, target)
    if isinstance(axiom, ax.DataPropertyAssertion):
        return ax.DataPropertyAssertion(axiom.property, names.get(axiom.source, axiom.source), axiom.value)
    raise _NoArraysError
