"""Reads the observations of FHIR: a finding that is there or not, or a measured value."""

from __future__ import annotations

from collections.abc import Iterator

from differentia.diagnosis.case import Status
from differentia.intake.formats.concepts import Concept
from differentia.intake.formats.elements import Element
from differentia.intake.formats.gathering import Circumstances, Gathered
from differentia.intake.formats.parts import concept_of, quantity_of, range_of, shown_reference, side_at

__all__ = ["read_observation"]

_USED = frozenset({"final", "amended", "corrected", "preliminary"})
# codes for yes and no, of SNOMED CT, LOINC and HL7; no code of a finding
_YES = frozenset({"52101004", "373066001", "260373001", "10828004", "LA33-6", "LA9633-4", "Y", "POS", "DET"})
_NO = frozenset({"2667000", "373067005", "260415000", "260385009", "LA32-8", "LA9634-2", "N", "NEG", "ND"})
_UNKNOWN = frozenset({"261665006", "UNK", "LA4489-6", "IND", "82334004"})
_SIGNS = frozenset({"POS", "DET", "NEG", "ND", "IND"})
_YES_WORDS = frozenset({"present", "yes", "positive", "true", "detected"})
_NO_WORDS = frozenset({"absent", "no", "negative", "false", "not detected", "none"})


def read_observation(resource: Element, gathered: Gathered, group: int) -> None:
    """Read an observation and its components."""
    status = resource.word("status")
    concept = concept_of(resource.child("code"))
    if status not in _USED:
        gathered.note(resource.where, f"not used: {concept.shown}: its status is {status}")
        return
    date = resource.word("effectiveDateTime") or resource.word("effectiveInstant")
    source = next((word for one in resource.children("performer") if (word := shown_reference(one))), None)
    side, place = side_at(resource, gathered)
    method = concept_of(resource.child("method"))
    at = Circumstances(resource.where, resource.line, side, date, source, method.text or _display(method), group)
    parts = resource.children("component")
    members = resource.has("hasMember")
    _pass_over(resource, gathered)
    if not (parts or members) or _has_value(resource):
        _value(resource, concept, place, at, gathered)
    for part in parts:
        _pass_over(part, gathered, resource.where)
        _value(part, concept_of(part.child("code")), place, at._replace(line=part.line), gathered)
    gathered.leave(resource)


_PASSED_OVER = {
    "hasMember": "what it names is read by itself, if it is in the record",
    "referenceRange": "the limits are those of the ontology",
}


def _pass_over(found: Element, gathered: Gathered, where: str | None = None) -> None:
    """Say what is left out of an observation whose value is read."""
    for key, why in _PASSED_OVER.items():
        if found.has(key):
            gathered.note(where or found.where, f"not used: {key}: {why}")
    found.skip(*_PASSED_OVER)


def _display(concept: Concept) -> str | None:
    return next((code.display for code in concept.codes if code.display), None)


def _has_value(found: Element) -> bool:
    return any(key.startswith("value") or key in {"interpretation", "dataAbsentReason"} for key in found.names())


def _value(found: Element, concept: Concept, place: Concept | None, at: Circumstances, gathered: Gathered) -> None:
    """Read what is said of one concept, and note if it is not understood."""
    before = len(gathered.notes)
    if _measured(found, concept, at, gathered) or _told(found, concept, place, at, gathered):
        return
    if len(gathered.notes) == before:
        if not _has_value(found):
            gathered.note(at.where, f"not used: {concept.shown}: it has no value")
        else:
            gathered.unknown(at.where, concept, "present", _shown_value(found))


def _measured(found: Element, concept: Concept, at: Circumstances, gathered: Gathered) -> bool:
    """Read a number, a range or a word as the value of a measurement."""
    if (quantity := found.child("valueQuantity")) is not None:
        value, unit = quantity_of(quantity)
    elif (limits := found.child("valueRange")) is not None:
        value, unit = range_of(limits)
    else:
        word = found.word("valueString") or found.word("valueInteger")
        if word is None and found.has("valueCodeableConcept"):
            answer = concept_of(found.child("valueCodeableConcept"))
            word = answer.text or _display(answer)
        if word is None:
            return False
        value, unit = word, None
    return gathered.measure(at, concept, value, unit)


def _told(found: Element, concept: Concept, place: Concept | None, at: Circumstances, gathered: Gathered) -> bool:
    """Read an observation that is no measurement: its concept is there, or not, or not known."""
    answer = concept_of(found.child("valueCodeableConcept"))
    status = _status(found, answer)
    if status is not None and any(gathered.state(at, one, status) for one in _placed(concept, place)):
        return True
    word = answer.text or _display(answer) or found.word("valueString")
    if word is not None:
        joined = [Concept(text=text) for name in _words(concept) for text in (f"{name} {word}", f"{word} {name}")]
        if any(gathered.state(at, one, "present") for one in joined):
            return True
    said = status is None and bool(answer.codes or answer.text)
    return said and gathered.state(at, answer, "present")


def _status(found: Element, answer: Concept) -> Status | None:
    """What a value says of its concept; None if it says more than yes, no or unknown."""
    truth = found.truth("valueBoolean")
    if truth is not None:
        return "present" if truth else "absent"
    if found.child("dataAbsentReason") is not None:
        concept_of(found.child("dataAbsentReason"))
        return "unknown"
    if answer.codes or answer.text:
        return _yes_or_no(answer)
    if found.has("valueString"):
        return _yes_or_no(Concept(text=found.word("valueString")))
    signs = [concept_of(one) for one in found.children("interpretation")]
    codes = [code for one in signs for code in one.codes if code.code in _SIGNS]
    if codes:
        return _yes_or_no(Concept(tuple(codes)))
    return None


def _yes_or_no(answer: Concept) -> Status | None:
    codes = {code.code for code in answer.codes}
    words = {text.casefold() for text in (answer.text, *(code.display for code in answer.codes)) if text}
    if codes & _NO or words & _NO_WORDS:
        return "absent"
    if codes & _YES or words & _YES_WORDS:
        return "present"
    return "unknown" if codes & _UNKNOWN else None


def _placed(concept: Concept, place: Concept | None) -> Iterator[Concept]:
    """The concept at its place, where that is understood in one phrase, and the concept alone."""
    if place is not None:
        for name in _words(concept):
            yield from (Concept(text=f"{where} {name}") for where in _words(place))
    yield concept


def _words(concept: Concept) -> list[str]:
    return list(dict.fromkeys(t for t in (concept.text, *(code.display for code in concept.codes)) if t))


def _shown_value(found: Element) -> str:
    for key in found.names():
        if key.startswith("value"):
            if key in {"valueQuantity", "valueRange"}:
                return f" (with a {key[5:].lower()})"
            if key == "valueCodeableConcept":
                return f": {concept_of(found.child(key)).shown}"
            return f": {found.word(key)}" if key in {"valueString", "valueBoolean", "valueInteger"} else f" ({key})"
    return ""
