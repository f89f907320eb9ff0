"""Ontology files of every syntax, and hostile ones."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from differentia.errors import BadInput
from differentia.owl.files import read_ontology, read_text
from differentia.owl.rdf_files import triples_of_text

RDF_XML = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY owl "http://www.w3.org/2002/07/owl#"> <!ENTITY e 'http://e.org/#'>]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
 xmlns:owl="http://www.w3.org/2002/07/owl#">
<owl:Class rdf:about="&e;A"><rdfs:subClassOf rdf:resource="&e;B"/></owl:Class>
</rdf:RDF>"""
SYNTAXES = {
    "a.rdf": RDF_XML,
    "a.owl": RDF_XML,
    "a.ttl": "<http://e.org/#A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e.org/#B> .",
    "a.nt": "<http://e.org/#A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e.org/#B> .",
    "b.owl": "<http://e.org/#A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e.org/#B> .",
    "a.jsonld": '{"@id": "http://e.org/#A", "http://www.w3.org/2000/01/rdf-schema#subClassOf": {"@id": "http://e.org/#B"}}',
    "a.ofn": "Prefix(:=<http://e.org/#>)\nOntology(SubClassOf(:A :B))",
    "c.owl": "Prefix(:=<http://e.org/#>)\nOntology(SubClassOf(:A :B))",
    "a.owx": """<?xml version="1.0"?><Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="http://e.org/">
<SubClassOf><Class IRI="http://e.org/#A"/><Class IRI="http://e.org/#B"/></SubClassOf></Ontology>""",
}
BOMB = "".join(f'<!ENTITY b{n} "&b{n - 1};&b{n - 1};&b{n - 1};&b{n - 1};">' for n in range(1, 12))


@pytest.mark.parametrize("name", SYNTAXES)
def test_all_syntaxes_say_the_same(tmp_path: Path, name: str) -> None:
    if name in ("a.ofn", "a.owx", "c.owl") and not importlib.util.find_spec("pyhornedowl"):
        pytest.skip("py-horned-owl is not installed")
    (tmp_path / name).write_text(SYNTAXES[name], encoding="utf-8")
    (tmp_path / "z.ttl").write_text(SYNTAXES["a.ttl"], encoding="utf-8")
    assert read_ontology(tmp_path / name) == read_ontology(tmp_path / "z.ttl")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (f'<!DOCTYPE r [<!ENTITY b0 "aaaaaaaa">{BOMB}]>', "grows beyond"),
        ('<!DOCTYPE r [<!ENTITY b11 "&b11;">]>', "grows beyond"),
        ('<!DOCTYPE r [<!ENTITY b11 SYSTEM "file:///etc/hostname">]>', "only plain ones"),
        ('<!DOCTYPE r [<!ENTITY % p "x"> <!ENTITY b11 "y">]>', "only plain ones"),
        ('<!DOCTYPE r SYSTEM "http://e.org/r.dtd">', "from outside the file"),
        ('<!DOCTYPE r PUBLIC "-//E//R" "r.dtd">', "from outside the file"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
    ],
)
def test_xml_bombs_are_refused_unread(head: str, message: str) -> None:
    for syntax in ("rdf", "owx"):
        with pytest.raises(BadInput, match=message):
            read_text(f"{head}<r>&b11;</r>".encode(), syntax, "http://e.org/")


def test_many_references_to_a_small_entity_are_bounded() -> None:
    text = '<!DOCTYPE r [<!ENTITY a "' + "a" * 4000 + '">]><r>' + "&a;" * 20000 + "</r>"
    with pytest.raises(BadInput, match="beyond all measure"):
        triples_of_text(text.encode(), "rdf", "http://e.org/")


def test_a_late_document_type_is_refused() -> None:
    with pytest.raises(BadInput, match="after the first element"):
        triples_of_text(b'<r><!DOCTYPE r [<!ENTITY a "b">]>&a;</r>', "rdf", "http://e.org/")


def test_remote_contexts_are_not_fetched() -> None:
    with pytest.raises(BadInput, match="JSON-LD"):
        triples_of_text(b'{"@context": "http://127.0.0.1:1/c.jsonld", "@id": "a", "b": 1}', "jsonld", "http://e.org/")


def test_relative_datatypes_follow_the_base_of_the_document() -> None:
    text = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/"
    xml:base="http://base.org/x/y">
    <rdf:Description rdf:about="#a"><e:p rdf:datatype="#dt">1</e:p></rdf:Description></rdf:RDF>"""
    ((subject, _, value),) = triples_of_text(text, "rdf", "http://other.org/")
    assert (subject, value.datatype) == ("http://base.org/x/y#a", "http://base.org/x/y#dt")  # type: ignore[union-attr]


def test_functional_constructs_keep_their_parts() -> None:
    pytest.importorskip("pyhornedowl")
    axioms = """HasKey(<a:A> (<a:r>) (<a:p>))
        SubObjectPropertyOf(ObjectPropertyChain(<a:r> ObjectInverseOf(<a:s>)) <a:r>)
        SubClassOf(<a:A> DataSomeValuesFrom(<a:p> DatatypeRestriction(<http://www.w3.org/2001/XMLSchema#integer>
          <http://www.w3.org/2001/XMLSchema#minInclusive> "5"^^<http://www.w3.org/2001/XMLSchema#integer>)))
        SubClassOf(<a:A> ObjectExactCardinality(2 <a:r> <a:B>))
        ClassAssertion(DataHasValue(<a:p> "x"@en) <a:i>)
        NegativeObjectPropertyAssertion(<a:r> <a:i> _:n)
        DisjointUnion(<a:A> <a:B> <a:C>)"""
    ontology = read_text(f"Ontology({axioms})".encode(), "ofn", "a:")
    from differentia.owl.syntax import functional

    assert ontology.unread == ()
    assert {functional(axiom) for axiom in ontology.axioms} == {
        " ".join(line.split())
        for line in axioms.replace("\n          <http", " <http").replace('"x"@en', '"x"@en').splitlines()
    }
