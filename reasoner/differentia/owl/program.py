"""What the compiler hands to the saturation: rules indexed by the predicate that triggers them, and the clauses behind.

Everything hot is integers. A class expression, a property, an individual and a literal each have a number; a property
is used in a direction, `2 * property` forwards and `2 * property + 1` backwards, so that inverses cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from differentia.owl.axioms import Axiom
from differentia.owl.expressions import ClassExpression, DataRange, Literal
from differentia.owl.expressions import Individual as NamedOrAnonymous

__all__ = ["Atom", "Clause", "Interner", "Program", "Symbols", "TermKey", "Test", "Witness"]

K = TypeVar("K")


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

    def new(self) -> Iterator[tuple[int, K]]:
        """Yield the numbers and keys that the parent does not have."""
        return ((self._offset + i, key) for i, key in enumerate(self._keys))


class Clause(NamedTuple):
    """A Horn clause, body atoms to head atom (None: contradiction), and the axiom or expression it comes from."""

    source: Axiom | ClassExpression
    body: tuple[Atom, ...]
    head: Atom | None


class Test(NamedTuple):
    """A complement that stands where it has to be proved: `negated` holds where `operand` leads to a contradiction."""

    negated: int
    operand: int


@dataclass(slots=True)
class Symbols:
    """The numbers of expressions (classes and data ranges, by functional syntax), properties and terms."""

    expressions: Interner[str] = field(default_factory=Interner)
    roles: Interner[str] = field(default_factory=Interner)
    terms: Interner[TermKey] = field(default_factory=Interner)
    named: dict[int, str] = field(default_factory=dict)
    ranges: dict[int, DataRange] = field(default_factory=dict)
    data_roles: set[int] = field(default_factory=set)

    def child(self) -> Symbols:
        """Return symbols that extend these without changing them."""
        return Symbols(
            Interner(self.expressions),
            Interner(self.roles),
            Interner(self.terms),
            dict(self.named),
            dict(self.ranges),
            set(self.data_roles),
        )


@dataclass(slots=True)
class Program:
    """Compiled clauses, indexed by what triggers them.

    Attributes:
        on_class: for a class, the rules that a new member may fire; each is (rule number, arguments...).
        on_role: for a property in a direction, the rules that a new pair may fire.
        on_value: for (property in a direction, term), the rules that a new pair with this object may fire.
        everything: (class or (property,), clause) that hold of every individual.
        facts: (ground atom, clause) to start from.
        tests: complements to be proved by refutation.
        introduced, eliminated: the expressions whose clauses are in here, by direction.
    """

    on_class: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    on_role: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    on_value: dict[tuple[int, int], list[tuple[Any, ...]]] = field(default_factory=dict)
    everything: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    facts: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    introduced: set[int] = field(default_factory=set)
    eliminated: set[int] = field(default_factory=set)
