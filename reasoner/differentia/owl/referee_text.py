"""What the referee HermiT is told (a document in functional-style syntax) and what it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

from differentia.owl.axioms import Axiom
from differentia.owl.expressions import (
    OWL,
    RDF,
    RDFS,
    XSD,
    AnonymousIndividual,
    Class,
    DataProperty,
    Datatype,
    Literal,
    NamedIndividual,
    ObjectProperty,
)
from differentia.owl.syntax import functional

__all__ = [
    "Entity",
    "above",
    "class_edges",
    "document",
    "entities",
    "with_named_individuals",
]

Entity: TypeAlias = Class | ObjectProperty | DataProperty | Datatype | NamedIndividual
T = TypeVar("T")

_ENTITIES = (Class, ObjectProperty, DataProperty, Datatype, NamedIndividual)
_BLANK = "urn:x-differentia:blank-node:"
# Anything else in angle brackets could end the IRI and smuggle in axioms.
_IRI = re.compile(r"[^\x00-\x20<>\"{}|\\^`]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*|")

# ---- told


def entities(value: Any) -> Iterator[Entity]:
    """Yield the entities that occur in an axiom or expression, in writing order, with repetitions.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> [entity.iri for entity in entities(SubClassOf(Class("a:A"), Class("a:B")))]
        ['a:A', 'a:B']
    """
    if isinstance(value, _ENTITIES):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from entities(item)
    elif isinstance(value, Literal):
        yield Datatype(value.datatype)
    elif is_dataclass(value):
        for field in fields(value):
            yield from entities(getattr(value, field.name))


def document(axioms: Iterable[Axiom]) -> str:
    """Write axioms as an ontology document in functional-style syntax, every entity declared by its use.

    Raises:
        ValueError: an IRI or a language tag cannot be written.

    Example:
        >>> from differentia.owl.axioms import ClassAssertion
        >>> print(document([ClassAssertion(Class("a:A"), NamedIndividual("a:A"))]))
        Ontology(
        Declaration(Class(<a:A>))
        Declaration(NamedIndividual(<a:A>))
        ClassAssertion(<a:A> <a:A>)
        )
    """
    body = [*axioms]
    used = {entity: None for axiom in body for entity in entities(axiom)}
    _check(body, used)
    declared = [f"Declaration({type(e).__name__}({functional(e)}))" for e in used if not _built_in(e)]
    return "\n".join(["Ontology(", *declared, *map(functional, body), ")"])


def _built_in(entity: Entity) -> bool:
    standard = (OWL, RDF, RDFS, XSD) if isinstance(entity, Datatype) else (OWL,)
    return entity.iri.startswith(standard)


def _check(body: Iterable[Axiom], used: Iterable[Entity]) -> None:
    for entity in used:
        if not _IRI.fullmatch(entity.iri):
            raise ValueError(f"not an IRI: {entity.iri!r}")
    for text in {text for axiom in body for text in _other_texts(axiom)}:
        if not _IRI.fullmatch(text):
            raise ValueError(f"not an IRI: {text!r}")


def _other_texts(value: Any) -> Iterator[str]:
    """Yield the strings that stand bare in an axiom (facet IRIs); check language tags on the way."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _other_texts(item)
    elif isinstance(value, Literal):
        if not _LANGUAGE.fullmatch(value.language):
            raise ValueError(f"not a language tag: {value.language!r}")
    elif is_dataclass(value) and not isinstance(value, _ENTITIES):
        for field in fields(value):
            yield from _other_texts(getattr(value, field.name))


def with_named_individuals(value: Any) -> Any:
    """Give every blank node a name: it asks the same of a model, and HermiT then also speaks about it.

    Example:
        >>> functional(with_named_individuals(AnonymousIndividual("b 1")))
        '<urn:x-differentia:blank-node:b%201>'
    """
    if isinstance(value, AnonymousIndividual):
        return NamedIndividual(_BLANK + quote(value.node, safe=""))
    if isinstance(value, tuple):
        return tuple(with_named_individuals(item) for item in value)
    if not is_dataclass(value) or isinstance(value, (*_ENTITIES, Literal)):
        return value
    rebuild: Any = type(value)
    return rebuild(*(with_named_individuals(getattr(value, field.name)) for field in fields(value)))


# ---- printed

_CLASS_LINE = re.compile(r"^(SubClassOf|EquivalentClasses)\( (.*) \)$", re.MULTILINE)


def class_edges(output: str) -> dict[str, set[str]]:
    """Read HermiT's class hierarchy: from each class to those printed as above or equivalent.

    Example:
        >>> class_edges("SubClassOf( <a:A> <a:B> )")
        {'a:A': {'a:B'}}
    """
    edges: dict[str, set[str]] = {}
    for kind, text in _CLASS_LINE.findall(output):
        names = re.findall(r"<([^>]*)>", text)
        for first, second in pairwise(names):
            edges.setdefault(first, set()).add(second)
        if kind == "EquivalentClasses":
            edges.setdefault(names[-1], set()).add(names[0])
    return edges


def above(start: Iterable[T], edges: Mapping[T, set[T]]) -> set[T]:
    """Return everything reached from `start` along the edges, `start` included.

    Example:
        >>> sorted(above(["a"], {"a": {"b"}, "b": {"c"}, "x": {"y"}}))
        ['a', 'b', 'c']
    """
    reached = set(start)
    waiting = list(reached)
    while waiting:
        new = edges.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return reached
