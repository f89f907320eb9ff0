"""What-if: after `undo` everything is as it was before, and nothing depends on the order in which things are said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.owl.examples import CONTEXT, found
from tests.owl.random_ontologies import Names, Options, ontology

from differentia.errors import BadInput, OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.entailment import asked, holds, refutation, refutes, triples, unsatisfiable
from differentia.owl.expressions import XSD, Class, Literal, NamedIndividual
from differentia.owl.facts import Assertion, Base, Mark
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.proof import prove_fact
from differentia.owl.saturation import saturate

Conclusions: TypeAlias = bool | frozenset[tuple[str, str, str | Literal]]
OPTIONS = Options(left_complements=True)
SEEDS = tuple(range(40))


def split(seed: int) -> tuple[Base, list[Assertion]]:
    """Return a base, and the assertions that come on top of it."""
    axioms = ontology(seed, OPTIONS)
    facts = [a for a in axioms if "Assertion" in type(a).__name__]
    return saturate(Ontology(tuple(a for a in axioms if a not in facts))), [
        Assertion(a, f"f{i}") for i, a in enumerate(facts)
    ]


def state_of(layer: Layer) -> str:
    """Return everything a layer holds as text, the order of its tables included."""
    symbols, sources = layer.symbols, layer.sources
    apart = {"base", "symbols", "sources", "_rules", "firing", "_disputable"}  # the last three follow from the others
    held = {k: v for k, v in vars(layer).items() if k not in apart and "below" not in k}
    tables = (symbols.named, symbols.ranges, symbols.data_roles, symbols.values, symbols.alike)
    numbers = [(i._keys, i._ids) for i in (symbols.expressions, symbols.roles, symbols.terms)]
    return repr((held, tables, numbers, sources.clauses, sources.expressions))


@pytest.mark.parametrize("keep_all", [False, True])
@pytest.mark.parametrize("seed", SEEDS[:20])
def test_undo_restores_everything(seed: int, keep_all: bool) -> None:
    base, facts = split(seed)
    names = Names(seed)
    layer = Layer(base, keep_all=keep_all)
    half = len(facts) // 2
    empty = state_of(layer)
    first = layer.assume(facts[:half])
    before = state_of(layer)
    second = layer.assume(facts[half:])
    unknown = Class("urn:x-random:unknown")
    for person in names.people[:2]:
        question = ax.ClassAssertion(
            ex.ObjectSomeValuesFrom(names.roles[0], ex.ObjectIntersectionOf((names.classes[0], unknown))), person
        )
        full = state_of(layer)
        holds(layer, question)
        refutes(layer, question)
        assert state_of(layer) == full
        refutation(layer, ax.ClassAssertion(names.classes[-1], person))
    layer.undo(second)
    assert state_of(layer) == before
    layer.undo(first)
    assert state_of(layer) == empty


def test_undo_of_a_calculation() -> None:
    base, facts = split(1)
    names = Names(1)
    layer = Layer(base)
    layer.assume(facts)
    before, mark = state_of(layer), layer.mark()
    result = ax.DataPropertyAssertion(names.values[0], names.people[0], Literal("3.5", XSD + "decimal"))
    layer.compute([result], {"operator": "o", "computation": {}}, ())
    assert state_of(layer) != before
    layer.undo(mark)
    assert state_of(layer) == before


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (ax.SubClassOf(Class("a:A"), Class("a:B")), OutsideFragment),
        (ax.ClassAssertion(ex.ObjectUnionOf((Class("a:A"), Class("a:B"))), NamedIndividual("a:i")), OutsideFragment),
        (
            ax.DataPropertyAssertion(ex.DataProperty("a:p"), NamedIndividual("a:i"), Literal("x", XSD + "decimal")),
            BadInput,
        ),
        (
            ax.DataPropertyAssertion(ex.DataProperty("a:p"), NamedIndividual("a:i"), Literal("x", "a:type")),
            OutsideFragment,
        ),
    ],
)
def test_an_assertion_that_is_refused_leaves_no_trace(wrong: ax.Axiom, error: type[Exception]) -> None:
    base, facts = split(2)
    layer = Layer(base)
    layer.assume(facts)
    before = state_of(layer)
    with pytest.raises(error):
        layer.assume([Assertion(ax.ClassAssertion(Class("a:C"), NamedIndividual("a:i"))), Assertion(wrong)])
    assert state_of(layer) == before


def conclusions(layer: Layer) -> Conclusions:
    return bool(layer.clashes) or frozenset(triples(layer))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False), st.lists(st.integers(0, 3), max_size=8))
def test_any_sequence_of_assuming_and_undoing(seed: int, random: Random, moves: list[int]) -> None:
    """However facts come and go, what is left is what the facts still standing entail."""
    base, facts = split(seed)
    layer = Layer(base)
    marks: list[tuple[Mark, str, int]] = []
    standing: list[Assertion] = []
    for move in moves:
        if move == 0 and marks:
            mark, before, count = marks.pop()
            layer.undo(mark)
            del standing[count:]
            assert state_of(layer) == before
        else:
            chosen = random.sample(facts, min(move + 1, len(facts)))
            before, count = state_of(layer), len(standing)
            marks.append((layer.assume(chosen), before, count))
            standing += chosen
    fresh = Layer(base)
    fresh.assume(standing)
    assert conclusions(layer) == conclusions(fresh)


@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_repetition_change_no_conclusion(seed: int) -> None:
    axioms = list(ontology(seed, OPTIONS))
    expected = conclusions_of(axioms)
    shuffled = [*axioms, *axioms[::3]]
    Random(seed).shuffle(shuffled)  # noqa: S311
    assert conclusions_of(shuffled) == expected
    base, facts = split(seed)
    if base.clashes:
        return
    layer = Layer(base)
    layer.assume([*facts[::-1], *facts[:2]])
    both = bool(layer.clashes) or frozenset([*triples(layer), *triples(base)])
    assert both == expected


def conclusions_of(axioms: Iterable[ax.Axiom]) -> Conclusions:
    base = saturate(Ontology(tuple(axioms)))
    return bool(base.clashes) or frozenset(triples(base))


def test_two_runs_write_the_same_proofs() -> None:
    def proofs() -> str:
        base, facts = split(4)
        layer = Layer(base)
        layer.assume(facts)
        return json.dumps([prove_fact(layer, found(layer, key), CONTEXT) for key in layer.facts])

    assert proofs() == proofs()


def test_asking_changes_no_later_answer() -> None:
    base, facts = split(4)
    layer = Layer(base)
    layer.assume(facts)
    before = unsatisfiable(layer)
    with asked(layer, ax.ClassAssertion(Class("a:Never"), NamedIndividual("a:nobody"))):
        pass
    refutation(layer, ax.ClassAssertion(Class("a:Never"), NamedIndividual("a:nobody")))
    assert unsatisfiable(layer) == before
