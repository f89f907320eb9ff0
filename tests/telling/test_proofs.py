"""Proofs folded and told as text, Markdown, Mermaid and networkx."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from differentia.owl.checker import check
from differentia.telling.folding import fold
from differentia.telling.proof_markdown import proof_markdown
from differentia.telling.proof_mermaid import proof_mermaid
from differentia.telling.proof_networkx import proof_networkx
from differentia.telling.proof_text import proof_text

NOTICE = "not a medical device"
NAMES = ["established", "supported", "incompatible", "absent", "computed"]


@pytest.fixture(params=NAMES)
def any_proof(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.getfixturevalue(request.param)
    return found


def test_the_proofs_told_here_are_proofs(any_proof: dict[str, Any]) -> None:
    assert check(any_proof).error is None


# ---- folding


def test_only_axiom_steps_are_left(established: dict[str, Any]) -> None:
    folded = fold(established)
    assert list(folded.steps) == ["s6", "s12", "s15"]
    assert folded.steps["s12"].steps == ("s6",)
    assert folded.steps["s12"].facts == ("f3",)
    assert folded.steps["s12"].axiom == "a3"
    assert list(folded.facts) == ["f3"], "the structure of the case is no fact"


def test_a_last_step_that_repeats_is_passed_over(established: dict[str, Any]) -> None:
    shorter = {**established, "steps": established["steps"][:13], "goal": established["steps"][12]["conclusion"]}
    assert fold(shorter).root == "s12"


def test_a_refutation_keeps_supposition_and_contradiction(absent: dict[str, Any]) -> None:
    folded = fold(absent)
    assert folded.steps["s8"].supposition == absent["steps"][1]["conclusion"]
    assert folded.steps["s8"].steps == ("s7",)
    assert folded.steps["s7"].conclusion == ["false"]
    assert set(folded.steps["s7"].steps) == {"s2", "s5"}
    assert folded.steps["s7"].facts == ("f4",)


def test_the_steps_of_a_computation_become_one(computed: dict[str, Any]) -> None:
    folded = fold(computed)
    assert list(folded.steps) == ["s4", "s8"]
    assert folded.steps["s4"].facts == ("f5", "f6")


def test_nothing_a_proof_rests_on_is_lost(any_proof: dict[str, Any]) -> None:
    folded = fold(any_proof)
    told = {key for key, fact in any_proof["facts"].items() if fact["text"]}
    assert set(folded.facts) == told
    for step in folded.steps.values():
        assert set(step.steps) <= set(folded.steps)


def test_a_fact_by_itself_is_its_own_proof(incompatible: dict[str, Any]) -> None:
    first = incompatible["steps"][0]
    alone = {**incompatible, "goal": first["conclusion"], "steps": [first], "axioms": {}}
    assert fold(alone).steps == {}
    assert "└─ “pain relieved by standing still” (f2: reported present, line 4)" in proof_text(alone)
    assert "n1([" in proof_mermaid(alone)


def test_equal_terms_are_told(incompatible: dict[str, Any]) -> None:
    first = incompatible["steps"][0]
    same = {"id": "s2", "rule": "read", "conclusion": ["same", "urn:x#a", "urn:x#b"], "premises": [], "fact": "f2"}
    last = {"id": "s3", "rule": "same", "conclusion": ["type", "urn:x#C", "urn:x#b"], "premises": ["s1", "s2"]}
    text = proof_text({**incompatible, "goal": last["conclusion"], "steps": [first, same, last]})
    assert "putting equals for equals" in text


def test_a_definition_that_repeats_its_label_is_not_told(established: dict[str, Any]) -> None:
    value = "a resting ABI with a value of at most 0.90"
    labels = {**established["labels"], "https://w3id.org/differentia/legpain#LowABI": value.removeprefix("a ")}
    folded = fold({**established, "labels": labels})
    assert list(folded.steps) == ["s12", "s15"]
    assert folded.steps["s12"].facts == ("f3",)


# ---- text


def test_text_of_an_established_cause(established: dict[str, Any]) -> None:
    expected = """\
The patient has established cause peripheral artery disease.

