"""Whether the graph of a case has the shape of one, by the SHACL shapes in `ontology/shapes/`.

The shapes say who may bear what, of which kinds things are, and how values are written; that a value is possible, or a
fact contradicts another, is told elsewhere. Needs the optional extra `shapes` (pyshacl).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from differentia import resources
from differentia.errors import BadInput
from differentia.intake.lexicon import Lexicon
from differentia.intake.vocabulary import DX
from differentia.owl.expressions import RDF, RDFS

if TYPE_CHECKING:
    import rdflib

__all__ = ["Violation", "violations"]

_SH = "http://www.w3.org/ns/shacl#"
_READ = frozenset({RDFS + "subClassOf", DX + "side"})
_KINDS = frozenset({DX + "Maneuver", DX + "Quality"})


class Violation(NamedTuple):
    """A place where a graph has not the shape of a case.

    Attributes:
        node: what is at fault.
        path: the property it is about, as a path of SPARQL; nothing if it is about the node itself.
        value: the value at fault, if it is one value.
        message: what should hold.
    """

    node: str
    path: str | None
    value: str | None
    message: str


def violations(graph: rdflib.Graph, ontology: Iterable[Path] | Lexicon | None = None) -> tuple[Violation, ...]:
    """Return what is wrong with the shape of the graph of a case.

    Args:
        graph: the asserted graph of a case.
        ontology: the Turtle files of the vocabulary and the domain, or the words read from them; none: those supplied.

    Returns:
        In a fixed order; nothing if the graph has the shape of a case.

    Raises:
        BadInput: if pyshacl is not installed.

    Example:
        >>> import rdflib
        >>> text = "@prefix dx: <https://w3id.org/differentia/dx#> . <urn:a> dx:hasPart <urn:b> ."
        >>> [each.message for each in violations(rdflib.Graph().parse(data=text))]
        ['a part of the body is of some kind', 'only a patient has parts']
    """
    try:
        import pyshacl
    except ImportError:
        raise BadInput("checking the shape of a graph needs pyshacl: pip install 'differentia[shapes]'") from None
    import rdflib

    whole = rdflib.Graph()  # as one: a processor takes no instances from an ontology that stands beside the data
    whole += graph
    for triple in _known(ontology) if isinstance(ontology, Lexicon) else _hierarchy(ontology or _supplied()):
        whole.add((rdflib.URIRef(triple[0]), rdflib.URIRef(triple[1]), rdflib.URIRef(triple[2])))
    shapes = rdflib.Graph()
    for path in sorted((resources.ontology() / "shapes").glob("*.ttl")):
        shapes.parse(path)
    _, report, _ = pyshacl.validate(whole, shacl_graph=shapes, inference="none")
    return tuple(sorted(_results(report), key=lambda each: tuple(part or "" for part in each[::-1])))


def _supplied() -> list[Path]:
    folder = resources.ontology()
    return [path for path in sorted(folder.rglob("*.ttl")) if path.parent.name not in ("shapes", "links")]


def _hierarchy(files: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """Yield what shapes ask of an ontology: the hierarchy of named classes, sides, maneuvers and qualities."""
    import pyoxigraph as ox

    for path in files:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            s, p, o = quad.subject, quad.predicate.value, quad.object
            if not isinstance(s, ox.NamedNode) or not isinstance(o, ox.NamedNode):
                continue
            if p in _READ or (p == RDF + "type" and o.value in _KINDS):
                yield s.value, p, o.value


def _known(lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Yield the same of the words of a domain."""
    below = RDFS + "subClassOf"
    codes = {sense.iri for sense in lexicon.coded.values() if sense.value is None}
    for cls in lexicon.findings | lexicon.kinds.keys() | codes | lexicon.wider.keys():
        yield cls, below, DX + "Finding"
    for cls in lexicon.complaints:
        yield cls, below, DX + "Complaint"
    for cls in lexicon.kinds:
        yield cls, below, DX + "Measurement"
    for root in ("Complaint", "Measurement"):
        yield DX + root, below, DX + "Finding"
    for cls, found in lexicon.values.items():
        if cls in _KINDS:
            yield from ((value, RDF + "type", cls) for values in found.values() for value, _ in values)
    for by_side in lexicon.parts.values():
        yield from ((cls, DX + "side", side) for side, cls in by_side.items())


def _results(report: Any) -> Iterator[Violation]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    for result in set(report.subjects(rdflib.RDF.type, sh.ValidationResult)):
        path = report.value(result, sh.resultPath)
        value = report.value(result, sh.value)
        yield Violation(
            _node(report.value(result, sh.focusNode)),
            _path(path, report) if path is not None else None,
            _node(value) if value is not None else None,
            str(report.value(result, sh.resultMessage)),
        )


def _node(node: Any) -> str:
    import rdflib

    return f"_:{node}" if isinstance(node, rdflib.BNode) else str(node)


def _path(path: Any, report: rdflib.Graph) -> str:
    """Write a path as SPARQL does; what is neither a property nor an inverse is named by its parts."""
    import rdflib
    from rdflib.collection import Collection

    sh = rdflib.Namespace(_SH)
    if isinstance(path, rdflib.URIRef):
        return f"<{path}>"
    for told, sign in ((sh.inversePath, "^{}"), (sh.zeroOrMorePath, "{}*")):
        inner = report.value(path, told)
        if inner is not None:
            return sign.format(_path(inner, report))
    choices = report.value(path, sh.alternativePath)
    steps = [_path(step, report) for step in Collection(report, choices or path)]
    return ("|" if choices else "/").join(steps)
