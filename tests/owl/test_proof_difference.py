"""The difference of two proofs, and of why something follows from two versions of an ontology."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from differentia.owl.axioms import SubClassOf
from differentia.owl.expressions import Class
from differentia.owl.ontology import Ontology
from differentia.owl.proof_difference import compare_proofs, compare_versions
from differentia.owl.proving import prove
from differentia.owl.syntax import to_lists

A, B, C, D = (Class(f"urn:x#{name}") for name in "ABCD")
AB, BC, AC, BD, CD = SubClassOf(A, B), SubClassOf(B, C), SubClassOf(A, C), SubClassOf(B, D), SubClassOf(C, D)
Run = Callable[..., tuple[int, str, str]]


def proof(*axioms: SubClassOf, goal: Class) -> dict[str, Any]:
    found, _ = prove(Ontology(axioms), A, goal)
    assert found is not None
    return found


def axioms(entries: tuple[dict[str, Any], ...]) -> list[Any]:
    return [entry["axiom"] for entry in entries]


def test_two_conclusions() -> None:
    found = compare_proofs(proof(AB, BC, BD, goal=C), proof(AB, BC, BD, goal=D))
    assert axioms(found.axioms.first) == [to_lists(BC)]
    assert axioms(found.axioms.second) == [to_lists(BD)]
    assert axioms(found.axioms.both) == [to_lists(AB)]
    assert [len(part) for part in (found.facts.first, found.facts.second, found.facts.both)] == [0, 0, 1]
    assert [step[1] for step in found.steps.both] == [A.iri, B.iri]


def test_a_proof_does_not_differ_from_itself() -> None:
    one = proof(AB, BC, goal=C)
    found = compare_proofs(one, one)
    assert all(not (part.first or part.second) for part in (found.facts, found.axioms, found.steps))
    assert len(found.steps.both) == len(one["steps"])


def test_two_versions() -> None:
    found = compare_versions(Ontology((AB, BC, BD)), Ontology((AB, BD, AC)), A, C)
    assert found.holds == (True, True)
    assert axioms(found.lost) == [to_lists(BC)]
    assert axioms(found.gained) == [to_lists(AC)]


def test_it_follows_no_more() -> None:
    found = compare_versions(Ontology((AB, BC)), Ontology((AB,)), A, C)
    assert (found.holds, found.difference) == ((True, False), None)
    assert axioms(found.lost) == [to_lists(BC)]
    assert found.gained == ()


def test_an_axiom_that_is_kept_is_not_lost() -> None:
    """The smallest proof goes another way, although the old one is still there."""
    found = compare_versions(Ontology((AB, BC)), Ontology((AB, BC, AC)), A, C)
    assert (found.lost, axioms(found.gained)) == ((), [to_lists(AC)])


def test_the_command(run: Run, tmp_path: Path) -> None:
    text = "Prefix(:=<urn:x#>) Ontology(<urn:o> SubClassOf(:A :B) {} SubClassOf(:B :D))"
    paths = []
    for number, more in enumerate(("SubClassOf(:B :C)", "SubClassOf(:A :C)", "Declaration(Class(:C))")):
        paths.append(tmp_path / f"{number}.ofn")
        paths[-1].write_text(text.format(more), encoding="utf-8")
    first, second, third = map(str, paths)
    code, out, _ = run("diff-proofs", first, second, "A", "C")
    assert (code, "It follows from both." in out, "Every b is a c." in out) == (0, True, True)
    code, out, _ = run("diff-proofs", first, third, "A", "C", "--format", "json")
    assert (code, json.loads(out)["holds"]) == (1, [True, False])
    proofs = []
    for goal in ("C", "D"):
        proofs.append(tmp_path / f"{goal}.json")
        proofs[-1].write_text(run("prove", first, "A", goal, "--format", "json")[1], encoding="utf-8")
    for form in ("text", "md", "json"):
        code, out, _ = run("diff-proofs", *map(str, proofs), "--format", form)
        assert (code, "not a medical device" in out) == (0, True)
    bad = json.loads(proofs[0].read_text(encoding="utf-8"))
    bad["steps"][-1]["conclusion"][1] = "urn:x#E"
    proofs[0].write_text(json.dumps(bad), encoding="utf-8")
    assert run("diff-proofs", *map(str, proofs))[0] == 2
    assert run("diff-proofs", first, second, "A")[0] == 2
