"""Reads the class hierarchy off a concept saturation: classes with the same members, and the direct parents of each."""

from __future__ import annotations

from collections.abc import Iterable

from differentia.owl.concept_saturation import ConceptSaturation
from differentia.owl.el_index import NOTHING, THING

__all__ = ["hierarchy"]


def hierarchy(found: ConceptSaturation) -> tuple[tuple[tuple[str, ...], ...], dict[str, tuple[str, ...]]]:
    """Return groups of equivalent classes, and to each group's first class those of the groups directly above.

    The candidates for direct parents are the named nodes that edges lead to first; those above another candidate go.
    Classes that can have no member are in no group.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.el_index import indexed
        >>> from differentia.owl.expressions import Class
        >>> a, b, c = (Class("a:" + n) for n in "ABC")
        >>> told = [SubClassOf(a, b), SubClassOf(b, c), SubClassOf(a, c)]
        >>> hierarchy(ConceptSaturation(indexed(told)))[1]["a:A"]
        ('a:B',)
    """
    reader = _Reader(found)
    groups = tuple(sorted(tuple(group) for group in reader.groups.values()))
    parents: dict[str, tuple[str, ...]] = {}
    for group in groups:
        node = found.index.names[group[0]]
        direct = {reader.group_of(parent)[0] for parent in reader.direct(node)}
        parents[group[0]] = tuple(sorted(direct))
    return groups, parents


class _Reader:
    def __init__(self, found: ConceptSaturation) -> None:
        self.found = found
        self.name_of = {node: name for name, node in found.index.names.items() if node != NOTHING}
        self.named = 0
        for node in self.name_of:
            self.named |= found.own(node)
        self.groups: dict[int, list[str]] = {}
        for name in sorted(found.index.names):
            node = found.index.names[name]
            if node != NOTHING and not found.is_below(node, NOTHING):
                self.groups.setdefault(self.key(node), []).append(name)

    def key(self, node: int) -> int:
        """Return what classes with the same members share, and no others: the named classes on their circle."""
        if not self.found.is_below(node, node):
            return -1 - node
        return self.found.above[node] & self.named

    def group_of(self, node: int) -> list[str]:
        return self.groups[self.key(node)]

    def direct(self, node: int) -> Iterable[int]:
        """Return a node of each group directly above that of a node."""
        found = self.found
        if node == THING or found.is_below(THING, node):
            return ()
        candidates, same = self._candidates(node)
        covered = 0
        for each in candidates if len(candidates) > 1 else ():
            above = found.above[each]
            covered |= above & ~self._same(each) if found.is_below(each, each) else above
        left = {each for each in candidates if not found.own(each) & covered and each not in same}
        return left or (THING,)

    def _same(self, node: int) -> int:
        """Return the bits of the nodes on a circle with a node, its own among them."""
        together = 0
        for name in self.group_of(node):
            together |= self.found.own(self.found.index.names[name])
        return together

    def _candidates(self, start: int) -> tuple[list[int], set[int]]:
        """Return the named nodes reached first from a node, by way of unnamed and equivalent ones, and the latter."""
        found = self.found
        candidates: list[int] = []
        seen, same, waiting = {start}, {start}, [start]
        covered = self._same(start) if found.is_below(start, start) else 0
        for node in waiting:
            for upper in found.edges[node]:
                if upper in seen or upper == NOTHING:
                    continue
                seen.add(upper)
                if upper not in self.name_of:
                    if found.above[upper] & self.named & ~covered:
                        waiting.append(upper)
                elif found.is_below(upper, start):
                    same.add(upper)
                    waiting.append(upper)
                else:
                    candidates.append(upper)
                    if len(found.edges[start]) > 1:
                        covered |= found.whole(upper)
        return candidates, same
