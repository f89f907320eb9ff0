"""A proof as a networkx graph, for those who want to compute on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from differentia.telling.folding import Proof
from differentia.telling.phrases import Labels
from differentia.telling.words import axiom_in_words, statement_in_words

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["proof_graphml", "proof_networkx"]


def proof_networkx(proof: Proof) -> nx.DiGraph[str]:
    """Convert a proof, unfolded, to a directed graph whose edges run from what is used to what follows.

    Nodes are the ids of steps, facts and axioms; `kind` is `step`, `fact` or `axiom`, `label` is in words, steps carry
    their `rule` and `conclusion`, axioms their `axiom` and `sources`. The graph's attributes hold the goal, the id of
    its step, and the disclaimer.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> graph = proof_networkx({"goal": oak, "facts": {"f1": {"text": "an oak"}}, "steps": [step]})
        >>> list(graph.edges), graph.nodes["s1"]["label"]
        ([('f1', 's1')], 'o is an oak')
    """
    import networkx as nx

    labels: Labels = proof.get("labels", {})
    goal = {"goal": proof["goal"], "goal_step": proof["steps"][-1]["id"], "disclaimer": proof.get("disclaimer", "")}
    graph: nx.DiGraph[str] = nx.DiGraph(**goal)
    for key, fact in proof.get("facts", {}).items():
        graph.add_node(key, kind="fact", label=fact.get("text", ""), status=fact.get("status"), line=fact.get("line"))
    for key, entry in proof.get("axioms", {}).items():
        words = axiom_in_words(entry["axiom"], labels)
        graph.add_node(key, kind="axiom", label=words, axiom=entry["axiom"], sources=tuple(entry.get("sources", ())))
    for step in proof["steps"]:
        _add_step(graph, step, labels)
    return graph


def proof_graphml(proof: Proof) -> str:
    """Write a proof, unfolded, as GraphML; statements and axioms are JSON in its attributes.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> written = proof_graphml({"goal": oak, "facts": {"f1": {"text": "an oak"}}, "steps": [step]})
        >>> import networkx
        >>> list(networkx.parse_graphml(written).edges)
        [('f1', 's1')]
    """
    import json

    import networkx as nx

    graph = proof_networkx(proof)
    for held in (graph.graph, *(graph.nodes[node] for node in graph)):
        for name, value in list(held.items()):
            if value is None:
                del held[name]
            elif not isinstance(value, str | int):
                held[name] = json.dumps(value, ensure_ascii=False)
    return "\n".join(nx.generate_graphml(graph))


def _add_step(graph: nx.DiGraph[str], step: Any, labels: Labels) -> None:
    words = statement_in_words(step["conclusion"], labels)
    graph.add_node(step["id"], kind="step", label=words, rule=step["rule"], conclusion=step["conclusion"])
    used = (*step["premises"], step.get("axiom"), step.get("fact"), step.get("discharges"))
    graph.add_edges_from((key, step["id"]) for key in used if key)
