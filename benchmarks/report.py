"""Makes a page of what the benchmarks wrote: `docs/benchmarks.md` and its curves, `docs/benchmarks.svg`.

    python -m benchmarks.report

Read are `startup.json`, `single.json`, `batch.json`, `peers.json` and `classification.json` of this folder; what has
not been measured is said to be missing.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from math import log10
from pathlib import Path
from typing import Any

__all__ = ["curves", "main", "page"]

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
GOALS = {"conclusions_ms": 1.0, "report_ms": 20.0, "first_proof_ms": 1.0}
START_GOAL = 2.0
WORDS = {
    "conclusions_ms": "conclusions about one case",
    "report_ms": "ledger and five next tests",
    "first_proof_ms": "first proof, after saturation",
}
PACKAGES = ("rdflib", "pyoxigraph", "numpy", "owlrl", "reasonable", "rustdl", "py-horned-owl")
COLORS = ("#0b6e4f", "#a23b72", "#d17a22", "#3f5e9a", "#7a6a00", "#6b6b6b", "#b3282d")


def page(found: Mapping[str, Any]) -> str:
    """Write the page.

    Args:
        found: what each benchmark wrote, by its name.
    """
    lines = [
        "# Benchmarks",
        "",
        "Written from the results that `make bench` keeps; those of the other reasoners may come from several runs.",
        "Processor time of whole processes, or of the part that",
        f"is named, on {platform.machine()} with {os.cpu_count()} processors shared with other work. Python",
        f"{platform.python_version()}, {', '.join(_versions())}. Research and education software; no medical device.",
        "",
        *_single(found.get("single"), found.get("startup")),
        *_batch(found.get("batch")),
        *_peers(found.get("peers")),
        *_classification(found.get("classification")),
    ]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _table(*rows: Sequence[object]) -> list[str]:
    head, *others = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return [head, "|" + "---|" * len(rows[0]), *others, ""]


def _reached(value: float, goal: float) -> str:
    return "reached" if value <= goal else f"not reached ({value / goal:.1f} times the goal)"


def _single(single: Any, startup: Any) -> list[str]:
    lines = ["## One case", ""]
    if single is None:
        return [*lines, "Not measured: `python -m benchmarks.single`.", ""]
    rows: list[Sequence[object]] = [("warm, in one process", "median", "most", "cases", "goal for the median", "")]
    for name, goal in GOALS.items():
        row = single[name]
        reached = _reached(row["median"], goal)
        rows.append((WORDS[name], f"{row['median']} ms", f"{row['most']} ms", row["cases"], f"{goal:g} ms", reached))
    lines += _table(*rows)
    if startup is not None:
        lines += [
            f"`differentia diagnose` with a warm cache takes {startup['answer_ms']} ms from start to end, "
            f"{startup['ratio']} times `import rdflib` ({startup['import_ms']} ms). The goal is {START_GOAL:g} times: "
            f"{_reached(startup['ratio'], START_GOAL)}.",
            "",
        ]
    lines += ["Where the time of a report goes (own time of functions, by cProfile):", ""]
    told = [(each["function"].strip("<>"), each["file"], f"{each['percent']} %") for each in single["profile"]]
    return lines + _table(("function", "file", "share"), *told)


def _batch(batch: Any) -> list[str]:
    lines = ["## Many cases, from arrays", ""]
    if batch is None:
        return [*lines, "Not measured: `python benchmarks/batch.py --json benchmarks/batch.json`.", ""]
    rows = [
        (f"{r['patients']:,}", f"{r['seconds']} s", f"{r['patients_per_second']:,}", f"{r['peak_memory_mb']} MB")
        for r in batch["runs"]
    ]
    told = "One process, one core, conclusions only; reading and compiling are not counted."
    return [*lines, told, "", *_table(("patients", "time", "patients a second", "memory"), *rows)]


def _peers(peers: Any) -> list[str]:
    lines = ["## The same patients, asked of other reasoners", ""]
    if peers is None:
        return [*lines, "Not measured: `python -m benchmarks.peers` (`benchmarks/requirements-peers.txt`).", ""]
    lines += [
        f"The ontology ({peers['axioms']:,} axioms) and random patients without contradictions, asked for all classes",
        "of every patient and leg. Whole processes, with start, reading and writing; ours goes patient by patient,",
        "without arrays. A run was stopped after",
        f"{peers['limit']:.0f} s of processor time, and the reasoner then not asked about more patients. *Missing* are",
        "classes that ours finds and the other does not; *more* the reverse. Memory is never less than",
        "that of the program that starts the runs, some 60 MB.",
        "",
    ]
    rows: list[Sequence[object]] = [("reasoner", "patients", "CPU", "wall", "memory", "classes", "missing", "more")]
    for r in peers["results"]:
        name, count = r["reasoner"], f"{r['patients']:,}"
        if r["skipped"] is not None:
            rows.append((name, count, r["skipped"], "", "", "", "", ""))
            continue
        cost = (f"{r['cpu_seconds']} s", f"{r['wall_seconds']} s", f"{r['megabytes']} MB")
        rows.append((name, count, *cost, f"{r['answers']:,}", r["missing"], r["more"]))
    return [*lines, *_table(*rows), "![Processor time by number of patients](benchmarks.svg)", ""]


def _classification(found: Any) -> list[str]:
    lines = ["## Large hierarchies", ""]
    if found is None:
        return [*lines, "Not measured: `python -m benchmarks.classification`.", ""]
    rows: list[Sequence[object]] = [("ontology", "reasoner", "CPU", "wall", "memory", "inclusions", "missing", "more")]
    for r in found["results"]:
        if r["skipped"] is not None:
            rows.append((r["ontology"], r["reasoner"], r["skipped"], "", "", "", "", ""))
            continue
        cost = (f"{r['cpu_seconds']} s", f"{r['wall_seconds']} s", f"{r['megabytes']:.0f} MB")
        rows.append((r["ontology"], r["reasoner"], *cost, f"{r['inclusions']:,}", r["missing"], r["more"]))
    return [*lines, *_table(*rows)]


# ---- curves


def curves(results: Sequence[Mapping[str, Any]]) -> str:
    """Draw processor time over patients, both logarithmic, as SVG.

    Args:
        results: rows with `reasoner`, `patients` and `cpu_seconds` (None: stopped).
    """
    measured = [r for r in results if r["cpu_seconds"] is not None]
    wide, high, left, top = 640, 360, 56, 16
    times = [float(r["cpu_seconds"]) for r in measured] or [1.0]
    lowest, highest = log10(min(times)) - 0.2, log10(max(times)) + 0.2
    most = max([log10(int(r["patients"])) for r in measured] or [1.0]) or 1.0

    def place(patients: int, seconds: float) -> tuple[float, float]:
        x = left + log10(patients) / most * (wide - left - 110)
        return round(x, 1), round(top + (highest - log10(seconds)) / (highest - lowest) * (high - top - 40), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="12">',
        "<title>Processor time of whole processes by number of patients</title>",
        f'<rect width="{wide}" height="{high}" fill="white"/>',
    ]
    for power in range(int(most) + 1):
        x, _ = place(10**power, 1)
        parts.append(f'<text x="{x}" y="{high - 20}" text-anchor="middle">{10**power:,}</text>')
    parts.append(f'<text x="{(wide - 110 + left) / 2}" y="{high - 4}" text-anchor="middle">patients</text>')
    for power in range(-2, 4):
        if lowest <= power <= highest:
            _, y = place(1, 10.0**power)
            parts.append(f'<line x1="{left}" x2="{wide - 104}" y1="{y}" y2="{y}" stroke="#ddd"/>')
            parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>')
    names = list(dict.fromkeys(str(r["reasoner"]) for r in measured))
    for number, name in enumerate(names):
        points = [place(int(r["patients"]), float(r["cpu_seconds"])) for r in measured if r["reasoner"] == name]
        color, drawn = COLORS[number % len(COLORS)], " ".join(f"{x},{y}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{color}"/>' for x, y in points]
        parts.append(f'<text x="{points[-1][0] + 6}" y="{points[-1][1] + 4}" fill="{color}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Write the page and the curves."""
    names = ("startup", "single", "batch", "peers", "classification")
    files = {name: HERE / f"{name}.json" for name in names}
    found = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.is_file()}
    (DOCS / "benchmarks.md").write_text(page(found), encoding="utf-8")
    if "peers" in found:
        (DOCS / "benchmarks.svg").write_text(curves(found["peers"]["results"]), encoding="utf-8")


if __name__ == "__main__":
    main()
