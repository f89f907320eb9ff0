"""Reads one phrase: what it names, on which side, whether it denies it, and who says so.

A phrase is understood as a whole or not at all. It may consist of a label, words of side, one negation in front and a
source in parentheses at the end; when anything is left over, nothing is guessed and the phrase is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from itertools import chain
from typing import TypeAlias

from differentia.errors import BadInput
from differentia.intake.candidates import Candidate, candidates, denies, marked, without_negation
from differentia.intake.chart import Measure, set_measures_apart
from differentia.intake.composition import compose, set_beginning_apart
from differentia.intake.distribution import distributed
from differentia.intake.language import unpacked
from differentia.intake.lexicon import Lexicon
from differentia.intake.readings import Detail, NotUnderstood, Reading, Sense
from differentia.intake.series import listed, with_duration
from differentia.intake.suggestions import closest, suggest
from differentia.intake.vocabulary import DX
from differentia.intake.wording import normalise

__all__ = [
    "NotUnderstood",
    "Reading",
    "read_kind",
    "read_phrase",
    "read_phrases",
    "read_side",
    "read_unknown",
    "split_source",
]

_SOURCE = r"(?is)^(.*\S)\s*\(\s*(?:as\s+)?(?:per|from|according to)\s+([^()]+)\)\s*\.?$"
_CURIE = r"<[^<>\s]+>|(?<!\S)[A-Za-z][\w.-]*:[^\s<>()\"]+"
_PLACE = "\ue000"  # stands in for a CURIE or IRI while a phrase is taken apart
_MAX_PHRASE = 300
_Lookup: TypeAlias = Callable[[str], tuple[Sense, ...]]


def read_phrase(text: str, lexicon: Lexicon, *, hints: bool = True) -> Reading:
    """Read a phrase that says that something is so, or, with a negation in front, that it is not.

    With `hints` (here and below) an error names the nearest terms, which takes far longer than reading.

    Raises:
        NotUnderstood: it is no phrase of the lexicon, names several things, or denies a denial.

    Example:
        >>> from differentia.intake.vocabulary import DX
        >>> from differentia.owl.expressions import RDFS, Literal
        >>> label = ("ex:Fever", RDFS + "label", Literal("fever", ""))
        >>> denial = ("ex:words", DX + "negation", Literal("no", ""))
        >>> words = Lexicon.build([label, denial, ("ex:Fever", RDFS + "subClassOf", DX + "Finding")])
        >>> reading = read_phrase("No fever (per letter)", words)
        >>> reading.sense.iri, reading.absent, reading.source
        ('ex:Fever', True, 'letter')
    """
    return read_phrases(text, lexicon, hints=hints)[0]


def read_phrases(text: str, lexicon: Lexicon, *, hints: bool = True, affirmed: bool = True) -> tuple[Reading, ...]:
    """Read a phrase that may name several findings or complaints: a reading of each.

    What is not `affirmed`, but said to be absent, may name things of which only one need be there.

    Raises:
        NotUnderstood: as `read_phrase`.
    """
    try:
        reading = _read(text, lexicon, lexicon.meanings, lexicon.findings)
    except NotUnderstood:
        readings = (
            _composed(text, lexicon, affirmed) or _distributed(text, lexicon) or _several(text, lexicon, affirmed)
        )
        if not readings:
            raise
        return readings
    if reading is not None and affirmed and not reading.absent and reading.sense.iri in lexicon.wider:
        raise NotUnderstood(lexicon.wider[reading.sense.iri], phrase=text)
    if reading is not None and not (reading.sense.value is not None and reading.sides):
        return (reading,)
    readings = _composed(text, lexicon, affirmed)  # a side is one of a complaint, which a qualifier does not name
    if reading is None:
        readings = readings or _distributed(text, lexicon) or _several(text, lexicon, affirmed)
    if readings or reading is not None:
        return readings or (reading,)  # type: ignore[return-value]
    other = _read(text, lexicon, lambda phrase: _names(phrase, lexicon), lexicon.kinds)
    named = re.sub(r"[\s:=<>]*\d.*$", "", text)  # a value may follow the name
    if other is None and named != text:
        other = _read(named, lexicon, lambda phrase: _names(phrase, lexicon), lexicon.kinds)
        other = other if other is not None and other.sense.iri in lexicon.kinds else None
    if other is not None and other.sense.iri in lexicon.kinds:
        raise NotUnderstood("a measurement: give its value under measured", phrase=text)
    if other is not None:
        raise NotUnderstood(
            "nothing that is found in a patient", phrase=text, nearest=_nearest(text, lexicon) if hints else ()
        )
    raise _unknown_words(text, lexicon, hints)


def _unknown_words(text: str, lexicon: Lexicon, hints: bool) -> NotUnderstood:
    hint = (
        '; a source is written as "(per letter)"'
        if split_source(text, lexicon)[1] is None and text.endswith(")")
        else ""
    )
    return NotUnderstood(f"not understood{hint}", phrase=text, nearest=_nearest(text, lexicon) if hints else ())


def read_unknown(text: str, lexicon: Lexicon, *, hints: bool = True) -> Reading:
    """Read the name of what is not known: a finding, a measurement, a test.

    Raises:
        NotUnderstood: it names nothing, or several things, or has a negation.
    """

    def lookup(phrase: str) -> tuple[Sense, ...]:
        return lexicon.meanings(phrase) or _names(phrase, lexicon)

    reading = _read(text, lexicon, lookup, lexicon.labels) or next(iter(_composed(text, lexicon)), None)
    if reading is None:
        raise _unknown_words(text, lexicon, hints)
    if reading.absent and not reading.sense.absent:
        raise NotUnderstood("a denial of what is unknown; give the term without it", phrase=text)
    return reading


def read_kind(text: str, lexicon: Lexicon, *, hints: bool = True) -> Reading:
    """Read the name of a measurement.

    Raises:
        NotUnderstood: it names no kind of measurement, or several.
    """

    def lookup(phrase: str) -> tuple[Sense, ...]:
        return _as_senses(lexicon.kind_names.get(phrase, ()), lexicon)

    reading = _read(text, lexicon, lookup, lexicon.kinds)
    if reading is None or reading.absent:
        names = {phrase: lexicon.labels.get(iris[0], phrase) for phrase, iris in lexicon.kind_names.items()}
        close = closest(_readings_of(text, lexicon), names) if hints else ()
        raise NotUnderstood("no measurement of this name", phrase=text, nearest=close)
    return reading


def _names(phrase: str, lexicon: Lexicon) -> tuple[Sense, ...]:
    return _as_senses(lexicon.kind_names.get(phrase, ()) or lexicon.other_names.get(phrase, ()), lexicon)


def _as_senses(iris: tuple[str, ...], lexicon: Lexicon) -> tuple[Sense, ...]:
    labels = [(lexicon.labels.get(iri, iri), iri) for iri in iris]
    return tuple(Sense(iri, label, ((label, iri),)) for label, iri in labels)


def split_source(text: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """Take a source in parentheses off the end of a phrase.

    Parentheses that hold no source ("per ...", "from ...", "according to ..."), or a word that may turn the meaning
    round, or a side, stay: the phrase is then understood with them or not at all.

    Example:
        >>> split_source("fever (per letter)", Lexicon())
        ('fever', 'letter')
    """
    match = re.match(_SOURCE, text.strip()) if "(" in text else None
    if match is None:
        return text, None
    kept = lexicon.language.turning | frozenset(lexicon.sides)
    if any(word in kept or not word.isalnum() for word in normalise(match[2]).split()):
        return text, None
    return match[1], " ".join(match[2].split())


def read_side(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Read the value of `side:`: the name of a side, or "both" or "bilateral".

    Raises:
        BadInput: it is no side.
    """
    words = normalise(text)
    for both in (lexicon.language.both, lexicon.language.everywhere):
        if lexicon.sides and re.fullmatch(both, words):
            return tuple(sorted(set(lexicon.sides.values())))
    if words in lexicon.sides:
        return (lexicon.sides[words],)
    raise BadInput("no such side", phrase=text, nearest=(*sorted(lexicon.sides), "both"))


