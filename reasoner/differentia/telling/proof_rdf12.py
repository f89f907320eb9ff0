"""A proof as RDF 1.2: each step a reifier of what it states, with the axiom or rule that gave it (`sh:sourceRule`).

The reifiers are for SPARQL 1.2; each also carries its step as a JSON literal, so that the proof is read back whole and
can be checked.
"""

from __future__ import annotations

import json
from typing import Any

from differentia.errors import BadInput
from differentia.owl.expressions import RDF, RDFS, XSD, Literal
from differentia.telling.folding import Proof
from differentia.telling.proof_rdf import AXIOMS, stated
from differentia.telling.words import axiom_in_words, statement_in_words

__all__ = ["RULES", "proof_rdf12", "read_rdf12"]

RULES = "https://w3id.org/differentia/rule/"
"""Steps without an axiom name the rule of the proof format by which they follow."""
_DX = "https://w3id.org/differentia/dx#"
_PROV = "http://www.w3.org/ns/prov#"
_SH = "http://www.w3.org/ns/shacl#"
_DCTERMS = "http://purl.org/dc/terms/"
_JSON = RDF + "JSON"
_PREFIXES = {"dx": _DX, "prov": _PROV, "sh": _SH, "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "dcterms": _DCTERMS}


def proof_rdf12(proof: Proof, about: str, *, ntriples: bool = False) -> str:
    """Write a proof as Turtle 1.2 or N-Triples 1.2.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        about: the IRI of the proof; steps are named after it.
        ntriples: write N-Triples.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> proof = {"goal": oak, "axioms": {}, "facts": {"f1": {"text": "an oak"}}, "labels": {}, "steps": [step]}
        >>> written = proof_rdf12(proof, "urn:proof", ntriples=True)
        >>> "<<( <urn:x#o> " in written, read_rdf12(written) == proof
        (True, True)
    """
    import pyoxigraph as ox

    labels = proof.get("labels", {})
    triples: list[Any] = []

    def add(subject: str, predicate: str, value: Any) -> None:
        node = ox.NamedNode(value) if isinstance(value, str) else value
        triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), node))

    def record(value: Any) -> Any:
        return ox.Literal(json.dumps(value, ensure_ascii=False), datatype=ox.NamedNode(_JSON))

    frame = {key: value for key, value in proof.items() if key != "steps"}
    add(about, RDF + "type", _DX + "Proof")
    add(about, RDF + "value", record({"frame": frame, "steps": [step["id"] for step in proof["steps"]]}))
    if proof.get("disclaimer"):
        add(about, RDFS + "comment", ox.Literal(proof["disclaimer"]))
    for entry in proof.get("axioms", {}).values():
        axiom = AXIOMS + str(entry["hash"])[:16]
        add(axiom, RDFS + "label", ox.Literal(axiom_in_words(entry["axiom"], labels)))
        for source in entry.get("sources", ()):
            add(axiom, _DCTERMS + "source", ox.Literal(source))
    for step in proof["steps"]:
        node = f"{about}#{step['id']}"
        add(node, RDF + "type", _DX + "ProofStep")
        add(node, _DCTERMS + "isPartOf", about)
        add(node, RDFS + "label", ox.Literal(statement_in_words(step["conclusion"], labels)))
        if (triple := stated(step["conclusion"])) is not None:
            add(node, RDF + "reifies", ox.Triple(*_terms(triple)))
        add(node, _SH + "sourceRule", _rule(proof, step))
        for premise in step["premises"]:
            add(node, _PROV + "wasDerivedFrom", f"{about}#{premise}")
        add(node, RDF + "value", record(step))
    form = ox.RdfFormat.N_TRIPLES if ntriples else ox.RdfFormat.TURTLE
    written = ox.serialize(triples, format=form, prefixes=None if ntriples else _PREFIXES)
    return (written or b"").decode()


def _rule(proof: Proof, step: Any) -> str:
    return AXIOMS + str(proof["axioms"][step["axiom"]]["hash"])[:16] if step.get("axiom") else RULES + str(step["rule"])


def _terms(triple: tuple[str, str, str | Literal]) -> tuple[Any, Any, Any]:
    import pyoxigraph as ox

    value = triple[2]
    if isinstance(value, str):
        node: Any = ox.NamedNode(value)
    elif value.language:
        node = ox.Literal(value.lexical, language=value.language)
    else:
        node = ox.Literal(value.lexical, datatype=ox.NamedNode(value.datatype))
    return ox.NamedNode(triple[0]), ox.NamedNode(triple[1]), node


def read_rdf12(text: str) -> dict[str, Any]:
    """Read a proof back from Turtle 1.2 or N-Triples 1.2.

    Raises:
        BadInput: it is not RDF, holds no proof or several, or a step reifies another triple than it states.
    """
    import pyoxigraph as ox

    try:
        triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE))  # N-Triples is Turtle
    except (SyntaxError, ValueError) as error:
        raise BadInput(f"not RDF: {error}") from None
    values: dict[str, Any] = {}
    reified: dict[str, Any] = {}
    proofs = [q.subject.value for q in triples if q.predicate.value == RDF + "type" and _is(q.object, _DX + "Proof")]
    for quad in triples:
        subject = getattr(quad.subject, "value", "")
        if quad.predicate.value == RDF + "value" and isinstance(quad.object, ox.Literal):
            values[subject] = _loaded(quad.object.value)
        elif quad.predicate.value == RDF + "reifies":
            reified[subject] = quad.object
    if len(proofs) != 1 or not isinstance(values.get(proofs[0]), dict):
        raise BadInput("this RDF does not hold one proof")
    whole = values[proofs[0]]
    try:
        steps = [values[f"{proofs[0]}#{key}"] for key in whole["steps"]]
        wrong = [step["id"] for step in steps if not _agrees(step, reified.get(f"{proofs[0]}#{step['id']}"))]
        proof = {**whole["frame"], "steps": steps}
    except (KeyError, TypeError) as error:
        raise BadInput(f"a step of the proof is missing: {error}") from None
    if wrong:
        raise BadInput("a step reifies another triple than it states", phrase=wrong[0])
    return proof


def _is(node: Any, iri: str) -> bool:
    return getattr(node, "value", None) == iri


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _agrees(step: Any, reified: Any) -> bool:
    import pyoxigraph as ox

    triple = stated(step["conclusion"])
    return reified is None if triple is None else bool(reified == ox.Triple(*_terms(triple)))
