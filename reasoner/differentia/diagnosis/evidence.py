"""What publications say about weights: how much a finding changes the odds of a condition, how common the condition is.

Everything here is declared in the ontology as annotations and read once, when it is compiled. A number counts only if
it was seen in its source; a number that does not is kept, shown and set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from differentia.diagnosis.vocabulary import DX
from differentia.owl.expressions import RDFS, Literal
from differentia.owl.ontology import Term, Triple
from differentia.structs import dataclass, field

__all__ = ["Accuracy", "Evidence", "Prior", "Ratio", "Setting", "Weights", "declared_weights"]

_SOURCE = "http://purl.org/dc/terms/source"
_TYPE = "http://purl.org/dc/terms/type"
_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
_ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
_SEEN = frozenset({"T", "A"})
"""The levels of a source of which the table or the abstract itself was seen."""
_UNCAPPED = float("inf")
_Statements: TypeAlias = dict[str, dict[str, list[Term]]]


class Ratio(NamedTuple):
    """A likelihood ratio with its 95 percent interval, if there is one.

    Attributes:
        value: by how much the odds are multiplied; infinite where a specificity of one makes it so.
        low: lower end of the interval.
        high: upper end.
        derived: it follows from sensitivity and specificity.
        seen: the number was seen in its source.
    """

    value: float
    low: float | None = None
    high: float | None = None
    derived: bool = False
    seen: bool = True


class Accuracy(NamedTuple):
    """Sensitivity and specificity."""

    sensitivity: float
    specificity: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one publication found on one finding and one condition.

    Attributes:
        iri: the piece of evidence.
        notation: its short name.
        cause: the condition.
        findings: classes any of which is the positive result.
        negatives: classes any of which is the negative result; none: the absence of the finding is.
        positive: ratio of the positive result.
        negative: ratio of the negative result.
        sensitivity: as published.
        specificity: as published.
        compared_with: the one other condition from which the ratio tells the cause apart.
        group: the dependence group.
        replaces: the evidence of the parts of a constellation.
        test: the test whose result the finding was, where several may show it.
        population: whom the study saw.
        population_has: what everybody studied had.
        population_lacks: what nobody studied had.
        sample_size: how many were studied.
        reference_standard: by what it was decided who has the condition.
        verified: how far the numbers were seen in the source: yes, partial or no.
        level: what was seen of the source.
        source: its key.
        note: a remark.
    """

    iri: str
    notation: str
    cause: str
    findings: tuple[str, ...]
    negatives: tuple[str, ...] = ()
    positive: Ratio | None = None
    negative: Ratio | None = None
    sensitivity: float | None = None
    specificity: float | None = None
    compared_with: str | None = None
    group: str | None = None
    replaces: tuple[str, ...] = ()
    test: str | None = None
    population: str | None = None
    population_has: tuple[str, ...] = ()
    population_lacks: tuple[str, ...] = ()
    sample_size: int | None = None
    reference_standard: str | None = None
    verified: str | None = None
    level: str | None = None
    source: str | None = None
    note: str | None = None

    def ratio(self, present: bool) -> Ratio | None:
        """Return the ratio of a result."""
        return self.positive if present else self.negative

    def counts(self, present: bool) -> bool:
        """Tell whether the number of a result may enter a probability."""
        ratio = self.ratio(present)
        return ratio is not None and ratio.seen and self.verified != "no" and self.level in (*_SEEN, None)

    def accuracy(self) -> Accuracy | None:
        """Return sensitivity and specificity, as published or as the two ratios imply; None if they do not.

        Example:
            >>> Evidence("urn:e", "E1", "urn:c", ("urn:f",), positive=Ratio(4.0), negative=Ratio(0.25)).accuracy()
            Accuracy(sensitivity=0.8, specificity=0.8)
        """
        if self.positive is None or self.negative is None or not (self.counts(True) and self.counts(False)):
            return None
        if self.sensitivity is not None and self.specificity is not None:
            return Accuracy(self.sensitivity, self.specificity)
        above, below = self.positive.value, self.negative.value
        if not below < 1 < above < _UNCAPPED:
            return None
        return Accuracy(above * (1 - below) / (above - below), (above - 1) / (above - below))


class Prior(NamedTuple):
    """How common a condition is in a setting; the bounds are an interval or a range over studies."""

    notation: str
    cause: str
    setting: str
    probability: float
    low: float | None = None
    high: float | None = None
    verified: str | None = None
    source: str | None = None


class Setting(NamedTuple):
    """Where somebody is seen: its names, the wider setting, and the findings that a narrower one requires."""

    iri: str
    label: str
    names: tuple[str, ...] = ()
    within: str | None = None
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """All that an ontology declares about weights.

    Attributes:
        evidence: what may be weighed, by condition.
        priors: what may start the odds.
        settings: by IRI.
        groups: labels of the dependence groups.
        cap: no single ratio counts for more than this, nor for less than one divided by it.
        wider: class of findings -> the classes above it; what lacks one of these lacks the finding.
    """

    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    priors: tuple[Prior, ...] = ()
    settings: dict[str, Setting] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    cap: float = _UNCAPPED
    wider: dict[str, frozenset[str]] = field(default_factory=dict)

    def classes(self) -> frozenset[str]:
        """Return every class of findings that some evidence or setting asks for."""
        asked = {c for found in self.evidence.values() for e in found for c in _classes_of(e)}
        return frozenset(asked | {c for setting in self.settings.values() for c in setting.requires})


def _classes_of(evidence: Evidence) -> tuple[str, ...]:
    return evidence.findings + evidence.negatives + evidence.population_has + evidence.population_lacks


