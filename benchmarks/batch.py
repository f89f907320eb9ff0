"""How many patients a second are concluded about from arrays, on the ontology supplied, and with how much memory.

    python benchmarks/batch.py [--json FILE] [--sizes 100 1000 ...]

Counted is the time of the process from arrays to conclusions, on one core: table look-ups, evaluation, computed
measurements. Reading case files into arrays is not counted, nor is compiling the clauses and meeting each leaf for the
first time, which is done once and shown apart. The patients are drawn from the words of the ontology
(`tests/random_patients.py`), a pool of them repeated with their values drawn anew; no record is recognised as one that
was there before. Patients with contradictory facts go one by one in any case: they are left out, and how many were is
told, but for one row, in which a share of the patients is contradictory, and the search for their minimal conflicts is
counted too.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "reasoner")]

from benchmarks.single import shares  # noqa: E402
from tests.random_patients import random_cases  # noqa: E402

from differentia import load  # noqa: E402
from differentia.diagnosis.cohort import Cohort  # noqa: E402
from differentia.diagnosis.encoding import said_of  # noqa: E402
from differentia.knowledge.many import cohort_of  # noqa: E402
from differentia.owl.batch_run import Said  # noqa: E402

POOL = 1000
CONTRADICTORY = (10_000, 0.01)
"""The row with contradictions: how many patients, and which share of them is drawn from those with contradictions."""


def pool(cohort: Cohort, kb: Any) -> tuple[list[Any], list[Any]]:
    """Return what is said of patients without contradictions, and of those with some."""
    cases = list(random_cases(kb, POOL, seed=7))
    concluded = cohort.conclude_cases(cases)
    print(f"pool: {POOL} random patients, {int(concluded.alone.sum())} with contradictions left out")
    encoded = [cohort.encoder.encode(case) for case in cases]
    sorted_out: tuple[list[Any], list[Any]] = ([], [])
    for lines, alone in zip(encoded, concluded.alone, strict=True):
        if lines is not None:
            sorted_out[bool(alone)].append(lines)
    return sorted_out


def many(lines: list[Any], count: int, seed: int, others: tuple[list[Any], float] = ([], 0.0)) -> Said:
    """Return arrays about patients of the pool in random order, with new values within five percent.

    Args:
        lines: the pool.
        count: how many patients.
        seed: of the order and the values.
        others: another pool, and the share of the patients that comes from it.
    """
    chance = np.random.default_rng(seed)
    one = said_of([*lines, *others[0]])
    first = np.searchsorted(one.record, np.arange(len(lines) + len(others[0]) + 1))
    drawn = chance.integers(len(lines), size=count)
    strange = np.flatnonzero(chance.random(count) < others[1])
    drawn[strange] = len(lines) + chance.integers(max(1, len(others[0])), size=len(strange))
    lengths = (first[1:] - first[:-1])[drawn]
    record = np.repeat(np.arange(count, dtype=np.int32), lengths)
    start = np.repeat(first[:-1][drawn] - (np.cumsum(lengths) - lengths), lengths)
    at = np.arange(len(record)) + start
    assert one.value is not None
    value = np.round(one.value[at] * chance.uniform(0.95, 1.05, len(at)), 2)
    return Said(record, one.place[at], one.kind[at], value)


def without(said: Said, alone: Any) -> tuple[Said, int]:
    """Leave some patients out."""
    kept = ~alone[said.record]
    number = np.cumsum(~alone) - 1
    record = number[said.record[kept]].astype(np.int32)
    assert said.value is not None
    return Said(record, said.place[kept], said.kind[kept], said.value[kept]), int((~alone).sum())


def measured(cohort: Cohort, lines: list[Any], count: int) -> dict[str, Any]:
    """Measure one size; the fastest run on different batches of patients: three, or more if they are small."""
    runs = []
    for seed in range(max(3, min(30, 30_000 // count))):
        said = many(lines, count, seed)
        flags = cohort.flagged(said, count)
        said, kept = without(said, flags)
        cohort.conclude(said, kept)  # meets the leaves
        begin = time.process_time()
        concluded = cohort.conclude(said, kept)
        seconds = time.process_time() - begin
        runs.append((seconds / kept, kept, concluded, len(said.kind), int(flags.sum())))
    each, kept, concluded, things, left_out = min(runs, key=lambda run: run[0])
    assert not concluded.alone.any()
    return {
        "patients": kept,
        "said_of_each": round(things / kept, 1),
        "left_out_as_contradictory": left_out,
        "seconds": round(each * kept, 4),
        "patients_per_second": round(1 / each),
        "conclusions_each": round(float(np.unpackbits(concluded.bits).sum()) / kept, 1),
        "bytes_of_conclusions": int(concluded.bits.nbytes),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def profile(cohort: Cohort, lines: list[Any]) -> list[dict[str, Any]]:
    """Return where the time of a small batch goes."""
    said = many(lines, 100, seed=0)
    said, kept = without(said, cohort.flagged(said, 100))
    cohort.conclude(said, kept)
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(10):
        cohort.conclude(said, kept)
    profiler.disable()
    return shares(profiler)


def with_contradictions(cohort: Cohort, lines: list[Any], contradictory: list[Any]) -> dict[str, Any]:
    """Measure patients of whom some are contradictory, and are therefore reasoned about one by one."""
    count, share = CONTRADICTORY
    said = many(lines, count, 0, (contradictory, share))
    cohort.flagged(said, count)  # meets the leaves
    begin = time.process_time()
    concluded = cohort.conclude(said, count, keep_sessions=True)
    conflicts = sum(bool(session.conflicts.minimal) for session in concluded.sessions.values())
    seconds = time.process_time() - begin
    return {
        "patients": count,
        "one_by_one": int(concluded.alone.sum()),
        "with_conflicts": conflicts,
        "seconds": round(seconds, 3),
        "patients_per_second": round(count / seconds),
        "milliseconds_for_each_of_these": round(1000 * seconds / max(1, int(concluded.alone.sum())), 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1_000, 10_000, 100_000, 400_000])
    arguments = parser.parse_args()
    kb = load()
    cohort = cohort_of(kb)
    begin = time.process_time()
    lines, contradictory = pool(cohort, kb)
    print(f"compiled, with the pool read and concluded about: {time.process_time() - begin:.1f} s")
    rows = [measured(cohort, lines, size) for size in arguments.sizes]
    for row in rows:
        print(
            f"{row['patients']:>8} patients x {row['said_of_each']} things said: {row['seconds']:.4f} s, "
            f"{row['patients_per_second']:>9,} patients/s "
            f"{row['conclusions_each']} conclusions each, peak memory {row['peak_memory_mb']} MB"
        )
    mixed = with_contradictions(cohort, lines, contradictory)
    print(
        f"{mixed['patients']:>8} patients, {mixed['with_conflicts']} of them contradictory: {mixed['seconds']} s, "
        f"{mixed['patients_per_second']:,} patients/s"
    )
    if arguments.json:
        told = {"runs": rows, "with_contradictions": mixed, "profile": profile(cohort, lines)}
        result = {"ontology": kb.version, "clauses": kb.compiled.base.clause_count, **told}
        arguments.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
