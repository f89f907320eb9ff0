"""Literals and data ranges for the proof checker: standard library only, nothing shared with the engine.

Literals and ranges come as nested tuples: `("Literal", lexical, datatype, language)`, an IRI for a datatype, or
`("DatatypeRestriction", iri, ((facet, literal), ...))` and so on. Every question is either answered exactly or refused
by raising `Undecided`: there are no guesses, and the checker rejects a step whose question is refused.

Whether one range lies inside another is decided by samples. A range is built from datatypes and comparisons with
finitely many constants, so between two neighbouring constants it cannot tell apart two values of the same sort (two
integers, say). It is enough to try the constants and one value of each sort in each gap between them.
"""

from __future__ import annotations

import datetime
import re
import struct
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

__all__ = ["Undecided", "disjoint", "included", "member", "number", "value"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LITERAL = "http://www.w3.org/2000/01/rdf-schema#Literal"
_MOST = 200  # constants in two ranges that are compared
_LONGEST = 1000  # characters of a literal or pattern: arithmetic on longer ones could take for ever

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    _XSD + name: bounds
    for name, bounds in {
        "integer": (None, None),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        **{name: (-(2**bits), 2**bits - 1) for name, bits in (("long", 63), ("int", 31), ("short", 15), ("byte", 7))},
        **{
            f"unsigned{name}": (0, 2**bits - 1)
            for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))
        },
    }.items()
}
_REALS = {*_INTEGERS, _XSD + "decimal", _OWL + "rational", _OWL + "real"}
_FLOATS = {_XSD + "double": "double", _XSD + "float": "float"}
_TIMES = {_XSD + "dateTime", _XSD + "dateTimeStamp"}
_STRINGS = {_XSD + "string", _XSD + "normalizedString", _XSD + "token", _RDF + "langString", _RDF + "PlainLiteral"}


class Undecided(Exception):  # noqa: N818 - named for the answer
    """Refuse a question about data that has no certain answer here, with the reason."""


# ---- what a literal means: tuples that are equal exactly when OWL 2 calls the values identical
# ("real", Fraction, irrational?)  ("double" or "float", repr)  ("time", seconds, offset or None)  ("string", text, tag)
# ("boolean", bool). The two zeros have different representations; NaN has one.


def value(literal: Any) -> tuple[Any, ...]:
    """Return the value of a literal as a tuple that can be compared.

    Example:
        >>> value(("Literal", "1.50", _XSD + "decimal", "")) == value(("Literal", "1.5", _XSD + "decimal", ""))
        True
    """
    _, text, iri, tag = literal
    if len(text) > _LONGEST and iri not in _STRINGS:
        raise Undecided("a literal too long to be evaluated")
    if tag and iri != _RDF + "langString":
        raise Undecided(f"only rdf:langString has a language, not <{iri}>")
    found = _parse(text, iri, tag)
    if found is None or not _of_type(found, iri):
        raise Undecided(f'"{text[:60]}" is no literal of <{iri}>')
    return found


def number(literal: Any) -> Fraction:
    """Return the value of a literal that is an exact number; others are refused."""
    found = value(literal)
    if found[0] != "real":
        raise Undecided(f'"{literal[1][:60]}" is not an exact number')
    return Fraction(found[1])


def _parse(text: str, iri: str, tag: str) -> tuple[Any, ...] | None:
    if iri in _REALS:
        form = {
            _XSD + "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
            _OWL + "rational": r"[+-]?[0-9]+ */ *0*[1-9][0-9]*",
        }
        fits = iri != _OWL + "real" and re.fullmatch(form.get(iri, r"[+-]?[0-9]+"), text)
        return ("real", Fraction(text.replace(" ", "")), False) if fits else None
    if iri in _FLOATS:
        special = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}.get(text)
        usual = re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text)
        return _float(_FLOATS[iri], float(special or text)) if special or usual else None
    if iri in _TIMES:
        return _time(text)
    if iri == _XSD + "boolean":
        return ("boolean", text in ("true", "1")) if text in ("true", "false", "1", "0") else None
    if iri == _RDF + "PlainLiteral":
        words, at, language = text.rpartition("@")
        return ("string", words, language.lower()) if at else None
    if iri in _STRINGS:
        return ("string", text, tag.lower())
    raise Undecided(f"unknown datatype <{iri}>")


def _float(kind: str, exact: float) -> tuple[Any, ...]:
    if kind == "float":
        try:
            (exact,) = struct.unpack("f", struct.pack("f", exact))
        except OverflowError:
            exact = float("inf") if exact > 0 else float("-inf")
    return (kind, repr(exact))


