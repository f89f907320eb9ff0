"""The objects of a JSON record, which remember what of them was read: the rest can be listed, so nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

from differentia.errors import BadInput
from differentia.intake.strict import Mapped, Node, Scalar, Sequence

__all__ = ["Element", "element"]


class Element:
    """One object of a record.

    Args:
        node: the object as read.
        where: what it is called when something is said of it.

    Example:
        >>> from differentia.intake.strict import from_values
        >>> part = Element(from_values({"code": {"text": "fever"}, "status": "final"}), "Observation/1")
        >>> part.child("code").word("text"), part.unread()
        ('fever', ['status'])
    """

    def __init__(self, node: Mapped, where: str) -> None:
        self.where = where
        self.line = node.line
        self._items = {key.text: value for key, value in node.items}
        self._read: set[str] = set()
        self._below: dict[str, list[Element]] = {}

    def has(self, key: str) -> bool:
        """Tell whether there is a part of this name, without reading it."""
        node = self._items.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.empty)

    def names(self) -> tuple[str, ...]:
        """Return the names of the parts, in order."""
        return tuple(self._items)

    def word(self, key: str) -> str | None:
        """Read a string, number or truth value; None where there is none."""
        node = self._take(key)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            raise self.wrong(f"a word or number is expected as {key}", node)
        return node.text.strip() or None

    def words(self, key: str) -> list[str]:
        """Read a list of strings."""
        return [node.text for node in self._listed(key) if isinstance(node, Scalar) and node.text]

    def truth(self, key: str) -> bool | None:
        """Read a truth value.

        Raises:
            BadInput: it is something else.
        """
        word = self.word(key)
        if word not in {None, "true", "false"}:
            raise self.wrong(f"true or false is expected as {key}", self._items[key])
        return None if word is None else word == "true"

    def child(self, key: str) -> Element | None:
        """Read an object; None where there is none."""
        found = self.children(key) if self._take(key) is not None else []
        if len(found) > 1:
            raise self.wrong(f"one object is expected as {key}", self._items[key])
        return found[0] if found else None

    def children(self, key: str) -> list[Element]:
        """Read the objects of a list, or the one object that stands there."""
        if key not in self._below:
            found = []
            for node in self._listed(key):
                if not isinstance(node, Mapped):
                    raise self.wrong(f"an object is expected in {key}", node)
                found.append(Element(node, self.where))
            self._below[key] = found
        return self._below[key]

    def skip(self, *keys: str) -> None:
        """Pass over parts that say nothing about the patient's state."""
        self._read.update(keys)

    def unread(self) -> list[str]:
        """List the parts that nobody has read, by their paths."""
        found = [key for key in self._items if key not in self._read and self.has(key)]
        for key, elements in self._below.items():
            found += dict.fromkeys(f"{key}.{path}" for element in elements for path in element.unread())
        return found

    def wrong(self, message: str, node: Node | None = None) -> BadInput:
        """Return the error that says what is wrong here."""
        return BadInput(f"{self.where}: {message}", line=self.line if node is None else node.line or self.line)

    def _take(self, key: str) -> Node | None:
        self._read.add(key)
        return self._items.get(key) if self.has(key) else None

    def _listed(self, key: str) -> Iterator[Node]:
        node = self._take(key)
        if isinstance(node, Sequence):
            yield from node.items
        elif node is not None:
            yield node


def element(node: Node, where: str) -> Element:
    """Return a node as an object.

    Raises:
        BadInput: it is a list or a word.
    """
    if not isinstance(node, Mapped):
        raise BadInput(f"{where}: an object is expected", line=node.line)
    return Element(node, where)
