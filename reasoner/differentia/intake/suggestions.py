"""What somebody may have meant: the phrases of a lexicon nearest to one that is not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from differentia.intake.lexicon import Lexicon

__all__ = ["closest", "suggest"]

_CLOSE = 0.6


def suggest(wanted: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Find the at most three findings and qualifiers nearest to some normalised phrases, best first."""
    phrases = {phrase: senses[0].phrase for phrase, senses in lexicon.senses.items()}
    for phrase in wanted:
        phrases |= _qualifiers_like(phrase, lexicon)
    return closest(wanted, phrases)


def closest(wanted: Sequence[str], phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Find the at most three phrases nearest to one of those wanted, best first.

    Args:
        wanted: normalised phrases, each a way of reading what was written.
        phrases: normalised phrase -> the phrase as it is shown.

    Example:
        >>> closest(["fevr"], {"fever": "Fever", "cough": "Cough"})
        ('Fever',)
    """
    import difflib

    scores: dict[str, float] = {}
    for words in wanted:
        matcher = difflib.SequenceMatcher(b=words)
        for phrase, shown in phrases.items():
            matcher.set_seq1(phrase)
            if matcher.real_quick_ratio() < _CLOSE or matcher.quick_ratio() < _CLOSE:
                continue
            scores[shown] = max(scores.get(shown, 0), matcher.ratio())
    close = [shown for shown, score in scores.items() if score >= _CLOSE]
    return tuple(sorted(close, key=lambda shown: (-scores[shown], shown))[:3])


def _qualifiers_like(phrase: str, lexicon: Lexicon) -> dict[str, str]:
    """The patterns that fit with the values nearest to what fills the gap, and the values that fit with all patterns.

    All patterns with all values would be tens of thousands of phrases: too many to compare.
    """
    import difflib

    found: dict[str, str] = {}
    for (before, after), patterns in lexicon.patterns.items():
        fits = bool(before or after) and f"{phrase} ".startswith(f"{before} ".lstrip())
        fits = fits and f" {phrase}".endswith(f" {after}".rstrip())
        middle = phrase[len(before) : len(phrase) - len(after)].strip()
        for pattern in patterns:
            values = lexicon.values[pattern.values]
            near = difflib.get_close_matches(middle, values, 3, _CLOSE) if fits else []
            for label in [*near, *(label for label in values if f" {label} " in f" {phrase} ")]:
                filled = f"{before} {label} {after}".strip()
                found[filled] = pattern.text.replace("{}", values[label][0][1])
    return found
