"""The commands that ask what if: `what-if`, `why-not`, `contrast`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from differentia.commands.options import (
    case_argument,
    diagnosis_of,
    format_option,
    lenient_option,
    ontology_option,
    width,
    write,
)
from differentia.errors import BadInput

__all__ = ["contrast", "what_if", "why_not"]


@click.command(name="what-if")
@case_argument
@click.option("--present", multiple=True, metavar="PHRASE", help="Suppose that this is present.")
@click.option("--absent", multiple=True, metavar="PHRASE", help="Suppose that this is absent.")
@click.option(
    "--measured", multiple=True, metavar="NAME=VALUE", help="Suppose this measurement: NAME=VALUE, or NAME=VALUE UNIT."
)
@click.option("--without", multiple=True, metavar="FACT", help="Leave out a fact of the case: its id or its words.")
@click.option("--complaint", type=int, default=0, metavar="N", help="The group of complaints the phrases belong to.")
@format_option("text", "json", "md")
@lenient_option
@ontology_option
def what_if(
    case: Path,
    present: Sequence[str],
    absent: Sequence[str],
    measured: Sequence[str],
    without: Sequence[str],
    complaint: int,
    form: str,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Tell what further facts, or the lack of some, would change.

    CASE is a case file (YAML or JSON). It is not changed.
    """
    more = {"present": list(present), "absent": list(absent), "measured": [_measurement(each) for each in measured]}
    if not any((*more.values(), without)):
        raise BadInput("suppose something: --present, --absent, --measured or --without")
    diagnosis = diagnosis_of(case, lenient, ontology)
    changes = diagnosis.suppose(more, without=without, complaint=complaint, lenient=lenient)
    from differentia.telling import changes_text as told

    if form == "json":
        write(told.changes_json(diagnosis.case.id, changes))
    else:
        write(told.changes_markdown(changes) if form == "md" else told.changes_text(changes, width()))


def _measurement(words: str) -> dict[str, Any]:
    """Read `name=value unit`."""
    name, equals, rest = (part.strip() for part in words.partition("="))
    value, _, unit = rest.partition(" ")
    if not (equals and name and value):
        raise BadInput("a measurement is written name=value, or name=value unit", phrase=words)
    return {"name": name, "value": value, **({"unit": unit.strip()} if unit.strip() else {})}


@click.command(name="why-not")
@case_argument
@click.argument("cause", metavar="CAUSE")
@click.option("--side", help="Only on this side: left or right.")
@click.option("--size", type=click.IntRange(1, 5), default=3, show_default=True, help="How many answers to combine.")
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="How many ways of a kind to tell.")
@format_option("text", "json", "md")
@lenient_option
@ontology_option
def why_not(
    case: Path, cause: str, side: str | None, size: int, most: int, form: str, lenient: bool, ontology: Sequence[Path]
) -> None:
    """Tell which answers of tests would establish, support or exclude a cause.

    CASE is a case file (YAML or JSON), CAUSE the notation, label or IRI of a cause. JSON has a proof for each way.
    """
    diagnosis = diagnosis_of(case, lenient, ontology)
    found = diagnosis.why_not(cause, side, size=size, cap=most, proofs=form == "json")
    from differentia.telling import whynot_text as told

    if form == "json":
        write(told.whynot_json(diagnosis.case.id, found))
    else:
        write(told.whynot_markdown(found) if form == "md" else told.whynot_text(found, width()))


@click.command()
@case_argument
@click.argument("first", metavar="CAUSE")
@click.argument("second", metavar="OTHER")
@click.option("--side", help="Only on this side: left or right.")
@format_option("text", "json", "md")
@lenient_option
@ontology_option
def contrast(
    case: Path, first: str, second: str, side: str | None, form: str, lenient: bool, ontology: Sequence[Path]
) -> None:
    """Tell why one cause rather than another.

    CASE is a case file (YAML or JSON), CAUSE and OTHER are notations, labels or IRIs of causes.
    """
    diagnosis = diagnosis_of(case, lenient, ontology)
    found = diagnosis.contrast(first, second, side)
    from differentia.telling import contrast_text as told

    if form == "json":
        write(told.contrast_json(diagnosis.case.id, found))
    else:
        write(told.contrast_markdown(found) if form == "md" else told.contrast_text(found, width()))
