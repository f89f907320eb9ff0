"""Where an ontology comes from: the one supplied, files, folders, an rdflib graph or an owlready2 ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from differentia import resources
from differentia.compiled import Compiled, compile_files, compile_triples
from differentia.errors import BadInput
from differentia.owl.expressions import XSD, AnonymousIndividual, Literal
from differentia.owl.ontology import Term, Triple

if TYPE_CHECKING:
    import rdflib

__all__ = ["Source", "compile_sources"]

Source: TypeAlias = "str | Path | rdflib.Graph | Any"
"""A file, a folder, an `rdflib.Graph` or an `owlready2.Ontology`."""

_SHAPES = "shapes"  # the folder of what graphs of cases must look like, which is nothing to reason with
_ENDINGS = frozenset({".ttl", ".nt", ".rdf", ".owl", ".xml", ".jsonld"})


def compile_sources(sources: Iterable[Source]) -> Compiled:
    """Compile an ontology from any mixture of sources.

    Args:
        sources: none: the ontology supplied with the package. Otherwise these, together with the domain-neutral
            vocabulary, which need not be among them.

    Returns:
        The compiled ontology, from the cache where all sources are files.

    Raises:
        BadInput: a source is missing, cannot be read or is of an unknown kind.
        OutsideFragment: an axiom cannot be reasoned with.
    """
    given = list(sources)
    supplied = resources.ontology()
    if not given:
        return compile_files([path for path in sorted(supplied.rglob("*.ttl")) if path.parent.name != _SHAPES])
    files = [path for source in given if isinstance(source, str | Path) for path in _files(Path(source))]
    files += [path for path in supplied.glob("*.ttl") if path.name not in {file.name for file in files}]
    graphs = [source for source in given if not isinstance(source, str | Path)]
    if not graphs:
        return compile_files(files)
    from differentia.owl.reading import triples_of_files

    triples = triples_of_files(files)
    for number, graph in enumerate(graphs):
        triples.extend(_triples_of(graph, f"g{number}"))
    return compile_triples(triples)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise BadInput("no such file or folder", file=path)
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix in _ENDINGS and file.parent.name != _SHAPES)
    if not found:
        raise BadInput("no RDF file in this folder", file=path)
    return found


def _triples_of(source: Any, name: str) -> Iterator[Triple]:
    kind = f"{type(source).__module__}.{type(source).__name__}"
    if kind.startswith("rdflib."):
        yield from _triples_of_rdflib(source, name)
    elif hasattr(source, "world") and hasattr(source, "save"):
        yield from _triples_of_owlready(source, name)
    else:
        raise BadInput(f"an ontology cannot be read from a {kind}")


def _triples_of_rdflib(graph: rdflib.Graph, name: str) -> Iterator[Triple]:
    import rdflib

    def term(node: Any) -> Term:
        if isinstance(node, rdflib.Literal):
            datatype = str(node.datatype) if node.datatype else XSD + "string"
            return Literal(str(node), datatype, node.language or "")
        return AnonymousIndividual(f"{name}{node}") if isinstance(node, rdflib.BNode) else str(node)

    for s, p, o in graph:
        yield term(s), str(p), term(o)  # type: ignore[misc]


def _triples_of_owlready(ontology: Any, name: str) -> Iterator[Triple]:
    """Read what owlready2 holds, written out as N-Triples; its Python objects would lose punned individuals."""
    import tempfile

    from differentia.owl.reading import triples_of_files

    def term(node: Term) -> Term:  # blank nodes of several sources must not meet
        return AnonymousIndividual(name + node.node) if isinstance(node, AnonymousIndividual) else node

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.nt"
        ontology.save(file=str(path), format="ntriples")
        for s, p, o in triples_of_files([path]):
            yield term(s), p, term(o)  # type: ignore[misc]
