"""How axioms are written: nested lists (the form in proofs) and functional-style syntax."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import Any

from differentia.owl.axioms import HasKey
from differentia.owl.expressions import (
    AnonymousIndividual,
    Class,
    DataProperty,
    Datatype,
    Literal,
    NamedIndividual,
    ObjectProperty,
)

__all__ = ["axiom_hash", "functional", "to_lists"]

_NAMES = (Class, ObjectProperty, DataProperty, Datatype, NamedIndividual)


def to_lists(value: Any) -> Any:
    """Write an entity, expression or axiom as nested lists, the form in which proofs carry it.

    A named entity becomes its IRI; a blank node `["AnonymousIndividual", node]`; a literal
    `["Literal", lexical, datatype, language]`; everything else `[name, *fields]`, tuples as lists.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import ObjectSomeValuesFrom
        >>> to_lists(SubClassOf(Class("a:A"), ObjectSomeValuesFrom(ObjectProperty("a:r"), Class("a:B"))))
        ['SubClassOf', 'a:A', ['ObjectSomeValuesFrom', 'a:r', 'a:B']]
    """
    if isinstance(value, _NAMES):
        return value.iri
    if isinstance(value, tuple):
        return [to_lists(item) for item in value]
    if isinstance(value, str | int):
        return value
    return [type(value).__name__, *(to_lists(getattr(value, f.name)) for f in fields(value))]


def functional(value: Any) -> str:
    """Write an entity, expression or axiom in functional-style syntax with full IRIs.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import ObjectComplementOf
        >>> functional(SubClassOf(Class("a:A"), ObjectComplementOf(Class("a:B"))))
        'SubClassOf(<a:A> ObjectComplementOf(<a:B>))'
    """
    if isinstance(value, _NAMES):
        return f"<{value.iri}>"
    if isinstance(value, AnonymousIndividual):
        return f"_:{value.node}"
    if isinstance(value, Literal):
        text = value.lexical.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"@{value.language}' if value.language else f'"{text}"^^<{value.datatype}>'
    if isinstance(value, tuple):
        return " ".join(functional(item) for item in value)
    if isinstance(value, str):
        return f"<{value}>"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, HasKey):
        groups = f"({functional(value.object_properties)}) ({functional(value.data_properties)})"
        return f"HasKey({functional(value.cls)} {groups})"
    return f"{type(value).__name__}({' '.join(functional(getattr(value, f.name)) for f in fields(value))})"


def axiom_hash(axiom: Any) -> str:
    """Return the SHA-256 (hex) of an axiom's nested lists as compact JSON: the name by which proofs cite it.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> axiom_hash(SubClassOf(Class("a:A"), Class("a:B")))[:12]
        '1a75f631d465'
    """
    text = json.dumps(to_lists(axiom), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
