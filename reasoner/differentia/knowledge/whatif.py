"""What if: a case with further facts, or without some of its own, and what that changes.

Further facts are assumed on top of the layer of the case and taken back. Where they do more than add (they contradict
the facts, or overtake a measurement; or facts are left out), the changed case is reasoned about from the start: the
answers are always those of a case written so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.case import Case
from differentia.diagnosis.comparisons import Changes, Named
from differentia.diagnosis.computation import compute_all
from differentia.diagnosis.conflicts import Conflicts
from differentia.diagnosis.findings import Change
from differentia.diagnosis.session import Session
from differentia.errors import BadInput
from differentia.owl.facts import Assertion, Mark
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["changes_between", "fact_named", "state_of", "supposed"]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _State:
    """What is compared of a diagnosis."""

    facts: dict[str, str]
    causes: dict[tuple[str, str | None], Row]
    flags: dict[tuple[str, str | None], Named]
    tests: dict[str, Named]
    conflicts: dict[str, Named]


# ---- the changed case


@contextmanager
def supposed(
    diagnosis: Diagnosis,
    more: Mapping[str, Any],
    *,
    without: Collection[str] = (),
    complaint: int = 0,
    lenient: bool = False,
) -> Iterator[Diagnosis]:
    """Change a case for the time of a `with` block: `Diagnosis.assume`."""
    from differentia.intake.reader import changed_case

    left_out = [fact_named(diagnosis.case, name) for name in without]
    lexicon = diagnosis.kb.compiled.lexicon
    case = changed_case(diagnosis.case, lexicon, more, without=left_out, complaint=complaint, lenient=lenient)
    layer = diagnosis.session.layer
    mark = _assumed(diagnosis, case)
    if mark is None:
        yield diagnosis.kb.diagnose(case)
        return
    changed = type(diagnosis)(diagnosis.kb, Session(case, layer, Conflicts(), ()))
    diagnosis.lent = True
    try:
        yield changed
    finally:
        changed.lent, diagnosis.lent = True, False
        layer.undo(mark)


def fact_named(case: Case, name: str) -> str:
    """Return the id of a fact given by its id or its words.

    Raises:
        BadInput: there is no such fact, or more than one is written so.
    """
    ids = [fact.id for fact in case.facts]
    if name in ids:
        return name
    wanted = " ".join(name.casefold().split())
    found = [fact.id for fact in case.facts if " ".join(fact.text.casefold().split()) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput("more than one fact is written so; give its id", phrase=name, nearest=tuple(found))
    import difflib

    near = difflib.get_close_matches(name, [fact.text for fact in case.facts], 3, 0.3)
    raise BadInput("no such fact in the case", phrase=name, nearest=tuple(near or ids[:5]))


def _assumed(diagnosis: Diagnosis, case: Case) -> Mark | None:
    """Assume what a changed case says in addition; None if it does not only add, and the layer is as before."""
    session = diagnosis.session
    said, says = _assertions(session.case), _assertions(case)
    further = [assertion for assertion in says if assertion not in said]
    measured = {fact.id for fact in case.facts if fact.status == "measured"}
    if session.conflicts.minimal or not said.keys() <= says.keys():
        return None
    if session.layer.computations and any(assertion.fact in measured for assertion in further):
        return None  # what was computed might not be if this had been known
    mark = session.layer.assume(further)
    if not session.layer.clashes:
        compute_all(session.layer, diagnosis.kb.compiled.computations, case.iri)
    if session.layer.clashes:
        session.layer.undo(mark)
        return None
    return mark


def _assertions(case: Case) -> dict[Assertion, None]:
    setting = [Assertion(axiom) for axiom in case.scaffold]
    return dict.fromkeys([*setting, *(Assertion(axiom, fact.id) for fact in case.facts for axiom in fact.axioms)])


# ---- what is different


def state_of(diagnosis: Diagnosis) -> _State:
    """Return what is compared of a diagnosis: statuses, red flags, tests, contradictions."""
    texts = {fact.id: _in_words(fact.text, fact.status) for fact in diagnosis.case.facts}
    causes = {(row["cause"], row["side"]): row for row in _rows(diagnosis, "candidates")}
    flags = {
        (row["flag"], row["side"]): Named(row["flag"], row["notation"], _flag(row), row["side"])
        for row in _rows(diagnosis, "red-flags")
    }
    tests = {row["test"]: Named(row["test"], row["notation"], row["label"]) for row in _rows(diagnosis, "next-tests")}
    conflicts = {
        key: Named(key, None, "; ".join(texts[fact] for fact in facts))
        for facts in (sorted(found, key=lambda f: int(f[1:])) for found in diagnosis.session.conflicts.minimal)
        if (key := " ".join(facts))
    }
    return _State(texts, causes, flags, tests, conflicts)


def _rows(diagnosis: Diagnosis, query: str) -> list[Row]:
    return [dict(row) for row in diagnosis.query(query).dicts()]


def _in_words(text: str, status: str) -> str:
    return f"{status}: {text}" if status in ("absent", "unknown") else text


def _flag(row: Mapping[str, Any]) -> str:
    return str(row["label"]) if row["state"] == "raised" else f"{row['label']} (in dispute)"


def changes_between(before: _State, after: _State) -> Changes:
    """Compare two states of one case."""
    return Changes(
        added=_only(after.facts, before.facts),
        removed=_only(before.facts, after.facts),
        moves=tuple(_moves(before, after)),
        flags_raised=_only(after.flags, before.flags),
        flags_gone=_only(before.flags, after.flags),
        tests_added=_only(after.tests, before.tests),
        tests_gone=_only(before.tests, after.tests),
        conflicts=_only(after.conflicts, before.conflicts),
        conflicts_gone=_only(before.conflicts, after.conflicts),
    )


def _only(these: Mapping[Any, Any], those: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(value for key, value in these.items() if those.get(key) != value)


def _moves(before: _State, after: _State) -> Iterator[Change]:
    """Yield what has another status, as it comes in the changed case, then what is told no more on its side."""
    for cause, side in dict.fromkeys([*after.causes, *before.causes]):
        was, now = (_row(state.causes, cause, side) for state in (before, after))
        if side is None and _told_by_sides(before, after, cause):
            continue
        if was["status"] != now["status"]:
            yield Change(cause, now["notation"], str(now["label"]), side, str(was["status"]), str(now["status"]))


def _row(causes: Mapping[tuple[str, str | None], Row], cause: str, side: str | None) -> Row:
    """Return the row of a cause on a side; without one, that of the whole; without either, it is open there."""
    found = causes.get((cause, side)) or causes.get((cause, None))
    if found is not None:
        return found
    other = next(row for (other, _), row in causes.items() if other == cause)
    return {**other, "side": side, "status": "open"}


def _told_by_sides(before: _State, after: _State, cause: str) -> bool:
    """Tell whether a cause has a side in one of the states and is merely open as a whole in the other."""
    for one, other in ((before, after), (after, before)):
        whole = one.causes.get((cause, None))
        sided = any(key[0] == cause and key[1] is not None for key in other.causes)
        if whole is not None and whole["status"] == "open" and sided:
            return True
    return False
