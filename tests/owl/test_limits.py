"""What is large, deep, circular or wrong: it ends, and what cannot be answered is refused by name."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.owl.examples import accepted

from differentia.errors import BadInput, OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.entailment import holds, refutes, types, unsatisfiable
from differentia.owl.expressions import OWL, RDF, RDFS, XSD, AnonymousIndividual, Class, Literal, NamedIndividual
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology, Triple
from differentia.owl.reading import read_triples, triples_of_files
from differentia.owl.saturation import saturate
from differentia.owl.witnesses import DEEPEST_WITNESS

a, b = NamedIndividual("u:a"), NamedIndividual("u:b")
A, B, C = Class("u:A"), Class("u:B"), Class("u:C")
r, s = ex.ObjectProperty("u:r"), ex.ObjectProperty("u:s")
p = ex.DataProperty("u:p")
THING = Class(OWL + "Thing")


def some(role: ex.ObjectPropertyExpression, filler: ex.ClassExpression) -> ex.ObjectSomeValuesFrom:
    return ex.ObjectSomeValuesFrom(role, filler)


def layer(*axioms: ax.Axiom) -> Layer:
    return Layer(saturate(Ontology(axioms)))


def refused(*axioms: ax.Axiom) -> list[str]:
    with pytest.raises(OutsideFragment) as caught:
        saturate(Ontology(axioms))
    return [u.construct for u in caught.value.unsupported]


# ---- large


def numbered(n: int) -> Class:
    return Class(f"u:C{n}")


@pytest.mark.slow
def test_a_chain_of_ten_thousand_subclasses_and_its_proof() -> None:
    triples = [(f"u:C{n}", RDFS + "subClassOf", f"u:C{n + 1}") for n in range(10_000)]
    ontology = read_triples([*triples, ("u:a", RDF + "type", "u:C0")])
    found = Layer(saturate(ontology))
    proof = accepted(found, ax.ClassAssertion(numbered(10_000), a))
    assert len(proof["steps"]) == 10_001
    assert refutes(layer(*ontology.axioms, ax.DisjointClasses((numbered(10_000), B))), ax.ClassAssertion(B, a))


@pytest.mark.slow
def test_fifty_thousand_disjoint_siblings_in_one_list() -> None:
    triples: list[Triple] = [(f"u:C{n}", RDFS + "subClassOf", "u:C") for n in range(50_000)]
    cells = [AnonymousIndividual(f"l{n}") for n in range(50_000)]
    for n, cell in enumerate(cells):
        triples.append((cell, RDF + "first", f"u:C{n}"))
        triples.append((cell, RDF + "rest", cells[n + 1] if n + 1 < len(cells) else RDF + "nil"))
    node = AnonymousIndividual("all")
    triples += [(node, RDF + "type", OWL + "AllDisjointClasses"), (node, OWL + "members", cells[0])]
    triples += [("u:a", RDF + "type", "u:C7"), ("u:b", RDF + "type", "u:C49999")]
    started = time.monotonic()
    found = Layer(saturate(read_triples(triples)))
    assert types(found, "u:a") == {"u:C7", "u:C"}
    assert refutes(found, ax.ClassAssertion(numbered(8), a))
    assert not refutes(found, ax.ClassAssertion(numbered(7), NamedIndividual("u:c")))
    assert time.monotonic() - started < 60


def test_a_conjunction_of_thousands() -> None:
    everything = ex.ObjectIntersectionOf(tuple(numbered(n) for n in range(3_000)))
    told = [ax.ClassAssertion(numbered(n), a) for n in range(3_000)]
    assert holds(layer(ax.SubClassOf(everything, B), *told), ax.ClassAssertion(B, a))


def test_cycles_end() -> None:
    circle: list[ax.Axiom] = [ax.SubClassOf(numbered(n), numbered((n + 1) % 50)) for n in range(50)]
    equal = [ax.EquivalentClasses((numbered(0), B)), ax.EquivalentClasses((B, numbered(0)))]
    roles: list[ax.Axiom] = [
        ax.SubObjectPropertyOf(r, s),
        ax.SubObjectPropertyOf(s, r),
        ax.InverseObjectProperties(r, s),
    ]
    told: list[ax.Axiom] = [
        ax.ClassAssertion(B, a),
        ax.ObjectPropertyAssertion(r, a, b),
        ax.TransitiveObjectProperty(r),
    ]
    found = layer(*circle, *equal, *roles, *told)
    assert len(types(found, "u:a")) == 51
    assert holds(found, ax.ObjectPropertyAssertion(s, a, a))


# ---- deep and endless


def test_an_expression_nested_too_deep_is_reported() -> None:
    triples: list[Triple] = [
        ("u:A", RDFS + "subClassOf", AnonymousIndividual("n0")),
        ("u:r", RDF + "type", OWL + "ObjectProperty"),
    ]
    for n in range(3000):
        node = AnonymousIndividual(f"n{n}")
        triples += [
            (node, RDF + "type", OWL + "Restriction"),
            (node, OWL + "onProperty", "u:r"),
            (node, OWL + "someValuesFrom", AnonymousIndividual(f"n{n + 1}") if n < 2999 else "u:B"),
        ]
    ontology = read_triples(triples)
    assert any("nested" in u.construct for u in ontology.unread)
    with pytest.raises(OutsideFragment):
        saturate(ontology)


@pytest.mark.parametrize(
    "axioms",
    [
        [ax.SubClassOf(A, some(r, A))],
        [ax.SubClassOf(A, some(r, B)), ax.SubClassOf(B, some(s, A))],
        [ax.SubClassOf(A, some(r, B)), ax.ObjectPropertyDomain(ex.ObjectInverseOf(r), A)],
        [ax.SubClassOf(THING, some(r, THING))],
        [ax.SubClassOf(A, some(r, B)), ax.SubClassOf(B, some(ex.ObjectInverseOf(r), A))],
    ],
)
def test_promises_without_end_are_refused(axioms: list[ax.Axiom]) -> None:
    assert refused(*axioms, ax.ClassAssertion(A, a)) == ["an existential that promises itself"]


def test_promises_without_end_do_not_matter_where_nobody_is_promised_anything() -> None:
    assert not layer(ax.SubClassOf(A, some(r, A)), ax.ClassAssertion(B, a)).clashes


def test_promises_may_hang_on_one_another_only_so_deep() -> None:
    def line(length: int) -> list[ax.SubClassOf]:
        return [ax.SubClassOf(numbered(n), some(r, numbered(n + 1))) for n in range(length)]

    start = ax.ClassAssertion(numbered(0), a)
    found = layer(*line(DEEPEST_WITNESS), start, ax.SubClassOf(some(r, numbered(1)), B))
    assert holds(found, ax.ClassAssertion(B, a))
    assert "too deep" in refused(*line(DEEPEST_WITNESS + 1), start)[0]


# ---- refused by name


def test_the_top_data_property_may_stand_only_above_another() -> None:
    """As OWL 2 DL has it; the other built-in properties are supported (`rules/prp-top`, `rules/prp-bot`)."""
    top = ex.DataProperty(OWL + "topDataProperty")
    for axiom in (
        ax.SubDataPropertyOf(top, p),
        ax.SubClassOf(A, ex.DataSomeValuesFrom(top, ex.Datatype(XSD + "integer"))),
    ):
        assert refused(axiom) == ["owl:topDataProperty"]
    saturate(Ontology((ax.SubDataPropertyOf(p, top),)))


@pytest.mark.parametrize(
    "literal",
    [
        Literal("x", XSD + "integer"),
        Literal("1.5", XSD + "integer"),
        Literal("300", XSD + "byte"),
        Literal("2026-02-30T00:00:00", XSD + "dateTime"),
        Literal("yes", XSD + "boolean"),
    ],
)
def test_ill_typed_literals_are_bad_input(literal: Literal) -> None:
    for axiom in (
        ax.DataPropertyAssertion(p, a, literal),
        ax.SubClassOf(ex.DataHasValue(p, literal), A),
        ax.SubClassOf(A, ex.DataSomeValuesFrom(p, ex.DataOneOf((literal,)))),
    ):
        with pytest.raises(BadInput, match="is no literal of"):
            saturate(Ontology((axiom,)))


def test_unknown_datatypes_and_facets() -> None:
    other = ex.Datatype("u:length")
    assert "unknown datatype" in refused(ax.DataPropertyRange(p, other))[0]
    assert "unknown datatype" in refused(ax.DataPropertyAssertion(p, a, Literal("1", "u:length")))[0]
    odd = ex.DatatypeRestriction(ex.Datatype(XSD + "string"), ((XSD + "pattern", Literal("\\p{L}", XSD + "string")),))
    assert "pattern" in refused(ax.SubClassOf(ex.DataSomeValuesFrom(p, odd), A))[0]


def test_times_that_have_no_order() -> None:
    bound = Literal("2026-01-01T00:00:00Z", XSD + "dateTime")
    since = ex.DatatypeRestriction(ex.Datatype(XSD + "dateTime"), ((XSD + "minInclusive", bound),))
    told = ax.DataPropertyAssertion(p, a, Literal("2026-01-01T00:00:00", XSD + "dateTime"))
    with pytest.raises(OutsideFragment, match="no order"):
        saturate(Ontology((ax.SubClassOf(ex.DataSomeValuesFrom(p, since), A), told)))


def test_questions_outside_the_fragment() -> None:
    found = layer(ax.ClassAssertion(A, a))
    with pytest.raises(OutsideFragment):
        holds(found, ax.ClassAssertion(ex.ObjectComplementOf(ex.ObjectUnionOf((A, B))), a))
    # a universal in a question is refuted: nothing says that a has no successor, nor what it would be
    assert not holds(found, ax.ClassAssertion(ex.ObjectAllValuesFrom(r, A), a))
    with pytest.raises(OutsideFragment):
        refutes(found, ax.ClassAssertion(ex.ObjectUnionOf((A, B)), a))


# ---- small print


def test_somebody_nobody_spoke_of() -> None:
    found = layer(ax.SubClassOf(THING, A), ax.SubClassOf(B, Class(OWL + "Nothing")))
    assert holds(found, ax.ClassAssertion(A, b))
    assert holds(found, ax.ClassAssertion(ex.ObjectComplementOf(B), b))
    assert unsatisfiable(found) == {"u:B"}


def test_a_layer_over_a_contradiction_has_that_contradiction() -> None:
    found = layer(ax.DisjointClasses((A, B)), ax.ClassAssertion(A, a), ax.ClassAssertion(B, a))
    assert found.clashes
    assert not refutes(found, ax.ClassAssertion(C, b))


def test_a_complement_asked_of_a_constant_of_the_base() -> None:
    found = layer(ax.ClassAssertion(ex.ObjectComplementOf(some(r, A)), a), ax.SubClassOf(B, A))
    question = ax.ClassAssertion(ex.ObjectComplementOf(some(r, B)), a)
    accepted(found, question)
    assert not holds(found, ax.ClassAssertion(ex.ObjectComplementOf(some(r, C)), a))


def test_a_layer_changes_what_is_known_of_a_constant_of_the_base() -> None:
    from differentia.owl.facts import Assertion

    rule = ax.SubClassOf(ex.ObjectIntersectionOf((A, ex.ObjectComplementOf(some(r, B)))), C)
    base = saturate(Ontology((rule, ax.ClassAssertion(A, a), ax.ObjectPropertyAssertion(s, b, a))))
    told = [Assertion(ax.ClassAssertion(ex.ObjectAllValuesFrom(s, ex.ObjectComplementOf(some(r, B))), b))]
    found = Layer(base)
    found.assume(told)
    assert "u:C" in types(found, "u:a")


def test_case_distinctions_are_found_when_asked_for() -> None:
    found = layer(ax.SubClassOf(A, C), ax.SubClassOf(ex.ObjectComplementOf(A), C), ax.ClassAssertion(B, a))
    accepted(found, ax.ClassAssertion(C, a))
    assert not holds(found, ax.ClassAssertion(A, a))


def test_two_readings_of_a_file_name_blank_nodes_alike(tmp_path: Path) -> None:
    text = '[] <u:p> [ <u:q> "x" ] . _:z <u:p> _:y .'
    (tmp_path / "one.ttl").write_text(text)
    assert triples_of_files([tmp_path / "one.ttl"]) == triples_of_files([tmp_path / "one.ttl"])
    (tmp_path / "two.ttl").write_text(text.replace("_:z", "_:other"))
    assert triples_of_files([tmp_path / "one.ttl"]) == triples_of_files([tmp_path / "two.ttl"])


def test_a_datatype_is_no_class() -> None:
    unread = read_triples([("u:A", RDFS + "subClassOf", XSD + "integer")]).unread
    assert [u.construct for u in unread] == ["a datatype where a class must stand"]
