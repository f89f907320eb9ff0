"""The checker's clauses against the OWL 2 Direct Semantics, by counting members in small worlds.

What a clause says is compared with a second reading of the same construct, written as set comprehensions, in random
interpretations with three individuals. Every clause must hold wherever its axiom does (soundness), and an axiom must
hold wherever all its clauses do (nothing is missing).
"""

from __future__ import annotations

import operator
import random
from itertools import combinations, product
from typing import Any

import pytest

from differentia.owl.checker_language import AXIOMS, EXPRESSIONS, clauses_of_axiom, clauses_of_expression, variables

THINGS = (0, 1, 2)
DATA = ("one", "two", "three")
CLASSES, ROLES, DATA_ROLES, NAMES = ("u:A", "u:B", "u:C"), ("u:r", "u:s", "u:t"), ("u:p", "u:q"), ("u:a", "u:b", "u:c")
RANGE = ("DataOneOf", (("Literal", "one", "u:d", ""),))
EITHER = ("DataOneOf", (("Literal", "one", "u:d", ""), ("Literal", "two", "u:d", "")))
ONE = ("Literal", "one", "u:d", "")
INVERSE = ("ObjectInverseOf", "u:s")
COUNTS = {"MinCardinality": operator.ge, "MaxCardinality": operator.le, "ExactCardinality": operator.eq}


