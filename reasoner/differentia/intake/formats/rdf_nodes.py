"""The triples of a case graph by their subjects, and which of them have been used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from differentia.errors import BadInput
from differentia.owl.expressions import OWL, RDF, Literal

__all__ = ["Nodes", "Term", "shown"]

Term: TypeAlias = str | Literal
_TYPE = RDF + "type"


def shown(term: Term) -> str:
    """Write a node, property or value as Turtle does.

    Example:
        >>> shown("urn:a"), shown("_:b1"), shown(Literal("x", ""))
        ('<urn:a>', '_:b1', '"x"')
    """
    if isinstance(term, Literal):
        return f'"{term.lexical}"'
    return term if term.startswith("_:") else f"<{term}>"


class Nodes:
    """A graph by its subjects; blank nodes are written `_:b1`, `_:b2`, ...

    Args:
        triples: subjects, properties and values.
    """

    def __init__(self, triples: Iterable[tuple[str, str, Term]]) -> None:
        self.said: dict[str, dict[str, list[Term]]] = {}
        for s, p, o in triples:
            self.said.setdefault(s, {}).setdefault(p, []).append(o)
        self._used: set[tuple[str, str, Term]] = set()

    def iris(self, node: str, predicate: str) -> list[str]:
        """The values of a property that are no literals, each once."""
        values = self.said.get(node, {}).get(predicate, ())
        return list(dict.fromkeys(value for value in values if isinstance(value, str)))

    def take(self, node: str, predicate: str) -> list[str]:
        """The same, which are used."""
        found = self.iris(node, predicate)
        for value in found:
            self.use(node, predicate, value)
        return found

    def text(self, node: str, predicate: str) -> str | None:
        """The one value of a property, as text; it is used.

        Raises:
            BadInput: there are several.
        """
        values = list(dict.fromkeys(self.said.get(node, {}).get(predicate, ())))
        if len(values) > 1:
            raise BadInput(f"two values of {predicate}", phrase=node)
        for value in values:
            self.use(node, predicate, value)
            return value.lexical if isinstance(value, Literal) else value
        return None

    def use(self, node: str, predicate: str, value: Term) -> None:
        """Note that a triple is used."""
        self._used.add((node, predicate, value))

    def unused(self) -> Iterator[tuple[str, str, Term]]:
        """The triples that are not used, in order."""
        for node, said in self.said.items():
            for predicate, values in said.items():
                yield from (
                    (node, predicate, o) for o in dict.fromkeys(values) if (node, predicate, o) not in self._used
                )

    # ---- kinds without a name

    def some(self, node: str, link: str) -> str | None:
        """The named class C where a node is the class of what has some C by a property."""
        if self.iris(node, OWL + "onProperty") != [link] or not node.startswith("_:"):
            return None
        found = self.iris(node, OWL + "someValuesFrom")
        return found[0] if len(found) == 1 and not found[0].startswith("_:") else None

    def complement(self, node: str) -> str | None:
        """The named class of which a node without a name is the complement."""
        found = self.iris(node, OWL + "complementOf") if node.startswith("_:") else []
        return found[0] if len(found) == 1 and not found[0].startswith("_:") else None

    def some_of_complement(self, node: str, link: str) -> str | None:
        """The named class C where a node is the class of what has no C by a property."""
        found = self.iris(node, OWL + "complementOf") if node.startswith("_:") else []
        return self.some(found[0], link) if len(found) == 1 else None

    def use_all(self, bearer: str, kind: str) -> None:
        """Note that a class without a name, of which a node is said to be, is used with all its parts."""
        self.use(bearer, _TYPE, kind)
        waiting = [kind]
        while waiting:
            node = waiting.pop()
            for predicate, values in self.said.get(node, {}).items():
                for value in values:
                    if isinstance(value, str) and value.startswith("_:") and (node, predicate, value) not in self._used:
                        waiting.append(value)
                    self.use(node, predicate, value)

    def denied(self, source: str) -> Iterator[tuple[str, str]]:
        """The properties and values that negative assertions deny of a node; they are used."""
        for node, said in self.said.items():
            if self.iris(node, OWL + "sourceIndividual") != [source] or OWL + "targetIndividual" not in said:
                continue
            links, values = self.iris(node, OWL + "assertionProperty"), self.iris(node, OWL + "targetIndividual")
            if len(links) == len(values) == 1:
                for predicate in ("sourceIndividual", "assertionProperty", "targetIndividual"):
                    self.take(node, OWL + predicate)
                self.take(node, _TYPE)
                yield links[0], values[0]
