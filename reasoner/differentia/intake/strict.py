"""Reads YAML and JSON strictly: plain values that know their lines, and a refusal of everything ambiguous.

A case file comes from anywhere. So the text is bounded in size and depth before anything is built, the built values
are made from a flat stream of events with a stack of our own (no recursion to exhaust), and what YAML or JSON would
quietly decide for the writer (the last of two equal keys, `no` as false, aliases, tags) is refused or left a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeAlias

from differentia.errors import BadInput

if TYPE_CHECKING:
    import yaml

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Mapped", "Node", "Scalar", "Sequence", "from_bytes", "from_values", "load"]

MAX_BYTES = 262_144
MAX_DEPTH = 16
_MAX_KEYS = 100  # far more keys than any mapping of a case has; keeps the search for equal ones short
_MAX_BITS = 256
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Scalar(NamedTuple):
    """A string as written; `plain` without quotation marks, where an empty one, `~` and `null` mean nothing."""

    text: str
    line: int | None = None
    plain: bool = False

    @property
    def empty(self) -> bool:
        """Whether this is YAML's or JSON's way of writing nothing."""
        return self.plain and self.text in {"", "~", "null"}


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    line: int | None = None


class Mapped(NamedTuple):
    """A mapping with string keys, in the order written."""

    items: tuple[tuple[Scalar, Node], ...]
    line: int | None = None


Node: TypeAlias = Scalar | Sequence | Mapped

_Event: TypeAlias = tuple[str, str, int | None, bool]  # kind ("[", "{", "end" or "scalar"), text, line, plain


def load(path: str | Path) -> tuple[Node, bytes]:
    """Read a YAML file, or a JSON file where the name ends in `.json`.

    Returns:
        The value, and the bytes it was read from.

    Raises:
        BadInput: the file is missing, too large, no UTF-8, broken, or says something ambiguous.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadInput("no such file", file=file) from None
    except IsADirectoryError:
        raise BadInput("a folder, not a file", file=file) from None
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot be read ({error})", file=file) from None
    return from_bytes(data, file=file, is_json=file.suffix.lower() == ".json"), data