def declared_weights(triples: Iterable[Triple], wider: dict[str, frozenset[str]] | None = None) -> Weights:
    """Read evidence, priors and settings from the triples of an ontology.

    Args:
        triples: the ontology.
        wider: class of findings -> the classes above it.

    Returns:
        What is declared; evidence without a finding, a condition and a ratio, and priors without a number, are left
        out: they are documentation.
    """
    of: _Statements = {}
    for s, p, o in triples:
        if isinstance(s, str):
            of.setdefault(s, {}).setdefault(p, []).append(o)
    kinds = {name: [] for name in ("Evidence", "Prior", "Setting", "DependenceGroup")}  # type: dict[str, list[str]]
    for iri, said in of.items():
        for name, members in kinds.items():
            if DX + name in said.get(_TYPE, ()):
                members.append(iri)
    evidence: dict[str, list[Evidence]] = {}
    for iri in sorted(kinds["Evidence"]):
        for one in _evidence(iri, of[iri]):
            evidence.setdefault(one.cause, []).append(one)
    caps = [number for said in of.values() if (number := _number(said, "ratioCap")) is not None]
    return Weights(
        {cause: tuple(found) for cause, found in evidence.items()},
        tuple(prior for iri in sorted(kinds["Prior"]) for prior in _prior(iri, of[iri])),
        {iri: _setting(iri, of[iri]) for iri in sorted(kinds["Setting"])},
        {iri: _text(of[iri], RDFS + "label") or iri for iri in sorted(kinds["DependenceGroup"])},
        min(map(float, caps), default=_UNCAPPED),
        wider or {},
    )


# ---- one by one


def _evidence(iri: str, said: dict[str, list[Term]]) -> Iterator[Evidence]:
    cause, findings, source = _iri(said, "evidenceFor"), _iris(said, "finding"), _key(said)
    if cause is None or not findings or source is None or DX + "leftOutBecause" in said:
        return
    sensitivity, specificity = _number(said, "sensitivity"), _number(said, "specificity")
    size = _number(said, "sampleSize")
    yield Evidence(
        iri,
        _text(said, _NOTATION) or iri.rpartition("#")[2],
        cause,
        findings,
        _iris(said, "negativeFinding"),
        _ratio(said, "positiveLikelihoodRatio", sensitivity, specificity),
        _ratio(said, "negativeLikelihoodRatio", sensitivity, specificity),
        _float(sensitivity),
        _float(specificity),
        _iri(said, "comparedWith"),
        _iri(said, "dependenceGroup"),
        _iris(said, "replaces"),
        _iri(said, "ofTest"),
        _text(said, DX + "population"),
        _iris(said, "populationHas"),
        _iris(said, "populationLacks"),
        None if size is None else int(size),
        _text(said, DX + "referenceStandard"),
        _text(said, DX + "verified"),
        _text(said, DX + "sourceLevel"),
        source,
        _text(said, RDFS + "comment"),
    )


def _ratio(
    said: dict[str, list[Term]], name: str, sensitivity: Fraction | None, specificity: Fraction | None
) -> Ratio | None:
    """Return a ratio as published, or computed exactly where it follows from sensitivity and specificity."""
    written = _number(said, name)
    unseen = _iris(said, "notSeen")
    if written is not None and DX + "derived" not in said:
        ends = [_float(_number(said, name + end)) for end in ("Low", "High")]
        return Ratio(float(written), ends[0], ends[1], seen=DX + name not in unseen)
    if sensitivity is None or specificity is None:
        return None if written is None else Ratio(float(written), seen=DX + name not in unseen)
    positive = name.startswith("positive")
    above, below = (sensitivity, 1 - specificity) if positive else (1 - sensitivity, specificity)
    value = float(above / below) if below else _UNCAPPED
    if not below and not above:
        return None
    seen = not {DX + "sensitivity", DX + "specificity", DX + name} & set(unseen)
    return Ratio(value, derived=True, seen=seen)


def _prior(iri: str, said: dict[str, list[Term]]) -> Iterator[Prior]:
    cause, setting, number = _iri(said, "priorOf"), _iri(said, "setting"), _number(said, "probability")
    verified = _text(said, DX + "verified")
    if cause is None or setting is None or number is None or DX + "leftOutBecause" in said or verified == "no":
        return
    ends = [_float(_number(said, "probability" + end)) for end in ("Low", "High")]
    notation = _text(said, _NOTATION) or iri.rpartition("#")[2]
    yield Prior(notation, cause, setting, float(number), ends[0], ends[1], verified, _key(said))


def _setting(iri: str, said: dict[str, list[Term]]) -> Setting:
    label = _text(said, RDFS + "label") or iri.rpartition("#")[2]
    named = [o for p in (RDFS + "label", _ALT_LABEL, _NOTATION) for o in said.get(p, ())]
    names = [o.lexical for o in named if isinstance(o, Literal)]
    return Setting(iri, label, tuple(dict.fromkeys(names)), _iri(said, "withinSetting"), _iris(said, "requires"))


# ---- values


def _iris(said: dict[str, list[Term]], name: str) -> tuple[str, ...]:
    return tuple(sorted(o for o in said.get(DX + name, ()) if isinstance(o, str)))


def _iri(said: dict[str, list[Term]], name: str) -> str | None:
    return next(iter(_iris(said, name)), None)


def _text(said: dict[str, list[Term]], predicate: str) -> str | None:
    return next((o.lexical for o in said.get(predicate, ()) if isinstance(o, Literal)), None)


def _number(said: dict[str, list[Term]], name: str) -> Fraction | None:
    text = _text(said, DX + name)
    return None if text is None else Fraction(Decimal(text))


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _key(said: dict[str, list[Term]]) -> str | None:
    for source in said.get(_SOURCE, ()):
        return source.lexical if isinstance(source, Literal) else str(source).rpartition("#")[2]
    return None
