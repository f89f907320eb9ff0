"""A small proof out of all derivations: for each conclusion the derivation with the smallest tree behind it.

D. E. Knuth's generalisation of Dijkstra's algorithm (1977) finds the proof that is smallest as a tree. Steps used twice
are then written once; a proof that shares more could have fewer steps still, and to find it is NP-hard. Where the first
proof of a conclusion happens to share so much that it has fewer steps, that one is returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from differentia.owl.derivations import FALSE
from differentia.owl.facts import COMPUTED, DATA, EQUAL, HENCE, Branch, Why
from differentia.owl.layer import Layer
from differentia.owl.proof import ProofContext, prove_clash, prove_fact

__all__ = ["prove_small", "small_derivations"]


def prove_small(layer: Layer, conclusion: int, context: ProofContext) -> dict[str, Any]:
    """Write a proof with few steps.

    Args:
        layer: saturated with `keep_all=True`; else there is little to choose from.
        conclusion: the number of a fact that holds there, or FALSE if the layer contradicts itself.
        context: names and origins.

    Returns:
        The proof in the format `differentia-proof/1`; never one with more steps than the first proof has.
    """
    chosen = small_derivations(layer, conclusion)
    if conclusion == FALSE:
        both = prove_clash(layer, context, chosen), prove_clash(layer, context)
    else:
        both = prove_fact(layer, conclusion, context, chosen), prove_fact(layer, conclusion, context)
    return min(both, key=lambda proof: len(proof["steps"]))


def small_derivations(layer: Layer, conclusion: int) -> dict[int, Why]:
    """Choose a derivation for each fact (and FALSE) on which a small proof rests.

    The facts are settled in the order of the size of their smallest tree, so that the choice has no circle. A
    refutation counts with all its steps, of which one derivation each is kept.

    Example:
        >>> from differentia.owl.axioms import ClassAssertion, SubClassOf
        >>> from differentia.owl.expressions import Class, NamedIndividual
        >>> from differentia.owl.ontology import Ontology
        >>> from differentia.owl.saturation import saturated_layer
        >>> a, b, c = (Class("urn:x#" + n) for n in "ABC")
        >>> axioms = SubClassOf(a, b), SubClassOf(b, c), SubClassOf(a, c), ClassAssertion(a, NamedIndividual("urn:x#i"))
        >>> layer = saturated_layer(Ontology(axioms), keep_all=True)
        >>> last = next(n for n, key in enumerate(layer.facts) if layer.symbols.named.get(key[0]) == c.iri)
        >>> len(small_derivations(layer, last))
        2
    """
    chosen = _settled(layer, conclusion)
    needed: dict[int, Why] = {}
    stack = [conclusion]
    while stack:
        number = stack.pop()
        if number not in needed:
            needed[number] = chosen[number]
            stack.extend(_premises(layer, number, chosen[number]))
    return needed


def _settled(layer: Layer, conclusion: int) -> dict[int, Why]:
    ways: dict[int, list[Why]] = {}
    stack = [conclusion]
    while stack:
        number = stack.pop()
        if number not in ways:
            ways[number] = list(_ways(layer, number))
            stack.extend(premise for why in ways[number] for premise in _premises(layer, number, why))
    waiting: dict[int, list[tuple[int, Why]]] = {}
    missing: dict[tuple[int, Why], int] = {}
    queue: list[tuple[int, int, int, Why]] = []
    for number in sorted(ways):
        for why in ways[number]:
            premises = set(_premises(layer, number, why))
            missing[number, why] = len(premises)
            for premise in premises:
                waiting.setdefault(premise, []).append((number, why))
            if not premises:
                heappush(queue, (_own(layer, number, why), len(queue), number, why))
    order = len(queue)
    size: dict[int, int] = {}
    chosen: dict[int, Why] = {}
    while queue:
        cost, _, number, why = heappop(queue)
        if number in size:
            continue
        size[number], chosen[number] = cost, why
        for other, its_why in waiting.get(number, ()):
            missing[other, its_why] -= 1
            if not missing[other, its_why]:
                order += 1
                total = _own(layer, other, its_why) + sum(size[p] for p in _premises(layer, other, its_why))
                heappush(queue, (total, order, other, its_why))
    return chosen


def _ways(layer: Layer, number: int) -> Iterator[Why]:
    if number == FALSE:
        yield from dict.fromkeys(layer.clashes)
        return
    yield layer.fact(number)[1]
    yield from layer.more.get(number, ())


def _premises(layer: Layer, number: int, why: Why) -> tuple[int, ...]:
    clause, premises = why
    if clause == HENCE:
        return tuple(sorted(_branch(layer, number, why).needs()[1]))
    if clause == COMPUTED:
        return premises[1:]
    return premises if clause >= 0 or clause in (DATA, EQUAL) else ()


def _own(layer: Layer, number: int, why: Why) -> int:
    """Return how many steps a derivation itself takes: one, or those of a refutation and its discharge."""
    return 2 + len(_branch(layer, number, why).needs()[0]) if why[0] == HENCE else 1


def _branch(layer: Layer, number: int, why: Why) -> Branch:
    branches = layer.base.branches if layer.base is not None and number < layer.offset else layer.branches
    return branches[why[1][0]]
