"""Bad input through the real command line and the supplied ontology: one clear message, exit code 2, nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

import differentia as dx
from differentia import cli
from differentia.diagnosis.case import Fact
from differentia.knowledge import KnowledgeBase
from differentia.owl.axioms import DataPropertyAssertion

GOOD = "present: [right calf pain, pain on walking]\nmeasured:\n- {name: ABI, side: right, value: 0.7}\n"
ABI = "measured:\n- {name: resting ABI, side: right, value: %s}\n"
OUTSIDE = """@prefix : <urn:x#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:A a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] . :B a owl:Class . :C a owl:Class ."""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Start the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def start(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["differentia", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert isinstance(stopped.value.code, int)
        return Ran(stopped.value.code, *capsys.readouterr())

    return start


def refused(ran: Ran, *words: str) -> None:
    """Hold that a run ended with one message that contains these words, and with nothing else."""
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("differentia: ")
    assert ran.err.count("differentia: ") == 1
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err


# ---- case files

FILES = {
    "unknown phrase": ("a.yaml", "present:\n- calf pain\n- purple knees\n", ["a.yaml, line 3", '"purple knees"']),
    "misspelt": ("a.yaml", "present:\n- right calf pian\n", ["line 2", '"right calf pian"', 'nearest: "calf pain"']),
    "misspelt kind": ("a.yaml", "measured:\n- {name: resting AIB, value: 1}\n", ["line 2", '"resting ABI"']),
    "wrong unit": (
        "a.yaml",
        "measured:\n- {name: resting ABI, side: right, value: 0.7, unit: mmHg}\n",
        ["line 2", '"mmHg"', '"resting ABI"', "a number without a unit"],
    ),
    "other dimension": ("a.yaml", "measured:\n- {name: toe pressure, value: 30, unit: cm}\n", ["measured in mmHg"]),
    "no such unit": ("a.yaml", "measured:\n- {name: toe pressure, value: 30, unit: foo}\n", ['"foo"']),
    "impossible value": ("a.yaml", ABI % "71", ["line 2", '"71"', "possible: 0 to 3"]),
    "decimal comma": ("a.yaml", ABI % '"0,68"', ["write a point, not a comma"]),
    "no number": ("a.yaml", ABI % "low", ['"low"']),
    "infinite": ("a.yaml", ABI % ".inf", ['".inf"']),
    "no value": ("a.yaml", "measured:\n- {name: resting ABI}\n", ["has no value"]),
    "broken YAML": ("a.yaml", "present: [calf pain\nabsent: x\n", ["a.yaml, line 2", "broken YAML"]),
    "broken JSON": ("a.json", '{"present": [', ["a.json", "broken JSON"]),
    "duplicate keys": ("a.yaml", "present: [calf pain]\npresent: [back pain]\n", ["line 2", "line 1", '"present"']),
    "duplicate keys in JSON": ("a.json", '{"present": [],\n"present": []}', ["line 2", '"present"']),
    "alias bomb": ("a.yaml", "a: &a [x, x]\nb: &b [*a, *a]\npresent: *b\n", ["anchors are not accepted"]),
    "tag": ("a.yaml", "present: [!!python/object/apply:os.system [echo]]\n", ["tags are not accepted"]),
    "deep YAML": ("a.yaml", "present: " + "[" * 100_000 + "]" * 100_000, ["nested more than"]),
    "deep JSON": ("a.json", "[" * 100_000 + "]" * 100_000, ["nested more than"]),
    "too large": ("a.yaml", "# " + "x" * 300_000, ["larger than"]),
    "binary": ("a.yaml", bytes(range(256)), ["not UTF-8 text"]),
    "NUL": ("a.yaml", "present: [calf\x00pain]\n", ["control characters"]),
    "empty": ("a.yaml", "", ["a case is a mapping"]),
    "word": ("a.yaml", "hello\n", ["a case is a mapping"]),
    "list": ("a.yaml", "- calf pain\n", ["a case is a mapping"]),
    "two documents": ("a.yaml", "present: []\n---\npresent: []\n", ["one file is one case"]),
    "NaN": ("a.json", '{"measured": [{"name": "ABI", "side": "right", "value": NaN}]}', ["not a finite number"]),
    "unknown key": ("a.yaml", "presents: [calf pain]\n", ["line 1", '"presents"', 'nearest: "present"']),
    "unknown key of a fact": ("a.yaml", "present: [{term: calf pain, sied: left}]\n", ['"sied"', '"side"']),
    "phrase for a list": ("a.yaml", "present: calf pain\n", ["a list is expected under present"]),
    "side": ("a.yaml", "present: [{term: calf pain, side: middle}]\n", ['"middle"', '"left"', '"right"', '"both"']),
    "sides that disagree": ("a.yaml", "present: [{term: left calf pain, side: right}]\n", ["contradict each other"]),
    "side of no side": ("a.yaml", "present: [left back pain]\n", ["cannot be left"]),
    "ambiguous denial": ("a.yaml", "present: [no bilateral calf pain]\n", ["may deny one side or both"]),
    "measurement as phrase": ("a.yaml", "present: [resting ABI]\n", ["under measured"]),
    "maneuver as phrase": ("a.yaml", "present: [standing still]\n", ["nothing that is found in a patient"]),
    "two values": (
        "a.yaml",
        "measured:\n- {name: ABI, side: right, value: 0.7}\n- {name: ABI, side: right, value: 0.9}\n",
        ["line 3", "right ABI: 0.7", "right ABI: 0.9", "no date"],
    ),
}


