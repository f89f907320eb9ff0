"""Hundreds of wordings: each is read as the tables in tests/wordings say, or refused; readings are told from axioms."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

import differentia as dx
from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.intake.phrases import NotUnderstood
from differentia.knowledge import KnowledgeBase
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex

TABLES = Path(__file__).parent / "wordings"
LINKS = {
    "provokedBy": "on", "notProvokedBy": "not-on", "relievedBy": "eased", "notRelievedBy": "not-eased",
    "hasQuality": "feels",
}  # fmt: skip
KINDS = {
    "WalkingDistanceToPain": "metres", "ExerciseTimeToPain": "onset", "TimeToRelief": "relief",
    "SymptomDuration": "weeks",
}  # fmt: skip
SIGNS = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
DENIALS = {"not-on": "on", "not-eased": "eased"}


def local(iri: str) -> str:
    return iri.rpartition("#")[2]


def told(case: Case) -> str:
    """The facts of a case in the notation of the tables."""
    return " & ".join(told_fact(fact) for fact in case.facts)


def told_fact(fact: Fact) -> str:
    if fact.status == "absent":
        return _absence(fact)
    classes: dict[str, list[str]] = defaultdict(list)
    said: dict[str, set[str]] = defaultdict(set)
    sides: dict[str, str] = {}
    values: dict[str, list[str]] = defaultdict(list)
    measures: list[tuple[str, str]] = []
    for axiom in fact.axioms:
        if isinstance(axiom, ax.ClassAssertion) and isinstance(axiom.cls, ex.Class):
            classes[_name(axiom.individual)].append(local(axiom.cls.iri))
        elif isinstance(axiom, ax.ClassAssertion) and isinstance(axiom.cls, ex.DataSomeValuesFrom):
            range_ = axiom.cls.range
            assert isinstance(range_, ex.DatatypeRestriction)
            values[_name(axiom.individual)] += [SIGNS[local(f)] + v.lexical for f, v in range_.facets]
        elif isinstance(axiom, ax.DataPropertyAssertion):
            values[_name(axiom.source)].append("=" + axiom.value.lexical)
        else:
            assert isinstance(axiom, ax.ObjectPropertyAssertion)
            assert isinstance(axiom.property, ex.ObjectProperty)
            link, source, target = local(axiom.property.iri), _name(axiom.source), _name(axiom.target)
            if link == "hasFinding":
                sides[target] = {"LeftLeg": "left", "RightLeg": "right"}.get(source, "")
            elif link == "qualifiedBy":
                measures.append((source, target))
            else:
                said[source].add(f"{LINKS[link]}:{target}")
    for source, target in measures:
        (kind,) = classes[target]
        said[source] |= {KINDS[kind] + value for value in values[target]}
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for individual, side in sides.items():
        name = "complaint" if individual == "complaint" else "+".join(classes[individual])
        found[name, *sorted(said[individual])].append(side)
    ((key, where),) = found.items()
    return " ".join([key[0], *sorted(side for side in where if side), *key[1:]])


def _name(individual: object) -> str:
    assert isinstance(individual, ex.NamedIndividual)
    return local(individual.iri)


def _absence(fact: Fact) -> str:
    denied = [_denied(axiom) for axiom in fact.axioms]
    if all(text.startswith("complaint ") for text in denied):
        return "not complaint " + " & ".join(sorted(text.removeprefix("complaint ") for text in denied))
    return "not " + " & ".join(denied)


def _denied(axiom: ax.Axiom) -> str:
    """What an axiom denies: that there is a finding of a class, or one that has a value."""
    assert isinstance(axiom, ax.ClassAssertion)
    assert isinstance(axiom.cls, ex.ObjectComplementOf)
    some = axiom.cls.operand
    assert isinstance(some, ex.ObjectSomeValuesFrom)
    side = {"LeftLeg": " left", "RightLeg": " right"}.get(_name(axiom.individual), "")
    filler = some.filler
    if isinstance(filler, ex.Class):
        return local(filler.iri) + side
    assert isinstance(filler, ex.ObjectIntersectionOf)
    head, having = filler.operands
    assert isinstance(head, ex.Class)
    assert isinstance(having, ex.ObjectHasValue)
    assert isinstance(having.property, ex.ObjectProperty)
    value = f"{LINKS[local(having.property.iri)]}:{_name(having.individual)}"
    return f"complaint {value}" if local(head.iri) == "Complaint" else f"{local(head.iri)}{side} with {value}"


def table(name: str) -> list[Any]:
    return list(yaml.safe_load((TABLES / name).read_text("utf-8")).values())


READ: dict[str, str | None] = {phrase: meaning for part in table("read.yaml") for phrase, meaning in part.items()}
REFUSED: list[str] = [phrase for part in table("refused.yaml") for phrase in part]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.mark.parametrize(("phrase", "meaning"), READ.items(), ids=list(READ))
def test_read(kb: KnowledgeBase, phrase: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(NotUnderstood):
            kb.read({"present": [phrase]})
    else:
        assert told(kb.read({"present": [phrase]})) == meaning


@pytest.mark.parametrize("phrase", REFUSED)
def test_refused(kb: KnowledgeBase, phrase: str) -> None:
    with pytest.raises(BadInput) as refused:
        kb.read({"present": [phrase]})
    assert refused.value.phrase


def test_the_tables_are_large() -> None:
    assert len(READ) > 280
    assert len(set(REFUSED)) > 120
