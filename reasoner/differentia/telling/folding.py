"""Proofs made readable: the steps that only take expressions apart are folded into the steps that use them.

A proof as the engine writes it (`differentia-proof/1`) is made for checking: it takes every expression apart and puts
it together again. A reader wants to see what follows, from which facts, by which axiom. Nothing is lost: a folded step
rests on everything that the folded-in steps rest on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from differentia.owl.expressions import OWL
from differentia.structs import dataclass
from differentia.telling.grammar import local_name
from differentia.telling.phrases import Labels, is_case_individual, name
from differentia.telling.words import says_nothing, statement_in_words

__all__ = ["FoldedProof", "FoldedStep", "Proof", "fold"]

Proof: TypeAlias = Mapping[str, Any]
Statement: TypeAlias = list[Any]


@dataclass(frozen=True, slots=True)
class FoldedStep:
    """One step that a reader sees.

    Attributes:
        id: the id of the proof's step.
        kind: `axiom`, `meaning` (expressions put together), `refuted` (a supposition led to a contradiction),
            `supposed`, `equals`, `computed`, or `value` (a value lies in a range).
        conclusion: the statement that follows.
        axiom: key into the proof's axioms, if an axiom is used.
        steps: ids of the steps it rests on.
        facts: ids of the facts it rests on.
        supposition: what was supposed, if it is refuted here.
        computation: operator and operands, if it was computed.
    """

    id: str
    kind: str
    conclusion: Statement
    axiom: str | None = None
    steps: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    supposition: Statement | None = None
    computation: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FoldedProof:
    """A proof for reading: `root` names the step (or, if `steps` is empty, the fact) that concludes the goal."""

    goal: Statement
    root: str
    steps: Mapping[str, FoldedStep]
    facts: Mapping[str, Mapping[str, Any]]
    axioms: Mapping[str, Mapping[str, Any]]
    labels: Labels
    disclaimer: str
    version: str


_KINDS = {"hence": "refuted", "suppose": "supposed", "same": "equals", "compute": "computed", "data": "value"}
_ABSORBED = frozenset({"value", "meaning"})


def fold(proof: Proof) -> FoldedProof:
    """Fold a proof into the steps that a reader needs.

    Args:
        proof: a proof in the format `differentia-proof/1`.

    Example:
        >>> oak, tree = ["type", "urn:x#Oak", "urn:x#o"], ["type", "urn:x#Tree", "urn:x#o"]
        >>> axioms = {"a1": {"axiom": ["SubClassOf", "urn:x#Oak", "urn:x#Tree"]}}
        >>> read = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> step = {"id": "s2", "rule": "resolve", "conclusion": tree, "premises": ["s1"], "axiom": "a1"}
        >>> proof = {"goal": tree, "axioms": axioms, "facts": {"f1": {"text": "an oak"}}, "steps": [read, step]}
        >>> folded = fold(proof)
        >>> folded.root, folded.steps["s2"].facts
        ('s2', ('f1',))
    """
    raw = {step["id"]: step for step in proof["steps"]}
    goal_id = proof["steps"][-1]["id"]
    labels = _with_names_of_findings(proof)
    folding = _Folding(proof, raw, labels)
    kept = folding.kept_steps(goal_id)
    root = _root(goal_id, kept, labels)
    needed = _reached(root, kept)
    facts = {fact for step in needed.values() for fact in step.facts}
    if not needed:
        root = raw[goal_id].get("fact", root)
        facts = {root}
    return FoldedProof(
        goal=proof["goal"],
        root=root,
        steps=needed,
        facts={key: fact for key, fact in proof.get("facts", {}).items() if key in facts},
        axioms=proof.get("axioms", {}),
        labels=labels,
        disclaimer=proof.get("disclaimer", ""),
        version=(proof.get("header") or {}).get("version") or "",
    )


class _Folding:
    """What each step of one proof rests on once the steps between are folded away."""

    def __init__(self, proof: Proof, raw: Mapping[str, Any], labels: Labels) -> None:
        self.told = {key for key, fact in proof.get("facts", {}).items() if fact.get("text")}
        self.raw = raw
        self.computed = _chosen_computations(proof["steps"])
        axioms = proof.get("axioms", {}).items()
        self.empty = {key for key, entry in axioms if says_nothing(entry["axiom"], labels)}
        self.support: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def kept_steps(self, goal_id: str) -> dict[str, FoldedStep]:
        """Fold every step, premises first, and return those that a reader sees."""
        kept: dict[str, FoldedStep] = {}
        for key, step in self.raw.items():
            steps, facts = self._rests_on(step["premises"])
            kind = self._kind(step)
            if kind == "read":
                fact = step["fact"]
                self.support[key] = ((), (fact,) if fact in self.told else ())
            elif key != goal_id and (kind in _ABSORBED and step["conclusion"] != ["false"]):
                self.support[key] = (steps, facts)
            elif key != goal_id and kind == "axiom" and step["premises"] and not steps and not facts:
                # follows from the structure of a case alone, which goes without saying
                self.support[key] = ((), ())
            elif self.computed.get(key, key) != key:
                self.support[key] = ((self.computed[key],), ())
            else:
                self.support[key] = ((key,), ())
                kept[key] = self._folded(step, kind, steps, facts)
        return kept

    def _kind(self, step: Any) -> str:
        if step["rule"] != "resolve":
            return _KINDS.get(step["rule"], str(step["rule"]))
        return "axiom" if step.get("axiom") and step["axiom"] not in self.empty else "meaning"

    def _folded(self, step: Any, kind: str, steps: tuple[str, ...], facts: tuple[str, ...]) -> FoldedStep:
        supposition = self.raw[step["discharges"]]["conclusion"] if kind == "refuted" else None
        computation = step.get("computation") or ({"operator": step.get("operator")} if kind == "computed" else None)
        return FoldedStep(
            step["id"], kind, step["conclusion"], step.get("axiom"), steps, facts, supposition, computation
        )

    def _rests_on(self, premises: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        steps: dict[str, None] = {}
        facts: dict[str, None] = {}
        for premise in premises:
            below, read = self.support[premise]
            steps.update(dict.fromkeys(below))
            facts.update(dict.fromkeys(read))
        return tuple(steps), tuple(facts)


def _chosen_computations(steps: Iterable[Any]) -> dict[str, str]:
    """Map every step of a computation to the one that carries its number: they say one thing together."""
    computed = {step["id"]: _result(step) for step in steps if step["rule"] == "compute"}
    number = {
        _result(step): step["id"] for step in steps if step["rule"] == "compute" and _tells_value(step["conclusion"])
    }
    return {key: number.get(result, key) for key, result in computed.items()}


def _tells_value(conclusion: Any) -> bool:
    """Tell whether a computation concludes its number here, or the range in which it lies."""
    return conclusion[0] == "data" or (conclusion[0] == "type" and not isinstance(conclusion[1], str))


def _result(step: Any) -> str:
    return str((step.get("computation") or {}).get("individual") or step["conclusion"][2])


def _root(goal_id: str, kept: Mapping[str, FoldedStep], labels: Labels) -> str:
    """Pass over a last step that says the same as the one step it rests on."""
    step = kept.get(goal_id)
    if step and step.kind == "meaning" and len(step.steps) == 1 and not step.facts:
        below = kept[step.steps[0]]
        if statement_in_words(below.conclusion, labels) == statement_in_words(step.conclusion, labels):
            return below.id
    return goal_id


def _reached(root: str, kept: Mapping[str, FoldedStep]) -> dict[str, FoldedStep]:
    wanted, todo = set(), [root]
    while todo:
        key = todo.pop()
        if key not in wanted and key in kept:
            wanted.add(key)
            todo.extend(kept[key].steps)
    return {key: step for key, step in kept.items() if key in wanted}


# ---- names of the findings of a case

_FINDING = re.compile(r"#(?P<fact>f\d+)(?:-(?P<part>[^#]+))?$")


def _with_names_of_findings(proof: Proof) -> dict[str, str]:
    """Name every finding without a label after the words of its fact, a computed one after its kind."""
    labels = {f"{OWL}Thing": "thing", **proof.get("labels", {})}
    for iri in _case_individuals(proof):
        match = _FINDING.search(iri)
        fact = proof.get("facts", {}).get(match["fact"]) if match else None
        if match and fact and iri not in labels:
            part = f" ({local_name(match['part'])})" if match["part"] else ""
            labels[iri] = f"finding “{fact['text']}”{part}"
    for step in proof["steps"]:
        computation = step.get("computation") or {}
        individual = computation.get("individual")
        if isinstance(individual, str) and individual not in labels and "result" in computation:
            labels[individual] = f"computed {name(computation['result'], labels)}"
    return labels


def _case_individuals(proof: Proof) -> set[str]:
    found: set[str] = set()
    todo: list[Any] = [step["conclusion"] for step in proof["steps"]]
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo.extend(value)
        elif isinstance(value, str) and is_case_individual(value):
            found.add(value)
    return found
