"""The completeness test: what it lets pass, what it names, and the counterexamples behind each of its clauses."""

from __future__ import annotations

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.completeness import completeness
from differentia.owl.expressions import (
    OWL,
    XSD,
    Class,
    DataProperty,
    Datatype,
    Literal,
    NamedIndividual,
    ObjectProperty,
)

A, B, C, D, W, X, Y = (Class(f"u:{n}") for n in "ABCDWXY")
a, b = NamedIndividual("u:a"), NamedIndividual("u:b")
r, s, t = (ObjectProperty(f"u:{n}") for n in "rst")
v, w = DataProperty("u:v"), DataProperty("u:w")
THING, NOTHING = Class(OWL + "Thing"), Class(OWL + "Nothing")


def some(role, filler):
    return ex.ObjectSomeValuesFrom(role, filler)


def no(operand):
    return ex.ObjectComplementOf(operand)


def both(*operands):
    return ex.ObjectIntersectionOf(operands)


def numbers(datatype="decimal", **facets):
    pairs = tuple((XSD + facet, Literal(text, XSD + datatype)) for facet, text in facets.items())
    return ex.DatatypeRestriction(Datatype(XSD + datatype), pairs)


def value(data_range, role=v):
    return ex.DataSomeValuesFrom(role, data_range)


LOW, HIGH = value(numbers(maxInclusive="1")), value(numbers(minExclusive="1"))
REPEATING = ax.SubClassOf(A, some(r, A))
NEGATIVES = ax.SubClassOf(both(A, B, C), NOTHING)

# ---- (a) Horn


@pytest.mark.parametrize(
    "axioms",
    [
        [ax.SubClassOf(ex.ObjectUnionOf((A, ex.ObjectOneOf((a,)))), B), ax.DisjointClasses((A, B))],
        [ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), t), ax.TransitiveObjectProperty(s)],
        [ax.SubClassOf(A, no(some(r, B))), ax.ClassAssertion(no(some(r, C)), a)],
        # negatives by two branches and under absence need refutation, but no renaming
        [ax.SubClassOf(both(X, A), C), ax.SubClassOf(both(X, B), D), ax.DisjointClasses((C, D))],
        [
            ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), s),
            ax.SubClassOf(B, A),
            ax.ClassAssertion(no(some(s, A)), a),
        ],
        [ax.FunctionalObjectProperty(r), ax.SubClassOf(A, some(r, B))],
        [ax.SubClassOf(A, ex.ObjectMaxCardinality(1, r, B)), ax.HasKey(A, (r,), ())],
        [ax.SubClassOf(A, ex.ObjectOneOf((a,)))],
    ],
)
def test_horn_as_written(axioms):
    assert completeness(axioms) == type(completeness([]))(True, (), ())


@pytest.mark.parametrize(
    ("axioms", "turned"),
    [
        # the excluded middle
        ([ax.SubClassOf(X, W), ax.SubClassOf(no(X), W)], {W}),
        # a union on the right whose parts lead to the same
        ([ax.EquivalentClasses((X, ex.ObjectUnionOf((A, B)))), ax.SubClassOf(A, W), ax.SubClassOf(B, W)], {X, A, B, W}),
        # a defined class of those without a finding
        ([ax.EquivalentClasses((W, no(some(r, A))))], {W}),
    ],
)
def test_horn_after_renaming(axioms, turned):
    result = completeness(axioms)
    assert result.complete
    assert {predicate for predicate in result.renamed if isinstance(predicate, Class | ObjectProperty)} == turned


@pytest.mark.parametrize(
    ("axiom", "others"),
    [
        (ax.SubClassOf(D, ex.ObjectUnionOf((A, B, C))), [NEGATIVES]),
        (ax.EquivalentClasses((D, ex.ObjectUnionOf((A, B, C)))), [NEGATIVES]),
        (ax.DisjointUnion(X, (A, B)), []),
        (ax.DisjointUnion(THING, (A, B)), []),  # renamable, were the covering used
        (ax.SubClassOf(A, ex.ObjectOneOf((a, b))), []),
        (ax.SubClassOf(A, ex.ObjectMaxCardinality(2, r, B)), []),
        (ax.EquivalentClasses((C, both(A, no(some(r, B))))), []),
        (ax.SubClassOf(no(some(r, B)), C), [ax.TransitiveObjectProperty(r), ax.EquivalentClasses((C, both(A, B)))]),
    ],
    ids=lambda axiom: type(axiom).__name__,
)
def test_case_splits_are_named(axiom, others):
    result = completeness([*others, axiom])
    assert [finding.axioms for finding in result.findings] == [(axiom,)]
    assert not result.complete
    assert completeness(others).complete