class World:
    """A random interpretation."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - no secret
        often = chance.choice((0.2, 0.5, 0.8))
        self.classes = {c: {x for x in THINGS if chance.random() < often} for c in CLASSES}
        self.roles = {r: {p for p in product(THINGS, THINGS) if chance.random() < often} for r in ROLES}
        self.data = {p: {v for v in product(THINGS, DATA) if chance.random() < often} for p in DATA_ROLES}
        self.names = {n: chance.choice(THINGS) for n in NAMES}
        for r in ROLES:
            self.roles[r] |= {(x, x) for x in THINGS if chance.random() < 0.3}

    def role(self, r: Any) -> set[tuple[int, int]]:
        return self.roles[r] if isinstance(r, str) else {(y, x) for x, y in self.roles[r[1]]}

    def pair(self, first: str, second: str) -> tuple[int, int]:
        return self.names[first], self.names[second]

    def successors(self, r: Any, x: int) -> set[int]:
        return {y for z, y in self.role(r) if z == x}

    def range(self, d: Any) -> set[str]:
        return {*DATA} - self.range(d[1]) if d[0] == "DataComplementOf" else {lit[1] for lit in d[1]}

    def members(self, e: Any) -> set[int]:
        if isinstance(e, str):
            return {"Thing": set(THINGS), "Nothing": set()}.get(e.split("#")[-1]) if "#" in e else self.classes[e]
        kind, *parts = e
        return {x for x in THINGS if self.is_member(kind, parts, x)}

    def is_member(self, kind: str, parts: list[Any], x: int) -> bool:
        if kind == "ObjectIntersectionOf":
            return all(x in self.members(c) for c in parts[0])
        if kind == "ObjectUnionOf":
            return any(x in self.members(c) for c in parts[0])
        if kind == "ObjectComplementOf":
            return x not in self.members(parts[0])
        if kind == "ObjectOneOf":
            return x in {self.names[a] for a in parts[0]}
        if kind.startswith("Data"):
            values = {v for y, v in self.data[parts[-2]] if y == x}
            if kind == "DataHasValue":
                return parts[1][1] in values
            inside = values & self.range(parts[-1])
            if kind.endswith("Cardinality"):
                return COUNTS[kind[4:]](len(inside), parts[0])
            return bool(inside) if kind == "DataSomeValuesFrom" else inside == values
        if kind == "ObjectHasValue":
            return self.names[parts[1]] in self.successors(parts[0], x)
        if kind == "ObjectHasSelf":
            return x in self.successors(parts[0], x)
        found = len(self.successors(parts[-2], x) & self.members(parts[-1]))
        return {
            "ObjectSomeValuesFrom": found > 0,
            "ObjectAllValuesFrom": self.successors(parts[-2], x) <= self.members(parts[-1]),
        }.get(kind) or (kind[6:] in COUNTS and COUNTS[kind[6:]](found, parts[0]))

    def value(self, term: Any, bound: dict[str, Any]) -> Any:
        if term[0] == "?":
            return bound[term[1]]
        if term[0] == "Literal":
            return term[1]
        if term[0] == "witness":  # something promised; anything if nothing is
            _, e, x = term
            of = self.value(x, bound)
            if e[0].startswith("Data"):
                return min(({v for y, v in self.data[e[-2]] if y == of} & self.range(e[-1])) or DATA[1:])
            return min((self.successors(e[-2], of) & self.members(e[-1])) or THINGS)
        return self.names[term]

    def holds(self, literal: Any, bound: dict[str, Any]) -> bool:
        kind, *parts = literal
        if kind == "not":
            return not self.holds(parts[0], bound)
        values = [self.value(t, bound) for t in (parts if kind == "same" else parts[1:])]
        if kind == "same":
            return bool(values[0] == values[1])
        if kind == "type":
            return values[0] in self.members(parts[0])
        if kind == "in":
            return values[0] in self.range(parts[0])
        return tuple(values) in (self.roles if kind == "role" else self.data)[parts[0]]

    def satisfies(self, clause: list[Any]) -> bool:
        free = sorted(variables(clause))
        data_variables = {"v", "w"}
        choices = [DATA if v in data_variables else THINGS for v in free]
        return all(any(self.holds(x, dict(zip(free, c, strict=True))) for x in clause) for c in product(*choices))


EXPRESSION_EXAMPLES = [
    "http://www.w3.org/2002/07/owl#Thing",
    "http://www.w3.org/2002/07/owl#Nothing",
    ("ObjectIntersectionOf", CLASSES),
    ("ObjectUnionOf", CLASSES),
    ("ObjectComplementOf", "u:A"),
    ("ObjectOneOf", ("u:a", "u:b")),
    *((kind, r, "u:A") for kind in ("ObjectSomeValuesFrom", "ObjectAllValuesFrom") for r in ("u:r", INVERSE)),
    *((f"Object{kind}", n, INVERSE, "u:A") for kind in COUNTS for n in (0, 1) if n or kind[0] != "E"),
    *((f"Data{kind}", n, "u:p", EITHER) for kind in COUNTS for n in (0, 1) if n or kind[0] != "E"),
    ("ObjectHasValue", INVERSE, "u:a"),
    ("ObjectHasSelf", "u:r"),
    ("DataSomeValuesFrom", "u:p", RANGE),
    ("DataAllValuesFrom", "u:p", RANGE),
    ("DataHasValue", "u:p", ONE),
]


@pytest.mark.parametrize("expression", EXPRESSION_EXAMPLES, ids=str)
def test_clauses_of_an_expression_hold_everywhere(expression: Any) -> None:
    clauses = clauses_of_expression(expression)
    assert clauses
    assert all(World(seed).satisfies(clause) for seed in range(200) for clause in clauses)


@pytest.mark.parametrize("expression", EXPRESSION_EXAMPLES, ids=str)
def test_no_stronger_clause_of_an_expression_holds_everywhere(expression: Any) -> None:
    """Guard against a world that satisfies anything: a clause with a literal left out must fail somewhere."""
    for clause in clauses_of_expression(expression):
        for i in range(len(clause)):
            weaker = [*clause[:i], *clause[i + 1 :]]
            assert not all(World(seed).satisfies(weaker) for seed in range(200))


def test_every_expression_is_exercised() -> None:
    assert {e[0] for e in EXPRESSION_EXAMPLES if not isinstance(e, str)} == set(EXPRESSIONS)


def _pairs(sets: list[set[Any]]) -> bool:
    return all(not a & b for a, b in combinations(sets, 2))


def _compose(first: set[Any], second: set[Any]) -> set[Any]:
    return {(x, z) for x, y in first for y2, z in second if y == y2}


def _functional(pairs: set[Any]) -> bool:
    return len({x for x, _ in pairs}) == len(pairs)


def _turned(pairs: set[Any]) -> set[Any]:
    return {(y, x) for x, y in pairs}


AXIOM_EXAMPLES: list[tuple[Any, Any]] = [
    (("SubClassOf", "u:A", "u:B"), lambda w: w.members("u:A") <= w.members("u:B")),
    (("EquivalentClasses", CLASSES), lambda w: len({frozenset(w.members(c)) for c in CLASSES}) == 1),
    (("DisjointClasses", CLASSES), lambda w: _pairs([w.members(c) for c in CLASSES])),
    (
        ("DisjointUnion", "u:A", ("u:B", "u:C")),
        lambda w: w.members("u:A") == w.members("u:B") | w.members("u:C") and not w.members("u:B") & w.members("u:C"),
    ),
    (("SubObjectPropertyOf", "u:r", INVERSE), lambda w: w.role("u:r") <= w.role(INVERSE)),
    (
        ("SubObjectPropertyOf", ("ObjectPropertyChain", ("u:r", INVERSE)), "u:t"),
        lambda w: _compose(w.role("u:r"), w.role(INVERSE)) <= w.role("u:t"),
    ),
    (("EquivalentObjectProperties", ("u:r", INVERSE)), lambda w: w.role("u:r") == w.role(INVERSE)),
    (("DisjointObjectProperties", ("u:r", INVERSE)), lambda w: _pairs([w.role("u:r"), w.role(INVERSE)])),
    (("InverseObjectProperties", "u:r", "u:s"), lambda w: w.role("u:r") == _turned(w.role("u:s"))),
    (("ObjectPropertyDomain", INVERSE, "u:A"), lambda w: {x for x, _ in w.role(INVERSE)} <= w.members("u:A")),
    (("ObjectPropertyRange", INVERSE, "u:A"), lambda w: {y for _, y in w.role(INVERSE)} <= w.members("u:A")),
    (("FunctionalObjectProperty", INVERSE), lambda w: _functional(w.role(INVERSE))),
    (("InverseFunctionalObjectProperty", "u:r"), lambda w: _functional(_turned(w.role("u:r")))),
    (("ReflexiveObjectProperty", "u:r"), lambda w: {(x, x) for x in THINGS} <= w.role("u:r")),
    (("IrreflexiveObjectProperty", "u:r"), lambda w: all(x != y for x, y in w.role("u:r"))),
    (("SymmetricObjectProperty", "u:r"), lambda w: w.role("u:r") == _turned(w.role("u:r"))),
    (("AsymmetricObjectProperty", "u:r"), lambda w: not w.role("u:r") & _turned(w.role("u:r"))),
    (("TransitiveObjectProperty", "u:r"), lambda w: _compose(w.role("u:r"), w.role("u:r")) <= w.role("u:r")),
    (("SubDataPropertyOf", "u:p", "u:q"), lambda w: w.data["u:p"] <= w.data["u:q"]),
    (("EquivalentDataProperties", ("u:p", "u:q")), lambda w: w.data["u:p"] == w.data["u:q"]),
    (("DisjointDataProperties", ("u:p", "u:q")), lambda w: not w.data["u:p"] & w.data["u:q"]),
    (("DataPropertyDomain", "u:p", "u:A"), lambda w: {x for x, _ in w.data["u:p"]} <= w.members("u:A")),
    (("DataPropertyRange", "u:p", RANGE), lambda w: {v for _, v in w.data["u:p"]} <= {"one"}),
    (("FunctionalDataProperty", "u:p"), lambda w: _functional(w.data["u:p"])),
    (
        ("HasKey", "u:A", ("u:r", INVERSE), ()),  # in these worlds everything has a name
        lambda w: (
            not any(
                w.successors("u:r", x) & w.successors("u:r", y) and w.successors(INVERSE, x) & w.successors(INVERSE, y)
                for x, y in combinations(sorted(w.members("u:A")), 2)
            )
        ),
    ),
    (("SameIndividual", NAMES), lambda w: len({w.names[n] for n in NAMES}) == 1),
    (("DifferentIndividuals", NAMES), lambda w: len({w.names[n] for n in NAMES}) == 3),
    (("ClassAssertion", "u:A", "u:a"), lambda w: w.names["u:a"] in w.members("u:A")),
    (("ObjectPropertyAssertion", INVERSE, "u:a", "u:b"), lambda w: w.pair("u:b", "u:a") in w.roles["u:s"]),
    (("NegativeObjectPropertyAssertion", INVERSE, "u:a", "u:b"), lambda w: w.pair("u:b", "u:a") not in w.roles["u:s"]),
    (("DataPropertyAssertion", "u:p", "u:a", ONE), lambda w: (w.names["u:a"], "one") in w.data["u:p"]),
    (("NegativeDataPropertyAssertion", "u:p", "u:a", ONE), lambda w: (w.names["u:a"], "one") not in w.data["u:p"]),
]


@pytest.mark.parametrize(("axiom", "meaning"), AXIOM_EXAMPLES, ids=lambda x: x[0] if isinstance(x, tuple) else "")
def test_clauses_of_an_axiom_hold_exactly_where_it_does(axiom: Any, meaning: Any) -> None:
    clauses = clauses_of_axiom(axiom)
    answers = set()
    for seed in range(3000):
        world = World(seed)
        answers.add(meaning(world))
        assert all(map(world.satisfies, clauses)) == meaning(world)
        if seed > 200 and len(answers) == 2:
            break
    assert answers == {True, False}, "the axiom was never true, or never false"


def test_every_axiom_is_exercised() -> None:
    assert {axiom[0] for axiom, _ in AXIOM_EXAMPLES} | {"DatatypeDefinition"} == set(AXIOMS)
