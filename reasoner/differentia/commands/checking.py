"""The command that reports on an ontology: `check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from click.exceptions import Exit

from differentia.commands.options import PATH, format_option, knowledge, write
from differentia.errors import BadInput

__all__ = ["check"]


@click.command()
@click.argument("paths", type=PATH, nargs=-1, metavar="[PATH]...")
@click.option("--referee", help="Also ask another reasoner: hermit.")
@format_option("text", "json")
def check(paths: Sequence[Path], referee: str | None, form: str) -> None:
    """Report on the quality of an ontology.

    PATH is an ontology file or folder; none: the ontology supplied.
    """
    from differentia.owl.proof import DISCLAIMER

    if referee not in (None, "hermit"):
        raise BadInput("no such referee", phrase=referee, nearest=("hermit",))
    findings = knowledge(paths).check(referee=referee is not None)
    if form == "json":
        import json

        records = [{"severity": f.severity, "rule": f.rule, "message": f.message} for f in findings]
        write(json.dumps({"disclaimer": DISCLAIMER, "findings": records}, ensure_ascii=False, indent=2))
    else:
        lines = [f"{f.severity.upper():<8}{f.rule}: {f.message}" for f in findings]
        write("\n".join(["\n".join(lines) or "Nothing to report.", DISCLAIMER]))
    if any(f.severity.lower() != "info" for f in findings):
        raise Exit(1)
