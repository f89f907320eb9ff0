"""Every form of a proof: drawn for people, read back by programs, and what is read back passes the checker."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

from differentia.errors import BadInput
from differentia.owl.checker import check
from differentia.telling.folding import fold
from differentia.telling.proof_formats import FORMATS, write_proof
from differentia.telling.proof_networkx import proof_networkx
from differentia.telling.proof_rdf12 import proof_rdf12, read_rdf12

NOTICE = "not a medical device"
NAMES = ["established", "supported", "incompatible", "absent", "computed"]
SVG = "{http://www.w3.org/2000/svg}"
REIFIED = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?step ?rule WHERE { ?step rdf:reifies <<( ?s ?p ?o )>> ; sh:sourceRule ?rule }
"""


@pytest.fixture(params=NAMES)
def any_proof(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_carries_the_notice_and_is_the_same_twice(any_proof: dict[str, Any], form: str) -> None:
    written = write_proof(any_proof, form)
    assert NOTICE in " ".join(written.replace('<text class="notice"', " ").split()) or form == "svg"
    assert written == write_proof(any_proof, form)


@pytest.mark.parametrize("ntriples", [False, True])
def test_rdf12_is_read_back_whole(any_proof: dict[str, Any], ntriples: bool) -> None:
    again = read_rdf12(proof_rdf12(any_proof, "urn:x:proof", ntriples=ntriples))
    assert again == any_proof
    assert check(again).valid


def test_rdf12_reifies_what_steps_state(established: dict[str, Any]) -> None:
    store = ox.Store()
    store.load(proof_rdf12(established, "urn:x:proof").encode(), format=ox.RdfFormat.TURTLE)
    rows = {row["step"].value: row["rule"].value for row in store.query(REIFIED)}  # type: ignore[union-attr]
    triples = {f"urn:x:proof#{s['id']}": s for s in established["steps"] if s["conclusion"][0] == "role"}
    assert triples
    assert triples.keys() <= rows.keys()
    for node, step in triples.items():
        if "axiom" in step:
            assert rows[node].endswith(established["axioms"][step["axiom"]]["hash"][:16])


def test_rdf12_that_was_changed_is_refused(established: dict[str, Any]) -> None:
    written = proof_rdf12(established, "urn:x:proof", ntriples=True)
    line = next(line for line in written.splitlines() if "reifies> <<( " in line)
    other = re.sub(r"<<\( <[^>]*>", "<<( <urn:x:somebody-else>", line)
    for bad in (written.replace(line, other), written.replace(line, ""), "not RDF", "<urn:a> <urn:b> <urn:c> ."):
        with pytest.raises(BadInput):
            read_rdf12(bad)


def test_graphml_is_read_back(any_proof: dict[str, Any]) -> None:
    again = nx.parse_graphml(write_proof(any_proof, "graphml"))
    graph = proof_networkx(any_proof)
    assert set(again.edges) == set(graph.edges)
    assert json.loads(again.graph["goal"]) == any_proof["goal"]
    for step in any_proof["steps"]:
        assert json.loads(again.nodes[step["id"]]["conclusion"]) == step["conclusion"]


def test_prov_says_what_rests_on_what(established: dict[str, Any]) -> None:
    store = ox.Store()
    store.load(write_proof(established, "prov", about="urn:x:case").encode(), format=ox.RdfFormat.TURTLE)
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    pairs = {(str(q.subject)[1:-1], str(q.object)[1:-1]) for q in store.quads_for_pattern(None, derived, None)}
    folded = fold(established)
    assert len(pairs) == sum(len(step.steps) + len(step.facts) for step in folded.steps.values())
    assert {o for _, o in pairs if "/fact/" in o} == {f"urn:x:case/fact/{key}" for key in folded.facts}


# ---- the drawing


def boxes(proof: dict[str, Any]) -> tuple[list[tuple[float, ...]], ElementTree.Element]:
    root = ElementTree.fromstring(write_proof(proof, "svg"))  # noqa: S314 - written just now
    sides = ("x", "y", "width", "height")
    return [tuple(float(rect.attrib[side]) for side in sides) for rect in root.iter(f"{SVG}rect")], root


def test_a_drawing_shows_every_step_and_fact_apart(any_proof: dict[str, Any]) -> None:
    found, root = boxes(any_proof)
    folded = fold(any_proof)
    assert len(found) == len(folded.steps) + len(folded.facts)
    for (x, y, width, height), (other_x, other_y, other_width, other_height) in combinations(found, 2):
        apart = x + width <= other_x or other_x + other_width <= x
        assert apart or y + height <= other_y or other_y + other_height <= y
    _, _, whole_width, whole_height = map(float, root.attrib["viewBox"].split())
    assert all(x >= 0 and y >= 0 and x + w <= whole_width and y + h <= whole_height for x, y, w, h in found)
    words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert NOTICE in words


def test_edges_of_a_drawing_run_down_to_what_follows(any_proof: dict[str, Any]) -> None:
    _, root = boxes(any_proof)
    paths = [path.attrib["d"] for path in root.iter(f"{SVG}path") if path.attrib.get("class") == "edge"]
    folded = fold(any_proof)
    assert len(paths) == sum(len(step.steps) + len(step.facts) for step in folded.steps.values())
    for path in paths:
        numbers = [float(number) for number in re.findall(r"-?\d+", path)]
        assert numbers[1] < numbers[-1]


def test_words_of_a_case_are_no_markup(established: dict[str, Any]) -> None:
    fact = next(key for key in established["facts"] if key != "setting")
    bad = {**established["facts"][fact], "text": '<script>alert(1)</script> & "more"'}
    root = boxes({**established, "facts": {**established["facts"], fact: bad}})[1]
    assert not list(root.iter(f"{SVG}script"))
