"""The arithmetic of odds, against numbers worked by hand and ratios as published."""

from __future__ import annotations

from math import exp, log, prod, sqrt

import pytest

import differentia as dx
from differentia.diagnosis.evidence import Evidence, Prior, Ratio, Weights
from differentia.diagnosis.weighing import (
    Observation,
    Odds,
    Weight,
    capped,
    entropy,
    odds_of,
    probability_after,
    weigh,
)

LP = "https://w3id.org/differentia/legpain#"
CAUSE = "urn:cause"


@pytest.fixture(scope="module")
def weights() -> Weights:
    return dx.load().compiled.weights


def by_notation(weights: Weights) -> dict[str, Evidence]:
    return {one.notation: one for found in weights.evidence.values() for one in found}


def seen(*evidence: Evidence, present: bool = True) -> list[Observation]:
    return [Observation(one, present, one.findings[0]) for one in evidence]


def used(weights: tuple[Weight, ...]) -> list[str]:
    return [weight.observation.evidence.notation for weight in weights if weight.used]


def made(notation: str, ratio: Ratio, **more: object) -> Evidence:
    return Evidence(f"urn:{notation}", notation, CAUSE, (f"urn:f{notation}",), positive=ratio, source="S", **more)  # type: ignore[arg-type]


# ---- against the literature


@pytest.mark.parametrize(("notation", "ratio"), [("E091", 13.0), ("E092", 20.0)])
def test_a_constellation_reproduces_its_published_ratio(weights: Weights, notation: str, ratio: float) -> None:
    found = by_notation(weights)
    whole = found[notation]
    parts = [one for one in found.values() if one.iri in whole.replaces and one.positive is not None]
    assert len(parts) >= 2
    told = weigh(seen(whole, *parts), weights.cap)
    assert used(told) == [notation]
    assert odds_of(told).ratio == pytest.approx(ratio)
    # NADEAU2013 by hand: from even odds 13 / 14 = 93 %, 20 / 21 = 95 %
    odds = odds_of(told, Prior("P", whole.cause, "urn:s", 0.5))
    assert odds.posttest == pytest.approx(ratio / (ratio + 1))


def test_five_findings_of_posture_do_not_exceed_their_constellation(weights: Weights) -> None:
    """SURI2010: 6.3, 7.4, 6.4, 3.3 and 3.7 multiply to 3,643; the observed constellation has 13."""
    found = by_notation(weights)
    five = [found[name] for name in ("E056", "E060", "E062", "E064", "E063")]
    naive = prod(one.positive.value for one in five if one.positive is not None)
    assert round(naive) == 3643
    ratio = odds_of(weigh(seen(*five), weights.cap)).ratio
    assert ratio == pytest.approx(7.4)
    assert ratio is not None
    assert ratio <= 13


def test_combined_arterial_signs_add_nothing_over_the_strongest(weights: Weights) -> None:
    """KHAN2006: combinations of signs are no better than single ones."""
    found = by_notation(weights)
    signs = [found[name] for name in ("E006", "E008", "E009", "E010")]
    assert odds_of(weigh(seen(*signs), weights.cap)).ratio == pytest.approx(5.9)
    assert odds_of(weigh(seen(found["E009"], found["E010"]), weights.cap)).ratio == pytest.approx(5.6)


def test_derived_ratios_are_exact(weights: Weights) -> None:
    found = by_notation(weights)
    assert found["E036"].positive == Ratio(45 / 7, derived=True)
    assert found["E036"].negative is not None
    assert found["E036"].negative.value == pytest.approx(0.55 / 0.93)
    assert found["E020"].positive is not None
    assert capped(found["E020"].positive, weights.cap).value == weights.cap == 100


# ---- worked by hand


