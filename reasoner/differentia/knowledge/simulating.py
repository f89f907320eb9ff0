"""Made-up patients, drawn from the ontology's own priors and ratios: are the probabilities true, and what does it take?

A patient has a condition with its prior probability, and each finding with its sensitivity or, without the condition,
one minus its specificity. Findings of one dependence group go together as much as is asked (a Gaussian copula). This
says how the arithmetic behaves if the published numbers are right; it says nothing of whether they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, sqrt
from random import Random
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

from differentia.diagnosis.evidence import Accuracy, Evidence, Prior, Weights
from differentia.diagnosis.weighing import Observation, expected_information, odds_of, probability_after, weigh
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import KnowledgeBase

__all__ = ["Bin", "Calibration", "Effort", "Finding", "Scenario", "calibrate", "efforts", "scenarios"]

_NORMAL = NormalDist()
_BINS = 10
SETTLED = (1 / 20, 19 / 20)
"""The probabilities at which asking ends."""


class Finding(NamedTuple):
    """A finding that a simulated patient may have."""

    evidence: Evidence
    accuracy: Accuracy
    cost: int | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A condition in a setting: its prior and the findings of which both results have a ratio."""

    cause: str
    label: str
    setting: str
    prior: Prior
    findings: tuple[Finding, ...]
    cap: float


class Bin(NamedTuple):
    """Patients of similar probability: how many, the mean probability, and the share that has the condition."""

    patients: int
    predicted: float
    observed: float


class Calibration(NamedTuple):
    """How true probabilities are: mean squared error (Brier score) and patients by probability."""

    brier: float
    bins: tuple[Bin, ...]


class Effort(NamedTuple):
    """What one order of asking takes: findings and cost per patient, share settled, share of those settled rightly."""

    order: str
    findings: float
    cost: float
    settled: float
    right: float


def scenarios(kb: KnowledgeBase) -> list[Scenario]:
    """Return every setting and condition with a prior and at least two findings to weigh."""
    weights, labels = kb.compiled.weights, kb.compiled.lexicon.labels
    costs = _costs(kb)
    found = []
    for prior in weights.priors:
        findings = tuple(_findings(weights, prior.cause, costs))
        setting = weights.settings[prior.setting].label
        if len(findings) > 1:
            label = labels.get(prior.cause, prior.cause)
            found.append(Scenario(prior.cause, label, setting, prior, findings, weights.cap))
    return sorted(found, key=lambda s: (s.label, s.prior.notation))


def _findings(weights: Weights, cause: str, costs: dict[str, int]) -> list[Finding]:
    """Return the findings of a condition, each weighed by the publication that would count."""
    chosen: dict[tuple[str, ...], Finding] = {}
    usable = [e for e in weights.evidence.get(cause, ()) if not e.population_has and not e.population_lacks]
    for one in sorted(usable, key=lambda e: (e.verified not in ("yes", None), -(e.sample_size or 0), e.notation)):
        accuracy = one.accuracy()
        if accuracy is not None and 0 < accuracy.sensitivity < 1 and 0 < accuracy.specificity < 1:
            cost = min((costs[c] for c in (*one.findings, *one.negatives) if c in costs), default=None)
            chosen.setdefault(one.findings, Finding(one, accuracy, cost))
    return sorted(chosen.values(), key=lambda f: f.evidence.notation)


def _costs(kb: KnowledgeBase) -> dict[str, int]:
    """Return for each class of findings the lowest cost class of a test that asks for it."""
    costs: dict[str, int] = {}
    for row in kb.diagnose({"present": []}).query("askable").dicts():
        if row["cost_class"] is not None:
            target, cost = str(row["target"]), int(row["cost_class"])
            costs[target] = min(cost, costs.get(target, cost))
    return costs


# ---- patients


def _patient(scenario: Scenario, together: float, random: Random) -> tuple[bool, dict[str, bool]]:
    """Draw a patient: whether it has the condition, and which findings."""
    ill = random.random() < scenario.prior.probability
    common: dict[str, float] = {}
    has = {}
    for finding in scenario.findings:
        group = finding.evidence.group or finding.evidence.iri
        shared = common.setdefault(group, random.gauss(0, 1))
        latent = sqrt(together) * shared + sqrt(1 - together) * random.gauss(0, 1)
        chance = finding.accuracy.sensitivity if ill else 1 - finding.accuracy.specificity
        has[finding.evidence.iri] = latent < _NORMAL.inv_cdf(chance)
    return ill, has


