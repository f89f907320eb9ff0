"""The comparison with HermiT in groups, on answers known by hand: what is too much, what is too little, and no more."""

from __future__ import annotations

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import referee
from differentia.owl.expressions import Class, NamedIndividual, ObjectComplementOf, ObjectProperty
from differentia.owl.referee_claims import Claims, Differences
from differentia.owl.referee_text import with_named_individuals

pytestmark = pytest.mark.referee

a, b, c, d = (NamedIndividual(f"u:{n}") for n in "abcd")
A, B, C, D, E = (Class(f"u:{n}") for n in "ABCDE")
r, s, r1, r2 = (ObjectProperty(f"u:{n}") for n in ("r", "s", "r1", "r2"))
AGREED = Differences(frozenset(), frozenset())


def is_a(cls, one):
    return ax.ClassAssertion(cls, one)


def is_no(cls, one):
    return ax.ClassAssertion(ObjectComplementOf(cls), one)


def value(role, source, target):
    return ax.ObjectPropertyAssertion(role, source, target)


KNOWN = [
    ax.SubClassOf(A, B),
    ax.DisjointClasses((B, C)),
    ax.SubObjectPropertyOf(r, s),
    ax.ObjectPropertyRange(s, D),
]
SAID = [is_a(A, a), value(r, a, b), is_a(E, c)]
CONCLUDED = {is_a(A, a), is_a(B, a), is_a(D, b), is_a(E, c), value(r, a, b), value(s, a, b)}


def decimal(text):
    return ex.Literal(text, ex.XSD + "decimal")


def test_all_conclusions_and_nothing_else_agree():
    assert Claims(KNOWN).differences(SAID, [a, b, c], CONCLUDED) == AGREED


def test_all_that_is_left_out_is_missing():
    assert Claims(KNOWN).differences(SAID, [a, b, c], []).missing == CONCLUDED


def test_all_that_is_too_much_is_unfounded():
    false = {is_a(C, b), is_a(E, a), value(r, b, a), value(s, a, c), is_no(A, b)}
    found = Claims(KNOWN).differences(SAID, [a, b, c], CONCLUDED | false)
    assert found == Differences(unfounded=frozenset(false), missing=frozenset())


def test_differences_of_both_sorts_are_told_apart():
    left_out, put_in = {is_a(B, a), value(s, a, b)}, {is_a(C, c), value(s, b, c)}
    found = Claims(KNOWN).differences(SAID, [a, b, c], (CONCLUDED - left_out) | put_in)
    assert found == Differences(unfounded=frozenset(put_in), missing=frozenset(left_out))


def test_only_the_individuals_named_have_to_be_complete():
    assert Claims(KNOWN).differences(SAID, [b], {is_a(D, b)}) == AGREED


def test_negatives_are_compared_for_those_who_deny():
    # a is in A and B, so that it is not in C; b and c can be anything.
    claims = Claims(KNOWN)
    assert claims.differences(SAID, [a], CONCLUDED | {is_no(C, a)}, denying=[a, b]) == AGREED
    assert claims.differences(SAID, [], [], denying=[a, b]).missing == {is_no(C, a)}
    assert claims.differences(SAID, [], [is_no(C, a), is_no(E, b)], denying=[a, b]).unfounded == {is_no(E, b)}


def test_a_case_split_is_no_conclusion():
    # In each model a is in A or in B, and linked to b by r or to c: no model contradicts both, one contradicts each.
    either = ex.ObjectUnionOf((A, B))
    linked = ex.ObjectUnionOf((ex.ObjectHasValue(r, b), ex.ObjectHasValue(r, c)))
    someone = ex.ObjectUnionOf((ex.ObjectIntersectionOf((ex.ObjectOneOf((a,)), C)), ex.ObjectComplementOf(C)))
    said = [is_a(either, a), is_a(linked, a), is_a(someone, b), ax.DifferentIndividuals((a, b))]
    said.append(ax.SubClassOf(A, D))
    said.append(ax.SubClassOf(B, D))
    claims = Claims([])
    assert claims.differences(said, [a, b], [is_a(D, a), is_no(C, b)]) == AGREED
    assert claims.differences(said, [a, b], []).missing == {is_a(D, a)}


