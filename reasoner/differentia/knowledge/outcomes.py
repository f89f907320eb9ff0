"""What each result of a test would change: assume it, saturate, compare, and take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from differentia.diagnosis.findings import Change, Outcome
from differentia.diagnosis.vocabulary import DX, ESTABLISHED, EXCLUDED, HAS_FINDING, INDICATED, RAISES, SUPPORTED
from differentia.knowledge.explaining import sides_of
from differentia.owl.axioms import ClassAssertion, ObjectPropertyAssertion
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty
from differentia.owl.facts import Assertion, FactKey
from differentia.owl.layer import Layer

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["outcomes_of"]

QUESTIONED, INCOMPATIBLE = DX + "questionedCause", DX + "incompatibleCause"
SUGGESTS, SUBTYPE_OF = DX + "suggests", DX + "subtypeOf"
OPPOSED = "opposed: no property, but what a query concludes from several"
_WORDS = {ESTABLISHED: "established", EXCLUDED: "excluded", SUPPORTED: "supported", OPPOSED: "opposed"}
_STRONGEST_FIRST = tuple(_WORDS)
_WATCHED = (ESTABLISHED, EXCLUDED, SUPPORTED, QUESTIONED, INCOMPATIBLE, SUGGESTS, INDICATED, RAISES)
State: TypeAlias = dict[tuple[str, str], set[str]]
"""(subject, property) -> values, for the properties that a result may change."""


def outcomes_of(diagnosis: Diagnosis, test: str, sides: Sequence[str]) -> tuple[Outcome, ...]:
    """Return what each possible result of a test would do.

    Args:
        diagnosis: the case.
        test: IRI of the test.
        sides: the sides on which it would be done; none: wherever the finding belongs.

    Returns:
        One outcome for each result that the ontology lists, in the order of their names. The state of the diagnosis
        is afterwards what it was before.
    """
    found = []
    for row in diagnosis.query("possible-results").dicts():  # of all tests at once: it is asked about several
        if row["test"] != test:
            continue
        bearer = _bearer(diagnosis, str(row["result"]), sides)
        if bearer is not None:
            found.append(_outcome(diagnosis, str(row["result"]), str(row["label"]), bearer))
    return tuple(outcome for outcome in found if outcome is not None)


def _bearer(diagnosis: Diagnosis, result: str, sides: Sequence[str]) -> str | None:
    """Return the individual of the case that a result would belong to; None if the case has no such part."""
    lexicon = diagnosis.kb.compiled.lexicon
    terms = diagnosis.session.layer.symbols.terms
    if lexicon.bearers.get(result) not in lexicon.parts:
        return f"{diagnosis.case.iri}#patient"
    # of several sides, the one where most is already known: there a result decides most
    ranked = [row["side"] for row in diagnosis.query("candidates").dicts()]
    place = {side: ranked.index(side) if side in ranked else len(ranked) for side in sides_of(diagnosis).values()}
    parts = [(place[side], x) for x, side in sides_of(diagnosis).items() if not sides or side in sides]
    for _, x in sorted(parts):
        term = terms[x]
        if isinstance(term, NamedIndividual):
            return term.iri
    return None


def _outcome(diagnosis: Diagnosis, result: str, label: str, bearer: str) -> Outcome | None:
    """Return what one result would do, or None if the facts rule it out."""
    layer = diagnosis.session.layer
    known = _told(layer, layer.facts)
    before = _state(layer, known, bearer)
    mark = layer.assume(_supposition(diagnosis, result, bearer))
    try:
        if layer.clashes:
            return None
        more = _told(layer, layer.facts[mark.facts :])
        after = _state(layer, {key: known.get(key, set()) | more.get(key, set()) for key in (*known, *more)}, bearer)
    finally:
        layer.undo(mark)
    changes = tuple(_changes(diagnosis, before, after, bearer))
    brought = {iri: tuple(_brought(diagnosis, before, after, iri)) for iri in (INDICATED, RAISES)}
    return Outcome(result, label, changes, brought[INDICATED], brought[RAISES])


def _supposition(diagnosis: Diagnosis, result: str, bearer: str) -> list[Assertion]:
    """Return what a result says: of a complaint, that those already there are like this; else a new finding."""
    if result in diagnosis.kb.compiled.lexicon.complaints:
        known = _complaints_of(diagnosis.session.layer, bearer)
        if known:
            return [Assertion(ClassAssertion(Class(result), complaint)) for complaint in known]
    supposed = NamedIndividual(f"{diagnosis.case.iri}#supposed")
    return [
        Assertion(ClassAssertion(Class(result), supposed)),
        Assertion(ObjectPropertyAssertion(ObjectProperty(HAS_FINDING), NamedIndividual(bearer), supposed)),
    ]


def _complaints_of(layer: Layer, bearer: str) -> list[NamedIndividual]:
    symbols = layer.symbols
    role, complaint = symbols.roles.get(HAS_FINDING), symbols.expressions.get(f"<{DX}Complaint>")
    holder = symbols.terms.get(NamedIndividual(bearer))
    if role is None or complaint is None or holder is None:
        return []
    found = (symbols.terms[x] for x, _ in layer.successors(2 * role, holder) if complaint in layer.types_of(x))
    return [term for term in found if isinstance(term, NamedIndividual)]


def _told(layer: Layer, facts: Iterable[FactKey]) -> State:
    """Return what facts say with the properties that a result may change."""
    symbols, found = layer.symbols, State()
    watched = {role: iri for iri in _WATCHED if (role := symbols.roles.get(iri)) is not None}
    for key in facts:
        if len(key) == 3 and key[0] in watched:
            subject, value = symbols.terms[key[1]], symbols.terms[key[2]]
            if isinstance(subject, NamedIndividual) and isinstance(value, NamedIndividual):
                found.setdefault((subject.iri, watched[key[0]]), set()).add(value.iri)
    return found


def _state(layer: Layer, told: State, bearer: str) -> State:
    """Add to what is told what a bearer's complaints and criteria oppose."""
    found = dict(told)
    # as in the query of the candidates: opposed where a criterion questions it or every complaint contradicts it; a
    # complaint that suggests a condition does not contradict a form of it
    against = [
        found.get((complaint.iri, INCOMPATIBLE), set()) - _forms_of(layer, found.get((complaint.iri, SUGGESTS), set()))
        for complaint in _complaints_of(layer, bearer)
    ]
    contradicted = set[str]().union(*against).intersection(*against)
    found[bearer, OPPOSED] = contradicted | found.get((bearer, QUESTIONED), set())
    return found


