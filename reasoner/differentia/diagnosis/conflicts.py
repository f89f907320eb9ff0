"""Contradictory facts: minimal conflicts, and the readings that resolve them.

A conflict is a minimal set of facts that cannot all be true. Conclusions are drawn from the facts in no conflict (the
intersection of all repairs); a reading is a maximal set of facts without contradiction. Conflicts are enumerated by
Reiter's hitting-set tree: find a conflict, leave out each of its facts in turn, and look again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import TypeAlias

from differentia.structs import dataclass

__all__ = ["Conflicts", "find_conflicts", "readings"]

Facts: TypeAlias = frozenset[str]
Clash: TypeAlias = Callable[[Facts], Facts | None]
"""Tells for a set of facts on which of them a contradiction rests; None: there is none."""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The minimal conflicts among facts.

    Attributes:
        minimal: each conflict, smallest first.
        complete: False if the enumeration stopped at its cap.
        left_out: the facts that no conclusion may rest on.
    """

    minimal: tuple[Facts, ...] = ()
    complete: bool = True
    left_out: Facts = frozenset()


def find_conflicts(facts: Facts, clash: Clash, *, cap: int = 32) -> Conflicts:
    """Enumerate the minimal conflicts.

    Args:
        facts: ids of all facts.
        clash: the contradiction test.
        cap: how many conflicts to find at most; beyond it, whatever still clashes is left out as a whole.

    Returns:
        The conflicts.

    Example:
        >>> both = frozenset({"f1", "f2"})
        >>> find_conflicts(frozenset({"f1", "f2", "f3"}), lambda s: both if both <= s else None).minimal == (both,)
        True
    """
    found: list[Facts] = []
    seen: set[Facts] = set()
    waiting: list[Facts] = [frozenset()]
    while waiting and len(found) < cap:
        removed = waiting.pop(0)
        if removed in seen:
            continue
        seen.add(removed)
        conflict = next((c for c in found if not c & removed), None)
        if conflict is None:
            rests_on = clash(facts - removed)
            if rests_on is None:
                continue
            conflict = _shrink(rests_on, clash)
            found.append(conflict)
        waiting.extend(removed | {fact} for fact in sorted(conflict))
    left_out: Facts = frozenset().union(*found)
    complete = not waiting
    while (rest := clash(facts - left_out)) is not None:
        complete = False
        left_out |= rest
    return Conflicts(tuple(sorted(found, key=lambda c: (len(c), sorted(c)))), complete, left_out)


def _shrink(facts: Facts, clash: Clash) -> Facts:
    """Drop facts one by one as long as the rest still clashes; what stays is minimal."""
    kept = facts
    for fact in sorted(facts):
        smaller = clash(kept - {fact}) if fact in kept else None
        if smaller is not None:
            kept = smaller
    return kept


def readings(facts: Facts, conflicts: Iterable[Facts], *, cap: int = 32) -> tuple[Facts, ...]:
    """Return the readings: the maximal subsets of the facts that contain no conflict.

    Args:
        facts: ids of all facts.
        conflicts: the minimal conflicts.
        cap: how many readings to return at most.

    Returns:
        The readings, those that leave out least first.

    Example:
        >>> [sorted(r) for r in readings(frozenset({"a", "b", "c"}), [frozenset({"a", "b"})])]
        [['b', 'c'], ['a', 'c']]
    """
    listed = [sorted(c) for c in conflicts]
    hits: set[Facts] = set()
    for choice in product(*listed) if len(listed) <= 8 else ():
        hits.add(frozenset(choice))
    minimal = [h for h in hits if not any(other < h for other in hits)]
    minimal.sort(key=lambda h: (len(h), sorted(h)))
    return tuple(facts - h for h in minimal[:cap])
