"""The ontology that is shipped, read once for the tests that look at its axioms."""

from __future__ import annotations

from pathlib import Path

import pytest

from differentia.owl.axioms import Axiom
from differentia.owl.reading import read


@pytest.fixture(scope="session")
def shipped(root: Path) -> tuple[Axiom, ...]:
    """The axioms of the vocabulary and of leg pain."""
    return read([root / "ontology" / "dx.ttl", *sorted((root / "ontology" / "leg-pain").glob("*.ttl"))]).axioms
