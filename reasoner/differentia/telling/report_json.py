"""A diagnosis as JSON, in the stable form that `schemas/diagnosis.schema.json` describes."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import Any

from differentia.diagnosis.findings import Report

__all__ = ["diagnosis_schema", "next_tests_json", "report_dict", "report_json"]

# keys that differ from the names of the fields; a reserved word cannot be a field
_CLOSED_WORLD = (
    "causes with status opposed, conflict or open",
    "next_tests",
    "withheld_tests that are done",
    "kept_in_view",
    "unexplained_complaints",
)
"""What rests on something not being known: answers of queries, not of the reasoner."""
_KEYS = {"case_id": "case", "unexplained": "unexplained_complaints", "for_": "for"}


def report_dict(report: Report) -> dict[str, Any]:
    """Convert a report to what JSON can hold; proofs are shared, not copied.

    Example:
        >>> sorted(report_dict(Report("case-1", "Not a medical device.", "0.1.0")))[:4]
        ['case', 'causes', 'closed_world', 'conflicts']
    """
    converted: dict[str, Any] = _converted(report)
    return {**converted, "closed_world": list(_CLOSED_WORLD)}


def report_json(report: Report) -> str:
    """Write a report as JSON.

    Example:
        >>> print(report_json(Report("case-1", "Not a medical device.", "0.1.0")).splitlines()[1])
          "case": "case-1",
    """
    return json.dumps(report_dict(report), ensure_ascii=False, indent=2)


def next_tests_json(report: Report) -> str:
    """Write the part of a report that is about tests as JSON.

    Example:
        >>> list(json.loads(next_tests_json(Report("case-1", "Not a medical device.", "0.1.0"))))
        ['case', 'disclaimer', 'red_flags', 'next_tests', 'withheld_tests', 'ontology_version']
    """
    whole = report_dict(report)
    keys = ("case", "disclaimer", "red_flags", "next_tests", "withheld_tests", "ontology_version")
    return json.dumps({key: whole[key] for key in keys}, ensure_ascii=False, indent=2)


def diagnosis_schema() -> dict[str, Any]:
    """Return the JSON Schema of `diagnose --format json`.

    Example:
        >>> diagnosis_schema()["$schema"]
        'https://json-schema.org/draft/2020-12/schema'
    """
    text = files("differentia.telling").joinpath("schemas/diagnosis.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _converted(value: Any) -> Any:
    if is_dataclass(value):
        return {_KEYS.get(f.name, f.name): _converted(getattr(value, f.name)) for f in fields(value)}
    return [_converted(item) for item in value] if isinstance(value, tuple) else value
