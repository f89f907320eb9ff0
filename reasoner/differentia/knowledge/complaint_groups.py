"""The complaints of a case as its document groups them: each with its place, its side and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from differentia.diagnosis.vocabulary import DX, HAS_FINDING
from differentia.intake.reader import entry_behind
from differentia.knowledge.explaining import sides_of
from differentia.owl.axioms import ObjectPropertyAssertion
from differentia.owl.expressions import NamedIndividual, ObjectProperty

if TYPE_CHECKING:
    from differentia.diagnosis.case import Fact
    from differentia.knowledge import Diagnosis

__all__ = ["ComplaintGroup", "ToldComplaint", "complaint_groups", "measured", "says"]


class ToldComplaint(NamedTuple):
    """One complaint: its number in the layer, the class of its place, its side, and the phrase that names it."""

    individual: int
    place: str
    side: str | None
    words: str


class ComplaintGroup(NamedTuple):
    """What one group of a document complains of.

    Attributes:
        number: 0 for the case itself, 1, 2, ... for the groups under `complaints`.
        words: the phrase that names the first complaint.
        complaints: each on one side.
    """

    number: int
    words: str
    complaints: tuple[ToldComplaint, ...]

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides of its complaints."""
        return tuple(dict.fromkeys(one.side for one in self.complaints if one.side is not None))


def complaint_groups(diagnosis: Diagnosis) -> list[ComplaintGroup]:
    """Return the groups of a case that have complaints, in the order of the document."""
    told: dict[int, tuple[str, dict[int, ToldComplaint]]] = {}
    for fact in diagnosis.case.facts:
        entry = entry_behind(diagnosis.case, fact.id)
        if fact.status != "present" or entry is None:
            continue
        for one in _complaints_of(diagnosis, fact):
            told.setdefault(entry.group, (fact.text, {}))[1].setdefault(one.individual, one)
    return [ComplaintGroup(number, words, tuple(found.values())) for number, (words, found) in sorted(told.items())]


def _complaints_of(diagnosis: Diagnosis, fact: Fact) -> Iterator[ToldComplaint]:
    lexicon, layer = diagnosis.kb.compiled.lexicon, diagnosis.session.layer
    named = next((iri for _, iri in fact.terms if iri in lexicon.complaints), lexicon.default_complaint)
    if named is None:
        return
    sides = sides_of(diagnosis)
    for axiom in fact.axioms:
        if not isinstance(axiom, ObjectPropertyAssertion) or axiom.property != ObjectProperty(HAS_FINDING):
            continue
        individual, bearer = (layer.symbols.terms.get(end) for end in (axiom.target, axiom.source))
        if individual is not None and _is_complaint(diagnosis, individual):
            side = None if bearer is None else sides.get(bearer)
            yield ToldComplaint(individual, lexicon.same_complaint.get(named, named), side, fact.text)


def _is_complaint(diagnosis: Diagnosis, individual: int) -> bool:
    layer = diagnosis.session.layer
    complaint = layer.symbols.expressions.get(f"<{DX}Complaint>")
    return complaint is not None and complaint in layer.types_of(individual)


def says(diagnosis: Diagnosis, complaint: ToldComplaint, prop: str, value: str) -> bool:
    """Tell whether it is known that a complaint has a value of a property, or that it has it not."""
    layer, lexicon = diagnosis.session.layer, diagnosis.kb.compiled.lexicon
    target = layer.symbols.terms.get(NamedIndividual(value))
    roles = [layer.symbols.roles.get(iri) for iri in (prop, lexicon.twins.get(prop)) if iri is not None]
    return any(
        y == target for role in roles if role is not None for y, _ in layer.successors(2 * role, complaint.individual)
    )


def measured(diagnosis: Diagnosis, complaint: ToldComplaint, kind: str) -> bool:
    """Tell whether a complaint is qualified by a measurement of a kind."""
    layer = diagnosis.session.layer
    role, number = layer.symbols.roles.get(DX + "qualifiedBy"), layer.symbols.expressions.get(f"<{kind}>")
    if role is None or number is None:
        return False
    return any(number in layer.types_of(y) for y, _ in layer.successors(2 * role, complaint.individual))
