"""Compiles axioms to clauses: the normal form, by polarity, each clause remembering the axiom it comes from.

A complex class expression is a predicate of its own. An axiom gives clauses over these predicates; an expression gives
clauses that introduce it (where it stands on the left of an axiom) or take it apart (on the right). The clauses are
those listed in `docs/checker.md`; the checker derives them again, from the axiom, on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import rules
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import ClassExpression, DataRange, ObjectPropertyExpression
from differentia.owl.program import Atom, Clause, Program, Symbols, TermKey, Test
from differentia.owl.syntax import functional

__all__ = ["Compiler", "NoRuleError"]

THING, NOTHING = ex.Class(ex.OWL + "Thing"), ex.Class(ex.OWL + "Nothing")


class Compiler:
    """Compile axioms and expressions into a program.

    Args:
        symbols: the numbers in use; new ones are added.
        program: where rules go.
        clauses: where clauses go; rules refer to them by index plus `offset`.
        expressions: the expression behind each number, filled as numbers are given.
        below: programs underneath, whose clauses need not be compiled again.
        offset: the number of the first clause in `clauses`.
    """

    def __init__(
        self,
        symbols: Symbols,
        program: Program,
        clauses: list[Clause],
        expressions: dict[int, ClassExpression | DataRange],
        below: Sequence[Program] = (),
        offset: int = 0,
    ) -> None:
        self.symbols = symbols
        self.program = program
        self.clauses = clauses
        self.expressions = expressions
        self.below = below
        self.offset = offset

    # ---- numbers

    def class_id(self, expression: ClassExpression) -> int:
        """Return the number of a class expression."""
        number = self.symbols.expressions.number(functional(expression))
        if number not in self.expressions:
            self.expressions[number] = expression
        if isinstance(expression, ex.Class):
            self.symbols.named[number] = expression.iri
        return number

    def range_id(self, data_range: DataRange) -> int:
        """Return the number of a data range; it shares the numbers of classes but never their text."""
        number = self.symbols.expressions.number("range " + functional(data_range))
        self.symbols.ranges[number] = self.expressions[number] = data_range
        return number

    def role(self, prop: ObjectPropertyExpression | ex.DataProperty) -> int:
        """Return the number of a property with its direction."""
        if isinstance(prop, ex.ObjectInverseOf):
            return self.role(prop.property) ^ 1
        number = self.symbols.roles.number(prop.iri)
        if isinstance(prop, ex.DataProperty):
            self.symbols.data_roles.add(number)
        return 2 * number

    def term(self, term: TermKey) -> int:
        """Return the number of an individual or literal."""
        return self.symbols.terms.number(term)

    # ---- clauses and their triggers

    def clause(self, source: Axiom | ClassExpression, body: Iterable[Atom], head: Atom | None) -> int:
        """Keep a clause; return its number."""
        self.clauses.append(Clause(source, tuple(body), head))
        return self.offset + len(self.clauses) - 1

    @staticmethod
    def edge(role: int, x: int | str, y: int | str) -> Atom:
        """Return the atom R(x, y), turned round if the direction is backwards."""
        return (role >> 1, y, x) if role & 1 else (role >> 1, x, y)

    def on_class(self, c: int, rule: Callable[..., None], *arguments: Any) -> None:
        """Let a new member of a class trigger a rule."""
        self.program.on_class.setdefault(c, []).append((rules.NUMBER[rule], *arguments))

    def on_role(self, role: int, rule: Callable[..., None], *arguments: Any) -> None:
        """Let a new pair of a property trigger a rule."""
        self.program.on_role.setdefault(role, []).append((rules.NUMBER[rule], *arguments))

    def on_value(self, role: int, value: int, rule: Callable[..., None], *arguments: Any) -> None:
        """Let a new pair of a property with this object trigger a rule."""
        self.program.on_value.setdefault((role, value), []).append((rules.NUMBER[rule], *arguments))

    def implies(self, source: Axiom | ClassExpression, c: int, d: int) -> None:
        """Add C(x) -> D(x)."""
        if c != d:
            self.on_class(c, rules.cax_sco, d, self.clause(source, [(c, "x")], (d, "x")))

    def excludes(self, source: Axiom | ClassExpression, *classes: int) -> None:
        """Add C1(x), ..., Cn(x) -> contradiction."""
        k = self.clause(source, [(c, "x") for c in classes], None)
        for c in dict.fromkeys(classes):
            self.on_class(c, rules.cax_dw, classes, k)

    def exists(self, source: Axiom | ClassExpression, role: int, c: int, d: int) -> None:
        """Add R(x, y), C(y) -> D(x)."""
        k = self.clause(source, [self.edge(role, "x", "y"), (c, "y")], (d, "x"))
        self.on_role(role, rules.cls_svf1_edge, c, d, k)
        self.on_class(c, rules.cls_svf1_member, role ^ 1, d, k)

    def target(self, source: Axiom, role: int, d: int) -> None:
        """Add R(x, y) -> D(y)."""
        self.on_role(role, rules.prp_rng, d, self.clause(source, [self.edge(role, "x", "y")], (d, "y")))

    # ---- axioms

    def add(self, axiom: Axiom) -> None:
        """Compile one axiom.

        Raises:
            OutsideFragment: its kind, or an expression in it, has no rules here.
        """
        handler = _AXIOMS.get(type(axiom))
        if handler is None:
            raise OutsideFragment((Unsupported(type(axiom).__name__, functional(axiom)),))
        try:
            handler(self, axiom)
        except NoRuleError as error:
            raise OutsideFragment((Unsupported(str(error), functional(axiom)),)) from None

    def sub_class(self, source: Axiom, sub: ClassExpression, sup: ClassExpression) -> None:
        """Compile `sub` implies `sup`."""
        self.implies(source, self.left(sub), self.right(sup))

    def _equivalent(self, axiom: ax.EquivalentClasses) -> None:
        for sub in axiom.operands:
            for sup in axiom.operands:
                if sub != sup:
                    self.sub_class(axiom, sub, sup)

    def _disjoint(self, axiom: ax.DisjointClasses) -> None:
        ids = [self.left(c) for c in axiom.operands]
        for i, c in enumerate(ids):
            for d in ids[i + 1 :]:
                self.excludes(axiom, c, d)

    def _sub_role(self, axiom: ax.SubObjectPropertyOf) -> None:
        head = self.role(axiom.sup)
        if not isinstance(axiom.sub, ex.ObjectPropertyChain):
            self.included(axiom, self.role(axiom.sub), head)
            return
        self.chain(axiom, tuple(self.role(p) for p in axiom.sub.properties), head)

    def chain(self, axiom: Axiom, roles: tuple[int, ...], head: int) -> None:
        """Add R1(x0, x1), ..., Rn(xn-1, xn) -> S(x0, xn)."""
        body = [self.edge(r, f"x{i}", f"x{i + 1}") for i, r in enumerate(roles)]
        k = self.clause(axiom, body, self.edge(head, "x0", f"x{len(roles)}"))
        for at, role in enumerate(roles):
            self.on_role(role, rules.prp_spo2, roles, at, head, k)

    def included(self, axiom: Axiom, sub: int, sup: int) -> None:
        """Add R(x, y) -> S(x, y)."""
        if sub != sup:
            k = self.clause(axiom, [self.edge(sub, "x", "y")], self.edge(sup, "x", "y"))
            self.on_role(sub, rules.prp_spo1, sup, k)

    def _equivalent_roles(self, axiom: ax.EquivalentObjectProperties | ax.EquivalentDataProperties) -> None:
        ids = [self.role(p) for p in axiom.operands]
        for sub in ids:
            for sup in ids:
                self.included(axiom, sub, sup)

    def _disjoint_roles(self, axiom: ax.DisjointObjectProperties | ax.DisjointDataProperties) -> None:
        ids = [self.role(p) for p in axiom.operands]
        for i, r in enumerate(ids):
            for s in ids[i + 1 :]:
                self.apart(axiom, r, s)

    def apart(self, axiom: Axiom, first: int, second: int) -> None:
        """Add R(x, y), S(x, y) -> contradiction."""
        k = self.clause(axiom, [self.edge(first, "x", "y"), self.edge(second, "x", "y")], None)
        self.on_role(first, rules.prp_pdw, second, True, k)
        if first != second:
            self.on_role(second, rules.prp_pdw, first, False, k)

    def _inverse(self, axiom: ax.InverseObjectProperties) -> None:
        first, second = self.role(axiom.first), self.role(axiom.second)
        self.included(axiom, first, second ^ 1)
        self.included(axiom, second, first ^ 1)

    def _symmetric(self, axiom: ax.SymmetricObjectProperty) -> None:
        role = self.role(axiom.property)
        k = self.clause(axiom, [self.edge(role, "x", "y")], self.edge(role, "y", "x"))
        self.on_role(role, rules.prp_spo1, role ^ 1, k)

    def _transitive(self, axiom: ax.TransitiveObjectProperty) -> None:
        role = self.role(axiom.property)
        body = [self.edge(role, "x", "y"), self.edge(role, "y", "z")]
        k = self.clause(axiom, body, self.edge(role, "x", "z"))
        for at in (0, 1):
            self.on_role(role, rules.prp_spo2, (role, role), at, role, k)

    def _asymmetric(self, axiom: ax.AsymmetricObjectProperty) -> None:
        role = self.role(axiom.property)
        k = self.clause(axiom, [self.edge(role, "x", "y"), self.edge(role, "y", "x")], None)
        self.on_role(role, rules.prp_pdw, role ^ 1, True, k)

    def _reflexive(self, axiom: ax.ReflexiveObjectProperty) -> None:
        role = self.role(axiom.property)
        self.program.everything.append(((role >> 1,) * 2, self.clause(axiom, (), self.edge(role, "x", "x"))))

    def _irreflexive(self, axiom: ax.IrreflexiveObjectProperty) -> None:
        role = self.role(axiom.property)
        self.on_role(role, rules.prp_irp, self.clause(axiom, [self.edge(role, "x", "x")], None))

    def _domain(self, axiom: ax.ObjectPropertyDomain | ax.DataPropertyDomain) -> None:
        role, d = self.role(axiom.property), self.right(axiom.domain)
        k = self.clause(axiom, [self.edge(role, "x", "y")], (d, "x"))
        self.on_role(role ^ 1, rules.prp_rng, d, k)

    def _range(self, axiom: ax.ObjectPropertyRange) -> None:
        self.target(axiom, self.role(axiom.property), self.right(axiom.range))

    def _data_range(self, axiom: ax.DataPropertyRange) -> None:
        role, d = self.role(axiom.property), self.range_id(axiom.range)
        k = self.clause(axiom, [self.edge(role, "x", "v")], (d, "v"))
        self.on_role(role, rules.dt_rng, d, k)

    def _class_assertion(self, axiom: ax.ClassAssertion) -> None:
        atom = (self.right(axiom.cls), self.term(axiom.individual))
        self.program.facts.append((atom, self.clause(axiom, (), atom)))

    def _assertion(self, axiom: ax.ObjectPropertyAssertion | ax.DataPropertyAssertion) -> None:
        target = axiom.value if isinstance(axiom, ax.DataPropertyAssertion) else axiom.target
        atom = self.edge(self.role(axiom.property), self.term(axiom.source), self.term(target))
        self.program.facts.append((atom, self.clause(axiom, (), atom)))  # type: ignore[arg-type]

    def _negative(self, axiom: ax.NegativeObjectPropertyAssertion | ax.NegativeDataPropertyAssertion) -> None:
        role, source = self.role(axiom.property), self.term(axiom.source)
        target = self.term(axiom.value if isinstance(axiom, ax.NegativeDataPropertyAssertion) else axiom.target)
        k = self.clause(axiom, [self.edge(role, source, target)], None)
        self.on_value(role, target, rules.prp_npa, source, k)

    # ---- expressions on the left: clauses that introduce them

    def left(self, expression: ClassExpression) -> int:
        """Compile an expression that stands where it has to be proved; return its number."""
        number = self.class_id(expression)
        if number in self.program.introduced or any(number in p.introduced for p in self.below):
            return number
        self.program.introduced.add(number)
        handler = _LEFT.get(type(expression))
        if handler is None:
            raise NoRuleError(f"{type(expression).__name__} on the left")
        handler(self, expression, number)
        return number

    def _left_class(self, expression: ex.Class, number: int) -> None:
        if expression == THING:
            self.program.everything.append(((number,), self.clause(expression, (), (number, "x"))))

    def _left_and(self, expression: ex.ObjectIntersectionOf, number: int) -> None:
        operands = tuple(self.left(c) for c in expression.operands)
        k = self.clause(expression, [(c, "x") for c in operands], (number, "x"))
        for c in dict.fromkeys(operands):
            self.on_class(c, rules.cls_int1, operands, number, k)

    def _left_or(self, expression: ex.ObjectUnionOf, number: int) -> None:
        for c in expression.operands:
            self.implies(expression, self.left(c), number)

    def _left_one_of(self, expression: ex.ObjectOneOf, number: int) -> None:
        for individual in expression.individuals:
            atom = (number, self.term(individual))
            self.program.facts.append((atom, self.clause(expression, (), atom)))

    def _left_some(self, expression: ex.ObjectSomeValuesFrom | ex.ObjectMinCardinality, number: int) -> None:
        if isinstance(expression, ex.ObjectMinCardinality) and expression.cardinality != 1:
            raise NoRuleError("a minimum cardinality other than 1")
        self.exists(expression, self.role(expression.property), self.left(expression.filler), number)

    def _left_value(self, expression: ex.ObjectHasValue | ex.DataHasValue, number: int) -> None:
        role = self.role(expression.property)
        value = self.term(expression.literal if isinstance(expression, ex.DataHasValue) else expression.individual)
        k = self.clause(expression, [self.edge(role, "x", value)], (number, "x"))
        self.on_value(role, value, rules.cls_hv2, number, k)

    def _left_self(self, expression: ex.ObjectHasSelf, number: int) -> None:
        role = self.role(expression.property)
        k = self.clause(expression, [self.edge(role, "x", "x")], (number, "x"))
        self.on_role(role, rules.cls_hs2, number, k)

    def _left_data_some(self, expression: ex.DataSomeValuesFrom, number: int) -> None:
        role, d = self.role(expression.property), self.range_id(expression.range)
        k = self.clause(expression, [self.edge(role, "x", "v"), (d, "v")], (number, "x"))
        self.on_role(role, rules.dt_svf1, d, number, k)

    def _left_not(self, expression: ex.ObjectComplementOf, number: int) -> None:
        self.program.tests.append(Test(number, self.right(expression.operand)))

    # ---- expressions on the right: clauses that take them apart

    def right(self, expression: ClassExpression) -> int:
        """Compile an expression that stands where it may be used; return its number."""
        number = self.class_id(expression)
        if number in self.program.eliminated or any(number in p.eliminated for p in self.below):
            return number
        self.program.eliminated.add(number)
        handler = _RIGHT.get(type(expression))
        if handler is None:
            raise NoRuleError(f"{type(expression).__name__} on the right")
        handler(self, expression, number)
        return number

    def _right_class(self, expression: ex.Class, number: int) -> None:
        if expression == NOTHING:
            self.excludes(expression, number)

    def _right_and(self, expression: ex.ObjectIntersectionOf, number: int) -> None:
        for c in expression.operands:
            self.implies(expression, number, self.right(c))

    def _right_not(self, expression: ex.ObjectComplementOf, number: int) -> None:
        self.excludes(expression, number, self.left(expression.operand))

    def _right_some(self, expression: ex.ObjectSomeValuesFrom | ex.ObjectMinCardinality, number: int) -> None:
        if isinstance(expression, ex.ObjectMinCardinality) and expression.cardinality != 1:
            raise NoRuleError("a minimum cardinality other than 1")
        role, d = self.role(expression.property), self.right(expression.filler)
        self._witness(expression, number, role, d)

    def _right_data_some(self, expression: ex.DataSomeValuesFrom, number: int) -> None:
        self._witness(expression, number, self.role(expression.property), self.range_id(expression.range))

    def _witness(self, expression: ClassExpression, number: int, role: int, d: int) -> None:
        k = self.clause(expression, [(number, "x")], self.edge(role, "x", "w"))
        self.clause(expression, [(number, "x")], (d, "w"))
        self.on_class(number, rules.cls_svf_right, number, role, d, k)

    def _right_value(self, expression: ex.ObjectHasValue | ex.DataHasValue, number: int) -> None:
        role = self.role(expression.property)
        value = self.term(expression.literal if isinstance(expression, ex.DataHasValue) else expression.individual)
        k = self.clause(expression, [(number, "x")], self.edge(role, "x", value))
        self.on_class(number, rules.cls_hv1, role, value, k)

    def _right_self(self, expression: ex.ObjectHasSelf, number: int) -> None:
        role = self.role(expression.property)
        k = self.clause(expression, [(number, "x")], self.edge(role, "x", "x"))
        self.on_class(number, rules.cls_hs1, role, k)

    def _right_all(self, expression: ex.ObjectAllValuesFrom, number: int) -> None:
        role, d = self.role(expression.property), self.right(expression.filler)
        k = self.clause(expression, [(number, "x"), self.edge(role, "x", "y")], (d, "y"))
        self.on_class(number, rules.cls_avf_member, role, d, k)
        self.on_role(role, rules.cls_avf_edge, number, d, k)

    def _right_max(self, expression: ex.ObjectMaxCardinality, number: int) -> None:
        if expression.cardinality != 0:
            raise NoRuleError("a maximum cardinality other than 0")
        role, c = self.role(expression.property), self.left(expression.filler)
        k = self.clause(expression, [(number, "x"), self.edge(role, "x", "y"), (c, "y")], None)
        self.on_class(number, rules.cls_maxc0_member, role, c, k)
        self.on_class(c, rules.cls_maxc0_filler, role ^ 1, number, k)
        self.on_role(role, rules.cls_maxc0_edge, number, c, k)


class NoRuleError(Exception):
    """An expression stands where no rule is known for it."""


_AXIOMS: dict[type, Callable[[Compiler, Any], None]] = {
    ax.SubClassOf: lambda c, a: c.sub_class(a, a.sub, a.sup),
    ax.EquivalentClasses: Compiler._equivalent,
    ax.DisjointClasses: Compiler._disjoint,
    ax.SubObjectPropertyOf: Compiler._sub_role,
    ax.SubDataPropertyOf: lambda c, a: c.included(a, c.role(a.sub), c.role(a.sup)),
    ax.EquivalentObjectProperties: Compiler._equivalent_roles,
    ax.EquivalentDataProperties: Compiler._equivalent_roles,
    ax.DisjointObjectProperties: Compiler._disjoint_roles,
    ax.DisjointDataProperties: Compiler._disjoint_roles,
    ax.InverseObjectProperties: Compiler._inverse,
    ax.SymmetricObjectProperty: Compiler._symmetric,
    ax.TransitiveObjectProperty: Compiler._transitive,
    ax.AsymmetricObjectProperty: Compiler._asymmetric,
    ax.ReflexiveObjectProperty: Compiler._reflexive,
    ax.IrreflexiveObjectProperty: Compiler._irreflexive,
    ax.ObjectPropertyDomain: Compiler._domain,
    ax.DataPropertyDomain: Compiler._domain,
    ax.ObjectPropertyRange: Compiler._range,
    ax.DataPropertyRange: Compiler._data_range,
    ax.ClassAssertion: Compiler._class_assertion,
    ax.ObjectPropertyAssertion: Compiler._assertion,
    ax.DataPropertyAssertion: Compiler._assertion,
    ax.NegativeObjectPropertyAssertion: Compiler._negative,
    ax.NegativeDataPropertyAssertion: Compiler._negative,
    # without equality two names are never inferred to be one, so there is nothing to contradict
    ax.DifferentIndividuals: lambda *_: None,
}
_LEFT: dict[type, Callable[[Compiler, Any, int], None]] = {
    ex.Class: Compiler._left_class,
    ex.ObjectIntersectionOf: Compiler._left_and,
    ex.ObjectUnionOf: Compiler._left_or,
    ex.ObjectOneOf: Compiler._left_one_of,
    ex.ObjectSomeValuesFrom: Compiler._left_some,
    ex.ObjectMinCardinality: Compiler._left_some,
    ex.ObjectHasValue: Compiler._left_value,
    ex.DataHasValue: Compiler._left_value,
    ex.ObjectHasSelf: Compiler._left_self,
    ex.DataSomeValuesFrom: Compiler._left_data_some,
    ex.ObjectComplementOf: Compiler._left_not,
}
_RIGHT: dict[type, Callable[[Compiler, Any, int], None]] = {
    ex.Class: Compiler._right_class,
    ex.ObjectIntersectionOf: Compiler._right_and,
    ex.ObjectComplementOf: Compiler._right_not,
    ex.ObjectSomeValuesFrom: Compiler._right_some,
    ex.ObjectMinCardinality: Compiler._right_some,
    ex.DataSomeValuesFrom: Compiler._right_data_some,
    ex.ObjectHasValue: Compiler._right_value,
    ex.DataHasValue: Compiler._right_value,
    ex.ObjectHasSelf: Compiler._right_self,
    ex.ObjectAllValuesFrom: Compiler._right_all,
    ex.ObjectMaxCardinality: Compiler._right_max,
}
