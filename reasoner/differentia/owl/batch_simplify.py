"""Fewer clauses that say the same of every record that does not contradict itself.

Records that contradict themselves go one by one, so that of those only the contradiction has to be found. Therefore

- what holds of everyone who is in a place is the same as being there, and equivalent variables are one;
- a variable that entails a contradiction is a contradiction, and what else it entails does not matter;
- so is a conjunction of two that contradict one another;
- a clause that others entail is left out, and so is what nobody asks for or what cannot hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from differentia.owl.batch_columns import Clause, components

__all__ = ["reached", "simplify"]


def simplify(
    variables: int,
    clauses: Iterable[Clause],
    places: Mapping[int, Iterable[int]],
    clash: int,
    given: Collection[int],
    asked: Collection[int],
) -> tuple[list[int], list[Clause]]:
    """Simplify clauses.

    Args:
        variables: how many variables there are.
        clauses: the clauses.
        places: the variable "there is such an individual" -> the variables about that individual, each of which entails
            it. The first place always is.
        clash: the variable of a contradiction.
        given: the variables that may hold without a clause.
        asked: the variables that matter.

    Returns:
        For each variable which one it is represented by, -1 if it cannot hold or does not matter; and the clauses
        between those.

    Example:
        >>> clauses = [((0,), 1), ((1, 2), 3), ((3,), 5), ((2,), 4), ((3, 2), 4)]
        >>> simplify(6, clauses, {0: [1, 2, 3]}, 5, [0, 2], [2, 4, 5])
        ([-1, -1, 5, 5, -1, 5], [])
    """
    listed = list(dict.fromkeys(clauses))
    same = _always(variables, listed, places)
    size = -1
    while size != (size := sum(len(body) for body, _ in listed)):
        listed = _represented(listed, same, _Presence(same, places))
        _merge(same, listed)
        _end_at(clash, same, listed)
        listed = _represented(listed, same, _Presence(same, places))
        listed = list(_not_contradictory(listed, clash))
        listed = list(_not_entailed(listed))
        listed = list(_not_circular(listed, {same[v] for v in given}))
    inputs, ends = {same[v] for v in given}, {same[v] for v in asked}
    possible = reached(listed, inputs, forward=True) | {clash}
    listed = [(body, head) for body, head in listed if possible.issuperset(body)]
    needed = reached(listed, ends, forward=False)
    listed = [(body, head) for body, head in listed if head in needed]
    kept = possible & needed
    passing = _passed_on(listed, inputs - ends)
    listed = [(body, head) for body, head in listed if body[0] not in passing]
    return [passing.get(s, s) if s in kept else -1 for s in same], listed


def _passed_on(clauses: Sequence[Clause], given: Collection[int]) -> dict[int, int]:
    """Return what is given only to say one other thing, with what that is."""
    readers: dict[int, list[Clause]] = {}
    for clause in clauses:
        for one in clause[0]:
            readers.setdefault(one, []).append(clause)
    derived = {head for _, head in clauses}
    only = {v: readers[v][0] for v in given if v not in derived and len(readers.get(v, ())) == 1}
    return {v: head for v, (body, head) in only.items() if len(body) == 1}


def reached(clauses: Iterable[Clause], start: Collection[int], *, forward: bool) -> set[int]:
    """Return the variables that some have a part in the derivation of, or that have a part in theirs; and those.

    Args:
        clauses: the clauses.
        start: some variables.
        forward: follow clauses from bodies to heads; else from heads to bodies.
    """
    following: dict[int, list[Sequence[int]]] = {}
    for body, head in clauses:
        if forward:
            for one in body:
                following.setdefault(one, []).append((head,))
        else:
            following.setdefault(head, []).append(body)
    found, waiting = set(start), list(start)
    while waiting:
        for listed in following.get(waiting.pop(), ()):
            new = set(listed) - found
            found |= new
            waiting += new
    return found


class _Presence:
    """What is implied by what is said of an individual: that there is one."""

    def __init__(self, same: Sequence[int], places: Mapping[int, Iterable[int]]) -> None:
        self.always = same[next(iter(places))]
        self.there = {same[v]: same[there] for there, listed in places.items() for v in (*listed, there)}

    def without(self, body: Collection[int]) -> set[int]:
        """Leave out of a body what the rest of it implies."""
        left = set(body)
        for one in body:
            there = self.there.get(one, one)
            if there != one and one in left:
                left.discard(there)
        return left - {self.always} if len(left) > 1 else left

    def implied(self, head: int, body: Collection[int]) -> bool:
        """Tell whether a head is only that there is someone of whom the body speaks."""
        return head == self.always or any(self.there.get(one) == head for one in body)


def _always(variables: int, clauses: Sequence[Clause], places: Mapping[int, Iterable[int]]) -> list[int]:
    """Return for each variable the one it is the same as: that there is such an individual, or itself."""
    same = list(range(variables))
    always = next(iter(places))
    for there, own in places.items():
        holds = _closure(clauses, {always, there})
        for variable in holds.intersection(own):
            same[variable] = there
    return same


def _closure(clauses: Sequence[Clause], start: set[int]) -> set[int]:
    holds, before = set(start), -1
    while before != (before := len(holds)):
        holds.update(head for body, head in clauses if holds.issuperset(body))
    return holds


def _represented(clauses: Iterable[Clause], same: Sequence[int], presence: _Presence) -> list[Clause]:
    found: dict[Clause, None] = {}
    for body, head in clauses:
        own = presence.without({same[v] for v in body})
        if same[head] not in own and not presence.implied(same[head], own):
            found[tuple(sorted(own)), same[head]] = None
    return list(found)


def _single(clauses: Iterable[Clause]) -> dict[int, set[int]]:
    """Return body -> heads of the clauses with a body of one."""
    found: dict[int, set[int]] = {}
    for body, head in clauses:
        if len(body) == 1:
            found.setdefault(body[0], set()).add(head)
    return found


def _merge(same: list[int], clauses: list[Clause]) -> None:
    """Make variables one that entail one another; change clauses in place."""
    place = components(len(same), [clause for clause in clauses if len(clause[0]) == 1])
    first: dict[int, int] = {}
    for variable in dict.fromkeys(same):
        first.setdefault(place[variable], variable)
    same[:] = [first[place[v]] for v in same]
    clauses[:] = [(tuple(sorted({same[b] for b in body})), same[head]) for body, head in clauses]


def _end_at(clash: int, same: list[int], clauses: list[Clause]) -> None:
    """Make what entails a contradiction the same as one; change clauses in place."""
    lost = reached([clause for clause in clauses if len(clause[0]) == 1], {clash}, forward=False)
    same[:] = [clash if s in lost else s for s in same]
    clauses[:] = [clause for clause in clauses if not lost.intersection(clause[0])]


class _Ups:
    """What follows from a variable by clauses with a body of one, itself included."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.next = _single(clauses)
        self.known: dict[int, frozenset[int]] = {}

    def of(self, variable: int) -> frozenset[int]:
        if variable not in self.known:
            found, waiting = {variable}, [variable]
            while waiting:
                new = self.next.get(waiting.pop(), set()) - found
                found |= new
                waiting += new
            self.known[variable] = frozenset(found)
        return self.known[variable]


