"""A diagnosis told as text, Markdown and JSON."""

from __future__ import annotations

import io
import json
import re
from dataclasses import FrozenInstanceError, replace
from typing import Any

import jsonschema
import pytest

from differentia.diagnosis.findings import Cause, Line, Report
from differentia.telling.report_json import diagnosis_schema, next_tests_json, report_dict, report_json
from differentia.telling.report_markdown import report_markdown
from differentia.telling.report_text import next_tests_rows, print_rows, report_rows, report_text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# ---- text


def test_what_cannot_wait_comes_first(report: Report) -> None:
    text = report_text(report)
    order = [
        "not a medical device",
        "RED FLAG",
        "CONTRADICTORY",
        "CAUSES",
        "NOT TO BE MISSED",
        "NEXT TESTS",
        "TESTS LEFT OUT",
    ]
    places = [text.index(words) for words in [*order, "UNEXPLAINED", "\nLEFT OUT", "READ AS"]]
    assert places == sorted(places)


def test_causes_are_grouped_by_status(report: Report) -> None:
    text = report_text(report)
    groups = ["Established", "In dispute", "Supported", "Open", "Opposed", "Excluded"]
    places = [text.index(f"\n{group} (") for group in groups]
    assert places == sorted(places)
    assert "  hip osteoarthritis, left and right\n" in text
    assert "  lumbar spinal stenosis (LSS): relieved by standing still\n" in text
    in_full = report_text(report, full=True)
    assert "  lumbar spinal stenosis (LSS)\n    - relieved by standing still <- “relief” [KATZ2022]" in in_full


def test_a_cause_shows_its_decisive_reasons_and_counts_the_rest(report: Report) -> None:
    text = report_text(report)
    assert "    + low resting ABI <- “resting ABI, right: 0.68” [AHA2016]" in text
    assert "    + and 2 more" in text
    assert "peripheral artery disease (PAD), right: 96%, 95% interval 90% to 99% (prior 10%)" in text
    in_full = report_text(report, full=True)
    assert "more" not in re.findall(r"[+-] and (\w+)", in_full)
    assert in_full.count("    + ") == text.count("    + ") - 1 + 2


def test_a_conflict_shows_both_statements_with_their_sources(report: Report) -> None:
    text = report_text(report)
    assert "“relief by standing still” (present, line 8, per letter)" in text
    assert "“relief by standing still” (absent, line 10, per patient today)" in text


def test_a_test_says_what_each_result_would_do(report: Report) -> None:
    text = " ".join(report_text(report).split())
    assert "if fall of more than 20 percent: " in text
    assert "peripheral artery disease, left open -> established" in text
    assert "nothing changes if no fall" in text
    assert "if no fall: nothing changes" in " ".join(report_text(report, full=True).split())
    assert "red flag: acute ischaemia; " in text
    assert "; then duplex ultrasound" in text


def test_only_an_odd_reading_is_mentioned(report: Report) -> None:
    reading = report_text(report).partition("READ AS")[2]
    assert "“low back ache”: back pain" in reading
    assert "right calf pain" not in reading


@pytest.mark.parametrize("width", [60, 80, 100])
def test_every_row_fits(report: Report, width: int) -> None:
    assert max(len(row.text) for row in report_rows(report, width)) <= width


def test_nothing_known_is_told_in_a_few_lines() -> None:
    empty = Report("e", "Not a medical device.", "0.1.0", causes=(Cause("urn:x#A", None, "a", "open"),))
    assert report_text(empty).splitlines() == [
        "e (ontology 0.1.0)",
        "Not a medical device.",
        "",
        "CAUSES",
        "Open (nothing decisive either way)",
        "  a",
    ]
    assert "No rule calls for a test" in next_tests_rows(empty)[-1].text


def test_no_colour_outside_a_terminal(report: Report) -> None:
    plain = io.StringIO()
    print_rows(report_rows(report), plain)
    assert "\x1b" not in plain.getvalue()
    assert plain.getvalue() == report_text(report) + "\n"


