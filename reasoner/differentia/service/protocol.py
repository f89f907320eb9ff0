"""The SPARQL 1.1 protocol: from a request to a query, its graphs and the formats it may be answered in.

https://www.w3.org/TR/sparql11-protocol/ - queries only: nothing can be changed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from differentia.query_guard import MAX_LENGTH, mentions
from differentia.service.dataset import Contents
from differentia.service.worker import Job

__all__ = ["MEDIA_TYPES", "Refused", "Request", "job_of", "preferred"]

MEDIA_TYPES: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "text": "text/plain; charset=utf-8",
}
"""The media type of each format."""
_ROWS = ("json", "xml", "csv", "tsv")
_TRIPLES = ("turtle", "jsonld", "ntriples", "rdfxml")
_ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "application/x-turtle": "turtle"}
_NAMES = {each.partition(";")[0]: form for form, each in MEDIA_TYPES.items()} | _ALSO
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri")


class Refused(Exception):  # noqa: N818 - named for what happens
    """A request that is answered with an error: the HTTP status and why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Request(NamedTuple):
    """A request as it came: method, query string, headers (names in lower case), body."""

    method: str
    parameters: str
    headers: Mapping[str, str]
    body: bytes


def job_of(request: Request, contents: Contents) -> Job:
    """Read a request.

    Raises:
        Refused: with 400 (no query, several, an update, a graph or case that is not there, a case needed and none
            named), 405, 406, 413 or 415.
    """
    given = _parameters(request)
    if any(name == "update" or name.startswith("using-") for name, _ in given):
        raise Refused(400, "updates are not accepted: this endpoint answers queries")
    queries = [value for name, value in given if name == "query"]
    if len(queries) != 1:
        raise Refused(400, "one query is needed" if not queries else "more than one query")
    text = queries[0]
    if len(text.encode("utf-8", "surrogatepass")) > MAX_LENGTH:
        raise Refused(413, f"the query is longer than {MAX_LENGTH:,} bytes")
    accept = request.headers.get("accept", "*/*")
    formats = {"rows": preferred(accept, _ROWS), "triples": preferred(accept, _TRIPLES)}
    if not any(formats.values()):
        raise Refused(406, f"answers are written as {', '.join(_NAMES)}")
    default, named = ([value for name, value in given if name == wanted] for wanted in _DATASET)
    return _with_graphs(text, default, named, formats, contents)


def _parameters(request: Request) -> list[tuple[str, str]]:
    given = _decoded(request.parameters)
    if request.method in ("GET", "HEAD"):
        return given
    if request.method != "POST":
        raise Refused(405, "queries come by GET or POST")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if len(request.body) > 4 * MAX_LENGTH:
        raise Refused(413, f"the request is larger than {4 * MAX_LENGTH:,} bytes")
    try:
        body = request.body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "the request is not UTF-8 text") from None
    if kind == _FORM:
        if any(name in ("query", *_DATASET) for name, _ in given):
            raise Refused(400, "the parameters of a form belong into its body")
        return _decoded(body)
    if kind == _QUERY:
        if any(name == "query" for name, _ in given):
            raise Refused(400, "more than one query")
        return [*given, ("query", body)]
    if kind == _UPDATE:
        raise Refused(400, "updates are not accepted: this endpoint answers queries")
    raise Refused(415, f"a query comes as {_QUERY} or {_FORM}")


def _decoded(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise Refused(400, "the parameters cannot be read") from None


# ---- graphs


def _with_graphs(
    text: str, default: Sequence[str], named: Sequence[str], formats: Mapping[str, str | None], contents: Contents
) -> Job:
    """Give a query the graphs it asks for: the ontology and at most one case as its default graph."""
    if not default and not named:
        if mentions(text, "FROM"):
            return Job(text, None, None, formats)
        case = contents.cases[0] if len(contents.cases) == 1 else None
        if len(contents.cases) > 1 and (wanted := _needs_case(text, contents)):
            raise Refused(400, f"{wanted} is said of cases: name one with default-graph-uri ({_known(contents)})")
        return Job(text, (*contents.static, *(case.graphs if case else ())), None, formats)
    return Job(text, _graphs(default, contents), _graphs(named, contents), formats)


def _graphs(names: Iterable[str], contents: Contents) -> tuple[str, ...]:
    """Return graphs by name; the IRI or id of a case stands for its graphs with those of the ontology."""
    found: dict[str, None] = {}
    for name in names:
        case = contents.case(name)
        if case is not None:
            found.update(dict.fromkeys((*contents.static, *case.graphs)))
        elif name in contents.triples:
            found[name] = None
        else:
            raise Refused(
                400, f"there is no graph <{name}>: there are {_known(contents)}, {', '.join(contents.triples)}"
            )
    return tuple(found)


def _known(contents: Contents) -> str:
    return ", ".join(case.iri for case in contents.cases) or "no case"


def _needs_case(text: str, contents: Contents) -> str | None:
    """Return a property in a query that only cases have, or None."""
    for iri in sorted(contents.of_cases):
        for prefix, namespace in contents.prefixes.items():
            local = iri.removeprefix(namespace)
            if local != iri and re.search(rf"(?<![\w:-]){prefix}:{re.escape(local)}(?![\w-])", text):
                return f"{prefix}:{local}"
        if f"<{iri}>" in text:
            return f"<{iri}>"
    return None


# ---- formats


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """Choose a format by an Accept header.

    Args:
        accept: the header.
        offered: the formats, the one written unasked first.

    Returns:
        The offered format that the header values most; None if it takes none of them.

    Example:
        >>> preferred("text/csv;q=0.5, application/sparql-results+xml", ("json", "xml", "csv"))
        'xml'
        >>> preferred("image/png", ("json", "xml")) is None
        True
    """
    wanted = [_range(part) for part in accept.split(",") if part.strip()]
    best: tuple[float, int, str] | None = None
    for order, form in enumerate(offered):
        names = [name for name, known in _NAMES.items() if known == form]
        refused = (MEDIA_TYPES[form].partition(";")[0], 0.0) in wanted
        quality = 0.0 if refused else max(_quality(name, wanted) for name in names)
        if quality > 0 and (best is None or (quality, -order) > best[:2]):
            best = (quality, -order, form)
    return best[2] if best else None


def _range(part: str) -> tuple[str, float]:
    name, *rest = (each.strip() for each in part.split(";"))
    quality = 1.0
    for each in rest:
        if each.lower().startswith("q="):
            try:
                quality = min(max(float(each[2:]), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return name.lower(), quality


def _quality(name: str, wanted: Iterable[tuple[str, float]]) -> float:
    """Return what a header gives a media type: the most exact range that covers it decides."""
    covering = {}
    for pattern, quality in wanted:
        if pattern == name:
            covering[2] = quality
        elif pattern == f"{name.partition('/')[0]}/*":
            covering[1] = quality
        elif pattern in ("*/*", "*"):
            covering[0] = quality
    return covering[max(covering)] if covering else 0.0
