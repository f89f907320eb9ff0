"""One batch, saturated: leaves looked up, their messages gathered, clauses evaluated, complements refuted, in turn.

The order in which this is done does not matter, since clauses are Horn: each step only adds, and the last changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from differentia.owl.batch import Batch
from differentia.owl.batch_columns import Column, bits_of, column_of
from differentia.owl.batch_compile import Ref
from differentia.owl.batch_program import Compiled
from differentia.owl.batch_shape import PART, Atom
from differentia.structs import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Run", "Said"]


_BLOCK = 16
"""How many words are written at a time where much is: the bits of so many records fit the cache of a processor."""


@dataclass(slots=True)
class Said:
    """What is said of a batch of records; the arrays have one entry for each thing said, records in order.

    Attributes:
        record: number of the record (int32, not decreasing).
        place: where it is said: 0 of the root, then the parts in the order of the shape (int8).
        kind: what is said, as numbered by `Batch.kind` (int32).
        value: the value of a leaf of a kind with values, else NaN (float64); None: there are no values.
    """

    record: NDArray[np.int32]
    place: NDArray[np.int8]
    kind: NDArray[np.int32]
    value: NDArray[np.float64] | None = None


class Run:
    """A batch of records.

    Args:
        batch: the vocabulary and the clauses.
        said: what is said of the records.
        count: how many records there are.

    Attributes:
        signature: for each thing said, the number of what holds of such a leaf.
        matrix: what is known of the records, a row for each atom in each place (`Compiled.rows`).
    """

    def __init__(self, batch: Batch, said: Said, count: int) -> None:
        self.batch = batch
        self.count = count
        self.said = said
        self.compiled: Compiled = batch.compiled()
        self.matrix = self.compiled.horn.matrix(count)
        self._key = batch.key_of(said.kind, said.value)
        self.signature = np.empty(len(said.kind), np.int32)
        self._saturated = False
        self._changed: set[int] = set()
        self._records = np.zeros(count, np.bool_)
        self._contexts: dict[int, NDArray[np.int64]] = {}
        self._store: list[NDArray[Any]] | None = None
        self.matrix[self.compiled.there[0]] = column_of(np.ones(count, np.bool_))
        self._look_up(np.arange(len(said.kind)))
        self._hear(np.arange(len(said.kind)))
        self._heard = len(said.kind)

    # ---- what is known

    def column(self, place: int, atom: Atom) -> Column | None:
        """Return the column of an atom of the root or of a part; None: it holds of no record."""
        row = self.compiled.rows.get((place, atom))
        return None if row is None else self.matrix[row]

    def flagged(self) -> NDArray[np.bool_]:
        """Return which records are to go one by one: they contradict themselves, or need more than columns."""
        return bits_of(self.matrix[self.compiled.clash] | self.matrix[self.compiled.watch], self.count)

    def is_leaf(self, cls: int) -> NDArray[np.bool_]:
        """Return for each signature whether its leaf is of a class that the batch was told will be asked for."""
        return self.batch.met().telling(self.compiled.messages[True, (cls,)])

    # ---- leaves

    def _look_up(self, at: NDArray[np.int64], context: int = 0) -> None:
        of_root = self.said.place[at] == 0
        for root in (False, True):
            own = at[np.flatnonzero(of_root == root)]
            if len(own):
                self.signature[own] = self.batch.signatures(self._key[own], root, context)

    def _hear(self, at: NDArray[np.int64]) -> None:
        """Write what leaves tell their bearers into the matrix."""
        place, record = self.said.place[at], self.said.record[at]
        met = self.batch.met()
        begin, many, rows = met.in_rows(self.compiled.heard)
        number = place.astype(np.intp) * met.count + self.signature[at]
        count = many[number]
        from_first = np.repeat(begin[number] - (np.cumsum(count) - count), count)
        self._write(rows[from_first + np.arange(len(from_first))], np.repeat(record, count))
        self._write(self.compiled.there[place], record)
        self._records[record] = True

    def _write(self, rows: NDArray[np.intp], records: NDArray[np.int32]) -> None:
        """Set bits; of many pairs in the order of the records, some records at a time."""
        used = np.zeros(len(self.matrix), np.bool_)
        used[rows] = True
        listed = np.flatnonzero(used)
        words = self.matrix.shape[1]
        blocks = len(rows) > 64 * _BLOCK and bool((records[1:] >= records[:-1]).all())
        size = _BLOCK if blocks else words
        begin = (np.cumsum(used) - 1) * (64 * size)
        for first in range(0, words, size):
            last = min(first + size, words)
            chosen = slice(None)
            if blocks:
                chosen = slice(*np.searchsorted(records, np.array([64 * first, 64 * last], records.dtype)))
            bits = np.zeros(len(listed) * 64 * size, np.bool_)
            bits[begin[rows[chosen]] + (records[chosen] - 64 * first)] = True
            packed = np.packbits(bits).view(np.uint64).reshape(len(listed), size)
            self.matrix[listed, first:last] |= packed[:, : last - first]
        self._changed.update(listed.tolist())

    def add(self, said: Said) -> None:
        """Say more of some of the records; `saturate` has to follow.

        Args:
            said: what is said, records in order.
        """
        first, last = len(self.signature), len(self.signature) + len(said.kind)
        if self._store is None or last > len(self._store[0]):
            self._store = self._grown(first, last + last // 8)
        value = np.full(len(said.kind), np.nan) if said.value is None else said.value
        key = self.batch.key_of(said.kind, said.value)
        for array, new in zip(self._store, (said.record, said.place, said.kind, value, key), strict=False):
            array[first:last] = new
        record, place, kind, values, key, signature = (array[:last] for array in self._store)
        self.said, self._key, self.signature = Said(record, place, kind, values), key, signature
        self._look_up(np.arange(first, last))

    def _grown(self, used: int, size: int) -> list[NDArray[Any]]:
        """Return arrays with room for more: adding to them need not copy them each time."""
        said = self.said
        value = np.full(used, np.nan) if said.value is None else said.value
        found = []
        for array in (said.record, said.place, said.kind, value, self._key, self.signature):
            found.append(np.empty(size, array.dtype))
            found[-1][:used] = array
        return found

    # ---- the fixpoint

    def saturate(self, why: str = "") -> None:
        """Add all that follows: for roots and parts, and for leaves from what holds of their bearers.

        Args:
            why: what has been said since it was saturated last, if it was; what rests on what is so said in any run is
                looked for once.
        """
        horn, matrix, refuter = self.compiled.horn, self.matrix, self.compiled.refuter
        first = not self._saturated
        if self._heard < len(self.signature):
            self._hear(np.arange(self._heard, len(self.signature)))
            self._heard = len(self.signature)
        while self._changed or first:
            later = self._later("first" if first else why, self._changed)
            horn.saturate(matrix, later, new=not first)
            among = column_of(np.ones(self.count, np.bool_) if first else self._records)
            while first or refuter.concerned(horn.reach(later)):
                found = refuter.refute(matrix, among)
                if found is None:
                    break
                changed, among = found
                first, later = False, self._later("refuted", changed)
                horn.saturate(matrix, later)
            self._saturated, first = True, False
            self._changed = set()
            self._records[:] = False
            self._pass_down()

    def _later(self, why: str, changed: Iterable[int]) -> frozenset[int]:
        """Return the rows of which more became known in any run for the same reason, these included."""
        later = self.compiled.later.get(why, frozenset())
        if not later.issuperset(changed):
            later = self.compiled.later[why] = later.union(changed)
        return later

    def _pass_down(self) -> None:
        """Look leaves up again whose bearers are now known to be more than they were."""
        refs = self.compiled.clauses.context
        if not refs:
            return
        for place in range(1 + len(self.batch.shape.parts)):
            code = self._context_code(place, refs)
            known = self._contexts.get(place)
            self._contexts[place] = code
            own = np.flatnonzero(self.said.place == place)
            codes = code[self.said.record[own]]
            if known is not None:
                differs = codes != known[self.said.record[own]]
                own, codes = own[differs], codes[differs]
            for one in np.unique(codes[codes > 0]):
                self._look_up(own[codes == one], int(one))
                self._hear(own[codes == one])

    def _context_code(self, place: int, refs: list[Ref]) -> NDArray[np.int64]:
        code = np.zeros(self.count, np.int64)
        for bit, (node, atom) in enumerate(refs):
            if node == PART and place == 0:
                continue
            column = self.column(place if node == PART else 0, atom)
            if column is not None:
                code |= bits_of(column, self.count).astype(np.int64) << bit
        return code
