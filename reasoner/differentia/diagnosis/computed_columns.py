"""Derived measurements of many patients at once: what `computation` does for one, in whole numbers.

Values are taken in millionths; a value that is no whole number of them, or too large, leaves its patient to be
reasoned about alone. So the arithmetic is exact, and rounding (half to even, at four places) is that of one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from differentia.diagnosis.computation import Computation
from differentia.diagnosis.score_columns import ScoreKinds, add_scores
from differentia.diagnosis.vocabulary import DX
from differentia.owl.axioms import ClassAssertion
from differentia.owl.batch_run import Run, Said
from differentia.owl.batch_shape import LEAF
from differentia.owl.expressions import Class
from differentia.structs import dataclass

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


@dataclass(slots=True)
class _Values:
    """The values of one kind of measurement, by bearer (patient * places + place), in order.

    Attributes:
        bearer: who has any.
        count: how many.
        value: one of them.
    """

    bearer: NDArray[np.int64]
    count: NDArray[np.int64]
    value: NDArray[np.float64]

    def of(self, bearers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return how many values some bearers have, and one of them."""
        if not len(self.bearer):
            return np.zeros(len(bearers), np.int64), np.full(len(bearers), np.nan)
        at = np.minimum(np.searchsorted(self.bearer, bearers), len(self.bearer) - 1)
        there = self.bearer[at] == bearers
        return np.where(there, self.count[at], 0), np.where(there, self.value[at], np.nan)


class _Measurements:
    """What is measured of many patients, as far as anything is computed from it.

    Args:
        run: the patients, saturated.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.places = 1 + len(run.batch.shape.parts)
        wanted = np.zeros(run.batch.met().count, np.bool_)
        for cls in run.batch.asked:
            wanted |= run.is_leaf(cls)
        at = np.flatnonzero(wanted[run.signature])
        self.all_signatures = run.signature[at]
        self.all_bearers = run.said.record[at].astype(np.int64) * self.places + run.said.place[at]
        if run.said.value is not None:
            at = at[~np.isnan(run.said.value[at])]
        self.signature = run.signature[at]
        self.bearer = run.said.record[at].astype(np.int64) * self.places + run.said.place[at]
        self.value = np.full(len(at), np.nan) if run.said.value is None else run.said.value[at]

    def values(self, kind: str) -> _Values:
        """Find the values of a kind of measurement."""
        cls = self.run.batch.probe.layer.symbols.expressions.get(f"<{kind}>")
        if cls is None or not len(self.signature):
            at = np.zeros(0, np.int64)
        else:
            at = np.flatnonzero(self.run.is_leaf(cls)[self.signature])
        bearer, first, count = np.unique(self.bearer[at], return_index=True, return_counts=True)
        return _Values(bearer, count, self.value[at][first])

    def having(self, kind: str) -> NDArray[np.int64]:
        """Return who has a finding of a kind, be its value a number, a range or not said; in order."""
        cls = self.run.batch.probe.layer.symbols.expressions.get(f"<{kind}>")
        if cls is None or not len(self.all_signatures):
            return np.zeros(0, np.int64)
        found: NDArray[np.int64] = np.unique(self.all_bearers[self.run.is_leaf(cls)[self.all_signatures]])
        return found


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
    progress = True
    while progress:
        progress = False
        for computation in computations:
            if isinstance(computation, ScoreKinds):
                run.saturate()
                added = add_scores(run, computation, alone)
            else:
                added = _compute(measured, computation, alone)
            if added:
                measured, progress = _Measurements(run), True
    run.saturate()
    return alone


def _compute(measured: _Measurements, computation: Computation, alone: NDArray[np.bool_]) -> bool:
    places = measured.places
    first = measured.values(computation.first)
    if not len(first.bearer):
        return False
    second, done = measured.values(computation.second), measured.having(computation.result)
    at, a = first.bearer, first.value
    own, own_value = second.of(at)
    whole, whole_value = second.of(at - at % places)
    count, b = np.where(own > 0, own, whole), np.where(own > 0, own_value, whole_value)
    ready = (first.count == 1) & (count == 1) & ~np.isin(at, done) & ~alone[at // places]
    at, a, b = at[ready], a[ready], b[ready]
    exact = _exact(a) & _exact(b)
    alone[(at // places)[~exact]] = True
    return _add(measured, computation, at[exact], _whole(a[exact]), _whole(b[exact]))


def _add(measured: _Measurements, computation: Computation, at: NDArray[np.int64], a: _Whole, b: _Whole) -> bool:
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
