"""The command line starts fast: `diagnose` imports none of the heavy libraries, with a cold cache or a warm one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"jsonschema", "networkx", "numpy", "owlready2", "pint", "rdflib", "ucumvert"}
# What a case file needs neither: other formats and their codes, compiling and checking an ontology, many patients.
NEEDLESS = {
    "csv",
    "logging",
    "multiprocessing",
    "shutil",
    "subprocess",
    "tempfile",
    "differentia.diagnosis.cohort",
    "differentia.intake.formats.concepts",
    "differentia.intake.formats.fhir",
    "differentia.intake.formats.gathering",
    "differentia.linking.links",
    "differentia.owl.checker",
    "differentia.owl.reading",
    "differentia.owl.saturation",
}

PROGRAM = """
import json, sys
sys.argv = ["differentia", *sys.argv[1:]]
from differentia.cli import main
try:
    code = main()
except SystemExit as stop:
    code = stop.code
sys.stderr.write(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""


def loaded_by(program: str, *arguments: str, cache: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"DIFFERENTIA_CACHE": str(cache), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stderr.splitlines()[-1])
    return told


def heavy(told: dict[str, object]) -> set[str]:
    return HEAVY & {name.split(".")[0] for name in modules(told)}


def modules(told: dict[str, object]) -> set[str]:
    names = told["modules"]
    assert isinstance(names, list)
    assert "differentia" in names
    return set(names)


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_diagnose_stays_light(root: Path, tmp_path: Path, form: str) -> None:
    case = root / "tests" / "cases" / "V01" / "case.yaml"
    for temperature in ("cold", "warm"):
        told = loaded_by(PROGRAM, "diagnose", str(case), "--format", form, cache=tmp_path)
        assert told["code"] in {0, None}, temperature
        assert heavy(told) == set(), temperature
    if form == "text":
        assert modules(told) & NEEDLESS == set()


def test_import_stays_light(tmp_path: Path) -> None:
    program = "import sys, json, differentia; sys.stderr.write(json.dumps({'modules': list(sys.modules)}))"
    assert heavy(loaded_by(program, cache=tmp_path)) == set()
