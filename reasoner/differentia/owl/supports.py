"""From which elements a conclusion follows in a graph of derivations; sets of elements are integers (`hitting`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import isqrt
from typing import NamedTuple

from differentia.owl.derivations import GOAL, Derivations, Element
from differentia.owl.hitting import Family, minimal, shrink

__all__ = ["Supported", "Way", "supports"]

_JOINED, _WORK, _FEW = 2_000, 100_000, 20
"""How many joined sets are kept for one premise of an inference; how many in all, before only a few are kept."""


class Way(NamedTuple):
    """An inference.

    Attributes:
        number: its place among all.
        premises: each once.
        mask: the elements it uses.
    """

    number: int
    conclusion: int
    premises: tuple[int, ...]
    mask: int


class Supported:
    """A graph of derivations that can be asked what follows from some elements.

    Args:
        graph: the derivations.
        bit: the set of an element alone; 0 for what always counts.

    Attributes:
        uses: the inferences by conclusion.
        after: the inferences by premise.
    """

    def __init__(self, graph: Derivations, bit: Callable[[Element], int]) -> None:
        self.uses: dict[int, list[Way]] = {}
        self.after: dict[int, list[Way]] = {}
        self._ways: list[Way] = []
        for conclusion in graph.conclusions():
            listed = self.uses[conclusion] = []
            for inference in graph.inferences(conclusion):
                mask = 0
                for element in inference.uses:
                    mask |= bit(element)
                way = Way(len(self._ways), conclusion, tuple(dict.fromkeys(inference.premises)), mask)
                self._ways.append(way)
                listed.append(way)
                for premise in way.premises:
                    self.after.setdefault(premise, []).append(way)
        self._first = [way for way in self._ways if not way.premises]

    def behind(self, given: int) -> int | None:
        """Return on which of some elements one derivation of the goal rests; None: it does not follow from them."""
        missing = [len(way.premises) for way in self._ways]
        drawn: dict[int, Way] = {}
        waiting = deque(way for way in self._first if way.mask & given == way.mask)
        while waiting and GOAL not in drawn:
            way = waiting.popleft()
            if way.conclusion in drawn:
                continue
            drawn[way.conclusion] = way
            for next_ in self.after.get(way.conclusion, ()):
                missing[next_.number] -= 1
                if not missing[next_.number] and next_.mask & given == next_.mask:
                    waiting.append(next_)
        return _leaves(drawn) if GOAL in drawn else None

    def within(self, given: int) -> int | None:
        """Return a smallest set of some elements from which the goal follows; None: it does not follow from them."""
        start = self.behind(given)
        return None if start is None else shrink(start, lambda less: self.behind(less) is not None)


def _leaves(drawn: dict[int, Way]) -> int:
    """The elements used by the first derivation of the goal."""
    mask, seen, stack = 0, {GOAL}, [GOAL]
    while stack:
        way = drawn[stack.pop()]
        mask |= way.mask
        new = [premise for premise in way.premises if premise not in seen]
        seen.update(new)
        stack.extend(new)
    return mask


def supports(graph: Supported, limit: int, size: int | None = None) -> tuple[Family, bool]:
    """Return the minimal sets of elements from which the goal follows in a graph, and whether these are all.

    Every conclusion is labelled with its minimal sets, from the leaves upwards until no label changes, as in a
    truth-maintenance system (J. de Kleer, An assumption-based TMS, 1986).

    Args:
        graph: the derivations.
        limit: how many sets a label may hold.
        size: sets with more members are not sought; None: all are.
    """
    uses, after = graph.uses, graph.after
    labels: dict[int, Family] = {}
    whole, work = True, 0
    waiting = deque(sorted({c for c, ways in uses.items() if any(not way.premises for way in ways)}))
    queued = set(waiting)
    while waiting:
        conclusion = waiting.popleft()
        queued.discard(conclusion)
        most = _JOINED if work < _WORK else _FEW
        ways = [_joined(way, labels, size, most) for way in uses[conclusion]]
        listed = [*(s for found, _ in ways for s in found), *labels.get(conclusion, [])]
        work, label = work + len(listed), minimal(listed)
        whole = whole and len(label) <= limit and all(every for _, every in ways)
        label = label[: min(limit, most)] if work > _WORK else label[:limit]
        if label != labels.get(conclusion, []):
            labels[conclusion] = label
            new = sorted({way.conclusion for way in after.get(conclusion, ())} - queued)
            waiting.extend(new)
            queued.update(new)
    found = labels.get(GOAL, [])
    if not whole:
        found = minimal(shrink(one, lambda given: graph.behind(given) is not None) for one in found)
    return found, whole


def _joined(way: Way, labels: dict[int, Family], size: int | None, limit: int) -> tuple[Family, bool]:
    """Return the minimal sets, up to a size and a limit, from which an inference can be drawn, and whether all are."""
    found, whole = [way.mask], True
    for premise in way.premises:
        below = labels.get(premise)
        if not below:
            return [], True
        if len(found) * len(below) > 50 * limit:  # the smallest of the one with the smallest of the other
            whole = False
            found = found[: max(isqrt(50 * limit), 50 * limit // len(below))]
            below = below[: 50 * limit // len(found)]
        joined = {one | other for one in found for other in below}
        kept = [one for one in joined if size is None or one.bit_count() <= size]
        if len(kept) > limit:
            whole, kept = False, sorted(kept, key=lambda one: (one.bit_count(), one))[:limit]
        found = minimal(kept)
    return found, whole
