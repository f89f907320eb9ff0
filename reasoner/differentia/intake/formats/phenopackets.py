"""Reads GA4GH Phenopackets, version 2: a phenopacket, or the members of a cohort or family, one case each.

What is understood: the sex and age of the subject, phenotypic features (excluded ones are absent; modifiers give the
side), measurements, and diseases as reported diagnoses. Everything else is listed with the reason.
"""

from __future__ import annotations

import re

from differentia.diagnosis.case import Status
from differentia.errors import BadInput
from differentia.intake.document import Document
from differentia.intake.formats.concepts import SIDES, Code, Concept, Concepts
from differentia.intake.formats.elements import Element, element
from differentia.intake.formats.gathering import Circumstances, Gathered, Record
from differentia.intake.lexicon import Lexicon
from differentia.intake.measurements import ucum_code
from differentia.intake.strict import Node

__all__ = ["GROUP", "SOURCE", "VALUE", "read_phenopackets"]

GROUP = "dx:Complaint"
"""The modifier of ours that says to which of several complaints a feature belongs: its label is "complaint 2"."""
VALUE = "dx:value"
"""The class of ours whose label is a value that is no number, such as "> 1.40"."""
SOURCE = "ECO:0000033"
"""The evidence code that stands beside a source: author statement supported by traceable reference."""
_AGE = r"P(\d+)Y(?:(\d+)M)?(?:\d+W)?(?:\d+D)?"
_SEXES = {"MALE": "male", "FEMALE": "female", "1": "female", "2": "male"}
_RELATED = ("biosamples", "interpretations", "files", "medicalActions", "genes", "variants", "consanguinousParents")


def read_phenopackets(root: Node, lexicon: Lexicon) -> tuple[Record, ...]:
    """Read phenopackets.

    Args:
        root: a phenopacket, family or cohort, as read from JSON or YAML.
        lexicon: the words of the domain.

    Raises:
        BadInput: it is not of the shape that the format prescribes.

    Example:
        >>> from differentia.intake.strict import from_values
        >>> [record] = read_phenopackets(from_values({"id": "a", "phenotypicFeatures": []}), Lexicon())
        >>> record.document.id
        'a'
    """
    whole = element(root, "phenopacket")
    concepts = Concepts(lexicon)
    members = whole.children("members")
    proband = whole.child("proband")
    if not members and proband is None:
        return (_record(whole, concepts),)
    found = [_record(one, concepts) for one in ([proband] if proband is not None else members)]
    others = [one.word("id") or "?" for one in whole.children("relatives")]
    first = Gathered(concepts, notes=list(found[0].notes))
    for name in others:
        first.note(f"relatives/{name}", "not used: about a relative, not about the patient")
    whole.skip("id", "metaData", "pedigree", "files", "consanguinousParents", "description")
    return (found[0]._replace(notes=tuple(first.notes)), *found[1:])


def _record(packet: Element, concepts: Concepts) -> Record:
    gathered = Gathered(concepts)
    name = packet.word("id")
    for number, feature in enumerate(packet.children("phenotypicFeatures"), start=1):
        feature.where = f"phenotypicFeatures[{number}]"
        _feature(feature, gathered)
    for number, one in enumerate(packet.children("measurements"), start=1):
        one.where = f"measurements[{number}]"
        _measurement(one, gathered)
    for number, one in enumerate(packet.children("diseases"), start=1):
        one.where = f"diseases[{number}]"
        _disease(one, gathered)
    subject = packet.child("subject")
    if subject is not None:
        subject.where = "subject"
        _subject(subject, gathered)
        name = name or subject.word("id")
    for key in _RELATED:
        if packet.has(key):
            gathered.note(key, f"not used: a case has no place for {key}")
    packet.skip("metaData", *_RELATED)
    packet.where = f"phenopacket {name}"
    gathered.leave(packet)
    return Record(Document(tuple(gathered.entries), name), tuple(gathered.notes))


def _class(found: Element | None) -> Concept:
    """An OntologyClass: its CURIE and its label."""
    if found is None:
        return Concept()
    label, code = found.word("label"), found.word("id") or ""
    return Concept((Code("", code, label),), label)


def _modifiers(feature: Element, gathered: Gathered) -> tuple[str | None, int, list[Concept]]:
    """The side, the group of complaints, and the modifiers that are neither."""
    side, group, others = None, 0, []
    for modifier in feature.children("modifiers"):
        concept = _class(modifier)
        code = concept.codes[0].code
        if code == GROUP and (match := re.fullmatch(r"complaint ([1-9]\d{0,2})", concept.text or "")):
            group = int(match[1])
        elif code in SIDES:
            word = gathered.concepts.side(concept)
            side = word if side in {None, word} else "both"
        else:
            others.append(concept)
    return side, group, others


def _feature(feature: Element, gathered: Gathered) -> None:
    concept = _class(feature.child("type"))
    side, group, modifiers = _modifiers(feature, gathered)
    status: Status = "absent" if feature.truth("excluded") else "present"
    at = Circumstances(feature.where, feature.line, side, None, _source(feature), None, group)
    known = gathered.state(at, concept, status)
    if not known:
        gathered.unknown(feature.where, concept, status)
    for modifier in modifiers:
        if not known or status == "absent":
            gathered.note(feature.where, f"not used: {modifier.shown}: a modifier of what is not there or not known")
        elif not gathered.state(at._replace(side=None), modifier, "present"):
            gathered.unknown(feature.where, modifier, "present")
    gathered.leave(feature)


def _source(feature: Element) -> str | None:
    found = None
    for evidence in feature.children("evidence"):
        for code in evidence.children("evidenceCode"):
            code.skip("id", "label")
        reference = evidence.child("reference")
        if reference is not None:
            found = found or reference.word("description") or reference.word("id")
    return found


