"""Reads ontologies: RDF files or triples to axioms, following "OWL 2 Mapping to RDF Graphs".

Nothing is dropped silently: a statement that is neither an axiom nor an annotation is listed in `Ontology.unread`.
`owl:imports` are never followed; give all files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from differentia.errors import Unsupported
from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import (
    OWL,
    RDF,
    RDFS,
    XSD,
    AnonymousIndividual,
    Class,
    ClassExpression,
    DataProperty,
    Datatype,
    Literal,
    ObjectPropertyChain,
)
from differentia.owl.ontology import Annotation, Ontology, Term, Triple, assembled
from differentia.owl.rdf_files import triples_of_files
from differentia.owl.reading_terms import Malformed, TermReader
from differentia.owl.syntax import functional

__all__ = ["ORPHAN", "declarations", "disjoint_classes", "in_order", "read", "read_triples", "triples_of_files"]

ORPHAN = "an expression that no axiom uses"
"""How `Ontology.unread` names an expression that says nothing, because nothing is said with it."""


_ENTITY_KINDS = frozenset(
    OWL + name
    for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual", "Ontology")
) | {RDFS + "Datatype", RDFS + "Class", RDF + "Property", OWL + "Restriction", RDF + "List", OWL + "Axiom"}
_ENTITY_KINDS |= {OWL + "Annotation", OWL + "DeprecatedClass", OWL + "DeprecatedProperty"}
_CHARACTERISTICS: dict[str, Callable[..., Axiom]] = {
    OWL + "InverseFunctionalProperty": ax.InverseFunctionalObjectProperty,
    OWL + "ReflexiveProperty": ax.ReflexiveObjectProperty,
    OWL + "IrreflexiveProperty": ax.IrreflexiveObjectProperty,
    OWL + "SymmetricProperty": ax.SymmetricObjectProperty,
    OWL + "AsymmetricProperty": ax.AsymmetricObjectProperty,
    OWL + "TransitiveProperty": ax.TransitiveObjectProperty,
}
_STRUCTURE_NAMES = (
    "onProperty onClass onDataRange someValuesFrom allValuesFrom hasValue hasSelf minCardinality maxCardinality "
    "cardinality minQualifiedCardinality maxQualifiedCardinality qualifiedCardinality intersectionOf unionOf "
    "complementOf oneOf onDatatype withRestrictions datatypeComplementOf members distinctMembers annotatedSource "
    "annotatedProperty annotatedTarget sourceIndividual assertionProperty targetIndividual targetValue"
)
_STRUCTURE = frozenset(OWL + name for name in _STRUCTURE_NAMES.split()) | {RDF + "first", RDF + "rest"}
_BUILT_IN_ANNOTATIONS = frozenset(
    {RDFS + n for n in ("label", "comment", "seeAlso", "isDefinedBy")}
    | {OWL + n for n in ("versionInfo", "deprecated", "priorVersion", "backwardCompatibleWith", "incompatibleWith")}
    | {OWL + "imports", OWL + "versionIRI"}
)


def read(paths: Iterable[str | Path]) -> Ontology:
    """Read RDF files as one ontology.

    Args:
        paths: the files; what one declares the others may use.

    Returns:
        The ontology; see `Ontology.unread` for what was not understood.

    Raises:
        BadInput: a file is missing or does not parse.
    """
    return read_triples(triples_of_files(paths))


def read_triples(triples: Iterable[Triple]) -> Ontology:
    """Read an ontology from RDF triples.

    Args:
        triples: the graph.

    Returns:
        The ontology, its axioms sorted.

    Example:
        >>> t = [("a:A", RDF + "type", OWL + "Class"), ("a:A", RDFS + "subClassOf", "a:B")]
        >>> [functional(a) for a in read_triples(t).axioms]
        ['SubClassOf(<a:A> <a:B>)']
    """
    listed = list(triples)
    reader = _AxiomReader(listed)
    for triple in listed:
        reader.triple(triple)
    reader.nodes()
    reader.leftovers(listed)
    return reader.ontology(listed)


def declarations(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples that say of a name what kind of thing it stands for.

    Example:
        >>> t = [("a:r", RDF + "type", OWL + "ObjectProperty"), ("a:a", "a:r", "a:b")]
        >>> declarations(t) == t[:1]
        True
    """
    return [t for t in triples if t[1] == RDF + "type" and t[2] in _ENTITY_KINDS and isinstance(t[0], str)]


