"""Simplified clauses say the same as all of them: random clauses, closed by going through them until nothing is new."""

from __future__ import annotations

import random

import numpy as np
import pytest

from differentia.owl.batch_columns import Horn, bits_of, column_of
from differentia.owl.batch_simplify import simplify

ALWAYS, THERE, CLASH, VARIABLES = 0, 1, 2, 16
OF_ROOT, OF_PART = range(3, 9), range(9, VARIABLES)
PLACES = {ALWAYS: list(OF_ROOT), THERE: list(OF_PART)}


def closed(clauses: list[tuple[tuple[int, ...], int]], facts: set[int]) -> set[int]:
    found, before = set(facts), -1
    while before != (before := len(found)):
        found |= {head for body, head in clauses if found.issuperset(body)}
    return found


def random_clauses(chance: random.Random) -> list[tuple[tuple[int, ...], int]]:
    clauses = []
    for _ in range(chance.randrange(4, 40)):
        body = tuple(sorted(chance.sample(range(VARIABLES), chance.choice([1, 1, 1, 2, 2, 3]))))
        head = chance.randrange(VARIABLES) if chance.random() < 0.9 else CLASH
        if CLASH in body or head in body or head in {ALWAYS, THERE}:
            continue
        if head in OF_PART and not any(b in OF_PART or b == THERE for b in body):
            body = (*body, THERE)  # what is said of a part says that there is one
        clauses.append((body, head))
    return clauses


@pytest.mark.parametrize("seed", range(400))
def test_simplified_clauses_say_the_same(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    clauses = random_clauses(chance)
    given = [ALWAYS, THERE, *chance.sample(range(3, VARIABLES), 6)]
    asked = [CLASH, *chance.sample(range(3, VARIABLES), 7)]
    same, simple = simplify(VARIABLES, clauses, PLACES, CLASH, given, asked)
    for _ in range(30):
        facts = {ALWAYS, *(v for v in given if chance.random() < 0.4)}
        facts |= {THERE} if any(v in OF_PART for v in facts) else set()
        expected = closed(clauses, facts)
        found = closed(simple, {same[v] for v in facts if same[v] >= 0})
        assert (CLASH in expected) == (same[CLASH] in found)
        if CLASH not in expected:
            assert [v in expected for v in asked] == [same[v] in found for v in asked]


@pytest.mark.parametrize("seed", range(60))
def test_columns_say_what_clauses_say(seed: int) -> None:
    """The whole, then more of some variables, and more of them again: as if all had been known from the start."""
    chance = random.Random(seed)  # noqa: S311
    clauses = random_clauses(chance)
    horn, count = Horn(VARIABLES, clauses), 70
    facts = [{v for v in range(VARIABLES) if chance.random() < 0.12} for _ in range(count)]
    matrix = horn.matrix(count)

    def say(variables: set[int]) -> frozenset[int]:
        for variable in variables:
            matrix[variable] |= column_of(np.array([variable in known for known in facts]))
        return frozenset(variables)

    first = set(chance.sample(range(VARIABLES), 8))
    horn.saturate(matrix, say(first), new=False)
    for more in (set(range(VARIABLES)) - first, first):
        horn.saturate(matrix, say(more))
    found = np.array([bits_of(matrix[v], count) for v in range(VARIABLES)])
    for number, known in enumerate(facts):
        assert set(np.flatnonzero(found[:, number]).tolist()) == closed(clauses, known)
