"""Refutation: suppose something, saturate, and if a contradiction comes of it, its contrary holds.

Complements that stand on the left of an axiom are proved in this way, in turn with saturation. Because clauses are
Horn, a set of suppositions without a contradiction refutes none of its parts: so many are tried at once, and by itself
only what contradicts those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from differentia.owl.facts import COMPUTED, DATA, EQUAL, HENCE, READ, Branch, FactKey, Mark, Why
from differentia.owl.program import SAME, Clause, Program, Reach, Test
from differentia.owl.rules import CLASS_RULES, cax_dw, cls_int1
from differentia.owl.witnesses import is_value

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = ["USUAL_DEPTH", "complete", "prove_complement", "reach_of_tests", "refutation"]

_EQUALITY = 2 * SAME + 1
Guards: TypeAlias = dict[int, list[tuple[int, ...]] | None]
USUAL_DEPTH = 1
"""How many suppositions may stand when complements are still to be proved, unless a layer is told to go deeper."""


def complete(layer: Layer, programs: Sequence[Program]) -> None:
    """Saturate, then prove the complements that programs ask for, in turn until nothing is new.

    Args:
        layer: the facts.
        programs: those of the layer whose tests are tried.
    """
    layer.run()
    tests = [test for program in programs for test in program.tests]
    if not tests or layer.clashes[layer.clashes_before :]:
        return
    tests = _open_to_refutation(layer, tests)
    guards = _guards(layer, tests)
    if layer.suppositions > layer.depth:
        layer.cut = layer.cut or bool(_Members(layer, guards).waiting(tests))
        return
    proved = bool(tests)
    while proved and not layer.clashes[layer.clashes_before :]:
        proved = _prove_some(layer, _Members(layer, guards).waiting(tests))
        layer.run()


def _open_to_refutation(layer: Layer, tests: list[Test]) -> list[Test]:
    """Return the tests whose operand can lead to a contradiction and, under a supposition, whose outcome can too."""
    disputable = layer.disputable()
    if disputable is None:
        return tests
    found = [test for test in tests if test.operand in disputable[0]]
    return [test for test in found if test.negated in disputable[0]] if layer.suppositions else found


def refutation(layer: Layer, key: FactKey, *, nested: bool = False, since: Mark | None = None) -> Branch | None:
    """Suppose a fact, saturate, and return the branch if it ends in a contradiction; the facts are as before.

    Args:
        layer: what is known; if it contradicts itself already, nothing is refuted.
        key: what to suppose.
        nested: also prove complements under the supposition.
        since: a state to which the caller will return; what was derived since then becomes part of the branch.
    """
    if layer.clashes or layer.find(key) is not None:
        return None
    disputable = layer.disputable()
    if disputable is not None and key[0] >= 0 and key[0] not in disputable[len(key) - 2]:
        return None  # it can have no part in a contradiction
    mark = layer.mark()
    found = None
    try:
        layer.suppose([key], nested=nested)
        if len(layer.clashes) > mark.clashes:
            found = _branch(layer, since or mark, mark.clashes)
    finally:
        # a branch speaks of witnesses and clauses that arose in it
        layer.undo(mark) if found is None else layer.rewind(mark)
    return found


def prove_complement(layer: Layer, test: Test, x: int, *, nested: bool = False) -> bool:
    """Prove by refutation that a term is in a complement, and keep the proof."""
    branch = refutation(layer, (test.operand, x), nested=nested)
    if branch is not None:
        layer.branches.append(branch)
        layer.derive((test.negated, x), HENCE, (len(layer.branches) - 1,))
    return branch is not None


def _prove_some(layer: Layer, waiting: list[tuple[Test, int]]) -> bool:
    proved, deep = False, layer.depth > USUAL_DEPTH
    keys = [(test.operand, x) for test, x in waiting]
    suspected = set(keys) if deep or len(keys) < 2 else _suspected(layer, keys)
    for test, x in waiting:
        if (test.operand, x) in suspected:
            proved = prove_complement(layer, test, x, nested=deep) or proved
    return proved


def _suspected(layer: Layer, keys: Sequence[FactKey]) -> set[FactKey]:
    """Suppose many facts together; return those that had to be left out to stay free of contradiction."""
    found: set[FactKey] = set()
    start = layer.mark()
    try:
        layer.suppose(keys, nested=False)
        if len(layer.clashes) == start.clashes:
            return found
        layer.undo(start)
        for key in keys:
            before = layer.mark()
            layer.suppose([key], nested=False)
            if len(layer.clashes) > before.clashes:
                layer.undo(before)
                found.add(key)
        return found
    finally:
        layer.undo(start)


# ---- where a complement is worth trying


def _guards(layer: Layer, tests: Sequence[Test]) -> Guards:
    """Return, for each complement, the sets of classes beside which it is of use, or None if it is of use alone."""
    if layer.base is not None and not any(program.on_class or program.tests for program in layer.programs[1:]):
        base = layer.base  # nothing was added to its rules about classes: the same for all layers over it
        if base.guards is None:
            base.guards = _guards_among(layer.programs[:1], base.program.tests)
        found: Guards = base.guards
        return found
    return _guards_among(layer.programs, tests)


def _guards_among(programs: Sequence[Program], tests: Sequence[Test]) -> Guards:
    negated = {test.negated for program in programs for test in program.tests}
    found: Guards = {}
    for test in tests:
        uses = [rule for program in programs for rule in program.on_class.get(test.negated, ())]
        # that a class and its complement exclude each other needs no proof of the complement
        uses = [rule for rule in uses if not _excludes(rule, test)] or uses
        conjunctions = [rule for rule in uses if CLASS_RULES[rule[0]] is cls_int1]
        if len(conjunctions) < len(uses) or not uses:
            found[test.negated] = None
        else:
            beside = [tuple(c for c in rule[1] if c not in negated) for rule in conjunctions]
            found[test.negated] = beside if all(beside) else None
    return found


def _excludes(rule: tuple[Any, ...], test: Test) -> bool:
    return CLASS_RULES[rule[0]] is cax_dw and set(rule[1]) == {test.negated, test.operand}


class _Members:
    """Where complements are worth trying: the terms of a layer, by the classes beside which complements are of use.

    Args:
        layer: what is known.
        guards: for each complement, as `_guards` returns them.
    """

    def __init__(self, layer: Layer, guards: Guards) -> None:
        self._layer, self._guards = layer, guards
        self._known = set(layer.known)
        self._touched: set[int] | None = None
        self._by_class: dict[int, list[int]] = {each[0]: [] for listed in guards.values() for each in listed or ()}
        for key in layer.facts:
            if len(key) == 2 and key[0] in self._by_class:
                self._by_class[key[0]].append(key[1])

    def waiting(self, tests: Iterable[Test]) -> list[tuple[Test, int]]:
        """Return the complements worth trying, each with a term of which it may hold."""
        return [(test, x) for test in tests for x in self._candidates(test, self._guards[test.negated])]

    def _candidates(self, test: Test, guards: list[tuple[int, ...]] | None) -> list[int]:
        """Return the terms for which a complement is worth trying; under suppositions, if the last one bears on it."""
        layer, found = self._layer, []
        deep = layer.depth > USUAL_DEPTH and layer.suppositions
        for x in self._everyone(test) if guards is None else self._guarded(test, guards):
            types = layer.types_of(x)
            if test.negated in types or test.operand in types or is_value(layer, x):
                continue
            beside = guards is None or any(all(c in types for c in guard) for guard in guards)
            if beside and (not deep or _concerned(layer, test, x, guards)):
                found.append(x)
        return found

    def _beyond_the_layer(self, test: Test) -> bool:
        """Tell whether the complement may have become provable of individuals of the base that the layer never met."""
        base = self._layer.base
        if base is None or not self._layer.below_types:
            return False
        if self._touched is None:
            self._touched = _touched(self._layer)
        reach = base.program.reach.get(test.negated)
        return reach is None or _may_join(self._layer, reach, self._touched)

    def _everyone(self, test: Test) -> Iterable[int]:
        here = self._layer.known
        if not self._beyond_the_layer(test):
            return sorted(here)
        below = self._layer.below_types
        return sorted([*below, *(x for x in here if x not in below)])

    def _guarded(self, test: Test, guards: Iterable[tuple[int, ...]]) -> Iterable[int]:
        base, found, beyond = self._layer.base, set[int](), set[int]()
        for guard in guards:
            found.update(self._by_class[guard[0]])
            if base is not None:
                beyond.update(base.facts[number][1] for number in base.by_predicate.get((2, guard[0]), ()))
        found |= beyond & self._known
        if not beyond <= found and self._beyond_the_layer(test):
            found |= beyond
        return sorted(found)


def _concerned(layer: Layer, test: Test, x: int, guards: list[tuple[int, ...]] | None) -> bool:
    """Tell whether a complement may have become provable, or of use, by the supposition made last."""
    facts, known = layer.supposed_from
    if x in layer.known[known:]:
        return True
    types = layer.types_of(x)
    if any(types.get(c, -1) >= layer.offset + facts for guard in guards or () for c in guard):
        return True
    reach = layer.programs[0].reach.get(test.negated)
    new = {_coded(key) for key in layer.facts[facts:]}
    return reach is None or _EQUALITY in new or _may_join(layer, reach, new)


def _touched(layer: Layer) -> set[int]:
    """Return the predicates of the layer's facts about individuals of the base."""
    below = layer.below_types
    if not below:
        return set()
    return {_coded(key) for key in layer.facts if any(x in below for x in key[1:])}


