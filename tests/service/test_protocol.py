"""The SPARQL 1.1 protocol, as a table: what may be asked how, and what is refused with which status.

The rows follow the W3C's protocol tests (https://www.w3.org/TR/sparql11-protocol/, data-r2 `protocol`): queries by GET
and both kinds of POST, with graphs, by media type; bad requests of each kind.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import rdflib
from starlette.testclient import TestClient

from differentia.query_library import GROUPS
from differentia.service.dataset import Contents
from differentia.service.protocol import Request, job_of, preferred
from differentia.static_graph import ONTOLOGY_GRAPH

FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
ASK = "ASK {}"
SELECT = "SELECT ?s { ?s ?p ?o } LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"
DESCRIBE = "DESCRIBE <https://w3id.org/differentia/legpain#PAD>"

Call = dict[str, Any]

ANSWERED: dict[str, tuple[Call, str]] = {
    "query_get": ({"method": "GET", "params": {"query": ASK}}, "application/sparql-results+json"),
    "query_post_form": ({"method": "POST", "data": {"query": ASK}}, "application/sparql-results+json"),
    "query_post_direct": (
        {"method": "POST", "content": ASK, "headers": DIRECT},
        "application/sparql-results+json",
    ),
    "query_dataset_default_graph_get": (
        {"method": "GET", "params": {"query": ASK, "default-graph-uri": ONTOLOGY_GRAPH}},
        "application/sparql-results+json",
    ),
    "query_dataset_default_graph_post": (
        {
            "method": "POST",
            "content": ASK,
            "headers": DIRECT,
            "params": {"default-graph-uri": ONTOLOGY_GRAPH},
        },
        "application/sparql-results+json",
    ),
    "query_dataset_named_graphs_get": (
        {
            "method": "GET",
            "params": {"query": "ASK { GRAPH ?g { ?s ?p ?o } }", "named-graph-uri": ONTOLOGY_GRAPH},
        },
        "application/sparql-results+json",
    ),
    "query_dataset_full": (
        {
            "method": "POST",
            "data": {
                "query": "ASK { GRAPH ?g { ?s ?p ?o } }",
                "default-graph-uri": "V01",
                "named-graph-uri": ONTOLOGY_GRAPH,
            },
        },
        "application/sparql-results+json",
    ),
    "query_content_type_select": (
        {"method": "GET", "params": {"query": SELECT}, "headers": {"accept": "application/sparql-results+xml"}},
        "application/sparql-results+xml",
    ),
    "query_content_type_ask": (
        {"method": "GET", "params": {"query": ASK}, "headers": {"accept": "application/sparql-results+xml"}},
        "application/sparql-results+xml",
    ),
    "query_content_type_describe": (
        {"method": "GET", "params": {"query": DESCRIBE}, "headers": {"accept": "application/rdf+xml"}},
        "application/rdf+xml",
    ),
    "query_content_type_construct": (
        {"method": "GET", "params": {"query": CONSTRUCT}, "headers": {"accept": "text/turtle"}},
        "text/turtle; charset=utf-8",
    ),
    "csv": (
        {"method": "GET", "params": {"query": SELECT}, "headers": {"accept": "text/csv"}},
        "text/csv; charset=utf-8",
    ),
    "tsv": (
        {"method": "GET", "params": {"query": SELECT}, "headers": {"accept": "text/tab-separated-values"}},
        "text/tab-separated-values; charset=utf-8",
    ),
    "jsonld": (
        {"method": "GET", "params": {"query": CONSTRUCT}, "headers": {"accept": "application/ld+json"}},
        "application/ld+json",
    ),
    "ntriples": (
        {"method": "GET", "params": {"query": CONSTRUCT}, "headers": {"accept": "application/n-triples"}},
        "application/n-triples",
    ),
    "head": ({"method": "HEAD", "params": {"query": ASK}}, "application/sparql-results+json"),
}

REFUSED: dict[str, tuple[Call, int, str]] = {
    "bad_query_method": ({"method": "PUT", "params": {"query": ASK}}, 405, ""),
    "bad_multiple_queries": (
        {"method": "GET", "params": [("query", ASK), ("query", SELECT)]},
        400,
        "more than one query",
    ),
    "bad_query_wrong_media_type": (
        {"method": "POST", "content": ASK, "headers": {"content-type": "text/plain"}},
        415,
        "a query comes as",
    ),
    "bad_query_missing_form_type": ({"method": "POST", "content": f"query={ASK}"}, 415, "a query comes as"),
    "bad_query_missing_direct_type": ({"method": "POST", "content": ASK}, 415, "a query comes as"),
    "bad_query_non_utf8": ({"method": "POST", "content": b"ASK {} # \xff", "headers": DIRECT}, 400, "UTF-8"),
    "bad_query_syntax": ({"method": "GET", "params": {"query": "ASK {"}}, 400, "not SPARQL 1.1"),
    "no_query": ({"method": "GET", "params": {"default-graph-uri": ONTOLOGY_GRAPH}}, 400, "one query is needed"),
    "update_by_form": ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 400, "updates are not accepted"),
    "update_direct": (
        {"method": "POST", "content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}},
        400,
        "updates are not accepted",
    ),
    "update_as_query": ({"method": "GET", "params": {"query": "DROP ALL"}}, 400, "update"),
    "load_as_query": ({"method": "GET", "params": {"query": "LOAD <http://127.0.0.1:9/x>"}}, 400, "update"),
    "service": (
        {"method": "GET", "params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}},
        400,
        "SERVICE is not allowed",
    ),
    "no_such_graph": (
        {"method": "GET", "params": {"query": ASK, "default-graph-uri": "urn:x"}},
        400,
        "no graph <urn:x>",
    ),
    "not_acceptable": (
        {"method": "GET", "params": {"query": ASK}, "headers": {"accept": "image/png"}},
        406,
        "answers are written as",
    ),
    "rows_as_turtle": (
        {"method": "GET", "params": {"query": SELECT}, "headers": {"accept": "text/turtle"}},
        406,
        "can hold rows",
    ),
    "triples_as_csv": (
        {"method": "GET", "params": {"query": CONSTRUCT}, "headers": {"accept": "text/csv"}},
        406,
        "can hold triples",
    ),
    "case_needed": (
        {"method": "GET", "params": {"query": "SELECT ?c { ?p dx:supportedCause ?c }"}},
        400,
        "name one with default-graph-uri",
    ),
    "too_long": ({"method": "POST", "data": {"query": ASK + " " * 100_001}}, 413, "longer than"),
    "too_deep": ({"method": "POST", "data": {"query": "ASK " + "{" * 5000 + "}" * 5000}}, 400, "nested deeper"),
    "too_many_rows": (
        {"method": "GET", "params": {"query": "SELECT * { ?s ?p ?o }"}},
        400,
        "more than 10,000 rows",
    ),
}


def ask(client: TestClient, call: Call) -> Any:
    rest = {key: value for key, value in call.items() if key != "method"}
    return client.request(call["method"], "/sparql", **rest)


@pytest.mark.parametrize("name", ANSWERED)
def test_answered(client: TestClient, name: str) -> None:
    call, kind = ANSWERED[name]
    answer = ask(client, call)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == kind
    assert "not a medical device" in answer.headers["x-disclaimer"]
    assert (answer.content == b"") == (call["method"] == "HEAD")


@pytest.mark.parametrize("name", REFUSED)
def test_refused(client: TestClient, name: str) -> None:
    call, status, words = REFUSED[name]
    answer = ask(client, call)
    assert answer.status_code == status, answer.text
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert ask(client, ANSWERED["query_get"][0]).status_code == 200, "it does not answer any more"


def test_a_case_is_chosen_by_default_graph(client: TestClient) -> None:
    query = "SELECT DISTINCT ?p { ?p dx:supportedCause ?c }"
    for case in ("V01", "https://w3id.org/differentia/case/V01"):
        got = client.get("/sparql", params={"query": query, "default-graph-uri": case}).json()
        subjects = {row["p"]["value"] for row in got["results"]["bindings"]}
        assert subjects
        assert all("/case/V01#" in subject for subject in subjects), "facts of another case"


def test_from_in_the_query_is_followed(client: TestClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/differentia/case/V07/asserted> { ?s ?p ?o }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert int(rows[0]["n"]["value"]) > 10


def test_description_is_turtle_and_names_every_graph(client: TestClient, contents: Contents) -> None:
    for path in ("/sparql", "/.well-known/void"):
        answer = client.get(path, headers={"accept": "text/turtle"})
        assert answer.status_code == 200
        graph = rdflib.Graph().parse(data=answer.text, format="turtle")
        named = set(graph.objects(None, rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#name")))
        assert {str(name) for name in named} == set(contents.triples)
        regime = rdflib.URIRef("http://www.w3.org/ns/sparql-service-description#defaultEntailmentRegime")
        assert list(graph.objects(None, regime))
        counted = set(graph.objects(None, rdflib.URIRef("http://rdfs.org/ns/void#triples")))
        assert {int(str(count)) for count in counted} >= set(contents.triples.values())
    assert client.get("/sparql", headers={"accept": "image/png"}).status_code == 406
    assert client.head("/sparql").status_code == 200


def test_other_origins_are_let_in_only_when_told_to(client: TestClient, contents: Contents, pool: Any) -> None:
    from differentia.service.app import application

    assert "access-control-allow-origin" not in client.get("/sparql", params={"query": ASK}).headers
    open_to_one = TestClient(application(contents, pool, origin="https://example.org"))
    told = open_to_one.options("/sparql").headers
    assert told["access-control-allow-origin"] == "https://example.org"
    assert open_to_one.get("/cases").headers["access-control-allow-origin"] == "https://example.org"


def test_page_is_whole(client: TestClient) -> None:
    """Nothing on it comes from elsewhere, and the policy that goes with it forbids that."""
    answer = client.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    library = client.get("/queries").json()
    assert {"candidates", "next-tests"} <= {info["name"] for info in library}
    told = client.get("/cases").json()
    assert [case["id"] for case in told["cases"]] == ["V01", "V07"]
    assert "not a medical device" in told["disclaimer"]


def test_the_library_is_told_group_by_group_with_what_may_be_asked(client: TestClient) -> None:
    library = client.get("/queries").json()
    groups = [info["group"] for info in library]
    assert groups == sorted(groups, key=GROUPS.index)
    (one,) = (info for info in library if info["name"] == "mechanism-map")
    assert one["parameters"]["maneuver"]["kind"] == "term"


@pytest.mark.parametrize(
    "query", ["SELECT * {\n ?s ?p ", "ASK {\n\n ?s ?p ?o .\n", "SELECT ?s WHERE { ?s ?p ?o } ORDER"]
)
def test_an_error_is_placed_in_the_query_as_it_was_sent(client: TestClient, query: str) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert answer.status_code == 400
    assert "line" in answer.text
    assert "char" not in answer.text
    line = int(answer.text.partition("(line ")[2].partition(",")[0])
    assert line <= query.count("\n") + 1, answer.text


def test_every_supplied_query_is_answered(client: TestClient) -> None:
    for info in client.get("/queries").json():
        answer = client.post("/sparql", data={"query": info["text"], "default-graph-uri": "V01"})
        assert answer.status_code == 200, (info["name"], answer.text)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("application/*", "json"),
        ("text/csv", "csv"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", "xml"),
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("application/sparql-results+json;q=x, text/csv", "csv"),
        ("", None),
        ("text/html", None),
    ],
)
def test_preference(accept: str, form: str | None) -> None:
    assert preferred(accept, ("json", "xml", "csv", "tsv")) == form


def test_one_case_needs_no_name(contents: Contents) -> None:
    from dataclasses import replace

    only = replace(contents, cases=contents.cases[:1])
    job = job_of(Request("GET", "query=SELECT+*+{?p+dx:supportedCause+?c}", {}, b""), only)
    assert job.default == (*contents.static, *contents.cases[0].graphs)
    none = replace(contents, cases=())
    job = job_of(Request("GET", "query=SELECT+*+{?p+dx:supportedCause+?c}", {}, b""), none)
    assert job.default == contents.static, "without cases there is nothing to choose, and the answer is empty"


def test_json_is_json(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": ASK})
    assert json.loads(answer.text) == {"head": {}, "boolean": True}
