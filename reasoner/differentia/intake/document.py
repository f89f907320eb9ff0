"""The form of a case file: which keys there are, and the facts in it as written, before any word is understood."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from differentia.diagnosis.case import Status, probability_of
from differentia.errors import BadInput
from differentia.intake.strict import Mapped, Node, Scalar, Sequence
from differentia.intake.wording import normalise

__all__ = ["MAX_FACTS", "Document", "Entry", "read_document"]

MAX_FACTS = 1000
_FREE = ("comment", "note")
_LISTS: dict[str, Status] = {"present": "present", "absent": "absent", "unknown": "unknown", "measured": "measured"}
_TOP = ("id", "title", "text", "setting", "priors", "complaints", *_LISTS, *_FREE)
_GROUP = ("title", *_LISTS, *_FREE)
_FACT = ("term", "source", "date", "side", *_FREE)
_MEASURED = ("name", "value", "unit", "side", "date", "method", "source", *_FREE)


class Entry(NamedTuple):
    """One fact as written.

    Attributes:
        status: the list it stands in.
        term: the phrase, or the name of what was measured; name and value in one, if `value` is empty.
        group: 0 for the case itself, 1, 2, ... for the groups under `complaints`.
        line: where it stands.
    """

    status: Status
    term: str
    group: int
    line: int | None
    side: str | None = None
    source: str | None = None
    date: str | None = None
    value: str = ""
    unit: str | None = None
    method: str | None = None

    @property
    def text(self) -> str:
        """The fact in one line, in the words of the file."""
        term = f"{self.side} {self.term}" if self.side else self.term
        if self.status != "measured" or not self.value:
            return term
        method = f" ({self.method})" if self.method else ""
        return f"{term}{method}: {self.value}" + (f" {self.unit}" if self.unit else "")


class Document(NamedTuple):
    """A case file as written."""

    entries: tuple[Entry, ...]
    id: str | None = None
    title: str | None = None
    setting: str | None = None
    priors: tuple[tuple[str, float, float | None, float | None], ...] = ()


def read_document(root: Node, kinds: Container[str] = frozenset()) -> Document:
    """Take a case apart into its facts.

    Args:
        root: the case as it was loaded.
        kinds: normalised names of measurements; each may be a key of the case, with the value after it.

    Raises:
        BadInput: a key is unknown, or something is a list, a mapping or a word where it must not be.

    Example:
        >>> from differentia.intake.strict import from_values
        >>> [e.text for e in read_document(from_values({"measured": [{"name": "age", "value": 7}]})).entries]
        ['age: 7']
        >>> [e.text for e in read_document(from_values({"age": 7}), kinds={"age"}).entries]
        ['age: 7']
    """
    if not isinstance(root, Mapped):
        raise BadInput("a case is a mapping with keys such as id, present, absent, measured", line=root.line)
    top = _fields(root, _TOP, "a case", kinds)
    for key in ("text", *_FREE):
        _word(top.get(key), key)
    entries: list[Entry] = []
    for key, node in top.items():
        if key in _LISTS:
            entries += _list(node, key, 0)
        elif key == "complaints":
            for number, group in enumerate(_items(node, key), start=1):
                entries += _group(group, number)
        elif key not in _TOP:
            entries.append(Entry("measured", key, 0, node.line, value=_needed(node, f"a value of {key}")))
    if len(entries) > MAX_FACTS:
        raise BadInput(f"more than {MAX_FACTS} facts")
    return Document(
        tuple(entries),
        _word(top.get("id"), "id"),
        _word(top.get("title"), "title"),
        _word(top.get("setting"), "setting"),
        tuple(_priors(top.get("priors"))),
    )


def _priors(node: Node | None) -> Iterator[tuple[str, float, float | None, float | None]]:
    """Yield what `priors` says: of each cause a probability, or `P:LOW:HIGH` with the ends of its interval."""
    if node is None or (isinstance(node, Scalar) and node.empty):
        return
    if not isinstance(node, Mapped):
        raise BadInput("priors is a mapping of causes to probabilities", line=node.line)
    for key, value in node.items:
        text = _needed(value, "a probability")
        try:
            yield (key.text, *probability_of(text))
        except BadInput as error:
            raise error.at(line=key.line, phrase=f"{key.text}: {text}") from None


def _group(node: Node, number: int) -> Iterator[Entry]:
    """One complaint: a list of phrases, or a mapping with the lists that a case has."""
    if isinstance(node, Sequence):
        yield from _list(node, "present", number)
        return
    if not isinstance(node, Mapped):
        raise BadInput(
            "each entry under complaints is a list of phrases, or a mapping with present, absent, ...",
            line=node.line,
            phrase=node.text,
        )
    group = _fields(node, _GROUP, "a complaint")
    for key, item in group.items():
        if key in _LISTS:
            yield from _list(item, key, number)
        else:
            _word(item, key)


def _list(node: Node, key: str, group: int) -> Iterator[Entry]:
    for item in _items(node, key):
        yield _measured(item, group) if key == "measured" else _phrase(item, _LISTS[key], group)


def _phrase(node: Node, status: Status, group: int) -> Entry:
    if isinstance(node, Scalar):
        return Entry(status, _needed(node, "a phrase"), group, node.line)
    if isinstance(node, Sequence):
        raise BadInput(f"a list where a phrase is expected under {status}", line=node.line)
    fields = _fields(node, _FACT, "a fact")
    words = {key: _word(item, key) for key, item in fields.items()}
    if not words.get("term"):
        raise BadInput("this fact has no term", line=node.line)
    return Entry(
        status, words["term"] or "", group, node.line, words.get("side"), words.get("source"), words.get("date")
    )


def _measured(node: Node, group: int) -> Entry:
    if isinstance(node, Scalar):
        return Entry("measured", _needed(node, "a measurement"), group, node.line)
    if not isinstance(node, Mapped):
        raise BadInput("a measurement is a mapping with name and value, or both in one phrase", line=node.line)
    fields = _fields(node, _MEASURED, "a measurement")
    words = {key: _word(item, key) for key, item in fields.items()}
    name, value = words.get("name"), words.get("value")
    if not name or not value:
        missing = "value" if name else "name"
        raise BadInput(f"this measurement has no {missing}", line=node.line, phrase=name)
    line = fields["value"].line or node.line
    return Entry(
        "measured",
        name,
        group,
        line,
        words.get("side"),
        words.get("source"),
        words.get("date"),
        value,
        words.get("unit"),
        words.get("method"),
    )


def _fields(node: Mapped, allowed: tuple[str, ...], what: str, kinds: Container[str] = frozenset()) -> dict[str, Node]:
    for key, _ in node.items:
        if key.text not in allowed and normalise(key.text) not in kinds:
            import difflib

            close = difflib.get_close_matches(key.text.lower(), allowed, 1, 0.5) or allowed
            raise BadInput(f"not a key of {what}", line=key.line, phrase=key.text[:80], nearest=tuple(close))
    return {key.text: value for key, value in node.items}


def _items(node: Node, key: str) -> tuple[Node, ...]:
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Scalar) and node.empty:
        return ()
    raise BadInput(f"a list is expected under {key}", line=node.line)


def _word(node: Node | None, key: str) -> str | None:
    """The text of a word; None where there is nothing."""
    if node is None:
        return None
    if not isinstance(node, Scalar):
        raise BadInput(f"a word or number is expected as {key}", line=node.line)
    return None if node.empty else node.text.strip() or None


def _needed(node: Node, what: str) -> str:
    text = _word(node, what)
    if not text:
        raise BadInput(f"{what} is missing", line=node.line)
    return text
