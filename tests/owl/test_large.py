"""Long chains, many siblings and great circles: every question ends, and twice the size takes less than four times."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.checker import check
from differentia.owl.entailment import types
from differentia.owl.expressions import OWL, RDF, RDFS, Class, NamedIndividual, ObjectProperty
from differentia.owl.facts import Assertion
from differentia.owl.files import read_ontology
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology, assembled
from differentia.owl.proving import prove
from differentia.owl.questions import consistent, entails
from differentia.owl.saturation import saturate

a, b = NamedIndividual("u:a"), NamedIndividual("u:b")


def numbered(number: int) -> Class:
    return Class(f"u:C{number}")


def role(number: int) -> ObjectProperty:
    return ObjectProperty(f"u:r{number}")


def chain(size: int) -> list[Axiom]:
    return [ax.SubClassOf(numbered(n), numbered(n + 1)) for n in range(size)]


def siblings(size: int) -> list[Axiom]:
    return [ax.SubClassOf(numbered(n), numbered(size)) for n in range(size)]


def circle(size: int) -> list[Axiom]:
    return [ax.EquivalentClasses((numbered(n), numbered((n + 1) % size))) for n in range(size)]


def roles(size: int) -> list[Axiom]:
    """Return a circle of properties, and a fact of the first."""
    told: list[Axiom] = [ax.SubObjectPropertyOf(role(n), role((n + 1) % size)) for n in range(size)]
    told += [ax.ObjectPropertyDomain(role(size - 1), numbered(size - 1)), ax.ObjectPropertyAssertion(role(0), a, b)]
    return [*told, ax.ClassAssertion(numbered(0), a), ax.SubClassOf(numbered(0), numbered(size - 1))]


SHAPES = {"chain": (chain, 10_000), "siblings": (siblings, 6_000), "circle": (circle, 5_000), "roles": (roles, 2_000)}


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_every_question_ends(shape: str) -> None:
    make, size = SHAPES[shape]
    ontology = assembled(dict.fromkeys(make(size), ()))
    last = numbered(size if shape in ("chain", "siblings") else size - 1)
    assert consistent(ontology).verdict == "yes"
    assert entails(ontology, ax.SubClassOf(numbered(0), last)).verdict == "yes"
    assert entails(ontology, ax.SubClassOf(numbered(0), Class("u:Other"))).verdict == "no"
    proof, _ = prove(ontology, numbered(0), last)
    assert proof is not None
    assert check(proof).valid


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_size_takes_less_than_sixteen_times_as_long(shape: str) -> None:
    """Quadratic work would take as long; the bound leaves a busy machine room."""
    make, size = SHAPES[shape]
    once, more = (Ontology(tuple(make(n))) for n in (size // 8, size // 2))

    def ask(ontology: Ontology) -> None:
        consistent(ontology)
        prove(ontology, numbered(0), numbered(size // 16))

    assert min(seconds(lambda: ask(more)) for _ in range(2)) < 16 * min(seconds(lambda: ask(once)) for _ in range(2))


@pytest.mark.parametrize("syntax", ["nt", "ttl", "rdf"])
def test_a_chain_is_read_from_a_file(syntax: str, tmp_path: Path) -> None:
    import pyoxigraph as ox

    def node(number: int) -> ox.NamedNode:
        return ox.NamedNode(f"http://e.org/C{number}")

    below = ox.NamedNode(RDFS + "subClassOf")
    times = []
    for size in (5_000, 10_000):
        path = tmp_path / f"chain{size}.{syntax}"
        triples = [ox.Triple(node(n), below, node(n + 1)) for n in range(size)]
        triples += [ox.Triple(node(n), ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "Class")) for n in range(size)]
        kind = ox.RdfFormat.from_extension(syntax)
        assert kind is not None
        ox.serialize(triples, str(path), format=kind)
        times.append(min(seconds(lambda path=path: read_ontology(path)) for _ in range(2)))  # type: ignore[misc]
        read = read_ontology(path)
        assert (len(read.axioms), len(read.classes), read.unread) == (size, size, ())
    assert times[1] < 4 * times[0]


def test_a_patient_over_a_long_chain() -> None:
    times = []
    for size in (5_000, 10_000):
        base = saturate(Ontology(tuple(chain(size))))
        layer = Layer(base)
        told = [Assertion(ax.ClassAssertion(numbered(0), a), "f1")]

        def ask(layer: Layer = layer, told: list[Assertion] = told) -> None:
            before = layer.assume(told)
            layer.undo(before)

        times.append(min(seconds(ask) for _ in range(9)))
        layer.assume(told)
        assert len(types(layer, "u:a")) == size + 1
    assert times[1] < 4 * times[0]


def test_a_chain_of_promises_is_only_so_deep_but_a_hierarchy_of_properties_is_not() -> None:
    told: list[Axiom] = [ax.SubObjectPropertyOf(role(n), role(n + 1)) for n in range(3_000)]
    told += [ax.ObjectPropertyAssertion(role(0), a, b), ax.ClassAssertion(numbered(0), b)]
    told += [ax.SubClassOf(ex.ObjectSomeValuesFrom(role(3_000), numbered(0)), numbered(1))]
    assert entails(Ontology(tuple(told)), ax.ClassAssertion(numbered(1), a)).verdict == "yes"
