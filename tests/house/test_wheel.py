"""The package works from a wheel, from an sdist and from a bare checkout, not only where it is developed.

The environments made here borrow the libraries of the running one and leave out the package itself, so that
the tests need no network and cannot find the package anywhere but where it is under test.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

CASE = ("tests", "cases", "V01", "case.yaml")
KEYS = {
    "case",
    "disclaimer",
    "red_flags",
    "conflicts",
    "causes",
    "next_tests",
    "withheld_tests",
    "not_understood",
    "ontology_version",
}


def call(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a program and give its output; its failure is the test's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | variables
    environment |= {"DIFFERENTIA_CACHE": str(cwd / "cache"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def program(environment: Path, name: str) -> Path:
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return environment / folder / (name + ending)


def empty_environment(path: Path) -> Path:
    """Make a virtual environment with every library of the running one but this package."""
    venv.create(path, symlinks=os.name != "nt")
    python = program(path, "python")
    own = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=path).strip())
    for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()}:
        for entry in Path(folder).iterdir() if Path(folder).is_dir() else ():
            ours = "differentia" in entry.name or entry.suffix == ".pth" or entry.name == "__pycache__"
            if not ours and not (own / entry.name).exists():
                (own / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())
    found = call(python, "-c", "from importlib.util import find_spec; print(find_spec('differentia'))", cwd=path)
    assert found.strip() == "None", "the empty environment already knows the package"
    return path


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is in no checkout."""
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def built(root: Path, outside: Path) -> tuple[Path, Path]:
    """The sdist, and the wheel that is built out of it."""
    target = outside / "built"
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, root, cwd=outside)
    (sdist,), (wheel,) = target.glob("*.tar.gz"), target.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], outside: Path) -> Path:
    """An environment in which the wheel is installed."""
    path = empty_environment(outside / "installed")
    pip = (sys.executable, "-m", "pip", "--python", program(path, "python"))
    call(*pip, "install", "--no-deps", "--no-index", "--disable-pip-version-check", built[1], cwd=outside)
    return path


def test_wheel_runs_the_main_job_outside_the_checkout(root: Path, installed: Path, outside: Path) -> None:
    case = shutil.copy(root.joinpath(*CASE), outside / "case.yaml")
    told = json.loads(call(program(installed, "differentia"), "diagnose", case, "--format", "json", cwd=outside))
    assert set(told) >= KEYS
    assert told["causes"]
    assert told["next_tests"]
    where = call(program(installed, "python"), "-c", "import differentia; print(differentia.__file__)", cwd=outside)
    assert Path(where.strip()).is_relative_to(installed)


def test_wheel_serves_python_too(root: Path, installed: Path, outside: Path) -> None:
    case = shutil.copy(root.joinpath(*CASE), outside / "case.yaml")
    script = "import sys, differentia as dx; print(len(dx.load().diagnose(sys.argv[1]).causes))"
    assert int(call(program(installed, "python"), "-c", script, case, cwd=outside)) > 0


def test_wheel_carries_ontology_queries_and_types(root: Path, built: tuple[Path, Path]) -> None:
    inside = contents(built[1])
    for folder in ("ontology", "queries"):
        files = [path for path in (root / folder).rglob("*") if path.suffix in {".ttl", ".rq"}]
        assert files, folder
        for path in files:
            name = f"differentia/_data/{path.relative_to(root).as_posix()}"
            assert inside.get(name) == path.read_bytes(), name
    assert {"differentia/py.typed", "differentia/telling/styles/report.css"} <= set(inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert {name.split("/")[0].split("-")[0] for name in inside} == {"differentia"}, "a foreign folder"
    assert not [name for name in inside if "cache" in name or "/test_" in name]


def test_sdist_makes_the_wheel_of_the_checkout(root: Path, built: tuple[Path, Path], outside: Path) -> None:
    target = outside / "direct"
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, root, cwd=outside)
    (direct,) = target.glob("*.whl")
    assert contents(direct) == contents(built[1])


def test_sdist_carries_what_its_tests_need(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    wanted = {"README.md", "LICENSE", "Makefile", ".ci/run", "docs/build.py", "tests/conftest.py", "/".join(CASE)}
    assert wanted - names == set()
    assert not [name for name in names if "cache" in name]


def test_bare_checkout_runs_tests(root: Path, outside: Path) -> None:
    """Without any installation pytest finds the package through its `pythonpath`, and the package its ontology."""
    checkout = outside / "bare"
    kept = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("reasoner", "ontology", "queries", "tests"):
        shutil.copytree(root / name, checkout / name, ignore=kept)
    shutil.copy(root / "pyproject.toml", checkout)
    (checkout / "tests" / "test_main_job.py").write_text(
        f"""
import differentia as dx
from pathlib import Path

def test_main_job():
    here = Path(__file__).parent.parent
    assert Path(dx.__file__).is_relative_to(here)
    assert dx.load().diagnose(here.joinpath(*{CASE!r})).causes
""",
        encoding="utf-8",
    )
    python = program(empty_environment(outside / "nothing"), "python")
    done = call(python, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_main_job.py", cwd=checkout)
    assert "1 passed" in done
