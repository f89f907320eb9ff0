"""How data ranges lie to each other: inside, outside, empty, with a single value, with room for a value beside others.

Values lie in *cells* (see `values`), each with a total order, so that every range without a pattern or a length is a
union of intervals of cells; with a pattern or a length it lies between two such unions. The proof checker does not use
this module: it compares ranges by samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias
from typing import Literal as Choice

from differentia.owl.datatypes import ORDERED_FACETS, contains, facet_limit, passes
from differentia.owl.expressions import (
    RDFS,
    XSD,
    DataComplementOf,
    DataIntersectionOf,
    DataOneOf,
    DataRange,
    Datatype,
    DatatypeRestriction,
    DataUnionOf,
    Literal,
)
from differentia.owl.first_order import parts
from differentia.owl.values import (
    ALL_CELLS,
    CELLS_OF,
    INTEGERS,
    NUMBERS,
    STRINGS,
    UnknownDatatype,
    Value,
    next_floating,
    number,
    value_of,
)
from differentia.structs import dataclass

__all__ = ["Relation", "Room", "is_empty", "meet", "only_value", "range_relation", "room"]

Relation: TypeAlias = Choice["inside", "outside", "overlaps"]
Room: TypeAlias = Choice["none", "some", "endless"]
# A cut lies just before (0) or just after (1) a key, or below or above all keys. A set of keys is its cuts, ascending:
# in from the first to the second, and so on. A region gives such a set for each cell.
_Cut: TypeAlias = tuple[Any, ...]
_Cuts: TypeAlias = tuple[_Cut, ...]
_Region: TypeAlias = dict[str, _Cuts]
_BELOW: _Cut = (-1,)
_ABOVE: _Cut = (1,)
_WHOLE: _Cuts = (_BELOW, _ABOVE)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Two regions: `inner` has only members of the range, `outer` has them all."""

    inner: _Region
    outer: _Region


@lru_cache(maxsize=4096)
def range_relation(asserted: DataRange, facet: DataRange) -> Relation:
    """Say how the values of `asserted` lie to `facet`: all inside, all outside, or not known to be either ("overlaps").

    Example:
        >>> def decimal(facet: str, bound: str) -> DataRange:
        ...     return DatatypeRestriction(Datatype(XSD + "decimal"), ((XSD + facet, Literal(bound, XSD + "decimal")),))
        >>> range_relation(decimal("minExclusive", "1.4"), decimal("minInclusive", "1.4"))
        'inside'
        >>> range_relation(decimal("minExclusive", "1.4"), decimal("maxInclusive", "1.4"))
        'outside'
        >>> range_relation(decimal("minExclusive", "1.3"), decimal("minInclusive", "1.4"))
        'overlaps'
    """
    here, there = _bounds(asserted), _bounds(facet)
    if not any(_combine(here.outer[cell], there.inner[cell], lambda a, b: a and not b) for cell in ALL_CELLS):
        return "inside"
    if not any(_combine(here.outer[cell], there.outer[cell], lambda a, b: a and b) for cell in ALL_CELLS):
        return "outside"
    return "overlaps"


def meet(ranges: tuple[DataRange, ...]) -> DataRange:
    """Return the range of the values that lie in all of several ranges."""
    return ranges[0] if len(ranges) == 1 else DataIntersectionOf(ranges)


@lru_cache(maxsize=4096)
def is_empty(data_range: DataRange) -> bool:
    """Say whether a range certainly has no value.

    Example:
        >>> is_empty(DataIntersectionOf((Datatype(XSD + "byte"), Datatype(XSD + "double"))))
        True
    """
    return not any(_bounds(data_range).outer.values())


@lru_cache(maxsize=4096)
def only_value(data_range: DataRange) -> Literal | None:
    """Return the one value that a range can have, as a literal, or None if there may be more, or none.

    Example:
        >>> both = (Datatype(XSD + "nonNegativeInteger"), Datatype(XSD + "nonPositiveInteger"))
        >>> only_value(DataIntersectionOf(both)).lexical
        '0'
    """
    filled = [(cell, cuts) for cell, cuts in _bounds(data_range).outer.items() if cuts]
    if len(filled) != 1 or len(filled[0][1]) != 2:
        return None
    cell, (start, end) = filled[0]
    if start in _WHOLE or end != _move(cell, (0, start[1], 1)):
        return None
    literals = (part for part in parts(data_range) if isinstance(part, Literal))
    value = Value(cell, start[1])
    return next((literal for literal in literals if value_of(literal) == value), _literal(value))


