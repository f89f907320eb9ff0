"""The command line, over a stand-in for the knowledge base: what is printed where, and the exit codes."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import pytest

from differentia import cli
from differentia.diagnosis.findings import Report
from differentia.errors import BadInput, OutsideFragment, Unsupported
from differentia.owl.proof import DISCLAIMER

GOAL = "the patient has established cause peripheral artery disease"
HEAVY = {"rdflib", "numpy", "networkx", "owlready2", "jsonschema", "rich", "pyoxigraph", "yaml", "pydantic"}


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]
pytestmark = pytest.mark.usefixtures("knowledge")


class FakeDiagnosis:
    def __init__(self, report: Report, proofs: list[dict[str, Any]]) -> None:
        self._report, self.proofs = report, proofs

    def report(self, *, proofs: bool = False) -> Report:  # noqa: ARG002 - the signature of the real one
        return self._report

    def explain(self, cause: str, side: str | None = None, **_: object) -> list[dict[str, Any]]:
        return self.proofs if (cause, side) in [("PAD", None), ("PAD", "right")] else []

    case = SimpleNamespace(iri="urn:case/a")
    case_graph = SimpleNamespace(prefixes={})

    def query(self, name: str, **params: str) -> SimpleNamespace:
        return SimpleNamespace(columns=("query", "side"), rows=[(name, params.get("side"))])


@pytest.fixture
def knowledge(monkeypatch: pytest.MonkeyPatch, report: Report, established: Any, supported: Any) -> SimpleNamespace:
    fake = SimpleNamespace(
        loaded=[],
        diagnosis=FakeDiagnosis(report, [established, supported]),
        findings=[SimpleNamespace(severity="info", rule="complete", message="every answer is complete")],
        ontology=SimpleNamespace(axioms=()),
    )
    fake.read = lambda path, lenient=False: (path, lenient)
    fake.diagnose = lambda _case, **_: fake.diagnosis
    fake.compiled = SimpleNamespace(computations=())
    fake.check = lambda **_: fake.findings
    module = ModuleType("differentia.knowledge")

    def load(*paths: Path, **_: Any) -> SimpleNamespace:
        fake.loaded.append(paths)
        return fake

    module.__dict__["load"] = load
    monkeypatch.setitem(sys.modules, "differentia.knowledge", module)
    return fake


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def start(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["differentia", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        code = stopped.value.code
        assert isinstance(code, int)
        return Ran(code, out, err)

    return start


# ---- diagnose and next


def test_diagnose_prints_the_report(run: Run, knowledge: SimpleNamespace) -> None:
    ran = run("diagnose", "case.yaml", "--ontology", "a.ttl", "--ontology", "b")
    assert (ran.code, ran.err) == (0, "")
    assert "peripheral artery disease (PAD), right" in ran.out
    assert "\x1b" not in ran.out
    assert knowledge.loaded == [(Path("a.ttl"), Path("b"))]


def test_diagnose_as_json_is_only_json(run: Run) -> None:
    ran = run("diagnose", "case.yaml", "--format", "json")
    assert json.loads(ran.out)["case"] == "v38"


def test_diagnose_as_markdown(run: Run) -> None:
    assert run("diagnose", "case.yaml", "--format", "md").out.startswith("# v38\n")


def test_lenient_is_passed_on(run: Run, knowledge: SimpleNamespace) -> None:
    seen: list[Any] = []

    def diagnose(case: Any, **_: object) -> Any:
        seen.append(case)
        return knowledge.diagnosis

    knowledge.diagnose = diagnose
    run("diagnose", "case.yaml", "--lenient")
    assert seen == [(Path("case.yaml"), True)]


def test_next_shows_only_tests(run: Run) -> None:
    ran = run("next", "case.yaml")
    assert "exercise ABI (T_ABI_EX)" in ran.out
    assert "RED FLAG" in ran.out
    assert "CAUSES" not in ran.out
    told = json.loads(run("next", "case.yaml", "--format", "json").out)
    assert list(told)[-2:] == ["withheld_tests", "ontology_version"]


@pytest.mark.parametrize(("columns", "widest"), [("70", 70), ("10", 60), ("500", 100), ("many", 88), ("", 88)])
def test_text_is_as_wide_as_the_terminal_within_limits(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str, widest: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    box = next(line for line in run("next", "case.yaml").out.splitlines() if "RED FLAG" in line)
    assert len(box) == widest


# ---- explain and verify


def test_explain_in_each_form(run: Run) -> None:
    assert run("explain", "case.yaml", "PAD", "--side", "right").out.startswith("The patient has established cause")
    assert run("explain", "case.yaml", "PAD", "--format", "md").out.startswith("## ")
    assert "flowchart TD" in run("explain", "case.yaml", "PAD", "--format", "mermaid").out
    assert json.loads(run("explain", "case.yaml", "PAD", "--format", "json").out)["format"] == "differentia-proof/1"


def test_explain_all(run: Run) -> None:
    assert len(json.loads(run("explain", "case.yaml", "PAD", "--all", "--format", "json").out)) == 2
    ran = run("explain", "case.yaml", "PAD", "--all", "--axioms")
    assert ran.out.count("not a medical device") == 2
    assert ran.out.count("Axioms used:") == 2
    assert run("explain", "case.yaml", "PAD", "--all", "--format", "mermaid").code == 2


def test_explain_of_what_is_not_proved_is_a_no(run: Run) -> None:
    ran = run("explain", "case.yaml", "LSS", "--side", "left")
    assert (ran.code, ran.out) == (1, "")
    assert "LSS" in ran.err
    assert "left" in ran.err


def test_verify_says_what_is_proved_and_what_is_not(run: Run, tmp_path: Path, established: dict[str, Any]) -> None:
    shorter = {**established, "steps": established["steps"][:-2]}
    path = tmp_path / "proof.json"
    path.write_text(json.dumps([established, shorter]), "utf-8")
    ran = run("verify", str(path))
    assert ran.code == 1
    first, second, notice = ran.out.splitlines()
    assert notice == DISCLAIMER
    assert first == f"proof 1: valid: 15 steps checked; it proves that {GOAL} (taken as given, without words: f0)"
    assert second.startswith("proof 2: not valid: ")


def test_verify_takes_what_explain_writes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_text(run("explain", "case.yaml", "PAD", "--format", "json").out, "utf-8")
    assert run("verify", str(path)).code == 0


@pytest.mark.parametrize("text", ["{", "[]", "3", "[" * 100_000], ids=["broken", "empty", "number", "deep"])
def test_verify_refuses_what_is_no_proof(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "proof.json"
    path.write_text(text, "utf-8")
    ran = run("verify", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert "proof.json" in ran.err


def test_verify_of_a_missing_file(run: Run, tmp_path: Path) -> None:
    ran = run("verify", str(tmp_path / "none.json"))
    assert (ran.code, ran.out) == (2, "")
    assert "none.json: cannot be read" in ran.err


def test_verify_asks_whether_a_proof_is_of_this_case(
    run: Run, knowledge: SimpleNamespace, tmp_path: Path, established: dict[str, Any]
) -> None:
    from differentia.diagnosis.case import Case

    other = SimpleNamespace(case=Case("other", "urn:case"), proof_context=lambda: None, kb=knowledge)
    knowledge.diagnose = lambda _path, **_: other
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(established), "utf-8")
    ran = run("verify", str(path), "--case", "case.yaml")
    assert ran.code == 1
    assert "axiom a3 is not in the ontology" in ran.out
    assert "fact f3 is not in the case" in ran.out


# ---- query and check


def test_query_prints_a_table(run: Run) -> None:
    ran = run("query", "case.yaml", "candidates", "--param", "side=left=1")
    assert ran.out.splitlines()[-3].split() == ["candidates", "left=1"]
    assert ran.out.splitlines()[-1] == DISCLAIMER
    written = json.loads(run("query", "case.yaml", "why", "--format", "json").out)
    assert written["rows"] == [{"query": "why", "side": None}]
    csv = run("query", "case.yaml", "why", "--format", "csv")
    assert csv.out == "query,side\nwhy,\n"
    assert DISCLAIMER in csv.err


def test_query_lists_what_there_is(run: Run) -> None:
    ran = run("query", "--list")
    assert ran.code == 0
    assert "candidates" in ran.out


@pytest.mark.parametrize(
    "arguments", [["query"], ["query", "c", "n", "--param", "side"], ["query", "c", "n", "--columns", "q"]]
)
def test_query_says_what_is_missing(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "query" in ran.err or "name=value" in ran.err


def test_query_without_a_case_asks_the_ontology(run: Run) -> None:
    assert run("query", "conditions", "--columns", "query").out.splitlines()[-3].split() == ["conditions"]


def test_check_answers_by_its_exit_code(run: Run, knowledge: SimpleNamespace) -> None:
    ran = run("check")
    assert (ran.code, ran.out) == (0, f"INFO    complete: every answer is complete\n{DISCLAIMER}\n")
    knowledge.findings = [SimpleNamespace(severity="error", rule="label", message="no label", term="urn:x")]
    ran = run("check", "a.ttl", "--format", "json", "--referee", "hermit")
    assert ran.code == 1
    assert json.loads(ran.out)["findings"] == [
        {"severity": "error", "rule": "label", "term": "urn:x", "message": "no label"}
    ]
    assert json.loads(ran.out)["disclaimer"] == DISCLAIMER
    assert knowledge.loaded[-1] == (Path("a.ttl"),)
    knowledge.findings = []
    assert run("check").out == f"Nothing to report.\n{DISCLAIMER}\n"
    assert run("check", "--referee", "elk").code == 2
    told = [("warning", "w"), *[("info", "i")] * 5]
    knowledge.findings = [SimpleNamespace(severity=s, rule=rule, message="m", term=None) for s, rule in told]
    assert [run("check", "--fail-on", level).code for level in ("error", "warning", "info")] == [0, 1, 1]
    assert run("check").out.splitlines()[-3:-1] == [
        "INFO    i: m",
        "INFO    i: 2 more of this kind (all with --format json)",
    ]


# ---- what goes wrong


def _raises(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


@pytest.mark.parametrize(
    "error", [BadInput("not understood", file="c.yaml", line=4), OutsideFragment((Unsupported("HasKey", "HasKey()"),))]
)
def test_bad_input_is_one_message(run: Run, knowledge: SimpleNamespace, error: Exception) -> None:
    knowledge.read = _raises(error)
    ran = run("diagnose", "c.yaml")
    assert (ran.code, ran.out, ran.err) == (2, "", f"differentia: {error}\n")


def test_a_fault_of_ours_shows_no_traceback(
    run: Run, knowledge: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIFFERENTIA_DEBUG", raising=False)
    knowledge.read = _raises(ZeroDivisionError("division by zero"))
    ran = run("diagnose", "c.yaml")
    assert (ran.code, ran.out) == (70, "")
    assert "report" in ran.err
    assert "Traceback" not in ran.err
    monkeypatch.setenv("DIFFERENTIA_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["differentia", "diagnose", "c.yaml"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_an_interrupt_is_quiet(run: Run, knowledge: SimpleNamespace) -> None:
    knowledge.read = _raises(KeyboardInterrupt())
    ran = run("diagnose", "c.yaml")
    assert (ran.code, ran.err) == (130, "")


@pytest.mark.parametrize("arguments", [["diagnose"], ["nonsense"], ["diagnose", "c", "--format", "pdf"]])
def test_wrong_usage_is_told_on_standard_error(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("differentia ")
    shown = run("--help").out
    commands = re.findall(r"^  ([a-z-]+)  ", shown.partition("Commands:")[2], re.MULTILINE)
    assert commands[:2] == ["diagnose", "next"], "they are listed in the order in which they are used"
    assert {"explain", "query", "verify", "check", "consistent", "entails", "classify", "prove"} <= set(commands)
    for command in commands:
        assert run(command, "--help").code == 0


def test_without_arguments_help_is_shown(run: Run) -> None:
    ran = run()
    assert "Commands:" in ran.out + ran.err


def test_a_closed_pipe_is_quiet() -> None:
    program = "from differentia.cli import main; main()"
    command = f"{sys.executable} -c '{program}' query --list | true"
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert ran.stderr == ""


def test_a_pipe_that_closes_while_we_write_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as stream:
        closed = SimpleNamespace(write=_raises(BrokenPipeError()), flush=_raises(BrokenPipeError()))
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(**vars(closed), fileno=stream.fileno))
        assert run("query", "--list")[::2] == (0, "")
        assert run("--help")[::2] == (0, "")


def test_a_terminal_that_lacks_characters_gets_question_marks(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert run("diagnose", "case.yaml").code == 0
    assert b"?resting ABI" in narrow.buffer.getvalue()


def test_starting_imports_nothing_heavy() -> None:
    program = "import sys, differentia.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ran.stdout.split())
    assert importlib.util.find_spec("rich") is not None, "rich is there, only not imported"
