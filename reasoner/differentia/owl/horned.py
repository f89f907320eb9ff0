"""Reads functional-style syntax and OWL/XML through horned-owl, which is loaded when it is needed.

It comes with `pip install differentia[syntaxes]`. Its model has the shape of ours: a construct becomes the one of the
same name with the parts in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from differentia.errors import BadInput, Unsupported
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, RDF, XSD
from differentia.owl.ontology import Annotation, Ontology, assembled
from differentia.owl.rdf_files import safe_xml
from differentia.owl.reading import disjoint_classes, in_order

__all__ = ["read_horned"]

_NO_LOGIC = (
    "AnnotationAssertion AnnotationPropertyDomain AnnotationPropertyRange SubAnnotationPropertyOf DeclareClass "
    "DeclareObjectProperty DeclareDataProperty DeclareAnnotationProperty DeclareDatatype DeclareNamedIndividual "
    "OntologyID DocIRI Import OntologyAnnotation"
)
_SKIPPED = frozenset(_NO_LOGIC.split())
_TURNED = {"from": "source", "to": "target"}  # words that Python keeps for itself


def read_horned(text: str, syntax: str, *, file: str | Path | None = None) -> Ontology:
    """Read an ontology in functional-style syntax or OWL/XML; imports are not followed.

    Args:
        text: the document.
        syntax: "ofn" or "owx".
        file: where it comes from, for messages.

    Raises:
        BadInput: horned-owl is not installed, or it does not read the text.
    """
    if syntax == "owx":
        text = safe_xml(text.encode(), file=file).decode()
    try:
        library: Any = import_module("pyhornedowl")
    except ImportError:
        wanted = "functional-style syntax and OWL/XML are read with: pip install differentia[syntaxes]"
        raise BadInput(wanted, file=file) from None
    try:
        components = library.open_ontology_from_string(text, serialization=syntax).get_components()
    except Exception as error:  # the library's own errors have no common class
        raise BadInput(f"not readable as {syntax}: {error}", file=file) from None
    axioms: dict[Axiom, list[Annotation]] = {}
    unread: list[Unsupported] = []
    versions: list[str] = []
    names: dict[str, list[str]] = {"DeclareClass": [], "Import": [], "OntologyID": []}
    for annotated in components:
        component = annotated.component
        name = type(component).__name__
        if name == "OntologyAnnotation":
            said = _notes([component.first])
            versions += [v.lexical for p, v in said if p == OWL + "versionInfo" and isinstance(v, ex.Literal)]
        if name in names:
            names[name] += _iris(component)
        if name in _SKIPPED:
            continue
        try:
            axioms.setdefault(_converted(component), []).extend(_notes(annotated.ann))
        except _UnknownError:
            unread.append(Unsupported(name, str(component)))
    classes, imports, iris = names.values()
    return assembled(axioms, versions, unread, classes=classes, imports=imports, iris=iris)


def _iris(component: Any) -> Iterator[str]:
    """Yield the IRIs of a declaration, an import or an ontology header."""
    for part in type(component).__match_args__:
        value = getattr(component, part)
        value = getattr(value, "first", value)
        if value is not None:
            yield str(value)


class _UnknownError(Exception):
    pass


def _converted(value: Any) -> Any:
    """Turn a construct of horned-owl into ours."""
    if isinstance(value, list | tuple):
        return tuple(_converted(item) for item in value)
    if isinstance(value, str | int):
        return value
    name = type(value).__name__
    if name in _SPECIAL:
        return _SPECIAL[name](value)
    make: Any = getattr(ax, name, None) or getattr(ex, name, None)
    if make is None:
        raise _UnknownError(name)
    return make(*(_converted(getattr(value, _TURNED.get(part, part))) for part in type(value).__match_args__))


def _named(make: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda value: make(str(value.first))


def _chain(value: Any) -> Axiom:
    sub = value.sub
    steps = _converted(sub)
    return ax.SubObjectPropertyOf(
        ex.ObjectPropertyChain(steps) if isinstance(sub, list) else steps, _converted(value.sup)
    )


def _key(value: Any) -> Axiom:
    properties = _converted(value.vpe)
    data = tuple(p for p in properties if isinstance(p, ex.DataProperty))
    return ax.HasKey(_converted(value.ce), tuple(p for p in properties if p not in data), data)


def _restriction(value: Any) -> ex.DatatypeRestriction:
    pairs = [(_facet(each.f), _converted(each.l)) for each in value.second]
    return ex.DatatypeRestriction(_converted(value.first), tuple(sorted(pairs, key=lambda p: (p[0], p[1].lexical))))


def _facet(facet: Any) -> str:
    name = str(facet).rpartition(".")[2]
    return (RDF if name == "LangRange" else XSD) + name[0].lower() + name[1:]


_SPECIAL: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "Class": _named(ex.Class),
        "ObjectProperty": _named(ex.ObjectProperty),
        "DataProperty": _named(ex.DataProperty),
        "Datatype": _named(ex.Datatype),
        "NamedIndividual": _named(ex.NamedIndividual),
        "AnonymousIndividual": lambda v: ex.AnonymousIndividual(str(v.first).removeprefix("_:")),
        "InverseObjectProperty": lambda v: ex.ObjectInverseOf(_converted(v.first)),
        "SimpleLiteral": lambda v: ex.Literal(v.literal, XSD + "string"),
        "LanguageLiteral": lambda v: ex.Literal(v.literal, RDF + "langString", v.lang),
        "DatatypeLiteral": lambda v: ex.Literal(v.literal, str(v.datatype_iri)),
        "DatatypeRestriction": _restriction,
        "SubObjectPropertyOf": _chain,
        "HasKey": _key,
        "EquivalentClasses": lambda v: ax.EquivalentClasses(in_order(_converted(v.first))),
        "DisjointClasses": lambda v: disjoint_classes(_converted(v.first)),
    }
)


def _notes(annotations: Any) -> list[Annotation]:
    found: list[Annotation] = []
    for each in annotations:
        value = each.av
        if type(value).__name__.endswith("Literal"):
            found.append((str(each.ap.first), _converted(value)))
        elif type(value).__name__ == "IRI":
            found.append((str(each.ap.first), str(value)))
    return found
