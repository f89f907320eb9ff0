"""The global restrictions of OWL 2 DL: what passes, what fails and by which axioms; HermiT's verdict on regularity."""

from __future__ import annotations

import random

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import referee
from differentia.owl.expressions import Class, NamedIndividual, ObjectInverseOf, ObjectProperty, ObjectPropertyChain
from differentia.owl.restrictions import irregular, non_simple_uses

A = Class("u:A")
p, q, r, s, t = ROLES = tuple(ObjectProperty(f"u:{n}") for n in "pqrst")


def chain(*steps, over):
    return ax.SubObjectPropertyOf(ObjectPropertyChain(steps), over)


# ---- simplicity

lifted = chain(p, q, over=q)


@pytest.mark.parametrize(
    "use",
    [
        ax.SubClassOf(A, ex.ObjectMaxCardinality(0, q, A)),  # HermiT lets this one pass
        ax.SubClassOf(ex.ObjectMinCardinality(1, q, A), A),
        ax.SubClassOf(A, ex.ObjectComplementOf(ex.ObjectExactCardinality(2, q, A))),
        ax.SubClassOf(A, ex.ObjectSomeValuesFrom(p, ex.ObjectHasSelf(ObjectInverseOf(q)))),
        ax.FunctionalObjectProperty(q),
        ax.InverseFunctionalObjectProperty(q),
        ax.IrreflexiveObjectProperty(q),
        ax.AsymmetricObjectProperty(q),
        ax.DisjointObjectProperties((p, q)),
    ],
    ids=lambda axiom: type(axiom).__name__,
)
def test_a_property_with_a_chain_must_not_stand_where_a_simple_one_is_needed(use):
    (found,) = non_simple_uses([lifted, use])
    assert found.axioms == (use, lifted)
    assert "<u:q> is not simple" in found.message
    assert non_simple_uses([use]) == ()


@pytest.mark.parametrize(
    "way",
    [
        [ax.SubObjectPropertyOf(q, r)],
        [ax.EquivalentObjectProperties((r, q))],
        [ax.InverseObjectProperties(q, r)],
        [ax.SubObjectPropertyOf(ObjectInverseOf(q), s), ax.SubObjectPropertyOf(s, ObjectInverseOf(r))],
    ],
)
@pytest.mark.parametrize("cause", [lifted, ax.TransitiveObjectProperty(q), chain(p, p, over=ObjectInverseOf(q))])
def test_what_lies_above_or_is_inverse_is_not_simple_either(cause, way):
    use = ax.AsymmetricObjectProperty(r)
    assert [found.axioms for found in non_simple_uses([use, *way, cause])] == [(use, cause)]
    assert non_simple_uses([use, *way]) == ()


def test_what_lies_below_is_simple():
    assert non_simple_uses([lifted, ax.SubObjectPropertyOf(r, q), ax.DisjointObjectProperties((p, r))]) == ()


# ---- regularity


@pytest.mark.parametrize(
    "axioms",
    [
        [chain(p, q, over=q), chain(p, r, over=r), chain(r, s, over=t)],
        [chain(q, p, over=q), chain(q, q, over=q)],
        [chain(p, q, over=r), ax.SubObjectPropertyOf(r, s), chain(s, p, over=t)],
        [chain(p, q, over=r), ax.InverseObjectProperties(r, s), ax.SymmetricObjectProperty(p)],
        [chain(p, q, over=ObjectProperty(ex.OWL + "topObjectProperty"))],
    ],
)
def test_regular(axioms):
    assert irregular(axioms) == ()


@pytest.mark.parametrize(
    ("axioms", "circular"),
    [
        # finding-then-place must not climb back to parts, if parts lift findings
        ([chain(p, q, over=q), chain(q, r, over=p)], {0, 1}),
        ([chain(q, r, q, over=q)], {0}),
        ([chain(r, q, s, over=q)], {0}),
        ([chain(p, q, over=r), ax.SubObjectPropertyOf(r, p)], {0}),
        ([chain(p, q, over=r), ax.InverseObjectProperties(r, s), ax.SubObjectPropertyOf(s, q)], {0}),
        ([chain(ObjectInverseOf(q), p, over=q)], {0}),
        ([chain(p, q, over=r), chain(r, p, over=s), ax.EquivalentObjectProperties((s, q))], {0, 1}),
    ],
)
def test_irregular(axioms, circular):
    assert {axioms.index(finding.axioms[0]) for finding in irregular(axioms)} == circular


def test_the_way_back_is_named():
    up, back = chain(p, q, over=r), ax.SubObjectPropertyOf(r, p)
    (found,) = irregular([up, back])
    assert found.axioms == (up, back)
    assert found.message == "the chain derives <u:r>, which leads back to its step <u:p>"


def some_hierarchy(seed):
    luck = random.Random(seed)  # noqa: S311 - an experiment, no secret
    roles = [*ROLES[:4], *(ObjectInverseOf(role) for role in ROLES[:2])]
    axioms = [chain(*luck.choices(roles, k=luck.choice((2, 2, 3))), over=luck.choice(ROLES[:4])) for _ in range(2)]
    sub, sup = luck.sample(ROLES[:4], k=2)
    return [*axioms, ax.SubObjectPropertyOf(sub, sup)]


@pytest.mark.referee
@pytest.mark.parametrize("seed", range(8))
def test_hermit_finds_the_same_hierarchies_irregular(seed):
    axioms = [*some_hierarchy(seed), ax.ClassAssertion(A, NamedIndividual("u:a"))]
    if irregular(axioms):
        with pytest.raises(referee.RefereeError, match="not regular"):
            referee.consistent(axioms)
    else:
        assert referee.consistent(axioms)


# ---- the ontology


def test_the_ontology_keeps_the_restrictions(shipped):
    assert non_simple_uses(shipped) == ()
    assert irregular(shipped) == ()
