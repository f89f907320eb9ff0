"""Numbers placed between the limits that the clauses compare them with: all numbers of one place lead to the same.

A number comes as a float64 and stands for the shortest decimal that is written so (0.9 for 0.9, not for the binary
fraction next to it). Limits have few digits, so that comparing the floats is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import numpy as np

from differentia.owl import expressions as ex
from differentia.owl.expressions import XSD, DataRange, Literal

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ladder", "decimal_literal"]

_WHOLE_MATTERS_NOT = {"decimal", "double", "float", "string", "dateTime", "dateTimeStamp", "boolean", "anyURI"}


def decimal_literal(number: float) -> Literal:
    """Return the decimal that a float is written as.

    Example:
        >>> decimal_literal(0.68).lexical
        '0.68'
    """
    return Literal(format(Decimal(repr(float(number))), "f"), XSD + "decimal")


class Ladder:
    """The limits in some data ranges, in order; `place` says between which of them numbers lie.

    Args:
        ranges: the data ranges.
        points: single values that matter.

    Raises:
        ValueError: a limit has too many digits to be compared as a float.

    Example:
        >>> low = ex.DatatypeRestriction(ex.Datatype(XSD + "decimal"), ((XSD + "maxInclusive", decimal_literal(0.9)),))
        >>> Ladder([low]).place(np.array([0.5, 0.9, 0.91])).tolist()
        [0, 1, 2]
    """

    def __init__(self, ranges: Iterable[DataRange], points: Iterable[Literal] = ()) -> None:
        found: set[float] = set()
        self.whole_matters = False
        listed = list(ranges)
        for literal in (*points, *(one for data_range in listed for one in _literals(data_range))):
            try:
                exact = Fraction(literal.lexical)
            except ValueError:
                continue
            limit = float(exact)
            if Fraction(repr(limit)) != exact:
                raise ValueError(f"a limit with too many digits: {literal.lexical}")
            found.add(limit)
        for data_range in listed:
            for datatype in _datatypes(data_range):
                known = datatype.iri.startswith(XSD) and datatype.iri[len(XSD) :] in _WHOLE_MATTERS_NOT
                self.whole_matters |= not known and not datatype.iri.startswith((ex.OWL, ex.RDFS, ex.RDF))
        self.limits = np.array(sorted(found))

    @property
    def places(self) -> int:
        """How many places there are."""
        return (2 * len(self.limits) + 1) * (1 + self.whole_matters)

    def samples(self) -> list[float | None]:
        """Return for each place a number that lies there; None: there is none."""
        limits = self.limits.tolist()
        below = [limits[0] - 1.5] if limits else [0.5]
        gaps = below + [(low + high) / 2 for low, high in pairwise(limits)] + ([limits[-1] + 1.5] if limits else [])
        if not self.whole_matters:
            return [number for pair in zip_longest(gaps, limits) for number in pair][: self.places]
        ends = [(-np.inf, limits[0] if limits else np.inf), *pairwise([*limits, np.inf])]
        found: list[float | None] = []
        for gap, (low, high), limit in zip_longest(gaps, ends, limits):
            whole = float(np.floor(low) + 1) if np.isfinite(low) else float(np.ceil(high) - 1) if limits else 0.0
            broken = gap if gap % 1 else (gap + min(high, gap + 1)) / 2
            found += [broken, whole if low < whole < high else None]
            if limit is not None:
                found += [limit, None] if limit % 1 else [None, limit]
        return found

    def place(self, numbers: NDArray[np.float64]) -> NDArray[np.int32]:
        """Return the place of each number."""
        at = np.searchsorted(self.limits, numbers).astype(np.int32)
        padded = np.append(self.limits, np.inf)
        places: NDArray[np.int32] = 2 * at + (padded[at] == numbers)
        if self.whole_matters:
            places = 2 * places + (numbers == np.rint(numbers))
        return places


def _literals(data_range: DataRange) -> Iterator[Literal]:
    if isinstance(data_range, ex.DatatypeRestriction):
        yield from (literal for _, literal in data_range.facets)
    elif isinstance(data_range, ex.DataOneOf):
        yield from data_range.literals
    else:
        for part in _parts(data_range):
            yield from _literals(part)


def _datatypes(data_range: DataRange) -> Iterator[ex.Datatype]:
    if isinstance(data_range, ex.Datatype):
        yield data_range
    elif isinstance(data_range, ex.DatatypeRestriction):
        yield data_range.datatype
    else:
        for part in _parts(data_range):
            yield from _datatypes(part)


def _parts(data_range: DataRange) -> tuple[DataRange, ...]:
    if isinstance(data_range, ex.DataIntersectionOf | ex.DataUnionOf):
        return data_range.operands
    return (data_range.operand,) if isinstance(data_range, ex.DataComplementOf) else ()
