"""The words of a domain, taken from its ontology: what a phrase means, who bears it, in which unit it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from differentia.intake.language import Language, build_language
from differentia.intake.readings import Sense
from differentia.intake.vocabulary import DX, LABELS, Source
from differentia.intake.wording import normalise
from differentia.owl.expressions import OWL, Literal
from differentia.owl.ontology import Triple
from differentia.structs import dataclass, field

__all__ = ["Kind", "Lexicon", "Pattern"]

_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
_VANN = "http://purl.org/vocab/vann/"
_ROOTS = frozenset({DX + "Finding", DX + "Complaint", DX + "Measurement"})
_GAP = "zzgapzz"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Pattern(NamedTuple):
    """A phrase with a gap (`{}`) that states a property of a complaint, or denies it if `absent`."""

    iri: str
    text: str
    values: str
    absent: bool = False

    def sense(self, value: str, label: str) -> Sense:
        """What the phrase means when this label of this individual fills the gap."""
        words = " ".join(self.text.replace("{}", " ").split())
        terms = ((words, self.iri), (label, value))
        return Sense(self.iri, self.text.replace("{}", label), terms, self.absent, value)


class Kind(NamedTuple):
    """A kind of measurement: its unit (UCUM), the values that are possible, or the words it takes as values."""

    iri: str
    label: str
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the reader of cases knows of a domain; plain dictionaries, so that it pickles and loads fast.

    Attributes:
        senses: normalised label -> the findings it names (more than one: ambiguous).
        numbered: the same for labels in which any number may stand, which is written 0 here.
        recorded: classes of findings that nothing in the ontology weighs.
        side_not_used: classes of findings of the patient beside which a side may be told, and is not used.
        patterns: normalised words before and after the gap -> patterns.
        openings: the words with which patterns begin.
        values: class of values -> normalised label -> the individuals it names, each with the label.
        kinds: class IRI -> kind of measurement.
        kind_names: normalised phrase -> classes of measurements.
        other_names: normalised phrase -> further classes and individuals, such as tests, that may be called unknown.
        labels: IRI -> label.
        bearers: class of findings -> what bears it.
        findings: the classes of findings that may be present or absent; no kinds of measurement.
        complaints: the classes of complaints.
        parts: class of body parts -> side -> class of the part on that side.
        sides: normalised word -> side.
        twins: property -> the property that denies it.
        prefixes: CURIE prefix -> namespace.
        holders: property -> the class of findings that has it, for a property that is not said of complaints.
        default_complaint: the class of a complaint whose place is not said.
        same_complaint: class of complaints -> class of their place; a place named twice in a group is one complaint.
        language: the small words of phrases, and how they are put together.
        coded: codes of other vocabularies, as written -> what they mean here.
        refused: codes of other vocabularies, as written -> why they cannot be used.
        wider: terms of other vocabularies that may be absent, not present: IRI -> why.
        covers: terms of other vocabularies: IRI -> the classes of ours that lie below it.
    """

    senses: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    numbered: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()
    side_not_used: frozenset[str] = frozenset()
    patterns: dict[tuple[str, str], tuple[Pattern, ...]] = field(default_factory=dict)
    openings: frozenset[str] = frozenset()
    values: dict[str, dict[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    kind_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    other_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    bearers: dict[str, str] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()
    complaints: frozenset[str] = frozenset()
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    default_complaint: str | None = None
    same_complaint: dict[str, str] = field(default_factory=dict)
    language: Language = field(default_factory=Language)
    coded: dict[str, Sense] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    wider: dict[str, str] = field(default_factory=dict)
    covers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def build(cls, triples: Iterable[Triple], prefixes: Mapping[str, str] | None = None) -> Lexicon:
        """Collect the words of an ontology from its triples.

        Args:
            triples: subject, predicate, object: IRIs as strings, literals and blank nodes as in `owl.expressions`.
            prefixes: CURIE prefixes to know besides `dx` and those the ontology declares itself
                (`vann:preferredNamespacePrefix`).

        Example:
            >>> from differentia.owl.expressions import RDFS
            >>> fever = "http://example.org/Fever"
            >>> words = Lexicon.build([
            ...     (fever, RDFS + "subClassOf", DX + "Finding"),
            ...     (fever, RDFS + "label", Literal("raised temperature", "")),
            ... ])
            >>> words.senses["raised temperature"][0].iri
            'http://example.org/Fever'
        """
        source = Source(triples)
        sides, parts, patterns = _sides(source), _parts(source), _patterns(source)
        kinds = {iri: _kind(source, iri) for iri in _kinds(source)}
        names = _class_names(source, frozenset(kinds))
        senses = _senses(source, frozenset(kinds))
        language = build_language(source, sides, senses, bearers := _bearers(source))
        for without in (language.bare, language.stripped):  # a label may be said without its articles and small words
            for phrase, meant in list(senses.items()):
                senses.setdefault(without(phrase), meant)
        default = next((o for _, o in source.pairs(DX + "defaultComplaint") if isinstance(o, str)), None)
        return cls(
            senses=senses,
            numbered=_numbered(source),
            recorded=frozenset(iri for iri, _ in source.pairs(DX + "recordedOnly") if isinstance(iri, str)),
            side_not_used=frozenset(iri for iri, _ in source.pairs(DX + "sideNotUsed") if isinstance(iri, str)),
            patterns=patterns,
            openings=frozenset(before for before, _ in patterns),
            values={p.values: _values(source, p.values) for found in patterns.values() for p in found},
            kinds=kinds,
            kind_names=names[0],
            other_names=names[1],
            labels={iri: source.label(iri) for iri in source.labelled()},
            bearers=bearers,
            findings=frozenset(source.below(DX + "Finding")) - _ROOTS - frozenset(kinds),
            complaints=frozenset(source.below(DX + "Complaint")),
            parts=parts,
            sides=sides,
            twins={s: o for s, o in source.pairs(DX + "negativeTwin") if isinstance(o, str)},
            prefixes={"dx": DX} | _prefixes(source) | dict(prefixes or {}),
            holders={s: o for s, o in source.pairs(DX + "ofFinding") if isinstance(o, str)},
            default_complaint=default,
            same_complaint=_same_complaints(source, default),
            language=language,
        )

    def meanings(self, phrase: str) -> tuple[Sense, ...]:
        """Look a normalised phrase up: a label goes before a pattern that is filled in."""
        found = self.senses.get(phrase) or self.numbered.get(_NUMBER.sub("0", phrase))
        if found is not None:
            return found
        words = phrase.split()
        ends = [" ".join(words[end:]) for end in range(len(words) + 1)]
        senses: dict[tuple[str, bool, str | None], Sense] = {}
        for start in range(len(words)):
            opening = " ".join(words[:start])
            if opening not in self.openings:
                continue
            for end in range(start + 1, len(words) + 1):
                for pattern in self.patterns.get((opening, ends[end]), ()):
                    for value, label in self.values[pattern.values].get(" ".join(words[start:end]), ()):
                        senses.setdefault((pattern.iri, pattern.absent, value), pattern.sense(value, label))
        return tuple(senses.values())

    def numbers_in(self, phrase: str) -> tuple[str, ...]:
        """Return the numbers of a phrase that is a label with any number in it."""
        return tuple(_NUMBER.findall(phrase)) if _NUMBER.sub("0", phrase) in self.numbered else ()

    def qualifiers(self) -> Iterator[str]:
        """Every pattern with every label that may fill it, normalised: tens of thousands of phrases."""
        for (before, after), patterns in self.patterns.items():
            for pattern in patterns:
                for label in self.values[pattern.values]:
                    yield f"{before} {label} {after}".strip()

    def ambiguous(self) -> dict[str, tuple[Sense, ...]]:
        """Find the phrases with more than one meaning: what a quality check of the ontology reports."""
        phrases = dict.fromkeys([*self.senses, *self.qualifiers()])
        return {phrase: senses for phrase in phrases if len(senses := self.meanings(phrase)) > 1}


def _sides(source: Source) -> dict[str, str]:
    return {normalise(text): iri for iri in source.members(DX + "Side") for text in source.texts(iri, *LABELS)}


def _parts(source: Source) -> dict[str, dict[str, str]]:
    """For each class of parts that has sides: side -> class. A class on one side has just that side."""
    parts: dict[str, dict[str, str]] = {}
    for part, flag in source.pairs(DX + "sidedPart"):
        if not isinstance(flag, Literal) or flag.lexical not in {"true", "1"}:
            continue
        for sided in source.below(part):
            for side in source.objects.get((sided, DX + "side"), []):
                if isinstance(side, str):
                    parts.setdefault(part, {}).setdefault(side, sided)
                    parts.setdefault(sided, {})[side] = sided
    return parts


def _kinds(source: Source) -> list[str]:
    """Classes of measurements that take a value of their own; a defined class is a result, not a kind."""
    defined = {s for s, _ in source.pairs(OWL + "equivalentClass")} | set(
        source.subjects.get(OWL + "intersectionOf", ())
    )
    return [iri for iri in source.below(DX + "Measurement") if iri not in _ROOTS and iri not in defined]


def _kind(source: Source, iri: str) -> Kind:
    allowed: list[str] = []
    for ancestor in source.lineage(iri):
        allowed = allowed or sorted(source.texts(ancestor, DX + "allowedValue"))
    return Kind(
        iri,
        source.label(iri),
        source.inherited(iri, "unit"),
        _decimal(source.inherited(iri, "minimum")),
        _decimal(source.inherited(iri, "maximum")),
        tuple(allowed),
    )


def _decimal(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def _senses(source: Source, kinds: frozenset[str]) -> dict[str, tuple[Sense, ...]]:
    """What each phrase may mean."""
    found: dict[str, dict[tuple[str, bool, str | None], Sense]] = defaultdict(dict)
    for iri in source.below(DX + "Finding"):
        if iri in _ROOTS or iri in kinds:
            continue
        narrow = {normalise(text) for text in source.texts(iri, DX + "narrowLabel")}
        for absent, names in ((False, (*LABELS, DX + "narrowLabel")), (True, (DX + "absentLabel",))):
            for text in source.texts(iri, *names):
                phrase = normalise(text)
                sense = Sense(iri, text, ((text, iri),), absent, None, phrase in narrow)
                found[phrase].setdefault((iri, absent, None), sense)
    found.pop("", None)
    return {phrase: tuple(senses.values()) for phrase, senses in found.items()}


def _numbered(source: Source) -> dict[str, tuple[Sense, ...]]:
    found: dict[str, dict[str, Sense]] = defaultdict(dict)
    for iri, text in source.pairs(DX + "numberedLabel"):
        if isinstance(iri, str) and isinstance(text, Literal):
            sense = Sense(iri, text.lexical, ((text.lexical, iri),), narrow=True)
            found[normalise(text.lexical.replace("#", "0"))].setdefault(iri, sense)
    return {phrase: tuple(senses.values()) for phrase, senses in found.items()}


def _bearers(source: Source) -> dict[str, str]:
    return {iri: b for iri in source.below(DX + "Finding") if (b := source.inherited(iri, "bearer"))}


def _same_complaints(source: Source, default: str | None) -> dict[str, str]:
    """For each class of complaints that is told by its place, or defined under such a class, the class of the place."""
    restricted = {
        node for (node, p), found in source.objects.items() if p == OWL + "onProperty" and DX + "locatedIn" in found
    }
    placed = {default} if default else set()
    defined = dict(source.pairs(OWL + "equivalentClass"))
    for cls, expression in defined.items():
        parts = source.parts_of(expression)
        if len(parts) == 2 and any(part in restricted for part in parts):
            placed.add(cls)
    return {
        cls: place
        for cls in source.below(DX + "Complaint")
        if cls in placed or cls in defined
        if (place := next((above for above in source.lineage(cls) if above in placed), None))
    }


def _patterns(source: Source) -> dict[tuple[str, str], tuple[Pattern, ...]]:
    """The phrase patterns by the words around their gap. A pattern of a denying property says "absent"."""
    denies = {o: s for s, o in source.pairs(DX + "negativeTwin") if isinstance(o, str)}
    found: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
    for given, text in source.pairs(DX + "phrasePattern"):
        if not isinstance(text, Literal) or text.lexical.count("{}") != 1:
            continue
        meant = denies.get(given, given)
        classes = source.objects.get((given, DX + "valueClass")) or source.objects.get((meant, DX + "valueClass"), [])
        before, _, after = normalise(text.lexical.replace("{}", _GAP)).partition(_GAP)
        for cls in classes:
            if isinstance(cls, str):
                found[before.strip(), after.strip()].append(Pattern(meant, text.lexical, cls, given in denies))
    return {around: tuple(patterns) for around, patterns in found.items()}


def _values(source: Source, cls: str) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for value in source.members(cls):
        for label in source.texts(value, *LABELS):
            found[normalise(label)].setdefault(value, label)
    return {phrase: tuple(values.items()) for phrase, values in found.items()}


def _class_names(
    source: Source, kinds: frozenset[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names of the kinds of measurement, and of everything else that is labelled and no finding."""
    findings = frozenset(source.below(DX + "Finding"))
    names: tuple[dict[str, set[str]], dict[str, set[str]]] = (defaultdict(set), defaultdict(set))
    for iri in source.labelled():
        if iri in _ROOTS or (iri in findings and iri not in kinds):
            continue
        for text in source.texts(iri, *LABELS, _NOTATION):
            names[iri not in kinds][normalise(text)].add(iri)
    return tuple({k: tuple(sorted(v)) for k, v in table.items()} for table in names)  # type: ignore[return-value]


def _prefixes(source: Source) -> dict[str, str]:
    return {
        prefix: space
        for s in source.subjects.get(_VANN + "preferredNamespacePrefix", {})
        for prefix in source.texts(s, _VANN + "preferredNamespacePrefix")
        for space in source.texts(s, _VANN + "preferredNamespaceUri")
    }
