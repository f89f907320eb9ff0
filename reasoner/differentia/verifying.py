"""Does a proof speak of this case and this ontology? What the independent checker cannot know.

The checker accepts a proof when its steps follow from the axioms and facts that it carries. Whether those are the
axioms of the ontology and the facts of the case is asked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from differentia.diagnosis.case import SETTING, Case
from differentia.diagnosis.computation import DECLARED, Declared, declaration
from differentia.owl.axioms import Axiom, ClassAssertion, DataPropertyAssertion, ObjectPropertyAssertion
from differentia.owl.expressions import ObjectInverseOf
from differentia.owl.proof import ProofContext
from differentia.owl.syntax import to_lists

__all__ = ["strangers"]


def strangers(
    proof: dict[str, Any],
    case: Case,
    axioms: Iterable[Axiom],
    context: ProofContext | None = None,
    computations: Iterable[Declared] = (),
) -> list[str]:
    """List what a proof carries that neither the case nor the ontology says.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        case: the case it should be about.
        axioms: the axioms of the ontology it should rest on.
        context: what a proof of this case says beyond logic; with it the hashes, the sources of axioms, who said a fact
            and what things are called are compared as well.
        computations: what the ontology declares to be computed.

    Returns:
        One sentence for each thing that is not theirs; empty if all are.

    Example:
        >>> strangers({"axioms": {"a1": {"axiom": ["SubClassOf", "urn:x#A", "urn:x#B"]}}}, Case("c", "urn:c"), [])
        ['axiom a1 is not in the ontology']
    """
    by_text = {json.dumps(to_lists(axiom)): axiom for axiom in axioms}
    known = by_text.keys()
    found = [
        f"axiom {key} is not in the ontology"
        for key, entry in proof.get("axioms", {}).items()
        if json.dumps(entry["axiom"]) not in known
    ]
    facts = {fact.id: fact for fact in case.facts}
    setting = [_statement(axiom) for axiom in case.scaffold]
    for key, told in proof.get("facts", {}).items():
        fact = facts.get(key)
        said = [_statement(axiom) for axiom in fact.axioms] if fact else setting
        same_words = told.get("text", "") == (fact.text if fact else SETTING)
        if not same_words or any(statement not in said for statement in told["statements"]):
            found.append(f"fact {key} is not in the case as the proof has it")
    found += _undeclared(proof, computations)
    return found if context is None else found + _misnamed(proof, by_text, context)


def _undeclared(proof: dict[str, Any], computations: Iterable[Declared]) -> list[str]:
    """List the computations of a proof that the ontology does not declare."""
    known = {json.dumps(declaration(each)) for each in computations}
    made = {step["id"]: step["computation"] for step in proof.get("steps", ()) if step.get("rule") == "compute"}
    return [
        f"step {key} computes what the ontology does not declare"
        for key, plan in made.items()
        if json.dumps({part: plan.get(part) for part in DECLARED if part in plan}) not in known
    ]


def _misnamed(proof: dict[str, Any], axioms: Mapping[str, Axiom], context: ProofContext) -> list[str]:
    """List what a proof says of origins and names that is not so."""
    found = []
    if proof.get("header") != dict(context.header):
        found.append("the proof is about another version of the ontology or of the case")
    for key, entry in proof.get("axioms", {}).items():
        axiom = axioms.get(json.dumps(entry["axiom"]))
        if axiom is not None and (entry["sources"], entry["notes"]) != context.notes(axiom):
            found.append(f"axiom {key} has other sources or notes in the ontology")
    for key, told in proof.get("facts", {}).items():
        described = context.describe(None if key == "setting" else key)
        if any(told.get(part) != value for part, value in described.items()):
            found.append(f"fact {key} is described otherwise in the case")
    for iri, label in proof.get("labels", {}).items():
        if context.label(iri) != label:
            found.append(f"<{iri}> is not called “{label}”")
    return found


def _statement(axiom: Axiom) -> list[Any]:
    """Write an assertion as a proof states it."""
    if isinstance(axiom, ClassAssertion):
        return ["type", to_lists(axiom.cls), to_lists(axiom.individual)]
    if isinstance(axiom, ObjectPropertyAssertion):
        ends = [to_lists(axiom.source), to_lists(axiom.target)]
        if isinstance(axiom.property, ObjectInverseOf):
            return ["role", axiom.property.property.iri, *reversed(ends)]
        return ["role", axiom.property.iri, *ends]
    if isinstance(axiom, DataPropertyAssertion):
        return ["data", axiom.property.iri, to_lists(axiom.source), to_lists(axiom.value)]
    lists: list[Any] = to_lists(axiom)
    return lists
