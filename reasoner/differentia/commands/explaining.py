"""The command that proves: `explain`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.exceptions import Exit

from differentia.commands.options import (
    case_argument,
    complain,
    diagnosis_of,
    format_option,
    lenient_option,
    ontology_option,
    width,
    write,
)
from differentia.errors import BadInput

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["explain"]


@click.command()
@case_argument
@click.argument("cause", metavar="CAUSE")
@format_option("text", "md", "mermaid", "json")
@click.option("--side", help="Only on this side: left or right.")
@click.option("--all", "every", is_flag=True, help="Tell every proof, not only the first.")
@click.option("--axioms", is_flag=True, help="Also list the axioms in OWL syntax.")
@click.option("--justifications", is_flag=True, help="List all smallest sets of facts and axioms it rests on instead.")
@click.option("--repairs", is_flag=True, help="List all smallest sets without which it would not follow instead.")
@lenient_option
@ontology_option
def explain(
    case: Path,
    cause: str,
    form: str,
    side: str | None,
    every: bool,
    axioms: bool,
    justifications: bool,
    repairs: bool,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Prove what is said of a cause of a case.

    CASE is a case file (YAML or JSON), CAUSE the notation, label or IRI of a cause.
    """
    if every and form == "mermaid":
        raise BadInput("a Mermaid diagram holds one proof; leave out --all")
    if justifications or repairs:
        _justify(diagnosis_of(case, lenient, ontology), cause, side, form, repairs)
        return
    proofs = diagnosis_of(case, lenient, ontology).explain(cause, side=side)
    if not proofs:
        _nothing(cause, side)
    if form == "json":
        import json

        write(json.dumps(proofs if every else proofs[0], ensure_ascii=False, indent=2))
    else:
        write("\n\n".join(_told(proof, form, axioms) for proof in (proofs if every else proofs[:1])))


def _nothing(cause: str, side: str | None) -> NoReturn:
    where = f" on the {side}" if side else ""
    complain(f"nothing is proved of “{cause}”{where} in this case")
    raise Exit(1)


def _justify(diagnosis: Diagnosis, cause: str, side: str | None, form: str, repairs: bool) -> None:
    """Print the justifications or the repairs of what is said of a cause."""
    from differentia.telling.justification_text import justifications_json, justifications_text

    if form not in ("text", "json"):
        raise BadInput("justifications and repairs are written as text or json", phrase=form)
    found = diagnosis.repairs(cause, side) if repairs else diagnosis.justifications(cause, side)
    if not found:
        _nothing(cause, side)
    sets = [(one.statement, [(x.axioms, x.facts) for x in one.sets], one.complete) for one in found]
    context = diagnosis.proof_context()
    if form == "json":
        write(justifications_json(sets, context, repairs=repairs))
    else:
        write(justifications_text(sets, context, repairs=repairs, width=width()))


def _told(proof: dict[str, Any], form: str, axioms: bool) -> str:
    if form == "md":
        from differentia.telling.proof_markdown import proof_markdown

        return proof_markdown(proof, axioms=axioms)
    if form == "mermaid":
        from differentia.telling.proof_mermaid import proof_mermaid

        return proof_mermaid(proof)
    from differentia.telling.proof_text import proof_text

    return proof_text(proof, width=width(), axioms=axioms)