def _time(text: str) -> tuple[Any, ...] | None:
    form = r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]+)?)(Z|[+-][0-9]{2}:[0-9]{2})?"
    match = re.fullmatch(form, text)
    if match is None:
        if re.match(r"-?[0-9]{4}", text):
            raise Undecided(f'years of other than four digits are not supported: "{text[:60]}"')
        return None
    hour, minute, second, zone = int(match[2]), int(match[3]), Fraction(match[4]), match[5]
    if minute > 59 or second >= 60 or hour > 24 or (hour == 24 and minute + second > 0):
        return None
    try:
        day = datetime.date.fromisoformat(match[1]).toordinal()
    except ValueError:
        return None
    seconds = day * 86400 + hour * 3600 + minute * 60 + second
    if zone is None:
        return ("time", seconds, None)
    offset = 0 if zone == "Z" else int(zone[1:3]) * 60 + int(zone[4:6])
    if offset > 840 or (zone != "Z" and int(zone[4:6]) > 59):
        return None
    offset = -offset if zone[0] == "-" else offset
    return ("time", seconds - 60 * offset, offset)


# ---- membership


def member(data_range: Any, literal: Any) -> bool:
    """Say whether the value of a literal lies in a data range."""
    return _member(data_range, value(literal))


def _member(data_range: Any, v: tuple[Any, ...]) -> bool:
    if isinstance(data_range, str):
        return _of_type(v, data_range)
    kind, *parts = data_range
    if kind == "DatatypeRestriction":
        return _of_type(v, parts[0]) and all(_passes(v, parts[0], facet, bound) for facet, bound in parts[1])
    if kind == "DataOneOf":
        return v in [value(literal) for literal in parts[0]]
    if kind == "DataComplementOf":
        return not _member(parts[0], v)
    answers = [_member(part, v) for part in parts[0]]  # every operand is asked, so that none hides a refusal
    return all(answers) if kind == "DataIntersectionOf" else any(answers)


def _of_type(v: tuple[Any, ...], iri: str) -> bool:
    if iri in _REALS:
        return v[0] == "real" and _of_real_type(v[1], v[2], iri)
    if iri in _FLOATS:
        return bool(v[0] == _FLOATS[iri])
    if iri in _TIMES:
        return v[0] == "time" and (v[2] is not None or iri == _XSD + "dateTime")
    if iri in _STRINGS:
        return v[0] == "string" and _of_string_type(v[1], v[2], iri)
    if iri in (_XSD + "boolean", _LITERAL):
        return v[0] == "boolean" or iri == _LITERAL
    raise Undecided(f"unknown datatype <{iri}>")


def _of_real_type(exact: Fraction, irrational: bool, iri: str) -> bool:
    if iri in _INTEGERS:
        low, high = _INTEGERS[iri]
        whole = not irrational and exact.denominator == 1
        return whole and (low is None or exact >= low) and (high is None or exact <= high)
    if iri == _XSD + "decimal":
        return not irrational and 10 ** exact.denominator.bit_length() % exact.denominator == 0
    return iri == _OWL + "real" or not irrational


def _of_string_type(text: str | None, tag: str, iri: str) -> bool:
    if iri in (_XSD + "string", _RDF + "langString"):
        return (tag == "") == (iri == _XSD + "string")
    if iri == _RDF + "PlainLiteral":
        return True
    if tag:
        return False
    if text is None:
        raise Undecided(f"nothing is known of all values of <{iri}>")
    plain = not re.search(r"[\t\n\r]", text)
    return plain and (iri == _XSD + "normalizedString" or (text == text.strip(" ") and "  " not in text))


def _passes(v: tuple[Any, ...], iri: str, facet: str, bound: Any) -> bool:
    name = facet.removeprefix(_XSD)
    if name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"):
        order = _compare(v, value(bound))
        return (
            order is not None
            and {
                "minInclusive": order >= 0,
                "minExclusive": order > 0,
                "maxInclusive": order <= 0,
                "maxExclusive": order < 0,
            }[name]
        )
    if v[0] != "string" or name not in ("length", "minLength", "maxLength", "pattern"):
        raise Undecided(f"facet <{facet}> of <{iri}> is not supported")
    if v[1] is None:
        raise Undecided(f"nothing is known of all values with <{facet}>")
    if name == "pattern":
        return _matches(bound[1], v[1])
    size = number(bound)
    return {"length": len(v[1]) == size, "minLength": len(v[1]) >= size, "maxLength": len(v[1]) <= size}[name]


def _compare(v: tuple[Any, ...], bound: tuple[Any, ...]) -> int | None:
    """Return the sign of v - bound, or None where the two have no order (NaN)."""
    if v[0] != bound[0] or v[0] not in ("real", "double", "float", "time"):
        raise Undecided("a facet with a value of another kind")
    if v[0] == "time" and (v[2] is None) != (bound[2] is None):
        raise Undecided("no order between times with and without a time zone")
    here, there = (float(x[1]) if v[0] in ("double", "float") else x[1] for x in (v, bound))
    if here != here or there != there:
        return None
    return int(here > there) - int(here < there)


