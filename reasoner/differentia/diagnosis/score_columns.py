"""Scores of many patients at once: what `scores` does for one, on columns of classes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from differentia.diagnosis.scores import Score, score_axioms
from differentia.owl.axioms import Axiom
from differentia.owl.batch import Batch
from differentia.owl.batch_columns import bits_of
from differentia.owl.batch_run import Run, Said
from differentia.owl.batch_shape import LEAF, LEAVES

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ScoreKinds", "add_scores"]

_MOST = 1000
"""A score with more intervals than this is counted one by one."""
_SCALE = 10**6


class ScoreKinds:
    """The kinds of leaves that a score may add: one for each interval in which it may lie.

    Args:
        batch: the vocabulary; the kinds are added to it.
        score: the score.
    """

    def __init__(self, batch: Batch, score: Score) -> None:
        self.score = score
        self.numbers: dict[tuple[int, int], int] = {}
        self.exact = batch.kind(_of_leaf(score, Decimal(0), Decimal(0), valued=True), valued=True)
        intervals = _intervals(score)
        self.too_many = len(intervals) > _MOST or any(_whole(end) is None for pair in intervals for end in pair)
        for low, high in sorted(intervals) if not self.too_many else ():
            number = self.exact if low == high else batch.kind(_of_leaf(score, low, high, valued=False))
            self.numbers[int(low * _SCALE), int(high * _SCALE)] = number


def _of_leaf(score: Score, low: Decimal, high: Decimal, *, valued: bool) -> Iterator[Axiom]:
    kind, value = score_axioms(score, LEAF, low, high)
    yield kind
    if not valued:
        yield value


def _whole(number: Decimal) -> int | None:
    scaled = number * _SCALE
    return int(scaled) if scaled == int(scaled) and abs(scaled) < 2**53 else None


def _intervals(score: Score) -> set[tuple[Decimal, Decimal]]:
    """Return the intervals that the sum may have, whatever options are known of each item."""
    found = {(Decimal(0), Decimal(0))}
    for options in score.items:
        points = sorted({option.points for option in options})
        ends = {(low, high) for low in points for high in points if low <= high}
        found = {(low + a, high + b) for low, high in found for a, b in ends}
        if len(found) > _MOST:
            break
    return found


def add_scores(run: Run, kinds: ScoreKinds, alone: NDArray[np.bool_]) -> bool:
    """Count a score for every bearer of its class of whom any item is known, and who has none yet.

    Args:
        run: the patients, saturated.
        kinds: the score, and what it may add.
        alone: which patients are reasoned about one by one; those whose score cannot be counted here are added.

    Returns:
        Whether anything was added.
    """
    cls = _number(run, kinds.score.applies_to)
    if cls is None:
        return False
    if kinds.too_many or any((leaf, (cls,)) in run.compiled.clauses.possible for leaf in LEAVES):
        alone[:] = True  # a score of a single finding is not counted on columns
        return False
    progress = False
    for place in range(1 + len(run.batch.shape.parts)):  # in the order of one by one: the patient, then the parts
        progress = _add_in_place(run, kinds, place, cls) or progress
    return progress


def _add_in_place(run: Run, kinds: ScoreKinds, place: int, cls: int) -> bool:
    held = {
        option.cls: bits
        for options in kinds.score.items
        for option in options
        if (bits := _holds(run, place, _number(run, option.cls))) is not None
    }
    ready = _holds(run, place, cls)
    if ready is None or not held:
        return False
    ready = ready & np.logical_or.reduce(list(held.values()))
    ready[_having(run, kinds.score.result, place)] = False
    at = np.flatnonzero(ready)
    if not len(at):
        return False
    low, high = _sums(kinds.score, {option: bits[at] for option, bits in held.items()}, len(at))
    pairs, which = np.unique(np.stack([low, high], 1), axis=0, return_inverse=True)
    kind = np.array([kinds.numbers[int(a), int(b)] for a, b in pairs], np.int32)[which.ravel()]
    value = np.where(low == high, low / _SCALE, np.nan)
    run.add(Said(at.astype(np.int32), np.full(len(at), place, np.int8), kind, value))
    run.saturate()
    return True


def _sums(score: Score, held: dict[str, NDArray[np.bool_]], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    low, high = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for options in score.items:
        points = np.array([int(option.points * _SCALE) for option in options])[:, None]
        known = np.array([held.get(option.cls, np.zeros(count, np.bool_)) for option in options])
        known |= ~known.any(0)
        low += np.where(known, points, points.max()).min(0)
        high += np.where(known, points, points.min()).max(0)
    return low, high


def _having(run: Run, kind: str, place: int) -> NDArray[np.int32]:
    """Return which patients have a finding of a kind in a place."""
    cls = _number(run, kind)
    if cls is None or not len(run.signature):
        return np.zeros(0, np.int32)
    own = run.is_leaf(cls)[run.signature] & (run.said.place == place)
    found: NDArray[np.int32] = run.said.record[own]
    return found


def _holds(run: Run, place: int, cls: int | None) -> NDArray[np.bool_] | None:
    column = None if cls is None else run.column(place, (cls,))
    return None if column is None else bits_of(column, run.count)


def _number(run: Run, cls: str) -> int | None:
    return run.batch.probe.layer.symbols.expressions.get(f"<{cls}>")
