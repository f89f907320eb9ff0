"""What is said of one step of a folded proof, whatever form the proof is written in."""

from __future__ import annotations

from typing import Any

from differentia.telling.folding import FoldedProof, FoldedStep
from differentia.telling.phrases import Labels, name
from differentia.telling.plain import in_series, one_line, source_names
from differentia.telling.words import axiom_in_words, statement_in_words

__all__ = ["conclusion_of", "fact_in_words", "reason_for", "used_axioms"]

_STATUS = {
    "present": "reported present",
    "absent": "reported absent",
    "unknown": "reported unknown",
    "measured": "measured",
}
_FIXED = {
    "supposed": "supposed for the sake of argument",
    "equals": "putting equals for equals",
    "value": "because of its value",
}


def conclusion_of(step: FoldedStep, proof: FoldedProof) -> str:
    """Say what a step concludes."""
    return statement_in_words(step.conclusion, proof.labels)


def reason_for(step: FoldedStep, proof: FoldedProof) -> str:
    """Say why the conclusion of a step follows from what it rests on."""
    if step.kind == "axiom":
        return _by_axiom(step, proof)
    if step.kind == "refuted":
        supposed = statement_in_words(step.supposition, proof.labels)
        return f"because the opposite cannot be: suppose {supposed}; then a contradiction follows"
    if step.kind == "computed":
        return _computed(step.computation or {}, proof.labels)
    if step.kind == "meaning":
        return f"because {'these exclude each other' if step.conclusion == ['false'] else 'this is what it means'}"
    return _FIXED.get(step.kind, f"by the rule “{step.kind}”")


def _by_axiom(step: FoldedStep, proof: FoldedProof) -> str:
    entry = proof.axioms[step.axiom or ""]
    words = axiom_in_words(entry["axiom"], proof.labels)
    if words == conclusion_of(step, proof):
        words = "the ontology says so"
    return f"because {words} {source_names(entry.get('sources', ()))}".rstrip()


def _computed(computation: Any, labels: Labels) -> str:
    operator = computation.get("operator")
    if "items" in computation:
        return f"computed as the {name(operator, labels)} of the points of {len(computation['items'])} items"
    operands = in_series([f"“{name(iri, labels)}”" for iri in computation.get("operands", ())])
    of = f" of {operands}" if operands else ""
    return f"computed as the {name(operator, labels) if operator else 'result'}{of}"


def fact_in_words(key: str, fact: Any) -> str:
    """Quote a fact as the case file has it, with its place and source.

    Example:
        >>> fact_in_words("f2", {"text": "an oak", "status": "present", "line": 4, "source": "letter", "date": None})
        '“an oak” (f2: reported present, line 4, per letter)'
    """
    if not fact.get("text"):
        return "this is how a case is built"
    status = fact.get("status") or ""
    notes = [
        _STATUS.get(status, status),
        f"line {fact['line']}" if fact.get("line") else "",
        f"per {fact['source']}" if fact.get("source") else "",
        str(fact.get("date") or ""),
    ]
    said = ", ".join(filter(None, notes))
    return one_line(f"“{fact.get('text', '')}” ({key}{': ' if said else ''}{said})")


def used_axioms(proof: FoldedProof) -> list[str]:
    """List the keys of the axioms that the visible steps use, in the order of the steps."""
    return list(dict.fromkeys(step.axiom for step in proof.steps.values() if step.axiom))
