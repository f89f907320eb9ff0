"""How the parameters of a query are named: by IRI, CURIE, notation or label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from differentia.errors import BadInput
from differentia.owl.expressions import XSD

__all__ = ["Names"]

_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|^`\\]+")
_CURIE = re.compile(r"(?P<prefix>[A-Za-z][\w-]*):(?P<local>[\w./-]*)")


class Names:
    """Finds the terms that words stand for.

    Args:
        store: where notations and labels stand.
        prefixes: what the prefixes of CURIEs stand for.

    Example:
        >>> Names(ox.Store(), {"ex": "urn:x#"}).term("ex:Oak").value
        'urn:x#Oak'
    """

    def __init__(self, store: ox.Store, prefixes: Mapping[str, str]) -> None:
        self._store = store
        self._prefixes = prefixes

    def required(self, value: Any) -> Any:
        """Return the term that a value names.

        Raises:
            BadInput: if a text names nothing.
        """
        if not isinstance(value, str):
            return self.text(value)
        term = self._found(value)
        if term is None:
            raise BadInput("no term has this IRI, CURIE, notation or label", phrase=value, nearest=self._nearest(value))
        return term

    def term(self, value: Any) -> Any:
        """Return the term that a value names, or the value as a literal if it names none."""
        found = self._found(value) if isinstance(value, str) else None
        return self.text(value) if found is None else found

    def text(self, value: Any) -> Any:
        """Return a value as a literal; terms stay as they are."""
        if isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple):
            return value
        if isinstance(value, Decimal):
            return ox.Literal(format(value, "f"), datatype=ox.NamedNode(XSD + "decimal"))
        if isinstance(value, str | bool | int | float):
            return ox.Literal(value)
        raise BadInput(f"a parameter cannot be a {type(value).__name__}", phrase=str(value))

    def _found(self, words: str) -> ox.NamedNode | None:
        words = words.strip()
        if _IRI.fullmatch(words):
            return ox.NamedNode(words)
        curie = _CURIE.fullmatch(words)
        if curie and curie["prefix"] in self._prefixes:
            return ox.NamedNode(self._prefixes[curie["prefix"]] + curie["local"])
        for predicate in (_NOTATION, _LABEL):
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None):
                if _plain(quad.object) == words.casefold() and isinstance(quad.subject, ox.NamedNode):
                    return quad.subject
        return None

    def _nearest(self, words: str) -> tuple[str, ...]:
        known = {
            _plain(quad.object): str(getattr(quad.object, "value", ""))
            for predicate in (_NOTATION, _LABEL)
            for quad in self._store.quads_for_pattern(None, ox.NamedNode(predicate), None)
        }
        import difflib  # an error may take its time, a start may not

        return tuple(known[near] for near in difflib.get_close_matches(words.casefold(), known, n=3))


def _plain(term: Any) -> str:
    return str(getattr(term, "value", "")).casefold()
