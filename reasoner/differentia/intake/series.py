"""Reads what a phrase holds besides one finding: a list of several findings, or for how long there has been one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
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
_MOST_SHARED = 6  # words
_LASTING = "<lasting>"
_JOINING = {"andWord": "and", "orWord": "or"}  # kinds of words, and how they join


class _Part(NamedTuple):
    """Some words, and what stands before them: a comma or semicolon, "and" or "or"."""

    text: str
    joined: str


def listed(text: str, lexicon: Lexicon, read: _Read, *, affirmed: bool) -> tuple[Reading, ...]:
    """Read a phrase as a list of findings, each part of it by itself; nothing, if it is none or leaves something open.

    A negation in front of the first reaches the others in "no A, B or C", and only then. Of things said to be absent
    "or" denies each; "and" may deny that they go together.

    Args:
        text: a phrase without a source.
        lexicon: the words of the domain.
        read: reads one part; nothing, if it is not understood.
        affirmed: the phrase says that something is so, or not so by a negation of its own.
    """
    grammar = unpacked(lexicon.language.grammar)
    read = cache(read)  # the same words are tried in several lists
    listings = (list(_parts(text, grammar, joining)) for joining in (_JOINING, {**_JOINING, "withWord": "and"}))
    found = (_listed(parts, lexicon, read, affirmed) for parts in listings if 2 <= len(parts) <= _MOST)
    return next(filter(None, found), ())


def _listed(parts: list[_Part], lexicon: Lexicon, read: _Read, affirmed: bool) -> tuple[Reading, ...]:
    joins = [part.joined for part in parts[1:]]
    texts = [part.text for part in parts]
    negation = ""
    if "or" in joins:
        if joins[-1] != "or" or not {",", "or"}.issuperset(joins):
            return ()
        if affirmed:
            texts, negation = _without_shared_negation(texts, lexicon)
        if affirmed and not negation:
            return ()
    else:
        reaching = (_reach_unclear(left, right, lexicon) for left, right in pairwise(texts))
        unclear = any(reaching) if affirmed else "and" in joins
        if unclear:
            return ()
    if any(right.joined == "and" and _is_of_the_past(left.text, lexicon) for left, right in pairwise(parts)):
        return ()
    denied = bool(negation) or not affirmed
    found = _completed(texts, lambda part: read(negation + part), lexicon, denied)
    if denied and all(found):
        found = _reached_back(texts, found, read, negation)
    return _together(found, lexicon, denied)


def _completed(texts: list[str], read: _Read, lexicon: Lexicon, denied: bool) -> list[tuple[Reading, ...]]:
    """Read the parts of a list; those that are none alone, with words that the last ends or the first begins with.

    "A or B C" stands for "A C or B C", and "new A, B" for "new A, new B". A side before the first is that of all then.
    "Normal A and B" may not be: who denies one thing of a part of the body does not deny another of the patient.
    """
    found = [read(text) for text in texts]
    if all(found) or not (found[0] or found[-1]):
        return found
    first = texts[0]
    sides = {*lexicon.sides, *lexicon.language.both_words}
    side = first.split()[0] if normalise(first.split()[0]) in sides else ""
    for ends, lender in ((True, texts[-1]), (False, first)):
        words = lender.split()
        for count in range(1, min(len(words), _MOST_LENT + 1)):
            lent = " ".join(words[-count:] if ends else words[:count])
            whole = [
                text if one else f"{text} {lent}" if ends else f"{lent} {text}"
                for text, one in zip(texts, found, strict=True)
            ]
            sided = [[whole[0], *(f"{side} {text}" for text in whole[1:])]] if side else []
            for told in (whole, *sided):
                tried = [read(text) for text in told]
                readings = [reading for part in tried for reading in part]
                bearers = {lexicon.bearers.get(reading.sense.iri) for reading in readings}
                unlike = not denied and len(bearers) > 1 and any(reading.absent for reading in readings)
                if all(tried) and len({reading.sides for reading in readings}) == 1 and not unlike:
                    return tried
    return found


def _reached_back(
    texts: list[str], found: list[tuple[Reading, ...]], read: _Read, negation: str
) -> list[tuple[Reading, ...]]:
    """Read earlier parts of a denial with the words at its end that may be said of all: it then denies less.

    "no A or B of C" denies no more than "A of C"; "no A or B" with its end said of B alone would deny all A.
    """
    words = texts[-1].split()
    ends = [" ".join(words[-count:]) for count in range(min(len(words) - 1, _MOST_SHARED), 0, -1)]
    shared = []
    for text, one in zip(texts[:-1], found[:-1], strict=True):
        alone = set(map(_said, read(text)))
        end = next((e for e in ends if (more := read(f"{text} {e}")) and not alone <= set(map(_said, more))), None)
        shared.append(one if end is None or not alone else read(f"{negation}{text} {end}"))
    return [*shared, found[-1]]


def _said(reading: Reading) -> tuple[object, ...]:
    """What a reading says, in whatever words."""
    return reading.sense.iri, reading.sense.value, reading.absent, reading.sides, reading.details, reading.amounts


def _is_of_the_past(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a part begins with words such as "former", which may be said of the next as well."""
    return normalise(text).startswith(lexicon.language.past)


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


def _together(found: list[tuple[Reading, ...]], lexicon: Lexicon, denied: bool) -> tuple[Reading, ...]:
    """Return the readings of all parts, if each has one and they do not lean on each other.

    What is said of a complaint without its place leans on what stands beside it, unless all is denied. A part without
    a side may have that of another. If it affirms, less is said without a side; a denial would say more: it is taken
    to speak of the side that was named before it.
    """
    if not all(found):
        return ()
    readings = [reading for part in found for reading in part]
    if any(r.sense.value is not None for r in readings) and not (denied or all(r.absent for r in readings)):
        return ()
    of_patient = [lexicon.bearers.get(r.sense.iri) == DX + "Patient" for r in readings]
    if any(r.sides for r, whole in zip(readings, of_patient, strict=True) if whole):
        return ()  # the side belongs to something else
    told = [r for r, whole in zip(readings, of_patient, strict=True) if not whole]
    named = {(r.sides, r.side_words) for r in told if r.sides}
    unsided = [r for r in told if not r.sides and (denied or r.absent)]
    if named and unsided:
        if len(named) > 1 or not told[0].sides:
            return ()
        sides, words = named.pop()
        readings = [r._replace(sides=sides, side_words=words) if r in unsided else r for r in readings]
    return tuple(dict.fromkeys(readings))


def _parts(text: str, grammar: Grammar, joining: Mapping[str, str]) -> Iterator[_Part]:
    """Take a phrase apart at commas and at words that join."""
    words: list[str] = []
    joined = ""
    for token in re.findall(r"[^\s,;]+|[,;]", text):
        kind = token if token in {",", ";"} else _joining(token, grammar, joining)
        if not kind:
            words.append(token)
            continue
        if words:
            yield _Part(" ".join(words), joined)
            words, joined = [], kind
        elif joined in {",", ";"}:
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
