"""The command that draws: `draw`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from differentia.commands.options import (
    PATH,
    diagnosis_of,
    knowledge,
    lenient_option,
    ontology_option,
    prior_option,
    setting_option,
    write,
)
from differentia.errors import BadInput

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["draw"]


@click.command()
@click.argument("case", type=PATH, required=False)
@click.option(
    "--what",
    type=click.Choice(("chart", "mechanisms", "proof")),
    default="chart",
    show_default=True,
    help="What to draw.",
)
@click.option("--cause", metavar="CAUSE", help="Only this cause: what moves its odds, its mechanisms, its proof.")
@click.option("--side", help="Only on this side: left or right.")
@click.option("--out", type=PATH, metavar="FILE", help="Write to this file: .svg or .png.")
@lenient_option
@ontology_option
@setting_option
@prior_option
def draw(
    case: Path | None,
    what: str,
    cause: str | None,
    side: str | None,
    out: Path | None,
    lenient: bool,
    ontology: Sequence[Path],
    setting: str | None,
    priors: Sequence[str],
) -> None:
    """Draw the differential of a case, its mechanisms, or a proof.

    CASE is a case file (YAML or JSON). Without one the mechanisms are drawn that the ontology knows.
    """
    if out is not None and out.suffix.lower() not in (".svg", ".png"):
        raise BadInput("a drawing is written to a file that ends in .svg or .png", phrase=str(out))
    if side is not None and cause is None:
        raise BadInput("--side says where a cause is looked at; say which with --cause", phrase=side)
    if case is None:
        if what != "mechanisms":
            raise BadInput("only the mechanisms can be drawn without a case", phrase=f"--what {what}")
        from differentia.knowledge.picturing import draw_mechanisms_known

        drawing = draw_mechanisms_known(knowledge(ontology).diagnose({"present": []}), cause)
    else:
        drawing = _drawing(diagnosis_of(case, lenient, ontology, setting, priors), what, cause, side)
    _written(drawing, out)


def _drawing(diagnosis: Diagnosis, what: str, cause: str | None, side: str | None) -> str:
    from differentia.knowledge.picturing import draw_chart, draw_mechanisms, draw_path, draw_proof

    if what == "mechanisms":
        return draw_mechanisms(diagnosis, cause)
    if what == "proof":
        return draw_proof(diagnosis, cause, side)
    return draw_chart(diagnosis) if cause is None else draw_path(diagnosis, cause, side)


def _written(drawing: str, out: Path | None) -> None:
    if out is None:
        write(drawing)
        return
    if out.suffix.lower() == ".png":
        from differentia.telling.raster import png

        data = png(drawing)
    else:
        data = f"{drawing}\n".encode()
    try:
        out.write_bytes(data)
    except OSError as failed:
        raise BadInput(f"cannot be written: {failed.strerror or failed}", phrase=str(out)) from failed
