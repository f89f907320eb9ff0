"""Reads one phrase: what it names, on which side, whether it denies it, and who says so.

A phrase is understood as a whole or not at all. It may consist of a label, words of side, one negation in front and a
source in parentheses at the end; when anything is left over, nothing is guessed and the phrase is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from differentia.errors import BadInput
from differentia.intake.lexicon import Lexicon, Sense
from differentia.intake.suggestions import closest, suggest
from differentia.intake.wording import normalise

__all__ = [
    "NotUnderstood",
    "Reading",
    "denies",
    "read_kind",
    "read_phrase",
    "read_side",
    "read_unknown",
    "split_source",
]

_NEGATIONS = tuple(
    sorted(
        map(
            normalise,
            ("no", "not", "never", "without", "denies", "denied", "absence of", "no evidence of", "no sign of"),
        ),
        key=len,
        reverse=True,
    )
)
# Words which, in the parentheses at the end of a phrase, may turn its meaning round: that is no source.
_TURNING = (
    "no not none never nil without absent absence lacking negative normal denies denied excluded ruled resolved "
    "gone unlikely doubtful doubt questionable possible possibly probable probably suspected suspicion query maybe "
    "unsure uncertain unknown unclear false wrong former formerly previously until except but neither nor isnt"
)
_SOURCE = r"(?is)^(.*\S)\s*\(\s*(?:as\s+)?(?:per|from|according to)\s+([^()]+)\)\s*\.?$"
_CURIE = r"<[^<>\s]+>|(?<!\S)[A-Za-z][\w.-]*:[^\s<>()\"]+"
_PLACE = "\ue000"  # stands in for a CURIE or IRI while a phrase is taken apart
_MAX_PHRASE = 300
_Lookup: TypeAlias = Callable[[str], tuple[Sense, ...]]


class NotUnderstood(BadInput):
    """Refuse a phrase that names nothing, or more than one thing; a lenient reader leaves it out and says so."""


class Reading(NamedTuple):
    """A phrase as understood.

    Attributes:
        sense: what it names.
        sides: the sides it speaks of: none, one, or all of them.
        absent: whether it says that this is not so.
        source: who says so.
        side_words: pairs of words and IRI for the sides, to tell how the phrase was read.
    """

    sense: Sense
    sides: tuple[str, ...] = ()
    absent: bool = False
    source: str | None = None
    side_words: tuple[tuple[str, str], ...] = ()


class _Candidate(NamedTuple):
    """One way of taking a phrase apart: what is left once sides and a negation in front are taken away."""

    rest: str
    sides: tuple[str, ...] = ()
    negated: bool = False
    whole: bool = False  # "both" or "bilateral" said of the thing itself, not of where it was looked for


def read_phrase(text: str, lexicon: Lexicon, *, hints: bool = True) -> Reading:
    """Read a phrase that says that something is so, or, with a negation in front, that it is not.

    With `hints` (here and below) an error names the nearest terms, which takes far longer than reading.

    Raises:
        NotUnderstood: it is no phrase of the lexicon, names several things, or denies a denial.

    Example:
        >>> from differentia.intake.vocabulary import DX
        >>> from differentia.owl.expressions import RDFS, Literal
        >>> label = ("ex:Fever", RDFS + "label", Literal("fever", ""))
        >>> words = Lexicon.build([label, ("ex:Fever", RDFS + "subClassOf", DX + "Finding")])
        >>> reading = read_phrase("No fever (per letter)", words)
        >>> reading.sense.iri, reading.absent, reading.source
        ('ex:Fever', True, 'letter')
    """
    reading = _read(text, lexicon, lexicon.meanings, lexicon.findings)
    if reading is not None:
        return reading
    other = _read(text, lexicon, lambda phrase: _names(phrase, lexicon), lexicon.kinds)
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

    reading = _read(text, lexicon, lookup, lexicon.labels)
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


def split_source(text: str, lexicon: Lexicon | None = None) -> tuple[str, str | None]:
    """Take a source in parentheses off the end of a phrase.

    Parentheses that hold no source ("per ...", "from ...", "according to ..."), or a word that may turn the meaning
    round, or a side, stay: the phrase is then understood with them or not at all.

    Example:
        >>> split_source("fever (per letter)")
        ('fever', 'letter')
        >>> split_source("fever (per letter, resolved)")
        ('fever (per letter, resolved)', None)
    """
    match = re.match(_SOURCE, text.strip()) if "(" in text else None
    if match is None:
        return text, None
    kept = _turning() | frozenset(lexicon.sides if lexicon else ())
    if any(word in kept or not word.isalnum() for word in normalise(match[2]).split()):
        return text, None
    return match[1], " ".join(match[2].split())


@cache
def _turning() -> frozenset[str]:
    return frozenset(normalise(_TURNING).split())


def read_side(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Read the value of `side:`: the name of a side, or "both" or "bilateral".

    Raises:
        BadInput: it is no side.
    """
    words = normalise(text)
    if words in {"both", "bilateral", "bilaterally"}:
        return tuple(sorted(set(lexicon.sides.values())))
    if words in lexicon.sides:
        return (lexicon.sides[words],)
    raise BadInput("no such side", phrase=text, nearest=(*sorted(lexicon.sides), "both"))


