"""Arithmetic that OWL has none of: derived measurements, declared in the ontology, evaluated between two saturations.

A `dx:Computation` names an operator and kinds of measurements. Where a bearer has exactly one value of each operand and
none of the result, the result is computed; the second operand may also belong to the whole of which the bearer is part.
Scores, which are sums of points, stand in `scores`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Any, TypeAlias

from differentia.diagnosis.scores import WEIGHTED_SUM, Score, add_score, declared_scores
from differentia.diagnosis.vocabulary import DX, HAS_FINDING, HAS_PART, VALUE
from differentia.owl.axioms import ClassAssertion, DataPropertyAssertion, ObjectPropertyAssertion
from differentia.owl.expressions import RDF, XSD, Class, DataProperty, Literal, NamedIndividual, ObjectProperty
from differentia.owl.facts import COMPUTED, READ
from differentia.owl.layer import Layer
from differentia.owl.ontology import Triple
from differentia.structs import dataclass

__all__ = ["DECLARED", "Computation", "Declared", "compute_all", "declaration", "declared"]


def _percent_decrease(first: Decimal, second: Decimal) -> Decimal | None:
    return (first - second) / first * 100 if first > 0 else None


_OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal | None]] = {
    DX + "Ratio": lambda a, b: a / b if b else None,
    DX + "Difference": lambda a, b: a - b,
    DX + "PercentDecrease": _percent_decrease,
    DX + "Maximum": max,
    DX + "Minimum": min,
}
_ROUNDED = frozenset({DX + "Ratio", DX + "PercentDecrease"})
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Computation:
    """How one kind of measurement follows from two others."""

    iri: str
    operator: str
    result: str
    first: str
    second: str

    def evaluate(self, first: Decimal, second: Decimal) -> Decimal | None:
        """Return the result, exact or (ratio, percentage) rounded half to even at four places; None if undefined.

        Example:
            >>> c = Computation("a:c", DX + "PercentDecrease", "a:r", "a:x", "a:y")
            >>> c.evaluate(Decimal("1.1"), Decimal("1.05"))
            Decimal('4.5455')
        """
        with localcontext() as context:
            context.prec = 50
            value = _OPERATORS[self.operator](first, second)
            if value is not None and self.operator in _ROUNDED:
                value = value.quantize(_PLACES, ROUND_HALF_EVEN)
        return value


Declared: TypeAlias = Computation | Score
"""What an ontology can declare to be computed."""


def declared(triples: Iterable[Triple]) -> tuple[Declared, ...]:
    """Read the computations that an ontology declares; one without all its parts or a known operator is left out."""
    listed = tuple(triples)
    return (*_declared(listed), *declared_scores(listed))


def _declared(triples: Iterable[Triple]) -> tuple[Computation, ...]:
    parts: dict[str, dict[str, str]] = {}
    kinds: set[str] = set()
    for s, p, o in triples:
        if isinstance(s, str) and isinstance(o, str):
            if p == RDF + "type" and o == DX + "Computation":
                kinds.add(s)
            elif p.startswith(DX):
                parts.setdefault(s, {})[p[len(DX) :]] = o
    found = []
    for iri in sorted(kinds):
        of = parts.get(iri, {})
        if of.get("operator") in _OPERATORS and {"result", "firstOperand", "secondOperand"} <= of.keys():
            found.append(Computation(iri, of["operator"], of["result"], of["firstOperand"], of["secondOperand"]))
    return tuple(found)


DECLARED = ("operator", "operands", "items", "result")
"""The parts of a computation in a proof that come from the ontology; the others name the case's individuals."""


def declaration(computation: Declared) -> dict[str, Any]:
    """Return what the ontology declares of a computation, in the form in which a proof carries it."""
    if isinstance(computation, Score):
        return {"operator": WEIGHTED_SUM, "items": computation.listed(), "result": computation.result}
    operands = [computation.first, computation.second]
    return {"operator": computation.operator, "operands": operands, "result": computation.result}


@dataclass(frozen=True, slots=True)
class _Measured:
    """A value, the fact that states it, and the fact that it is of the kind asked for."""

    value: Decimal
    fact: int
    kind: int


