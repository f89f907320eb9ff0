"""Reads OWL 2 expressions out of RDF: the tables of "OWL 2 Mapping to RDF Graphs", section 3.2.

https://www.w3.org/TR/owl2-mapping-to-rdf/ names the patterns; each function here reads one kind of expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from differentia.owl.expressions import (
    OWL,
    RDF,
    RDFS,
    XSD,
    AnonymousIndividual,
    Class,
    ClassExpression,
    DataAllValuesFrom,
    DataComplementOf,
    DataExactCardinality,
    DataHasValue,
    DataIntersectionOf,
    DataMaxCardinality,
    DataMinCardinality,
    DataOneOf,
    DataProperty,
    DataRange,
    DataSomeValuesFrom,
    Datatype,
    DatatypeRestriction,
    DataUnionOf,
    Individual,
    Literal,
    NamedIndividual,
    ObjectAllValuesFrom,
    ObjectComplementOf,
    ObjectExactCardinality,
    ObjectHasSelf,
    ObjectHasValue,
    ObjectIntersectionOf,
    ObjectInverseOf,
    ObjectMaxCardinality,
    ObjectMinCardinality,
    ObjectOneOf,
    ObjectProperty,
    ObjectPropertyExpression,
    ObjectSomeValuesFrom,
    ObjectUnionOf,
)
from differentia.owl.ontology import Term, Triple

__all__ = ["Malformed", "TermReader"]

THING, NOTHING = Class(OWL + "Thing"), Class(OWL + "Nothing")
DEEPEST = 40
"""How deep expressions may be nested: deeper ones would exhaust the stack here or in the proof checker."""

_NIL = RDF + "nil"
_CARDINALITIES: tuple[tuple[str, Any, Any, bool], ...] = (
    ("minCardinality", ObjectMinCardinality, DataMinCardinality, False),
    ("maxCardinality", ObjectMaxCardinality, DataMaxCardinality, False),
    ("cardinality", ObjectExactCardinality, DataExactCardinality, False),
    ("minQualifiedCardinality", ObjectMinCardinality, DataMinCardinality, True),
    ("maxQualifiedCardinality", ObjectMaxCardinality, DataMaxCardinality, True),
    ("qualifiedCardinality", ObjectExactCardinality, DataExactCardinality, True),
)


class Malformed(ValueError):  # noqa: N818 - an adjective reads better where it is raised
    """A piece of RDF that is no OWL 2 expression; the text says why."""


class TermReader:
    """Read class expressions, data ranges and property expressions that hang on nodes of an RDF graph.

    Args:
        triples: the whole graph.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.out: dict[Term, dict[str, list[Term]]] = {}
        for s, p, o in triples:
            self.out.setdefault(s, {}).setdefault(p, []).append(o)
        self.used: set[Term] = set()
        self._classes: dict[Term, ClassExpression] = {}
        self._depth = 0
        kinds: dict[str, set[Term]] = {}
        for node, edges in self.out.items():
            for kind in edges.get(RDF + "type", ()):
                if isinstance(kind, str):
                    kinds.setdefault(kind, set()).add(node)
        self.kinds = kinds

    def is_a(self, node: Term, kind: str) -> bool:
        """Tell whether the graph declares `node` to be of the OWL kind with this IRI."""
        return node in self.kinds.get(kind, ())

    def one(self, node: Term, predicate: str) -> Term:
        """Return the only value of a predicate; raise `Malformed` if there is none or more than one."""
        values = self.out.get(node, {}).get(predicate, [])
        if len(values) != 1:
            raise Malformed(f"{len(values)} values of {predicate} where there must be one")
        return values[0]

    def members(self, head: Term) -> list[Term]:
        """Return the members of an RDF list."""
        found: list[Term] = []
        while head != RDF + "nil":
            if head in self.used and isinstance(head, AnonymousIndividual) and len(found) > len(self.out):
                raise Malformed("a list that runs in a circle")
            self.used.add(head)
            found.append(self.one(head, RDF + "first"))
            head = self.one(head, RDF + "rest")
            if len(found) > len(self.out) + 1:
                raise Malformed("a list that runs in a circle")
        return found

    # ---- properties and individuals

    def object_property(self, node: Term) -> ObjectPropertyExpression:
        """Read an object property or the inverse of one."""
        if isinstance(node, str):
            return ObjectProperty(node)
        if isinstance(node, AnonymousIndividual) and OWL + "inverseOf" in self.out.get(node, {}):
            self.used.add(node)
            inner = self.object_property(self.one(node, OWL + "inverseOf"))
            return inner.property if isinstance(inner, ObjectInverseOf) else ObjectInverseOf(inner)
        raise Malformed("no object property where one must stand")

    def is_data_property(self, node: Term) -> bool:
        """Tell whether `node` is declared (or built in) as a data property."""
        return self.is_a(node, OWL + "DatatypeProperty") or node in (
            OWL + "topDataProperty",
            OWL + "bottomDataProperty",
        )

    @staticmethod
    def individual(node: Term) -> Individual:
        """Read an individual."""
        if isinstance(node, Literal):
            raise Malformed("a literal where an individual must stand")
        return NamedIndividual(node) if isinstance(node, str) else node

    # ---- data ranges

    def data_range(self, node: Term) -> DataRange:
        """Read a data range."""
        if isinstance(node, str):
            return Datatype(node)
        with self._one_deeper():
            return self._range_node(node)

    def _range_node(self, node: Term) -> DataRange:
        edges = self.out.get(node, {})
        self.used.add(node)
        if OWL + "onDatatype" in edges:
            return self._restriction_of_datatype(node)
        if OWL + "oneOf" in edges:
            members = self.members(self.one(node, OWL + "oneOf"))
            return DataOneOf(tuple(self._literal(m) for m in members))
        if OWL + "intersectionOf" in edges:
            members = self.members(self.one(node, OWL + "intersectionOf"))
            return DataIntersectionOf(tuple(self.data_range(m) for m in members))
        if OWL + "unionOf" in edges:
            return DataUnionOf(tuple(self.data_range(m) for m in self.members(self.one(node, OWL + "unionOf"))))
        if OWL + "datatypeComplementOf" in edges:
            return DataComplementOf(self.data_range(self.one(node, OWL + "datatypeComplementOf")))
        raise Malformed("no data range where one must stand")

    def _restriction_of_datatype(self, node: Term) -> DatatypeRestriction:
        datatype = self.one(node, OWL + "onDatatype")
        if not isinstance(datatype, str):
            raise Malformed("owl:onDatatype without a datatype IRI")
        facets: list[tuple[str, Literal]] = []
        for member in self.members(self.one(node, OWL + "withRestrictions")):
            self.used.add(member)
            facets.extend((f, self._literal(v)) for f, values in self.out.get(member, {}).items() for v in values)
        return DatatypeRestriction(Datatype(datatype), tuple(sorted(facets, key=lambda f: (f[0], f[1].lexical))))

    @staticmethod
    def _literal(node: Term) -> Literal:
        if not isinstance(node, Literal):
            raise Malformed("something else where a literal must stand")
        return node

    # ---- class expressions

    def class_expression(self, node: Term) -> ClassExpression:
        """Read a class expression; blank nodes are read once and remembered."""
        if isinstance(node, str):
            if node.startswith(XSD) or node == RDFS + "Literal" or self.is_a(node, RDFS + "Datatype"):
                raise Malformed("a datatype where a class must stand")
            return Class(node)
        if isinstance(node, Literal):
            raise Malformed("a literal where a class must stand")
        known = self._classes.get(node)
        if known is None:
            if node in self.used:
                raise Malformed("a class expression that contains itself")
            self.used.add(node)
            with self._one_deeper():
                known = self._classes[node] = self._class_node(node)
        return known

    @contextmanager
    def _one_deeper(self) -> Iterator[None]:
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise Malformed(f"an expression nested more than {DEEPEST} deep")
            yield
        finally:
            self._depth -= 1

    def _class_node(self, node: AnonymousIndividual) -> ClassExpression:
        edges = self.out.get(node, {})
        if OWL + "onProperty" in edges:
            return self._restriction(node)
        readers: tuple[tuple[str, Callable[[Term], ClassExpression]], ...] = (
            ("intersectionOf", lambda n: _several(ObjectIntersectionOf, self._operands(n), THING)),
            ("unionOf", lambda n: _several(ObjectUnionOf, self._operands(n), NOTHING)),
            ("complementOf", lambda n: _complement(self.class_expression(n))),
            ("oneOf", lambda n: ObjectOneOf(tuple(map(self.individual, self.members(n)))) if n != _NIL else NOTHING),
        )
        for name, read in readers:
            if OWL + name in edges:
                return read(self.one(node, OWL + name))
        raise Malformed("no class expression where one must stand")

    def _operands(self, head: Term) -> tuple[ClassExpression, ...]:
        return tuple(self.class_expression(m) for m in self.members(head))

    def _restriction(self, node: Term) -> ClassExpression:
        edges = self.out[node]
        prop = self.one(node, OWL + "onProperty")
        data = self.is_data_property(prop)
        if data and isinstance(prop, str):
            return self._data_restriction(node, DataProperty(prop))
        role = self.object_property(prop)
        if OWL + "someValuesFrom" in edges:
            return ObjectSomeValuesFrom(role, self.class_expression(self.one(node, OWL + "someValuesFrom")))
        if OWL + "allValuesFrom" in edges:
            return ObjectAllValuesFrom(role, self.class_expression(self.one(node, OWL + "allValuesFrom")))
        if OWL + "hasValue" in edges:
            return ObjectHasValue(role, self.individual(self.one(node, OWL + "hasValue")))
        if OWL + "hasSelf" in edges:
            if self._literal(self.one(node, OWL + "hasSelf")).lexical not in ("true", "1"):
                raise Malformed("owl:hasSelf that is not true")
            return ObjectHasSelf(role)
        for name, make, _, qualified in _CARDINALITIES:
            if OWL + name in edges:
                filler = self.class_expression(self.one(node, OWL + "onClass")) if qualified else THING
                expression: ClassExpression = make(self._count(node, name), role, filler)
                return expression
        raise Malformed("a restriction without a known kind")

    def _data_restriction(self, node: Term, prop: DataProperty) -> ClassExpression:
        edges = self.out[node]
        if OWL + "someValuesFrom" in edges:
            return DataSomeValuesFrom(prop, self.data_range(self.one(node, OWL + "someValuesFrom")))
        if OWL + "allValuesFrom" in edges:
            return DataAllValuesFrom(prop, self.data_range(self.one(node, OWL + "allValuesFrom")))
        if OWL + "hasValue" in edges:
            return DataHasValue(prop, self._literal(self.one(node, OWL + "hasValue")))
        for name, _, make, qualified in _CARDINALITIES:
            if OWL + name in edges:
                top: DataRange = Datatype(RDFS + "Literal")
                filler = self.data_range(self.one(node, OWL + "onDataRange")) if qualified else top
                expression: ClassExpression = make(self._count(node, name), prop, filler)
                return expression
        raise Malformed("a data restriction without a known kind")

    def _count(self, node: Term, name: str) -> int:
        literal = self._literal(self.one(node, OWL + name))
        if not literal.datatype.startswith(XSD) or not literal.lexical.strip().isdigit():
            raise Malformed(f"{literal.lexical!r} is no cardinality")
        return int(literal.lexical)


def _several(
    make: Callable[[tuple[ClassExpression, ...]], ClassExpression],
    operands: tuple[ClassExpression, ...],
    none: ClassExpression,
) -> ClassExpression:
    """Return an intersection or union; of one operand it is the operand, of none `none` (mapping, table 13)."""
    if len(operands) > 1:
        return make(operands)
    return operands[0] if operands else none


def _complement(operand: ClassExpression) -> ClassExpression:
    """Return a complement; a complement of a complement is what it says."""
    return operand.operand if isinstance(operand, ObjectComplementOf) else ObjectComplementOf(operand)
