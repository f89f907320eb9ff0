"""What comes next: red flags, rules, information per cost class, pairs; and what each result would do."""

from __future__ import annotations

from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.findings import RecommendedTest, Report
from differentia.diagnosis.weighing import entropy
from differentia.knowledge import KnowledgeBase
from differentia.owl.checker import check

WALKING: dict[str, Any] = {"id": "walking", "present": ["right leg pain", "pain on walking"]}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def report(kb: KnowledgeBase, case: dict[str, Any], **more: Any) -> Report:
    return kb.diagnose(case, **more).report()


def idle(test: RecommendedTest) -> bool:
    effects = [o.changes or o.next_tests or o.red_flags or o.probabilities for o in test.outcomes]
    return test.cost_class == 0 and bool(effects) and not any(effects)


def test_information_is_that_of_the_published_accuracy(kb: KnowledgeBase) -> None:
    """Pulses (E010): ratios 4.7 and 0.38, so sensitivity 0.6745 and specificity 0.8565; the prior of PAD is 0.29.

    By hand: a deficit is found in 0.29 x 0.6745 + 0.71 x 0.1435 = 0.2975; then 65.7 %, otherwise 13.4 %.
    Entropies 0.8687, 0.9273 and 0.5689: 0.8687 - 0.2975 x 0.9273 - 0.7025 x 0.5689 = 0.193 bits.
    """
    sens, spec = 4.7 * 0.62 / 4.32, 3.7 / 4.32
    deficit = 0.29 * sens + 0.71 * (1 - spec)
    after = (0.29 * sens / deficit, 0.29 * (1 - sens) / (1 - deficit))
    expected = entropy(0.29) - deficit * entropy(after[0]) - (1 - deficit) * entropy(after[1])
    found = report(kb, WALKING, priors={"PAD": 0.29})
    pulses = next(test for test in found.next_tests if test.notation == "X_PULSES")
    assert pulses.information_bits == pytest.approx(expected)
    assert expected == pytest.approx(0.193, abs=5e-4)
    outcome = next(one for one in pulses.outcomes if one.label == "pulse deficit")
    (move,) = [one for one in outcome.probabilities if one.notation == "PAD"]
    assert move.before == 0.29
    assert move.after == pytest.approx(after[0])
    femoral = next(one for one in pulses.outcomes if one.label == "femoral pulse absent")
    assert [one.after for one in femoral.probabilities] == [pytest.approx(after[0])], "a femoral deficit is a deficit"


def test_without_priors_no_information_is_claimed_and_the_reason_says_so(kb: KnowledgeBase) -> None:
    found = report(kb, WALKING)
    assert all(test.information_bits is None for test in found.next_tests)
    further = [test for test in found.next_tests if test.why.startswith("no rule calls for it")]
    assert further
    assert all("no number is known" in test.why and test.separates for test in further)


def test_what_cannot_wait_comes_first(kb: KnowledgeBase) -> None:
    found = report(kb, {"present": ["right leg pain", "saddle numbness"]}, priors={"PAD": 0.3})
    assert found.red_flags
    assert found.next_tests[0].notation == "T_EMERGENCY"
    withheld = {test.notation for test in found.withheld_tests}
    assert "T_ABI_EX" in withheld
    assert not withheld & {test.notation for test in found.next_tests}


def test_rules_go_before_questions_and_questions_before_scanners(kb: KnowledgeBase) -> None:
    found = report(kb, WALKING, priors={"PAD": 0.3, "LSS": 0.2})
    further = [test for test in found.next_tests if test.why.startswith("no rule")]
    called = [test for test in found.next_tests if test not in further]
    assert list(found.next_tests) == called + further
    costs = [test.cost_class or 0 for test in further]
    assert costs == sorted(costs)
    assert len(found.next_tests) <= max(5, len(called))


def test_a_free_question_that_changes_nothing_does_not_go_before_the_decisive_test(kb: KnowledgeBase) -> None:
    for folder in ("S29-borderline-abi", "V05", "S31-pressures-with-picture"):
        found = kb.diagnose(f"tests/cases/{folder}/case.yaml").report().next_tests
        called = [test for test in found if not test.why.startswith("no rule")]
        places = [idle(test) for test in called]
        assert places == sorted(places), folder


def test_what_is_done_is_not_recommended_again(kb: KnowledgeBase) -> None:
    case = {**WALKING, "absent": ["right pulse deficit"]}
    found = report(kb, case, priors={"PAD": 0.3})
    assert "X_PULSES" not in {test.notation for test in found.next_tests}


def test_a_test_that_a_rule_calls_for_has_a_proof_that_checks(kb: KnowledgeBase) -> None:
    found = kb.diagnose(WALKING).report(proofs=True).next_tests
    called = [test for test in found if not test.why.startswith("no rule")]
    assert called
    for test in called:
        assert test.proof is not None, test.notation
        assert check(test.proof).valid


def test_pairs_are_of_causes_that_stand_and_are_no_forms_of_each_other(kb: KnowledgeBase) -> None:
    case = {"present": ["right calf pain", "pain on walking", "pain relieved by standing still"]}
    found = report(kb, case)
    standing = {c.notation for c in found.causes if c.status in ("supported", "open", "conflict")}
    supported = {c.notation for c in found.causes if c.status == "supported"}
    pairs = {pair for test in found.next_tests for pair in test.separates}
    assert pairs
    assert all(set(pair) <= standing and set(pair) & supported for pair in pairs)
    assert ("PAD", "PAD_FP") not in pairs
