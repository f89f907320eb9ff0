"""The strict loader: what it takes, what it refuses, and that hostile text never does more than be refused."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from differentia.errors import BadInput
from differentia.intake import strict
from differentia.intake.strict import (
    MAX_BYTES,
    MAX_DEPTH,
    Mapped,
    Node,
    Scalar,
    Sequence,
    from_bytes,
    from_values,
    load,
)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both of PyYAML's parsers: which one is there depends on how PyYAML was built."""
    chosen = getattr(yaml, request.param, None)
    if chosen is None:
        pytest.skip(f"PyYAML was built without {request.param}")
    monkeypatch.setattr(strict, "_yaml_loader", lambda: chosen)


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.items}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "45:45", "0o17", "012", "1_000", "2024-05-01", "1.10", "~", "null", ".nan"]
)
def test_scalars_stay_strings(word: str) -> None:
    assert plain(from_bytes(f"a: {word}".encode())) == {"a": word}


@pytest.mark.usefixtures("loader")
def test_lines_are_kept() -> None:
    root = from_bytes(b"# first\na:\n  - x\n  - {k: v,\n     l: w}\nb: 'q'")
    assert isinstance(root, Mapped)
    (_, items), (key, quoted) = root.items
    assert isinstance(items, Sequence)
    assert [item.line for item in items.items] == [3, 4]
    assert isinstance(items.items[1], Mapped)
    assert items.items[1].items[1][0].line == 5
    assert key.line == 6
    assert isinstance(quoted, Scalar)
    assert not quoted.plain


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: 2\na: 3", "this key was already given in line 1", 3),
        ("x:\n  - {a: 1, a: 2}", "this key was already given in line 2", 2),
        ("a: &x 1\nb: *x", "anchors are not accepted", 1),
        ("a: 1\nb: *x", "aliases are not accepted", 2),
        ("a: &x [*x]", "anchors are not accepted", 1),
        ("a: !!python/object/apply:os.system [ls]", "tags are not accepted", 1),
        ("a: !!str 1", "tags are not accepted", 1),
        ("a:\n  <<: {b: 1}", "merge keys", 2),
        ("a: 1\n---\nb: 2", "a second document", 2),
        ("%YAML 1.2\n---\na: 1", "directives", 1),
        ("%TAG ! tag:x,2000:\n---\na: 1", "directives", 1),
        ("? [a, b]\n: 1", "a key must be a word", 1),
        ("a: [1, 2\nb: 3", "broken YAML", None),
        ("a: b: c", "broken YAML", 1),
        ("a:\n\t- b", "broken YAML", 2),
        ("a: \x01", "broken YAML", None),
        ('a: "\\0"', "control characters", 1),
        ('a: "\\e[31m"', "control characters", 1),
        ("{" + ",".join(f"k{i}: 1" for i in range(200)) + "}", "more than 100 keys", 1),
    ],
)
def test_yaml_is_refused(text: str, message: str, line: int | None) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        from_bytes(text.encode(), file="c.yaml")
    assert caught.value.file == "c.yaml"
    assert line is None or caught.value.line == line


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('{"a": 1,\n "a": 2}', "this key was already given in line 1", 2),
        ('{"a": [1,\n NaN]}', "not a finite number", 2),
        ('{"a": Infinity}', "not a finite number", 1),
        ('{"a": -Infinity}', "not a finite number", 1),
        ('{"a": 1,}', "broken JSON", 1),
        ('{"a": 1}\n{"b": 2}', "broken JSON", 2),
        ('{"a": "\\ud800"}', "control characters", 1),
        ('{"a": "x\ny"}', "broken JSON", 1),
        ('{"a', "broken JSON", 1),
        ("", "broken JSON", 1),
        ("{'a': 1}", "broken JSON", 1),
    ],
)
def test_json_is_refused(text: str, message: str, line: int) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        from_bytes(text.encode(), is_json=True)
    assert caught.value.line == line


