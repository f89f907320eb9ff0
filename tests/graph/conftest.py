"""The hand-written cases of this folder as graphs."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from differentia.graph import CaseGraph, Triple
from differentia.owl.expressions import Literal
from differentia.static_graph import Static

HERE = Path(__file__).parent
LP = "https://w3id.org/differentia/legpain#"


def triples(name: str) -> list[Triple]:
    found: list[Triple] = []
    path = HERE / f"{name}.ttl"
    if not path.exists():
        return found
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode)
        value = quad.object
        if isinstance(value, ox.Literal):
            told: str | Literal = Literal(value.value, value.datatype.value, value.language or "")
        else:
            assert isinstance(value, ox.NamedNode)
            told = value.value
        found.append((quad.subject.value, quad.predicate.value, told))
    return found


def static() -> Static:
    parsed = ox.parse(path=HERE / "knowledge.ttl", format=ox.RdfFormat.TURTLE)
    return Static(ox.serialize(parsed, format=ox.RdfFormat.N_TRIPLES) or b"")


def case_graph(name: str) -> CaseGraph:
    return CaseGraph(
        f"https://w3id.org/differentia/case/{name}",
        static(),
        triples(f"{name}-asserted"),
        triples(f"{name}-inferred"),
        proof=lambda: triples(f"{name}-proof"),
        prefixes={"lp": LP},
    )


@pytest.fixture(scope="session")
def one() -> CaseGraph:
    return case_graph("one")


@pytest.fixture(scope="session")
def two() -> CaseGraph:
    return case_graph("two")
