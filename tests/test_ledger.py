"""The ledger of whole cases: what counts where, from which prior, and what is said where numbers are missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.findings import Cause, Line
from differentia.diagnosis.vocabulary import HAS_FINDING
from differentia.errors import BadInput
from differentia.knowledge import KnowledgeBase
from differentia.owl.axioms import ClassAssertion
from differentia.owl.checker import check
from differentia.owl.entailment import refutes
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty, ObjectSomeValuesFrom

ROOT = Path(__file__).parent
CALF: dict[str, Any] = {
    "id": "calf",
    "present": ["right calf pain", "pain on walking", "pain relieved by standing still", "right pedal pulses absent"],
    "absent": ["right femoral bruit"],
    "measured": [{"name": "age", "value": 68, "unit": "years"}],
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def cause(kb: KnowledgeBase, case: dict[str, Any], notation: str, side: str | None = None, **more: Any) -> Cause:
    report = kb.diagnose(case, **more).report()
    found = [c for c in report.causes if c.notation == notation and side in (None, c.side)]
    return found[0]


def line(cause: Cause, evidence: str) -> Line:
    return next(one for one in (*cause.for_, *cause.against) if one.evidence == evidence)


def test_prior_and_ratios_give_a_probability(kb: KnowledgeBase) -> None:
    """Mayo laboratory: odds 0.35 / 0.65 times 20 (constellation, E092) times 4.7 (pulses, E010) = 50.6: 98.1 %.

    Only E010 has an interval, 2.2 to 9.9, a factor of 2.12132 each way: odds 23.86 to 107.4, which is 96.0 to 99.1 %.
    """
    pad = cause(kb, CALF, "PAD", "right", setting="vascular laboratory")
    assert pad.prior == 0.35
    assert pad.prior_source == "P05, MAHE2015, vascular laboratory"
    assert pad.ratio == pytest.approx(94.0)
    assert pad.posttest == pytest.approx(0.9806, abs=5e-5)
    assert pad.interval == pytest.approx((0.95978, 0.99077), abs=5e-5)
    assert pad.taken_as_exact == ("prior", "E092")
    assert line(pad, "E092").used
    assert line(pad, "E092").compared_with == "lumbar spinal stenosis with neurogenic claudication"
    assert line(pad, "E010").interval == (2.2, 9.9)
    assert line(pad, "E010").facts == ("right pedal pulses absent",)
    assert line(pad, "E003").why == "from another population"
    assert line(pad, "E094").why == "part of E092"


def test_a_stated_prior_goes_before_the_setting(kb: KnowledgeBase) -> None:
    pad = cause(kb, CALF, "PAD", "right", setting="vascular laboratory", priors={"PAD": 0.1})
    assert (pad.prior, pad.prior_source) == (0.1, "stated")
    in_file = cause(kb, {**CALF, "priors": {"PAD": 0.1}}, "PAD", "right", setting="vascular laboratory")
    assert in_file == pad
    assert pad.posttest == pytest.approx(94 / 9 / (1 + 94 / 9))


def test_without_a_prior_there_is_no_probability(kb: KnowledgeBase) -> None:
    pad = cause(kb, CALF, "PAD", "right")
    assert (pad.prior, pad.posttest, pad.note) == (None, None, "no prior: no setting is given")
    assert pad.ratio == pytest.approx(94.0)
    sport = cause(kb, CALF, "PAD", "right", setting="sports clinic")
    assert (sport.posttest, sport.note) == (None, "no prior is known for this setting")


def test_without_ratios_there_is_no_number_and_it_says_so(kb: KnowledgeBase) -> None:
    level = cause(kb, CALF, "PAD_FP", "right", setting="vascular laboratory")
    assert level.status == "supported"
    assert (level.prior, level.ratio, level.posttest) == (None, None, None)
    assert level.note == "no published ratio is known; ranked by its criteria alone"


def test_a_wider_setting_leads_to_the_narrower_one_that_fits(kb: KnowledgeBase) -> None:
    """Primary care as such has no prior; at 60 or more with leg pain it is 15 % (JAMAEV_PAD)."""
    assert cause(kb, CALF, "PAD", "right", setting="primary care").prior == 0.15
    young = {**CALF, "measured": [{"name": "age", "value": 50, "unit": "years"}]}
    assert cause(kb, young, "PAD", "right", setting="primary care").prior is None


def test_the_setting_may_stand_in_the_case_and_an_unknown_one_is_refused(kb: KnowledgeBase) -> None:
    assert cause(kb, {**CALF, "setting": "vascular lab"}, "PAD", "right").prior == 0.35
    with pytest.raises(BadInput, match="no such setting"):
        kb.diagnose(CALF, setting="vascular labratory").report()
    with pytest.raises(BadInput, match="no such cause"):
        kb.diagnose(CALF, priors={"PADD": 0.2}).report()
    with pytest.raises(BadInput, match="between 0 and 1"):
        kb.diagnose(CALF, priors={"PAD": 1.2})


def test_what_lies_on_the_other_leg_does_not_count(kb: KnowledgeBase) -> None:
    case = {"present": ["left calf pain", "pain relieved by standing still", "right pedal pulses absent"]}
    left, right = (cause(kb, case, "PAD", side) for side in ("left", "right"))
    assert left.ratio == pytest.approx(20.0)
    assert right.ratio == pytest.approx(4.7)


def test_what_belongs_to_the_patient_counts_on_both_legs(kb: KnowledgeBase) -> None:
    case: dict[str, Any] = {
        "present": ["right thigh pain"],
        "measured": [
            {"name": "age", "value": 60},
            {"name": "resting ABI", "side": "left", "value": 0.8},
            {"name": "resting ABI", "side": "right", "value": 1.1},
        ],
    }
    with_diabetes = {**case, "present": [*case["present"], "diabetes"]}
    # E031 over all 4.18 (569 patients); E163 in diabetes 0.60 / 0.13 = 4.615, which is the patient's population
    assert cause(kb, case, "PAD", "left").ratio == pytest.approx(4.18)
    left = cause(kb, with_diabetes, "PAD", "left")
    assert left.ratio == pytest.approx(0.60 / 0.13)
    assert line(left, "E031").why == "another publication goes before E163"
    right = cause(kb, with_diabetes, "PAD")
    assert right.side == "left"


def test_absence_counts_only_where_it_is_entailed(kb: KnowledgeBase) -> None:
    unknown = {"present": ["right calf pain"]}
    denied = {"present": ["right calf pain"], "absent": ["right pulse deficit"]}
    other_leg = {"present": ["right calf pain"], "absent": ["left pulse deficit"]}
    pedal = {"present": ["right calf pain", "right pedal pulses present"]}

    def negative(case: dict[str, Any]) -> list[Line]:
        rows = [c for c in kb.diagnose(case).report().causes if c.notation == "PAD" and c.side != "left"]
        return [one for row in rows for one in row.against if one.evidence == "E010"]

    assert negative(unknown) == negative(other_leg) == negative(pedal) == []
    (found,) = negative(denied)
    assert (found.ratio, found.interval, found.used) == (0.38, (0.23, 0.64), True)
    assert found.facts == ("absent: right pulse deficit",)


def test_a_negative_answer_is_its_own_finding(kb: KnowledgeBase) -> None:
    case = {"present": ["right thigh pain", "pain on walking"], "absent": ["pain on standing still"]}
    stenosis = cause(kb, case, "LSS")
    assert line(stenosis, "E066").ratio == 0.38
    assert line(stenosis, "E066").used


def test_where_logic_and_odds_disagree_there_is_an_alarm(kb: KnowledgeBase) -> None:
    case = {
        "present": ["right calf pain", "pain on walking"],
        "absent": ["right pulse deficit", "right femoral bruit"],
        "measured": [{"name": "resting ABI", "side": "right", "value": 0.88}],
    }
    pad = cause(kb, case, "PAD", "right", priors={"PAD": 0.01})
    assert pad.status == "established"
    assert pad.posttest is not None
    assert pad.posttest < 0.5
    assert pad.alarm is not None
    assert pad.alarm.startswith("established by definition, yet")
    assert cause(kb, CALF, "PAD", "right", setting="vascular laboratory").alarm is None


def test_the_fact_on_which_the_first_place_hangs_is_named(kb: KnowledgeBase) -> None:
    """From odds 1/49: 94/49 is 66 %; without standing still calf pain has 3.08 (E094), and 14.5/49 is 23 %."""
    pad = cause(kb, CALF, "PAD", "right", priors={"PAD": 0.02})
    assert pad.posttest == pytest.approx(94 / 49 / (1 + 94 / 49))
    assert pad.tipping_point is not None
    assert pad.tipping_point.text in CALF["present"]
    assert pad.tipping_point.effect == "it would be less likely than not"
    assert cause(kb, CALF, "PAD", "right", priors={"PAD": 0.6}).tipping_point is None


def test_what_is_missing_is_told_with_what_it_would_do(kb: KnowledgeBase) -> None:
    case = {"present": ["right calf pain", "pain on walking"]}
    pad = cause(kb, case, "PAD", priors={"PAD": 0.3})
    labels = [one.label for one in pad.missing]
    assert labels
    assert all(one.information_bits is None or one.information_bits >= 0 for one in pad.missing)
    bits = [one.information_bits or 0.0 for one in pad.missing]
    assert bits == sorted(bits, reverse=True)


def test_every_reason_that_is_weighed_has_a_proof_that_checks(kb: KnowledgeBase) -> None:
    case = {**CALF, "absent": ["right pulse deficit"], "present": CALF["present"][:3]}
    report = kb.diagnose(case, setting="vascular laboratory").report(proofs=True)
    weighed = [one for c in report.causes for one in (*c.for_, *c.against) if one.ratio is not None]
    assert {one.text.startswith("absent") for one in weighed} == {True, False}
    for one in weighed:
        assert one.proof is not None, one.text
        assert check(one.proof).valid, one.text


def test_of_two_thresholds_of_one_measurement_one_counts(kb: KnowledgeBase) -> None:
    """An index of 0.95 is positive at 0.95 (E033, 298 patients) and negative at 0.90 (E031, 569): the latter counts."""
    case = {"present": ["right calf pain"], "measured": [{"name": "resting ABI", "side": "right", "value": 0.95}]}
    pad = cause(kb, case, "PAD")
    assert (line(pad, "E031").ratio, line(pad, "E031").used) == (0.29, True)
    assert line(pad, "E033").why == "part of E031"


@pytest.mark.parametrize("name", ["V05", "V07", "V12", "S25-nothing-but-walking-pain", "S32-saddle-numbness", "denied"])
def test_an_absence_is_what_the_reasoner_refutes(kb: KnowledgeBase, name: str) -> None:
    """Suppose a finding of every class that has a negative ratio: exactly where it is refuted it counts as absent."""
    denied = {
        **CALF,
        "absent": ["right pulse deficit", "saddle numbness", "left leg weakness"],
        "present": CALF["present"][:3],
    }
    d = kb.diagnose(denied if name == "denied" else ROOT / "cases" / name / "case.yaml")
    layer, observed = d.session.layer, d.ledger.observed
    asked = [e for found in d.ledger.weights.evidence.values() for e in found if e.negative and not e.negatives]
    known = 0
    for part in observed.parts or (observed.patient,):
        assert part is not None
        bearer = layer.symbols.terms[part]
        assert isinstance(bearer, NamedIndividual)
        for cls in sorted({e.findings[0] for e in asked if len(e.findings) == 1}):
            question = ClassAssertion(ObjectSomeValuesFrom(ObjectProperty(HAS_FINDING), Class(cls)), bearer)
            seen = [o for e in asked if e.findings == (cls,) for o in observed.result(e, part) if not o.present]
            assert bool(seen) == refutes(layer, question), (name, cls)
            known += bool(seen)
    assert known or name != "denied"
