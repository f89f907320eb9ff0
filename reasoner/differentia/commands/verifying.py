"""The command that checks a proof: `verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from differentia.commands.options import PATH, knowledge, ontology_option, write
from differentia.errors import BadInput

if TYPE_CHECKING:
    from differentia.knowledge import KnowledgeBase

__all__ = ["proofs_in", "verify"]


@click.command()
@click.argument("proof", type=PATH, metavar="PROOF.json")
@click.option("--case", type=PATH, help="Also ask whether it speaks of this case.")
@ontology_option
def verify(proof: Path, case: Path | None, ontology: Sequence[Path]) -> None:
    """Check a proof, independently of the engine.

    PROOF.json holds a proof, or a list of them; a file .ttl or .nt holds one as RDF 1.2 (explain --format rdf12).
    """
    from differentia.owl.checker import check as check_proof
    from differentia.owl.proof import DISCLAIMER

    found = False
    known = knowledge(ontology) if case else None
    for number, one in enumerate(proofs_in(proof), start=1):
        verdict = check_proof(one)
        problems = [] if verdict.valid else [str(verdict.error)]
        if known and case and verdict.valid:
            problems = _strangers(one, known, case)
        found = found or bool(problems)
        given = [fact for fact in verdict.unworded if fact != "setting"]
        unworded = f" (taken as given, without words: {', '.join(given)})" if given else ""
        said = "; ".join(problems) or f"{verdict.steps_checked} steps checked; it proves that {_goal(one)}{unworded}"
        write(f"proof {number}: {'not ' if problems else ''}valid: {said}")
    write(DISCLAIMER)
    raise Exit(int(found))


def proofs_in(path: Path) -> list[dict[str, Any]]:
    """Read the proofs in a file: JSON, or RDF 1.2 in .ttl or .nt."""
    import json

    if path.suffix in (".ttl", ".nt"):
        from differentia.telling.proof_rdf12 import read_rdf12

        return [read_rdf12(_text(path))]
    try:
        loaded = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}", file=path) from None
    proofs = loaded if isinstance(loaded, list) else [loaded]
    if not proofs or not all(isinstance(one, dict) and "format" in one for one in proofs):
        raise BadInput("not a proof, nor a list of proofs", file=path)
    return proofs


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", file=path) from None
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8 text", file=path) from None


def _goal(proof: dict[str, Any]) -> str:
    """Say what a proof proves, by local names: its own labels are no part of what was checked."""
    from differentia.telling.words import statement_in_words

    return statement_in_words(proof["goal"], {})


def _strangers(proof: dict[str, Any], known: KnowledgeBase, case: Path) -> list[str]:
    from differentia.verifying import strangers

    diagnosis = known.diagnose(case)
    computations = known.compiled.computations
    axioms = diagnosis.kb.ontology.axioms  # with the links, if the case has codes of other vocabularies
    return strangers(proof, diagnosis.case, axioms, diagnosis.proof_context(), computations)
