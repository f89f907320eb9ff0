"""Writes an ontology, given as triples: as RDF/XML, functional-style syntax, OBO Graphs, SKOS or JSON-LD."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from differentia.owl.expressions import OWL, RDF, RDFS, XSD, AnonymousIndividual, Literal
from differentia.owl.ontology import Term, Triple

__all__ = ["ONTOLOGY_FORMATS", "write_ontology"]

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS = "http://purl.org/dc/terms/"
_DEFINITION = "http://purl.obolibrary.org/obo/IAO_0000115"
_TYPE, _LABEL, _SUBCLASS = RDF + "type", RDFS + "label", RDFS + "subClassOf"
_MATCHES = tuple(_SKOS + name for name in ("exactMatch", "narrowMatch", "broadMatch", "closeMatch", "relatedMatch"))
_PREFIXES = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "skos": _SKOS, "dcterms": _DCTERMS}


def write_ontology(triples: Sequence[Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Write an ontology.

    Args:
        triples: of one ontology, with its header.
        form: one of `ONTOLOGY_FORMATS`.
        prefixes: for its terms.

    Example:
        >>> told = [("urn:o", RDF + "type", OWL + "Ontology"), ("urn:x#A", RDF + "type", OWL + "Class")]
        >>> print(write_ontology(told, "ofn", {"x": "urn:x#"}).decode())
        Prefix(owl:=<http://www.w3.org/2002/07/owl#>)
        Ontology(<urn:o>
        Declaration(Class(<urn:x#A>))
        )
        <BLANKLINE>
    """
    return ONTOLOGY_FORMATS[form](triples, {**_PREFIXES, **prefixes})


