"""The hierarchies of other vocabularies: names and subclass edges, from a table, OBO, OBO Graphs or RDF."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from differentia.errors import BadInput
from differentia.linking.curies import VOCABULARIES, curie_of
from differentia.structs import dataclass, field

__all__ = ["Hierarchy", "read_hierarchy"]

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_REPLACED = "http://purl.obolibrary.org/obo/IAO_0100001"


@dataclass(slots=True)
class Hierarchy:
    """Terms by CURIE: names, the terms right above them, and what has become of terms that are obsolete.

    Attributes:
        notice: where it comes from, with version and licence.
        obsolete: for an obsolete term, what replaces it, or an empty text.
    """

    notice: str
    labels: dict[str, str] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    obsolete: dict[str, str] = field(default_factory=dict)
    sha256: str = ""


def read_hierarchy(path: Path) -> Hierarchy:
    """Read a vocabulary's hierarchy.

    Args:
        path: a table (.tsv with the columns id, label, parents), OBO (.obo), OBO Graphs (.json), or OWL in RDF
            (.owl, .rdf, .ttl, .nt). Only subclass edges between named terms count.

    Raises:
        BadInput: it cannot be read, or no term of a known vocabulary is in it.
    """
    read: Callable[[Path, Hierarchy], None] = {".tsv": _table, ".obo": _obo, ".json": _graphs}.get(path.suffix, _rdf)
    found = Hierarchy(path.name)
    try:
        found.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        read(path, found)
    except RecursionError:
        raise BadInput("nested too deep to be a hierarchy of terms", file=path) from None
    except (OSError, UnicodeDecodeError, ValueError, SyntaxError, KeyError, TypeError) as error:
        raise BadInput(f"no hierarchy of terms can be read from it: {error}", file=path) from None
    if not found.labels:
        raise BadInput("no term of a known vocabulary is in it", file=path, nearest=tuple(VOCABULARIES))
    return found


def _table(path: Path, into: Hierarchy) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            into.notice = line[1:]
            continue
        term, label, parents = [*line.split("\t"), "", ""][:3]
        if term != "id":
            into.labels[term] = label
            into.parents[term] = tuple(parents.split("|")) if parents else ()


def _obo(path: Path, into: Hierarchy) -> None:
    with path.open(encoding="utf-8") as file:
        version = ""
        for stanza in _stanzas(file):
            if stanza[0] != "[Term]":
                version = version or next((line[14:] for line in stanza if line.startswith("data-version: ")), "")
                continue
            tags = [line.partition(": ") for line in stanza]
            said = {key: value for key, _, value in reversed(tags)}
            parents = [value.split(" ")[0] for key, _, value in tags if key == "is_a"]
            obsolete = said.get("is_obsolete") == "true"
            _add(into, said.get("id", ""), said.get("name", ""), parents, obsolete, said.get("replaced_by", ""))
    into.notice = f"{path.name} {version}".strip()


def _stanzas(lines: Iterable[str]) -> Iterator[list[str]]:
    stanza = ["header"]
    for line in lines:
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            yield stanza
            stanza = [text]
        elif text:
            stanza.append(text)
    yield stanza


def _graphs(path: Path, into: Hierarchy) -> None:
    for graph in json.loads(path.read_bytes())["graphs"]:
        parents: dict[str, list[str]] = {}
        for edge in graph.get("edges", ()):
            if edge["pred"] in ("is_a", _RDFS + "subClassOf"):
                parents.setdefault(edge["sub"], []).append(edge["obj"])
        for node in graph.get("nodes", ()):
            meta: dict[str, Any] = node.get("meta") or {}
            said = {v["pred"]: v["val"] for v in meta.get("basicPropertyValues", ())}
            obsolete, instead = bool(meta.get("deprecated")), said.get(_REPLACED, "")
            _add(into, node["id"], node.get("lbl") or "", parents.get(node["id"], ()), obsolete, instead)


def _rdf(path: Path, into: Hierarchy) -> None:
    from differentia.owl.reading import triples_of_files

    labels: dict[str, str] = {}
    parents: dict[str, list[str]] = {}
    obsolete: dict[str, str] = {}
    for s, p, o in triples_of_files([path]):
        if not isinstance(s, str):
            continue
        if p == _RDFS + "subClassOf" and isinstance(o, str):
            parents.setdefault(s, []).append(o)
        elif p == _RDFS + "label" and not isinstance(o, str):
            labels.setdefault(s, getattr(o, "lexical", ""))
        elif p == _OWL + "deprecated" and getattr(o, "lexical", "") == "true":
            obsolete.setdefault(s, "")
        elif p == _REPLACED:
            obsolete[s] = o if isinstance(o, str) else getattr(o, "lexical", "")
    for term in sorted({*labels, *parents}):
        above = parents.get(term, ())
        _add(into, term, labels.get(term, ""), above, term in obsolete, obsolete.get(term, ""))


def _add(into: Hierarchy, term: str, label: str, parents: Iterable[str], obsolete: bool, instead: str) -> None:
    curie = curie_of(term)
    if curie is None:
        return
    if obsolete:
        into.obsolete[curie] = curie_of(instead) or ""
        return
    into.labels[curie] = label
    found = (curie_of(parent) for parent in parents)
    into.parents[curie] = tuple(sorted({p for p in found if p is not None and p != curie}))