class _AxiomReader:
    def __init__(self, triples: Sequence[Triple]) -> None:
        self.terms = TermReader(triples)
        self.axioms: dict[Axiom, list[Annotation]] = {}
        self.unread: list[Unsupported] = []
        self.notes = self._notes_on_triples()

    def _notes_on_triples(self) -> dict[Triple, list[Annotation]]:
        notes: dict[Triple, list[Annotation]] = {}
        self.terms.used.update(self.terms.kinds.get(OWL + "Annotation", ()))  # notes on notes
        for node in self.terms.kinds.get(OWL + "Axiom", ()):
            edges = self.terms.out[node]
            self.terms.used.add(node)
            triple = tuple(edges.get(OWL + f"annotated{part}", [""])[0] for part in ("Source", "Property", "Target"))
            notes.setdefault(triple, []).extend(self._annotations(node))  # type: ignore[arg-type]
        return notes

    def _annotations(self, node: Term) -> list[Annotation]:
        return [
            (p, o)
            for p, values in self.terms.out.get(node, {}).items()
            for o in values
            if p not in _STRUCTURE and p != RDF + "type" and not isinstance(o, AnonymousIndividual)
        ]

    def add(self, axiom: Axiom, notes: Iterable[Annotation] = ()) -> None:
        self.axioms.setdefault(axiom, []).extend(notes)

    # ---- one triple, one axiom (mapping, table 16)

    def triple(self, triple: Triple) -> None:
        s, p, o = triple
        notes = self.notes.get(triple, ()) if self.notes else ()
        try:
            for axiom in self._axioms_of(s, p, o):
                self.add(axiom, notes)
        except Malformed as error:
            self.unread.append(Unsupported(str(error), f"{_show(s)} {_show(p)} {_show(o)}"))

    def _axioms_of(self, s: str | AnonymousIndividual, p: str, o: Term) -> list[Axiom]:
        if p == RDF + "type":
            return self._type(s, o)
        handler = _TRIPLES.get(p)
        if handler is not None:
            return handler(self.terms, s, o)
        if p in _STRUCTURE or p in _BUILT_IN_ANNOTATIONS or (p.startswith(XSD) and not isinstance(s, str)):
            return self._named_definition(s, p, o)
        if self.terms.is_data_property(p):
            if not isinstance(o, Literal):
                raise Malformed("a data property with a value that is no literal")
            return [ax.DataPropertyAssertion(DataProperty(p), self.terms.individual(s), o)]
        if self.terms.is_a(p, OWL + "ObjectProperty") or p == OWL + "topObjectProperty":
            role = self.terms.object_property(p)
            return [ax.ObjectPropertyAssertion(role, self.terms.individual(s), self.terms.individual(o))]
        if self.terms.is_a(p, OWL + "AnnotationProperty") or s in self.terms.used:
            return []
        raise Malformed("a property that is declared nowhere")

    def _named_definition(self, s: Term, p: str, o: Term) -> list[Axiom]:
        """Read `A owl:intersectionOf (...)` on a named class: an equivalence written without owl:equivalentClass."""
        if not isinstance(s, str) or p not in {OWL + n for n in ("intersectionOf", "unionOf", "complementOf", "oneOf")}:
            return []
        anonymous = AnonymousIndividual(f"definition of {s} by {p} {o}")
        self.terms.out[anonymous] = {p: [o]}
        if self.terms.is_a(s, RDFS + "Datatype"):
            return [ax.DatatypeDefinition(Datatype(s), self.terms.data_range(anonymous))]
        return [ax.EquivalentClasses(in_order((Class(s), self.terms.class_expression(anonymous))))]

    def _type(self, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
        if isinstance(o, str):
            if o in _CHARACTERISTICS:
                return [_CHARACTERISTICS[o](self.terms.object_property(s))]
            if o == OWL + "FunctionalProperty":
                if self.terms.is_data_property(s) and isinstance(s, str):
                    return [ax.FunctionalDataProperty(DataProperty(s))]
                return [ax.FunctionalObjectProperty(self.terms.object_property(s))]
            if o in _ENTITY_KINDS or o in _NODES:
                return []
        return [ax.ClassAssertion(self.terms.class_expression(o), self.terms.individual(s))]

    # ---- axioms that are nodes (AllDifferent, NegativePropertyAssertion, ...)

    def nodes(self) -> None:
        for kind, make in _NODES.items():
            for node in self.terms.kinds.get(kind, ()):
                self.terms.used.add(node)
                try:
                    self.add(make(self.terms, node), self._annotations(node))
                except Malformed as error:
                    self.unread.append(Unsupported(str(error), f"a node of kind {_show(kind)}"))

    def leftovers(self, triples: Iterable[Triple]) -> None:
        """Report structure on a blank node that no axiom uses: more often than not a mistake in the file."""
        orphans = {s for s, p, _ in triples if p in _STRUCTURE and not isinstance(s, str) and s not in self.terms.used}
        for node in sorted(orphans, key=str):
            edges = ", ".join(sorted(_show(p) for p in self.terms.out[node]))
            self.unread.append(Unsupported(ORPHAN, f"a blank node with {edges}"))

    def ontology(self, triples: Sequence[Triple]) -> Ontology:
        versions = [
            o.lexical
            for s, p, o in triples
            if p == OWL + "versionInfo" and isinstance(o, Literal) and self.terms.is_a(s, OWL + "Ontology")
        ]
        headers = self.terms.kinds.get(OWL + "Ontology", set())
        said = [self.terms.out[s] for s in headers]
        iris = {s for s in headers if isinstance(s, str)}
        iris |= {o for edges in said for o in edges.get(OWL + "versionIRI", ()) if isinstance(o, str)}
        imports = {o for edges in said for o in edges.get(OWL + "imports", ()) if isinstance(o, str)}
        classes = (s for s in self.terms.kinds.get(OWL + "Class", ()) if isinstance(s, str))
        return assembled(self.axioms, versions, self.unread, classes=classes, imports=imports, iris=iris)


def _show(term: Term) -> str:
    if isinstance(term, str):
        for prefix, name in ((OWL, "owl:"), (RDF, "rdf:"), (RDFS, "rdfs:")):
            if term.startswith(prefix):
                return name + term[len(prefix) :]
    return (
        "a blank node"
        if isinstance(term, AnonymousIndividual)
        else functional(term)
        if not isinstance(term, str)
        else f"<{term}>"
    )


def in_order(operands: Iterable[ClassExpression]) -> tuple[ClassExpression, ...]:
    """Return operands without repetitions, sorted by their functional-style syntax."""
    return tuple(sorted(set(operands), key=functional))


def disjoint_classes(operands: Iterable[ClassExpression]) -> Axiom:
    """Say that classes are disjoint; of one with itself, that it is empty."""
    ordered = tuple(sorted(operands, key=functional))  # not a set: a class that is disjoint with itself is empty
    if len(ordered) == 2 and ordered[0] == ordered[1]:
        return ax.SubClassOf(ordered[0], Class(OWL + "Nothing"))
    return ax.DisjointClasses(ordered)


_Reader = Callable[[TermReader, "str | AnonymousIndividual", Term], list[Axiom]]


def _equivalent_classes(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if t.is_a(s, RDFS + "Datatype") and isinstance(s, str):
        return [ax.DatatypeDefinition(Datatype(s), t.data_range(o))]
    return [ax.EquivalentClasses(in_order((t.class_expression(s), t.class_expression(o))))]


def _sub_property(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if t.is_a(s, OWL + "AnnotationProperty"):
        return []
    if t.is_data_property(s) and isinstance(s, str) and isinstance(o, str):
        return [ax.SubDataPropertyOf(DataProperty(s), DataProperty(o))]
    return [ax.SubObjectPropertyOf(t.object_property(s), t.object_property(o))]


def _equivalent_properties(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if t.is_data_property(s) and isinstance(s, str) and isinstance(o, str):
        return [ax.EquivalentDataProperties((DataProperty(s), DataProperty(o)))]
    return [ax.EquivalentObjectProperties((t.object_property(s), t.object_property(o)))]


def _disjoint_properties(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if t.is_data_property(s) and isinstance(s, str) and isinstance(o, str):
        return [ax.DisjointDataProperties((DataProperty(s), DataProperty(o)))]
    return [ax.DisjointObjectProperties((t.object_property(s), t.object_property(o)))]


def _inverse(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if not isinstance(s, str):
        return []  # the inverse property expression itself, read where it is used
    return [ax.InverseObjectProperties(t.object_property(s), t.object_property(o))]


def _domain(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if t.is_a(s, OWL + "AnnotationProperty"):
        return []
    if t.is_data_property(s) and isinstance(s, str):
        return [ax.DataPropertyDomain(DataProperty(s), t.class_expression(o))]
    return [ax.ObjectPropertyDomain(t.object_property(s), t.class_expression(o))]


def _range(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if t.is_a(s, OWL + "AnnotationProperty"):
        return []
    if t.is_data_property(s) and isinstance(s, str):
        return [ax.DataPropertyRange(DataProperty(s), t.data_range(o))]
    return [ax.ObjectPropertyRange(t.object_property(s), t.class_expression(o))]


def _chain(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    steps = tuple(t.object_property(m) for m in t.members(o))
    return [ax.SubObjectPropertyOf(ObjectPropertyChain(steps), t.object_property(s))]


def _key(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    members = t.members(o)
    data = tuple(DataProperty(m) for m in members if isinstance(m, str) and t.is_data_property(m))
    objects = tuple(t.object_property(m) for m in members if not t.is_data_property(m))
    return [ax.HasKey(t.class_expression(s), objects, data)]


def _disjoint_union(t: TermReader, s: str | AnonymousIndividual, o: Term) -> list[Axiom]:
    if not isinstance(s, str):
        raise Malformed("a disjoint union without a class name")
    return [ax.DisjointUnion(Class(s), in_order(t.class_expression(m) for m in t.members(o)))]


_TRIPLES: dict[str, _Reader] = {
    RDFS + "subClassOf": lambda t, s, o: [ax.SubClassOf(t.class_expression(s), t.class_expression(o))],
    OWL + "equivalentClass": _equivalent_classes,
    OWL + "disjointWith": lambda t, s, o: [disjoint_classes((t.class_expression(s), t.class_expression(o)))],
    OWL + "disjointUnionOf": _disjoint_union,
    RDFS + "subPropertyOf": _sub_property,
    OWL + "propertyChainAxiom": _chain,
    OWL + "equivalentProperty": _equivalent_properties,
    OWL + "propertyDisjointWith": _disjoint_properties,
    OWL + "inverseOf": _inverse,
    RDFS + "domain": _domain,
    RDFS + "range": _range,
    OWL + "hasKey": _key,
    OWL + "sameAs": lambda t, s, o: [ax.SameIndividual((t.individual(s), t.individual(o)))],
    OWL + "differentFrom": lambda t, s, o: [ax.DifferentIndividuals((t.individual(s), t.individual(o)))],
}


def _members(t: TermReader, node: Term) -> list[Term]:
    edges = t.out[node]
    return t.members(t.one(node, OWL + ("members" if OWL + "members" in edges else "distinctMembers")))


def _negative_assertion(t: TermReader, node: Term) -> Axiom:
    source = t.individual(t.one(node, OWL + "sourceIndividual"))
    prop = t.one(node, OWL + "assertionProperty")
    if OWL + "targetValue" in t.out[node]:
        value = t.one(node, OWL + "targetValue")
        if not isinstance(value, Literal) or not isinstance(prop, str):
            raise Malformed("a negative data property assertion without property or literal")
        return ax.NegativeDataPropertyAssertion(DataProperty(prop), source, value)
    target = t.individual(t.one(node, OWL + "targetIndividual"))
    return ax.NegativeObjectPropertyAssertion(t.object_property(prop), source, target)


def _all_disjoint_properties(t: TermReader, node: Term) -> Axiom:
    members = _members(t, node)
    if all(isinstance(m, str) and t.is_data_property(m) for m in members):
        return ax.DisjointDataProperties(tuple(DataProperty(str(m)) for m in members))
    return ax.DisjointObjectProperties(tuple(t.object_property(m) for m in members))


_NODES: dict[str, Callable[[TermReader, Term], Axiom]] = {
    OWL + "AllDifferent": lambda t, n: ax.DifferentIndividuals(tuple(t.individual(m) for m in _members(t, n))),
    OWL + "AllDisjointClasses": lambda t, n: disjoint_classes(t.class_expression(m) for m in _members(t, n)),
    OWL + "AllDisjointProperties": _all_disjoint_properties,
    OWL + "NegativePropertyAssertion": _negative_assertion,
}
