"""Data ranges of the engine: which values they contain, and how two ranges lie to each other.

Values lie in *cells* (see `values`), each with a total order, so that every range without a pattern or a length is a
union of intervals of cells; with a pattern or a length it lies between two such unions. The proof checker does not use
this module: it has its own reading of literals, so that the two can disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias
from typing import Literal as Choice

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
from differentia.owl.values import (
    ALL_CELLS,
    CELLS_OF,
    INTEGERS,
    NUMBERS,
    STRINGS,
    IllTyped,
    Incomparable,
    UnknownDatatype,
    Value,
    in_datatype,
    next_floating,
    number,
    value_of,
)

__all__ = ["IllTyped", "Incomparable", "UnknownDatatype", "Value", "contains", "range_relation", "value_of"]

# ---- membership


def contains(data_range: DataRange, literal: Literal) -> bool:
    """Say whether the value of a literal lies in a data range.

    Example:
        >>> at_least_one = DatatypeRestriction(
        ...     Datatype(XSD + "decimal"), ((XSD + "minInclusive", Literal("1", XSD + "integer")),)
        ... )
        >>> contains(at_least_one, Literal("1.00", XSD + "decimal"))
        True
        >>> contains(at_least_one, Literal("1", XSD + "double"))
        False
    """
    return _contains(data_range, value_of(literal))


def _contains(data_range: DataRange, value: Value) -> bool:
    match data_range:
        case Datatype(iri):
            return in_datatype(value, iri)
        case DatatypeRestriction(Datatype(iri), facets):
            return in_datatype(value, iri) and all(_passes(value, iri, facet, bound) for facet, bound in facets)
        case DataOneOf(literals):
            return value in {value_of(literal) for literal in literals}
        case DataComplementOf(operand):
            return not _contains(operand, value)
        case DataIntersectionOf(operands):
            return all(_contains(operand, value) for operand in operands)
        case DataUnionOf(operands):
            return any(_contains(operand, value) for operand in operands)
    raise UnknownDatatype(f"unknown data range {data_range!r}")


def _passes(value: Value, iri: str, facet: str, bound: Literal) -> bool:
    name = facet.removeprefix(XSD)
    if name in _ORDER:
        limit = _limit(iri, facet, bound)
        if "NaN" in value.cell or "NaN" in limit.cell:
            return False
        if {value.cell, limit.cell} == {"zoned time", "local time"}:
            raise Incomparable(f'no order between times with and without a time zone: facet "{bound.lexical}"')
        # Of a two-part key only the first counts: both zeros, and one instant in two zones, are equal in order.
        here, there = (v.key[0] if isinstance(v.key, tuple) else v.key for v in (value, limit))
        above, strict = _ORDER[name]
        return bool((here > there if above else here < there) or (not strict and here == there))
    if name in ("length", "minLength", "maxLength", "pattern") and value.cell in _SIZED:
        text = value.key[0] if isinstance(value.key, tuple) else value.key
        if name == "pattern" and isinstance(text, str):
            return _simple_pattern(bound.lexical).fullmatch(text) is not None
        if name != "pattern":
            size = int(value_of(bound).key)
            return bool({"length": len(text) == size, "minLength": len(text) >= size}.get(name, len(text) <= size))
    raise UnknownDatatype(f"facet <{facet}> on <{iri}> is not supported")


_ORDER = MappingProxyType(
    {
        "minInclusive": (True, False),
        "minExclusive": (True, True),
        "maxInclusive": (False, False),
        "maxExclusive": (False, True),
    }
)
_SIZED = ("string", "tagged string", "anyURI", "hexBinary", "base64Binary")
_PATTERN_PIECE = r"(?:[A-Za-z0-9 _:;,@#%&=/<>!'\"~-]|\\[.\\?*+{}()|\[\]^$-]|\\d|\[\^?[A-Za-z0-9_ ,:-]+\])"
_PATTERN = re.compile(rf"(?:{_PATTERN_PIECE}(?:[*+?]|\{{[0-9]{{1,3}}(?:,(?:[0-9]{{1,3}})?)?\}})?)*")


def _simple_pattern(pattern: str) -> re.Pattern[str]:
    """Compile the part of XSD's patterns that means the same to `re`; anything else is refused."""
    if not _PATTERN.fullmatch(pattern):
        raise UnknownDatatype(f"pattern not supported: {pattern}")
    try:
        return re.compile(pattern)
    except re.error as error:
        raise IllTyped(f"not a pattern: {pattern}") from error


def _limit(iri: str, facet: str, bound: Literal) -> Value:
    """Return a facet's value, which must be of the datatype's own line (OWL 2: any real for a type of reals)."""
    limit = value_of(bound)
    ordered = (NUMBERS, ("double", "double NaN"), ("float", "float NaN"), ("zoned time", "local time"))
    line = next((line for line in ordered if limit.cell in line), None)
    first = "integer" if iri.removeprefix(XSD) in INTEGERS else CELLS_OF.get(iri, ("",))[0]
    if line is None or first not in line:
        raise IllTyped(f'facet <{facet}> of <{iri}> cannot be "{bound.lexical}" of <{bound.datatype}>')
    return limit


# ---- how two ranges lie to each other

Relation: TypeAlias = Choice["inside", "outside", "overlaps"]
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
    if name not in _ORDER:
        _passes(Value("string", ""), iri, facet, bound)  # raises if the facet itself is not understood
        return _Bounds(_exactly({}).inner, _of_datatype(iri).outer)
    limit = _limit(iri, facet, bound)
    above, strict = _ORDER[name]
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
