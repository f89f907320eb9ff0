"""Traces links: from a code to terms of ours and back, with the way and its weakest link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from differentia.linking.links import Links
from differentia.linking.sssom import Mapping

__all__ = ["Trace", "traces_of_code", "traces_of_term", "traces_of_vocabulary"]

_MEANT = {
    ("exactMatch", 0): "the same",
    ("exactMatch", 1): "narrower than ours",
    ("exactMatch", -1): "wider than ours",
    ("narrowMatch", 0): "narrower than ours",
    ("narrowMatch", 1): "narrower than ours",
    ("broadMatch", 0): "wider than ours",
    ("broadMatch", -1): "wider than ours",
}
"""What follows of a term of another vocabulary: the mapping, and where the term stands above (-1) or below (1) it."""


class Trace(NamedTuple):
    """A way between a term of another vocabulary and a term of ours.

    Attributes:
        code: the term of the other vocabulary.
        way: from it to the term that is mapped, along its hierarchy.
        mapping: the last link.
        meaning: what follows: "the same", "narrower than ours" or "wider than ours"; or "nothing follows".
    """

    code: str
    way: tuple[str, ...]
    mapping: Mapping
    meaning: str

    @property
    def weakest(self) -> str:
        """The weakest link of the way: the mapping; a hierarchy is as its vocabulary says."""
        return str(self.mapping)


def traces_of_code(links: Links, code: str) -> list[Trace]:
    """Trace a code to all terms of ours: by its own mappings, those of terms above it and those of terms below it.

    Args:
        links: mappings and hierarchies.
        code: a CURIE.
    """
    own = [_trace(code, (code,), mapping, 0) for mapping in links.mapped(code)]
    above = _ways(code, links.above)
    below = _ways(code, links.below)
    further = [
        _trace(code, way, mapping, place)
        for place, ways, kept in ((1, above, ("exactMatch", "narrowMatch")), (-1, below, ("exactMatch", "broadMatch")))
        for end, way in ways.items()
        for mapping in links.mapped(end)
        if mapping.predicate in kept
    ]
    return own + further


def traces_of_term(links: Links, iri: str) -> list[Trace]:
    """Trace a term of ours to the terms of other vocabularies that it is mapped to."""
    return [_trace(mapping.object, (mapping.object,), mapping, 0) for mapping in links.by_subject.get(iri, ())]


def traces_of_vocabulary(links: Links, prefix: str) -> list[Trace]:
    """Trace every term of a vocabulary that is mapped, by its code; those below it in its hierarchy are not listed.

    Args:
        links: mappings and hierarchies.
        prefix: of the CURIEs of the vocabulary.
    """
    rows = sorted((m for m in links.mappings if m.object.startswith(prefix + ":")), key=lambda m: (m.object, m.subject))
    return [_trace(mapping.object, (mapping.object,), mapping, 0) for mapping in rows]


def _trace(code: str, way: tuple[str, ...], mapping: Mapping, place: int) -> Trace:
    return Trace(code, way, mapping, _MEANT.get((mapping.predicate, place), "nothing follows"))


def _ways(code: str, step: Callable[[str], Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return, for everything above or below a term, a shortest way there, nearest first."""
    found: dict[str, tuple[str, ...]] = {code: (code,)}
    level = [code]
    while level:
        new = {n: (*found[t], n) for t in reversed(level) for n in step(t) if n not in found}
        found.update(new)
        level = list(new)
    del found[code]
    return found
