"""Every form in which a proof is written, by name."""

from __future__ import annotations

import json
from typing import Any

from differentia.telling.folding import Proof

__all__ = ["FORMATS", "write_proof"]

FORMATS = ("text", "md", "mermaid", "svg", "json", "prov", "rdf12", "graphml")
"""Text, Markdown, drawings as Mermaid and SVG; JSON for the checker, PROV-O as Turtle, RDF 1.2, and GraphML."""


def write_proof(proof: Proof, form: str, *, width: int = 96, axioms: bool = False, about: str | None = None) -> str:
    """Write a proof in one of the forms.

    Args:
        proof: a proof in the format `differentia-proof/1`.
        form: one of `FORMATS`.
        width: the width of text.
        axioms: text and Markdown also list the axioms in functional-style syntax.
        about: an IRI after which RDF names the proof and its steps; None: one made from the goal.

    Example:
        >>> oak = ["type", "urn:x#Oak", "urn:x#o"]
        >>> step = {"id": "s1", "rule": "read", "conclusion": oak, "premises": [], "fact": "f1"}
        >>> proof = {"goal": oak, "facts": {"f1": {"text": "an oak"}}, "steps": [step]}
        >>> all(write_proof(proof, form) for form in FORMATS)
        True
    """
    if form == "json":
        return json.dumps(proof, ensure_ascii=False, indent=2)
    if form == "md":
        from differentia.telling.proof_markdown import proof_markdown

        return proof_markdown(proof, axioms=axioms)
    if form == "mermaid":
        from differentia.telling.proof_mermaid import proof_mermaid

        return proof_mermaid(proof)
    if form == "svg":
        from differentia.telling.proof_svg import proof_svg

        return proof_svg(proof)
    if form in ("prov", "rdf12", "graphml"):
        return _for_programs(proof, form, about)
    from differentia.telling.proof_text import proof_text

    return proof_text(proof, width=width, axioms=axioms)


def _for_programs(proof: Proof, form: str, about: str | None) -> str:
    if form == "graphml":
        from differentia.telling.proof_networkx import proof_graphml

        return proof_graphml(proof)
    about = about or _name(proof["goal"])
    if form == "prov":
        from differentia.telling.proof_rdf import proof_turtle

        return proof_turtle(proof, about)
    from differentia.telling.proof_rdf12 import proof_rdf12

    return proof_rdf12(proof, f"{about}/proof").rstrip("\n")


def _name(goal: Any) -> str:
    import hashlib

    return f"https://w3id.org/differentia/goal/{hashlib.sha256(json.dumps(goal).encode()).hexdigest()[:16]}"
