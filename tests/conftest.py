"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marks mean."""
    config.addinivalue_line("markers", "referee: asks HermiT, which starts a Java machine")
    config.addinivalue_line("markers", "slow: takes more than about five seconds")
