"""Refutation: suppose something, saturate, and if a contradiction comes of it, its contrary holds.

Complements that stand on the left of an axiom are proved in this way, in turn with saturation. Because clauses are
Horn, a set of suppositions without a contradiction refutes none of its parts: so many are tried at once, and one by one
only those that a contradiction blames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from differentia.owl.facts import COMPUTED, DATA, EQUAL, HENCE, READ, SUPPOSED, Branch, FactKey, Mark, Why
from differentia.owl.program import SAME, Clause, Predicate, Program, Reach, Test
from differentia.owl.rules import CLASS_RULES, cax_dw, cls_int1
from differentia.owl.witnesses import is_value

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = ["USUAL_DEPTH", "complete", "prove_complement", "reach_of_tests", "refutation"]

_EQUALITY: Predicate = (3, SAME)
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
    guards = _guards(layer, tests)
    if layer.suppositions > layer.depth:
        layer.cut = layer.cut or any(_waiting(layer, test, guards[test.negated], {}, set()) for test in tests)
        return
    proved = True
    while proved and not layer.clashes[layer.clashes_before :]:
        proved = False
        touched = _touched(layer)
        beside: dict[tuple[int, ...], set[int]] = {}  # a pass derives no class of a guard
        waiting = [
            (test, x) for test in tests for x in sorted(_waiting(layer, test, guards[test.negated], beside, touched))
        ]
        proved = _prove_some(layer, waiting)
        layer.run()


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
    while waiting:
        keys = [(test.operand, x) for test, x in waiting]
        blamed = _blamed(layer, keys) if len(keys) > 1 and not deep else set(keys)
        for test, x in waiting:
            if (test.operand, x) in blamed:
                proved = prove_complement(layer, test, x, nested=deep) or proved
        waiting = [(test, x) for test, x in waiting if (test.operand, x) not in blamed] if blamed else []
    return proved


def _blamed(layer: Layer, waiting: Iterable[FactKey]) -> set[FactKey]:
    """Suppose many facts at once; return those on which the first contradiction rests, or none."""
    mark = layer.mark()
    first = layer.offset + mark.facts
    try:
        layer.suppose(waiting, nested=False)
        found: set[FactKey] = set()
        seen: set[int] = set()
        stack = [p for _, premises in layer.clashes[mark.clashes :] for p in premises]
        while stack:
            number = stack.pop()
            if number >= first and number not in seen:
                seen.add(number)
                key, (clause, premises) = layer.fact(number)
                if clause == SUPPOSED:
                    found.add(key)
                stack.extend(premises)
        return found
    finally:
        layer.undo(mark)


# ---- where a complement is worth trying


def _guards(layer: Layer, tests: Sequence[Test]) -> dict[int, list[tuple[int, ...]] | None]:
    """Return, for each complement, the sets of classes beside which it is of use, or None if it is of use alone."""
    negated = {test.negated for program in layer.programs for test in program.tests}
    found: dict[int, list[tuple[int, ...]] | None] = {}
    for test in tests:
        uses = [rule for program in layer.programs for rule in program.on_class.get(test.negated, ())]
        # that a class and its complement exclude each other needs no proof of the complement
        uses = [rule for rule in uses if not _excludes(rule, test)] or uses
        conjunctions = [rule for rule in uses if CLASS_RULES[rule[0]] is cls_int1]
        if len(conjunctions) < len(uses) or not uses:
            found[test.negated] = None
        else:
            found[test.negated] = [tuple(c for c in rule[1] if c not in negated) for rule in conjunctions]
    return found


def _excludes(rule: tuple[Any, ...], test: Test) -> bool:
    return CLASS_RULES[rule[0]] is cax_dw and set(rule[1]) == {test.negated, test.operand}


def _beside(
    layer: Layer, guards: list[tuple[int, ...]] | None, found: dict[tuple[int, ...], set[int]]
) -> set[int] | None:
    """Return the terms in all the classes of one of the guards, or None if there are no guards; `found` is filled."""
    if guards is None:
        return None
    for guard in guards:
        if guard not in found:
            terms = {*layer.known, *layer.below_types}
            found[guard] = {x for x in terms if all(c in layer.types_of(x) for c in guard)}
    return set().union(*(found[guard] for guard in guards))


def _candidates(layer: Layer, test: Test, beside: set[int] | None, touched: set[Predicate]) -> list[int]:
    found = []
    for x in _individuals(layer, test, touched):
        if beside is not None and x not in beside:
            continue
        types = layer.types_of(x)
        if not (test.negated in types or test.operand in types or is_value(layer, x)):
            found.append(x)
    return found


def _waiting(
    layer: Layer,
    test: Test,
    guards: list[tuple[int, ...]] | None,
    beside: dict[tuple[int, ...], set[int]],
    touched: set[Predicate],
) -> list[int]:
    """Return the terms for which a complement is worth trying; under suppositions, if the last one bears on it."""
    found = _candidates(layer, test, _beside(layer, guards, beside), touched)
    if layer.depth > USUAL_DEPTH and layer.suppositions:
        return [x for x in found if _concerned(layer, test, x, guards)]
    return found


def _concerned(layer: Layer, test: Test, x: int, guards: list[tuple[int, ...]] | None) -> bool:
    """Tell whether a complement may have become provable, or of use, by the supposition made last."""
    facts, known = layer.supposed_from
    if x in layer.known[known:]:
        return True
    types = layer.types_of(x)
    if any(types.get(c, -1) >= layer.offset + facts for guard in guards or () for c in guard):
        return True
    reach = layer.programs[0].reach.get(test.negated)
    new = {(len(key), key[0]) for key in layer.facts[facts:]}
    return reach is None or _EQUALITY in new or _may_join(layer, reach, new)


def _individuals(layer: Layer, test: Test, touched: set[Predicate]) -> Iterable[int]:
    """Return the terms for which a complement may have become provable since the base was saturated."""
    here = [x for x in layer.known if x not in layer.below_types]
    if layer.base is None or not layer.below_types:
        return here
    reach = layer.base.program.reach.get(test.negated)
    if reach is not None and not _may_join(layer, reach, touched):
        here += [x for x in layer.known if x in layer.below_types]
        return here
    return [*layer.below_types, *here]


def _touched(layer: Layer) -> set[Predicate]:
    """Return the predicates of the layer's facts about individuals of the base."""
    below = layer.below_types
    if not below:
        return set()
    return {(len(key), key[0]) for key in layer.facts if any(x in below for x in key[1:])}