def test_after_a_pulse_deficit_in_primary_care(weights: Weights) -> None:
    """Prior 0.15 (JAMAEV_PAD): odds 0.17647, times 4.7 is 0.82941, which is 45.3 %.

    The interval 2.2 to 9.9 has half-width ln(9.9 / 2.2) / 2, a factor of 2.12132: odds 0.39099 to 1.75944, which is
    28.1 to 63.8 %; the prior has none and is taken as exact.
    """
    pulses = by_notation(weights)["E010"]
    prior = Prior("P01", pulses.cause, "urn:s", 0.15)
    odds = odds_of(weigh(seen(pulses), weights.cap), prior)
    assert odds.posttest == pytest.approx(0.4534, abs=5e-5)
    assert odds.ratio_interval == pytest.approx((4.7 * sqrt(2.2 / 9.9), 4.7 * sqrt(9.9 / 2.2)))
    assert odds.interval == pytest.approx((0.28108, 0.63761), abs=5e-5)
    assert odds.exact == ("prior",)


def test_intervals_combine_as_variances_of_logarithms() -> None:
    """Add ln 4 and ln 2 with half-widths ln 2: ln 8 with half-width sqrt(2) ln 2, that is 8 / 2.665 to 8 x 2.665."""
    first, second = made("E1", Ratio(4.0, 2.0, 8.0)), made("E2", Ratio(2.0, 1.0, 4.0))
    odds = odds_of(weigh(seen(first, second)), Prior("P", CAUSE, "urn:s", 0.5, 0.5, 0.5))
    assert odds.ratio == pytest.approx(8.0)
    assert odds.ratio_interval == pytest.approx((8 / 2.6651, 8 * 2.6651), rel=1e-4)
    assert odds.posttest == pytest.approx(8 / 9)
    assert odds.interval == pytest.approx((0.75012, 0.95521), abs=1e-4)
    assert odds.exact == ()


def test_a_prior_with_an_interval_widens_the_result() -> None:
    """Odds 1/9 (1/19 to 3/17, about): times 9 is even odds; the half-widths add as squares."""
    one = made("E1", Ratio(9.0, 4.5, 18.0))
    prior = Prior("P", CAUSE, "urn:s", 0.1, 0.05, 0.15)
    logits = [log(p / (1 - p)) for p in (0.05, 0.15)]
    half = sqrt(log(2) ** 2 + ((logits[1] - logits[0]) / 2) ** 2)
    odds = odds_of(weigh(seen(one)), prior)
    assert odds.posttest == pytest.approx(0.5)
    assert odds.interval == pytest.approx((1 / (1 + exp(half)), 1 / (1 + exp(-half))))


def test_a_ratio_without_an_interval_is_taken_as_exact_and_named() -> None:
    """4 (2 to 8) times 2 is 8 (4 to 16), or wider."""
    odds = odds_of(weigh(seen(made("E1", Ratio(4.0, 2.0, 8.0)), made("E2", Ratio(2.0)))))
    assert odds.ratio == pytest.approx(8.0)
    assert odds.ratio_interval == pytest.approx((4.0, 16.0))
    assert odds.exact == ("E2",)


def test_where_nothing_has_an_interval_there_is_none() -> None:
    odds = odds_of(weigh(seen(made("E2", Ratio(2.0)))), Prior("P", CAUSE, "urn:s", 0.5))
    assert (odds.ratio_interval, odds.interval, odds.exact) == (None, None, ("prior", "E2"))


def test_without_ratios_there_is_only_the_prior() -> None:
    assert odds_of((), Prior("P", CAUSE, "urn:s", 0.2)) == Odds(prior=0.2)
    assert odds_of(()) == Odds()


@pytest.mark.parametrize(
    ("prior", "ratio", "posttest"), [(0.66, 0.05, 0.0885), (0.35, 20.0, 0.9150), (0.495, 3.56, 0.7773), (0.5, 1.0, 0.5)]
)
def test_probabilities_worked_by_hand(prior: float, ratio: float, posttest: float) -> None:
    assert probability_after(prior, ratio) == pytest.approx(posttest, abs=6e-4)


