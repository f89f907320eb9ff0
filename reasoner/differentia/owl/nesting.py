"""How deep a document is nested, told before a parser that works by recursion sees it.

The parsers for JSON-LD, functional-style syntax and OWL/XML end the whole process when a document is nested some
thousand deep, and the one for RDF/XML takes a time that grows with the square of the depth.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from xml.parsers import expat

from differentia.errors import BadInput

__all__ = ["MAX_ELEMENTS", "MAX_NESTING", "refuse_deep"]

MAX_NESTING = 1_000
"""Brackets or elements one inside the other; an expression of an ontology is read up to a depth of 40."""
MAX_ELEMENTS = 10_000
"""The same for RDF/XML, in which a list may be written as elements inside one another."""

_XML = frozenset({"rdf", "owl", "xml", "owx"})
_FLAT = frozenset({"nt", "nq"})
# Strings, IRIs and comments: brackets in them mean nothing.
_OPAQUE = re.compile(
    rb'''"""(?:"{0,2}(?:[^"\\]|\\.))*"{3,5}|\'\'\'(?:'{0,2}(?:[^'\\]|\\.))*'{3,5}|"(?:[^"\\\n\r]|\\.)*"'''
    rb"""|'(?:[^'\\\n\r]|\\.)*'|<[^<>"{}|^`\\\x00-\x20]*>|#[^\n\r]*""",
    re.DOTALL,
)
_BRACKET = re.compile(rb"[\[({\])}]")


def refuse_deep(content: bytes, syntax: str, most: int = MAX_NESTING, *, file: str | Path | None = None) -> None:
    """Refuse a document that is nested too deep to be parsed safely.

    Args:
        content: the document.
        syntax: what a file of this syntax ends with.
        most: how many brackets or elements may stand one inside the other.
        file: where it comes from, for messages.

    Raises:
        BadInput: it is nested deeper.

    Example:
        >>> refuse_deep(b"<urn:a> <urn:b> [[[]]] .", "ttl", 2)
        Traceback (most recent call last):
        differentia.errors.BadInput: nested more than 2 deep
    """
    if syntax in _FLAT or (syntax not in _XML and sum(map(content.count, (b"[", b"(", b"{"))) <= most):
        return
    if (_elements(content, most) if syntax in _XML else _brackets(content)) > most:
        raise BadInput(f"nested more than {most:,} deep", file=file)


def _brackets(content: bytes) -> int:
    deepest = level = 0
    for bracket in _BRACKET.findall(_OPAQUE.sub(b" ", content)):
        level += 1 if bracket in b"[({" else -1
        deepest = max(deepest, level)
    return deepest


class _Deep(Exception):  # noqa: N818 - ends the reading, no error
    pass


def _elements(content: bytes, most: int) -> int:
    """The depth of elements, counted up to one more than is allowed; what is broken is left to its parser."""
    deepest = level = 0

    def begins(*_: object) -> None:
        nonlocal deepest, level
        level += 1
        deepest = max(deepest, level)
        if level > most:
            raise _Deep

    def ends(*_: object) -> None:
        nonlocal level
        level -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    with suppress(expat.ExpatError, _Deep):
        parser.Parse(content, True)
    return deepest
