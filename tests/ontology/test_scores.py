"""Scores: sums worked by hand from the published points, ranges where items are unknown, proofs and damage to them."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

import differentia as dx
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.owl.axioms import ClassAssertion, DataPropertyAssertion
from differentia.owl.entailment import triples
from differentia.owl.expressions import DataSomeValuesFrom, DatatypeRestriction, NamedIndividual
from differentia.owl.proof import prove_fact

LP = "https://w3id.org/differentia/legpain#"
Case = dict[str, list[Any]]

SWOLLEN = "right leg swelling"
ALL_WELLS = [
    "active cancer",
    "leg paralysed or in plaster",
    "recent immobilisation or surgery",
    "deep venous tenderness",
    "whole leg swollen",
    "calf swelling",
    "pitting oedema",
    "collateral superficial veins",
    "previous deep vein thrombosis",
    "another diagnosis at least as likely as deep vein thrombosis",
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def wells(*present: str, unknown: tuple[str, ...] = (), circumference: float | None = None) -> Case:
    """A swollen leg with some items present; those neither present nor unknown are reported absent."""
    absent = [item for item in ALL_WELLS if item not in {*present, *unknown}]
    measured = [] if circumference is None else [{"name": "calf circumference difference", "value": circumference}]
    for one in measured:
        one.update(unit="cm", side="right")
    return {
        "present": [SWOLLEN, *present],
        "absent": [item for item in absent if circumference is None or item != "calf swelling"],
        "measured": measured,
    }


def score(diagnosis: Diagnosis, kind: str) -> tuple[Decimal | int, Decimal | int] | None:
    """The value of a computed score, or the ends of its range."""
    layer = diagnosis.session.layer
    named = [s for s, p, o in triples(layer) if p.endswith("#type") and o == LP + kind and "#computed-" in s]
    if not named:
        return None
    for key, (rule, _) in zip(layer.facts, layer.why, strict=True):
        term = layer.symbols.terms[key[1]]
        if rule == -5 and getattr(term, "iri", None) == named[0]:
            axiom = _axiom(diagnosis, key)
            if isinstance(axiom, DataPropertyAssertion):
                return Decimal(axiom.value.lexical), Decimal(axiom.value.lexical)
            if isinstance(axiom, ClassAssertion) and isinstance(axiom.cls, DataSomeValuesFrom):
                assert isinstance(axiom.cls.range, DatatypeRestriction)
                low, high = (Decimal(limit.lexical) for _, limit in axiom.cls.range.facets)
                return low, high
    raise AssertionError("a score without a value")


def _axiom(diagnosis: Diagnosis, key: tuple[int, ...]) -> Any:
    from differentia.diagnosis.session import _as_axiom

    return _as_axiom(diagnosis.session.layer, key)


def classes(diagnosis: Diagnosis) -> set[str]:
    return {str(o).removeprefix(LP) for _, p, o in triples(diagnosis.session.layer) if p.endswith("#type")}


WELLS = {
    # cancer 1 + tenderness 1 + pitting 1, all else absent
    "three points": (wells("active cancer", "deep venous tenderness", "pitting oedema"), (3, 3), "High"),
    "no point": (wells(), (0, 0), "Low"),
    "one point": (wells("active cancer"), (1, 1), "Low"),
    "two points": (wells("active cancer", "pitting oedema"), (2, 2), "High"),
    # cancer 1 + pitting 1 - another diagnosis 2
    "taken off": (wells("active cancer", "pitting oedema", ALL_WELLS[-1]), (0, 0), "Low"),
    # cancer 1 + tenderness 1 + pitting 1; six items of one point unknown
    "unknown above": (
        wells(
            "active cancer",
            "deep venous tenderness",
            "pitting oedema",
            unknown=(ALL_WELLS[1], ALL_WELLS[2], ALL_WELLS[4], ALL_WELLS[5], ALL_WELLS[7], ALL_WELLS[8]),
        ),
        (3, 9),
        "High",
    ),
    # another diagnosis -2, three items of one point unknown
    "unknown below": (wells(ALL_WELLS[-1], unknown=(ALL_WELLS[0], ALL_WELLS[1], ALL_WELLS[8])), (-2, 1), "Low"),
    # cancer 1; one item unknown: 1 or 2, which the threshold of 2 divides
    "crossing": (wells("active cancer", unknown=("pitting oedema",)), (1, 2), None),
    "calf by 3 cm": (wells("active cancer", circumference=3.0), (2, 2), "High"),
    "calf by less": (wells("active cancer", circumference=2.9), (1, 1), "Low"),
}


@pytest.mark.parametrize("name", WELLS)
def test_wells(kb: KnowledgeBase, name: str) -> None:
    case, (low, high), side = WELLS[name]
    diagnosis = kb.diagnose(case)
    assert score(diagnosis, "WellsScore") == (low, high)
    found = classes(diagnosis)
    assert ("PatientWithHighWellsScore" in found) == (side == "High")
    against = [line.criterion for cause in diagnosis.causes if cause.notation == "DVT" for line in cause.against]
    assert (LP + "LowWellsScore" in against) == (side == "Low")


def test_wells_is_not_counted_without_a_swollen_leg(kb: KnowledgeBase) -> None:
    assert score(kb.diagnose({"present": ["right calf pain", "active cancer"]}), "WellsScore") is None


def test_a_score_that_is_given_is_not_counted_again(kb: KnowledgeBase) -> None:
    case = wells("active cancer", "pitting oedema") | {"measured": [{"name": "Wells score", "value": 1}]}
    diagnosis = kb.diagnose(case)
    assert score(diagnosis, "WellsScore") is None
    assert "PatientWithHighWellsScore" not in classes(diagnosis)


POSTURAL = [
    "right leg pain",
    "pain on walking",
    "pain when standing still",
    "pain relieved by bending forward",
    "pain relieved by sitting",
]


def test_stenosis_scores(kb: KnowledgeBase) -> None:
    """Age 72: 2 and 3; no diabetes 1; claudication 3 and 1; standing 2 and 2; forward 3 and 2; ABI 1.0: 3; SLR 0."""
    diagnosis = kb.diagnose(
        {
            "present": POSTURAL,
            "absent": ["diabetes", "positive straight leg raise", "new urinary incontinence"],
            "measured": [
                {"name": "age", "value": 72, "unit": "years"},
                {"name": "resting ABI", "value": 1.0, "side": "right"},
            ],
        }
    )
    # unknown: pain on bending backward and the Achilles reflex, one point each
    assert score(diagnosis, "LSSSupportScore") == (14, 16)
    # unknown: onset (0 or 1), relief by bending backward (-2 or 0)
    assert score(diagnosis, "SugiokaScore") == (6, 9)
    assert {"HighLSSSupportScore", "HighSugiokaScore"} <= classes(diagnosis)


@pytest.mark.parametrize(("age", "points"), [(59, (0, 0)), (60, (1, 2)), (69, (1, 2)), (70, (2, 2)), (71, (2, 3))])
def test_points_for_age(kb: KnowledgeBase, age: int, points: tuple[int, int]) -> None:
    """Both scores differ from those of a patient of 59 by the points for age alone."""
    young, old = (
        kb.diagnose({"present": POSTURAL, "measured": [{"name": "age", "value": years, "unit": "years"}]})
        for years in (59, age)
    )
    for kind, more in zip(("LSSSupportScore", "SugiokaScore"), points, strict=True):
        below, above = score(young, kind), score(old, kind)
        assert below
        assert above
        assert (above[0] - below[0], above[1] - below[1]) == (more, more), kind


CLAUDICANT: Case = {
    "present": ["right calf pain", "pain on walking", "pain on walking uphill", "pain relieved by standing still"],
    "absent": ["pain when standing still", "pain when sitting"],
    "measured": [{"name": "time to relief after stopping", "value": 5, "unit": "min"}],
}


def edinburgh(kb: KnowledgeBase, **changes: Any) -> set[str]:
    return classes(kb.diagnose(CLAUDICANT | changes)) & {"EdinburghPositive", "EdinburghNegative"}


def test_edinburgh_questionnaire(kb: KnowledgeBase) -> None:
    assert edinburgh(kb) == {"EdinburghPositive"}
    slow = [{"name": "time to relief after stopping", "value": 11, "unit": "min"}]
    assert edinburgh(kb, measured=slow) == {"EdinburghNegative"}
    assert edinburgh(kb, measured=[]) == set(), "how soon it went is not known"
    begins = [*CLAUDICANT["present"], "pain when sitting"]
    assert edinburgh(kb, present=begins, absent=["pain when standing still"]) == {"EdinburghNegative"}


def proof_of_score(kb: KnowledgeBase) -> dict[str, Any]:
    """The proof that the patient of "unknown above" has a high score: it goes through the range from 3 to 9."""
    diagnosis = kb.diagnose(WELLS["unknown above"][0])
    layer = diagnosis.session.layer
    cls = layer.symbols.expressions.get(f"<{LP}PatientWithHighWellsScore>")
    patient = layer.symbols.terms.get(NamedIndividual(f"{diagnosis.case.iri}#patient"))
    assert cls is not None
    assert patient is not None
    fact = layer.find((cls, patient))
    assert fact is not None
    return prove_fact(layer, fact, diagnosis.proof_context())


def test_a_proof_through_a_score_is_accepted_and_damage_to_it_is_not(kb: KnowledgeBase) -> None:
    proof = proof_of_score(kb)
    assert dx.check(proof).valid
    for damage in (_more_points, _another_range, _without_a_premise, _without_an_item):
        other = copy.deepcopy(proof)
        damage([step for step in other["steps"] if step["rule"] == "compute"])
        assert not dx.check(other).valid, damage.__name__


def _more_points(steps: list[Any]) -> None:
    for step in steps:
        step["computation"]["items"][0][0][1] = "5"


def _another_range(steps: list[Any]) -> None:
    for step in steps:
        if step["conclusion"][0] == "type" and not isinstance(step["conclusion"][1], str):
            step["conclusion"][1][2][2][0][1][1] = "4"


def _without_a_premise(steps: list[Any]) -> None:
    for step in steps:
        step["premises"] = step["premises"][1:]


def _without_an_item(steps: list[Any]) -> None:
    for step in steps:
        step["computation"]["items"] = step["computation"]["items"][1:]
