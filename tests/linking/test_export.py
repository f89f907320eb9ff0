"""The exported ontology, read back by other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from differentia.knowledge import load
from differentia.knowledge.linked import bridged
from differentia.knowledge.merged import merged_triples
from differentia.linking.links import Links, load_links
from differentia.owl.files import read_ontology
from differentia.owl.ontology import Triple
from differentia.telling.ontology_formats import write_ontology

LP = "https://w3id.org/differentia/legpain#"
HP = "http://purl.obolibrary.org/obo/HP_"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@pytest.fixture(scope="module")
def told() -> list[Triple]:
    return merged_triples(load())


@pytest.fixture(scope="module")
def prefixes() -> dict[str, str]:
    return load().compiled.lexicon.prefixes


def test_rdf_xml_holds_every_axiom_and_the_mapping_behind_each_link(
    told: list[Triple], prefixes: dict[str, str], tmp_path: Path
) -> None:
    kb = load()
    path = tmp_path / "merged.owl"
    path.write_bytes(write_ontology(told, "rdf-xml", prefixes))
    found = read_ontology(path)
    opened = [each for each in load_links().sets if each.path and each.path.name == "open.sssom.tsv"]
    bridge = bridged(kb.compiled, Links(opened, load_links().hierarchies))[1]
    assert len(bridge) > 200
    assert set(found.axioms) == {*kb.ontology.axioms, *bridge}
    for axiom in bridge:
        assert any("mapping" in str(value) or " is below " in str(value) for _, value in found.annotations[axiom])
    assert found.version == kb.version


def test_functional_syntax_holds_the_same_axioms(told: list[Triple], prefixes: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("pyhornedowl")
    both = []
    for form, name in (("ofn", "a.ofn"), ("rdf-xml", "a.owl")):
        path = tmp_path / name
        path.write_bytes(write_ontology(told, form, prefixes))
        both.append(read_ontology(path))
    assert set(both[0].axioms) == set(both[1].axioms)


def test_owlready2_loads_it(told: list[Triple], prefixes: dict[str, str], tmp_path: Path) -> None:
    from owlready2 import World

    path = tmp_path / "merged.owl"
    path.write_bytes(write_ontology(told, "rdf-xml", prefixes))
    world = World()
    world.get_ontology(path.as_uri()).load()
    assert world[LP + "PulseDeficit"] in world[HP + "0031271"].is_a


@pytest.mark.filterwarnings("ignore")
def test_pronto_reads_the_obo_graphs(told: list[Triple], prefixes: dict[str, str], tmp_path: Path) -> None:
    pronto = pytest.importorskip("pronto", reason="install the group links")
    path = tmp_path / "merged.json"
    path.write_bytes(write_ontology(told, "obographs", prefixes))
    term = pronto.Ontology(str(path))[LP + "CalfPain"]
    assert term.name == "calf pain"
    assert {LP + "LegPain", "HP:0012514"} <= {above.id for above in term.superclasses()}


def test_json_ld_and_skos_are_what_rdflib_reads(told: list[Triple], prefixes: dict[str, str]) -> None:
    import pyoxigraph as ox

    document: dict[str, Any] = json.loads(write_ontology(told, "jsonld", prefixes))
    assert document["@context"]["lp"] == LP
    read = list(ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD))
    assert len(read) == len(told)
    import rdflib

    graph = rdflib.Graph().parse(data=write_ontology(told, "skos", prefixes), format="turtle")
    calf, core = rdflib.URIRef(LP + "CalfPain"), rdflib.Namespace(SKOS)
    assert graph.value(calf, core.prefLabel) == rdflib.Literal("calf pain", lang="en")
    assert rdflib.URIRef(HP + "0012514") in set(graph.objects(calf, core.broadMatch))
    doubled = [s for s in set(graph.subjects(core.prefLabel)) if len(set(graph.objects(s, core.prefLabel))) > 1]
    assert doubled == []  # SKOS: one preferred label in a language


def test_what_needs_a_licence_is_left_out_unless_asked_for(told: list[Triple]) -> None:
    spaces = ("http://snomed.info/", "http://linkedlifedata.com/", "http://id.who.int/")
    assert not any(part.startswith(spaces) for triple in told for part in triple if isinstance(part, str))
    everything = merged_triples(load(), licensed=True)
    assert any(part.startswith(spaces) for triple in everything for part in triple if isinstance(part, str))
