"""Proofs where existentials promise one another on a circle: a proof needs only so many of the promised individuals.

The layer refuses to go round for ever. Here it goes round a few times and leaves it at that: what it has derived by
then is derived, and concept saturation has said which few axioms it takes.
"""

from __future__ import annotations

from typing import Any

from differentia.errors import OutsideFragment
from differentia.owl.axioms import ClassAssertion
from differentia.owl.el_questions import reasons_el
from differentia.owl.entailment import asked
from differentia.owl.expressions import AnonymousIndividual, Class
from differentia.owl.facts import ASSERTIONS, READ, Assertion
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.proof import ProofContext, prove_clash, prove_fact
from differentia.owl.saturation import saturate

__all__ = ["prove_inclusion"]

_ROUNDS = (1, 2, 4, 8)
_MEMBER = AnonymousIndividual("anyone")


def prove_inclusion(ontology: Ontology, lower: Class, upper: Class, context: ProofContext) -> dict[str, Any] | None:
    """Prove that one class lies below another in EL, or that the lower one is empty.

    Returns:
        The proof, or None if it does not follow.

    Raises:
        OutsideFragment: the ontology is not in EL, or the proof would be too deep.
    """
    reasons = reasons_el(ontology, lower, upper)
    if reasons == ():
        return None
    if reasons is not None:
        base = saturate(Ontology(reasons))
        for rounds in _ROUNDS:
            proof = _prove(_supposed(Layer(base), lower, rounds), upper, context)
            if proof is not None:
                return proof
    saturate(ontology)
    raise OutsideFragment(())


def _supposed(layer: Layer, cls: Class, rounds: int) -> Layer:
    """Suppose a member of a class, and let existentials promise themselves so many times."""
    axiom = ClassAssertion(cls, _MEMBER)
    program = layer.compile([axiom])
    layer.install(program)
    layer.reads.append(Assertion(axiom, "f1"))
    for atom, clause in program.facts:
        if isinstance(layer.sources.clauses[clause - layer.clause_offset].source, ASSERTIONS):
            layer.derive(atom, READ, (0,))
    layer.suppositions = rounds
    while True:
        try:
            layer.run()
            return layer
        except OutsideFragment:
            continue  # one promise too many is left out; the facts that wait are not


def _prove(layer: Layer, cls: Class, context: ProofContext) -> dict[str, Any] | None:
    if layer.clashes:
        return prove_clash(layer, context)
    with asked(layer, ClassAssertion(cls, _MEMBER)) as key:
        fact = layer.find(key)
        return None if fact is None else prove_fact(layer, fact, context)