def _matches(pattern: str, text: str) -> bool:
    """Match a pattern of plain characters, digits and simple character classes; others are refused."""
    piece = r"([A-Za-z0-9 _:;,@#%&=/<>!~-]|\\[.?*+(){}|\\-]|\[[A-Za-z0-9_]+\]|\[[A-Z]-[A-Z]\]|\[[a-z]-[a-z]\]|\[0-9\])"
    simple = re.fullmatch(rf"({piece}([*+?]|\{{[0-9]{{1,2}}\}})?)*", pattern)
    if not simple or len(pattern) > 100 or len(text) > _LONGEST or len(re.findall(r"[*+?]", pattern)) > 2:
        raise Undecided(f'pattern not supported: "{pattern[:100]}"')
    return re.fullmatch(pattern, text) is not None


# ---- one range inside or outside another


def included(first: Any, second: Any) -> bool:
    """Say whether every value of the first range is in the second."""
    return all(_member(second, v) for v in _samples(first, second) if _member(first, v))


def disjoint(first: Any, second: Any) -> bool:
    """Say whether no value is in both ranges."""
    return not any(_member(second, v) for v in _samples(first, second) if _member(first, v))


def _samples(*ranges: Any) -> list[tuple[Any, ...]]:
    constants = {v for data_range in ranges for v in _constants(data_range)}
    if len(constants) > _MOST:
        raise Undecided("ranges with too many constants to be compared")
    reals = sorted({v[1] for v in constants if v[0] == "real"})
    found: list[tuple[Any, ...]] = [("real", n, False) for n in reals]
    ends = [reals[0] - 2, *reals, reals[-1] + 2] if reals else [Fraction(0), Fraction(2)]
    for low, high in pairwise(ends):
        found.extend(_reals_between(low, high))
    for kind in ("double", "float"):
        floats = {float(v[1]) for v in constants if v[0] == kind and v[1] != "nan"}
        found.extend(_floats(kind, floats))
    found.extend(_times(constants))
    tags = {v[2] for v in constants if v[0] == "string"} | {"", "x-none"}
    found.extend(("string", None, tag) for tag in tags)  # None: a text unlike every constant
    found.extend([*constants, ("boolean", True), ("boolean", False), ("neither of these",)])
    return found


def _constants(data_range: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(data_range, str):
        yield from (("real", Fraction(b), False) for b in _INTEGERS.get(data_range, ()) if b is not None)
        return
    kind, *parts = data_range
    if kind == "DatatypeRestriction":
        yield from _constants(parts[0])
        yield from (value(bound) for facet, bound in parts[1] if facet.endswith(("Inclusive", "Exclusive")))
    elif kind == "DataOneOf":
        yield from map(value, parts[0])
    else:
        for part in [parts[0]] if kind == "DataComplementOf" else parts[0]:
            yield from _constants(part)


def _reals_between(low: Fraction, high: Fraction) -> Iterator[tuple[Any, ...]]:
    """Yield an integer, a decimal, a fraction that is no decimal, and an irrational between two numbers, if any."""
    if low.__floor__() + 1 < high:
        yield ("real", Fraction(low.__floor__() + 1), False)
    scale = 10
    while (high - low) * scale <= 3:  # then three multiples of 1/scale, so one that is not whole, lie in between
        scale *= 10
    steps = [Fraction((low * scale).__floor__() + i, scale) for i in (1, 2)]
    yield ("real", next(n for n in steps if n.denominator > 1), False)
    yield ("real", steps[0] + Fraction(1, 3 * scale), False)
    yield ("real", (low + high) / 2, True)


def _floats(kind: str, constants: set[float]) -> Iterator[tuple[Any, ...]]:
    largest = 1.7976931348623157e308 if kind == "double" else 3.4028234663852886e38
    yield from (_float(kind, float(x)) for x in ("nan", "0.0", "-0.0", "inf", "-inf"))
    marks = sorted({*constants, 0.0, largest, -largest} - {float("inf"), float("-inf")})
    yield from (_float(kind, x) for x in marks)
    for low, high in pairwise(marks):
        yield _float(kind, float((Fraction(low) + Fraction(high)) / 2))


def _times(constants: set[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    times = [v for v in constants if v[0] == "time"]
    instants = sorted({v[1] for v in times}) or [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(instants)]
    offsets: set[int | None] = {None, *(v[2] for v in times)}
    fresh = next((i for i in range(-840, 841) if i not in offsets), 0)
    for instant in (instants[0] - 1, *instants, *between, instants[-1] + 1):
        yield from (("time", instant, offset) for offset in {*offsets, fresh})
