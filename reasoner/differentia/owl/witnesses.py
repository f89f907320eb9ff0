"""What rules ask about terms: witnesses of existentials, and which data range a value lies in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import datatypes
from differentia.owl.expressions import DataRange, Literal
from differentia.owl.facts import DATA
from differentia.owl.intervals import Interval, decimal_of, interval_of, meet_all
from differentia.owl.program import Witness
from differentia.owl.regions import meet, range_relation
from differentia.owl.syntax import functional

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = ["DEEPEST_WITNESS", "grounds_for", "in_range", "is_value", "is_witness", "out_of_range", "witness"]

T = TypeVar("T")
Known: TypeAlias = list[tuple[T, int]]
"""Ranges, or intervals, in which a value is known to lie, each with its fact."""

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
    interval = _interval(layer, data_range)
    if isinstance(term, Literal):
        number = decimal_of(term) if interval is not None else None
        if interval is not None and number is not None:
            return layer.derive(key, DATA, ()) if interval.holds(number) == inside else None
        try:
            return layer.derive(key, DATA, ()) if datatypes.contains(wanted, term) == inside else None
        except ValueError as error:
            raise OutsideFragment((Unsupported(str(error), f"{functional(term)} in {functional(wanted)}"),)) from None
    if inside and not layer.keep_all and (known := layer.types_of(value).get(data_range)) is not None:
        return known
    plain = _plain(layer, value) if interval is not None else None
    if plain is not None and interval is not None:
        holds = interval.covers if inside else interval.apart
        found = _sufficient(layer, plain, lambda parts: holds(meet_all(parts)))
    else:
        relation = "inside" if inside else "outside"
        found = grounds_for(layer, value, lambda joint: range_relation(joint, wanted) == relation)
    itself = layer.find(key)
    for grounds in found:
        if itself not in grounds:
            layer.derive(key, DATA, grounds)
    return layer.find(key)


def _interval(layer: Layer, data_range: int) -> Interval | None:
    """Return a data range as an interval, worked out once for all layers; None: it is of another kind."""
    if data_range in layer.programs[0].defined:
        return None  # what its name means differs from ontology to ontology
    text = layer.symbols.expressions[data_range]
    if text not in _INTERVALS:
        if len(_INTERVALS) > _MOST_INTERVALS:
            _INTERVALS.clear()
        _INTERVALS[text] = interval_of(layer.symbols.ranges[data_range])
    return _INTERVALS[text]


_INTERVALS: dict[str, Interval | None] = {}
_MOST_INTERVALS = 10_000


def _plain(layer: Layer, value: int) -> Known[Interval] | None:
    """Return the intervals in which a promised value is known to lie, with their facts; None: not all are intervals."""
    found: Known[Interval] = []
    for c, fact in layer.types_of(value).items():
        if c in layer.symbols.ranges:
            interval = _interval(layer, c)
            if interval is None:
                return None
            found.append((interval, fact))
    return found if not meet_all(each for each, _ in found).is_empty() else None


def grounds_for(layer: Layer, value: int, shown: Callable[[DataRange], bool]) -> list[tuple[int, ...]]:
    """Return the facts on the ranges of a promised value that together show something of it, with none to spare.

    Args:
        layer: the facts; only one set is sought unless it keeps all derivations.
        value: the promised value.
        shown: tells whether all values of a range have what is to be shown; if so, those of its parts have it too.
    """
    defined, ranges = layer.programs[0].defined, layer.symbols.ranges
    known = [(ranges[c], fact) for c, fact in layer.types_of(value).items() if c in ranges and c not in defined]
    return _sufficient(layer, known, lambda parts: shown(meet(parts)))


def _sufficient(layer: Layer, known: Known[T], shown: Callable[[tuple[T, ...]], bool]) -> list[tuple[int, ...]]:
    """Return the facts on the smallest sets of ranges, or of intervals, that show what is asked, with none to spare.

    A range that follows from others of the value counts alone, for it may follow in further ways; together with
    others it shows no more than what it follows from, and there would be as many sets as subsets.
    """
    if not known or not shown(tuple(each for each, _ in known)):
        return []
    found: list[tuple[int, ...]] = []
    told = [(each, fact) for each, fact in known if _is_told(layer, fact)]
    for size in range(1, max(len(told), 1) + 1):
        for some in combinations(known if size == 1 else told, size):
            facts = tuple(fact for _, fact in some)
            if not any(set(less) <= set(facts) for less in found) and shown(tuple(each for each, _ in some)):
                found.append(facts)
                if not layer.keep_all:
                    return found
    return found


def _is_told(layer: Layer, fact: int) -> bool:
    """Tell whether a range of a value has a derivation that is not from other ranges of it."""
    return any(why[0] != DATA for why in layer.whys(fact))


def _by_definition(layer: Layer, value: int, datatype: int, *, inside: bool) -> int | None:
    known = layer.types_of(value).get(datatype) if inside else None
    if known is not None and not layer.keep_all:
        return known
    meaning, there, back = layer.programs[0].defined[datatype]
    found = _range_fact(layer, value, meaning, inside=inside)
    if found is None:
        return known
    return layer.derive((datatype if inside else ~datatype, value), back if inside else there, (found,))
