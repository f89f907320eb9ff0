"""What a diagnosis found, as plain data for those who tell it: no logic here.

Identifiers (`id`) are IRIs; `notation` is the short stable handle of a condition or test; `side` is the label of a
side, or None if the matter is not one of sides. A `proof` has the format `differentia-proof/1`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from differentia.structs import dataclass

__all__ = [
    "Cause",
    "Change",
    "Conflict",
    "ConflictingFact",
    "KeptInView",
    "Line",
    "Missing",
    "Outcome",
    "ProbabilityMove",
    "RecommendedTest",
    "RedFlag",
    "Report",
    "TippingPoint",
    "Understood",
    "Unexplained",
    "WithheldTest",
]

ProofDict: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One reason for or against a cause: a criterion that is met, by which phrases, from which sources.

    Attributes:
        criterion: IRI of the class, finding or maneuver that counts.
        text: the criterion in words.
        facts: the phrases of the case that meet it, as written.
        sources: keys of the sources that make it count.
        ratio: by how much it multiplies the odds, if that was published.
        interval: the 95 percent interval of the ratio.
        evidence: the short name of the publication's evidence.
        verified: how far the ratio was seen in its source: yes, partial or no.
        group: the findings it goes together with; of a group only the strongest counts.
        compared_with: the label of the one other cause that the ratio tells it from.
        population: whom the study saw.
        used: whether the ratio enters the odds; None without a ratio.
        why: why the ratio was set aside.
        proof: why the criterion is met.

    Example:
        >>> Line("urn:x#WetFloor", "wet floor", ("puddle in the kitchen",), ("MANUAL",)).facts
        ('puddle in the kitchen',)
    """

    criterion: str
    text: str
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ratio: float | None = None
    interval: tuple[float, float] | None = None
    evidence: str | None = None
    verified: str | None = None
    group: str | None = None
    compared_with: str | None = None
    population: str | None = None
    used: bool | None = None
    why: str | None = None
    proof: ProofDict | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A finding that is not known and would move the odds of a cause; the ratios are those of its two results."""

    id: str
    label: str
    evidence: str
    positive: float | None = None
    negative: float | None = None
    information_bits: float | None = None


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """The fact on which a probability hangs: without it, what it would be, and what that would change."""

    fact: str
    text: str
    posttest: float
    effect: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause on one side with its status and what speaks for and against it.

    `status` is established, supported, excluded, opposed, conflict or open; `prior`, `posttest` and `interval` are
    probabilities, None where no number is known.

    Attributes:
        prior_source: where the prior is from: its short name, source and setting, or that it was stated.
        ratio: the product of the ratios used.
        ratio_interval: its 95 percent interval, None where no ratio has one.
        taken_as_exact: what has no interval and is therefore not counted in those: "prior", and the short names of
            evidence; with it they could only be wider.
        note: why there is no probability.
        alarm: where logic and odds disagree, how.
        missing: what is not known and would tell most.
        tipping_point: the fact on which the probability hangs.
    """

    id: str
    notation: str | None
    label: str
    status: str
    side: str | None = None
    prior: float | None = None
    posttest: float | None = None
    interval: tuple[float, float] | None = None
    for_: tuple[Line, ...] = ()
    against: tuple[Line, ...] = ()
    proof: ProofDict | None = None
    prior_source: str | None = None
    ratio: float | None = None
    ratio_interval: tuple[float, float] | None = None
    taken_as_exact: tuple[str, ...] = ()
    note: str | None = None
    alarm: str | None = None
    missing: tuple[Missing, ...] = ()
    tipping_point: TippingPoint | None = None


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A constellation that calls for action before any routine test; `warns_of` are notations of conditions."""

    id: str
    notation: str | None
    label: str
    action: str
    side: str | None = None
    proof: ProofDict | None = None
    warns_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConflictingFact:
    """One of the statements of a conflict."""

    id: str
    text: str
    status: str
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts that cannot all be true: a minimal set of them, why, and the labels of the causes that hang on them."""

    facts: tuple[ConflictingFact, ...]
    why: str = ""
    causes: tuple[str, ...] = ()
    proof: ProofDict | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a result of a test would do to a cause."""

    id: str
    notation: str | None
    label: str
    side: str | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProbabilityMove:
    """What a result of a test would make of the probability of a cause."""

    id: str
    notation: str | None
    label: str
    side: str | None
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A possible result of a test, with what it would change and the labels of tests and red flags it would bring."""

    id: str
    label: str
    changes: tuple[Change, ...] = ()
    next_tests: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()
    probabilities: tuple[ProbabilityMove, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendedTest:
    """A test worth doing next: why, at what cost, and what each result does.

    Attributes:
        information_bits: how much less uncertain the causes with a prior are expected to be; None: no number is known.
        cost_class: from 0, a question, to 4, an invasive procedure.
        separates: pairs of notations of standing causes that it tells apart.
    """

    id: str
    notation: str | None
    label: str
    why: str
    information_bits: float | None = None
    cost_class: int | None = None
    outcomes: tuple[Outcome, ...] = ()
    side: str | None = None
    sources: tuple[str, ...] = ()
    proof: ProofDict | None = None
    separates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WithheldTest:
    """A test that is not to be done now, with the reason."""

    id: str
    notation: str | None
    label: str
    why: str
    proof: ProofDict | None = None


@dataclass(frozen=True, slots=True)
class KeptInView:
    """A dangerous condition that must not be missed, with the labels of the causes that may hide it."""

    id: str
    notation: str | None
    label: str
    because_of: tuple[str, ...] = ()
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A complaint that no established or supported cause accounts for (closed world: nothing known explains it)."""

    id: str
    label: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A fact of the case with how it was read: the labels of the terms found in its words.

    `current` is False for a measurement that a later one of its kind and side has overtaken: it is history and counts
    for nothing.
    """

    id: str
    text: str
    status: str
    line: int | None = None
    source: str | None = None
    read_as: tuple[str, ...] = ()
    current: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a diagnosis of one case has to say.

    Example:
        >>> report = Report("case-1", "Not a medical device.", "0.1.0", causes=(Cause("urn:x#A", "A", "a", "open"),))
        >>> [cause.status for cause in report.causes]
        ['open']
    """

    case_id: str
    disclaimer: str
    ontology_version: str
    red_flags: tuple[RedFlag, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    causes: tuple[Cause, ...] = ()
    next_tests: tuple[RecommendedTest, ...] = ()
    withheld_tests: tuple[WithheldTest, ...] = ()
    kept_in_view: tuple[KeptInView, ...] = ()
    unexplained: tuple[Unexplained, ...] = ()
    not_understood: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    setting: str | None = None
