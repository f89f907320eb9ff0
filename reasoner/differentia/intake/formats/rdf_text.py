"""Writes triples as Turtle or JSON-LD, in the order of the triples; the context of JSON-LD stands in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from differentia.intake.formats.json_text import json_text
from differentia.owl.expressions import RDF, XSD, Literal

__all__ = ["Triple", "json_ld", "turtle"]

Triple: TypeAlias = tuple[str, str, str | Literal]


def turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Write triples as Turtle.

    Example:
        >>> print(turtle([("urn:a", "urn:x#says", Literal("yes", XSD + "string"))], {"x": "urn:x#"}))
        @prefix x: <urn:x#> .
        <urn:a> x:says "yes" .
    """
    import pyoxigraph as ox

    found = [ox.Triple(ox.NamedNode(s), ox.NamedNode(p), _term(o)) for s, p, o in _by_subject(triples)]
    text = ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    return (text or b"").decode().rstrip("\n")


def json_ld(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Write triples as JSON-LD.

    Example:
        >>> print(json_ld([("urn:a", "urn:x#says", Literal("yes", XSD + "string"))], {"x": "urn:x#"}))
        {
          "@context": {
            "x": "urn:x#"
          },
          "@graph": [
            {
              "@id": "urn:a",
              "x:says": "yes"
            }
          ]
        }
    """
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in triples:
        node = nodes.setdefault(subject, {"@id": _short(subject, prefixes)})
        if predicate == RDF + "type" and isinstance(value, str):
            key, one = "@type", _short(value, prefixes)
        else:
            key, one = _short(predicate, prefixes), _value(value, prefixes)
        values = node.setdefault(key, [])
        if one not in values:
            values.append(one)
    for node in nodes.values():
        node.update({key: values[0] for key, values in node.items() if isinstance(values, list) and len(values) == 1})
    return json_text({"@context": dict(prefixes), "@graph": list(nodes.values())})


def _by_subject(triples: Iterable[Triple]) -> Iterable[Triple]:
    """The triples, those of one subject together."""
    groups: dict[str, dict[Triple, None]] = {}
    for triple in triples:
        groups.setdefault(triple[0], {})[triple] = None
    return [triple for group in groups.values() for triple in group]


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, space in prefixes.items():
        if iri.startswith(space) and re.fullmatch(r"\w[\w.-]*", iri[len(space) :]):
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def _value(value: str | Literal, prefixes: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return {"@id": _short(value, prefixes)}
    if value.language:
        return {"@value": value.lexical, "@language": value.language}
    if value.datatype == XSD + "string":
        return value.lexical
    return {"@value": value.lexical, "@type": _short(value.datatype, prefixes)}


def _term(value: str | Literal) -> Any:
    import pyoxigraph as ox

    if isinstance(value, str):
        return ox.NamedNode(value)
    if value.language:
        return ox.Literal(value.lexical, language=value.language)
    return ox.Literal(value.lexical, datatype=ox.NamedNode(value.datatype))