1. the patient has established cause peripheral artery disease
│  because whatever has a part that has a thing as established cause has that thing as
│  established cause
└─ 2. the right leg has established cause peripheral artery disease
   │  because every leg with a low resting ABI has established cause peripheral artery disease
   │  [AHA2016, AHA2024]
   ├─ 3. the finding “resting ABI, right: 0.68” (right leg) is a low resting ABI
   │  │  because a low resting ABI is by definition a resting ABI with a value of at most 0.90
   │  │  [AHA2016]
   │  └─ “resting ABI, right: 0.68” (f3: measured, line 12, per vascular laboratory)
   └─ “resting ABI, right: 0.68” (f3, above)

Research and education software; not a medical device."""
    assert proof_text(established) == expected


def test_text_of_an_absence(absent: dict[str, Any]) -> None:
    assert (
        proof_text(absent)
        == """\
The patient has no paresthesia.

1. the patient has no paresthesia
│  because the opposite cannot be: suppose the patient has a paresthesia; then a contradiction
│  follows
└─ 2. a contradiction
   │  because these exclude each other
   ├─ 3. the patient has a paresthesia
   │     supposed for the sake of argument
   ├─ 4. some paresthesia (of the patient) is numbness
   │  │  because every paresthesia is numbness
   │  └─ see 3: the patient has a paresthesia
   └─ “numbness” (f4: reported absent, line 9, per patient)

