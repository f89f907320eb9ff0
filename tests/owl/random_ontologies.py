"""Random ontologies inside the fragment, from a seed: small enough for a judge, rich enough to have consequences.

Classes are layered: an existential on the right leads to a class of a higher layer only, so that no promise leads back
to itself. A complement stands on the right, and on the left only as an absence with a class beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import XSD, Class, ClassExpression, DataProperty, NamedIndividual, ObjectProperty

FACETS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")


@dataclass(frozen=True)
class Options:
    """What may occur."""

    data: bool = True
    left_complements: bool = False
    equality: bool = False
    built_in: bool = False


class Names:
    """The names in the ontology of one seed; two seeds share none."""

    def __init__(self, seed: int) -> None:
        base = f"urn:x-random:{seed}:"
        self.classes = tuple(Class(f"{base}A{i}") for i in range(9))
        self.roles = tuple(ObjectProperty(f"{base}r{i}") for i in range(4))
        self.values = tuple(DataProperty(f"{base}p{i}") for i in range(2))
        self.people = tuple(NamedIndividual(f"{base}i{i}") for i in range(5))


def ontology(seed: int, options: Options) -> tuple[Axiom, ...]:
    """Return axioms and assertions."""
    dice = _Dice(Random(seed), options, Names(seed))  # noqa: S311 - not for secrets
    less = 2 if options.equality else 0  # what is added makes enough contradictions
    axioms = [dice.axiom() for _ in range(dice.random.randint(6 - less, 12 - 2 * less))]
    axioms += [dice.role_axiom() for _ in range(dice.random.randint(1, 4))]
    axioms += [dice.assertion() for _ in range(dice.random.randint(6 - less, 11 - 2 * less))]
    if options.equality:
        axioms += [dice.equality() for _ in range(dice.random.randint(2, 5))]
        axioms += [dice.shared() for _ in range(dice.random.randint(2, 5))]
        axioms += [*dice.restricted(), *dice.restricted()]
        dice.random.shuffle(axioms)
    if options.built_in:
        axioms += [dice.built_in() for _ in range(dice.random.randint(1, 3))]
    return tuple(dict.fromkeys(axioms))


class _Dice:
    def __init__(self, random: Random, options: Options, names: Names) -> None:
        self.random = random
        self.options = options
        self.names = names
        self.simple = random.sample(names.roles, 2)  # only these in disjointness, irreflexivity, maximum cardinality

    def role(self) -> ex.ObjectPropertyExpression:
        role = self.random.choice(self.names.roles)
        return ex.ObjectInverseOf(role) if self.random.random() < 0.2 else role

    def facet(self) -> ex.DataRange:
        names = self.random.sample(FACETS, self.random.choice([1, 1, 1, 2]))
        bounds = [ex.Literal(self.random.choice(["1", "2.0", "2.5", "4"]), XSD + "decimal") for _ in names]
        return ex.DatatypeRestriction(
            ex.Datatype(XSD + "decimal"), tuple(zip((XSD + n for n in names), bounds, strict=True))
        )

    def literal(self) -> ex.Literal:
        text = self.random.choice(["0", "1", "1.0", "2", "2.5", "2.50", "3", "4.0", "7"])
        return ex.Literal(text, XSD + ("decimal" if "." in text else "integer"))

    def left(self, top: int, depth: int = 0) -> ClassExpression:
        """Return an expression over classes up to a layer."""
        roll = self.random.random()
        if depth > 1 or roll < 0.4:
            return self.random.choice(self.names.classes[: top + 1])
        if roll < 0.6:
            parts: tuple[ClassExpression, ...] = (self.left(top, depth + 1), self.left(top, depth + 1))
            if self.options.left_complements and self.random.random() < 0.4:
                parts = (parts[0], ex.ObjectComplementOf(self.absent()))
            return ex.ObjectIntersectionOf(parts) if parts[0] != parts[1] else parts[0]
        if roll < 0.8:
            return ex.ObjectSomeValuesFrom(self.role(), self.left(len(self.names.classes) - 1, depth + 1))
        if roll < 0.86:
            return ex.ObjectUnionOf(
                (self.random.choice(self.names.classes[: top + 1]), ex.ObjectHasSelf(self.simple[0]))
            )
        if roll < 0.92:
            return ex.ObjectHasValue(self.role(), self.random.choice(self.names.people))
        if roll < 0.96 or not self.options.data:
            return ex.ObjectOneOf(tuple(self.random.sample(self.names.people, 2)))
        return ex.DataSomeValuesFrom(self.random.choice(self.names.values), self.facet())

    def absent(self) -> ClassExpression:
        return ex.ObjectSomeValuesFrom(self.random.choice(self.names.roles), self.random.choice(self.names.classes))

    def one(self) -> ClassExpression:
        """Return a restriction that makes two things one."""
        person, value = self.random.choice(self.names.people), self.random.choice(self.names.values)
        filler = self.random.choice((self.names.classes[-1], ex.Class(ex.OWL + "Thing")))
        options: list[ClassExpression] = [
            ex.ObjectOneOf((person,)),
            ex.ObjectMaxCardinality(1, self.simple[0], filler),
        ]
        if self.options.data:
            options += [ex.DataMaxCardinality(1, value, ex.Datatype(XSD + "decimal"))]
        return self.random.choice(options)

    def equality(self) -> Axiom:
        """Return an axiom that makes two things one, or keeps them apart."""
        role = self.random.choice(self.simple)
        values = (self.names.values[0],) if self.options.data and self.random.random() < 0.5 else ()
        people = tuple(self.random.sample(self.names.people, 2))
        options: list[Axiom] = [
            ax.ClassAssertion(self.one(), people[1]),
            ax.HasKey(self.names.classes[-1], (self.simple[0],), ()),
            ax.FunctionalObjectProperty(role),
            ax.InverseFunctionalObjectProperty(role),
            ax.SameIndividual(people),
            *([ax.DifferentIndividuals(people)] if self.random.random() < 0.3 else []),
            ax.HasKey(self.random.choice(self.names.classes), (self.random.choice(self.names.roles),), values),
            ax.SubClassOf(self.random.choice(self.names.classes), self.one()),
            ax.ClassAssertion(self.one(), people[0]),
        ]
        if self.options.data:
            options += [ax.FunctionalDataProperty(self.random.choice(self.names.values))]
        return self.random.choice(options)

    def shared(self) -> Axiom:
        """Return an assertion about few individuals and properties, so that some have values in common."""
        one, other = self.random.choice(self.names.people[:2]), self.random.choice(self.names.people)
        if self.random.random() < 0.25 and self.options.data:
            return ax.DataPropertyAssertion(self.names.values[0], one, self.literal())
        if self.random.random() < 0.3:
            return ax.ClassAssertion(self.names.classes[-1], one)
        return ax.ObjectPropertyAssertion(self.simple[0], one, other)

    def restricted(self) -> list[Axiom]:
        """Return a restriction on the first individual, by itself or by way of a class and a property."""
        person, (first, *_, last) = self.names.people[0], self.names.classes
        by_value = ax.SubClassOf(ex.ObjectSomeValuesFrom(self.simple[1], first), last)
        return self.random.choice(
            [
                [ax.ClassAssertion(self.one(), person)],
                [ax.SubClassOf(first, self.one()), ax.ClassAssertion(first, person)],
                [ax.ClassAssertion(self.one(), person), by_value],
                [ax.ClassAssertion(self.one(), person), ax.SubObjectPropertyOf(self.simple[1], self.simple[0])],
            ]
        )

    def right(self, bottom: int, depth: int = 0) -> ClassExpression:
        """Return an expression over classes from a layer on."""
        roll = self.random.random()
        if roll < 0.35 or bottom >= len(self.names.classes) or depth > 1:
            return self.random.choice(self.names.classes[min(bottom, len(self.names.classes) - 1) :])
        if roll < 0.5:
            return ex.ObjectSomeValuesFrom(self.role(), self.right(bottom + 1, depth + 1))
        if roll < 0.6:
            return ex.ObjectAllValuesFrom(self.role(), self.right(bottom, depth + 1))
        if roll < 0.68:
            return ex.ObjectComplementOf(self.absent())
        if roll < 0.74:
            return ex.ObjectHasValue(self.role(), self.random.choice(self.names.people))
        if roll < 0.82:
            return ex.ObjectMaxCardinality(0, self.random.choice(self.simple), self.random.choice(self.names.classes))
        if roll < 0.84:
            return ex.ObjectHasSelf(self.simple[1])
        if roll < 0.92 and self.options.data:
            kind = self.random.choice([ex.DataSomeValuesFrom, ex.DataSomeValuesFrom, ex.DataAllValuesFrom])
            return kind(self.random.choice(self.names.values), self.facet())
        if roll < 0.95 and self.options.data:
            return ex.DataMaxCardinality(0, self.random.choice(self.names.values), self.facet())
        return ex.ObjectComplementOf(self.random.choice(self.names.classes))

    def axiom(self) -> Axiom:
        layer = self.random.randrange(len(self.names.classes) - 1)
        roll = self.random.random()
        if roll < 0.75:
            return ax.SubClassOf(self.left(layer), self.right(layer + 1))
        if roll < 0.85:
            return ax.DisjointClasses(tuple(self.random.sample(self.names.classes, self.random.choice([2, 2, 3]))))
        if roll < 0.89:
            return ax.ObjectPropertyDomain(self.role(), self.names.classes[-1])
        if roll < 0.96 or not self.options.data:
            return ax.ObjectPropertyRange(self.role(), self.names.classes[-1])
        return ax.DataPropertyRange(self.random.choice(self.names.values), self.facet())

    def role_axiom(self) -> Axiom:
        first, second = self.random.sample(self.names.roles, 2)
        simple, other = self.simple
        composed = [role for role in self.names.roles if role not in self.simple]
        return self.random.choice(
            [
                ax.SubObjectPropertyOf(first if first in self.simple else simple, other),
                ax.SubObjectPropertyOf(simple, composed[0]),
                ax.InverseObjectProperties(composed[0], composed[1]),
                ax.SubObjectPropertyOf(ex.ObjectPropertyChain((simple, other)), composed[0]),
                ax.SubObjectPropertyOf(ex.ObjectPropertyChain((simple, composed[0])), composed[0]),
                ax.SubObjectPropertyOf(
                    ex.ObjectPropertyChain((simple, ex.ObjectInverseOf(other), simple)), composed[1]
                ),
                ax.TransitiveObjectProperty(composed[0]),
                ax.SymmetricObjectProperty(simple),
                ax.DisjointObjectProperties((simple, other)),
                ax.AsymmetricObjectProperty(other),
                ax.IrreflexiveObjectProperty(simple),
                ax.SubDataPropertyOf(self.names.values[0], self.names.values[1])
                if self.options.data
                else ax.SymmetricObjectProperty(second),
            ]
        )

    def built_in(self) -> Axiom:
        """Return an axiom about the top or a bottom property."""
        one, (first, *_, last) = self.random.choice(self.names.classes), self.names.classes
        return self.random.choice(
            [
                ax.SubClassOf(ex.ObjectSomeValuesFrom(ex.TOP, one), last),
                ax.SubClassOf(one, ex.ObjectAllValuesFrom(ex.TOP, last)),
                ax.SubClassOf(first, ex.ObjectSomeValuesFrom(ex.TOP, last)),
                ax.SubObjectPropertyOf(self.random.choice(self.names.roles), ex.BOTTOM[0]),
                ax.SubClassOf(one, ex.ObjectSomeValuesFrom(ex.BOTTOM[0], last)),
                ax.SubDataPropertyOf(self.names.values[0], ex.BOTTOM[1]),
            ]
        )

    def assertion(self) -> Axiom:
        roll = self.random.random()
        one, other = self.random.choice(self.names.people), self.random.choice(self.names.people)
        if roll < 0.35:
            return ax.ClassAssertion(self.random.choice(self.names.classes), one)
        if roll < 0.42:
            none: ClassExpression = ex.ObjectMaxCardinality(
                0, self.random.choice(self.simple), self.random.choice(self.names.classes)
            )
            return ax.ClassAssertion(none if self.random.random() < 0.5 else ex.ObjectComplementOf(self.absent()), one)
        if roll < 0.45 and self.options.data:
            value = self.names.values[1]
            narrow = self.random.choice(
                [ex.DataAllValuesFrom(value, self.facet()), ex.DataMaxCardinality(0, value, self.facet())]
            )
            return ax.ClassAssertion(narrow, one)
        if roll < 0.48:
            return ax.NegativeObjectPropertyAssertion(self.random.choice(self.names.roles), one, other)
        if roll < 0.6 and self.options.data:
            return ax.DataPropertyAssertion(self.random.choice(self.names.values), one, self.literal())
        return ax.ObjectPropertyAssertion(self.role(), one, other)