def _not_contradictory(clauses: Sequence[Clause], clash: int) -> Iterator[Clause]:
    ups = _Ups(clauses)
    enemies: dict[int, set[int]] = {}
    for body, head in clauses:
        if head == clash and len(body) == 2:
            enemies.setdefault(body[0], set()).add(body[1])
            enemies.setdefault(body[1], set()).add(body[0])
    for body, head in clauses:
        if len(body) > 1 and head != clash:
            implied = frozenset().union(*map(ups.of, body))
            if any(implied & enemies[one] for one in implied if one in enemies):
                continue
        yield body, head


def _not_entailed(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Leave out clauses that others entail; circles of clauses with a body of one have been merged."""
    ups = _Ups(clauses)
    for body, head in clauses:
        if len(body) == 1:
            if not any(head in ups.of(other) for other in ups.next[body[0]] if other != head):
                yield body, head
        elif not any(head in ups.of(one) for one in body):
            own = [one for one in body if not any(one in ups.of(other) for other in body if other != one)]
            yield tuple(own), head


def _not_circular(clauses: Sequence[Clause], given: Collection[int]) -> Iterator[Clause]:
    """Leave out clauses that say of a variable what had to hold before it could."""
    before: dict[int, set[int]] = {}
    for body, head in clauses:
        if head in before:
            before[head].intersection_update(body)
        else:
            before[head] = set() if head in given else set(body)
    for body, head in clauses:
        if not any(head in before.get(one, ()) for one in body):
            yield body, head
