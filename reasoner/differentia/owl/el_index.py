"""The normal form that concept saturation works on: expressions as numbered nodes, axioms as edges and rules on nodes.

An edge from one node to another says that the first lies below the second. A conjunction on the left is a node that
whoever lies below all its operands lies below. An existential is a node with a property and a filler: on the right a
promise, on the left what promises are compared with. The range of a property narrows the filler of its promises, as
Snomed CT's reasoners do (F. Baader, S. Brandt and C. Lutz at OWLED 2008, on EL with ranges). An individual of the
assertions is a node of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, Class, ClassExpression, Individual, ObjectProperty
from differentia.owl.first_order import parts

__all__ = ["NOTHING", "THING", "Conjunction", "Index", "Reason", "Step", "indexed"]

THING, NOTHING = 0, 1
"""The nodes of owl:Thing and owl:Nothing."""


class Reason(NamedTuple):
    """Why one node lies directly below another.

    Attributes:
        axioms: what says so.
        premises: pairs (lower, upper) of nodes that had to be known before.
        roles: pairs of properties, the first below the second, that it rests on.
    """

    axioms: tuple[Axiom, ...]
    premises: tuple[tuple[int, int], ...] = ()
    roles: tuple[tuple[ObjectProperty, ObjectProperty], ...] = ()


class Conjunction(NamedTuple):
    """Whatever lies below all `operands` lies below `result`; `axiom` says so unless it is so by definition."""

    operands: tuple[int, ...]
    result: int
    axiom: tuple[Axiom, ...]


class Step(NamedTuple):
    """A property chain of two: `first`, then `second`, makes `result`."""

    first: ObjectProperty
    second: ObjectProperty
    result: ObjectProperty
    axiom: Axiom


Successor: TypeAlias = tuple[ObjectProperty, int]


class Index:
    """Nodes, edges and rules of an ontology.

    Attributes:
        names: the named classes, each with its node.
        individuals: the individuals, each with its node.
        told: to each node the nodes directly above it, each with why.
        successors: to the node of an existential its property and filler.
        wanted: the nodes of existentials that stand on the left.
        conjunctions: the conjunctions on the left.
        disjoint: groups of more than two disjoint nodes.
        steps: the property chains, cut to twos.
        sub_roles: told inclusions of properties, each with its axioms.
        ranges: to a property the classes that its axioms name as range.
    """

    def __init__(self) -> None:
        self.names: dict[str, int] = {OWL + "Thing": THING, OWL + "Nothing": NOTHING}
        self.individuals: dict[Individual, int] = {}
        self.told: list[dict[int, Reason]] = [{}, {}]
        self.successors: dict[int, Successor] = {}
        self.wanted: set[int] = set()
        self.conjunctions: list[Conjunction] = []
        self.disjoint: list[tuple[tuple[int, ...], Axiom]] = []
        self.steps: list[Step] = []
        self.sub_roles: dict[ObjectProperty, dict[ObjectProperty, tuple[Axiom, ...]]] = {}
        self.reflexive: dict[ObjectProperty, tuple[Axiom, ...]] = {}
        self.ranges: dict[ObjectProperty, list[tuple[ClassExpression, Axiom]]] = {}
        self._existentials: dict[Successor, int] = {}
        self._lefts: dict[ClassExpression, int] = {}
        self._fillers: dict[tuple[ClassExpression | Individual, tuple[ClassExpression, ...]], int] = {}
        self._ranges_of: dict[ObjectProperty, tuple[tuple[ClassExpression, Reason], ...]] = {}

    # ---- nodes

    def node(self) -> int:
        """Return a new node."""
        self.told.append({})
        return len(self.told) - 1

    def named(self, cls: Class) -> int:
        """Return the node of a named class."""
        found = self.names.get(cls.iri)
        if found is None:
            found = self.names[cls.iri] = self.node()
        return found

    def individual(self, individual: Individual) -> int:
        """Return the node of an individual."""
        found = self.individuals.get(individual)
        if found is None:
            found = self.individuals[individual] = self.node()
        return found

    def existential(self, role: ObjectProperty, filler: int) -> int:
        """Return the node of an existential over a node."""
        found = self._existentials.get((role, filler))
        if found is None:
            found = self._existentials[role, filler] = self.node()
            self.successors[found] = (role, filler)
        return found

    def edge(self, lower: int, upper: int, reason: Reason) -> None:
        """Say that one node lies below another."""
        if lower != upper and upper != THING:
            self.told[lower].setdefault(upper, reason)

    # ---- expressions

    def left(self, cls: ClassExpression) -> int:
        """Return the node that whatever is in an expression lies below."""
        if isinstance(cls, Class):
            return self.named(cls)
        found = self._lefts.get(cls)
        if found is None:
            found = self._lefts[cls] = self._left(cls)
        return found

    def _left(self, cls: ClassExpression) -> int:
        match cls:
            case ex.ObjectIntersectionOf(operands):
                node = self.node()
                self.conjunctions.append(Conjunction(tuple(dict.fromkeys(map(self.left, operands))), node, ()))
                return node
            case ex.ObjectUnionOf(operands):
                return self._union(map(self.left, operands))
            case ex.ObjectOneOf(individuals):
                return self._union(map(self.individual, individuals))
            case ex.ObjectSomeValuesFrom(ObjectProperty() as role, filler):
                return self._want(role, self.left(filler))
            case ex.ObjectMinCardinality(1, ObjectProperty() as role, filler):
                return self._want(role, self.left(filler))
            case ex.ObjectHasValue(ObjectProperty() as role, individual):
                return self._want(role, self.individual(individual))
        raise AssertionError(cls)

    def _union(self, operands: Iterable[int]) -> int:
        node = self.node()
        for operand in operands:
            self.edge(operand, node, Reason(()))
        return node

    def _want(self, role: ObjectProperty, filler: int) -> int:
        node = self.existential(role, filler)
        self.wanted.add(node)
        return node

    def right(self, lower: int, cls: ClassExpression, reason: Reason) -> None:
        """Say that a node lies below an expression."""
        match cls:
            case Class():
                self.edge(lower, self.named(cls), reason)
            case ex.ObjectIntersectionOf(operands):
                for operand in operands:
                    self.right(lower, operand, reason)
            case ex.ObjectSomeValuesFrom(ObjectProperty() as role, filler):
                self._promise(lower, role, filler, reason)
            case ex.ObjectMinCardinality(1, ObjectProperty() as role, filler):
                self._promise(lower, role, filler, reason)
            case ex.ObjectHasValue(ObjectProperty() as role, individual):
                self.edge(lower, self.existential(role, self.individual(individual)), reason)
            case ex.ObjectComplementOf(operand):
                self.conjunctions.append(Conjunction((lower, self.left(operand)), NOTHING, reason.axioms))
            case _:
                raise AssertionError(cls)

    def _promise(self, lower: int, role: ObjectProperty, filler: ClassExpression, reason: Reason) -> None:
        ranges = self.ranges_of(role)
        if isinstance(filler, Class) and not ranges:
            node = self.named(filler)
        else:
            key = (filler, tuple(cls for cls, _ in ranges))
            known = self._fillers.get(key)
            node = self._fillers[key] = self.node() if known is None else known
            if known is None:
                # what an expression says of its members; where an axiom says it, the axiom that promises is cited
                self.right(node, filler, Reason(()))
                for cls, why in ranges:
                    self.right(node, cls, why)
        self.edge(lower, self.existential(role, node), reason)

    def ranges_of(self, role: ObjectProperty) -> tuple[tuple[ClassExpression, Reason], ...]:
        """Return the ranges of a property and of all above it, each with why."""
        if not self.ranges:
            return ()
        known = self._ranges_of.get(role)
        if known is None:
            found: dict[ClassExpression, Reason] = {}
            reached, waiting = {role}, [role]
            for each in waiting:
                for cls, axiom in self.ranges.get(each, ()):
                    found.setdefault(cls, Reason((axiom,), (), ((role, each),)))
                new = [sup for sup in self.sub_roles.get(each, ()) if sup not in reached]
                reached.update(new)
                waiting += new
            known = self._ranges_of[role] = tuple(found.items())
        return known


# ---- axioms


def indexed(axioms: Sequence[Axiom]) -> Index:
    """Index axioms that `el_profile.outside_el` lets pass.

    Example:
        >>> index = indexed([ax.SubClassOf(Class("a:A"), Class("a:B"))])
        >>> index.names["a:B"] in index.told[index.names["a:A"]]
        True
    """
    index = Index()
    for axiom in axioms:  # properties first: ranges have to be known where something is promised
        _index_roles(index, axiom)
    for axiom in axioms:
        _index_classes(index, axiom)
    return index


def _index_roles(index: Index, axiom: Axiom) -> None:
    match axiom:
        case ax.SubObjectPropertyOf(ex.ObjectPropertyChain(steps), sup):
            _chain(index, [step for step in steps if isinstance(step, ObjectProperty)], sup, axiom)
        case ax.SubObjectPropertyOf(sub, sup):
            _below(index, sub, sup, axiom)
        case ax.EquivalentObjectProperties(operands):
            for one, other in zip(operands, operands[1:] + operands[:1], strict=True):
                _below(index, one, other, axiom)
        case ax.TransitiveObjectProperty(ObjectProperty() as role):
            index.steps.append(Step(role, role, role, axiom))
        case ax.ReflexiveObjectProperty(ObjectProperty() as role):
            index.reflexive.setdefault(role, (axiom,))
        case ax.ObjectPropertyRange(ObjectProperty() as role, cls):
            index.ranges.setdefault(role, []).append((cls, axiom))


def _below(index: Index, sub: object, sup: object, axiom: Axiom) -> None:
    if isinstance(sub, ObjectProperty) and isinstance(sup, ObjectProperty):
        index.sub_roles.setdefault(sub, {}).setdefault(sup, (axiom,))


def _chain(index: Index, steps: list[ObjectProperty], sup: object, axiom: Axiom) -> None:
    """Cut a chain to twos, with a property of its own for each beginning."""
    if not isinstance(sup, ObjectProperty):
        return
    first = steps[0]
    for number, step in enumerate(steps[1:], start=1):
        whole = number == len(steps) - 1
        begun = sup if whole else ObjectProperty(f"{sup.iri} after {' '.join(s.iri for s in steps[: number + 1])}")
        index.steps.append(Step(first, step, begun, axiom))
        first = begun


def _index_classes(index: Index, axiom: Axiom) -> None:
    reason = Reason((axiom,))
    match axiom:
        case ax.SubClassOf(sub, sup):
            index.right(index.left(sub), sup, reason)
        case ax.EquivalentClasses(operands):
            for one, other in zip(operands, operands[1:] + operands[:1], strict=True):
                index.right(index.left(one), other, reason)
        case ax.DisjointClasses(operands):
            nodes = tuple(map(index.left, operands))
            if len(nodes) == 2 and nodes[0] != nodes[1]:
                index.conjunctions.append(Conjunction(nodes, NOTHING, (axiom,)))
            else:
                for node, times in Counter(nodes).items():
                    if times > 1:
                        index.edge(node, NOTHING, reason)
                index.disjoint.append((tuple(dict.fromkeys(nodes)), axiom))
        case ax.ObjectPropertyDomain(ObjectProperty() as role, cls):
            index.right(index.left(ex.ObjectSomeValuesFrom(role, Class(OWL + "Thing"))), cls, reason)
        case ax.ClassAssertion(cls, individual):
            index.right(index.individual(individual), cls, reason)
        case ax.ObjectPropertyAssertion(ObjectProperty() as role, source, target):
            node = index.individual(target)
            index.edge(index.individual(source), index.existential(role, node), reason)
            for cls, why in index.ranges_of(role):
                index.right(node, cls, Reason((axiom, *why.axioms), (), why.roles))
        case _ if not isinstance(axiom, _ABOUT_ROLES):  # a class may be named where nothing follows
            for part in parts(axiom):
                if isinstance(part, Class):
                    index.named(part)


_ABOUT_ROLES = (
    ax.SubObjectPropertyOf,
    ax.EquivalentObjectProperties,
    ax.TransitiveObjectProperty,
    ax.ReflexiveObjectProperty,
)
