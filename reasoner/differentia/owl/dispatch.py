"""The rules of a program as the saturation calls them: by what triggers them, the frequent kinds ready to be looked up.

Most rules are C(x) -> D(x); C1(x), ..., Cn(x) -> D(x); and R(x, y), C(y) -> D(x). Asked one by one, a new pair would be
held against every class that some axiom wants at its end, and a new member against every conjunction that its class
stands in; here it is the classes of the end, or of the member, that are looked up. Which rules there are, and what they
derive, is the same as in the `Program`; only the order differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from differentia.owl.expressions import Literal
from differentia.owl.program import Program
from differentia.owl.rules import CLASS_RULES, ROLE_RULES, cax_sco, cls_int1, cls_svf1_edge, dt_svf1
from differentia.owl.witnesses import in_range, is_value

if TYPE_CHECKING:
    from differentia.owl.facts import Base
    from differentia.owl.layer import Layer

__all__ = [
    "Dispatch",
    "OnClass",
    "OnRole",
    "dispatch",
    "fire_class",
    "fire_edge",
    "fire_everywhere",
    "fire_role",
    "replay",
    "rules_of",
]

_MOST_VALUES = 20_000
_Call = tuple[Callable[..., None], tuple[Any, ...]]


class OnClass(NamedTuple):
    """What a new member of a class fires.

    Attributes:
        above: (superclass, clause).
        beside: for another class that the member has to be in, (all classes of the conjunction, what it is then in,
            clause).
        others: other rules with their arguments.
    """

    above: tuple[tuple[int, int], ...]
    beside: dict[int, tuple[tuple[tuple[int, ...], int, int], ...]]
    others: tuple[_Call, ...]


class OnRole(NamedTuple):
    """What a new pair of a property fires.

    Attributes:
        some: for a class of the end, (class of the start, clause).
        facets: (data range of the end, class of the start, clause).
        kept: for a literal, those of `facets` whose range it lies in.
        others: other rules with their arguments.
    """

    some: dict[int, tuple[tuple[int, int], ...]]
    facets: tuple[tuple[int, int, int], ...]
    kept: dict[tuple[str, str], tuple[tuple[int, int, int], ...]]
    others: tuple[_Call, ...]

    def facets_of(self, layer: Layer, v: int) -> Iterable[tuple[int, int, int]]:
        """Return the facets worth asking of a value: for a literal, those it has; for a promised value, all."""
        term = layer.symbols.terms[v]
        if not isinstance(term, Literal):
            return self.facets
        key = (term.lexical, term.datatype)
        found = self.kept.get(key)
        if found is None:
            found = tuple(facet for facet in self.facets if in_range(layer, v, facet[0]) is not None)
            if len(self.kept) > _MOST_VALUES:
                self.kept.clear()
            self.kept[key] = found
        return found


class Dispatch(NamedTuple):
    """The rules of one program, by trigger; those of a class are arranged when it first has a member."""

    program: Program
    on_class: dict[int, OnClass]
    on_role: dict[int, OnRole]
    on_value: dict[tuple[int, int], tuple[_Call, ...]]

    def __bool__(self) -> bool:
        return bool(self.program.on_class or self.on_role or self.on_value)


def dispatch(program: Program) -> Dispatch:
    """Arrange the rules of a program by what triggers them."""
    return Dispatch(
        program,
        {},
        {role: _on_role(rules) for role, rules in program.on_role.items()},
        {key: tuple((ROLE_RULES[rule[0]], rule[1:]) for rule in rules) for key, rules in program.on_value.items()},
    )


def rules_of(base: Base) -> Dispatch:
    """Return the rules of a base, arranged once for all layers over it."""
    if base.rules is None:
        base.rules = dispatch(base.program)
    rules: Dispatch = base.rules
    return rules


def _on_class(c: int, program: Program) -> OnClass:
    above, others = [], []
    beside: dict[int, list[tuple[tuple[int, ...], int, int]]] = {}
    for rule in program.on_class[c]:
        if CLASS_RULES[rule[0]] is cax_sco:
            above.append((rule[1], rule[2]))
        elif CLASS_RULES[rule[0]] is cls_int1 and set(rule[1]) != {c}:
            # looked up by the class that fires the fewest rules: most members are not in it
            rarest = min((len(program.on_class.get(other, ())), other) for other in rule[1] if other != c)[1]
            beside.setdefault(rarest, []).append((rule[1], rule[2], rule[3]))
        else:
            others.append((CLASS_RULES[rule[0]], rule[1:]))
    return OnClass(tuple(above), {other: tuple(rows) for other, rows in beside.items()}, tuple(others))


def _on_role(rules: Iterable[tuple[Any, ...]]) -> OnRole:
    some: dict[int, list[tuple[int, int]]] = {}
    facets, others = [], []
    for rule in rules:
        if ROLE_RULES[rule[0]] is cls_svf1_edge:
            for c, rows in rule[1].items():
                some.setdefault(c, []).extend((d, k) for k, d in rows)
        elif ROLE_RULES[rule[0]] is dt_svf1:
            facets.append((rule[1], rule[2], rule[3]))
        else:
            others.append((ROLE_RULES[rule[0]], rule[1:]))
    return OnRole({c: tuple(rows) for c, rows in some.items()}, tuple(facets), {}, tuple(others))


# ---- firing


def fire_class(layer: Layer, rules: Dispatch, c: int, x: int, fact: int) -> None:
    """Fire the rules that a new member of a class triggers."""
    fired = rules.on_class.get(c)
    if fired is None:
        if c not in rules.program.on_class:
            return
        fired = rules.on_class[c] = _on_class(c, rules.program)
    above, beside, others = fired
    for d, k in above:
        layer.derive((d, x), k, (fact,))
    if beside:
        types = layer.types_of(x)
        for other in types.keys() & beside.keys():
            for operands, d, k in beside[other]:
                if all(map(types.__contains__, operands)):
                    layer.derive((d, x), k, tuple([types[each] for each in operands]))
    for rule, arguments in others:
        rule(layer, x, fact, *arguments)


def fire_edge(layer: Layer, rules: Dispatch, r: int, x: int, y: int, fact: int) -> None:
    """Fire the rules that a new pair of a property triggers, in both directions."""
    alike, on_value = layer.symbols.alike, rules.on_value
    for role, a, b in ((2 * r, x, y), (2 * r + 1, y, x)):
        fire_role(layer, rules, role, a, b, fact)
        if on_value:
            for rule, arguments in on_value.get((role, alike.get(b, b)), ()):
                rule(layer, a, b, fact, *arguments)


def fire_role(layer: Layer, rules: Dispatch, role: int, x: int, y: int, fact: int) -> None:
    """Fire the rules that a new pair of a property in one direction triggers, whatever its end."""
    fired = rules.on_role.get(role)
    if fired is None:
        return
    some, facets, _, others = fired
    if some:
        for c, member in layer.types_of(y).items():
            if c in some:
                for d, k in some[c]:
                    layer.derive((d, x), k, (fact, member))
    if facets:
        for facet in fired.facets_of(layer, y):
            dt_svf1(layer, x, y, fact, *facet)
    for rule, arguments in others:
        rule(layer, x, y, fact, *arguments)


def fire_everywhere(layer: Layer, program: Program, x: int) -> None:
    """Say of an individual that has just been met what holds of every one, and between it and the others."""
    if not program.everything or is_value(layer, x):
        return
    for atom, clause in program.everything:
        if len(atom) < 3:
            layer.derive((atom[0], x) if len(atom) == 1 else (atom[0], x, x), clause, ())
            continue
        for y in (*layer.below_types, *layer.known):
            if not is_value(layer, y):
                layer.derive((atom[0], x, y), clause, ())
                layer.derive((atom[0], y, x), clause, ())


def replay(layer: Layer, program: Program, rules: Dispatch, processed: int) -> None:
    """Apply a program that has just been added to the facts below a layer and to the first ones of its own."""
    if layer.base:
        for number in layer.base.triggering(program):
            _refire(layer, rules, layer.base.facts[number], number)
    if rules:
        for number in range(processed):
            _refire(layer, rules, layer.facts[number], layer.offset + number)
    if program.everything:
        for x in (*layer.below_types, *(x for x in layer.known if x not in layer.below_types)):
            fire_everywhere(layer, program, x)


def _refire(layer: Layer, rules: Dispatch, key: tuple[int, ...], fact: int) -> None:
    """Fire the rules of a program that came later on a fact processed before."""
    if len(key) == 3:
        fire_edge(layer, rules, *key, fact)
    else:
        fire_class(layer, rules, key[0], key[1], fact)