def _nearest(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    return suggest(_readings_of(text, lexicon), lexicon)


def _readings_of(text: str, lexicon: Lexicon) -> list[str]:
    """A phrase without what stands in parentheses at its end, and with sides and negation taken away or not."""
    words = normalise(re.sub(r"\([^()]*\)\s*$", "", text[:_MAX_PHRASE]))
    return list(dict.fromkeys(candidate.rest for candidate in candidates(words, lexicon)))[:4]


def _read(text: str, lexicon: Lexicon, lookup: _Lookup, known: Container[str]) -> Reading | None:
    """Try the phrase as it stands, then without a source at its end."""
    if len(text) > _MAX_PHRASE:
        raise NotUnderstood("longer than any phrase", phrase=text[:40] + "...")
    body, source = split_source(text, lexicon)
    for words, said_by in ((text, None), (body, source)) if source else ((text, None),):
        named: list[Sense] = []
        form = normalise(_put_aside(words, lexicon, known, named))
        plain = re.sub(lexicon.language.determiners, lexicon.language.article, form)
        forms = dict.fromkeys((form, plain, lexicon.language.bare(plain), lexicon.language.stripped(form)))
        for candidate in chain.from_iterable(candidates(each, lexicon) for each in forms):
            senses = tuple(named) if named and candidate.rest == _PLACE else lookup(candidate.rest)
            if senses:
                return _reading(senses, candidate, said_by, text, lexicon)
    return None


def _put_aside(text: str, lexicon: Lexicon, known: Container[str], named: list[Sense]) -> str:
    """Put a sign in place of each CURIE or IRI that is known, and note what it names."""
    text = text.replace(_PLACE, "?")
    if ":" not in text and "<" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        code = word.rstrip(".,;")
        if code in lexicon.refused:
            raise NotUnderstood(lexicon.refused[code], phrase=text)
        if code in lexicon.coded and lexicon.coded[code].iri in known:
            named.append(lexicon.coded[code])
            return f" {_PLACE} "
        prefix, _, rest = word.partition(":")
        iri = (
            word.strip("<>")
            if word.startswith("<") or prefix not in lexicon.prefixes
            else lexicon.prefixes[prefix] + rest
        )
        iri = iri if iri in known else iri.rstrip(".,;")
        if iri not in known:
            return word
        named.append(Sense(iri, word, ((word, iri),)))
        return f" {_PLACE} "

    return re.sub(_CURIE, replace, text)


def _reading(
    senses: tuple[Sense, ...], candidate: Candidate, source: str | None, whole: str, lexicon: Lexicon
) -> Reading:
    if len(senses) > 1:
        meanings = tuple(dict.fromkeys(_meaning(sense, lexicon) for sense in senses))
        raise NotUnderstood(f"may mean {' or '.join(meanings)}; say which", phrase=whole)
    sense, details = _held(senses[0], lexicon)
    of_complaints = sense.value is not None or sense.iri in lexicon.complaints
    firm = not sense.narrow and not (of_complaints and lexicon.language.open_if_denied(candidate.rest))
    unused = () if candidate.rest in lexicon.senses else lexicon.numbers_in(candidate.rest)
    words = _side_words(candidate, lexicon)
    reading = Reading(sense, candidate.sides, sense.absent, source, words, details, (), unused, firm=firm)
    if sense.iri in lexicon.side_not_used:
        reading = _without_side(reading)
    return _denied(reading, candidate, whole, lexicon) if candidate.negated else reading


def _without_side(reading: Reading) -> Reading:
    """Leave the side of a reading out and say so; a denial on one side would deny less than what is left."""
    unused = tuple(label for label, _ in reading.side_words)
    return reading._replace(sides=(), side_words=(), unused=reading.unused + unused, firm=reading.firm and not unused)


def _held(sense: Sense, lexicon: Lexicon) -> tuple[Sense, tuple[Detail, ...]]:
    """Turn what is no qualifier of complaints round: a finding of the class that has the property, with its value."""
    holder = lexicon.holders.get(sense.iri)
    if holder is None or sense.value is None:
        return sense, ()
    named = (lexicon.labels.get(holder, holder), holder)
    return Sense(holder, sense.phrase, (named, *sense.terms), sense.absent), (Detail(sense.iri, sense.value),)


def _side_words(candidate: Candidate, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    return tuple((lexicon.labels.get(iri, iri), iri) for iri in candidate.sides)


def _denied(reading: Reading, candidate: Candidate, whole: str, lexicon: Lexicon) -> Reading:
    """The denial of a reading, if it leaves nothing open."""
    if reading.absent or denies(candidate.rest, lexicon):
        raise NotUnderstood("denies a denial; say plainly what is there", phrase=whole)
    if candidate.whole:
        raise NotUnderstood("may deny one side or both; say which", phrase=whole)
    if not reading.firm:
        raise NotUnderstood("a denial that leaves open what is so; say each part plainly", phrase=whole)
    return reading._replace(absent=True)


def _distributed(text: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    """Read a phrase of several adjectives for one part: each of them, or nothing; how it began may stand in front."""
    body, source = split_source(text, lexicon)
    beginning, body = set_beginning_apart(body, lexicon)
    found: list[Reading] = []
    for ways in distributed(body, lexicon):
        readings = next(filter(None, (_alone(way, lexicon) for way in ways)), ())
        if not readings or any(one.absent for one in readings):
            return ()
        found += readings
    found += beginning if found else ()
    kept = {(one.sense.iri, one.sense.value, one.sides, one.details): one for one in reversed(found)}
    return tuple(one._replace(source=source, firm=False) for one in reversed(kept.values()))


def _several(text: str, lexicon: Lexicon, affirmed: bool) -> tuple[Reading, ...]:
    """Read a phrase as a list of findings, or as a finding and for how long it has been there."""

    def alone(part: str) -> tuple[Reading, ...]:
        return _alone(part, lexicon)

    def read(part: str) -> tuple[Reading, ...]:
        return alone(part) or _distributed(part, lexicon) or with_duration(part, lexicon, alone)

    body, source = split_source(text, lexicon)
    found = with_duration(body, lexicon, alone) or listed(body, lexicon, read, affirmed=affirmed)
    return tuple(one._replace(source=source) for one in found)


def _alone(text: str, lexicon: Lexicon) -> tuple[Reading, ...]:
    try:
        reading = _read(text, lexicon, lexicon.meanings, lexicon.findings)
        sided = reading is not None and reading.sense.value is not None and reading.sides
        return (reading,) if reading is not None and not sided else _composed(text, lexicon)
    except NotUnderstood:
        return ()


def _composed(text: str, lexicon: Lexicon, affirmed: bool = True) -> tuple[Reading, ...]:
    """Read a phrase by the grammar: as it stands, without a source at its end, and without a negation in front."""
    grammar = unpacked(lexicon.language.grammar)
    body, source = split_source(text, lexicon)
    words, measures = set_measures_apart(body, grammar)
    form = normalise(words)
    negated = list(without_negation(form, lexicon))
    readings = _composed_of(form, measures, lexicon, text)
    mixed = negated and not all(one.absent for one in readings) and _stands_alone(negated, measures, lexicon, text)
    headless = len(readings) == 1 and readings[0].sense.value is not None
    if (
        mixed
        and not (headless and not lexicon.language.contrast.isdisjoint(form.split()))
        and (len(readings) > 1 or headless or readings[0].sense.iri in lexicon.complaints)
    ):
        raise NotUnderstood("begins with a denial whose reach is not clear; say each part by itself", phrase=text)
    if affirmed and any(one.either for one in readings):
        raise NotUnderstood("names two of which one may not be there; say each by itself", phrase=text)
    for rest in () if readings else negated:
        said = _composed_of(rest, measures, lexicon, text)
        if said:
            candidate = marked(rest, lexicon) or Candidate(rest)
            readings = tuple(_denied(one, candidate, text, lexicon) for one in said)
            break
    return tuple(one._replace(source=source) for one in readings)


def _stands_alone(rests: list[str], measures: list[Measure], lexicon: Lexicon, whole: str) -> bool:
    """Tell whether what follows a negation says something without it, so that the negation may reach all of it.

    "absent A and B" may be the names of two findings: without its first word it says nothing.
    """
    try:
        return any(_composed_of(rest, measures, lexicon, whole) for rest in rests)
    except NotUnderstood:
        return True


def _composed_of(form: str, measures: list[Measure], lexicon: Lexicon, whole: str) -> tuple[Reading, ...]:
    candidate = marked(form, lexicon)
    if candidate is None:
        return ()
    try:
        readings = compose(candidate.rest, measures, lexicon, sided=bool(candidate.sides))
    except NotUnderstood as error:
        raise NotUnderstood(error.message, phrase=whole) from None
    words = _side_words(candidate, lexicon)
    firm = not lexicon.language.open_if_denied(form)
    limits = unpacked(lexicon.language.grammar).limits
    found: list[Reading] = []
    for one in readings:
        one = one._replace(firm=one.firm and firm)
        if one.sense.iri in limits and lexicon.bearers.get(one.sense.iri) == DX + "Patient":
            # what happened to the patient has no side in a case; beside something else, the side is that of the other
            unused = tuple(label for label, _ in words) if len(readings) == 1 else ()
            found.append(one._replace(unused=one.unused + unused))
        else:
            sided = one._replace(sides=candidate.sides, side_words=words)
            found.append(_without_side(sided) if one.sense.iri in lexicon.side_not_used else sided)
    return tuple(found)


def _meaning(sense: Sense, lexicon: Lexicon) -> str:
    name = " ".join(f'"{lexicon.labels.get(iri, iri)}"' for _, iri in sense.terms)
    return f"the absence of {name}" if sense.absent else name