def _rdf_xml(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:
    import pyoxigraph as ox

    written = ox.serialize(map(_ox, triples), format=ox.RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b""
    head, _, rest = written.partition(b"<rdf:RDF ")
    named, _, rest = rest.partition(b">")
    return b"".join((head, b"<rdf:RDF ", b" ".join(sorted(named.split())), b">", rest))  # they come in any order


def _turtle(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:
    import pyoxigraph as ox

    written = ox.serialize(map(_ox, triples), format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
    lines = written.splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix ")]
    return b"".join((*sorted(head), *lines[len(head) :]))


def _json_ld(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:
    spaces = sorted(prefixes.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    def short(iri: str) -> str:
        found = next((f"{prefix}:{iri[len(space) :]}" for prefix, space in spaces if iri.startswith(space)), iri)
        return iri if found.partition(":")[2].startswith("//") else found

    def name(term: str | AnonymousIndividual) -> str:
        return f"_:{term.node}" if isinstance(term, AnonymousIndividual) else short(term)

    def value(term: Term) -> Any:
        if not isinstance(term, Literal):
            return {"@id": name(term)}
        if term.language:
            return {"@value": term.lexical, "@language": term.language}
        if term.datatype in ("", XSD + "string"):
            return term.lexical
        return {"@value": term.lexical, "@type": short(term.datatype)}

    nodes: dict[str, dict[str, Any]] = {}
    for s, p, o in triples:
        node = nodes.setdefault(name(s), {"@id": name(s)})
        typed = p == _TYPE and not isinstance(o, Literal)
        node.setdefault("@type" if typed else short(p), []).append(name(o) if typed else value(o))  # type: ignore[arg-type]
    document = {"@context": dict(sorted(prefixes.items())), "@graph": list(nodes.values())}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _ox(triple: Triple) -> Any:
    import pyoxigraph as ox

    def term(one: Term) -> Any:
        if isinstance(one, AnonymousIndividual):
            return ox.BlankNode(one.node)
        if isinstance(one, Literal):
            if one.language:
                return ox.Literal(one.lexical, language=one.language)
            return ox.Literal(one.lexical, datatype=ox.NamedNode(one.datatype or XSD + "string"))
        return ox.NamedNode(one)

    return ox.Triple(term(triple[0]), ox.NamedNode(triple[1]), term(triple[2]))


# ---- functional-style syntax


def _functional(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:  # noqa: ARG001 - IRIs are in full
    from differentia.owl.reading import read_triples
    from differentia.owl.syntax import functional

    ontology = read_triples(triples)
    header = next((s for s, p, o in triples if p == _TYPE and o == OWL + "Ontology" and isinstance(s, str)), "")
    kinds = {OWL + kind: kind for kind in ("Class", "NamedIndividual", "ObjectProperty", "AnnotationProperty")}
    kinds[OWL + "DatatypeProperty"] = "DataProperty"
    typed = {(s, o) for s, p, o in triples if p == _TYPE and isinstance(s, str) and isinstance(o, str)}
    declared = sorted((kinds[o], s) for s, o in typed if o in kinds)
    annotating = {iri for kind, iri in declared if kind == "AnnotationProperty"} | {_LABEL, RDFS + "comment"}

    def value(term: Term) -> str:
        return f"<{term}>" if isinstance(term, str) else functional(term)

    lines = [f"Prefix(owl:=<{OWL}>)", f"Ontology(<{header}>"]
    about = [(p, o) for s, p, o in triples if s == header and p != _TYPE]
    lines += [f"Annotation(<{p}> {value(o)})" for p, o in about]
    lines += [f"Declaration({kind}(<{iri}>))" for kind, iri in declared]
    for s, p, o in triples:
        if p in annotating and isinstance(s, str) and s != header:
            lines.append(f"AnnotationAssertion(<{p}> <{s}> {value(o)})")
    for axiom in ontology.axioms:
        name, _, rest = functional(axiom).partition("(")
        notes = "".join(f"Annotation(<{p}> {value(o)}) " for p, o in ontology.annotations.get(axiom, ()))
        lines.append(f"{name}({notes}{rest}")
    return "\n".join([*lines, ")", ""]).encode()


# ---- the terms, for formats that know terms and not axioms


class _Terms:
    """Named terms with what is said of them in texts and names."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.values: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self.header = ""
        for s, p, o in triples:
            if isinstance(s, str):
                self.values[s][p].append(o)
                if p == _TYPE and o == OWL + "Ontology":
                    self.header = s

    def texts(self, iri: str, *predicates: str) -> list[str]:
        found = [o.lexical for p in predicates for o in self.values[iri].get(p, ()) if isinstance(o, Literal)]
        return list(dict.fromkeys(found))

    def names(self, iri: str, predicate: str) -> list[str]:
        return [o for o in self.values[iri].get(predicate, ()) if isinstance(o, str)]

    def of(self, *kinds: str) -> Iterator[str]:
        """Yield the labelled terms of some kinds."""
        for iri in sorted(self.values):
            if not set(kinds).isdisjoint(self.names(iri, _TYPE)) and self.values[iri].get(_LABEL):
                yield iri


def _obographs(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:  # noqa: ARG001 - IRIs are in full
    terms = _Terms(triples)
    nodes, edges, equal = [], [], []
    kinds = ((OWL + "Class", "CLASS"), (OWL + "ObjectProperty", "PROPERTY"), (OWL + "NamedIndividual", "INDIVIDUAL"))
    listed: set[str] = set()
    for kind, name in kinds:
        for iri in terms.of(kind):
            if iri not in listed:  # a class that is an individual as well is told as a class
                listed.add(iri)
                nodes.append(_node(terms, iri, name))
    for iri in sorted(listed):
        above = [parent for parent in terms.names(iri, _SUBCLASS) if parent in listed]
        edges += [{"sub": iri, "pred": "is_a", "obj": parent} for parent in sorted(above)]
        same = [other for other in terms.names(iri, OWL + "equivalentClass") if other in listed]
        equal += [{"representativeNodeId": iri, "nodeIds": sorted([iri, other])} for other in sorted(same)]
    meta = {"version": next(iter(terms.texts(terms.header, OWL + "versionInfo")), "")}
    graph = {"id": terms.header, "meta": meta, "nodes": nodes, "edges": edges, "equivalentNodesSets": equal}
    return (json.dumps({"graphs": [graph]}, ensure_ascii=False, indent=1) + "\n").encode()


def _node(terms: _Terms, iri: str, kind: str) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if definition := terms.texts(iri, _DEFINITION):
        meta["definition"] = {"val": definition[0]}
    if synonyms := terms.texts(iri, _SKOS + "altLabel"):
        meta["synonyms"] = [{"pred": "hasExactSynonym", "val": text} for text in sorted(synonyms)]
    said = [(p, o) for p in _MATCHES for o in sorted(terms.names(iri, p))]
    said += [(_SKOS + "notation", text) for text in terms.texts(iri, _SKOS + "notation")]
    if said:
        meta["basicPropertyValues"] = [{"pred": p, "val": o} for p, o in said]
    node: dict[str, Any] = {"id": iri, "lbl": terms.texts(iri, _LABEL)[0], "type": kind}
    return {**node, "meta": meta} if meta else node


def _skos(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:
    terms = _Terms(triples)
    scheme = terms.header + "#concepts"
    found: list[Triple] = [(scheme, _TYPE, _SKOS + "ConceptScheme")]
    found += [(scheme, p, o) for p in (_DCTERMS + "title", _DCTERMS + "license") for o in terms.values[terms.header][p]]
    concepts = set(terms.of(OWL + "Class", OWL + "NamedIndividual"))
    for iri in sorted(concepts):
        found += [(iri, _TYPE, _SKOS + "Concept"), (iri, _SKOS + "inScheme", scheme)]
        label = terms.texts(iri, _LABEL)[0]
        found.append((iri, _SKOS + "prefLabel", Literal(label, RDF + "langString", "en")))
        for prop, texts in (
            (_SKOS + "altLabel", [t for t in terms.texts(iri, _SKOS + "altLabel") if t != label]),
            (_SKOS + "definition", terms.texts(iri, _DEFINITION)),
        ):
            found += [(iri, prop, Literal(text, RDF + "langString", "en")) for text in sorted(texts)]
        found += [(iri, _SKOS + "notation", Literal(t, XSD + "string")) for t in terms.texts(iri, _SKOS + "notation")]
        above = sorted(parent for parent in terms.names(iri, _SUBCLASS) if parent in concepts)
        found += [(iri, _SKOS + "broader", parent) for parent in above]
        found += [(iri, match, other) for match in _MATCHES for other in sorted(terms.names(iri, match))]
    return _turtle(found, prefixes)


ONTOLOGY_FORMATS: dict[str, Callable[[Sequence[Triple], Mapping[str, str]], bytes]] = {
    "rdf-xml": _rdf_xml,
    "ofn": _functional,
    "obographs": _obographs,
    "skos": _skos,
    "jsonld": _json_ld,
}
"""How an ontology can be written."""
