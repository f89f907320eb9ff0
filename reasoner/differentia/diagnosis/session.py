"""The facts of one case over the saturated ontology: contradictions found, conclusions drawn from the rest."""

from __future__ import annotations

from collections.abc import Iterable

from differentia.diagnosis.case import Case
from differentia.diagnosis.computation import Declared, compute_all
from differentia.diagnosis.conflicts import Conflicts, Facts, find_conflicts, readings
from differentia.errors import DifferentiaError
from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import Class, ClassExpression, DataProperty, Literal, ObjectProperty
from differentia.owl.facts import COMPUTED, DATA, EQUAL, HENCE, READ, Assertion, Base, FactKey
from differentia.owl.layer import Layer
from differentia.owl.program import Witness
from differentia.structs import dataclass

__all__ = ["Session", "assertions_of", "facts_behind", "open_session", "saturate_facts"]


@dataclass(frozen=True, slots=True)
class Session:
    """A case, reasoned about.

    Attributes:
        case: the facts.
        layer: what follows from the facts in no conflict.
        conflicts: the contradictions among the facts.
        readings: the maximal consistent sets of facts, if there are conflicts.
    """

    case: Case
    layer: Layer
    conflicts: Conflicts
    readings: tuple[Facts, ...]


def saturate_facts(base: Base, case: Case, kept: Facts, computations: Iterable[Declared]) -> Layer:
    """Saturate some of the facts of a case.

    Args:
        base: the ontology.
        case: the case; its scaffold always counts.
        kept: ids of the facts that count.
        computations: the derived measurements that the ontology declares.

    Returns:
        A layer over the base; its `clashes` tell of contradictions.
    """
    layer = Layer(base)
    assertions = [Assertion(axiom) for axiom in case.scaffold]
    assertions += [Assertion(axiom, fact.id) for fact in case.facts if fact.id in kept for axiom in fact.axioms]
    layer.assume(assertions)
    if not layer.clashes:
        compute_all(layer, computations, case.iri)
    return layer


def open_session(base: Base, case: Case, computations: Iterable[Declared] = ()) -> Session:
    """Reason about a case.

    Args:
        base: the saturated ontology.
        case: the facts.
        computations: the derived measurements that the ontology declares.

    Returns:
        The session; facts in conflict do not count in its layer.

    Raises:
        DifferentiaError: the ontology contradicts itself, or the setting of the case without any fact does.
    """
    facts = frozenset(fact.id for fact in case.facts if fact.axioms)
    listed = tuple(computations)
    layer = saturate_facts(base, case, facts, listed)
    if not layer.clashes:
        return Session(case, layer, Conflicts(), ())

    def clash(kept: Facts) -> Facts | None:
        tried = saturate_facts(base, case, kept, listed)
        return facts_behind(tried, tried.clashes[0][1]) if tried.clashes else None

    if clash(frozenset()) is not None:
        raise DifferentiaError("the ontology contradicts itself: differentia check names the axioms")
    conflicts = find_conflicts(facts, clash)
    layer = saturate_facts(base, case, facts - conflicts.left_out, listed)
    return Session(case, layer, conflicts, readings(facts, conflicts.minimal))


def facts_behind(layer: Layer, numbers: Iterable[int]) -> Facts:
    """Return the ids of the facts on which derived facts of a layer rest."""
    found: set[str] = set()
    seen: set[int] = set()
    stack = list(numbers)
    while stack:
        number = stack.pop()
        if number in seen or number < layer.offset:
            continue
        seen.add(number)
        rule, premises = layer.fact(number)[1]
        if rule == READ:
            name = layer.reads[premises[0]].fact
            if name is not None:
                found.add(name)
        elif rule == HENCE:
            branch = layer.branches[premises[0]]
            stack.extend(
                p
                for _, why in (*branch.steps, ((), branch.clash))
                if why[0] >= 0 or why[0] in (DATA, EQUAL)
                for p in why[1]
                if p >= 0
            )
        elif rule == COMPUTED:
            stack.extend(premises[1:])
        else:
            stack.extend(premises)
    return frozenset(found)


def assertions_of(case: Case, kept: Facts, layer: Layer) -> tuple[Axiom, ...]:
    """Return the assertions that a layer rests on: what a referee is given beside the ontology.

    Args:
        case: the case.
        kept: ids of the facts that count in the layer.
        layer: what was made of them; its computed measurements are assertions as well.

    Returns:
        The assertions, without duplicates.
    """
    said = [axiom for fact in case.facts if fact.id in kept for axiom in fact.axioms]
    computed = [
        _as_axiom(layer, key) for key, (rule, _) in zip(layer.facts, layer.why, strict=True) if rule == COMPUTED
    ]
    return tuple(dict.fromkeys([*case.scaffold, *said, *computed]))


def _as_axiom(layer: Layer, key: FactKey) -> Axiom:
    """Turn a fact about named terms back into an assertion."""
    symbols = layer.symbols
    subject = symbols.terms[key[1]]
    if isinstance(subject, Literal | Witness):
        raise TypeError("a computed fact is about a named individual")
    if len(key) == 2:
        expression = Class(symbols.named[key[0]]) if key[0] in symbols.named else layer.sources.expressions[key[0]]
        if not isinstance(expression, ClassExpression):
            raise TypeError("a computed fact is no statement about a data range")
        return ax.ClassAssertion(expression, subject)
    value = symbols.terms[key[2]]
    if isinstance(value, Literal):
        return ax.DataPropertyAssertion(DataProperty(symbols.roles[key[0]]), subject, value)
    if isinstance(value, Witness):
        raise TypeError("a computed fact names its object")
    return ax.ObjectPropertyAssertion(ObjectProperty(symbols.roles[key[0]]), subject, value)
