"""The command that proves: `explain`."""

from __future__ import annotations

from collections import Counter
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

_SETS, _WAYS = 100, 20


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
@click.option(
    "--cap",
    type=click.IntRange(1),
    help="How many sets (100), or ways (20), to list at most for each statement; a line says so if there are more.",
)
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
    cap: int | None,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Prove what is said of a cause of a case.

    CASE is a case file (YAML or JSON), CAUSE the notation, label or IRI of a cause.
    """
    if (every or ways) and form not in ("text", "md", "json"):
        raise BadInput("this format holds one proof; leave out --all and --ways", phrase=form)
    if cap is not None and not (ways or justifications or repairs):
        raise BadInput("--cap goes with --ways, --justifications or --repairs", phrase=str(cap))
    if justifications or repairs:
        _justify(diagnosis_of(case, lenient, ontology), cause, side, form, repairs, cap or _SETS)
        return
    diagnosis = diagnosis_of(case, lenient, ontology)
    if ways:
        proofs, more = _every_way(diagnosis, cause, side, every, cap or _WAYS)
    else:
        proofs, more = diagnosis.explain(cause, side, smallest=smallest)[: None if every else 1], ""
    if not proofs:
        _nothing(cause, side)
    if form == "json" and (every or ways):
        import json

        write(json.dumps(proofs, ensure_ascii=False, indent=2))
        if more:
            complain(more)
        return
    from differentia.telling.proof_formats import write_proof

    about = diagnosis.case.iri
    told = [write_proof(one, form, width=width(), axioms=axioms, about=about) for one in proofs]
    write("\n\n".join([*told, more] if more else told))


def _every_way(
    diagnosis: Diagnosis, cause: str, side: str | None, every: bool, cap: int
) -> tuple[list[dict[str, Any]], str]:
    """Return the proofs of all statements, or of the first, and a line if the cap left some out."""
    from differentia.knowledge.justifying import ways_of
    from differentia.telling.justification_text import cap_reached

    found, whole = ways_of(diagnosis, cause, side, cap)
    proofs = [one for one in found if every or one["goal"] == found[0]["goal"]]
    full = not whole and max(Counter(str(one["goal"]) for one in proofs).values(), default=0) >= cap
    return proofs, cap_reached(cap) if full else ""


def _nothing(cause: str, side: str | None) -> NoReturn:
    where = f" on the {side}" if side else ""
    complain(f"nothing is proved of “{cause}”{where} in this case")
    raise Exit(1)


def _justify(diagnosis: Diagnosis, cause: str, side: str | None, form: str, repairs: bool, cap: int) -> None:
    """Print the justifications or the repairs of what is said of a cause."""
    from differentia.telling.justification_text import justifications_json, justifications_text

    if form not in ("text", "json"):
        raise BadInput("justifications and repairs are written as text or json", phrase=form)
    found = (diagnosis.repairs if repairs else diagnosis.justifications)(cause, side, cap=cap)
    if not found:
        _nothing(cause, side)
    sets = [(one.statement, [(x.axioms, x.facts) for x in one.sets], one.complete) for one in found]
    context = diagnosis.proof_context()
    if form == "json":
        write(justifications_json(sets, context, repairs=repairs))
    else:
        write(justifications_text(sets, context, repairs=repairs, width=width(), cap=cap))
