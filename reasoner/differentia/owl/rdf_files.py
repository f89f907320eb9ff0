"""Reads RDF files to triples: Turtle, N-Triples, RDF/XML and JSON-LD, none of which is trusted.

Nothing is fetched: `owl:imports` are not followed, remote JSON-LD contexts are refused. RDF/XML may define the small
entities that editors write for namespaces; entities that grow, or that lie outside the file, are refused before
the parser sees them, because it would expand them until memory runs out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from differentia.errors import BadInput
from differentia.owl.expressions import AnonymousIndividual, Literal
from differentia.owl.nesting import MAX_ELEMENTS, refuse_deep
from differentia.owl.ontology import Term, Triple

__all__ = ["MEDIA", "safe_xml", "triples_of_files", "triples_of_text"]

MEDIA = {"ttl": "ttl", "nt": "nt", "rdf": "rdf", "owl": "rdf", "xml": "rdf", "jsonld": "jsonld", "json": "jsonld"}
"""Which syntax a file's ending stands for; other endings are asked of the parser."""

_LONGEST_ENTITY = 4096
_LARGEST_GROWTH = 64_000_000  # characters that all references together may add
_REFERENCE = re.compile(r"&([^#;&<>\s]{1,256});")


def triples_of_files(paths: Iterable[str | Path]) -> list[Triple]:
    """Read the triples of RDF files; the syntax follows from the file's ending.

    Args:
        paths: Turtle, N-Triples, RDF/XML or JSON-LD files.

    Returns:
        All triples, blank nodes of different files kept apart.

    Raises:
        BadInput: a file is missing, has an unknown ending or does not parse.
    """
    found: list[Triple] = []
    for number, path in enumerate(map(Path, paths)):
        if not path.is_file():
            raise BadInput("no such file", file=path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadInput(f"cannot be read: {error.strerror}", file=path) from None
        ending = path.suffix.lstrip(".").lower()
        found += triples_of_text(content, MEDIA.get(ending, ending), path.resolve().as_uri(), file=path, number=number)
    return found


def triples_of_text(
    content: bytes, ending: str, base: str, *, file: str | Path | None = None, number: int = 0
) -> list[Triple]:
    """Read the triples of one RDF document.

    Args:
        content: the document, in UTF-8.
        ending: what a file of this syntax ends with: "ttl", "nt", "rdf", "jsonld".
        base: the IRI against which relative ones are resolved, unless the document says another.
        file: where it comes from, for messages.
        number: tells its blank nodes from those of other documents.

    Example:
        >>> triples_of_text(b"<#a> a <#B> .", "ttl", "urn:x")[0][2]
        'urn:x#B'
    """
    import pyoxigraph as ox

    kind = ox.RdfFormat.from_extension(ending)
    if kind is None:
        raise BadInput(f'no RDF syntax is known for the ending ".{ending}"', file=file)
    if kind == ox.RdfFormat.RDF_XML:
        content = safe_xml(content, file=file)
        refuse_deep(content, "rdf", MAX_ELEMENTS, file=file)
    else:
        refuse_deep(content, ending, file=file)
    nodes = _Nodes(number)
    try:
        return [
            (nodes.node(quad.subject), quad.predicate.value, nodes.term(quad.object))
            for quad in ox.parse(content, format=kind, base_iri=base)
        ]
    except (SyntaxError, ValueError, OSError) as error:
        raise BadInput(f"not readable as {kind.name}: {error}", file=file) from error


class _Nodes:
    """Names the blank nodes of one file by the order in which they appear: the parser's own names differ every time."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.seen: dict[str, AnonymousIndividual] = {}

    def node(self, node: Any) -> str | AnonymousIndividual:
        if type(node).__name__ != "BlankNode":
            return str(node.value)
        return self.seen.setdefault(node.value, AnonymousIndividual(f"f{self.number}b{len(self.seen)}"))

    def term(self, node: Any) -> Term:
        if type(node).__name__ != "Literal":
            return self.node(node)
        return Literal(node.value, node.datatype.value, node.language or "")


# ---- XML


class _RootReached(Exception):  # noqa: N818 - ends the reading of the head, no error
    pass


def safe_xml(content: bytes, *, file: str | Path | None = None) -> bytes:
    """Return an XML document unless its entities would grow, contain themselves, or come from outside.

    Args:
        content: the document.
        file: where it comes from, for messages.

    Returns:
        The document; single quotes around entities become double ones, the only ones that pyoxigraph reads.

    Raises:
        BadInput: saying which entity, or what else in the head of the document, is not accepted.

    Example:
        >>> safe_xml(b"<!DOCTYPE r [<!ENTITY o 'http://www.w3.org/2002/07/owl#'>]><r>&o;Class</r>")
        b'<!DOCTYPE r [<!ENTITY o "http://www.w3.org/2002/07/owl#">]><r>&o;Class</r>'
        >>> safe_xml(b'<!DOCTYPE r SYSTEM "http://x.org/r.dtd"><r/>')
        Traceback (most recent call last):
        ...
        differentia.errors.BadInput: a document type from outside the file is refused
    """
    head = _Head(file)
    head.read(content)
    if re.search(rb"<!(DOCTYPE|ENTITY)", content[head.end :], re.IGNORECASE):
        raise BadInput("a document type after the first element", file=file)
    if not head.entities:
        return content
    sizes: dict[str, int] = {}
    for name in head.entities:
        if _size(name, head.entities, sizes, ()) > _LONGEST_ENTITY:
            raise BadInput(f"the entity {name[:40]} grows beyond {_LONGEST_ENTITY} characters", file=file)
    growth = 0
    for found in _REFERENCE.finditer(content[head.end :].decode("utf-8", "replace")):
        growth += sizes.get(found[1], 0)
        if growth > _LARGEST_GROWTH + 10 * len(content):
            raise BadInput("the entities make the document grow beyond all measure", file=file)
    return head.in_double_quotes(content)


def _size(name: str, entities: dict[str, str], sizes: dict[str, int], above: tuple[str, ...]) -> int:
    """Return how long an entity is when all in it is expanded; beyond the limit it no longer matters how much."""
    if name not in sizes:
        if name in above or len(above) > 20:
            return _LONGEST_ENTITY + 1  # contains itself, or as good as
        text = entities.get(name, "")
        total = len(text)
        for inner in _REFERENCE.findall(text):
            total += _size(inner, entities, sizes, (*above, name))
            if total > _LONGEST_ENTITY:
                break
        sizes[name] = total
    return sizes[name]


class _Head:
    """What stands before the first element of an XML document."""

    def __init__(self, file: str | Path | None) -> None:
        self.file = file
        self.entities: dict[str, str] = {}
        self.content = b""
        self.end = 0
        self.doctype = slice(0, 0)
        self.name = ""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._root
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EndDoctypeDeclHandler = self._doctype_ends
        self.parser.EntityDeclHandler = self._entity
        self.parser.XmlDeclHandler = self._declaration

    def read(self, content: bytes) -> None:
        self.content = content
        try:
            self.parser.Parse(content, True)
        except _RootReached:
            return
        except expat.ExpatError as error:
            raise BadInput(f"not readable as XML: {error}", file=self.file, line=error.lineno) from None

    def _root(self, *_: Any) -> None:
        self.end = self.parser.CurrentByteIndex
        raise _RootReached

    def in_double_quotes(self, content: bytes) -> bytes:
        """Write the document type anew: only its entities matter."""
        if b"'" not in content[self.doctype]:
            return content
        quoted = {name: value.replace('"', "&#34;") for name, value in self.entities.items()}
        declared = "".join(f'<!ENTITY {name} "{value}">' for name, value in quoted.items())
        written = f"<!DOCTYPE {self.name} [{declared}]>".encode()
        return content[: self.doctype.start] + written + content[self.doctype.stop :]

    def _doctype_ends(self) -> None:
        self.doctype = slice(self.doctype.start, self.parser.CurrentByteIndex + 1)

    def _doctype(self, name: str, system: str | None, public: str | None, _internal: bool) -> None:
        start = self.content.rfind(b"<!DOCTYPE", 0, self.parser.CurrentByteIndex + 1)
        self.name, self.doctype = name, slice(start, 0)
        if system is not None or public is not None:
            raise BadInput("a document type from outside the file is refused", file=self.file)

    def _entity(self, name: str, parameter: bool, value: str | None, *outside: str | None) -> None:
        if parameter or value is None or any(outside[1:]):
            raise BadInput(f"the entity {name[:40]} is refused: only plain ones are read", file=self.file)
        self.entities[name] = value

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii", "ascii"):
            raise BadInput(f"XML in {encoding} is not read; write it in UTF-8", file=self.file)
