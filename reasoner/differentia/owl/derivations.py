"""All derivations of a conclusion as a graph: conclusion -> inferences, each with its premises and the axiom behind it.

The graph is made from a layer that keeps every derivation (`saturated_layer(ontology, keep_all=True)`). Whatever is
done with proofs - choosing one, finding what they rest on - is a function of `Derivations.inferences`.

A refutation is a world of its own: the facts derived under its supposition, and those known outside that the
supposition gives a further derivation, are conclusions apart from the same facts outside. A complement follows by
"hence" from the contradiction of its world. So a derivation counts with all its leaves, and all derivations inside a
refutation are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from differentia.errors import OutsideFragment
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import NamedIndividual
from differentia.owl.facts import COMPUTED, DATA, EQUAL, HENCE, READ, SUPPOSED, Branch, FactKey, Why
from differentia.owl.layer import Layer
from differentia.owl.program import Clause

__all__ = ["FALSE", "GOAL", "Derivations", "Element", "Inference", "rests_on"]

FALSE, GOAL = -1, -2
"""The contradiction, and what was asked for (which may follow in several ways), as conclusions."""

Element: TypeAlias = Axiom | str
"""What a conclusion can rest on: an axiom, or a fact of a case by its id."""


class Inference(NamedTuple):
    """One way to draw a conclusion.

    Attributes:
        rule: "resolve", "read", "data", "compute", "suppose" or "hence", as in a proof; "again": a fact from outside
            a supposition used inside; "goal": what was asked for.
        conclusion: the number of a fact, of a conclusion inside a refutation, FALSE or GOAL.
        premises: the same of each premise.
        uses: the axiom, or the fact of the case; several for a refutation of which only one derivation is kept.
    """

    rule: str
    conclusion: int
    premises: tuple[int, ...] = ()
    uses: tuple[Element, ...] = ()


class Derivations:
    """The derivations of some conclusions of a layer.

    Args:
        layer: saturated with `keep_all=True` and nothing below; it is as before afterwards.
        goals: numbers of facts, or FALSE; any of them is what was asked for.

    Attributes:
        gaps: why derivations may be missing; empty if all are here.
    """

    def __init__(self, layer: Layer, goals: Iterable[int]) -> None:
        self.gaps: set[str] = set()
        self._layer = layer
        self._operands = {test.negated: test.operand for program in layer.programs for test in program.tests}
        self._following: dict[int, list[int]] | None = None
        self._results = {
            layer.symbols.terms.number(NamedIndividual(one["computation"]["individual"])): one["enough"]
            for one in layer.computations
            if "enough" in one
        }
        self._copies = layer.offset + len(layer.facts)
        self._found: dict[int, tuple[Inference, ...]] = {
            GOAL: tuple(Inference("goal", GOAL, (goal,)) for goal in dict.fromkeys(goals))
        }
        if not layer.keep_all or layer.base is not None:
            self.gaps.add("the layer keeps one derivation of some facts")
        self._explore()

    def inferences(self, conclusion: int) -> tuple[Inference, ...]:
        """Return the ways to draw a conclusion."""
        return self._found.get(conclusion, ())

    def conclusions(self) -> Iterator[int]:
        """Yield every conclusion on which what was asked for may rest, itself included."""
        yield from self._found

    # ---- facts outside refutations

    def _explore(self) -> None:
        seen, stack = set[int](), [GOAL]
        while stack:
            conclusion = stack.pop()
            if conclusion in seen:
                continue
            seen.add(conclusion)
            if conclusion not in self._found:
                self._found[conclusion] = tuple(dict.fromkeys(self._ways(conclusion)))
            stack.extend(p for inference in self._found[conclusion] for p in inference.premises)

    def _ways(self, conclusion: int) -> Iterator[Inference]:
        layer = self._layer
        if conclusion == FALSE:
            if self._operands:
                self.gaps.add("after a contradiction nothing more is refuted")
            yield from (each for why in layer.clashes for each in self._inferences(FALSE, (), why))
            return
        key = layer.fact(conclusion)[0]
        operand = self._operands.get(key[0]) if len(key) == 2 else None
        for why in layer.whys(conclusion):
            if operand is None or why[0] != HENCE:
                yield from self._inferences(conclusion, key, why)
        if operand is not None:
            yield from self._refutations(conclusion, operand, key[1])

    def _inferences(
        self, conclusion: int, key: FactKey | tuple[()], why: Why, place: Callable[[int], int] = int
    ) -> Iterator[Inference]:
        """Write a derivation; one from a result that is known better than needed, in all ways that are enough."""
        clause, premises = why
        one = self._inference(conclusion, why, place)
        sets = self._enough_for(premises) if clause >= 0 else None
        if clause == COMPUTED and (enough := self._layer.computations[premises[0]].get("enough")) is not None:
            if self._is_result(key):
                sets = enough(None)
            if sets is None and conclusion < self._layer.offset + len(self._layer.facts):  # not within a refutation
                self.gaps.add("less might be enough for a result")
        yield from [one] if sets is None else (one._replace(premises=tuple(map(place, each))) for each in sets)

    def _enough_for(self, premises: Sequence[int]) -> list[tuple[int, ...]] | None:
        """Return what is enough for a clause that asks in which range a result lies; None: it does not."""
        layer, keys = self._layer, {premise: self._layer.fact(premise)[0] for premise in premises}
        for edge, key in keys.items():
            enough = self._results.get(key[1]) if len(key) == 3 else None
            ranges = [n for n, (c, *x) in keys.items() if x == [key[-1]] and c in layer.symbols.ranges]
            if enough is None or len(ranges) != 1:
                continue
            sets = enough(layer.symbols.ranges[keys[ranges[0]][0]])
            others = [premise for premise in premises if premise not in (edge, ranges[0])]
            return None if sets is None else [(*others, *each) for each in sets]
        return None

    def _is_result(self, key: FactKey | tuple[()]) -> bool:
        """Tell whether a fact says that there is a result of its kind, not what it is."""
        return (len(key) == 3 and key[2] in self._results) or (len(key) == 2 and key[0] in self._layer.symbols.named)

    def _inference(self, conclusion: int, why: Why, place: Callable[[int], int] = int) -> Inference:
        layer, (clause, premises) = self._layer, why
        if clause >= 0:
            source = _clause(layer, clause).source
            uses = (source,) if isinstance(source, Axiom) else ()
            return Inference("resolve", conclusion, tuple(map(place, premises)), uses)
        if clause == READ:
            fact = layer.reads[premises[0]].fact
            return Inference("read", conclusion, (), () if fact is None else (fact,))
        if clause == HENCE:
            self.gaps.add("of a refutation one derivation is kept")
            outside, axioms = _behind_branch(layer, _branches(layer, conclusion)[premises[0]])
            return Inference("hence", conclusion, tuple(map(place, outside)), axioms)
        if clause == COMPUTED:
            return Inference("compute", conclusion, tuple(map(place, premises[1:])))
        if clause in (DATA, EQUAL):
            return Inference("data" if clause == DATA else "same", conclusion, tuple(map(place, premises)))
        return Inference("suppose", conclusion)

    # ---- refutations

    def _refutations(self, conclusion: int, operand: int, x: int) -> Iterator[Inference]:
        """Suppose the operand of a complement again, with every derivation kept."""
        layer = self._layer
        mark, consequences = layer.mark(), self._consequences()
        before = {number: len(whys) for number, whys in layer.more.items()}
        layer.suppositions += 1
        try:
            layer.derive((operand, x), SUPPOSED, ())
            layer.run()
            inside = range(layer.offset + mark.facts, layer.offset + len(layer.facts))
            new = {n: layer.whys(n) for n in inside}
            added = {n: whys[before.get(n, 0) :] for n, whys in layer.more.items() if n < inside.start}
            new |= {n: whys for n, whys in added.items() if whys}
            touched = _reached(consequences, (n for n in new if n < inside.start))
            clashes = layer.clashes[mark.clashes :]
            # a contradiction that was there before may be one of the supposition as well
            clashes += [why for why in layer.clashes[: mark.clashes] if any(p in new or p in touched for p in why[1])]
            if clashes:
                yield Inference("hence", conclusion, (self._world(new, touched, inside.start, clashes),))
        except OutsideFragment:
            self.gaps.add("a supposition leads out of the fragment")
        finally:
            layer.suppositions -= 1
            layer.undo(mark)

    def _world(
        self, new: Mapping[int, Sequence[Why]], touched: Iterable[int], first: int, clashes: Iterable[Why]
    ) -> int:
        """Write the conclusions of a refutation; return its contradiction.

        Args:
            new: the derivations under the supposition.
            touched: the facts outside that follow from those with a new derivation.
            first: where the facts inside begin.
            clashes: the derivations of the contradiction.
        """
        copies: dict[int, int] = {}
        for number in sorted({*new, *touched}):
            copies[number] = self._copies
            self._copies += 1
        contradiction = self._copies
        self._copies += 1

        def place(number: int) -> int:
            return copies.get(number, number)

        for number, copy in copies.items():
            key = self._layer.fact(number)[0]
            ways = [each for why in new.get(number, ()) for each in self._inferences(copy, key, why, place)]
            if number < first:
                known = [why for why in self._layer.whys(number) if why[0] >= 0 or why[0] in (DATA, EQUAL, COMPUTED)]
                ways.append(Inference("again", copy, (number,)))
                ways += [each for why in known for each in self._inferences(copy, key, why, place)]
            self._found[copy] = tuple(dict.fromkeys(ways))
        self._found[contradiction] = tuple(
            each for why in clashes for each in self._inferences(contradiction, (), why, place)
        )
        return contradiction

    def _consequences(self) -> dict[int, list[int]]:
        """Return for each fact those that have a derivation from it."""
        if self._following is None:
            layer, self._following = self._layer, {}
            for number in range(layer.offset, layer.offset + len(layer.facts)):
                for clause, premises in layer.whys(number):
                    if clause >= 0 or clause in (DATA, EQUAL, COMPUTED):
                        for premise in premises[clause == COMPUTED :]:
                            self._following.setdefault(premise, []).append(number)
        return self._following


def _reached(following: Mapping[int, Sequence[int]], numbers: Iterable[int]) -> set[int]:
    found, stack = set[int](), list(numbers)
    while stack:
        new = set(following.get(stack.pop(), ())) - found
        found |= new
        stack.extend(new)
    return found


def rests_on(layer: Layer, conclusion: int) -> frozenset[Element]:
    """Return what the first derivation of a conclusion of any layer rests on.

    Args:
        layer: where it holds; it need not keep all derivations.
        conclusion: the number of a fact, or FALSE.
    """
    found = set[Element]()
    seen, stack = set[int](), [conclusion]
    while stack:
        number = stack.pop()
        if number in seen:
            continue
        seen.add(number)
        clause, premises = layer.clashes[0] if number == FALSE else layer.fact(number)[1]
        if clause == HENCE:
            outside, axioms = _behind_branch(layer, _branches(layer, number)[premises[0]])
            found.update(axioms)
            stack.extend(outside)
        elif clause == READ:
            found.update([fact] if (fact := layer.reads[premises[0]].fact) is not None else [])
        elif clause != SUPPOSED:
            found.update([a] if clause >= 0 and isinstance(a := _clause(layer, clause).source, Axiom) else [])
            stack.extend(premises[1:] if clause == COMPUTED else premises)
    return frozenset(found)


def _clause(layer: Layer, number: int) -> Clause:
    if layer.base is not None and number < layer.clause_offset:
        return layer.base.sources.clauses[number]
    return layer.sources.clauses[number - layer.clause_offset]


def _branches(layer: Layer, number: int) -> list[Branch]:
    return layer.base.branches if layer.base is not None and number < layer.offset else layer.branches


def _behind_branch(layer: Layer, branch: Branch) -> tuple[tuple[int, ...], tuple[Axiom, ...]]:
    """Return the outside facts and the axioms on which a refutation rests, refutations inside it included."""
    steps, outside = branch.needs()
    axioms: dict[Axiom, None] = {}
    for clause, premises in [branch.clash, *(branch.steps[step][1] for step in steps)]:
        if clause == HENCE:
            axioms.update(dict.fromkeys(_behind_branch(layer, branch.nested[premises[0]])[1]))
        elif clause >= 0 and isinstance(source := _clause(layer, clause).source, Axiom):
            axioms[source] = None
    return tuple(sorted(outside)), tuple(axioms)
