"""The part of the queryable graph that no case changes: the ontology and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from differentia.owl.entailment import triples
from differentia.owl.expressions import OWL, RDF, RDFS, XSD, AnonymousIndividual
from differentia.owl.facts import Base
from differentia.owl.ontology import Term, Triple

__all__ = ["INFERRED_GRAPH", "ONTOLOGY_GRAPH", "Static", "ntriple", "static_triples"]

ONTOLOGY_GRAPH = "https://w3id.org/differentia/graph/ontology"
INFERRED_GRAPH = "https://w3id.org/differentia/graph/inferred-ontology"
_DX = "https://w3id.org/differentia/dx#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS = "http://purl.org/dc/terms/"
_DOCUMENTATION = frozenset(
    {
        "http://purl.obolibrary.org/obo/IAO_0000115",
        RDFS + "comment",
        _SKOS + "altLabel",
        _SKOS + "hiddenLabel",
        _SKOS + "exactMatch",
        _SKOS + "narrowMatch",
        _SKOS + "broadMatch",
        _SKOS + "closeMatch",
        _SKOS + "relatedMatch",
        _DCTERMS + "bibliographicCitation",
        _DCTERMS + "identifier",
        _DX + "absentLabel",
        _DX + "affirmedOnly",
        _DX + "andWord",
        _DX + "bareForm",
        _DX + "bothSides",
        _DX + "complaintForm",
        _DX + "contrast",
        _DX + "courseForm",
        _DX + "denyingWord",
        _DX + "emptyWord",
        _DX + "findingForm",
        _DX + "genericForm",
        _DX + "joiner",
        _DX + "leadIn",
        _DX + "narrowLabel",
        _DX + "narrowSiteLabel",
        _DX + "negation",
        _DX + "normalForm",
        _DX + "numeral",
        _DX + "onBothSides",
        _DX + "orWord",
        _DX + "phrasePattern",
        _DX + "sideForm",
        _DX + "siteLabel",
        _DX + "slotName",
        _DX + "slotTag",
        _DX + "slotUnit",
        _DX + "softWord",
        _DX + "symptomForm",
        _DX + "thing",
        _DX + "turningWord",
        _DX + "word",
        _DX + "sourceLevel",
        _DX + "verified",
    }
)
"""What is written for readers: much text, which the queries behind a diagnosis do not touch."""
_WEIGHED = frozenset({_DX + "Evidence", _DX + "Prior", _DX + "Setting", _DX + "DependenceGroup"})
"""What weighing reads once, when the ontology is compiled: no query behind a diagnosis touches it either."""
_SUBCLASS, _SOURCE = RDFS + "subClassOf", _DCTERMS + "source"
_TYPE = RDF + "type"
_NOTED = frozenset({OWL + "annotatedSource", OWL + "annotatedTarget", _SOURCE})
_DEFINING = frozenset({_SUBCLASS, OWL + "equivalentClass"})
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Static(NamedTuple):
    """The static triples as N-Triples, in parts that are loaded when they are needed.

    Attributes:
        ontology: what the queries behind a diagnosis read: labels, what is said of the constants, what a named class is
            defined by or contained in, and the sources of such axioms that state a value.
        documentation: all else: definitions, synonyms, comments and citations; evidence and priors; axioms of other
            shapes. A blank node may stand in both parts, under one name.
        inferred: what follows about the constants.
    """

    ontology: bytes = b""
    documentation: bytes = b""
    inferred: bytes = b""


def static_triples(ontology: Iterable[Triple], base: Base) -> Static:
    """Return the ontology's triples and the inferred facts about its constants."""
    asserted = set(ontology)
    read = _read(asserted)
    inferred = {triple for triple in triples(base) if triple not in asserted}
    return Static(*("".join(sorted(map(ntriple, part))).encode() for part in (read, asserted - read, inferred)))


def _read(asserted: set[Triple]) -> set[Triple]:
    """Return the triples that queries may read whose header says under `uses` that they need no more."""
    weighed = {s for s, p, o in asserted if p == _DCTERMS + "type" and o in _WEIGHED}
    about: dict[AnonymousIndividual, list[Triple]] = {}
    read, waiting = set[Triple](), list[Term]()
    for triple in asserted:
        s, p, o = triple
        if isinstance(s, AnonymousIndividual):
            about.setdefault(s, []).append(triple)
            if p == _SUBCLASS:  # that something is enough for a class, not what
                read.add(triple)
        elif p not in _DOCUMENTATION and p != _SOURCE and s not in weighed and not (p == _TYPE and _of_owl(o)):
            read.add(triple)
            if p in _DEFINING:
                waiting.append(o)
    seen = set[Term]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, AnonymousIndividual) and node not in seen:
            seen.add(node)
            read.update(triple for triple in about.get(node, ()) if triple[1] != _TYPE)
            waiting += (o for _, _, o in about.get(node, ()))
    values = {s for s, p, o in read if p == OWL + "hasValue" and isinstance(o, str)}
    notes = {s for s, p, o in asserted if p == OWL + "annotatedTarget" and o in values}
    return read | {(s, p, o) for s, p, o in asserted if s in notes and p in _NOTED}


def _of_owl(term: Term) -> bool:
    return isinstance(term, str) and term.startswith(OWL)


def ntriple(triple: Triple) -> str:
    r"""Write a triple as a line of N-Triples.

    Example:
        >>> from differentia.owl.expressions import Literal
        >>> ntriple(("a:s", "a:p", Literal("x", XSD + "string")))
        '<a:s> <a:p> "x" .\n'
    """
    return f"{_term(triple[0])} <{triple[1]}> {_term(triple[2])} .\n"


def _term(term: Term) -> str:
    if isinstance(term, str):
        return f"<{term}>"
    if isinstance(term, AnonymousIndividual):
        return f"_:{term.node}"
    text = f'"{term.lexical.translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD + "string" else f"{text}^^<{term.datatype}>"
