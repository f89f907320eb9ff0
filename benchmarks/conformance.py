"""Runs the W3C OWL 2 test cases (direct semantics) from their manifest, and writes docs/conformance.md.

    python benchmarks/conformance.py MANIFEST [--referees]

Every item is answered rightly, wrongly, or not: then it is outside the fragment, with the construct named, or unknown,
because the test of completeness does not vouch for a negative answer. With `--referees` HermiT and rustdl are asked the
same, on the axioms as we read them, and stand beside it; that takes half an hour.
"""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from differentia.errors import BadInput, DifferentiaError, OutsideFragment, Unsupported
from differentia.owl import questions, referee
from differentia.owl.anonymous import rolled_up
from differentia.owl.axioms import Axiom
from differentia.owl.contraries import ways_to_fail
from differentia.owl.expressions import RDF, Literal
from differentia.owl.files import read_text
from differentia.owl.ontology import Ontology, Term, Triple
from differentia.owl.rdf_files import triples_of_files, triples_of_text
from differentia.owl.reading import ORPHAN, declarations, read_triples
from differentia.owl.referee_text import document

TEST = "http://www.w3.org/2007/OWL/testOntology#"
KINDS = {
    "ConsistencyTest": "consistency",
    "InconsistencyTest": "inconsistency",
    "PositiveEntailmentTest": "positive entailment",
    "NegativeEntailmentTest": "negative entailment",
}
WANTED = {"consistency": "yes", "inconsistency": "no", "positive entailment": "yes", "negative entailment": "no"}
VERDICTS = ("right", "wrong", "outside", "unknown")
ANSWERS = ("right", "wrong", "open")  # of a referee
SECONDS = 4  # of CPU, for us
PATIENCE = 20  # seconds of CPU for a referee, in one process, whatever else the machine does
CLOCK = 1_200  # seconds of the clock, for one that only waits
BASE = "urn:x-base"
PAGE = Path(__file__).resolve().parent.parent / "docs" / "conformance.md"


@dataclass(frozen=True)
class Item:
    """One question of the suite: a test case asks one to three."""

    name: str
    kind: str
    status: str
    profiles: frozenset[str]
    texts: Mapping[str, str]
    imported: tuple[str, ...]

    def premise(self) -> Ontology:
        """Read the premise with what it imports: the suite brings that along."""
        triples = self._triples("Premise")
        return (
            read_text(self.texts["fsPremiseOntology"].encode(), "ofn", BASE)
            if triples is None
            else read_triples(triples)
        )

    def conclusion(self) -> Ontology | None:
        """Read the conclusion of an entailment; what the premise declares is known there."""
        if "entailment" not in self.kind:
            return None
        part = "Conclusion" if self.kind == "positive entailment" else "NonConclusion"
        triples = self._triples(part)
        if triples is None:
            return read_text(self.texts[f"fs{part}Ontology"].encode(), "ofn", BASE)
        return read_triples([*triples, *declarations(self._triples("Premise") or ())])

    def _triples(self, part: str) -> list[Triple] | None:
        rdf = self.texts.get(f"rdfXml{part}Ontology")
        if rdf is None:
            return None
        triples: list[Triple] = []
        for number, text in enumerate((rdf, *self.imported)):
            triples += triples_of_text(text.encode(), "rdf", BASE, number=number)
        for *_, o in triples:  # rdflib does not resolve them against xml:base
            if isinstance(o, Literal) and ":" not in o.datatype:
                raise BadInput(f"a relative datatype: {o.datatype}")
        return triples


@dataclass(frozen=True)
class Outcome:
    """How an item was answered, and what stood in the way."""

    item: Item
    verdict: str
    reason: str = ""


# ---- the manifest


def read_manifest(path: Path) -> list[Item]:
    """Return the items under direct semantics whose ontologies are OWL 2 DL."""
    out: dict[Term, dict[str, list[Term]]] = {}
    for s, p, o in triples_of_files([path]):
        out.setdefault(s, {}).setdefault(p, []).append(o)
    found = []
    for node, edges in sorted(out.items(), key=lambda pair: str(pair[0])):
        names = {p: {_local(o) for o in edges.get(p, ())} for p in (RDF + "type", *(TEST + n for n in _NAMED))}
        if "DIRECT" not in names[TEST + "semantics"] or "DL" not in names[TEST + "species"]:
            continue
        texts = {p.removeprefix(TEST): o.lexical for p, os in edges.items() for o in os if isinstance(o, Literal)}
        imported = [out[o].get(TEST + "rdfXmlInputOntology", []) for o in edges.get(TEST + "importedOntology", ())]
        more = tuple(o.lexical for os in imported for o in os if isinstance(o, Literal))
        status = next(iter(names[TEST + "status"]), "none")
        found += [
            Item(_local(node), kind, status, frozenset(names[TEST + "profile"]), texts, more)
            for type_, kind in KINDS.items()
            if type_ in names[RDF + "type"]
        ]
    return found


