"""Takes a phrase apart: a chart of the forms of a grammar over its words, and the fewest forms that cover them all.

No word is left over: each belongs to a form, stands in a list of words that may open or join forms, or is one of the
words of degree, which are noted. Where several covers use equally few forms, all of them are given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from differentia.intake.language import END, SLOTS, Entry, Form, Grammar, Slot, Trie
from differentia.intake.measurements import WRITTEN_UNITS, dimension

__all__ = ["BOTH", "MARK", "SIDE", "Chart", "Filled", "Measure", "Part", "set_measures_apart"]

_MOST_WORDS = 40
_MOST_COVERS = 64
MARK = "zq{}q"  # stands in for a measure while a phrase is brought into its normal form
SIDE, BOTH = "zqsideq", "zqbothq"  # stand where words of side were
_PLACES = {"site", "thing", "complaint"}
_OF_COURSE = {"course", "bare"}
_WORDED = "word"  # the tag of slots that take words such as "yesterday"


class Measure(NamedTuple):
    """A number or range with a unit of time or length, as written; or a word such as "yesterday"."""

    number: str
    unit: str
    dimension: str
    text: str
    worded: bool = False


class Filled(NamedTuple):
    """A slot with the values that fill it, and the word that joins them: "", "and" or "or"."""

    slot: Slot
    values: tuple[Entry, ...] = ()
    joined: str = ""
    measure: Measure | None = None


class Part(NamedTuple):
    """A form as it was matched: where it ends and starts, what fills its slots, and words of degree in it."""

    end: int
    form: Form
    filled: tuple[Filled, ...]
    notes: tuple[str, ...] = ()
    start: int = 0


_Cover = tuple[tuple[int, int, int], tuple[Part, ...]]  # its cost, and its parts


def set_measures_apart(text: str, grammar: Grammar) -> tuple[str, list[Measure]]:
    """Put a mark in place of each number with a unit of time or length.

    Example:
        >>> from differentia.intake.language import unpacked
        >>> set_measures_apart("after 200 to 300 metres", unpacked(b""))[1][0].number
        '200-300'
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    found: list[Measure] = []

    def replace(match: re.Match[str]) -> str:
        unit = dimension(match[3])
        if unit is None or (match[3][0] == "/" and not _is_part(match)):
            return match[0]
        ends = [grammar.numerals.get(end, end) for end in match.groups()[:2] if end]
        found.append(Measure("-".join(ends), unit[0], unit[1], match[0]))
        return f" {MARK.format(len(found) - 1)} "

    def worded(match: re.Match[str]) -> str:
        number, unit = grammar.times[match[0]]
        found.append(Measure(number, unit, "time", match[0], worded=True))
        return f" {MARK.format(len(found) - 1)} "

    text = re.sub(_measure("|".join(grammar.numerals)), replace, text)
    return re.sub(_times("|".join(grammar.times)), worded, text), found


def _is_part(match: re.Match[str]) -> bool:
    """Tell whether a number of days, weeks or months is written as a part of a week or year: 3/7 is three days.

    More of them than the whole has, or a date such as "since 3/12", is none.
    """
    after_a_word_of_dates = re.search(r"(?:since|from|on|in)\s+$", match.string[: match.start()])
    return match[1].isdigit() and int(match[1]) < int(match[3][1:]) and after_a_word_of_dates is None


