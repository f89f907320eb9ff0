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
@format_option("text", "md", "mermaid", "svg", "json", "prov", "rdf12", "graphml")
@click.option("--side", help="Only on this side: left or right.")
@click.option("--all", "every", is_flag=True, help="Prove every statement, not only the first.")
@click.option("--smallest", is_flag=True, help="Choose the proofs with the fewest steps among all derivations.")
@click.option("--ways", is_flag=True, help="Prove in every way: once from each smallest set of facts and axioms.")
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
    smallest: bool,
    ways: bool,
    axioms: bool,
    justifications: bool,
    repairs: bool,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Prove what is said of a cause of a case.

    CASE is a case file (YAML or JSON), CAUSE the notation, label or IRI of a cause.
    """
    if (every or ways) and form not in ("text", "md", "json"):
        raise BadInput("this format holds one proof; leave out --all and --ways", phrase=form)
    if justifications or repairs:
        _justify(diagnosis_of(case, lenient, ontology), cause, side, form, repairs)
        return
    diagnosis = diagnosis_of(case, lenient, ontology)
    found = diagnosis.ways(cause, side) if ways else diagnosis.explain(cause, side, smallest=smallest)
    if not found:
        _nothing(cause, side)
    proofs = _chosen(found, every=every, ways=ways)
    if form == "json" and (every or ways):
        import json

        write(json.dumps(proofs, ensure_ascii=False, indent=2))
        return
    from differentia.telling.proof_formats import write_proof

    about = diagnosis.case.iri
    write("\n\n".join(write_proof(one, form, width=width(), axioms=axioms, about=about) for one in proofs))


def _chosen(proofs: list[dict[str, Any]], *, every: bool, ways: bool) -> list[dict[str, Any]]:
    """Return all proofs; or those of the first statement; or the first."""
    if every:
        return proofs
    return [one for one in proofs if one["goal"] == proofs[0]["goal"]] if ways else proofs[:1]


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
