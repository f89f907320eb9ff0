"""A case says the same in every format: written out and read again it gives the same facts and the same ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.case import Case
from differentia.diagnosis.findings import Report
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.exporting import ENDINGS, written_case

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/case.yaml"))
WORKED = [path for path in CASES if path.parent.name.startswith("V") and path.parent.name[1:].isdigit()]
LOSSLESS = sorted(set(ENDINGS) - {"phenopacket"})


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def through(kb: KnowledgeBase, case: Case, form: str, folder: Path) -> tuple[Case, list[str]]:
    text, notes = written_case(kb, case, form)
    file = folder / f"case{ENDINGS[form]}"
    file.write_text(text, encoding="utf-8")
    return kb.read(file), [str(note) for note in notes]


def stated(case: Case) -> list[tuple[Any, ...]]:
    return [(fact.id, fact.status, fact.axioms, fact.lacks, fact.source, fact.date) for fact in case.facts]


def told(report: Report) -> dict[str, Any]:
    return {
        "causes": [(cause.notation, cause.side, cause.status) for cause in report.causes],
        "red flags": [(flag.notation, flag.side) for flag in report.red_flags],
        "next tests": [(test.notation, test.side) for test in report.next_tests],
        "withheld": [test.notation for test in report.withheld_tests],
    }


def test_there_are_the_twelve_worked_examples(shared: Path) -> None:
    import yaml

    examples = yaml.safe_load((shared / "clinical" / "examples.yaml").read_text("utf-8"))
    assert [path.parent.name for path in WORKED] == sorted(one["id"] for one in examples)


@pytest.mark.parametrize("file", WORKED, ids=lambda path: path.parent.name)
def test_worked_example_has_the_same_ledger(kb: KnowledgeBase, file: Path, tmp_path: Path) -> None:
    case = kb.read(file)
    ledger = told(kb.diagnose(case).report())
    for form in ("fhir", "phenopacket", "ttl", "jsonld"):
        again, _ = through(kb, case, form, tmp_path)
        assert again.not_understood == (), form
        assert told(kb.diagnose(again).report()) == ledger, form


@pytest.mark.parametrize("form", LOSSLESS)
def test_golden_cases_come_back_fact_by_fact(kb: KnowledgeBase, form: str, tmp_path: Path) -> None:
    assert len(CASES) > 100
    for file in CASES:
        case = kb.read(file)
        again, notes = through(kb, case, form, tmp_path)
        assert stated(again) == stated(case), file.parent.name
        assert (again.id, again.title, again.setting) == (case.id, case.title, case.setting), file.parent.name
        assert (again.not_understood, notes) == ((), []), file.parent.name


def test_phenopackets_lose_what_they_name(kb: KnowledgeBase, tmp_path: Path) -> None:
    """What does not come back is what the notes say: unknown facts, dates of features, title and setting."""
    for file in CASES:
        case = kb.read(file)
        again, notes = through(kb, case, "phenopacket", tmp_path)
        unknown = [fact for fact in case.facts if fact.status == "unknown"]
        dated = [f for f in case.facts if f.date and f.status in {"present", "absent"}]
        head = [key for key in ("title", "setting") if getattr(case, key)]
        assert len(notes) == len(unknown) + len(dated) + len(head), file.parent.name
        rest = [fact for fact in case.facts if fact.status != "unknown"]
        assert sorted((f.status, sorted(f.terms, key=str), f.lacks, f.source or "") for f in again.facts) == sorted(
            (f.status, sorted(f.terms, key=str), f.lacks, f.source or "") for f in rest
        ), file.parent.name


@pytest.mark.parametrize("form", sorted(ENDINGS))
def test_the_same_case_gives_the_same_bytes(kb: KnowledgeBase, form: str) -> None:
    case = kb.read(WORKED[0])
    assert written_case(kb, case, form) == written_case(kb, kb.read(WORKED[0]), form)


FULL = {
    "id": "everything at once",
    "title": "a case with everything",
    "setting": "primary care",
    "complaints": [
        {"present": ["right calf pain", "pain on walking"], "absent": ["relief by sitting"]},
        ["left thigh pain", "pain when standing still (per letter)"],
    ],
    "present": [
        {"term": "diabetes", "source": "the practice", "date": "2024-05-31"},
        {"term": "popliteal pulse absent", "side": "right"},
    ],
    "absent": ["foot wound"],
    "unknown": ["toe-brachial index"],
    "measured": [
        {"name": "age", "value": "> 60", "unit": "years"},
        {"name": "resting ABI", "side": "both", "value": "1.10", "date": "2024-05-31T14:30:00+02:00"},
        {"name": "eGFR", "value": "30-40", "unit": "mL/min/1.73m2", "source": "laboratory", "method": "by creatinine"},
    ],
}


@pytest.mark.parametrize("form", LOSSLESS)
def test_everything_that_a_case_can_hold_comes_back(kb: KnowledgeBase, form: str, tmp_path: Path) -> None:
    case = kb.read(FULL)
    again, notes = through(kb, case, form, tmp_path)
    assert stated(again) == stated(case)
    assert (again.id, again.title, again.setting) == (case.id, case.title, case.setting)
    assert notes == []
    methods = [getattr(entry, "method", None) for _, entry in again.entries]
    assert "by creatinine" in methods


def test_a_phenopacket_names_what_it_cannot_hold(kb: KnowledgeBase, tmp_path: Path) -> None:
    again, notes = through(kb, kb.read(FULL), "phenopacket", tmp_path)
    assert [note.split(":")[0] for note in notes] == [
        "title",
        "setting",
        "f6 diabetes",
        "f9 toe-brachial index",
    ]
    groups = [getattr(entry, "group", None) for _, entry in again.entries]
    assert groups.count(1) == 3
    assert groups.count(2) == 2
    values = {(f.text, f.source) for f in again.facts if f.status == "measured"}
    assert ("eGFR (by creatinine): 30-40 mL/min/1.73m2", "laboratory") in values
    assert ("age: > 60 years", None) in values


@pytest.mark.parametrize("form", ["fhir", "phenopacket", "ttl", "jsonld", "yaml", "json"])
def test_codes_of_others_come_back_as_codes(kb: KnowledgeBase, form: str, tmp_path: Path) -> None:
    record = {
        "id": "coded",
        "present": [{"term": "HP:0030839", "side": "left"}],
        "absent": ["SCTID:73211009"],
        "measured": [{"name": "LOINC:77194-9", "side": "right", "value": "0.68"}],
    }
    case = kb.read(record)
    text, notes = written_case(kb, case, form)
    assert list(notes) == []
    assert form in {"ttl", "jsonld", "yaml", "json", "phenopacket"} or '"code": "73211009"' in text
    again, _ = through(kb, case, form, tmp_path)
    assert stated(again) == stated(case)
    assert again.not_understood == ()
