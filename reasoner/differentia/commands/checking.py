"""The command that reports on an ontology: `check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from differentia.commands.options import PATH, format_option, knowledge, write
from differentia.errors import BadInput

if TYPE_CHECKING:
    from differentia.knowledge.checking import Finding

__all__ = ["check"]

_MOST_SHOWN = 3


@click.command()
@click.argument("paths", type=PATH, nargs=-1, metavar="[PATH]...")
@click.option("--referee", help="Also ask another reasoner: hermit.")
@click.option(
    "--fail-on",
    "least",
    type=click.Choice(["error", "warning", "info"]),
    default="warning",
    show_default=True,
    help="Exit with 1 if something as grave as this is found.",
)
@format_option("text", "json")
def check(paths: Sequence[Path], referee: str | None, least: str, form: str) -> None:
    """Report on the quality of an ontology.

    PATH is an ontology file or folder; none: the ontology supplied.
    """
    from differentia.owl.proof import DISCLAIMER
    from differentia.query_library import SEVERITIES

    if referee not in (None, "hermit"):
        raise BadInput("no such referee", phrase=referee, nearest=("hermit",))
    findings = knowledge(paths).check(referee=referee is not None)
    if form == "json":
        import json

        records = [{"severity": f.severity, "rule": f.rule, "term": f.term, "message": f.message} for f in findings]
        write(json.dumps({"disclaimer": DISCLAIMER, "findings": records}, ensure_ascii=False, indent=2))
    else:
        write("\n".join([*(_lines(findings) or ["Nothing to report."]), DISCLAIMER]))
    if any(SEVERITIES.index(f.severity) <= SEVERITIES.index(least) for f in findings):
        raise Exit(1)


def _lines(findings: Sequence[Finding]) -> list[str]:
    """Write each finding on a line, but of the same kind of information only the first few."""
    lines: list[str] = []
    told = Counter(finding.rule for finding in findings if finding.severity == "info")
    shown = Counter[str]()
    for finding in findings:
        shown[finding.rule] += 1
        head = f"{finding.severity.upper():<8}{finding.rule}: "
        if finding.severity != "info" or shown[finding.rule] <= _MOST_SHOWN:
            lines.append(head + finding.message)
        elif shown[finding.rule] == _MOST_SHOWN + 1:
            lines.append(f"{head}{told[finding.rule] - _MOST_SHOWN} more of this kind (all with --format json)")
    return lines
