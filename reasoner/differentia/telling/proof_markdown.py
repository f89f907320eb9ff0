"""A proof as Markdown: a nested list, each step and fact once, then by its number."""

from __future__ import annotations

from differentia.telling.folding import FoldedProof, Proof, fold
from differentia.telling.plain import markdown
from differentia.telling.proof_text import axioms_text
from differentia.telling.reasons import conclusion_of, fact_in_words, reason_for
from differentia.telling.words import sentence, statement_in_words

__all__ = ["proof_markdown"]


def proof_markdown(proof: Proof, *, axioms: bool = False) -> str:
    r"""Tell a proof as Markdown.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        axioms: also list every axiom of the proof in functional-style syntax.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> print(proof_markdown({"goal": oak, "facts": {"f1": {"text": "an *oak*"}}, "steps": [step]}))
        ## O is an oak.
        <BLANKLINE>
        - “an \*oak\*” (f1)
    """
    folded = fold(proof)
    lines = [f"## {markdown(sentence(statement_in_words(folded.goal, folded.labels)))}", "", *_List(folded).lines()]
    if axioms:
        lines += ["", "```text", *axioms_text(proof), "```"]
    if folded.disclaimer:
        lines += ["", f"*{markdown(folded.disclaimer)}*"]
    return "\n".join(lines)


class _List:
    """The nested list of one proof; remembers what has been written."""

    def __init__(self, proof: FoldedProof) -> None:
        self.proof = proof
        self.number: dict[str, int] = {}

    def lines(self) -> list[str]:
        return self._step(self.proof.root, "") if self.proof.steps else self._fact(self.proof.root, "")

    def _step(self, key: str, indent: str) -> list[str]:
        step = self.proof.steps[key]
        said = markdown(conclusion_of(step, self.proof))
        if key in self.number:
            return [f"{indent}- see ({self.number[key]}): {said}"]
        self.number[key] = len(self.number) + 1
        lines = [f"{indent}- ({self.number[key]}) **{said}**  "]
        lines.append(f"{indent}  {markdown(reason_for(step, self.proof))}")
        for premise in step.steps:
            lines += self._step(premise, f"{indent}  ")
        for fact in step.facts:
            lines += self._fact(fact, f"{indent}  ")
        return lines

    def _fact(self, key: str, indent: str) -> list[str]:
        return [f"{indent}- {markdown(fact_in_words(key, self.proof.facts.get(key, {})))}"]
