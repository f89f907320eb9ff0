"""A small proof out of all derivations: for each conclusion the inference with the smallest proof behind it.

D. E. Knuth's generalisation of Dijkstra's algorithm (1977) finds the proof that is smallest as a tree. Steps used twice
are then counted once; a proof that shares more could have fewer steps still, and to find it is NP-hard.
"""

from __future__ import annotations

from heapq import heappop, heappush

from differentia.owl.derivations import GOAL, Derivations, Inference

__all__ = ["small_proof"]


def small_proof(graph: Derivations) -> tuple[Inference, ...]:
    """Return the inferences of a proof that is smallest as a tree, premises first, each conclusion once.

    Args:
        graph: the derivations.

    Returns:
        The inferences, without the last that only names the goal; none if the goal does not follow.
    """
    chosen = _smallest(graph)
    if GOAL not in chosen:
        return ()
    proof: list[Inference] = []
    written: set[int] = set()
    stack = [(GOAL, False)]
    while stack:
        conclusion, below_written = stack.pop()
        if conclusion in written:
            continue
        if below_written:
            written.add(conclusion)
            proof.append(chosen[conclusion])
            continue
        stack.append((conclusion, True))
        stack.extend((premise, False) for premise in reversed(chosen[conclusion].premises))
    return tuple(proof[:-1])


def _smallest(graph: Derivations) -> dict[int, Inference]:
    """Settle conclusions in the order of the size of their smallest tree."""
    waiting: dict[int, list[Inference]] = {}
    missing: dict[Inference, int] = {}
    queue: list[tuple[int, int, Inference]] = []
    for conclusion in sorted(graph.conclusions()):
        for inference in graph.inferences(conclusion):
            premises = set(inference.premises)
            missing[inference] = len(premises)
            for premise in premises:
                waiting.setdefault(premise, []).append(inference)
            if not premises:
                heappush(queue, (1, len(queue), inference))
    order = len(queue)
    size: dict[int, int] = {}
    chosen: dict[int, Inference] = {}
    while queue:
        cost, _, inference = heappop(queue)
        if inference.conclusion in size:
            continue
        size[inference.conclusion], chosen[inference.conclusion] = cost, inference
        for other in waiting.get(inference.conclusion, ()):
            missing[other] -= 1
            if not missing[other]:
                order += 1
                heappush(queue, (1 + sum(size[p] for p in other.premises), order, other))
    return chosen
