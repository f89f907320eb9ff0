"""Hostile requests: each is refused or stopped, goes nowhere, and the service answers a good one after it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from starlette.testclient import TestClient

from differentia.service.app import application
from differentia.service.dataset import Contents
from differentia.service.pool import Pool
from differentia.service.worker import Limits

DEEP = 10_000
BITS = "SELECT * {{ ?s ?p ?o FILTER({}) }}"


class Listener:
    """Somebody who listens at a port, and counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/x"
        self.heard = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        with suppress(OSError):
            while True:
                self.socket.accept()[0].close()
                self.heard += 1


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    time.sleep(0.2)
    found.socket.close()
    assert found.heard == 0, "something went out to the network"


@pytest.fixture(scope="module")
def strict(contents: Contents) -> Iterator[TestClient]:
    """A service with one worker, so that a query which brings it down is followed by one in its place."""
    with Pool(contents, Limits(seconds=3.0, mebibytes=256, rows=1_000), size=1) as pool:
        yield TestClient(application(contents, pool))


def well(client: TestClient) -> bool:
    """Whether the service answers: at once, or when the worker that was ended is replaced."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        answer = client.get("/sparql", params={"query": "SELECT ?c { lp:PAD a ?c }", "default-graph-uri": "V01"})
        if answer.status_code == 200:
            return bool(answer.json()["results"]["bindings"])
    return False


REQUESTS = {
    "braces": ("SELECT * {" + "{" * DEEP + "}" * DEEP + "}", 400),
    "parentheses": (BITS.format("(" * DEEP + "1" + ")" * DEEP), 400),
    "negations": (BITS.format("!" * DEEP + "true"), 400),
    "unions": ("SELECT * {" + " UNION ".join(["{}"] * DEEP) + "}", 400),
    "unclosed": ("SELECT * {" * DEEP, 400),
    "long": ("ASK {} #" + "x" * 1_000_000, 413),
    "NUL": ("ASK { \0 }", 400),
    "regular expression": (
        'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a+)+(b+)+(c*)*$")) }',
        503,
    ),
    "nested OPTIONAL": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l } } } }",
        503,
    ),
    "property paths": ("SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>|^!<urn:x>)* ?d }", 503),
    "cross product": ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", 503),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_is_refused_or_stopped_and_the_next_is_answered(strict: TestClient, name: str) -> None:
    assert well(strict)
    query, status = REQUESTS[name]
    answer = strict.post("/sparql", data={"query": query})
    assert answer.status_code == status, answer.text[:300]
    assert "Traceback" not in answer.text
    assert well(strict)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ VALUES ?g {{ <{there}> }} SERVICE ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <{there}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{there}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
        "LOAD <{there}>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
        "DESCRIBE <{there}>",
    ],
)
def test_nothing_is_fetched_for_a_query(strict: TestClient, listener: Listener, query: str) -> None:
    answer = strict.post("/sparql", data={"query": query.format(there=listener.address)})
    assert answer.status_code == 400 or (answer.status_code == 200 and "root:" not in answer.text)
    assert well(strict)


@pytest.mark.parametrize("key", ["default-graph-uri", "named-graph-uri"])
def test_nothing_is_fetched_for_a_graph(strict: TestClient, listener: Listener, key: str) -> None:
    for there in (listener.address, "file:///etc/passwd"):
        answer = strict.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }", key: there})
        assert answer.status_code == 400
        assert "no graph" in answer.text
    assert well(strict)


def test_many_bad_requests_leave_it_well(strict: TestClient) -> None:
    for number in range(200):
        assert strict.get("/sparql", params={"query": f"ASK {{ {number}"}).status_code == 400
    assert well(strict)


def test_answers_are_no_page(strict: TestClient) -> None:
    """What a query puts into an answer is never run as a page by a browser."""
    answer = strict.get("/sparql", params={"query": 'SELECT ("<script>alert(1)</script>" AS ?x) {}'})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "html" not in answer.headers["content-type"]
    refused = strict.get("/sparql", params={"query": "<script>"})
    assert refused.headers["content-type"].startswith("text/plain")


def test_the_time_of_a_short_query_beside_a_long_one(contents: Contents) -> None:
    """A long query is stopped at its limit; short ones beside it take what they take alone (processor time apart)."""
    seconds = 4.0
    with Pool(contents, Limits(seconds=seconds, mebibytes=256, rows=1_000), size=2) as pool:
        client = TestClient(application(contents, pool))
        assert well(client)
        assert well(client)
        alone = [timed(client) for _ in range(5)]
        found: list[tuple[int, float]] = []

        def long_one() -> None:
            began = time.monotonic()
            answer = client.post("/sparql", data={"query": REQUESTS["cross product"][0]})
            found.append((answer.status_code, time.monotonic() - began))

        thread = threading.Thread(target=long_one)
        thread.start()
        time.sleep(0.3)
        beside = [timed(client) for _ in range(5)]
        assert not found, "the long query was over first"
        thread.join(60)
    ((status, took),) = found
    assert status == 503
    assert seconds <= took < seconds + 3
    assert min(beside) < seconds / 4
    assert min(beside) < 20 * min(alone) + 0.2, (alone, beside)


def timed(client: TestClient) -> float:
    began = time.monotonic()
    answer = client.get("/sparql", params={"query": "SELECT ?c { lp:PAD a ?c }", "default-graph-uri": "V01"})
    assert answer.status_code == 200
    return time.monotonic() - began
