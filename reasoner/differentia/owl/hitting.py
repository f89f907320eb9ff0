"""Families of minimal sets, each set an integer with a bit for each member: supports in a graph, and hitting sets."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from math import isqrt

from differentia.owl.derivations import GOAL, Derivations, Element, Inference

__all__ = ["Family", "hitting_sets", "members", "minimal", "shrink", "supports"]

_JOINED, _WORK, _FEW = 2_000, 400_000, 20
"""How many joined sets are kept for one premise of an inference; how many in all, before only a few are kept."""

Family = list[int]
"""Sets of which none contains another, smallest first."""


def minimal(sets: Iterable[int]) -> Family:
    """Return the sets that contain no other.

    Example:
        >>> minimal([0b111, 0b011, 0b100])
        [4, 3]
    """
    kept: Family = []
    for one in sorted(set(sets), key=lambda s: (s.bit_count(), s)):
        if not any(other & one == other for other in kept):
            kept.append(one)
    return kept


def members(one: int) -> list[int]:
    """Return the places of the bits of a set.

    Example:
        >>> members(0b1010)
        [1, 3]
    """
    return [place for place in range(one.bit_length()) if one >> place & 1]


def hitting_sets(sets: Sequence[int], limit: int) -> tuple[Family, bool]:
    """Return the minimal sets that meet every one of the given sets, and whether these are all.

    C. Berge, Hypergraphs (1989): one set after the other, extend what does not meet it by each of its members.

    Example:
        >>> hitting_sets([0b011, 0b110], 10)
        ([2, 5], True)
    """
    if not sets or 0 in sets:
        return [], True
    found, whole = [0], True
    for one in minimal(sets):
        meeting = [hit for hit in found if hit & one]
        # what is extended by a member can contain only a set that has this member
        having = [(bit, [hit for hit in meeting if hit & bit]) for bit in (1 << place for place in members(one))]
        wider = {
            hit | bit for hit in found if not hit & one for bit, those in having if not _contains(hit | bit, those)
        }
        found = sorted([*meeting, *wider], key=lambda hit: (hit.bit_count(), hit))
        whole = whole and len(found) <= limit
        found = found[:limit]
    if not whole:
        found = minimal(shrink(hit, lambda h: all(h & one for one in sets)) for hit in found)
    return found, whole


def _contains(one: int, others: Iterable[int]) -> bool:
    return any(other & one == other for other in others)


def shrink(one: int, enough: Callable[[int], bool]) -> int:
    """Leave out one member after the other as long as the rest is enough.

    Example:
        >>> shrink(0b111, lambda s: bool(s & 0b110))
        4
    """
    for place in members(one):
        smaller = one & ~(1 << place)
        if enough(smaller):
            one = smaller
    return one


def supports(
    graph: Derivations, bit: Callable[[Element], int], limit: int, size: int | None = None
) -> tuple[Family, bool]:
    """Return the minimal sets of elements from which the goal follows in a graph, and whether these are all.

    Every conclusion is labelled with its minimal sets, from the leaves upwards until no label changes, as in a
    truth-maintenance system (J. de Kleer, An assumption-based TMS, 1986).

    Args:
        graph: the derivations.
        bit: the set of an element alone; 0 for what always counts.
        limit: how many sets a label may hold.
        size: sets with more members are not sought; None: all are.
    """
    uses, after = _indexed(graph, bit)
    labels: dict[int, Family] = {}
    whole, work = True, 0
    waiting = deque(sorted({c for c in uses if any(not i.premises for i in graph.inferences(c))}))
    queued = set(waiting)
    while waiting:
        conclusion = waiting.popleft()
        queued.discard(conclusion)
        most = _JOINED if work < _WORK else _FEW
        ways = [_joined(inference, mask, labels, size, most) for inference, mask in uses[conclusion]]
        listed = [*(s for found, _ in ways for s in found), *labels.get(conclusion, [])]
        work, label = work + len(listed), minimal(listed)
        whole = whole and len(label) <= limit and all(every for _, every in ways)
        label = label[: min(limit, most)] if work > _WORK else label[:limit]
        if label != labels.get(conclusion, []):
            labels[conclusion] = label
            new = sorted(after.get(conclusion, set()) - queued)
            waiting.extend(new)
            queued.update(new)
    found = labels.get(GOAL, [])
    if not whole:
        found = minimal(shrink(one, lambda s: _follows(uses, s)) for one in found)
    return found, whole


_Uses = dict[int, list[tuple[Inference, int]]]


def _indexed(graph: Derivations, bit: Callable[[Element], int]) -> tuple[_Uses, dict[int, set[int]]]:
    """Return the inferences of each conclusion with what they use as a set, and the conclusions drawn from each."""
    uses: _Uses = {}
    after: dict[int, set[int]] = {}
    for conclusion in graph.conclusions():
        uses[conclusion] = []
        for inference in graph.inferences(conclusion):
            mask = 0
            for element in inference.uses:
                mask |= bit(element)
            uses[conclusion].append((inference, mask))
            for premise in inference.premises:
                after.setdefault(premise, set()).add(conclusion)
    return uses, after


def _joined(
    inference: Inference, mask: int, labels: dict[int, Family], size: int | None, limit: int
) -> tuple[Family, bool]:
    """Return the minimal sets, up to a size and a limit, from which an inference can be drawn, and whether all are."""
    found, whole = [mask], True
    for premise in inference.premises:
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


def _follows(uses: _Uses, given: int) -> bool:
    """Tell whether the goal follows in a graph from some elements."""
    known: set[int] = set()
    open_ = [(c, i) for c, listed in uses.items() for i, mask in listed if mask & given == mask]
    grown = True
    while grown and GOAL not in known:
        rest = [(c, i) for c, i in open_ if c not in known]
        new = {c for c, i in rest if known.issuperset(i.premises)}
        grown, open_ = bool(new), rest
        known |= new
    return GOAL in known