def _may_join(layer: Layer, reach: Reach, touched: set[int]) -> bool:
    """Tell whether what follows from a test's operand about an individual of the base can meet a fact of the layer."""
    leads_to, joins = reach
    if _EQUALITY in touched:
        return True
    more = [clause for clause in layer.sources.clauses if any(_coded(atom) in leads_to for atom in clause.body)]
    if any(clause.head is not None and _coded(clause.head) not in leads_to for clause in more):
        return True  # the layer's own clauses lead further: no telling how far
    return not touched.isdisjoint(joins) or any(_coded(atom) in touched for clause in more for atom in clause.body)


def _coded(atom: Sequence[Any]) -> int:
    """Return the predicate of an atom as one number: that of a class or data range even, that of a property odd."""
    number: int = 2 * atom[0] + (len(atom) == 3)
    return number


def reach_of_tests(tests: Iterable[Test], clauses: Sequence[Clause]) -> dict[int, Reach]:
    """Return, for each test, the predicates that its operand may lead to and those that clauses join with them.

    None if there is equality, which leads from any predicate to any.
    """
    if any(clause.head is not None and _coded(clause.head) == _EQUALITY for clause in clauses):
        return {}
    joined: dict[int, list[frozenset[int]]] = {}
    heads: dict[int, set[int]] = {}
    for clause in clauses:
        body = frozenset(map(_coded, clause.body))
        for predicate in body:
            joined.setdefault(predicate, []).append(body)  # shared: a clause may join fifty thousand
            if clause.head is not None:
                heads.setdefault(predicate, set()).add(_coded(clause.head))
    found: dict[frozenset[int], Reach] = {}
    # most tests lead to the same: one object for all of them is written to the cache once, and read back in no time
    return {test.negated: _reach(2 * test.operand, joined, heads, found) for test in tests}


