"""The commands about the evidence as a whole: `simulate`, `coverage`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from differentia.commands.options import PATH, format_option, knowledge, ontology_option, write

if TYPE_CHECKING:
    from differentia.knowledge.simulating import Scenario

__all__ = ["coverage", "simulate"]

_TOGETHER = (0.0, 1 / 2, 4 / 5)


@click.command()
@ontology_option
@click.option("--patients", type=click.IntRange(10), default=2000, show_default=True, help="How many to draw for each.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same patients.")
@click.option("--svg", type=PATH, metavar="FILE", help="Write the reliability curve.")
def simulate(ontology: Sequence[Path], patients: int, seed: int, svg: Path | None) -> None:
    """Draw patients from the ontology's priors and ratios: are the probabilities true, and what does it take?

    Writes Markdown. Nothing here is evidence about real patients.
    """
    from differentia.knowledge.simulating import scenarios
    from differentia.owl.proof import DISCLAIMER
    from differentia.telling.reliability import table

    found = scenarios(knowledge(ontology))
    write(f"*{DISCLAIMER}* {patients} simulated patients for each row; seed {seed}.\n")
    rows = [(s.label, s.setting, f"{s.prior.probability:.1%}", len(s.findings), _groups(s)) for s in found]
    write("## What takes part\n")
    write(table(["condition", "setting", "prior", "findings with both ratios", "dependence groups"], rows))
    write("\n## Are the probabilities true\n")
    write("Mean squared error (Brier score; lower is better) with all findings known, for findings of one group that")
    write("go together not at all (0), in part (0.5) or closely (0.8): one ratio for each group, and all multiplied.\n")
    head = [f"{way}, {together:.1f}" for together in _TOGETHER for way in ("one each", "multiplied")]
    write(table(["condition", "setting", *head], (_brier(s, patients, seed) for s in found)))
    write("\n## What it takes\n")
    write("Findings asked until the probability is below 5 % or above 95 %, or nothing is left; findings of one group")
    write(
        "go together in part (0.5). Cost: the sum of the cost classes of the cheapest tests that show the findings.\n"
    )
    columns = ["condition", "setting", "order", "findings", "cost", "settled", "of these rightly"]
    write(table(columns, (row for s in found for row in _effort(s, patients, seed))))
    if svg is not None and found:
        svg.write_text(_curve(found, patients, seed) + "\n", encoding="utf-8")


def _groups(scenario: Scenario) -> int:
    return len({f.evidence.group or f.evidence.iri for f in scenario.findings})


def _brier(scenario: Scenario, patients: int, seed: int) -> list[str]:
    from differentia.knowledge.simulating import calibrate

    found = [
        calibrate(scenario, together, patients, seed, multiplied=multiplied).brier
        for together in _TOGETHER
        for multiplied in (False, True)
    ]
    return [scenario.label, scenario.setting, *(f"{brier:.4f}" for brier in found)]


def _effort(scenario: Scenario, patients: int, seed: int) -> Iterator[list[str]]:
    from differentia.knowledge.simulating import efforts

    for one in efforts(scenario, _TOGETHER[1], patients, seed):
        numbers = [f"{one.findings:.2f}", f"{one.cost:.2f}", f"{one.settled:.0%}", f"{one.right:.0%}"]
        yield [scenario.label, scenario.setting, one.order, *numbers]


def _curve(found: Sequence[Scenario], patients: int, seed: int) -> str:
    """Draw the condition with most findings, its groups going closely together."""
    from differentia.knowledge.simulating import calibrate
    from differentia.telling.reliability import reliability_svg

    scenario = max(found, key=lambda s: (len(s.findings), s.prior.notation))
    curves = {}
    for name, multiplied in (("one ratio for each group", False), ("all ratios multiplied", True)):
        told = calibrate(scenario, _TOGETHER[-1], patients, seed, multiplied=multiplied)
        curves[name] = [(b.predicted, b.observed, b.patients) for b in told.bins]
    return reliability_svg(curves, f"{scenario.label}, {scenario.setting}: findings of a group go closely together")


@click.command()
@format_option("text", "md", "json")
@ontology_option
def coverage(form: str, ontology: Sequence[Path]) -> None:
    """Tell of every collected number whether it counts, and why not."""
    import json

    from differentia.owl.proof import DISCLAIMER
    from differentia.telling.reliability import table

    rows = knowledge(ontology).diagnose({"present": []}).query("evidence-coverage").dicts()
    for row in rows:
        row["source"] = str(row["source"]).rpartition("#")[2]
        row["condition"] = row["condition"] or ""
        row["reason"] = row["reason"] or ""
    if form == "json":
        write(json.dumps({"disclaimer": DISCLAIMER, "rows": rows}, ensure_ascii=False, indent=2))
        return
    count = Counter((str(row["kind"]), str(row["state"])) for row in rows)
    intervals = Counter(str(row["kind"]) for row in rows if row["interval"] and row["state"] != "left out")
    write(f"*{DISCLAIMER}*\n" if form == "md" else f"{DISCLAIMER}\n")
    write(table(["", "state", "rows"], [(kind, state, n) for (kind, state), n in sorted(count.items())]))
    without = sorted({str(r["condition"]) for r in rows if r["kind"] == "evidence" and r["prior"] is False})
    write(f"\nWith an interval, of those that are not left out: {dict(sorted(intervals.items()))}.")
    write(f"Conditions with evidence and without any prior: {', '.join(without) or 'none'}.\n")
    columns = ["notation", "label", "condition", "state", "interval", "reason", "source"]
    write(table(columns, ([str(row[column]).replace("|", "/") for column in columns] for row in rows)))
