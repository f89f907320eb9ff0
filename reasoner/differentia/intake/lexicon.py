"""The words of a domain, taken from its ontology: what a phrase means, who bears it, in which unit it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from differentia.intake.wording import normalise
from differentia.owl.expressions import OWL, RDF, RDFS, AnonymousIndividual, Literal
from differentia.owl.ontology import Term, Triple

__all__ = ["DX", "Kind", "Lexicon", "Sense", "local_name"]

DX = "https://w3id.org/differentia/dx#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_VANN = "http://purl.org/vocab/vann/"
_LABELS = (RDFS + "label", _SKOS + "altLabel", _SKOS + "hiddenLabel", _SKOS + "prefLabel")
_ROOTS = frozenset({DX + "Finding", DX + "Complaint", DX + "Measurement"})
_Key = str | AnonymousIndividual


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase.

    Attributes:
        iri: a class of findings; for a qualifier its property.
        phrase: the phrase as the ontology spells it.
        terms: pairs of words and IRIs: the class; for a qualifier the property and its value.
        absent: the phrase by itself says that this is not so.
        value: for a qualifier, the individual that is its value.
    """

    iri: str
    phrase: str
    terms: tuple[tuple[str, str], ...]
    absent: bool = False
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
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
        senses: normalised phrase -> what it means (more than one: ambiguous).
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
        default_complaint: the class of a complaint whose place is not said.
    """

    senses: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
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
    default_complaint: str | None = None

    @classmethod
    def build(cls, triples: Iterable[Triple], prefixes: Mapping[str, str] | None = None) -> Lexicon:
        """Collect the words of an ontology from its triples.

        Args:
            triples: subject, predicate, object: IRIs as strings, literals and blank nodes as in `owl.expressions`.
            prefixes: CURIE prefixes to know besides `dx` and those the ontology declares itself
                (`vann:preferredNamespacePrefix`).

        Example:
            >>> fever = "http://example.org/Fever"
            >>> words = Lexicon.build([
            ...     (fever, RDFS + "subClassOf", DX + "Finding"),
            ...     (fever, RDFS + "label", Literal("raised temperature", "")),
            ... ])
            >>> words.senses["raised temperature"][0].iri
            'http://example.org/Fever'
        """
        source = _Source(triples)
        sides, parts = _sides(source), _parts(source)
        kinds = {iri: _kind(source, iri) for iri in _kinds(source)}
        names = _class_names(source, frozenset(kinds))
        return cls(
            senses=_senses(source, frozenset(kinds)),
            kinds=kinds,
            kind_names=names[0],
            other_names=names[1],
            labels={iri: source.label(iri) for iri in source.labelled()},
            bearers={iri: b for iri in source.below(DX + "Finding") if (b := source.inherited(iri, "bearer"))},
            findings=frozenset(source.below(DX + "Finding")) - _ROOTS - frozenset(kinds),
            complaints=frozenset(source.below(DX + "Complaint")),
            parts=parts,
            sides=sides,
            twins={s: o for s, o in source.pairs(DX + "negativeTwin") if isinstance(o, str)},
            prefixes={"dx": DX} | _prefixes(source) | dict(prefixes or {}),
            default_complaint=next((o for _, o in source.pairs(DX + "defaultComplaint") if isinstance(o, str)), None),
        )

    def ambiguous(self) -> dict[str, tuple[Sense, ...]]:
        """Find the phrases with more than one meaning: what a quality check of the ontology reports."""
        return {phrase: senses for phrase, senses in self.senses.items() if len(senses) > 1}


class _Source:
    """Triples by subject and predicate, and the class hierarchy they state between named classes."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.objects: dict[tuple[_Key, str], list[Term]] = defaultdict(list)
        self.subjects: dict[str, dict[str, None]] = defaultdict(dict)
        for s, p, o in triples:
            self.objects[s, p].append(o)
            if isinstance(s, str):
                self.subjects[p][s] = None
        self.parents: dict[str, set[str]] = defaultdict(set)
        for p in (RDFS + "subClassOf", OWL + "equivalentClass", OWL + "intersectionOf"):
            for s in self.subjects[p]:
                for o in self.objects[s, p]:
                    self.parents[s] |= set(self._members(o)) - {s}
        self.children: dict[str, set[str]] = defaultdict(set)
        for child, parents in self.parents.items():
            for parent in parents:
                self.children[parent].add(child)

    def _members(self, node: Term) -> Iterator[str]:
        """The named classes of which an expression is a part: itself, or those of an intersection or list."""
        waiting: list[Term] = [node]
        seen: set[Term] = set()
        while waiting:
            one = waiting.pop()
            if one in seen or isinstance(one, Literal):
                continue
            seen.add(one)
            if isinstance(one, str):
                if not one.startswith((OWL, RDF)):
                    yield one
                continue
            for p in (OWL + "intersectionOf", RDF + "first", RDF + "rest"):
                waiting += self.objects.get((one, p), [])

    def pairs(self, predicate: str) -> list[tuple[str, Term]]:
        """All statements with one predicate about named things, in a fixed order."""
        return sorted(
            ((s, o) for s in self.subjects.get(predicate, {}) for o in self.objects[s, predicate]),
            key=lambda pair: (pair[0], str(pair[1])),
        )

    def texts(self, iri: str, *predicates: str) -> list[str]:
        """The literals that stand at some predicates, without duplicates."""
        found = [o.lexical for p in predicates for o in self.objects.get((iri, p), []) if isinstance(o, Literal)]
        return list(dict.fromkeys(found))

    def label(self, iri: str) -> str:
        """Its label, else the last part of its IRI."""
        return next(iter(self.texts(iri, *_LABELS)), local_name(iri))

    def labelled(self) -> list[str]:
        return sorted({s for p in _LABELS for s in self.subjects.get(p, {})})

    def below(self, iri: str) -> list[str]:
        """The class and everything under it, sorted."""
        seen = {iri}
        waiting = [iri]
        while waiting:
            new = self.children.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return sorted(seen)

    def lineage(self, iri: str) -> Iterator[str]:
        """The class and its ancestors, nearest first."""
        seen, level = {iri}, [iri]
        while level:
            yield from level
            level = sorted({p for c in level for p in self.parents.get(c, ())} - seen)
            seen |= set(level)

    def inherited(self, iri: str, name: str) -> str | None:
        """What the nearest class of the lineage says with `dx:name`: an IRI, or the text of a literal."""
        for ancestor in self.lineage(iri):
            values = self.objects.get((ancestor, DX + name))
            if values:
                found = sorted(v.lexical if isinstance(v, Literal) else str(v) for v in values)
                return found[0]
        return None


