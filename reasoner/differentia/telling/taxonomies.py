"""Class hierarchies as text, Turtle and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from differentia.owl.expressions import OWL
from differentia.owl.taxonomy import Taxonomy
from differentia.telling.plain import one_line
from differentia.telling.proof_text import axioms_text

__all__ = ["taxonomy_json", "taxonomy_text", "taxonomy_turtle"]

_THING = OWL + "Thing"
_DEEPEST = 50
_PREFIXES = (
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
)


def taxonomy_text(found: Taxonomy) -> str:
    """Tell a hierarchy as an indented tree; what stands below two classes is told in full once.

    Example:
        >>> groups = (("a:A",), ("a:B", "a:C"), (_THING,))
        >>> print(taxonomy_text(Taxonomy(groups, {"a:A": ("a:B",), "a:B": (_THING,), _THING: ()}, {}, ())))
        owl:Thing
          a:B = a:C
            a:A
    """
    group_of = {group[0]: group for group in found.groups}
    below: dict[str, list[str]] = {}
    for first in sorted(found.parents, reverse=True):
        for parent in found.parents[first]:
            below.setdefault(parent, []).append(first)
    lines: list[str] = []
    told: set[str] = set()
    waiting = [(first, 0) for first in found.parents if not found.parents[first]]
    while waiting:
        first, depth = waiting.pop()
        again = first in told and first in below
        told.add(first)
        lines.append(_indented(depth) + " = ".join(map(_name, group_of[first])) + (" (see above)" if again else ""))
        if not again:
            waiting += [(each, depth + 1) for each in below.get(first, ())]
    for name, axioms in sorted(found.unsatisfiable.items()):
        cited = {f"a{number}": axiom for number, axiom in enumerate(axioms, start=1)}
        lines += ["", f"{_name(name)} can have no member", *axioms_text({"axioms": cited})]
    return "\n".join([*lines, *_doubts(found)])


def _indented(depth: int) -> str:
    """Return the blanks before a class; far down a number says how deep, or a long chain would fill the disk."""
    return "  " * depth if depth <= _DEEPEST else "  " * _DEEPEST + f"({depth} deep) "


def _doubts(found: Taxonomy) -> Iterable[str]:
    return ["", "There may be more than this:", *(f"- {doubt}" for doubt in found.doubts)] if found.doubts else ()


def _name(iri: str) -> str:
    return "owl:" + iri.removeprefix(OWL) if iri.startswith(OWL) else one_line(iri)


def taxonomy_turtle(found: Taxonomy) -> str:
    """Write a hierarchy in Turtle: direct subclasses, equivalents, and owl:Nothing above what can have no member.

    Example:
        >>> print(taxonomy_turtle(Taxonomy((), {"a:A": ("a:B",)}, {}, ())).splitlines()[-1])
        <a:A> rdfs:subClassOf <a:B> .
    """
    lines = [f"{_iri(first)} owl:equivalentClass {_iri(other)} ." for first, *rest in found.groups for other in rest]
    lines += [
        f"{_iri(first)} rdfs:subClassOf {_iri(parent)} ."
        for first in sorted(found.parents)
        for parent in found.parents[first]
    ]
    lines += [f"{_iri(name)} rdfs:subClassOf owl:Nothing ." for name in sorted(found.unsatisfiable)]
    comments = [f"# there may be more than this: {one_line(str(doubt))}" for doubt in found.doubts]
    return "\n".join([*_PREFIXES, "", *comments, *lines])


def _iri(iri: str) -> str:
    if iri.startswith(OWL):
        return _name(iri)
    return "<" + "".join(c if c > " " and c not in '<>"{}|^`\\' else f"\\u{ord(c):04X}" for c in iri) + ">"


def taxonomy_json(found: Taxonomy) -> str:
    """Write a hierarchy as JSON.

    Example:
        >>> json.loads(taxonomy_json(Taxonomy((("a:A",),), {"a:A": ()}, {}, ())))["classes"]
        [{'class': 'a:A', 'equivalent': [], 'parents': []}]
    """
    classes = [
        {"class": first, "equivalent": rest, "parents": list(found.parents[first])} for first, *rest in found.groups
    ]
    unsatisfiable: list[dict[str, Any]] = [
        {"class": name, "axioms": [dict(axiom) for axiom in axioms]}
        for name, axioms in sorted(found.unsatisfiable.items())
    ]
    record = {"classes": classes, "unsatisfiable": unsatisfiable, "maybe_missing": [str(d) for d in found.doubts]}
    return json.dumps(record, ensure_ascii=False, indent=2)
