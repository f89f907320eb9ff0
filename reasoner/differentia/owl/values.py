"""Data values of the engine: what a literal means.

Value spaces are those of the OWL 2 datatype map (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps). They are cut into
*cells*, each with a total order of its own, so that every range without a pattern or a length is a union of intervals.
The proof checker does not use this module: it has its own reading of literals, so that the two can disagree.
"""

from __future__ import annotations

import base64
import functools
import math
import re
import struct
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from differentia.owl.expressions import (
    OWL,
    RDF,
    RDFS,
    XSD,
    Literal,
)
from differentia.structs import dataclass

__all__ = [
    "ALL_CELLS",
    "CELLS_OF",
    "INTEGERS",
    "NUMBERS",
    "STRINGS",
    "IllTyped",
    "Incomparable",
    "UnknownDatatype",
    "Value",
    "in_datatype",
    "next_floating",
    "number",
    "value_of",
]


class IllTyped(ValueError):  # noqa: N818 - named for what the literal is
    """Refuse a literal that its datatype does not have, or a facet that the datatype does not allow."""


class UnknownDatatype(ValueError):  # noqa: N818 - named for what was met
    """Refuse a datatype, or a facet, that this module cannot decide."""


class Incomparable(ValueError):  # noqa: N818 - named for what the values are
    """Refuse to order a time with a time zone and one without: the answer would be a guess."""


@dataclass(frozen=True, slots=True)
class Value:
    """One data value. Equal exactly when OWL 2 calls the values identical; `key` orders the values of one cell."""

    cell: str
    key: Any


# ---- cells and literals

NUMBERS = ("integer", "decimal", "rational", "irrational")  # decimal: those that are no integers, and so on
INTEGERS: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "integer": (None, None),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-128, 127),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 255),
    }
)
STRINGS = MappingProxyType(
    {
        "normalizedString": re.compile(r"[^\t\n\r]*"),
        "token": re.compile(r"(?:[^ \t\n\r]+(?: [^ \t\n\r]+)*)?"),
        "language": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
        "NMTOKEN": re.compile(r"[\w.:\-]+"),
        "Name": re.compile(r"(?!\d)[\w:][\w.:\-]*"),
        "NCName": re.compile(r"(?!\d)\w[\w.\-]*"),
    }
)
CELLS_OF = MappingProxyType(
    {
        OWL + "real": NUMBERS,
        OWL + "rational": NUMBERS[:3],
        XSD + "decimal": NUMBERS[:2],
        XSD + "double": ("double", "double NaN"),
        XSD + "float": ("float", "float NaN"),
        XSD + "dateTime": ("zoned time", "local time"),
        XSD + "dateTimeStamp": ("zoned time",),
        XSD + "boolean": ("boolean",),
        XSD + "string": ("string",),
        RDF + "langString": ("tagged string",),
        RDF + "PlainLiteral": ("string", "tagged string"),
        XSD + "anyURI": ("anyURI",),
        XSD + "hexBinary": ("hexBinary",),
        XSD + "base64Binary": ("base64Binary",),
    }
)
ALL_CELLS = (*dict.fromkeys(cell for cells in CELLS_OF.values() for cell in cells), "other")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOATING = re.compile(_DECIMAL.pattern + r"(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_TIME = re.compile(
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]+)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)


@functools.lru_cache(maxsize=4096)
def value_of(literal: Literal) -> Value:
    """Return the value a literal stands for; ill-typed literals and unknown datatypes raise.

    Example:
        >>> value_of(Literal("1.0", XSD + "decimal")) == value_of(Literal("01", XSD + "integer"))
        True
        >>> value_of(Literal("1", XSD + "double")) == value_of(Literal("1", XSD + "integer"))
        False
    """
    iri, text = literal.datatype, literal.lexical
    name = iri.removeprefix(XSD) if iri.startswith(XSD) else ""
    if literal.language and iri != RDF + "langString":
        raise IllTyped(f'only rdf:langString has a language: "{text}"@{literal.language}')
    try:
        if name in INTEGERS:
            if not re.fullmatch(r"[+-]?[0-9]+", text):
                raise _ill(literal)
            value = number(Fraction(int(text)))
        elif name in STRINGS or iri == XSD + "string":
            value = Value("string", text)
        elif iri in _PARSERS:
            value = _PARSERS[iri](text, literal)
        else:
            raise UnknownDatatype(f"unknown datatype <{iri}>")
    except (IllTyped, UnknownDatatype):
        raise
    except (ArithmeticError, ValueError) as error:  # bad base64, or more digits than Python converts
        raise _ill(literal) from error
    if not in_datatype(value, iri):
        raise _ill(literal)
    return value


def _ill(literal: Literal) -> IllTyped:
    return IllTyped(f'"{literal.lexical}" is no literal of <{literal.datatype}>')


def number(amount: Fraction) -> Value:
    """Return a rational number as a value, in the narrowest cell that has it."""
    rest = amount.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    cell = "integer" if amount.denominator == 1 else "decimal" if rest == 1 else "rational"
    return Value(cell, amount)


