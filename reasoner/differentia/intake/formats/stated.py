"""The facts of a case as they were stated, each with what it was read as: what writers of other formats start from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from differentia.diagnosis.case import Case
from differentia.intake.document import Entry
from differentia.intake.lexicon import Kind, Lexicon
from differentia.intake.measurements import read_date, ucum_code
from differentia.intake.phrases import read_side
from differentia.intake.reader import readings_of
from differentia.intake.readings import Reading

__all__ = ["Amount", "Stated", "amount_of", "moment_of", "stated_facts"]

_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"


class Amount(NamedTuple):
    """A value as other formats have it: an exact number, perhaps with a comparison, or a range; with its unit.

    Attributes:
        low: the number, or the lower end of a range.
        high: the upper end of a range.
        sign: "<", "<=", ">=" or ">".
        unit: the unit as written.
        code: the same as a UCUM code.
    """

    low: Decimal
    high: Decimal | None = None
    sign: str | None = None
    unit: str | None = None
    code: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it is one whole number."""
        return self.high is None and self.sign is None and self.low == self.low.to_integral_value()


class Stated(NamedTuple):
    """A fact as it was stated.

    Attributes:
        id: the id of the fact.
        iris: the terms it names, if it says that they are there, or measured, or just these absent; else none.
        sides: the sides it is on: words.
        kind: what was measured.
    """

    id: str
    entry: Entry
    readings: tuple[Reading, ...]
    iris: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    kind: Kind | None = None

    @property
    def several(self) -> bool:
        """Whether the phrase says more than one term does."""
        one = self.readings[0] if len(self.readings) == 1 else None
        return one is None or one.sense.value is not None or bool(one.details or one.amounts)


def stated_facts(case: Case, lexicon: Lexicon) -> Iterator[Stated]:
    """Yield the facts of a case in order.

    Example:
        >>> list(stated_facts(Case("a", "urn:a"), Lexicon()))
        []
    """
    for number, entry in case.entries:
        if not isinstance(entry, Entry):
            continue
        readings = readings_of(entry, lexicon, hints=False)
        sides = set(read_side(entry.side, lexicon)) if entry.side else {s for one in readings for s in one.sides}
        kind = lexicon.kinds.get(readings[0].sense.iri) if entry.status == "measured" else None
        words = tuple(sorted(lexicon.labels.get(side, side) for side in sides))
        yield Stated(number, entry, readings, tuple(_iris(readings)), words, kind)


def _iris(readings: tuple[Reading, ...]) -> Iterator[str]:
    """The terms of a phrase that denies nothing; a qualifier is its property and its value."""
    for reading in readings:
        if not reading.absent:
            yield from dict.fromkeys([*(iri for _, iri in reading.sense.terms), reading.sense.iri])
            yield from (detail.value for detail in reading.details if not detail.denied)


def amount_of(stated: Stated) -> Amount | None:
    """Read the value of a measurement as a number or range; None if it is a word.

    Example:
        >>> amount_of(Stated("f1", Entry("measured", "age", 0, 1, value="> 40", unit="years"), ()))
        Amount(low=Decimal('40'), high=None, sign='>', unit='years', code='a')
    """
    text, unit = stated.entry.value.strip(), stated.entry.unit
    sign = None
    match = re.fullmatch(rf"({_NUMBER})\s*(?:-|\u2013|to)\s*({_NUMBER})\s*([^\s\d<>=.,+-].*)?", text)
    if match is not None:
        low, high, own = match.groups()
    else:
        match = re.fullmatch(rf"(<=|>=|<|>|≤|≥)?\s*({_NUMBER})\s*([^\s\d<>=.,+-].*)?", text)
        if match is None:
            return None
        sign, low, own = match.groups()
        high = None
    sign = {"≤": "<=", "≥": ">="}.get(sign or "", sign)
    unit = unit or own or (stated.kind.unit if stated.kind is not None else None)
    if unit == "1":
        unit = None
    code = None if unit is None else _code(unit, stated.kind)
    return Amount(Decimal(low), None if high is None else Decimal(high), sign, unit, code)


def _code(unit: str, kind: Kind | None) -> str:
    """The UCUM code of a unit; the kind's own where they differ only in what UCUM takes for a remark."""
    code = ucum_code(unit)
    if kind is not None and kind.unit is not None and re.sub(r"[{}_ ]", "", kind.unit) == re.sub(r"[{}_ ]", "", code):
        return kind.unit
    return code


def moment_of(date: str) -> tuple[str, bool]:
    """Write a date as other formats want it, and tell whether its time was given a zone that it did not have.

    Example:
        >>> moment_of("2024-05-31"), moment_of("2024-05-31 14:30")
        (('2024-05-31', False), ('2024-05-31T14:30:00Z', True))
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return date, False
    read = read_date(date)
    if read.endswith("T00:00:00") and ":" not in date:
        return read[:10], False
    zoned = re.search(r"[+-]\d\d:\d\d$", read) is not None
    return read if zoned else read + "Z", not zoned