def _observed(findings: Sequence[Finding], has: dict[str, bool]) -> list[Observation]:
    return [Observation(f.evidence, has[f.evidence.iri], f.evidence.findings[0]) for f in findings]


def _weighed(scenario: Scenario, findings: Sequence[Finding], has: dict[str, bool]) -> float:
    odds = odds_of(weigh(_observed(findings, has), scenario.cap), scenario.prior)
    return odds.posttest if odds.posttest is not None else scenario.prior.probability


def _multiplied(scenario: Scenario, findings: Sequence[Finding], has: dict[str, bool]) -> float:
    """Multiply every ratio, as if nothing went together: what this package does not do."""
    product = 1.0
    for one in _observed(findings, has):
        ratio = one.evidence.ratio(one.present)
        product *= ratio.value if ratio is not None else 1.0
    return probability_after(scenario.prior.probability, product)


# ---- are the probabilities true


def calibrate(
    scenario: Scenario, together: float, patients: int, seed: int, *, multiplied: bool = False
) -> Calibration:
    """Compare probabilities with what simulated patients have, all findings being known.

    Args:
        scenario: the condition and its setting.
        together: how much findings of one group go together, from 0 to below 1.
        patients: how many to draw.
        seed: of the random numbers; the same seed draws the same patients.
        multiplied: multiply all ratios instead of taking one for each group.
    """
    random = Random(seed)  # noqa: S311 - simulated patients, no secrets
    predict = _multiplied if multiplied else _weighed
    pairs = []
    for _ in range(patients):
        ill, has = _patient(scenario, together, random)
        pairs.append((predict(scenario, scenario.findings, has), ill))
    bins = []
    for number in range(_BINS):
        inside = [(p, ill) for p, ill in pairs if number <= p * _BINS < number + 1 or (p == 1 and number == _BINS - 1)]
        if inside:
            count = len(inside)
            bins.append(Bin(count, sum(p for p, _ in inside) / count, sum(ill for _, ill in inside) / count))
    return Calibration(sum((p - ill) ** 2 for p, ill in pairs) / len(pairs), tuple(bins))


# ---- what it takes


def efforts(scenario: Scenario, together: float, patients: int, seed: int) -> list[Effort]:
    """Ask simulated patients in three orders until their probability is settled or nothing is left.

    Args:
        scenario: the condition and its setting.
        together: how much findings of one group go together.
        patients: how many to draw.
        seed: of the random numbers.
    """
    orders: tuple[tuple[str, Callable[..., Finding]], ...] = (
        ("most informative first", _most_informative),
        ("fixed order", lambda _scenario, left, _p, _counted, _random: left[0]),
        ("random order", lambda _scenario, left, _p, _counted, random: random.choice(left)),
    )
    found = []
    for name, choose in orders:
        random, drawn = Random(seed + 1), Random(seed)  # noqa: S311 - as above
        asked = cost = settled = right = 0.0
        for _ in range(patients):
            ill, has = _patient(scenario, together, drawn)
            known, probability = _asked(scenario, has, choose, random)
            asked += len(known)
            cost += sum(f.cost or 0 for f in known)
            if not SETTLED[0] < probability < SETTLED[1]:
                settled += 1
                right += (probability >= SETTLED[1]) == ill
        share = right / settled if settled else 0.0
        found.append(Effort(name, asked / patients, cost / patients, settled / patients, share))
    return found


def _asked(
    scenario: Scenario, has: dict[str, bool], choose: Callable[..., Finding], random: Random
) -> tuple[list[Finding], float]:
    """Ask one patient; return what was asked and the probability in the end."""
    known: list[Finding] = []
    left = list(scenario.findings)
    probability = scenario.prior.probability
    counted: dict[str | None, float] = {}
    while left and SETTLED[0] < probability < SETTLED[1]:
        finding = choose(scenario, left, probability, counted, random)
        left.remove(finding)
        known.append(finding)
        weights = weigh(_observed(known, has), scenario.cap)
        counted = {w.observation.evidence.group: log(w.ratio.value) for w in weights if w.used}
        probability = odds_of(weights, scenario.prior).posttest or probability
    return known, probability


def _most_informative(
    scenario: Scenario, left: Sequence[Finding], probability: float, counted: dict[str | None, float], _random: Random
) -> Finding:
    """Choose the finding of which most information is expected; a group that counts already leaves less to expect."""

    def expected(finding: Finding) -> float:
        group = finding.evidence.group
        so_far = counted.get(group, 0.0) if group is not None else 0.0
        return expected_information(finding.evidence, probability, scenario.cap, so_far) or 0.0

    return max(left, key=expected)
