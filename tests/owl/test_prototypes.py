"""The counterexamples to "Horn plus unit negatives", one test per row of the table they were found in.

Each is entailed (HermiT says so, here again), so that the engine has to find it, or say that it may have missed
something, or refuse the ontology. `docs/` and the design name them by their construct.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import questions, referee
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import XSD, Class, DataProperty, Datatype, Literal, NamedIndividual, ObjectProperty
from differentia.owl.isolation import leaks
from differentia.owl.ontology import Ontology
from differentia.owl.restrictions import irregular, non_simple_uses

A, B, F, G, W, X, Y = (Class(f"urn:x-prototypes:{n}") for n in "ABFGWXY")
a, b, p = (NamedIndividual(f"urn:x-prototypes:{n}") for n in "abp")
r, s = ObjectProperty("urn:x-prototypes:r"), ObjectProperty("urn:x-prototypes:s")
v = DataProperty("urn:x-prototypes:v")


def some(role: ex.ObjectPropertyExpression, filler: ex.ClassExpression) -> ex.ClassExpression:
    return ex.ObjectSomeValuesFrom(role, filler)


def no(operand: ex.ClassExpression) -> ex.ClassExpression:
    return ex.ObjectComplementOf(operand)


def both(*operands: ex.ClassExpression) -> ex.ClassExpression:
    return ex.ObjectIntersectionOf(operands)


def is_a(cls: ex.ClassExpression, one: NamedIndividual = p) -> Axiom:
    return ax.ClassAssertion(cls, one)


def below(sub: ex.ClassExpression, sup: ex.ClassExpression) -> Axiom:
    return ax.SubClassOf(sub, sup)


def value(datatype: str = "decimal", **facets: str) -> ex.ClassExpression:
    pairs = tuple((XSD + facet, Literal(text, XSD + "integer")) for facet, text in facets.items())
    kind = Datatype(XSD + datatype)
    return ex.DataSomeValuesFrom(v, ex.DatatypeRestriction(kind, pairs) if pairs else kind)


@dataclass(frozen=True)
class Row:
    """A counterexample: what is known, what follows, and what becomes of it ("yes", "unknown" or "outside")."""

    known: tuple[Axiom, ...]
    follows: Axiom
    verdict: str = "yes"


UNION = ex.ObjectUnionOf((A, B))
NUMBNESS, PARESTHESIA, PART = Class("urn:x-prototypes:Numb"), Class("urn:x-prototypes:Tingling"), s
ROWS = {
    "complement on the left, excluded middle": Row((below(X, W), below(no(X), W), is_a(Y)), is_a(W)),
    "negative by two branches": Row(
        (below(both(X, F), A), below(both(X, G), B), ax.DisjointClasses((A, B)), is_a(F), is_a(G)), is_a(no(X))
    ),
    "subclass or chain under absence": Row(
        (
            below(PARESTHESIA, NUMBNESS),
            ax.SubObjectPropertyOf(ex.ObjectPropertyChain((PART, r)), r),
            ax.ObjectPropertyAssertion(PART, p, a),
            is_a(no(some(r, NUMBNESS))),
        ),
        is_a(no(some(r, PARESTHESIA)), a),
    ),
    "union on the right": Row((below(X, UNION), below(A, W), below(B, W), is_a(X)), is_a(W), "outside"),
    "DisjointUnion": Row((ax.DisjointUnion(X, (A, B)), below(A, W), below(B, W), is_a(X)), is_a(W), "unknown"),
    "oneOf with more than one on the right": Row(
        (below(X, ex.ObjectOneOf((a, b))), is_a(W, a), is_a(W, b), is_a(X)), is_a(W), "outside"
    ),
    "functional + existential": Row(
        (ax.FunctionalObjectProperty(r), is_a(some(r, A)), ax.ObjectPropertyAssertion(r, p, b)), is_a(A, b)
    ),
    "functional + existential, through subproperties": Row(
        (
            ax.FunctionalObjectProperty(r),
            ax.SubObjectPropertyOf(s, r),
            is_a(some(s, A)),
            ax.ObjectPropertyAssertion(r, p, b),
        ),
        is_a(A, b),
    ),
    "inverse + existential": Row(
        (below(A, some(r, B)), below(some(ex.ObjectInverseOf(r), A), Y), below(some(r, Y), W), is_a(A)), is_a(W)
    ),
    "universal + existential": Row(
        (below(A, some(r, B)), below(A, ex.ObjectAllValuesFrom(r, Y)), below(some(r, Y), W), is_a(A)), is_a(W)
    ),
    "nominal + existential": Row(
        (is_a(some(r, both(ex.ObjectOneOf((a,)), B))), is_a(Y, a), below(some(r, both(Y, B)), W)), is_a(W)
    ),
    "datatype cover": Row(
        (below(value(maxInclusive="1"), W), below(value(minExclusive="1"), W), is_a(value())), is_a(W), "unknown"
    ),
    "integer pin": Row(
        (
            is_a(value("integer", minExclusive="0", maxExclusive="2")),
            below(ex.DataHasValue(v, Literal("1", XSD + "integer")), W),
        ),
        is_a(W),
    ),
    "max 1": Row(
        (
            is_a(ex.ObjectMaxCardinality(1, r, A)),
            *(ax.ObjectPropertyAssertion(r, p, one) for one in (a, b)),
            *(is_a(A, one) for one in (a, b)),
        ),
        ax.SameIndividual((a, b)),
    ),
    "functional": Row(
        (ax.FunctionalObjectProperty(r), *(ax.ObjectPropertyAssertion(r, p, one) for one in (a, b)), is_a(A, a)),
        is_a(A, b),
    ),
}


def answer(row: Row) -> str:
    try:
        return questions.entails(Ontology(row.known), row.follows).verdict
    except OutsideFragment:
        return "outside"


@pytest.mark.parametrize("name", ROWS)
def test_counterexample_is_found_or_named(name: str) -> None:
    assert answer(ROWS[name]) == ROWS[name].verdict


@pytest.mark.referee
@pytest.mark.parametrize("name", ROWS)
def test_hermit_says_that_it_follows(name: str) -> None:
    row = ROWS[name]
    assert referee.entails(row.known, row.follows)
    assert not referee.entails((), row.follows)


def test_punning_says_nothing_of_the_individuals() -> None:
    """A class below another says nothing of the individuals of the same name."""
    one, two = (NamedIndividual(cls.iri) for cls in (A, B))
    known = Ontology((below(A, B), ax.ObjectPropertyAssertion(r, p, one)))
    assert questions.entails(known, ax.ObjectPropertyAssertion(r, p, two)).verdict == "no"


def test_an_irregular_chain_is_refused() -> None:
    chain = ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), r)
    assert irregular([chain, ax.SubObjectPropertyOf(r, s)])
    assert irregular([chain]) == ()


@pytest.mark.parametrize(
    "use", [ax.DisjointObjectProperties((r, s)), below(A, ex.ObjectMaxCardinality(0, r, B))], ids=["disjoint", "max 0"]
)
def test_a_non_simple_property_is_refused(use: Axiom) -> None:
    assert non_simple_uses([ax.TransitiveObjectProperty(r), use])
    assert non_simple_uses([use]) == ()


def test_an_inverse_from_a_constant_is_refused() -> None:
    """One patient's facts would reach another's."""
    assert leaks([ax.InverseObjectProperties(r, s)])
    assert leaks([ax.SubObjectPropertyOf(r, s)]) == ()