def test_an_absence_joined_to_a_class_is_a_condition_not_a_definition():
    # "exactly those legs without" needs a split; "legs without are" does not
    condition = both(A, no(some(r, B)))
    assert not completeness([ax.EquivalentClasses((C, condition))]).complete
    result = completeness([ax.SubClassOf(condition, C)])
    assert result.complete
    assert set(result.renamed) == {C, condition, no(some(r, B))}


# ---- (b) existentials


@pytest.mark.parametrize(
    "axioms",
    [
        [ax.SubClassOf(A, some(r, B)), ax.SubClassOf(some(ex.ObjectInverseOf(r), A), Y), ax.SubClassOf(some(r, Y), W)],
        [ax.SubClassOf(A, some(r, B)), ax.SubClassOf(B, some(r, C)), ax.FunctionalObjectProperty(r)],
        [REPEATING],
        [REPEATING, ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), s), ax.SubClassOf(some(r, some(s, A)), W)],
        [REPEATING, ax.InverseObjectProperties(s, t)],
        # weakly it repeats, but no witness is both B and C
        [ax.SubClassOf(both(B, C), some(r, B))],
        [ax.EquivalentClasses((A, both(B, some(r, C)))), ax.InverseObjectProperties(r, s)],
    ],
)
def test_existentials_that_end_or_are_pure_el(axioms):
    assert completeness(axioms).complete


@pytest.mark.parametrize(
    ("axiom", "reason"),
    [
        (ax.InverseObjectProperties(r, s), "an inverse property"),
        (ax.SubClassOf(some(ex.ObjectInverseOf(r), A), Y), "an inverse property"),
        (ax.SubClassOf(A, ex.ObjectAllValuesFrom(r, B)), "a universal"),
        (ax.FunctionalObjectProperty(r), "a functional property"),
        (ax.SymmetricObjectProperty(r), "a symmetric property"),
        (ax.SubClassOf(A, ex.ObjectMaxCardinality(1, r, THING)), "a cardinality"),
        (ax.SubClassOf(B, some(r, both(ex.ObjectOneOf((a,)), C))), "a nominal"),
        (ax.SubClassOf(ex.ObjectHasSelf(r), W), "a self restriction"),
        (ax.DisjointObjectProperties((r, s)), "a disjoint property"),
        (ax.SubClassOf(no(some(r, B)), W), "a complement on the left"),
    ],
)
def test_existentials_that_repeat_and_share_no_witness(axiom, reason):
    result = completeness([REPEATING, axiom])
    assert [(f.axioms, reason in f.message) for f in result.findings] == [((REPEATING, axiom), True)]
    assert completeness([axiom]).complete


def test_properties_tied_to_the_repeating_one_count_too():
    tie = ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), s)
    far = ax.ObjectPropertyRange(s, B)
    assert completeness([REPEATING, far]).complete
    assert {f.axioms for f in completeness([REPEATING, tie, far]).findings} == {(REPEATING, far)}


def test_two_existentials_may_repeat_together():
    first, second = ax.SubClassOf(A, some(r, B)), ax.SubClassOf(B, some(s, A))
    inverse = ax.InverseObjectProperties(r, t)
    assert {f.axioms for f in completeness([first, second, inverse]).findings} == {(first, inverse), (second, inverse)}
    everything = ax.SubClassOf(THING, some(r, B))
    assert not completeness([everything, inverse]).complete


# ---- (c) data ranges


def test_a_cover_of_data_ranges_is_named():
    some_value = ax.SubClassOf(A, value(Datatype(XSD + "decimal")))
    low, high = ax.SubClassOf(LOW, W), ax.SubClassOf(HIGH, W)
    (found,) = completeness([some_value, low, high]).findings
    assert found.axioms == (some_value, low, high)
    assert completeness([some_value, low]).complete
    assert completeness([low, high]).complete
    above = ax.SubDataPropertyOf(w, v)
    other = ax.SubClassOf(A, value(Datatype(XSD + "decimal"), w))
    assert completeness([other, low, high]).complete
    assert not completeness([other, low, high, above]).complete


INTEGER_12 = numbers("integer", minExclusive="0", maxExclusive="3")


