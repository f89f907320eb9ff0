"""What a case says of itself and of its facts as triples, from which the case can be read again."""

from __future__ import annotations

from collections.abc import Iterator

from differentia.diagnosis.case import Case
from differentia.intake.document import Entry
from differentia.intake.formats.rdf_text import Triple
from differentia.intake.vocabulary import DX
from differentia.owl.expressions import RDF, XSD, Literal

__all__ = ["DCTERMS", "STATED", "case_statements"]

DCTERMS = "http://purl.org/dc/terms/"
STATED = {
    "status": DX + "statedUnder",
    "term": DX + "statedTerm",
    "side": DX + "statedSide",
    "value": DX + "statedValue",
    "unit": DX + "statedUnit",
    "method": DX + "statedMethod",
    "source": DX + "statedSource",
    "date": DX + "statedDate",
}
"""The parts of a fact as written, each with the property that holds it."""


def case_statements(case: Case) -> Iterator[Triple]:
    """Yield what a case says of itself, and each fact as it was written.

    Example:
        >>> entries = (("f1", Entry("absent", "fever", 0, 3)),)
        >>> [o.lexical for s, p, o in case_statements(Case("a", "urn:a", entries=entries)) if s == "urn:a/fact/f1"]
        ['absent', 'fever']
    """
    yield case.iri, RDF + "type", DX + "Case"
    yield case.iri, DCTERMS + "identifier", _text(case.id)
    if case.title:
        yield case.iri, DCTERMS + "title", _text(case.title)
    if case.setting:
        yield case.iri, DX + "statedSetting", _text(case.setting)
    for number, entry in case.entries:
        if not isinstance(entry, Entry):
            continue
        node = f"{case.iri}/fact/{number}"
        for part, predicate in STATED.items():
            if word := getattr(entry, part):
                yield node, predicate, _text(word)
        if entry.group:
            yield node, DX + "statedGroup", Literal(str(entry.group), XSD + "integer")


def _text(words: str) -> Literal:
    return Literal(words, XSD + "string")