_NAMED = ("semantics", "species", "status", "profile")


def _local(term: Term) -> str:
    return term.rpartition("#")[2].rpartition("/")[2] if isinstance(term, str) else str(term)


# ---- ours


def judge(item: Item) -> Outcome:
    """Answer an item and compare."""
    try:
        premise, conclusion = item.premise(), item.conclusion()
        with _limit(SECONDS):
            answer = _ask(premise, conclusion)
    except BadInput as error:
        return Outcome(item, "outside", f"not read: {str(error)[:100]}")
    except OutsideFragment as error:
        return Outcome(item, "outside", "; ".join(dict.fromkeys(u.construct for u in error.unsupported)))
    except TimeoutError:
        return Outcome(item, "unknown", f"not done within {SECONDS} s of CPU")
    if answer.verdict == "unknown":
        return Outcome(item, "unknown", "; ".join(dict.fromkeys(f.message for f in answer.reasons)))
    return Outcome(item, "right" if answer.verdict == WANTED[item.kind] else "wrong", answer.verdict)


def _ask(premise: Ontology, conclusion: Ontology | None) -> questions.Answer:
    if conclusion is None:
        return questions.consistent(premise)
    answer = questions.entails_all(premise, conclusion.axioms)
    unread = _unread(conclusion)
    if unread and answer.verdict != "no":
        raise OutsideFragment(unread)
    return answer


def _unread(ontology: Ontology) -> tuple[Unsupported, ...]:
    return tuple(each for each in ontology.unread if each.construct != ORPHAN)


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Stop what runs in a `with` block when its time is up: a `TimeoutError`, whatever comes of the interruption."""
    up = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal up
        up = True
        raise TimeoutError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except Exception:
        if up:  # taking back a supposition that was interrupted halfway may fail on its own
            raise TimeoutError from None
        raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


# ---- the referees


def judge_by(consistent: Callable[[Sequence[Axiom]], bool], item: Item) -> Outcome:
    """Ask a referee the same, on the axioms as we read them."""
    try:
        premise, conclusion = item.premise(), item.conclusion()
        unread = (*_unread(premise), *(_unread(conclusion) if conclusion else ()))
        if unread:
            return Outcome(item, "open", f"not read: {unread[0].construct}")
        verdict = _by_consistency(consistent, premise.axioms, conclusion.axioms if conclusion else None)
    except DifferentiaError as error:
        return Outcome(item, "open", str(error)[:100])
    return Outcome(item, "right" if verdict == WANTED[item.kind] else "wrong", verdict)


def _by_consistency(
    consistent: Callable[[Sequence[Axiom]], bool], premise: Sequence[Axiom], conclusion: Iterable[Axiom] | None
) -> str:
    if conclusion is None:
        return "yes" if consistent(premise) else "no"
    asked, refused = rolled_up(conclusion)
    if refused:
        raise OutsideFragment(tuple(refused))
    for axiom in asked:
        if axiom not in premise and any(consistent([*premise, *way]) for way in ways_to_fail(axiom)):
            return "no"
    return "yes"


def by_hermit(axioms: Sequence[Axiom]) -> bool:
    """Ask HermiT whether axioms are consistent."""
    return referee.consistent(axioms, timeout=CLOCK, cpu=PATIENCE)


def by_rustdl(axioms: Sequence[Axiom]) -> bool:
    """Ask rustdl whether axioms are consistent, in a process of its own that can be stopped."""
    with tempfile.TemporaryDirectory(prefix="differentia-") as folder:
        path = Path(folder, "ontology.ofn")
        try:
            path.write_text(document(axioms), encoding="utf-8")
            command = [sys.executable, "-c", _RUSTDL, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=CLOCK, check=False)
        except subprocess.TimeoutExpired:
            raise referee.RefereeError(f"rustdl was not done within {CLOCK} s of the clock") from None
        except ValueError as error:
            raise referee.RefereeError(f"cannot be written: {error}") from None
    if done.returncode == -signal.SIGKILL:
        raise referee.RefereeError(f"rustdl was not done within {PATIENCE} s of CPU")
    if done.stdout.strip() not in ("True", "False"):
        raise referee.RefereeError(f"rustdl: {done.stderr.strip()[-200:]}")
    return done.stdout.strip() == "True"


_RUSTDL = f"""
import resource, sys, rustdl
resource.setrlimit(resource.RLIMIT_CPU, ({PATIENCE}, {PATIENCE}))
print(rustdl.is_consistent(sys.argv[1]))
"""
REFEREES: Mapping[str, Callable[[Sequence[Axiom]], bool]] = {"HermiT": by_hermit, "rustdl": by_rustdl}
Theirs: TypeAlias = Mapping[str, Sequence[Outcome]]


# ---- the page


def page(ours: Sequence[Outcome], theirs: Theirs, seconds: float) -> str:
    """Write the outcomes as a page of Markdown; `seconds` is what ours took."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    dated = f"{datetime.now(tz=UTC):%Y-%m-%d}, {machine}"
    options = " --referees" if theirs else ""
    lines = [HEAD.format(count=len(ours), machine=dated, options=options, seconds=seconds)]
    lines += [
        BESIDE.format(owlready2=version("owlready2"), rustdl=version("rustdl"), patience=PATIENCE) if theirs else ALONE,
        "",
    ]
    lines += ["## By kind of question, all items", "", *_table(ours, theirs, lambda item: [item.kind])]
    lines += ["", "## By profile, approved items", ""]
    approved = {name: _approved(outcomes) for name, outcomes in theirs.items()}
    lines += _table(_approved(ours), approved, lambda item: [*sorted(item.profiles), "DL"])
    wrong = [(name, o) for name, outcomes in theirs.items() for o in outcomes if o.verdict == "wrong"]
    if wrong:
        lines += ["", "## Where a referee answers otherwise", "", "| referee | item | question | its answer |"]
        lines += ["|---|---|---|---|"]
        lines += [f"| {name} | {_cell(o.item.name)} | {o.item.kind} | {o.reason} |" for name, o in wrong]
    lines += ["", "## What the items outside the fragment contain", ""]
    constructs = Counter(c for o in ours if o.verdict == "outside" for c in o.reason.split("; "))
    lines += ["| construct | items |", "|---|---|", *(f"| {_cell(c)} | {n} |" for c, n in _ranked(constructs))]
    lines += ["", "## Why some answers are unknown", ""]
    reasons = Counter(c for o in ours if o.verdict == "unknown" for c in o.reason.split("; "))
    lines += ["| reason | items |", "|---|---|", *(f"| {_cell(c)} | {n} |" for c, n in _ranked(reasons))]
    lines += ["", "## Approved EL and RL items not answered yet", "", "| item | question | why |", "|---|---|---|"]
    lines += [
        f"| {_cell(o.item.name)} | {o.item.kind} | {_cell(o.reason)} |"
        for o in _approved(ours)
        if o.verdict != "right" and o.item.profiles & {"EL", "RL"}
    ]
    return "\n".join(lines) + "\n"


