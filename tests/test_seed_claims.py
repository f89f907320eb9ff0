"""Each claim of the founding text, S1 to S32, answered by queries of the library; the table is seed-claims.yaml."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import differentia as dx
from differentia import cli
from differentia.graph import Table
from differentia.knowledge import Diagnosis, KnowledgeBase

HERE = Path(__file__).parent
CASES = HERE / "cases"
CLAIMS: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "seed-claims.yaml").read_text(encoding="utf-8"))
CHECKS = [
    pytest.param(check, id=f"{number}-{place}-{check['query']}")
    for number, entry in CLAIMS.items()
    for place, check in enumerate(entry["checks"], start=1)
]
KEYS = {"golden", "facts", "query", "with", "rows", "never"}
SUSPECTED = CASES / "S09-standing-still-relieves" / "case.yaml"
OUTPUTS = {
    "diagnose": ("text", "json", "md"),
    "explain": ("text", "json", "md", "mermaid"),
    "next": ("text", "json"),
    "query": ("text", "json"),
}

Ask = Callable[[Mapping[str, Any]], Table]


@pytest.fixture(scope="module")
def ask() -> Ask:
    kb, diagnoses = dx.load(), dict[str, Diagnosis]()

    def answer(check: Mapping[str, Any]) -> Table:
        key = repr((check.get("golden"), check.get("facts")))
        if key not in diagnoses:
            diagnoses[key] = diagnose(kb, check)
        return diagnoses[key].query(check["query"], **check.get("with", {}))

    return answer


def diagnose(kb: KnowledgeBase, check: Mapping[str, Any]) -> Diagnosis:
    if "golden" in check:
        return kb.diagnose(CASES / check["golden"] / "case.yaml")
    return kb.diagnose(check.get("facts", {"present": []}))


@pytest.mark.parametrize("check", CHECKS)
def test_claim_is_answered(ask: Ask, check: Mapping[str, Any]) -> None:
    table = ask(check)
    named = {column for row in [*check.get("rows", ()), *check.get("never", ())] for column in row}
    assert named <= set(table.columns), "a column that does not exist would match nothing"
    missing, unwanted = failures(check, table.dicts())
    assert not missing, f"{missing} not among {len(table.rows)} rows"
    assert not unwanted


def failures(check: Mapping[str, Any], answer: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The rows that are wanted and missing, and those that are there though they must never be."""
    missing = [row for row in check.get("rows", ()) if not any(fits(found, row) for found in answer)]
    unwanted = [found for row in check.get("never", ()) for found in answer if fits(found, row)]
    return missing, unwanted


def fits(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(agrees(found[column], value) for column, value in wanted.items())


def agrees(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return wanted["contains"] in str(found)
    return type(found) is type(wanted) and found == wanted


# ---- the table itself


def test_exactly_the_claims_of_the_founding_text_are_covered() -> None:
    assert list(CLAIMS) == [f"S{number}" for number in range(1, 33)]


@pytest.mark.parametrize("number", CLAIMS)
def test_a_claim_says_what_must_and_what_must_not_be_answered(number: str) -> None:
    entry = CLAIMS[number]
    assert set(entry) <= {"claim", "checks", "notice"}
    assert entry["claim"].endswith(".")
    assert all(set(check) <= KEYS and (check.get("rows") or check.get("never")) for check in entry["checks"])
    assert any(check.get("rows") for check in entry["checks"])
    assert any(check.get("never") for check in entry["checks"])


@pytest.mark.parametrize("number", CLAIMS)
def test_a_check_can_fail(number: str) -> None:
    for check in CLAIMS[number]["checks"]:
        for row in check.get("rows", ()):
            assert failures({"rows": [row]}, [])[0]
        for row in check.get("never", ()):
            answer = {column: value["contains"] if isinstance(value, dict) else value for column, value in row.items()}
            assert failures({"never": [row]}, [answer])[1]


@pytest.mark.parametrize("number", CLAIMS)
def test_what_is_never_wanted_exists(ask: Ask, names: frozenset[str], number: str) -> None:
    """It is answered of another case, or names a term of the ontology: a misspelt name would be absent everywhere."""
    for check in CLAIMS[number]["checks"]:
        for row in check.get("never", ()):
            elsewhere = answers_of_all_cases(ask, check["query"])
            for column, value in row.items():
                known = isinstance(value, str) and value in names
                assert known or any(agrees(found[column], value) for found in elsewhere), (column, value)


@pytest.fixture(scope="module")
def names(ask: Ask) -> frozenset[str]:
    text = "SELECT ?name { ?term rdfs:label|skos:notation ?name }"
    return frozenset(str(name) for (name,) in ask({"query": text}).rows)


def answers_of_all_cases(ask: Ask, query: str) -> list[dict[str, Any]]:
    """The query asked of every case of the table, and of the golden cases, without parameters."""
    cases: list[dict[str, Any]] = [check for entry in CLAIMS.values() for check in entry["checks"]]
    cases += [{"golden": folder.name} for folder in sorted(CASES.iterdir())]
    unlike = {repr((case.get("golden"), case.get("facts"))): case for case in cases}
    told = [[(key, case[key]) for key in ("golden", "facts") if key in case] for case in unlike.values()]
    return [row for facts in told for row in ask(dict([*facts, ("query", query)])).dicts()]


# ---- S32: the notice


@pytest.mark.parametrize(("command", "form"), [(c, f) for c, forms in OUTPUTS.items() for f in forms])
def test_every_output_carries_the_notice(
    command: str, form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cause = {"explain": ["PAD"], "query": ["candidates"]}.get(command, [])
    monkeypatch.setattr(sys, "argv", ["differentia", command, str(SUSPECTED), *cause, "--format", form])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 0
    # the lines of a text may be broken anywhere
    assert CLAIMS["S32"]["notice"] in " ".join(capsys.readouterr().out.split())
