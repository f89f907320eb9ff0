"""Mapping sets in SSSOM, the Simple Standard for Sharing Ontological Mappings, as tab-separated values."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from differentia.errors import BadInput
from differentia.structs import dataclass, field

__all__ = ["PREDICATES", "Mapping", "MappingSet", "read_sssom"]

PREDICATES = ("exactMatch", "narrowMatch", "broadMatch", "closeMatch", "relatedMatch")
"""What a mapping may say; `subject skos:broadMatch object`: the object is broader."""
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")


class Mapping(NamedTuple):
    """A row: what a term of ours has to do with a term of another vocabulary.

    Attributes:
        subject: a CURIE.
        predicate: one of `PREDICATES`.
        object: a CURIE.
        confidence: between 0 and 1, or None.
        origin: the id of the set it stands in.
        line: where it stands there.
    """

    subject: str
    predicate: str
    object: str
    object_label: str
    justification: str
    confidence: float | None
    version: str
    comment: str
    origin: str
    line: int

    def __str__(self) -> str:
        sure = "" if self.confidence is None else f", confidence {self.confidence:g}"
        return f"{self.subject} skos:{self.predicate} {self.object} ({self.justification}{sure})"


@dataclass(frozen=True, slots=True)
class MappingSet:
    """A mapping set: its rows, what its header says, and the hash of the file."""

    mappings: tuple[Mapping, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    sha256: str = ""
    path: Path | None = None


def read_sssom(path: Path) -> MappingSet:
    """Read a mapping set.

    Raises:
        BadInput: it cannot be read, a column is missing, or a row says something that SSSOM has no place for.
    """
    try:
        data = path.read_bytes()
        lines = data.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"a mapping set cannot be read: {error}", file=path) from None
    head = [line[1:] for line in lines if line.startswith("#")]
    metadata, prefixes = _header(head)
    origin = metadata.get("mapping_set_id", path.name)
    body = [(number, line) for number, line in enumerate(lines, start=1) if line and not line.startswith("#")]
    if not body:
        raise BadInput("a mapping set without a row", file=path)
    columns = body[0][1].split("\t")
    if missing := [name for name in _NEEDED if name not in columns]:
        raise BadInput(f"no mapping set: without the column {missing[0]}", file=path)
    rows = csv.reader((line for _, line in body[1:]), delimiter="\t", quoting=csv.QUOTE_NONE)
    mappings = tuple(
        _mapping(dict(zip(columns, row, strict=False)), origin, line, path)
        for (line, _), row in zip(body[1:], rows, strict=True)
    )
    return MappingSet(mappings, metadata, prefixes, hashlib.sha256(data).hexdigest(), path)


def _header(lines: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Read the header, YAML of one level with the CURIE map as a second."""
    metadata: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.strip().partition(": ")
        value = value.strip()
        if not colon:
            continue
        if line.startswith("  "):
            prefixes[key] = value
        else:
            metadata[key] = str(json.loads(value)) if value.startswith('"') else value
    return metadata, prefixes


def _mapping(row: dict[str, str], origin: str, line: int, path: Path) -> Mapping:
    space, _, predicate = row.get("predicate_id", "").partition(":")
    if space != "skos" or predicate not in PREDICATES:
        known = tuple(f"skos:{name}" for name in PREDICATES)
        raise BadInput("no such kind of mapping", file=path, line=line, phrase=row.get("predicate_id"), nearest=known)
    try:
        confidence = float(row["confidence"]) if row.get("confidence") else None
    except ValueError:
        confidence = -1
    if confidence is not None and not 0 <= confidence <= 1:
        raise BadInput("a confidence is a number from 0 to 1", file=path, line=line, phrase=row["confidence"])
    return Mapping(
        row["subject_id"],
        predicate,
        row["object_id"],
        row.get("object_label", ""),
        row["mapping_justification"],
        confidence,
        row.get("object_source_version", ""),
        row.get("comment", ""),
        origin,
        line,
    )
