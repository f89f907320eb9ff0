"""Intervals of decimals: the data ranges that ontologies are full of, compared by their ends.

`regions` compares any two data ranges; this is the fast way for the plain ones. Both must agree, which a test holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from differentia.owl.expressions import XSD, DataRange, Datatype, DatatypeRestriction, Literal

__all__ = ["Interval", "decimal_of", "interval_of", "meet_all"]

_DECIMAL = XSD + "decimal"
_ENDS = {  # facet: (is a lower end, does not itself belong)
    XSD + "minInclusive": (True, False),
    XSD + "minExclusive": (True, True),
    XSD + "maxInclusive": (False, False),
    XSD + "maxExclusive": (False, True),
}


class Interval(NamedTuple):
    """All decimals between two ends; None: no end. `open` ends do not belong."""

    low: Decimal | None = None
    low_open: bool = False
    high: Decimal | None = None
    high_open: bool = False

    def holds(self, number: Decimal) -> bool:
        """Tell whether a number lies in it.

        Example:
            >>> Interval(Decimal(1), True).holds(Decimal(1))
            False
        """
        if self.low is not None and (number < self.low or (self.low_open and number == self.low)):
            return False
        return self.high is None or number < self.high or (number == self.high and not self.high_open)

    def is_empty(self) -> bool:
        """Tell whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def covers(self, other: Interval) -> bool:
        """Tell whether another, which is not empty, lies in it as a whole."""
        return _no_lower(other, self) and _no_higher(other, self)

    def apart(self, other: Interval) -> bool:
        """Tell whether it has no number in common with another."""
        return meet_all((self, other)).is_empty()


def _no_lower(inner: Interval, outer: Interval) -> bool:
    if outer.low is None:
        return True
    if inner.low is None:
        return False
    return inner.low > outer.low or (inner.low == outer.low and (inner.low_open or not outer.low_open))


def _no_higher(inner: Interval, outer: Interval) -> bool:
    if outer.high is None:
        return True
    if inner.high is None:
        return False
    return inner.high < outer.high or (inner.high == outer.high and (inner.high_open or not outer.high_open))


def meet_all(intervals: Iterable[Interval]) -> Interval:
    """Return what several intervals have in common; it may be empty.

    Example:
        >>> meet_all((Interval(Decimal(1)), Interval(None, False, Decimal(2), True)))
        Interval(low=Decimal('1'), low_open=False, high=Decimal('2'), high_open=True)
    """
    low, low_open, high, high_open = Interval()
    for each in intervals:
        if each.low is not None and (low is None or each.low > low or (each.low == low and each.low_open)):
            low, low_open = each.low, each.low_open
        if each.high is not None and (high is None or each.high < high or (each.high == high and each.high_open)):
            high, high_open = each.high, each.high_open
    return Interval(low, low_open, high, high_open)


def interval_of(data_range: DataRange) -> Interval | None:
    """Return a range of `xsd:decimal` between decimal ends as an interval; None: it is of another kind.

    Example:
        >>> most = ((XSD + "maxInclusive", Literal("0.90", XSD + "decimal")),)
        >>> interval_of(DatatypeRestriction(Datatype(XSD + "decimal"), most))
        Interval(low=None, low_open=False, high=Decimal('0.90'), high_open=False)
    """
    if isinstance(data_range, Datatype):
        return Interval() if data_range.iri == _DECIMAL else None
    if not isinstance(data_range, DatatypeRestriction) or data_range.datatype.iri != _DECIMAL:
        return None
    found = []
    for facet, bound in data_range.facets:
        end, limit = _ENDS.get(facet), decimal_of(bound)
        if end is None or limit is None:
            return None
        lower, is_open = end
        found.append(Interval(limit, is_open) if lower else Interval(None, False, limit, is_open))
    return meet_all(found)


def decimal_of(literal: Literal) -> Decimal | None:
    """Return the value of a literal of `xsd:decimal`; None: it is of another datatype."""
    return Decimal(literal.lexical) if literal.datatype == _DECIMAL else None
