"""Many cases in codes at once: what is concluded of each is what is concluded of it alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.linking.coded_variants import GOLDEN, coded_variants

import differentia as dx
from differentia.diagnosis.case import Case
from differentia.diagnosis.cohort import Conclusion, conclusions_of, places_of
from differentia.diagnosis.vocabulary import DX
from differentia.knowledge import KnowledgeBase

LP = "https://w3id.org/differentia/legpain#"
CODED = Path(__file__).parents[2] / "docs" / "cases" / "coded.yaml"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def alone(kb: KnowledgeBase, case: Case) -> frozenset[Conclusion]:
    return conclusions_of(kb.diagnose(case).session.layer, places_of(case))


def test_coded_cases_among_others_are_concluded_as_alone(kb: KnowledgeBase) -> None:
    coded = [case for _, case in coded_variants(kb, exact=False)]
    plain = [kb.read(path) for path in GOLDEN[::10]]
    assert len(coded) > 50
    cases = [kb.read(CODED), *plain, *coded, kb.read(CODED)]
    found = list(kb.diagnose_many(cases))
    assert [one.case for one in found] == cases
    for one in found:
        assert one.conclusions == alone(kb, one.case), [fact.text for fact in one.case.facts]
        assert bool(one.conflicts) == bool(kb.diagnose(one.case).session.conflicts.minimal)
    assert sum(one.session is None for one in found) > 0.8 * len(found)  # in columns, not one by one


def test_codes_that_mean_the_same_give_what_the_words_give(kb: KnowledgeBase) -> None:
    """The expected conclusions are those of the golden cases in words, which HermiT and clinicians' rules judge."""
    pairs = list(coded_variants(kb, exact=True))
    assert len(pairs) > 50
    found = kb.diagnose_many([coded for _, coded in pairs])
    for (words, _), one in zip(pairs, found, strict=True):
        assert one.conclusions == alone(kb, words), [fact.text for fact in one.case.facts]


def test_a_code_below_a_mapped_one_concludes_in_the_batch(kb: KnowledgeBase) -> None:
    """The absent ankle pulse, mapped to a pulse deficit only as narrower, supports what a pulse deficit supports."""
    (one,) = kb.diagnose_many([{"present": ["right HP:0031271"]}])
    assert (LP + "RightLeg", LP + "PAD") in one.values("supportedCause")


def test_the_command_concludes_from_codes(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"id": "words", "present": ["right pulse deficit"]},
        {"id": "codes", "present": [{"term": "HP:0031271", "side": "right"}]},
        {"id": "nothing", "present": []},
    ]
    path = tmp_path / "cases.ndjson"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    code, out, _ = run("cohort", str(path), "-")
    words, codes, nothing = (json.loads(line)["entailed"] for line in out.splitlines())
    assert code == 0
    assert words["right leg"]["supportedCause"] == codes["right leg"]["supportedCause"]
    assert "right leg" not in nothing


def test_an_equal_conclusion_does_not_hang_on_who_else_is_there(kb: KnowledgeBase) -> None:
    cases = [case for _, case in coded_variants(kb, exact=False, step=30)]
    together = [one.conclusions for one in kb.diagnose_many(cases)]
    assert together == [one.conclusions for case in cases for one in kb.diagnose_many([case])]
    assert any(c.property == DX + "supportedCause" for found in together for c in found)
