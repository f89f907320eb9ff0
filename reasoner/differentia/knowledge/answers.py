"""The answers that the tests of an ontology could give about a case, as hypotheses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from differentia.diagnosis.comparisons import Answer
from differentia.diagnosis.vocabulary import DX, HAS_FINDING
from differentia.intake import statements as say
from differentia.intake.statements import Body, Complaint
from differentia.intake.vocabulary import local_name
from differentia.owl.abduction import Hypothesis
from differentia.owl.axioms import Axiom, ClassAssertion
from differentia.owl.expressions import Class, NamedIndividual
from differentia.owl.layer import Layer
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["UNKNOWN_COST", "Askable", "Place", "askable", "places_of"]

UNKNOWN_COST = 5
"""What a test counts whose cost class the ontology does not say: more than any other."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something can be found: a part of the body with its side, or the patient; with the complaints there."""

    individual: NamedIndividual
    side: str | None
    cls: str | None
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class Askable:
    """What may be asked about a case.

    Attributes:
        answers: by id.
        hypotheses: what each answer says.
        terms: for each answer, the words and terms that a proof cites.
        setting: assertions about parts of the body that the case does not mention.
        left_out: tests that were not considered, with the reason.
    """

    answers: dict[str, Answer]
    hypotheses: tuple[Hypothesis, ...]
    terms: dict[str, list[list[str]]]
    setting: tuple[Axiom, ...]
    left_out: tuple[str, ...]


def places_of(diagnosis: Diagnosis, side: str | None) -> tuple[list[Place], tuple[Axiom, ...]]:
    """Return where answers are sought, parts of the body before the patient, and what lays out parts not mentioned yet.

    They are the parts on the side asked for; else those with a complaint; else those of the case; else all with sides.
    """
    case, lexicon = diagnosis.case, diagnosis.kb.compiled.lexicon
    layer = diagnosis.session.layer
    body = Body(case.iri, lexicon)
    known = {axiom.individual: axiom.cls for axiom in case.scaffold if isinstance(axiom, ClassAssertion)}
    parts: list[Place] = []
    for _, by_side in sorted(lexicon.parts.items()):
        for its_side, cls in sorted(by_side.items()):
            part = body.name(local_name(cls))
            parts.append(Place(part, lexicon.labels.get(its_side, its_side), cls, _complaints(layer, part)))
    mentioned = [place for place in parts if known.get(place.individual) == Class(place.cls or "")]
    hurting = [place for place in mentioned if place.complaints]
    chosen = [place for place in parts if place.side == side] if side is not None else hurting or mentioned or parts
    new = Body(case.iri, lexicon)
    for place in chosen:
        if place not in mentioned and place.cls is not None:
            new.part(place.cls)
    of_parts = {complaint for place in chosen for complaint in place.complaints}
    elsewhere = tuple(c for c in _complaints(layer, body.patient) if c not in of_parts)
    patient = Place(body.patient, None, None, elsewhere)
    return [*chosen, patient], new.scaffold() if new.parts else ()


def _complaints(layer: Layer, bearer: NamedIndividual) -> tuple[Complaint, ...]:
    """Return the named complaints that a bearer has."""
    symbols = layer.symbols
    role, kind = symbols.roles.get(HAS_FINDING), symbols.expressions.get(f"<{DX}Complaint>")
    holder = symbols.terms.get(bearer)
    if role is None or kind is None or holder is None:
        return ()
    found = (symbols.terms[x] for x, _ in layer.successors(2 * role, holder) if kind in layer.types_of(x))
    return tuple(Complaint(term) for term in found if isinstance(term, NamedIndividual))


def askable(diagnosis: Diagnosis, places: list[Place], setting: tuple[Axiom, ...]) -> Askable:
    """Return every answer that a test could still give in some places.

    Tests that a red flag withholds, that are contraindicated, or whose measurement is on record are left out.

    Args:
        diagnosis: the case.
        places: where.
        setting: what lays out the places that the case does not mention.
    """
    forbidden = _forbidden(diagnosis)
    done = {(row["test"], row["holder"]) for row in _rows(diagnosis, "measured-already")}
    writer = _Writer(diagnosis, Body(diagnosis.case.iri, diagnosis.kb.compiled.lexicon))
    for row in _rows(diagnosis, "answers"):  # the cheapest test that can give an answer comes first
        if row["test"] not in forbidden:
            for place in places:
                if (row["test"], place.individual.iri) not in done:
                    writer.add(row, place)
    measured = [f"{row['label']}: on record" for row in _rows(diagnosis, "measured-already")]
    left_out = tuple(dict.fromkeys([*forbidden.values(), *measured]))
    return Askable(writer.answers, tuple(writer.hypotheses), writer.terms, setting, left_out)


