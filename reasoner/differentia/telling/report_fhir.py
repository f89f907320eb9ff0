"""A diagnosis as FHIR R4B: what was found, how probable causes are, what is proposed, and what that rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from differentia.diagnosis.findings import Cause, Line, RecommendedTest, RedFlag, Report, WithheldTest
from differentia.telling.numbers import interval_in_words

__all__ = ["Coding", "assessment_resources"]

Coding: TypeAlias = dict[str, str]
"""A FHIR Coding: system, code, display."""
_PATIENT = {"reference": "Patient/patient"}
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_SCT = "http://snomed.info/sct"
_SIDES = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}


def assessment_resources(
    report: Report, observations: Sequence[str], codings: Callable[[str], list[Coding]], recorded: str | None = None
) -> list[dict[str, Any]]:
    """Write a report as resources about the patient `Patient/patient`.

    Args:
        report: the diagnosis.
        observations: addresses of the facts it rests on.
        codings: the codes of a term, ours first.
        recorded: when it was made, if that is to be told.

    Returns:
        A ClinicalImpression, a RiskAssessment if a probability is known, a Flag for each red flag, a ServiceRequest for
        each test proposed or withheld, and the Provenance of all these.

    Example:
        >>> empty = Report("case-1", "Not a medical device.", "0.1.0")
        >>> [one["resourceType"] for one in assessment_resources(empty, [], lambda iri: [])]
        ['ClinicalImpression', 'Provenance']
    """
    writer = _Writer(report, codings)
    found = [writer.impression(observations), *writer.risks(observations)]
    found += [writer.flag(number, flag) for number, flag in enumerate(report.red_flags, start=1)]
    found += [writer.proposal(number, test) for number, test in enumerate(report.next_tests, start=1)]
    found += [writer.withheld(number, test) for number, test in enumerate(report.withheld_tests, start=1)]
    return [*found, _provenance(report, found, observations, recorded)]


class _Writer:
    """Writes the parts of one report."""

    def __init__(self, report: Report, codings: Callable[[str], list[Coding]]) -> None:
        self.report = report
        self.codings = codings
        self.note = [{"text": report.disclaimer}]

    def concept(self, iri: str, label: str) -> dict[str, Any]:
        codings = self.codings(iri)
        return {**({"coding": codings} if codings else {}), "text": label}

    def impression(self, observations: Sequence[str]) -> dict[str, Any]:
        report = self.report
        findings = [
            {"itemCodeableConcept": self.concept(cause.id, _sided(cause.label, cause.side)), "basis": _basis(cause)}
            for cause in report.causes
            if cause.status != "open"
        ]
        found: dict[str, Any] = {
            "resourceType": "ClinicalImpression",
            "id": "impression",
            "status": "completed",
            "description": f"Differential by Differentia, ontology {report.ontology_version}",
            "subject": _PATIENT,
        }
        if observations:
            items = [{"reference": address} for address in observations]
            found["investigation"] = [{"code": {"text": "facts of the case"}, "item": items}]
        found["summary"] = _summary(report.causes)
        if findings:
            found["finding"] = findings
        conflicts = [
            {"text": f"contradiction: {'; '.join(fact.text for fact in conflict.facts)}"}
            for conflict in report.conflicts
        ]
        found["note"] = [*self.note, *conflicts, *({"text": f"left out: {text}"} for text in report.not_understood)]
        return found

    def risks(self, observations: Sequence[str]) -> Iterable[dict[str, Any]]:
        predictions = [
            {
                "outcome": self.concept(cause.id, _sided(cause.label, cause.side)),
                "probabilityDecimal": Decimal(repr(round(cause.posttest, 6))),
                "rationale": _rationale(cause),
            }
            for cause in self.report.causes
            if cause.posttest is not None
        ]
        if predictions:
            found: dict[str, Any] = {
                "resourceType": "RiskAssessment",
                "id": "risk",
                "status": "final",
                "method": {"text": "prior odds of the setting times published likelihood ratios"},
                "subject": _PATIENT,
            }
            if observations:
                found["basis"] = [{"reference": address} for address in observations]
            yield {**found, "prediction": predictions, "note": self.note}

    def flag(self, number: int, flag: RedFlag) -> dict[str, Any]:
        code = self.concept(flag.id, f"{_sided(flag.label, flag.side)}: {flag.action}")
        return {"resourceType": "Flag", "id": f"red-flag-{number}", "text": _narrative(self.report.disclaimer),
                "status": "active", "code": code, "subject": _PATIENT}  # fmt: skip

    def proposal(self, number: int, test: RecommendedTest) -> dict[str, Any]:
        found = self._request(f"proposal-{number}", test.id, test.label, test.why)
        if test.side in _SIDES:
            code, display = _SIDES[test.side]
            coding = {"system": _SCT, "code": code, "display": display}
            found["bodySite"] = [{"coding": [coding], "text": test.side}]
        return found

    def withheld(self, number: int, test: WithheldTest) -> dict[str, Any]:
        return {**self._request(f"withheld-{number}", test.id, test.label, test.why), "doNotPerform": True}

    def _request(self, name: str, iri: str, label: str, why: str) -> dict[str, Any]:
        return {
            "resourceType": "ServiceRequest",
            "id": name,
            "status": "draft",
            "intent": "proposal",
            "code": self.concept(iri, label),
            "subject": _PATIENT,
            "reasonCode": [{"text": why}],
            "note": self.note,
        }


def _provenance(
    report: Report, made: Sequence[dict[str, Any]], observations: Sequence[str], recorded: str | None
) -> dict[str, Any]:
    """Say what made the resources, from what; the moment is told only if it is given: the same case, the same bytes."""
    unknown = {"extension": [{"url": _ABSENT, "valueCode": "unknown"}]}
    found: dict[str, Any] = {
        "resourceType": "Provenance",
        "id": "provenance",
        "text": _narrative(report.disclaimer),
        "target": [{"reference": f"{one['resourceType']}/{one['id']}"} for one in made],
        **({"recorded": recorded} if recorded else {"_recorded": unknown}),
        "agent": [
            {
                "type": {"text": "assembler"},
                "who": {"display": f"Differentia, ontology {report.ontology_version}: software, no clinician"},
            }
        ],
    }
    if observations:
        found["entity"] = [{"role": "source", "what": {"reference": address}} for address in observations]
    return found


def _narrative(text: str) -> dict[str, str]:
    from html import escape

    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{escape(text)}</div>'}


def _sided(label: str, side: str | None) -> str:
    return f"{label}, {side}" if side else label


def _summary(causes: Sequence[Cause]) -> str:
    parts = []
    for status in ("established", "supported", "conflict", "opposed", "excluded"):
        names = dict.fromkeys(_sided(cause.label, cause.side) for cause in causes if cause.status == status)
        if names:
            parts.append(f"{status}: {'; '.join(names)}")
    return ". ".join(parts) or "nothing is established, supported or excluded"


def _basis(cause: Cause) -> str:
    said = [*_lines("for", cause.for_), *_lines("against", cause.against)]
    return f"{cause.status}{': ' if said else ''}{'; '.join(said)}"


def _lines(word: str, lines: Sequence[Line]) -> Iterable[str]:
    for line in lines:
        facts = ", ".join(f"“{fact}”" for fact in line.facts)
        sources = f" [{', '.join(line.sources)}]" if line.sources else ""
        yield f"{word}: {line.text}{f' <- {facts}' if facts else ''}{sources}"


def _rationale(cause: Cause) -> str:
    interval = f", {interval_in_words(cause)}" if cause.interval else ""
    prior = f"prior {cause.prior:.3g} ({cause.prior_source})" if cause.prior is not None else "no prior"
    return f"{cause.status}{interval}; {prior}"
