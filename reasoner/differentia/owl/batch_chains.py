"""Property chains of records: where they leave the tree for constants, and which constants they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from differentia.owl import rules
from differentia.owl.batch_shape import LEAVES
from differentia.owl.layer import Layer
from differentia.owl.rules import CLASS_RULES, ROLE_RULES

__all__ = ["Chain", "Entry", "chains_of", "entries", "paths", "spread_values"]


class Chain(NamedTuple):
    """R1(x0, x1), ..., Rn(xn-1, xn) -> S(x0, xn)."""

    roles: tuple[int, ...]
    head: int


class Entry(NamedTuple):
    """A chain that starts at one individual, goes along edges of the tree to another, and on to constants."""

    chain: Chain
    start: int
    node: int
    at: int


def chains_of(layer: Layer) -> list[Chain]:
    """Return the chains of all programs."""
    return sorted(
        {
            Chain(rule[1], rule[3])
            for program in layer.programs
            for listed in program.on_role.values()
            for rule in listed
            if ROLE_RULES[rule[0]] is rules.prp_spo2
        }
    )


def paths(layer: Layer, start: int, roles: Sequence[int]) -> list[int]:
    """Return the constants that a path of constants leads to."""
    reached = {start}
    for role in roles:
        reached = {y for x in reached for y, _ in layer.successors(role, x)}
    return sorted(reached)


def entries(
    chains: Iterable[Chain], labels: Mapping[tuple[int, int], frozenset[int]], values: Mapping[int, set[int]]
) -> Iterator[Entry | str]:
    """Yield where chains leave the tree; a string says why one cannot be followed on columns.

    Args:
        chains: the chains.
        labels: the properties between individuals of a record.
        values: property in a direction -> constants that may be its values.
    """
    own = {role for role, constants in values.items() if constants}
    for chain in chains:
        if any(step ^ 1 in own for step in chain.roles):
            yield "a property chain that comes back from a constant"
        for start in range(4):
            yield from _walk(Entry(chain, start, start, 0), (start,), labels, values)


def _walk(
    here: Entry, path: tuple[int, ...], labels: Mapping[tuple[int, int], frozenset[int]], values: Mapping[int, Any]
) -> Iterator[Entry | str]:
    chain, start, node, at = here
    if at == len(chain.roles):
        return  # a path within the tree is an edge of the tree
    if values.get(chain.roles[at]):
        if any(place in LEAVES for place in path[1:-1]):
            yield "a property chain through one leaf to another"
        yield here
    for (x, y), roles in labels.items():
        if x == node and chain.roles[at] in roles:
            if y in path and at + 1 < len(chain.roles):
                yield "a property chain that comes back in the tree"
            elif y not in path:
                yield from _walk(Entry(chain, start, y, at + 1), (*path, y), labels, values)


def spread_values(layer: Layer, values: dict[int, set[int]]) -> None:
    """Add which constants may be the values of which properties, of any individual of a record."""
    for program in layer.programs:
        for listed in program.on_class.values():
            for rule in listed:
                if CLASS_RULES[rule[0]] is rules.cls_hv1:
                    values.setdefault(rule[1], set()).add(rule[2])
    chains = chains_of(layer)
    before = -1
    while before != (before := sum(map(len, values.values()))):
        for role, constants in list(values.items()):
            for program in layer.programs:
                for turned in (0, 1):
                    for rule in program.on_role.get(role ^ turned, ()):
                        if ROLE_RULES[rule[0]] is rules.prp_spo1:
                            values.setdefault(rule[1] ^ turned, set()).update(constants)
        for chain in chains:
            for at, role in enumerate(chain.roles):
                for a in list(values.get(role, ())):
                    values.setdefault(chain.head, set()).update(paths(layer, a, chain.roles[at + 1 :]))
