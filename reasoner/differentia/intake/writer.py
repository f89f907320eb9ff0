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
from differentia.intake.readings import Reading
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
        raise error.at(line=error.line or line, phrase=error.phrase or phrase) from None


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
    amounts: tuple[tuple[str, Value], ...] = ()

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
        self.named: dict[tuple[int, str], dict[NamedIndividual, NamedIndividual]] = {}

    def facts(self, drafts: list[Draft]) -> tuple[Fact, ...]:
        """Write all facts: complaints first, since others speak of them."""
        for sided in (True, False):
            for draft in drafts:
                with located(draft.entry.line, draft.entry.text):
                    self.name_complaints(draft, sided)
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

    def name_complaints(self, draft: Draft, sided: bool) -> None:
        """Name the complaints of a phrase: those with a side first, so that later mentions without one mean them."""
        place = self.lexicon.same_complaint.get(draft.iri)
        if draft.status != "present" or place is None or bool(draft.sides) is not sided:
            return
        named = self.named.setdefault((draft.entry.group, place), {})
        if sided or not named:
            for individual, bearer in self.new_individuals(draft):
                named.setdefault(bearer, individual)

    def note_complaints(self, draft: Draft) -> None:
        """Note the complaints that a phrase names."""
        if draft.status == "present" and self.role(draft) == "complaint":
            known = self.complaints.setdefault(draft.entry.group, [])
            named = [Complaint(individual) for individual, _ in self.individuals(draft)]
            known += [complaint for complaint in named if complaint not in known]

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
        """The findings that one phrase names, each with its bearer: one for each side.

        A complaint that its group has named before, at the same place and side, is the same complaint.
        """
        place = self.lexicon.same_complaint.get(draft.iri)
        named = self.named.get((draft.entry.group, place or ""), {})
        if draft.status != "present" or not named:
            return self.new_individuals(draft)
        wanted = self.bearers(draft) if draft.sides else tuple(named)
        return [(named[bearer], bearer) for bearer in wanted]

    def new_individuals(self, draft: Draft) -> list[tuple[NamedIndividual, NamedIndividual]]:
        """Individuals named after a fact."""
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
                if draft.amounts and self.role(draft) in {"qualifier", "of complaints"}:
                    for kind, value in draft.amounts:
                        key = (kind, self.body.patient.iri, draft.entry.group, "")
                        entries.append(Measured(key, value, draft.date, draft.entry.text, draft.entry.line))
                        places.append((draft.id, ""))
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
            unused=draft.reading.unused,
        )

    def present(self, draft: Draft) -> tuple[Axiom, ...]:
        axioms: list[Axiom] = []
        role, complaints = self.role(draft), self.complaints.get(draft.entry.group, [])
        if role in {"complaint", "finding"}:
            own = self.individuals(draft)
            for individual, bearer in own:
                axioms += [*say.found(draft.iri, individual, bearer), *say.observed(individual, draft.date)]
            return (*axioms, *self.detailed(draft, [Complaint(individual) for individual, _ in own]))
        value = draft.reading.sense.value
        if value is not None:
            stated = [axiom for complaint in complaints for axiom in say.qualify(complaint, draft.iri, value)]
            return (*stated, *self.detailed(draft, complaints))
        if draft.amounts:
            return self.detailed(draft, complaints)
        if draft.iri in self.lexicon.complaints:
            return tuple(axiom for c in complaints for axiom in say.typed(c, draft.iri))
        return self.qualifying(draft, complaints)

    def detailed(self, draft: Draft, complaints: list[Complaint]) -> tuple[Axiom, ...]:
        """What a phrase says of complaints besides its first term."""
        axioms: list[Axiom] = []
        for detail in draft.reading.details:
            if detail.denied:
                axioms += say.deny_qualifier(complaints, detail.link, detail.value, self.body)
            else:
                axioms += [a for c in complaints for a in say.qualify(c, detail.link, detail.value)]
        for number, (kind, value) in enumerate(draft.amounts, start=1):
            measured = self.body.name(f"{draft.id}-m{number}")
            axioms += [say.a(kind, measured), *say.observed(measured, draft.date), value.axiom(measured)]
            for complaint in complaints:
                axioms += say.qualify(complaint, DX + "qualifiedBy", measured.iri)
        return tuple(axioms)

    def absent(self, draft: Draft) -> tuple[tuple[Axiom, ...], tuple[tuple[str, str], ...]]:
        group, value = draft.entry.group, draft.reading.sense.value
        complaints = (
            self.complaints.get(group, [])
            if group
            else [c for n in sorted(self.complaints) for c in self.complaints[n]]
        )
        details = draft.reading.details
        if value is not None:
            denied = [(draft.iri, value), *((detail.link, detail.value) for detail in details)]
            return tuple(a for link, v in denied for a in say.deny_qualifier(complaints, link, v, self.body)), ()
        if self.role(draft) == "of complaints":
            return say.absent_of_complaint(complaints, draft.iri, self.body), ()
        self.check_sides(draft)
        bearer = self.bearers(draft)[0] if len(draft.sides) == 1 else self.body.patient
        if details:
            return tuple(say.lacking_with(draft.iri, detail.link, detail.value, bearer) for detail in details), ()
        lacked = (draft.iri, *self.lexicon.covers.get(draft.iri, ()))
        return (say.lacking(draft.iri, bearer),), tuple((bearer.iri, cls) for cls in lacked)

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
