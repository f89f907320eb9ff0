"""Many cases at once: the conclusions of one by one, for the cases that clinicians wrote and for random patients."""

from __future__ import annotations

import json
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from tests.random_patients import random_cases

import differentia as dx
from differentia.diagnosis.case import Case
from differentia.diagnosis.cohort import CHUNK, Cohort, Conclusion, conclusions_of, places_of
from differentia.diagnosis.computation import Computation
from differentia.diagnosis.computed_columns import OPERATORS
from differentia.diagnosis.session import Session, open_session
from differentia.diagnosis.vocabulary import DX
from differentia.knowledge import KnowledgeBase
from differentia.knowledge.many import cohort_of
from differentia.owl.batch_run import Said

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))
SHOULDER = Path(__file__).parent / "domains" / "shoulder"
LP = "https://w3id.org/differentia/legpain#"
RANDOM = int(os.environ.get("DIFFERENTIA_RANDOM_PATIENTS", "1000"))


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def alone(kb: KnowledgeBase, case: Case) -> Session:
    return open_session(kb.compiled.base, case, kb.compiled.computations)


def compare(kb: KnowledgeBase, cases: list[Case]) -> Counter[str]:
    """Compare many at once with one by one; return what there was to compare."""
    cohort = cohort_of(kb)
    found = cohort.conclude_cases(cases)
    seen: Counter[str] = Counter()
    for number, case in enumerate(cases):
        session = alone(kb, case)
        expected = conclusions_of(session.layer, places_of(case))
        assert found.of(number) == expected, [fact.text for fact in case.facts]
        causes = {c.value for c in expected if c.property == DX + "supportedCause"}
        seen["several causes"] += len(causes) > 1
        seen["established"] += any(c.property == DX + "establishedCause" for c in expected)
        seen["contradictory"] += bool(session.conflicts.minimal)
        seen["computed"] += bool(session.layer.computations)
        seen["refuted"] += bool(session.layer.branches)
        seen["alone without contradiction"] += bool(found.alone[number]) and not session.conflicts.minimal
    return seen


def test_the_written_cases_agree(kb: KnowledgeBase) -> None:
    seen = compare(kb, [kb.read(path) for path in CASES])
    assert len(CASES) >= 30
    assert seen["several causes"] >= 10
    assert seen["contradictory"] >= 3


def test_random_patients_agree(kb: KnowledgeBase) -> None:
    seen = compare(kb, list(random_cases(kb, RANDOM)))
    assert seen["several causes"] > 0.4 * RANDOM
    assert seen["established"] > 0.1 * RANDOM
    assert seen["contradictory"] > 0.03 * RANDOM
    assert seen["computed"] > 0.004 * RANDOM
    assert seen["refuted"] > 0.004 * RANDOM
    assert seen["alone without contradiction"] == 0  # nothing in this ontology is beyond columns


def test_another_domain_agrees() -> None:
    kb = dx.load(SHOULDER)
    seen = compare(kb, list(random_cases(kb, 500)))
    assert seen["several causes"] > 50
    assert seen["established"] > 25
    assert seen["contradictory"] > 50


def test_the_ontology_fits_columns(kb: KnowledgeBase) -> None:
    assert cohort_of(kb).batch.unsupported == ()


def test_many_cases_through_the_interface(kb: KnowledgeBase) -> None:
    low = {"present": ["right calf pain"], "measured": [{"name": "resting ABI", "side": "right", "value": "0.62"}]}
    strange = {"present": ["right calf pain"], "absent": ["right calf pain"]}
    first, second, third = kb.diagnose_many([low, CASES[0], kb.read(strange)])
    assert (LP + "RightLeg", LP + "PAD") in first.values("establishedCause")
    assert (None, LP + "PAD") in first.values("establishedCause")
    assert first.conflicts == ()
    assert first.diagnosis().explain("PAD", "right")
    assert second.case.id == CASES[0].parent.name
    assert third.conflicts == (("f1", "f2"),)
    assert third.values("supportedCause") == ()


# ---- arrays


def said(*lines: tuple[int, int, int, float]) -> Said:
    columns = zip(*lines, strict=True)
    return Said(*(np.array(c, t) for c, t in zip(columns, (np.int32, np.int8, np.int32, np.float64), strict=True)))


@pytest.fixture(scope="module")
def cohort(kb: KnowledgeBase) -> Cohort:
    return cohort_of(kb)


def test_thresholds_are_exact_in_arrays(cohort: Cohort) -> None:
    abi = cohort.kind(LP + "RestingABI", valued=True)
    right = cohort.parts.index(LP + "RightLeg") + 1
    values = [0.89, 0.9, 0.91, 0.90000001, np.nextafter(0.9, 1)]
    found = cohort.conclude(said(*((n, right, abi, v) for n, v in enumerate(values))), len(values))
    low = found.holds(Conclusion(LP + "RightLeg", DX + "establishedCause", LP + "PAD"))
    assert low.tolist() == [True, True, False, False, False]  # PAD is established up to and including 0.90


