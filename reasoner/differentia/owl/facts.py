"""What a saturation holds: facts by number, why each holds, finished refutations, and the immutable base."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.contention import Contention, contention
from differentia.owl.expressions import ClassExpression, DataRange
from differentia.owl.program import Clause, Program, Symbols
from differentia.structs import dataclass, field

__all__ = [
    "ASSERTIONS",
    "COMPUTED",
    "DATA",
    "EQUAL",
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
    "as_membership",
    "frozen",
    "named_fact",
]

READ, DATA, SUPPOSED, HENCE, COMPUTED, EQUAL = -1, -2, -3, -4, -5, -6
"""What stands in place of a clause number for a fact that no clause gave.

READ: an assertion of the layer (premise: its index). DATA: evaluated (premise: none, or the range fact before it).
SUPPOSED: taken for the sake of argument. HENCE: a complement proved by refutation (premise: index of the branch).
COMPUTED: calculated from measurements (premises: index of the computation, then the operands).
EQUAL: another fact with equals replaced (premises: that fact, the equality).
"""

FactKey: TypeAlias = tuple[int, ...]
"""(class or data range, term) or (property, subject, object)."""

Why: TypeAlias = tuple[int, tuple[int, ...]]
"""(clause number or one of the markers above, premises)."""


class Assertion(NamedTuple):
    """An assertion about individuals, and the id of the fact that says so (None: no fact, part of the setting)."""

    axiom: Axiom
    fact: str | None = None


ASSERTIONS = (
    ax.ClassAssertion,
    ax.ObjectPropertyAssertion,
    ax.DataPropertyAssertion,
    ax.NegativeObjectPropertyAssertion,
    ax.NegativeDataPropertyAssertion,
)
"""What a layer takes."""


def as_membership(axiom: Axiom) -> Axiom:
    """Write a negative property assertion as membership in a complement, so that its proof can read it off a fact."""
    if isinstance(axiom, ax.NegativeObjectPropertyAssertion):
        denied: ClassExpression = ex.ObjectHasValue(axiom.property, axiom.target)
    elif isinstance(axiom, ax.NegativeDataPropertyAssertion):
        denied = ex.DataHasValue(axiom.property, axiom.value)
    else:
        return axiom
    return ax.ClassAssertion(ex.ObjectComplementOf(denied), axiom.source)


def named_fact(symbols: Symbols, axiom: Axiom) -> FactKey | None:
    """Return the fact that an assertion about a named class or object property states.

    Returns:
        The fact; None if the class or property has no number yet or means something of its own: it has to be compiled.
    """
    if isinstance(axiom, ax.ClassAssertion) and isinstance(axiom.cls, ex.Class):
        c = symbols.expressions.get(f"<{axiom.cls.iri}>")
        if c in symbols.named and not axiom.cls.iri.startswith(ex.OWL):
            return (c, symbols.terms.number(axiom.individual))
    elif isinstance(axiom, ax.ObjectPropertyAssertion) and isinstance(axiom.property, ex.ObjectProperty):
        r = symbols.roles.get(axiom.property.iri)
        if r is not None and not axiom.property.iri.startswith(ex.OWL):
            return (r, symbols.terms.number(axiom.source), symbols.terms.number(axiom.target))
    return None


class Mark(NamedTuple):
    """A state of a layer to which `undo` returns: how much there was of everything."""

    facts: int
    processed: int
    known: int
    programs: int
    clashes: int
    reads: int
    branches: int
    computations: int
    others: int
    clauses: int
    expressions: int
    symbols: tuple[int, ...]


class Branch(NamedTuple):
    """A finished refutation: the supposition, what was derived under it, and the contradiction.

    In premises a number n >= 0 is a fact outside, n < 0 the step -n - 1 of the branch.

    Attributes:
        steps: each fact derived, the supposition (one, marked SUPPOSED) among them.
        clash: the contradiction.
        first: the number that the first step had while it stood; in a nested branch, outside facts from the enclosing
            branch's `first` on are steps of the enclosing one.
        nested: refutations inside this one, to which its HENCE steps refer by index.
    """

    steps: tuple[tuple[FactKey, Why], ...]
    clash: Why
    first: int = 0
    nested: tuple[Branch, ...] = ()

    @property
    def supposition(self) -> int:
        """The index of the step that is supposed."""
        return next(i for i, (_, why) in enumerate(self.steps) if why[0] == SUPPOSED)

    def needs(self) -> tuple[list[int], set[int]]:
        """Return which steps the contradiction rests on, the supposition always, and which facts outside."""
        local, outside = {self.supposition}, set[int]()
        stack: list[int] = [-self.supposition - 1, *self.clash[1]]
        seen: set[int] = set()
        while stack:
            number = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            if number >= 0:
                outside.add(number)
                continue
            local.add(-number - 1)
            clause, premises = self.steps[-number - 1][1]
            if clause == HENCE:
                beyond = self.nested[premises[0]].needs()[1]
                stack.extend(self.first - n - 1 if n >= self.first else n for n in beyond)
            elif clause >= 0 or clause in (DATA, EQUAL):
                stack.extend(premises)
        return sorted(local), outside


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
    contention: Contention
    load_sources: Callable[[], Sources]
    rules: Any = None  # the program as layers call it, made by the first of them
    guards: Any = None  # beside which classes its complements are of use, likewise

    @property
    def sources(self) -> Sources:
        """The clauses and expressions behind the numbers."""
        return self.load_sources()

    def triggering(self, program: Program) -> list[int]:
        """Return the facts that may fire a rule of a program, in order."""
        roles = {role >> 1 for role in program.on_role} | {role >> 1 for role, _ in program.on_value}
        wanted = [(2, c) for c in program.on_class] + [(3, r) for r in roles]
        return sorted(number for key in wanted for number in self.by_predicate.get(key, ()))


def frozen(
    symbols: Symbols,
    program: Program,
    facts: tuple[list[FactKey], list[Why], dict[FactKey, int]],
    indexes: tuple[dict[int, dict[int, int]], dict[tuple[int, int], list[tuple[int, int]]]],
    refuted: tuple[list[Branch], list[Why]],
    sources: Sources,
) -> Base:
    """Make a base of what a layer holds: facts with reasons and numbers, types and edges, branches and clashes."""
    by_predicate: dict[tuple[int, int], list[int]] = {}
    for number, key in enumerate(facts[0]):
        by_predicate.setdefault((len(key), key[0]), []).append(number)
    disputed = contention(sources.clauses, symbols.ranges)
    count = len(sources.clauses)
    return Base(symbols, program, *facts, *indexes, by_predicate, *refuted, count, disputed, lambda: sources)
