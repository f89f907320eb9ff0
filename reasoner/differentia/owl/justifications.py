"""Why something follows, in full: all minimal justifications and all minimal repairs.

A justification is a smallest set of axioms and facts from which a conclusion follows; a repair is a smallest set
without which it no longer follows: a set that meets every justification. Both are read off the graph of all derivations
(`derivations`). Where the graph says that derivations may be missing, justifications are also sought by deletion: each
repair is taken out and the rest is saturated again; if the conclusion is still there, it has one more justification
(R. Reiter, A theory of diagnosis from first principles, 1987).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.derivations import FALSE, Derivations, Element, rests_on
from differentia.owl.entailment import asked
from differentia.owl.expressions import AnonymousIndividual
from differentia.owl.facts import Assertion
from differentia.owl.hitting import Family, hitting_sets, members, minimal, repairs, shrink
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturated_layer
from differentia.owl.supports import Supported, supports
from differentia.owl.syntax import functional
from differentia.structs import dataclass, field

__all__ = ["Goal", "Graph", "Justifications", "Knowledge", "Reasons", "Repairs", "justify"]

Goal: TypeAlias = ax.ClassAssertion | ax.ObjectPropertyAssertion | ax.DataPropertyAssertion | ax.SubClassOf | None
"""What can be asked about; None: the contradiction."""

_ANYONE = AnonymousIndividual("any member of the class")
_LABEL = 500  # how many sets a label of the graph may hold


@dataclass(frozen=True, slots=True)
class Reasons:
    """A set of axioms of an ontology and facts of a case: a justification, or a repair."""

    axioms: tuple[Axiom, ...] = ()
    facts: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.axioms) + len(self.facts)

    def elements(self) -> tuple[Element, ...]:
        """Return the axioms and the facts together."""
        return (*self.axioms, *self.facts)


@dataclass(frozen=True, slots=True)
class Graph:
    """All derivations of a conclusion, in which a set of elements is an integer.

    Attributes:
        elements: what can be left out, in the order of the bits.
    """

    elements: Sequence[Element]
    derivations: Supported

    def without(self, left_out: int) -> int | None:
        """Return a justification that has nothing of what is left out, or None."""
        return self.derivations.within(((1 << len(self.elements)) - 1) & ~left_out)


@dataclass(frozen=True, slots=True)
class Repairs:
    """The minimal repairs of a conclusion.

    Attributes:
        found: smallest first; none if the conclusion does not follow, or rests on nothing that could be left out.
        complete: False if there may be more, or if derivations may be missing that some of them leave standing.
    """

    found: tuple[Reasons, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Justifications:
    """The minimal justifications of a conclusion.

    Attributes:
        found: smallest first; none if the conclusion does not follow.
        complete: False if a cap was met: there may be more.
        gaps: why the graph of derivations alone was not enough; empty if it was.
        graph: the derivations, which know more justifications than are listed.
    """

    found: tuple[Reasons, ...]
    complete: bool
    gaps: tuple[str, ...] = ()
    graph: Graph | None = field(default=None, compare=False, repr=False)

    def repairs(self, *, cap: int = 1_000, tries: int = 10_000) -> Repairs:
        """Return the minimal repairs, also where there are too many justifications to list them.

        Args:
            cap: how many to find at most.
            tries: how many sets to try at most where justifications are not listed.
        """
        graph = self.graph
        elements = graph.elements if graph else sorted({e for one in self.found for e in one.elements()}, key=_in_order)
        places = {element: number for number, element in enumerate(elements)}
        sets = [sum(1 << places[e] for e in one.elements()) for one in self.found]
        if graph is None or self.complete or self.gaps:
            found, whole = hitting_sets(sets, cap)
            whole = whole and self.complete
        else:
            found, whole = repairs(sets, graph.without, cap, tries)
        return Repairs(tuple(_reasons(elements, one) for one in found), whole)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What conclusions are drawn from, and how.

    Attributes:
        axioms: of the ontology.
        assertions: of a case; one without the id of a fact is the setting and always counts.
        extend: what is done to a layer when all this is in it (measurements are computed).
    """

    axioms: tuple[Axiom, ...]
    assertions: tuple[Assertion, ...] = ()
    extend: Callable[[Layer], None] = field(default=lambda _: None)

    def saturated(self, *, keep_all: bool = False) -> Layer:
        """Saturate everything in one layer with nothing below."""
        layer = saturated_layer(Ontology(self.axioms), keep_all=keep_all)
        if self.assertions:
            layer.assume(self.assertions)
        self.extend(layer)
        return layer

    def elements(self) -> list[Element]:
        """Return what can be left out: axioms, then facts."""
        facts = dict.fromkeys(a.fact for a in self.assertions if a.fact is not None)
        return [*dict.fromkeys(self.axioms), *facts]

    def only(self, kept: set[Element]) -> Knowledge:
        """Return what is left when everything else is left out."""
        axioms = tuple(axiom for axiom in self.axioms if axiom in kept)
        assertions = tuple(a for a in self.assertions if a.fact is None or a.fact in kept)
        return Knowledge(axioms, assertions, self.extend)


