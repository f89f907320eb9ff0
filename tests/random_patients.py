"""Random patients, drawn from the words of an ontology: findings, absences, complaints, values at and around limits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from differentia.diagnosis.case import Case
from differentia.errors import BadInput
from differentia.intake.vocabulary import DX
from differentia.knowledge import KnowledgeBase
from differentia.owl.expressions import DatatypeRestriction

__all__ = ["random_cases"]

_STEPS = [Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal("0.0001"), Decimal(1), Decimal(-3)]


class _Words:
    """What can be said of a patient in a domain."""

    def __init__(self, kb: KnowledgeBase) -> None:
        lexicon = kb.compiled.lexicon
        self.sides = sorted(lexicon.sides)
        self.sided = {lexicon.labels[c] for c, bearer in lexicon.bearers.items() if bearer in lexicon.parts}
        self.complaints = sorted(lexicon.labels[c] for c in lexicon.complaints)
        of_complaints = {c for c, bearer in lexicon.bearers.items() if bearer == DX + "Complaint"}
        self.findings = sorted(lexicon.labels[c] for c in lexicon.findings - lexicon.complaints - of_complaints)
        self.kinds = sorted(k for c, k in lexicon.kinds.items() if c not in of_complaints)
        self.course = sorted(k for c, k in lexicon.kinds.items() if c in of_complaints)
        patterns = {pattern for found in lexicon.patterns.values() for pattern in found}
        labels = {cls: sorted({one[1] for v in named.values() for one in v}) for cls, named in lexicon.values.items()}
        self.qualifiers = sorted(
            p.text.replace("{}", label) for p in patterns for label in labels.get(p.values, ()) if not p.absent
        )
        ranges = kb.compiled.base.symbols.ranges.values()
        self.limits = sorted(
            {Decimal(v.lexical) for r in ranges if isinstance(r, DatatypeRestriction) for _, v in r.facets}
        )


def _side(words: _Words, phrase: str, chance: random.Random) -> str:
    if phrase not in words.sided or chance.random() < 0.2:
        return phrase
    return f"{chance.choice([*words.sides, 'bilateral'])} {phrase}"


def _measured(words: _Words, kinds: list[Any], chance: random.Random) -> dict[str, str]:
    kind = chance.choice(kinds)
    entry = {"name": kind.label}
    if kind.allowed:
        return {**entry, "value": chance.choice(kind.allowed)}
    low, high = kind.minimum or Decimal(0), kind.maximum or Decimal(200)
    near = [limit for limit in words.limits if low <= limit <= high] or [low]
    value = min(high, max(low, chance.choice(near) + chance.choice(_STEPS)))
    if chance.random() < 0.3:
        value = low + (high - low) * Decimal(chance.randrange(100)) / 100
    sign = chance.choice(["", "", "", "", "", "> ", "<= "])
    if kind.label in words.sided:
        entry["side"] = chance.choice(words.sides)
    return {**entry, "value": f"{sign}{value:f}"}


def _group(words: _Words, chance: random.Random) -> dict[str, Any]:
    group: dict[str, Any] = {"present": [_side(words, chance.choice(words.complaints), chance)]}
    group["present"] += [chance.choice(words.qualifiers) for _ in range(chance.randrange(4))]
    if chance.random() < 0.4:
        group["absent"] = [chance.choice(words.qualifiers)]
    if words.course and chance.random() < 0.3:
        group["measured"] = [_measured(words, words.course, chance)]
    return group


def _document(words: _Words, name: str, chance: random.Random) -> dict[str, Any]:
    document: dict[str, Any] = {"id": name, "complaints": [_group(words, chance) for _ in range(chance.randrange(3))]}
    anything = [*words.findings, *words.complaints]
    document["present"] = [_side(words, chance.choice(words.findings), chance) for _ in range(chance.randrange(6))]
    document["absent"] = [_side(words, chance.choice(anything), chance) for _ in range(chance.randrange(3))]
    document["measured"] = [_measured(words, words.kinds, chance) for _ in range(chance.randrange(6))]
    return document


def random_cases(kb: KnowledgeBase, count: int, seed: int = 1) -> Iterator[Case]:
    """Yield random cases; what cannot be meant (two sides at once, two values of one kind) is drawn again."""
    words, chance, number = _Words(kb), random.Random(seed), 0  # noqa: S311 - test data
    while number < count:
        try:
            case = kb.read(_document(words, f"r{number}", chance))
        except BadInput:
            continue
        number += 1
        yield case
