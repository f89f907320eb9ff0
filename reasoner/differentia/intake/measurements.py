"""Reads measured values: exact numbers, ranges and words, in the unit of their kind, and which of several counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from decimal import Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from differentia.errors import BadInput
from differentia.intake.lexicon import Kind
from differentia.intake.vocabulary import DX
from differentia.intake.wording import normalise
from differentia.owl.axioms import Axiom, ClassAssertion, DataPropertyAssertion
from differentia.owl.expressions import (
    XSD,
    DataProperty,
    DataSomeValuesFrom,
    Datatype,
    DatatypeRestriction,
    Literal,
    NamedIndividual,
)

__all__ = [
    "WRITTEN_UNITS",
    "Impossible",
    "Measured",
    "Value",
    "dimension",
    "overtaken",
    "read_date",
    "read_value",
    "ucum_code",
    "unit_and_limits",
]

_NUMBER = r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})(?:[eE][+-]?[0-9]{1,2})?"
# strings, not patterns: `re` compiles each when it is first needed and keeps it
_VALUE = rf"(<=|>=|<|>|≤|≥)?\s*({_NUMBER})\s*([^\s0-9<>=.,+-].*)?"
_RANGE = rf"({_NUMBER})\s*(?:-|\u2013|to)\s*({_NUMBER})\s*([^\s0-9<>=.,+-].*)?"
_THOUSANDS = r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,.])"
_FACETS = {"<": "maxExclusive", "<=": "maxInclusive", "≤": "maxInclusive"}
_FACETS |= {">": "minExclusive", ">=": "minInclusive", "≥": "minInclusive"}
# What people write for the UCUM codes of everyday units; the first is what an error message shows.
_WRITTEN = {
    "a": "years year yrs yr y",
    "mo": "months month /12",
    "wk": "weeks week /52",
    "d": "days day /7",
    "h": "hours hour hrs hr",
    "min": "minutes minute mins",
    "s": "seconds second secs sec s",
    "m": "metres metre meters meter m",
    "cm": "centimetres centimetre centimeters centimeter",
    "mm": "millimetres millimetre millimeters millimeter",
    "km": "kilometres kilometre kilometers kilometer",
    "mm[Hg]": "mmHg mm_Hg",
    "%": "% percent per_cent",
    "Cel": "°C degC celsius",
    "[in_i]": "inches inch",
    "[ft_i]": "ft",
    "[yd_i]": "yards yard yd",
    "[mi_i]": "miles mile",
    "kg": "kilograms kilogram",
    "kPa": "kPa kilopascals kilopascal",
    "mL": "mL millilitres millilitre milliliters milliliter cc",
    "deg": "degrees degree °",
    "U/L": "U/L IU/L units/L",
    "ng/mL": "ng/mL ng/mL_FEU ug/L_FEU ug/L",
    "/min": "beats/min bpm beats_per_minute",
    "mm/h": "mm/h mm/hr mm/hour",
}
_UCUM = {word.replace("_", " ").casefold(): code for code, words in _WRITTEN.items() for word in words.split()}
# What one unit is of the base unit of its dimension, by definition: spares the registry, which takes a second to load.
_SCALES = {"s": ("time", "1"), "min": ("time", "60"), "h": ("time", "3600"), "d": ("time", "86400")}
_SCALES |= {"wk": ("time", "604800"), "mo": ("time", "2629800"), "a": ("time", "31557600")}
_SCALES |= {"m": ("length", "1"), "km": ("length", "1000"), "cm": ("length", "1e-2"), "mm": ("length", "1e-3")}
_SCALES |= {"[ft_i]": ("length", "3048e-4"), "[yd_i]": ("length", "9144e-4"), "[mi_i]": ("length", "1609344e-3")}
WRITTEN_UNITS = tuple(
    sorted({word for word, code in _UCUM.items() if code in _SCALES} | {c for c in _SCALES if c[0] != "["}, key=len)[
        ::-1
    ]
)
"""The ways of writing units of time and length, longest first."""
_LONGEST = 80
_UNIT = r"(?!.*[0-9]{4})[\w.%*/\[\]{}'^()+-]{1,40}"
# Conversion factors such as 1/12 have no end; twelve digits bring 12 months back to exactly 1 year.
_ROUND = Context(prec=12)


class Impossible(BadInput):
    """Refuse a value that was read and that no measurement of its kind can have."""


class Value(NamedTuple):
    """What was measured: an exact number, the limits of a range, or a word.

    Attributes:
        number: the number in the unit of the kind.
        limits: pairs (facet IRI, number), if only a range is known.
        word: the word, for kinds whose values are words.
    """

    number: Decimal | None = None
    limits: tuple[tuple[str, Decimal], ...] = ()
    word: str | None = None

    def axiom(self, individual: NamedIndividual) -> Axiom:
        """Say of a measurement that this is its value."""
        if self.word is not None:
            return DataPropertyAssertion(DataProperty(DX + "textValue"), individual, Literal(self.word, XSD + "string"))
        if self.number is not None:
            return DataPropertyAssertion(DataProperty(DX + "value"), individual, _literal(self.number))
        facets = tuple((facet, _literal(limit)) for facet, limit in self.limits)
        some = DataSomeValuesFrom(DataProperty(DX + "value"), DatatypeRestriction(Datatype(XSD + "decimal"), facets))
        return ClassAssertion(some, individual)


class Measured(NamedTuple):
    """One measurement for the comparison with others of the same `key` (kind, side, method, complaint)."""

    key: Hashable
    value: Value
    date: str | None
    text: str
    line: int | None = None


def read_value(text: str, unit: str | None, kind: Kind) -> Value:
    """Read a value of a kind of measurement and bring it to the kind's unit.

    Accepted are decimal numbers ("0.68", "1.10", "1e3"), comparisons ("> 1.40", "<= 3"), ranges including both ends
    ("20-30", "20 to 30"), each with its unit if `unit` is None ("200 m"). For kinds whose values are words: the word.

    Raises:
        BadInput: no such value, no such unit, or a value that is impossible.

    Example:
        >>> walk = Kind("ex:Walk", "distance walked", "m", Decimal(0), Decimal(50000))
        >>> read_value("0.2", "km", walk).number == 200, read_value("> 150 m", None, walk).limits
        (True, (('http://www.w3.org/2001/XMLSchema#minExclusive', Decimal('150')),))
    """
    if len(text) > _LONGEST or len(unit or "") > _LONGEST:
        raise BadInput("longer than any value", phrase=text[:40] + "...")
    if kind.allowed:
        return _word(text, unit, kind)
    text = re.sub(_THOUSANDS, lambda match: match[0].replace(",", ""), text.strip())
    written: tuple[tuple[str, str], ...]
    if (match := re.fullmatch(_RANGE, text)) is not None:
        written = ((">=", match[1]), ("<=", match[2]))
    elif (match := re.fullmatch(_VALUE, text)) is not None:
        written = ((match[1], match[2]),)
    else:
        hint = "; write a point, not a comma" if re.fullmatch(r"[0-9]+,[0-9]+.*", text) else ""
        raise BadInput(f'not a number or range as "{kind.label}" has them{hint}', phrase=text)
    if match[3] and unit and match[3].strip() != unit:
        raise BadInput("two different units are given", phrase=f"{text} {unit}")
    limits = tuple((sign, _convert(Decimal(number), match[3] or unit, kind)) for sign, number in written)
    for sign, limit in limits:
        _possible(sign, limit, text, kind)
    if len(limits) == 2 and limits[0][1] > limits[1][1]:
        raise BadInput("a range from high to low", phrase=text)
    if not limits[0][0] or (len(limits) == 2 and limits[0][1] == limits[1][1]):
        return Value(number=limits[0][1])
    return Value(limits=tuple((XSD + _FACETS[sign], limit) for sign, limit in limits))


def dimension(unit: str) -> tuple[str, str] | None:
    """Tell the UCUM code and the dimension of a unit of time or length as people write it.

    Example:
        >>> dimension("yards"), dimension("mmHg")
        (('[yd_i]', 'length'), None)
    """
    code = _UCUM.get(unit.casefold(), unit)
    return (code, _SCALES[code][0]) if code in _SCALES else None


def ucum_code(unit: str) -> str:
    """Write a unit as UCUM does, where people write it otherwise.

    Example:
        >>> ucum_code("years"), ucum_code("mmHg"), ucum_code("m")
        ('a', 'mm[Hg]', 'm')
    """
    return _UCUM.get(unit.casefold(), unit)


def read_date(text: str) -> str:
    """Read a date or time in ISO 8601 and write it as an xsd:dateTime; a date alone means its first moment.

    Example:
        >>> read_date("2024-05-01")
        '2024-05-01T00:00:00'
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("not a date; write it as 2024-05-31 or 2024-05-31T14:30", phrase=text) from None
    zone = found.utcoffset()
    if not 1850 <= found.year <= 2150 or (zone is not None and (zone.seconds % 60 or zone.microseconds)):
        raise BadInput("a date that cannot be meant", phrase=text)
    return found.isoformat()


