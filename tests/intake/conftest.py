"""The small domain that these tests read cases of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from differentia.diagnosis.case import Case, Fact
from differentia.intake.lexicon import Lexicon
from differentia.intake.reader import read_case
from differentia.owl.reading import triples_of_files
from differentia.owl.syntax import functional

SHORT = {
    "https://example.org/shoulder#": "s:",
    "https://w3id.org/differentia/dx#": "dx:",
    "https://w3id.org/differentia/case/a#": "#",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
}


def shortened(fact: Fact) -> list[str]:
    """The axioms of a fact, readable."""
    found = []
    for axiom in fact.axioms:
        text = functional(axiom)
        for long, short in SHORT.items():
            text = text.replace(long, short)
        found.append(text.replace("<", "").replace(">", ""))
    return found


@pytest.fixture(scope="session")
def lexicon(root: Path) -> Lexicon:
    """The words of the shoulder."""
    return Lexicon.build(
        triples_of_files(
            [root / "ontology" / "dx.ttl", root / "ontology" / "dx-phrases.ttl", Path(__file__).parent / "shoulder.ttl"]
        )
    )


@pytest.fixture(scope="session")
def axioms() -> Callable[[Fact], list[str]]:
    """Write a fact's axioms short enough to compare."""
    return shortened


@pytest.fixture(scope="session")
def read(lexicon: Lexicon) -> Callable[..., Case]:
    """Read a case given as keywords."""

    def case(**keys: object) -> Case:
        lenient = keys.pop("lenient", False) is True
        return read_case({"id": "a", **keys}, lexicon, lenient=lenient)

    return case
