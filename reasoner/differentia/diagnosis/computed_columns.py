"""Derived measurements of many patients at once: what `computation` does for one, in whole numbers.

Values are taken in millionths; a value that is no whole number of them, or too large, leaves its patient to be
reasoned about alone. So the arithmetic is exact, and rounding (half to even, at four places) is that of one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from differentia.diagnosis.computation import Computation
from differentia.diagnosis.score_columns import ScoreKinds, add_scores
from differentia.diagnosis.vocabulary import DX
from differentia.owl.axioms import ClassAssertion
from differentia.owl.batch_run import Run, Said
from differentia.owl.batch_shape import LEAF
from differentia.owl.expressions import Class

__all__ = ["OPERATORS", "compute_columns"]

_SCALE = 10**6
_PLACES = 10**4
_LARGEST = 9 * 10**11  # a numerator of percent times ten thousand stays below 2 ** 63
_Whole = NDArray[np.int64]


def _half_even(numerator: _Whole, denominator: _Whole) -> _Whole:
    """Divide and round half to even; denominators are positive."""
    quotient, rest = np.divmod(numerator, denominator)
    up = (2 * rest > denominator) | ((2 * rest == denominator) & (quotient % 2 == 1))
    rounded: _Whole = quotient + up
    return rounded


def _ratio(a: _Whole, b: _Whole) -> _Whole:
    return _half_even(np.sign(b) * a * _PLACES, np.abs(b))


def _percent_decrease(a: _Whole, b: _Whole) -> _Whole:
    return _half_even((a - b) * 100 * _PLACES, a)


OPERATORS: dict[str, tuple[Callable[[_Whole, _Whole], _Whole], int, Callable[[_Whole, _Whole], NDArray[np.bool_]]]] = {
    DX + "Ratio": (_ratio, _PLACES, lambda _, b: b != 0),
    DX + "Difference": (lambda a, b: a - b, _SCALE, lambda a, _: np.ones(len(a), np.bool_)),
    DX + "PercentDecrease": (_percent_decrease, _PLACES, lambda a, _: a > 0),
    DX + "Maximum": (np.maximum, _SCALE, lambda a, _: np.ones(len(a), np.bool_)),
    DX + "Minimum": (np.minimum, _SCALE, lambda a, _: np.ones(len(a), np.bool_)),
}


class _Values(NamedTuple):
    """The values of one kind of measurement, by bearer (patient * places + place).

    Attributes:
        many: how many each has.
        value: one of them.
    """

    many: NDArray[np.intp]
    value: NDArray[np.float64]


class _Measurements:
    """What is measured of many patients, as far as anything is computed from it.

    Args:
        run: the patients.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.places = 1 + len(run.batch.shape.parts)
        self._found: list[tuple[NDArray[np.int32], NDArray[np.intp], NDArray[np.float64]]] = []
        self._values: dict[str, _Values | None] = {}
        self._having: dict[str, NDArray[np.bool_]] = {}
        self._seen = 0
        self._tried: dict[str, tuple[_Values, _Values]] = {}

    def look(self) -> None:
        """Take note of what has been said since this was done last."""
        run, first = self.run, self._seen
        if first and run.compiled.clauses.context:  # leaves that were seen may be more than they were
            self._found, first = [], 0
        wanted = np.zeros(run.batch.met().count, np.bool_)
        for cls in run.batch.asked:
            wanted |= run.is_leaf(cls)
        at = first + np.flatnonzero(wanted[run.signature[first:]])
        self._seen = len(run.signature)
        if len(at):
            bearer = run.said.record[at].astype(np.intp) * self.places + run.said.place[at]
            value = np.full(len(at), np.nan) if run.said.value is None else run.said.value[at]
            self._found.append((run.signature[at], bearer, value))
            self._forget(run.signature[at])

    def _forget(self, signature: NDArray[np.int32]) -> None:
        """Look again, when next asked, for the kinds that some leaves are of."""
        for known in (self._values, self._having):
            for kind in list(known):
                cls = self._number(kind)
                if cls is not None and self.run.is_leaf(cls)[signature].any():
                    del known[kind]

    def untried(self, computation: str, first: _Values, second: _Values) -> bool:
        """Tell whether a computation has not been made with these values, and take note that it is now."""
        before, self._tried[computation] = self._tried.get(computation), (first, second)
        return before is None or before[0] is not first or before[1] is not second

    def _number(self, kind: str) -> int | None:
        return self.run.batch.probe.layer.symbols.expressions.get(f"<{kind}>")

    def _of(self, kind: str) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
        """Yield bearers and values of a kind of measurement."""
        cls = self._number(kind)
        if cls is None:
            return
        for signature, bearer, value in self._found:
            at = np.flatnonzero(self.run.is_leaf(cls)[signature])
            if len(at):
                yield bearer[at], value[at]

    def values(self, kind: str) -> _Values | None:
        """Find the values of a kind of measurement; None: there are none."""
        if kind not in self._values:
            count = np.zeros(self.run.count * self.places, np.intp)
            one = np.full(len(count), np.nan)
            for bearer, value in self._of(kind):
                known = ~np.isnan(value)
                one[bearer[known]] = value[known]
                count += np.bincount(bearer[known], minlength=len(count))
            self._values[kind] = _Values(count, one) if count.any() else None
        return self._values[kind]

    def having(self, kind: str) -> NDArray[np.bool_]:
        """Return for each bearer whether it has a finding of a kind, be its value a number, a range or not said."""
        if kind not in self._having:
            found = self._having[kind] = np.zeros(self.run.count * self.places, np.bool_)
            for bearer, _ in self._of(kind):
                found[bearer] = True
        return self._having[kind]


