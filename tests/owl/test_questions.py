"""Questions to any ontology: yes, no, unknown and refused; every kind of axiom that can be asked."""

from __future__ import annotations

from itertools import pairwise

import pytest

from differentia.errors import BadInput, OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.anonymous import rolled_up
from differentia.owl.axioms import Axiom
from differentia.owl.checker import check
from differentia.owl.expressions import (
    OWL,
    XSD,
    AnonymousIndividual,
    Class,
    DataProperty,
    NamedIndividual,
    ObjectProperty,
)
from differentia.owl.ontology import Ontology, assembled
from differentia.owl.proving import named_in, prove
from differentia.owl.questions import consistent, entails, entails_all
from differentia.owl.taxonomy import classify

A, B, C, D = (Class(f"u:{n}") for n in "ABCD")
NOTHING = Class(OWL + "Nothing")
r, s, t = (ObjectProperty(f"u:{n}") for n in "rst")
p = DataProperty("u:p")
a, b, c = (NamedIndividual(f"u:{n}") for n in "abc")
x, y = AnonymousIndividual("x"), AnonymousIndividual("y")
INTEGER = ex.Datatype(XSD + "integer")


def some(role: ex.ObjectPropertyExpression, filler: ex.ClassExpression) -> ex.ClassExpression:
    return ex.ObjectSomeValuesFrom(role, filler)


def number(text: str) -> ex.Literal:
    return ex.Literal(text, XSD + "integer")


CHAIN = ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), t)
# (what is known, what follows, what does not)
ENTAILED: list[tuple[list[Axiom], Axiom, Axiom]] = [
    ([ax.SubClassOf(A, B), ax.SubClassOf(B, C)], ax.SubClassOf(A, C), ax.SubClassOf(C, A)),
    ([ax.SubClassOf(A, B), ax.SubClassOf(B, A)], ax.EquivalentClasses((A, B)), ax.EquivalentClasses((A, C))),
    ([ax.SubClassOf(A, C), ax.DisjointClasses((B, C))], ax.DisjointClasses((A, B)), ax.DisjointClasses((A, C))),
    ([ax.SubClassOf(A, C), ax.SubClassOf(B, C)], ax.SubClassOf(ex.ObjectUnionOf((A, B)), C), ax.SubClassOf(C, A)),
    (
        [ax.ObjectPropertyRange(r, B)],
        ax.SubClassOf(A, ex.ObjectAllValuesFrom(r, B)),
        ax.SubClassOf(A, ex.ObjectAllValuesFrom(s, B)),
    ),
    (
        [ax.ObjectPropertyDomain(r, A), ax.SubObjectPropertyOf(s, r)],
        ax.ObjectPropertyDomain(s, A),
        ax.ObjectPropertyRange(s, A),
    ),
    ([ax.ObjectPropertyRange(r, A), ax.SubClassOf(A, B)], ax.ObjectPropertyRange(r, B), ax.ObjectPropertyRange(r, C)),
    (
        [CHAIN, ax.SubObjectPropertyOf(t, r)],
        ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), r),
        ax.SubObjectPropertyOf(r, t),
    ),
    (
        [ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, r)), r)],
        ax.TransitiveObjectProperty(r),
        ax.SymmetricObjectProperty(r),
    ),
    ([ax.SubObjectPropertyOf(r, ex.ObjectInverseOf(r))], ax.SymmetricObjectProperty(r), ax.TransitiveObjectProperty(r)),
    (
        [ax.InverseObjectProperties(r, s), ax.InverseObjectProperties(s, t)],
        ax.EquivalentObjectProperties((r, t)),
        ax.InverseObjectProperties(r, t),
    ),
    ([ax.AsymmetricObjectProperty(r)], ax.IrreflexiveObjectProperty(r), ax.ReflexiveObjectProperty(r)),
    (
        [ax.DisjointObjectProperties((r, ex.ObjectInverseOf(r)))],
        ax.AsymmetricObjectProperty(r),
        ax.AsymmetricObjectProperty(s),
    ),
    (
        [ax.DisjointObjectProperties((r, s)), ax.SubObjectPropertyOf(t, s)],
        ax.DisjointObjectProperties((r, t)),
        ax.DisjointObjectProperties((s, t)),
    ),
    (
        [ax.ReflexiveObjectProperty(r), ax.SubObjectPropertyOf(r, s)],
        ax.ReflexiveObjectProperty(s),
        ax.ReflexiveObjectProperty(t),
    ),
    ([ax.ReflexiveObjectProperty(r)], ax.ObjectPropertyAssertion(r, a, a), ax.ObjectPropertyAssertion(r, a, b)),
    (
        [ax.SubClassOf(A, some(r, B)), ax.ClassAssertion(A, a)],
        ax.ClassAssertion(some(r, B), a),
        ax.ClassAssertion(B, a),
    ),
    (
        [ax.SubObjectPropertyOf(r, s), ax.ObjectPropertyAssertion(r, a, b)],
        ax.ObjectPropertyAssertion(s, a, b),
        ax.ObjectPropertyAssertion(s, b, a),
    ),
    (
        [ax.DisjointClasses((A, some(r, B))), ax.ClassAssertion(A, a), ax.ClassAssertion(B, b)],
        ax.NegativeObjectPropertyAssertion(r, a, b),
        ax.NegativeObjectPropertyAssertion(r, a, c),
    ),
    (
        [ax.SubDataPropertyOf(p, DataProperty("u:q")), ax.DataPropertyAssertion(p, a, number("3"))],
        ax.DataPropertyAssertion(DataProperty("u:q"), a, number("03")),
        ax.DataPropertyAssertion(p, a, number("4")),
    ),
    (
        [ax.DataPropertyRange(p, INTEGER)],
        ax.NegativeDataPropertyAssertion(p, a, ex.Literal("x", XSD + "string")),
        ax.NegativeDataPropertyAssertion(p, a, number("1")),
    ),
    ([ax.DataPropertyDomain(p, A), ax.SubClassOf(A, B)], ax.DataPropertyDomain(p, B), ax.DataPropertyDomain(p, C)),
    (
        [ax.DataPropertyRange(p, INTEGER)],
        ax.DataPropertyRange(p, ex.Datatype(XSD + "decimal")),
        ax.DataPropertyRange(p, ex.Datatype(XSD + "string")),
    ),
]


