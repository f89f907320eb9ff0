"""The query library: one SPARQL file per question, each with a header that is its documentation."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from differentia import resources
from differentia.errors import BadInput
from differentia.structs import dataclass

__all__ = ["GROUPS", "SEVERITIES", "Parameter", "QueryInfo", "list_queries", "parse_header", "query_info"]

GROUPS = ("facts", "causes", "tests", "evidence", "mechanisms", "proofs", "links", "quality")
"""What queries are about, in the order in which they are listed."""
SEVERITIES = ("error", "warning", "info")
"""How grave a finding of a rule of quality is, the gravest first."""
_KEYS = ("summary", "group", "severity", "description", "parameters", "columns", "world", "uses", "example")
_ENTRY = re.compile(r"(?P<name>\w+)(?: \((?P<kind>\w+)\))?: (?P<text>.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: `kind` is `term` (an IRI, a CURIE, a notation, a label) or `text` (a string)."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class QueryInfo:
    """What the header of a query says.

    Attributes:
        name: the file's name without its ending.
        summary: one line.
        group: what it is about, one of `GROUPS`.
        severity: of a rule of quality, what each row is, one of `SEVERITIES`.
        description: the question at length, and how the answer is found.
        parameters: what may be bound, by name; none has to be.
        columns: what each column of the answer means, in order.
        world: `open` if every row is entailed, `closed` if a row may rest on something not being known.
        uses: what the query reads that is loaded only then: `proof`, `documentation`, `axioms` (the inside of all).
        example: a command line that runs it.
        text: the whole file.
    """

    name: str
    summary: str
    group: str
    severity: str
    description: str
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, str]
    world: str
    uses: frozenset[str]
    example: str
    text: str


def list_queries() -> tuple[QueryInfo, ...]:
    """Return the queries of the library, by name.

    Example:
        >>> "candidates" in [info.name for info in list_queries()]
        True
    """
    return tuple(query_info(name) for name in sorted(_files()))


@functools.cache
def query_info(name: str) -> QueryInfo:
    """Return what the header of one query of the library says.

    Args:
        name: the file's name, with or without `.rq`.

    Raises:
        BadInput: if there is no such query.

    Example:
        >>> query_info("candidates").world
        'closed'
    """
    name = name.removesuffix(".rq")
    known = _files()
    path = known.get(name)
    if path is None:
        import difflib  # an error may take its time, a start may not

        nearest = tuple(difflib.get_close_matches(name, known)) or tuple(sorted(known))
        raise BadInput("there is no query of this name", phrase=name, nearest=nearest)
    return parse_header(name, path.read_text(encoding="utf-8"))


def _files() -> dict[str, Path]:
    """Return the file of each query; rules of quality lie in a folder of their own."""
    return {path.stem: path for path in sorted(resources.queries().rglob("*.rq"))}


def parse_header(name: str, text: str) -> QueryInfo:
    r"""Read the header of a query: lines `#+ key: text`, continued by lines `#+   text`.

    Example:
        >>> parse_header("q", "#+ summary: All things.\n#+ columns:\n#+   s: a thing\nSELECT ?s {?s ?p ?o}").columns
        {'s': 'a thing'}
    """
    header: dict[str, list[str]] = {}
    key = ""
    for line in _header_lines(text):
        begun = re.fullmatch(rf"({'|'.join(_KEYS)}):(.*)", line)
        if begun:
            key = begun[1]
            header[key] = [begun[2].strip()] if begun[2].strip() else []
        elif key and line.strip():
            header[key].append(line.strip())
    parameters = {
        m["name"]: Parameter(m["name"], m["kind"] or "term", m["text"]) for m in _entries(header, "parameters")
    }
    words = {key: " ".join(lines) for key, lines in header.items()}
    return QueryInfo(
        name,
        words.get("summary", ""),
        words.get("group", ""),
        words.get("severity", ""),
        words.get("description", ""),
        parameters,
        {m["name"]: m["text"] for m in _entries(header, "columns")},
        words.get("world", ""),
        frozenset(re.findall(r"\w+", words.get("uses", ""))),
        words.get("example", ""),
        text,
    )


def _header_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line.startswith("#+"):
            return
        yield line.removeprefix("#+").removeprefix(" ")


def _entries(header: Mapping[str, list[str]], key: str) -> Iterator[re.Match[str]]:
    for line in header.get(key, ()):
        entry = _ENTRY.fullmatch(line)
        if entry:
            yield entry