def test_json_keeps_lines_and_digits() -> None:
    root = from_bytes(b'{"id": "x",\n "n": [1.10,\n -2e3, true, null, "a\\"]{:\\u00e9"]}', is_json=True)
    assert plain(root) == {"id": "x", "n": ["1.10", "-2e3", "true", "null", 'a"]{:é']}
    assert isinstance(root, Mapped)
    numbers = root.items[1][1]
    assert isinstance(numbers, Sequence)
    assert [item.line for item in numbers.items] == [2, 3, 3, 3, 3]


BOMBS = {
    "sequences": "[" * 200_000,
    "mappings": "{a: " * 60_000,
    "dashes": "- " * 130_000,
    "questions": "? " * 130_000,
    "objects": '{"a":' * 50_000,
    "quote": '"' + "a\n" * 130_000,
    "aliases": "a: &a [x]\n" + "".join(f"k{i}: &b{i} [*a, *a]\n" for i in range(9000)),
    "keys": "".join(f"k{i}: v\n" for i in range(25_000)),
    "digits": "a: " + "9" * 200_000,
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("is_json", [False, True])
def test_bombs_are_harmless(name: str, is_json: bool) -> None:
    started = time.perf_counter()
    if name == "digits" and not is_json:
        from_bytes(BOMBS[name].encode())
    else:
        with pytest.raises(BadInput):
            from_bytes(BOMBS[name].encode(), is_json=is_json)
    assert time.perf_counter() - started < 5


def test_a_number_of_many_digits_costs_nothing() -> None:
    assert len(str(plain(from_bytes(b"[" + b"9" * 200_000 + b"]", is_json=True)))) > 200_000


def test_depth_and_size_have_limits() -> None:
    for is_json in (False, True):
        from_bytes(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, is_json=is_json)
        with pytest.raises(BadInput, match="nested more than"):
            from_bytes(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), is_json=is_json)
        with pytest.raises(BadInput, match="larger than"):
            from_bytes(b" " * (MAX_BYTES + 1), is_json=is_json)


def test_files(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_bytes(b"\xef\xbb\xbfa: \xc3\xa9")
    assert plain(load(tmp_path / "c.yaml")[0]) == {"a": "é"}
    (tmp_path / "c.json").write_text('{"a":\t1}', encoding="utf-8")
    assert plain(load(str(tmp_path / "c.json"))[0]) == {"a": "1"}
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: \xe9")
    with pytest.raises(BadInput, match=r"latin\.yaml, line 2: not UTF-8"):
        load(tmp_path / "latin.yaml")
    with pytest.raises(BadInput, match="no such file"):
        load(tmp_path / "gone.yaml")
    with pytest.raises(BadInput, match="a folder"):
        load(tmp_path)
    with pytest.raises(BadInput, match="cannot be read"):
        load("a\0b")
    if Path("/dev/zero").exists():
        with pytest.raises(BadInput, match="larger than"):
            load("/dev/zero")


def test_values_are_taken_over() -> None:
    assert plain(from_values({"a": [1, 0.5, Decimal("1.10"), "x", None]})) == {"a": ["1", "0.5", "1.10", "x", ""]}
    circle: list[object] = []
    circle.append(circle)
    for value in ({1: 2}, {"a": {1, 2}}, {"a": True}, {"a": circle}, {"a": 10**5000}, {"a": "\x00"}, {("a",): 1}):
        with pytest.raises(BadInput):
            from_values(value)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for is_json in (False, True):
        with suppress(BadInput):
            from_bytes(data, is_json=is_json)


VALUES = st.recursive(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcde", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_json_means_what_it_says(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert plain(from_bytes(text.encode(), is_json=True)) == value
    assert plain(from_values(value)) == value


@given(VALUES)
def test_yaml_means_what_it_says(value: object) -> None:
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True)
    assert "&" in text or plain(from_bytes(text.replace("!!str ", "").encode())) == value