def _literal(value: Value) -> Literal | None:
    if value.cell == "integer":
        return Literal(str(value.key), XSD + "integer")
    if value.cell == "boolean":
        return Literal("true" if value.key else "false", XSD + "boolean")
    if value.cell in ("double NaN", "float NaN"):
        return Literal("NaN", XSD + value.cell.split()[0])
    return None


@lru_cache(maxsize=4096)
def room(inside: DataRange, outside: tuple[DataRange, ...]) -> Room:
    """Say how many values of a range certainly lie outside all of some others.

    Returns:
        "none" (found), "some", or "endless": as many as one likes.

    Example:
        >>> room(Datatype(XSD + "integer"), (Datatype(XSD + "nonNegativeInteger"), Datatype(XSD + "short")))
        'endless'
        >>> room(Datatype(XSD + "integer"), (Datatype(XSD + "nonNegativeInteger"), Datatype(XSD + "negativeInteger")))
        'none'
    """
    free = _bounds(inside).inner
    for data_range in outside:
        taken = _bounds(data_range).outer
        free = {cell: _combine(cuts, taken[cell], lambda a, b: a and not b) for cell, cuts in free.items()}
    found = {_extent(cell, start, end) for cell, cuts in free.items() for start, end in _intervals(cuts)}
    if "endless" in found:
        return "endless"
    return "some" if "some" in found or any(_is_sample(text, inside, outside) for text in _SAMPLES) else "none"


_TEXTS = ("", "a b", "A1", "a-b", " a", "x\ty", "0", *("a" * n for n in range(1, 9)))
_SAMPLES = tuple(Literal(text, XSD + "string") for text in _TEXTS)


def _is_sample(text: Literal, inside: DataRange, outside: tuple[DataRange, ...]) -> bool:
    try:
        return contains(inside, text) and not any(contains(data_range, text) for data_range in outside)
    except ValueError:
        return False


def _intervals(cuts: _Cuts) -> Iterator[tuple[_Cut, _Cut]]:
    return zip(cuts[::2], cuts[1::2], strict=True)


def _extent(cell: str, start: _Cut, end: _Cut) -> Room:
    """Say how many values of a cell lie between two cuts of a tidied region."""
    point = start not in _WHOLE and end not in _WHOLE and start[1] == end[1]
    if cell in ("boolean", "double", "float", "double NaN", "float NaN") or point:
        return "some"
    if cell == "integer":
        return "endless" if start == _BELOW or end == _ABOVE else "some"
    if cell in ("decimal", "rational", "irrational"):
        return "endless"
    if cell in ("zoned time", "local time"):  # at one instant there are as many values as zones
        return "endless" if start in _WHOLE or end in _WHOLE or start[1][0] < end[1][0] else "none"
    return "endless" if end == _ABOVE else "none"  # of texts only single ones are taken out


def _bounds(data_range: DataRange) -> _Bounds:
    match data_range:
        case Datatype(iri):
            return _of_datatype(iri)
        case DatatypeRestriction(Datatype(iri), facets):
            return _merge([_of_datatype(iri), *(_of_facet(iri, facet, bound) for facet, bound in facets)], _both)
        case DataOneOf(literals):
            region = _merge([_point(value_of(literal)) for literal in literals], _either)
            return region if literals else _exactly({})
        case DataComplementOf(operand):
            bounds = _bounds(operand)
            return _Bounds(_negate(bounds.outer), _negate(bounds.inner))
        case DataIntersectionOf(operands):
            return _merge([_bounds(operand) for operand in operands], _both)
        case DataUnionOf(operands):
            return _merge([_bounds(operand) for operand in operands], _either)
    raise UnknownDatatype(f"unknown data range {data_range!r}")


def _both(first: bool, second: bool) -> bool:
    return first and second


def _either(first: bool, second: bool) -> bool:
    return first or second


def _exactly(region: _Region) -> _Bounds:
    full = {cell: _tidy(cell, region.get(cell, ())) for cell in ALL_CELLS}
    return _Bounds(full, full)


def _point(value: Value) -> _Bounds:
    return _exactly({value.cell: ((0, value.key, 0), (0, value.key, 1))})


def _negate(region: _Region) -> _Region:
    whole = _exactly(dict.fromkeys(ALL_CELLS, _WHOLE)).outer
    return {cell: _combine(whole[cell], cuts, lambda a, b: a and not b) for cell, cuts in region.items()}


