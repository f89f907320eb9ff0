"""Proofs as RDF: each step a `prov:Entity` derived from others, so that "why" is a SPARQL query.

A step is named after what it states, so that two proofs of the same case share their steps. Steps that only take
expressions apart are folded into the steps that use them, as in every other way of telling a proof.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from differentia.owl.expressions import RDF, RDFS, XSD, Literal
from differentia.telling.folding import FoldedProof, FoldedStep, Proof, fold
from differentia.telling.words import axiom_in_words, statement_in_words

__all__ = ["AXIOMS", "proof_triples", "proof_turtle", "stated", "step_iri"]

Triple: TypeAlias = tuple[str, str, str | Literal]

AXIOMS = "https://w3id.org/differentia/axiom/"
"""Axioms are named after the first 16 digits of their hash."""
_DX = "https://w3id.org/differentia/dx#"
_PROV = "http://www.w3.org/ns/prov#"
_SOURCE = "http://purl.org/dc/terms/source"
_TYPE = RDF + "type"
_LABEL = RDFS + "label"


def proof_triples(proof: Proof, case: str) -> Iterator[Triple]:
    """Yield a proof as PROV-O triples.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        case: the IRI of the case; steps and facts are named after it.

    Example:
        >>> oak, tree = ["type", "urn:x#Oak", "urn:x#o"], ["type", "urn:x#Tree", "urn:x#o"]
        >>> axioms = {"a1": {"axiom": ["SubClassOf", "urn:x#Oak", "urn:x#Tree"], "hash": "0123456789abcdef0"}}
        >>> read = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> step = {"id": "s2", "rule": "resolve", "conclusion": tree, "premises": ["s1"], "axiom": "a1"}
        >>> proof = {"goal": tree, "axioms": axioms, "facts": {"f1": {"text": "an oak"}}, "steps": [read, step]}
        >>> [o for s, p, o in proof_triples(proof, "urn:case") if p.endswith("wasDerivedFrom")]
        ['urn:case/fact/f1']
    """
    folded = fold(proof)
    supposed = _suppositions(folded)
    names = {key: step_iri(case, [step.conclusion, *supposed[key]]) for key, step in folded.steps.items()}
    for key, step in folded.steps.items():
        node = names[key]
        yield from _step(node, step, folded, bool(supposed[key]))
        yield from ((node, _PROV + "wasDerivedFrom", names[p]) for p in step.steps if p in names and names[p] != node)
        yield from ((node, _PROV + "wasDerivedFrom", f"{case}/fact/{fact}") for fact in step.facts)
    used = {step.axiom for step in folded.steps.values() if step.axiom is not None}
    for key in sorted(used):
        yield from _axiom(folded.axioms[key], folded)


def proof_turtle(proof: Proof, case: str) -> str:
    """Write a proof as PROV-O in Turtle.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        case: the IRI of the case; steps and facts are named after it.
    """
    import pyoxigraph as ox

    def term(value: str | Literal) -> Any:
        if isinstance(value, str):
            return ox.NamedNode(value)
        return ox.Literal(value.lexical, datatype=ox.NamedNode(value.datatype))

    written = [ox.Triple(ox.NamedNode(s), ox.NamedNode(p), term(o)) for s, p, o in proof_triples(proof, case)]
    for key, fact in fold(proof).facts.items():
        node = ox.NamedNode(f"{case}/fact/{key}")
        written += [
            ox.Triple(node, ox.NamedNode(_TYPE), ox.NamedNode(_PROV + "Entity")),
            ox.Triple(node, ox.NamedNode(_LABEL), ox.Literal(str(fact.get("text", "")))),
        ]
    prefixes = {"dx": _DX, "prov": _PROV, "rdf": RDF, "rdfs": RDFS, "dcterms": "http://purl.org/dc/terms/"}
    text = ox.serialize(written, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
    notice = str(proof.get("disclaimer", ""))
    return (f"# {notice}\n" if notice else "") + text.decode().rstrip("\n")


def step_iri(case: str, said: Any) -> str:
    """Return the IRI of the step that concludes a statement, from the statement and what is supposed.

    Example:
        >>> step_iri("urn:case", [["type", "urn:x#Oak", "urn:x#o"]])
        'urn:case/proof/26d9bf8609ec2498'
    """
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"{case}/proof/{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _suppositions(folded: FoldedProof) -> dict[str, list[Any]]:
    """Return for each step what is supposed there for the sake of argument; what holds only then is no conclusion."""
    supposed: dict[str, list[Any]] = {}
    for key, step in folded.steps.items():
        inherited = [said for premise in step.steps for said in supposed.get(premise, ())]
        if step.kind == "supposed":
            inherited.append(step.conclusion)
        if step.kind == "refuted":
            inherited = [said for said in inherited if said != step.supposition]
        supposed[key] = [said for number, said in enumerate(inherited) if said not in inherited[:number]]
    return supposed


def _step(node: str, step: FoldedStep, folded: FoldedProof, supposed: bool) -> Iterator[Triple]:
    words = statement_in_words(step.conclusion, folded.labels)
    yield node, _TYPE, _DX + "ProofStep"
    yield node, _TYPE, _PROV + "Entity"
    yield node, _LABEL, _text(f"suppose that {words}" if step.kind == "supposed" else words)
    triple = None if supposed else stated(step.conclusion)
    if triple is not None:
        subject, predicate, value = triple
        yield node, RDF + "subject", subject
        yield node, RDF + "predicate", predicate
        yield node, RDF + "object", value
    if step.axiom is not None:
        yield node, _DX + "byAxiom", _axiom_iri(folded.axioms[step.axiom])


def _axiom(entry: Mapping[str, Any], folded: FoldedProof) -> Iterator[Triple]:
    node = _axiom_iri(entry)
    yield node, _LABEL, _text(axiom_in_words(entry["axiom"], folded.labels))
    for source in entry.get("sources", ()):
        yield node, _SOURCE, source if ":" in source and " " not in source else _text(source)
    for note in entry.get("notes", ()):
        yield node, RDFS + "comment", _text(note)


def _axiom_iri(entry: Mapping[str, Any]) -> str:
    return AXIOMS + str(entry["hash"])[:16]


def stated(statement: Any) -> Triple | None:
    """Return the triple that a statement is, or None: a denial or an unnamed class is none.

    Example:
        >>> stated(["role", "urn:x#warms", "urn:x#sun", "urn:x#oak"])
        ('urn:x#sun', 'urn:x#warms', 'urn:x#oak')
    """
    kind, *arguments = statement
    if kind == "type" and isinstance(arguments[0], str) and isinstance(arguments[1], str):
        return arguments[1], _TYPE, arguments[0]
    if kind == "role" and isinstance(arguments[1], str) and isinstance(arguments[2], str):
        return arguments[1], arguments[0], arguments[2]
    if kind == "data" and isinstance(arguments[1], str) and arguments[2][0] == "Literal":
        return arguments[1], arguments[0], Literal(*arguments[2][1:])
    return None


def _text(words: str) -> Literal:
    return Literal(words, XSD + "string")