@pytest.mark.parametrize(("name", "content", "words"), FILES.values(), ids=FILES)
def test_bad_case_file(run: Run, name: str, content: str | bytes, words: list[str]) -> None:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    refused(run("diagnose", name), name, *words)
    assert [path.name for path in Path().iterdir()] == [name]


@pytest.mark.parametrize("command", [["diagnose"], ["next"], ["explain"], ["query"]])
def test_missing_file_and_folder(run: Run, command: list[str]) -> None:
    rest = {"explain": ["PAD"], "query": ["candidates"]}.get(command[0], [])
    refused(run(*command, "none.yaml", *rest), "none.yaml: no such file")
    refused(run(*command, ".", *rest), "a folder, not a file")


def test_an_ambiguous_phrase_names_its_meanings(run: Run) -> None:
    Path("words.ttl").write_text(
        """@prefix : <urn:x#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dx: <https://w3id.org/differentia/dx#> .
        :Rash a owl:Class ; rdfs:subClassOf dx:Finding ; rdfs:label "rash" , "spots" .
        :Freckle a owl:Class ; rdfs:subClassOf dx:Finding ; rdfs:label "freckle" , "spots" ."""
    )
    Path("a.yaml").write_text("present: [spots]\n")
    refused(run("diagnose", "a.yaml", "--ontology", "words.ttl"), "line 1", "may mean", " or ", '"spots"')


def test_lenient_leaves_out_only_what_is_not_understood(run: Run) -> None:
    Path("a.yaml").write_text("present: [calf pain, purple knees]\n")
    ran = run("diagnose", "a.yaml", "--lenient")
    assert (ran.code, ran.err) == (0, "")
    assert "purple knees" in ran.out
    Path("a.yaml").write_text(ABI % "71")
    refused(run("diagnose", "a.yaml", "--lenient"), "impossible")


# ---- the other arguments


def test_unknown_cause_side_query_and_parameter(run: Run) -> None:
    Path("a.yaml").write_text(GOOD)
    refused(run("explain", "a.yaml", "PDA"), '"PDA"', 'nearest: "PAD"')
    refused(run("explain", "a.yaml", "PAD", "--side", "middle"), '"middle"')
    refused(run("query", "a.yaml", "candidate"), 'nearest: "candidates"')
    refused(run("query", "a.yaml", "nowhere.rq"), "nowhere")
    refused(run("query", "a.yaml", "why", "--param", "foo=1"), '"foo"', '"cause"')


QUERIES = {
    "service": ("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", "SERVICE is not allowed"),
    "update": ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "only queries are allowed"),
    "load": ("LOAD <http://localhost/>", "only queries are allowed"),
    "deep": ("SELECT * " + "{" * 5000 + "}" * 5000, "nested deeper than"),
    "broken": ("SELECT * WHERE { ?s ?p", "not SPARQL"),
}


@pytest.mark.parametrize(("text", "message"), QUERIES.values(), ids=QUERIES)
def test_unsafe_query_as_text_and_as_file(run: Run, text: str, message: str) -> None:
    Path("a.yaml").write_text(GOOD)
    refused(run("query", "a.yaml", text), message)
    Path("q.rq").write_text(text)
    refused(run("query", "a.yaml", "q.rq"), message)