def _decimal(text: str, literal: Literal) -> Value:
    if not _DECIMAL.fullmatch(text):
        raise _ill(literal)
    return number(Fraction(text))


def _rational(text: str, literal: Literal) -> Value:
    if not re.fullmatch(r"[+-]?[0-9]+ */ *[0-9]*[1-9][0-9]*", text):
        raise _ill(literal)
    above, below = text.split("/")
    return number(Fraction(int(above), int(below)))


def _floating(text: str, literal: Literal) -> Value:
    if not _FLOATING.fullmatch(text):
        raise _ill(literal)
    cell = literal.datatype.removeprefix(XSD)
    if text == "NaN":
        return Value(f"{cell} NaN", 0)
    number = float(text.replace("INF", "inf"))
    if cell == "float":
        try:
            (number,) = struct.unpack("f", struct.pack("f", number))
        except OverflowError:
            number = float("inf") if number > 0 else float("-inf")
    # The two zeros are equal in order but not identical: the second part of the key tells them apart.
    return Value(cell, (number, 0 if str(number) == "-0.0" else 1))


def next_floating(cell: str, here: float) -> float:
    """Return the double or float above one that is below infinity; zero as such.

    Example:
        >>> next_floating("float", 1.0) > next_floating("double", 1.0) > 1.0
        True
    """
    if cell == "double":
        return math.nextafter(here, math.inf)
    (bits,) = struct.unpack(">i", struct.pack(">f", here))
    if here == 0:
        bits = 1  # the smallest positive float, after either zero
    else:
        bits += 1 if here > 0 else -1
    (above,) = struct.unpack(">f", struct.pack(">i", bits))
    return float(above)


def _time(text: str, literal: Literal) -> Value:
    match = _TIME.fullmatch(text)
    if not match:
        raise _ill(literal)
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    second, zone = Fraction(match[6]), match[7]
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    midnight = hour == 24 and minute == 0 and second == 0
    if not (1 <= month <= 12 and 1 <= day <= lengths[month - 1] and (hour < 24 or midnight) and minute < 60):
        raise _ill(literal)
    if second >= 60:
        raise _ill(literal)
    before = year - 1
    days = 365 * before + before // 4 - before // 100 + before // 400 + sum(lengths[: month - 1]) + day
    instant = ((days * 24 + hour) * 60 + minute) * 60 + second
    if zone is None:
        return Value("local time", (instant, 0))
    offset = 0 if zone == "Z" else int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[4:]))
    if abs(offset) > 840 or (zone != "Z" and int(zone[4:]) > 59):
        raise _ill(literal)
    return Value("zoned time", (instant - 60 * offset, offset))


def _boolean(text: str, literal: Literal) -> Value:
    if text not in ("true", "false", "1", "0"):
        raise _ill(literal)
    return Value("boolean", Fraction(text in ("true", "1")))


def _tagged(text: str, literal: Literal) -> Value:
    if not literal.language:
        raise _ill(literal)
    return Value("tagged string", (text, literal.language.lower()))


def _plain(text: str, literal: Literal) -> Value:
    words, at, language = text.rpartition("@")
    if not at:
        raise _ill(literal)
    return Value("tagged string", (words, language.lower())) if language else Value("string", words)


def _binary(text: str, literal: Literal) -> Value:
    if literal.datatype == XSD + "base64Binary":
        return Value("base64Binary", base64.b64decode(text.replace(" ", ""), validate=True))
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2})*", text):
        raise _ill(literal)
    return Value("hexBinary", bytes.fromhex(text))


_PARSERS: Mapping[str, Callable[[str, Literal], Value]] = MappingProxyType(
    {
        OWL + "rational": _rational,
        XSD + "decimal": _decimal,
        XSD + "double": _floating,
        XSD + "float": _floating,
        XSD + "dateTime": _time,
        XSD + "dateTimeStamp": _time,
        XSD + "boolean": _boolean,
        RDF + "langString": _tagged,
        RDF + "PlainLiteral": _plain,
        XSD + "anyURI": lambda text, _: Value("anyURI", text),
        XSD + "hexBinary": _binary,
        XSD + "base64Binary": _binary,
    }
)


def in_datatype(value: Value, iri: str) -> bool:
    """Say whether a datatype of the OWL 2 datatype map has a value."""
    name = iri.removeprefix(XSD)
    if iri == RDFS + "Literal":
        return True
    if iri in CELLS_OF:
        return value.cell in CELLS_OF[iri]
    if iri.startswith(XSD) and name in INTEGERS:
        low, high = INTEGERS[name]
        return value.cell == "integer" and (low is None or value.key >= low) and (high is None or value.key <= high)
    if iri.startswith(XSD) and name in STRINGS:
        return value.cell == "string" and STRINGS[name].fullmatch(value.key) is not None
    raise UnknownDatatype(f"unknown datatype <{iri}>")
