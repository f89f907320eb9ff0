"""FHIR that others wrote: what is understood, on which side, and that everything else is named with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.case import Case
from differentia.errors import BadInput
from differentia.knowledge import KnowledgeBase
from differentia.owl.checker import check

SCT = "http://snomed.info/sct"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
RIGHT = {"coding": [{"system": SCT, "code": "24028007", "display": "Right"}]}
LEFT = {"coding": [{"system": SCT, "code": "7771000"}]}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def coded(system: str, code: str, display: str | None = None) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def observation(code: dict[str, Any], patient: str = "p1", **parts: Any) -> dict[str, Any]:
    about = {"reference": f"Patient/{patient}"}
    return {"resourceType": "Observation", "id": "o1", "status": "final", "code": code, "subject": about, **parts}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def facts(case: Case) -> list[tuple[str, str]]:
    return [(fact.status, fact.text) for fact in case.facts]


def read(kb: KnowledgeBase, *resources: dict[str, Any]) -> Case:
    """Read resources with what their test group validates: they are FHIR."""
    from fhir.resources.R4B.bundle import Bundle

    whole = bundle(*resources)
    Bundle.model_validate(whole)
    return kb.read(whole)


YES = coded(SCT, "52101004", "Present")
NO = coded(SCT, "2667000", "Absent")
NEGATIVE = [coded("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG")]


@pytest.mark.parametrize(
    ("code", "parts", "expected"),
    [
        (coded("http://human-phenotype-ontology.org", "HP:0030839"), {"valueBoolean": True, "bodySite": RIGHT},
         ("present", "right HP:0030839")),
        (coded("http://human-phenotype-ontology.org", "0030839"), {"valueBoolean": True}, ("present", "HP:0030839")),
        ({"text": "calf pain"}, {"valueBoolean": True, "bodySite": LEFT}, ("present", "left calf pain")),
        ({"text": "calf pain"}, {"valueCodeableConcept": YES, "bodySite": {"text": "left"}},
         ("present", "left calf pain")),
        ({"text": "calf pain"}, {"valueCodeableConcept": NO}, ("absent", "calf pain")),
        ({"text": "calf pain"}, {"interpretation": NEGATIVE}, ("absent", "calf pain")),
        ({"text": "calf pain"}, {"valueString": "no"}, ("absent", "calf pain")),
        ({"text": "toe-brachial index"}, {"dataAbsentReason": {"text": "not done"}}, ("unknown", "toe-brachial index")),
        ({"text": "pain"}, {"valueBoolean": True, "bodySite": {"text": "right thigh"}},
         ("present", "right thigh pain")),
        ({"text": "dorsalis pedis pulse"}, {"valueCodeableConcept": {"text": "absent"}, "bodySite": RIGHT},
         ("present", "right dorsalis pedis pulse absent")),
        ({"text": "chief complaint"}, {"valueCodeableConcept": {"text": "right calf pain"}},
         ("present", "right calf pain")),
        (coded(LOINC, "77194-9"),
         {"valueQuantity": {"value": 0.62, "system": UCUM, "code": "{ratio}"}, "bodySite": RIGHT},
         ("measured", "right LOINC:77194-9: 0.62")),
        ({"text": "walking distance to pain"}, {"valueQuantity": {"value": 0.2, "system": UCUM, "code": "km"}},
         ("measured", "walking distance to pain: 0.2 km")),
        ({"text": "resting ABI"}, {"valueQuantity": {"value": 1.4, "comparator": ">"}, "bodySite": LEFT},
         ("measured", "left resting ABI: > 1.4")),
        ({"text": "eGFR"}, {"valueRange": {"low": {"value": 30}, "high": {"value": 40}}}, ("measured", "eGFR: 30-40")),
    ],
)  # fmt: skip
def test_an_observation_is_understood(
    kb: KnowledgeBase, code: dict[str, Any], parts: dict[str, Any], expected: tuple[str, str]
) -> None:
    case = read(kb, observation(code, **parts))
    assert facts(case) == [expected]
    assert case.not_understood == ()


def test_components_share_side_and_date(kb: KnowledgeBase) -> None:
    quantity = {"value": 1.02}
    part = {"code": {"text": "resting ABI"}, "valueQuantity": quantity}
    other = {"code": {"text": "something else"}, "valueString": "high"}
    found = observation({"text": "pressures"}, component=[part, other], bodySite=LEFT, effectiveDateTime="2024-05-01")
    case = read(kb, found)
    assert facts(case) == [("measured", "left resting ABI: 1.02")]
    assert case.facts[0].date == "2024-05-01T00:00:00"
    assert case.not_understood == ("Observation/o1: not understood: something else: high",)


def test_a_measurement_in_another_unit_is_converted(kb: KnowledgeBase) -> None:
    metres = kb.read({"measured": [{"name": "walking distance to pain", "value": 200, "unit": "m"}]})
    quantity = {"value": 0.2, "unit": "kilometre", "system": UCUM, "code": "km"}
    kilometres = read(kb, observation({"text": "walking distance to pain"}, valueQuantity=quantity))
    said = [[str(a) for a in case.facts[0].axioms if "200" in str(a)] for case in (metres, kilometres)]
    assert len(said[0]) == 1
    assert len(said[1]) == 1


def test_sex_and_age_come_from_the_patient(kb: KnowledgeBase) -> None:
    patient = {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1956-06-03"}
    dated = observation({"text": "calf pain"}, valueBoolean=True, effectiveDateTime="2024-05-01")
    case = read(kb, patient, dated)
    assert facts(case)[1:] == [("measured", "sex: male"), ("measured", "age: 67 years")]  # a month before 68
    undated = read(kb, patient, observation({"text": "calf pain"}, valueBoolean=True))
    assert undated.not_understood == ("Patient/p1: not used: birthDate: no resource is dated, so the age is not known",)


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (observation({"text": "calf pain"}, status="cancelled", valueBoolean=True), "its status is cancelled"),
        (observation({"text": "calf pain"}, status="entered-in-error"), "its status is entered-in-error"),
        (observation({"text": "calf pain"}), "it has no value"),
        (observation({"text": "no such thing"}, valueBoolean=True), "not understood: no such thing: true"),
        (observation(coded(LOINC, "77194-8"), valueQuantity={"value": 1}), "check digit"),
        ({"resourceType": "FamilyMemberHistory", "id": "f", "status": "completed",
          "patient": {"reference": "Patient/p1"}, "relationship": {"text": "father"}}, "about a relative"),
        ({"resourceType": "Organization", "id": "o", "name": "X"}, "no place for resources of type Organization"),
        (observation({"text": "calf pain"}, valueBoolean=True,
                     modifierExtension=[{"url": "urn:x", "valueBoolean": True}]), "an extension"),
    ],
)  # fmt: skip
def test_what_is_not_used_is_named(kb: KnowledgeBase, resource: dict[str, Any], reason: str) -> None:
    case = read(kb, {"resourceType": "Patient", "id": "p1"}, resource)
    assert case.facts == ()
    assert len(case.not_understood) == 1
    assert case.not_understood[0].startswith(f"{resource['resourceType']}/{resource['id']}: ")
    assert reason in case.not_understood[0]


def condition(code: dict[str, Any], verification: str = "confirmed", clinical: str = "active") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "code": code,
        "subject": {"reference": "Patient/p1"},
        "verificationStatus": {"coding": [{"code": verification}]},
        "clinicalStatus": {"coding": [{"code": clinical}]},
    }


DIABETES = coded(SCT, "73211009", "Diabetes mellitus")


def test_a_condition_may_be_a_finding(kb: KnowledgeBase) -> None:
    assert facts(read(kb, condition(DIABETES))) == [("present", "SCTID:73211009")]
    assert facts(read(kb, condition({"text": "diabetes"}, "refuted"))) == [("absent", "diabetes")]


@pytest.mark.parametrize(
    ("verification", "clinical"),
    [("entered-in-error", "active"), ("provisional", "active"), ("differential", "active"), ("unconfirmed", "active"),
     ("confirmed", "resolved"), ("confirmed", "inactive")],
)  # fmt: skip
def test_a_condition_that_is_not_so_is_no_fact(kb: KnowledgeBase, verification: str, clinical: str) -> None:
    case = read(kb, condition(DIABETES, verification, clinical))
    assert case.facts == ()
    assert "Diabetes mellitus" in case.not_understood[0]


REPORTED = [
    coded(SCT, "399957001"),
    {"text": "peripheral arterial disease"},
    coded("https://w3id.org/differentia/legpain", "PAD"),
]


@pytest.mark.parametrize("code", REPORTED, ids=["code", "text", "ours"])
def test_a_reported_diagnosis_supports_and_establishes_nothing(kb: KnowledgeBase, code: dict[str, Any]) -> None:
    case = read(kb, condition(code))
    assert facts(case) == [("present", "reported diagnosis of peripheral artery disease")]
    diagnosis = kb.diagnose(case)
    statuses = {(cause.notation, cause.status) for cause in diagnosis.causes if cause.status != "open"}
    assert statuses == {("PAD", "supported")}
    [proof] = diagnosis.explain("PAD")
    assert check(proof).valid


def test_a_reported_diagnosis_that_is_refuted_excludes_nothing(kb: KnowledgeBase) -> None:
    case = read(kb, condition(REPORTED[0], "refuted"))
    assert [fact.status for fact in case.facts] == ["absent"]
    assert {cause.status for cause in kb.diagnose(case).causes} == {"open"}


def test_a_disease_of_a_phenopacket_is_a_reported_diagnosis(kb: KnowledgeBase) -> None:
    term = {"id": "lp:PAD_FP", "label": "femoropopliteal disease"}
    case = kb.read({"id": "a", "metaData": {}, "diseases": [{"term": term}]})
    assert {(c.notation, c.status) for c in kb.diagnose(case).causes if c.status != "open"} == {
        ("PAD", "supported"),
        ("PAD_FP", "supported"),
    }


def test_two_patients_are_two_cases(kb: KnowledgeBase, tmp_path: Path) -> None:
    people = [{"resourceType": "Patient", "id": name} for name in ("p1", "p2")]
    first = observation({"text": "calf pain"}, valueBoolean=True)
    second = {**observation({"text": "foot wound"}, "p2", valueBoolean=True), "id": "o2"}
    file = tmp_path / "two.json"
    file.write_text(json.dumps(bundle(*people, first, second)))
    assert [(case.id, facts(case)) for case in kb.read_all(file)] == [
        ("p1", [("present", "calf pain")]),
        ("p2", [("present", "foot wound")]),
    ]
    assert facts(kb.read(f"{file}#p2")) == [("present", "foot wound")]
    with pytest.raises(BadInput, match="2 cases; say which"):
        kb.read(file)
    lines = tmp_path / "two.ndjson"
    lines.write_text("\n".join(map(json.dumps, [*people, first, second])))
    assert [facts(case) for case in kb.read_all(lines)] == [facts(case) for case in kb.read_all(file)]


def test_about_nobody_among_two_is_refused(kb: KnowledgeBase) -> None:
    people = [{"resourceType": "Patient", "id": name} for name in ("p1", "p2")]
    lost = {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "calf pain"}}
    with pytest.raises(BadInput, match="Observation/o: is about nobody"):
        kb.read_all(bundle(*people, lost))


def test_an_impossible_value_is_refused(kb: KnowledgeBase) -> None:
    with pytest.raises(BadInput, match="impossible"):
        read(kb, observation({"text": "resting ABI"}, valueQuantity={"value": 71}, bodySite=LEFT))


def test_parts_that_say_more_are_named(kb: KnowledgeBase) -> None:
    more: dict[str, Any] = {"note": [{"text": "since the accident"}], "effectivePeriod": {"start": "2024-01-01"}}
    case = read(kb, observation({"text": "calf pain"}, valueBoolean=True, **more))
    assert facts(case) == [("present", "calf pain")]
    assert case.not_understood == ("Observation/o1: not used: note, effectivePeriod",)


def test_a_text_that_says_something_else_is_named(kb: KnowledgeBase) -> None:
    code = {**coded("http://human-phenotype-ontology.org", "HP:0030839"), "text": "foot wound"}
    case = read(kb, observation(code, valueBoolean=True))
    assert facts(case) == [("present", "HP:0030839")]
    assert case.not_understood == (
        'Observation/o1: the text "foot wound" says something else than the code, which counts',
    )


def test_what_is_passed_over_beside_a_value_is_named(kb: KnowledgeBase) -> None:
    more: dict[str, Any] = {"hasMember": [{"reference": "Observation/o2"}], "referenceRange": [{"low": {"value": 0.9}}]}
    case = read(kb, observation({"text": "resting ABI"}, valueQuantity={"value": 0.71}, bodySite=LEFT, **more))
    assert facts(case) == [("measured", "left resting ABI: 0.71")]
    assert case.not_understood == (
        "Observation/o1: not used: hasMember: what it names is read by itself, if it is in the record",
        "Observation/o1: not used: referenceRange: the limits are those of the ontology",
    )
