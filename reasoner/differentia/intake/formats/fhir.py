"""Reads FHIR R4 and R4B: a bundle, one resource, or one resource a line; one case for each patient.

What is understood: Patient (sex, and age at the latest dated resource), Observation with its components, Condition,
Procedure and medication statements. A resource that is entered in error, refuted, about a relative, or of another type
is listed with the reason; so are codes that are not understood and parts that say more than a case can hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from differentia.diagnosis.case import Status
from differentia.errors import BadInput
from differentia.intake.document import Document
from differentia.intake.formats.concepts import Code, Concept, Concepts
from differentia.intake.formats.elements import Element, element
from differentia.intake.formats.gathering import Circumstances, Gathered, Record
from differentia.intake.formats.observations import read_observation
from differentia.intake.formats.parts import concept_of, first_word, shown_reference, side_at
from differentia.intake.lexicon import Lexicon
from differentia.intake.strict import Node

__all__ = ["CASES", "SETTINGS", "read_fhir"]

CASES = "https://w3id.org/differentia/case"
SETTINGS = "https://w3id.org/differentia/setting"
_ABOUT = ("subject", "patient")
_ADMINISTRATIVE = ("resourceType", "id", "meta", "text", "identifier", "language", "implicitRules", "subject",
                   "patient", "encounter", "issued", "category")  # fmt: skip
_IDENTIFYING = ("name", "telecom", "address", "active", "photo", "contact", "communication", "managingOrganization")
_ASSESSMENTS = frozenset({"ClinicalImpression", "RiskAssessment", "ServiceRequest", "Provenance", "DetectedIssue"})
_STATED = {"Procedure": "code", "MedicationStatement": "medicationCodeableConcept"}
_STATED_WHEN = {"Procedure": {"completed"}, "MedicationStatement": {"active", "completed"}}


def read_fhir(roots: Iterable[Node], lexicon: Lexicon) -> tuple[Record, ...]:
    """Read the patients of FHIR resources.

    Args:
        roots: resources or bundles, as read from JSON.
        lexicon: the words of the domain.

    Raises:
        BadInput: it is no FHIR, or not of the shape that FHIR prescribes.

    Example:
        >>> from differentia.intake.strict import from_values
        >>> patient = from_values({"resourceType": "Patient", "id": "p1", "photo": []})
        >>> [record.document.id for record in read_fhir([patient], Lexicon())]
        ['p1']
    """
    resources = [resource for root in roots for resource in _resources(element(root, "resource"), 0)]
    if not resources:
        raise BadInput("a record without any resource")
    about = _Subjects(resources)
    concepts = Concepts(lexicon)
    return tuple(_record(key, found, concepts) for key, found in about.by_patient().items())


def _resources(root: Element, depth: int, url: str | None = None) -> list[tuple[str | None, Element]]:
    """Take bundles apart; each resource with the address that its bundle gives it."""
    kind = root.word("resourceType")
    if kind is None:
        raise BadInput("a FHIR resource has a resourceType", line=root.line)
    root.where = f"{kind}/{root.word('id')}" if root.has("id") else f"{kind} in line {root.line}" if root.line else kind
    if kind != "Bundle":
        return [(url, root)]
    if depth:
        raise root.wrong("a bundle within a bundle")
    found: list[tuple[str | None, Element]] = []
    for entry in root.children("entry"):
        resource = entry.child("resource")
        if resource is not None:
            found += _resources(resource, depth + 1, entry.word("fullUrl"))
    return found


class _Subjects:
    """Which resource is about which patient."""

    def __init__(self, resources: list[tuple[str | None, Element]]) -> None:
        self.resources = resources
        self.names: dict[str, str] = {}
        for number, (url, resource) in enumerate(resources):
            if resource.word("resourceType") == "Patient":
                key = resource.word("id") or url or f"patient-{number}"
                if key in self.names:
                    raise resource.wrong("a second patient of this id")
                for name in (f"Patient/{key}", url, key):
                    if name:
                        self.names[name] = key

    def by_patient(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {key: [] for key in dict.fromkeys(self.names.values())}
        pending = [(self._subject(resource), resource) for _, resource in self.resources]
        for key, _ in pending:
            if key is not None:
                found.setdefault(key, [])
        if not found:
            found["patient"] = []
        for key, resource in pending:
            if key is None and len(found) > 1:
                message = "is about nobody, and the record holds more than one patient"
                if resource.word("resourceType") not in _OF_NOBODY:
                    raise resource.wrong(message)
            found[key or next(iter(found))].append(resource)
        return found

    def _subject(self, resource: Element) -> str | None:
        if resource.word("resourceType") == "Patient":
            return resource.word("id") or next(
                self.names[url] for url, one in self.resources if one is resource and url in self.names
            )
        reference = next((r for key in _ABOUT if resource.has(key) and (r := resource.child(key)) is not None), None)
        if reference is None:
            return None
        address = reference.word("reference") or first_word(reference.child("identifier"), "value")
        if address is None:
            return None
        if address in self.names:
            return self.names[address]
        tail = "/".join(address.split("/_history/")[0].split("/")[-2:])
        return self.names.get(tail, tail.removeprefix("Patient/"))


_OF_NOBODY = frozenset({"Practitioner", "PractitionerRole", "Organization", "Location", "Device", "Medication",
                        "Provenance", "List", "OperationOutcome"})  # fmt: skip


def _record(key: str, resources: list[Element], concepts: Concepts) -> Record:
    gathered = Gathered(concepts)
    groups = _groups(resources)
    name, title, setting = key, None, None
    for resource in resources:
        kind = resource.word("resourceType") or ""
        group = groups.get(f"{kind}/{resource.word('id')}", 0)
        if kind == "Patient":
            name = _own_id(resource) or key
        elif kind == "List":
            title = _title(resource, gathered) or title
        elif kind == "Encounter":
            setting = _setting(resource, gathered) or setting
        else:
            _read(kind, resource, gathered, group)
    for resource in resources:
        if resource.word("resourceType") == "Patient":
            _patient(resource, resources, gathered)
    return Record(Document(tuple(gathered.entries), name, title, setting), tuple(gathered.notes))


def _read(kind: str, resource: Element, gathered: Gathered, group: int) -> None:
    resource.skip(*_ADMINISTRATIVE)
    if resource.has("modifierExtension"):
        gathered.note(resource.where, "not used: an extension that this reader does not know changes what it means")
    elif kind == "Observation":
        read_observation(resource, gathered, group)
    elif kind == "Condition":
        _condition(resource, gathered, group)
    elif kind in _STATED:
        _stated(kind, resource, gathered, group)
    elif kind == "FamilyMemberHistory":
        gathered.note(resource.where, "not used: about a relative, not about the patient")
    elif kind in _ASSESSMENTS:
        gathered.note(resource.where, "not used: an assessment, a plan or its history, not an observation")
    else:
        gathered.note(resource.where, f"not used: a case has no place for resources of type {kind}")


def _condition(resource: Element, gathered: Gathered, group: int) -> None:
    """A problem that is a finding here, or a reported diagnosis: never more than a report."""
    verification, clinical = (_state(resource.child(key)) for key in ("verificationStatus", "clinicalStatus"))
    concept = concept_of(resource.child("code"))
    why = {
        "entered-in-error": "entered in error",
        "unconfirmed": "not confirmed",
        "provisional": "provisional: nobody says yet that it is so",
        "differential": "one of several possibilities: nobody says yet that it is so",
    }.get(verification or "")
    if why is None and verification != "refuted" and clinical in {"inactive", "remission", "resolved"}:
        why = f"no longer so ({clinical})"
    if why is not None:
        gathered.note(resource.where, f"not used: {concept.shown}: {why}")
        return
    status: Status = "absent" if verification == "refuted" else "present"
    at = _circumstances(resource, gathered, group, ("recordedDate",), ("asserter", "recorder"))
    gathered.reported(at, concept, status)
    gathered.leave(resource)


def _stated(kind: str, resource: Element, gathered: Gathered, group: int) -> None:
    """A procedure that was done, a medicine that is taken: a fact if the domain knows it as a finding."""
    concept, status = concept_of(resource.child(_STATED[kind])), resource.word("status")
    if status not in _STATED_WHEN[kind]:
        gathered.note(resource.where, f"not used: {concept.shown}: its status is {status}")
        return
    at = _circumstances(resource, gathered, group, ("performedDateTime", "effectiveDateTime"), ("asserter",))
    if not gathered.state(at, concept, "present"):
        gathered.unknown(resource.where, concept, "present")
    gathered.leave(resource)


def _circumstances(
    resource: Element, gathered: Gathered, group: int, dates: tuple[str, ...], sources: tuple[str, ...]
) -> Circumstances:
    date = next((word for key in dates if (word := resource.word(key))), None)
    source = next((word for key in sources for word in map(shown_reference, resource.children(key)) if word), None)
    side, _ = side_at(resource, gathered)
    return Circumstances(resource.where, resource.line, side, date, source, None, group)


def _state(concept: Element | None) -> str | None:
    """The code of a status."""
    codes = concept_of(concept).codes
    return codes[0].code if codes else None


# ---- the patient, and what holds the case together


def _own_id(patient: Element) -> str | None:
    patient.skip(*_ADMINISTRATIVE, *_IDENTIFYING)
    own = [one.word("value") for one in patient.children("identifier") if one.word("system") == CASES]
    return own[0] if own else None


def _patient(patient: Element, resources: list[Element], gathered: Gathered) -> None:
    gender, born = patient.word("gender"), patient.word("birthDate")
    if gender is not None:
        _of_patient(patient, gathered, "sex", gender, None)
    if born is not None:
        latest = max((day for one in resources if (day := _day(one)) is not None), default=None)
        years = _years(born, latest)
        if years is None:
            gathered.note(patient.where, "not used: birthDate: no resource is dated, so the age is not known")
        else:
            _of_patient(patient, gathered, "age", str(years), "years")
    gathered.leave(patient)


def _of_patient(patient: Element, gathered: Gathered, name: str, value: str, unit: str | None) -> None:
    """Add what the resource of the patient says, unless an observation says it."""
    understood = gathered.concepts.understood(Concept(text=name), "measured")
    if understood is None:
        gathered.note(patient.where, f"not used: {name}: the ontology knows no measurement of this name")
    elif not gathered.measured(understood):
        kind = gathered.concepts.lexicon.kinds[understood.readings[0].sense.iri]
        if kind.allowed and value not in kind.allowed:
            gathered.note(patient.where, f'not used: {name}: "{value}" is no value of it')
        else:
            gathered.measure(Circumstances(patient.where, patient.line), Concept(text=name), value, unit)


def _day(resource: Element) -> str | None:
    for key in ("effectiveDateTime", "recordedDate", "performedDateTime"):
        if resource.has(key):
            return (resource.word(key) or "")[:10]
    return None


def _years(born: str, on: str | None) -> int | None:
    """Whole years between two days; None if one is not known to the day."""
    try:
        first, last = date.fromisoformat(born), date.fromisoformat(on or "")
    except ValueError:
        return None
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _groups(resources: list[Element]) -> dict[str, int]:
    """The groups of complaints: lists whose code says so, in order."""
    found: dict[str, int] = {}
    number = 0
    for resource in resources:
        if resource.word("resourceType") == "List" and _is_group(resource):
            number += 1
            for entry in resource.children("entry"):
                address = first_word(entry.child("item"), "reference")
                if address:
                    found[address] = number
    return found


def _is_group(resource: Element) -> bool:
    own = Code("https://w3id.org/differentia/dx", "Complaint")
    return any(code[:2] == own[:2] for code in concept_of(resource.child("code")).codes)


def _title(resource: Element, gathered: Gathered) -> str | None:
    resource.skip("status", "mode", *_ADMINISTRATIVE)
    if _is_group(resource):
        return None
    own = any(code.system == CASES for code in concept_of(resource.child("code")).codes)
    if not own:
        gathered.note(resource.where, "not used: a list; what it lists is read by itself")
    return resource.word("title") if own else None


def _setting(resource: Element, gathered: Gathered) -> str | None:
    kind = concept_of(resource.child("serviceType"))
    if any(code.system == SETTINGS for code in kind.codes):
        return kind.text
    gathered.note(resource.where, "not used: an encounter; name the setting when you diagnose")
    return None
