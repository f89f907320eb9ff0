"""In which order concept saturation takes its nodes, and which of them get a bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from differentia.owl.el_index import NOTHING, THING, Index

__all__ = ["circles", "components", "supers_first", "used"]


def supers_first(index: Index) -> list[int]:
    """Return the nodes, each after those above it and after the filler it promises, as far as there is no circle."""

    def following(node: int) -> Iterator[int]:
        yield from index.told[node]
        if node in index.successors:
            yield index.successors[node][1]

    return [node for component in components(len(index.told), following) for node in component]


def circles(index: Index) -> dict[int, list[int]]:
    """Return to each node that is told to lie on a circle all the nodes on it."""
    found = components(len(index.told), lambda node: index.told[node])
    return {node: component for component in found if len(component) > 1 for node in component}


def components(size: int, following: Callable[[int], Iterable[int]]) -> Iterator[list[int]]:
    """Yield the strongly connected components of a graph, each after those it leads to (R. Tarjan, 1972).

    Example:
        >>> [sorted(each) for each in components(3, lambda node: {0: [1], 1: [0, 2], 2: []}[node])]
        [[2], [0, 1]]
    """
    number: list[int] = [0] * size  # 0: not seen; from 1 in the order seen; size + 1: its component is known
    seen = 0
    open_nodes: list[int] = []
    for start in range(size):
        if number[start]:
            continue
        stack: list[tuple[int, int, Iterator[int]]] = []
        step: int | None = start
        lowest: dict[int, int] = {}
        while step is not None or stack:
            if step is not None:
                seen += 1
                number[step] = lowest[step] = seen
                open_nodes.append(step)
                stack.append((step, len(open_nodes) - 1, iter(following(step))))
            node, place, rest = stack[-1]
            step = None
            for other in rest:
                if not number[other]:
                    step = other
                    break
                lowest[node] = min(lowest[node], number[other])
            if step is not None:
                continue
            stack.pop()
            if lowest[node] == number[node]:
                component = open_nodes[place:]
                del open_nodes[place:]
                for each in component:
                    number[each] = size + 1
                yield component[::-1]
            if stack:
                lowest[stack[-1][0]] = min(lowest[stack[-1][0]], lowest[node])


def used(index: Index) -> set[int]:
    """Return the nodes that others may lie below, or that a rule asks for."""
    found = {THING, NOTHING, *index.wanted}
    for conjunction in index.conjunctions:
        found.add(conjunction.result)
        found.update(conjunction.operands)
    for nodes, _ in index.disjoint:
        found.update(nodes)
    for node in index.wanted:
        found.add(index.successors[node][1])
    for uppers in index.told:
        found.update(uppers)
    return found
