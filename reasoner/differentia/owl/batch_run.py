"""One batch, saturated: leaves looked up, their messages gathered, clauses evaluated, complements refuted, in turn.

The order in which this is done does not matter, since clauses are Horn: each step only adds, and the last changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from differentia.owl.batch import Batch
from differentia.owl.batch_columns import Column, Columns, bits_of, column_of
from differentia.owl.batch_compile import EXISTS, Ref
from differentia.owl.batch_program import Compiled
from differentia.owl.batch_shape import PART, Atom
from differentia.structs import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Run", "Said"]


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
    """

    def __init__(self, batch: Batch, said: Said, count: int) -> None:
        self.batch = batch
        self.count = count
        self.said = said
        self.compiled: Compiled = batch.compiled()
        self._key = batch.key_of(said.kind, said.value)
        self.signature = np.empty(len(said.kind), np.int32)
        self.columns: Columns = [None] * self.compiled.horn.variables
        self._changed: set[int] = set()
        self._contexts: dict[int, NDArray[np.int64]] = {}
        self._bits: dict[int, list[int]] = {}
        self._store: list[NDArray[Any]] | None = None
        everything = np.arange(len(said.kind))
        self._set(self.compiled.variables[0, EXISTS], column_of(np.ones(count, np.uint8)))
        self._look_up(everything)
        self._gather(everything)

    # ---- what is known

    def column(self, place: int, atom: Atom) -> Column | None:
        """Return the column of an atom of the root or of a part; None: it holds of no record."""
        variable = self.compiled.variables.get((place, atom))
        return None if variable is None else self.columns[variable]

    def flagged(self) -> NDArray[np.bool_]:
        """Return which records are to go one by one: they contradict themselves, or need more than columns."""
        found = np.zeros(self.count, np.bool_)
        for variable in (self.compiled.clash, self.compiled.watch):
            column = self.columns[variable]
            if column is not None:
                found |= bits_of(column, self.count)
        return found

    def _set(self, variable: int, column: Column) -> None:
        known = self.columns[variable]
        self.columns[variable] = column if known is None else known | column
        self._changed.add(variable)

    # ---- leaves

    def _look_up(self, at: NDArray[np.int64], context: int = 0) -> None:
        of_root = self.said.place[at] == 0
        for root in (False, True):
            own = at[np.flatnonzero(of_root == root)]
            if len(own):
                self.signature[own] = self.batch.signatures(self._key[own], root, context)

    def _gather(self, at: NDArray[np.int64]) -> None:
        """OR what leaves tell their bearers into the columns of the messages."""
        words = np.ascontiguousarray(self.batch.words().T)
        place = self.said.place[at]
        for number in range(1 + len(self.batch.shape.parts)):
            own = at[np.flatnonzero(place == number)]
            if len(own):
                self._gather_place(number, self.said.record[own], self.signature[own], words)

    def is_leaf(self, cls: int) -> NDArray[np.bool_]:
        """Return for each signature whether its leaf is of a class that the batch was told will be asked for."""
        words, bit = self.batch.words(), self.compiled.messages[True, (cls,)]
        found: NDArray[np.bool_] = (words[:, bit >> 6] >> np.uint64(bit & 63) & np.uint64(1)).astype(np.bool_)
        return found

    def _gather_place(
        self, place: int, record: NDArray[np.int32], signature: NDArray[np.int32], words: NDArray[np.uint64]
    ) -> None:
        if place:
            there = np.zeros(self.count, np.uint8)
            there[record] = 1
            self._set(self.compiled.variables[place, EXISTS], column_of(there))
        variables = self._variables(place)
        for word, table in enumerate(words):
            at = np.flatnonzero((table != 0)[signature])  # most things said have nothing in most words
            if not len(at):
                continue
            rows = record[at]
            starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
            reduced = np.bitwise_or.reduceat(table[signature[at]], starts)
            used = int(np.bitwise_or.reduce(reduced))
            dense = np.zeros(self.count, np.uint64)
            dense[rows[starts]] = reduced
            octets = dense.view(np.uint8).reshape(self.count, 8)
            for octet in range(8):
                bits = used >> (8 * octet) & 255
                if bits:
                    self._cut(np.ascontiguousarray(octets[:, octet]), bits, variables[64 * word + 8 * octet :])

    def _cut(self, octet: NDArray[np.uint8], bits: int, variables: list[int]) -> None:
        for bit in range(8):
            if bits >> bit & 1 and variables[bit] >= 0:
                self._set(variables[bit], column_of(octet & np.uint8(1 << bit)))

    def _variables(self, place: int) -> list[int]:
        """Return the variable of each bit of a message in a place; -1: nothing reads it there."""
        if place in self._bits:
            return self._bits[place]
        compiled = self.compiled
        found = self._bits[place] = [-1] * (64 * compiled.width + 64)
        found[0], found[1] = compiled.clash, compiled.watch
        for (of_leaf, atom), bit in compiled.messages.items():
            found[bit] = (compiled.heard if of_leaf else compiled.variables).get((place, atom), -1)
        return found

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
        at = np.arange(first, last)
        self._look_up(at)
        self._gather(at)

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

    def saturate(self) -> None:
        """Add all that follows: for roots and parts, and for leaves from what holds of their bearers."""
        while self._changed:
            changed, self._changed = self._changed, set()
            self.compiled.horn.saturate(self.columns, changed)
            self._refute()
            self._pass_down()

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
                at = own[codes == one]
                self._look_up(at, int(one))
                self._gather(at)

    def _context_code(self, place: int, refs: list[Ref]) -> NDArray[np.int64]:
        code = np.zeros(self.count, np.int64)
        for bit, (node, atom) in enumerate(refs):
            if node == PART and place == 0:
                continue
            column = self.column(place if node == PART else 0, atom)
            if column is not None:
                code |= bits_of(column, self.count).astype(np.int64) << bit
        return code

    # ---- refutation

    def _refute(self) -> None:
        """Prove complements: suppose the contrary, evaluate, and see which records contradict themselves."""
        waiting = self._candidates()
        if not waiting:
            return
        suspects = self._contradicted(waiting)
        if suspects is None:
            return
        for negated, operand, candidates in waiting:
            chosen = candidates & suspects
            if chosen.any():
                refuted = self._contradicted([(negated, operand, chosen)])
                if refuted is not None:
                    self._set(negated, refuted & chosen)

    def _contradicted(self, supposed: Iterable[tuple[int, int, Column]]) -> Column | None:
        """Return which records contradict themselves once something is supposed of them; the columns are as before."""
        columns = list(self.columns)
        for _, operand, candidates in supposed:
            known = columns[operand]
            columns[operand] = candidates if known is None else known | candidates
        self.compiled.horn.saturate(columns, {operand for _, operand, _ in supposed})
        before, after = self.columns[self.compiled.clash], columns[self.compiled.clash]
        watched_before, watched = self.columns[self.compiled.watch], columns[self.compiled.watch]
        if watched is not None and watched is not watched_before:
            self._set(self.compiled.watch, watched)
        if after is None or after is before:
            return None
        return after if before is None else after & ~before

    def _candidates(self) -> list[tuple[int, int, Column]]:
        """Return (complement, its operand, records) where a complement would be of use and is not decided."""
        compiled, found = self.compiled, []
        for test, guards in compiled.tests:
            for place in range(1 + len(self.batch.shape.parts)):
                wanted = self._guarded(place, guards)
                negated = compiled.variables[place, (test.negated,)]
                operand = compiled.variables[place, (test.operand,)]
                for variable in (negated, operand):
                    column = self.columns[variable]
                    if wanted is not None and column is not None:
                        wanted = wanted & ~column
                if wanted is not None and wanted.any():
                    found.append((negated, operand, wanted))
        return found

    def _guarded(self, place: int, guards: list[tuple[int, ...]] | None) -> Column | None:
        exists = self.column(place, EXISTS)
        if guards is None or exists is None:
            return exists
        wanted: Column | None = None
        for guard in guards:
            columns = [self.column(place, (c,)) for c in guard]
            if any(column is None for column in columns):
                continue
            joined = exists
            for column in columns:
                joined = joined & column  # type: ignore[operator]
            wanted = joined if wanted is None else wanted | joined
        return wanted
