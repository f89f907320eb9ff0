"""What the compiler hands to the saturation: rules indexed by the predicate that triggers them, and the clauses behind.

Everything hot is integers. A class expression, a property, an individual and a literal each have a number; a property
is used in a direction, `2 * property` forwards and `2 * property + 1` backwards, so that inverses cost nothing.
"""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, ClassExpression, DataProperty, DataRange, Literal, ObjectProperty
from differentia.owl.expressions import Individual as NamedOrAnonymous
from differentia.owl.values import Value, value_of
from differentia.structs import dataclass, field

__all__ = [
    "SAME",
    "Atom",
    "Clause",
    "Interner",
    "NoRuleError",
    "Predicate",
    "Program",
    "Reach",
    "Source",
    "Symbols",
    "TermKey",
    "Test",
    "Witness",
]

K = TypeVar("K")


class NoRuleError(Exception):
    """An expression stands where no rule is known for it."""


class Witness(NamedTuple):
    """The individual (or value) that an existential expression promises for a term: a Skolem term."""

    expression: int
    of: int
    is_value: bool


TermKey: TypeAlias = NamedOrAnonymous | Literal | Witness

Atom: TypeAlias = tuple[int, int | str] | tuple[int, int | str, int | str]
"""(class or data range, term) or (property, subject, object); a string is a variable, a number a term."""


class Interner(Generic[K]):
    """Number keys in the order of their first appearance, above an optional parent that is never changed."""

    __slots__ = ("_ids", "_keys", "_offset", "_parent")

    def __init__(self, parent: Interner[K] | None = None) -> None:
        self._parent = parent
        self._offset = len(parent) if parent is not None else 0
        self._ids: dict[K, int] = {}
        self._keys: list[K] = []

    def __len__(self) -> int:
        return self._offset + len(self._keys)

    def __getitem__(self, number: int) -> K:
        if number < self._offset and self._parent is not None:
            return self._parent[number]
        return self._keys[number - self._offset]

    def get(self, key: K) -> int | None:
        """Return the number of a key, or None if it has none."""
        if self._parent is not None and (known := self._parent.get(key)) is not None:
            return known
        return self._ids.get(key)

    def number(self, key: K) -> int:
        """Return the number of a key, giving it the next one if it is new."""
        known = self.get(key)
        if known is None:
            known = self._ids[key] = self._offset + len(self._keys)
            self._keys.append(key)
        return known

    def cut(self, length: int) -> None:
        """Forget the numbers from `length` on; they will be given again."""
        while len(self) > length:
            del self._ids[self._keys.pop()]


Predicate: TypeAlias = tuple[int, int]
"""(length of the atom, number): classes and data ranges have length 2, properties 3."""

Reach: TypeAlias = tuple[frozenset[int], frozenset[int]]
"""(the predicates something may lead to, all predicates that clauses join with those), each as one number: twice its
own for a class or data range, one more for a property."""


Source: TypeAlias = Axiom | ClassExpression | ObjectProperty | DataProperty
"""Where a clause comes from: an axiom, or an expression or built-in property, which have a meaning of their own."""


class Clause(NamedTuple):
    """A Horn clause, body atoms to head atom (None: contradiction), and where it comes from."""

    source: Source
    body: tuple[Atom, ...]
    head: Atom | None


class Test(NamedTuple):
    """A complement that stands where it has to be proved: `negated` holds where `operand` leads to a contradiction."""

    negated: int
    operand: int


SAME = 0
"""The number of the property that holds between a term and itself under another name."""


def _properties() -> Interner[str]:
    found: Interner[str] = Interner()
    found.number(OWL + "sameAs")
    return found


@dataclass(slots=True)
class Symbols:
    """The numbers of expressions (classes and data ranges, by functional syntax), properties and terms.

    Attributes:
        expressions, roles, terms: what has a number.
        named: the named classes among the expressions.
        ranges: the data ranges among the expressions.
        data_roles: the data properties among the properties.
        values: for a data value, the first literal that stands for it.
        alike: for another literal of the same value, that first one.
    """

    expressions: Interner[str] = field(default_factory=Interner)
    roles: Interner[str] = field(default_factory=_properties)
    terms: Interner[TermKey] = field(default_factory=Interner)
    named: dict[int, str] = field(default_factory=dict)
    ranges: dict[int, DataRange] = field(default_factory=dict)
    data_roles: dict[int, None] = field(default_factory=dict)
    values: dict[Value, int] = field(default_factory=dict)
    alike: dict[int, int] = field(default_factory=dict)

    def child(self) -> Symbols:
        """Return symbols that extend these without changing them."""
        expressions, roles, terms = Interner(self.expressions), Interner(self.roles), Interner(self.terms)
        return Symbols(expressions, roles, terms, *(dict(table) for table in self._tables()))

    def _tables(self) -> tuple[dict[Any, Any], ...]:
        return (self.named, self.ranges, self.data_roles, self.values, self.alike)

    def sizes(self) -> tuple[int, ...]:
        """Return how much is in here, for `cut`."""
        return (len(self.expressions), len(self.roles), len(self.terms), *map(len, self._tables()))

    def cut(self, sizes: tuple[int, ...]) -> None:
        """Forget what has been added since `sizes` was taken."""
        self.expressions.cut(sizes[0])
        self.roles.cut(sizes[1])
        self.terms.cut(sizes[2])
        for table, size in zip(self._tables(), sizes[3:], strict=True):
            while len(table) > size:
                table.popitem()

    def literal(self, literal: Literal) -> int:
        """Return the number of a literal, and note which other literals have its value.

        Raises:
            IllTyped: its datatype has no such literal.
            UnknownDatatype: its datatype is not one of the OWL 2 datatype map.
        """
        known = self.terms.get(literal)
        if known is not None:
            return known
        value = value_of(literal)
        number = self.terms.number(literal)
        first = self.values.setdefault(value, number)
        if first != number:
            self.alike[number] = first
        return number


@dataclass(slots=True)
class Program:
    """Compiled clauses, indexed by what triggers them.

    Attributes:
        on_class: for a class, the rules that a new member may fire; each is (rule number, arguments...).
        on_role: for a property in a direction, the rules that a new pair may fire.
        on_value: for (property in a direction, term), the rules that a new pair with this object may fire; a literal
            stands for all literals of its value.
        everything: (class,), (property, property) or (property, property, property), and a clause: what holds of every
            individual, between it and itself, and between it and any other.
        facts: (ground atom, clause) to start from.
        tests: complements to be proved by refutation.
        introduced, eliminated: the expressions whose clauses are in here, by direction.
        defined: for a defined datatype, its data range and the clauses that lead there and back.
        reach: for the number of a test's complement, the predicates that its operand may lead to, and all predicates
            that clauses join with those.
    """

    on_class: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    on_role: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    on_value: dict[tuple[int, int], list[tuple[Any, ...]]] = field(default_factory=dict)
    everything: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    facts: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    introduced: set[int] = field(default_factory=set)
    eliminated: set[int] = field(default_factory=set)
    defined: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    reach: dict[int, Reach] = field(default_factory=dict)
