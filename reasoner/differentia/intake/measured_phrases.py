"""Reads a measurement that is written as one phrase, its name, side and value in any order: "age: 68 years"."""

from __future__ import annotations

import re
from itertools import combinations

from differentia.errors import BadInput
from differentia.intake.document import Entry
from differentia.intake.lexicon import Lexicon
from differentia.intake.measurements import Value, read_value
from differentia.intake.phrases import read_kind, read_side, split_source
from differentia.intake.readings import NotUnderstood

__all__ = ["set_value_apart"]

_MOST = 16  # words: a name, a side, a value and a unit have fewer
_LINK = r"\s*[:=]\s+|\s+=\s*|:(?=\d)"


def set_value_apart(entry: Entry, lexicon: Lexicon) -> Entry:
    """Return a measurement told in one phrase with its name and its value by themselves.

    Every way of taking the phrase apart is tried, a colon or an equals sign between name and value not counting. It is
    understood if those ways that make sense say the same; nothing may be left over.

    Raises:
        NotUnderstood: no part names a measurement, or the phrase says two things.
        BadInput: the name is understood and the value is not.

    Example:
        >>> from differentia.intake.lexicon import Kind
        >>> age = Kind("ex:Age", "age", "a")
        >>> words = Lexicon(kinds={"ex:Age": age}, kind_names={"age": ("ex:Age",)}, labels={"ex:Age": "age"})
        >>> set_value_apart(Entry("measured", "age: 68 years", 0, None), words)[7:9]
        ('68 years', None)
    """
    told, source = split_source(entry.term, lexicon)
    entry = entry._replace(term=told.rstrip(" ."), source=entry.source or source)
    words = re.sub(_LINK, " ", entry.term).split()
    found: dict[tuple[str, tuple[str, ...], Value], Entry] = {}
    wrong: list[BadInput] = []
    for start, end in combinations(range(len(words) + 1), 2) if len(words) <= _MOST else ():
        name, value = " ".join(words[:start] + words[end:]), " ".join(words[start:end])
        if not name:
            continue
        try:
            reading = read_kind(name, lexicon, hints=False)
        except NotUnderstood:
            continue
        sides = read_side(entry.side, lexicon) if entry.side else reading.sides
        try:
            key = (reading.sense.iri, sides, read_value(value, entry.unit, lexicon.kinds[reading.sense.iri]))
        except BadInput as error:
            wrong.append(error)
            continue
        found.setdefault(key, entry._replace(term=name, value=value))
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise NotUnderstood("may be taken apart in two ways; write name and value by themselves", phrase=entry.term)
    if wrong:
        raise BadInput(wrong[0].message, phrase=entry.term)
    named = re.sub(r"[\s:=<>]*\d.*$", "", entry.term)
    read_kind(named or entry.term, lexicon)  # tells the nearest names
    raise NotUnderstood("a measurement without a value", phrase=entry.term)
