"""Why: the proofs of what is entailed of a cause, and the names and origins that proofs cite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from differentia.asserted import individuals_told_of
from differentia.compiled import notes_on
from differentia.diagnosis.case import SETTING, Fact
from differentia.diagnosis.session import facts_behind, saturate_facts
from differentia.diagnosis.vocabulary import (
    DX,
    ESTABLISHED,
    EXCLUDED,
    HAS_FINDING,
    INDICATED,
    RAISES,
    SUPPORTED,
)
from differentia.errors import BadInput
from differentia.graph import Triple
from differentia.intake.reader import entry_behind
from differentia.owl.expressions import NamedIndividual
from differentia.owl.proof import ProofContext, prove_clash, prove_fact

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = [
    "FactsBehind",
    "cause_named",
    "check_side",
    "context_of",
    "proof_of",
    "proof_of_conflict",
    "proof_triples",
    "proofs_of",
    "sides_of",
    "told_of",
]

_STRONGEST_FIRST = (
    ESTABLISHED,
    EXCLUDED,
    SUPPORTED,
    DX + "questionedCause",
    DX + "incompatibleCause",
    DX + "compatibleCause",
)
_PROVED = (*_STRONGEST_FIRST, INDICATED, RAISES, DX + "contraindicatedTest", DX + "withheldTest", DX + "keepInView")


def proofs_of(diagnosis: Diagnosis, cause: str, side: str | None, *, smallest: bool = False) -> list[dict[str, Any]]:
    """Prove what is entailed of a cause: `Diagnosis.explain`."""
    iri = cause_named(diagnosis, cause)
    kept = told_of(diagnosis, iri, side)
    context = diagnosis.proof_context()
    layer = diagnosis.session.layer
    if smallest and kept:
        from differentia.knowledge.justifying import small_proofs

        proofs = small_proofs(diagnosis, iri, kept)
    else:
        proofs = [prove_fact(layer, fact, context) for _, _, fact in kept]
    rows = diagnosis.query("candidates", cause=iri).dicts()
    if any(row["status"] == "conflict" and side in (None, row["side"]) for row in rows):
        # what would decide rests on contradictory facts: that comes first
        return [proof_of_conflict(diagnosis, facts) for facts in diagnosis.session.conflicts.minimal] + proofs
    return proofs


def told_of(diagnosis: Diagnosis, iri: str, side: str | None) -> list[tuple[str, int, int]]:
    """Return (property, subject, fact) of what is told of a cause, strongest first.

    Raises:
        BadInput: there is no such side.
    """
    sides = sides_of(diagnosis)
    check_side(diagnosis, side)
    found = [key for key in _statements(diagnosis, iri) if side is None or sides.get(key[1]) == side]
    # what holds of a part holds of the whole as well; the whole is told only where no part is
    of_parts = {key[0] for key in found if key[1] in sides}
    return [key for key in found if key[1] in sides or key[0] not in of_parts]


def check_side(diagnosis: Diagnosis, side: str | None) -> None:
    """Refuse a side that there is not.

    Raises:
        BadInput: there is no such side.
    """
    names = {*diagnosis.kb.compiled.lexicon.sides} | {*sides_of(diagnosis).values()}
    if side is not None and side not in names:
        raise _unknown("no such side", side, sorted(names))


def proof_of(diagnosis: Diagnosis, subject: str, predicate: str, value: str) -> dict[str, Any] | None:
    """Prove one inferred triple, or return None if it does not hold."""
    layer = diagnosis.session.layer
    role = layer.symbols.roles.get(predicate)
    ends = [layer.symbols.terms.get(NamedIndividual(iri)) for iri in (subject, value)]
    if role is None or ends[0] is None or ends[1] is None:
        return None
    fact = layer.find((role, ends[0], ends[1]))
    return None if fact is None else prove_fact(layer, fact, diagnosis.proof_context())


def proof_of_conflict(diagnosis: Diagnosis, facts: frozenset[str]) -> dict[str, Any]:
    """Prove that facts of a case cannot all be true.

    Args:
        diagnosis: the case.
        facts: ids of facts in conflict.

    Returns:
        A proof of the contradiction from these facts and the setting of the case alone.
    """
    compiled = diagnosis.kb.compiled
    layer = saturate_facts(compiled.base, diagnosis.case, facts, compiled.computations)
    return prove_clash(layer, diagnosis.proof_context())


class FactsBehind:
    """Finds the phrases of a case on which the membership in a criterion rests.

    Args:
        diagnosis: the case.
    """

    def __init__(self, diagnosis: Diagnosis) -> None:
        self._case = diagnosis.case
        self._layer = diagnosis.session.layer
        self._facts = {fact.id: fact for fact in diagnosis.case.facts}
        self._lexicon = diagnosis.kb.compiled.lexicon
        self._sides = sides_of(diagnosis)
        self._has_finding = self._layer.symbols.roles.get(HAS_FINDING)
        self._members: dict[int, list[tuple[int, int]]] = {}
        for number, key in enumerate(self._layer.facts):
            if len(key) == 2:
                self._members.setdefault(key[0], []).append((key[1], self._layer.offset + number))

    def criterion(self, criterion: str, side: str | None) -> tuple[str, ...]:
        """Return the phrases behind a criterion on one side, an absence marked as such, in the order of the case.

        Args:
            criterion: IRI of the class that is met.
            side: the label of the side; None: wherever it is met.
        """
        number = self._layer.symbols.expressions.get(f"<{criterion}>")
        members = self._members.get(number, []) if number is not None else []
        facts = [fact for x, fact in members if side is None or side in self._sides_near(x)]
        return self.said(facts_behind(self._layer, facts))

    def said(self, ids: Collection[str]) -> tuple[str, ...]:
        """Return the phrases of facts, in the order of the case."""
        return tuple(self._said(fact) for number, fact in self._facts.items() if number in ids)

    def naming(self, term: str, finding: str) -> tuple[str, ...]:
        """Return the phrases about a finding that were read as a term, in the order of the case."""
        kept = [fact for fact in self._about(finding) if term in (iri for _, iri in fact.terms)]
        return tuple(self._said(fact) for fact in kept)

    def complaint(self, finding: str) -> str:
        """Return the words in which a complaint was reported, as far as they name one."""
        names = self._lexicon.complaints
        return next((f.text for f in self._about(finding) if any(iri in names for _, iri in f.terms)), "the complaint")

    def _about(self, finding: str) -> list[Fact]:
        return [fact for fact in self._facts.values() if finding in individuals_told_of(fact)]

    def _said(self, fact: Fact) -> str:
        """Quote a fact; where the words do not say themselves that something is absent, add it."""
        if fact.status != "absent":
            return fact.text
        entry = entry_behind(self._case, fact.id)
        denied_by_its_words = entry is not None and entry.status != "absent"
        return fact.text if denied_by_its_words else f"absent: {fact.text}"

    def _sides_near(self, x: int) -> set[str | None]:
        """Return the side of a body part, or of the part that has a finding; a patient is on every side."""
        if x in self._sides or self._has_finding is None:
            return {self._sides.get(x)}
        holders = [y for y, _ in self._layer.successors(2 * self._has_finding + 1, x)]
        return {self._sides[y] for y in holders if y in self._sides}


def cause_named(diagnosis: Diagnosis, cause: str) -> str:
    """Return the IRI of a condition given by its notation, label or IRI."""
    names: dict[str, str] = {}
    for row in diagnosis.query("conditions").dicts():
        names |= {str(row[column]): str(row["cause"]) for column in ("cause", "notation", "label") if row[column]}
    found = next((iri for name, iri in names.items() if name.casefold() == cause.casefold()), None)
    if found is None:
        raise _unknown("no such cause", cause, names, cutoff=0.3)
    return found


def _unknown(message: str, wanted: str, names: Iterable[str], cutoff: float = 0.6) -> BadInput:
    import difflib

    shown = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(wanted.casefold(), shown, 3, cutoff)
    return BadInput(message, phrase=wanted, nearest=tuple(shown[name] for name in near))


def sides_of(diagnosis: Diagnosis) -> dict[int, str]:
    """Return for each sided body part of the case (its number in the layer) the label of its side."""
    layer, lexicon = diagnosis.session.layer, diagnosis.kb.compiled.lexicon
    side_of = {
        number: lexicon.labels.get(side, side)
        for parts in lexicon.parts.values()
        for side, part in parts.items()
        if (number := layer.symbols.expressions.get(f"<{part}>")) is not None
    }
    return {x: side for x in layer.known for c, side in side_of.items() if c in layer.types_of(x)}


def _statements(diagnosis: Diagnosis, cause: str) -> Iterator[tuple[str, int, int]]:
    """Yield (property, subject, fact) of what is entailed of a cause, strongest first, parts before wholes."""
    layer = diagnosis.session.layer
    target = layer.symbols.terms.get(NamedIndividual(cause))
    for predicate in _STRONGEST_FIRST:
        role = layer.symbols.roles.get(predicate)
        if role is not None and target is not None:
            below = set((layer.base.edges if layer.base else {}).get((2 * role + 1, target), ()))
            pairs = [pair for pair in layer.successors(2 * role + 1, target) if pair not in below]
            yield from sorted(((predicate, x, fact) for x, fact in pairs), key=lambda key: key[2])


def context_of(diagnosis: Diagnosis) -> ProofContext:
    """Return what proofs of a case say of origins and names."""
    compiled, case = diagnosis.kb.compiled, diagnosis.case
    ontology = compiled.details().ontology
    header = {
        "ontology": compiled.sha256,
        "version": compiled.version,
        "case": case.sha256,
        "mappings": compiled.mappings,
    }
    return ProofContext(header, lambda axiom: notes_on(ontology, axiom), _describer(diagnosis), _namer(diagnosis))


def _describer(diagnosis: Diagnosis) -> Callable[[str | None], dict[str, Any]]:
    facts = {fact.id: fact for fact in diagnosis.case.facts}
    labels = diagnosis.kb.compiled.lexicon.labels

    def describe(number: str | None) -> dict[str, Any]:
        if number is None:
            parts = sorted({c.iri for a in diagnosis.case.scaffold if (c := getattr(a, "cls", None)) is not None})
            terms = [[labels.get(iri, iri), iri] for iri in parts]
            return {"text": SETTING, "line": None, "status": "present", "source": None, "date": None, "terms": terms}
        fact = facts[number]
        return {
            "text": fact.text,
            "line": fact.line,
            "status": fact.status,
            "source": fact.source,
            "date": fact.date,
            "terms": [list(pair) for pair in fact.terms],
        }

    return describe


def _namer(diagnosis: Diagnosis) -> Callable[[str], str | None]:
    """Name terms by their labels, and the individuals of the case by what the case says of them."""
    labels = dict(diagnosis.kb.compiled.lexicon.labels)
    prefix = diagnosis.case.iri + "#"
    texts = {fact.id: fact.text for fact in diagnosis.case.facts}
    for axiom in diagnosis.case.scaffold:
        cls, individual = getattr(axiom, "cls", None), getattr(axiom, "individual", None)
        if cls is not None and isinstance(individual, NamedIndividual) and cls.iri in labels:
            labels.setdefault(individual.iri, f"the {labels[cls.iri]}")

    def name(iri: str) -> str | None:
        if iri in labels or not iri.startswith(prefix):
            return labels.get(iri)
        fact = iri[len(prefix) :].partition("-")[0]
        return f"“{texts[fact]}”" if fact in texts else None

    return name


def proof_triples(diagnosis: Diagnosis) -> Iterator[Triple]:
    """Yield the proofs of all conclusions about the case, as PROV-O triples."""
    from differentia.telling.proof_rdf import proof_triples as written

    layer, context = diagnosis.session.layer, diagnosis.proof_context()
    wanted = {n for iri in _PROVED if (n := layer.symbols.roles.get(iri)) is not None}
    for number, key in enumerate(layer.facts):
        if len(key) == 3 and key[0] in wanted:
            yield from written(prove_fact(layer, layer.offset + number, context), diagnosis.case.iri)
