"""Puts together what a diagnosis has to tell: the rows of the supplied queries, as data, with proofs on request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.findings import (
    Conflict,
    ConflictingFact,
    KeptInView,
    RedFlag,
    Report,
    Understood,
    Unexplained,
    WithheldTest,
)
from differentia.diagnosis.vocabulary import RAISES
from differentia.knowledge.causes import causes_of
from differentia.knowledge.explaining import proof_of, proof_of_conflict
from differentia.knowledge.undecided import undecided_by, waits_for
from differentia.knowledge.workup import work_up
from differentia.owl.proof import DISCLAIMER

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["assemble"]

Row = dict[str, Any]
_RECORDED = "recorded; nothing here weighs it"


def assemble(diagnosis: Diagnosis, *, proofs: bool = False) -> Report:
    """Return the report of a diagnosis; every table in it is a query of the library.

    Args:
        diagnosis: the case.
        proofs: put a proof beside every cause and red flag, which takes longer.
    """
    conflicts = _conflicts(diagnosis, proofs)
    causes = tuple(causes_of(diagnosis, proofs=proofs))
    plan = work_up(diagnosis, causes, proofs=proofs)
    return Report(
        case_id=diagnosis.case.id,
        disclaimer=DISCLAIMER,
        ontology_version=diagnosis.kb.version,
        red_flags=tuple(_red_flags(diagnosis, proofs)),
        conflicts=conflicts,
        causes=causes,
        next_tests=plan.next,
        withheld_tests=(*_withheld(diagnosis), *plan.useless),
        kept_in_view=tuple(_kept_in_view(diagnosis)),
        unexplained=tuple(_unexplained(diagnosis)),
        not_understood=diagnosis.case.not_understood,
        understood=tuple(_understood(diagnosis)),
        setting=None if diagnosis.ledger.setting is None else diagnosis.ledger.setting.label,
    )


def _rows(diagnosis: Diagnosis, query: str, **parameters: str) -> list[Row]:
    return [dict(row) for row in diagnosis.query(query, **parameters).dicts()]


def _grouped(rows: Iterable[Row], *columns: str) -> Iterator[tuple[Row, list[Row]]]:
    """Yield runs of rows that agree on some columns, with the first of each; the order of first appearance is kept."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    for group in groups.values():
        yield group[0], group


def _texts(rows: Iterable[Row], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(row[column]) for row in rows if row.get(column) is not None))


def _red_flags(diagnosis: Diagnosis, proofs: bool) -> Iterator[RedFlag]:
    patient = f"{diagnosis.case.iri}#patient"
    notations = {row["cause"]: row["notation"] for row in _rows(diagnosis, "conditions")}
    for row, group in _grouped(_rows(diagnosis, "red-flags"), "flag", "side"):
        proof = proof_of(diagnosis, patient, RAISES, row["flag"]) if proofs else None
        warns_of = tuple(dict.fromkeys(str(notations[r["warns_of"]]) for r in group if r["warns_of"] in notations))
        action = str(row["action"] or "")
        label = row["label"] if row["state"] == "raised" else f"{row['label']} (in dispute: settle it first)"
        yield RedFlag(row["flag"], row["notation"], label, action, row["side"], proof, warns_of)


def _conflicts(diagnosis: Diagnosis, proofs: bool) -> tuple[Conflict, ...]:
    disputed = _texts((row for row in _rows(diagnosis, "candidates") if row["status"] == "conflict"), "label")
    found = []
    for _, group in _grouped(_rows(diagnosis, "conflicts"), "conflict"):
        facts = tuple(
            ConflictingFact(
                row["fact"].rpartition("/")[2],
                row["text"],
                row["status"],
                int(row["line"]) if row["line"] is not None else None,
                row["source"],
            )
            for row, _ in _grouped(group, "fact")
        )
        proof = proof_of_conflict(diagnosis, frozenset(fact.id for fact in facts)) if proofs else None
        found.append(Conflict(facts, "they cannot all be true; no conclusion rests on them", disputed, proof))
    return tuple(found)


def _withheld(diagnosis: Diagnosis) -> Iterator[WithheldTest]:
    rows = [row for row in _rows(diagnosis, "withheld-tests") if row["reason"] != "done" or row["indicated"]]
    for row, group in _grouped(rows, "test"):
        why = "; ".join(_texts(({"why": f"{r['reason']}: {r['words']}"} for r in group), "why"))
        yield WithheldTest(row["test"], row["notation"], row["label"], why)


def _kept_in_view(diagnosis: Diagnosis) -> Iterator[KeptInView]:
    for row, group in _grouped(_rows(diagnosis, "kept-in-view"), "cause"):
        sides = _texts(group, "side")
        behind = _texts(group, "behind_label")
        yield KeptInView(row["cause"], row["notation"], row["label"], behind, sides[0] if len(sides) == 1 else None)


def _unexplained(diagnosis: Diagnosis) -> Iterator[Unexplained]:
    for row, group in _grouped(_rows(diagnosis, "unexplained-complaints"), "complaint"):
        label = ", ".join(str(row[column]) for column in ("label", "side") if row[column])
        yield Unexplained(row["complaint"], label, _texts(group, "text"))


def _understood(diagnosis: Diagnosis) -> Iterator[Understood]:
    lexicon = diagnosis.kb.compiled.lexicon
    labels = lexicon.labels
    for fact in diagnosis.case.facts:
        read_as = tuple(dict.fromkeys(labels.get(iri, iri) for _, iri in fact.terms))
        read_as += tuple(f'not used: "{words}"' for words in fact.unused)
        read_as += (_RECORDED,) if any(iri in lexicon.recorded for _, iri in fact.terms) else ()
        needed = waits_for(diagnosis, fact)
        read_as += (f"tells nothing without: {', '.join(needed)}",) if needed else ()
        open_ = undecided_by(diagnosis, fact)
        read_as += (f"too wide a range to tell: {', '.join(open_)}",) if open_ else ()
        current = fact.status != "measured" or bool(fact.axioms)
        yield Understood(fact.id, fact.text, fact.status, fact.line, fact.source, read_as, current)
