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

        self._ends = np.array(sorted(self.numbers), np.int64).reshape(-1, 2)
        self._kinds = np.array([self.numbers[low, high] for low, high in self._ends.tolist()], np.int32)

        self._sums = [_sums([int(option.points * _SCALE) for option in options]) for options in score.items]

    def sums(self, held: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Add up the score.

        Args:
            held: for each option of each item, in order, for whom it is known to hold.

        Returns:
            The least and the most that it may be, in millionths.
        """
        least, most = np.zeros(held.shape[1], np.int64), np.zeros(held.shape[1], np.int64)
        first = 0
        for options, (low, high) in zip(self.score.items, self._sums, strict=True):
            known = np.zeros(held.shape[1], np.intp)
            for bit in range(len(options)):
                known |= held[first + bit].astype(np.intp) << bit
            least += low[known]
            most += high[known]
            first += len(options)
        return least, most

    def of(self, low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the kind of leaf for each sum, in millionths."""
        lows, highs = np.unique(self._ends[:, 0]), np.unique(self._ends[:, 1])
        table = np.zeros((len(lows), len(highs)), np.int32)
        table[np.searchsorted(lows, self._ends[:, 0]), np.searchsorted(highs, self._ends[:, 1])] = self._kinds
        found: NDArray[np.int32] = table[np.searchsorted(lows, low), np.searchsorted(highs, high)]
        return found


def _sums(points: list[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least and the most points of an item, for each set of options that are known, as bits."""
    sets = [[p for bit, p in enumerate(points) if known >> bit & 1] or points for known in range(1 << len(points))]
    return np.array(list(map(min, sets)), np.int64), np.array(list(map(max, sets)), np.int64)


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


def add_scores(run: Run, kinds: ScoreKinds, counted: NDArray[np.bool_], alone: NDArray[np.bool_]) -> bool:
    """Count a score for every bearer of its class of whom any item is known, and who has none yet.

    Args:
        run: the patients, saturated.
        kinds: the score, and what it may add.
        counted: which bearers (patient * places + place) have it.
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
    places = 1 + len(run.batch.shape.parts)
    for place in range(places):  # in the order of one by one: the patient, then the parts
        progress = _add_in_place(run, kinds, place, cls, counted[place::places]) or progress
    return progress


def _add_in_place(run: Run, kinds: ScoreKinds, place: int, cls: int, counted: NDArray[np.bool_]) -> bool:
    ready = run.column(place, (cls,))
    if ready is None or not ready.any():
        return False
    rows = np.array([_row(run, place, option.cls) for options in kinds.score.items for option in options], np.intp)
    ready = ready & np.bitwise_or.reduce(run.matrix[rows[rows >= 0]], axis=0)
    at = np.flatnonzero(bits_of(ready, run.count) & ~counted)
    if not len(at):
        return False
    octets = run.matrix[rows].view(np.uint8)[:, at >> 3]
    held = (octets >> (7 - (at & 7)).astype(np.uint8) & 1).astype(np.bool_) & (rows >= 0)[:, None]
    low, high = kinds.sums(held)
    value = np.where(low == high, low / _SCALE, np.nan)
    run.add(Said(at.astype(np.int32), np.full(len(at), place, np.int8), kinds.of(low, high), value))
    run.saturate(kinds.score.result)
    return True


def _row(run: Run, place: int, cls: str) -> int:
    return run.compiled.rows.get((place, (_number(run, cls) or 0,)), -1)


def _number(run: Run, cls: str) -> int | None:
    return run.batch.probe.layer.symbols.expressions.get(f"<{cls}>")
