"""Stores of the static triples, lent to one case at a time.

Loading the ontology into a store takes longer than all queries about a case together. So a store is filled once, takes
in the triples of the case that asks, and keeps them until another case asks. Every query still sees the static triples
and those of one case, all in the default graph. Threads get a store each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pyoxigraph as ox

from differentia.owl.expressions import Literal
from differentia.static_graph import Static

__all__ = ["Named", "StaticStore", "quads_of"]

Named: TypeAlias = tuple[str, str, str | Literal]
"""A triple without blank nodes."""

_MOST_IDLE = 8


class _Lent:
    """A store, whose triples it holds beside the static ones, and which of them are not static."""

    __slots__ = ("added", "guest", "store")

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.guest: object = None
        self.added: list[ox.Quad] = []

    def take_in(self, guest: object, triples: Iterable[Named]) -> None:
        """Put the triples of a guest in place of those of the guest before."""
        for quad in self.added:
            self.store.remove(quad)
        self.guest, self.added = None, []
        # what is static as well stays when the guest leaves
        self.added = [quad for quad in quads_of(triples, ox.DefaultGraph()) if quad not in self.store]
        self.store.extend(self.added)
        self.guest = guest


class StaticStore:
    r"""Stores filled with static triples.

    Args:
        static: the triples.

    Example:
        >>> shared = StaticStore(Static(b"<urn:s> <urn:p> <urn:o> .\n"))
        >>> with shared.lent("a case", lambda: [("urn:s", "urn:p", "urn:x")]) as store:
        ...     len(store)
        2
        >>> with shared.lent("another", lambda: []) as store:
        ...     len(store)
        1
    """

    def __init__(self, static: Static) -> None:
        self._static = static
        self._idle: dict[bool, list[_Lent]] = {False: [], True: []}

    @contextmanager
    def lent(self, guest: object, triples: Callable[[], Iterable[Named]], *, whole: bool = False) -> Iterator[ox.Store]:
        """Lend a store with the static triples and those of a guest in its default graph.

        Args:
            guest: whose triples they are; the same object as long as they are the same.
            triples: gives them.
            whole: with the documentation and every axiom, beside what the queries behind a diagnosis read.
        """
        idle = self._idle[whole]
        kept = next((one for one in idle if one.guest is guest), None)
        try:
            if kept is not None:
                idle.remove(kept)
            else:
                kept = idle.pop()
        except (ValueError, IndexError):  # none there, or another thread was faster
            kept = _Lent(self._filled(whole))
        if kept.guest is not guest:
            kept.take_in(guest, triples())
        try:
            yield kept.store
        finally:
            if len(idle) < _MOST_IDLE:
                idle.append(kept)

    def _filled(self, whole: bool) -> ox.Store:
        static, store = self._static, ox.Store()
        # in one go: a store renames blank nodes with each file
        for part in (static.ontology + static.documentation if whole else static.ontology, static.inferred):
            # lenient: IRIs were validated when the ontology was read; doing so again takes a fifth of the time
            store.bulk_load(part, format=_FORMAT, lenient=True)
        return store


_FORMAT = ox.RdfFormat.N_TRIPLES


def quads_of(triples: Iterable[Named], graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    """Write triples without blank nodes as quads of a graph."""
    known: dict[str, ox.NamedNode] = {}

    def node(iri: str) -> ox.NamedNode:
        found = known.get(iri)
        if found is None:
            found = known[iri] = ox.NamedNode(iri)
        return found

    for subject, predicate, value in triples:
        term = node(value) if isinstance(value, str) else _literal(value, node)
        yield ox.Quad(node(subject), node(predicate), term, graph)


def _literal(value: Literal, node: Callable[[str], ox.NamedNode]) -> ox.Literal:
    if value.language:
        return ox.Literal(value.lexical, language=value.language)
    return ox.Literal(value.lexical, datatype=node(value.datatype))
