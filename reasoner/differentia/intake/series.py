"""Reads what a phrase holds besides one finding: a list of several findings, or for how long there has been one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from differentia.intake.candidates import denies, without_negation
from differentia.intake.chart import MARK, set_measures_apart
from differentia.intake.language import END, Grammar, unpacked
from differentia.intake.lexicon import Lexicon
from differentia.intake.readings import Reading
from differentia.intake.vocabulary import DX
from differentia.intake.wording import normalise

__all__ = ["listed", "with_duration"]

_Read: TypeAlias = Callable[[str], tuple[Reading, ...]]
_MOST = 8  # parts
_MOST_LENT = 3  # words
_LASTING = "<lasting>"
_JOINING = {"andWord": "and", "orWord": "or"}  # kinds of words, and how they join


class _Part(NamedTuple):
    """Some words, and whether a comma, "and" or "or" stands before them."""

    text: str
    joined: str


def listed(text: str, lexicon: Lexicon, read: _Read, *, affirmed: bool) -> tuple[Reading, ...]:
    """Read a phrase as a list of findings, each part of it by itself; nothing, if it is none or leaves something open.

    A negation in front of the first reaches the others if "or" joins them, and only then. Of things said to be absent
    "or" denies each; "and" may deny that they go together.

    Args:
        text: a phrase without a source.
        lexicon: the words of the domain.
        read: reads one part; nothing, if it is not understood.
        affirmed: the phrase says that something is so, or not so by a negation of its own.
    """
    grammar = unpacked(lexicon.language.grammar)
    listings = (list(_parts(text, grammar, joining)) for joining in (_JOINING, {**_JOINING, "withWord": "and"}))
    found = (_listed(parts, lexicon, read, affirmed) for parts in listings if 2 <= len(parts) <= _MOST)
    return next(filter(None, found), ())


def _listed(parts: list[_Part], lexicon: Lexicon, read: _Read, affirmed: bool) -> tuple[Reading, ...]:
    joins = {part.joined for part in parts[1:]}
    if not affirmed and "and" in joins:
        return ()
    texts = [part.text for part in parts]
    negation = ""
    if affirmed and "or" in joins:
        texts, negation = _without_shared_negation(texts, lexicon)
        if not negation:
            return ()
    elif affirmed and any(_reach_unclear(left, right, lexicon) for left, right in pairwise(texts)):
        return ()
    sides = {*lexicon.sides, *lexicon.language.both_words}
    return _together(_completed(texts, lambda part: read(negation + part), sides), lexicon)


def _completed(texts: list[str], read: _Read, sides: Collection[str]) -> list[tuple[Reading, ...]]:
    """Read the parts of a list; those that are none alone, with words that the last ends or the first begins with.

    "A or B C" stands for "A C or B C", and "new A, B" for "new A, new B". A side before the first is that of all then.
    """
    found = [read(text) for text in texts]
    if all(found) or not (found[0] or found[-1]):
        return found
    first = texts[0]
    side = first.split()[0] if normalise(first.split()[0]) in sides else ""
    for ends, lender in ((True, texts[-1]), (False, first)):
        words = lender.split()
        for count in range(1, min(len(words), _MOST_LENT + 1)):
            lent = " ".join(words[-count:] if ends else words[:count])
            whole = [
                text if one else f"{text} {lent}" if ends else f"{lent} {text}"
                for text, one in zip(texts, found, strict=True)
            ]
            for told in (whole, [whole[0], *(f"{side} {text}" for text in whole[1:])]):
                tried = [read(text) for text in told]
                if all(tried) and len({reading.sides for part in tried for reading in part}) == 1:
                    return tried
    return found


def _reach_unclear(left: str, right: str, lexicon: Lexicon) -> bool:
    """Tell whether a denial in one of two parts may reach the other: "no" reaches forwards, "absent" backwards."""
    if denies(left, lexicon) == denies(right, lexicon):
        return False
    return denies(left, lexicon) or not any(without_negation(normalise(right), lexicon))


def _without_shared_negation(texts: list[str], lexicon: Lexicon) -> tuple[list[str], str]:
    """Take the negation before the first of some parts off; it is empty if there is none, or another of its own."""
    form = normalise(texts[0])
    rest = next(without_negation(form, lexicon), None)
    if rest is None or any(denies(text, lexicon) for text in texts[1:]):
        return texts, ""
    return [rest, *texts[1:]], form[: -len(rest)]


def _together(found: list[tuple[Reading, ...]], lexicon: Lexicon) -> tuple[Reading, ...]:
    """Return the readings of all parts, if each has one and they do not lean on each other.

    What is said of a complaint without its place leans on what stands beside it, unless all is denied. A part without
    a side may have that of another. If it affirms, less is said without a side; a denial would say more: it is taken
    to speak of the side that is named.
    """
    if not all(found):
        return ()
    readings = [reading for part in found for reading in part]
    if any(r.sense.value is not None for r in readings) and not all(r.absent for r in readings):
        return ()
    told = [r for r in readings if lexicon.bearers.get(r.sense.iri) != DX + "Patient"]
    named = {(r.sides, r.side_words) for r in told if r.sides}
    if named and any(r.absent and not r.sides for r in told):
        if len(named) > 1:
            return ()
        sides, words = named.pop()
        readings = [
            r._replace(sides=sides, side_words=words) if r in told and not r.sides and r.absent else r for r in readings
        ]
    return tuple(dict.fromkeys(readings))


def _parts(text: str, grammar: Grammar, joining: Mapping[str, str]) -> Iterator[_Part]:
    """Take a phrase apart at commas and at words that join."""
    words: list[str] = []
    joined = ""
    for token in re.findall(r"[^\s,;]+|[,;]", text):
        kind = "," if token in {",", ";"} else _joining(token, grammar, joining)
        if not kind:
            words.append(token)
            continue
        if words:
            yield _Part(" ".join(words), joined)
            words, joined = [], kind
        elif joined == ",":
            joined = kind  # ", and"
    if words:
        yield _Part(" ".join(words), joined)


def _joining(token: str, grammar: Grammar, joining: Mapping[str, str]) -> str:
    entries = grammar.words.get(normalise(token), {}).get(END, ())
    return next((joining[entry.kind] for entry in entries if entry.kind in joining), "")


def with_duration(text: str, lexicon: Lexicon, read: _Read) -> tuple[Reading, ...]:
    """Read a phrase that ends with how long something has been so: the time is noted and not used.

    Only what the patient as a whole has, without a limit of time of its own, is read like that.
    """
    grammar = unpacked(lexicon.language.grammar)
    words, measures = set_measures_apart(text.rstrip(" ."), grammar)
    tokens = words.split()
    if len(measures) != 1 or measures[0].dimension != "time" or measures[0].worded or len(tokens) < 2:
        return ()
    told = _without_lead(tokens[:-1], grammar)
    readings = read(" ".join(told).rstrip(",")) if told and tokens[-1] == MARK.format(0) else ()
    if len(readings) != 1:
        return ()
    one = readings[0]
    of_patient = lexicon.bearers.get(one.sense.iri) == DX + "Patient" and one.sense.iri not in lexicon.complaints
    if one.absent or one.sense.value is not None or not of_patient or one.sense.iri in grammar.limits:
        return ()
    return (one._replace(unused=(*one.unused, measures[0].text), firm=False),)


def _without_lead(tokens: list[str], grammar: Grammar) -> list[str]:
    """Leave out the words before a duration."""
    while tokens and _LASTING in {entry.iri for entry in grammar.words.get(tokens[-1], {}).get(END, ())}:
        tokens = tokens[:-1]
    return tokens