@pytest.mark.parametrize(("known", "follows", "not_so"), ENTAILED, ids=lambda value: type(value).__name__)
def test_each_kind_of_axiom_can_be_asked(known: list[Axiom], follows: Axiom, not_so: Axiom) -> None:
    ontology = Ontology(tuple(known))
    assert entails(ontology, follows).verdict == "yes"
    assert entails(ontology, not_so).verdict != "yes"
    assert consistent(ontology).verdict == "yes"


def test_no_is_said_where_it_is_known() -> None:
    ontology = Ontology((ax.SubClassOf(A, some(r, B)),))
    assert entails(ontology, ax.SubClassOf(B, A)).verdict == "no"
    assert entails_all(ontology, [ax.SubClassOf(A, some(r, B)), ax.SubClassOf(A, B)]).axiom == ax.SubClassOf(A, B)


def test_no_is_unknown_where_something_may_be_missed() -> None:
    either = ax.SubClassOf(ex.ObjectComplementOf(A), B)  # A or B, and again, in a way that turning round cannot mend
    axioms = (
        either,
        ax.SubClassOf(ex.ObjectComplementOf(B), C),
        ax.SubClassOf(ex.ObjectComplementOf(A), C),
        ax.DisjointClasses((A, B)),
        ax.DisjointClasses((B, C)),
        ax.DisjointClasses((A, C)),
    )
    assert consistent(Ontology(axioms[:1])).verdict == "yes"
    answer = entails(Ontology(axioms), ax.SubClassOf(D, A))
    assert answer.verdict in ("yes", "unknown")
    if answer.verdict == "unknown":
        assert answer.reasons


def test_outside_the_fragment_only_what_rests_on_it_is_refused() -> None:
    split = ax.SubClassOf(A, ex.ObjectUnionOf((B, C)))
    ontology = Ontology((split, ax.SubClassOf(D, A), ax.SubClassOf(D, NOTHING)))
    assert entails(ontology, ax.SubClassOf(D, B)).verdict == "yes"
    with pytest.raises(OutsideFragment, match="ObjectUnionOf on the right"):
        entails(ontology, ax.SubClassOf(A, B))
    with pytest.raises(OutsideFragment, match="ObjectUnionOf on the right"):
        consistent(ontology)
    assert consistent(Ontology((*ontology.axioms, ax.ClassAssertion(D, a)))).verdict == "no"


def test_a_contradiction_entails_everything() -> None:
    ontology = Ontology((ax.ClassAssertion(NOTHING, a),))
    assert entails(ontology, ax.SubClassOf(A, B)).verdict == "yes"


def test_what_cannot_be_asked_is_named() -> None:
    with pytest.raises(OutsideFragment, match="FunctionalDataProperty as a question"):
        entails(Ontology(()), ax.FunctionalDataProperty(p))


