"""Horn clauses evaluated on columns of bits: one variable is a row of a matrix, one record a bit in it, 64 to a word.

Clauses are sorted by what rests on what and put into steps: many clauses of one shape, which are evaluated in a few
calls, whatever the number of records. Clauses that close a circle are looked at in the end; only where one says
something new, its consequences are evaluated again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Clause", "Column", "Horn", "Matrix", "bits_of", "column_of", "components", "words_for"]

Column: TypeAlias = NDArray[np.uint64]
Matrix: TypeAlias = NDArray[np.uint64]
"""A row for each variable."""
Clause: TypeAlias = tuple[tuple[int, ...], int]
"""(variables of the body, variable of the head)."""
_Rows: TypeAlias = NDArray[np.intp]


def words_for(count: int) -> int:
    """Return how many words the bits of so many records take."""
    return -(-count // 64)


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


class _Step(NamedTuple):
    """Clauses, or parts of clauses, that can be evaluated together.

    Attributes:
        join: the "and" or "or" that makes a head of its bodies.
        heads: rows, each once.
        bodies: for each head a column of rows.
    """

    join: Callable[..., Any]
    heads: _Rows
    bodies: NDArray[np.intp]

    def of(self, known: NDArray[np.bool_], *, new: bool) -> _Step | None:
        """Return the step for the heads that depend on some rows.

        Args:
            known: the rows.
            new: all that follows from other rows is there already; else nothing is known of others.
        """
        told = known[self.bodies]
        conjunction = self.join is np.bitwise_and
        chosen = told.all(axis=0) if conjunction and not new else told.any(axis=0)
        if not chosen.any():
            return None
        bodies = self.bodies[:, chosen]
        if not conjunction:  # what is known first; the rest is there already, or is nothing
            told = told[:, chosen]
            most = int(told.sum(axis=0).max())
            bodies = np.take_along_axis(bodies, np.argsort(~told, axis=0, kind="stable"), axis=0)[:most]
        return _Step(self.join, self.heads[chosen], np.ascontiguousarray(bodies))


class Horn:
    """A set of propositional Horn clauses.

    Args:
        variables: how many variables there are.
        clauses: the clauses; a body may not be empty.

    Attributes:
        rows: how many rows a matrix has to have: one for each variable, then those that are used in between.

    Example:
        >>> horn = Horn(4, [((0, 1), 2), ((2,), 3), ((3,), 2)])
        >>> matrix = horn.matrix(3)
        >>> matrix[0], matrix[1] = column_of(np.array([1, 1, 0])), column_of(np.array([1, 0, 1]))
        >>> horn.saturate(matrix)
        >>> bits_of(matrix[3], 3)
        array([ True, False, False])
    """

    def __init__(self, variables: int, clauses: Iterable[Clause]) -> None:
        listed = list(dict.fromkeys(clauses))
        place = components(variables, listed)
        forward = [clause for clause in listed if all((place[b], b) < (place[clause[1]], clause[1]) for b in clause[0])]
        closing = sorted(set(listed).difference(forward))
        self._closing = list(_steps(variables, [(head, True, list(body)) for body, head in closing], each=True))
        self.rows, parts = _split(variables, sorted(forward, key=lambda clause: (place[clause[1]], clause[1])))
        self._steps = list(_steps(self.rows, parts))
        self._cones: dict[tuple[frozenset[int], bool], tuple[list[_Step], NDArray[np.bool_]]] = {}

    def matrix(self, count: int) -> Matrix:
        """Return a matrix for so many records, of whom nothing is known."""
        return np.zeros((self.rows, words_for(count)), np.uint64)

    def saturate(self, matrix: Matrix, given: frozenset[int] | None = None, *, new: bool = True) -> None:
        """Add all that follows.

        Args:
            matrix: what is known; it is changed in place.
            given: the only variables of which more is known since the matrix was last saturated; None: any.
            new: the matrix was saturated before; else nothing is known of any other variable.
        """
        steps = self._steps if given is None else self._cone(given, new=new)[0]
        while True:
            for join, heads, bodies in steps:
                if len(bodies) == 1:
                    matrix[heads] |= matrix.take(bodies[0], axis=0)
                else:
                    matrix[heads] |= join.reduce(matrix.take(bodies, axis=0), axis=0)  # type: ignore[attr-defined]
            closed = self._closed(matrix)
            if not closed:
                return
            steps = self._cone(frozenset(closed))[0]

    def _closed(self, matrix: Matrix) -> list[int]:
        """Evaluate the clauses that close circles; return the variables of which more is known."""
        found = []
        for join, heads, bodies in self._closing:
            new = join.reduce(matrix.take(bodies, axis=0), axis=0) & ~matrix[heads]  # type: ignore[attr-defined]
            for at in np.flatnonzero(new.any(axis=1)):
                matrix[heads[at]] |= new[at]
                found.append(int(heads[at]))
        return found

    def reach(self, changed: frozenset[int]) -> NDArray[np.bool_]:
        """Return for each row whether more may be known of it once more is known of some variables."""
        found = self._cone(changed)[1]
        for _, heads, bodies in self._closing:
            closed = [int(head) for head in heads[found[bodies].any(axis=0)] if not found[head]]
            if closed:
                return self.reach(changed.union(closed))
        return found

    def _cone(self, given: frozenset[int], *, new: bool = True) -> tuple[list[_Step], NDArray[np.bool_]]:
        """Return the steps that some variables have a part in, and their heads; what closes a circle is no step."""
        if (given, new) not in self._cones:
            reached = np.zeros(self.rows, np.bool_)
            reached[list(given)] = True
            found = []
            for step in self._steps:
                touched = step.of(reached, new=new)
                if touched is not None:
                    reached[touched.heads] = True
                    found.append(touched)
            if len(self._cones) >= _MOST_CONES:
                self._cones.clear()
            self._cones[given, new] = found, reached
        return self._cones[given, new]


_MOST_CONES = 64


def _split(variables: int, clauses: Sequence[Clause]) -> tuple[int, list[tuple[int, bool, list[int]]]]:
    """Take clauses apart into conjunctions and disjunctions of rows.

    Args:
        variables: how many variables there are.
        clauses: in an order in which each comes after those its body rests on.

    Returns:
        How many rows are needed, and for each row that is a conjunction or disjunction: the row, whether it is a
        conjunction, and of what.
    """
    by_head: dict[int, list[tuple[int, ...]]] = {}
    for body, head in clauses:
        by_head.setdefault(head, []).append(body)
    parts: list[tuple[int, bool, list[int]]] = []
    conjunctions: dict[tuple[int, ...], int] = {}
    rows = variables
    for head, bodies in by_head.items():
        if len(bodies) == 1 and len(bodies[0]) > 1:
            parts.append((head, True, list(bodies[0])))
            continue
        ends = []
        for body in bodies:
            if len(body) > 1 and body not in conjunctions:
                conjunctions[body] = rows
                parts.append((rows, True, list(body)))
                rows += 1
            ends.append(body[0] if len(body) == 1 else conjunctions[body])
        parts.append((head, False, ends))
    return rows, parts


def _steps(rows: int, parts: Sequence[tuple[int, bool, list[int]]], *, each: bool = False) -> Iterator[_Step]:
    """Put parts together that are of one level and shape; bodies are filled up to 1, 2, 4, 8 and so on.

    Args:
        rows: how many rows there are.
        parts: rows, each with whether it is a conjunction, and of what.
        each: their order does not matter.
    """
    level = [0] * rows
    grouped: dict[tuple[int, bool, int], list[tuple[int, list[int]]]] = {}
    for row, conjunction, body in parts:
        level[row] = 0 if each else 1 + max(level[b] for b in body)
        size = 1 << (len(body) - 1).bit_length()
        grouped.setdefault((level[row], conjunction, size), []).append((row, body + body[:1] * (size - len(body))))
    for (_, conjunction, _), listed in sorted(grouped.items(), key=lambda pair: pair[0]):
        heads = np.array([row for row, _ in listed], np.intp)
        bodies = np.ascontiguousarray(np.array([body for _, body in listed], np.intp).T)
        yield _Step(np.bitwise_and if conjunction else np.bitwise_or, heads, bodies)


def components(variables: int, clauses: Sequence[Clause]) -> list[int]:
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