def overtaken(entries: Iterable[Measured]) -> frozenset[int]:
    """Find which measurements a later one of the same key has overtaken, by their place in `entries`.

    Raises:
        BadInput: values of one key differ and their dates do not tell which one counts.

    Example:
        >>> old = Measured("k", Value(Decimal(1)), "2023-01-01T00:00:00", "old")
        >>> new = Measured("k", Value(Decimal(2)), "2024-01-01T00:00:00", "new")
        >>> overtaken([new, old])
        frozenset({1})
    """
    groups: dict[Hashable, list[tuple[int, Measured]]] = {}
    for place, entry in enumerate(entries):
        groups.setdefault(entry.key, []).append((place, entry))
    past: set[int] = set()
    for group in groups.values():
        dates = [_moment(entry.date) for _, entry in group if entry.date]
        latest = [pair for pair in group if pair[1].date and _moment(pair[1].date) == max(dates)]
        undated = len(dates) < len(group)
        rivals = group if undated else latest
        first = rivals[0][1]
        other = next((entry for _, entry in rivals if entry.value != first.value), None)
        if other is not None:
            why = "at least one has no date" if undated else "they have the same date"
            before = f' ("{first.text}"' + (f" in line {first.line})" if first.line else ")")
            message = f"another value was given before{before}, and {why}, so which one counts is not known"
            raise BadInput(message, line=other.line, phrase=other.text)
        past.update(place for place, _ in group if not undated and place not in {p for p, _ in latest})
    return frozenset(past)


