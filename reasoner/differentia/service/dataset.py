"""What the service answers from: the graphs of the ontology and of each case, in one file that workers load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from differentia.static_graph import INFERRED_GRAPH, ONTOLOGY_GRAPH
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis, KnowledgeBase

__all__ = ["CaseEntry", "Contents", "write_dataset"]

PARTS = ("asserted", "inferred", "proof")


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case that can be queried.

    Attributes:
        id: what its file calls it.
        iri: what a query calls it; the case as a default graph.
        graphs: its named graphs.
    """

    id: str
    iri: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is to be queried.

    Attributes:
        file: all of it as N-Quads.
        static: the named graphs of the ontology.
        cases: the cases.
        prefixes: prefixes that a query may use without declaring them.
        of_cases: properties that only cases have: a query that uses one needs a case.
        triples: how many triples each named graph has.
        version: the version of the ontology.
    """

    file: Path
    static: tuple[str, ...]
    cases: tuple[CaseEntry, ...]
    prefixes: dict[str, str]
    of_cases: frozenset[str]
    triples: dict[str, int]
    version: str

    def case(self, name: str) -> CaseEntry | None:
        """Return the case of an IRI or id."""
        return next((case for case in self.cases if name in (case.iri, case.id)), None)


def write_dataset(kb: KnowledgeBase, diagnoses: Iterable[Diagnosis], file: Path) -> Contents:
    """Write the ontology, what follows from it, and the cases with their conclusions and proofs.

    Args:
        kb: the knowledge base.
        diagnoses: the cases.
        file: where the N-Quads go.
    """
    listed = list(diagnoses)
    static = kb.compiled.static
    triples: dict[str, int] = {}
    predicates: dict[bool, set[str]] = {True: set(), False: set()}
    store = ox.Store()
    for name, text in (
        (ONTOLOGY_GRAPH, static.ontology),
        (ONTOLOGY_GRAPH, static.documentation),
        (INFERRED_GRAPH, static.inferred),
    ):
        store.bulk_load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
    for diagnosis in listed:
        store.extend(
            quad for quad in diagnosis.case_graph.quads() if _graph(quad) not in (ONTOLOGY_GRAPH, INFERRED_GRAPH)
        )
    for quad in store:
        name = _graph(quad)
        triples[name] = triples.get(name, 0) + 1
        predicates[name in (ONTOLOGY_GRAPH, INFERRED_GRAPH)].add(quad.predicate.value)
    store.dump(str(file), format=ox.RdfFormat.N_QUADS)
    cases = tuple(_entries(listed))
    prefixes = dict(listed[0].case_graph.prefixes) if listed else _prefixes(kb)
    return Contents(
        file,
        (ONTOLOGY_GRAPH, INFERRED_GRAPH),
        cases,
        prefixes,
        frozenset(predicates[False] - predicates[True]),
        dict(sorted(triples.items())),
        kb.version,
    )


def _graph(quad: ox.Quad) -> str:
    return str(getattr(quad.graph_name, "value", ""))


def _entries(diagnoses: Iterable[Diagnosis]) -> Iterator[CaseEntry]:
    for diagnosis in diagnoses:
        iri = diagnosis.case_graph.iri
        yield CaseEntry(diagnosis.case.id, iri, tuple(f"{iri}/{part}" for part in PARTS))


def _prefixes(kb: KnowledgeBase) -> dict[str, str]:
    return dict(kb.diagnose({"present": []}).case_graph.prefixes)
