"""Writes a case as a case file: YAML, or JSON with the same keys."""

from __future__ import annotations

import re
from typing import Any

from differentia.diagnosis.case import Case
from differentia.intake.document import Entry

__all__ = ["case_mapping", "case_yaml"]

_MEASURED = ("side", "value", "unit", "date", "method", "source")


def case_mapping(case: Case) -> dict[str, Any]:
    """Write the facts of a case under the keys of a case file, in the order in which each key is first needed.

    Example:
        >>> fact = Entry("absent", "fever", 0, None, source="letter")
        >>> case_mapping(Case("a", "urn:a", entries=(("f1", fact),)))
        {'id': 'a', 'absent': [{'term': 'fever', 'source': 'letter'}]}
    """
    found: dict[str, Any] = {"id": case.id}
    if case.title:
        found["title"] = case.title
    if case.setting:
        found["setting"] = case.setting
    if case.priors:
        found["priors"] = {
            name: ":".join(repr(number) for number in numbers if number is not None) for name, *numbers in case.priors
        }
    groups: dict[int, dict[str, list[Any]]] = {}
    for _, entry in case.entries:
        if isinstance(entry, Entry):
            if entry.group:
                found.setdefault("complaints", [])
            lists = groups.setdefault(entry.group, {}) if entry.group else found
            lists.setdefault(entry.status, []).append(_fact(entry))
    if groups:
        found["complaints"] = [_group(groups.get(number, {})) for number in range(1, max(groups) + 1)]
    return found


def _group(lists: dict[str, list[Any]]) -> Any:
    return lists.get("present", []) if set(lists) <= {"present"} else lists


def _fact(entry: Entry) -> Any:
    if entry.status == "measured":
        said = {key: value for key in _MEASURED if (value := getattr(entry, key))}
        return {"name": entry.term, **said}
    said = {key: value for key in ("side", "source", "date") if (value := getattr(entry, key))}
    return {"term": entry.term, **said} if said else entry.term


def case_yaml(case: Case) -> str:
    """Write a case as YAML."""
    import yaml

    text: str = yaml.dump(case_mapping(case), Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=110)
    return text.rstrip("\n")


def _dumper() -> Any:
    """A dumper that writes short mappings in one line, and never an alias."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature of PyYAML
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - as above
            super().increase_indent(flow, False)

    def mapping(dumper: Any, data: dict[str, Any]) -> Any:
        flat = all(isinstance(value, str) for value in data.values()) and ("name" in data or "term" in data)
        node = dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=flat)
        for key, value in node.value:  # a number without quotation marks: the reader takes it as it is written
            if key.value == "value" and re.fullmatch(r"(0|[1-9]\d*)(\.\d+)?", value.value):
                value.tag = f"tag:yaml.org,2002:{'float' if '.' in value.value else 'int'}"
        return node

    Dumper.add_representer(dict, mapping)
    return Dumper
