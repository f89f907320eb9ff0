"""Abduction finds the smallest sets of hypotheses that trying every set finds."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from tests.owl.random_ontologies import Names, ontology
from tests.owl.test_random_ontologies import KINDS, questions

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.abduction import Abduced, Hypothesis, abduce, abduce_by_trial, relevant
from differentia.owl.axioms import Axiom
from differentia.owl.entailment import Question, holds
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty
from differentia.owl.facts import Assertion
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturate

A, B, C, D, E = (Class(f"urn:x:{name}") for name in "ABCDE")
R = ObjectProperty("urn:x:r")
X, Y = NamedIndividual("urn:x:i"), NamedIndividual("urn:x:j")


def is_a(cls: ex.ClassExpression, individual: NamedIndividual = X) -> Axiom:
    return ax.ClassAssertion(cls, individual)


def hypotheses(*given: Axiom, cost: int = 1) -> list[Hypothesis]:
    return [Hypothesis(f"h{n}", (axiom,), cost) for n, axiom in enumerate(given)]


def found(axioms: tuple[Axiom, ...], goal: Question, given: list[Hypothesis], **more: int) -> Abduced:
    return abduce(Layer(saturate(Ontology(axioms)), keep_all=True), goal, given, **more)


AB_C = ax.SubClassOf(ex.ObjectIntersectionOf((A, B)), C)
D_C = ax.SubClassOf(D, C)
GOAL = ax.ClassAssertion(C, X)


def test_alternatives_and_conjunctions() -> None:
    said = hypotheses(is_a(A), is_a(B), is_a(D), is_a(E))
    assert found((AB_C, D_C), GOAL, said) == Abduced((("h2",), ("h0", "h1")), True, 2, 3)


def test_the_cheapest_comes_first() -> None:
    said = [*hypotheses(is_a(A), is_a(B), cost=0), Hypothesis("dear", (is_a(D),), 4)]
    assert found((AB_C, D_C), GOAL, said).found == (("h0", "h1"), ("dear",))


def test_what_contradicts_is_no_answer() -> None:
    apart = ax.DisjointClasses((A, B))
    assert found((AB_C, apart), GOAL, hypotheses(is_a(A), is_a(B))).found == ()
    known = (AB_C, D_C, apart, is_a(A), ax.DisjointClasses((A, D)))
    assert found(known, GOAL, hypotheses(is_a(B), is_a(D))).found == ()


def test_what_holds_needs_nothing() -> None:
    assert found((D_C, is_a(D)), GOAL, hypotheses(is_a(A))).found == ((),)


def test_a_bundle_stands_or_falls_as_one() -> None:
    some = ax.SubClassOf(ex.ObjectSomeValuesFrom(R, D), C)
    bundle = Hypothesis("both", (ax.ObjectPropertyAssertion(R, X, Y), is_a(D, Y)))
    assert found((some,), GOAL, [bundle, *hypotheses(is_a(D, Y))]).found == (("both",),)


def test_size_and_cap() -> None:
    said = hypotheses(is_a(A), is_a(B), is_a(D))
    assert found((AB_C, D_C), GOAL, said, size=1).found == (("h2",),)
    capped = found((AB_C, D_C), GOAL, said, cap=1)
    assert (capped.found, capped.complete) == ((("h2",),), False)


def test_an_absence_that_follows_from_a_wider_one() -> None:
    """The complement is proved by refutation, and other hypotheses assume its very contrary."""
    absent = ex.ObjectComplementOf(ex.ObjectSomeValuesFrom(R, A))
    axioms = (ax.SubClassOf(ex.ObjectIntersectionOf((D, absent)), C), ax.SubClassOf(A, B))
    none = ex.ObjectComplementOf(ex.ObjectSomeValuesFrom(R, B))
    said = hypotheses(is_a(D), is_a(none), is_a(ex.ObjectSomeValuesFrom(R, A)), is_a(absent))
    assert found(axioms, GOAL, said).found == (("h0", "h1"), ("h0", "h3"))


def test_a_layer_that_keeps_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="keeps all"):
        abduce(Layer(saturate(Ontology((AB_C,)))), GOAL, ())


# ---- against trying everything


def some_hypotheses(seed: int, spare: list[Axiom]) -> list[Hypothesis]:
    """Return bundles of what an ontology might have said, absences among them."""
    names, random = Names(seed), Random(seed)  # noqa: S311 - not for secrets
    single: list[Axiom] = [is_a(c, i) for c in names.classes for i in names.people[:3]]
    single += [is_a(ex.ObjectComplementOf(c), names.people[0]) for c in names.classes[5:]]
    single += [
        is_a(ex.ObjectComplementOf(ex.ObjectSomeValuesFrom(r, c)), names.people[0])
        for r in names.roles[:2]
        for c in names.classes[6:]
    ]
    pairs = [ax.ObjectPropertyAssertion(r, i, j) for r in names.roles for i, j in combinations(names.people[:3], 2)]
    chosen = [*random.sample(single, 7), *random.sample(pairs, 3), *spare[:3]]
    return [Hypothesis(f"h{n}", (axiom, *random.sample(pairs, n % 2)), n % 4) for n, axiom in enumerate(chosen)]


def worth_asking(layer: Layer, given: list[Hypothesis], seed: int) -> list[Question]:
    """Return questions that all hypotheses together answer, and a few that they do not."""
    asked_of = Random(seed).sample(questions(seed), 60)  # noqa: S311 - not for secrets
    missing = [question for question in asked_of if not holds(layer, question)]
    try:
        mark = layer.assume(Assertion(axiom, one.id) for one in given for axiom in one.axioms)
    except OutsideFragment:  # one by one they may stay inside
        return missing[:8]
    answered = [question for question in missing if holds(layer, question)]
    layer.undo(mark)
    return [*answered[:6], *[question for question in missing if question not in answered][:2]]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_else_is_found_by_trying_everything(kind: str) -> None:
    compared = several = larger = pruned = quick = 0
    for seed in range(30):
        axioms = list(ontology(seed, KINDS[kind]))
        facts = [a for a in axioms if "Assertion" in type(a).__name__]
        spare = facts[: len(facts) // 2]
        try:
            base = saturate(Ontology(tuple(a for a in axioms if a not in facts)))
            layer = Layer(base, keep_all=True)
            layer.assume([Assertion(a) for a in facts if a not in spare])
        except OutsideFragment:
            continue
        if layer.clashes:
            continue
        given = some_hypotheses(seed, spare)
        for goal in worth_asking(layer, given, seed):
            try:
                expected = abduce_by_trial(layer, goal, given, size=2)
                ours = abduce(layer, goal, given, size=2, cap=1_000)
            except OutsideFragment:
                continue
            if ours.complete:
                assert ours.found == expected.found, (kind, seed, goal)
            else:
                assert set(ours.found) <= set(expected.found), (kind, seed, goal)
            compared += bool(expected.found) and ours.complete
            several += len(expected.found) > 1
            larger += any(len(one) > 1 for one in expected.found)
            quick += ours.complete and ours.tried < expected.tried // 4
            pruned += len(relevant(layer, goal, given)) < len(given)
    assert compared >= 80
    assert several >= 15
    assert larger >= 5
    assert pruned >= 100
    assert quick >= 100, "the graph of derivations alone was enough"