def from_bytes(
    data: bytes,
    *,
    file: str | Path | None = None,
    is_json: bool = False,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
) -> Node:
    r"""Read the bytes of a YAML or JSON document, at most so large and so deep.

    Example:
        >>> from_bytes(b"paid: no").items[0][1]
        Scalar(text='no', line=1, plain=True)
        >>> from_bytes(b"a: 1\na: 2")
        Traceback (most recent call last):
        differentia.errors.BadInput: line 2: this key was already given in line 1: "a"
    """
    if len(data) > max_bytes:
        raise BadInput(f"larger than the {max_bytes:,} bytes that a case may have", file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput("not UTF-8 text", file=file, line=line) from None
    events = _json_events(text, file, max_depth) if is_json else _yaml_events(text, file)
    return _Builder(file, max_depth).build(events)


class _Builder:
    """Makes a value from events, with a stack instead of recursion."""

    def __init__(self, file: str | Path | None, max_depth: int = MAX_DEPTH) -> None:
        self.file = file
        self.max_depth = max_depth
        self.stack: list[tuple[str, int | None, list[Node]]] = []

    def build(self, events: Iterator[_Event]) -> Node:
        root: Node | None = None
        for kind, text, line, plain in events:
            if kind in {"[", "{"}:
                self.stack.append((kind, line, []))
                if len(self.stack) > self.max_depth:
                    raise BadInput(f"nested more than {self.max_depth} deep", file=self.file, line=line)
                continue
            node = self.close() if kind == "end" else self.scalar(text, line, plain)
            if self.stack:
                self.add(node)
            else:
                root = node
        return Scalar("", None, plain=True) if root is None else root

    def scalar(self, text: str, line: int | None, plain: bool) -> Scalar:
        if _CONTROL.search(text):
            raise BadInput("control characters are not accepted", file=self.file, line=line)
        return Scalar(text, line, plain)

    def close(self) -> Node:
        kind, line, items = self.stack.pop()
        if kind == "[":
            return Sequence(tuple(items), line)
        pairs = zip(items[::2], items[1::2], strict=True)
        return Mapped(tuple((key, value) for key, value in pairs if isinstance(key, Scalar)), line)

    def add(self, node: Node) -> None:
        kind, _, items = self.stack[-1]
        if kind == "{" and len(items) % 2 == 0:
            self.check_key(node, items[::2])
        items.append(node)

    def check_key(self, key: Node, earlier: list[Node]) -> None:
        if not isinstance(key, Scalar):
            raise BadInput("a key must be a word, not a list or mapping", file=self.file, line=key.line)
        if key.plain and key.text == "<<":
            raise BadInput("merge keys (<<) are not accepted: write the entries out", file=self.file, line=key.line)
        for other in earlier:
            if isinstance(other, Scalar) and other.text == key.text:
                before = f" in line {other.line}" if other.line else ""
                raise BadInput(f"this key was already given{before}", file=self.file, line=key.line, phrase=key.text)
        if len(earlier) >= _MAX_KEYS:
            raise BadInput(f"more than {_MAX_KEYS} keys in one mapping", file=self.file, line=key.line)


# ---- YAML


def _yaml_events(text: str, file: str | Path | None) -> Iterator[_Event]:
    import yaml

    documents = 0
    try:
        for event in yaml.parse(text, Loader=_yaml_loader()):
            line = event.start_mark.line + 1 if event.start_mark else None
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise BadInput("a second document begins here: one file is one case", file=file, line=line)
            _refuse_yaml(event, file, line)
            if isinstance(event, yaml.ScalarEvent):
                yield "scalar", event.value, line, not event.style
            elif isinstance(event, yaml.CollectionStartEvent):
                yield "[" if isinstance(event, yaml.SequenceStartEvent) else "{", "", line, False
            elif isinstance(event, yaml.CollectionEndEvent):
                yield "end", "", line, False
    except (
        yaml.YAMLError,
        ValueError,
    ) as error:  # PyYAML lets a ValueError through for an escape such as "\\UFFFFFFFF"
        _broken_yaml(error, text, file)


def _yaml_loader() -> Any:
    """PyYAML's event parser in C where it was built with one, else in Python: the same events, ten times slower."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _refuse_yaml(event: yaml.Event, file: str | Path | None, line: int | None) -> None:
    import yaml

    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        raise BadInput("aliases are not accepted: write the entry out", file=file, line=line, phrase=f"*{anchor}")
    if anchor:
        raise BadInput("anchors are not accepted", file=file, line=line, phrase=f"&{anchor}")
    if tag:
        raise BadInput("tags are not accepted", file=file, line=line, phrase=tag)
    if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        raise BadInput("YAML directives are not accepted", file=file, line=line)


def _broken_yaml(error: Exception, text: str, file: str | Path | None) -> NoReturn:
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    line = None
    if mark is not None:
        line = mark.line + 1
    elif isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    if "nesting depth" in problem:  # libyaml's own limit, which the scanner reaches before the first event
        raise BadInput(f"nested more than {MAX_DEPTH} deep", file=file, line=line) from None
    raise BadInput(f"broken YAML ({problem})", file=file, line=line) from None


# ---- JSON

_LEXEME = r'(?s)"(?:[^"\\]|\\.)*"?|[][{}]|[^][{}",:\s]+'


def _json_events(text: str, file: str | Path | None, max_depth: int) -> Iterator[_Event]:
    """Let `json` judge the grammar, then walk the tokens: `json` keeps no lines and recurses."""
    depth = 0
    for piece, line in _json_tokens(text):
        depth += (piece in "[{") - (piece in "]}")
        if depth > max_depth:
            raise BadInput(f"nested more than {max_depth} deep", file=file, line=line)
    try:
        # Numbers stay strings: the text is what counts, and a number of a million digits costs nothing.
        json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(f"broken JSON ({error.msg})", file=file, line=error.lineno) from None
    except _NotFinite as error:
        found = next((line for piece, line in _json_tokens(text) if piece == str(error)), None)
        raise BadInput("not a finite number", file=file, line=found, phrase=str(error)) from None
    for piece, line in _json_tokens(text):
        if piece in "[{":
            yield piece, "", line, False
        elif piece in "]}":
            yield "end", "", line, False
        elif piece.startswith('"'):
            yield "scalar", json.loads(piece), line, False
        else:
            yield "scalar", piece, line, True


def _json_tokens(text: str) -> Iterator[tuple[str, int]]:
    line, seen = 1, 0
    for match in re.finditer(_LEXEME, text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        yield match[0], line


class _NotFinite(Exception):  # noqa: N818 - carries the word, never leaves this module
    """Tell which of NaN, Infinity and -Infinity stands in the text."""


def _no_constant(word: str) -> NoReturn:
    raise _NotFinite(word)


# ---- Python values


def from_values(value: object, _depth: int = 1, *, max_depth: int = MAX_DEPTH, truths: bool = False) -> Node:
    """Take over what `yaml.safe_load` or `json.load` would give: mappings, lists, strings, numbers, dates, None.

    True and false are taken only if `truths` says so: in a case file they are words, or a mistake.

    Example:
        >>> from_values({"value": 0.5}).items[0][1]
        Scalar(text='0.5', line=None, plain=True)
    """
    if _depth > max_depth:
        raise BadInput(f"nested more than {max_depth} deep")
    below = partial(from_values, _depth=_depth + 1, max_depth=max_depth, truths=truths)
    if isinstance(value, Mapping):
        pairs = ((_key(key), below(item)) for key, item in value.items())
        return Mapped(tuple(pairs))
    if isinstance(value, list | tuple):
        return Sequence(tuple(map(below, value)))
    if truths and isinstance(value, bool):
        return Scalar(str(value).lower(), plain=True)
    if value is None:
        return Scalar("", plain=True)
    if isinstance(value, str):
        return _Builder(None).scalar(value, None, plain=False)
    if isinstance(value, date):
        return Scalar(value.isoformat(), plain=True)
    if isinstance(value, float | Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        if isinstance(value, int) and value.bit_length() > _MAX_BITS:  # str() would refuse it with a ValueError
            raise BadInput("a number too large for anything measured")
        return Scalar(str(value), plain=True)
    raise BadInput(f"a case holds words, numbers, lists and mappings, not a {type(value).__name__}")


def _key(key: object) -> Scalar:
    if not isinstance(key, str):
        raise BadInput(f"a key must be a word, not a {type(key).__name__}")
    return _Builder(None).scalar(key, None, plain=False)