def test_a_split_between_two_individuals_is_no_conclusion():
    # a or b is in A: contradicted one by one, though not together.
    both = ex.ObjectIntersectionOf((ObjectComplementOf(A), ex.ObjectHasValue(r, b)))
    said = [ax.SubClassOf(both, ex.ObjectHasValue(s, b)), value(r, a, b), value(r, a, c)]
    said += [
        ax.SubClassOf(ex.ObjectIntersectionOf((ex.ObjectHasValue(s, b), ex.ObjectOneOf((a,)))), ex.ObjectHasValue(r, d))
    ]
    said += [ax.SubClassOf(ex.ObjectHasValue(r, d), ex.ObjectAllValuesFrom(r, A))]
    assert Claims([]).differences(said, [a, b, c, d], [value(r, a, b), value(r, a, c)]) == AGREED


def test_blank_nodes_are_judged_under_a_name():
    nobody = ex.AnonymousIndividual("someone else")
    said = [value(r, a, nobody)]
    named = with_named_individuals(nobody)
    concluded = [value(r, a, nobody), value(s, a, nobody), is_a(D, nobody)]
    assert Claims(KNOWN).differences(said, [a, nobody], concluded) == AGREED
    assert Claims(KNOWN).differences(said, [a, nobody], concluded[:2]).missing == {is_a(D, named)}


def test_equal_individuals_share_what_is_concluded():
    said = [*SAID, ax.SameIndividual((b, d))]
    more = CONCLUDED | {is_a(D, d), value(r, a, d), value(s, a, d)}
    assert Claims(KNOWN).differences(said, [a, b, c, d], more) == AGREED
    assert Claims(KNOWN).differences(said, [a, b, c, d], CONCLUDED).missing == more - CONCLUDED


def test_what_needs_a_case_split_is_found():
    # HermiT's own print-out of individuals has neither Q(a) nor s(a, c): they hold in both cases, by different ways.
    axioms = [
        is_a(ex.ObjectUnionOf((A, B)), a),
        ax.SubClassOf(A, ex.ObjectHasValue(r1, c)),
        ax.SubClassOf(B, ex.ObjectHasValue(r2, c)),
        ax.SubClassOf(A, D),
        ax.SubClassOf(B, D),
        ax.SubObjectPropertyOf(r1, s),
        ax.SubObjectPropertyOf(r2, s),
        ax.SubClassOf(ex.ObjectHasValue(s, c), E),
    ]
    assert Claims(axioms).differences([], [a, c], []).missing == {is_a(D, a), is_a(E, a), value(s, a, c)}


def test_values_are_found_over_chains_inverses_equivalents_and_ranges_of_numbers():
    v = ex.DataProperty("u:v")
    low = ex.DatatypeRestriction(ex.Datatype(ex.XSD + "decimal"), ((ex.XSD + "maxInclusive", decimal("0.90")),))
    axioms = [
        ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), s),
        ax.InverseObjectProperties(s, r1),
        ax.EquivalentObjectProperties((r, r2)),
        ax.EquivalentClasses((A, ex.ObjectIntersectionOf((B, ex.DataSomeValuesFrom(v, low))))),
        ax.SubClassOf(ex.ObjectIntersectionOf((C, ex.ObjectSomeValuesFrom(s, A))), ex.ObjectHasValue(r, d)),
    ]
    said = [value(r, a, b), is_a(C, b), value(s, b, c), is_a(B, c), ax.DataPropertyAssertion(v, c, decimal("0.71"))]
    found = Claims(axioms).differences(said, [a, b, c, d], [])
    assert found.missing == {
        *(value(role, *pair) for role in (r, r2) for pair in ((a, b), (b, d))),
        *(value(s, one, c) for one in (a, b)),
        *(value(r1, c, one) for one in (a, b)),
        is_a(C, b),
        is_a(B, c),
        is_a(A, c),
    }