@pytest.mark.parametrize(
    "text",
    ["{", "", "[]", "3", '{"present": []}', "[" * 100_000, b"\xff"],
    ids=["broken", "empty", "no proofs", "number", "a case", "deep", "binary"],
)
def test_verify_refuses_what_is_no_proof(run: Run, text: str | bytes) -> None:
    Path("proof.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    refused(run("verify", "proof.json"), "proof.json")


def test_verify_refuses_a_missing_file_and_a_folder(run: Run) -> None:
    refused(run("verify", "none.json"), "none.json")
    refused(run("verify", "."), "cannot be read")


@pytest.mark.parametrize("command", [["check"], ["diagnose", "a.yaml", "--ontology"]], ids=["check", "diagnose"])
def test_an_ontology_that_cannot_be_used(run: Run, command: list[str]) -> None:
    Path("a.yaml").write_text(GOOD)
    Path("outside.ttl").write_text(OUTSIDE)
    Path("bad.ttl").write_text("this is no Turtle")
    Path("binary.ttl").write_bytes(bytes(range(256)))
    Path("ontology.xyz").write_text("")
    Path("folder").mkdir()
    refused(run(*command, "outside.ttl"), "ObjectUnionOf", "<urn:x#A>")
    refused(run(*command, "bad.ttl"), "bad.ttl", "line 1")
    refused(run(*command, "binary.ttl"), "binary.ttl")
    refused(run(*command, "ontology.xyz"), '".xyz"')
    refused(run(*command, "none.ttl"), "none.ttl: no such file")
    refused(run(*command, "folder"), "no RDF file")


@pytest.mark.parametrize("kind", ["misspelt", "alias bomb", "deep JSON"])
def test_in_a_process_of_its_own(tmp_path: Path, kind: str) -> None:
    name, content, words = FILES[kind]
    (tmp_path / name).write_text(str(content))
    command = [sys.executable, "-c", "from differentia.cli import main; main()", "diagnose", name]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    refused(Ran(ran.returncode, ran.stdout, ran.stderr), *words)
    assert [path.name for path in tmp_path.iterdir()] == [name]


# ---- never the wrong way round


def fact(kb: KnowledgeBase, phrase: str, status: str = "present") -> Fact:
    (read,) = kb.read({status: [phrase]}).facts
    return read


@pytest.mark.parametrize(
    ("phrase", "status", "local"),
    [
        ("no pain when seated", "absent", "provokedBy"),
        ("normal pulses", "absent", "PulseDeficit"),
        ("no pulse deficit", "absent", "PulseDeficit"),
        ("no foot pulses", "present", "PedalPulseDeficit"),
        ("pulses not palpable", "present", "PulseDeficit"),
        ("no abnormal pulses", "absent", "PulseDeficit"),
        ("pain not relieved by standing still", "absent", "relievedBy"),
        ("no relief by standing still", "absent", "relievedBy"),
        ("standing still does not help", "absent", "relievedBy"),
        ("pain relieved by standing still", "present", "relievedBy"),
        ("denies back pain", "absent", "BackPain"),
        ("non-smoker", "absent", "CurrentSmoker"),
        ("wound that does not heal", "present", "NonHealingWound"),
        ("implant that is not MRI-safe", "present", "NonMRISafeImplant"),
    ],
)
def test_denials_are_read_the_right_way_round(kb: KnowledgeBase, phrase: str, status: str, local: str) -> None:
    read = fact(kb, phrase)
    assert (read.status, read.terms[0][1].rpartition("#")[2]) == (status, local)


@pytest.mark.parametrize(
    "phrase",
    [
        "not normal pulses", "no normal pulses", "no no pedal pulses", "denies no pedal pulses", "pulses not normal",
        "pulses normal?", "normal pulses (absent)", "normal pulses (per letter, unlikely)", "pain not on walking",
        "not only on walking", "pain stops", "pain stops walking", "pain goes on walking", "better after walking",
        "pain settles after exercise", "no longer a smoker", "calf pain or thigh pain",
    ],
)  # fmt: skip
def test_what_may_turn_round_is_refused(run: Run, phrase: str) -> None:
    Path("a.json").write_text(json.dumps({"present": [phrase]}))
    refused(run("diagnose", "a.json"), phrase)


@pytest.mark.parametrize(
    "phrase", ["no calf pain", "normal pulses", "no foot pulses", "popliteal pulse absent", "standing does not help"]
)
def test_a_double_denial_is_refused(run: Run, phrase: str) -> None:
    Path("a.json").write_text(json.dumps({"absent": [phrase]}))
    refused(run("diagnose", "a.json"), "double denial", phrase)


def test_a_source_is_taken_off(kb: KnowledgeBase) -> None:
    read = fact(kb, "relief by standing still (per letter)")
    assert (read.status, read.source) == ("present", "letter")
    assert fact(kb, "normal pulses (according to the GP)").source == "the GP"


# ---- units


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("toe pressure", "4", "kPa", "30.0025"),
        ("time to relief after stopping", "90", "s", "1.5"),
        ("time to relief after stopping", "90", "seconds", "1.5"),
        ("time to relief after stopping", "0.5", "h", "30"),
        ("walking distance to pain", "0.2", "km", "200"),
        ("walking distance to pain", "100", "yards", "91.44"),
        ("walking distance to pain", "2", "miles", "3218.688"),
        ("toe pressure", "4", "kilopascals", "30.0025"),
        ("age", "18", "months", "1.5"),
        ("calf circumference difference", "40", "mm", "4"),
        ("resting ABI", "71", "%", "0.71"),
    ],
)
def test_units_are_converted(kb: KnowledgeBase, name: str, value: str, unit: str, expected: str) -> None:
    (read,) = kb.read({"measured": [{"name": name, "value": value, "unit": unit}]}).facts
    numbers = [Decimal(a.value.lexical) for a in read.axioms if isinstance(a, DataPropertyAssertion)]
    assert numbers == [pytest.approx(Decimal(expected), rel=Decimal("1e-5"))]