def _merge(parts: list[_Bounds], keep: Callable[[bool, bool], bool]) -> _Bounds:
    if not parts:
        return _exactly(dict.fromkeys(ALL_CELLS, _WHOLE) if keep is _both else {})
    merged = parts[0]
    for part in parts[1:]:
        merged = _Bounds(
            {cell: _combine(merged.inner[cell], part.inner[cell], keep) for cell in ALL_CELLS},
            {cell: _combine(merged.outer[cell], part.outer[cell], keep) for cell in ALL_CELLS},
        )
    return merged


def _combine(first: _Cuts, second: _Cuts, keep: Callable[[bool, bool], bool]) -> _Cuts:
    """Sweep over the cuts of two sets of one cell and return the cuts of their combination."""
    inside, result = False, []
    for cut in sorted({*first, *second}):
        now = keep(sum(c <= cut for c in first) % 2 == 1, sum(c <= cut for c in second) % 2 == 1)
        if now != inside:
            result.append(cut)
            inside = now
    return tuple(result)


def _tidy(cell: str, cuts: _Cuts) -> _Cuts:
    """Move cuts to where the cell has keys, so that an interval without a value of the cell vanishes."""
    moved = [_move(cell, cut) for cut in cuts]
    return tuple(cut for cut in moved if moved.count(cut) % 2 == 1)


def _move(cell: str, cut: _Cut) -> _Cut:
    if "NaN" in cell:  # one value, with the key 0
        return (0, int(cut != _BELOW and cut != (0, 0, 0)), 0)
    if cell == "boolean":
        return (0, Fraction(0 if cut == _BELOW else 2), 0) if cut in _WHOLE else (0, cut[1] + cut[2], 0)
    if cell in ("double", "float"):
        return _move_to_floating(cell, cut)
    if cut in _WHOLE or cell not in NUMBERS:
        return cut
    _, key, after = cut
    if cell == "integer":
        return (0, key.__floor__() + 1 if after or key.denominator > 1 else key, 0)
    return cut if _is_of(cell, key) else (0, key, 0)


def _move_to_floating(cell: str, cut: _Cut) -> _Cut:
    """Move a cut to just before the next value: between two neighbouring doubles there is none."""
    if cut == _ABOVE:
        return cut
    (here, sign), after = ((float("-inf"), 1), 0) if cut == _BELOW else cut[1:]
    signs = (0, 1) if here == 0 else (1,)  # the negative zero comes first
    left = [s for s in signs if s > sign or (s == sign and not after)]
    if left:
        return (0, (here, left[0]), 0)
    if here == float("inf"):
        return _ABOVE
    above = next_floating(cell, here)
    return (0, (above, 0 if above == 0 else 1), 0)


def _is_of(cell: str, key: Fraction) -> bool:
    return number(key).cell == cell


def _of_datatype(iri: str) -> _Bounds:
    name = iri.removeprefix(XSD)
    if iri == RDFS + "Literal":
        return _exactly(dict.fromkeys(ALL_CELLS, _WHOLE))
    if iri in CELLS_OF:
        return _exactly(dict.fromkeys(CELLS_OF[iri], _WHOLE))
    if iri.startswith(XSD) and name in INTEGERS:
        low, high = INTEGERS[name]
        start = _BELOW if low is None else (0, Fraction(low), 0)
        return _exactly({"integer": (start, _ABOVE if high is None else (0, Fraction(high), 1))})
    if iri.startswith(XSD) and name in STRINGS:
        return _Bounds(_exactly({}).inner, _exactly({"string": _WHOLE}).outer)
    raise UnknownDatatype(f"unknown datatype <{iri}>")


def _of_facet(iri: str, facet: str, bound: Literal) -> _Bounds:
    name = facet.removeprefix(XSD)
    if name not in ORDERED_FACETS:
        passes(Value("string", ""), iri, facet, bound)  # raises if the facet itself is not understood
        return _Bounds(_exactly({}).inner, _of_datatype(iri).outer)
    limit = facet_limit(iri, facet, bound)
    above, strict = ORDERED_FACETS[name]
    if "NaN" in limit.cell:
        return _exactly({})
    key, after = limit.key, above == strict
    if isinstance(
        key, tuple
    ):  # take in, or leave out, whatever is equal in order: both zeros, one instant in all zones
        key = (key[0], float("inf") if after else float("-inf"))
    cut: _Cut = (0, key, int(after))
    cuts = (cut, _ABOVE) if above else (_BELOW, cut)
    exact = _exactly(dict.fromkeys(NUMBERS if limit.cell in NUMBERS else (limit.cell,), cuts))
    other = {"zoned time": "local time", "local time": "zoned time"}.get(limit.cell)
    return exact if other is None else _Bounds(exact.inner, {**exact.outer, other: _WHOLE})
