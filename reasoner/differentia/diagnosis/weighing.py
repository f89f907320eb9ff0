"""Odds: a prior times one likelihood ratio for each group of findings that go together.

The odds in the end are prior odds times likelihood ratios, added up as logarithms. Ratios of findings that go together
are never multiplied: of a dependence group only the strongest counts, and a constellation takes the place of its parts.
Where several publications weigh the same result, one counts: one that was seen before one seen in part, one from the
patient's population before others, then the larger study, then the more cautious ratio. No single ratio counts for more
than the cap. The 95 percent interval adds the variances of the logarithms that are known. A
prior or a ratio without an interval is taken as exact and named, since with it the interval could only be wider.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import exp, inf, log, log2, sqrt
from typing import NamedTuple

from differentia.diagnosis.evidence import Evidence, Prior, Ratio

__all__ = [
    "USED",
    "Observation",
    "Odds",
    "Weight",
    "capped",
    "entropy",
    "expected_information",
    "odds_of",
    "probability_after",
    "weigh",
]

USED = "used"
_HALF_WIDTH = 1.959963985
"""Half the width of a 95 percent interval, in standard deviations."""
_ELSEWHERE = 0
_ANYWHERE = 1


class Observation(NamedTuple):
    """A result that a case has: of which evidence, positive or negative, and the facts it rests on.

    Attributes:
        evidence: what weighs it.
        present: whether it is the positive result.
        met: the class that is met; for an absence the class that is lacking.
        facts: ids of the facts behind it.
        number: the fact of the layer that states it; None for an absence shown by refutation.
        bearer: the individual that has it, or lacks it.
    """

    evidence: Evidence
    present: bool
    met: str
    facts: frozenset[str] = frozenset()
    number: int | None = None
    bearer: str | None = None


class Weight(NamedTuple):
    """An observation with its ratio: used, or set aside and why."""

    observation: Observation
    ratio: Ratio
    why: str = USED
    other: str | None = None

    @property
    def used(self) -> bool:
        """Whether it enters the odds."""
        return self.why == USED


class Odds(NamedTuple):
    """What prior and ratios come to.

    Attributes:
        ratio: the product of the ratios used; None if none is.
        ratio_interval: its 95 percent interval.
        prior: the probability before.
        posttest: the probability after; None without a prior or without ratios.
        interval: its 95 percent interval.
        exact: what of this has no interval and is taken as exact: "prior", and the short names of evidence.
    """

    ratio: float | None = None
    ratio_interval: tuple[float, float] | None = None
    prior: float | None = None
    posttest: float | None = None
    interval: tuple[float, float] | None = None
    exact: tuple[str, ...] = ()


def weigh(
    observations: Iterable[Observation],
    cap: float = inf,
    closeness: Callable[[Evidence], int] = lambda _: _ANYWHERE,
    excluded: Collection[str] = (),
) -> tuple[Weight, ...]:
    """Decide which ratios of one cause count.

    Args:
        observations: the results there are.
        cap: no single ratio counts for more, nor for less than one divided by it.
        closeness: how near a study's population is to the patient: 0 another one, 1 nothing said, 2 the patient's own.
        excluded: conditions that are excluded: a ratio against one of them tells nothing.

    Returns:
        A weight for each observation that has a number, in the order of their short names.

    Example:
        >>> weak, strong = (
        ...     Evidence(f"urn:{n}", n, "urn:cause", (f"urn:{n}",), positive=Ratio(r), group="urn:g", source="S")
        ...     for n, r in (("E1", 2.0), ("E2", 6.0))
        ... )
        >>> weights = weigh([Observation(weak, True, "urn:E1"), Observation(strong, True, "urn:E2")])
        >>> [(w.observation.evidence.notation, w.why, w.other) for w in weights]
        [('E1', 'goes together with', 'E2'), ('E2', 'used', None)]
    """
    found: list[Weight] = []
    for one in sorted(observations, key=lambda o: (o.evidence.notation, not o.present)):
        ratio = one.evidence.ratio(one.present)
        if ratio is not None:
            ratio = capped(ratio, cap)
            bounded = 0 < ratio.value < inf
            found.append(Weight(one, ratio, _unfit(one, closeness, excluded) if bounded else "without bound"))
    found = _one_publication_each(found, closeness)
    # within a group first: a part never outweighs its whole; then the wholes that count replace parts of other groups
    found = _constellations_for_parts(found, within_group=True)
    found = _strongest_of_groups(found)
    return tuple(_constellations_for_parts(found, within_group=False))


def _unfit(one: Observation, closeness: Callable[[Evidence], int], excluded: Collection[str]) -> str:
    """Return why a result cannot count by itself."""
    evidence, ratio = one.evidence, one.evidence.ratio(one.present)
    if evidence.verified == "no" or ratio is None or not ratio.seen:
        return "unverified"
    if not evidence.counts(one.present):
        return "seen only as quoted elsewhere"
    if closeness(evidence) == _ELSEWHERE:
        return "from another population"
    return "compared with a cause that is excluded" if evidence.compared_with in excluded else USED


def _one_publication_each(weights: Sequence[Weight], closeness: Callable[[Evidence], int]) -> list[Weight]:
    """Let one publication count for each result."""
    first: dict[tuple[tuple[str, ...], bool], Weight] = {}
    for weight in sorted((w for w in weights if w.used), key=lambda w: _order_of_publications(w, closeness)):
        first.setdefault((weight.observation.evidence.findings, weight.observation.present), weight)
    told = []
    for weight in weights:
        best = first.get((weight.observation.evidence.findings, weight.observation.present))
        if weight.used and best is not None and best is not weight:
            weight = _aside(weight, "another publication goes before", best)
        told.append(weight)
    return told


def _order_of_publications(weight: Weight, closeness: Callable[[Evidence], int]) -> tuple[object, ...]:
    evidence = weight.observation.evidence
    return (
        evidence.verified not in ("yes", None),
        -closeness(evidence),
        evidence.compared_with is not None,
        -(evidence.sample_size or 0),
        abs(log(weight.ratio.value)),
        evidence.notation,
    )


def _constellations_for_parts(weights: Sequence[Weight], *, within_group: bool) -> list[Weight]:
    replaced: dict[str, Weight] = {}
    for weight in weights:
        if weight.used:
            replaced.update(dict.fromkeys(weight.observation.evidence.replaces, weight))
    told = []
    for weight in weights:
        evidence = weight.observation.evidence
        whole = replaced.get(evidence.iri)
        if (
            weight.used
            and whole is not None
            and (not within_group or whole.observation.evidence.group == evidence.group)
        ):
            weight = _aside(weight, "part of", whole)
        told.append(weight)
    return told


def _strongest_of_groups(weights: Sequence[Weight]) -> list[Weight]:
    strongest: dict[str, Weight] = {}
    for weight in weights:
        group = weight.observation.evidence.group
        if weight.used and group is not None:
            other = strongest.get(group)
            if other is None or abs(log(weight.ratio.value)) > abs(log(other.ratio.value)):
                strongest[group] = weight
    told = []
    for weight in weights:
        best = strongest.get(weight.observation.evidence.group or "")
        told.append(
            _aside(weight, "goes together with", best) if weight.used and best not in (None, weight) else weight
        )
    return told


def _aside(weight: Weight, why: str, other: Weight | None) -> Weight:
    return weight._replace(why=why, other=None if other is None else other.observation.evidence.notation)


def capped(ratio: Ratio, cap: float) -> Ratio:
    """Hold a ratio and its interval within the cap; a ratio without bound has no interval.

    Example:
        >>> capped(Ratio(inf), 100.0).value, capped(Ratio(0.0), 100.0).value
        (100.0, 0.01)
    """
    if 1 / cap <= ratio.value <= cap and ratio.value > 0:
        return ratio
    return ratio._replace(value=_within(ratio.value, cap), low=None, high=None)


def _within(value: float, cap: float) -> float:
    return min(max(value, 1 / cap), cap)


def odds_of(weights: Iterable[Weight], prior: Prior | None = None) -> Odds:
    """Multiply a prior's odds by the ratios used.

    Args:
        weights: what `weigh` returned.
        prior: where the odds start; None if that is not known.

    Returns:
        The odds; without a ratio there is nothing but the prior.

    Example:
        >>> seen = Evidence("urn:e", "E1", "urn:cause", ("urn:f",), positive=Ratio(13.0), source="S")
        >>> weights = weigh([Observation(seen, True, "urn:f")])
        >>> round(odds_of(weights, Prior("P1", "urn:cause", "urn:s", 0.5)).posttest, 4)
        0.9286
    """
    used = [weight for weight in weights if weight.used]
    start = None if prior is None else prior.probability
    if not used:
        return Odds(prior=start)
    total = sum(log(weight.ratio.value) for weight in used)
    spreads = {w.observation.evidence.notation: _variance(w.ratio.low, w.ratio.high, log) for w in used}
    ratio_interval = _interval(total, spreads.values(), exp)
    if prior is None or not 0 < prior.probability < 1:
        return Odds(exp(total), ratio_interval, start, exact=_without(spreads))
    centre = _logit(prior.probability) + total
    spreads = {"prior": _variance(prior.low, prior.high, _logit), **spreads}
    interval = _interval(centre, spreads.values(), _expit)
    return Odds(exp(total), ratio_interval, start, _expit(centre), interval, _without(spreads))


def probability_after(prior: float, ratio: float) -> float:
    """Return the probability that a prior and a ratio come to.

    Example:
        >>> round(probability_after(0.15, 4.7), 4)
        0.4534
    """
    odds = prior / (1 - prior) * ratio
    return odds / (1 + odds)


def entropy(probability: float) -> float:
    """Return how uncertain a yes or no is, in bits.

    Example:
        >>> entropy(0.5), entropy(1.0)
        (1.0, 0.0)
    """
    return sum(-p * log2(p) for p in (probability, 1 - probability) if 0 < p < 1) or 0.0


def expected_information(
    evidence: Evidence, probability: float, cap: float = inf, counted: float = 0.0
) -> float | None:
    """Return how much less uncertain a cause is expected to be once a result is known, in bits.

    Args:
        evidence: what weighs the result.
        probability: of the cause, as things stand.
        cap: no ratio counts for more, nor for less than one divided by it.
        counted: the logarithm of the ratio that counts for the dependence group so far; a result that it outweighs
            changes nothing, and one that outweighs it takes its place.

    Returns:
        The bits; None unless both results have a ratio that counts.

    Example:
        >>> sure = Evidence("urn:e", "E", "urn:c", ("urn:f",), positive=Ratio(4.0), negative=Ratio(0.25), source="S")
        >>> round(expected_information(sure, 0.5), 4), expected_information(sure, 0.5, counted=2.0)
        (0.2781, 0.0)
    """
    accuracy = evidence.accuracy()
    if accuracy is None or evidence.positive is None or evidence.negative is None or not 0 < probability < 1:
        return None
    positive = probability * accuracy.sensitivity + (1 - probability) * (1 - accuracy.specificity)
    left = entropy(probability)
    for chance, ratio in ((positive, evidence.positive), (1 - positive, evidence.negative)):
        value = capped(ratio, cap).value
        if 0 < value < inf:
            move = log(value) - counted if abs(log(value)) > abs(counted) else 0.0
            left -= chance * entropy(probability_after(probability, exp(move)))
    return max(0.0, left)


def _variance(low: float | None, high: float | None, scale: Callable[[float], float]) -> float | None:
    if low is None or high is None or low <= 0:
        return None
    return float(((scale(high) - scale(low)) / (2 * _HALF_WIDTH)) ** 2)


def _without(spreads: Mapping[str, float | None]) -> tuple[str, ...]:
    return tuple(name for name, variance in spreads.items() if variance is None)


def _interval(
    centre: float, variances: Iterable[float | None], back: Callable[[float], float]
) -> tuple[float, float] | None:
    """The interval by the variances that are known; None if none is."""
    known = [variance for variance in variances if variance is not None]
    if not known:
        return None
    reach = _HALF_WIDTH * sqrt(sum(known))
    return back(centre - reach), back(centre + reach)


def _logit(probability: float) -> float:
    return log(probability / (1 - probability))


def _expit(odds: float) -> float:
    return 1 / (1 + exp(-odds))
