"""The clauses of each kind of class expression: those that introduce it (left) and those that take it apart (right)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from differentia.owl import expressions as ex
from differentia.owl import rules
from differentia.owl.program import SAME, Atom, NoRuleError, Test

if TYPE_CHECKING:
    from differentia.owl.clauses import Compiler

__all__ = ["LEFT", "RIGHT"]

_THING, _NOTHING = ex.Class(ex.OWL + "Thing"), ex.Class(ex.OWL + "Nothing")
_REFUTED = (ex.Class, ex.ObjectSomeValuesFrom, ex.ObjectHasValue, ex.DataSomeValuesFrom, ex.DataHasValue)


def _value(c: Compiler, expression: ex.ObjectHasValue | ex.DataHasValue) -> int:
    return c.term(expression.literal if isinstance(expression, ex.DataHasValue) else expression.individual)


# ---- on the left: clauses that introduce the expression


def _left_class(c: Compiler, expression: ex.Class, number: int) -> None:
    if expression == _THING:
        c.everything(expression, number)


def _left_and(c: Compiler, expression: ex.ObjectIntersectionOf, number: int) -> None:
    operands = tuple(c.left(operand) for operand in expression.operands)
    if not operands:
        c.everything(expression, number)
        return
    k = c.clause(expression, [(n, "x") for n in operands], (number, "x"))
    for n in dict.fromkeys(operands):
        c.on_class(n, rules.cls_int1, operands, number, k)


def _left_or(c: Compiler, expression: ex.ObjectUnionOf, number: int) -> None:
    for operand in expression.operands:
        c.implies(expression, c.left(operand), number)


def _left_one_of(c: Compiler, expression: ex.ObjectOneOf, number: int) -> None:
    for individual in expression.individuals:
        atom = (number, c.term(individual))
        c.program.facts.append((atom, c.clause(expression, (), atom)))


def _left_some(c: Compiler, expression: ex.ObjectSomeValuesFrom | ex.ObjectMinCardinality, number: int) -> None:
    if isinstance(expression, ex.ObjectMinCardinality) and expression.cardinality != 1:
        if expression.cardinality > 1:
            raise NoRuleError("ObjectMinCardinality above 1 on the left")
        c.everything(expression, number)
        return
    c.exists(expression, c.role(expression.property), c.left(expression.filler), number)


def _left_data_min(c: Compiler, expression: ex.DataMinCardinality, number: int) -> None:
    if expression.cardinality > 1:
        raise NoRuleError("DataMinCardinality above 1 on the left")
    if expression.cardinality == 0:
        c.everything(expression, number)
    else:
        _left_data_some(c, expression, number)


def _left_value(c: Compiler, expression: ex.ObjectHasValue | ex.DataHasValue, number: int) -> None:
    role, value = c.role(expression.property), _value(c, expression)
    k = c.clause(expression, [c.edge(role, "x", value)], (number, "x"))
    c.on_value(role, value, rules.cls_hv2, number, k)


def _left_self(c: Compiler, expression: ex.ObjectHasSelf, number: int) -> None:
    role = c.role(expression.property)
    c.on_role(role, rules.cls_hs2, number, c.clause(expression, [c.edge(role, "x", "x")], (number, "x")))


def _left_data_some(c: Compiler, expression: ex.DataSomeValuesFrom | ex.DataMinCardinality, number: int) -> None:
    role, d = c.role(expression.property), c.range_id(expression.range)
    c.on_role(role, rules.dt_svf1, d, number, c.clause(expression, [c.edge(role, "x", "v"), (d, "v")], (number, "x")))


def _refutable(expression: ex.ObjectComplementOf) -> None:
    if not isinstance(expression.operand, _REFUTED):
        raise NoRuleError(f"ObjectComplementOf of {type(expression.operand).__name__} on the left")


def _left_not(c: Compiler, expression: ex.ObjectComplementOf, number: int) -> None:
    _refutable(expression)
    c.program.tests.append(Test(number, c.right(expression.operand)))


def _left_all(c: Compiler, expression: ex.ObjectAllValuesFrom, number: int) -> None:
    outside = ex.ObjectSomeValuesFrom(expression.property, ex.ObjectComplementOf(expression.filler))
    c.program.tests.append(Test(number, c.right(outside)))


def _left_data_all(c: Compiler, expression: ex.DataAllValuesFrom, number: int) -> None:
    outside = ex.DataSomeValuesFrom(expression.property, ex.DataComplementOf(expression.range))
    c.program.tests.append(Test(number, c.right(outside)))


def _left_max(c: Compiler, expression: ex.ObjectMaxCardinality | ex.DataMaxCardinality, number: int) -> None:
    if expression.cardinality > 0:
        raise NoRuleError(f"{type(expression).__name__} above 0 on the left")
    some: ex.ClassExpression = (
        ex.DataSomeValuesFrom(expression.property, expression.range)
        if isinstance(expression, ex.DataMaxCardinality)
        else ex.ObjectSomeValuesFrom(expression.property, expression.filler)
    )
    c.program.tests.append(Test(number, c.right(some)))


# ---- on the right: clauses that take the expression apart


def _right_class(c: Compiler, expression: ex.Class, number: int) -> None:
    if expression == _NOTHING:
        c.excludes(expression, number)


def _right_and(c: Compiler, expression: ex.ObjectIntersectionOf, number: int) -> None:
    for operand in expression.operands:
        c.implies(expression, number, c.right(operand))


def _right_not(c: Compiler, expression: ex.ObjectComplementOf, number: int) -> None:
    inner = expression.operand
    if isinstance(inner, ex.ObjectComplementOf):
        _refutable(inner)
        # not not C: "not (not C)" is a fact of its own, with the number of the denied expression turned round
        denied = ~c.class_id(inner)
        c.implies(expression, number, denied)
        c.implies(inner, denied, c.right(inner.operand))
    else:
        c.excludes(expression, number, c.left(inner))


def _right_some(c: Compiler, expression: ex.ObjectSomeValuesFrom | ex.ObjectMinCardinality, number: int) -> None:
    if isinstance(expression, ex.ObjectMinCardinality) and expression.cardinality != 1:
        if expression.cardinality > 1:
            raise NoRuleError("ObjectMinCardinality above 1 on the right")
        return
    _promise(c, expression, number, c.role(expression.property), c.right(expression.filler))


def _right_data_some(c: Compiler, expression: ex.DataSomeValuesFrom | ex.DataMinCardinality, number: int) -> None:
    d = c.range_id(expression.range)
    _promise(c, expression, number, c.role(expression.property), d)


def _promise(c: Compiler, expression: ex.ClassExpression, number: int, role: int, d: int) -> None:
    k = c.clause(expression, [(number, "x")], c.edge(role, "x", "w"))
    c.clause(expression, [(number, "x")], (d, "w"))
    c.on_class(number, rules.cls_svf_right, number, role, d, k)


def _right_value(c: Compiler, expression: ex.ObjectHasValue | ex.DataHasValue, number: int) -> None:
    role, value = c.role(expression.property), _value(c, expression)
    k = c.clause(expression, [(number, "x")], c.edge(role, "x", value))
    c.on_class(number, rules.cls_hv1, role, value, k)


def _right_self(c: Compiler, expression: ex.ObjectHasSelf, number: int) -> None:
    role = c.role(expression.property)
    c.on_class(number, rules.cls_hs1, role, c.clause(expression, [(number, "x")], c.edge(role, "x", "x")))


def _right_all(c: Compiler, expression: ex.ObjectAllValuesFrom, number: int) -> None:
    role, d = c.role(expression.property), c.right(expression.filler)
    k = c.clause(expression, [(number, "x"), c.edge(role, "x", "y")], (d, "y"))
    c.on_class(number, rules.cls_avf_member, role, d, k)
    c.on_role(role, rules.cls_avf_edge, number, d, k)


def _right_one_of(c: Compiler, expression: ex.ObjectOneOf, number: int) -> None:
    if len(set(expression.individuals)) > 1:
        raise NoRuleError("ObjectOneOf of several on the right")
    for individual in set(expression.individuals):
        a = c.term(individual)
        c.on_class(number, rules.cls_oo_right, a, c.clause(expression, [(number, "x")], (SAME, "x", a)))


def _right_max(c: Compiler, expression: ex.ObjectMaxCardinality, number: int) -> None:
    if expression.cardinality > 1:
        raise NoRuleError("ObjectMaxCardinality above 1 on the right")
    role, filler = c.role(expression.property), c.left(expression.filler)
    if expression.cardinality == 1:
        k = c.clause(expression, _two(c, number, role, filler), (SAME, "y", "z"))
        c.on_class(number, rules.cls_maxc2_member, role, filler, k)
        c.on_class(filler, rules.cls_maxc2_filler, number, role, filler, k)
        c.on_role(role, rules.cls_maxc2_edge, number, role, filler, k)
        return
    k = c.clause(expression, [(number, "x"), c.edge(role, "x", "y"), (filler, "y")], None)
    c.on_class(number, rules.cls_maxc0_member, role, filler, k)
    c.on_class(filler, rules.cls_maxc0_filler, role ^ 1, number, k)
    c.on_role(role, rules.cls_maxc0_edge, number, filler, k)


def _two(c: Compiler, number: int, role: int, filler: int) -> list[Atom]:
    return [(number, "x"), c.edge(role, "x", "y"), (filler, "y"), c.edge(role, "x", "z"), (filler, "z")]


def _right_exactly(c: Compiler, expression: ex.ObjectExactCardinality | ex.DataExactCardinality, number: int) -> None:
    n, least, most = expression.cardinality, ex.ObjectMinCardinality, ex.ObjectMaxCardinality
    if isinstance(expression, ex.DataExactCardinality):
        parts: tuple[ex.ClassExpression, ...] = (
            ex.DataMinCardinality(n, expression.property, expression.range),
            ex.DataMaxCardinality(n, expression.property, expression.range),
        )
    else:
        parts = (least(n, expression.property, expression.filler), most(n, expression.property, expression.filler))
    for part in parts:
        c.implies(expression, number, c.right(part))


def _right_data_all(c: Compiler, expression: ex.DataAllValuesFrom, number: int) -> None:
    role, d = c.role(expression.property), c.range_id(expression.range)
    k = c.clause(expression, [(number, "x"), c.edge(role, "x", "v")], (d, "v"))
    c.on_class(number, rules.dt_avf_member, role, d, k)
    c.on_role(role, rules.dt_avf_edge, number, d, k)


def _right_data_min(c: Compiler, expression: ex.DataMinCardinality, number: int) -> None:
    if expression.cardinality > 1:
        raise NoRuleError("DataMinCardinality above 1 on the right")
    if expression.cardinality == 1:
        _right_data_some(c, expression, number)


def _right_data_max(c: Compiler, expression: ex.DataMaxCardinality, number: int) -> None:
    if expression.cardinality > 1:
        raise NoRuleError("DataMaxCardinality above 1 on the right")
    role, d = c.role(expression.property), c.range_id(expression.range)
    if expression.cardinality == 1:
        k = c.clause(expression, _two(c, number, role, d), (SAME, "y", "z"))
        c.on_class(number, rules.dt_maxc2_member, role, d, k)
        c.on_role(role, rules.dt_maxc2_edge, number, role, d, k)
        return
    k = c.clause(expression, [(number, "x"), c.edge(role, "x", "v"), (d, "v")], None)
    c.on_class(number, rules.dt_maxc0_member, role, d, k)
    c.on_role(role, rules.dt_maxc0_edge, number, d, k)


LEFT: Mapping[type, Callable[[Compiler, Any, int], None]] = MappingProxyType(
    {
        ex.Class: _left_class,
        ex.ObjectIntersectionOf: _left_and,
        ex.ObjectUnionOf: _left_or,
        ex.ObjectOneOf: _left_one_of,
        ex.ObjectSomeValuesFrom: _left_some,
        ex.ObjectMinCardinality: _left_some,
        ex.ObjectHasValue: _left_value,
        ex.DataHasValue: _left_value,
        ex.ObjectHasSelf: _left_self,
        ex.DataSomeValuesFrom: _left_data_some,
        ex.DataMinCardinality: _left_data_min,
        # by refutation
        ex.ObjectComplementOf: _left_not,
        ex.ObjectAllValuesFrom: _left_all,
        ex.DataAllValuesFrom: _left_data_all,
        ex.ObjectMaxCardinality: _left_max,
        ex.DataMaxCardinality: _left_max,
    }
)
RIGHT: Mapping[type, Callable[[Compiler, Any, int], None]] = MappingProxyType(
    {
        ex.Class: _right_class,
        ex.ObjectIntersectionOf: _right_and,
        ex.ObjectComplementOf: _right_not,
        ex.ObjectSomeValuesFrom: _right_some,
        ex.ObjectMinCardinality: _right_some,
        ex.DataSomeValuesFrom: _right_data_some,
        ex.ObjectHasValue: _right_value,
        ex.DataHasValue: _right_value,
        ex.ObjectHasSelf: _right_self,
        ex.ObjectAllValuesFrom: _right_all,
        ex.ObjectOneOf: _right_one_of,
        ex.ObjectMaxCardinality: _right_max,
        ex.ObjectExactCardinality: _right_exactly,
        ex.DataAllValuesFrom: _right_data_all,
        ex.DataMinCardinality: _right_data_min,
        ex.DataMaxCardinality: _right_data_max,
        ex.DataExactCardinality: _right_exactly,
    }
)
