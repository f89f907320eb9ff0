"""Each command says that it is no medical device, whatever it prints or writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from differentia.cli import app

CASE = str(Path(__file__).resolve().parent.parent / "cases" / "V12" / "case.yaml")
SHOULDER = str(Path(__file__).resolve().parent.parent / "intake" / "shoulder.ttl")
COMMANDS = {
    "diagnose": [CASE],
    "next": [CASE],
    "explain": [CASE, "CECS"],
    "draw": [CASE, "--out", "{folder}/chart.svg"],
    "what-if": [CASE, "--present", "fever"],
    "why-not": [CASE, "LSS", "--most", "1"],
    "contrast": [CASE, "CECS", "LSS"],
    "query": [CASE, "candidates"],
    "cohort": ["{cohort}", "-"],
    "convert": [CASE, "-", "--to", "yaml"],
    "verify": ["{proof}"],
    "coverage": [],
    "simulate": ["--patients", "10"],
    "diff-proofs": ["{proof}", "{proof}"],
    "check": [SHOULDER],
    "link": ["PAD"],
    "export": ["{folder}/linked.ttl"],
    "consistent": ["{ontology}"],
    "entails": ["{ontology}", "{ontology}"],
    "classify": ["{ontology}"],
    "prove": ["{ontology}", "u:A", "u:B"],
}
ASKED_ELSEWHERE = {"interview", "serve"}  # they wait for somebody: tests/test_interview.py, tests/service
ONTOLOGY = "Ontology(Declaration(Class(<u:A>)) Declaration(Class(<u:B>)) SubClassOf(<u:A> <u:B>))"


def test_each_command_is_asked() -> None:
    assert set(COMMANDS) | ASKED_ELSEWHERE == set(app.list_commands(click.Context(app)))


@pytest.mark.parametrize("command", COMMANDS)
def test_says_so(run: Callable[..., tuple[int, str, str]], tmp_path: Path, command: str) -> None:
    places = {"folder": tmp_path, "proof": tmp_path / "proof.json", "ontology": tmp_path / "two.ofn"}
    places["ontology"].write_text(ONTOLOGY)
    places["cohort"] = tmp_path / "cohort.jsonl"
    places["cohort"].write_text('{"id": "one", "present": ["fever"]}\n')
    if "{proof}" in COMMANDS[command]:
        places["proof"].write_text(run("explain", CASE, "CECS", "--format", "json")[1])
        json.loads(places["proof"].read_text())
    code, out, err = run(command, *(argument.format(**places) for argument in COMMANDS[command]))
    written = "".join(path.read_text() for path in tmp_path.iterdir() if path.suffix in {".svg", ".ttl"})
    assert code in {0, 1}, err
    assert "not a medical device" in " ".join((out + err + written).split())
