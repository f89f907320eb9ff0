"""Phenopackets that others wrote, by the official schema: what is understood, and that the rest is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.case import Case
from differentia.knowledge import KnowledgeBase

RIGHT = {"id": "HP:0012834", "label": "Right"}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def read(kb: KnowledgeBase, **parts: Any) -> Case:
    from google.protobuf.json_format import ParseDict
    from phenopackets import Phenopacket

    packet = {"id": "a", "metaData": {"createdBy": "somebody", "phenopacketSchemaVersion": "2.0"}, **parts}
    ParseDict(packet, Phenopacket())  # it is one
    return kb.read(packet)


def facts(case: Case) -> list[tuple[str, str]]:
    return [(fact.status, fact.text) for fact in case.facts]


KNEE = {"id": "HP:0030839", "label": "Knee pain"}


def test_features_have_sides_and_may_be_excluded(kb: KnowledgeBase) -> None:
    features = [
        {"type": KNEE, "modifiers": [RIGHT]},
        {"type": {"id": "HP:0025238", "label": "Foot pain"}, "excluded": True},
        {
            "type": {"id": "lp:FootWound", "label": "foot wound"},
            "modifiers": [{"id": "HP:0012832", "label": "Bilateral"}],
        },
    ]
    case = read(kb, phenotypicFeatures=features)
    assert [(fact.status, {label for label, _ in fact.terms} & {"left", "right"}) for fact in case.facts] == [
        ("present", {"right"}),
        ("absent", set()),
        ("present", {"left", "right"}),
    ]
    assert case.not_understood == ()


def test_measurements_and_subject(kb: KnowledgeBase) -> None:
    quantity = {"unit": {"id": "UCUM:1", "label": "ratio"}, "value": 0.62}
    index = {
        "assay": {"id": "LOINC:77194-9", "label": "Ankle-brachial index"},
        "value": {"quantity": quantity},
        "procedure": {"code": {"id": "LOINC:77194-9", "label": "Ankle-brachial index"}, "bodySite": RIGHT},
        "timeObserved": {"timestamp": "2024-05-31T00:00:00Z"},
    }
    subject = {"id": "p", "sex": "FEMALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P71Y3M"}}}
    case = read(kb, measurements=[index], subject=subject)
    assert [status for status, _ in facts(case)] == ["measured"] * 3
    assert facts(case)[1:] == [("measured", "sex: female"), ("measured", "age: 71 years")]
    assert facts(case)[0][1].startswith("right ")
    assert facts(case)[0][1].endswith(": 0.62")
    assert case.facts[0].date == "2024-05-31T00:00:00"
    low = [cause for cause in kb.diagnose(case).causes if cause.status == "established"]
    assert ("PAD", "right") in {(cause.notation, cause.side) for cause in low}


def test_what_is_not_used_is_named(kb: KnowledgeBase) -> None:
    feature = {
        "type": {"id": "HP:0000252", "label": "Microcephaly"},
        "severity": {"id": "HP:0012828", "label": "Severe"},
        "onset": {"age": {"iso8601duration": "P1Y"}},
    }
    case = read(kb, phenotypicFeatures=[feature], files=[{"uri": "file:///x.vcf"}])
    assert case.facts == ()
    said = "\n".join(case.not_understood)
    for words in ("Microcephaly", "severity", "onset", "files"):
        assert words in said


def test_relatives_are_others(kb: KnowledgeBase, tmp_path: Path) -> None:
    family = {
        "id": "f",
        "proband": {"id": "child", "phenotypicFeatures": [{"type": KNEE}]},
        "relatives": [{"id": "mother", "phenotypicFeatures": [{"type": KNEE}]}],
    }
    file = tmp_path / "family.json"
    file.write_text(json.dumps(family))
    [case] = kb.read_all(file)
    assert (case.id, len(case.facts)) == ("child", 1)
    assert case.not_understood == ("relatives/mother: not used: about a relative, not about the patient",)


def test_members_of_a_cohort_are_cases(kb: KnowledgeBase, tmp_path: Path) -> None:
    members = [{"id": name, "phenotypicFeatures": [{"type": KNEE}]} for name in ("a", "b")]
    file = tmp_path / "cohort.json"
    file.write_text(json.dumps({"id": "c", "members": members, "metaData": {}}))
    assert [(case.id, len(case.facts)) for case in kb.read_all(file)] == [("a", 1), ("b", 1)]


def test_yaml_is_read_too(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "packet.yaml"
    file.write_text("id: y\nphenotypicFeatures:\n- type: {id: lp:CalfPain, label: calf pain}\n  modifiers: []\n")
    assert facts(kb.read(file)) == [("present", "calf pain")]
