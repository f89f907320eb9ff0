"""Writes mappings as SKOS triples, for the queryable graph and for whatever reads RDF.

`python -m differentia.linking.published > ontology/links/matches.ttl` writes the file that the ontology is read with.
"""

from __future__ import annotations

import sys

from differentia.linking.curies import iri_of
from differentia.linking.links import Links, load_links
from differentia.linking.sssom import PREDICATES, MappingSet

__all__ = ["matches_turtle"]

_HEAD = """\
# Written from open.sssom.tsv by `python -m differentia.linking.published`; change the mappings there.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<https://w3id.org/differentia/links/matches> a owl:Ontology ;
    dcterms:title "Differentia: matching terms of other vocabularies" ;
    dcterms:source <%s> ;
    dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .

"""


def matches_turtle(links: Links, mappings: MappingSet) -> str:
    """Write a mapping set as Turtle: one SKOS triple for each row; a match is an annotation, never an axiom.

    Args:
        links: knows the prefixes.
        mappings: the set.
    """
    declared = [f"skos:{name} a owl:AnnotationProperty ." for name in PREDICATES]
    told = {f"<{links.subject(m)}> skos:{m.predicate} <{iri_of(m.object)}> ." for m in mappings.mappings}
    head = _HEAD % mappings.metadata["mapping_set_id"]
    return head + "\n".join([*declared, "", *sorted(told)]) + "\n"


if __name__ == "__main__":
    supplied = load_links()
    opened = next(each for each in supplied.sets if each.path and each.path.name == "open.sssom.tsv")
    sys.stdout.write(matches_turtle(supplied, opened))
