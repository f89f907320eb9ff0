"""Coded concepts: which phrase of the domain a code, a display or a text stands for, and how one of ours is coded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from differentia.diagnosis.case import Status
from differentia.errors import BadInput
from differentia.intake.document import Entry
from differentia.intake.lexicon import Lexicon
from differentia.intake.phrases import NotUnderstood, read_side
from differentia.intake.reader import readings_of
from differentia.intake.readings import Reading
from differentia.linking.curies import curie_of
from differentia.linking.links import load_links

__all__ = ["OWN", "SIDES", "SYSTEMS", "Code", "Concept", "Concepts", "Note", "Understood"]

OWN = "https://w3id.org/differentia/"
"""What the names of our own vocabularies begin with."""
SYSTEMS = {
    "http://snomed.info/sct": "SCTID",
    "http://loinc.org": "LOINC",
    "http://human-phenotype-ontology.org": "HP",
    "http://purl.obolibrary.org/obo/hp.owl": "HP",
    "http://purl.obolibrary.org/obo/mondo.owl": "MONDO",
    "http://purl.obolibrary.org/obo/doid.owl": "DOID",
    "http://purl.obolibrary.org/obo/symp.owl": "SYMP",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD10CM",
    "http://id.who.int/icd/entity": "icd11.foundation",
    "http://www.nlm.nih.gov/research/umls": "UMLS",
    "https://www.nlm.nih.gov/mesh": "MESH",
    "https://id.nlm.nih.gov/mesh": "MESH",
}
"""Code systems as FHIR names them, and the prefixes of their codes in mappings."""
SIDES = {
    "24028007": "right",
    "7771000": "left",
    "51440002": "both",
    "HP:0012834": "right",
    "HP:0012835": "left",
    "HP:0012832": "both",
}
"""Codes of sides: SNOMED CT, and modifiers of the Human Phenotype Ontology."""


_NARROWER = ("exactMatch", "narrowMatch")  # the term of the other vocabulary is no wider than ours


class Code(NamedTuple):
    """One code of a concept: where it is from (the URI of a system, or a CURIE prefix), itself, and how it is shown."""

    system: str
    code: str
    display: str | None = None


class Concept(NamedTuple):
    """What a record names: by codes, by a text, or both."""

    codes: tuple[Code, ...] = ()
    text: str | None = None

    @property
    def shown(self) -> str:
        """The concept in one line, for people."""
        words = self.text or next((code.display for code in self.codes if code.display), None)
        codes = ", ".join(f"{code.system} {code.code}".strip() for code in self.codes if code.code)
        return f"{words} ({codes})" if words and codes else words or codes or "without a code"


class Note(NamedTuple):
    """Something of a record that was not used, and why."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


class Understood(NamedTuple):
    """A concept as a phrase of the domain, and how that was read."""

    phrase: str
    readings: tuple[Reading, ...]

    @property
    def terms(self) -> set[str]:
        """The IRIs of everything that the phrase names."""
        found: set[str] = set()
        for reading in self.readings:
            found.update(iri for _, iri in reading.sense.terms)
            found.add(reading.sense.iri)
            found.update(iri for detail in reading.details for iri in (detail.link, detail.value))
            found.update(amount.kind for amount in reading.amounts)
        return found


