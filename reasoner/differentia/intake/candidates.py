"""The ways of taking a phrase apart before its words are looked up: a negation in front, and words of side anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from differentia.intake.chart import BOTH, SIDE
from differentia.intake.lexicon import Lexicon
from differentia.intake.wording import normalise

__all__ = ["Candidate", "candidates", "denies", "marked", "without_negation"]


class Candidate(NamedTuple):
    """One way of taking a phrase apart: what is left once sides and a negation in front are taken away."""

    rest: str
    sides: tuple[str, ...] = ()
    negated: bool = False
    whole: bool = False  # "both" or "bilateral" said of the thing itself, not of where it was looked for


def candidates(words: str, lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the ways of taking a normalised phrase apart, those first that take least away."""
    yield Candidate(words)
    yield from _sided(words, lexicon, negated=False)
    for rest in without_negation(words, lexicon):
        yield Candidate(rest, negated=True)
        yield from _sided(rest, lexicon, negated=True)


def without_negation(words: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield what is left of a normalised phrase after each negation with which it begins, the longest first."""
    first = words.partition(" ")[0]
    for negation in _negations(lexicon.language.negations).get(first, ()):
        if words.startswith(negation + " "):
            yield words[len(negation) + 1 :]


@lru_cache(maxsize=4)
def _negations(negations: tuple[str, ...]) -> dict[str, list[str]]:
    """Negations by their first word."""
    found: dict[str, list[str]] = {}
    for negation in negations:
        found.setdefault(negation.partition(" ")[0], []).append(negation)
    return found


def denies(words: str, lexicon: Lexicon) -> bool:
    """Tell whether a phrase reads as a denial, though it may be the name of a finding: "no X", "X absent"."""
    form = normalise(words)
    return any(True for _ in without_negation(form, lexicon)) or not lexicon.language.denying.isdisjoint(form.split())


def _sided(words: str, lexicon: Lexicon, *, negated: bool) -> Iterator[Candidate]:
    """Take the words of side away, if there are any and they agree."""
    language = lexicon.language
    if not lexicon.sides:
        return
    for pattern in (language.side, language.bare_side):
        rest, spread = re.subn(language.everywhere, " ", words)
        rest, whole = re.subn(language.both, " ", rest)
        found = {lexicon.sides[name] for name in _names(pattern, rest)}
        if not (spread or whole or found):
            continue
        rest = " ".join(re.sub(pattern, " ", rest).split())
        if (spread or whole) and not found:
            # "not on both sides ..." may deny one side only, "... on both sides" after a denial denies both
            opens = re.match(language.everywhere, words) is not None
            yield Candidate(rest, _all(lexicon), negated, bool(whole) or opens)
        elif len(found) == 1 and not spread and not whole:
            yield Candidate(rest, tuple(found), negated)


def marked(words: str, lexicon: Lexicon) -> Candidate | None:
    """Put a mark in place of the words of side in a normalised phrase; None if they do not agree on one mention.

    The words stay in their place, because a side may belong to what is done (lying on one side) and not to the place
    of the complaint.
    """
    language = lexicon.language
    rest, spread = re.subn(language.everywhere, f" {BOTH} ", words)
    rest, whole = re.subn(language.both, f" {BOTH} ", rest)
    names = _names(language.side, rest)
    rest = " ".join(re.sub(language.side, f" {SIDE} ", rest).split())
    if not names and not spread and not whole:
        return Candidate(rest)
    if len(names) + spread + min(whole, 1) > 1:  # "both" may be said again: both ... and both ...
        return None
    sides = (lexicon.sides[names[0]],) if names else _all(lexicon)
    return Candidate(rest, sides, False, bool(whole))


def _all(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(sorted(set(lexicon.sides.values())))


def _names(pattern: str, text: str) -> list[str]:
    return [next(filter(None, match.groups())) for match in re.finditer(pattern, text)]
