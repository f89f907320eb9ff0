"""Small random ontologies made to trip the test of completeness: whatever the fragment admits, few names, many clashes.

Unlike `random_ontologies`, nothing is layered or kept apart: definitions, complements on the left, unions, promised and
imposed data ranges, disjoint and functional properties, keys, nominals and the built-in properties meet each other.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, XSD, Class, ClassExpression, DataProperty, NamedIndividual, ObjectProperty

__all__ = ["KINDS", "adversarial"]


def adversarial(kind: str, seed: int) -> tuple[Axiom, ...]:
    """Return the ontology of a kind and seed; no two share a name."""
    dice = _Dice(kind, seed)
    schema = [dice.axiom() for _ in range(dice.random.randint(4, 9))]
    facts = [dice.fact() for _ in range(dice.random.randint(1, 4))]
    return tuple(dict.fromkeys([*schema, *facts]))


class _Dice:
    def __init__(self, kind: str, seed: int) -> None:
        base = f"urn:x-adversarial:{kind.replace(chr(32), chr(45))}:{seed}:"
        self.random = Random(f"{kind} {seed}")  # noqa: S311 - not for secrets
        self.kind = KINDS[kind]
        self.classes = [Class(f"{base}A{n}") for n in range(5)]
        self.roles = [ObjectProperty(f"{base}r{n}") for n in range(2)]
        self.values = [DataProperty(f"{base}p{n}") for n in range(2)]
        self.people = [NamedIndividual(f"{base}i{n}") for n in range(2)]

    def pick(self, *options: object) -> object:
        return self.random.choice(options)

    def cls(self) -> Class:
        return self.random.choice(self.classes)

    def role(self) -> ex.ObjectPropertyExpression:
        role = self.random.choice(self.roles)
        return ex.ObjectInverseOf(role) if "inverse" in self.kind and self.random.random() < 0.3 else role

    def data_range(self) -> ex.DataRange:
        roll = self.random.random()
        if roll < 0.2:
            return ex.Datatype(XSD + self.random.choice(["integer", "decimal", "nonNegativeInteger", "byte"]))
        if roll < 0.35:
            chosen = self.random.sample(["0", "1", "2"], self.random.choice([1, 2]))
            return ex.DataOneOf(tuple(ex.Literal(text, XSD + "integer") for text in chosen))
        kind = XSD + self.random.choice(["integer", "decimal"])
        low, high = sorted(self.random.sample(range(5), 2))
        lower = (XSD + self.random.choice(["minInclusive", "minExclusive"]), ex.Literal(str(low), XSD + "integer"))
        upper = (XSD + self.random.choice(["maxInclusive", "maxExclusive"]), ex.Literal(str(high), XSD + "integer"))
        facets = self.random.choice([(lower,), (upper,), (lower, upper)])
        return ex.DatatypeRestriction(ex.Datatype(kind), facets)

    def left(self, depth: int = 0) -> ClassExpression:
        options: list[Callable[[], ClassExpression]] = [self.cls, self.cls]
        if depth < 2:
            options += [
                lambda: ex.ObjectIntersectionOf((self.left(depth + 1), self.left(depth + 1))),
                lambda: ex.ObjectSomeValuesFrom(self.role(), self.left(depth + 1)),
                lambda: ex.ObjectUnionOf((self.left(depth + 1), self.cls())),
            ]
        if "data" in self.kind:
            options += [lambda: ex.DataSomeValuesFrom(self.random.choice(self.values), self.data_range())] * 3
        if "not" in self.kind:
            options += [lambda: ex.ObjectComplementOf(self.denied())] * 3
        if "every" in self.kind and depth == 0 and self.random.random() < 0.2:
            options = [lambda: ex.ObjectAllValuesFrom(self.role(), self.left(1))]
            options += [lambda: ex.ObjectMaxCardinality(0, self.role(), self.denied())]
            if "data" in self.kind:
                options += [lambda: ex.DataAllValuesFrom(self.random.choice(self.values), self.data_range())]
                options += [lambda: ex.DataMaxCardinality(0, self.random.choice(self.values), self.data_range())]
        if "names" in self.kind:
            options += [lambda: ex.ObjectOneOf((self.random.choice(self.people),))]
        if "top" in self.kind:
            options += [lambda: ex.ObjectSomeValuesFrom(ex.TOP, self.cls()), lambda: Class(OWL + "Thing")]
        return self.random.choice(options)()

    def denied(self) -> ClassExpression:
        return self.random.choice([self.cls, self.cls, lambda: ex.ObjectSomeValuesFrom(self.role(), self.cls())])()

    def right(self, depth: int = 0) -> ClassExpression:
        options: list[Callable[[], ClassExpression]] = [self.cls, lambda: ex.ObjectComplementOf(self.cls())]
        if depth < 2:
            options += [
                lambda: ex.ObjectSomeValuesFrom(self.role(), self.right(depth + 1)),
                lambda: ex.ObjectAllValuesFrom(self.role(), self.right(depth + 1)),
                lambda: ex.ObjectIntersectionOf((self.right(depth + 1), self.right(depth + 1))),
                lambda: ex.ObjectComplementOf(self.left(depth + 1)),
            ]
        if "data" in self.kind:
            some = [ex.DataSomeValuesFrom, ex.DataSomeValuesFrom, ex.DataAllValuesFrom]
            options += [lambda: self.random.choice(some)(self.random.choice(self.values), self.data_range())] * 4
            options += [lambda: ex.DataMaxCardinality(1, self.random.choice(self.values), self.data_range())]
        if "equal" in self.kind:
            options += [lambda: ex.ObjectMaxCardinality(1, self.random.choice(self.roles), self.cls())] * 2
            options += [lambda: ex.ObjectOneOf((self.random.choice(self.people),))]
        if "union" in self.kind:
            options += [lambda: ex.ObjectUnionOf((self.cls(), self.cls()))] * 3
        if "top" in self.kind:
            options += [lambda: ex.ObjectAllValuesFrom(ex.TOP, self.cls())]
            options += [lambda: ex.ObjectSomeValuesFrom(ex.BOTTOM[0], self.cls())]
        return self.random.choice(options)()

    def axiom(self) -> Axiom:
        roll = self.random.random()
        if roll < 0.55:
            return ax.SubClassOf(self.left(), self.right())
        if roll < 0.7:
            return ax.EquivalentClasses((self.cls(), self.left()))
        if roll < 0.8:
            return ax.DisjointClasses(tuple(self.random.sample(self.classes, 2)))
        options: list[Callable[[], Axiom]] = [
            lambda: ax.ObjectPropertyDomain(self.role(), self.right(1)),
            lambda: ax.ObjectPropertyRange(self.role(), self.right(1)),
            lambda: ax.SubObjectPropertyOf(self.roles[0], self.role()),
        ]
        if "data" in self.kind:
            options = [
                lambda: ax.FunctionalDataProperty(self.random.choice(self.values)),
                lambda: ax.DisjointDataProperties(tuple(self.values)),
                lambda: ax.SubDataPropertyOf(*self.values),
                lambda: ax.DataPropertyRange(self.random.choice(self.values), self.data_range()),
                lambda: ax.HasKey(self.cls(), (), (self.values[0],)),
            ]
        if "equal" in self.kind:
            options += [
                lambda: ax.FunctionalObjectProperty(self.roles[1]),
                lambda: ax.InverseFunctionalObjectProperty(self.roles[1]),
                lambda: ax.DifferentIndividuals(tuple(self.people)),
            ]
        return self.random.choice(options)()

    def fact(self) -> Axiom:
        one, two = self.random.choice(self.people), self.random.choice(self.people)
        options: list[Callable[[], Axiom]] = [
            lambda: ax.ClassAssertion(self.cls(), one),
            lambda: ax.ClassAssertion(ex.ObjectComplementOf(self.cls()), one),
            lambda: ax.ObjectPropertyAssertion(self.roles[0], one, two),
        ]
        if "data" in self.kind:
            literal = ex.Literal(self.random.choice("0123"), XSD + "integer")
            options += [
                lambda: ax.DataPropertyAssertion(self.random.choice(self.values), one, literal),
                lambda: ax.NegativeDataPropertyAssertion(self.random.choice(self.values), one, literal),
                lambda: ax.DifferentIndividuals(tuple(self.people)),
            ]
        return self.random.choice(options)()


KINDS = {
    "data": frozenset({"data"}),
    "denied data": frozenset({"data", "not"}),
    "denied": frozenset({"not", "inverse"}),
    "equal": frozenset({"equal", "names", "inverse"}),
    "equal denied": frozenset({"equal", "names", "not"}),
    "built-in": frozenset({"top", "not"}),
    "union": frozenset({"union", "not"}),
    "every": frozenset({"every", "inverse"}),
    "every data": frozenset({"every", "data"}),
    "every equal": frozenset({"every", "equal", "names"}),
}