def _measurement(one: Element, gathered: Gathered) -> None:
    assay = _class(one.child("assay"))
    side, method = _procedure(one, assay, gathered)
    group, source = _described(one.word("description"))
    at = Circumstances(one.where, one.line, side, _time(one, gathered), source, method, group)
    value = one.child("value")
    complex_value = one.child("complexValue")
    if value is not None:
        _value(value, at, assay, gathered)
    for part in complex_value.children("typedQuantities") if complex_value is not None else ():
        kind = _class(part.child("type"))
        if (quantity := part.child("quantity")) is not None:
            _quantity(quantity, at, kind, gathered)
    if value is None and complex_value is None:
        gathered.note(one.where, f"not used: {assay.shown}: it has no value")
    gathered.leave(one)


def _described(text: str | None) -> tuple[int, str | None]:
    """The group of complaints, as we write it in front of a description, and the rest, which is the source."""
    match = re.fullmatch(r"(?s)complaint ([1-9]\d{0,2})(?:; (.*))?", text or "")
    return (int(match[1]), match[2]) if match else (0, text)


def _procedure(one: Element, assay: Concept, gathered: Gathered) -> tuple[str | None, str | None]:
    """The side and the method of a measurement, which stand in its procedure."""
    procedure = one.child("procedure")
    if procedure is None:
        return None, None
    code, site = _class(procedure.child("code")), _class(procedure.child("bodySite"))
    side = gathered.concepts.side(site) or gathered.concepts.side_within(site)
    same = not code.codes or (code.codes[0].code, code.text) == (assay.codes[0].code, assay.text)
    return side, None if same else code.text or code.codes[0].code


def _value(value: Element, at: Circumstances, assay: Concept, gathered: Gathered) -> None:
    answer = value.child("ontologyClass")
    quantity = value.child("quantity")
    if quantity is not None:
        _quantity(quantity, at, assay, gathered)
    elif answer is not None:
        concept = _class(answer)
        word = concept.text or concept.codes[0].code
        unit = None
        if concept.codes[0].code.startswith(VALUE + ","):
            unit = concept.codes[0].code.removeprefix(VALUE + ",")
        if not gathered.measure(at, assay, word, unit) and not _found(concept, at, assay, gathered):
            gathered.unknown(at.where, assay, "measured", f": {concept.shown}")
    else:
        gathered.note(at.where, f"not used: {assay.shown}: it has no value")


def _found(concept: Concept, at: Circumstances, assay: Concept, gathered: Gathered) -> bool:
    """Read the result of an assay that is a finding: by its own name, or with the name of the assay."""
    joined = [Concept(text=f"{assay.text} {concept.text}")] if assay.text and concept.text else []
    return any(gathered.state(at, one, "present") for one in [*joined, concept])


def _quantity(quantity: Element, at: Circumstances, assay: Concept, gathered: Gathered) -> None:
    unit = _class(quantity.child("unit"))
    quantity.skip("referenceRange")
    code = (unit.codes[0].code if unit.codes else "").removeprefix("UCUM:")
    written = unit.text if unit.text and ucum_code(unit.text) == code else code or unit.text
    if written in {"1", "{ratio}", "{index}"}:
        written = None
    value = quantity.word("value") or "0"  # what is 0 may be left out in this format
    if not gathered.measure(at, assay, _plain(value), written):
        gathered.unknown(at.where, assay, "measured", " (with a value)")


def _plain(value: str) -> str:
    """A number without the ".0" that a double of a whole number is written with."""
    return value.removesuffix(".0")


def _time(one: Element, gathered: Gathered) -> str | None:
    time = one.child("timeObserved")
    if time is None:
        return None
    stamp = time.word("timestamp")
    if stamp is None:
        gathered.note(one.where, f"not used: timeObserved.{', '.join(time.names())}: not a point in time")
        time.skip(*time.names())
    return stamp


def _disease(one: Element, gathered: Gathered) -> None:
    """A disease that is a finding here, or a reported diagnosis: never more than a report."""
    concept = _class(one.child("term"))
    excluded = one.truth("excluded")
    side = gathered.concepts.side(_class(one.child("laterality")))
    at = Circumstances(one.where, one.line, side)
    gathered.reported(at, concept, "absent" if excluded else "present")
    gathered.leave(one)


def _subject(subject: Element, gathered: Gathered) -> None:
    sex = subject.word("sex")
    subject.skip("id", "alternateIds", "taxonomy", "gender", "karyotypicSex")
    if sex in _SEXES:
        _told(gathered, "sex", _SEXES[sex], None)
    elif sex not in {None, "UNKNOWN_SEX", "0"}:
        gathered.note("subject", f"not used: sex: {sex}")
    age = _age(subject)
    if age is not None:
        match = re.fullmatch(_AGE, age)
        if match is None:
            raise BadInput("subject: not an age in years", line=subject.line, phrase=age)
        _told(gathered, "age", match[1], "years")
    gathered.leave(subject)


def _age(subject: Element) -> str | None:
    time = subject.child("timeAtLastEncounter")
    age = time.child("age") if time is not None else None
    return age.word("iso8601duration") if age is not None else None


def _told(gathered: Gathered, name: str, value: str, unit: str | None) -> None:
    """Add what is said of the subject, unless a measurement says it."""
    understood = gathered.concepts.understood(Concept(text=name), "measured")
    if understood is None:
        gathered.note("subject", f"not used: {name}: the ontology knows no measurement of this name")
    elif not gathered.measured(understood):
        gathered.measure(Circumstances("subject", None), Concept(text=name), value, unit)
