"""Reads an ontology from a file of any of the usual syntaxes; what the ending does not tell, the text does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from differentia.errors import BadInput
from differentia.owl.axioms import Axiom
from differentia.owl.nesting import refuse_deep
from differentia.owl.ontology import Annotation, Ontology, Triple, assembled
from differentia.owl.rdf_files import MEDIA, triples_of_text
from differentia.owl.reading import declarations, read_triples

__all__ = ["read_ontology", "read_text", "read_with_imports", "syntax_of"]

_FUNCTIONAL = re.compile(r"(\s|#[^\n]*\n)*(Prefix|Ontology)\s*\(")
_HEAD = 4096
_NOT_RDF = ("ofn", "owx")


def read_with_imports(path: str | Path, imports: Sequence[str | Path]) -> tuple[Ontology, tuple[str, ...]]:
    """Read an ontology file and, as one with it, files that it imports; nothing is fetched.

    Args:
        path: the ontology.
        imports: the files; more than it imports does no harm.

    Returns:
        The whole, and the IRIs that are imported by one of the files and are the name of none.

    Raises:
        BadInput: a file is missing or not readable.
    """
    files = [path, *imports]
    contents = [_content(Path(file)) for file in files]
    if any(syntax in _NOT_RDF for _, syntax in contents):
        whole = _merged([read_ontology(file) for file in files])
    else:  # what one declares the others may use
        triples: list[Triple] = []
        for number, (file, (content, syntax)) in enumerate(zip(files, contents, strict=True)):
            triples += triples_of_text(content, syntax, Path(file).resolve().as_uri(), file=file, number=number)
        whole = read_triples(triples)
    return whole, tuple(iri for iri in whole.imports if iri not in whole.iris)


def _merged(parts: Sequence[Ontology]) -> Ontology:
    axioms: dict[Axiom, list[Annotation]] = {}
    for part in parts:
        for axiom in part.axioms:
            axioms.setdefault(axiom, []).extend(part.annotations.get(axiom, ()))
    return assembled(
        axioms,
        [part.version for part in parts if part.version is not None],
        (each for part in parts for each in part.unread),
        classes=(name for part in parts for name in part.classes),
        imports=(iri for part in parts for iri in part.imports),
        iris=(iri for part in parts for iri in part.iris),
    )


def read_ontology(path: str | Path, *, beside: str | Path | None = None) -> Ontology:
    """Read one ontology file; its imports are not followed.

    Args:
        path: Turtle, N-Triples, RDF/XML, JSON-LD, functional-style syntax or OWL/XML.
        beside: another file, whose declarations count for this one as well, where both are RDF: a conclusion need not
            declare again what its premise does.

    Raises:
        BadInput: a file is missing or not readable.
    """
    content, syntax = _content(Path(path))
    base = Path(path).resolve().as_uri()
    if syntax in _NOT_RDF or beside is None:
        return read_text(content, syntax, base, file=path)
    more, other = _content(Path(beside))
    declared = [] if other in _NOT_RDF else declarations(triples_of_text(more, other, base, file=beside, number=1))
    return read_triples([*triples_of_text(content, syntax, base, file=path), *declared])


def _content(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
    except OSError as error:
        said = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise BadInput(said, file=path) from None
    return content, syntax_of(path.suffix.lstrip(".").lower(), content)


def read_text(content: bytes, syntax: str, base: str, *, file: str | Path | None = None) -> Ontology:
    """Read an ontology from a document in memory.

    Args:
        content: the document, in UTF-8.
        syntax: "ttl", "nt", "rdf", "jsonld", "ofn" or "owx".
        base: the IRI against which relative ones are resolved.
        file: where it comes from, for messages.

    Example:
        >>> text = b"<#A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <#B> ."
        >>> len(read_text(text, "ttl", "urn:x").axioms)
        1
    """
    if syntax not in _NOT_RDF:
        return read_triples(triples_of_text(content, syntax, base, file=file))
    from differentia.owl.horned import read_horned

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8 text", file=file) from None
    refuse_deep(content, syntax, file=file)
    return read_horned(text, syntax, file=file)


def syntax_of(ending: str, content: bytes) -> str:
    """Tell the syntax of a document from its file's ending and, for `.owl`, `.xml` and none, from how it begins.

    Example:
        >>> syntax_of("owl", b"Prefix(:=<http://example.org/>)"), syntax_of("ttl", b"")
        ('ofn', 'ttl')
    """
    if ending in ("ofn", "fss", "func"):
        return "ofn"
    if ending == "owx":
        return "owx"
    if ending not in ("owl", "xml", "rdf", ""):
        return MEDIA.get(ending, ending)
    head = content[:_HEAD].decode("utf-8", "replace").lstrip("\ufeff")
    if _FUNCTIONAL.match(head):
        return "ofn"
    if head.lstrip().startswith("<") and not re.match(r"\s*<[^<>\s]*[:#/]", head):
        return "owx" if re.search(r"<Ontology[\s>]", head) else "rdf"
    return "rdf" if "<rdf:RDF" in head else "ttl"