def _moment(date: str | None) -> datetime:
    """A date as a moment; without a time zone it is taken to be UTC."""
    found = datetime.fromisoformat(date or "")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _word(text: str, unit: str | None, kind: Kind) -> Value:
    if unit:
        raise BadInput(f'"{kind.label}" takes no unit', phrase=unit)
    for word in kind.allowed:
        if normalise(word) == normalise(text):
            return Value(word=word)
    raise BadInput(f'no value of "{kind.label}"', phrase=text, nearest=kind.allowed[:6])


def _possible(sign: str, limit: Decimal, text: str, kind: Kind) -> None:
    low, high = kind.minimum, kind.maximum
    below = low is not None and (limit < low or (sign == "<" and limit == low))
    above = high is not None and (limit > high or (sign == ">" and limit == high))
    if below or above:
        bounds = " to ".join(_plain(bound) if bound is not None else "any" for bound in (low, high))
        unit = "" if kind.unit in {None, "1"} else f" {_shown(kind.unit)}"
        raise Impossible(f'impossible as a value of "{kind.label}" (possible: {bounds}{unit})', phrase=text)


def _literal(number: Decimal) -> Literal:
    return Literal(_plain(number), XSD + "decimal")


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def unit_and_limits(kind: Kind) -> str:
    """Tell in which unit and between which numbers a value of a kind has to be.

    Example:
        >>> unit_and_limits(Kind("ex:Walk", "distance walked", "m", Decimal(0), Decimal("500.0")))
        'metres, 0 to 500'
        >>> unit_and_limits(Kind("ex:Index", "index", "1"))
        'a number'
    """
    if kind.allowed:
        return " or ".join(kind.allowed)
    unit = "a number" if kind.unit in (None, "1") else _shown(kind.unit)
    if kind.minimum is None or kind.maximum is None:
        return unit
    return f"{unit}, {_plain(kind.minimum)} to {_plain(kind.maximum)}"


def _shown(unit: str | None) -> str:
    return _WRITTEN[unit].split()[0].replace("_", " ") if unit in _WRITTEN else str(unit)


def _measured_in(unit: str) -> str:
    return "a number without a unit" if unit == "1" else f"measured in {_shown(unit)}"


def _same(unit: str) -> str:
    """A unit without the braces and underscores that UCUM puts around what is only a remark."""
    return re.sub(r"(?<=[0-9])\.(?=[a-z])", "", re.sub(r"[{}_]", "", unit))


def _convert(number: Decimal, unit: str | None, kind: Kind) -> Decimal:
    own = kind.unit or "1"
    if unit is None or not unit.strip():
        return number
    unit = re.sub("(?<=[0-9]) (?=[a-z])", "", " ".join(unicodedata.normalize("NFKC", unit).split()))
    code = _UCUM.get(unit.casefold(), unit)
    if code == own or _same(code) == _same(own):
        return number
    wrong = BadInput(f'not a unit of "{kind.label}", which is {_measured_in(own)}', phrase=unit)
    if kind.unit is None:
        raise BadInput(f'"{kind.label}" takes no unit', phrase=unit)
    if code in _SCALES and own in _SCALES and _SCALES[code][0] == _SCALES[own][0]:
        return _ROUND.create_decimal(number * Decimal(_SCALES[code][1]) / Decimal(_SCALES[own][1]))
    if not re.fullmatch(_UNIT, code):
        raise wrong
    registry = _registry()  # a broken library is not the user's mistake
    try:
        quantity = registry.Quantity(number, registry.from_ucum(code)).to(registry.from_ucum(own))
        return _ROUND.create_decimal(quantity.magnitude)
    except Exception:  # the errors of two libraries have no common base, and all of them mean the same here
        raise wrong from None


@lru_cache(maxsize=1)
def _registry() -> Any:
    """The registry of UCUM units: nearly a second to load, so only when a value comes in another unit."""
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry(non_int_type=Decimal)
