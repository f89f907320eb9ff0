"""The ontology and its links in one: what is exported to other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from differentia.knowledge.linked import bridged
from differentia.linking.curies import curie_of
from differentia.linking.links import Links, load_links
from differentia.linking.sssom import MappingSet
from differentia.owl.axioms import Axiom, EquivalentClasses, SubClassOf
from differentia.owl.expressions import OWL, RDF, RDFS, XSD, AnonymousIndividual, Class, Literal
from differentia.owl.ontology import Triple
from differentia.owl.rdf_files import triples_of_text

if TYPE_CHECKING:
    from differentia.knowledge import KnowledgeBase

__all__ = ["MERGED", "merged_triples"]

MERGED = "https://w3id.org/differentia/merged"
_DCTERMS = "http://purl.org/dc/terms/"
_TYPE = RDF + "type"


def merged_triples(kb: KnowledgeBase, *, licensed: bool = False) -> list[Triple]:
    """Return the triples of the ontology and of the bridge to other vocabularies, under one header, in a fixed order.

    Every axiom of the bridge carries the mapping, or the file of the hierarchy, that it comes from.

    Args:
        kb: the ontology.
        licensed: with identifiers of vocabularies that need a licence.
    """
    loaded = load_links(kb.links)
    sets = [each for each in loaded.sets if licensed or not _needs_licence(each)]
    links = Links(sets, loaded.hierarchies)
    static = kb.compiled.static
    told = triples_of_text(static.ontology + static.documentation, "nt", MERGED)
    headers = {s for s, p, o in told if p == _TYPE and o == OWL + "Ontology"}
    found = {triple for triple in told if triple[0] not in headers}
    found |= {(MERGED, p, o) for s, p, o in told if s in headers and p == _DCTERMS + "license"}
    axioms = bridged(kb.compiled, links)[1]
    for number, (axiom, notes) in enumerate(axioms.items()):
        found.update(_stated(axiom, AnonymousIndividual(f"link{number}"), [value for _, value in notes]))
    for cls in sorted({side.iri for axiom in axioms for side in _sides(axiom)}):
        name = links.label(curie_of(cls) or "")
        found.add((cls, _TYPE, OWL + "Class"))
        if name:
            found.add((cls, RDFS + "label", Literal(name, XSD + "string")))
    found.update(
        {
            (MERGED, _TYPE, OWL + "Ontology"),
            (MERGED, OWL + "versionInfo", Literal(kb.version, XSD + "string")),
            (MERGED, _DCTERMS + "title", Literal("Differentia, with its links to other vocabularies", XSD + "string")),
        }
    )
    notices = [each.notice for each in links.hierarchies] + [each.metadata.get("other", "") for each in links.sets]
    found.update((MERGED, _DCTERMS + "source", Literal(notice, XSD + "string")) for notice in notices)
    return sorted(found, key=str)


def _needs_licence(mappings: MappingSet) -> bool:
    return mappings.path is not None and mappings.path.name == "licensed.sssom.tsv"


def _sides(axiom: Axiom) -> list[Class]:
    sides = axiom.operands if isinstance(axiom, EquivalentClasses) else ()
    sides = (axiom.sub, axiom.sup) if isinstance(axiom, SubClassOf) else sides
    return [side for side in sides if isinstance(side, Class)]


def _stated(axiom: Axiom, node: AnonymousIndividual, notes: list[str | Literal]) -> Iterator[Triple]:
    """Yield an axiom of the bridge and the notes on it."""
    first, second = _sides(axiom)
    predicate = OWL + "equivalentClass" if isinstance(axiom, EquivalentClasses) else RDFS + "subClassOf"
    yield first.iri, predicate, second.iri
    yield node, _TYPE, OWL + "Axiom"
    yield node, OWL + "annotatedSource", first.iri
    yield node, OWL + "annotatedProperty", predicate
    yield node, OWL + "annotatedTarget", second.iri
    for note in notes:
        yield node, _DCTERMS + "source", note
