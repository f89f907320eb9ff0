"""Abduction: the smallest sets of hypotheses that would entail a conclusion, without a contradiction.

All hypotheses that can matter are assumed at once in a layer that keeps every derivation and goes on after a
contradiction. The derivations of the conclusion are then labelled with the minimal sets of hypotheses behind them, as
in an assumption-based truth-maintenance system (J. de Kleer, 1986): since what follows from some hypotheses follows
from all, no smallest set is missed. A complement follows where supposing its contrary leads to a contradiction; each
complement is given a place, and whether and from which hypotheses it follows is read off its refutations. Every set
found is assumed by itself, and counts only if it is consistent and entails the conclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.derivations import Derivations, Element
from differentia.owl.entailment import Question, asked
from differentia.owl.expressions import (
    ClassExpression,
    DataHasValue,
    Individual,
    ObjectComplementOf,
    ObjectHasValue,
)
from differentia.owl.facts import HENCE, Assertion, as_membership
from differentia.owl.hitting import members
from differentia.owl.layer import Layer
from differentia.owl.program import SAME, Clause, NoRuleError, Program
from differentia.owl.program import Test as Complement
from differentia.owl.supports import Supported, supports
from differentia.owl.witnesses import is_value
from differentia.structs import dataclass

__all__ = ["Abduced", "Hypothesis", "abduce", "abduce_by_trial", "module", "relevant"]

_LABEL = 5_000  # how many sets a label of the graph may hold
_HARMLESS = frozenset({"the layer keeps one derivation of some facts", "after a contradiction nothing more is refuted"})
"""Gaps that do not matter here: what lies below rests on no hypothesis; contradictory sets are not sought."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Something that may be assumed: assertions that stand or fall together, and what it costs to find out."""

    id: str
    axioms: tuple[Axiom, ...]
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Abduced:
    """The smallest sets of hypotheses that entail a conclusion.

    Attributes:
        found: ids of hypotheses, the cheapest set first, then the smallest; an empty set if the conclusion
            holds anyway.
        complete: False if there may be more within the size that was asked for.
        tried: how many sets were assumed by themselves.
        relevant: how many hypotheses can matter at all.
    """

    found: tuple[tuple[str, ...], ...]
    complete: bool
    tried: int = 0
    relevant: int = 0


def abduce(
    layer: Layer,
    goal: Question,
    hypotheses: Iterable[Hypothesis],
    *,
    size: int = 3,
    cap: int = 100,
    tries: int = 10_000,
) -> Abduced:
    """Find all subset-minimal sets of hypotheses that are consistent with a layer and entail a conclusion.

    Args:
        layer: what is known, saturated with `keep_all=True`, without a contradiction; it is as before afterwards.
        goal: the conclusion.
        hypotheses: what may be assumed; their ids differ.
        size: how many hypotheses a set may hold.
        cap: how many sets to return at most.
        tries: how many sets to try at most where the graph of derivations is not enough.

    Raises:
        ValueError: the layer does not keep all derivations, or contradicts itself.

    Example:
        >>> from differentia.owl.expressions import Class, NamedIndividual, ObjectIntersectionOf
        >>> from differentia.owl.ontology import Ontology
        >>> from differentia.owl.saturation import saturate
        >>> a, b, c, i = Class("a:A"), Class("a:B"), Class("a:C"), NamedIndividual("a:i")
        >>> base = saturate(Ontology((ax.SubClassOf(ObjectIntersectionOf((a, b)), c),)))
        >>> said = [Hypothesis(cls.iri, (ax.ClassAssertion(cls, i),)) for cls in (a, b)]
        >>> abduce(Layer(base, keep_all=True), ax.ClassAssertion(c, i), said).found
        (('a:A', 'a:B'),)
    """
    if not layer.keep_all:
        raise ValueError("abduction needs a layer that keeps all derivations")
    listed = _checked(layer, hypotheses)
    if _entails(layer, goal, ()):
        return Abduced(((),), True)
    kept = relevant(layer, goal, listed)
    try:
        sets, whole = _supporting(layer, goal, kept, size)
    except OutsideFragment:  # all at once they lead out of the fragment; one by one they may not
        sets, whole = [], False
    trial = _Trial(layer, goal, kept)
    if not whole and sum(comb(len(kept), length) for length in range(1, size + 1)) <= tries:
        return trial.ranked(trial.every(size), cap, whole=True)
    return trial.ranked((one for one in sets if trial.entails(one)), cap, whole=whole)


