"""What a saturation holds: facts by number, why each holds, finished refutations, and the immutable base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from differentia.owl.axioms import Axiom
from differentia.owl.expressions import ClassExpression, DataRange
from differentia.owl.program import Clause, Program, Symbols

__all__ = [
    "COMPUTED",
    "DATA",
    "HENCE",
    "READ",
    "SUPPOSED",
    "Assertion",
    "Base",
    "Branch",
    "FactKey",
    "Mark",
    "Sources",
    "Why",
]

READ, DATA, SUPPOSED, HENCE, COMPUTED = -1, -2, -3, -4, -5
"""What stands in place of a clause number for a fact that no clause gave.

READ: an assertion of the layer (premise: its index). DATA: evaluated (premise: none, or the range fact before it).
SUPPOSED: taken for the sake of argument. HENCE: a complement proved by refutation (premise: index of the branch).
COMPUTED: calculated from measurements (premises: index of the computation, then the operands).
"""

FactKey: TypeAlias = tuple[int, ...]
"""(class or data range, term) or (property, subject, object)."""

Why: TypeAlias = tuple[int, tuple[int, ...]]
"""(clause number or one of the markers above, premises)."""


class Assertion(NamedTuple):
    """An assertion about individuals, and the id of the fact that says so (None: no fact, part of the setting)."""

    axiom: Axiom
    fact: str | None = None


class Mark(NamedTuple):
    """A state of a layer to which `undo` returns."""

    facts: int
    processed: int
    known: int
    programs: int
    clashes: int


class Branch(NamedTuple):
    """A finished refutation: the supposition, what was derived under it, and the contradiction.

    In premises a number n >= 0 is a fact outside, n < 0 the step -n - 1 of the branch.
    """

    steps: tuple[tuple[FactKey, Why], ...]
    clash: Why


@dataclass(slots=True)
class Sources:
    """What only proofs need: the clauses, the expression behind each number."""

    clauses: list[Clause] = field(default_factory=list)
    expressions: dict[int, ClassExpression | DataRange] = field(default_factory=dict)


@dataclass(slots=True)
class Base:
    """An ontology, saturated; shared by all layers over it and never changed.

    `sources` are needed for proofs only; a base from a cache fetches them when they are first asked for.
    """

    symbols: Symbols
    program: Program
    facts: list[FactKey]
    why: list[Why]
    ids: dict[FactKey, int]
    types: dict[int, dict[int, int]]
    edges: dict[tuple[int, int], list[tuple[int, int]]]
    by_predicate: dict[tuple[int, int], list[int]]
    branches: list[Branch]
    clashes: list[Why]
    clause_count: int
    load_sources: Callable[[], Sources]

    @property
    def sources(self) -> Sources:
        """The clauses and expressions behind the numbers."""
        return self.load_sources()

    def triggering(self, program: Program) -> list[int]:
        """Return the facts that may fire a rule of a program, in order."""
        roles = {role >> 1 for role in program.on_role} | {role >> 1 for role, _ in program.on_value}
        wanted = [(2, c) for c in program.on_class] + [(3, r) for r in roles]
        return sorted(number for key in wanted for number in self.by_predicate.get(key, ()))