Research and education software; not a medical device."""
    )


def test_text_says_by_which_law_and_from_which_source(supported: dict[str, Any], incompatible: dict[str, Any]) -> None:
    text = " ".join(re.sub("[│├└─]", "", proof_text(supported)).split())
    assert "whatever has a finding that suggests a thing has that thing as supported cause" in text
    assert "every calf pain relieved by standing still suggests peripheral artery disease [NADEAU2013]" in text
    assert "(f2: reported present, line 4, per referral letter)" in text
    text = " ".join(re.sub("[│├└─]", "", proof_text(incompatible)).split())
    assert "standing still sustains lumbar extension because the ontology says so [KATZ2022]" in text
    assert "whatever is relieved by something that sustains something that provokes a thing" in text


def test_text_of_a_computation(computed: dict[str, Any]) -> None:
    text = proof_text(computed)
    assert "the computed resting ABI has value 0.5" in text
    assert "computed as the ratio of “ankle pressure” and “arm pressure”" in text


def test_every_line_fits(any_proof: dict[str, Any]) -> None:
    for width in (60, 80, 100):
        assert max(map(len, proof_text(any_proof, width=width).splitlines())) <= width


def test_axioms_can_be_listed(absent: dict[str, Any]) -> None:
    legpain = "https://w3id.org/differentia/legpain#"
    assert f"a1  SubClassOf(<{legpain}Paresthesia> <{legpain}Numbness>)" in proof_text(absent, axioms=True)


def test_axioms_are_listed_as_the_engine_writes_them() -> None:
    from differentia.owl.axioms import EquivalentClasses, SubClassOf
    from differentia.owl.expressions import (
        XSD,
        Class,
        DataProperty,
        DataSomeValuesFrom,
        Datatype,
        DatatypeRestriction,
        Literal,
        ObjectIntersectionOf,
        ObjectMinCardinality,
        ObjectProperty,
    )
    from differentia.owl.syntax import functional, to_lists
    from differentia.telling.proof_text import axioms_text

    low = DatatypeRestriction(Datatype(f"{XSD}decimal"), ((f"{XSD}maxInclusive", Literal("1", f"{XSD}decimal")),))
    both = ObjectIntersectionOf((Class("urn:x#A"), DataSomeValuesFrom(DataProperty("urn:x#v"), low)))
    many = ObjectMinCardinality(2, ObjectProperty("urn:x#r"), Class("urn:x#A"))
    for axiom in (EquivalentClasses((Class("urn:x#B"), both)), SubClassOf(Class("urn:x#B"), many)):
        assert axioms_text({"axioms": {"a1": {"axiom": to_lists(axiom)}}})[1] == f"a1  {functional(axiom)}"


# ---- every form


def test_every_form_carries_the_notice(any_proof: dict[str, Any]) -> None:
    for told in (proof_text(any_proof), proof_markdown(any_proof)):
        assert NOTICE in told
    assert NOTICE in proof_mermaid(any_proof).splitlines()[0]
    assert NOTICE in proof_networkx(any_proof).graph["disclaimer"]


# what somebody may write into a case file to break out of a label
NASTY = '\x1b[31m"]; click n1 "javascript:x" <script>|`end`|\n%% _x_ [a](b) \u202e#quot;'


@pytest.fixture
def nasty(incompatible: dict[str, Any]) -> dict[str, Any]:
    facts = {"f2": {**incompatible["facts"]["f2"], "text": NASTY}}
    return {**incompatible, "facts": facts, "labels": {**incompatible["labels"], "urn:x": NASTY}}


def test_control_characters_do_not_reach_a_terminal(nasty: dict[str, Any]) -> None:
    assert "\x1b" not in proof_text(nasty)
    assert "\u202e" not in proof_text(nasty)


def test_markdown_is_escaped(nasty: dict[str, Any]) -> None:
    told = proof_markdown(nasty)
    assert "\\<script\\>" in told
    assert "\\[a\\](b)" in told
    assert not re.search(r"(?<!\\)<", told)


def test_markdown_is_a_nested_list(supported: dict[str, Any]) -> None:
    lines = proof_markdown(supported).splitlines()
    assert lines[0] == "## The right leg has supported cause peripheral artery disease."
    depths = [len(line) - len(line.lstrip()) for line in lines if line.lstrip().startswith("- ")]
    assert depths[0] == 0
    assert all(below - above <= 2 for above, below in pairwise(depths))


# ---- Mermaid

NODE = re.compile(r'^    (\w+)(\(\["|\["|\{\{")([^"]*)("\]\)|"\]|"\}\})(:::\w+)?$')
EDGE = re.compile(r"^    (\w+) --> (\w+)$")
CLOSING = {'(["': '"])', '["': '"]', '{{"': '"}}'}


def check_mermaid(drawing: str) -> tuple[set[str], list[tuple[str, str]]]:
    """Accept exactly the part of Mermaid's flowchart syntax that we write; return nodes and edges."""
    nodes: set[str] = set()
    edges: list[tuple[str, str]] = []
    comment, head, *lines = drawing.splitlines()
    assert comment.startswith("%% ")
    assert head == "flowchart TD"
    for line in lines:
        if line.startswith("    classDef "):
            continue
        if edge := EDGE.match(line):
            edges.append((edge[1], edge[2]))
            continue
        node = NODE.match(line)
        assert node, line
        assert CLOSING[node[2]] == node[4]
        assert node[1] not in nodes
        label = node[3].replace("<br/>", " ")
        assert not re.search(r"[<>`&\\]|#(?!(quot|lt|gt|amp|\d+);)", label), line
        nodes.add(node[1])
    return nodes, edges


def test_mermaid_is_well_formed(any_proof: dict[str, Any]) -> None:
    nodes, edges = check_mermaid(proof_mermaid(any_proof))
    assert {end for edge in edges for end in edge} | {"notice"} == nodes
    goal = [line for line in proof_mermaid(any_proof).splitlines() if line.endswith(":::goal")]
    assert len(goal) == 1


def test_mermaid_takes_no_words_for_syntax(nasty: dict[str, Any]) -> None:
    check_mermaid(proof_mermaid(nasty))


# ---- networkx


def test_networkx_holds_every_step(any_proof: dict[str, Any]) -> None:
    import networkx as nx

    graph = proof_networkx(any_proof)
    assert nx.is_directed_acyclic_graph(graph)
    steps = {node for node in graph if graph.nodes[node]["kind"] == "step"}
    assert steps == {step["id"] for step in any_proof["steps"]}
    goal = graph.graph["goal_step"]
    assert nx.ancestors(graph, goal) == set(graph.nodes) - {goal}
    assert all(graph.nodes[node]["label"] or graph.nodes[node]["kind"] == "fact" for node in graph)
