"""Consequence-based classification: which node lies below which by the rules of EL, all classes at once.

The calculus is that of Y. Kazakov, M. Kroetzsch and F. Simancik (The incredible ELK, 2014), and rules are named as
there. The classes above a node are the bits of one integer, and flow from a node to all below it; so a rule fires once,
for the most general node, and what it gives is inherited. An existential is a node with consequences of its own: what
follows from it is found once for all classes that promise it.

Every edge that a rule adds keeps its reason and its number, so that `explain` reads off the axioms behind an inclusion:
the premises of an edge held by edges with smaller numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from differentia.owl.axioms import Axiom
from differentia.owl.el_index import NOTHING, THING, Conjunction, Index, Reason
from differentia.owl.el_order import circles, supers_first, used
from differentia.owl.el_roles import Roles
from differentia.owl.expressions import ObjectProperty

__all__ = ["ConceptSaturation", "bits"]


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set.

    Example:
        >>> list(bits(0b1010))
        [1, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _down(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, the highest first: it belongs to the node that says most."""
    while mask:
        place = mask.bit_length() - 1
        yield place
        mask ^= 1 << place


class ConceptSaturation:
    """The saturation of an index.

    Args:
        index: nodes, edges and rules.
        progress: told now and then how many nodes are done and how many there are.

    Attributes:
        place: to each node its bit; -1 if no other node can lie below it and no rule asks for it.
        node_at: to each bit its node.
        above: to each node the bits of the nodes above it; its own bit only if it lies on a circle.
    """

    def __init__(self, index: Index, progress: Callable[[int, int], None] | None = None) -> None:
        self.index = index
        self.roles = Roles(index)
        for filler, node, reason in self._reflexive_edges():
            index.edge(filler, node, reason)
        self.edges: list[dict[int, Reason]] = index.told
        self.number: dict[tuple[int, int], int] = {}
        order = supers_first(index)
        shared = used(index)
        self.node_at = [node for node in order if node in shared]
        self.place = [-1] * len(order)
        for place, node in enumerate(self.node_at):
            self.place[node] = place
        self.above = [0] * len(order)
        self._started = [False] * len(order)
        self._done: dict[int, int] = {}
        self._filler_done: dict[int, int] = {}
        self._below: list[list[int]] = [[] for _ in order]
        self._promised: list[list[int]] = [[] for _ in order]
        self._of_role: dict[ObjectProperty, int] = {}
        self._existentials: dict[tuple[ObjectProperty, int], int] = {}
        self._waiting: dict[int, dict[int, list[Conjunction]]] = {}
        self._waited_for: dict[int, int] = {}
        self._queue: deque[int] = deque()
        self._queued: set[int] = set()
        self._index_rules()
        self._run(order, progress)

    def _reflexive_edges(self) -> Iterator[tuple[int, int, Reason]]:
        for node in self.index.wanted:
            role, filler = self.index.successors[node]
            if role in self.roles.reflexive:
                yield filler, node, Reason(self.roles.reflexive[role])

    # ---- rules, indexed by the bit that triggers them

    def _index_rules(self) -> None:
        for lower, uppers in enumerate(self.edges):
            for upper in uppers:
                self._below[upper].append(lower)
        self._conjunctions: dict[int, list[tuple[int, Conjunction]]] = {}
        for conjunction in self.index.conjunctions:
            places = [self.place[operand] for operand in conjunction.operands]
            need = sum(1 << place for place in set(places))
            self._conjunctions.setdefault(max(places), []).append((need, conjunction))
        self._in_conjunctions = sum(1 << place for place in self._conjunctions)
        self._disjoint = [(self._mask(nodes), axiom) for nodes, axiom in self.index.disjoint]
        wanted: dict[ObjectProperty, list[tuple[int, int]]] = {}
        for node in sorted(self.index.wanted):
            role, filler = self.index.successors[node]
            wanted.setdefault(role, []).append((filler, node))
        self._wanted = wanted
        self._targets: dict[ObjectProperty, tuple[int, dict[int, list[int]]]] = {}
        for node, (role, filler) in self.index.successors.items():
            self._register(node, role, filler)

    def _mask(self, nodes: Sequence[int]) -> int:
        if not nodes:
            return 0
        found = bytearray(max(self.place[node] for node in nodes) // 8 + 1)
        for node in nodes:
            found[self.place[node] >> 3] |= 1 << (self.place[node] & 7)
        return int.from_bytes(found, "little")

    def _register(self, node: int, role: ObjectProperty, filler: int) -> None:
        self._existentials[role, filler] = node
        self._promised[filler].append(node)
        self._of_role[role] = self._of_role.get(role, 0) | 1 << self.place[node]

    def _targets_of(self, role: ObjectProperty) -> tuple[int, dict[int, list[int]]]:
        """Return what stands on the left with this property or one above it: the bits of the fillers, and by filler."""
        known = self._targets.get(role)
        if known is None:
            by_place: dict[int, list[int]] = {}
            fillers: list[int] = []
            for sup in self.roles.above(role):
                for filler, node in self._wanted.get(sup, ()):
                    fillers.append(filler)
                    by_place.setdefault(self.place[filler], []).append(node)
            known = self._targets[role] = (self._mask(fillers), by_place)
        return known

    # ---- the loop

    def _run(self, order: list[int], progress: Callable[[int, int], None] | None) -> None:
        together = circles(self.index)
        for number, node in enumerate(order):
            if progress is not None and number % 256 == 0:
                progress(number, len(order))
            if not self._started[node]:
                self._start(together.get(node, [node]))
            self._process(node)
            self._drain()

    def _start(self, nodes: list[int]) -> None:
        """Gather what is above some nodes, one or a whole circle, from those told above them."""
        found = self.above[THING] | (self.own(THING) if nodes != [THING] else 0)
        for node in nodes:
            found |= self.above[node]  # a rule may have been there before
            for upper in self.edges[node]:
                found |= self.whole(upper)
        for node in nodes:
            self.above[node] = found
            self._started[node] = True

    def _drain(self) -> None:
        while self._queue:
            node = self._queue.popleft()
            self._queued.discard(node)
            self._process(node)

    def own(self, node: int) -> int:
        """Return the bit of a node, if it has one."""
        place = self.place[node]
        return 1 << place if place >= 0 else 0

    def whole(self, node: int) -> int:
        """Return the bits of the nodes above a node and its own."""
        return self.above[node] | self.own(node)

    def _enqueue(self, node: int) -> None:
        if self._started[node] and node not in self._queued:
            self._queued.add(node)
            self._queue.append(node)

    def _process(self, node: int) -> None:
        """Apply the rules to what is new above a node (or above its filler), then pass it on to those below."""
        if node in self.index.successors:
            self._promise(node)
        while new := self._news_of(node, self._done, node):
            if not self.is_below(node, NOTHING):
                self._rule_conjunction(node, new)
                self._rule_disjoint(node, new)
            self._pass_on(node)

    def _news_of(self, node: int, done: dict[int, int], key: int) -> int:
        """Return the bits above a node that `done` has not seen under this key, the node's own the first time."""
        above, before = self.above[node], done.get(key)
        done[key] = above  # without the node's own bit: where no other node needs it, it would be the longest
        return self.whole(node) if before is None else above & ~before & ~self.own(node)

    def _pass_on(self, node: int) -> None:
        """Hand what is above a node to those below it: rule R-subsumption."""
        whole = self.whole(node)
        above = self.above
        for lower in range(len(above)) if node == THING else self._below[node]:
            if self._started[lower]:
                more = above[lower] | whole
                if more != above[lower]:
                    above[lower] = more
                    self._enqueue(lower)
        for existential in self._promised[node]:
            self._enqueue(existential)

    def _promise(self, node: int) -> None:
        role, filler = self.index.successors[node]
        if not self._started[filler]:
            return  # it tells its existentials when it has started
        if new := self._news_of(filler, self._filler_done, node):
            self._rule_existential(node, role, filler, new)
            self._rule_bottom(node, filler, new)
            self._rule_chain(node, role, filler, new)

    def _add(self, lower: int, upper: int, reason: Reason) -> None:
        if lower == upper or self.is_below(lower, upper):
            return
        self.edges[lower][upper] = reason
        self.number[lower, upper] = len(self.number) + 1
        self._below[upper].append(lower)
        self.above[lower] |= self.whole(upper)
        self._enqueue(lower)

    def is_below(self, lower: int, upper: int) -> bool:
        """Tell whether one node lies below another; itself only if it is on a circle."""
        place = self.place[upper]
        return place >= 0 and bool(self.above[lower] >> place & 1)

    # ---- rules

    def _rule_conjunction(self, node: int, new: int) -> None:
        """R-conjunction-plus: below all operands, so below the conjunction; if one is missing, wait for it."""
        ready = [each for place in bits(new & self._in_conjunctions) for each in self._conjunctions[place]]
        for place in bits(new & self._waited_for.get(node, 0)):
            ready += [(self._need(each), each) for each in self._waiting[node].pop(place, ())]
        if not ready:
            return
        whole = self.whole(node)
        waiting: dict[int, list[Conjunction]] = {}
        for need, conjunction in ready:
            if need & whole == need:
                premises = tuple((node, operand) for operand in conjunction.operands)
                self._add(node, conjunction.result, Reason(conjunction.axiom, premises))
                whole = self.whole(node)
            else:
                missing = need & ~whole
                waiting.setdefault(missing.bit_length() - 1, []).append(conjunction)
        if waiting:
            self._wait(node, waiting)

    def _wait(self, node: int, waiting: dict[int, list[Conjunction]]) -> None:
        known = self._waiting.setdefault(node, {})
        for place, conjunctions in waiting.items():
            known.setdefault(place, []).extend(conjunctions)
        new = [self.node_at[place] for place in waiting]
        self._waited_for[node] = self._waited_for.get(node, 0) | self._mask(new)

    def _need(self, conjunction: Conjunction) -> int:
        need = 0
        for operand in conjunction.operands:
            need |= 1 << self.place[operand]
        return need

    def _rule_disjoint(self, node: int, new: int) -> None:
        """R-disjointness: below two disjoint nodes, so below owl:Nothing."""
        for mask, axiom in self._disjoint:
            if new & mask and (shared := self.whole(node) & mask).bit_count() > 1:
                one, other = (self.node_at[place] for _, place in zip(range(2), bits(shared), strict=False))
                self._add(node, NOTHING, Reason((axiom,), ((node, one), (node, other))))

    def _rule_existential(self, node: int, role: ObjectProperty, filler: int, new: int) -> None:
        """R-existential-plus: the filler lies below that of an existential on the left, so the promise does."""
        mask, targets = self._targets_of(role)
        for place in _down(new & mask):
            for target in targets[place]:
                roles = ((role, self.index.successors[target][0]),)
                self._add(node, target, Reason((), ((filler, self.node_at[place]),), roles))

    def _rule_bottom(self, node: int, filler: int, new: int) -> None:
        """R-bottom: an empty filler, an empty existential."""
        if new >> self.place[NOTHING] & 1:
            self._add(node, NOTHING, Reason((), ((filler, NOTHING),)))

    def _rule_chain(self, node: int, role: ObjectProperty, filler: int, new: int) -> None:
        """R-chain: the filler promises something itself, and the two properties make a third."""
        if not self.roles.steps:
            return
        for second, mask in list(self._of_role.items()):
            if not (steps := self.roles.made_of(role, second)):
                continue
            for place in _down(new & mask):
                inner = self.node_at[place]
                if all(step.result == second for step in steps) and self.is_below(node, inner):
                    continue
                target = self.index.successors[inner][1]
                for step in steps:
                    roles = ((role, step.first), (second, step.second))
                    reason = Reason((step.axiom,), ((filler, inner),), roles)
                    self._add(node, self._existential(step.result, target), reason)

    def _existential(self, role: ObjectProperty, filler: int) -> int:
        """Return the node of an existential, a new one if need be."""
        known = self._existentials.get((role, filler))
        if known is not None:
            return known
        node = self.index.existential(role, filler)
        self.place.append(len(self.node_at))
        self.node_at.append(node)
        self.above.append(self.above[THING] | 1 << self.place[THING])
        self._started.append(True)
        self._below.append([])
        self._promised.append([])
        self._register(node, role, filler)
        self._enqueue(node)
        return node

    # ---- reasons

    def explain(self, lower: int, upper: int) -> dict[Axiom, None]:
        """Return axioms from which it follows that one node lies below another, in the order found."""
        found: dict[Axiom, None] = {}
        last = len(self.number) + 1
        waiting = [(lower, upper, last)]
        told = set(waiting)
        for sub, sup, limit in waiting:
            for edge in self._path(sub, sup, limit):
                reason = self.edges[edge[0]][edge[1]]
                found.update(dict.fromkeys(reason.axioms))
                for pair in reason.roles:
                    found.update(dict.fromkeys(self.roles.why(*pair)))
                number = self.number.get(edge, 0)
                new = [(*premise, number) for premise in reason.premises if (*premise, number) not in told]
                told.update(new)
                waiting += new
        return found

    def _path(self, lower: int, upper: int, limit: int) -> Iterator[tuple[int, int]]:
        """Yield the edges of a shortest way up that was there before edge number `limit`."""
        if upper in (lower, THING):
            return
        came: dict[int, int] = {lower: lower}
        waiting = deque([lower])
        while waiting and upper not in came:
            node = waiting.popleft()
            for above in self.edges[node]:
                leads = above == upper or self.is_below(above, upper)
                if leads and above not in came and self.number.get((node, above), 0) < limit:
                    came[above] = node
                    waiting.append(above)
            if not waiting and upper not in came and THING not in came:
                came[THING] = lower  # what holds of everything holds of it
                waiting.append(THING)
        while upper != lower:
            if upper != THING:
                yield came[upper], upper
            upper = came[upper]