def compute_columns(run: Run, computations: Sequence[Computation | ScoreKinds]) -> NDArray[np.bool_]:
    """Saturate a run, and add every computable result, including results that rest on results.

    What rests on bearers is not needed to find the values of leaves, unless bearers act on their leaves: so the run is
    saturated when that is needed first, and in the end.

    Args:
        run: the patients.
        computations: what the ontology declares.

    Returns:
        Which patients have to be computed one by one.
    """
    alone = np.zeros(run.count, np.bool_)
    if run.compiled.clauses.context:
        run.saturate()
    measured = _Measurements(run)
    measured.look()
    progress = True
    while progress:
        progress = False
        for computation in computations:
            if isinstance(computation, ScoreKinds):
                run.saturate()
                added = add_scores(run, computation, measured.having(computation.score.result), alone)
            else:
                added = _compute(measured, computation, alone)
            if added:
                measured.look()
                progress = True
    run.saturate()
    return alone


def _compute(measured: _Measurements, computation: Computation, alone: NDArray[np.bool_]) -> bool:
    places = measured.places
    first = measured.values(computation.first)
    second = None if first is None else measured.values(computation.second)
    if first is None or second is None or not measured.untried(computation.iri, first, second):
        return False
    at = np.flatnonzero(first.many == 1)
    by = np.where(second.many[at] > 0, at, at - at % places)  # what is not measured of the part, may be of the whole
    ready = (second.many[by] == 1) & ~measured.having(computation.result)[at] & ~alone[at // places]
    at, by = at[ready], by[ready]
    a, b = first.value[at], second.value[by]
    exact = _exact(a) & _exact(b)
    alone[(at // places)[~exact]] = True
    return _add(measured, computation, at[exact], _whole(a[exact]), _whole(b[exact]))


def _add(measured: _Measurements, computation: Computation, at: NDArray[np.intp], a: _Whole, b: _Whole) -> bool:
    function, scale, defined = OPERATORS[computation.operator]
    chosen = defined(a, b)
    at, a, b = at[chosen], a[chosen], b[chosen]
    if not len(at):
        return False
    run, places = measured.run, measured.places
    number = run.batch.kind([ClassAssertion(Class(computation.result), LEAF)], valued=True)
    said = Said(
        (at // places).astype(np.int32),
        (at % places).astype(np.int8),
        np.full(len(at), number, np.int32),
        function(a, b) / scale,
    )
    run.add(said)
    if run.compiled.clauses.context:
        run.saturate()
    return True


def _whole(values: NDArray[np.float64]) -> _Whole:
    return np.rint(values * _SCALE).astype(np.int64)


def _exact(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    scaled = np.rint(values * _SCALE)
    exact: NDArray[np.bool_] = (scaled / _SCALE == values) & (np.abs(scaled) < _LARGEST)
    return exact