def test_anonymous_individuals_in_a_conclusion_stand_for_something() -> None:
    known = Ontology((ax.ClassAssertion(some(r, some(s, B)), a),))
    asked = [ax.ObjectPropertyAssertion(r, a, x), ax.ObjectPropertyAssertion(s, x, y), ax.ClassAssertion(B, y)]
    assert entails_all(known, asked).verdict == "yes"
    assert entails_all(known, [*asked, ax.ClassAssertion(C, x)]).verdict == "no"
    assert entails_all(known, [ax.ClassAssertion(B, y)]).verdict == "yes"
    assert entails_all(known, [ax.ClassAssertion(C, y)]).verdict == "no"
    circle = [ax.ObjectPropertyAssertion(r, x, y), ax.ObjectPropertyAssertion(s, x, y)]
    assert rolled_up(circle)[1]


def test_keys_do_not_reach_individuals_of_a_question() -> None:
    key = ax.HasKey(A, (r,), ())
    known = Ontology((key, ax.ObjectPropertyAssertion(r, a, c), ax.ClassAssertion(A, a)))
    assert entails(known, ax.SubClassOf(A, ex.ObjectMaxCardinality(1, r, A))).verdict != "yes"


def test_an_empty_range_of_neighbouring_floats_is_seen() -> None:
    def between(low: str, high: str, name: str) -> Ontology:
        facets = (
            (XSD + "minExclusive", ex.Literal(low, XSD + name)),
            (XSD + "maxExclusive", ex.Literal(high, XSD + name)),
        )
        promised = ex.DataSomeValuesFrom(p, ex.DatatypeRestriction(ex.Datatype(XSD + name), facets))
        return Ontology((ax.ClassAssertion(promised, a),))

    assert consistent(between("0.0", "1.401298464324817e-45", "float")).verdict == "no"
    assert consistent(between("0.0", "1.401298464324817e-45", "double")).verdict == "yes"
    assert consistent(between("-0.0", "0.0", "double")).verdict == "no"
    assert consistent(between("0.0", "4.9406564584124654E-324", "double")).verdict == "no"


# ---- hierarchies and proofs


def test_hierarchy() -> None:
    found = classify(
        Ontology(
            (
                ax.SubClassOf(A, B),
                ax.SubClassOf(B, A),
                ax.SubClassOf(B, C),
                ax.SubClassOf(A, C),
                ax.SubClassOf(D, NOTHING),
            )
        )
    )
    assert found.parents["u:A"] == ("u:C",)
    assert ("u:A", "u:B") in found.groups
    assert [entry["axiom"] for entry in found.unsatisfiable["u:D"]] == [["SubClassOf", "u:D", OWL + "Nothing"]]
    with pytest.raises(BadInput, match="contradicts itself"):
        classify(Ontology((ax.ClassAssertion(NOTHING, a),)))


def test_long_chains_and_circles_end() -> None:
    names = [Class(f"u:{n}") for n in range(300)]
    chain = tuple(ax.SubClassOf(lower, upper) for lower, upper in pairwise(names))
    assert classify(Ontology(chain)).parents["u:0"] == ("u:1",)
    assert len(classify(Ontology((*chain, ax.SubClassOf(names[-1], names[0])))).groups) == 2


def test_proofs_pass_the_checker() -> None:
    axioms: list[Axiom] = [ax.SubClassOf(A, some(r, B)), ax.ObjectPropertyDomain(r, C), ax.DisjointClasses((C, D))]
    ontology = assembled(dict.fromkeys([*axioms, ax.ClassAssertion(A, a)], ()))
    for subject, cls in ((A, C), (a, C)):
        proof, _ = prove(ontology, subject, cls)
        assert proof is not None
        assert check(proof).valid
    assert prove(ontology, C, A) == (None, ())
    both = assembled(dict.fromkeys([*axioms, ax.SubClassOf(B, A), ax.SubClassOf(B, D)], ()))
    proof, _ = prove(both, B, NOTHING)
    assert proof is not None
    assert (proof["goal"], check(proof).valid) == (["false"], True)


def test_names_are_found_by_their_last_part() -> None:
    ontology = Ontology((ax.SubClassOf(Class("u:v#A"), Class("u:w#A")), ax.ClassAssertion(B, a)))
    assert named_in(ontology, "B", individuals=False) == B
    assert named_in(ontology, "a", individuals=True) == a
    with pytest.raises(BadInput, match="more than one"):
        named_in(ontology, "A", individuals=False)
    with pytest.raises(BadInput, match="no such class"):
        named_in(ontology, "a", individuals=False)
