"""What does not matter to conclusions: the order of axioms, saying one twice, the names of blank nodes and individuals.

And to the words of the output: in which order Python's sets are gone through.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.owl.adversarial_ontologies import KINDS, adversarial
from tests.owl.random_ontologies import Options, ontology

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import questions
from differentia.owl.axioms import Axiom
from differentia.owl.entailment import triples
from differentia.owl.expressions import AnonymousIndividual, Literal, NamedIndividual
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturate

RANDOM = {"data": Options(), "absence": Options(data=False, left_complements=True), "equality": Options(equality=True)}
SEEDS = range(40)


def conclusions(axioms: Iterable[Axiom]) -> bool | frozenset[Any] | None:
    """Return the facts that follow, True for a contradiction, None outside the fragment."""
    try:
        base = saturate(Ontology(tuple(axioms)))
    except OutsideFragment:
        return None
    return bool(base.clashes) or frozenset((s, p, _value(o)) for s, p, o in triples(base))


def _value(o: Any) -> Any:
    return o if isinstance(o, str) else o.lexical


def verdict(axioms: Iterable[Axiom]) -> str:
    try:
        return questions.consistent(Ontology(tuple(axioms))).verdict
    except OutsideFragment:
        return "outside"


def renamed(value: Any, names: dict[Any, Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(renamed(item, names) for item in value)
    if isinstance(value, NamedIndividual | AnonymousIndividual):
        return names.get(value, value)
    if isinstance(value, Literal) or not is_dataclass(value) or isinstance(value, type):
        return value
    return replace(value, **{f.name: renamed(getattr(value, f.name), names) for f in fields(value)})


def people(seed: int) -> list[NamedIndividual]:
    return [NamedIndividual(f"urn:x-random:{seed}:i{n}") for n in range(5)]


def shuffled(axioms: Iterable[Axiom], seed: int) -> list[Axiom]:
    order = list(axioms)
    Random(seed).shuffle(order)  # noqa: S311 - not for secrets
    return order


@pytest.mark.parametrize("kind", RANDOM)
@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_repetition_change_no_conclusion(kind: str, seed: int) -> None:
    axioms = ontology(seed, RANDOM[kind])
    known = conclusions(axioms)
    assert conclusions(shuffled(axioms, seed)) == known
    assert conclusions(shuffled([*axioms, *axioms], seed + 1)) == known


@pytest.mark.parametrize("kind", KINDS)
def test_order_and_repetition_change_no_verdict(kind: str) -> None:
    for seed in SEEDS:
        axioms = adversarial(kind, seed)
        assert verdict(shuffled([*axioms, *axioms], seed)) == verdict(axioms), seed


@pytest.mark.parametrize("kind", RANDOM)
@pytest.mark.parametrize("seed", SEEDS)
def test_names_of_individuals_change_no_conclusion(kind: str, seed: int) -> None:
    """The new names come in the opposite order, so that whatever sorts by name goes another way."""
    names = {one: NamedIndividual(f"urn:x-random:other:z{9 - n}") for n, one in enumerate(people(seed))}
    axioms = ontology(seed, RANDOM[kind])
    known = conclusions(axioms)
    back = {new.iri: old.iri for old, new in names.items()}
    found = conclusions(renamed(axiom, names) for axiom in axioms)
    if isinstance(found, frozenset):
        found = frozenset(tuple(back.get(part, part) for part in triple) for triple in found)
    assert found == known


@pytest.mark.parametrize("seed", SEEDS)
def test_names_of_blank_nodes_change_no_conclusion(seed: int) -> None:
    first = people(seed)[0]
    axioms = [a for a in ontology(seed, RANDOM["absence"]) if not isinstance(a, ax.NegativeObjectPropertyAssertion)]
    one, other = ({first: AnonymousIndividual(node)} for node in ("b1", "genid-zz"))
    assert conclusions(renamed(a, one) for a in axioms) == conclusions(renamed(a, other) for a in axioms)


def test_the_random_ontologies_have_conclusions() -> None:
    """At least half are consistent, and nearly all of those have conclusions."""
    found = [conclusions(ontology(seed, RANDOM["data"])) for seed in SEEDS]
    telling = [facts for facts in found if isinstance(facts, frozenset) and len(facts) > 5]
    assert len(telling) >= len(SEEDS) / 2


# ---- the words


ZOO = """@prefix : <urn:x-zoo#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:eats a owl:ObjectProperty . :Animal a owl:Class . :Plant a owl:Class ; owl:disjointWith :Animal .
:Cow a owl:Class ; rdfs:subClassOf :Herbivore ;
  rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :eats ; owl:someValuesFrom :Grass ] .
:Grass a owl:Class ; rdfs:subClassOf :Plant . :Herbivore a owl:Class ; rdfs:subClassOf :Animal .
:Grazer a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty :eats ; owl:someValuesFrom :Plant ] .
"""


def told(arguments: list[str], seed: str) -> bytes:
    code = "import sys; from differentia.cli import main; sys.argv[0] = 'differentia'; main()"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return done.stdout


@pytest.mark.parametrize(
    "command",
    [["classify", "ZOO"], ["prove", "ZOO", "Cow", "Grazer"], ["diagnose", "CASE", "--format", "json"]],
    ids=lambda c: c[0],
)
def test_hash_seeds_change_no_byte(command: list[str], root: Path, tmp_path: Path) -> None:
    zoo = tmp_path / "zoo.ttl"
    zoo.write_text(ZOO, encoding="utf-8")
    places = {"ZOO": str(zoo), "CASE": str(root / "tests" / "cases" / "V01" / "case.yaml")}
    arguments = [places.get(part, part) for part in command]
    assert told(arguments, "1") == told(arguments, "4242")
