"""Gathers the facts of one patient from a record, and notes on everything in the record that is not used."""

from __future__ import annotations

import re
from typing import NamedTuple

from differentia.diagnosis.case import Status
from differentia.errors import BadInput
from differentia.intake.document import MAX_FACTS, Document, Entry
from differentia.intake.formats.concepts import Concept, Concepts, Note, Understood
from differentia.intake.formats.elements import Element
from differentia.intake.measurements import read_date
from differentia.intake.phrases import read_side
from differentia.structs import dataclass, field

__all__ = ["Circumstances", "Gathered", "Record"]


class Record(NamedTuple):
    """One patient of a record: the facts as a case file would have them, and what of the record was not used."""

    document: Document
    notes: tuple[Note, ...] = ()


class Circumstances(NamedTuple):
    """What a record says around a fact.

    Attributes:
        where: the place in the record, for notes.
        line: the same as a line.
        side: the words of a side that stands beside the concept.
        group: the group of complaints.
    """

    where: str
    line: int | None
    side: str | None = None
    date: str | None = None
    source: str | None = None
    method: str | None = None
    group: int = 0


@dataclass(slots=True)
class Gathered:
    """The facts of one patient, as they are gathered."""

    concepts: Concepts
    entries: list[Entry] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, where: str, why: str) -> None:
        """Note something that is not used."""
        self.notes.append(Note(where, why))

    def leave(self, element: Element) -> None:
        """Note the parts of an object that nobody has read."""
        if unread := element.unread():
            self.note(element.where, f"not used: {', '.join(unread)}")

    def state(self, at: Circumstances, concept: Concept, status: Status) -> bool:
        """Add that a concept is present, absent or unknown; return whether it is understood."""
        understood = self.concepts.understood(concept, status)
        if understood is None:
            return False
        if self.concepts.differs(concept, status):
            self.note(at.where, f'the text "{concept.text}" says something else than the code, which counts')
        side = self._side(at, understood)
        self.add(Entry(status, understood.phrase, at.group, at.line, side, at.source, self.date(at)))
        return True

    def reported(self, at: Circumstances, concept: Concept, status: Status) -> None:
        """Add what a record reports as a condition: as a finding, or else as a reported diagnosis; or note it."""
        if self.state(at, concept, status):
            return
        report = self.concepts.reported(concept)
        if report is None or not self.state(at, report, status):
            self.unknown(at.where, concept, status)

    def unknown(self, where: str, concept: Concept, status: Status, rest: str = "") -> None:
        """Note a concept that is not understood, and why, where that is known."""
        self.note(where, f"not understood: {concept.shown}{rest}{self.concepts.why_not(concept, status)}")

    def measure(self, at: Circumstances, concept: Concept, value: str, unit: str | None) -> bool:
        """Add a measurement; return whether its kind is understood."""
        understood = self.concepts.understood(concept, "measured")
        if understood is None:
            return False
        side = self._side(at, understood)
        fact = Entry("measured", understood.phrase, at.group, at.line, side, at.source, self.date(at), value, unit)
        self.add(fact._replace(method=at.method))
        return True

    def add(self, entry: Entry) -> None:
        """Add a fact.

        Raises:
            BadInput: there are more than a case may have.
        """
        if len(self.entries) == MAX_FACTS:
            raise BadInput(f"more than {MAX_FACTS} facts", line=entry.line)
        self.entries.append(entry)

    def measured(self, understood: Understood) -> bool:
        """Tell whether a measurement of the same kind is there already."""
        phrases = {entry.term for entry in self.entries if entry.status == "measured"}
        known = (self.concepts.understood(Concept(text=phrase), "measured") for phrase in phrases)
        return any(other is not None and other.terms == understood.terms for other in known)

    def date(self, at: Circumstances) -> str | None:
        """The date of a fact; one that is known to the month or year only is that of its first day, and noted."""
        if at.date is None:
            return None
        if re.fullmatch(r"\d{4}(-\d\d)?", at.date):
            self.note(at.where, f"the date {at.date} is taken to be its first day")
            return (at.date + "-01-01")[:10]
        read_date(at.date)
        return at.date.removesuffix("T00:00:00Z")

    def _side(self, at: Circumstances, understood: Understood) -> str | None:
        if at.side is None:
            return None
        own = {side for reading in understood.readings for side in reading.sides}
        given = set(read_side(at.side, self.concepts.lexicon))
        if own == given:
            return None
        if own:
            self.note(at.where, f'"{understood.phrase}" names another side than "{at.side}", which is not used')
        elif not self.concepts.sided(understood):
            self.note(at.where, f'"{understood.phrase}" has no side of its own: "{at.side}" is not used')
        else:
            return at.side
        return None
