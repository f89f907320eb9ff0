"""Values and ranges: the engine's reading of literals, and the checker's, which shares no code with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from differentia.owl import checker_values as checker
from differentia.owl.datatypes import IllTyped, Incomparable, UnknownDatatype, contains, value_of
from differentia.owl.expressions import (
    OWL,
    RDF,
    RDFS,
    XSD,
    DataComplementOf,
    DataIntersectionOf,
    DataOneOf,
    DataRange,
    Datatype,
    DatatypeRestriction,
    DataUnionOf,
    Literal,
)
from differentia.owl.regions import range_relation
from differentia.owl.syntax import to_lists

FACETS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")


def lit(text: str, datatype: str = "decimal") -> Literal:
    return Literal(text, datatype if ":" in datatype else XSD + datatype)


def restricted(datatype: str, **facets: str) -> DataRange:
    given_type = XSD + datatype
    return DatatypeRestriction(Datatype(given_type), tuple((XSD + f, lit(v, datatype)) for f, v in facets.items()))


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def written(value: Any) -> Any:
    return tuples(to_lists(value))


# ---- values


@pytest.mark.parametrize(
    ("first", "second", "identical"),
    [
        (lit("1.0"), lit("01", "integer"), True),
        (lit("-0.0"), lit("0", "integer"), True),
        (lit("0.5"), lit("1/2", OWL + "rational"), True),
        (lit("1", "double"), lit("1"), False),
        (lit("1", "double"), lit("1", "float"), False),
        (lit("1e0", "double"), lit("1.0", "double"), True),
        (lit("0", "double"), lit("-0", "double"), False),
        (lit("NaN", "double"), lit("NaN", "double"), True),
        (lit("0.1", "float"), lit("0.10000000149", "float"), True),
        (lit("0.1", "double"), lit("0.10000000149", "double"), False),
        (lit("1", "boolean"), lit("true", "boolean"), True),
        (lit("1", "boolean"), lit("1", "integer"), False),
        (lit("x", "string"), lit("x", "token"), True),
        (lit("x", "string"), Literal("x@", RDF + "PlainLiteral"), True),
        (Literal("x", RDF + "langString", "en-GB"), Literal("x@en-gb", RDF + "PlainLiteral"), True),
        (Literal("x", RDF + "langString", "en"), Literal("x", RDF + "langString", "de"), False),
        (lit("2024-02-29T24:00:00Z", "dateTime"), lit("2024-03-01T00:00:00Z", "dateTime"), True),
        (lit("2024-01-01T12:00:00Z", "dateTime"), lit("2024-01-01T13:00:00+01:00", "dateTime"), False),
        (lit("2024-01-01T12:00:00Z", "dateTime"), lit("2024-01-01T12:00:00", "dateTime"), False),
    ],
)
def test_identity_of_values(first: Literal, second: Literal, identical: bool) -> None:
    assert (value_of(first) == value_of(second)) is identical
    assert (hash(value_of(first)) == hash(value_of(second))) or not identical
    assert (checker.value(written(first)) == checker.value(written(second))) is identical


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("abc", "integer"), ("1.0", "integer"), (" 1", "integer"), ("٣", "integer"), ("", "decimal"), (".", "decimal"),
        ("1e3", "decimal"), ("inf", "double"), ("256", "unsignedByte"), ("0", "positiveInteger"), ("TRUE", "boolean"),
        ("2023-02-29T00:00:00Z", "dateTime"), ("2023-01-01", "dateTime"), ("2023-01-01T25:00:00", "dateTime"),
        ("2023-01-01T00:00:60", "dateTime"), ("2023-01-01T00:00:00+15:00", "dateTime"),
        ("2023-01-01T00:00:00", "dateTimeStamp"), ("1/0", OWL + "rational"), ("a  b", "token"),
        ("x", RDF + "PlainLiteral"), ("1", OWL + "real"), ("a\nb", "normalizedString"), ("9" * 5000, "integer"),
    ],
)  # fmt: skip
def test_ill_typed_literals(text: str, datatype: str) -> None:
    with pytest.raises((IllTyped, UnknownDatatype) if datatype == OWL + "real" else IllTyped):
        value_of(lit(text, datatype))
    with pytest.raises(checker.Undecided):
        checker.value(written(lit(text, datatype)))


def test_unknown_datatypes_and_facets() -> None:
    with pytest.raises(UnknownDatatype):
        value_of(lit("1", "urn:mine"))
    with pytest.raises(UnknownDatatype):
        contains(Datatype("urn:mine"), lit("1"))
    with pytest.raises(UnknownDatatype):
        contains(DatatypeRestriction(Datatype(XSD + "decimal"), ((XSD + "totalDigits", lit("1")),)), lit("1"))
    with pytest.raises(IllTyped):
        contains(restricted("decimal", minInclusive="x"), lit("1"))
    with pytest.raises(IllTyped):
        contains(DatatypeRestriction(Datatype(XSD + "double"), ((XSD + "minInclusive", lit("1")),)), lit("1", "double"))


def test_times_with_and_without_a_zone_have_no_order() -> None:
    at_least = restricted("dateTime", minInclusive="2024-01-01T00:00:00Z")
    assert contains(at_least, lit("2024-01-01T01:00:00+01:00", "dateTime"))
    assert not contains(at_least, lit("2024-01-01T00:59:59.9+01:00", "dateTime"))
    with pytest.raises(Incomparable):
        contains(at_least, lit("2025-01-01T00:00:00", "dateTime"))


# ---- agreement with Decimal

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-5, max_value=5)


@given(decimals, decimals, st.sampled_from(FACETS))
def test_facets_agree_with_decimal(value: Decimal, bound: Decimal, facet: str) -> None:
    expected = {
        "minInclusive": value >= bound,
        "minExclusive": value > bound,
        "maxInclusive": value <= bound,
        "maxExclusive": value < bound,
    }[facet]
    assert contains(restricted("decimal", **{facet: str(bound)}), lit(str(value))) is expected


# ---- the two readings agree

small = st.sampled_from(["-1", "0", "0.5", "1", "1.0", "2", "2.5"])
whole = st.sampled_from(["-1", "0", "1", "2", "3"])
floating = st.sampled_from(["-INF", "-0.0", "0", "1", "1.5", "INF", "NaN"])
times = st.sampled_from(["2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", "2024-01-02T00:00:00Z"])
words = st.sampled_from(["", "a", "b"])
literals = st.one_of(
    small.map(lit),
    whole.map(lambda t: lit(t, "integer")),
    st.sampled_from(["1/3", "1/2", "2/1"]).map(lambda t: lit(t, OWL + "rational")),
    floating.map(lambda t: lit(t, "double")),
    floating.map(lambda t: lit(t, "float")),
    times.map(lambda t: lit(t, "dateTimeStamp")),
    words.map(lambda t: lit(t, "string")),
    words.map(lambda t: Literal(t, RDF + "langString", "en")),
    st.sampled_from(["true", "false"]).map(lambda t: lit(t, "boolean")),
)
DATATYPES = ("decimal", "integer", "byte", "double", "float", "string", "boolean", "dateTimeStamp")
OTHERS = [RDFS + "Literal", OWL + "real", OWL + "rational", RDF + "PlainLiteral"]
named = st.sampled_from([*OTHERS, *(XSD + name for name in DATATYPES)])


def faceted(datatype: str, texts: st.SearchStrategy[str], bound: str) -> st.SearchStrategy[DataRange]:
    pairs = st.tuples(st.sampled_from(FACETS).map(lambda f: XSD + f), texts.map(lambda t: lit(t, bound)))
    return st.lists(pairs, min_size=1, max_size=2).map(
        lambda facets: DatatypeRestriction(Datatype(XSD + datatype), tuple(facets))
    )


simple = st.one_of(
    named.map(Datatype),
    faceted("decimal", small, "decimal"),
    faceted("integer", small, "decimal"),
    faceted("nonNegativeInteger", whole, "integer"),
    faceted("double", floating, "double"),
    faceted("dateTimeStamp", times, "dateTimeStamp"),
    st.lists(literals, min_size=1, max_size=3).map(lambda x: DataOneOf(tuple(x))),
)
ranges = st.recursive(
    simple,
    lambda inner: st.one_of(
        inner.map(DataComplementOf),
        st.tuples(inner, inner).map(DataIntersectionOf),
        st.tuples(inner, inner).map(DataUnionOf),
    ),
    max_leaves=4,
)


@given(ranges, literals)
@settings(max_examples=500)
def test_membership_agrees(data_range: DataRange, literal: Literal) -> None:
    assert contains(data_range, literal) == checker.member(written(data_range), written(literal))


@given(literals, literals)
def test_identity_agrees(first: Literal, second: Literal) -> None:
    same = checker.value(written(first)) == checker.value(written(second))
    assert (value_of(first) == value_of(second)) == same


@given(ranges, ranges, literals)
@settings(max_examples=800)
def test_relations_agree(first: DataRange, second: DataRange, literal: Literal) -> None:
    """What the engine says the checker can confirm, and what both say no value contradicts."""
    relation = range_relation(first, second)
    included = checker.included(written(first), written(second))
    disjoint = checker.disjoint(written(first), written(second))
    if relation == "inside":
        assert included
    elif relation == "outside":
        assert disjoint
    if contains(first, literal):
        assert contains(second, literal) or not included
        assert not (contains(second, literal) and disjoint)
    if relation == "overlaps" and not any("double" in str(x) or "float" in str(x) for x in (first, second)):
        assert not included  # between neighbouring doubles the engine does not see that nothing is there
        assert not disjoint


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        (restricted("decimal", minExclusive="1.4"), restricted("decimal", minInclusive="1.4"), "inside"),
        (restricted("decimal", minInclusive="1.4"), restricted("decimal", minExclusive="1.4"), "overlaps"),
        (restricted("decimal", maxInclusive="0.9"), restricted("decimal", minExclusive="0.9"), "outside"),
        (restricted("integer", minExclusive="0", maxExclusive="2"), DataOneOf((lit("1"),)), "inside"),
        (restricted("integer", minExclusive="0", maxExclusive="1"), Datatype(XSD + "string"), "inside"),
        (restricted("decimal", minExclusive="0", maxExclusive="1"), Datatype(XSD + "integer"), "outside"),
        (DataOneOf((lit("true", "boolean"), lit("0", "boolean"))), Datatype(XSD + "boolean"), "inside"),
        (Datatype(XSD + "boolean"), DataOneOf((lit("true", "boolean"), lit("0", "boolean"))), "inside"),
        (DataOneOf((lit("a", "string"),)), DataComplementOf(DataOneOf((lit("b", "string"),))), "inside"),
        (Datatype(XSD + "string"), DataComplementOf(DataOneOf((lit("b", "string"),))), "overlaps"),
        (restricted("double", minInclusive="0"), DataComplementOf(DataOneOf((lit("-0", "double"),))), "overlaps"),
        (restricted("double", minExclusive="0"), DataComplementOf(DataOneOf((lit("-0", "double"),))), "inside"),
        (Datatype(XSD + "decimal"), Datatype(XSD + "double"), "outside"),
    ],
)
def test_relations(first: DataRange, second: DataRange, relation: str) -> None:
    assert range_relation(first, second) == relation
    assert checker.included(written(first), written(second)) is (relation == "inside")


def test_lengths_and_patterns() -> None:
    size = DatatypeRestriction(Datatype(XSD + "string"), ((XSD + "maxLength", lit("2", "integer")),))
    form = DatatypeRestriction(Datatype(XSD + "string"), ((XSD + "pattern", lit("[A-C]{2}[0-9]?", "string")),))
    for data_range, inside, outside in ((size, "ab", "abc"), (form, "AC1", "AD1")):
        for text, expected in ((inside, True), (outside, False)):
            assert contains(data_range, lit(text, "string")) is expected
            assert checker.member(written(data_range), written(lit(text, "string"))) is expected
        assert range_relation(data_range, Datatype(XSD + "string")) == "inside"
        assert range_relation(Datatype(XSD + "string"), data_range) == "overlaps"
        assert range_relation(data_range, Datatype(XSD + "decimal")) == "outside"
    for pattern in (r"(a+)+$", r"\p{L}", "[a-z-[c]]", "^a"):
        bad = DatatypeRestriction(Datatype(XSD + "string"), ((XSD + "pattern", lit(pattern, "string")),))
        with pytest.raises(UnknownDatatype):
            contains(bad, lit("a", "string"))
        with pytest.raises(checker.Undecided):
            checker.member(written(bad), written(lit("a", "string")))


def test_floats_have_neighbours() -> None:
    """Between two neighbouring doubles there is no third, and the checker knows it."""
    gap = restricted("double", minExclusive="1.0", maxExclusive="1.0000000000000002")
    assert checker.included(written(gap), written(Datatype(XSD + "string")))
    wider = restricted("double", minExclusive="1.0", maxExclusive="1.0000000000000004")
    assert not checker.included(written(wider), written(Datatype(XSD + "string")))
