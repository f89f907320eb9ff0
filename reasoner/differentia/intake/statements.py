"""What a fact stands for: the OWL axioms about the patient, the parts of the body, complaints and findings."""

from __future__ import annotations

from typing import NamedTuple

from differentia.intake.lexicon import Lexicon
from differentia.intake.vocabulary import DX, local_name
from differentia.owl.axioms import (
    Axiom,
    ClassAssertion,
    DataPropertyAssertion,
    NegativeObjectPropertyAssertion,
    ObjectPropertyAssertion,
)
from differentia.owl.expressions import (
    XSD,
    Class,
    ClassExpression,
    DataProperty,
    Literal,
    NamedIndividual,
    ObjectComplementOf,
    ObjectHasValue,
    ObjectIntersectionOf,
    ObjectProperty,
    ObjectSomeValuesFrom,
)
from differentia.structs import dataclass, field

__all__ = [
    "Body",
    "Complaint",
    "a",
    "absent_of_complaint",
    "deny_qualifier",
    "found",
    "lacking",
    "lacking_with",
    "observed",
    "qualify",
    "typed",
]

_HAS_FINDING = ObjectProperty(DX + "hasFinding")
_HAS_PART = ObjectProperty(DX + "hasPart")


class Complaint(NamedTuple):
    """A complaint of the patient; `existence` says that there is one, where no phrase of its own says it."""

    individual: NamedIndividual
    existence: tuple[Axiom, ...] = ()


@dataclass(slots=True)
class Body:
    """The patient and the parts of the body that the facts of one case speak of.

    Attributes:
        case: IRI of the case.
        lexicon: which parts have sides.
        parts: class of parts -> the patient's part, filled as facts ask for it.
    """

    case: str
    lexicon: Lexicon
    parts: dict[str, NamedIndividual] = field(default_factory=dict)

    @property
    def patient(self) -> NamedIndividual:
        """The patient."""
        return self.name("patient")

    def name(self, local: str) -> NamedIndividual:
        """An individual of this case."""
        return NamedIndividual(f"{self.case}#{local}")

    def part(self, cls: str) -> NamedIndividual:
        """The patient's part of a class."""
        return self.parts.setdefault(cls, self.name(local_name(cls)))

    def bearers(self, cls: str, sides: tuple[str, ...]) -> tuple[NamedIndividual, ...]:
        """Who bears a finding of this class on these sides: the patient, or one part for each side.

        Without a side it is the part of unspecified side. A side which the bearer does not have is a `KeyError`.
        """
        return tuple(self.patient if part is None else self.part(part) for part in self.places(cls, sides))

    def places(self, cls: str, sides: tuple[str, ...]) -> tuple[str | None, ...]:
        """The classes of the parts that `bearers` takes, None for the patient; takes no part yet."""
        bearer = self.lexicon.bearers.get(cls, DX + "Patient")
        by_side = self.lexicon.parts.get(bearer, {})
        if sides:
            return tuple(by_side[side] for side in sides)
        return (None,) if bearer in {DX + "Patient", DX + "Complaint"} else (bearer,)

    def scaffold(self) -> tuple[Axiom, ...]:
        """The patient and the parts."""
        axioms: list[Axiom] = [ClassAssertion(Class(DX + "Patient"), self.patient)]
        for cls, part in sorted(self.parts.items()):
            axioms.append(ObjectPropertyAssertion(_HAS_PART, self.patient, part))
            axioms.append(ClassAssertion(Class(cls), part))
        return tuple(axioms)


def found(cls: str, individual: NamedIndividual, bearer: NamedIndividual) -> tuple[Axiom, ...]:
    """Say that a finding of a class is there."""
    return ClassAssertion(Class(cls), individual), ObjectPropertyAssertion(_HAS_FINDING, bearer, individual)


def observed(individual: NamedIndividual, date: str | None) -> tuple[Axiom, ...]:
    """Say when a finding was made, if that is known."""
    if date is None:
        return ()
    return (DataPropertyAssertion(DataProperty(DX + "observedAt"), individual, Literal(date, XSD + "dateTime")),)


def a(cls: str, individual: NamedIndividual) -> Axiom:
    """Say that an individual is of a class."""
    return ClassAssertion(Class(cls), individual)


def typed(complaint: Complaint, cls: str) -> tuple[Axiom, ...]:
    """Say that a complaint is of a class."""
    return (*complaint.existence, a(cls, complaint.individual))


def lacking(cls: str, bearer: NamedIndividual) -> Axiom:
    """Say that the bearer has no finding of a class, nor any part of it that the properties of findings reach."""
    return ClassAssertion(_without(_HAS_FINDING, Class(cls)), bearer)


def lacking_with(cls: str, link: str, value: str, bearer: NamedIndividual) -> Axiom:
    """Say that the bearer has no finding of a class that has a value: it may have one without."""
    having = ObjectHasValue(ObjectProperty(link), NamedIndividual(value))
    return ClassAssertion(_without(_HAS_FINDING, ObjectIntersectionOf((Class(cls), having))), bearer)


def qualify(complaint: Complaint, link: str, value: str) -> tuple[Axiom, ...]:
    """Say that a complaint has a value: a maneuver, a quality, a measurement."""
    stated = ObjectPropertyAssertion(ObjectProperty(link), complaint.individual, NamedIndividual(value))
    return (*complaint.existence, stated)


def deny_qualifier(complaints: list[Complaint], link: str, value: str, body: Body) -> tuple[Axiom, ...]:
    """Say that no complaint has a value: with the property that denies it, if there is one.

    Without any complaint this is an absence at the patient: none of the complaints there may be has the value.
    """
    if not complaints:
        having = ObjectHasValue(ObjectProperty(link), NamedIndividual(value))
        return (_no_complaint(having, body),)
    axioms: list[Axiom] = []
    twin = body.lexicon.twins.get(link)
    for complaint in complaints:
        one, other = complaint.individual, NamedIndividual(value)
        axioms += complaint.existence
        if twin is not None:
            axioms.append(ObjectPropertyAssertion(ObjectProperty(twin), one, other))
        else:
            axioms.append(NegativeObjectPropertyAssertion(ObjectProperty(link), one, other))
    return tuple(axioms)


def absent_of_complaint(complaints: list[Complaint], cls: str, body: Body) -> tuple[Axiom, ...]:
    """Say that no complaint is of a class of complaints, or is qualified by a finding of a class."""
    of_complaint = cls in body.lexicon.complaints
    having: ClassExpression = Class(cls)
    if not of_complaint:
        having = ObjectSomeValuesFrom(ObjectProperty(DX + "qualifiedBy"), Class(cls))
    if not complaints:
        return (lacking(cls, body.patient) if of_complaint else _no_complaint(having, body),)
    denied = ObjectComplementOf(having)
    return tuple(axiom for c in complaints for axiom in (*c.existence, ClassAssertion(denied, c.individual)))


def _no_complaint(having: ClassExpression, body: Body) -> Axiom:
    return ClassAssertion(_without(_HAS_FINDING, ObjectIntersectionOf((Class(DX + "Complaint"), having))), body.patient)


def _without(link: ObjectProperty, cls: ClassExpression) -> ClassExpression:
    return ObjectComplementOf(ObjectSomeValuesFrom(link, cls))
