"""What rules ask about terms: witnesses of existentials, and which data range a value lies in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import datatypes
from differentia.owl.expressions import DataRange, Literal
from differentia.owl.facts import DATA
from differentia.owl.program import Witness
from differentia.owl.regions import meet, range_relation
from differentia.owl.syntax import functional

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = ["DEEPEST_WITNESS", "grounds_for", "in_range", "is_value", "is_witness", "out_of_range", "witness"]

DEEPEST_WITNESS = 50
"""How many existential promises may hang on one another before the saturation refuses to go on."""


def witness(layer: Layer, expression: int, x: int, *, value: bool) -> int | None:
    """Return the witness of an existential for a term.

    Returns:
        None if witnesses would be promised without end, or too deep for a proof; the layer is told, and refuses to go
        on once it has found no contradiction among the rest.
    """
    terms = layer.symbols.terms
    key = Witness(expression, x, value)
    known = terms.get(key)
    if known is not None:
        return known
    depth, times, term = 1, 0, terms[x]
    while isinstance(term, Witness):
        depth, times, term = depth + 1, times + (term.expression == expression), terms[term.of]
    # a clause may lead from a witness to another of the same expression only by way of a supposition
    endless = times > layer.suppositions
    if endless or depth > DEEPEST_WITNESS:
        what = "an existential that promises itself" if endless else "existentials that hang on one another too deep"
        layer.refused.append(Unsupported(what, layer.symbols.expressions[expression]))
        return None
    return terms.number(key)


def is_witness(layer: Layer, x: int) -> bool:
    """Tell whether a term is promised by an existential, not named."""
    return isinstance(layer.symbols.terms[x], Witness)


def is_value(layer: Layer, x: int) -> bool:
    """Tell whether a term is a data value, not an individual."""
    term = layer.symbols.terms[x]
    return isinstance(term, Literal) or (isinstance(term, Witness) and term.is_value)


def in_range(layer: Layer, value: int, data_range: int) -> int | None:
    """Return the fact that a value lies in a data range, or None if that does not follow."""
    return _range_fact(layer, value, data_range, inside=True)


def out_of_range(layer: Layer, value: int, data_range: int) -> int | None:
    """Return the fact that a value lies outside a data range, or None if that does not follow."""
    return _range_fact(layer, value, data_range, inside=False)


def _range_fact(layer: Layer, value: int, data_range: int, *, inside: bool) -> int | None:
    # an outside fact is keyed by the complement of the number
    key = (data_range if inside else ~data_range, value)
    defined = layer.programs[0].defined
    if data_range in defined:
        return _by_definition(layer, value, data_range, inside=inside)
    wanted = layer.symbols.ranges[data_range]
    term = layer.symbols.terms[value]
    if isinstance(term, Literal):
        try:
            return layer.derive(key, DATA, ()) if datatypes.contains(wanted, term) == inside else None
        except ValueError as error:
            raise OutsideFragment((Unsupported(str(error), f"{functional(term)} in {functional(wanted)}"),)) from None
    if inside and (known := layer.types_of(value).get(data_range)) is not None:
        return known
    relation = "inside" if inside else "outside"
    for grounds in grounds_for(layer, value, lambda joint: range_relation(joint, wanted) == relation):
        layer.derive(key, DATA, grounds)
    return layer.find(key)


def grounds_for(layer: Layer, value: int, shown: Callable[[DataRange], bool]) -> list[tuple[int, ...]]:
    """Return the facts on the ranges of a promised value that together show something of it, with none to spare.

    Args:
        layer: the facts; only one set is sought unless it keeps all derivations.
        value: the promised value.
        shown: tells whether all values of a range have what is to be shown; if so, those of its parts have it too.
    """
    defined, ranges = layer.programs[0].defined, layer.symbols.ranges
    known = {ranges[c]: fact for c, fact in layer.types_of(value).items() if c in ranges and c not in defined}
    if not known or not shown(meet(tuple(known))):
        return []
    found: list[tuple[DataRange, ...]] = []
    for size in range(1, len(known) + 1):
        for some in combinations(known, size):
            if not any(set(less) <= set(some) for less in found) and shown(meet(some)):
                found.append(some)
                if not layer.keep_all:
                    return [tuple(known[each] for each in some)]
    return [tuple(known[each] for each in some) for some in found]


def _by_definition(layer: Layer, value: int, datatype: int, *, inside: bool) -> int | None:
    if inside and (known := layer.types_of(value).get(datatype)) is not None:
        return known
    meaning, there, back = layer.programs[0].defined[datatype]
    found = _range_fact(layer, value, meaning, inside=inside)
    if found is None:
        return None
    return layer.derive((datatype if inside else ~datatype, value), back if inside else there, (found,))
