"""The queryable graph of one case: the ontology, what was asserted, what follows, and why.

The default graph of every query is the union of the static triples and those of this one case; the parts are also named
graphs. Proofs are triples too, but building them takes time: they are made when a query first asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox

from differentia.errors import BadInput
from differentia.owl.expressions import OWL, RDF, RDFS, XSD, Literal
from differentia.query_guard import mentions, refuse_unsafe
from differentia.query_library import QueryInfo, query_info
from differentia.query_names import Names
from differentia.static_graph import INFERRED_GRAPH, ONTOLOGY_GRAPH, Static
from differentia.static_store import StaticStore, quads_of
from differentia.structs import dataclass

if TYPE_CHECKING:
    import rdflib

__all__ = ["PREFIXES", "CaseGraph", "Table", "Triple", "Value"]

Triple: TypeAlias = tuple[str, str, str | Literal]
"""Subject IRI, property IRI, and an IRI or a literal."""
Value: TypeAlias = str | bool | int | float | Decimal | None
"""A term as a Python value: an IRI or a text as str; None where nothing is bound."""
Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

PREFIXES: Mapping[str, str] = {
    "dx": "https://w3id.org/differentia/dx#",
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "obo": "http://purl.obolibrary.org/obo/",
}
_INTEGERS = frozenset(
    XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")
)


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a query.

    A SELECT has its variables as columns; a CONSTRUCT or DESCRIBE `subject`, `predicate`, `object`; an ASK one row with
    one truth value in a column `answer`.

    Attributes:
        columns: the names of the columns.
        rows: the answer as Python values.
        terms: the same rows as pyoxigraph terms (None where nothing is bound).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    terms: tuple[tuple[Any, ...], ...]

    def dicts(self) -> list[dict[str, Value]]:
        """Return one mapping from column to value for each row.

        Example:
            >>> Table(("a", "b"), ((1, "x"),), ((None, None),)).dicts()
            [{'a': 1, 'b': 'x'}]
        """
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class CaseGraph:
    """The triples of one case over the static triples, ready to be queried.

    Args:
        iri: the case; its named graphs are called after it.
        static: the triples that every case has.
        asserted: triples of what was reported.
        inferred: triples of what follows (those that are asserted as well are left out).
        proof: makes the triples of the proofs when a query first needs them.
        prefixes: prefixes by which parameters and ad-hoc queries may name terms, beside the usual ones.
        shared: stores of the static triples that other cases use as well.

    Example:
        >>> graph = CaseGraph("urn:case", Static(), [("urn:case#patient", "urn:has", "urn:case#f1")], [])
        >>> graph.query("SELECT ?o { ?s <urn:has> ?o }").rows
        (('urn:case#f1',),)
    """

    def __init__(
        self,
        iri: str,
        static: Static,
        asserted: Iterable[Triple],
        inferred: Iterable[Triple],
        *,
        proof: Callable[[], Iterable[Triple]] | None = None,
        prefixes: Mapping[str, str] | None = None,
        shared: StaticStore | None = None,
    ) -> None:
        self.iri = iri
        self.prefixes = {**PREFIXES, **(prefixes or {})}
        self._static = static
        self._shared = shared or StaticStore(static)
        self._guest = object()
        asserted = dict.fromkeys(asserted)
        self._parts = {
            "asserted": tuple(asserted),
            "inferred": tuple(dict.fromkeys(triple for triple in inferred if triple not in asserted)),
        }
        self._proof = proof

    def query(self, query: str, /, **parameters: Value | Term) -> Table:
        """Answer a query of the library, named, or one given as text.

        Args:
            query: a name such as `candidates`, or SPARQL 1.1. Text that reaches out, changes anything or is too long or
                too deep is refused.
            **parameters: terms for variables: an IRI, a CURIE, a notation or a label where the query wants a term; in a
                text query the variable must be among those selected.

        Raises:
            BadInput: if there is no such query or parameter, a value names nothing, or the text is not accepted.

        Example:
            >>> CaseGraph("urn:case", Static(), [], []).query("ASK { ?s ?p ?o }").rows
            ((False,),)
        """
        if re.fullmatch(r"[\w.-]+", query):
            return self._library(query_info(query), parameters)
        refuse_unsafe(query)
        self._prove()
        with self._named() if mentions(query, "GRAPH", "FROM") else self._lent(whole=True) as store:
            names = Names(store, self.prefixes)
            bindings = {ox.Variable(name): names.term(value) for name, value in parameters.items()}
            return self._run(store, query, bindings)

    def _library(self, info: QueryInfo, parameters: Mapping[str, Any]) -> Table:
        if "proof" in info.uses:
            self._prove()
        text = info.text
        with self._lent(whole=bool(info.uses)) as store:
            names = Names(store, self.prefixes)
            for name, value in parameters.items():
                if name not in info.parameters:
                    nearest = tuple(info.parameters)
                    raise BadInput(f"query {info.name} has no such parameter", phrase=name, nearest=nearest)
                if value is None:
                    continue
                term = names.required(value) if info.parameters[name].kind == "term" else names.text(value)
                text = text.replace(f"VALUES ?{name} {{ UNDEF }}", f"VALUES ?{name} {{ {term} }}")
            return self._run(store, text, {})

    def _run(self, store: ox.Store, text: str, bindings: dict[ox.Variable, Any]) -> Table:
        try:
            return _table(store.query(text, prefixes=self.prefixes, substitutions=bindings or None))
        except SyntaxError as error:
            raise BadInput(f"the query is not SPARQL 1.1: {error}") from None
        except (OSError, RuntimeError, ValueError) as error:
            raise BadInput(f"the query cannot be answered: {error}") from None

    # ---- as stores and graphs

    def _lent(self, *, whole: bool) -> AbstractContextManager[ox.Store]:
        """Hold everything in the default graph: a triple that stands in two parts is found once."""
        return self._shared.lent(self._guest, self._triples, whole=whole)

    def _triples(self) -> Iterable[Triple]:
        return chain.from_iterable(self._parts.values())

    @contextmanager
    def _named(self) -> Iterator[ox.Store]:
        """Lend a store of the case's own, with the named graphs beside the default graph."""
        with StaticStore(self._static).lent(self._guest, self._triples, whole=True) as store:
            store.extend(self.quads())
            yield store

    def _prove(self) -> None:
        if "proof" not in self._parts:
            self._parts["proof"] = tuple(dict.fromkeys(self._proof())) if self._proof else ()
            self._guest = object()  # no longer the triples that a store may hold

    def triples(self, part: str) -> tuple[Triple, ...]:
        """Return the triples of one part: "asserted", "inferred" or "proof".

        Example:
            >>> CaseGraph("urn:c", Static(), [("urn:s", "urn:p", "urn:o")], []).triples("asserted")
            (('urn:s', 'urn:p', 'urn:o'),)
        """
        if part == "proof":
            self._prove()
        return self._parts[part]

    def quads(self) -> Iterable[ox.Quad]:
        """Return the quads of all named graphs, proofs included.

        Example:
            >>> [str(q.graph_name) for q in CaseGraph("urn:c", Static(), [("urn:s", "urn:p", "urn:o")], []).quads()]
            ['<urn:c/asserted>']
        """
        self._prove()
        static = self._static
        for name, text in (
            (ONTOLOGY_GRAPH, static.ontology),
            (ONTOLOGY_GRAPH, static.documentation),
            (INFERRED_GRAPH, static.inferred),
        ):
            graph = ox.NamedNode(name)
            for triple in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        for part, triples in self._parts.items():
            yield from quads_of(triples, ox.NamedNode(f"{self.iri}/{part}"))

    @cached_property
    def graph(self) -> rdflib.Graph:
        """All triples as one rdflib graph, proofs included (imports rdflib)."""
        import rdflib

        graph = rdflib.Graph()
        self._bind(graph)
        for quad in self.quads():
            graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
        return graph

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """All triples as an rdflib dataset: the named graphs, and their union as the default graph."""
        import rdflib

        dataset = rdflib.Dataset(default_union=True)
        self._bind(dataset)
        graphs: dict[str, rdflib.Graph] = {}
        for quad in self.quads():
            name = str(getattr(quad.graph_name, "value", ONTOLOGY_GRAPH))
            graph = graphs.get(name)
            if graph is None:
                graph = graphs[name] = dataset.graph(rdflib.URIRef(name))
            graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
        return dataset

    def _bind(self, graph: rdflib.Graph) -> None:
        for prefix, iri in self.prefixes.items():
            graph.bind(prefix, iri, override=True, replace=True)


