"""All justifications, or all repairs, of statements: each a list of facts as the case has them and axioms in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from differentia.owl.axioms import Axiom
from differentia.owl.proof import DISCLAIMER, ProofContext
from differentia.owl.syntax import axiom_hash, to_lists
from differentia.telling.plain import wrapped
from differentia.telling.reasons import fact_in_words
from differentia.telling.words import axiom_in_words, sentence, statement_in_words

__all__ = ["Told", "cap_reached", "goal_statement", "justifications_json", "justifications_text"]

Told: TypeAlias = tuple[list[Any], Sequence[tuple[Sequence[Axiom], Sequence[str]]], bool]
"""A statement, its sets of axioms and ids of facts, and whether these are all."""

_NOTICE = "The setting of the case always counts."


def goal_statement(goal: Axiom | None) -> list[Any]:
    """Return what is justified in an ontology as a statement of a proof; None is the contradiction.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import Class
        >>> goal_statement(SubClassOf(Class("urn:x#Oak"), Class("urn:x#Tree")))
        ['type', 'urn:x#Tree', ['AnonymousIndividual', 'any Oak']]
    """
    if goal is None:
        return ["false"]
    kind, *parts = to_lists(goal)
    if kind == "SubClassOf":
        name = str(parts[0])
        return ["type", parts[1], ["AnonymousIndividual", f"any {name[max(map(name.rfind, '#/:')) + 1 :]}"]]
    return ["type", *parts]


def justifications_text(
    told: Sequence[Told], context: ProofContext, *, repairs: bool, width: int, cap: int, of_case: bool = True
) -> str:
    """Tell all sets behind each statement.

    Args:
        told: the statements with their sets.
        context: names and origins.
        repairs: the sets are repairs, not justifications.
        width: the width of the lines.
        cap: how many sets of a statement were asked for at most; a statement that has as many and more says so.
        of_case: the conclusions are about a case, not about an ontology alone.
    """
    lines: list[str] = []
    for statement, sets, complete in told:
        labels = _labels(context, [statement])
        lines += wrapped(sentence(statement_in_words(statement, labels)), width)
        many = f"{'' if complete else 'at least '}{len(sets)}"
        noun = "smallest set" if len(sets) == 1 else "smallest sets"
        which = "without which it would not follow" if repairs else "from which it follows"
        lines += wrapped(f"{many} {noun} {which}:", width)
        for number, (axioms, facts) in enumerate(sets, start=1):
            said = [fact_in_words(fact, context.describe(fact)) for fact in facts]
            said += [_axiom(axiom, context) for axiom in axioms]
            for place, words in enumerate(said):
                lines += wrapped(words, width, f"{number:>3}. " if place == 0 else "     ", "       ")
        lines += [] if complete or len(sets) < cap else wrapped(cap_reached(cap), width)
        lines.append("")
    return "\n".join([*lines, *wrapped(f"{_NOTICE} {DISCLAIMER}" if of_case else DISCLAIMER, width)])


def cap_reached(cap: int) -> str:
    """Say that no more were listed.

    Example:
        >>> cap_reached(3)
        'The cap of 3 is reached: there are or may be more.'
    """
    return f"The cap of {cap} is reached: there are or may be more."


def justifications_json(told: Sequence[Told], context: ProofContext, *, repairs: bool) -> str:
    """Write all sets behind each statement as JSON."""
    records = [
        {
            "statement": statement,
            "words": statement_in_words(statement, _labels(context, [statement])),
            "repairs" if repairs else "justifications": [
                {
                    "facts": [{"id": fact, **context.describe(fact)} for fact in facts],
                    "axioms": [
                        {"axiom": to_lists(a), "hash": axiom_hash(a), "words": _axiom(a, context)} for a in axioms
                    ],
                }
                for axioms, facts in sets
            ],
            "complete": complete,
        }
        for statement, sets, complete in told
    ]
    whole = {"disclaimer": DISCLAIMER, "header": dict(context.header), "statements": records}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _axiom(axiom: Axiom, context: ProofContext) -> str:
    lists = to_lists(axiom)
    sources, _ = context.notes(axiom)
    said = sentence(axiom_in_words(lists, _labels(context, lists)))
    return f"{said} [{', '.join(sources)}]" if sources else said


def _labels(context: ProofContext, value: Any) -> dict[str, str]:
    """Return the labels of the IRIs in nested lists."""
    found: dict[str, str] = {}
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if item not in found and (label := context.label(item)) is not None:
                found[item] = label
        elif isinstance(item, list | tuple):
            stack.extend(item)
    return found
