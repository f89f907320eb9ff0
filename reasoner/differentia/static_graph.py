"""The part of the queryable graph that no case changes: the ontology and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from differentia.owl.entailment import triples
from differentia.owl.expressions import XSD, AnonymousIndividual
from differentia.owl.facts import Base
from differentia.owl.ontology import Term, Triple

__all__ = ["INFERRED_GRAPH", "ONTOLOGY_GRAPH", "nquad", "static_quads"]

ONTOLOGY_GRAPH = "https://w3id.org/differentia/graph/ontology"
INFERRED_GRAPH = "https://w3id.org/differentia/graph/inferred-ontology"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def static_quads(ontology: Iterable[Triple], base: Base) -> bytes:
    """Return the ontology's triples and the inferred facts about its constants as N-Quads."""
    asserted = set(ontology)
    lines = {nquad(triple, ONTOLOGY_GRAPH) for triple in asserted}
    lines |= {nquad(triple, INFERRED_GRAPH) for triple in triples(base) if triple not in asserted}
    return "".join(sorted(lines)).encode()


def nquad(triple: Triple, graph: str) -> str:
    r"""Write a triple as a line of N-Quads.

    Example:
        >>> from differentia.owl.expressions import Literal
        >>> nquad(("a:s", "a:p", Literal("x", XSD + "string")), "a:g")
        '<a:s> <a:p> "x" <a:g> .\n'
    """
    return f"{_term(triple[0])} <{triple[1]}> {_term(triple[2])} <{graph}> .\n"


def _term(term: Term) -> str:
    if isinstance(term, str):
        return f"<{term}>"
    if isinstance(term, AnonymousIndividual):
        return f"_:{term.node}"
    text = f'"{term.lexical.translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype == XSD + "string" else f"{text}^^<{term.datatype}>"
