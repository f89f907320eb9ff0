"""What the endpoint says of itself: SPARQL 1.1 Service Description, and VoID for the data."""

from __future__ import annotations

from differentia.owl.proof import DISCLAIMER
from differentia.service.dataset import Contents

__all__ = ["service_description"]

_PREFIXES = """@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_FORMATS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle JSON-LD N-Triples RDF_XML"
)


def service_description(contents: Contents, endpoint: str) -> str:
    """Describe the endpoint and its graphs as Turtle.

    Args:
        contents: what can be queried.
        endpoint: the address of the endpoint.
    """
    formats = ", ".join(f"formats:{name}" for name in _FORMATS.split())
    graphs = "".join(_graph(name, count, contents) for name, count in contents.triples.items())
    size = sum(contents.triples[name] for name in contents.static)
    return f"""{_PREFIXES}
[] a sd:Service ;
    sd:endpoint <{endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {formats} ;
    sd:defaultEntailmentRegime <http://www.w3.org/ns/entailment/OWL-Direct> ;
    rdfs:comment "{DISCLAIMER}" ,
        "What follows about named individuals is there as triples, from which queries are answered." ;
    sd:defaultDataset [ a sd:Dataset , void:Dataset ;
        dcterms:title "Differentia: ontology, what follows from it, and {len(contents.cases)} cases" ;
        dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> ;
        sd:defaultGraph [ a sd:Graph , void:Dataset ; void:triples {size} ;
            rdfs:comment "Ontology {contents.version} and what follows from it; with default-graph-uri also a case." ] ;
{graphs}        void:sparqlEndpoint <{endpoint}> ] .
"""


def _graph(name: str, count: int, contents: Contents) -> str:
    case = next((case for case in contents.cases if name in case.graphs), None)
    of = f" ; dcterms:isPartOf <{case.iri}>" if case else ""
    return (
        f"        sd:namedGraph [ a sd:NamedGraph ; sd:name <{name}> ; "
        f"sd:graph [ a sd:Graph , void:Dataset ; void:triples {count}{of} ] ] ;\n"
    )