def abduce_by_trial(layer: Layer, goal: Question, hypotheses: Iterable[Hypothesis], *, size: int = 3) -> Abduced:
    """Find the same by trying every set up to a size, smaller ones first: slow, and a judge of `abduce`."""
    trial = _Trial(layer, goal, _checked(layer, hypotheses))
    return trial.ranked(trial.every(size), None, whole=True)


def _checked(layer: Layer, hypotheses: Iterable[Hypothesis]) -> list[Hypothesis]:
    if layer.clashes:
        raise ValueError("from a contradiction everything follows")
    listed = list(hypotheses)
    if len({one.id for one in listed}) < len(listed):
        raise ValueError("two hypotheses have one id")
    return listed


@dataclass(slots=True)
class _Trial:
    """Assumes sets of hypotheses, given by their places, each by itself."""

    layer: Layer
    goal: Question
    hypotheses: Sequence[Hypothesis]
    tried: int = 0
    undecided: int = 0

    def entails(self, one: Iterable[int]) -> bool:
        """Tell whether a set is consistent and entails the goal."""
        self.tried += 1
        try:
            return _entails(self.layer, self.goal, [self.hypotheses[place] for place in one])
        except OutsideFragment:
            self.undecided += 1
            return False

    def every(self, size: int) -> Iterator[tuple[int, ...]]:
        """Yield the minimal sets up to a size, trying all, smaller ones first."""
        found: list[set[int]] = []
        for length in range(size + 1):
            for one in combinations(range(len(self.hypotheses)), length):
                if not any(smaller <= set(one) for smaller in found) and self.entails(one):
                    found.append(set(one))
                    yield one

    def ranked(self, sets: Iterable[tuple[int, ...]], cap: int | None, *, whole: bool) -> Abduced:
        """Return sets, the cheapest first."""
        given = self.hypotheses
        ranked = sorted(sets, key=lambda one: (sum(given[n].cost for n in one), len(one), one))
        shown = tuple(tuple(given[n].id for n in one) for one in ranked[:cap])
        complete = whole and not self.undecided and len(shown) == len(ranked)
        return Abduced(shown, complete, self.tried, len(given))


def _entails(layer: Layer, goal: Question, chosen: Iterable[Hypothesis]) -> bool:
    """Assume hypotheses by themselves: are they consistent, and does the conclusion follow?"""
    mark = layer.assume(Assertion(axiom, one.id) for one in chosen for axiom in one.axioms)
    try:
        if layer.clashes:
            return False
        with asked(layer, goal) as key:
            return layer.find(key) is not None and not layer.clashes
    finally:
        layer.undo(mark)


# ---- what supports the conclusion


