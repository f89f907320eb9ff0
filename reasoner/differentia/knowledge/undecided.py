"""What a measurement leaves open: categories whose limits lie within its range, and those that need another value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from differentia.asserted import individuals_told_of
from differentia.diagnosis.case import Fact
from differentia.diagnosis.computation import Computation
from differentia.diagnosis.vocabulary import VALUE
from differentia.owl.expressions import Literal, NamedIndividual
from differentia.owl.layer import Layer
from differentia.owl.rules import CLASS_RULES, ROLE_RULES, cax_sco, cls_int1, dt_svf1
from differentia.owl.witnesses import in_range, out_of_range

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["undecided_by", "waits_for"]


def undecided_by(diagnosis: Diagnosis, fact: Fact) -> tuple[str, ...]:
    """Return the labels of the categories that a measured range neither puts its measurement in nor keeps it out of.

    Args:
        diagnosis: the case.
        fact: one of its facts.

    Example:
        >>> import differentia as dx
        >>> d = dx.load().diagnose({"measured": [{"name": "resting ABI", "side": "left", "value": "0.85-0.89"}]})
        >>> undecided_by(d, d.case.facts[0])
        ()
    """
    layer, labels = diagnosis.session.layer, diagnosis.kb.compiled.lexicon.labels
    role = layer.symbols.roles.get(VALUE)
    if fact.status != "measured" or role is None:
        return ()
    found: dict[str, None] = {}
    mark = layer.mark()
    try:
        for iri in individuals_told_of(fact):
            x = layer.symbols.terms.get(NamedIndividual(iri))
            if x is not None:
                found.update((labels.get(name, name), None) for name in _left_open(layer, x, 2 * role))
    finally:
        layer.undo(mark)
    return tuple(found)


def waits_for(diagnosis: Diagnosis, fact: Fact) -> tuple[str, ...]:
    """Return the labels of the measurements without which a measured value says nothing.

    That is so of a value for which the ontology has no limits, only for what is computed from it and another.

    Args:
        diagnosis: the case.
        fact: one of its facts.

    Example:
        >>> import differentia as dx
        >>> d = dx.load().diagnose({"measured": [{"name": "CK", "value": "62000", "unit": "U/L"}]})
        >>> waits_for(d, d.case.facts[0])
        ('upper limit of normal of creatine kinase',)
    """
    if fact.status != "measured":
        return ()
    kinds = {iri for _, iri in fact.terms if iri in diagnosis.kb.compiled.lexicon.kinds}
    known = {iri for other in diagnosis.case.facts if other.status == "measured" for _, iri in other.terms}
    missing = [
        other
        for c in diagnosis.kb.compiled.computations
        if isinstance(c, Computation)
        for own, other in ((c.first, c.second), (c.second, c.first))
        if own in kinds and not known & {other, c.result}
    ]
    if not missing or _has_categories(diagnosis.session.layer, kinds):
        return ()
    labels = diagnosis.kb.compiled.lexicon.labels
    return tuple(dict.fromkeys(labels.get(iri, iri) for iri in missing))


def _has_categories(layer: Layer, kinds: set[str]) -> bool:
    numbers = [number for number, iri in layer.symbols.named.items() if iri in kinds]
    return any(
        CLASS_RULES[rule] is cls_int1
        for program in layer.programs
        for number in numbers
        for rule, *_ in program.on_class.get(number, ())
    )


def _left_open(layer: Layer, x: int, role: int) -> Iterator[str]:
    """Yield the classes that a term would be in if its value lay in a range that it may lie in or not."""
    values = [v for v, _ in layer.successors(role, x) if not isinstance(layer.symbols.terms[v], Literal)]
    for program in layer.programs:
        for number, *arguments in program.on_role.get(role, ()):
            if ROLE_RULES[number] is dt_svf1:
                data_range, expression, _ = arguments
                if any(in_range(layer, v, data_range) is out_of_range(layer, v, data_range) is None for v in values):
                    yield from _categories(layer, x, expression)


def _categories(layer: Layer, x: int, expression: int) -> Iterator[str]:
    """Yield the named classes that follow from an expression together with what else is known of a term."""
    types, named = layer.types_of(x), layer.symbols.named
    for program in layer.programs:
        for number, *arguments in program.on_class.get(expression, ()):
            if CLASS_RULES[number] is not cls_int1 or not all(c in types or c == expression for c in arguments[0]):
                continue
            for following, *more in program.on_class.get(arguments[1], ()):
                if CLASS_RULES[following] is cax_sco and more[0] in named and more[0] not in types:
                    yield named[more[0]]
