"""Complements proved on columns: suppose the contrary, evaluate, and see which records contradict themselves.

All suppositions are tried at once first: clauses are Horn, so that records in which that leads to no contradiction need
no more. In the others each is tried by itself. Only clauses between what is supposed and a contradiction are evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from differentia.owl.batch_columns import Clause, Column, Horn, Matrix, bits_of, column_of
from differentia.owl.batch_simplify import reached

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Refuter", "Supposition"]

_AT_ONCE = 1 << 14
"""How many records are tried at once with one supposition each."""


class Supposition(NamedTuple):
    """A complement to be proved by refutation.

    Attributes:
        negated: that the complement holds.
        operand: that what it is the complement of holds.
        guards: sets of variables beside any of which the complement is of use.
    """

    negated: int
    operand: int
    guards: tuple[tuple[int, ...], ...]

    def over(self, row: Sequence[int]) -> Supposition:
        """Return it with rows in the place of variables; guards that cannot hold are left out."""
        guards = tuple(tuple(sorted({row[v] for v in guard})) for guard in self.guards)
        return Supposition(row[self.negated], row[self.operand], tuple(g for g in guards if -1 not in g))


class Refuter:
    """The complements of a program.

    Args:
        suppositions: the complements, over rows.
        clauses: the clauses, over rows.
        clash: the row of a contradiction.
        watch: the row of what columns cannot follow.
    """

    def __init__(self, suppositions: Sequence[Supposition], clauses: Sequence[Clause], clash: int, watch: int) -> None:
        self.listed = [one for one in suppositions if one.guards and one.negated >= 0]
        self.clash, self.watch = clash, watch
        operands = {one.operand for one in self.listed}
        relevant = reached(clauses, operands, forward=True) & reached(clauses, {clash, watch}, forward=False)
        chosen = [(body, head) for body, head in clauses if head in relevant and not relevant.isdisjoint(body)]
        guards = {v for one in self.listed for guard in one.guards for v in guard}
        used = {v for body, head in chosen for v in (*body, head)} | operands | guards | {clash, watch}
        used |= {one.negated for one in self.listed}
        self.rows = np.array(sorted(used), np.intp)
        own = {row: number for number, row in enumerate(self.rows.tolist())}
        first, count = len(own), len(own) + len(self.listed)
        self._own_clash, self._own_watch = own[clash], own[watch]
        self._wanted = slice(first, count)
        self._known = np.array([[own[one.negated], own[one.operand]] for one in self.listed], np.intp).reshape(-1, 2)
        self._guards = Horn(
            count,
            [
                (tuple(own[v] for v in guard), first + number)
                for number, one in enumerate(self.listed)
                for guard in one.guards
            ],
        )
        supposed = [((first + number,), own[one.operand]) for number, one in enumerate(self.listed)]
        self._horn = Horn(count, [*supposed, *((tuple(own[v] for v in body), own[head]) for body, head in chosen)])

    def concerned(self, reached: NDArray[np.bool_]) -> bool:
        """Tell whether there may be something new to prove where more is known of some rows."""
        others = self.rows[(self.rows != self.clash) & (self.rows != self.watch)]
        return bool(reached[others].any())

    def refute(self, matrix: Matrix, among: Column) -> tuple[frozenset[int], Column] | None:
        """Add the complements that can be proved of a saturated matrix, one round of them.

        Args:
            matrix: what is known; it is changed in place.
            among: the records to look at.

        Returns:
            The rows of which more is known, and in which records; None: there is nothing new.
        """
        if not self.listed:
            return None
        wanted = self._worthwhile(matrix) & among
        if not wanted.any():
            return None
        trial = np.zeros((self._horn.rows, matrix.shape[1]), np.uint64)
        trial[: len(self.rows)] = matrix[self.rows]
        trial[self._wanted] = wanted
        self._horn.saturate(trial)
        suspects = trial[self._own_clash] & ~matrix[self.clash]
        matrix[self.watch] |= trial[self._own_watch]
        return self._proved(matrix, wanted & suspects) if suspects.any() else None

    def _worthwhile(self, matrix: Matrix) -> Matrix:
        """Return where complements would be of use and are not decided, a row for each."""
        work = np.zeros((self._guards.rows, matrix.shape[1]), np.uint64)
        work[: len(self.rows)] = matrix[self.rows]
        self._guards.saturate(work)
        wanted: Matrix = work[self._wanted] & ~(work[self._known[:, 0]] | work[self._known[:, 1]])
        return wanted

    def _proved(self, matrix: Matrix, wanted: Matrix) -> tuple[frozenset[int], Column] | None:
        length = 64 * matrix.shape[1]
        refuted: dict[int, NDArray[np.bool_]] = {}
        for numbers, records in _pairs(wanted, length):
            at = self._contradicted(matrix, numbers, records)
            for number in np.unique(numbers[at]).tolist():
                found = refuted.setdefault(self.listed[number].negated, np.zeros(length, np.bool_))
                found[records[at][numbers[at] == number]] = True
        if not refuted:
            return None
        touched = np.zeros(matrix.shape[1], np.uint64)
        for row, bits in refuted.items():
            column = column_of(bits)
            matrix[row] |= column
            touched |= column
        return frozenset(refuted), touched

    def _contradicted(self, matrix: Matrix, numbers: NDArray[np.intp], records: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which pairs (supposition, record) lead to a contradiction, each tried by itself."""
        octets = matrix[self.rows].view(np.uint8)[:, records >> 3]
        bits = np.zeros((self._horn.rows, 64 * -(-len(records) // 64)), np.uint8)
        bits[: len(self.rows), : len(records)] = octets >> (7 - (records & 7)).astype(np.uint8) & 1
        bits[self._wanted.start + numbers, np.arange(len(records))] = 1
        trial = np.packbits(bits.ravel()).view(np.uint64).reshape(len(bits), -1)
        before = bits_of(trial[self._own_clash], len(records))
        self._horn.saturate(trial)
        return np.flatnonzero(bits_of(trial[self._own_clash], len(records)) & ~before)


def _pairs(wanted: Matrix, length: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield pairs (supposition, record), some thousands at a time."""
    rows = np.flatnonzero(wanted.any(axis=1))
    bits = np.unpackbits(wanted[rows].view(np.uint8), axis=1, count=length)
    at, records = np.nonzero(bits)
    for first in range(0, len(at), _AT_ONCE):
        yield rows[at[first : first + _AT_ONCE]], records[first : first + _AT_ONCE]
