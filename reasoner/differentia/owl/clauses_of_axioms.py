"""The clauses of each kind of axiom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations, pairwise, permutations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import rules
from differentia.owl.program import SAME, NoRuleError

if TYPE_CHECKING:
    from differentia.owl.clauses import Compiler

__all__ = ["AXIOMS"]


def _equivalent(c: Compiler, axiom: ax.EquivalentClasses) -> None:
    for sub, sup in permutations(dict.fromkeys(axiom.operands), 2):
        c.sub_class(axiom, sub, sup)


def _disjoint(c: Compiler, axiom: ax.DisjointClasses) -> None:
    _disjoint_operands(c, axiom, axiom.operands)


def _disjoint_operands(c: Compiler, axiom: ax.Axiom, operands: tuple[ex.ClassExpression, ...]) -> None:
    ids = tuple(c.left(operand) for operand in operands)
    if len(ids) <= 2 or len(set(ids)) < len(ids):
        for pair in combinations(ids, 2):
            c.excludes(axiom, *pair)
        return
    k = c.clause(axiom, [(n, "x") for n in ids], None)  # any two of them: the rule gives two premises
    members = frozenset(ids)
    for n in ids:
        c.on_class(n, rules.cax_adc, n, members, k)


def _disjoint_union(c: Compiler, axiom: ax.DisjointUnion) -> None:
    # that the operands cover the class is a choice between them; `completeness` says that it is not used
    _disjoint_operands(c, axiom, axiom.operands)
    for operand in axiom.operands:
        c.sub_class(axiom, operand, axiom.cls)


def _sub_role(c: Compiler, axiom: ax.SubObjectPropertyOf) -> None:
    head = c.role(axiom.sup)
    if isinstance(axiom.sub, ex.ObjectPropertyChain):
        c.chain(axiom, tuple(c.role(p) for p in axiom.sub.properties), head)
    else:
        c.included(axiom, c.role(axiom.sub), head)


def _sub_data_role(c: Compiler, axiom: ax.SubDataPropertyOf) -> None:
    if axiom.sup.iri != ex.OWL + "topDataProperty":  # the only place where OWL 2 DL lets it stand; it says nothing
        c.included(axiom, c.role(axiom.sub), c.role(axiom.sup))


def _equivalent_roles(c: Compiler, axiom: ax.EquivalentObjectProperties | ax.EquivalentDataProperties) -> None:
    for sub, sup in permutations([c.role(p) for p in axiom.operands], 2):
        c.included(axiom, sub, sup)


def _disjoint_roles(c: Compiler, axiom: ax.DisjointObjectProperties | ax.DisjointDataProperties) -> None:
    for first, second in combinations([c.role(p) for p in axiom.operands], 2):
        c.apart(axiom, first, second)


def _inverse(c: Compiler, axiom: ax.InverseObjectProperties) -> None:
    first, second = c.role(axiom.first), c.role(axiom.second)
    c.included(axiom, first, second ^ 1)
    c.included(axiom, second, first ^ 1)


def _symmetric(c: Compiler, axiom: ax.SymmetricObjectProperty) -> None:
    role = c.role(axiom.property)
    c.on_role(role, rules.prp_spo1, role ^ 1, c.clause(axiom, [c.edge(role, "x", "y")], c.edge(role, "y", "x")))


def _transitive(c: Compiler, axiom: ax.TransitiveObjectProperty) -> None:
    role = c.role(axiom.property)
    k = c.clause(axiom, [c.edge(role, "x", "y"), c.edge(role, "y", "z")], c.edge(role, "x", "z"))
    for at in (0, 1):
        c.on_role(role, rules.prp_spo2, (role, role), at, role, k)


def _asymmetric(c: Compiler, axiom: ax.AsymmetricObjectProperty) -> None:
    role = c.role(axiom.property)
    k = c.clause(axiom, [c.edge(role, "x", "y"), c.edge(role, "y", "x")], None)
    c.on_role(role, rules.prp_pdw, role ^ 1, True, k)


def _reflexive(c: Compiler, axiom: ax.ReflexiveObjectProperty) -> None:
    role = c.role(axiom.property)
    c.program.everything.append(((role >> 1,) * 2, c.clause(axiom, (), c.edge(role, "x", "x"))))


def _irreflexive(c: Compiler, axiom: ax.IrreflexiveObjectProperty) -> None:
    role = c.role(axiom.property)
    c.on_role(role, rules.prp_irp, c.clause(axiom, [c.edge(role, "x", "x")], None))


def _domain(c: Compiler, axiom: ax.ObjectPropertyDomain | ax.DataPropertyDomain) -> None:
    role, d = c.role(axiom.property), c.right(axiom.domain)
    c.on_role(role ^ 1, rules.prp_rng, d, c.clause(axiom, [c.edge(role, "x", "y")], (d, "x")))


def _data_range(c: Compiler, axiom: ax.DataPropertyRange) -> None:
    role, d = c.role(axiom.property), c.range_id(axiom.range)
    c.on_role(role, rules.dt_rng, d, c.clause(axiom, [c.edge(role, "x", "v")], (d, "v")))


def _functional(c: Compiler, axiom: ax.FunctionalObjectProperty | ax.FunctionalDataProperty) -> None:
    _at_most_one(c, axiom, c.role(axiom.property))


def _inverse_functional(c: Compiler, axiom: ax.InverseFunctionalObjectProperty) -> None:
    _at_most_one(c, axiom, c.role(axiom.property) ^ 1)


def _at_most_one(c: Compiler, axiom: ax.Axiom, role: int) -> None:
    k = c.clause(axiom, [c.edge(role, "x", "y"), c.edge(role, "x", "z")], (SAME, "y", "z"))
    c.on_role(role, rules.prp_fp, role, k)


def _key(c: Compiler, axiom: ax.HasKey) -> None:
    cls = c.left(axiom.cls)
    roles = tuple(c.role(p) for p in (*axiom.object_properties, *axiom.data_properties))
    if not roles:
        raise NoRuleError("a key without properties")
    shared = [c.edge(role, x, f"z{n}") for n, role in enumerate(roles) for x in "xy"]
    k = c.clause(axiom, [(cls, "x"), (cls, "y"), *shared], (SAME, "x", "y"))
    c.on_class(cls, rules.prp_key_member, cls, roles, k)
    for role in dict.fromkeys(roles):
        c.on_role(role, rules.prp_key_edge, cls, roles, k)


def _same(c: Compiler, axiom: ax.SameIndividual) -> None:
    for one, two in pairwise(dict.fromkeys(axiom.individuals)):
        atom = (SAME, *sorted((c.term(one), c.term(two))))
        c.program.facts.append((atom, c.clause(axiom, (), atom)))  # type: ignore[arg-type]


def _different(c: Compiler, axiom: ax.DifferentIndividuals) -> None:
    if len(set(axiom.individuals)) < len(axiom.individuals):
        raise NoRuleError("an individual that differs from itself")
    members = frozenset(map(c.term, axiom.individuals))
    c.on_role(2 * SAME, rules.eq_diff, members, c.clause(axiom, (), None))  # any two: the rule gives the premise


def _class_assertion(c: Compiler, axiom: ax.ClassAssertion) -> None:
    atom = (c.right(axiom.cls), c.term(axiom.individual))
    c.program.facts.append((atom, c.clause(axiom, (), atom)))


def _assertion(c: Compiler, axiom: ax.ObjectPropertyAssertion | ax.DataPropertyAssertion) -> None:
    target = axiom.value if isinstance(axiom, ax.DataPropertyAssertion) else axiom.target
    atom = c.edge(c.role(axiom.property), c.term(axiom.source), c.term(target))
    c.program.facts.append((atom, c.clause(axiom, (), atom)))  # type: ignore[arg-type]


def _negative(c: Compiler, axiom: ax.NegativeObjectPropertyAssertion | ax.NegativeDataPropertyAssertion) -> None:
    role, source = c.role(axiom.property), c.term(axiom.source)
    target = c.term(axiom.value if isinstance(axiom, ax.NegativeDataPropertyAssertion) else axiom.target)
    c.on_value(role, target, rules.prp_npa, source, c.clause(axiom, [c.edge(role, source, target)], None))


AXIOMS: Mapping[type, Callable[[Compiler, Any], None]] = MappingProxyType(
    {
        ax.SubClassOf: lambda c, a: c.sub_class(a, a.sub, a.sup),
        ax.EquivalentClasses: _equivalent,
        ax.DisjointClasses: _disjoint,
        ax.DisjointUnion: _disjoint_union,
        ax.SubObjectPropertyOf: _sub_role,
        ax.SubDataPropertyOf: _sub_data_role,
        ax.EquivalentObjectProperties: _equivalent_roles,
        ax.EquivalentDataProperties: _equivalent_roles,
        ax.DisjointObjectProperties: _disjoint_roles,
        ax.DisjointDataProperties: _disjoint_roles,
        ax.InverseObjectProperties: _inverse,
        ax.SymmetricObjectProperty: _symmetric,
        ax.TransitiveObjectProperty: _transitive,
        ax.AsymmetricObjectProperty: _asymmetric,
        ax.ReflexiveObjectProperty: _reflexive,
        ax.IrreflexiveObjectProperty: _irreflexive,
        ax.ObjectPropertyDomain: _domain,
        ax.DataPropertyDomain: _domain,
        ax.ObjectPropertyRange: lambda c, a: c.target(a, c.role(a.property), c.right(a.range)),
        ax.DataPropertyRange: _data_range,
        ax.ClassAssertion: _class_assertion,
        ax.ObjectPropertyAssertion: _assertion,
        ax.DataPropertyAssertion: _assertion,
        ax.NegativeObjectPropertyAssertion: _negative,
        ax.NegativeDataPropertyAssertion: _negative,
        ax.DifferentIndividuals: _different,
        ax.SameIndividual: _same,
        ax.HasKey: _key,
        ax.FunctionalObjectProperty: _functional,
        ax.FunctionalDataProperty: _functional,
        ax.InverseFunctionalObjectProperty: _inverse_functional,
    }
)
