"""How far terms are linked: coverage by vocabulary, and where mappings and hierarchies do not agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from differentia.linking.curies import VOCABULARIES, malformed
from differentia.linking.links import Links

__all__ = ["Coverage", "coverage", "disagreements"]


class Coverage(NamedTuple):
    """How many terms of a kind are linked to a vocabulary.

    Attributes:
        exact: how many have an exact match.
        linked: how many have any.
        terms: how many there are.
    """

    vocabulary: str
    kind: str
    exact: int
    linked: int
    terms: int


def coverage(links: Links, kinds: Mapping[str, Collection[str]]) -> list[Coverage]:
    """Count links by vocabulary and kind of term.

    Args:
        links: mappings.
        kinds: the IRIs of the terms of each kind.
    """
    found = []
    for vocabulary in VOCABULARIES:
        rows = [m for m in links.mappings if m.object.startswith(vocabulary + ":")]
        for kind, terms in kinds.items():
            linked = {links.subject(m) for m in rows} & set(terms)
            exact = {links.subject(m) for m in rows if m.predicate == "exactMatch"} & linked
            if linked:
                found.append(Coverage(vocabulary, kind, len(exact), len(linked), len(terms)))
    return found


def disagreements(links: Links) -> Iterator[str]:
    """Yield, in words, where sources contradict each other or themselves.

    Two kinds are looked for between rows: one term the exact match of two others of one vocabulary, and two rows about
    the same pair; one kind between rows and hierarchies: a broader match that the hierarchy does not have above the
    exact one.
    """
    for term in sorted({m.object for m in links.mappings}):
        fault = malformed(term)
        if fault is not None:
            yield f"{term}: {fault}"
    exact: dict[tuple[str, str], list[str]] = {}
    for mapping in links.mappings:
        if mapping.predicate == "exactMatch":
            exact.setdefault((mapping.subject, mapping.object.split(":")[0]), []).append(mapping.object)
            exact.setdefault((mapping.object, "ours"), []).append(mapping.subject)
    for (term, _), others in sorted(exact.items()):
        if len(others) > 1:
            yield f"{term} is the exact match of {' and of '.join(sorted(others))}"
    yield from _doubled(links)
    for mapping in links.mappings:
        own = exact.get((mapping.subject, mapping.object.split(":")[0]), [])
        placed = mapping.predicate == "broadMatch" and own and links.above(own[0])
        if placed and mapping.object not in links.upward(own):
            name = links.label(mapping.object) or mapping.object
            yield f"{mapping.subject}: {mapping.object} ({name}) is broader by mapping, not above {own[0]} there"


def _doubled(links: Links) -> Iterator[str]:
    said: dict[tuple[str, str], set[str]] = {}
    for mapping in links.mappings:
        said.setdefault((mapping.subject, mapping.object), set()).add(mapping.predicate)
    for (subject, other), predicates in sorted(said.items()):
        if len(predicates) > 1:
            yield f"{subject} and {other}: {' and '.join(sorted(predicates))}"
