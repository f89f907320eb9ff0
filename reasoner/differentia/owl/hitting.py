"""Families of minimal sets, each set an integer with a bit for each member: hitting sets, and repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

__all__ = ["Family", "hitting_sets", "members", "minimal", "repairs", "shrink"]

Family = list[int]
"""Sets of which none contains another, smallest first."""


def minimal(sets: Iterable[int]) -> Family:
    """Return the sets that contain no other.

    Example:
        >>> minimal([0b111, 0b011, 0b100])
        [4, 3]
    """
    different = set(sets)
    if len(different) < 2 or 0 in different:
        return [0] if 0 in different else list(different)
    by_lowest: dict[int, Family] = {}  # a set lies in another only if its lowest member does
    kept: Family = []
    for one in sorted(different, key=lambda s: (s.bit_count(), s)):
        rest = one
        while rest:
            lowest = rest & -rest
            if lowest in by_lowest and _contains(one, by_lowest[lowest]):
                break
            rest ^= lowest
        else:
            kept.append(one)
            by_lowest.setdefault(one & -one, []).append(one)
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


def repairs(justifications: Family, another: Callable[[int], int | None], cap: int, tries: int) -> tuple[Family, bool]:
    """Return the minimal repairs of what may have more justifications than are known, and whether these are all.

    A minimal hitting set of some of the justifications without which the conclusion does not follow is a minimal
    repair, and if every one is, none is missing (R. Reiter, 1987). Where the conclusion still follows there is one more
    justification.

    Args:
        justifications: those that are known.
        another: returns a justification that has no member of a set, or None.
        cap: how many repairs to return at most.
        tries: how many sets to try at most; those not tried are not returned.

    Example:
        >>> every = [0b0011, 0b0101, 0b1001]
        >>> def another(hit: int) -> int | None:
        ...     return next((one for one in every if not one & hit), None)
        >>> repairs([0b0011], another, 10, 100)
        ([1, 14], True)
    """
    known, tried = justifications, set[int]()
    while True:
        hits, whole = hitting_sets(known, cap)
        untried = [hit for hit in hits if hit not in tried][:tries]
        found = {hit: another(hit) for hit in untried}
        tries -= len(untried)
        new = [one for one in found.values() if one is not None]
        tried |= {hit for hit, one in found.items() if one is None}
        if not new or tries <= 0:
            return [hit for hit in hits if hit in tried], whole and tried.issuperset(hits)
        known = minimal([*known, *new])
