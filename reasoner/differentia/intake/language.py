"""The language of an ontology: its small words, and the grammar by which phrases are put together, compiled.

Everything is taken from annotations (`ontology/dx-phrases.ttl` says what they mean); no word stands here. The grammar
is kept as bytes inside the lexicon and unpacked when a phrase first needs it: most cases are read without.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from differentia.intake.readings import Sense
from differentia.intake.vocabulary import DX, LABELS, Source, local_name
from differentia.intake.wording import normalise
from differentia.owl.expressions import Literal

__all__ = ["END", "SLOTS", "Entry", "Form", "Grammar", "Language", "Slot", "Trie", "build_language", "unpacked"]

END = ""  # the key under which a trie keeps what ends at a node
SLOTS = "{}"  # the key under which a trie of forms keeps the slots that may come next, by what may fill them
Trie = dict[str, Any]
_SITE, _THING, _COMPLAINT = "site", "thing", "complaint"


class Slot(NamedTuple):
    """A gap in a form: which values may fill it, and what they are then.

    Attributes:
        name: a property of complaints; "site", "thing" or "complaint"; a kind of measurement.
        tag: a tag that the value must have; of a measurement, the unit it must have.
        sign: for a measurement, "<=" or ">" if the form gives a limit only.
        unused: the value is understood and not used.
        never: the tag of values that never fill it; empty if there are none.
    """

    name: str
    tag: str = ""
    sign: str = ""
    unused: bool = False
    never: str = ""


class Entry(NamedTuple):
    """What some words are: a word of a list, or a value of a class that may fill slots."""

    kind: str
    iri: str
    words: str
    tags: frozenset[str] = frozenset()
    narrow: bool = False


class Form(NamedTuple):
    """The end of a form.

    Attributes:
        kind: "complaint", "mention", "course", "bare", "finding", "symptom" or "aside".
        cls: the class of findings that has the form.
        denied: the form says that this is not so.
    """

    kind: str
    cls: str = ""
    denied: bool = False


class Grammar(NamedTuple):
    """A compiled grammar.

    Attributes:
        words: the words of lists and values, as a trie.
        forms: the forms as a trie over words, `<list>` and `{slot}`.
        empty: words that are left out.
        numerals: number words.
        measures: class of a kind of measurement -> the units it may have in a phrase; none: all that fit.
        times: words that stand for a time -> its number and unit.
        limits: class of findings -> how long ago it may have been, as number and unit.
    """

    words: Trie
    forms: Trie
    empty: frozenset[str]
    numerals: dict[str, str]
    measures: dict[str, tuple[str, ...]]
    times: dict[str, tuple[str, str]]
    limits: dict[str, tuple[str, str]]


class Language(NamedTuple):
    """The small words of a language, normalised.

    Attributes:
        negations: words which, in front, deny a phrase; the longest first.
        turning: words that turn a meaning round.
        affirmed_only: words whose denial leaves open what is so.
        both: a regular expression for both sides, said of a thing.
        everywhere: the same, said of the places where it was looked for.
        contrast: words that end the reach of a negation.
        denying: words that make a phrase a denial wherever they stand.
        side: a regular expression for words of one side, each with the name of the side in a group.
        bare_side: the same for the name alone.
        both_words: the words for both sides, said of a thing.
        other_side: a regular expression for the other side in a comparison.
        determiners: a regular expression for words that may stand where a label has the article.
        article: the article.
        empty: words that may be left out anywhere.
        past: words before a finding that may also be said of one that is joined to it; with a space after each.
        grammar: a pickled `Grammar`.
    """

    negations: tuple[str, ...] = ()
    turning: frozenset[str] = frozenset()
    affirmed_only: tuple[str, ...] = ()
    both: str = "(?!)"
    everywhere: str = "(?!)"
    contrast: frozenset[str] = frozenset()
    denying: frozenset[str] = frozenset()
    side: str = "(?!)"
    bare_side: str = "(?!)"
    both_words: tuple[str, ...] = ()
    other_side: str = "(?!)"
    determiners: str = "(?!)"
    article: str = ""
    empty: frozenset[str] = frozenset()
    past: tuple[str, ...] = ()
    grammar: bytes = b""

    def bare(self, phrase: str) -> str:
        """Return a normalised phrase without articles."""
        return " ".join(word for word in phrase.split() if word != self.article)

    def stripped(self, phrase: str) -> str:
        """Return a normalised phrase without the words that may be left out anywhere."""
        return " ".join(word for word in phrase.split() if word not in self.empty)

    def open_if_denied(self, phrase: str) -> bool:
        """Tell whether a normalised phrase holds a word that must not be denied."""
        padded = f" {phrase} "
        return any(f" {words} " in padded for words in self.affirmed_only)


@lru_cache(maxsize=4)
def unpacked(grammar: bytes) -> Grammar:
    """Unpack a grammar."""
    return pickle.loads(grammar) if grammar else Grammar({}, {}, frozenset(), {}, {}, {}, {})  # noqa: S301 - our own bytes


def build_language(
    source: Source, sides: Mapping[str, str], senses: Mapping[str, tuple[Sense, ...]], bearers: Mapping[str, str]
) -> Language:
    """Collect the language of an ontology.

    Args:
        source: its triples.
        sides: normalised names of sides.
        senses: what each normalised label means.
        bearers: what bears the findings of a class.
    """
    names = "|".join(sorted(map(re.escape, sides), key=len, reverse=True))
    both = [f"(?:{names}) and (?:{names})", *map(re.escape, _said(source, "bothSides"))] if sides else []
    return Language(
        negations=tuple(_said(source, "negation")),
        turning=frozenset(word for words in _said(source, "turningWord") for word in words.split()),
        affirmed_only=tuple(_said(source, "affirmedOnly")),
        both=rf"\b(?:{'|'.join(both)})\b" if both else "(?!)",
        everywhere=rf"\b(?:{'|'.join(map(re.escape, on))})\b" if (on := _said(source, "onBothSides")) else "(?!)",
        contrast=frozenset(_said(source, "contrast")),
        denying=frozenset(_said(source, "denyingWord")),
        side=rf"\b(?:{'|'.join([*_side_forms(source, names), f'({names})'])})\b" if sides else "(?!)",
        bare_side=rf"\b({names})\b" if sides else "(?!)",
        other_side=rf"\b(?:{'|'.join(_side_forms(source, names, 'otherSideForm'))})\b" if sides else "(?!)",
        determiners=rf"\b(?:{'|'.join(map(re.escape, said))})\b" if (said := _said(source, "determiner")) else "(?!)",
        article=next(iter(_said(source, "article")), ""),
        both_words=tuple(_said(source, "bothSides")),
        empty=_empty(source),
        past=tuple(f"{words} " for words in _said(source, "pastWord")),
        grammar=pickle.dumps(_Builder(source, senses, bearers).grammar(), protocol=5),
    )


def _said(source: Source, name: str) -> list[str]:
    """The literals at an annotation, normalised, the longest first."""
    found = {normalise(o.lexical) for _, o in source.pairs(DX + name) if isinstance(o, Literal)}
    return sorted(found - {""}, key=lambda words: (-len(words), words))


def _empty(source: Source) -> frozenset[str]:
    return frozenset(words for words in _said(source, "emptyWord") if " " not in words)


def _side_forms(source: Source, names: str, kind: str = "sideForm") -> list[str]:
    """Regular expressions for the forms in which a side is told; the longest first."""
    forms = {normalise(text.replace("{}", "zqsideq")) for text in _texts(source, kind)}
    return [re.escape(form).replace("zqsideq", f"({names})") for form in sorted(forms, key=lambda f: (-len(f), f))]


class _Builder:
    """Compiles the grammar."""

    def __init__(self, source: Source, senses: Mapping[str, tuple[Sense, ...]], bearers: Mapping[str, str]) -> None:
        self.source = source
        self.senses = senses
        self.bearers = bearers
        self.words: Trie = {}
        self.forms: Trie = {}
        self.slots: dict[str, tuple[str, Slot]] = {}
        self.empty = _empty(source)
        self.fillers = dict(self._fillers())
        self.measures = {
            name: (iri, tuple(source.texts(iri, DX + "slotUnit")))
            for iri, o in source.pairs(DX + "slotName")
            if isinstance(o, Literal) and (name := o.lexical)
        }

        self.never = {o for _, o in source.pairs(DX + "neverFills")}
        self.measures_of = {iri for iri, _ in self.measures.values()}

    def grammar(self) -> Grammar:
        """Compile everything."""
        self._add_forms()
        for subject, o in self.source.pairs(DX + "word"):
            self._add_word(o, Entry("list", f"<{local_name(subject)}>", ""))
        for name in ("leadIn", "joiner", "softWord", "andWord", "orWord", "withWord"):
            for _, o in self.source.pairs(DX + name):
                self._add_word(o, Entry(name, "", o.lexical if isinstance(o, Literal) else ""))
        for cls in {cls for cls in self.fillers.values() if cls is not None}:
            for iri in self.source.members(cls):
                self._add_values(cls, iri, self.source.texts(iri, *LABELS))
        self._add_sites()
        self._add_things()
        for phrase, senses in self.senses.items():
            if len(senses) == 1 and self._locatable(senses[0]):
                one = senses[0]
                # where a place is told by a form, labels with articles would only hide what else the form says
                told = bool(self.source.objects.get((one.iri, DX + "siteLabel")))
                words = [word for word in phrase.split() if told or word not in self.empty]
                self._put(words, Entry(_COMPLAINT, one.iri, one.phrase, frozenset(), one.narrow))
        numerals = dict(words.split("=") for words in _texts(self.source, "numeral") if words.count("=") == 1)
        measures = dict(self.measures.values())
        times = dict(_quantity(text) for text in _texts(self.source, "timeWord"))
        limits = {
            cls: _quantity(f"={o.lexical}")[1]
            for cls, o in self.source.pairs(DX + "noLongerAgo")
            if isinstance(o, Literal)
        }
        return Grammar(self.words, self.forms, self.empty, numerals, measures, times, limits)

    def _fillers(self) -> Iterator[tuple[str, str | None]]:
        """The properties that forms may name as slots, each with the class of its values."""
        denied = {s: o for s, o in self.source.pairs(DX + "negativeTwin") if isinstance(o, str)}
        for prop, cls in self.source.pairs(DX + "valueClass"):
            if isinstance(cls, str):
                yield prop, cls
                if prop in denied:
                    yield denied[prop], cls

    def _locatable(self, sense: Sense) -> bool:
        complaints = self._below(DX + "Complaint")
        return sense.iri in complaints and not sense.absent and self.bearers.get(sense.iri) not in {
            None, DX + "Patient", DX + "Complaint",
        }  # fmt: skip

    @lru_cache(maxsize=64)  # noqa: B019 - a builder lives as long as one call
    def _below(self, iri: str) -> frozenset[str]:
        return frozenset(self.source.below(iri))

    def _add_word(self, text: Any, entry: Entry) -> None:
        if isinstance(text, Literal):
            self._put(self._split(text.lexical), entry)

    def _add_values(self, cls: str, iri: str, labels: Iterable[str], *, narrow: bool = False) -> None:
        never = {f"!{prop}" for prop in self.source.objects.get((iri, DX + "neverFills"), ()) if isinstance(prop, str)}
        tags = frozenset(self.source.texts(iri, DX + "slotTag")) | never
        for label in labels:
            self._put(self._split(label), Entry(cls, iri, label, tags, narrow))

    def _add_sites(self) -> None:
        for name, narrow in (("siteLabel", False), ("narrowSiteLabel", True)):
            for cls, o in self.source.pairs(DX + name):
                if isinstance(o, Literal):
                    self._add_values(_SITE, cls, [o.lexical], narrow=narrow)

    def _add_things(self) -> None:
        for cls in {cls for cls, _ in self.source.pairs(DX + "thing")}:
            above = frozenset(self.source.lineage(cls))
            for label in self.source.texts(cls, DX + "thing"):
                self._put(self._split(label), Entry(_THING, cls, label, above))

    def _split(self, text: str) -> list[str]:
        return [word for word in normalise(text).split() if word not in self.empty]

    def _put(self, words: list[str], entry: Entry) -> None:
        if not words:
            return
        node = self.words
        for word in words:
            node = node.setdefault(word, {})
        ends = node.setdefault(END, [])
        if not any(e.kind == entry.kind and e.iri == entry.iri for e in ends):
            ends.append(entry)

    def _add_forms(self) -> None:
        kinds = {"complaintForm": "complaint", "genericForm": "mention", "courseForm": "course", "bareForm": "bare"}
        self._put_form("{complaint}", Form("complaint"))
        for name, kind in kinds.items():
            for text in _texts(self.source, name):
                self._put_form(text, Form(kind))
        for name, kind, denied in (
            ("findingForm", "finding", False),
            ("normalForm", "finding", True),
            ("symptomForm", "symptom", False),
            ("asideForm", "aside", False),
        ):
            for cls, o in self.source.pairs(DX + name):
                if isinstance(o, Literal):
                    self._put_form(o.lexical, Form(kind, cls, denied))

    def _put_form(self, text: str, form: Form) -> None:
        for words in _without_options(re.findall(r"\[[^]]*\]|<\w+>|\{[^}]*\}|[^\s<>{}\[\]]+", text)):
            keys: list[str] = []
            for word in words:
                if word[0] == "{":
                    if not self._slot(word):
                        break  # this domain has nothing to fill the slot
                    keys.append(word)
                elif word[0] == "<":
                    keys.append(word)
                else:
                    keys += self._split(word)
            else:
                node = self.forms
                for key in keys:
                    if key in self.slots:
                        filler, slot = self.slots[key]
                        fits = node.setdefault(SLOTS, {}).setdefault(filler, [])
                        if (key, slot) not in fits:
                            fits.append((key, slot))
                    node = node.setdefault(key, {})
                ends = node.setdefault(END, [])
                if keys and form not in ends:
                    ends.append(form)

    def _slot(self, text: str) -> bool:
        """Note a slot; tell whether anything of this domain can fill it."""
        match = re.fullmatch(r"\{(<=|>)?(any )?([^:]+)(?::(\w+))?\}", text)
        if match is None:
            return False
        sign, unused, name, tag = match[1] or "", match[2] is not None, match[3], match[4] or ""
        filler: str | None
        if name in {_SITE, _THING, _COMPLAINT}:
            filler, meant = name, name
        elif name == "locatedIn":
            filler, meant = _SITE, DX + name
        elif name in self.measures:
            filler = meant = self.measures[name][0]
        elif name == "time":
            filler = meant = name
        else:
            meant = DX + name
            filler = self.fillers.get(meant)
        if filler is not None:
            tag = tag if filler in self.measures_of or self._tagged(filler) else ""
            never = f"!{meant}" if meant in self.never else ""
            self.slots[text] = filler, Slot(meant, tag, sign, unused, never)
        return filler is not None

    @lru_cache(maxsize=64)  # noqa: B019 - as above
    def _tagged(self, filler: str) -> bool:
        """Whether a domain uses tags for what fills a slot; where it does not, any value fills it."""
        tagged = {iri for iri, _ in self.source.pairs(DX + "slotTag")}
        return filler in {_SITE, _THING} or not tagged.isdisjoint(self.source.members(filler))


def _quantity(text: str) -> tuple[str, tuple[str, str]]:
    """Take "words=number unit" apart; an "=" may follow the first: "yesterday=<=2 d"."""
    words, _, quantity = text.partition("=")
    number, _, unit = quantity.partition(" ")
    return words, (number, unit)


def _texts(source: Source, name: str) -> list[str]:
    return [o.lexical for _, o in source.pairs(DX + name) if isinstance(o, Literal)]


def _without_options(words: list[str]) -> Iterator[list[str]]:
    """A form with each of its options, and without."""
    place = next((n for n, word in enumerate(words) if word[0] == "["), None)
    if place is None:
        yield words
        return
    inside = re.findall(r"<\w+>|\{[^}]*\}|[^\s<>{}]+", words[place][1:-1])
    for chosen in ([], inside):
        yield from _without_options([*words[:place], *chosen, *words[place + 1 :]])
