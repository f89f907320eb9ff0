"""The queryable graph: values, parameters, named graphs, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib

from differentia.asserted import asserted_triples, conflict_triples
from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.graph import CaseGraph, Triple
from differentia.owl import axioms as ax
from differentia.owl.expressions import (
    XSD,
    Class,
    DataProperty,
    Literal,
    NamedIndividual,
    ObjectComplementOf,
    ObjectInverseOf,
    ObjectProperty,
    ObjectSomeValuesFrom,
)
from differentia.query_guard import MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS
from differentia.static_graph import Static
from differentia.static_store import StaticStore

DX = "https://w3id.org/differentia/dx#"
LP = "https://w3id.org/differentia/legpain#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


# ---- answers


def test_terms_become_python_values() -> None:
    values = [
        Literal("0.68", XSD + "decimal"),
        Literal("7", XSD + "integer"),
        Literal("true", XSD + "boolean"),
        Literal("1.5E0", XSD + "double"),
        Literal("no number", XSD + "decimal"),
        Literal("leg", XSD + "string"),
        Literal("Bein", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "de"),
    ]
    triples: list[Triple] = [("urn:s", f"urn:p{n}", value) for n, value in enumerate(values)]
    found = CaseGraph("urn:case", Static(), triples, []).query("SELECT ?o { ?s ?p ?o } ORDER BY ?p").rows
    assert [row[0] for row in found] == [Decimal("0.68"), 7, True, 1.5, "no number", "leg", "Bein"]


def test_ask_construct_and_describe_are_tables_too() -> None:
    graph = CaseGraph("urn:case", Static(), [("urn:s", "urn:p", "urn:o")], [])
    assert graph.query("ASK { ?s ?p ?o }").rows == ((True,),)
    for query in ("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }", "DESCRIBE <urn:s>"):
        table = graph.query(query)
        assert table.columns == ("subject", "predicate", "object")
        assert len(table.rows) == 1
    assert graph.query("SELECT ?x { OPTIONAL { ?x <urn:none> ?y } }").rows == ((None,),)


def test_a_triple_asserted_and_inferred_is_found_once() -> None:
    triple: Triple = ("urn:s", "urn:p", "urn:o")
    static = Static(b"<urn:s> <urn:p> <urn:o> .\n")
    graph = CaseGraph("urn:case", static, [triple, triple], [triple])
    assert graph.query("SELECT ?o { ?s ?p ?o }").rows == (("urn:o",),)
    assert len(graph.graph) == 1


def test_documentation_is_there_when_a_query_may_read_it() -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    comment = "http://www.w3.org/2000/01/rdf-schema#comment"
    static = Static(f'<urn:s> <{label}> "s" .\n'.encode(), f'<urn:s> <{comment}> "long" .\n'.encode())
    graph = CaseGraph("urn:case", static, [], [])
    assert graph.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o").rows == (("long",), ("s",))
    assert len(graph.graph) == 2


def test_a_store_is_lent_to_one_case_after_another() -> None:
    static = Static(b"<urn:s> <urn:p> <urn:o> .\n", b"<urn:s> <urn:p> <urn:long> .\n")
    shared = StaticStore(static)
    # what the first says is static as well: it stays when the first case leaves
    first = CaseGraph("urn:1", static, [("urn:s", "urn:p", "urn:o"), ("urn:1", "urn:p", "urn:x")], [], shared=shared)
    second = CaseGraph("urn:2", static, [("urn:2", "urn:p", "urn:y")], [], shared=shared)
    query = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    for _ in range(2):
        assert first.query(query).rows == (("urn:long",), ("urn:o",), ("urn:x",))
        assert second.query(query).rows == (("urn:long",), ("urn:o",), ("urn:y",))


def test_stores_lent_at_the_same_time_are_not_the_same() -> None:
    shared = StaticStore(Static(b"<urn:s> <urn:p> <urn:o> .\n"))
    one: list[Triple] = [("urn:1", "urn:p", "urn:x")]
    with shared.lent("one", lambda: one) as first, shared.lent("two", list) as second:
        assert (len(first), len(second)) == (2, 1)
    with shared.lent("one", lambda: one) as again:
        assert again is first


# ---- parts


def test_named_graphs_hold_the_parts(one: CaseGraph) -> None:
    table = one.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    counted = {str(name): number for name, number in table.rows}
    case = "https://w3id.org/differentia/case/one"
    assert set(counted) == {
        f"{case}/asserted",
        f"{case}/inferred",
        f"{case}/proof",
        "https://w3id.org/differentia/graph/ontology",
    }
    assert counted == {name: len(one.dataset.graph(rdflib.URIRef(name))) for name in counted}
    assert len(one.graph) == one.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]


def test_from_named_graphs_of_the_case(one: CaseGraph) -> None:
    query = "SELECT ?o FROM <https://w3id.org/differentia/case/one/inferred> { ?s dx:establishedCause ?o }"
    assert set(one.query(query).rows) == {(LP + "PAD",)}


def test_proofs_are_made_only_when_asked_for() -> None:
    made = []

    def proof() -> list[Triple]:
        made.append(1)
        return [("urn:step", TYPE, DX + "ProofStep")]

    graph = CaseGraph("urn:case", Static(), [], [], proof=proof)
    graph.query("conflicts")
    assert made == []
    graph.query("why")
    assert graph.query("ASK { ?step a dx:ProofStep }").rows == ((True,),)
    assert made == [1]
    assert len(graph.graph) == 1


def test_a_library_query_imports_neither_rdflib_nor_numpy() -> None:
    code = (
        "import sys; from differentia.graph import CaseGraph; from differentia.static_graph import Static;"
        "CaseGraph('urn:c', Static(), [], []).query('candidates');"
        "print([m for m in ('rdflib', 'numpy', 'networkx', 'owlready2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# ---- parameters


@pytest.mark.parametrize(
    "name", ["PAD", "lp:PAD", LP + "PAD", "artery disease", "Artery Disease", ox.NamedNode(LP + "PAD")]
)
def test_a_term_is_named_in_many_ways(one: CaseGraph, name: str) -> None:
    assert [row[2] for row in one.query("candidates", cause=name).rows] == ["artery disease"]


def test_a_parameter_left_open_is_no_condition(one: CaseGraph) -> None:
    assert one.query("candidates", cause=None).rows == one.query("candidates").rows


def test_an_unknown_name_is_bad_input_with_the_nearest(one: CaseGraph) -> None:
    with pytest.raises(BadInput, match='"PAD_FB"; nearest: "PAD_FP"'):
        one.query("candidates", cause="PAD_FB")
    with pytest.raises(BadInput, match='no such parameter: "sause"; nearest: "cause"'):
        one.query("candidates", sause="PAD")
    with pytest.raises(BadInput, match='no query of this name: "candidate"; nearest: "candidates"'):
        one.query("candidate")
    with pytest.raises(BadInput, match="cannot be a list"):
        one.query("candidates", cause=["PAD"])  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ['PAD" } ?x ?y ?z { "', "urn:x> } ?x ?y ?z { <urn:y", "x' } #", "\\u0022 }", "a\nb"])
def test_words_cannot_leave_their_place(one: CaseGraph, words: str) -> None:
    with pytest.raises(BadInput, match="no term has this"):
        one.query("candidates", cause=words)
    assert one.query("conclusions-resting-on-source", source=words).rows == ()


def test_variables_of_a_text_are_bound_as_terms(one: CaseGraph) -> None:
    query = "SELECT ?cause ?leg { ?leg dx:establishedCause ?cause . ?leg a lp:Leg }"
    assert len(one.query(query, cause="PAD").rows) == 1
    assert one.query(query, cause="LSS").rows == ()
    assert one.query("SELECT ?s ?value { ?s dx:value ?value }", value=Decimal("0.68")).rows[0][1] == Decimal("0.68")
    with pytest.raises(BadInput, match="cannot be answered"):
        one.query(query, nothing="PAD")


# ---- what is refused


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "PREFIX e: <http://127.0.0.1:9/> ASK { { SELECT * { OPTIONAL { SERVICE e:x { ?s ?p ?o } } } } }",
        "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE # <urn:x>\n <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(one: CaseGraph, query: str) -> None:
    with pytest.raises(BadInput, match=r"SERVICE is not allowed|not SPARQL"):
        one.query(query)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE <http://127.0.0.1:9/>" AS ?x) {}',
        "SELECT ?service { ?service ?p ?o } # SERVICE <urn:x>",
        "PREFIX service: <urn:service:> SELECT * { ?s service:of ?o }",
        "SELECT * { ?s <urn:SERVICE> ?o }",
    ],
)
def test_the_word_alone_is_not_refused(one: CaseGraph, query: str) -> None:
    one.query(query)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/>",
        "LOAD SILENT <file:///etc/hostname> INTO GRAPH <urn:g>",
        "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
    ],
)
def test_updates_are_refused(one: CaseGraph, update: str) -> None:
    with pytest.raises(BadInput, match="an update changes the graph"):
        one.query(update)


def test_syntax_errors_carry_the_parsers_message(one: CaseGraph) -> None:
    with pytest.raises(BadInput, match=r"not SPARQL 1\.1: Expected"):
        one.query("SELECT * WHERE { ?s ?p }")
    with pytest.raises(BadInput, match=r"not SPARQL 1\.1"):
        one.query("SELECT * { ?s nowhere:p ?o }")


DEEP = {
    "braces": "SELECT * {{ {} }}".format("{" * 5_000 + "}" * 5_000),
    "brackets": f"SELECT * {{ ?s ?p ?o FILTER({'(' * 5_000}1{')' * 5_000}) }}",
    "one too deep": f"SELECT * {{ {'{' * MAX_DEPTH} ?s ?p ?o {'}' * MAX_DEPTH} }}",
    "negations": f"SELECT * {{ ?s ?p ?o FILTER({'!' * 20_000}true) }}",
    "additions": f"SELECT * {{ ?s ?p ?o FILTER({'+'.join(['1'] * (MAX_OPERATORS + 2))}) }}",
    "unions": f"SELECT * {{ {' UNION '.join(['{}'] * 8_000)} }}",
    "binds": f"SELECT * {{ {' '.join(f'BIND(1 AS ?a{n})' for n in range(4_000))} }}",
    "length": f"SELECT * {{ ?s ?p ?o }} #{'x' * MAX_LENGTH}",
    "hidden by escapes": "SELECT * { " + "\\u007B" * 5_000 + "\\u007D" * 5_000 + " }",
    "lists": f"SELECT * {{ ?s ?p {'(' * 3_000}{')' * 3_000} }}",
}


@pytest.mark.parametrize("query", DEEP.values(), ids=DEEP)
def test_what_would_bring_a_parser_down_is_refused(one: CaseGraph, query: str) -> None:
    with pytest.raises(BadInput, match=r"longer than|nested|operators"):
        one.query(query)


def test_depth_within_the_bound_is_answered_or_refused_but_never_fatal() -> None:
    graph = CaseGraph("urn:case", Static(), [], [])
    inside = MAX_DEPTH - 2
    for opening, closing in ("{}", "()"):
        middle = "" if opening == "{" else "?s ?p ?o FILTER"
        query = f"SELECT * {{ {middle}{opening * inside}{'true' if middle else ''}{closing * inside} }}"
        try:
            graph.query(query)
        except BadInput as refused:
            assert "nested too deeply" in str(refused)  # noqa: PT017 - either outcome is right


# ---- what a case asserts


def case_of_every_kind() -> Case:
    me, leg, pain, value = (NamedIndividual(f"urn:c#{n}") for n in ("patient", "leg", "f1", "f3"))
    numb = ObjectSomeValuesFrom(ObjectProperty(DX + "hasFinding"), Class("urn:Numb"))
    facts = (
        Fact(
            "f1",
            "pain of the leg",
            "present",
            line=3,
            source="letter",
            date="2026-01-02",
            terms=(("pain", "urn:Pain"),),
            axioms=(
                ax.ClassAssertion(Class("urn:Pain"), pain),
                ax.ObjectPropertyAssertion(ObjectProperty(DX + "hasFinding"), leg, pain),
                ax.ObjectPropertyAssertion(
                    ObjectInverseOf(ObjectProperty("urn:eases")), pain, NamedIndividual("urn:Rest")
                ),
            ),
        ),
        Fact(
            "f2",
            "numb",
            "absent",
            axioms=(ax.ClassAssertion(ObjectComplementOf(numb), me),),
            lacks=((me.iri, "urn:Numb"),),
        ),
        Fact(
            "f3",
            "ratio 0.6",
            "measured",
            axioms=(
                ax.ClassAssertion(Class("urn:Ratio"), value),
                ax.DataPropertyAssertion(DataProperty(DX + "value"), value, Literal("0.6", XSD + "decimal")),
                ax.ObjectPropertyAssertion(ObjectProperty(DX + "qualifiedBy"), pain, value),
            ),
        ),
    )
    scaffold = (
        ax.ClassAssertion(Class(DX + "Patient"), me),
        ax.ObjectPropertyAssertion(ObjectProperty(DX + "hasPart"), me, leg),
    )
    return Case("c", "urn:c", facts=facts, scaffold=scaffold)


def test_asserted_triples() -> None:
    told = {
        (s, p.removeprefix(DX), o if isinstance(o, str) else o.lexical)
        for s, p, o in asserted_triples(case_of_every_kind())
    }
    assert {
        ("urn:c#patient", TYPE, DX + "Patient"),
        ("urn:c#patient", "hasPart", "urn:c#leg"),
        ("urn:c#patient", "lacks", "urn:Numb"),
        ("urn:c#leg", "hasFinding", "urn:c#f1"),
        ("urn:c#f1", TYPE, "urn:Pain"),
        ("urn:Rest", "urn:eases", "urn:c#f1"),
        ("urn:c#f3", "value", "0.6"),
        ("urn:c/fact/f1", "line", "3"),
        ("urn:c/fact/f1", "status", "present"),
        ("urn:c/fact/f1", "readAs", "urn:Pain"),
        ("urn:c/fact/f1", "http://purl.org/dc/terms/source", "letter"),
        ("urn:c/fact/f1", "http://purl.org/dc/terms/date", "2026-01-02"),
    } <= told
    about = {(s, o) for s, p, o in told if p == "about"}
    assert about == {
        ("urn:c/fact/f1", "urn:c#f1"),
        ("urn:c/fact/f2", "urn:c#patient"),
        ("urn:c/fact/f3", "urn:c#f3"),
        ("urn:c/fact/f3", "urn:c#f1"),
    }


def test_conflict_triples() -> None:
    told = list(conflict_triples("urn:c", [["f1", "f2"], ["f1", "f3"]], [("urn:c#leg", "urn:Cause")]))
    graph = CaseGraph("urn:c", Static(), told, [])
    assert graph.query("SELECT (COUNT(*) AS ?n) { ?c a dx:Conflict ; dx:conflictingFact ?f }").rows == ((4,),)
    assert graph.query("SELECT ?x { ?x dx:disputedCause ?y }").rows == (("urn:c#leg",),)
