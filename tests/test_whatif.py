"""What if: the answers are those of a case written so, and afterwards everything is as it was before."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import differentia as dx
from differentia.diagnosis.findings import Change
from differentia.errors import BadInput
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.knowledge.whatif import state_of
from differentia.owl.layer import Layer

CASES = sorted((Path(__file__).parent / "cases").glob("*/case.yaml"))[::5]  # each takes a second
LOW_ABI = Path(__file__).parent / "cases" / "S28-low-abi" / "case.yaml"
FURTHER: list[dict[str, Any]] = [
    {"present": ["saddle numbness", "right foot wound"]},
    {"absent": ["leg swelling"], "measured": [{"name": "toe pressure", "side": "left", "value": 25, "unit": "mm[Hg]"}]},
    {"complaints": [["right calf pain", "pain relieved by sitting"]]},
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def contents(layer: Layer) -> str:
    """Return everything a layer holds, the order of its tables included."""
    apart = ("base", "symbols", "sources", "_rules", "firing", "_disputable")  # the last three follow from the others
    held = {key: value for key, value in vars(layer).items() if key not in apart}
    symbols, sources = layer.symbols, layer.sources
    tables = [symbols.sizes(), *([*numbers._keys] for numbers in (symbols.expressions, symbols.roles, symbols.terms))]
    return repr(({k: v for k, v in held.items() if "below" not in k}, tables, sources.clauses, sources.expressions))


def told(diagnosis: Diagnosis) -> tuple[Any, ...]:
    """Return what follows, without the ids of facts."""
    state = state_of(diagnosis)
    statuses = {(row["cause"], row["side"]): row["status"] for row in state.causes.values()}
    return (
        statuses,
        set(state.flags),
        list(state.tests),
        len(state.conflicts),
    )


def written(path: Path, more: dict[str, Any]) -> dict[str, Any]:
    """Return a case file with further facts in it."""
    document = copy.deepcopy(yaml.safe_load(path.read_text(encoding="utf-8")))
    for key, facts in more.items():
        document[key] = [*(document.get(key) or []), *facts]
    return dict(document)


def with_id(document: dict[str, Any], path: Path) -> dict[str, Any]:
    return {"id": path.parent.name, **document}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_as_if_it_had_been_written(kb: KnowledgeBase, path: Path) -> None:
    diagnosis = kb.diagnose(path)
    before, layer = told(diagnosis), diagnosis.session.layer
    held = contents(layer)
    for more in FURTHER:
        try:
            expected = kb.diagnose(with_id(written(path, more), path))
        except BadInput:
            with pytest.raises(BadInput), diagnosis.assume(more):
                pass
        else:
            with diagnosis.assume(more) as changed:
                assert told(changed) == told(expected)
        assert contents(layer) == held
    assert told(kb.diagnose(path)) == told(diagnosis) == before


def test_most_of_it_happens_on_the_layer_of_the_case(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(LOW_ABI)
    with diagnosis.assume(FURTHER[0]) as changed:
        assert changed.session.layer is diagnosis._session.layer
        assert changed.red_flags
        with changed.assume({"absent": ["back pain"]}) as further:
            assert len(further.case.facts) == len(diagnosis.case.facts) + 3
            assert further.session.layer is diagnosis._session.layer
    assert diagnosis.red_flags == ()


def test_whoever_asks_the_wrong_one_is_told(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(LOW_ABI)
    with diagnosis.assume(FURTHER[0]) as changed:
        with pytest.raises(RuntimeError, match="assume"):
            diagnosis.explain("PAD")
        assert changed.explain("PAD")
    with pytest.raises(RuntimeError, match="assume"):
        changed.explain("PAD")
    assert diagnosis.explain("PAD")


def test_an_exception_inside_leaves_no_trace(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(LOW_ABI)
    held = contents(diagnosis.session.layer)
    with pytest.raises(ZeroDivisionError), diagnosis.assume(FURTHER[0]):
        raise ZeroDivisionError
    assert contents(diagnosis.session.layer) == held


def test_without_a_fact(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(LOW_ABI)
    changes = diagnosis.without("left resting ABI: 0.90")
    assert changes.removed == ("left resting ABI: 0.90",)
    [move] = changes.moves
    assert isinstance(move, Change)
    assert (move.notation, move.side, move.before, move.after) == ("PAD", "left", "established", "open")
    assert changes == diagnosis.without("f3")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_without_is_as_if_it_had_not_been_written(kb: KnowledgeBase, path: Path) -> None:
    """Taking out the first phrase of the list `present` of a file and of its case comes to the same."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not document.get("present") or not isinstance(document["present"][0], str):
        pytest.skip("nothing is present")
    diagnosis = kb.diagnose(path)
    [fact] = [f.id for f in diagnosis.case.facts if f.text == document["present"][0]][:1]
    shorter = {**document, "present": document["present"][1:]}
    try:
        expected = told(kb.diagnose(with_id(shorter, path)))
    except BadInput:
        with pytest.raises(BadInput):
            diagnosis.without(fact)
        return
    with diagnosis.assume({}, without=[fact]) as changed:
        assert told(changed) == expected


def test_a_supposition_may_contradict(kb: KnowledgeBase) -> None:
    changes = kb.diagnose({"present": ["right calf pain"]}).suppose({"absent": ["right calf pain"]})
    assert [one.label for one in changes.conflicts] == ["right calf pain; absent: right calf pain"]
    again = kb.diagnose({"present": ["right calf pain"], "absent": ["right calf pain"]}).without("f2")
    assert [one.id for one in again.conflicts_gone] == ["f1 f2"]


def test_bad_input(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose(LOW_ABI)
    bad: list[dict[str, Any]] = [{"present": ["no such thing"]}, {"presents": []}]
    for wrong in bad:
        with pytest.raises(BadInput):
            diagnosis.suppose(wrong)
    with pytest.raises(BadInput, match="no such fact") as error:
        diagnosis.without("left resting ABI")
    assert "left resting ABI: 0.90" in str(error.value)
    with pytest.raises(BadInput, match="groups"):
        diagnosis.suppose({"present": ["pain at rest"]}, complaint=2)


def test_the_command(run: Any) -> None:
    code, out, _ = run("what-if", str(LOW_ABI), "--present", "saddle numbness", "--without", "f3", "--format", "json")
    record = json.loads(out)
    assert code == 0
    assert (record["added"], record["removed"]) == (["saddle numbness"], ["left resting ABI: 0.90"])
    assert [flag["notation"] for flag in record["flags_raised"]]
    assert {"before": "established", "after": "open"}.items() <= next(
        move for move in record["moves"] if (move["notation"], move["side"]) == ("PAD", "left")
    ).items()
    for form in ("text", "md"):
        code, out, _ = run("what-if", str(LOW_ABI), "--measured", "age=68 years", "--format", form)
        assert (code, "not a medical device" in out) == (0, True)
    assert run("what-if", str(LOW_ABI))[0] == 2
    assert run("what-if", str(LOW_ABI), "--measured", "age")[0] == 2
