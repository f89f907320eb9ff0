"""What is written is valid by the models of others: fhir.resources (R4B), the phenopacket schema, rdflib."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.exporting import (
    diagnosis_fhir,
    diagnosis_phenopacket,
    diagnosis_rdf,
    written_case,
)

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/case.yaml"))
FEW = [
    path
    for path in CASES
    if path.parent.name in {"V01", "V29", "S00-no-facts", "S32-disputed-flag", "ALI-sudden-and-pale"}
]
DISCLAIMER = "not a medical device"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def validated(text: str) -> dict[str, list[dict[str, Any]]]:
    from fhir.resources.R4B.bundle import Bundle

    Bundle.model_validate_json(text)
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads(text)["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def packet(text: str) -> Any:
    from google.protobuf.json_format import Parse
    from phenopackets import Phenopacket

    return Parse(text, Phenopacket())


def test_every_golden_case_is_valid_in_every_format(kb: KnowledgeBase) -> None:
    for file in CASES:
        case = kb.read(file)
        validated(written_case(kb, case, "fhir")[0])
        assert packet(written_case(kb, case, "phenopacket")[0]).id == case.id


@pytest.mark.parametrize("file", FEW, ids=lambda path: path.parent.name)
def test_a_diagnosis_in_fhir_says_what_the_report_says(kb: KnowledgeBase, file: Path) -> None:
    diagnosis = kb.diagnose(file, setting="primary care")
    report = diagnosis.report()
    found = validated(diagnosis_fhir(diagnosis))
    [impression] = found["ClinicalImpression"]
    told = [one["basis"].split(":")[0] for one in impression.get("finding", ())]
    assert told == [cause.status for cause in report.causes if cause.status != "open"]
    predicted = [one for risk in found.get("RiskAssessment", ()) for one in risk["prediction"]]
    assert [one["probabilityDecimal"] for one in predicted] == pytest.approx(
        [cause.posttest for cause in report.causes if cause.posttest is not None], abs=1e-6
    )
    assert len(found.get("Flag", ())) == len(report.red_flags)
    requests = found.get("ServiceRequest", [])
    assert [one["code"]["text"] for one in requests if "doNotPerform" not in one] == [
        t.label for t in report.next_tests
    ]
    assert {one["intent"] for one in requests} <= {"proposal"}
    [provenance] = found["Provenance"]
    assert len(provenance["target"]) == 1 + len(found.get("RiskAssessment", ())) + len(report.red_flags) + len(requests)
    for kind in ("ClinicalImpression", "RiskAssessment", "ServiceRequest", "Flag", "Provenance"):
        assert all(DISCLAIMER in json.dumps(one) for one in found.get(kind, ()))


def test_every_reference_has_its_target(kb: KnowledgeBase) -> None:
    text = diagnosis_fhir(kb.diagnose(CASES[0], setting="primary care"))
    entries = json.loads(text)["entry"]
    names = {f"{one['resource']['resourceType']}/{one['resource']['id']}" for one in entries}
    assert len(names) == len(entries)
    assert all(
        one["fullUrl"].endswith(f"/{one['resource']['resourceType']}/{one['resource']['id']}") for one in entries
    )
    waiting, found = [json.loads(text)], set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found |= {value["reference"]} if isinstance(value.get("reference"), str) else set()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    assert found
    assert found <= names


def test_what_we_concluded_is_no_fact_when_read_again(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "diagnosis.json"
    case = kb.read(CASES[-1])
    file.write_text(diagnosis_fhir(kb.diagnose(case)))
    again = kb.read(file)
    assert [fact.axioms for fact in again.facts] == [fact.axioms for fact in case.facts]
    assert "ClinicalImpression/impression: not used: an assessment, a plan or its history, not an observation" in (
        again.not_understood
    )


@pytest.mark.parametrize("file", FEW, ids=lambda path: path.parent.name)
def test_a_phenopacket_interprets_what_is_established_or_supported(kb: KnowledgeBase, file: Path) -> None:
    diagnosis = kb.diagnose(file)
    found = packet(diagnosis_phenopacket(diagnosis)[0])
    standing = [cause for cause in diagnosis.causes if cause.status in {"established", "supported"}]
    assert len(found.interpretations) == len(standing)
    assert all(DISCLAIMER in one.summary for one in found.interpretations)
    assert all(one.diagnosis.disease.id for one in found.interpretations)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of the parser of rdflib itself
def test_rdf_holds_what_was_asserted_inferred_and_proved(kb: KnowledgeBase) -> None:
    import rdflib

    diagnosis = kb.diagnose(CASES[-1])
    graphs = [
        rdflib.Graph().parse(data=diagnosis_rdf(diagnosis, form), format=name)
        for form, name in (("ttl", "turtle"), ("jsonld", "json-ld"))
    ]
    assert set(graphs[0]) == set(graphs[1])
    parts = {triple for part in ("asserted", "inferred", "proof") for triple in diagnosis.case_graph.triples(part)}
    assert len(graphs[0]) == len(parts) + 1  # and the disclaimer
    assert any(DISCLAIMER in str(value) for value in graphs[0].objects())


def test_the_command_writes_them(run: Callable[..., tuple[int, str, str]], root: Path) -> None:
    case = str(root / "tests" / "cases" / "V01" / "case.yaml")
    for form in ("fhir", "phenopacket", "jsonld"):
        code, out, _ = run("diagnose", case, "--format", form)
        assert code == 0
        assert DISCLAIMER in json.dumps(json.loads(out))
