"""Justifications and repairs: known by hand, as deletion finds them, and as rustdl does (HermiT decides disputes)."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.owl.examples import CONTEXT
from tests.owl.random_ontologies import ontology
from tests.owl.test_random_ontologies import KINDS, questions

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import referee
from differentia.owl.axioms import Axiom
from differentia.owl.checker import check
from differentia.owl.entailment import Question, asked, holds
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty
from differentia.owl.facts import Assertion
from differentia.owl.justifications import Goal, Justifications, Knowledge, Reasons, justify
from differentia.owl.layer import Layer
from differentia.owl.proof import prove_fact
from differentia.owl.referee_text import document
from differentia.owl.small_proofs import prove_small
from differentia.owl.syntax import to_lists

A, B, C, D, E = (Class(f"urn:x:{name}") for name in "ABCDE")
R, S = ObjectProperty("urn:x:r"), ObjectProperty("urn:x:s")
X, Y, Z = (NamedIndividual(f"urn:x:{name}") for name in "ijk")
NO_C = ex.ObjectComplementOf(C)


def sets(found: Iterable[Reasons]) -> set[frozenset[Axiom | str]]:
    return {frozenset((*one.axioms, *one.facts)) for one in found}


def of_axioms(*listed: Axiom) -> frozenset[Axiom | str]:
    return frozenset(listed)


AB, BD, AC, CD = ax.SubClassOf(A, B), ax.SubClassOf(B, D), ax.SubClassOf(A, C), ax.SubClassOf(C, D)
A_I, E_I = ax.ClassAssertion(A, X), ax.ClassAssertion(E, X)
CHAIN = ax.TransitiveObjectProperty(R)
IJ, JK, IK = (
    ax.ObjectPropertyAssertion(R, X, Y),
    ax.ObjectPropertyAssertion(R, Y, Z),
    ax.ObjectPropertyAssertion(S, X, Z),
)
S_R = ax.SubObjectPropertyOf(S, R)
APART, B_AND_C = ax.DisjointClasses((B, C)), ax.ClassAssertion(C, X)
EAB = ax.EquivalentClasses((A, B))
HAS_A, DOMAIN = ax.SubClassOf(A, ex.ObjectSomeValuesFrom(R, C)), ax.ObjectPropertyDomain(R, D)
SOME = ax.SubClassOf(ex.ObjectSomeValuesFrom(R, C), D)
ABSENT = ax.SubClassOf(ex.ObjectIntersectionOf((A, NO_C)), D)
NOT_C, C_E, NOT_E = ax.ClassAssertion(NO_C, X), ax.SubClassOf(C, E), ax.ClassAssertion(ex.ObjectComplementOf(E), X)
BY_HAND: dict[str, tuple[tuple[Axiom, ...], Goal, tuple[frozenset[Axiom | str], ...]]] = {
    "two ways up": (
        (AB, BD, AC, CD, A_I, E_I),
        ax.ClassAssertion(D, X),
        (of_axioms(AB, BD, A_I), of_axioms(AC, CD, A_I)),
    ),
    "subsumption": ((AB, BD, AC, CD), ax.SubClassOf(A, D), (of_axioms(AB, BD), of_axioms(AC, CD))),
    "asserted and derived": ((AB, A_I, ax.ClassAssertion(B, X)), ax.ClassAssertion(B, X), (
        of_axioms(AB, A_I), of_axioms(ax.ClassAssertion(B, X)))),
    "a cycle proves nothing": ((EAB, A_I), ax.ClassAssertion(B, X), (of_axioms(EAB, A_I),)),
    "chain or subproperty": (
        (CHAIN, IJ, JK, IK, S_R),
        ax.ObjectPropertyAssertion(R, X, Z),
        (of_axioms(CHAIN, IJ, JK), of_axioms(S_R, IK)),
    ),
    "through a witness": ((HAS_A, DOMAIN, SOME, A_I), ax.ClassAssertion(D, X), (
        of_axioms(HAS_A, DOMAIN, A_I), of_axioms(HAS_A, SOME, A_I))),
    "contradiction": ((AB, APART, A_I, B_AND_C, ax.ClassAssertion(B, X)), None, (
        of_axioms(APART, B_AND_C, AB, A_I), of_axioms(APART, B_AND_C, ax.ClassAssertion(B, X)))),
    "unsatisfiable class": ((AB, AC, APART), ax.SubClassOf(A, E), (of_axioms(AB, AC, APART),)),
    "a refutation has leaves": (
        (ABSENT, A_I, NOT_C, C_E, NOT_E),
        ax.ClassAssertion(D, X),
        (of_axioms(ABSENT, A_I, NOT_C), of_axioms(ABSENT, A_I, C_E, NOT_E)),
    ),
    "does not follow": ((AB, A_I), ax.ClassAssertion(D, X), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_known_by_hand(name: str) -> None:
    axioms, goal, wanted = BY_HAND[name]
    found = justify(Knowledge(axioms), goal)
    assert sets(found.found) == set(wanted)
    assert found.complete
    assert [len(one) for one in found.found] == sorted(map(len, wanted))


def test_repairs_meet_every_justification() -> None:
    found = justify(Knowledge((AB, BD, AC, CD, A_I, E_I)), ax.ClassAssertion(D, X)).repairs()
    pairs = {of_axioms(one, other) for one in (AB, BD) for other in (AC, CD)}
    assert sets(found.found) == {of_axioms(A_I), *pairs}
    assert found.complete


def test_facts_of_a_case_and_its_setting() -> None:
    """A fact counts as a whole; an assertion that no fact makes is always there."""
    said = (Assertion(A_I), Assertion(ax.ClassAssertion(B, X), "f1"), Assertion(B_AND_C, "f2"))
    found = justify(Knowledge((BD, CD, AB), said), ax.ClassAssertion(D, X))
    assert sets(found.found) == {frozenset({BD, AB}), frozenset({BD, "f1"}), frozenset({CD, "f2"})}


def test_a_cap_is_told() -> None:
    found = justify(Knowledge((AB, BD, AC, CD, A_I)), ax.ClassAssertion(D, X), cap=1)
    assert len(found.found) == 1
    assert not found.complete


def test_repairs_do_not_need_all_justifications() -> None:
    known = Knowledge((AB, BD, AC, CD, A_I, E_I))
    every, few = (justify(known, ax.ClassAssertion(D, X), cap=cap) for cap in (100, 1))
    assert (every.complete, few.complete) == (True, False)
    assert few.repairs() == every.repairs()
    assert few.repairs().complete
    assert not few.repairs(cap=1).complete
    assert not few.repairs(tries=1).complete
    assert set(few.repairs(tries=2).found) < set(every.repairs().found)


def saturated(kind: str, seed: int) -> tuple[Knowledge, Layer] | None:
    known = Knowledge(ontology(seed, KINDS[kind]))
    try:
        return known, known.saturated(keep_all=True)
    except OutsideFragment:
        return None


def entailed(layer: Layer, seed: int) -> list[Question]:
    """Return what follows without being said."""
    said = {clause.source for clause in layer.sources.clauses}
    found = []
    for question in questions(seed):
        try:
            if question not in said and holds(layer, question):
                found.append(question)
        except OutsideFragment:
            continue
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_deletion_finds_no_other(kind: str) -> None:
    """What is left after a repair does not entail the conclusion, and what is left without a part of it does."""
    compared = 0
    for seed in range(24):
        known, layer = saturated(kind, seed) or (None, None)
        if known is None or layer is None or layer.clashes:
            continue
        for question in entailed(layer, seed):
            found = justify(known, question, layer=layer)
            assert found.complete
            assert found.found
            for repair in found.repairs().found:
                removed = set(repair.axioms)
                left = set(known.elements()) - removed
                assert not holds(known.only(left).saturated(), question), (seed, question)
                assert all(holds(known.only(left | {axiom}).saturated(), question) for axiom in removed)
                compared += 1
    # half of the ontologies with equality contradict themselves, and the rest conclude less
    assert compared > (20 if kind == "equality" else 100)


# ---- rustdl and HermiT


def tokens(question: Question) -> list[str]:
    if isinstance(question, ax.ClassAssertion):
        assert isinstance(question.cls, Class)
        assert isinstance(question.individual, NamedIndividual)
        return ["instance", question.individual.iri, question.cls.iri]
    assert isinstance(question, ax.ObjectPropertyAssertion)
    assert isinstance(question.property, ObjectProperty)
    assert isinstance(question.source, NamedIndividual)
    assert isinstance(question.target, NamedIndividual)
    return ["property", question.source.iri, question.property.iri, question.target.iri]


def is_justification(axioms: frozenset[Axiom | str], question: Question) -> bool:
    """Ask HermiT whether axioms entail a statement and none of them can be spared."""
    listed = [axiom for axiom in axioms if not isinstance(axiom, str)]
    return referee.entails(listed, question) and not any(
        referee.entails([other for other in listed if other != axiom], question) for axiom in listed
    )


@pytest.mark.slow
@pytest.mark.referee
def test_rustdl_finds_the_same(tmp_path: Path) -> None:
    rustdl = pytest.importorskip("rustdl")
    one, whole = tmp_path / "one.ofn", tmp_path / "whole.ofn"
    compared = several = disputed = 0
    for kind, seed in ((kind, seed) for seed in range(60) for kind in ("plain", "data")):
        known, layer = saturated(kind, seed) or (None, None)
        if known is None or layer is None or layer.clashes or compared >= 200:
            continue
        names: dict[str, Axiom] = {}
        for axiom in known.axioms:
            one.write_text(document([axiom]))
            names.update(dict.fromkeys(rustdl.render_manchester(str(one)), axiom))
        whole.write_text(document(known.axioms))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            prepared = rustdl.prepare(str(whole))
            for question in entailed(layer, seed):
                found: Justifications = justify(known, question, layer=layer)
                ours = sets(found.found)
                theirs = {
                    frozenset(names[text] for text in told) for told in prepared.justify_all(tokens(question), 200)
                }
                compared += 1
                several += len(ours) > 1
                disputed += ours != theirs
                assert all(is_justification(told, question) for told in ours - theirs), (kind, seed, question)
                assert not any(is_justification(told, question) for told in theirs - ours), (kind, seed, question)
    assert compared >= 200
    assert several >= 15
    assert disputed <= 10
    print(f"{compared} compared, {several} with several justifications, {disputed} disputed")  # noqa: T201


def test_the_small_proof_takes_the_short_way() -> None:
    shortcut = ax.SubClassOf(A, D)
    layer = Knowledge((AB, BD, A_I, shortcut)).saturated(keep_all=True)
    with asked(layer, ax.ClassAssertion(D, X)) as key:
        fact = layer.find(key)
        assert fact is not None
        proof = prove_small(layer, fact, CONTEXT)
    assert check(proof).error is None
    assert [entry["axiom"] for entry in proof["axioms"].values()] == [to_lists(A_I), to_lists(shortcut)]
    assert len(proof["steps"]) == 2


def test_a_small_proof_is_deep_rather_than_wide() -> None:
    """The first derivation is the shallow one, of a conjunction of many; the smallest goes through two classes."""
    parts = tuple(Class(f"urn:x:P{n}") for n in range(6))
    facts = [ax.ClassAssertion(part, X) for part in parts]
    wide = ax.SubClassOf(ex.ObjectIntersectionOf(parts), D)
    layer = Knowledge((*facts, wide, A_I, AB, ax.SubClassOf(B, C), CD)).saturated(keep_all=True)
    with asked(layer, ax.ClassAssertion(D, X)) as key:
        fact = layer.find(key)
        assert fact is not None
        first, small = prove_fact(layer, fact, CONTEXT), prove_small(layer, fact, CONTEXT)
    assert check(small).error is None
    assert (len(first["steps"]), len(small["steps"])) == (8, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_proof_is_a_proof_of_what_the_layer_holds(kind: str) -> None:
    """The checker accepts it, and it has no more steps than the first proof."""
    compared = 0
    for seed in range(16):
        known, layer = saturated(kind, seed) or (None, None)
        if known is None or layer is None or layer.clashes:
            continue
        for question in entailed(layer, seed):
            with asked(layer, question) as key:
                fact = layer.find(key)
                assert fact is not None
                small, first = prove_small(layer, fact, CONTEXT), prove_fact(layer, fact, CONTEXT)
            assert check(small).error is None, (kind, seed, question)
            assert small["goal"] == first["goal"]
            assert len(small["steps"]) <= len(first["steps"])
            compared += 1
    assert compared >= 20


# ---- ranges of promised values

XSD_INTEGER = ex.Datatype("http://www.w3.org/2001/XMLSchema#integer")
P = ex.DataProperty("urn:x:p")


def between(least: int | None, most: int | None) -> ex.DatatypeRestriction:
    limits = (("minInclusive", least), ("maxInclusive", most))
    facets = tuple(
        ("http://www.w3.org/2001/XMLSchema#" + facet, ex.Literal(str(limit), XSD_INTEGER.iri))
        for facet, limit in limits
        if limit is not None
    )
    return ex.DatatypeRestriction(XSD_INTEGER, facets)


def only(least: int | None, most: int | None) -> ax.SubClassOf:
    return ax.SubClassOf(A, ex.DataAllValuesFrom(P, between(least, most)))


PROMISED = ax.SubClassOf(A, ex.DataSomeValuesFrom(P, between(0, None)))
IN_TEN = ax.SubClassOf(ex.DataSomeValuesFrom(P, between(0, 10)), D)
TEN, NINE, EIGHT = only(None, 10), only(None, 9), only(None, 8)
NEGATIVE = only(None, -1)


@pytest.mark.parametrize("turned", [False, True])
def test_every_range_of_a_promised_value_counts(turned: bool) -> None:
    """Each upper limit does with the promise, whichever is said first; limits that leave nothing contradict."""
    axioms = (A_I, PROMISED, TEN, NINE, EIGHT, IN_TEN)
    found = justify(Knowledge(axioms[::-1] if turned else axioms), ax.ClassAssertion(D, X))
    assert sets(found.found) == {of_axioms(A_I, PROMISED, IN_TEN, limit) for limit in (TEN, NINE, EIGHT)}
    assert not found.gaps
    clash = justify(Knowledge((A_I, PROMISED, NEGATIVE, only(None, -2))), None)
    assert sets(clash.found) == {of_axioms(A_I, PROMISED, NEGATIVE), of_axioms(A_I, PROMISED, only(None, -2))}


def test_a_range_told_after_it_was_implied_counts() -> None:
    """Two limits imply the range of a third axiom, which is then told of the same value by a longer way."""
    told = ax.SubClassOf(C, ex.DataAllValuesFrom(P, between(0, 10)))
    axioms = (A_I, PROMISED, TEN, IN_TEN, told, AB, ax.SubClassOf(B, C))
    found = justify(Knowledge(axioms), ax.ClassAssertion(D, X))
    assert sets(found.found) == {
        of_axioms(A_I, PROMISED, TEN, IN_TEN),
        of_axioms(A_I, PROMISED, IN_TEN, told, AB, ax.SubClassOf(B, C)),
    }
    assert not found.gaps