def local_name(iri: str) -> str:
    """Cut an IRI down to what stands after its last `#`, `/` or `:`.

    Example:
        >>> local_name("http://example.org/a#Left")
        'Left'
    """
    return iri.rstrip("#/").replace("#", "/").replace(":", "/").rsplit("/", 1)[-1]


def _sides(source: _Source) -> dict[str, str]:
    return {normalise(text): iri for iri in _members_of(source, DX + "Side") for text in source.texts(iri, *_LABELS)}


def _members_of(source: _Source, cls: str) -> list[str]:
    """The individuals of a class and of the classes under it."""
    classes = set(source.below(cls))
    return sorted({s for s, o in source.pairs(RDF + "type") if o in classes})


def _parts(source: _Source) -> dict[str, dict[str, str]]:
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


def _kinds(source: _Source) -> list[str]:
    """Classes of measurements that take a value of their own; a defined class is a result, not a kind."""
    defined = {s for s, _ in source.pairs(OWL + "equivalentClass")} | set(
        source.subjects.get(OWL + "intersectionOf", ())
    )
    return [iri for iri in source.below(DX + "Measurement") if iri not in _ROOTS and iri not in defined]


def _kind(source: _Source, iri: str) -> Kind:
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


def _senses(source: _Source, kinds: frozenset[str]) -> dict[str, tuple[Sense, ...]]:
    """What each phrase may mean. A label that stands in the ontology goes before a phrase made from a pattern."""
    found: dict[str, dict[tuple[str, bool, str | None], Sense]] = defaultdict(dict)
    for iri in source.below(DX + "Finding"):
        if iri in _ROOTS or iri in kinds:
            continue
        for absent, names in ((False, _LABELS), (True, (DX + "absentLabel",))):
            for text in source.texts(iri, *names):
                found[normalise(text)].setdefault((iri, absent, None), Sense(iri, text, ((text, iri),), absent))
    labelled = frozenset(found)
    for phrase, sense in _qualifiers(source):
        if phrase not in labelled:
            found[phrase].setdefault((sense.iri, sense.absent, sense.value), sense)
    found.pop("", None)
    return {phrase: tuple(senses.values()) for phrase, senses in found.items()}


def _qualifiers(source: _Source) -> Iterator[tuple[str, Sense]]:
    """Every phrase pattern with every label that may fill it. A pattern of a denying property says "absent"."""
    denies = {o: s for s, o in source.pairs(DX + "negativeTwin") if isinstance(o, str)}
    for given, pattern in source.pairs(DX + "phrasePattern"):
        if not isinstance(pattern, Literal) or pattern.lexical.count("{}") != 1:
            continue
        classes = source.objects.get((given, DX + "valueClass")) or source.objects.get(
            (denies.get(given, given), DX + "valueClass"), []
        )
        words = " ".join(pattern.lexical.replace("{}", " ").split())
        for cls in classes:
            for value in _members_of(source, cls) if isinstance(cls, str) else ():
                for label in source.texts(value, *_LABELS):
                    phrase, meant = pattern.lexical.replace("{}", label), denies.get(given, given)
                    terms = ((words, meant), (label, value))
                    yield normalise(phrase), Sense(meant, phrase, terms, given in denies, value)


def _class_names(
    source: _Source, kinds: frozenset[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Names of the kinds of measurement, and of everything else that is labelled and no finding."""
    findings = frozenset(source.below(DX + "Finding"))
    names: tuple[dict[str, set[str]], dict[str, set[str]]] = (defaultdict(set), defaultdict(set))
    for iri in source.labelled():
        if iri in _ROOTS or (iri in findings and iri not in kinds):
            continue
        for text in source.texts(iri, *_LABELS):
            names[iri not in kinds][normalise(text)].add(iri)
    return tuple({k: tuple(sorted(v)) for k, v in table.items()} for table in names)  # type: ignore[return-value]


def _prefixes(source: _Source) -> dict[str, str]:
    return {
        prefix: space
        for s in source.subjects.get(_VANN + "preferredNamespacePrefix", {})
        for prefix in source.texts(s, _VANN + "preferredNamespacePrefix")
        for space in source.texts(s, _VANN + "preferredNamespaceUri")
    }
