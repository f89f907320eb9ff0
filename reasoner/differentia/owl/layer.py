"""A layer of facts over a saturated base: what one patient, or one supposition, adds.

`assume` adds assertions and saturates, `undo` takes them back exactly. Facts are processed first in, first out, so that
the derivation kept is a shallow one; a fact's other derivations are kept on request.

A negative answer is decided by refutation (module `refuting`): assume the positive, with a witness for every
existential, saturate, and look for a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import equality, refuting
from differentia.owl.axioms import Axiom
from differentia.owl.clauses import Compiler
from differentia.owl.contention import Contention, Disputable
from differentia.owl.dispatch import (
    Dispatch,
    dispatch,
    fire_class,
    fire_edge,
    fire_everywhere,
    replay,
    rules_of,
)
from differentia.owl.facts import (
    ASSERTIONS,
    COMPUTED,
    DATA,
    READ,
    SUPPOSED,
    Assertion,
    Base,
    Branch,
    FactKey,
    Mark,
    Sources,
    Why,
    as_membership,
    frozen,
    named_fact,
)
from differentia.owl.placing import look_again
from differentia.owl.program import SAME, Program, Symbols
from differentia.owl.syntax import functional

__all__ = ["Layer"]

_NONE: dict[int, int] = {}
_MOST_REFUSALS = 100  # promises not followed, before the search for a contradiction among the rest is given up


class Layer:
    """Facts over a base: one patient, or the constants of the ontology themselves.

    A layer over a base that contradicts itself starts with that contradiction. After a contradiction nothing more is
    derived, and nothing is refuted: everything would follow.

    Args:
        base: what lies underneath; it is never changed.
        keep_all: keep every derivation of each fact instead of the first, and go on after a contradiction.
        depth: how many suppositions may stand on one another when complements are proved.

    Attributes:
        cut: whether a complement was left untried because it lay deeper.
        firing: the programs that have rules, as rules by what triggers them.
    """

    def __init__(self, base: Base | None = None, *, keep_all: bool = False, depth: int = refuting.USUAL_DEPTH) -> None:
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
        self.clashes: list[Why] = list(base.clashes) if base else []
        self.known: list[int] = []
        self.suppositions = 0
        self.depth, self.cut = depth, False
        self.refused: list[Unsupported] = []
        self.supposed_from, self.clashes_before = (0, 0), 0  # what there was when the last supposition was made
        self.equalities = len(base.by_predicate.get((3, SAME), ())) if base else 0
        self._ids: dict[FactKey, int] = {}
        self._types: dict[int, dict[int, int]] = {}
        self._edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._others: list[int] = []
        self._rules: list[Dispatch] = []
        self.firing: list[Dispatch] = []  # those that have rules
        self._next = 0
        self._enough: float = float("inf") if keep_all else 1
        self._only: Disputable | None = None
        self._disputable: tuple[tuple[int, int], Disputable | None] | None = None
        self.below_types = base.types if base else {}
        self._below_edges = base.edges if base else {}
        self._below_ids = base.ids if base else {}
        self._below_terms = len(base.symbols.terms) if base else 0

    # ---- what rules read and write

    def types_of(self, x: int) -> dict[int, int]:
        """Return the classes of an individual (or the ranges of a value), each with its fact."""
        found = self._types.get(x)
        return found if found is not None else self.below_types.get(x, _NONE)

    def successors(self, role: int, x: int) -> Sequence[tuple[int, int]]:
        """Return the pairs (successor, fact) of an individual under a property in a direction."""
        here = self._edges.get((role, x), ())
        below = self._below_edges.get((role, x))
        return here if below is None else [*below, *here]

    def derive(self, key: FactKey, clause: int, premises: tuple[int, ...]) -> int:
        """Add a fact unless it is known; return its id."""
        known = self._ids.get(key)
        if known is None and key[1] < self._below_terms:  # else it speaks of what the base does not know
            known = self._below_ids.get(key)
        if known is None:
            if self._only is not None and key[0] not in self._only[len(key) - 2] and key[0] >= 0:
                return -1  # under a supposition: it has no part in a contradiction
            known = self._ids[key] = self.offset + len(self.facts)
            self.facts.append(key)
            self.why.append((clause, premises))
        elif self.keep_all and known >= self.offset:
            self._keep(known, (clause, premises))
        return known

    def _keep(self, known: int, why: Why) -> None:
        others = self.more.get(known, [])
        if why != self.why[known - self.offset] and why not in others:
            self.more[known] = others
            others.append(why)
            self._others.append(known)
            if known < self.offset + self._next and why[0] != DATA:  # a range told only now may join with others
                look_again(self, self.fact(known)[0], why[0])

    def derive_edge(self, role: int, x: int, y: int, clause: int, premises: tuple[int, ...]) -> int:
        """Add a property fact, turned round if the direction is backwards."""
        return self.derive((role >> 1, y, x) if role & 1 else (role >> 1, x, y), clause, premises)

    def contradict(self, clause: int, premises: tuple[int, ...]) -> None:
        """Record a contradiction."""
        if (clause, premises) not in self.clashes:
            self.clashes.append((clause, premises))

    # ---- the loop

    def run(self) -> None:
        """Saturate: process facts until none is left or there are contradictions enough.

        Raises:
            OutsideFragment: there is no contradiction, and not every promise of an existential could be followed.
        """
        facts, clashes = self.facts, self.clashes
        self._called()
        while self._next < len(facts) and len(clashes) < self._enough and len(self.refused) < _MOST_REFUSALS:
            key = facts[self._next]
            fact = self.offset + self._next
            self._next += 1
            if key[0] == ~SAME and len(key) == 3:
                continue
            if len(key) == 2:
                self._process_type(key[0], key[1], fact)
            else:
                self._process_edge(key[0], key[1], key[2], fact)
        if self.refused:
            refused, self.refused = dict.fromkeys(self.refused), []
            if not self.clashes[self.clashes_before :]:
                raise OutsideFragment(tuple(refused))

    def meet(self, x: int) -> dict[int, int]:
        """Return the types of a term, to be added to; on first meeting an individual, say what holds of everything."""
        types = self._types.get(x)
        if types is None:
            below = self.below_types.get(x)
            types = self._types[x] = dict(below) if below else {}
            self.known.append(x)
            if below is None:
                for program in self.programs:
                    fire_everywhere(self, program, x)
        return types

    def _process_type(self, c: int, x: int, fact: int) -> None:
        types = self._types.get(x)
        if types is None:
            types = self.meet(x)
        types[c] = fact
        for rules in self.firing:
            fire_class(self, rules, c, x, fact)
        if c in self.symbols.ranges:
            look_again(self, (c, x), self.fact(fact)[1][0])
        if self.equalities:
            equality.spread_type(self, c, x, fact)

    def _process_edge(self, r: int, x: int, y: int, fact: int) -> None:
        for end in (x, y):
            if end not in self._types and end not in self.below_types:
                self.meet(end)
        self._edges.setdefault((2 * r, x), []).append((y, fact))
        self._edges.setdefault((2 * r + 1, y), []).append((x, fact))
        for rules in self.firing:
            fire_edge(self, rules, r, x, y, fact)
        if r == SAME:
            self.equalities += 1
            equality.merge(self, x, y, fact)
        elif self.equalities:
            equality.spread_edge(self, r, x, y, fact)

    # ---- rules and what triggers them

    def _called(self) -> list[Dispatch]:
        """Return the programs that have rules, as rules by what triggers them."""
        rules = self._rules
        if len(rules) < len(self.programs):
            for program in self.programs[len(rules) :]:
                rules.append(dispatch(program) if rules or self.base is None else rules_of(self.base))
            self.firing = [each for each in rules if each]
        return self.firing

    # ---- refutation

    def complete(self) -> None:
        """Saturate, then prove the complements that axioms ask for, in turn until nothing is new."""
        refuting.complete(self, self.programs)

    def refutation(self, key: FactKey) -> Branch | None:
        """Suppose a fact, saturate, and return the branch if it ends in a contradiction; the facts are as before."""
        return refuting.refutation(self, key, nested=True)

    def suppose(self, keys: Iterable[FactKey], *, nested: bool) -> None:
        """Take facts for the sake of argument and saturate up to the first contradiction; undo must follow.

        What can have no part in a contradiction is left out.
        """
        before, self._enough = (self._enough, self._only), len(self.clashes) + 1
        standing = self.supposed_from, self.clashes_before
        self.supposed_from, self.clashes_before = (len(self.facts), len(self.known)), len(self.clashes)
        self.suppositions += 1
        self._only = self.disputable()
        try:
            for key in keys:
                self.derive(key, SUPPOSED, ())
            self.run()
            if nested:
                refuting.complete(self, self.programs)
        finally:
            self._enough, self._only = before
            self.supposed_from, self.clashes_before = standing
            self.suppositions -= 1

    def disputable(self) -> Disputable | None:
        """Return the predicates that can have a part in a contradiction here; None: all."""
        if self.equalities:
            return None
        now = (len(self.sources.clauses), len(self.symbols.ranges))
        if self._disputable is None or self._disputable[0] != now:
            below = self.base.contention if self.base is not None else Contention()
            self._disputable = (now, below.widened(self.sources.clauses, self.symbols.ranges))
        return self._disputable[1]

    # ---- assume and undo

    def mark(self) -> Mark:
        """Return the present state, for `undo`."""
        return Mark(
            len(self.facts),
            self._next,
            len(self.known),
            len(self.programs),
            len(self.clashes),
            len(self.reads),
            len(self.branches),
            len(self.computations),
            len(self._others),
            len(self.sources.clauses),
            len(self.sources.expressions),
            self.symbols.sizes(),
        )

    def assume(self, assertions: Iterable[Assertion]) -> Mark:
        """Add assertions and all that follows from them.

        Args:
            assertions: class, object property or data property assertions.

        Returns:
            The state before, for `undo`. `clashes` tells whether there is a contradiction now.

        Raises:
            OutsideFragment: an assertion is of another kind or has an expression without rules; the state is as before.
            BadInput: a literal is ill-typed; the state is as before.
        """
        listed = list(assertions)
        before = self.mark()
        try:
            atoms = [named_fact(self.symbols, assertion.axiom) for assertion in listed]
            axioms = [as_membership(a.axiom) for a, atom in zip(listed, atoms, strict=True) if atom is None]
            program = self.compile(axioms)
            self.install(program)
            stated: dict[Axiom, list[FactKey]] = {}
            for atom, source in self._asserted(program):
                stated.setdefault(source, []).append(atom)
            for assertion, named in zip(listed, atoms, strict=True):
                self.reads.append(assertion)
                facts = [named] if named is not None else stated.get(as_membership(assertion.axiom), ())
                for fact in dict.fromkeys(facts):
                    self.derive(fact, READ, (len(self.reads) - 1,))
            self.complete()
        except Exception:
            self.undo(before)
            raise
        return before

    def compute(self, axioms: Iterable[Axiom], computation: dict[str, Any], operands: tuple[int, ...]) -> None:
        """Add assertions that were calculated, and all that follows from them.

        Args:
            axioms: the assertions about the result.
            computation: what a proof says of the calculation: "operator" and "computation"; for a result that fewer
                operands leave within wider limits also "enough", a function that tells from which facts alone it
                lies in a data range (None: from which there is a result).
            operands: the facts with the values that went in, in order.
        """
        before = self.mark()
        try:
            program = self.compile([as_membership(axiom) for axiom in axioms])
            self.install(program)
            self.computations.append(computation)
            for atom, _ in self._asserted(program):
                self.derive(atom, COMPUTED, (len(self.computations) - 1, *operands))
            self.complete()
        except Exception:
            self.undo(before)
            raise

    def compile(self, axioms: Iterable[Axiom]) -> Program:
        """Compile assertions into a program of their own on top of the others."""
        program = Program()
        compiler = self.compiler(program)
        for axiom in axioms:
            if not isinstance(axiom, ASSERTIONS):
                raise OutsideFragment((Unsupported(f"{type(axiom).__name__} in a layer", functional(axiom)),))
            compiler.add(axiom)
        return program

    def compiler(self, program: Program) -> Compiler:
        """Return a compiler that puts rules into a new program above the present ones."""
        below = tuple(self.programs)
        sources = self.sources
        return Compiler(self.symbols, program, sources.clauses, sources.expressions, below, self.clause_offset)

    def install(self, program: Program) -> None:
        """Put a new program on top and apply it to what is known, except for the assertions in it."""
        self.programs.append(program)
        self._called()
        replay(self, program, self._rules[-1], self._next)  # on the facts already processed
        for atom, clause in program.facts:
            if not isinstance(self.sources.clauses[clause - self.clause_offset].source, ASSERTIONS):
                self.derive(atom, clause, ())

    def _asserted(self, program: Program) -> list[tuple[FactKey, Axiom]]:
        found = ((atom, self.sources.clauses[clause - self.clause_offset].source) for atom, clause in program.facts)
        return [(atom, source) for atom, source in found if isinstance(source, ASSERTIONS)]

    def undo(self, mark: Mark) -> None:
        """Return to a state: facts, contradictions, rules and numbers are exactly as they were."""
        self.rewind(mark)
        if len(self.sources.clauses) > mark.clauses:
            self._disputable = None
        del self.sources.clauses[mark.clauses :]
        while len(self.sources.expressions) > mark.expressions:
            self.sources.expressions.popitem()
        self.symbols.cut(mark.symbols)

    def rewind(self, mark: Mark) -> None:
        """Return to a state, but keep the numbers and clauses since, to which a finished refutation refers."""
        while len(self._others) > mark.others:
            known = self._others.pop()
            self.more[known].pop()
            if not self.more[known]:
                del self.more[known]
        for number in range(len(self.facts) - 1, mark.facts - 1, -1):
            key = self.facts.pop()
            self.why.pop()
            del self._ids[key]
            if number < self._next and (key[0] != ~SAME or len(key) == 2):
                self._forget(key)
        for number in range(min(self._next, mark.facts) - 1, mark.processed - 1, -1):
            self._forget(self.facts[number])  # known before but waiting then: it waits again
        for x in self.known[mark.known :]:
            del self._types[x]
        for listed, length in (
            (self.known, mark.known),
            (self.programs, mark.programs),
            (self._rules, mark.programs),
            (self.clashes, mark.clashes),
            (self.reads, mark.reads),
            (self.branches, mark.branches),
            (self.computations, mark.computations),
        ):
            del listed[length:]
        self.firing = [each for each in self._rules if each]
        self._next = mark.processed

    def _forget(self, key: FactKey) -> None:
        if len(key) == 2:
            del self._types[key[1]][key[0]]
            return
        r, x, y = key
        self.equalities -= r == SAME
        for end in ((2 * r, x), (2 * r + 1, y)):
            pairs = self._edges[end]
            pairs.pop()
            if not pairs:
                del self._edges[end]

    def freeze(self) -> Base:
        """Return what this layer holds as a base for others; the layer itself must not be used any more."""
        facts, indexes = (self.facts, self.why, self._ids), (self._types, self._edges)
        return frozen(self.symbols, self.programs[0], facts, indexes, (self.branches, self.clashes), self.sources)

    # ---- look-ups

    def fact(self, number: int) -> tuple[FactKey, Why]:
        """Return a fact and why it holds, here or in the base."""
        if number < self.offset and self.base is not None:
            return self.base.facts[number], self.base.why[number]
        return self.facts[number - self.offset], self.why[number - self.offset]

    def whys(self, number: int) -> list[Why]:
        """Return why a fact holds: all derivations where all are kept, otherwise one."""
        return [self.fact(number)[1], *self.more.get(number, ())]

    def find(self, key: FactKey) -> int | None:
        """Return the id of a fact, or None if it does not hold."""
        known = self._ids.get(key)
        return known if known is not None else self._below_ids.get(key)
