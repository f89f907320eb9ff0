"""Writes the facts of a case: from phrases that are understood to axioms about the patient's parts and complaints.

Whatever a phrase says of "the" complaint it says of all complaints of its group. Where a group speaks of a complaint
without naming one, there is one of unsaid place, and each phrase that presupposes it asserts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from differentia.diagnosis.case import Fact, Status
from differentia.errors import BadInput
from differentia.intake import statements as say
from differentia.intake.document import Entry
from differentia.intake.lexicon import Lexicon
from differentia.intake.measurements import Measured, Value, overtaken
from differentia.intake.phrases import Reading
from differentia.intake.statements import Body, Complaint
from differentia.intake.vocabulary import DX, local_name
from differentia.intake.wording import normalise
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import NamedIndividual

__all__ = ["Draft", "located", "write"]


@contextmanager
def located(line: int | None, phrase: str | None = None) -> Iterator[None]:
    """Add a line, and the phrase as written, to what is said of bad input inside the block."""
    try:
        yield
    except BadInput as error:
        if error.line is not None and error.phrase is not None:
            raise
        raise type(error)(
            error.message, line=error.line or line, phrase=error.phrase or phrase, nearest=error.nearest
        ) from None


class Draft(NamedTuple):
    """A fact whose words are understood and whose axioms are still to be written."""

    id: str
    entry: Entry
    reading: Reading
    status: Status
    sides: tuple[str, ...]
    source: str | None
    date: str | None
    value: Value | None = None

    @property
    def iri(self) -> str:
        """What the phrase names."""
        return self.reading.sense.iri


def write(drafts: list[Draft], case: str, lexicon: Lexicon) -> tuple[tuple[Fact, ...], tuple[Axiom, ...]]:
    """Write the facts of a case, and its scaffold: the patient and the parts of the body.

    Args:
        drafts: the facts as understood, in the order of the document.
        case: IRI of the case.
        lexicon: the words of the domain.

    Raises:
        BadInput: a side that is not there, a qualifier without a complaint, values that contradict each other.
    """
    writer = _Writer(lexicon, Body(case, lexicon), frozenset(draft.entry.group for draft in drafts))
    facts = writer.facts(drafts)
    return facts, writer.body.scaffold()


class _Writer:
    """Writes the axioms of the facts of one case."""

    def __init__(self, lexicon: Lexicon, body: Body, groups: frozenset[int]) -> None:
        self.lexicon = lexicon
        self.body = body
        self.groups = groups
        self.complaints: dict[int, list[Complaint]] = {}

    def facts(self, drafts: list[Draft]) -> tuple[Fact, ...]:
        """Write all facts: complaints first, since others speak of them."""
        for draft in drafts:
            with located(draft.entry.line, draft.entry.text):
                self.note_complaints(draft)
        for draft in drafts:
            with located(draft.entry.line, draft.entry.text):
                self.provide_complaint(draft)
        past = self.past(drafts)
        facts = []
        for draft in drafts:
            with located(draft.entry.line, draft.entry.text):
                facts.append(self.fact(draft, past.get(draft.id, frozenset())))
        return tuple(facts)

    def note_complaints(self, draft: Draft) -> None:
        """Note the complaints that a phrase names."""
        if draft.status == "present" and self.role(draft) == "complaint":
            named = [Complaint(individual) for individual, _ in self.individuals(draft)]
            self.complaints.setdefault(draft.entry.group, []).extend(named)

    def role(self, draft: Draft) -> str:
        """What a fact is about: a qualifier, something said of complaints, a complaint, or a finding."""
        if draft.reading.sense.value is not None:
            return "qualifier"
        if self.lexicon.bearers.get(draft.iri) == DX + "Complaint":
            return "of complaints"
        return "complaint" if draft.iri in self.lexicon.complaints else "finding"

    def provide_complaint(self, draft: Draft) -> None:
        """Make sure that what is said of the complaints of a group has a complaint to be said of.

        A qualifier that is absent from the case as a whole needs none: it is true of patients without complaints.
        """
        group = draft.entry.group
        if self.role(draft) not in {"qualifier", "of complaints"} or draft.status == "unknown":
            return
        if draft.sides:
            raise BadInput("has no side of its own; give each complaint its own group under complaints")
        if draft.status == "absent" and group == 0:
            return
        if self.complaints.get(group):
            return
        if group == 0 and len(self.groups) > 1:
            raise BadInput("belongs to a complaint: write it into the group of that complaint")
        cls = self.lexicon.default_complaint
        if cls is None:
            raise BadInput("there is no complaint that this could belong to")
        individual = self.body.name(f"complaint-{group}" if group else "complaint")
        (bearer,) = self.body.bearers(cls, ())
        self.complaints[group] = [Complaint(individual, say.found(cls, individual, bearer))]

    def bearers(self, draft: Draft) -> tuple[NamedIndividual, ...]:
        self.check_sides(draft)
        return self.body.bearers(draft.iri, draft.sides)

    def check_sides(self, draft: Draft) -> None:
        try:
            self.body.places(draft.iri, draft.sides)
        except KeyError as error:
            side = self.lexicon.labels.get(error.args[0], local_name(error.args[0]))
            raise BadInput(f"is not found on a side, so it cannot be {side}") from None

    def individuals(self, draft: Draft) -> list[tuple[NamedIndividual, NamedIndividual]]:
        """The findings that one phrase names, each with its bearer: one for each side."""
        bearers = self.bearers(draft)
        if len(bearers) == 1:
            return [(self.body.name(draft.id), bearers[0])]
        return [(self.body.name(f"{draft.id}-{local_name(bearer.iri)}"), bearer) for bearer in bearers]

    def past(self, drafts: list[Draft]) -> dict[str, frozenset[str]]:
        """Which measurements a later one has overtaken: the id of the fact, and the bearers of which it is past."""
        entries: list[Measured] = []
        places: list[tuple[str, str]] = []
        for draft in drafts:
            if draft.value is None:
                continue
            with located(draft.entry.line, draft.entry.text):
                group = draft.entry.group if self.role(draft) == "of complaints" else 0
                for bearer in self.bearers(draft):
                    key = (draft.iri, bearer.iri, group, normalise(draft.entry.method or ""))
                    entries.append(Measured(key, draft.value, draft.date, draft.entry.text, draft.entry.line))
                    places.append((draft.id, bearer.iri))
        found: dict[str, frozenset[str]] = {}
        for place in overtaken(entries):
            fact, bearer_iri = places[place]
            found[fact] = found.get(fact, frozenset()) | {bearer_iri}
        return found

    def fact(self, draft: Draft, past: frozenset[str]) -> Fact:
        axioms: tuple[Axiom, ...] = ()
        lacks: tuple[tuple[str, str], ...] = ()
        if draft.status == "absent":
            axioms, lacks = self.absent(draft)
        elif draft.value is not None:
            axioms = self.measured(draft, draft.value, past)
        elif draft.status == "present":
            axioms = self.present(draft)
        return Fact(
            id=draft.id,
            text=draft.entry.text,
            status=draft.status,
            line=draft.entry.line,
            source=draft.source,
            date=draft.date,
            terms=(
                *draft.reading.sense.terms,
                *((self.lexicon.labels.get(side, local_name(side)), side) for side in draft.sides),
            ),
            axioms=tuple(dict.fromkeys(axioms)),
            lacks=lacks,
        )

    def present(self, draft: Draft) -> tuple[Axiom, ...]:
        axioms: list[Axiom] = []
        role, complaints = self.role(draft), self.complaints.get(draft.entry.group, [])
        if role in {"complaint", "finding"}:
            for individual, bearer in self.individuals(draft):
                axioms += [*say.found(draft.iri, individual, bearer), *say.observed(individual, draft.date)]
            return tuple(axioms)
        value = draft.reading.sense.value
        if value is not None:
            return tuple(axiom for complaint in complaints for axiom in say.qualify(complaint, draft.iri, value))
        if draft.iri in self.lexicon.complaints:
            return tuple(axiom for c in complaints for axiom in say.typed(c, draft.iri))
        return self.qualifying(draft, complaints)

    def absent(self, draft: Draft) -> tuple[tuple[Axiom, ...], tuple[tuple[str, str], ...]]:
        group, value = draft.entry.group, draft.reading.sense.value
        complaints = (
            self.complaints.get(group, [])
            if group
            else [c for n in sorted(self.complaints) for c in self.complaints[n]]
        )
        if value is not None:
            return say.deny_qualifier(complaints, draft.iri, value, self.body), ()
        if self.role(draft) == "of complaints":
            return say.absent_of_complaint(complaints, draft.iri, self.body), ()
        self.check_sides(draft)
        bearer = self.bearers(draft)[0] if len(draft.sides) == 1 else self.body.patient
        return (say.lacking(draft.iri, bearer),), ((bearer.iri, draft.iri),)

    def measured(self, draft: Draft, value: Value, past: frozenset[str]) -> tuple[Axiom, ...]:
        if self.role(draft) == "of complaints":
            if past:
                return ()
            axioms = self.qualifying(draft, self.complaints.get(draft.entry.group, []))
            return (*axioms, value.axiom(self.body.name(draft.id)))
        found: list[Axiom] = []
        for individual, bearer in self.individuals(draft):
            if bearer.iri not in past:
                found += [*say.found(draft.iri, individual, bearer), value.axiom(individual)]
                found += say.observed(individual, draft.date)
        return tuple(found)

    def qualifying(self, draft: Draft, complaints: list[Complaint]) -> tuple[Axiom, ...]:
        """A finding or measurement of the course of complaints."""
        individual = self.body.name(draft.id)
        axioms: list[Axiom] = [say.a(draft.iri, individual), *say.observed(individual, draft.date)]
        for complaint in complaints:
            axioms += say.qualify(complaint, DX + "qualifiedBy", individual.iri)
        return tuple(axioms)
