"""Data ranges of the engine: which values they contain. How ranges lie to each other is in `regions`.

The proof checker does not use this module: it has its own reading of literals, so that the two can disagree.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from differentia.owl.expressions import (
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
    CELLS_OF,
    INTEGERS,
    NUMBERS,
    IllTyped,
    Incomparable,
    UnknownDatatype,
    Value,
    in_datatype,
    value_of,
)

__all__ = [
    "ORDERED_FACETS",
    "IllTyped",
    "Incomparable",
    "UnknownDatatype",
    "Value",
    "contains",
    "facet_limit",
    "passes",
    "value_of",
]

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
            return in_datatype(value, iri) and all(passes(value, iri, facet, bound) for facet, bound in facets)
        case DataOneOf(literals):
            return value in {value_of(literal) for literal in literals}
        case DataComplementOf(operand):
            return not _contains(operand, value)
        case DataIntersectionOf(operands):
            return all(_contains(operand, value) for operand in operands)
        case DataUnionOf(operands):
            return any(_contains(operand, value) for operand in operands)
    raise UnknownDatatype(f"unknown data range {data_range!r}")


def passes(value: Value, iri: str, facet: str, bound: Literal) -> bool:
    """Say whether a value that a datatype has passes a facet."""
    name = facet.removeprefix(XSD)
    if name in ORDERED_FACETS:
        limit = facet_limit(iri, facet, bound)
        if "NaN" in value.cell or "NaN" in limit.cell:
            return False
        if {value.cell, limit.cell} == {"zoned time", "local time"}:
            raise Incomparable(f'no order between times with and without a time zone: facet "{bound.lexical}"')
        # Of a two-part key only the first counts: both zeros, and one instant in two zones, are equal in order.
        here, there = (v.key[0] if isinstance(v.key, tuple) else v.key for v in (value, limit))
        above, strict = ORDERED_FACETS[name]
        return bool((here > there if above else here < there) or (not strict and here == there))
    if name in ("length", "minLength", "maxLength", "pattern") and value.cell in _SIZED:
        text = value.key[0] if isinstance(value.key, tuple) else value.key
        if name == "pattern" and isinstance(text, str):
            return _simple_pattern(bound.lexical).fullmatch(text) is not None
        if name != "pattern":
            size = int(value_of(bound).key)
            return bool({"length": len(text) == size, "minLength": len(text) >= size}.get(name, len(text) <= size))
    raise UnknownDatatype(f"facet <{facet}> on <{iri}> is not supported")


# by name: whether the facet bounds from below, and whether it leaves out its bound
ORDERED_FACETS = MappingProxyType(
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


def facet_limit(iri: str, facet: str, bound: Literal) -> Value:
    """Return a facet's value, which must be of the datatype's own line (OWL 2: any real for a type of reals)."""
    limit = value_of(bound)
    ordered = (NUMBERS, ("double", "double NaN"), ("float", "float NaN"), ("zoned time", "local time"))
    line = next((line for line in ordered if limit.cell in line), None)
    first = "integer" if iri.removeprefix(XSD) in INTEGERS else CELLS_OF.get(iri, ("",))[0]
    if line is None or first not in line:
        raise IllTyped(f'facet <{facet}> of <{iri}> cannot be "{bound.lexical}" of <{bound.datatype}>')
    return limit
