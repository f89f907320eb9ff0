"""Horn clauses evaluated on columns of bits: one variable is a column, one record a bit in each, 64 to a word.

Clauses are put in the order of what rests on what, so that most are evaluated once; those that rest on one another are
evaluated again until nothing is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "Columns", "Horn", "bits_of", "column_of"]

Column: TypeAlias = NDArray[np.uint64]
Columns: TypeAlias = list["Column | None"]
"""For each variable its column; None: it holds of no record."""
Clause: TypeAlias = tuple[tuple[int, ...], int]
"""(variables of the body, variable of the head)."""


def column_of(bits: NDArray[np.bool_] | NDArray[np.uint8]) -> Column:
    """Pack one truth value per record (what is not 0 is true) into words.

    Example:
        >>> bits_of(column_of(np.array([True, False, True])), 3)
        array([ True, False,  True])
    """
    packed = np.packbits(bits)
    words = np.zeros(-(-len(packed) // 8), np.uint64)
    words.view(np.uint8)[: len(packed)] = packed
    return words


def bits_of(column: Column, length: int) -> NDArray[np.bool_]:
    """Unpack a column to one truth value per record."""
    return np.unpackbits(column.view(np.uint8), count=length).view(np.bool_)


class Horn:
    """A set of propositional Horn clauses.

    Args:
        variables: how many variables there are.
        clauses: the clauses; a body may not be empty.

    Example:
        >>> horn = Horn(4, [((0, 1), 2), ((2,), 3), ((3,), 2)])
        >>> columns = [column_of(np.array([1, 1, 0])), column_of(np.array([1, 0, 1])), None, None]
        >>> horn.saturate(columns, [0, 1])
        >>> bits_of(columns[3], 3)
        array([ True, False, False])
    """

    def __init__(self, variables: int, clauses: Iterable[Clause]) -> None:
        self.variables = variables
        listed = list(dict.fromkeys(clauses))
        place = _components(variables, listed)
        grouped: dict[int, list[Clause]] = {}
        for clause in listed:
            grouped.setdefault(place[clause[1]], []).append(clause)
        self.groups = [
            (any(place[b] == place[head] for body, head in group for b in body), group)
            for _, group in sorted(grouped.items())
        ]
        self._readers: list[list[int]] = [[] for _ in range(variables)]
        for number, (_, group) in enumerate(self.groups):
            for variable in {b for body, _ in group for b in body}:
                self._readers[variable].append(number)

    def saturate(self, columns: Columns, changed: Iterable[int]) -> None:
        """Add all that follows.

        Args:
            columns: what is known; columns are replaced, never changed in place.
            changed: the variables whose columns are new since the columns were last saturated.
        """
        new, waiting = bytearray(self.variables), bytearray(len(self.groups))
        for variable in changed:
            new[variable] = 1
            for reader in self._readers[variable]:
                waiting[reader] = 1
        number = waiting.find(1)
        while number >= 0:  # groups stand in the order in which they rest on one another
            cyclic, group = self.groups[number]
            while heads := _apply(group, columns, new):
                for head in heads:
                    for reader in self._readers[head]:
                        waiting[reader] = 1
                if not cyclic:
                    break
            waiting[number] = 0
            number = waiting.find(1, number)


def _apply(group: Sequence[Clause], columns: Columns, new: bytearray) -> list[int]:
    """Evaluate each clause of a group once; return the variables of which more is known."""
    heads = []
    for body, head in group:
        for variable in body:
            if new[variable]:
                break
        else:
            continue
        derived = columns[body[0]]
        for variable in body[1:]:
            column = columns[variable]
            if derived is None or column is None:
                derived = None
                break
            derived = derived & column
        if derived is None:
            continue
        known = columns[head]
        if known is None:
            if len(body) > 1 and not derived.any():
                continue
        elif known is derived:
            continue
        else:
            derived = known | derived
            if derived.tobytes() == known.tobytes():  # for columns of some kilobytes faster than comparing arrays
                continue
        columns[head] = derived
        new[head] = 1
        heads.append(head)
    return heads


def _components(variables: int, clauses: Sequence[Clause]) -> list[int]:
    """Return for each variable the number of its strongly connected component, what it rests on first (Tarjan)."""
    rests_on: list[list[int]] = [[] for _ in range(variables)]
    for body, head in clauses:
        rests_on[head].extend(body)
    index = [-1] * variables
    low = [0] * variables
    place = [-1] * variables
    stack: list[int] = []
    count = components = 0
    for start in range(variables):
        if index[start] >= 0:
            continue
        work: list[tuple[int, Iterator[int]]] = [(start, iter(rests_on[start]))]
        index[start] = low[start] = count
        count += 1
        stack.append(start)
        while work:
            v, waiting = work[-1]
            for w in waiting:
                if index[w] < 0:
                    index[w] = low[w] = count
                    count += 1
                    stack.append(w)
                    work.append((w, iter(rests_on[w])))
                    break
                if place[w] < 0:
                    low[v] = min(low[v], index[w])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[v])
                if low[v] == index[v]:
                    while place[v] < 0:
                        place[stack.pop()] = components
                    components += 1
    return place
