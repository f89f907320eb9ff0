"""What every test may ask for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A machine may be busy, so no example has a time limit. On CI the examples are the same in each run: what is new is
# found by those who run the tests by hand, and a change is never held up by what it did not bring.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of collected facts and conformance suites that stands beside a checkout; skips where it does not."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the folder `shared` does not stand beside this checkout")
    return path


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the compiled ontology of a test run in a folder of its own, shared by the run's workers."""
    base = tmp_path_factory.getbasetemp()
    place = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIFFERENTIA_CACHE", str(place / "differentia-cache"))
        yield


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marks mean."""
    config.addinivalue_line("markers", "referee: asks HermiT, which starts a Java machine")
    config.addinivalue_line("markers", "slow: takes more than about five seconds")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line; return its exit code and what it wrote."""

    def start(*arguments: str) -> tuple[int, str, str]:
        from differentia import cli

        monkeypatch.setattr(sys, "argv", ["differentia", *arguments])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        code = stopped.value.code
        assert isinstance(code, int)
        return (code, *capsys.readouterr())

    return start