def _reach(
    start: int,
    joined: Mapping[int, Sequence[frozenset[int]]],
    heads: Mapping[int, set[int]],
    known: dict[frozenset[int], Reach],
) -> Reach:
    leads_to, stack = {start}, [start]
    while stack:
        new = heads.get(stack.pop(), set()) - leads_to
        leads_to |= new
        stack += new
    reached = frozenset(leads_to)
    if reached not in known:
        bodies = {id(body): body for predicate in reached for body in joined.get(predicate, ())}
        known[reached] = (reached, frozenset().union(*bodies.values()))
    return known[reached]


# ---- branches


def _branch(layer: Layer, mark: Mark, clash_number: int) -> Branch:
    first = layer.offset + mark.facts
    steps = tuple(
        (layer.facts[i], _renumbered(layer.why[i], first, mark.branches)) for i in range(mark.facts, len(layer.facts))
    )
    clash = _renumbered(layer.clashes[clash_number], first, mark.branches)
    return Branch(steps, clash, first, tuple(layer.branches[mark.branches :]))


def _renumbered(why: Why, first: int, branches: int) -> Why:
    clause, premises = why
    if clause == HENCE:
        return clause, (premises[0] - branches,)
    if clause >= 0 or clause in (DATA, EQUAL):
        return clause, tuple(-(p - first) - 1 if p >= first else p for p in premises)
    return clause, premises if clause in (READ, COMPUTED) else ()
