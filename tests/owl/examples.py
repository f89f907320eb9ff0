"""Reads the small ontologies of `rules/`: an ontology in the default graph, what does or does not follow beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.checker import Verdict, check
from differentia.owl.entailment import Question, asked, refutation
from differentia.owl.facts import FactKey
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.proof import ProofContext, prove_clash, prove_fact, prove_refuted
from differentia.owl.reading import read_triples

RULES = Path(__file__).parent / "rules"
CONTEXT = ProofContext({"ontology": "0" * 64, "version": "test", "case": None, "mappings": None})


@dataclass(frozen=True)
class Example:
    """One file: its axioms, and the assertions that its other graphs hold."""

    name: str
    ontology: Ontology
    follows: tuple[Question, ...]
    absent: tuple[Question, ...]
    refuted: tuple[Question, ...]
    open: tuple[Question, ...]
    inconsistent: bool


def _term(node: Any) -> Any:
    if isinstance(node, ox.BlankNode):
        return ex.AnonymousIndividual(node.value)
    if isinstance(node, ox.Literal):
        return ex.Literal(node.value, node.datatype.value, node.language or "")
    return node.value


def example(path: Path) -> Example:
    """Read one file of `rules/`."""
    graphs: dict[str, list[Any]] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TRIG):
        name = getattr(quad.graph_name, "value", "#").rpartition("#")[2]
        graphs.setdefault(name, []).append((_term(quad.subject), quad.predicate.value, _term(quad.object)))
    whole = graphs.get("", [])
    ontology = read_triples(whole)
    known = set(ontology.axioms)

    def assertions(graph: str) -> tuple[Question, ...]:
        added = read_triples([*whole, *graphs.get(graph, [])])
        assert not added.unread, added.unread
        told = read_triples([*graphs.get(graph, []), *(t for t in whole if t[2] in DECLARED)]).axioms
        found = (a for a in added.axioms if a not in known or a in told)
        return tuple(a for a in found if isinstance(a, QUESTIONS))

    yes, no = assertions("follows"), assertions("does-not-follow")
    refuted, still_open = assertions("refuted"), assertions("not-refuted")
    return Example(path.stem, ontology, yes, no, refuted, still_open, "inconsistent" in graphs)


QUESTIONS = (ax.ClassAssertion, ax.ObjectPropertyAssertion, ax.DataPropertyAssertion)
DECLARED = {ex.OWL + kind for kind in ("Class", "ObjectProperty", "DatatypeProperty")}


def contrary(axiom: Question) -> ax.Axiom:
    """Return the assertion of the contrary."""
    if isinstance(axiom, ax.ClassAssertion):
        return ax.ClassAssertion(ex.ObjectComplementOf(axiom.cls), axiom.individual)
    if isinstance(axiom, ax.ObjectPropertyAssertion):
        return ax.NegativeObjectPropertyAssertion(axiom.property, axiom.source, axiom.target)
    return ax.NegativeDataPropertyAssertion(axiom.property, axiom.source, axiom.value)


def through_json(proof: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(proof))
    return copied


def proof_that(layer: Layer, assertion: Question) -> dict[str, Any] | None:
    """Return the proof of an assertion, or None if it does not hold."""
    with asked(layer, assertion) as key:
        fact = layer.find(key)
        return None if fact is None else through_json(prove_fact(layer, fact, CONTEXT))


def proof_against(layer: Layer, assertion: Question) -> dict[str, Any] | None:
    """Return the proof of the contrary of an assertion, or None if it is not refuted."""
    found = refutation(layer, assertion)
    return None if found is None else through_json(prove_refuted(layer, *found, CONTEXT))


def proof_of_clash(layer: Layer) -> dict[str, Any]:
    return through_json(prove_clash(layer, CONTEXT))


def check_all(layer: Layer, keys: Iterable[FactKey]) -> list[Verdict]:
    """Check the proof of each fact that is not about a witness."""
    terms = layer.symbols.terms
    told = [key for key in keys if not any(type(terms[x]).__name__ == "Witness" for x in key[1:])]
    return [check(through_json(prove_fact(layer, found(layer, key), CONTEXT))) for key in told]


def found(layer: Layer, key: FactKey) -> int:
    """Return the number of a fact that is there."""
    fact = layer.find(key)
    assert fact is not None
    return fact


def accepted(layer: Layer, assertion: Question) -> dict[str, Any]:
    """Return the proof of an assertion after making sure that the checker accepts it."""
    proof = proof_that(layer, assertion)
    assert proof is not None
    assert check(proof).error is None
    return proof