def justify(
    known: Knowledge, goal: Goal, *, cap: int = 100, tries: int = 1_000, layer: Layer | None = None
) -> Justifications:
    """Find the minimal justifications of a conclusion.

    Args:
        known: the axioms and facts; if they contradict each other, only the derivations found up to there count.
        goal: the conclusion; a subsumption is asked of an anonymous member of the subclass.
        cap: how many justifications to return at most, the smallest.
        tries: how many repairs to try by deletion where the graph of derivations has gaps.
        layer: `known.saturated(keep_all=True)`, if at hand; it is as before afterwards.

    Example:
        >>> from differentia.owl.expressions import Class
        >>> a, b, c = Class("a:A"), Class("a:B"), Class("a:C")
        >>> known = Knowledge((ax.SubClassOf(a, b), ax.SubClassOf(b, c), ax.SubClassOf(a, c)))
        >>> [len(one) for one in justify(known, ax.SubClassOf(a, c)).found]
        [1, 2]
    """
    elements = known.elements()
    places = {element: number for number, element in enumerate(elements)}
    with _goals(layer or known.saturated(keep_all=True), goal) as (there, goals):
        derivations = Derivations(there, goals)
        refuting = any(program.tests for program in there.programs)
    supported = Supported(derivations, lambda element: 1 << places[element])
    found, whole = supports(supported, _LABEL)
    gaps = tuple(sorted(derivations.gaps)) + (("some answers need a refutation",) if refuting and not goals else ())
    if gaps and (whole or not found):  # where there are too many already, no more are sought
        found, tried = _by_deletion(_Oracle(known, goal, elements, places), found, cap, tries)
        whole = whole and tried
    listed = sorted(found, key=lambda one: (one.bit_count(), members(one)))
    reasons = tuple(_reasons(elements, one) for one in listed[:cap])
    return Justifications(reasons, whole and len(listed) <= cap, gaps, Graph(elements, supported))


@contextmanager
def _goals(layer: Layer, goal: Goal) -> Iterator[tuple[Layer, list[int]]]:
    """Ask within a `with` block; yield the conclusions of the layer that would each answer."""
    with ExitStack() as stack:
        mark = layer.mark()
        stack.callback(layer.undo, mark)
        if isinstance(goal, ax.SubClassOf):
            layer.assume([Assertion(ax.ClassAssertion(goal.sub, _ANYONE))])
            question: Goal = ax.ClassAssertion(goal.sup, _ANYONE)
        else:
            question = goal
        goals = []
        if question is not None and not isinstance(question, ax.SubClassOf):
            found = layer.find(stack.enter_context(asked(layer, question)))
            goals += [] if found is None else [found]
        if layer.clashes and (goal is None or isinstance(goal, ax.SubClassOf)):
            goals.append(FALSE)
        yield layer, goals


# ---- by deletion


@dataclass(frozen=True, slots=True)
class _Oracle:
    """Saturates parts of what is known."""

    known: Knowledge
    goal: Goal
    elements: Sequence[Element]
    places: dict[Element, int]

    def behind(self, given: int) -> int | None:
        """Return on what the conclusion rests if only some elements are given; None: it does not follow."""
        part = self.known.only({self.elements[place] for place in members(given)})
        with _goals(part.saturated(), self.goal) as (layer, goals):
            if not goals:
                return None
            return sum(1 << self.places[element] for element in rests_on(layer, goals[0]))

    def shrunk(self, given: int) -> int | None:
        """Return a justification within what is given, or None."""
        start = self.behind(given)
        return None if start is None else shrink(start, lambda one: self.behind(one) is not None)


def _by_deletion(oracle: _Oracle, found: Family, cap: int, tries: int) -> tuple[Family, bool]:
    """Complete justifications: take out repairs as long as one leaves the conclusion standing."""
    everything = (1 << len(oracle.elements)) - 1
    first = [oracle.shrunk(one) for one in found] or [oracle.shrunk(everything)]
    kept = minimal(one for one in first if one is not None)
    tried: set[int] = set()
    while kept and 0 not in kept and len(kept) <= cap:
        hits, whole = hitting_sets(kept, 10 * tries)
        untried = [hit for hit in hits if hit not in tried]
        for hit in untried:
            if len(tried) >= tries:
                return kept, False
            tried.add(hit)
            another = oracle.shrunk(everything & ~hit)
            if another is not None:
                kept = minimal([*kept, another])
                break
        else:
            return kept, whole
    return kept, len(kept) <= cap


# ---- for reading


def _in_order(element: Element) -> tuple[bool, int, str]:
    """Sort axioms by their text, facts (`f2` before `f10`) after them."""
    if isinstance(element, str):
        return True, len(element), element
    return False, 0, functional(element)


def _reasons(elements: Sequence[Element], one: int) -> Reasons:
    chosen = sorted((elements[place] for place in members(one)), key=_in_order)
    axioms = tuple(element for element in chosen if not isinstance(element, str))
    return Reasons(axioms, tuple(element for element in chosen if isinstance(element, str)))