def test_few_values_are_named_where_some_must_differ():
    promise = ax.SubClassOf(A, value(INTEGER_12))
    assert completeness([promise]).complete
    apart, key = ax.DisjointDataProperties((v, w)), ax.HasKey(A, (), (v,))
    for axiom in (apart, key):
        (found,) = completeness([promise, axiom]).findings
        assert found.axioms == (promise, axiom)
    assert completeness([ax.SubClassOf(A, value(numbers(minExclusive="0", maxExclusive="3"))), apart, key]).complete


def test_ranges_that_a_functional_property_merges_are_looked_at_together():
    # 1 to 5 and 3 to 8, each with room beside 2.5 to 5.5; as one value, 3 to 5, there is none outside
    low, high = value(numbers(minInclusive="1", maxInclusive="5")), value(numbers(minInclusive="3", maxInclusive="8"))
    both = [ax.SubClassOf(A, low), ax.SubClassOf(B, high)]
    halves = [
        ax.SubClassOf(value(numbers(minInclusive="2.5", maxInclusive="4")), C),
        ax.SubClassOf(value(numbers(minExclusive="4", maxInclusive="5.5")), C),
    ]
    assert completeness([*both, *halves]).complete
    for merging in (
        ax.FunctionalDataProperty(v),
        ax.SubClassOf(D, ex.DataMaxCardinality(1, v, Datatype(XSD + "decimal"))),
    ):
        assert {f.axioms for f in completeness([*both, *halves, merging]).findings} == {
            (promise, *halves) for promise in both
        }
    # the same by the range of a property, which holds in any case, and by a universal
    imposed = numbers(minInclusive="3")
    assert not completeness([both[0], *halves, ax.DataPropertyRange(v, imposed)]).complete
    assert not completeness([both[0], *halves, ax.SubClassOf(D, ex.DataAllValuesFrom(v, imposed))]).complete


def test_what_a_complement_denies_is_promised_when_it_is_supposed():
    defined = ax.EquivalentClasses((W, value(Datatype(XSD + "decimal"))))
    splits = [ax.SubClassOf(LOW, D), ax.SubClassOf(HIGH, D)]
    assert completeness([defined, *splits]).complete
    assert not completeness([defined, *splits, ax.SubClassOf(no(W), C)]).complete


def test_a_range_of_texts_has_to_be_seen_to_have_one():
    def texts(**facets):
        pairs = tuple((XSD + facet, Literal(text, XSD + "nonNegativeInteger")) for facet, text in facets.items())
        return value(ex.DatatypeRestriction(Datatype(XSD + "string"), pairs))

    assert completeness([ax.SubClassOf(A, texts(minLength="2"))]).complete
    assert completeness([ax.SubClassOf(A, value(Datatype(XSD + "token")))]).complete
    assert not completeness([ax.SubClassOf(A, texts(minLength="5", maxLength="3"))]).complete


def test_a_definition_promises_nothing_until_it_is_stated():
    defined = ax.EquivalentClasses((W, both(A, value(numbers(maxExclusive="40")))))
    splits = [ax.SubClassOf(LOW, C), ax.SubClassOf(HIGH, C)]
    assert completeness([defined, *splits]).complete
    for stated in (ax.ClassAssertion(W, a), ax.SubClassOf(B, W), ax.ObjectPropertyRange(r, W)):
        assert not completeness([defined, *splits, stated]).complete
    # by universals a value of one individual makes a promise to another
    assert not completeness([defined, *splits, ax.SubClassOf(W, ex.ObjectAllValuesFrom(r, W))]).complete


def test_a_measured_range_of_a_case():
    kinds = [
        ax.EquivalentClasses((Class("u:Low"), both(A, value(numbers(maxInclusive="0.90"))))),
        ax.EquivalentClasses((Class("u:Mid"), both(A, value(numbers(minExclusive="0.90", maxInclusive="1.40"))))),
        ax.EquivalentClasses((Class("u:High"), both(A, value(numbers(minExclusive="1.40"))))),
        ax.ClassAssertion(A, a),
    ]
    assert completeness([*kinds, ax.ClassAssertion(value(numbers(minExclusive="1.40")), a)]).complete
    assert completeness([*kinds, ax.ClassAssertion(value(numbers(maxInclusive="0.3")), a)]).complete
    # above 1.3 is middle or high: whatever follows from both would be missed
    assert not completeness([*kinds, ax.ClassAssertion(value(numbers(minExclusive="1.3")), a)]).complete


# ---- the ontology


def test_the_ontology_passes(shipped):
    result = completeness(shipped)
    assert [str(finding) for finding in result.findings] == []
    assert result.complete
