"""The options of the commands that prove: formats, smallest proofs, every way, justifications of any ontology."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from differentia.owl.checker import check

Run = Callable[..., tuple[int, str, str]]
CASE = str(Path(__file__).parent.parent / "cases" / "V01" / "case.yaml")
TREES = """Prefix(:=<urn:x#>)
Ontology(<urn:o>
SubClassOf(:Oak :Tree) SubClassOf(:Tree :Plant) SubClassOf(:Oak :Wooden) SubClassOf(:Wooden :Plant)
DisjointClasses(:Plant :Animal) ClassAssertion(:Oak :o) {more})
"""


@pytest.fixture
def trees(tmp_path: Path) -> str:
    path = tmp_path / "trees.ofn"
    path.write_text(TREES.format(more=""), encoding="utf-8")
    return str(path)


@pytest.fixture
def contradiction(tmp_path: Path) -> str:
    path = tmp_path / "bad.ofn"
    path.write_text(TREES.format(more="ClassAssertion(:Animal :o)"), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("form", "begins"),
    [("svg", "<svg "), ("prov", "# Research"), ("rdf12", "@prefix"), ("graphml", "<graphml"), ("mermaid", "%% ")],
)
def test_explain_in_other_formats(run: Run, form: str, begins: str) -> None:
    code, out, _ = run("explain", CASE, "PAD", "--format", form)
    assert (code, out[: len(begins)]) == (0, begins)
    assert run("explain", CASE, "PAD", "--all", "--format", form)[0] == 2


def test_a_proof_in_rdf_is_verified(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "proof.ttl"
    path.write_text(run("explain", CASE, "PAD", "--format", "rdf12")[1], encoding="utf-8")
    code, out, _ = run("verify", str(path), "--case", CASE)
    assert (code, out.startswith("proof 1: valid")) == (0, True)


def test_the_smallest_proof_and_every_way(run: Run) -> None:
    first = json.loads(run("explain", CASE, "PAD", "--format", "json")[1])
    small = json.loads(run("explain", CASE, "PAD", "--smallest", "--format", "json")[1])
    ways = json.loads(run("explain", CASE, "PAD_TIB", "--all", "--ways", "--format", "json")[1])
    assert small["goal"] == first["goal"]
    assert len(small["steps"]) <= len(first["steps"])
    assert all(check(proof).valid for proof in (small, *ways))
    rests_on = [
        (str(p["goal"]), frozenset(p["facts"]), frozenset(a["hash"] for a in p["axioms"].values())) for p in ways
    ]
    assert len(set(rests_on)) == len(rests_on), "no two ways rest on the same"
    assert len(rests_on) > len({goal for goal, _, _ in rests_on})


def test_justifications_of_a_subsumption(run: Run, trees: str) -> None:
    code, out, _ = run("prove", trees, "Oak", "Plant", "--justifications", "--format", "json")
    [told] = json.loads(out)["statements"]
    found = [{tuple(axiom["axiom"]) for axiom in one["axioms"]} for one in told["justifications"]]
    assert code == 0
    assert told["complete"]
    assert found == [
        {("SubClassOf", "urn:x#Oak", f"urn:x#{middle}"), ("SubClassOf", f"urn:x#{middle}", "urn:x#Plant")}
        for middle in ("Tree", "Wooden")
    ]
    capped = json.loads(run("prove", trees, "Oak", "Plant", "--justifications", "--format", "json", "--cap", "1")[1])
    assert [len(one["justifications"]) for one in capped["statements"]] == [1]
    assert not capped["statements"][0]["complete"]
    assert "4 smallest sets without which" in run("prove", trees, "Oak", "Plant", "--repairs")[1]
    assert run("prove", trees, "o", "Plant", "--repairs", "--format", "svg")[0] == 2


def test_justifications_of_a_contradiction(run: Run, contradiction: str, trees: str) -> None:
    code, out, _ = run("consistent", contradiction, "--justifications")
    assert (code, "2 smallest sets from which it follows" in out, "O is an animal." in out) == (1, True, True)
    code, out, _ = run("consistent", contradiction, "--repairs", "--format", "json")
    repairs = json.loads(out)["statements"][0]["repairs"]
    assert code == 1
    assert [len(one["axioms"]) for one in repairs] == [1, 1, 1, 2, 2, 2, 2]
    assert run("consistent", trees, "--justifications")[:2] == (0, "consistent\n")


def test_the_smallest_proof_of_a_subsumption(run: Run, trees: str) -> None:
    proof = json.loads(run("prove", trees, "Oak", "Plant", "--smallest", "--format", "json")[1])
    assert check(proof).valid
    assert len(proof["steps"]) == 3
