"""Hostile queries: whatever they do to the process that answers them, the service stays well and answers others."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator

import pytest

from differentia.service.dataset import Contents
from differentia.service.pool import Pool
from differentia.service.worker import Answer, Job, Limits
from differentia.static_graph import ONTOLOGY_GRAPH

SECONDS = 2.0
FORMATS = {"rows": "json", "triples": "turtle"}
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE = {
    "cross product": CROSS,
    "property path": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c }",
    "doubling CONCAT": "SELECT ?z { BIND('"
    + "x" * 1000
    + "' AS ?s0) "
    + " ".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(30))
    + " BIND(STRLEN(?s30) AS ?z) }",
    "sorting a cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c LIMIT 5",
}


@pytest.fixture(scope="module")
def two(contents: Contents) -> Iterator[Pool]:
    with Pool(contents, Limits(seconds=SECONDS, mebibytes=256, rows=100), size=2) as pool:
        yield pool


def run(pool: Pool, text: str) -> Answer:
    return pool.run(Job(text, (ONTOLOGY_GRAPH,), None, FORMATS))


def settled(pool: Pool) -> Answer:
    """Ask something small, as often as it takes to replace the workers that were ended."""
    until = time.monotonic() + 60
    while True:
        answer = run(pool, "ASK {}")
        if answer.status == 200 or time.monotonic() > until:
            return answer


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_stopped_and_the_next_is_answered(two: Pool, name: str) -> None:
    assert settled(two).status == 200
    began = time.monotonic()
    answer = run(two, HOSTILE[name])
    assert answer.status in (400, 503), answer.body
    assert time.monotonic() - began < 10 * SECONDS  # its time is up after SECONDS; the rest is a busy machine
    assert settled(two).status == 200


def test_a_worker_that_was_ended_from_outside_costs_no_answer(contents: Contents) -> None:
    others = set(multiprocessing.active_children())
    with Pool(contents, Limits(seconds=60.0, mebibytes=256, rows=100), size=1) as pool:
        assert settled(pool).status == 200
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
            worker.join()
        assert run(pool, "ASK {}").status == 200


def test_a_short_query_beside_a_long_one_is_answered_at_once(two: Pool) -> None:
    assert settled(two).status == 200
    found: list[Answer] = []
    long_one = threading.Thread(target=lambda: found.append(run(two, CROSS)))
    long_one.start()
    short = settled(two)
    assert short.status == 200
    assert not found, "the long query was over first"
    long_one.join(60)
    assert found[0].status == 503
    assert b"stopped" in found[0].body


def test_an_answer_has_so_many_rows_and_no_more(two: Pool, contents: Contents) -> None:
    assert settled(two).status == 200
    for most, status in ((100, 200), (101, 400)):
        job = Job(f"SELECT * {{ ?s ?p ?o }} LIMIT {most}", contents.static, None, FORMATS)
        assert two.run(job).status == status