def _supporting(
    layer: Layer, goal: Question, hypotheses: Sequence[Hypothesis], size: int
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the minimal sets of hypotheses behind the derivations of a goal, and whether these are all."""
    places = {one.id: 1 << number for number, one in enumerate(hypotheses)}
    whole = True
    mark = layer.mark()
    try:
        layer.assume(Assertion(axiom, one.id) for one in hypotheses for axiom in one.axioms)
        with asked(layer, goal) as key:
            goals = [key, *_denied(layer, goal)]
            _place_complements(layer)
            numbers = [number for wanted in goals if (number := layer.find(wanted)) is not None]
            graph = Derivations(layer, numbers)

            def bit(element: Element) -> int:
                return places.get(element, 0) if isinstance(element, str) else 0

            found, whole = supports(Supported(graph, bit), _LABEL, size)
        whole = whole and graph.gaps <= _HARMLESS
    finally:
        layer.undo(mark)
    return [tuple(members(one)) for one in found if one.bit_count() <= size], whole


def _denied(layer: Layer, goal: Question) -> list[tuple[int, int]]:
    """Let the goal also follow by refuting its denial; return the fact that says so."""
    if not any(program.tests for program in layer.programs):
        return []
    wanted, individual = _as_class(goal)
    program = Program()
    compiler = layer.compiler(program)
    try:
        number = compiler.right(ObjectComplementOf(wanted))
        compiler.implies(ObjectComplementOf(wanted), ~number, compiler.right(wanted))
    except NoRuleError:
        return []
    program.tests.append(Complement(~number, number))
    layer.install(program)
    return [(~number, compiler.term(individual))]


def _as_class(goal: Question) -> tuple[ClassExpression, Individual]:
    if isinstance(goal, ax.ClassAssertion):
        return goal.cls, goal.individual
    if isinstance(goal, ax.ObjectPropertyAssertion):
        return ObjectHasValue(goal.property, goal.target), goal.source
    return DataHasValue(goal.property, goal.value), goal.source


def _place_complements(layer: Layer) -> None:
    """Give every complement that has to be proved a place in the graph; whether it follows is read off there."""
    tests = list(dict.fromkeys(test for program in layer.programs for test in program.tests))
    before = -1
    while tests and before < len(layer.facts):
        before = len(layer.facts)
        for x in (*layer.below_types, *(x for x in layer.known if x not in layer.below_types)):
            if not is_value(layer, x):
                for test in tests:
                    layer.derive((test.negated, x), HENCE, (0,))
        layer.run()


# ---- what can matter


class _Said(NamedTuple):
    """A predicate that is stated, or denied."""

    length: int
    number: int
    stated: bool


def relevant(layer: Layer, goal: Question, hypotheses: Sequence[Hypothesis]) -> list[Hypothesis]:
    """Return the hypotheses with a predicate from which clauses lead, by whatever way, to that of the goal.

    A denial is reached through the contrapositive of a clause, a complement through the denial of its operand.

    Args:
        layer: what is known.
        goal: the conclusion.
        hypotheses: what may be assumed.
    """
    mark = layer.mark()
    try:
        program = layer.compile([as_membership(axiom) for one in hypotheses for axiom in one.axioms])
        with asked(layer, goal) as key:
            reached = _reached(layer, [*layer.programs, program], _said(key))
        says: dict[Axiom, set[_Said]] = {}
        for atom, clause in program.facts:
            source = layer.sources.clauses[clause - layer.clause_offset].source
            if isinstance(source, Axiom):
                says.setdefault(source, set()).add(_said(atom))
    finally:
        layer.undo(mark)
    nothing = set[_Said]()
    return [one for one in hypotheses if any(says.get(as_membership(axiom), nothing) & reached for axiom in one.axioms)]


def _said(atom: Sequence[int | str]) -> _Said:
    number = atom[0]
    assert isinstance(number, int)  # noqa: S101 - a variable never stands for a predicate
    return _Said(len(atom), number if number >= 0 else ~number, number >= 0)


def _reached(layer: Layer, programs: Iterable[Program], goal: _Said) -> set[_Said]:
    clauses = [*layer.sources.clauses, *(layer.base.sources.clauses if layer.base else ())]
    leading = _leading(clauses, [test for program in programs for test in program.tests])
    equality = _Said(3, SAME, True)
    reached = {goal}
    stack = [goal, equality] if equality in leading or layer.equalities else [goal]
    reached.update(stack)
    while stack:
        new = leading.get(stack.pop(), set()) - reached
        reached |= new
        stack.extend(new)
    return reached


def _leading(clauses: Iterable[Clause], tests: Iterable[Complement]) -> dict[_Said, set[_Said]]:
    """Return for each predicate, stated or denied, what a clause concludes it from."""
    leading: dict[_Said, set[_Said]] = {}
    for clause in clauses:
        literals = _literals(clause)
        for place, literal in enumerate(literals):
            leading.setdefault(_not(literal), set()).update(literals[:place] + literals[place + 1 :])
    for test in tests:
        leading.setdefault(_said((test.negated, "x")), set()).add(_not(_said((test.operand, "x"))))
    return leading


def _literals(clause: Clause) -> list[_Said]:
    """Return what a clause says is never so together: its body and the denial of its head."""
    body = [_said(atom) for atom in clause.body]
    return [*body, *([_not(_said(clause.head))] if clause.head is not None else [])]


def _not(said: _Said) -> _Said:
    return said._replace(stated=not said.stated)


def module(layer: Layer, goal: Question) -> set[Axiom]:
    """Return the axioms on which a conclusion can depend at all, whatever individuals there are.

    These are the axioms with a clause that can conclude a predicate from which clauses lead to that of the goal: a
    syntactic bound, found without looking at any derivation.

    Args:
        layer: saturated from the axioms, with nothing below.
        goal: the conclusion.

    Example:
        >>> from differentia.owl.axioms import ClassAssertion, SubClassOf
        >>> from differentia.owl.expressions import Class, NamedIndividual
        >>> from differentia.owl.ontology import Ontology
        >>> from differentia.owl.saturation import saturated_layer
        >>> a, b, c, i = Class("a:A"), Class("a:B"), Class("a:C"), NamedIndividual("a:i")
        >>> layer = saturated_layer(Ontology((SubClassOf(a, b), SubClassOf(b, c), ClassAssertion(a, i))))
        >>> found = module(layer, ClassAssertion(b, i))
        >>> SubClassOf(b, c) in found, SubClassOf(a, b) in found
        (False, True)
    """
    with asked(layer, goal) as key:
        reached = _reached(layer, layer.programs, _said(key))
        return {
            clause.source
            for clause in layer.sources.clauses
            if isinstance(clause.source, Axiom) and any(_not(literal) in reached for literal in _literals(clause))
        }
