"""Hundreds of wordings: each is read as the tables in tests/wordings say, or refused; readings are told from axioms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import differentia as dx
from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.intake.phrases import NotUnderstood
from differentia.knowledge import KnowledgeBase
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex

TABLES = Path(__file__).parent / "wordings"
LINKS = {
    "reports": "of",
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


READ: dict[str, str | None] = {
    phrase: meaning
    for name in ("read.yaml", "clinics.yaml", "reviewed.yaml")
    for part in table(name)
    for phrase, meaning in part.items()
}
REFUSED: list[str] = [phrase for part in table("refused.yaml") for phrase in part]


@cache
def loaded() -> KnowledgeBase:
    return dx.load()


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return loaded()


def judge(kb: KnowledgeBase, under: str, phrase: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(NotUnderstood):
            kb.read({under: [phrase]})
    else:
        assert told(kb.read({under: [phrase]})) == meaning


@pytest.mark.parametrize(("phrase", "meaning"), READ.items(), ids=list(READ))
def test_read(kb: KnowledgeBase, phrase: str, meaning: str | None) -> None:
    judge(kb, "present", phrase, meaning)


ABSENT = {
    "left calf pain, swelling": "not CalfPain left & not LegSwelling left",
    "left calf pain or swelling": "not CalfPain left & not LegSwelling left",
    "numbness or weakness in the left leg": "not Numbness left & not LegWeakness left",
    "back or buttock pain": "not BackPain & not ButtockPain",
    "rest pain, ulceration or gangrene": "not IschaemicRestPain & not FootWound & not Gangrene",
    "calf swelling or left thigh pain": None,
    "back pain with numbness": None,
}


@pytest.mark.parametrize(("phrase", "meaning"), ABSENT.items())
def test_a_list_of_what_is_absent_denies_what_it_says(kb: KnowledgeBase, phrase: str, meaning: str | None) -> None:
    judge(kb, "absent", phrase, meaning)


def test_what_is_denied_is_told_in_every_reason(kb: KnowledgeBase) -> None:
    """A phrase that can only stand under absent is quoted where something rests on it."""
    report = kb.diagnose({"id": "a", "absent": ["back or buttock pain"]}).report()
    assert "absent: back or buttock pain" in repr(report)


@pytest.mark.parametrize("phrase", REFUSED)
def test_refused(kb: KnowledgeBase, phrase: str) -> None:
    with pytest.raises(BadInput) as refused:
        kb.read({"present": [phrase]})
    assert refused.value.phrase


def test_the_tables_are_large() -> None:
    assert len(READ) > 350
    assert len(set(REFUSED)) > 150


ABSENT = {
    "calf pain": "not CalfPain",
    "right calf pain": "not CalfPain right",
    "calf pain or thigh pain": "not CalfPain & not ThighPain",
    "right thigh pain on walking": "not ThighPain right with on:Walking",
    "calf cramp": "not CalfPain with feels:Cramping",
    "left thigh heaviness": "not ThighPain left with feels:Heaviness",
    "pain on walking or standing": "not complaint on:StandingStill & on:Walking",
    "relieved by sitting or bending forward": "not complaint eased:BendingForward & eased:Sitting",
    "numbness or tingling": "not SensorySymptom",
    "numbness": "not Numbness",
    "thigh numbness": None,
    "foot numbness": None,
    "toe pain": None,
    "pain in the sole": None,
    "calf pain and thigh pain": None,
    "right thigh pain on walking relieved by rest": None,
    "cramping thigh pain on walking": None,
    "thigh pain after 200 m": None,
    "worse on walking": None,
    "only on walking": None,
    "severe calf pain": None,
    "no calf pain": None,
    "calf pain not relieved by standing": None,
    "never at rest": None,
    "femoral pulses normal": None,
    "femoral palpable, popliteal absent": None,
}


@pytest.mark.parametrize(("phrase", "meaning"), ABSENT.items(), ids=list(ABSENT))
def test_under_absent(kb: KnowledgeBase, phrase: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(NotUnderstood):
            kb.read({"absent": [phrase]})
    else:
        assert told(kb.read({"absent": [phrase]})) == meaning


UNDERSTOOD = [phrase for phrase, meaning in READ.items() if meaning is not None]


@pytest.mark.parametrize("write", [str.upper, str.title, "  {}.".format, "{} (per letter)".format], ids=range(4))
def test_case_stops_and_sources_make_no_difference(kb: KnowledgeBase, write: Callable[[str], str]) -> None:
    wrong = [p for p in UNDERSTOOD if "(" not in p and told(kb.read({"present": [write(p)]})) != READ[p]]
    assert wrong == []


def facts(kb: KnowledgeBase, phrase: str) -> set[str]:
    """What a phrase affirms; nothing if it is refused."""
    try:
        case = kb.read({"present": [phrase]}, lenient=True)
    except BadInput:
        return set()
    return {told_fact(fact) for fact in case.facts if fact.status == "present"}


@pytest.mark.parametrize("negation", ["no", "not", "never", "without", "denies", "no evidence of", "has no"])
def test_the_denial_of_a_phrase_affirms_nothing_of_it(kb: KnowledgeBase, negation: str) -> None:
    wrong = [phrase for phrase in UNDERSTOOD if facts(kb, phrase) & facts(kb, f"{negation} {phrase}")]
    assert wrong == []
    asserted = {phrase: found for phrase in UNDERSTOOD if (found := facts(kb, f"{negation} {phrase}"))}
    assert all("Pulse" in fact for found in asserted.values() for fact in found), (
        "a pulse that is not there is a finding"
    )


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([phrase for phrase in UNDERSTOOD if "(" not in phrase]),
    st.integers(0, 12),
    st.sampled_from(["purple", "zx", "perhaps", "?", "!!"]),
)
def test_a_word_that_is_not_known_is_never_passed_over(phrase: str, place: int, word: str) -> None:
    kb = loaded()  # no fixture: hypothesis would write it out
    words = phrase.split()
    words.insert(min(place, len(words)), word)
    with suppress(BadInput):
        case = kb.read({"present": [" ".join(words)]}, lenient=True)
        assert all(any(word in note for note in fact.unused) for fact in case.facts)


def test_a_complaint_named_twice_is_one(kb: KnowledgeBase) -> None:
    phrases = ["right calf pain", "right calf pain after walking 200 m", "calf pain relieved by standing still"]
    case = kb.read({"present": phrases})
    complaints = {a.individual for fact in case.facts for a in fact.axioms if isinstance(a, ax.ClassAssertion)}
    assert {_name(individual) for individual in complaints} == {"f1", "f2-m1"}
    other = kb.read({"complaints": [[phrases[0]], ["right calf pain at night"]]})
    assert [told_fact(fact) for fact in other.facts] == ["CalfPain right", "CalfPain right on:LyingInBed"]
    assert len({a.individual for f in other.facts for a in f.axioms if isinstance(a, ax.ClassAssertion)}) == 2


def test_what_is_not_used_is_told(kb: KnowledgeBase) -> None:
    (fact,) = kb.read({"present": ["left foot numb at night"]}).facts
    assert fact.unused == ("night",)
    (understood,) = kb.diagnose({"present": ["severe right calf pain"]}).report().understood
    assert 'not used: "severe"' in understood.read_as


def test_measures_in_phrases_are_checked(kb: KnowledgeBase) -> None:
    with pytest.raises(BadInput, match="impossible"):
        kb.read({"present": ["right calf pain after 900 km"]})
    with pytest.raises(BadInput, match="another value"):
        kb.read({"present": ["pain after 200 m", "pain after 300 m"]})


def test_one_phrase_comes_to_the_conclusion_of_many(kb: KnowledgeBase) -> None:
    one = kb.diagnose(
        {"present": ["right calf pain on walking, relieved within 3 minutes of standing still, never at rest"]}
    )
    many = kb.diagnose(
        {
            "present": ["right calf pain", "pain on walking", "pain relieved by standing still"],
            "absent": ["pain at rest"],
            "measured": [{"name": "time to relief", "value": "<= 3", "unit": "min"}],
        }
    )
    assert {(c.notation, c.side, c.status) for c in one.causes} == {(c.notation, c.side, c.status) for c in many.causes}
