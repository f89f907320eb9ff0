"""One small ontology per rule: what follows, what must not, with proofs that the checker accepts and HermiT agrees."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.owl.examples import RULES, Example, check_all, contrary, example, proof_against, proof_of_clash, proof_that

from differentia.owl import referee
from differentia.owl.checker import check
from differentia.owl.facts import Assertion, as_membership
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.rules import CLASS_RULES, NUMBER, ROLE_RULES
from differentia.owl.saturation import saturate

FILES = sorted(RULES.glob("*.trig"))


@cache
def read(path: Path) -> Example:
    return example(path)


def in_base(found: Example) -> Layer:
    return Layer(saturate(found.ontology))


def in_layer(found: Example) -> Layer:
    """Put the assertions into a layer over the axioms."""
    facts = tuple(a for a in found.ontology.axioms if "Assertion" in type(a).__name__)
    rest = Ontology(tuple(a for a in found.ontology.axioms if a not in facts))
    layer = Layer(saturate(rest))
    layer.assume(Assertion(a, f"f{i}") for i, a in enumerate(facts))
    return layer


@pytest.mark.parametrize("place", [in_base, in_layer])
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_what_follows_and_what_does_not(path: Path, place: Callable[[Example], Layer]) -> None:
    found = read(path)
    layer = place(found)
    assert bool(layer.clashes) == found.inconsistent
    if layer.clashes:
        assert check(proof_of_clash(layer)).error is None
        return
    for assertion in found.follows:
        proof = proof_that(layer, assertion)
        assert proof is not None, f"does not follow: {assertion}"
        assert check(proof).error is None
    for assertion in found.absent:
        assert proof_that(layer, assertion) is None, f"follows: {assertion}"
    for assertion in found.refuted:
        proof = proof_against(layer, assertion)
        assert proof is not None, f"not refuted: {assertion}"
        assert check(proof).error is None
    for assertion in found.open:
        assert proof_against(layer, assertion) is None, f"refuted: {assertion}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_fact_has_a_proof_that_is_accepted(path: Path) -> None:
    layer = in_layer(read(path))
    verdicts = check_all(layer, [*layer.facts, *(layer.base.facts if layer.base else ())])
    assert [v.error for v in verdicts if not v.valid] == []


def test_every_rule_has_an_ontology() -> None:
    fired = set()
    for path in FILES:
        for program in (*in_layer(read(path)).programs, *in_base(read(path)).programs):
            for triggers in (program.on_class, program.on_role, program.on_value):
                fired |= {rule[0] for rules in triggers.values() for rule in rules if triggers is program.on_class}
                fired |= {~rule[0] for rules in triggers.values() for rule in rules if triggers is not program.on_class}
    assert {NUMBER[r] for r in CLASS_RULES} | {~NUMBER[r] for r in ROLE_RULES} == fired


@pytest.mark.referee
def test_hermit_agrees() -> None:
    """All consistent ontologies at once: they share no names."""
    consistent = [read(path) for path in FILES if not read(path).inconsistent]
    axioms = [axiom for found in consistent for axiom in found.ontology.axioms]
    yes = [a for found in consistent for a in (*found.follows, *map(contrary, found.refuted))]
    no = [a for found in consistent for a in (*found.absent, *map(contrary, found.open))]
    entailed = referee.entailed(axioms, [*yes, *no])
    assert [a for a in yes if a not in entailed] == []
    assert [a for a in no if a in entailed] == []
    assert len(yes) > 100
    assert len(no) > 100


@pytest.mark.referee
@pytest.mark.parametrize("path", [p for p in FILES if read(p).inconsistent], ids=lambda p: p.stem)
def test_hermit_finds_the_same_contradictions(path: Path) -> None:
    # HermiT compares the literals of negative assertions by spelling, those of complements by value
    assert not referee.consistent(map(as_membership, read(path).ontology.axioms))