def test_a_terminal_gets_the_same_text_in_colour(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    colour = Terminal()
    print_rows(report_rows(report), colour)
    assert "\x1b[" in colour.getvalue()
    assert re.sub(r"\x1b\[[0-9;]*m", "", colour.getvalue()) == report_text(report) + "\n"


def test_words_of_a_case_are_no_commands_for_a_terminal() -> None:
    nasty = Report("\x1b[2J[red]x", "Not a medical device.", "0.1.0", not_understood=("\x1b]0;title\x07gait",))
    assert "\x1b" not in report_text(nasty)
    shown = Terminal()
    print_rows(report_rows(nasty), shown)
    assert "[red]x" in shown.getvalue()


# ---- Markdown


def test_markdown_has_a_table_of_causes(report: Report) -> None:
    lines = report_markdown(report).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}
    assert len(rows) == 2 + len(report.causes)
    assert any("not a medical device" in line for line in lines)


# ---- JSON


@pytest.fixture
def validator() -> jsonschema.Draft202012Validator:
    schema = diagnosis_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_json_has_the_stable_keys(report: Report) -> None:
    told = json.loads(report_json(report))
    keys = ["case", "disclaimer", "red_flags", "conflicts", "causes", "next_tests", "withheld_tests", "not_understood"]
    assert {*keys, "ontology_version"} <= set(told)
    cause = ["id", "notation", "label", "status", "side", "prior", "posttest", "interval", "for", "against", "proof"]
    assert list(told["causes"][0])[: len(cause)] == cause
    test = ["id", "notation", "label", "why", "information_bits", "cost_class", "outcomes"]
    assert set(test) <= set(told["next_tests"][0])
    assert set(told["red_flags"][0]) >= {"id", "notation", "label", "action", "proof"}


def test_json_follows_its_schema(report: Report, validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(json.loads(report_json(report)))
    validator.validate(json.loads(report_json(Report("e", "Not a medical device.", "0.1.0"))))


def _without_status(told: dict[str, Any]) -> None:
    del told["causes"][0]["status"]


def _unknown_status(told: dict[str, Any]) -> None:
    told["causes"][0]["status"] = "likely"


def _misspelt_key(told: dict[str, Any]) -> None:
    told["next_test"] = told["next_tests"]


def _for_with_underscore(told: dict[str, Any]) -> None:
    told["causes"][0]["for_"] = told["causes"][0].pop("for")


def _percent(told: dict[str, Any]) -> None:
    told["causes"][0]["posttest"] = 96


def _half_an_interval(told: dict[str, Any]) -> None:
    told["causes"][0]["interval"] = [0.5]


def _foreign_proof(told: dict[str, Any]) -> None:
    told["causes"][0]["proof"]["format"] = "some-proof/2"


def _nameless_reason(told: dict[str, Any]) -> None:
    told["causes"][0]["for"][0]["criterion"] = ""


@pytest.mark.parametrize(
    "spoil",
    [
        _without_status,
        _unknown_status,
        _misspelt_key,
        _for_with_underscore,
        _percent,
        _half_an_interval,
        _foreign_proof,
        _nameless_reason,
    ],
)
def test_the_schema_catches_a_mistake(report: Report, validator: jsonschema.Draft202012Validator, spoil: Any) -> None:
    told = json.loads(report_json(report))
    spoil(told)
    assert not validator.is_valid(told)


def test_proofs_are_not_copied(report: Report, established: dict[str, Any]) -> None:
    assert report_dict(report)["causes"][0]["proof"] is report.causes[0].proof
    assert established == report.causes[0].proof


def test_json_of_the_next_tests(report: Report) -> None:
    told = json.loads(next_tests_json(report))
    assert [test["notation"] for test in told["next_tests"]] == ["Q_RELIEF", "T_ABI_EX"]
    assert "causes" not in told


def test_what_is_told_compares_by_its_parts() -> None:
    wet = Line("urn:x#Wet", "wet floor", ("puddle",))
    assert wet == Line("urn:x#Wet", "wet floor", ("puddle",))
    assert wet != replace(wet, facts=())
    assert wet != ("urn:x#Wet", "wet floor", ("puddle",), ())  # type: ignore[comparison-overlap]
    assert len({wet, replace(wet)}) == 1
    assert repr(wet).startswith("Line(criterion='urn:x#Wet', text='wet floor', facts=('puddle',), sources=(), ")
    with pytest.raises(FrozenInstanceError):
        wet.text = "dry floor"  # type: ignore[misc]