class Concepts:
    """Understands concepts in the words of a domain.

    Args:
        lexicon: the words.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._spaces = {space: prefix for prefix, space in lexicon.prefixes.items()}
        self._known: dict[tuple[str, Status], Understood | None] = {}

    def understood(self, concept: Concept, status: Status) -> Understood | None:
        """Find the phrase that a concept stands for; None if there is none.

        A text that says the same as the code and more is taken before the code; where both say different things, the
        code counts.
        """
        text = self._phrase(concept.text, status)
        coded = next(filter(None, (self._phrase(word, status) for word in self._coded(concept))), None)
        if text is not None and (coded is None or coded.terms & text.terms):
            return text
        return coded or next(filter(None, (self._phrase(code.display, status) for code in concept.codes)), None)

    def why_not(self, concept: Concept, status: Status) -> str:
        """Say why a concept is not used, as far as more is known than that it is not understood: ": ..." or nothing."""
        for word in self._coded(concept):
            if word in self.lexicon.refused:
                return f": {self.lexicon.refused[word]}"
            sense = self.lexicon.coded.get(word)
            if sense is not None and sense.iri in self.lexicon.wider and status == "present":
                return f": {self.lexicon.wider[sense.iri]}"
        return ""

    def differs(self, concept: Concept, status: Status) -> bool:
        """Tell whether the text of a concept is understood and says something other than what was taken."""
        text, taken = self._phrase(concept.text, status), self.understood(concept, status)
        return text is not None and taken is not None and not text.terms & taken.terms

    # ---- reported diagnoses

    def reported(self, concept: Concept) -> Concept | None:
        """Say in a phrase of the domain that a record reports a condition; None if the concept is no condition here.

        Example:
            >>> Concepts(Lexicon()).reported(Concept(text="fever")) is None
            True
        """
        patterns = [one for found in self.lexicon.patterns.values() for one in found if one.iri in self.lexicon.holders]
        if not patterns:
            return None
        pattern = max(patterns, key=lambda one: (len(one.text), one.text))
        conditions = {iri for found in self.lexicon.values[pattern.values].values() for iri, _ in found}
        iri = next((iri for iri in self._meant(concept) if iri in conditions), None)
        return None if iri is None else Concept(text=pattern.text.replace("{}", self.lexicon.labels[iri]))

    def _meant(self, concept: Concept) -> Iterator[str]:
        """What a concept may mean: by its codes, which count, or else by its words."""
        for word in self._coded(concept):
            prefix, _, name = word.partition(":")
            if prefix in self.lexicon.prefixes:
                yield self.lexicon.prefixes[prefix] + name
            elif (curie := curie_of(word)) is not None:
                links = load_links()
                rows = (row for term in links.upward([curie]) for row in links.mapped(term))
                yield from (links.subject(row) for row in rows if row.predicate in _NARROWER)
        for text in _texts(concept):
            if (found := self._phrase(text, "unknown")) is not None:
                yield from (reading.sense.iri for reading in found.readings)

    def _coded(self, concept: Concept) -> Iterator[str]:
        for code in concept.codes:
            if code.system in self._spaces:
                yield f"{self._spaces[code.system]}:{code.code}"
            elif (own := code.system + "#") in self._spaces:
                yield f"{self._spaces[own]}:{code.code}"
            elif code.system in SYSTEMS:
                yield f"{SYSTEMS[code.system]}:{code.code.removeprefix(SYSTEMS[code.system] + ':')}"
            elif ":" in code.code:
                yield code.code

    def _phrase(self, text: str | None, status: Status) -> Understood | None:
        if not text:
            return None
        key = (text, status)
        if key not in self._known:
            try:
                entry = Entry(status, text, 0, None)
                found = Understood(text, readings_of(entry, self.lexicon, hints=False))
                vague = status == "present" and not found.terms.isdisjoint(self.lexicon.wider)
                self._known[key] = None if vague else found
            except NotUnderstood:
                self._known[key] = None
        return self._known[key]

    # ---- sides

    def side(self, concept: Concept) -> str | None:
        """Find the side that a concept names; None if it names none."""
        for code in concept.codes:
            if code.code in SIDES:
                return concept.text.casefold() if concept.text and self.is_side(concept.text) else SIDES[code.code]
        words = [concept.text, *(code.display for code in concept.codes)]
        return next((word for word in words if self.is_side(word)), None)

    def is_side(self, word: str | None) -> bool:
        """Tell whether a word is the name of a side."""
        try:
            return bool(word) and bool(read_side(word or "", self.lexicon))
        except BadInput:
            return False

    def side_within(self, concept: Concept) -> str | None:
        """Find the one side whose name stands among the words of a concept, such as that of a place."""
        words = {word for text in _texts(concept) for word in text.casefold().replace(",", " ").split()}
        found = {self.lexicon.sides[word]: word for word in sorted(words) if word in self.lexicon.sides}
        return next(iter(found.values())) if len(found) == 1 else None

    def sided(self, understood: Understood) -> bool:
        """Tell whether what a phrase names may be given a side of its own."""
        for reading in understood.readings:
            if reading.sense.value is not None:
                return False
            bearer = self.lexicon.bearers.get(reading.sense.iri, "")
            if bearer not in self.lexicon.parts:
                return False
        return True

    # ---- codes to write

    def foreign(self, term: str) -> Code | None:
        """Return the code of another vocabulary that a phrase consists of; None if it is a phrase of words."""
        prefix, _, code = (curie_of(term) or "").partition(":")
        system = next((system for system, known in SYSTEMS.items() if known == prefix), None)
        if system is None or term not in self.lexicon.coded:
            return None
        return Code(system, f"{prefix}:{code}" if prefix == "HP" else code)

    def curie(self, iri: str) -> str | None:
        """Shorten an IRI with a prefix of the domain."""
        for space, prefix in self._spaces.items():
            if iri.startswith(space):
                return f"{prefix}:{iri[len(space) :]}"
        return None

    def codes(self, iris: Iterable[str]) -> list[Code]:
        """Name terms as codes of our own: the vocabulary they are from, and their name in it."""
        found = []
        for iri in dict.fromkeys(iris):
            space = next((space for space in self._spaces if iri.startswith(space)), None)
            if space is not None:
                found.append(Code(space.rstrip("#"), iri[len(space) :], self.lexicon.labels.get(iri)))
        return found


def _texts(concept: Concept) -> list[str]:
    return [text for text in (concept.text, *(code.display for code in concept.codes)) if text]
