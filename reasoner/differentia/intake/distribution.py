"""Takes apart phrases in which several adjectives stand with one name of a part of the body: "X red and warm".

Each adjective is put together with the name, its side and whatever follows, and the phrases are then read one by one.
Which words are such adjectives, and which are names of parts, the language of the ontology says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from differentia.intake.language import END, Grammar, unpacked
from differentia.intake.lexicon import Lexicon
from differentia.intake.wording import normalise

__all__ = ["distributed"]

_ATTRIBUTE, _FEELS = "<attribute>", "<feels>"
_LEAST, _MOST = 2, 6


class _Token(NamedTuple):
    text: str
    form: str


def distributed(text: str, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """Write one phrase as several: for each adjective the ways of saying it alone; nothing if it is no such phrase.

    Args:
        text: a phrase without a source.
        lexicon: the words of the domain.
    """
    grammar = unpacked(lexicon.language.grammar)
    tokens = [_Token(word, normalise(word)) for word in text.replace(",", " ").replace(";", " ").split()]
    found = _Scan(tokens, grammar, lexicon).found()
    if found is None:
        return ()
    attributes, name, rest = found
    return tuple(
        (f"{name} {attribute} {rest}".strip(), f"{attribute} {name} {rest}".strip()) for attribute in attributes
    )


class _Scan:
    """Reads the words of a phrase from its start as far as adjectives and one name of a part go."""

    def __init__(self, tokens: list[_Token], grammar: Grammar, lexicon: Lexicon) -> None:
        kept = [(place, token) for place, token in enumerate(tokens) if token.form and token.form not in grammar.empty]
        self.tokens = [token for _, token in kept]
        self.written = tokens
        self.places = [place for place, _ in kept] + [len(tokens)]  # of the tokens in what is written
        self.words = grammar.words
        self.sides = {*lexicon.sides, *_both(lexicon)}

    def found(self) -> tuple[list[str], str, str] | None:
        """The adjectives, the name with its side, and what follows; None if it is no such phrase."""
        place = max((end for end in self._ends("leadIn", 0)), default=0)
        attributes: list[str] = []
        sides: list[str] = []
        place = self._adjectives(place, attributes, sides)
        end = self._site(place)
        if end is None:
            return None
        name = [token.text for token in self.tokens[place:end]]
        place = max(self._ends(_FEELS, end), default=end)
        place = self._adjectives(place, attributes, sides)
        if not _LEAST <= len(attributes) <= _MOST or len(sides) > 1 or self._site(place) is not None:
            return None
        rest = self.written[self.places[place] :]  # as written: a word that is left out may be part of a time
        return attributes, " ".join([*sides, *name]), " ".join(token.text for token in rest)

    def _adjectives(self, place: int, attributes: list[str], sides: list[str]) -> int:
        """Take adjectives, words of degree before them, words of side and joining words."""
        degree: list[str] = []
        start = place
        while place < len(self.tokens):
            ends = max(self._ends(_ATTRIBUTE, place), default=None)
            soft = max(self._ends("softWord", place), default=None)
            joined = max(self._ends("andWord", place), default=None)
            if ends is not None:
                attributes.append(" ".join([*degree, *(token.text for token in self.tokens[place:ends])]))
                degree, place = [], ends
                start = place
            elif self.tokens[place].form in self.sides:
                sides.append(self.tokens[place].text)
                place += 1
                start = place
            elif soft is not None:
                degree += [token.text for token in self.tokens[place:soft]]
                place = soft
            elif joined is not None:
                place = joined
            else:
                break
        return start  # joining words and words of degree with no adjective after them belong to what follows

    def _site(self, place: int) -> int | None:
        return max(self._ends("site", place), default=None)

    def _ends(self, kind: str, place: int) -> Iterator[int]:
        """Where words of a kind end that begin at a place: names of sites, or words of a list."""
        node = self.words
        for end in range(place, len(self.tokens)):
            for word in self.tokens[end].form.split():
                node = node.get(word) or {}
            if not node:
                return
            if any(kind in (entry.kind, entry.iri) for entry in node.get(END, ())):
                yield end + 1


def _both(lexicon: Lexicon) -> Iterator[str]:
    """Single words for both sides."""
    return (word for word in lexicon.language.both_words if " " not in word)
