"""The Python API: every kind of source gives the same answers, and every answer can be asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx
import owlready2
import pytest
import rdflib

import differentia as dx
from differentia import compiled, resources
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.verifying import strangers

FILES = [path for path in sorted(resources.ontology().rglob("*.ttl")) if path.parent.name != "shapes"]
DX = rdflib.Namespace("https://w3id.org/differentia/dx#")
LP = rdflib.Namespace("https://w3id.org/differentia/legpain#")
CASE = "https://w3id.org/differentia/case/V01"


@pytest.fixture(scope="module")
def v01(root: Path) -> Path:
    return root / "tests" / "cases" / "V01" / "case.yaml"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture(scope="module")
def d(kb: KnowledgeBase, v01: Path) -> Diagnosis:
    return kb.diagnose(v01)


@pytest.fixture(scope="module")
def whole() -> rdflib.Graph:
    """The supplied ontology as rdflib reads it."""
    graph = rdflib.Graph()
    for path in FILES:
        graph.parse(path)
    return graph


def causes(diagnosis: Diagnosis) -> list[tuple[Any, ...]]:
    return [(cause.notation, cause.side, cause.status, cause.for_, cause.against) for cause in diagnosis.causes]


# ---- where an ontology may come from


def test_from_a_folder_and_from_files(d: Diagnosis, v01: Path) -> None:
    folder = resources.ontology() / "leg-pain"
    assert causes(dx.load(folder).diagnose(v01)) == causes(d)
    assert causes(dx.load(*FILES).diagnose(str(v01))) == causes(d)
    assert causes(dx.load(str(folder)).diagnose(v01)) == causes(d)


def test_from_an_rdflib_graph(d: Diagnosis, v01: Path, whole: rdflib.Graph) -> None:
    loaded = dx.load(whole)
    assert loaded.version == d.kb.version
    assert causes(loaded.diagnose(v01)) == causes(d)


def test_from_an_owlready2_ontology(d: Diagnosis, v01: Path, whole: rdflib.Graph, tmp_path: Path) -> None:
    path = tmp_path / "ontology.nt"
    whole.serialize(path, format="nt", encoding="utf-8")
    ontology = owlready2.World().get_ontology(path.as_uri()).load(only_local=True)
    assert causes(dx.load(ontology).diagnose(v01)) == causes(d)


def test_from_a_mixture(d: Diagnosis, v01: Path) -> None:
    tests = rdflib.Graph().parse(resources.ontology() / "leg-pain" / "tests.ttl")
    others = [path for path in FILES if path.name != "tests.ttl"]
    assert causes(dx.load(*others, tests).diagnose(v01)) == causes(d)


def test_what_is_no_ontology_is_refused() -> None:
    with pytest.raises(dx.BadInput, match="cannot be read from a"):
        dx.load(3)


# ---- what may be asked


def test_cases_may_be_mappings_texts_and_read_cases(kb: KnowledgeBase) -> None:
    facts = {"present": ["right calf pain"], "measured": [{"name": "ABI", "side": "right", "value": 0.7}]}
    text = "present: [right calf pain]\nmeasured:\n- {name: ABI, side: right, value: 0.7}\n"
    found = causes(kb.diagnose(facts))
    assert causes(kb.diagnose(text)) == causes(kb.diagnose(kb.read(facts))) == found


def test_causes_tests_and_flags(d: Diagnosis, kb: KnowledgeBase) -> None:
    assert ("PAD", "right", "established") in [(c.notation, c.side, c.status) for c in d.causes]
    assert d.causes == d.report().causes
    assert {"T_DUPLEX", "T_NONE"} & {test.notation for test in d.next_tests}
    assert d.red_flags == ()
    assert [flag.notation for flag in kb.diagnose({"present": ["saddle numbness"]}).red_flags] == ["RF_CES"]


def test_graph_holds_what_was_said_and_what_follows(d: Diagnosis) -> None:
    right, patient = rdflib.URIRef(f"{CASE}#RightLeg"), rdflib.URIRef(f"{CASE}#patient")
    assert isinstance(d.graph, rdflib.Graph)
    assert (right, rdflib.RDF.type, LP.RightLeg) in d.graph
    assert (right, DX.establishedCause, LP.PAD) in d.graph
    assert (patient, DX.establishedCause, LP.PAD) in d.graph
    assert (patient, DX.lacks, LP.BackPain) in d.graph
    assert list(d.graph.objects(LP.PAD, rdflib.RDFS.label))
    rows = d.graph.query("SELECT ?c { <%s#RightLeg> dx:supportedCause ?c }" % CASE)  # noqa: UP031 - braces of SPARQL
    assert LP.PAD in {row[0] for row in rows}  # type: ignore[index]


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib warns of itself
def test_dataset_keeps_the_parts_apart(d: Diagnosis) -> None:
    right = rdflib.URIRef(f"{CASE}#RightLeg")
    parts: dict[str, set[tuple[Any, ...]]] = {}
    for subject, predicate, value, name in d.dataset.quads():
        parts.setdefault(str(name), set()).add((subject, predicate, value))
    ours = set(parts)
    static = "https://w3id.org/differentia/graph/"
    cases = {f"{CASE}/{part}" for part in ("asserted", "inferred", "proof")}
    assert ours == {f"{static}ontology", f"{static}inferred-ontology", *cases}
    established = (right, DX.establishedCause, LP.PAD)
    assert established in parts[f"{CASE}/inferred"]
    assert established not in parts[f"{CASE}/asserted"]
    assert (right, rdflib.RDF.type, LP.RightLeg) in parts[f"{CASE}/asserted"]
    assert established in d.dataset
    assert rdflib.PROV.wasDerivedFrom in {predicate for _, predicate, _ in parts[f"{CASE}/proof"]}


def test_query_by_name_by_path_and_by_text(d: Diagnosis, tmp_path: Path) -> None:
    by_name = d.query("candidates")
    assert ("PAD", "established") in {(row["notation"], row["status"]) for row in by_name.dicts()}
    assert {row["cause"] for row in d.query("criteria", cause="PAD").dicts()} == {str(LP.PAD)}
    text = "SELECT ?c WHERE { ?leg a lp:RightLeg ; dx:establishedCause ?c } ORDER BY ?c"
    path = tmp_path / "established.rq"
    path.write_text(text)
    by_text = d.query(text)
    assert (str(LP.PAD),) in by_text.rows
    assert d.query(str(path)).rows == by_text.rows
    assert d.query("ASK { ?x dx:excludedCause lp:PAD }").rows == ((False,),)


def test_query_over_named_graphs(d: Diagnosis) -> None:
    text = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?leg dx:establishedCause lp:PAD } }"
    assert f"{CASE}/inferred" in {row[0] for row in d.query(text).rows}


def test_explain_by_notation_label_and_iri(d: Diagnosis) -> None:
    proofs = d.explain("PAD", side="right")
    assert proofs
    assert d.explain(str(LP.PAD), side="right") == proofs
    assert d.explain("Peripheral artery disease", side="right") == proofs
    assert {proof["goal"][2] for proof in d.explain("PAD", side="left")} == {f"{CASE}#LeftLeg"}
    assert d.explain("POPANEUR") == []
    with pytest.raises(dx.BadInput, match="no such cause"):
        d.explain("gout")
    with pytest.raises(dx.BadInput, match="no such side"):
        d.explain("PAD", side="upper")


def test_every_proof_passes_the_checker(d: Diagnosis) -> None:
    for cause in {cause.notation or cause.id for cause in d.causes}:
        for proof in d.explain(cause):
            assert dx.check(proof).valid
            assert dx.check(json.loads(json.dumps(proof))).valid


def test_every_proof_is_of_its_case_and_of_no_other(d: Diagnosis) -> None:
    axioms = d.kb.ontology.axioms
    other = d.kb.read({"id": "V01", "present": ["left calf pain"]})
    for proof in d.explain("PAD"):
        assert strangers(proof, d.case, axioms) == []
        assert strangers(proof, other, axioms)


def test_a_proof_as_a_networkx_graph(d: Diagnosis) -> None:
    proof = d.explain("PAD", side="right")[0]
    graph = dx.proof_networkx(proof)
    assert isinstance(graph, networkx.DiGraph)
    assert networkx.is_directed_acyclic_graph(graph)
    goal = proof["steps"][-1]["id"]
    ends = {node for node in graph if goal in (node, graph.nodes[node].get("id"))}
    roots = [node for node in graph if graph.in_degree(node) == 0 or graph.out_degree(node) == 0]
    assert ends <= set(roots)
    (end,) = ends
    reached = networkx.ancestors(graph, end) | networkx.descendants(graph, end) | {end}
    assert reached == set(graph)


# ---- the cache


def stored(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.iterdir()}


def test_the_second_load_comes_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, d: Diagnosis, v01: Path
) -> None:
    monkeypatch.setenv("DIFFERENTIA_CACHE", str(tmp_path / "cache"))
    dx.load()
    files = stored(tmp_path / "cache")
    assert {Path(name).suffix for name in files} == {".base", ".details"}
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "_compile", None)
        again = dx.load()
    assert causes(again.diagnose(v01)) == causes(d)
    assert again.diagnose(v01).explain("PAD") == d.explain("PAD")
    assert stored(tmp_path / "cache") == files


@pytest.mark.parametrize("content", [b"", b"broken", b"\x80\x05cnonsense\nthing\n.", b"\x80\x05N."])
def test_a_broken_cache_is_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    small = tmp_path / "small.ttl"
    small.write_text("<urn:x#A> a <http://www.w3.org/2002/07/owl#Class> .")
    monkeypatch.setenv("DIFFERENTIA_CACHE", str(tmp_path / "cache"))
    sha256 = dx.load(small).compiled.sha256
    for suffix in ("base", "details"):
        (path,) = (tmp_path / "cache").glob(f"*.{suffix}")
        path.write_bytes(content)
        loaded = dx.load(small)
        assert loaded.compiled.sha256 == sha256
        assert loaded.ontology.sha256 == sha256


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "small.ttl"
    small.write_text("<urn:x#A> a <http://www.w3.org/2002/07/owl#Class> .")
    (tmp_path / "file").write_text("a file where a folder should be")
    monkeypatch.setenv("DIFFERENTIA_CACHE", str(tmp_path / "file" / "cache"))
    assert dx.load(small).version
    monkeypatch.setenv("DIFFERENTIA_CACHE", "/proc/nowhere" if os.name == "posix" else "Z:\\nowhere")
    assert dx.load(small).version


# ---- the same answer every time


@pytest.mark.parametrize("arguments", [["diagnose"], ["explain", "PAD", "--all"]], ids=["diagnose", "explain"])
def test_two_processes_write_the_same_bytes(v01: Path, arguments: list[str]) -> None:
    command, *rest = arguments
    program = [sys.executable, "-c", "from differentia.cli import main; main()", command, str(v01), *rest]
    answers = [
        subprocess.run(
            [*program, "--format", "json"],
            env={**os.environ, "PYTHONHASHSEED": seed, **extra},
            capture_output=True,
            check=True,
        ).stdout
        for seed, extra in (("1", {}), ("2", {}), ("3", {"DIFFERENTIA_CACHE": "off"}))
    ]
    assert json.loads(answers[0])
    assert answers[0] == answers[1] == answers[2]
