"""A service over two cases, in this process but for its workers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import differentia as dx
from differentia.service.app import application
from differentia.service.dataset import Contents, write_dataset
from differentia.service.pool import Pool
from differentia.service.worker import Limits

CASES = Path(__file__).parent.parent / "cases"
LIMITS = Limits(seconds=20.0, mebibytes=512, rows=10_000)


@pytest.fixture(scope="session")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    kb = dx.load()
    diagnoses = [kb.diagnose(CASES / name / "case.yaml") for name in ("V01", "V07")]
    return write_dataset(kb, diagnoses, tmp_path_factory.mktemp("service") / "dataset.nq")


@pytest.fixture(scope="session")
def pool(contents: Contents) -> Iterator[Pool]:
    with Pool(contents, LIMITS, size=1) as started:
        yield started


@pytest.fixture(scope="session")
def client(contents: Contents, pool: Pool) -> TestClient:
    return TestClient(application(contents, pool))