def _rows(diagnosis: Diagnosis, query: str) -> list[Row]:
    return [dict(row) for row in diagnosis.query(query).dicts()]


def _forbidden(diagnosis: Diagnosis) -> dict[str, str]:
    """Return the tests that must not be done now, each with the reason in words."""
    rows = [row for row in _rows(diagnosis, "withheld-tests") if row["reason"] != "done"]
    return {row["test"]: f"{row['label']}: {row['reason']} ({row['words']})" for row in reversed(rows)}


class _Writer:
    """Writes answers as hypotheses; what an answer says is written once, for the cheapest test."""

    def __init__(self, diagnosis: Diagnosis, body: Body) -> None:
        self.lexicon = diagnosis.kb.compiled.lexicon
        self.body = body
        self.answers: dict[str, Answer] = {}
        self.hypotheses: list[Hypothesis] = []
        self.terms: dict[str, list[list[str]]] = {}
        self._written: set[tuple[Axiom, ...]] = set()

    def add(self, row: Row, place: Place) -> None:
        """Write the answers of a row in a place."""
        for words, axioms, terms in self._said(row, place):
            if not axioms or axioms in self._written:
                continue
            self._written.add(axioms)
            number = f"h{len(self.answers) + 1}"
            cost = int(row["cost_class"]) if row["cost_class"] is not None else None
            test = (row["test"], row["notation"], str(row["label"]), cost)
            self.answers[number] = Answer(number, words, *test, place.side)
            self.hypotheses.append(Hypothesis(number, axioms, UNKNOWN_COST if cost is None else cost))
            self.terms[number] = terms

    def _said(self, row: Row, place: Place) -> Iterator[tuple[str, tuple[Axiom, ...], list[list[str]]]]:
        answer, words = str(row["answer"]), str(row["words"])
        where = f"{place.side} " if place.side else ""
        if row["asked"] is not None:
            for link, its_words in ((row["asked"], row["asked_words"]), (row["denied"], row["denied_words"])):
                if link is not None:
                    axioms = [a for complaint in place.complaints for a in say.qualify(complaint, link, answer)]
                    terms = [[str(its_words), link], [words, answer]]
                    yield f"{where}complaint {its_words} {words}", tuple(axioms), terms
            return
        if not self._belongs(answer, place):
            return
        terms = [[words, answer]]
        yield f"{where}{words}", self._present(answer, place), terms
        if not row["value"]:
            yield f"no {where}{words}", self._absent(answer, place), terms

    def _belongs(self, cls: str, place: Place) -> bool:
        """Tell whether a finding of a class is had in a place."""
        bearer = self.lexicon.bearers.get(cls, DX + "Patient")
        if bearer == DX + "Complaint":
            return bool(place.complaints)
        return (bearer in self.lexicon.parts and place.cls in self.lexicon.parts[bearer].values()) or (
            bearer not in self.lexicon.parts and place.cls is None
        )

    def _present(self, cls: str, place: Place) -> tuple[Axiom, ...]:
        finding = self.body.name(f"supposed-{local_name(cls)}-{local_name(place.individual.iri)}")
        if self.lexicon.bearers.get(cls) == DX + "Complaint" and cls not in self.lexicon.complaints:
            link = DX + "qualifiedBy"
            return (say.a(cls, finding), *(a for c in place.complaints for a in say.qualify(c, link, finding.iri)))
        if cls in self.lexicon.complaints and place.complaints:
            return tuple(axiom for complaint in place.complaints for axiom in say.typed(complaint, cls))
        return say.found(cls, finding, place.individual)

    def _absent(self, cls: str, place: Place) -> tuple[Axiom, ...]:
        of_complaints = cls in self.lexicon.complaints or self.lexicon.bearers.get(cls) == DX + "Complaint"
        if of_complaints and place.complaints:
            return say.absent_of_complaint(list(place.complaints), cls, self.body)
        return (say.lacking(cls, place.individual),)
