"""How fast one case is answered, warm, over the cases of the tests: conclusions, ledger and tests, the first proof.

    python -m benchmarks.single [--json FILE] [--every 1]

Processor time of one process, the least of three runs for each case, medians and largest over the cases.
"Conclusions" is the case saturated, with its computed measurements and contradictions; "report" is all of
`differentia diagnose` but reading the case: conclusions, causes, ledger, five next tests with what each result would
do; "first proof" is a proof of the first conclusion about a cause, made after saturation. Also told is what most of a
report's time goes to.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from differentia import load
from differentia.diagnosis.case import Case
from differentia.diagnosis.session import open_session
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.owl.proof import prove_fact

__all__ = ["main", "shares"]

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("establishedCause", "supportedCause", "excludedCause")
SHOWN = 8


def least(work: Callable[[], Any], runs: int = 3) -> float:
    """Return the least processor time of some runs, in milliseconds."""
    taken = []
    for _ in range(runs):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return 1000 * min(taken)


def figures(kb: KnowledgeBase, cases: list[Case]) -> dict[str, Any]:
    """Measure all three for each case."""
    base, computations = kb.compiled.base, kb.compiled.computations
    conclusions = [least(lambda case=case: open_session(base, case, computations)) for case in cases]  # type: ignore[misc]
    report = [least(lambda case=case: Diagnosis(kb, open_session(base, case, computations)).report()) for case in cases]  # type: ignore[misc]
    proof = [taken for case in cases if (taken := _proof(kb, case)) is not None]
    told = {"conclusions_ms": conclusions, "report_ms": report, "first_proof_ms": proof}
    return {
        name: {"median": round(statistics.median(taken), 2), "most": round(max(taken), 1), "cases": len(taken)}
        for name, taken in told.items()
    }


def _proof(kb: KnowledgeBase, case: Case) -> float | None:
    diagnosis = kb.diagnose(case)
    layer, context = diagnosis.session.layer, diagnosis.proof_context()
    roles = {layer.symbols.roles.get(f"https://w3id.org/differentia/dx#{name}") for name in ROLES}
    found = next((n for n, key in enumerate(layer.facts, layer.offset) if len(key) == 3 and key[0] in roles), None)
    return None if found is None else least(lambda: prove_fact(layer, found, context))


def profiles(kb: KnowledgeBase, cases: list[Case]) -> dict[str, list[dict[str, Any]]]:
    """Return the functions in which conclusions and reports of some cases spend the most time, in per cent."""
    concluding, reporting = cProfile.Profile(), cProfile.Profile()
    for case in cases:
        concluding.enable()
        open_session(kb.compiled.base, case, kb.compiled.computations)
        concluding.disable()
        diagnosis = kb.diagnose(case)
        reporting.enable()
        diagnosis.report()
        reporting.disable()
    return {"conclusions": shares(concluding), "report": shares(reporting)}


def shares(profiler: cProfile.Profile) -> list[dict[str, Any]]:
    """Return the functions with the most time of their own, in per cent of all."""
    stats: Any = pstats.Stats(profiler)
    own = sorted(((row[2], place[2], Path(place[0]).name) for place, row in stats.stats.items()), reverse=True)
    whole = sum(taken for taken, _, _ in own)
    return [{"function": name, "file": file, "percent": round(100 * t / whole, 1)} for t, name, file in own[:SHOWN]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="One warm case: conclusions, report, first proof.")
    parser.add_argument("--every", type=int, default=1, help="only every so manieth case")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "single.json")
    chosen = parser.parse_args()
    kb = load()
    cases = [kb.read(path) for path in sorted((ROOT / "tests" / "cases").glob("*/case.yaml"))[:: chosen.every]]
    for case in cases:  # warm
        kb.diagnose(case).report()
    gc.collect()
    gc.freeze()
    found = figures(kb, cases)
    for name, row in found.items():
        print(f"{name:16} median {row['median']:7.2f} ms, most {row['most']:7.1f} ms, {row['cases']} cases")
    found["profiles"] = profiles(kb, cases)
    for name, listed in found["profiles"].items():
        print(name)
        for each in listed:
            print(f"  {each['percent']:5.1f} %  {each['function']} ({each['file']})")
    chosen.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
