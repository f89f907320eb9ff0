"""Names for data ranges: what each stands for, and which definitions are of no use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from differentia.owl.axioms import Axiom, DatatypeDefinition
from differentia.owl.expressions import DataRange, Datatype
from differentia.owl.first_order import Clause, In
from differentia.owl.regions import is_empty, range_relation
from differentia.structs import dataclass

__all__ = ["Definitions", "definitions", "in_clauses", "in_structure"]


@dataclass(frozen=True, slots=True)
class Definitions:
    """The datatypes that an ontology defines.

    Attributes:
        ranges: for a defined datatype, its data range, in which no defined datatype occurs.
        axioms: the definitions behind them, each after those it builds on.
        refused: the definitions that are of no use, with the reason.
    """

    ranges: Mapping[Datatype, DataRange]
    axioms: tuple[DatatypeDefinition, ...]
    refused: Mapping[DatatypeDefinition, str]


def definitions(axioms: Iterable[Axiom]) -> Definitions:
    """Collect the definitions of datatypes.

    A defined datatype is understood where it is a data range by itself, not inside another.

    Example:
        >>> whole = Datatype("http://www.w3.org/2001/XMLSchema#integer")
        >>> definitions([DatatypeDefinition(Datatype("a:count"), whole)]).ranges[Datatype("a:count")] == whole
        True
    """
    waiting = [*dict.fromkeys(axiom for axiom in axioms if isinstance(axiom, DatatypeDefinition))]
    ranges: dict[Datatype, DataRange] = {}
    accepted: list[DatatypeDefinition] = []
    before = -1
    while len(accepted) != before:
        before = len(accepted)
        for axiom in [axiom for axiom in waiting if axiom not in accepted and _problem(axiom, ranges) is None]:
            if axiom.datatype not in ranges:
                ranges[axiom.datatype] = _meaning(axiom.range, ranges)
                accepted.append(axiom)
    refused = {axiom: _problem(axiom, ranges) or "" for axiom in waiting if axiom not in accepted}
    return Definitions(ranges, tuple(accepted), refused)


def _meaning(data_range: DataRange, ranges: Mapping[Datatype, DataRange]) -> DataRange:
    return ranges.get(data_range, data_range) if isinstance(data_range, Datatype) else data_range


def _problem(axiom: DatatypeDefinition, ranges: Mapping[Datatype, DataRange]) -> str | None:
    if axiom.datatype in ranges:
        return "a datatype that is defined twice"
    meaning = _meaning(axiom.range, ranges)
    try:
        if is_empty(meaning):
            return "a datatype that is defined as empty"
    except ValueError as error:  # an unknown datatype or facet, an ill-typed bound
        return str(error)
    try:
        range_relation(axiom.datatype, axiom.datatype)
    except ValueError:
        return None
    return "a definition of a built-in datatype"


def in_structure(value: Any, ranges: Mapping[Datatype, DataRange]) -> Any:
    """Return an axiom or expression with the meaning in place of each defined datatype that is a range by itself."""
    if isinstance(value, tuple):
        return tuple(in_structure(item, ranges) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {field.name: getattr(value, field.name) for field in fields(value)}
    changed = {
        name: _meaning(part, ranges) if name == "range" else in_structure(part, ranges) for name, part in parts.items()
    }
    return replace(value, **changed) if changed != parts else value


def in_clauses(clauses: Sequence[Clause], ranges: Mapping[Datatype, DataRange]) -> list[Clause]:
    """Return clauses that speak of the meanings; each keeps the axiom that it comes from."""

    def atoms(given: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(a, predicate=In(_meaning(a.predicate.range, ranges))) if isinstance(a.predicate, In) else a
            for a in given
        )

    return [replace(clause, body=atoms(clause.body), head=atoms(clause.head)) for clause in clauses]
