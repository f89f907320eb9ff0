"""The golden cases in codes: phrases that name a finding give way to codes that are mapped to it, or lie below one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from differentia.diagnosis.case import Case, Fact
from differentia.errors import BadInput
from differentia.intake.document import Entry
from differentia.intake.lexicon import Lexicon
from differentia.knowledge import KnowledgeBase
from differentia.linking.links import Links, load_links

__all__ = ["GOLDEN", "coded_variants", "document_of"]

GOLDEN = sorted((Path(__file__).parents[1] / "cases").glob("*/case.yaml"))


def coded_variants(kb: KnowledgeBase, *, exact: bool, step: int = 1) -> Iterator[tuple[Case, Case]]:
    """Yield golden cases, each with the same in codes; those in which nothing can be said in codes are left out.

    Args:
        kb: the knowledge base.
        exact: only codes that mean the same; else also narrower codes and their descendants, and wider ones in denials.
        step: take every so manieth case.
    """
    links, chance = load_links(), random.Random(step)  # noqa: S311 - test data
    for path in GOLDEN[::step]:
        case = kb.read(path)
        document, count = document_of(case), 0
        for number, fact in _alone(case):
            if document[number][1] != fact.status:
                continue  # a phrase of what is not there
            codes = _codes(fact, kb.compiled.lexicon, links, exact)
            if codes and _coded(kb, document, number, fact, chance.choice(codes)):
                count += 1
        if count:
            yield case, kb.read(_ordered(document))


def _alone(case: Case) -> Iterator[tuple[int, Fact]]:
    """Yield the facts that are the only one of their entry, each with the number of it."""
    ids = [fact.id for fact in case.facts]
    starts = [ids.index(name) for name, _ in case.entries]
    for number, (start, end) in enumerate(itertools.pairwise([*starts, len(ids)])):
        if end == start + 1:
            yield number, case.facts[start]


def document_of(case: Case) -> list[tuple[int, str, dict[str, Any]]]:
    """Return the facts of a case as they are written: group, list, entry."""
    return [(entry.group, entry.status, _entry(entry)) for _, entry in case.entries if isinstance(entry, Entry)]


def _entry(entry: Entry) -> dict[str, Any]:
    name = "name" if entry.status == "measured" else "term"
    keys = ("side", "source", "date", *(("value", "unit", "method") if name == "name" else ()))
    return {name: entry.term, **{key: value for key in keys if (value := getattr(entry, key))}}


def _ordered(document: list[tuple[int, str, dict[str, Any]]]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": "coded"}
    groups: dict[int, dict[str, Any]] = {0: found}
    for group, status, entry in document:
        groups.setdefault(group, {}).setdefault(status, []).append(entry)
    if len(groups) > 1:
        found["complaints"] = [groups[number] for number in sorted(groups) if number]
    return found


def _codes(fact: Fact, lexicon: Lexicon, links: Links, exact: bool) -> list[str]:
    """Return codes that may stand in the place of what a fact names; none if it says more than that."""
    ours = fact.terms[0][1] if fact.terms else ""
    named = lexicon.kinds if fact.status == "measured" else lexicon.findings
    if ours not in named or any(iri not in lexicon.sides.values() for _, iri in fact.terms[1:]):
        return []
    rows = links.by_subject.get(ours, ())
    found = {row.object for row in rows if row.predicate == "exactMatch"}
    if not exact:
        found |= {row.object for row in rows if row.predicate == "narrowMatch"}
        found |= set(links.downward(found)) if fact.status == "present" else set()
        found |= {row.object for row in rows if row.predicate == "broadMatch" and fact.status == "absent"}
    return sorted(found)


def _coded(
    kb: KnowledgeBase, document: list[tuple[int, str, dict[str, Any]]], number: int, fact: Fact, code: str
) -> bool:
    """Put a code in the place of a phrase; False if it cannot be understood there."""
    group, status, entry = document[number]
    sides = [words for words, iri in fact.terms[1:]]
    name = "name" if "name" in entry else "term"
    coded = {**entry, name: code}
    if sides and "side" not in entry:
        coded["side"] = sides[0] if len(sides) == 1 else "both"
    document[number] = (group, status, coded)
    try:
        kb.read(_ordered(document))
    except BadInput:
        document[number] = (group, status, entry)
        return False
    return True
