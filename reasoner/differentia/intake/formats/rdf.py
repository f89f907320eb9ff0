"""Reads case graphs: Turtle, N-Triples, N-Quads, TriG, or JSON-LD whose context stands in the document.

Read are the facts as they were written (`dx:statedTerm` and its like), as our own export writes them; what they state
is worked out anew. Whatever else a graph says and what does not follow from these facts is listed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any, get_args

from differentia.diagnosis.case import Status
from differentia.errors import BadInput
from differentia.intake.document import Document, Entry
from differentia.intake.formats.concepts import Note
from differentia.intake.formats.gathering import Record
from differentia.intake.formats.statements import DCTERMS, STATED
from differentia.intake.lexicon import Lexicon
from differentia.intake.strict import from_bytes
from differentia.intake.vocabulary import DX
from differentia.owl.expressions import RDF

__all__ = ["read_rdf"]

_MAX_BYTES = 16_000_000
_DEPTH = 40
_NAMES = {".ttl": "TURTLE", ".nt": "N_TRIPLES", ".nq": "N_QUADS", ".trig": "TRIG", ".n3": "N3"}
_DERIVED = frozenset({RDF + "type", "http://www.w3.org/2000/01/rdf-schema#label", DX + "status", DX + "line",
                      DX + "readAs", DX + "about", DCTERMS + "source", DCTERMS + "date"})  # fmt: skip
_Values = dict[str, dict[str, list[str]]]


def read_rdf(data: bytes, suffix: str, lexicon: Lexicon) -> tuple[Record, ...]:  # noqa: ARG001 - as other readers
    """Read the cases of a graph.

    Args:
        data: the document.
        suffix: the ending of its name, which tells the syntax; any other than those of RDF is JSON-LD.
        lexicon: the words of the domain.

    Raises:
        BadInput: it is broken, needs a context from elsewhere, or holds no facts of a case.

    Example:
        >>> text = b'<urn:a/fact/f1> a <https://w3id.org/differentia/dx#Fact> .'
        >>> read_rdf(text, ".ttl", Lexicon())
        Traceback (most recent call last):
        differentia.errors.BadInput: a graph without a case (dx:Case) or facts of one (dx:statedTerm)
    """
    values: _Values = defaultdict(lambda: defaultdict(list))
    count: dict[str, int] = defaultdict(int)
    for subject, predicate, value in _parsed(data, suffix):
        values[subject][predicate].append(value)
        count[subject] += 1
    facts = [node for node, said in values.items() if STATED["term"] in said]
    cases: dict[str, list[str]] = defaultdict(list)
    cases.update({node: [] for node, said in values.items() if DX + "Case" in said.get(RDF + "type", ())})
    if not facts and not cases:
        raise BadInput("a graph without a case (dx:Case) or facts of one (dx:statedTerm)")
    for node in facts:
        match = re.fullmatch(r"(.+)/fact/f([1-9]\d{0,5})", node)
        if match is None:
            raise BadInput("a fact is named CASE/fact/f1, f2, ...", phrase=node)
        cases[match[1]].append(node)
    return tuple(_record(case, nodes, values, lambda node: count[node]) for case, nodes in cases.items())


def _record(case: str, nodes: list[str], values: _Values, count: Callable[[str], int]) -> Record:
    own = values.get(case, {})
    entries = [_entry(node, values[node]) for node in sorted(nodes, key=lambda node: int(node.rpartition("/f")[2]))]
    name = _one(case, own, DCTERMS + "identifier") or case.rpartition("/")[2]
    document = Document(tuple(entries), name, _one(case, own, DCTERMS + "title"), _one(case, own, DX + "statedSetting"))
    return Record(document, tuple(_others(case, values, count)))


def _entry(node: str, said: dict[str, list[str]]) -> Entry:
    words = {part: _one(node, said, predicate) for part, predicate in STATED.items()}
    status = words["status"] or _one(node, said, DX + "status")
    found: Status | None = next((one for one in get_args(Status) if one == status), None)
    if found is None:
        raise BadInput("a fact is stated under present, absent, unknown or measured", phrase=node)
    if (found == "measured") != bool(words["value"]):
        raise BadInput("what is measured has a dx:statedValue, and nothing else has", phrase=node)
    group = _one(node, said, DX + "statedGroup") or "0"
    if not re.fullmatch(r"\d{1,3}", group):
        raise BadInput("a group of complaints is a number", phrase=group)
    return Entry(found, words["term"] or "", int(group), None, words["side"], words["source"], words["date"],
                 words["value"] or "", words["unit"], words["method"])  # fmt: skip


def _one(node: str, said: dict[str, list[str]], predicate: str) -> str | None:
    found = list(dict.fromkeys(said.get(predicate, ())))
    if len(found) > 1:
        raise BadInput(f"two values of {predicate}", phrase=node)
    return found[0] if found else None


def _others(case: str, values: _Values, count: Callable[[str], int]) -> list[Note]:
    """Subjects that are neither the case nor its parts: their triples are not used."""
    known = (f"{case}/", f"{case}#")
    return [
        Note(f"<{node}>", f"not used: {count(node)} triples about what is no part of the case")
        for node in values
        if node != case and not node.startswith(known)
    ] + [
        Note(f"<{node}>", f"not used: {predicate}")
        for node, said in values.items()
        if node.startswith(f"{case}/fact/") or node == case
        for predicate in said
        if predicate not in _DERIVED
        and predicate not in STATED.values()
        and predicate not in {DX + "statedGroup", DX + "statedSetting", DCTERMS + "identifier", DCTERMS + "title"}
    ]


def _parsed(data: bytes, suffix: str) -> list[tuple[str, str, str]]:
    import pyoxigraph as ox

    if suffix in _NAMES:
        form = getattr(ox.RdfFormat, _NAMES[suffix])
    else:
        form = ox.RdfFormat.JSON_LD
        from_bytes(data, is_json=True, max_bytes=_MAX_BYTES, max_depth=_DEPTH)  # refuses what JSON leaves open
    try:
        return [(_name(quad.subject), quad.predicate.value, _name(quad.object)) for quad in ox.parse(data, format=form)]
    except SyntaxError as error:
        remote = "LoadDocumentCallback" in str(error)
        why = "a context from elsewhere is not fetched: write it into the document" if remote else str(error)
        raise BadInput(f"broken RDF ({why})" if not remote else why, line=getattr(error, "lineno", None)) from None
    except (OSError, ValueError) as error:
        raise BadInput(f"broken RDF ({error})") from None


def _name(term: Any) -> str:
    return str(getattr(term, "value", term))
