"""What comparing diagnoses found, as plain data for those who tell it."""

from __future__ import annotations

from typing import Any

from differentia.diagnosis.findings import Change, Line
from differentia.owl.proof_difference import Difference
from differentia.structs import dataclass

__all__ = ["Answer", "Changes", "Contrast", "Fit", "Named", "Standing", "Way", "WhyNot"]


@dataclass(frozen=True, slots=True)
class Named:
    """A red flag, a test or a contradiction: its IRI or facts, its notation, its name, and a side if it is on one."""

    id: str
    notation: str | None
    label: str
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different in a changed case.

    Attributes:
        added: the facts that are there in addition, in words.
        removed: the facts that are left out, in words.
        moves: causes whose status is another.
        flags_raised: red flags that were not raised before.
        flags_gone: red flags that are raised no more.
        tests_added: tests that have become worth doing.
        tests_gone: tests that are so no more, because they are done, withheld or not indicated.
        conflicts: contradictions that were not there before.
        conflicts_gone: contradictions that are there no more.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moves: tuple[Change, ...] = ()
    flags_raised: tuple[Named, ...] = ()
    flags_gone: tuple[Named, ...] = ()
    tests_added: tuple[Named, ...] = ()
    tests_gone: tuple[Named, ...] = ()
    conflicts: tuple[Named, ...] = ()
    conflicts_gone: tuple[Named, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is different in what follows."""
        parts = (self.moves, self.flags_raised, self.flags_gone, self.tests_added, self.tests_gone)
        return any((*parts, self.conflicts, self.conflicts_gone))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that a test could give.

    Attributes:
        id: its id as a fact of a proof.
        text: what would then be known.
        test: IRI of the cheapest test that can give it.
        notation: its short name.
        label: its name.
        cost_class: of the test, from 0, a question, to 4, an invasive procedure; None if the ontology does not say.
        side: where.
    """

    id: str
    text: str
    test: str
    notation: str | None
    label: str
    cost_class: int | None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A smallest set of answers from which something would follow.

    Attributes:
        answers: the answers, all of them needed.
        cost: the sum of the cost classes of the tests, each test counted once; 5 for one whose class is not known.
        side: the side of the part of which it would follow; None: of the patient.
        proof: that it follows, from the facts of the case and these answers.
    """

    answers: tuple[Answer, ...]
    cost: int
    side: str | None = None
    proof: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What it would take to establish, support or exclude a cause.

    Attributes:
        id: IRI of the cause.
        notation: its short name.
        label: its name.
        status: by side (None: of the patient as a whole), what is said of it now.
        establish: ways to establish it, the cheapest first; none if it is established.
        support: ways to support it; none if it is supported.
        exclude: ways to exclude it; none if it is excluded.
        complete: False if there may be more ways with as many answers, or not all are told.
        answers: how many answers were considered.
        size: how many answers a way may take.
        left_out: tests that were not considered, with the reason.
    """

    id: str
    notation: str | None
    label: str
    status: dict[str | None, str]
    establish: tuple[Way, ...] = ()
    support: tuple[Way, ...] = ()
    exclude: tuple[Way, ...] = ()
    complete: bool = True
    answers: int = 0
    size: int = 3
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one of two causes stands.

    Attributes:
        id: IRI of the cause.
        notation: its short name.
        label: its name.
        status: its status on the side that is looked at.
        for_: what speaks for it there.
        against: what speaks against it there.
        prior: its probability before the findings; None where no number is known.
        posttest: its probability after them; None where no number is known.
        proof: the proof of the strongest statement about it; None if nothing is entailed.
    """

    id: str
    notation: str | None
    label: str
    status: str
    for_: tuple[Line, ...] = ()
    against: tuple[Line, ...] = ()
    prior: float | None = None
    posttest: float | None = None
    proof: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """What a reported effect of a maneuver means for each of two causes: fits, contradicts or says nothing."""

    reported: str
    maneuver: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two causes side by side.

    Attributes:
        side: the side that is looked at; None: the patient as a whole.
        first: the first.
        second: the second.
        fits: what the reported effects of maneuvers mean for each.
        tests: tests not yet done that would tell them apart, while both are still standing.
        difference: of the proofs of what is entailed of each; None unless something is of both.
    """

    side: str | None
    first: Standing
    second: Standing
    fits: tuple[Fit, ...] = ()
    tests: tuple[Named, ...] = ()
    difference: Difference | None = None

    def only(self, which: int, direction: str) -> tuple[Line, ...]:
        """Return the reasons that one of the two has and the other has not.

        Args:
            which: 0 for the first, 1 for the second.
            direction: "for" or "against".
        """
        mine, other = (self.first, self.second) if which == 0 else (self.second, self.first)
        lines = (mine.for_, other.for_) if direction == "for" else (mine.against, other.against)
        known = {line.criterion for line in lines[1]}
        return tuple(line for line in lines[0] if line.criterion not in known)
