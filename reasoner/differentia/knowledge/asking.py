"""The questions that a test stands for in a case: about each complaint, for each side, as far as it is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from differentia.diagnosis.vocabulary import HAS_FINDING
from differentia.errors import BadInput
from differentia.intake.candidates import denies
from differentia.intake.measurements import unit_and_limits
from differentia.intake.phrases import read_phrase
from differentia.intake.vocabulary import DX
from differentia.knowledge.complaint_groups import ComplaintGroup, complaint_groups, measured, says
from differentia.knowledge.explaining import sides_of
from differentia.knowledge.replies import NEW_GROUP, Bearing, Question, Written

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["QuestionKey", "Questions", "answered_in_part"]

Row: TypeAlias = dict[str, Any]
QuestionKey: TypeAlias = tuple[str, str, str | None]
ASKED_COST = 1
"""The highest cost class that an interview asks for: questions, and what is seen or felt at once."""


class Questions:
    """The questions of one case.

    Args:
        diagnosis: the case.
    """

    def __init__(self, diagnosis: Diagnosis) -> None:
        self.diagnosis = diagnosis
        self.lexicon = diagnosis.kb.compiled.lexicon
        self.groups = complaint_groups(diagnosis)
        self.side_of = sides_of(diagnosis)

    def of_test(self, rows: Sequence[Row], why: str) -> Iterator[Question]:
        """Yield what a test asks: how the complaint behaves, else a measurement, else the findings it may show."""
        cheap = [row for row in rows if row["cost_class"] is not None and int(row["cost_class"]) <= ASKED_COST]
        behaves = [row for row in cheap if row["property"] is not None]
        measures = [row for row in cheap if str(row["target"]) in self.lexicon.kinds]
        if behaves:
            for row in behaves:
                yield from self._of_complaints(row, why)
        elif measures:
            for row in measures:
                yield from self._numbers(row, why)
        else:
            for row in self._widest_first(cheap):
                yield from self._findings(row, why)

    def of_sides(self) -> Iterator[Question]:
        """Yield on which side a complaint is, where that was not said and could be."""
        for group in self.groups:
            for one in group.complaints:
                sides = [self.lexicon.labels.get(iri, iri) for iri in self._sides_of_class(one.place)]
                if one.side is not None or not sides or not self._readable(f"{sides[0]} {one.words}"):
                    continue
                ways = tuple(
                    Bearing(side, (Written("present", (f"{side} {one.words}",), group.number, one.words),), ())
                    for side in sorted(sides, reverse=True)
                )
                words = f"On which side is “{one.words}”? {', '.join(w.side for w in ways).capitalize()} or both:"
                yield Question("the complaint", "", words, one.words, group.number, one.words, (), (), ways, True)

    # ---- how a complaint behaves

    def _of_complaints(self, row: Row, why: str) -> Iterator[Question]:
        prop, value = str(row["property"]), str(row["target"])
        phrase = self._qualifier(prop, str(row["target_label"]))
        if not self._readable(phrase):
            return
        for group in self.groups or [ComplaintGroup(0, "", ())]:
            if group.complaints and all(says(self.diagnosis, one, prop, value) for one in group.complaints):
                continue
            told, words = str(row["label"]), str(row["question"] or f"Is this so: {phrase}?")
            sides = tuple(self._bearing(group, side, row, phrase) for side in self._sides_for(group))
            must = len(group.sides) > 1
            words = f"About “{group.words}”: {words}" if len(self.groups) > 1 else words
            words = f"{words} {_which(group.sides)}" if must else words
            own = [bearing for bearing in sides if bearing.side in group.sides]
            yes = [one for b in own for one in b.yes] if must else [self._said(group, None, row, phrase)]
            no = [self._said(group, None, row, phrase, absent=True)]
            if not self._alone(group) and must:
                no = [one for b in own for one in b.no]
            yield Question(told, why, words, phrase, group.number, group.words, tuple(yes), tuple(no), sides, must)

    def _alone(self, group: ComplaintGroup) -> bool:
        """Tell whether what a group says of its complaints it says of these only."""
        return group.number > 0 or len(self.groups) < 2

    def _sides_for(self, group: ComplaintGroup) -> tuple[str, ...]:
        """Return the sides that an answer may name: those of the complaint, and others if it is on a side."""
        if not group.sides:
            return ()
        places = {one.place for one in group.complaints}
        others = (self.lexicon.labels.get(s, s) for p in places for s in self._sides_of_class(p))
        return tuple(dict.fromkeys((*group.sides, *others)))

    def _bearing(self, group: ComplaintGroup, side: str, row: Row, phrase: str) -> Bearing:
        """Return what answers for one side write: of the complaint there, or of a complaint that was not told yet."""
        if side not in group.sides:
            place = self.lexicon.labels.get(group.complaints[0].place, group.words)
            return Bearing(side, (Written("present", (f"{side} {place}", phrase), NEW_GROUP),), ())
        only = side if len(group.sides) > 1 else None
        yes, no = (self._said(group, only, row, phrase, absent=absent) for absent in (False, True))
        return Bearing(side, (yes,), (no,))

    def _said(self, group: ComplaintGroup, side: str | None, row: Row, phrase: str, *, absent: bool = False) -> Written:
        """Return how a group states or denies a property of its complaints, perhaps of those on one side only.

        Where the group alone would not tell of which complaints, each is named.
        """
        plain = Written("absent" if absent else "present", (phrase,), group.number)
        if side is None and (self._alone(group) or not absent):
            return plain
        words = self._qualifier(str(row["property"]), str(row["target_label"]), absent=absent)
        told = [one for one in group.complaints if side in (None, one.side)]
        places = [f"{f'{one.side} ' if one.side else ''}{self.lexicon.labels.get(one.place, '')}" for one in told]
        named = tuple(text for place in places if self._readable(text := f"{place} {words}"))
        return Written("present", named, group.number) if len(named) == len(told) else plain

    def _qualifier(self, prop: str, label: str, *, absent: bool = False) -> str:
        """Return the phrase that states or denies a property, if possible in the words of the property's own label."""
        own = self.lexicon.labels.get(self.lexicon.twins.get(prop, "") if absent else prop, "")
        found = [p for one in self.lexicon.patterns.values() for p in one if p.iri == prop and p.absent == absent]
        found.sort(key=lambda p: (own not in p.text, p.text.startswith("{}"), len(p.text), p.text))
        filled = (p.text.replace("{}", label) for p in found)
        return next((text for text in filled if self._readable(text, absent=absent)), label)

    # ---- numbers

    def _numbers(self, row: Row, why: str) -> Iterator[Question]:
        iri, label = str(row["target"]), str(row["target_label"])
        kind = self.lexicon.kinds[iri]
        told, unit = str(row["label"]), None if kind.unit == "1" else kind.unit
        first = str(row["question"]) if row["question"] else f"{label[:1].upper()}{label[1:]}:"
        for group, side in self._places_of_number(iri):
            about = next((g.words for g in self.groups if g.number == group), "") if len(self.groups) > 1 else ""
            of_group = self.lexicon.bearers.get(iri) == DX + "Complaint"
            words = f"About “{about}”: {first}" if about and of_group else first
            words = f"{words} {f'{side.capitalize()} ' if side else ''}({unit_and_limits(kind)})"
            named = about if of_group else ""
            yield Question(told, why, words, label, group, named, unit=unit, number=True, side=side)

    def _places_of_number(self, kind: str) -> Iterator[tuple[int, str | None]]:
        """Yield the groups, or the sides, of which a measurement is not known."""
        if self.lexicon.bearers.get(kind) == DX + "Complaint":
            for group in self.groups:
                if not any(measured(self.diagnosis, one, kind) for one in group.complaints):
                    yield group.number, None
            return
        for side in self._open_sides(kind):
            yield 0, side

    # ---- findings

    def _findings(self, row: Row, why: str) -> Iterator[Question]:
        target, label = str(row["target"]), str(row["target_label"])
        told = str(row["label"])
        if row["open"]:
            if self._open_sides(target):
                group = self.groups[0].number if len(self.groups) == 1 else 0
                yield Question(told, why, str(row["open"]), label, group, open=True)
            return
        sides = self._open_sides(target)
        denial = self._denial(target, label, None)
        if not sides or not self._readable(label) or denial is None:
            return
        words = str(row["question"]) if row["question"] else f"Is this so: {label}?"
        if sides == (None,):
            yield Question(told, why, words, label, yes=(Written("present", (label,)),), no=(denial,))
            return
        bearings = tuple(b for side in sides if side is not None and (b := self._sided(target, label, side)))
        if not bearings:
            return
        whole = len(bearings) == len(self._sides_of_class(target))
        yes = tuple(one for b in bearings for one in b.yes)
        no = (denial,) if whole else tuple(one for b in bearings for one in b.no)
        names = tuple(b.side for b in bearings)
        words = f"{words} {_which(names)}" if len(names) > 1 else f"{words} {names[0].capitalize()}:"
        yield Question(told, why, words, label, 0, "", yes, no, bearings, len(names) > 1)

    def _sided(self, target: str, label: str, side: str) -> Bearing | None:
        """Return what answers for one side write; a complaint goes to its group or begins one."""
        phrase = f"{side} {label}"
        denial = self._denial(target, phrase, side)
        if denial is None or not self._readable(phrase):
            return None
        group = self._group_for(target, side) if target in self.lexicon.complaints else 0
        return Bearing(side, (Written("present", (phrase,), group),), (denial,))

    def _group_for(self, complaint: str, side: str) -> int:
        """Return the group of the complaint of this place and side; without a place, of any on this side."""
        place = self.lexicon.same_complaint.get(complaint)
        for group in self.groups:
            if any(one.side == side and place in (None, one.place) for one in group.complaints):
                return group.number
        return NEW_GROUP

    def _denial(self, target: str, phrase: str, side: str | None) -> Written | None:
        """Return how a finding is denied: under absent, or with words of its own for the absence."""
        if not denies(phrase, self.lexicon):
            return Written("absent", (phrase,))
        senses = self.lexicon.senses.values()
        own = sorted(s.phrase for found in senses for s in found if s.iri == target and s.absent)
        said = [f"{side} {words}" if side else words for words in own]
        return next((Written("present", (w,)) for w in said if self._readable(w, absent=True)), None)

    def _widest_first(self, rows: Sequence[Row]) -> list[Row]:
        """Order findings so that what includes others is asked first: its denial answers for all of them."""
        wider = self.diagnosis.kb.compiled.weights.wider
        unique = {str(row["target"]): row for row in reversed(rows)}
        return sorted(
            unique.values(),
            key=lambda r: (-sum(str(r["target"]) in wider.get(t, ()) for t in unique), r["target_label"]),
        )

    # ---- what is known

    def _sides_of_class(self, cls: str) -> dict[str, str]:
        """Return the sides (IRI -> class of the part) on which a finding of a class can be; none: it has no side."""
        return self.lexicon.parts.get(self.lexicon.bearers.get(cls, ""), {})

    def _open_sides(self, target: str) -> tuple[str | None, ...]:
        """Return the sides on which it is not known whether a finding is there, that of a complaint first.

        (None,) is for what has no side.
        """
        labels = [self.lexicon.labels.get(side, side) for side in self._sides_of_class(target)]
        known = set(self._known(target))
        if not labels:
            return () if known else (None,)
        if None in known:
            return ()
        complaining = [side for group in self.groups for side in group.sides]
        ordered = dict.fromkeys([*complaining, *sorted(labels, reverse=True)])
        return tuple(side for side in ordered if side in labels and side not in known)

    def _known(self, target: str) -> Iterator[str | None]:
        """Yield the sides on which a finding is entailed, or lacking by what was said; None: for the whole patient."""
        layer = self.diagnosis.session.layer
        number = layer.symbols.expressions.get(f"<{target}>")
        role = layer.symbols.roles.get(HAS_FINDING)
        for x in layer.known if number is not None else ():
            if number in layer.types_of(x):
                bearers = [y for y, _ in layer.successors(2 * role + 1, x)] if role is not None else []
                sides = [self.side_of[y] for y in bearers if y in self.side_of]
                yield from sides
                if not sides:
                    yield None
        wider = self.diagnosis.kb.compiled.weights.wider.get(target, frozenset((target,)))
        names = {layer.symbols.terms[x].iri: side for x, side in self.side_of.items()}  # type: ignore[union-attr]
        for fact in self.diagnosis.case.facts:
            for bearer, lacked in fact.lacks:
                if lacked in wider:
                    yield names.get(bearer)

    def _readable(self, phrase: str, *, absent: bool = False) -> bool:
        try:
            return read_phrase(phrase, self.lexicon, hints=False).absent == absent
        except BadInput:
            return False


def answered_in_part(questions: Questions, rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """Return the tests that were asked about one complaint of the case and not about another."""
    found = []
    for test, asks in rows.items() if len(questions.groups) > 1 else ():
        for row in asks:
            if row["property"] is None:
                continue
            prop, value = str(row["property"]), str(row["target"])
            known = {
                any(says(questions.diagnosis, one, prop, value) for one in group.complaints)
                for group in questions.groups
            }
            if known == {True, False}:
                found.append(test)
    return found


def _which(sides: Sequence[str]) -> str:
    return f"{', '.join(sides)}, both or no:".capitalize()
