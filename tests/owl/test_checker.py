"""The proof checker accepts proofs, and nothing else."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import differentia.telling
from differentia.owl.checker import check

HERE = Path(__file__).parent
PROOFS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "proofs").glob("*.json"))}
SCHEMA = json.loads((Path(differentia.telling.__file__).parent / "schemas" / "proof.schema.json").read_text("utf-8"))


def _beside(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mutations = _beside("mutations")


@pytest.mark.parametrize("name", PROOFS)
def test_proof_is_accepted(name: str) -> None:
    verdict = check(PROOFS[name])
    assert verdict.error is None
    assert verdict.valid
    assert verdict.steps_checked == len(PROOFS[name]["steps"])


@pytest.mark.parametrize("name", PROOFS)
def test_every_step_is_needed(name: str) -> None:
    """Otherwise a mutation of the step would rightly go unnoticed."""
    assert mutations.needed(PROOFS[name]) == {step["id"] for step in PROOFS[name]["steps"]}


@pytest.mark.parametrize("name", PROOFS)
def test_every_mutation_is_rejected(name: str) -> None:
    survivors = [what for what, mutant in mutations.mutations(PROOFS[name]) if check(mutant).valid]
    assert survivors == []


def test_mutations_are_many_and_of_every_kind() -> None:
    """Guard against a generator that yields nothing, or the proof itself."""
    kinds: Counter[str] = Counter()
    for proof in PROOFS.values():
        for what, mutant in mutations.mutations(proof):
            assert mutant != proof, what
            kinds[what.split(": ")[-1]] += 1
    assert sum(kinds.values()) > 6500
    assert len(kinds) > 60


def test_rejections_are_for_many_reasons() -> None:
    """Guard against a checker that rejects everything for one reason: each rule has to refuse something."""
    reasons = " | ".join(
        sorted({check(mutant).error or "" for proof in PROOFS.values() for _, mutant in mutations.mutations(proof)})
    )
    for reason in (
        "no clause of the axiom",
        "rests on suppositions",
        "not the contrary",
        "only a supposition",
        "equals replaced",
        "that is not so",
        "the result is",
        "the fact does not say",
        "not the axiom of that hash",
        "words do not account",
        "no earlier step",
        "is not the goal",
    ):
        assert reason in reasons


@pytest.mark.parametrize("name", PROOFS)
def test_proof_fits_the_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(PROOFS[name], SCHEMA, jsonschema.Draft202012Validator)


def test_schema_refuses_what_is_no_proof() -> None:
    """Most damage to the form, as opposed to the sense, is seen by the schema alone."""
    validator = jsonschema.Draft202012Validator(SCHEMA)
    proof = PROOFS["compute"]
    for damage in ({"format": "x"}, {"steps": []}, {"goal": ["false", "x"]}, {"header": {}}, {"more": 1}):
        assert not validator.is_valid({**proof, **damage})


# ---- nothing raises

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["not", "same"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_arbitrary_json_is_rejected_quietly(value: Any) -> None:
    assert not check(value if isinstance(value, dict) else {"steps": value}).valid


@given(st.sampled_from(sorted(PROOFS)), st.data())
@settings(max_examples=300)
def test_arbitrary_parts_are_rejected_quietly(name: str, data: st.DataObject) -> None:
    proof = json.loads(json.dumps(PROOFS[name]))
    place: Any = proof
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list) or not place[key]:
            place[key] = data.draw(json_values)
            break
        place = place[key]
    verdict = check(proof)
    assert verdict.valid == (verdict.error is None)


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("key", ["goal", "steps", "header", "labels"])
def test_deep_nesting_is_rejected_quietly(key: str) -> None:
    verdict = check({**PROOFS["subclass"], key: _nested(10_000)})
    assert verdict.error == "the proof is nested too deeply or too large"


def test_cycles_shared_parts_and_odd_types_are_rejected_quietly() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    shared: Any = "x"
    for _ in range(60):
        shared = [shared, shared]
    odd: list[Any] = [cycle, shared, {1: 2}, {"a"}, b"x", object(), "\ud800", 10**5000, float("nan"), True]
    for value in odd:
        assert not check({**PROOFS["subclass"], "goal": value}).valid
        assert not check({**PROOFS["subclass"], "labels": value}).valid
    for proof in (None, 1, [], "x"):
        assert not check(proof).valid  # type: ignore[arg-type]


# ---- cases in which a careless checker would be fooled


def _step(rule: str, conclusion: list[Any], *premises: str, **more: Any) -> dict[str, Any]:
    return {"rule": rule, "conclusion": conclusion, "premises": list(premises), **more}


def _proof(*steps: dict[str, Any], facts: dict[str, Any] | None = None) -> dict[str, Any]:
    named = [{**step, "id": f"s{i}"} for i, step in enumerate(steps, 1)]
    return {**PROOFS["subclass"], "axioms": {}, "facts": facts or {}, "steps": named, "goal": named[-1]["conclusion"]}


XSD = "http://www.w3.org/2001/XMLSchema#"
DECIMAL = XSD + "decimal"
DATE_TIME = XSD + "dateTime"
SOME = ["ObjectSomeValuesFrom", "u:r", "u:B"]


def _literal(text: str, datatype: str = DECIMAL) -> list[str]:
    return ["Literal", text, datatype, ""]


def _at_least(text: str, datatype: str = DECIMAL) -> list[Any]:
    return ["DatatypeRestriction", datatype, [[XSD + "minInclusive", _literal(text, datatype)]]]


def test_a_witness_cannot_be_a_fact_or_a_goal() -> None:
    about = ["type", "u:B", ["witness", SOME, "u:a"]]
    fact = {"f1": {"text": "", "terms": [], "statements": [about]}}
    assert "witness" in (check(_proof(_step("read", about, fact="f1"), facts=fact)).error or "")
    steps = [
        _step("read", ["type", SOME, "u:a"], fact="f1"),
        _step("resolve", about, "s1", expression=SOME, substitution={"x": "u:a"}),
    ]
    fact = {"f1": {"text": "", "terms": [], "statements": [["type", SOME, "u:a"]]}}
    assert "witness" in (check(_proof(*steps, facts=fact)).error or "")


def test_a_witness_belongs_to_its_expression() -> None:
    """What one existential promises need not be what another promises."""
    other = ["ObjectSomeValuesFrom", "u:r", "u:C"]
    fact = {"f1": {"text": "", "terms": [], "statements": [["type", SOME, "u:a"]]}}
    proof = _proof(
        _step("read", ["type", SOME, "u:a"], fact="f1"),
        _step("resolve", ["type", "u:B", ["witness", other, "u:a"]], "s1", expression=SOME, substitution={"x": "u:a"}),
        facts=fact,
    )
    assert "no clause" in (check(proof).error or "")


@pytest.mark.parametrize("conclusion", [["type", "u:A", "u:a"], ["not", ["type", "u:A", "u:a"]]])
def test_a_supposition_is_not_a_proof(conclusion: list[Any]) -> None:
    assert "rests on suppositions" in (check(_proof(_step("suppose", conclusion))).error or "")


def test_times_with_and_without_a_zone_are_not_compared() -> None:
    at_least = _at_least("2024-01-01T00:00:00Z", DATE_TIME)
    for text in ("2025-01-01T00:00:00", "2023-01-01T00:00:00"):
        inside = ["in", at_least, _literal(text, DATE_TIME)]
        for conclusion in (inside, ["not", inside]):
            assert "time zone" in (check(_proof(_step("data", conclusion))).error or "")


@pytest.mark.parametrize(
    ("datatype", "text", "reason"),
    [
        ("u:mine", "1", "unknown datatype"),
        (DECIMAL, "1e3", "is no literal of"),
        (DECIMAL, "٣", "is no literal of"),
        (XSD + "byte", "128", "is no literal of"),
        (DECIMAL, "1" * 2000, "too long"),
    ],
)
def test_literals_that_mean_nothing_are_refused(datatype: str, text: str, reason: str) -> None:
    for conclusion in (["in", datatype, _literal(text, datatype)], ["not", ["in", DECIMAL, _literal(text, datatype)]]):
        assert reason in (check(_proof(_step("data", conclusion))).error or "")


def test_a_double_is_no_decimal() -> None:
    double = _literal("1.0", XSD + "double")
    assert check(_proof(_step("data", ["not", ["in", _at_least("0"), double]]))).valid
    assert check(_proof(_step("data", ["not", ["same", double, _literal("1.0")]]))).valid
    assert check(_proof(_step("data", ["same", _literal("1"), _literal("1.0")]))).valid


def test_facts_without_words_are_listed() -> None:
    assert check(PROOFS["compute"]).unworded == ("f3",)
    assert check(PROOFS["subclass"]).unworded == ()


def test_true_is_not_one() -> None:
    """In Python they are equal; in a proof they are not."""
    text = json.dumps(PROOFS["existential"]).replace('["ObjectMinCardinality", 1', '["ObjectMinCardinality", true')
    assert text != json.dumps(PROOFS["existential"])
    assert "no place in a proof" in (check(json.loads(text)).error or "")


def test_a_computed_individual_is_new() -> None:
    text = json.dumps(PROOFS["compute"]).replace("computed-1", "m1")
    assert "not heard of before" in (check(json.loads(text)).error or "")


@pytest.mark.parametrize(
    ("operator", "numbers", "result"),
    [
        ("Ratio", ("1", "3"), "0.3333"),
        ("Ratio", ("0.00005", "1"), "0"),  # half to even
        ("Ratio", ("0.00015", "1"), "0.0002"),
        ("Difference", ("0.3", "0.1"), "0.2"),
        ("PercentDecrease", ("80", "60"), "25"),
        ("PercentDecrease", ("-80", "-60"), "25"),
        ("Maximum", ("2", "10"), "10.0"),
        ("Minimum", ("2", "10"), "2"),
    ],
)
def test_computations_are_exact(operator: str, numbers: tuple[str, str], result: str) -> None:
    dx = "https://w3id.org/differentia/dx#"
    data = [["data", "u:v", f"u:m{i}", _literal(n)] for i, n in enumerate(numbers)]
    facts = {"f1": {"text": "", "terms": [], "statements": data}}
    plan: dict[str, Any] = {"operator": dx + operator, "operands": ["u:K", "u:L"], "result": "u:M"}
    plan |= {"individual": "u:new", "bearer": ["u:r", "u:p"]}

    def computed(text: str) -> bool:
        conclusion = ["data", "u:v", "u:new", _literal(text)]
        reads = [_step("read", d, fact="f1") for d in data]
        step = _step("compute", conclusion, "s1", "s2", operator=dx + operator, computation=plan)
        return check(_proof(*reads, step, facts=facts)).valid

    assert computed(result)
    assert not computed(result + ("1" if "." in result else ".0001"))


def test_division_by_zero_is_refused() -> None:
    text = json.dumps(PROOFS["compute"]).replace('"140"', '"0"')
    verdict = check(json.loads(text))
    assert (verdict.valid, verdict.error) == (False, "step s6: malformed (ZeroDivisionError)")
