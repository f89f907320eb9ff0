"""Writes a case as a GA4GH Phenopacket, version 2, that the reader takes back."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from differentia.diagnosis.case import Case
from differentia.intake.formats.concepts import Concepts, Note
from differentia.intake.formats.phenopackets import GROUP, SOURCE, VALUE
from differentia.intake.formats.stated import Amount, Stated, amount_of, moment_of, stated_facts
from differentia.intake.lexicon import Lexicon

__all__ = ["case_phenopacket", "ontology_class", "resources_of"]

_SIDES = {
    ("left",): ("HP:0012835", "Left"),
    ("right",): ("HP:0012834", "Right"),
    ("left", "right"): ("HP:0012832", "Bilateral"),
}
_SEXES = {"male": "MALE", "female": "FEMALE", "other": "OTHER_SEX"}
_FINDING = "dx:Finding"
_OTHERS = {
    "HP": ("Human Phenotype Ontology", "http://purl.obolibrary.org/obo/hp.owl", "http://purl.obolibrary.org/obo/HP_"),
    "ECO": ("Evidence ontology", "http://purl.obolibrary.org/obo/eco.owl", "http://purl.obolibrary.org/obo/ECO_"),
    "UCUM": ("Unified Code for Units of Measure", "https://ucum.org", "https://units-of-measurement.org/"),
}


def case_phenopacket(case: Case, lexicon: Lexicon) -> tuple[dict[str, Any], list[Note]]:
    """Write a case.

    Returns:
        The phenopacket, and notes on what the format cannot hold.

    Example:
        >>> sorted(case_phenopacket(Case("a", "urn:a"), Lexicon())[0])
        ['id', 'metaData', 'subject']
    """
    concepts, notes = Concepts(lexicon), list[Note]()
    subject: dict[str, Any] = {"id": "patient"}
    features: list[dict[str, Any]] = []
    measurements: list[dict[str, Any]] = []
    for key in ("title", "setting"):
        if getattr(case, key):
            notes.append(Note(key, "a phenopacket has no place for it"))
    for stated in stated_facts(case, lexicon):
        if stated.entry.status == "unknown":
            notes.append(Note(_name(stated), "a phenopacket cannot say that something is not known"))
        elif stated.entry.status == "measured":
            measurements.append(_measurement(stated, concepts, notes))
            _tell_subject(subject, stated)
        else:
            features.append(_feature(stated, concepts, notes))
    packet: dict[str, Any] = {"id": case.id, "subject": subject}
    if features:
        packet["phenotypicFeatures"] = features
    if measurements:
        packet["measurements"] = measurements
    packet["metaData"] = _meta(lexicon)
    return packet, notes


def ontology_class(name: str, label: str | None) -> dict[str, str]:
    """Write an OntologyClass."""
    return {"id": name, **({"label": label} if label else {})}


def resources_of(lexicon: Lexicon) -> list[dict[str, str]]:
    """Name the vocabularies whose prefixes are used, as the format wants it."""
    own = {prefix: ("Differentia", space.rstrip("#/"), space) for prefix, space in sorted(lexicon.prefixes.items())}
    return [
        {"id": p.lower(), "name": name, "url": url, "version": "", "namespacePrefix": p, "iriPrefix": space}
        for p, (name, url, space) in {**own, **_OTHERS}.items()
    ]


def _meta(lexicon: Lexicon) -> dict[str, Any]:
    """Who wrote this; when, only if the environment sets the date: the same case gives the same bytes."""
    found: dict[str, Any] = {"createdBy": "Differentia", "resources": resources_of(lexicon)}
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        found = {"created": datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **found}
    return {**found, "phenopacketSchemaVersion": "2.0"}


def _name(stated: Stated) -> str:
    return f"{stated.id} {stated.entry.text}"


def _class(stated: Stated, concepts: Concepts) -> dict[str, str]:
    """The first term that a phrase names, with the phrase as its label."""
    if concepts.foreign(stated.entry.term) is not None:
        return ontology_class(stated.entry.term, stated.entry.term)
    values = [reading.sense.value for reading in stated.readings if reading.sense.value and not reading.absent]
    names = [name for iri in [*values, *stated.iris] if (name := concepts.curie(iri)) is not None]
    return ontology_class(names[0] if names else _FINDING, stated.entry.term)


def _feature(stated: Stated, concepts: Concepts, notes: list[Note]) -> dict[str, Any]:
    entry = stated.entry
    found: dict[str, Any] = {"type": _class(stated, concepts)}
    if entry.status == "absent":
        found["excluded"] = True
    modifiers = []
    if (side := _SIDES.get(stated.sides)) is not None:
        modifiers.append(ontology_class(*side))
    if entry.group:
        modifiers.append(ontology_class(GROUP, f"complaint {entry.group}"))
    if modifiers:
        found["modifiers"] = modifiers
    if entry.source:
        code = ontology_class(SOURCE, "author statement supported by traceable reference")
        found["evidence"] = [{"evidenceCode": code, "reference": {"description": entry.source}}]
    if entry.date:
        notes.append(Note(_name(stated), f"a feature has no date of observation ({entry.date})"))
    return found


def _measurement(stated: Stated, concepts: Concepts, notes: list[Note]) -> dict[str, Any]:
    entry = stated.entry
    assay = _class(stated, concepts)
    found: dict[str, Any] = {}
    said = ([f"complaint {entry.group}"] if entry.group else []) + ([entry.source] if entry.source else [])
    if said:
        found["description"] = "; ".join(said)
    found["assay"] = assay
    found["value"] = _value(stated)
    if entry.date:
        moment, zoned = moment_of(entry.date)
        found["timeObserved"] = {"timestamp": moment if "T" in moment else f"{moment}T00:00:00Z"}
        if zoned:
            notes.append(Note(_name(stated), "the time has no zone; a phenopacket wants one, written as UTC"))
    side = _SIDES.get(stated.sides)
    if side is not None or entry.method:
        code = ontology_class(assay["id"], entry.method) if entry.method else assay
        found["procedure"] = {"code": code} | ({"bodySite": ontology_class(*side)} if side is not None else {})
    return found


def _value(stated: Stated) -> dict[str, Any]:
    amount: Amount | None = None if stated.kind is not None and stated.kind.allowed else amount_of(stated)
    if amount is None or amount.high is not None or amount.sign is not None:
        unit = f",{stated.entry.unit}" if stated.entry.unit else ""
        return {"ontologyClass": ontology_class(VALUE + unit, stated.entry.value)}
    unit_class = ontology_class(f"UCUM:{amount.code or '1'}", amount.unit or "1")
    return {"quantity": {"unit": unit_class, "value": amount.low}}


def _tell_subject(subject: dict[str, Any], stated: Stated) -> None:
    """Say sex and age where the format has places of their own for them as well."""
    name, amount = stated.entry.term.casefold(), amount_of(stated)
    if name == "sex" and stated.entry.value in _SEXES:
        subject["sex"] = _SEXES[stated.entry.value]
    elif name == "age" and amount is not None and amount.code == "a" and amount.whole:
        subject["timeAtLastEncounter"] = {"age": {"iso8601duration": f"P{int(amount.low)}Y"}}
