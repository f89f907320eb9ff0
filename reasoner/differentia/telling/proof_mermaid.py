"""A proof as a Mermaid flowchart: facts at the top, each conclusion below what it rests on."""

from __future__ import annotations

from differentia.telling.folding import FoldedProof, FoldedStep, Proof, fold
from differentia.telling.plain import mermaid, one_line
from differentia.telling.reasons import conclusion_of, fact_in_words, reason_for

__all__ = ["proof_mermaid"]

_CLASSES = """\
    classDef fact fill:#eef6ff,stroke:#4a7ab0,color:#123
    classDef reason fill:#fff8e6,stroke:#b08a3a,color:#321
    classDef goal fill:#e8f7ea,stroke:#3a8a4a,color:#132,stroke-width:2px
    classDef notice fill:#fff,stroke:#999,color:#555,stroke-dasharray:4 3"""


def proof_mermaid(proof: Proof) -> str:
    """Draw a proof as a Mermaid flowchart.

    Ids are our own (`n1`, `r1`), so no word of a case file can be taken for syntax.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> drawing = proof_mermaid({"goal": oak, "facts": {"f1": {"text": "an oak"}}, "steps": [step]})
        >>> print(drawing.splitlines()[1])
            n1(["“an oak” (f1)"]):::fact
    """
    folded = fold(proof)
    ids = {key: f"n{place}" for place, key in enumerate((*folded.facts, *folded.steps), start=1)}
    lines = ["flowchart TD"]
    lines += [f'    {ids[key]}(["{mermaid(fact_in_words(key, fact))}"]):::fact' for key, fact in folded.facts.items()]
    for place, step in enumerate(folded.steps.values(), start=1):
        lines += _step(step, folded, ids, f"r{place}")
    if folded.disclaimer:
        lines += [f'    notice["{mermaid(folded.disclaimer)}"]:::notice']
        lines.insert(0, f"%% {one_line(folded.disclaimer)}")
    return "\n".join([*lines, _CLASSES])


def _step(step: FoldedStep, proof: FoldedProof, ids: dict[str, str], reason: str) -> list[str]:
    mark = ":::goal" if step.id == proof.root else ""
    lines = [f'    {ids[step.id]}["{mermaid(conclusion_of(step, proof))}"]{mark}']
    lines.append(f'    {reason}{{{{"{mermaid(reason_for(step, proof))}"}}}}:::reason')
    lines += [f"    {ids[premise]} --> {reason}" for premise in (*step.steps, *step.facts)]
    return [*lines, f"    {reason} --> {ids[step.id]}"]
