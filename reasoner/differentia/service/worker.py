"""A worker: a process that loads the dataset once and answers one query after the other, until it is ended.

A query may run for ever, ask for all memory or kill the engine; in here it can do so without harm to anybody else. The
worker bounds its memory itself; its time is bounded by `pool`, which ends it from outside. It imports no more than it
needs, for it is started again whenever one was ended.
"""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any

import pyoxigraph as ox

from differentia.errors import BadInput
from differentia.query_guard import refuse_unsafe
from differentia.structs import dataclass

__all__ = ["Answer", "Job", "Limits", "answer", "serve_queries"]

_MEBIBYTE = 1024 * 1024
_RESULTS = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML} | {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES} | {
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use.

    Attributes:
        seconds: time, from the outside.
        mebibytes: memory beyond what the dataset takes.
        rows: rows, or triples, of an answer.
    """

    seconds: float = 10.0
    mebibytes: int = 512
    rows: int = 10_000


@dataclass(frozen=True, slots=True)
class Job:
    """One query.

    Attributes:
        text: SPARQL 1.1.
        default: the graphs that make up the default graph; None: what the query itself says, or all static ones.
        named: the graphs that GRAPH may name; None: what the query itself says, or all.
        formats: the format to answer in by kind of answer: "rows" (SELECT, ASK) and "triples" (CONSTRUCT, DESCRIBE).
    """

    text: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None
    formats: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a query.

    Attributes:
        status: the HTTP status that says so.
        body: the answer, or what was wrong, in plain words.
        form: the format of the body; "text" if something was wrong.
    """

    status: int
    body: bytes
    form: str = "text"


def serve_queries(connection: Connection, file: str, prefixes: Mapping[str, str], limits: Limits) -> None:
    """Load the dataset and answer jobs from a connection until it closes."""
    store = ox.Store()
    store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    _bound_memory(limits.mebibytes)
    connection.send(True)
    while True:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(answer(store, job, prefixes, limits))


def _bound_memory(mebibytes: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - one line, read once
        pages = int(file.read().split()[0])
    most = pages * resource.getpagesize() + mebibytes * _MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(store: ox.Store, job: Job, prefixes: Mapping[str, str], limits: Limits) -> Answer:
    """Answer one query, or say what is wrong with it."""
    declared = _declared(prefixes)
    try:
        refuse_unsafe(declared + job.text)
        found = _ask(store, job, prefixes)
        return _written(store, found, job, prefixes, limits)
    except BadInput as error:
        return Answer(400, _placed(str(error), declared).encode())
    except SyntaxError as error:
        return Answer(400, f"the query is not SPARQL 1.1: {error}".encode())
    except MemoryError:
        return Answer(503, b"the query asks for more memory than it may have")
    except (OSError, RuntimeError, ValueError) as error:
        return Answer(400, f"the query cannot be answered: {error}".encode())


def _declared(prefixes: Mapping[str, str]) -> str:
    """Declare the prefixes that a query may use without saying so, for a parser that does not know them."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())


def _placed(message: str, before: str) -> str:
    """Tell the place of an error in the query as it was sent, without the declarations before it."""
    lines = before.count("\n")

    def place(match: re.Match[str]) -> str:
        line = int(match[1]) - lines
        return f"(line {line}, column {match[2]})" if line > 0 else ""

    return re.sub(r"\(at char \d+\), \(line:(\d+), col:(\d+)\)", place, message)


def _ask(store: ox.Store, job: Job, prefixes: Mapping[str, str]) -> Any:
    graphs: dict[str, Any] = {}
    if job.default is not None:
        graphs["default_graph"] = [ox.NamedNode(name) for name in job.default]
    if job.named is not None:
        graphs["named_graphs"] = [ox.NamedNode(name) for name in job.named]
    return store.query(job.text, prefixes=dict(prefixes), **graphs)


def _written(store: ox.Store, found: Any, job: Job, prefixes: Mapping[str, str], limits: Limits) -> Answer:
    triples = isinstance(found, ox.QueryTriples)
    form = job.formats["triples" if triples else "rows"]
    if form is None:
        kinds = "triples (CONSTRUCT, DESCRIBE)" if triples else "rows (SELECT, ASK)"
        return Answer(406, f"none of the formats asked for can hold {kinds}".encode())
    if triples:
        kept = list(_bounded(found, limits.rows))
        body = ox.serialize(kept, format=_GRAPHS[form], prefixes=dict(prefixes) if form == "turtle" else None)
        return Answer(200, body or b"", form)
    if isinstance(found, ox.QueryBoolean) and form in ("csv", "tsv"):
        return Answer(200, b"true\n" if found else b"false\n", form)
    if not isinstance(found, ox.QueryBoolean):
        for _ in _bounded(found, limits.rows):
            pass  # counted before anything is written: the rows are found again, for the engine's own writer
        found = _ask(store, job, prefixes)
    return Answer(200, found.serialize(format=_RESULTS[form]) or b"", form)


def _bounded(found: Any, most: int) -> Iterator[Any]:
    for number, each in enumerate(found):
        if number >= most:
            raise BadInput(f"the answer has more than {most:,} rows: add a LIMIT, or ask for less")
        yield each