def _forms_of(layer: Layer, wider: set[str]) -> set[str]:
    symbols = layer.symbols
    role = symbols.roles.get(SUBTYPE_OF)
    known = [symbols.terms.get(NamedIndividual(iri)) for iri in sorted(wider)]
    found = [layer.successors(2 * role + 1, w) for w in known if role is not None and w is not None]
    forms = [symbols.terms[x] for successors in found for x, _ in successors]
    return {term.iri for term in forms if isinstance(term, NamedIndividual)}


def _status(state: State, bearer: str, cause: str) -> str | None:
    return next((_WORDS[p] for p in _STRONGEST_FIRST if cause in state.get((bearer, p), ())), None)


def _changes(diagnosis: Diagnosis, before: State, after: State, bearer: str) -> Iterator[Change]:
    known = {(row["cause"], row["side"]): row for row in diagnosis.query("candidates").dicts()}
    layer = diagnosis.session.layer
    x = layer.symbols.terms.get(NamedIndividual(bearer))
    side = sides_of(diagnosis).get(x) if x is not None else None
    causes = {value for (subject, p), values in after.items() if subject == bearer and p in _WORDS for value in values}
    for cause in sorted(causes):
        row = known.get((cause, side)) or known.get((cause, None)) or next(r for k, r in known.items() if k[0] == cause)
        then = _status(after, bearer, cause)
        if then is not None and then != _status(before, bearer, cause):
            was = _status(before, bearer, cause) or (row["status"] if row["side"] == side else "open")
            yield Change(cause, str(row["notation"]), str(row["label"]), side, str(was), then)


def _brought(diagnosis: Diagnosis, before: State, after: State, predicate: str) -> Iterator[str]:
    labels = diagnosis.kb.compiled.lexicon.labels

    def values(state: State) -> set[str]:
        return {value for (_, p), held in state.items() if p == predicate for value in held}

    left_out = {row["test"] for row in diagnosis.query("withheld-tests").dicts()}
    for iri in sorted(values(after) - values(before) - left_out):
        yield labels.get(iri, iri)
