"""Reads case graphs: Turtle, RDF/XML, N-Triples, N-Quads, TriG, or JSON-LD whose context stands in the document.

Read are the facts as they were written (`dx:statedTerm` and its like), as our own export writes them; what they state
is worked out anew. A graph without such facts is read as OWL programs write patients: `rdf_patients`. Whatever else it
says is listed. A graph that has not the shape of a case is refused, if there is a SHACL processor to tell.
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
from differentia.intake.formats.rdf_nodes import Nodes, Term, shown
from differentia.intake.formats.rdf_patients import patients_in, read_patients
from differentia.intake.formats.statements import DCTERMS, STATED
from differentia.intake.lexicon import Lexicon
from differentia.intake.strict import from_bytes
from differentia.intake.vocabulary import DX
from differentia.owl.expressions import RDF, XSD, Literal
from differentia.owl.nesting import refuse_deep
from differentia.owl.rdf_files import safe_xml

__all__ = ["iris_in", "read_rdf"]

_MAX_BYTES = 16_000_000
_DEPTH = 40
_NAMES = {".ttl": "TURTLE", ".nt": "N_TRIPLES", ".nq": "N_QUADS", ".trig": "TRIG", ".n3": "N3",
          ".rdf": "RDF_XML", ".owl": "RDF_XML", ".xml": "RDF_XML"}  # fmt: skip
_BASE = "https://w3id.org/differentia/case/"  # against which a graph without a base of its own is read
_SHOWN = 10
_STRING = XSD + "string"
_DERIVED = frozenset({RDF + "type", "http://www.w3.org/2000/01/rdf-schema#label", DX + "status", DX + "line",
                      DX + "readAs", DX + "about", DCTERMS + "source", DCTERMS + "date"})  # fmt: skip
_Values = dict[str, dict[str, list[str]]]


def read_rdf(data: bytes, suffix: str, lexicon: Lexicon) -> tuple[Record, ...]:
    """Read the cases of a graph.

    Args:
        data: the document.
        suffix: the ending of its name, which tells the syntax; any other than those of RDF is JSON-LD.
        lexicon: the words of the domain.

    Raises:
        BadInput: it is broken, needs a context from elsewhere, holds no case, or has not the shape of one.

    Example:
        >>> text = b'<urn:a/fact/f1> a <https://w3id.org/differentia/dx#Fact> .'
        >>> read_rdf(text, ".ttl", Lexicon())
        Traceback (most recent call last):
        differentia.errors.BadInput: a graph without a case (dx:Case), facts (dx:statedTerm) or a patient (dx:Patient)
    """
    triples = _parsed(data, suffix)
    values: _Values = defaultdict(lambda: defaultdict(list))
    count: dict[str, int] = defaultdict(int)
    for subject, predicate, value in triples:
        values[subject][predicate].append(value.lexical if isinstance(value, Literal) else value)
        count[subject] += 1
    facts = [node for node, said in values.items() if STATED["term"] in said]
    cases: dict[str, list[str]] = defaultdict(list)
    cases.update({node: [] for node, said in values.items() if DX + "Case" in said.get(RDF + "type", ())})
    nodes = Nodes(triples)
    patients = [] if facts or cases else patients_in(nodes)
    if not facts and not cases and not patients:
        raise BadInput("a graph without a case (dx:Case), facts (dx:statedTerm) or a patient (dx:Patient)")
    checked = _checked(triples, lexicon)
    if patients:
        records = read_patients(nodes, patients, lexicon)
        return tuple(record._replace(notes=(*record.notes, *checked)) for record in records)
    for node in facts:
        match = re.fullmatch(r"(.+)/fact/f([1-9]\d{0,5})", node)
        if match is None:
            raise BadInput("a fact is named CASE/fact/f1, f2, ...", phrase=node)
        cases[match[1]].append(node)
    found = [_record(case, nodes, values, lambda node: count[node]) for case, nodes in cases.items()]
    return tuple(record._replace(notes=(*record.notes, *checked)) for record in found)


def iris_in(data: bytes, suffix: str) -> tuple[str, ...]:
    """Return the IRIs of a graph, each once; none if it is broken, which its reader tells.

    Example:
        >>> iris_in(b'@prefix : <urn:x#> . :a :b "c" .', ".ttl")
        ('urn:x#a', 'urn:x#b')
    """
    try:
        triples = _parsed(data, suffix)
    except BadInput:
        return ()
    return tuple(dict.fromkeys(part for triple in triples for part in triple if isinstance(part, str)))


def _checked(triples: list[tuple[str, str, Term]], lexicon: Lexicon) -> tuple[Note, ...]:
    """Refuse a graph that has not the shape of a case; note it if nothing is there to tell."""
    from importlib.util import find_spec

    if find_spec("pyshacl") is None:
        return (Note("the graph", "its shape was not checked: pip install 'differentia[shapes]'"),)
    import rdflib

    from differentia.intake.shapes import violations

    def term(value: Term) -> rdflib.term.Node:
        if isinstance(value, Literal):
            language = value.language or None
            datatype = None if language or value.datatype == _STRING else value.datatype
            return rdflib.Literal(value.lexical, language, datatype, normalize=False)
        return rdflib.BNode(value[2:]) if value.startswith("_:") else rdflib.URIRef(value)

    graph = rdflib.Graph()
    for s, p, o in triples:
        graph.add((term(s), term(p), term(o)))
    found = violations(graph, lexicon)
    if not found:
        return ()
    lines = [
        f"{shown(each.node)}{' ' + each.path if each.path else ''}: {each.message}"
        + (f" (not {shown(each.value) if ':' in each.value else each.value})" if each.value else "")
        for each in found[:_SHOWN]
    ]
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise BadInput(f"the graph has not the shape of a case: {'; '.join(lines)}{more}")


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


def _parsed(data: bytes, suffix: str) -> list[tuple[str, str, Term]]:
    import pyoxigraph as ox

    if suffix in _NAMES:
        form = getattr(ox.RdfFormat, _NAMES[suffix])
        data = safe_xml(data) if form == ox.RdfFormat.RDF_XML else data
        refuse_deep(data, "rdf" if form == ox.RdfFormat.RDF_XML else suffix[1:], _DEPTH)
    else:
        form = ox.RdfFormat.JSON_LD
        from_bytes(data, is_json=True, max_bytes=_MAX_BYTES, max_depth=_DEPTH)  # refuses what JSON leaves open
    names: dict[str, str] = {}
    try:
        return [
            (str(_term(quad.subject, names)), quad.predicate.value, _term(quad.object, names))
            for quad in ox.parse(data, format=form, base_iri=_BASE)
        ]
    except SyntaxError as error:
        remote = "LoadDocumentCallback" in str(error)
        why = "a context from elsewhere is not fetched: write it into the document" if remote else str(error)
        raise BadInput(f"broken RDF ({why})" if not remote else why, line=getattr(error, "lineno", None)) from None
    except (OSError, ValueError) as error:
        raise BadInput(f"broken RDF ({error})") from None


def _term(term: Any, names: dict[str, str]) -> Term:
    """A term of the parser; blank nodes are named by the order in which they appear."""
    kind = type(term).__name__
    if kind == "Literal":
        return Literal(term.value, term.datatype.value, term.language or "")
    if kind == "BlankNode":
        return names.setdefault(term.value, f"_:b{len(names) + 1}")
    return str(getattr(term, "value", term))
