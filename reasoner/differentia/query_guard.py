"""What is refused in a query that somebody else wrote, before an engine sees it.

A query engine in our process must not reach out to the network (SERVICE, LOAD), must not change anything, and must not
be brought down: SPARQL engines parse by recursion and die of deep nesting or long operator chains. Time and memory are
not bounded here; a service that runs queries of strangers does so in worker processes with limits of their own.
"""

from __future__ import annotations

import re
from typing import Any

from differentia.errors import BadInput

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_OPERATORS", "mentions", "refuse_unsafe"]

MAX_LENGTH = 100_000
"""Bytes of query text."""
MAX_DEPTH = 40
"""Brackets of any kind, one inside the other."""
MAX_OPERATORS = 1_000
"""Operators and keywords that make an engine's tree one level deeper each."""

# IRIs, strings and comments: what may hold any character without meaning anything.
_OPAQUE = re.compile(
    r'''<[^<>"{}|^`\\\x00-\x20]*>|"""(?:"{0,2}(?:[^"\\]|\\.))*"{3,5}|\'\'\'(?:'{0,2}(?:[^'\\]|\\.))*'{3,5}'''
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|#[^\n\r]*""",
    re.DOTALL,
)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DEEPENS = re.compile(r"[{!|&/+*-]|\b(?:BIND|FILTER|MINUS|OPTIONAL|UNION)\b", re.IGNORECASE)
_CALL = re.compile(r"(?<![\w?$:.-])SERVICE(?![\w:.-])\s*(?:SILENT\b\s*)?(?:<|\?|\$|[^\s{}()]*:)", re.IGNORECASE)


def refuse_unsafe(text: str) -> None:
    """Refuse a query that reaches out, changes anything, or is too long or too deep to be parsed safely.

    Args:
        text: the query as its author wrote it.

    Raises:
        BadInput: with the reason.

    Example:
        >>> refuse_unsafe("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
        Traceback (most recent call last):
        ...
        differentia.errors.BadInput: SERVICE is not allowed: a query is answered from this graph alone
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_LENGTH:
        raise BadInput(f"the query is longer than {MAX_LENGTH:,} bytes")
    plain = _without_opaque(text)
    if _depth(plain) > MAX_DEPTH:
        raise BadInput(f"the query is nested deeper than {MAX_DEPTH} brackets")
    if len(_DEEPENS.findall(plain)) > MAX_OPERATORS:
        raise BadInput(f"the query has more than {MAX_OPERATORS:,} operators")
    # The parsed query decides; the text is looked at as well, in case two parsers should read it differently.
    if _calls_service(_parsed(text)) or _CALL.search(_CODEPOINT.sub(_character, _targets(text))):
        raise BadInput("SERVICE is not allowed: a query is answered from this graph alone")


def mentions(text: str, *keywords: str) -> bool:
    """Say whether one of the keywords stands in a query, outside strings, IRIs and comments.

    Example:
        >>> mentions("SELECT * { GRAPH ?g { ?s ?p ?o } }", "GRAPH"), mentions('SELECT ("GRAPH" AS ?x) {}', "GRAPH")
        (True, False)
    """
    return re.search(rf"\b(?:{'|'.join(keywords)})\b", _without_opaque(text), re.IGNORECASE) is not None


def _without_opaque(text: str) -> str:
    return _OPAQUE.sub(" ", _CODEPOINT.sub(_character, text))


def _targets(text: str) -> str:
    """Blank strings and comments, and leave of each IRI its bracket."""
    return _OPAQUE.sub(lambda m: "<" if m[0].startswith("<") else " ", text)


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _depth(plain: str) -> int:
    deepest = level = 0
    for character in plain:
        if character in "{([":
            level += 1
            deepest = max(deepest, level)
        elif character in "})]":
            level -= 1
    return deepest


def _parsed(text: str) -> Any:
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

    try:
        return parseQuery(text)
    except RecursionError:
        raise BadInput("the query is nested too deeply") from None
    except ParseBaseException as error:
        try:
            parseUpdate(text)
        except Exception:  # noqa: S110 - it is no update either: the first message is the one to show
            pass
        else:
            raise BadInput("only queries are allowed: an update changes the graph") from None
        raise BadInput(f"the query is not SPARQL 1.1: {error}") from None
    except Exception as error:
        raise BadInput(f"the query is not SPARQL 1.1: {error}") from None


def _calls_service(parsed: Any) -> bool:
    """Look for a SERVICE pattern anywhere in the parsed query (without recursion: it may be deep)."""
    waiting = [parsed]
    while waiting:
        node = waiting.pop()
        if getattr(node, "name", None) == "ServiceGraphPattern":
            return True
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif not isinstance(node, str | bytes) and hasattr(node, "__iter__"):
            waiting.extend(node)
    return False
