"""What is called consistent is: HermiT is asked about ontologies made to trip the engine.

That answer rests on finding no contradiction and on the test of completeness, as does "it does not follow". A
contradiction that is found has a proof, which the checker accepts. DIFFERENTIA_RANDOM multiplies how many are tried.
"""

from __future__ import annotations

import os
from functools import cache

import pytest
from tests.owl.adversarial_ontologies import KINDS, adversarial
from tests.owl.examples import proof_of_clash
from tests.owl.tally import skip_if_told, tell

from differentia.errors import OutsideFragment
from differentia.owl import questions, referee
from differentia.owl.checker import check
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturated_layer

TIMES = int(os.environ.get("DIFFERENTIA_RANDOM", "1"))
SEEDS = range(100 * TIMES)
AT_ONCE = 25  # in one question to HermiT: they share no names


@cache
def verdict(kind: str, seed: int) -> str:
    try:
        return questions.consistent(Ontology(adversarial(kind, seed))).verdict
    except OutsideFragment:
        return "outside"


def consistent(kind: str, seeds: list[int]) -> bool:
    return referee.consistent([axiom for seed in seeds for axiom in adversarial(kind, seed)])


@pytest.mark.referee
@pytest.mark.parametrize("batch", range(TIMES))
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_called_consistent_is(kind: str, batch: int) -> None:
    skip_if_told(f"HermiT, adversarial, {kind}", batch)
    seeds = range(100 * batch, 100 * (batch + 1))
    called = [seed for seed in seeds if verdict(kind, seed) == "yes"]
    for start in range(0, len(called), AT_ONCE):
        some = called[start : start + AT_ONCE]
        # an axiom on everything speaks of the others' individuals as well, so that a "no" is asked again
        if not consistent(kind, some):
            assert [seed for seed in some if not consistent(kind, [seed])] == []
    tell(f"HermiT, adversarial, {kind}", batch, {"ontologies": len(seeds), "called consistent": len(called)})


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_called_inconsistent_is_proved_to_be(kind: str) -> None:
    for seed in SEEDS:
        if verdict(kind, seed) == "no":
            part, base, _ = questions.supported_part(Ontology(adversarial(kind, seed)))
            layer = Layer(base) if base.clashes else saturated_layer(part, depth=questions.DEPTH)
            assert check(proof_of_clash(layer)).error is None, seed


@pytest.mark.parametrize("kind", KINDS)
def test_the_generator_asks_something(kind: str) -> None:
    """At least a tenth are called consistent, a tenth not; unions on the right mostly lie outside the fragment."""
    told = [verdict(kind, seed) for seed in range(100)]
    assert told.count("no") >= 10
    assert kind == "union" or told.count("yes") >= 10


@pytest.mark.parametrize(("kind", "seed"), [("denied", 1995), ("built-in", 1525), ("union", 49)])
def test_complements_that_hang_on_one_another_are_followed(kind: str, seed: int) -> None:
    """Found by the comparison with HermiT: a complement had to be proved under the supposition of another."""
    assert verdict(kind, seed) == "no"
