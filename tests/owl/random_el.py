"""Random ontologies in EL, from a seed: with disjointness, chains, ranges, reflexive properties and assertions.

Most promise only classes of higher numbers, so that the other method of classification ends; some go in circles.
"""

from __future__ import annotations

from random import Random

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, Class, ClassExpression, NamedIndividual, ObjectProperty

__all__ = ["el_ontology"]

THING, NOTHING = Class(OWL + "Thing"), Class(OWL + "Nothing")


def el_ontology(seed: int) -> tuple[Axiom, ...]:
    """Return axioms and assertions; a few lie outside EL by their ranges."""
    return _Dice(seed).ontology()


class _Dice:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - not for secrets
        self.classes = [Class(f"u:C{i}") for i in range(self.random.randint(4, 9))]
        self.roles = [ObjectProperty(f"u:r{i}") for i in range(3)]
        self.people = [NamedIndividual(f"u:i{i}") for i in range(3)]
        self.circles = self.random.random() < 0.3

    def ontology(self) -> tuple[Axiom, ...]:
        axioms = [self.class_axiom() for _ in range(self.random.randint(5, 14))]
        axioms += [self.role_axiom() for _ in range(self.random.randint(0, 4))]
        if self.random.random() < 0.4:
            axioms += [self.assertion() for _ in range(self.random.randint(1, 4))]
        return tuple(dict.fromkeys(axioms))

    def left(self, depth: int = 0) -> ClassExpression:
        roll = self.random.random()
        if depth > 1 or roll < 0.45:
            return self.any_class() if self.random.random() < 0.95 else THING
        if roll < 0.65:
            return ex.ObjectIntersectionOf((self.left(depth + 1), self.left(depth + 1)))
        if roll < 0.9:
            return ex.ObjectSomeValuesFrom(self.role(), self.left(depth + 1))
        if roll < 0.94:
            return ex.ObjectUnionOf((self.left(depth + 1), self.left(depth + 1)))
        if roll < 0.97:
            return ex.ObjectHasValue(self.role(), self.person())
        return ex.ObjectOneOf((self.person(),))

    def right(self, lowest: int, depth: int = 0) -> ClassExpression:
        roll = self.random.random()
        if lowest >= len(self.classes):
            return NOTHING if self.random.random() < 0.1 else self.classes[-1]
        if depth > 1 or roll < 0.45:
            anything = depth == 0 or self.circles
            return self.any_class() if anything else self.random.choice(self.classes[lowest:])
        if roll < 0.6:
            return ex.ObjectIntersectionOf((self.right(lowest, depth + 1), self.right(lowest, depth + 1)))
        if roll < 0.9:
            return ex.ObjectSomeValuesFrom(self.role(), self.right(lowest + 1, depth + 1))
        if roll < 0.94:
            return ex.ObjectComplementOf(self.left(1))
        return NOTHING if roll < 0.97 else ex.ObjectHasValue(self.role(), self.person())

    def class_axiom(self) -> Axiom:
        number, roll = self.random.randrange(len(self.classes)), self.random.random()
        if roll < 0.5:
            return ax.SubClassOf(self.classes[number], self.right(number + 1))
        if roll < 0.75:
            return ax.SubClassOf(self.left(), self.right(self.random.randrange(len(self.classes))))
        if roll < 0.87:
            promised = ex.ObjectSomeValuesFrom(self.role(), self.classes[min(len(self.classes) - 1, number + 1)])
            defined = ex.ObjectIntersectionOf((self.any_class(), promised))
            return ax.EquivalentClasses((self.classes[number], defined))
        return ax.DisjointClasses(tuple(self.random.sample(self.classes, self.random.choice([2, 2, 3]))))

    def role_axiom(self) -> Axiom:
        a, b, c = (self.role() for _ in range(3))
        return self.random.choice(
            (
                ax.SubObjectPropertyOf(a, b),
                ax.TransitiveObjectProperty(a),
                ax.SubObjectPropertyOf(ex.ObjectPropertyChain((a, b)), c),
                ax.SubObjectPropertyOf(ex.ObjectPropertyChain((a, b, c)), c),
                ax.ObjectPropertyDomain(a, self.any_class()),
                ax.ObjectPropertyRange(a, self.any_class()),
                ax.ReflexiveObjectProperty(a),
                ax.EquivalentObjectProperties((a, b)),
            )
        )

    def assertion(self) -> Axiom:
        if self.random.random() < 0.5:
            return ax.ClassAssertion(self.any_class(), self.person())
        return ax.ObjectPropertyAssertion(self.role(), self.person(), self.person())

    def any_class(self) -> Class:
        return self.random.choice(self.classes)

    def role(self) -> ObjectProperty:
        return self.random.choice(self.roles)

    def person(self) -> NamedIndividual:
        return self.random.choice(self.people)