def _nearest(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    return suggest(_readings_of(text, lexicon), lexicon)


def _readings_of(text: str, lexicon: Lexicon) -> list[str]:
    """A phrase without what stands in parentheses at its end, and with sides and negation taken away or not."""
    words = normalise(re.sub(r"\([^()]*\)\s*$", "", text[:_MAX_PHRASE]))
    return list(dict.fromkeys(candidate.rest for candidate in _candidates(words, lexicon)))[:4]


def _read(text: str, lexicon: Lexicon, lookup: _Lookup, known: Container[str]) -> Reading | None:
    """Try the phrase as it stands, then without a source at its end."""
    if len(text) > _MAX_PHRASE:
        raise NotUnderstood("longer than any phrase", phrase=text[:40] + "...")
    body, source = split_source(text, lexicon)
    for words, said_by in ((text, None), (body, source)) if source else ((text, None),):
        named: list[Sense] = []
        form = normalise(_put_aside(words, lexicon, known, named))
        for candidate in _candidates(form, lexicon):
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
    senses: tuple[Sense, ...], candidate: _Candidate, source: str | None, whole: str, lexicon: Lexicon
) -> Reading:
    if len(senses) > 1:
        meanings = tuple(dict.fromkeys(_meaning(sense, lexicon) for sense in senses))
        raise NotUnderstood(f"may mean {' or '.join(meanings)}; say which", phrase=whole)
    sense = senses[0]
    if candidate.negated and (sense.absent or denies(candidate.rest)):
        raise NotUnderstood("denies a denial; say plainly what is there", phrase=whole)
    if candidate.negated and candidate.whole:
        raise NotUnderstood("may deny one side or both; say which", phrase=whole)
    sides = tuple((word, iri) for word, iri in lexicon.sides.items() if iri in candidate.sides)
    return Reading(sense, candidate.sides, candidate.negated or sense.absent, source, sides)


def denies(words: str) -> bool:
    """Tell whether a phrase reads as a denial, though it may be the name of a finding: "no X", "X absent".

    Example:
        >>> denies("no palpable swelling"), denies("swelling absent"), denies("swelling that does not hurt")
        (True, True, False)
    """
    form = normalise(words)
    return form.startswith(tuple(f"{negation} " for negation in _NEGATIONS)) or "absent" in form.split()


def _meaning(sense: Sense, lexicon: Lexicon) -> str:
    name = " ".join(f'"{lexicon.labels.get(iri, iri)}"' for _, iri in sense.terms)
    return f"the absence of {name}" if sense.absent else name


def _candidates(words: str, lexicon: Lexicon) -> Iterator[_Candidate]:
    """The ways of taking a phrase apart, those first that take least away."""
    yield _Candidate(words)
    yield from _sided(words, lexicon, negated=False)
    for negation in _NEGATIONS:
        if words.startswith(negation + " "):
            rest = words[len(negation) + 1 :]
            yield _Candidate(rest, negated=True)
            yield from _sided(rest, lexicon, negated=True)


def _sided(words: str, lexicon: Lexicon, *, negated: bool) -> Iterator[_Candidate]:
    """Take the words of side away, if there are any and they agree."""
    if not lexicon.sides or not any(word in words for word in ("both", "either", "bilateral", *lexicon.sides)):
        return
    names = "|".join(sorted(map(re.escape, lexicon.sides), key=len, reverse=True))
    everywhere = r"\b(?:(?:on|at|in) (?:both|either) side|bilaterally)\b"
    both = rf"\b(?:bilateral|(?:on )?both|(?:{names}) and (?:{names}))\b"
    one = rf"(?:(?:on|at) (?:the )?({names})(?: side)?|({names}) (?:sided|side))"
    for pattern in (rf"\b(?:{one}|({names}))\b", rf"\b({names})\b"):
        rest, spread = re.subn(everywhere, " ", words)
        rest, whole = re.subn(both, " ", rest)
        found = {lexicon.sides[next(filter(None, groups))] for groups in _groups(pattern, rest)}
        rest = " ".join(re.sub(pattern, " ", rest).split())
        every = tuple(sorted(set(lexicon.sides.values())))
        if (spread or whole) and not found:
            # "not on both sides ..." may deny one side only, "... on both sides" after a denial denies both
            yield _Candidate(rest, every, negated, bool(whole) or re.match(everywhere, words) is not None)
        elif len(found) == 1 and not spread and not whole:
            yield _Candidate(rest, tuple(found), negated)


def _groups(pattern: str, text: str) -> list[tuple[str | None, ...]]:
    return [match.groups() for match in re.finditer(pattern, text)]
