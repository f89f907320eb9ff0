"""Runs the W3C OWL 2 test cases (direct semantics) from their manifest, and writes docs/conformance.md.

    python benchmarks/conformance.py MANIFEST [--no-referee]

Every item is answered rightly, wrongly, or not: then it is outside the fragment, with the construct named, or unknown,
because the test of completeness does not vouch for a negative answer.
"""

from __future__ import annotations

import platform
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

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

TEST = "http://www.w3.org/2007/OWL/testOntology#"
KINDS = {
    "ConsistencyTest": "consistency",
    "InconsistencyTest": "inconsistency",
    "PositiveEntailmentTest": "positive entailment",
    "NegativeEntailmentTest": "negative entailment",
}
WANTED = {"consistency": "yes", "inconsistency": "no", "positive entailment": "yes", "negative entailment": "no"}
VERDICTS = ("right", "wrong", "outside", "unknown")
SECONDS = 30
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
        return Outcome(item, "unknown", f"not done within {SECONDS} s")
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
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


# ---- HermiT


def judge_by_hermit(item: Item) -> Outcome:
    """Ask HermiT the same, on the axioms as we read them."""
    try:
        premise, conclusion = item.premise(), item.conclusion()
        unread = (*_unread(premise), *(_unread(conclusion) if conclusion else ()))
        if unread:
            return Outcome(item, "outside", f"not read: {unread[0].construct}")
        verdict = _hermit(premise.axioms, conclusion.axioms if conclusion else None)
    except DifferentiaError as error:
        return Outcome(item, "outside", str(error)[:100])
    return Outcome(item, "right" if verdict == WANTED[item.kind] else "wrong", verdict)


def _hermit(premise: Sequence[Axiom], conclusion: Iterable[Axiom] | None) -> str:
    if conclusion is None:
        return "yes" if referee.consistent(premise, timeout=SECONDS) else "no"
    asked, refused = rolled_up(conclusion)
    if refused:
        raise OutsideFragment(tuple(refused))
    for axiom in asked:
        if axiom not in premise:
            for way in ways_to_fail(axiom):
                if referee.consistent([*premise, *way], timeout=SECONDS):
                    return "no"
    return "yes"


# ---- the page


def page(ours: Sequence[Outcome], hermit: Sequence[Outcome]) -> str:
    """Write the outcomes as a page of Markdown."""
    lines = [HEAD.format(count=len(ours), machine=f"{platform.machine()}, Python {platform.python_version()}")]
    lines += [HERMIT if hermit else NO_HERMIT, ""]
    lines += ["## By kind of question, all items", "", *_table(ours, hermit, lambda item: [item.kind])]
    lines += ["", "## By profile, approved items", ""]
    lines += _table(_approved(ours), _approved(hermit), lambda item: [*sorted(item.profiles), "DL"])
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
Written by `python benchmarks/conformance.py MANIFEST` ({machine}).

*Right* and *wrong* speak for themselves; a wrong answer fails the test suite. *Outside*: the answer would rest on
axioms outside the fragment; they are named. *Unknown*: the test of completeness does not vouch for a negative answer.
"""
HERMIT = (
    f"HermiT is asked about the axioms as we read them; *open* is what it refused or did not end within {SECONDS} s."
)
NO_HERMIT = "HermiT was not asked in this run."


def _approved(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.item.status == "Approved"]


def _table(ours: Sequence[Outcome], hermit: Sequence[Outcome], rows: Callable[[Item], Iterable[str]]) -> list[str]:
    """Count outcomes by row; with HermiT's beside, if it was asked."""
    mine = Counter((row, o.verdict) for o in ours for row in rows(o.item))
    theirs = Counter((row, o.verdict) for o in hermit for row in rows(o.item))
    head = ["", "items", *VERDICTS, *(("HermiT right", "wrong", "open") if hermit else ())]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for row in sorted({row for row, _ in mine}):
        counts = [sum(n for (r, _), n in mine.items() if r == row), *(mine[row, v] for v in VERDICTS)]
        counts += [theirs[row, v] for v in VERDICTS[:3]] if hermit else []
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
    ours = [judge(item) for item in items]
    hermit: list[Outcome] = []
    if "--no-referee" not in sys.argv:
        with ThreadPoolExecutor() as pool:
            hermit = list(pool.map(judge_by_hermit, items))
    text = page(ours, hermit)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
