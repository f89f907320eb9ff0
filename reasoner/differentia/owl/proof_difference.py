"""What two proofs have in common and what only one of them rests on: facts, axioms, conclusions on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from differentia.owl.axioms import Axiom
from differentia.owl.expressions import Class
from differentia.owl.ontology import Ontology
from differentia.owl.proving import Entity, prove
from differentia.owl.syntax import to_lists
from differentia.structs import dataclass

__all__ = ["Difference", "Parts", "VersionDifference", "compare_proofs", "compare_versions"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts(Generic[T]):
    """What is in the first only, in the second only, and in both, each in the order in which it comes."""

    first: tuple[T, ...]
    second: tuple[T, ...]
    both: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference of two proofs.

    Attributes:
        goals: what each of them proves.
        facts: entries of facts; alike if they have the same words and state the same.
        axioms: entries of axioms; alike if they have one hash.
        steps: statements concluded; what both conclude counts as shared, however it follows.
        labels: names of IRIs in either.
    """

    goals: tuple[list[Any], list[Any]]
    facts: Parts[dict[str, Any]]
    axioms: Parts[dict[str, Any]]
    steps: Parts[list[Any]]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """The difference that two versions of an ontology make to one conclusion.

    Attributes:
        holds: whether it follows from the first, and from the second.
        difference: of the proofs, if it follows from both.
        lost: axioms of the proof from the first version that the second does not have.
        gained: axioms of the proof from the second version that the first does not have.
        proofs: the proofs; None where it does not follow.
    """

    holds: tuple[bool, bool]
    difference: Difference | None
    lost: tuple[dict[str, Any], ...]
    gained: tuple[dict[str, Any], ...]
    proofs: tuple[dict[str, Any] | None, dict[str, Any] | None]


def compare_proofs(first: Mapping[str, Any], second: Mapping[str, Any]) -> Difference:
    """Compare two proofs.

    Args:
        first: a proof in the format `differentia-proof/1`.
        second: another.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> said = {"text": "an oak", "statements": [oak]}
        >>> one = {"goal": oak, "axioms": {}, "facts": {"f1": said}, "steps": [step]}
        >>> other = {**one, "facts": {"f7": {**said, "text": "a big oak"}}}
        >>> found = compare_proofs(one, other)
        >>> [len(part) for part in (found.facts.first, found.facts.second, found.facts.both, found.steps.both)]
        [1, 1, 0, 1]
    """
    proofs = (first, second)
    facts = [
        {_key([f.get("text"), f.get("statements")]): {"id": n, **f} for n, f in p["facts"].items()} for p in proofs
    ]
    axioms = [{entry["hash"]: entry for entry in proof["axioms"].values()} for proof in proofs]
    steps = [{_key(step["conclusion"]): step["conclusion"] for step in proof["steps"]} for proof in proofs]
    labels = {**second.get("labels", {}), **first.get("labels", {})}
    return Difference((first["goal"], second["goal"]), _parts(*facts), _parts(*axioms), _parts(*steps), labels)


def _key(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _parts(first: Mapping[str, T], second: Mapping[str, T]) -> Parts[T]:
    return Parts(
        tuple(value for key, value in first.items() if key not in second),
        tuple(value for key, value in second.items() if key not in first),
        tuple(value for key, value in first.items() if key in second),
    )


def compare_versions(first: Ontology, second: Ontology, subject: Entity, cls: Class) -> VersionDifference:
    """Compare why one conclusion follows from two versions of an ontology, by proofs with few steps.

    Args:
        first: one version.
        second: another.
        subject: a class, or an individual.
        cls: the class above it, or in which it is.

    Raises:
        OutsideFragment: nothing is proved from one of them, and something outside the fragment might.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> a, b, c = (Class("urn:x#" + n) for n in "ABC")
        >>> before, after = (SubClassOf(a, b), SubClassOf(b, c)), (SubClassOf(a, c),)
        >>> found = compare_versions(Ontology(before), Ontology(after), a, c)
        >>> found.holds, len(found.lost), len(found.gained)
        ((True, True), 2, 1)
    """
    proofs = tuple(prove(ontology, subject, cls, smallest=True)[0] for ontology in (first, second))
    one, other = proofs
    return VersionDifference(
        holds=(one is not None, other is not None),
        difference=compare_proofs(one, other) if one is not None and other is not None else None,
        lost=_missing(one, second.axioms),
        gained=_missing(other, first.axioms),
        proofs=(one, other),
    )


def _missing(proof: Mapping[str, Any] | None, axioms: Iterable[Axiom]) -> tuple[dict[str, Any], ...]:
    """Return the axioms of a proof that are not among others; what was only supposed for the proof is none."""
    if proof is None:
        return ()
    known = {_key(to_lists(axiom)) for axiom in axioms}
    return tuple(entry for entry in proof["axioms"].values() if _key(entry["axiom"]) not in known)
