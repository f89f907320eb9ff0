"""Writes a case as FHIR R4B resources: the patient, and each fact as an observation that the reader takes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from differentia.diagnosis.case import Case
from differentia.intake.document import Entry
from differentia.intake.formats.concepts import Code, Concepts, Note
from differentia.intake.formats.fhir import CASES, SETTINGS
from differentia.intake.formats.parts import UCUM
from differentia.intake.formats.stated import Amount, Stated, amount_of, moment_of, stated_facts
from differentia.intake.lexicon import Lexicon

__all__ = ["DX", "bundle", "case_resources", "codeable", "reference"]

DX = "https://w3id.org/differentia/dx"
_SCT = "http://snomed.info/sct"
_SIDE_CODES = {("left",): ("7771000", "Left"), ("right",): ("24028007", "Right"),
               ("left", "right"): ("51440002", "Right and left")}  # fmt: skip
_GENDERS = frozenset({"male", "female", "other", "unknown"})
_SEX = "sex"


def case_resources(
    case: Case, lexicon: Lexicon, others: Callable[[str], list[Code]] | None = None
) -> tuple[list[dict[str, Any]], list[Note]]:
    """Write the resources of a case.

    Args:
        case: the case.
        lexicon: the words in which it was read.
        others: codes of other vocabularies that mean exactly the same as a term of ours, by its IRI.

    Returns:
        The resources, patient first, and notes on what FHIR cannot hold.

    Example:
        >>> [one["resourceType"] for one in case_resources(Case("a", "urn:a"), Lexicon())[0]]
        ['Patient']
    """
    concepts, notes = Concepts(lexicon), list[Note]()
    patient: dict[str, Any] = {
        "resourceType": "Patient",
        "id": "patient",
        "identifier": [{"system": CASES, "value": case.id}],
    }
    resources = [patient]
    if case.setting:
        resources.append(_encounter(case.setting))
    if case.title:
        resources.append(_list("case", case.title, {"system": CASES, "code": "case"}, []))
    groups: dict[int, list[str]] = {}
    for stated in stated_facts(case, lexicon):
        observation = _observation(stated, concepts, notes)
        exact = not stated.several and concepts.foreign(stated.entry.term) is None
        if others is not None and stated.iris and exact:
            more = codeable(None, [code for iri in stated.iris for code in others(iri)])
            observation["code"]["coding"] = [*observation["code"].get("coding", []), *more.get("coding", [])]
        resources.append(observation)
        if stated.entry.group:
            groups.setdefault(stated.entry.group, []).append(f"Observation/{observation['id']}")
        if stated.kind is not None and stated.entry.term.casefold() == _SEX and stated.entry.value in _GENDERS:
            patient["gender"] = stated.entry.value
    for number, members in sorted(groups.items()):
        code = {"system": DX, "code": "Complaint", "display": "complaint"}
        resources.append(_list(f"complaint-{number}", f"complaint {number}", code, members))
    return resources, notes


def bundle(resources: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Put resources into a collection.

    The addresses begin with that of the case, so that references within the bundle find their targets.
    """
    base = f"{CASES}/{quote(name, safe='')}"
    entries = [{"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def codeable(text: str | None, codes: list[Code]) -> dict[str, Any]:
    """Write a CodeableConcept."""
    coding = []
    for code in codes:
        one = {"system": code.system, "code": code.code, "display": code.display}
        coding.append({key: value for key, value in one.items() if value})
    return {**({"coding": coding} if coding else {}), **({"text": text} if text else {})}


def reference(address: str) -> dict[str, str]:
    """Write a Reference."""
    return {"reference": address}


def _encounter(setting: str) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": "encounter",
        "status": "unknown",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "serviceType": {"coding": [{"system": SETTINGS}], "text": setting},
        "subject": reference("Patient/patient"),
    }


def _list(name: str, title: str, code: dict[str, str], members: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "resourceType": "List",
        "id": name,
        "status": "current",
        "mode": "snapshot",
        "title": title,
        "code": {"coding": [code]},
        "subject": reference("Patient/patient"),
    }
    if members:
        found["entry"] = [{"item": reference(member)} for member in members]
    return found


def _observation(stated: Stated, concepts: Concepts, notes: list[Note]) -> dict[str, Any]:
    entry = stated.entry
    foreign = concepts.foreign(entry.term)
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "id": stated.id,
        "status": "final",
        "code": codeable(entry.term, [foreign] if foreign is not None else concepts.codes(stated.iris)),
        "subject": reference("Patient/patient"),
    }
    if entry.date:
        found["effectiveDateTime"], zoned = moment_of(entry.date)
        if zoned:
            notes.append(Note(f"{stated.id} {entry.text}", "the time has no zone; FHIR wants one, written as UTC"))
    if entry.source:
        found["performer"] = [{"display": entry.source}]
    found |= _value(entry, stated)
    if stated.sides:
        code, display = _SIDE_CODES.get(stated.sides, (None, None))
        site = codeable(entry.side or " and ".join(stated.sides), [])
        if code is not None:
            site = {"coding": [{"system": _SCT, "code": code, "display": display}], **site}
        found["bodySite"] = site
    if entry.method:
        found["method"] = {"text": entry.method}
    return found


def _value(entry: Entry, stated: Stated) -> dict[str, Any]:
    if entry.status == "unknown":
        system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
        return {"dataAbsentReason": {"coding": [{"system": system, "code": "unknown", "display": "Unknown"}]}}
    if entry.status != "measured":
        return {"valueBoolean": entry.status == "present"}
    amount = None if stated.kind is not None and stated.kind.allowed else amount_of(stated)
    if amount is None:
        return {"valueString": entry.value}
    if amount.high is not None:
        return {"valueRange": {"low": _quantity(amount), "high": _quantity(amount._replace(low=amount.high))}}
    return {"valueQuantity": _quantity(amount)}


def _quantity(amount: Amount) -> dict[str, Any]:
    found: dict[str, Any] = {"value": amount.low}
    if amount.sign:
        found["comparator"] = amount.sign
    if amount.unit is None:
        return {**found, "system": UCUM, "code": "1"}
    found["unit"] = amount.unit
    if re.fullmatch(r"[^\s]+", amount.code or ""):
        found |= {"system": UCUM, "code": amount.code}
    return found