def _table(answer: Any) -> Table:
    if isinstance(answer, ox.QueryBoolean):
        truth = bool(answer)
        term = ox.Literal("true" if truth else "false", datatype=ox.NamedNode(XSD + "boolean"))
        return Table(("answer",), ((truth,),), ((term,),))
    if isinstance(answer, ox.QueryTriples):
        columns: tuple[str, ...] = ("subject", "predicate", "object")
        terms = tuple((triple.subject, triple.predicate, triple.object) for triple in answer)
    else:
        columns = tuple(variable.value for variable in answer.variables)
        terms = tuple(tuple(solution) for solution in answer)
    return Table(columns, tuple(tuple(map(_value, row)) for row in terms), terms)


def _value(term: Any) -> Value:
    if not isinstance(term, ox.Literal):
        return None if term is None else str(getattr(term, "value", term))
    text, datatype = term.value, term.datatype.value
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == XSD + "decimal":
            return Decimal(text)
        if datatype in (XSD + "double", XSD + "float"):
            return float(text)
    except (ValueError, ArithmeticError):
        return text
    return text in ("true", "1") if datatype == XSD + "boolean" else text


def _rdflib(term: Any) -> Any:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    # A plain string stays plain: rdflib tells "a" from "a"^^xsd:string, RDF 1.1 does not.
    datatype = None if term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)