@lru_cache(maxsize=4)
def _times(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{words or '(?!)'})(?![\w'-])")


@lru_cache(maxsize=4)
def _measure(numerals: str) -> re.Pattern[str]:
    """A number or range with a unit; the number may be one of some words."""
    number = rf"(?:\d{{1,9}}(?:\.\d{{1,9}})?|\b(?:{numerals or '(?!)'})\b)"
    units = "|".join(map(re.escape, WRITTEN_UNITS))
    return re.compile(
        rf"(?<![\w.-])({number})(?:\s*(?:\bto\b|(?<=\d\s)[-\u2013]|(?<=\d)[-\u2013](?=\s?\d))\s*({number}))?[\s-]*({units})(?![\w'/])"
    )


class Chart:
    """The forms that match in one phrase, which is normalised and has its measures set apart."""

    def __init__(self, phrase: str, measures: list[Measure], grammar: Grammar) -> None:
        self.grammar = grammar
        self.tokens = [word for word in phrase.split() if word not in grammar.empty][: _MOST_WORDS + 1]
        self.measures = {MARK.format(number): measure for number, measure in enumerate(measures)}
        self._at: dict[int, list[tuple[Entry, int]]] = {}
        self._valued: dict[tuple[str, int], list[tuple[tuple[Entry, ...], str, int]]] = {}
        self._covers: dict[int, list[_Cover]] = {}
        self._later: dict[tuple[str, int], set[tuple[int, bool]]] = {}

    def covers(self) -> list[tuple[Part, ...]]:
        """The ways of covering the phrase with the fewest forms."""
        if not self.tokens or len(self.tokens) > _MOST_WORDS:
            return []
        found: list[_Cover] = []
        for start, side in self._after("leadIn", 0):
            found += [c for c in self._from(start) if not side or (c[1] and c[1][0].form.kind not in _OF_COURSE)]
        cheapest = [parts for _, parts in _cheapest(found)]
        if len(cheapest) < 2:
            return cheapest
        fewest: dict[tuple[tuple[int, int], ...], int] = {}
        for parts in cheapest:  # a name of several words goes before several names
            spans = tuple((part.start, part.end) for part in parts)
            fewest[spans] = min(fewest.get(spans, _MOST_WORDS), _values_in(parts))
        kept = [p for p in cheapest if _values_in(p) == fewest[tuple((part.start, part.end) for part in p)]]
        shortest = min(map(_labelled, kept), default=0)  # what a label leaves over is said plainly
        return [parts for parts in kept if _labelled(parts) == shortest]

    def wholes(self, kind: str) -> list[Form]:
        """The forms of a kind that match the whole phrase by their words alone."""
        whole = [part for part in self._parts(0) if part.end == len(self.tokens)] if self.tokens else []
        return [part.form for part in whole if part.form.kind == kind and not part.filled and not part.notes]

    def _after(self, kind: str, place: int) -> set[tuple[int, bool]]:
        """Places after any number of words of a kind, and whether words of one side were among them."""
        known = self._later.get((kind, place))
        if known is not None:
            return known
        start = place
        waiting, seen = [(place, False)], {(place, False)}
        while waiting:
            place, side = waiting.pop()
            new = {(end, side) for entry, end in self.entries(place) if entry.kind == kind}
            if place < len(self.tokens) and self.tokens[place] in {SIDE, BOTH}:
                new.add((place + 1, side or self.tokens[place] == SIDE))
            new -= seen
            seen |= new
            waiting += new
        self._later[kind, start] = seen
        return seen

    def _from(self, place: int) -> list[_Cover]:
        """The cheapest covers of what follows a place."""
        if place == len(self.tokens):
            return [((0, 0, 0), ())]
        if place not in self._covers:
            found: list[_Cover] = []
            for part in self._parts(place):
                if (part.form.kind == "bare" and place == 0) or self.tokens[part.end - 1] in {SIDE, BOTH}:
                    continue
                found += self._continued(part)
            self._covers[place] = _cheapest(found)
        return self._covers[place]

    def _continued(self, part: Part) -> Iterator[_Cover]:
        """A part with the cheapest covers of what follows it."""
        own = (1, int(not _labels(part)), len(part.notes))
        for start, side in self._after("joiner", part.end):
            if start == len(self.tokens) and any(t not in {SIDE, BOTH} for t in self.tokens[part.end :]):
                continue  # a joiner with nothing to join
            for cost, parts in self._from(start):
                # a side between two statements of the course may belong to either: lying on one side
                if side and part.form.kind in _OF_COURSE and (not parts or parts[0].form.kind in _OF_COURSE):
                    continue
                yield (own[0] + cost[0], own[1] + cost[1], own[2] + cost[2]), (part, *parts)

    def _parts(self, start: int) -> Iterator[Part]:
        """Every form that matches at a place."""
        waiting: list[tuple[Trie, int, tuple[Filled, ...], tuple[str, ...]]] = [(self.grammar.forms, start, (), ())]
        while waiting:
            node, place, filled, notes = waiting.pop()
            if place > start:
                for form in node.get(END, ()):
                    if form.kind in _OF_COURSE and SIDE in self.tokens[start:place]:
                        continue
                    if not form.cls or all(form.cls in thing.tags for thing in _things(filled)):
                        yield Part(place, form, filled, notes, start)
            if place == len(self.tokens):
                continue
            token = self.tokens[place]
            if token in {SIDE, BOTH} and place > start:
                waiting.append((node, place + 1, filled, notes))
            if (following := node.get(token)) is not None:
                waiting.append((following, place + 1, filled, notes))
            for entry, end in self.entries(place):
                if entry.kind == "list" and entry.iri in node:
                    waiting.append((node[entry.iri], end, filled, notes))
                elif entry.kind == "softWord" and len(node) > (END in node):
                    waiting.append((node, end, filled, (*notes, entry.words)))
            for key, fill, end in self._fits(node, place):
                waiting.append((node[key], end, (*filled, fill), notes))

    def _fits(self, node: Trie, place: int) -> Iterator[tuple[str, Filled, int]]:
        """What fills the slots that may come next."""
        slots = node.get(SLOTS)
        if slots is None:
            return
        if (measure := self.measures.get(self.tokens[place])) is not None:
            for filler, wanted in slots.items():
                for key, slot in wanted:
                    if self._measures(filler, slot, measure):
                        yield key, Filled(slot, (), "", measure), place + 1
            return
        for filler in dict.fromkeys(entry.kind for entry, _ in self.entries(place)):
            for values, joined, end in self._values(filler, place) if filler in slots else ():
                for key, slot in slots[filler]:
                    if slot.never and any(slot.never in value.tags for value in values):
                        continue
                    if not slot.tag or all(slot.tag in value.tags for value in values):
                        yield key, Filled(slot, values, joined), end

    def _measures(self, filler: str, slot: Slot, measure: Measure) -> bool:
        """Tell whether a measure may fill a slot."""
        if filler == "time":
            return measure.dimension == "time" and not measure.worded
        units = self.grammar.measures.get(filler)
        if units is None or measure.worded or slot.tag:
            return units is not None and slot.tag == (_WORDED if measure.worded else measure.unit)
        return not units or measure.unit in units

    def _values(self, filler: str, place: int) -> list[tuple[tuple[Entry, ...], str, int]]:
        """Values of one class: one, or several with "and" or "or" between them."""
        found = self._valued.get((filler, place))
        if found is None:
            found = self._valued[filler, place] = []
            for first, end in self.entries(place):
                if first.kind != filler:
                    continue
                found.append(((first,), "", end))
                for joined, start in self._joined(end):
                    for others, kind, final in self._values(filler, start):
                        if kind in {"", joined}:
                            found.append(((first, *others), joined, final))
        return found

    def _joined(self, place: int) -> Iterator[tuple[str, int]]:
        """Places after a joining word, and after a word such as "when" that is said again."""
        for entry, end in self.entries(place):
            if entry.kind in {"andWord", "orWord"}:
                joined = "and" if entry.kind == "andWord" else "or"
                yield joined, end
                yield from ((joined, e) for again, e in self.entries(end) if again.iri == "<when>")

    def entries(self, place: int) -> list[tuple[Entry, int]]:
        """What the words from a place on are, each with the place after it."""
        if place not in self._at:
            found: list[tuple[Entry, int]] = []
            node = self.grammar.words
            sided = False  # words of side may stand within the name of a place: the back of both ...
            for end in range(place, len(self.tokens)):
                following = node.get(self.tokens[end])
                if following is None:
                    if self.tokens[end] in {SIDE, BOTH} and end > place:
                        sided = True
                        continue
                    break
                node = following
                found += [(entry, end + 1) for entry in node.get(END, ()) if not sided or entry.kind in _PLACES]
            self._at[place] = found
        return self._at[place]


def _labels(part: Part) -> bool:
    """Whether a part is just a label: labels go before what is put together."""
    return bool(part.filled) and part.filled[0].slot.name == "complaint"


def _things(filled: tuple[Filled, ...]) -> list[Entry]:
    return [value for fill in filled if fill.slot.name == "thing" for value in fill.values]


def _labelled(parts: tuple[Part, ...]) -> int:
    """How many words the labels of a cover take."""
    return sum(part.end - part.start for part in parts if _labels(part))


def _values_in(parts: tuple[Part, ...]) -> int:
    return sum(len(fill.values) for part in parts for fill in part.filled)


def _cheapest(found: list[_Cover]) -> list[_Cover]:
    if not found:
        return []
    least = min(cost for cost, _ in found)
    kept = [cover for cover in found if cover[0] == least]
    return kept if len(kept) == 1 else list(dict.fromkeys(kept))[:_MOST_COVERS]
