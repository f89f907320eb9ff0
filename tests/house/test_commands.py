"""The README's two commands are what continuous integration runs and what the Makefile calls by short names."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml


def commands_of_readme(root: Path) -> list[str]:
    """The one-line shell blocks of the README: the first runs the main job, the second the tests."""
    return re.findall(r"^```sh\n([^\n]+)\n```$", (root / "README.md").read_text("utf-8"), re.MULTILINE)


def steps_of_ci(root: Path) -> list[str]:
    return re.findall(r"^step '([^']+)'$", (root / ".ci" / "run").read_text("utf-8"), re.MULTILINE)


def recipe(root: Path, target: str) -> list[str]:
    text = (root / "Makefile").read_text("utf-8")
    found = re.search(rf"^{target}:.*\n((?:\t.+\n)+)", text, re.MULTILINE)
    assert found, target
    return [line.strip() for line in found[1].splitlines()]


def test_readme_has_two_commands_and_ci_runs_both(root: Path) -> None:
    job, tests = commands_of_readme(root)
    assert "differentia diagnose" in job
    assert "pytest" in tests
    steps = steps_of_ci(root)
    assert steps[0] == job
    assert steps[-1] == tests


def test_makefile_calls_the_same(root: Path) -> None:
    job, tests = commands_of_readme(root)
    assert recipe(root, "demo") == [job]
    assert recipe(root, "test") == [tests]
    checks = recipe(root, "check")
    assert checks
    steps = steps_of_ci(root)
    assert steps[2 : 2 + len(checks)] == checks


def test_ci_stops_at_the_first_failure(root: Path, tmp_path: Path) -> None:
    """`a && b` alone would go on after a failing `a`, whatever `set -e` says."""
    script = (root / ".ci" / "run").read_text("utf-8")
    head = re.search(r"^step\(\) \{\n.*?^\}\n", script, re.MULTILINE | re.DOTALL)
    assert head
    assert "set -euo pipefail" in script
    trial = tmp_path / "trial"
    trial.write_text(f"set -euo pipefail\n{head[0]}\nstep 'false && true'\necho went on\n", encoding="utf-8")
    done = subprocess.run(["bash", str(trial)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode != 0
    assert "went on" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
def test_ci_can_be_executed(root: Path) -> None:
    assert os.access(root / ".ci" / "run", os.X_OK)


def test_the_first_command_names_a_case_that_is_there(root: Path) -> None:
    assert (root / commands_of_readme(root)[0].split()[-1]).is_file()


def test_versions_agree(root: Path) -> None:
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == version
    assert citation["license"] == "Apache-2.0"
    released = re.search(r"^## \[(\d[^\]]*)\]", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert released is None or released[1] == version
    assert f'owl:versionInfo "{version}"' in (root / "ontology" / "dx.ttl").read_text("utf-8")


def test_documents_name_files_that_are_there(root: Path) -> None:
    """Relative links of the documents lead somewhere."""
    links = [
        (page, target)
        for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not re.match(r"[a-z]+:", target)
    ]
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []


def test_pictures_use_no_word_of_mermaid_as_a_name(root: Path) -> None:
    """A node called `graph` or `end` breaks the picture where it is shown, and nowhere before."""
    reserved = {"graph", "subgraph", "end", "flowchart", "class", "classDef", "click", "default", "style", "linkStyle"}
    for page in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for picture in re.findall(r"^```mermaid\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            names = set(re.findall(r"^ *(\w+) *(?:\[|\(|\{|-)|(?:> |\| )(\w+)$", picture, re.MULTILINE))
            assert {name for pair in names for name in pair} & reserved == set(), page.name


def test_shown_output_is_current(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(root / "docs" / "build.py"), "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
