"""One patient as reported: facts, each with the words it was written in and the axioms it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from differentia.errors import BadInput
from differentia.owl.axioms import Axiom
from differentia.structs import dataclass

__all__ = ["SETTING", "Case", "Fact", "Prior", "Status", "probability_of", "started"]

Status: TypeAlias = Literal["present", "absent", "unknown", "measured"]
"""What a fact says of its terms."""
Prior: TypeAlias = float | tuple[float, float, float]
"""A probability, alone or with the ends of its 95 percent interval."""
SETTING = "how the case is laid out"
"""The words in which a proof cites the scaffold of a case: the patient and the parts, which no phrase states."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One phrase or measurement of a case.

    Two kinds of facts have no axioms: what is unknown, and a measurement that a later one of the same kind, side and
    method has overtaken (status "measured"): it stays on record and says nothing of the present.

    Attributes:
        id: "f1", "f2", ... in the order of the document.
        text: the words as written.
        status: what is said of the terms.
        line: line of the document, counted from 1.
        source: who says so, if that is noted.
        date: when it was observed, if that is noted, in ISO 8601.
        terms: how it was read: pairs of words and the IRI they name.
        axioms: what it stands for.
        lacks: for an absence, pairs of what lacks something (an individual) and what it lacks (a class).
        unused: words of it that are understood and that a case has no place for.

    Example:
        >>> Fact("f1", "no fever", "absent", line=3, terms=(("fever", "http://example.org/Fever"),)).status
        'absent'
    """

    id: str
    text: str
    status: Status
    line: int | None = None
    source: str | None = None
    date: str | None = None
    terms: tuple[tuple[str, str], ...] = ()
    axioms: tuple[Axiom, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """The facts about one patient.

    Attributes:
        id: the case's own name.
        iri: its IRI; the patient is `iri + "#patient"`.
        setting: where the patient is seen; chooses the priors.
        title: a line that says what the case is about.
        facts: in the order of the document.
        scaffold: the patient and the body parts that the facts speak of; no fact by itself.
        not_understood: phrases left out because the reader was told to be lenient.
        sha256: hash of what was read.
        path: the file, if it was one.
        entries: the facts as written, each with its id, from which the reader can make another case.
        priors: probabilities stated for this case: cause, probability, and the ends of its interval, if given.

    Example:
        >>> Case("a", "http://example.org/case/a").facts
        ()
    """

    id: str
    iri: str
    setting: str | None = None
    title: str | None = None
    facts: tuple[Fact, ...] = ()
    scaffold: tuple[Axiom, ...] = ()
    not_understood: tuple[str, ...] = ()
    sha256: str = ""
    path: str | None = None
    entries: tuple[tuple[str, object], ...] = ()
    priors: tuple[tuple[str, float, float | None, float | None], ...] = ()


def started(case: Case, setting: str | None = None, priors: Mapping[str, Prior] | None = None) -> Case:
    """Return a case with another setting, or with stated probabilities to start from.

    Args:
        case: a case.
        setting: where the patient is seen; None: as the case says.
        priors: cause -> probability, or probability with the ends of its interval.

    Raises:
        BadInput: a probability is not between 0 and 1, or not within its interval.

    Example:
        >>> started(Case("a", "http://example.org/case/a"), "ward", {"COLD": 0.3}).priors
        (('COLD', 0.3, None, None),)
    """
    if setting is None and not priors:
        return case
    stated = {name: (probability, low, high) for name, probability, low, high in case.priors}
    for name, prior in (priors or {}).items():
        probability, low, high = prior if isinstance(prior, tuple) else (prior, None, None)
        try:
            stated[name] = _bounds(probability, low, high)
        except BadInput as error:
            raise error.at(phrase=f"{name}={prior}") from None
    return replace(case, setting=setting or case.setting, priors=tuple((name, *told) for name, told in stated.items()))


def probability_of(text: str) -> tuple[float, float | None, float | None]:
    """Read a probability to start from: `0.3`, or `0.3:0.2:0.4` with the ends of its interval.

    Raises:
        BadInput: it is no such thing.

    Example:
        >>> probability_of("0.3"), probability_of("0.3:0.2:0.4")
        ((0.3, None, None), (0.3, 0.2, 0.4))
    """
    try:
        found = [float(number) for number in text.split(":")]
    except ValueError:
        found = []
    if len(found) not in (1, 3):
        raise BadInput("a prior is written P, or P:LOW:HIGH", phrase=text)
    return _bounds(*found)


def _bounds(
    probability: float, low: float | None = None, high: float | None = None
) -> tuple[float, float | None, float | None]:
    ends = (probability if low is None else low, probability if high is None else high)
    if not 0 < ends[0] <= probability <= ends[1] < 1:
        raise BadInput("a prior is a probability between 0 and 1, within its interval")
    return probability, low, high
