"""Reads a measurement that is written as one phrase, its name, side and value in any order: "age: 68 years"."""

from __future__ import annotations

import re
from itertools import combinations

from differentia.errors import BadInput
from differentia.intake.document import Entry
from differentia.intake.lexicon import Lexicon
from differentia.intake.measurements import Impossible, Value, read_value
from differentia.intake.phrases import read_kind, read_side, split_source
from differentia.intake.readings import NotUnderstood
from differentia.intake.wording import normalise

__all__ = ["set_value_apart", "several"]

_MOST = 16  # words: a name, a side, a value and a unit have fewer
_OTHER = "than other"
_LINK = r"\s*[:=]\s+|\s+=\s*|:(?=\d)|(?<=[A-Za-z])=(?=\d)"


def set_value_apart(entry: Entry, lexicon: Lexicon, *, hints: bool = True) -> Entry:
    """Return a measurement told in one phrase with its name and its value by themselves.

    Every way of taking the phrase apart is tried, a colon or an equals sign between name and value not counting. It is
    understood if those ways that make sense say the same; nothing may be left over. With `hints` an error names the
    nearest terms, which takes far longer than reading.

    Raises:
        NotUnderstood: no part names a measurement, none is a value of it, or the phrase says two things.
        BadInput: the value is impossible.

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
        name, value = _compared(" ".join(words[:start] + words[end:]), lexicon), " ".join(words[start:end])
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
    if impossible := [error for error in wrong if isinstance(error, Impossible)]:
        raise impossible[0].at(phrase=entry.term)
    if wrong:
        raise NotUnderstood(wrong[0].message, phrase=entry.term)
    named = re.sub(r"[\s:=<>]*\d.*$", "", entry.term)
    read_kind(named or entry.term, lexicon, hints=hints)  # tells the nearest names
    raise NotUnderstood("a measurement without a value", phrase=entry.term)


def _compared(name: str, lexicon: Lexicon) -> str:
    """Take the other side out of a name that compares two sides and names the one that is meant."""
    form = normalise(name)
    rest = re.sub(lexicon.language.other_side, _OTHER, form)
    sides = [lexicon.sides[word] for word in form.split() if word in lexicon.sides]
    return rest if rest != form and len(sides) == len(set(sides)) == 2 else name


def several(entry: Entry, lexicon: Lexicon) -> list[Entry]:
    """Return the measurements told in one phrase, each with its value; a name may hold for all: "X left 1 right 2".

    Raises:
        NotUnderstood: there is but one part, or one of them is no measurement.
        BadInput: as for `set_value_apart`.
    """
    told, source = split_source(entry.term, lexicon)
    of_both = _of_both_sides(told, lexicon)
    parts = of_both or [part for part in re.split(r"\s*[,;]\s+(?:and\s+)?", told) if part]
    if len(parts) < 2 or entry.side:
        raise NotUnderstood("one measurement", phrase=entry.term)
    found: list[Entry] = []
    for part in parts:
        each = entry._replace(term=part, source=entry.source or source)
        try:
            found.append(set_value_apart(each, lexicon, hints=False))
        except NotUnderstood:
            if not found:
                raise
            name = _without_side(found[-1].term, lexicon)
            again = set_value_apart(each._replace(term=f"{name} {part}"), lexicon, hints=False)
            if _kind(again, lexicon) != _kind(found[-1], lexicon):
                raise  # what else the part says may be meant of both
            found.append(again)
    if of_both and len({_kind(each, lexicon) for each in found}) > 1:
        raise NotUnderstood("what is said of one side may be meant of both", phrase=entry.term)
    return found


def _of_both_sides(told: str, lexicon: Lexicon) -> list[str]:
    """Take "X left 1 right 2" and "X 1 left, 2 right" apart; nothing if a phrase is not wholly like that."""
    names = "|".join(map(re.escape, lexicon.sides)) or "(?!)"
    side = rf"(?:on\s+the\s+)?\(?(?:{names})\b\)?"
    unit = rf"(?:\s*(?!(?:and|on|{names})\b)[^\s\d,;()]+){{0,2}}"
    value = rf"(?:[<>\u2264\u2265]=?\s*)?\d[\d.]*{unit}"
    link, join = r"\s*[:=]?\s*", r"\s*,?\s+(?:and\s+)?"
    for before, link_between, after in ((side, link, value), (value, r"\s*", side)):
        one = rf"{before}{link_between}{after}"
        if match := re.fullmatch(rf"(?i)(\D*?\w)[:=]?\s+({one})((?:{join}{one})+)", told.strip().rstrip(".")):
            more = re.findall(rf"(?i){join}({one})", match[3])
            return [f"{match[1]} {part}" for part in (match[2], *more)]
    return []


def _kind(entry: Entry, lexicon: Lexicon) -> str:
    return read_kind(entry.term, lexicon, hints=False).sense.iri


def _without_side(name: str, lexicon: Lexicon) -> str:
    return " ".join(word for word in name.rstrip(":=").split() if normalise(word) not in lexicon.sides)