def compute_all(layer: Layer, computations: Iterable[Declared], case_iri: str) -> None:
    """Add every computable result to a layer, including results that rest on results.

    Args:
        layer: the saturated facts of one case.
        computations: what the ontology declares.
        case_iri: the results become individuals of this case.
    """
    listed = tuple(computations)
    there = _Inhabited(layer)
    progress = True
    while progress and not layer.clashes:
        progress = False
        for computation in listed:
            if there.all(_needed(computation)):
                for bearer in layer.known if isinstance(computation, Score) else _bearers(layer):
                    progress = _compute_one(layer, computation, bearer, case_iri) or progress


def _needed(computation: Declared) -> tuple[str, ...]:
    """Return the classes without a member of which there is nothing to compute."""
    return (computation.applies_to,) if isinstance(computation, Score) else (computation.first, computation.second)


class _Inhabited:
    """The classes that have a member, in a layer that grows."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._classes = {c for length, c in layer.base.by_predicate if length == 2} if layer.base else set()
        self._seen = 0

    def all(self, classes: Iterable[str]) -> bool:
        """Tell whether each of some classes has a member."""
        facts = self._layer.facts
        if self._seen < len(facts):
            self._classes.update(key[0] for key in facts[self._seen :] if len(key) == 2)
            self._seen = len(facts)
        return all(self._layer.symbols.expressions.get(f"<{c}>") in self._classes for c in classes)


def _bearers(layer: Layer) -> list[int]:
    role = layer.symbols.roles.get(HAS_FINDING)
    if role is None:
        return []
    return [x for x in layer.known if any(_direct(layer, edge) for _, edge in layer.successors(2 * role, x))]


def _direct(layer: Layer, edge: int) -> bool:
    """Tell whether a pair was said or computed, not lifted from a part to the whole."""
    return layer.fact(edge)[1][0] in (READ, COMPUTED)


def _compute_one(layer: Layer, computation: Declared, bearer: int, case_iri: str) -> bool:
    term = layer.symbols.terms[bearer]
    if not isinstance(term, NamedIndividual) or _has(layer, bearer, computation.result):
        return False
    if isinstance(computation, Score):
        return add_score(layer, computation, bearer, case_iri)
    first = list(_values(layer, bearer, computation.first))
    second = list(_values(layer, bearer, computation.second)) or list(_values_of_whole(layer, bearer, computation))
    if len(first) != 1 or len(second) != 1:
        return False
    value = computation.evaluate(first[0].value, second[0].value)
    if value is None:
        return False
    name = f"{case_iri}#computed-{_local(computation.result)}-{_local(term.iri)}"
    result = NamedIndividual(name)
    literal = Literal(format(value, "f"), XSD + "decimal")
    axioms = (
        ClassAssertion(Class(computation.result), result),
        ObjectPropertyAssertion(ObjectProperty(HAS_FINDING), term, result),
        DataPropertyAssertion(DataProperty(VALUE), result, literal),
    )
    details = declaration(computation) | {"individual": name, "bearer": [HAS_FINDING, term.iri]}
    operands = (first[0].fact, second[0].fact, first[0].kind, second[0].kind)
    layer.compute(axioms, {"operator": computation.operator, "computation": details}, operands)
    return True


def _has(layer: Layer, bearer: int, kind: str) -> bool:
    """Tell whether a bearer has a finding of a kind, measured or computed, be its value a number or a range."""
    has_finding, wanted = layer.symbols.roles.get(HAS_FINDING), layer.symbols.expressions.get(f"<{kind}>")
    if has_finding is None or wanted is None:
        return False
    found = layer.successors(2 * has_finding, bearer)
    return any(wanted in layer.types_of(finding) and _direct(layer, edge) for finding, edge in found)


def _values(layer: Layer, bearer: int, kind: str) -> Iterator[_Measured]:
    symbols = layer.symbols
    has_finding, value = symbols.roles.get(HAS_FINDING), symbols.roles.get(VALUE)
    wanted = symbols.expressions.get(f"<{kind}>")
    if has_finding is None or value is None or wanted is None:
        return
    for finding, edge in layer.successors(2 * has_finding, bearer):
        if _direct(layer, edge) and wanted in layer.types_of(finding):
            for number, fact in layer.successors(2 * value, finding):
                literal = symbols.terms[number]
                if isinstance(literal, Literal):
                    yield _Measured(Decimal(literal.lexical), fact, layer.types_of(finding)[wanted])


def _values_of_whole(layer: Layer, bearer: int, computation: Computation) -> Iterator[_Measured]:
    has_part = layer.symbols.roles.get(HAS_PART)
    for whole, _ in layer.successors(2 * has_part + 1, bearer) if has_part is not None else ():
        yield from _values(layer, whole, computation.second)


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]
