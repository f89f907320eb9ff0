"""A proof as an indented tree of text: each step and fact once, then by its number."""

from __future__ import annotations

import re
from typing import Any

from differentia.telling.folding import FoldedProof, Proof, fold
from differentia.telling.plain import one_line, wrapped
from differentia.telling.reasons import conclusion_of, fact_in_words, reason_for
from differentia.telling.words import sentence, statement_in_words

__all__ = ["axioms_text", "proof_text"]


def proof_text(proof: Proof, *, width: int = 96, axioms: bool = False) -> str:
    """Tell a proof as an indented tree.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        width: the width of the lines.
        axioms: also list every axiom of the proof in functional-style syntax.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> print(proof_text({"goal": oak, "facts": {"f1": {"text": "an oak"}}, "steps": [step]}))
        O is an oak.
        <BLANKLINE>
        └─ “an oak” (f1)
    """
    folded = fold(proof)
    lines = wrapped(sentence(statement_in_words(folded.goal, folded.labels)), width)
    lines += ["", *_Tree(folded, width).lines()]
    if axioms:
        lines += ["", *axioms_text(proof)]
    if folded.disclaimer:
        lines += ["", *wrapped(folded.disclaimer, width)]
    return "\n".join(lines)


class _Tree:
    """The lines of one proof; remembers what has been printed."""

    def __init__(self, proof: FoldedProof, width: int) -> None:
        self.proof = proof
        self.width = width
        self.number: dict[str, int] = {}
        self.quoted: set[str] = set()

    def lines(self) -> list[str]:
        if self.proof.steps:
            return self._step(self.proof.root, "", "")
        return self._fact(self.proof.root, "└─ ", "   ")

    def _step(self, key: str, first: str, rest: str) -> list[str]:
        """Write a step: `first` stands before its first line, `rest` before the others."""
        step = self.proof.steps[key]
        said = conclusion_of(step, self.proof)
        if key in self.number:
            return wrapped(f"see {self.number[key]}: {said}", self.width, first, f"{rest}   ")
        self.number[key] = len(self.number) + 1
        below = [(self._step, k) for k in step.steps] + [(self._fact, k) for k in step.facts]
        stem = rest + ("│  " if below else "   ")
        lines = wrapped(said, self.width, f"{first}{self.number[key]}. ", stem)
        lines += wrapped(reason_for(step, self.proof), self.width, stem, stem)
        for place, (write, premise) in enumerate(below):
            last = place == len(below) - 1
            lines += write(premise, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))
        return lines

    def _fact(self, key: str, first: str, rest: str) -> list[str]:
        fact = self.proof.facts.get(key, {})
        if key in self.quoted:
            return wrapped(f"“{one_line(fact.get('text', ''))}” ({key}, above)", self.width, first, rest)
        self.quoted.add(key)
        return wrapped(fact_in_words(key, fact), self.width, first, rest)


# ---- the axioms as they stand in the ontology


def axioms_text(proof: Proof) -> list[str]:
    """List the axioms of a proof in functional-style syntax, each with its hash and sources.

    Example:
        >>> axiom = {"axiom": ["SubClassOf", "urn:x#Oak", "urn:x#Tree"], "hash": "ab12", "sources": ["BOOK"]}
        >>> axioms_text({"axioms": {"a1": axiom}})
        ['Axioms used:', 'a1  SubClassOf(<urn:x#Oak> <urn:x#Tree>)', '    ab12  BOOK']
    """
    lines = ["Axioms used:"]
    for key, entry in proof.get("axioms", {}).items():
        lines.append(f"{key}  {_functional(entry['axiom'])}")
        lines.append(f"    {entry.get('hash', '')[:16]}  {', '.join(entry.get('sources', ()))}".rstrip())
        lines += [f"    {one_line(note)}" for note in entry.get("notes", ())]
    return lines


def _functional(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f"<{value}>"
    if value and value[0] == "Literal":
        return f'"{one_line(value[1])}"^^<{value[2]}>' if not value[3] else f'"{one_line(value[1])}"@{value[3]}'
    if value and value[0] == "AnonymousIndividual":
        return f"_:{value[1]}"
    if value and isinstance(value[0], str) and re.fullmatch(r"[A-Z][A-Za-z]+", value[0]):
        return f"{value[0]}({' '.join(_functional(item) for item in value[1:])})"
    return " ".join(_functional(item) for item in value)
