"""A layer of facts over a saturated base: what one patient, or one supposition, adds.

`assume` adds assertions and saturates, `undo` takes them back exactly. Facts are processed first in, first out, so that
the derivation kept is a shallow one; a fact's other derivations are kept on request.

A negative answer is decided by refutation: assume the positive, with a witness for every existential, saturate, and
look for a contradiction. A complement on the left of an axiom is proved in the same way, alternating with saturation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import axioms as ax
from differentia.owl import datatypes
from differentia.owl.axioms import Axiom
from differentia.owl.clauses import Compiler
from differentia.owl.expressions import AnonymousIndividual, Literal, NamedIndividual
from differentia.owl.facts import (
    COMPUTED,
    DATA,
    HENCE,
    READ,
    SUPPOSED,
    Assertion,
    Base,
    Branch,
    FactKey,
    Mark,
    Sources,
    Why,
)
from differentia.owl.program import Program, Symbols, Test, Witness
from differentia.owl.rules import CLASS_RULES, ROLE_RULES, cls_int1
from differentia.owl.syntax import functional

__all__ = ["Layer"]

_NONE: dict[int, int] = {}


class Layer:
    """Facts over a base: one patient, or the constants of the ontology themselves.

    Args:
        base: what lies underneath; it is never changed.
        keep_all: keep every derivation of each fact instead of the first.
    """

    def __init__(self, base: Base | None = None, *, keep_all: bool = False) -> None:
        self.base = base
        self.keep_all = keep_all
        self.symbols = base.symbols.child() if base else Symbols()
        self.sources = Sources()
        self.programs: list[Program] = [base.program] if base else []
        self.offset = len(base.facts) if base else 0
        self.clause_offset = base.clause_count if base else 0
        self.facts: list[FactKey] = []
        self.why: list[Why] = []
        self.more: dict[int, list[Why]] = {}
        self.reads: list[Assertion] = []
        self.branches: list[Branch] = []
        self.computations: list[dict[str, Any]] = []
        self.clashes: list[Why] = []
        self.known: list[int] = []
        self._ids: dict[FactKey, int] = {}
        self._types: dict[int, dict[int, int]] = {}
        self._edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._next = 0
        self._below_types = base.types if base else {}
        self._below_edges = base.edges if base else {}
        self._below_ids = base.ids if base else {}
        self._guards: dict[int, list[tuple[int, ...]] | None] = {}
        self._supposing = False

    # ---- what rules read and write

    def types_of(self, x: int) -> dict[int, int]:
        """Return the classes of an individual (or the ranges of a value), each with its fact."""
        found = self._types.get(x)
        return found if found is not None else self._below_types.get(x, _NONE)

    def successors(self, role: int, x: int) -> Sequence[tuple[int, int]]:
        """Return the pairs (successor, fact) of an individual under a property in a direction."""
        here = self._edges.get((role, x), ())
        below = self._below_edges.get((role, x))
        return here if below is None else [*below, *here]

    def derive(self, key: FactKey, clause: int, premises: tuple[int, ...]) -> int:
        """Add a fact unless it is known; return its id."""
        known = self._ids.get(key)
        if known is None:
            known = self._below_ids.get(key)
        if known is None:
            known = self._ids[key] = self.offset + len(self.facts)
            self.facts.append(key)
            self.why.append((clause, premises))
        elif self.keep_all and known >= self.offset:
            why = (clause, premises)
            others = self.more.setdefault(known, [])
            if why != self.why[known - self.offset] and why not in others:
                others.append(why)
        return known

    def derive_edge(self, role: int, x: int, y: int, clause: int, premises: tuple[int, ...]) -> int:
        """Add a property fact, turned round if the direction is backwards."""
        return self.derive((role >> 1, y, x) if role & 1 else (role >> 1, x, y), clause, premises)

    def contradict(self, clause: int, premises: tuple[int, ...]) -> None:
        """Record a contradiction."""
        self.clashes.append((clause, premises))

    def in_range(self, value: int, data_range: int) -> int | None:
        """Return the fact that a value lies in a data range, or None if that does not follow."""
        return self._range_fact(value, data_range, inside=True)

    def out_of_range(self, value: int, data_range: int) -> int | None:
        """Return the fact that a value lies outside a data range, or None if that does not follow."""
        return self._range_fact(value, data_range, inside=False)

    def _range_fact(self, value: int, data_range: int, *, inside: bool) -> int | None:
        # an outside fact is keyed by the complement of the number, which no class uses
        key = (data_range if inside else ~data_range, value)
        wanted = self.symbols.ranges[data_range]
        term = self.symbols.terms[value]
        if isinstance(term, Literal):
            return self.derive(key, DATA, ()) if datatypes.contains(wanted, term) == inside else None
        relation = "inside" if inside else "outside"
        for c, fact in self.types_of(value).items():
            if c == data_range and inside:
                return fact
            asserted = self.symbols.ranges.get(c)
            if asserted is not None and datatypes.range_relation(asserted, wanted) == relation:
                return self.derive(key, DATA, (fact,))
        return None

    # ---- the loop

    def run(self) -> None:
        """Saturate: process facts until none is left or a contradiction is found."""
        while self._next < len(self.facts) and (self.keep_all or not self.clashes):
            key = self.facts[self._next]
            fact = self.offset + self._next
            self._next += 1
            if len(key) == 2:
                self._process_type(key[0], key[1], fact)
            else:
                self._process_edge(key[0], key[1], key[2], fact)

    def _meet(self, x: int) -> dict[int, int]:
        """Return the types of a term, to be added to; on first meeting an individual, say what holds of everything."""
        types = self._types.get(x)
        if types is None:
            below = self._below_types.get(x)
            types = self._types[x] = dict(below) if below else {}
            self.known.append(x)
            if below is None:
                for program in self.programs:
                    self._everything(program, x)
        return types

    def _everything(self, program: Program, x: int) -> None:
        if not program.everything or self._is_value(x):
            return
        for atom, clause in program.everything:
            self.derive((atom[0], x) if len(atom) == 1 else (atom[0], x, x), clause, ())

    def _process_type(self, c: int, x: int, fact: int) -> None:
        self._meet(x)[c] = fact
        for program in self.programs:
            for rule in program.on_class.get(c, ()):
                CLASS_RULES[rule[0]](self, x, fact, *rule[1:])
        if c in self.symbols.ranges:
            self._revisit_value(x)

    def _revisit_value(self, value: int) -> None:
        """Fire again the rules on pairs whose value has just been placed in a range."""
        for role in self.symbols.data_roles:
            for x, edge in self.successors(2 * role + 1, value):
                for program in self.programs:
                    for rule in program.on_role.get(2 * role, ()):
                        ROLE_RULES[rule[0]](self, x, value, edge, *rule[1:])

    def _process_edge(self, r: int, x: int, y: int, fact: int) -> None:
        for end in (x, y):
            if end not in self._types and end not in self._below_types:
                self._meet(end)
        self._edges.setdefault((2 * r, x), []).append((y, fact))
        self._edges.setdefault((2 * r + 1, y), []).append((x, fact))
        for program in self.programs:
            self._fire_edge(program, r, x, y, fact)

    def _fire_edge(self, program: Program, r: int, x: int, y: int, fact: int) -> None:
        for role, a, b in ((2 * r, x, y), (2 * r + 1, y, x)):
            for rule in program.on_role.get(role, ()):
                ROLE_RULES[rule[0]](self, a, b, fact, *rule[1:])
            for rule in program.on_value.get((role, b), ()):
                ROLE_RULES[rule[0]](self, a, b, fact, *rule[1:])

    def _is_value(self, x: int) -> bool:
        term = self.symbols.terms[x]
        return isinstance(term, Literal) or (isinstance(term, Witness) and term.is_value)

    def _replay(self, program: Program) -> None:
        """Apply a program that has just been added to the facts already processed."""
        if self.base:
            for number in self.base.triggering(program):
                self._replay_fact(program, self.base.facts[number], number)
        if program.on_class or program.on_role or program.on_value:
            for number in range(self._next):
                self._replay_fact(program, self.facts[number], self.offset + number)
        if program.everything:
            for x in (*self._below_types, *self.known):
                self._everything(program, x)

    def _replay_fact(self, program: Program, key: FactKey, fact: int) -> None:
        if len(key) == 3:
            self._fire_edge(program, *key, fact)
            return
        for rule in program.on_class.get(key[0], ()):
            CLASS_RULES[rule[0]](self, key[1], fact, *rule[1:])

    # ---- complements proved by refutation

    def complete(self) -> None:
        """Saturate, then prove the complements that axioms ask for, in turn until nothing is new."""
        self.run()
        if self._supposing:
            return
        proved = True
        while proved and not self.clashes:
            proved = False
            for program in self.programs:
                for test in program.tests:
                    proved = self._prove_complements(test) or proved
            self.run()

    def _prove_complements(self, test: Test) -> bool:
        proved = False
        for x in self._candidates(test):
            branch = self.refutation((test.operand, x))
            if branch is not None:
                self.branches.append(branch)
                self.derive((test.negated, x), HENCE, (len(self.branches) - 1,))
                proved = True
        return proved

    def _candidates(self, test: Test) -> list[int]:
        guards = self._guards_of(test.negated)
        found = []
        for x in self.known:
            term = self.symbols.terms[x]
            types = self.types_of(x)
            if self._is_value(x) or x in self._below_types or test.negated in types or test.operand in types:
                continue
            if guards is None:
                if isinstance(term, NamedIndividual | AnonymousIndividual):
                    found.append(x)
            elif any(all(c in types for c in guard) for guard in guards):
                found.append(x)
        return found

    def _guards_of(self, negated: int) -> list[tuple[int, ...]] | None:
        """Return the sets of classes beside which a complement is of use, or None if it is of use alone."""
        if negated not in self._guards:
            uses = [rule for program in self.programs for rule in program.on_class.get(negated, ())]
            conjunctions = [r for r in uses if CLASS_RULES[r[0]] is cls_int1]
            alone = len(conjunctions) < len(uses) or not uses
            guards = [tuple(c for c in r[1] if c != negated) for r in conjunctions]
            self._guards[negated] = None if alone else guards
        return self._guards[negated]

    def refutation(self, key: FactKey) -> Branch | None:
        """Suppose a fact, saturate, and return the branch if it ends in a contradiction; the state is as before."""
        mark = self.mark()
        self._supposing = True
        try:
            self.derive(key, SUPPOSED, ())
            self.run()
            return self._branch(mark) if len(self.clashes) > mark.clashes else None
        finally:
            self._supposing = False
            self.undo(mark)

    def _branch(self, mark: Mark) -> Branch:
        first = self.offset + mark.facts
        clause, premises = self.clashes[mark.clashes]
        steps = tuple(
            (self.facts[i], (self.why[i][0], _renumbered(self.why[i][1], first, self.why[i][0])))
            for i in range(mark.facts, len(self.facts))
        )
        return Branch(steps, (clause, _renumbered(premises, first, clause)))

    # ---- assume and undo

    def mark(self) -> Mark:
        """Return the present state, for `undo`."""
        return Mark(len(self.facts), self._next, len(self.known), len(self.programs), len(self.clashes))

    def assume(self, assertions: Iterable[Assertion]) -> Mark:
        """Add assertions and all that follows from them.

        Args:
            assertions: class, object property or data property assertions.

        Returns:
            The state before, for `undo`. `clashes` tells whether there is a contradiction now.

        Raises:
            OutsideFragment: an assertion is of another kind or has an expression without rules.
        """
        listed = list(assertions)
        before = self.mark()
        program = self.compile(a.axiom for a in listed)
        self.install(program)
        numbers: dict[str, list[int]] = {}
        for assertion in listed:
            numbers.setdefault(functional(assertion.axiom), []).append(len(self.reads))
            self.reads.append(assertion)
        for atom, clause in program.facts:
            source = self.sources.clauses[clause - self.clause_offset].source
            for read in numbers.get(functional(source), ()):
                self.derive(atom, READ, (read,))
            if not isinstance(source, _ASSERTIONS):
                self.derive(atom, clause, ())
        self.complete()
        return before

    def compute(self, axioms: Iterable[Axiom], computation: dict[str, Any], operands: tuple[int, ...]) -> None:
        """Add assertions that were calculated, and all that follows from them.

        Args:
            axioms: the assertions about the result.
            computation: what a proof says of the calculation: "operator" and "computation".
            operands: the facts with the values that went in, in order.
        """
        program = self.compile(axioms)
        self.install(program)
        self.computations.append(computation)
        for atom, _ in program.facts:
            self.derive(atom, COMPUTED, (len(self.computations) - 1, *operands))
        self.complete()

    def compile(self, axioms: Iterable[Axiom]) -> Program:
        """Compile assertions into a program of their own on top of the others."""
        program = Program()
        compiler = self.compiler(program)
        for axiom in axioms:
            if not isinstance(axiom, _ASSERTIONS):
                raise OutsideFragment((Unsupported(f"{type(axiom).__name__} in a layer", functional(axiom)),))
            compiler.add(axiom)
        return program

    def compiler(self, program: Program) -> Compiler:
        """Return a compiler that puts rules into a new program above the present ones."""
        below = tuple(self.programs)
        sources = self.sources
        return Compiler(self.symbols, program, sources.clauses, sources.expressions, below, self.clause_offset)

    def install(self, program: Program) -> None:
        """Put a new program on top and apply it to what is known."""
        self.programs.append(program)
        self._guards.clear()
        self._replay(program)

    def undo(self, mark: Mark) -> None:
        """Return to a state: facts, contradictions and rules are exactly as they were."""
        for number in range(len(self.facts) - 1, mark.facts - 1, -1):
            key = self.facts.pop()
            self.why.pop()
            self.more.pop(self.offset + number, None)
            del self._ids[key]
            if number < self._next:
                self._forget(key)
        for x in self.known[mark.known :]:
            del self._types[x]
        del self.known[mark.known :]
        del self.programs[mark.programs :]
        del self.clashes[mark.clashes :]
        self._guards.clear()
        self._next = mark.processed

    def _forget(self, key: FactKey) -> None:
        if len(key) == 2:
            del self._types[key[1]][key[0]]
            return
        r, x, y = key
        for end in ((2 * r, x), (2 * r + 1, y)):
            pairs = self._edges[end]
            pairs.pop()
            if not pairs:
                del self._edges[end]

    def freeze(self) -> Base:
        """Return what this layer holds as a base for others; the layer itself must not be used any more."""
        by_predicate: dict[tuple[int, int], list[int]] = {}
        for number, key in enumerate(self.facts):
            by_predicate.setdefault((len(key), key[0]), []).append(number)
        return Base(
            self.symbols,
            self.programs[0],
            self.facts,
            self.why,
            self._ids,
            self._types,
            self._edges,
            by_predicate,
            self.branches,
            self.clashes,
            len(self.sources.clauses),
            lambda sources=self.sources: sources,  # type: ignore[misc]
        )

    # ---- look-ups

    def fact(self, number: int) -> tuple[FactKey, Why]:
        """Return a fact and why it holds, here or in the base."""
        if number < self.offset and self.base is not None:
            return self.base.facts[number], self.base.why[number]
        return self.facts[number - self.offset], self.why[number - self.offset]

    def find(self, key: FactKey) -> int | None:
        """Return the id of a fact, or None if it does not hold."""
        known = self._ids.get(key)
        return known if known is not None else self._below_ids.get(key)


_ASSERTIONS = (
    ax.ClassAssertion,
    ax.ObjectPropertyAssertion,
    ax.DataPropertyAssertion,
    ax.NegativeObjectPropertyAssertion,
    ax.NegativeDataPropertyAssertion,
)


def _renumbered(premises: tuple[int, ...], first: int, clause: int) -> tuple[int, ...]:
    if clause in (READ, HENCE, COMPUTED):
        return premises
    return tuple(-(p - first) - 1 if p >= first else p for p in premises)
