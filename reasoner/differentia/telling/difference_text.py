"""The difference of two proofs as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from differentia.owl.proof import DISCLAIMER
from differentia.owl.proof_difference import Difference, Parts, VersionDifference
from differentia.telling.phrases import Labels
from differentia.telling.plain import markdown, source_names, wrapped
from differentia.telling.reasons import fact_in_words
from differentia.telling.words import axiom_in_words, says_nothing, sentence, statement_in_words

__all__ = [
    "difference_json",
    "difference_lines",
    "difference_markdown",
    "difference_record",
    "difference_text",
    "version_json",
    "version_text",
]

Section = tuple[str, list[str]]


def difference_lines(found: Difference, names: tuple[str, str] = ("the first", "the second")) -> Iterator[Section]:
    """Yield titles, each with what belongs under it.

    Args:
        found: the difference.
        names: what the two proofs are called.
    """
    kinds = (("Facts", found.facts, _fact), ("Axioms", found.axioms, _axiom), ("Conclusions", found.steps, _statement))
    for kind, parts, say in kinds:
        for title, listed in _titled(kind, parts, names):
            said = dict.fromkeys(words for one in listed if (words := say(one, found.labels)))
            if said:
                yield title, list(said)


def _titled(kind: str, parts: Parts[Any], names: tuple[str, str]) -> tuple[tuple[str, Sequence[Any]], ...]:
    return (
        (f"{kind} behind {names[0]} only", parts.first),
        (f"{kind} behind {names[1]} only", parts.second),
        (f"{kind} behind both", parts.both),
    )


def _fact(fact: Any, _: Labels) -> str:
    return fact_in_words(fact["id"], fact) if fact["id"] != "setting" else ""


def _axiom(entry: Any, labels: Labels) -> str:
    if says_nothing(entry["axiom"], labels):
        return ""
    return f"{sentence(axiom_in_words(entry['axiom'], labels))} {source_names(entry.get('sources', ()))}".rstrip()


def _statement(statement: Any, labels: Labels) -> str:
    """Say a statement whose class has a name; what only takes expressions apart is left out."""
    kind, *arguments = statement
    if kind in ("in", "false") or (kind == "type" and not isinstance(arguments[0], str)):
        return ""
    return sentence(statement_in_words(statement, labels))


def difference_text(found: Difference, width: int) -> str:
    """Tell the difference of two proofs."""
    lines: list[str] = []
    for name, goal in zip(("First", "Second"), found.goals, strict=True):
        lines += wrapped(f"{name}: {statement_in_words(goal, found.labels)}", width, "", "  ")
    for title, said in difference_lines(found):
        lines += ["", title, *(line for words in said for line in wrapped(words, width, "  ", "    "))]
    return "\n".join([*lines, "", *wrapped(DISCLAIMER, width)])


def difference_markdown(found: Difference) -> str:
    """Tell the difference of two proofs as Markdown."""
    goals = [markdown(sentence(statement_in_words(goal, found.labels))) for goal in found.goals]
    lines = [f"- first: {goals[0]}", f"- second: {goals[1]}"]
    for title, said in difference_lines(found):
        lines += ["", f"## {title}", "", *(f"- {markdown(words)}" for words in said)]
    return "\n".join([*lines, "", f"*{markdown(DISCLAIMER)}*"])


def difference_json(found: Difference) -> str:
    """Write the difference of two proofs as JSON."""
    return json.dumps({"disclaimer": DISCLAIMER, **difference_record(found)}, ensure_ascii=False, indent=2)


def difference_record(found: Difference) -> dict[str, Any]:
    """Return the difference of two proofs as plain data."""
    parts: dict[str, Parts[Any]] = {"facts": found.facts, "axioms": found.axioms, "steps": found.steps}
    told = {name: {"first": part.first, "second": part.second, "both": part.both} for name, part in parts.items()}
    return {"goals": found.goals, **told}


def version_text(found: VersionDifference, width: int) -> str:
    """Tell the difference that two versions of an ontology make to one conclusion."""
    said = {
        (True, True): "It follows from both.",
        (True, False): "It follows from the first only.",
        (False, True): "It follows from the second only.",
        (False, False): "It follows from neither.",
    }[found.holds]
    lines = [said]
    labels = {key: name for proof in found.proofs if proof for key, name in proof["labels"].items()}
    for title, entries in (("Axioms that the second no longer has", found.lost), ("Axioms that are new", found.gained)):
        if entries:
            lines += ["", title]
            lines += [line for entry in entries for line in wrapped(_axiom(entry, labels), width, "  ", "    ")]
    if found.difference is not None:
        for title, words in difference_lines(found.difference):
            lines += ["", title, *(line for one in words for line in wrapped(one, width, "  ", "    "))]
    return "\n".join([*lines, "", *wrapped(DISCLAIMER, width)])


def version_json(found: VersionDifference) -> str:
    """Write the same as JSON, with the proofs."""
    record: dict[str, Any] = {"disclaimer": DISCLAIMER, "holds": found.holds, "lost": found.lost}
    record |= {"gained": found.gained, "proofs": found.proofs}
    record["difference"] = None if found.difference is None else difference_record(found.difference)
    return json.dumps(record, ensure_ascii=False, indent=2)
