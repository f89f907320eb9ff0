"""Scores: points for classes that hold of a patient or body part, declared in the ontology, summed between saturations.

A `dx:Computation` with the operator `dx:WeightedSum` has items; each item has options, which are classes of the bearer
with points. An item whose options are all unknown counts with its smallest and with its largest points, so that a score
over partly unknown items is an interval: "at least k" follows once its lower end reaches k.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from differentia.diagnosis.vocabulary import DX, HAS_FINDING, VALUE
from differentia.owl import axioms as ax
from differentia.owl.expressions import (
    XSD,
    Class,
    DataProperty,
    DataRange,
    DataSomeValuesFrom,
    Datatype,
    DatatypeRestriction,
    Literal,
    NamedIndividual,
    ObjectProperty,
)
from differentia.owl.intervals import Interval, interval_of
from differentia.owl.layer import Layer
from differentia.owl.ontology import Term, Triple
from differentia.structs import dataclass

__all__ = ["WEIGHTED_SUM", "Option", "Score", "add_score", "declared_scores", "score_axioms"]

WEIGHTED_SUM = DX + "WeightedSum"
_MOST_ITEMS = 14  # options that hold, of which all sets are looked at


class Option(NamedTuple):
    """A class of bearers and the points that its members get for one item."""

    cls: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """How the points of a score are counted.

    Attributes:
        iri: the computation.
        result: the kind of measurement it yields.
        applies_to: the class of patients or body parts for which it is counted.
        items: for each item its options; exactly one of them is true of a bearer.
    """

    iri: str
    result: str
    applies_to: str
    items: tuple[tuple[Option, ...], ...]

    def listed(self) -> list[list[list[str]]]:
        """Return the items as lists of options, each a class and its points, as a proof carries them."""
        return [[[option.cls, format(option.points, "f")] for option in options] for options in self.items]

    def interval(self, held: frozenset[str] | set[str]) -> tuple[Decimal, Decimal]:
        """Return the smallest and the largest sum that the classes known to hold leave open.

        Example:
            >>> yes_or_no = (Option("a:Yes", Decimal(2)), Option("a:No", Decimal(0)))
            >>> score = Score("a:s", "a:Points", "a:Anyone", (yes_or_no, (Option("a:Old", Decimal(-1)),) ))
            >>> score.interval({"a:Old"})
            (Decimal('-1'), Decimal('1'))
        """
        low = high = Decimal(0)
        for options in self.items:
            known = [option.points for option in options if option.cls in held]
            points = known or [option.points for option in options]
            low, high = low + min(points), high + max(points)
        return low, high


def declared_scores(triples: Iterable[Triple]) -> tuple[Score, ...]:
    """Read the scores that an ontology declares; one without result, class of bearers or items is left out."""
    values: dict[tuple[str, str], list[Term]] = {}
    scores: list[str] = []
    options: dict[str, list[Option]] = {}
    for s, p, o in triples:
        if isinstance(s, str) and p.startswith(DX):
            values.setdefault((s, p[len(DX) :]), []).append(o)
    for (s, name), found in values.items():
        if name == "operator" and WEIGHTED_SUM in found:
            scores.append(s)
        elif name == "optionOf":
            _options_of(s, found, values.get((s, "points"), ()), options)
    return tuple(score for iri in sorted(scores) for score in _score(iri, values, options))


def _options_of(cls: str, items: Iterable[Term], points: Iterable[Term], options: dict[str, list[Option]]) -> None:
    """Note a class as an option of its items, with its points."""
    for item in items:
        for number in points:
            if isinstance(item, str) and isinstance(number, Literal):
                options.setdefault(item, []).append(Option(cls, Decimal(number.lexical)))


def _score(
    iri: str, values: Mapping[tuple[str, str], list[Term]], options: Mapping[str, list[Option]]
) -> Iterator[Score]:
    result, bearers = values.get((iri, "result"), []), values.get((iri, "appliesTo"), [])
    items = sorted(item for item in values.get((iri, "item"), []) if isinstance(item, str) and item in options)
    if items and len(result) == 1 and len(bearers) == 1 and isinstance(result[0], str) and isinstance(bearers[0], str):
        yield Score(iri, result[0], bearers[0], tuple(tuple(sorted(options[item])) for item in items))


def add_score(layer: Layer, score: Score, bearer: int, case_iri: str) -> bool:
    """Count a score for one bearer and add it to a layer, if the bearer is of its class and any item is known.

    Args:
        layer: the saturated facts of one case.
        score: the score.
        bearer: number of the individual.
        case_iri: the result becomes an individual of this case.

    Returns:
        Whether it was added.
    """
    term, types = layer.symbols.terms[bearer], layer.types_of(bearer)
    if not isinstance(term, NamedIndividual) or _number(layer, score.applies_to) not in types:
        return False
    numbers = {option.cls: _number(layer, option.cls) for options in score.items for option in options}
    held = {cls: types[number] for cls, number in numbers.items() if number is not None and number in types}
    if not held:
        return False
    low, high = score.interval(held.keys() & numbers.keys())
    name = f"{case_iri}#computed-{_local(score.result)}-{_local(term.iri)}"
    result = NamedIndividual(name)
    plan = {
        "operator": WEIGHTED_SUM,
        "items": score.listed(),
        "result": score.result,
        "property": VALUE,
        "individual": name,
        "bearer": [HAS_FINDING, term.iri],
    }
    kind, value = score_axioms(score, result, low, high)
    axioms = (kind, ax.ObjectPropertyAssertion(ObjectProperty(HAS_FINDING), term, result), value)
    premises = tuple(dict.fromkeys(held[o.cls] for options in score.items for o in options if o.cls in held))
    enough = _enough(score, held, types[_number(layer, score.applies_to) or 0])
    layer.compute(axioms, {"operator": WEIGHTED_SUM, "computation": plan, "enough": enough}, premises)
    return True


def _enough(
    score: Score, held: Mapping[str, int], bearer: int
) -> Callable[[DataRange | None], list[tuple[int, ...]] | None]:
    """Say from which facts alone the sum lies in a range: fewer items leave a wider interval.

    Args:
        score: the score.
        held: the fact behind each option that holds.
        bearer: the fact that the score applies.

    Returns:
        A function of the range that returns the smallest sets of facts, or None where they are not worked out; of
        no range, the sets from which there is a sum at all.
    """

    def sets(wanted: DataRange | None) -> list[tuple[int, ...]] | None:
        interval = Interval() if wanted is None else interval_of(wanted)
        if interval is None or len(held) > _MOST_ITEMS:
            return None
        found: list[frozenset[str]] = []
        for size in range(1, len(held) + 1):
            for some in map(frozenset, combinations(sorted(held), size)):
                if not any(less <= some for less in found):
                    low, high = score.interval(some)
                    if interval.covers(Interval(low, False, high, False)):
                        found.append(some)
        return [tuple(sorted({bearer, *(held[cls] for cls in some)})) for some in found]

    return sets


def score_axioms(
    score: Score, result: NamedIndividual, low: Decimal, high: Decimal
) -> tuple[ax.ClassAssertion, ax.ClassAssertion | ax.DataPropertyAssertion]:
    """Say that an individual is the result of a score, and what the sum is."""
    return ax.ClassAssertion(Class(score.result), result), _value(result, low, high)


def _value(result: NamedIndividual, low: Decimal, high: Decimal) -> ax.ClassAssertion | ax.DataPropertyAssertion:
    """Say what the sum is, or between which sums it lies."""
    if low == high:
        return ax.DataPropertyAssertion(DataProperty(VALUE), result, _decimal(low))
    facets = ((XSD + "minInclusive", _decimal(low)), (XSD + "maxInclusive", _decimal(high)))
    between = DatatypeRestriction(Datatype(XSD + "decimal"), facets)
    return ax.ClassAssertion(DataSomeValuesFrom(DataProperty(VALUE), between), result)


def _decimal(number: Decimal) -> Literal:
    return Literal(format(number, "f"), XSD + "decimal")


def _number(layer: Layer, cls: str) -> int | None:
    return layer.symbols.expressions.get(f"<{cls}>")


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]