def test_equals_of_thing_are_types_and_a_class_of_an_individuals_name_is_none():
    axioms = [ax.EquivalentClasses((E, Class(ex.OWL + "Thing"))), ax.SubClassOf(Class("u:a"), A), ax.SubClassOf(E, D)]
    assert Claims(axioms).differences([is_a(B, a)], [a], []).missing == {is_a(B, a), is_a(D, a), is_a(E, a)}


def test_what_is_learned_of_one_comparison_changes_nothing_in_the_next():
    claims = Claims(KNOWN)
    claims.differences(SAID, [a, b, c], [])  # every block is cut down to single kinds
    more = [is_a(Class("u:New"), c), *SAID]
    assert claims.differences(more, [a, b, c], CONCLUDED | {is_a(Class("u:New"), c)}) == AGREED
    assert claims.differences(more, [a, b, c], CONCLUDED).missing == {is_a(Class("u:New"), c)}


def test_individuals_that_no_axiom_names_are_judged_as_well():
    of_itself = [ax.SubClassOf(Class(ex.OWL + "Thing"), ex.ObjectHasSelf(r))]
    found = Claims(of_itself).differences([is_a(A, a)], [a, c], [is_a(A, a), value(r, a, a)])
    assert found == Differences(frozenset(), frozenset({value(r, c, c)}))
    to_one = [ax.SubClassOf(Class(ex.OWL + "Thing"), ex.ObjectHasValue(r, a)), ax.InverseObjectProperties(r, s)]
    assert Claims(to_one).differences([], [c], []).missing == {value(r, c, a)}
    assert Claims(to_one).differences([], [a, c], []).missing == {value(p, *pair) for p, pair in (
        (r, (c, a)), (r, (a, a)), (s, (a, c)), (s, (a, a)),
    )}  # fmt: skip


def test_few_questions_find_one_difference(monkeypatch):
    asked = []
    satisfiable = referee.satisfiable
    monkeypatch.setattr(referee, "satisfiable", lambda *a, **k: asked.append(len(a[1])) or satisfiable(*a, **k))
    people = [NamedIndividual(f"u:i{n}") for n in range(40)]
    said = [is_a(A, people[7]), *(is_a(E, one) for one in people)]
    concluded = [claim for claim in said if claim.cls == E or claim.individual != people[7]]
    assert Claims(KNOWN).differences(said, people, [*concluded, is_a(B, people[7])]).missing == {is_a(A, people[7])}
    assert len(asked) <= 7  # rounds: kinds, then people, in quarters; targets are not cut for a class


def test_classes_and_individuals_of_one_name_are_kept_apart():
    said = [is_a(Class("u:a"), a), value(ObjectProperty("u:a"), a, a)]
    concluded = [*said]
    assert Claims([]).differences(said, [a], concluded) == AGREED
    assert Claims([]).differences(said, [a], concluded[:1]).missing == {concluded[1]}
    assert Claims([]).differences(said, [a], concluded[1:]).missing == {concluded[0]}


def test_what_is_inconsistent_or_not_named_is_said():
    with pytest.raises(referee.RefereeFoundInconsistent):
        Claims(KNOWN).differences([is_a(A, a), is_a(C, a)], [a], [])
    with pytest.raises(referee.RefereeFoundInconsistent):
        Claims([]).differences([is_a(Class(ex.OWL + "Nothing"), a)], [a], [])
    with pytest.raises(referee.RefereeError, match="no ObjectUnionOf"):
        Claims(KNOWN).differences(SAID, [a], [is_a(ex.ObjectUnionOf((A, B)), a)])