def _may_join(layer: Layer, reach: Reach, touched: set[Predicate]) -> bool:
    """Tell whether what follows from a test's operand about an individual of the base can meet a fact of the layer."""
    leads_to, joins = reach
    if _EQUALITY in touched:
        return True
    more = [clause for clause in layer.sources.clauses if any(_predicate(atom) in leads_to for atom in clause.body)]
    if any(clause.head is not None and _predicate(clause.head) not in leads_to for clause in more):
        return True  # the layer's own clauses lead further: no telling how far
    return not touched.isdisjoint(joins) or any(_predicate(atom) in touched for clause in more for atom in clause.body)


def _predicate(atom: Sequence[object]) -> Predicate:
    return (len(atom), atom[0])  # type: ignore[return-value]


def reach_of_tests(tests: Iterable[Test], clauses: Sequence[Clause]) -> dict[int, Reach]:
    """Return, for each test, the predicates that its operand may lead to and those that clauses join with them.

    None if there is equality, which leads from any predicate to any.
    """
    if any(clause.head is not None and _predicate(clause.head) == _EQUALITY for clause in clauses):
        return {}
    using: dict[Predicate, list[Clause]] = {}
    for clause in clauses:
        for predicate in {_predicate(atom) for atom in clause.body}:
            using.setdefault(predicate, []).append(clause)
    return {test.negated: _reach((2, test.operand), lambda p: using.get(p, ())) for test in tests}


def _reach(start: Predicate, using: Callable[[Predicate], Iterable[Clause]]) -> Reach:
    leads_to, joins, stack = {start}, set[Predicate](), [start]
    while stack:
        for clause in using(stack.pop()):
            joins.update(_predicate(atom) for atom in clause.body)
            if clause.head is not None and (head := _predicate(clause.head)) not in leads_to:
                leads_to.add(head)
                stack.append(head)
    return frozenset(leads_to), frozenset(joins)


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
