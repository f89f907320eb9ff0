"""The phrases of the worked examples are understood with the words of the leg-pain ontology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from differentia.intake.lexicon import Lexicon
from differentia.intake.reader import read_case
from differentia.owl.reading import triples_of_files

CASES = ["V01", "V05", "V07", "V08", "V12", "V13", "V38"]


@pytest.fixture(scope="module")
def words(root: Path) -> Lexicon:
    files = sorted((root / "ontology" / "leg-pain").glob("*.ttl"))
    if not files:
        pytest.skip("ontology/leg-pain is empty")
    return Lexicon.build(triples_of_files(sorted((root / "ontology").rglob("*.ttl"))))


@pytest.fixture(scope="module")
def examples(shared: Path) -> dict[str, dict[str, Any]]:
    text = (shared / "clinical" / "examples.yaml").read_text(encoding="utf-8")
    return {example["id"]: example for example in yaml.safe_load(text)}


@pytest.mark.parametrize("name", CASES)
def test_every_phrase_is_understood(words: Lexicon, examples: dict[str, dict[str, Any]], name: str) -> None:
    facts = examples[name]["facts"]
    case = read_case({"id": name, **facts}, words, lenient=True)
    assert case.not_understood == ()
    assert len(case.facts) == sum(len(facts[key]) for key in ("present", "absent", "unknown", "measured"))
    assert all(fact.axioms for fact in case.facts if fact.status != "unknown")
    read_case({"id": name, **facts}, words)


def test_no_phrase_is_ambiguous(words: Lexicon) -> None:
    assert {phrase: [sense.terms for sense in senses] for phrase, senses in words.ambiguous().items()} == {}