def test_contradictions_in_arrays_go_one_by_one(cohort: Cohort) -> None:
    walking = [(DX + "provokedBy", LP + "Walking"), (DX + "notProvokedBy", LP + "Walking")]
    pain, impossible = cohort.kind(LP + "CalfPain", walking[:1]), cohort.kind(LP + "CalfPain", walking)
    found = cohort.conclude(said((0, 1, pain, np.nan), (2, 1, impossible, np.nan)), 3)
    assert found.alone.tolist() == [False, False, True]
    assert found.of(1) == {Conclusion(None, None, DX + "Patient")}
    assert Conclusion(cohort.parts[0], None, LP + "LowerLimb") in found.of(2)


def test_memory_is_a_bit_for_a_conclusion(cohort: Cohort) -> None:
    abi = cohort.kind(LP + "RestingABI", valued=True)
    count = 300_000
    record = np.arange(count, dtype=np.int32)
    arrays = Said(record, np.ones(count, np.int8), np.full(count, abi, np.int32), np.linspace(0.3, 1.6, count).round(2))
    found = cohort.conclude(arrays, count)
    assert found.bits.shape == (len(found.names), count // 8)
    assert not found.alone.any()
    sample = [0, CHUNK - 1, CHUNK, CHUNK + 1, count - 1]
    for patient in sample:
        value = arrays.value[patient : patient + 1] if arrays.value is not None else None
        own = cohort.conclude(Said(record[:1], arrays.place[:1], arrays.kind[:1], value), 1)
        assert own.of(0) == found.of(patient)


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_arithmetic_in_columns_is_that_of_one_by_one(operator: str) -> None:
    chance = np.random.default_rng(3)
    a = np.concatenate([chance.integers(-3000, 300_000, 3000) * 1000, [1, 10**6, 0, 200_005, 99_995]])
    b = np.concatenate([chance.integers(1, 300, 3000) * 10**6, [2_000_000, 3 * 10**6, 10**6, 10**6, 10**6]])
    function, scale, defined = OPERATORS[operator]
    valid = defined(a, b)
    one = Computation("a:c", operator, "a:r", "a:x", "a:y")
    million = Decimal(10**6)
    for x, y, result in zip(a[valid].tolist(), b[valid].tolist(), function(a[valid], b[valid]).tolist(), strict=True):
        expected = one.evaluate(Decimal(x) / million, Decimal(y) / million)
        assert expected == Decimal(result) / scale, (x, y)
    for x, y in zip(a[~valid].tolist(), b[~valid].tolist(), strict=True):
        assert one.evaluate(Decimal(x) / million, Decimal(y) / million) is None


# ---- the command


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    from differentia import cli

    monkeypatch.setattr("sys.argv", ["differentia", "cohort", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "cases.ndjson"
    low = {"id": "a", "measured": [{"name": "resting ABI", "side": "right", "value": 0.62}]}
    path.write_text(json.dumps(low) + "\n\n" + json.dumps({"present": ["left calf pain", "no such phrase"]}) + "\n")
    return path


def test_the_command_names_the_line_of_bad_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: Path
) -> None:
    out = lines.with_name("out.ndjson")
    code, _, err = run(monkeypatch, capsys, str(lines), str(out))
    assert code == 2
    assert "line 3" in err
    assert "no such phrase" in err
    assert not out.exists()
    lines.write_text('{"id": "a", "id": "b"}\n')
    assert run(monkeypatch, capsys, str(lines), str(out))[0] == 2
    lines.write_text("[1]\n{\n")
    code, _, err = run(monkeypatch, capsys, str(lines), str(out), "--lenient")
    assert (code, err.count("left out")) == (0, 2)


def test_the_command_writes_a_line_for_each_case(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: Path
) -> None:
    out = lines.with_name("out.ndjson")
    assert run(monkeypatch, capsys, str(lines), str(out), "--lenient")[0] == 0
    first, second = map(json.loads, out.read_text().splitlines())
    assert first["case"] == "a"
    assert "lp:PAD" in first["entailed"]["right leg"]["establishedCause"]
    assert second["not_understood"] == ["no such phrase"]
    assert "not a medical device" in first["disclaimer"]
    code, table, err = run(monkeypatch, capsys, str(lines), "-", "--lenient", "--format", "csv")
    assert code == 0
    assert "a,right leg,establishedCause,lp:PAD" in table.splitlines()
    assert "not a medical device" in err
