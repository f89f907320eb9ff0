"""The global restrictions of OWL 2 DL on properties: simplicity, regularity (Structural Specification, 11.2).

HermiT lets some breaches pass (a maximum cardinality 0 on a property with a chain), so they are tested here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.findings import Finding

__all__ = ["irregular", "non_simple_uses"]

Role: TypeAlias = tuple[str, bool]
"""A property and whether it is the inverse."""

_BUILT_IN = ex.OWL + "topObjectProperty"
_NEED_SIMPLE = (
    ax.FunctionalObjectProperty,
    ax.InverseFunctionalObjectProperty,
    ax.IrreflexiveObjectProperty,
    ax.AsymmetricObjectProperty,
    ax.DisjointObjectProperties,
    ex.ObjectMinCardinality,
    ex.ObjectMaxCardinality,
    ex.ObjectExactCardinality,
    ex.ObjectHasSelf,
)


def non_simple_uses(axioms: Iterable[Axiom]) -> tuple[Finding, ...]:
    """Find the uses of a composite property (a chain or transitivity leads to it) where OWL 2 DL wants a simple one.

    Example:
        >>> r = ex.ObjectProperty("a:r")
        >>> found = non_simple_uses([ax.TransitiveObjectProperty(r), ax.IrreflexiveObjectProperty(r)])
        >>> found[0].message
        '<a:r> is not simple and may not stand in IrreflexiveObjectProperty'
    """
    body = [*axioms]
    causes = _composite(body)
    findings = {}
    for axiom in body:
        for construct, role in _uses(axiom):
            if role[0] in causes:
                message = f"<{role[0]}> is not simple and may not stand in {construct}"
                findings[axiom, message] = Finding("simplicity", message, (axiom, causes[role[0]]))
    return tuple(findings.values())


def _composite(body: Iterable[Axiom]) -> dict[str, Axiom]:
    """Return the properties that are not simple, each with an axiom that makes it (or one below it) composite."""
    above: dict[Role, set[Role]] = {}
    causes: dict[str, Axiom] = {}
    for axiom in body:
        for sub, sup in _inclusions(axiom):
            above.setdefault(sub, set()).add(sup)
        if isinstance(axiom, ax.TransitiveObjectProperty):
            causes.setdefault(_role(axiom.property)[0], axiom)
        elif isinstance(axiom, ax.SubObjectPropertyOf) and isinstance(axiom.sub, ex.ObjectPropertyChain):
            causes.setdefault(_role(axiom.sup)[0], axiom)
    waiting = [*causes]
    while waiting:
        name = waiting.pop()
        for higher, _ in above.get((name, False), set()) | above.get((name, True), set()):
            if higher not in causes:
                causes[higher] = causes[name]
                waiting.append(higher)
    return causes


def _uses(value: Any) -> Iterator[tuple[str, Role]]:
    """Yield the places in an axiom where a simple property has to stand."""
    if isinstance(value, _NEED_SIMPLE):
        roles = value.operands if isinstance(value, ax.DisjointObjectProperties) else (value.property,)
        for role in roles:
            yield type(value).__name__, _role(role)
    if isinstance(value, tuple):
        for item in value:
            yield from _uses(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _uses(getattr(value, field.name))


def irregular(axioms: Iterable[Axiom]) -> tuple[Finding, ...]:
    """Find the property chains that make the hierarchy of properties circular.

    A chain wants its steps below its result. This holds if no result leads back to a step, over further chains and
    subproperties; the specification asks a little less, but what it allows beyond no reasoner we know accepts.

    Example:
        >>> r, s = ex.ObjectProperty("a:r"), ex.ObjectProperty("a:s")
        >>> chain = ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), r)
        >>> irregular([chain])
        ()
        >>> irregular([chain, ax.SubObjectPropertyOf(r, s)])[0].message
        'the chain derives <a:r>, which leads back to its step <a:s>'
    """
    body = [*axioms]
    edges: dict[str, dict[str, Axiom]] = {}
    strict: list[tuple[str, str, Axiom]] = []
    for axiom in body:
        for sub, sup in _inclusions(axiom):
            edges.setdefault(sub[0], {}).setdefault(sup[0], axiom)
        for step, result in _must_be_below(axiom):
            edges.setdefault(step, {}).setdefault(result, axiom)
            strict.append((step, result, axiom))
    findings = {}
    for step, result, axiom in strict:
        way = _way(edges, result, step)
        if way is not None:
            message = f"the chain derives <{result}>, which leads back to its step <{step}>"
            findings[axiom, message] = Finding("regularity", message, tuple(dict.fromkeys((axiom, *way))))
    return tuple(findings.values())


def _must_be_below(axiom: Axiom) -> Iterator[tuple[str, str]]:
    if not isinstance(axiom, ax.SubObjectPropertyOf) or not isinstance(axiom.sub, ex.ObjectPropertyChain):
        return
    steps, result = [_role(step) for step in axiom.sub.properties], _role(axiom.sup)
    if result[0] == _BUILT_IN or steps == [result, result]:
        return
    if steps[0] == result:
        del steps[0]
    elif steps[-1] == result:
        del steps[-1]
    for step in steps:
        yield step[0], result[0]


def _way(edges: dict[str, dict[str, Axiom]], start: str, goal: str) -> tuple[Axiom, ...] | None:
    """Return the axioms on a shortest way from one property to another, none if there is no way."""
    came: dict[str, str] = {start: start}
    waiting = [start]
    for name in waiting:
        if name == goal:
            break
        for following in edges.get(name, {}):
            if following not in came:
                came[following] = name
                waiting.append(following)
    if goal not in came:
        return None
    path = [goal]
    while path[-1] != start:
        path.append(came[path[-1]])
    return tuple(edges[one][two] for one, two in pairwise(reversed(path)))


# ---- properties


def _role(role: ex.ObjectPropertyExpression) -> Role:
    return (role.property.iri, True) if isinstance(role, ex.ObjectInverseOf) else (role.iri, False)


def _turned(role: ex.ObjectPropertyExpression) -> Role:
    name, inverse = _role(role)
    return name, not inverse


def _inclusions(axiom: Axiom) -> Iterator[tuple[Role, Role]]:
    """Yield the inclusions between two properties that an axiom states."""
    match axiom:
        case ax.SubObjectPropertyOf(sub, sup) if not isinstance(sub, ex.ObjectPropertyChain):
            yield _role(sub), _role(sup)
        case ax.EquivalentObjectProperties(operands):
            for one in operands:
                for two in operands:
                    if one != two:
                        yield _role(one), _role(two)
        case ax.InverseObjectProperties(first, second):
            yield _role(first), _turned(second)
            yield _role(second), _turned(first)
        case ax.SymmetricObjectProperty(role):
            yield _turned(role), _role(role)
        case _:
            return