HEAD = """# Conformance

The [W3C OWL 2 test cases](https://www.w3.org/TR/owl2-conformance/) under direct semantics, {count} questions.
Written by `python benchmarks/conformance.py MANIFEST{options}` ({machine}).
MANIFEST is the working group's own file of test cases. All those in OWL 2 DL under direct semantics are asked, approved
or not. Our answers took {seconds:.0f} seconds of CPU, all together.

*Right* and *wrong* speak for themselves; a wrong answer fails the test suite. *Outside*: the answer would rest on
axioms outside the fragment; they are named. *Unknown*: the test of completeness does not vouch for a negative answer.
"""
BESIDE = """HermiT (the one in owlready2 {owlready2}) and rustdl {rustdl} are asked about the axioms as we read them, an
entailment by whether its contrary is consistent with the premise. *Open*: refused, not read, not expressible so, or not
done within {patience} s of the processor time of one process."""
ALONE = "No other reasoner was asked in this run."


def _approved(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.item.status == "Approved"]


def _table(ours: Sequence[Outcome], theirs: Theirs, rows: Callable[[Item], Iterable[str]]) -> list[str]:
    """Count outcomes by row, those of the referees beside ours."""
    head = ["", "items", *VERDICTS, *(f"{name} {verdict}" for name in theirs for verdict in ANSWERS)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    counted = [Counter((row, o.verdict) for o in outcomes for row in rows(o.item)) for outcomes in theirs.values()]
    mine = Counter((row, o.verdict) for o in ours for row in rows(o.item))
    for row in sorted({row for row, _ in mine}):
        counts = [sum(n for (r, _), n in mine.items() if r == row), *(mine[row, v] for v in VERDICTS)]
        counts += [counter[row, v] for counter in counted for v in ANSWERS]
        lines.append(f"| {row} | {' | '.join(map(str, counts))} |")
    return lines


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("-2D", "-").replace("-3A", ":")


def main() -> None:
    """Run the suite, print the page and write it."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    items = read_manifest(Path(sys.argv[1]))
    start = time.process_time()
    ours = [judge(item) for item in items]
    seconds = time.process_time() - start
    theirs: dict[str, list[Outcome]] = {}
    if "--referees" in sys.argv:
        with ThreadPoolExecutor(max_workers=4) as pool:
            for name, consistent in REFEREES.items():
                theirs[name] = list(pool.map(partial(judge_by, consistent), items))
    text = page(ours, theirs, seconds)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