# ---- what is set aside


def test_what_was_not_seen_is_never_used() -> None:
    no, memory, quoted = (
        made("E1", Ratio(50.0), verified="no"),
        made("E2", Ratio(40.0, seen=False), verified="partial"),
        made("E3", Ratio(30.0), verified="yes", level="S"),
    )
    told = weigh(seen(no, memory, quoted))
    assert [weight.why for weight in told] == ["unverified", "unverified", "seen only as quoted elsewhere"]
    assert odds_of(told).ratio is None


def test_of_publications_the_closest_then_the_largest_counts() -> None:
    same = {"findings": ("urn:f",), "source": "S", "cause": CAUSE}
    far, small, large = (
        Evidence(iri=f"urn:{n}", notation=n, positive=Ratio(r), sample_size=size, verified="yes", **same)  # type: ignore[arg-type]
        for n, r, size in (("E1", 9.0, 900), ("E2", 8.0, 50), ("E3", 3.0, 500))
    )
    told = weigh(seen(far, small, large), closeness=lambda e: 0 if e is far else 1)
    assert [(w.why, w.other) for w in told] == [
        ("from another population", None),
        ("another publication goes before", "E3"),
        ("used", None),
    ]
    assert used(weigh(seen(far, small, large), closeness=lambda e: 2 if e is small else 1)) == ["E2"]


def test_a_ratio_against_an_excluded_cause_tells_nothing() -> None:
    one = made("E1", Ratio(20.0), compared_with="urn:other")
    assert used(weigh(seen(one), excluded={"urn:other"})) == []
    assert used(weigh(seen(one), excluded=set())) == ["E1"]


def test_a_group_takes_the_strongest_in_either_direction() -> None:
    up, down = made("E1", Ratio(2.0), group="urn:g"), made("E2", Ratio(0.1), group="urn:g")
    assert odds_of(weigh(seen(up, down))).ratio == pytest.approx(0.1)


def test_a_whole_that_does_not_count_leaves_the_parts_of_other_groups_alone() -> None:
    """A score (2) beside a stronger sign (5) of its group leaves the age (3) alone; alone it replaces both parts."""
    age, part = made("E1", Ratio(3.0), group="urn:age"), made("E2", Ratio(4.0), group="urn:g")
    score = made("E3", Ratio(2.0), group="urn:g", replaces=("urn:E1", "urn:E2"))
    sign = made("E4", Ratio(5.0), group="urn:g")
    assert used(weigh(seen(age, part, score, sign))) == ["E1", "E4"]
    assert used(weigh(seen(age, part, score))) == ["E3"]


def test_no_ratio_counts_beyond_the_cap() -> None:
    assert odds_of(weigh(seen(made("E1", Ratio(1e6))), cap=100)).ratio == pytest.approx(100)
    assert odds_of(weigh(seen(made("E1", Ratio(0.0))), cap=100)).ratio == pytest.approx(0.01)
    assert odds_of(weigh(seen(made("E1", Ratio(0.0))))).ratio is None, "without a cap it would be certain"


def test_sensitivity_and_specificity_follow_from_two_ratios(weights: Weights) -> None:
    """4.18 and 0.29: sensitivity 4.18 x 0.71 / 3.89 = 0.763, specificity 3.18 / 3.89 = 0.817 (not as pooled)."""
    one = Evidence("urn:e", "E", CAUSE, ("urn:f",), positive=Ratio(4.18), negative=Ratio(0.29), source="S")
    assert one.accuracy() == pytest.approx((0.7629, 0.8175), abs=1e-4)
    assert by_notation(weights)["E036"].accuracy() == (0.45, 0.93)
    assert by_notation(weights)["E092"].accuracy() is None


def test_entropy() -> None:
    assert entropy(0.25) == pytest.approx(0.811278)
    assert entropy(0) == entropy(1) == 0
