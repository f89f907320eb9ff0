"""Compiles axioms to clauses: the normal form, by polarity, each clause remembering the axiom it comes from.

A complex class expression is a predicate of its own. An axiom gives clauses over these predicates
(`clauses_of_axioms`); an expression gives clauses that introduce it, where it stands on the left of an axiom, or take
it apart, on the right (`clauses_of_expressions`). The clauses are those listed in `docs/checker.md`; the checker
derives them again, from the axiom, on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from differentia.errors import BadInput, OutsideFragment, Unsupported
from differentia.owl import expressions as ex
from differentia.owl import rules
from differentia.owl.axioms import Axiom, DatatypeDefinition
from differentia.owl.clauses_of_axioms import AXIOMS
from differentia.owl.clauses_of_expressions import LEFT, RIGHT
from differentia.owl.expressions import BOTTOM, TOP, ClassExpression, DataRange, ObjectPropertyExpression
from differentia.owl.program import Atom, Clause, NoRuleError, Program, Source, Symbols, TermKey
from differentia.owl.regions import range_relation
from differentia.owl.syntax import functional
from differentia.owl.values import IllTyped, Incomparable, UnknownDatatype

__all__ = ["Compiler", "NoRuleError", "named_in_errors"]

_NO_RULES = frozenset((ex.OWL + "topDataProperty", ex.OWL + "sameAs"))


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
        if number not in self.symbols.ranges:
            range_relation(data_range, data_range)  # raises if a datatype or facet is not known
            self.symbols.ranges[number] = data_range
            self.expressions[number] = data_range
        return number

    def define(self, axiom: DatatypeDefinition, meaning: DataRange) -> None:
        """Let a datatype stand for a data range, whose `meaning` names no defined datatype."""
        d = self.symbols.expressions.number("range " + functional(axiom.datatype))
        self.expressions[d] = axiom.datatype
        self.symbols.ranges[d] = meaning
        e = self.range_id(axiom.range)
        there, back = self.clause(axiom, [(d, "v")], (e, "v")), self.clause(axiom, [(e, "v")], (d, "v"))
        self.on_class(d, rules.cax_sco, e, there)
        self.program.defined[d] = (e, there, back)

    def role(self, prop: ObjectPropertyExpression | ex.DataProperty) -> int:
        """Return the number of a property with its direction."""
        if isinstance(prop, ex.ObjectInverseOf):
            return self.role(prop.property) ^ 1
        if prop.iri in _NO_RULES:
            raise NoRuleError("owl:" + prop.iri.removeprefix(ex.OWL))
        number = self.symbols.roles.number(prop.iri)
        if isinstance(prop, ex.DataProperty):
            self.symbols.data_roles[number] = None
        if prop in (TOP, *BOTTOM):
            self._built_in(prop, number)
        return 2 * number

    def _built_in(self, prop: ex.ObjectProperty | ex.DataProperty, number: int) -> None:
        """Give the clause of a property that holds between any two individuals, or of one that never holds."""
        mark = ~number  # among the numbers of expressions no number of a property can stand as it is
        if mark in self.program.introduced or any(mark in p.introduced for p in self.below):
            return
        self.program.introduced.add(mark)
        atom = self.edge(2 * number, "x", "y")
        if prop == TOP:
            self.program.everything.append(((number,) * 3, self.clause(prop, (), atom)))
        else:
            self.on_role(2 * number, rules.prp_bot, self.clause(prop, [atom], None))

    def term(self, term: TermKey) -> int:
        """Return the number of an individual or literal."""
        return self.symbols.literal(term) if isinstance(term, ex.Literal) else self.symbols.terms.number(term)

    # ---- clauses and their triggers

    def clause(self, source: Source, body: Iterable[Atom], head: Atom | None) -> int:
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
        """Let a new pair of a property with this object, or one of equal value, trigger a rule."""
        value = self.symbols.alike.get(value, value)
        self.program.on_value.setdefault((role, value), []).append((rules.NUMBER[rule], *arguments))

    def everything(self, source: Axiom | ClassExpression, c: int) -> None:
        """Add C(x)."""
        self.program.everything.append(((c,), self.clause(source, (), (c, "x"))))

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
        self._fillers(role).setdefault(c, []).append((k, d))
        self.on_class(c, rules.cls_svf1_member, role ^ 1, d, k)

    def _fillers(self, role: int) -> dict[int, list[tuple[int, int]]]:
        """Return what `cls-svf1` does for a property, by class: one rule for all, because a pair has few classes."""
        number = rules.NUMBER[rules.cls_svf1_edge]
        for rule in self.program.on_role.get(role, ()):
            if rule[0] == number:
                return cast("dict[int, list[tuple[int, int]]]", rule[1])
        fillers: dict[int, list[tuple[int, int]]] = {}
        self.on_role(role, rules.cls_svf1_edge, fillers)
        return fillers

    def target(self, source: Axiom, role: int, d: int) -> None:
        """Add R(x, y) -> D(y)."""
        self.on_role(role, rules.prp_rng, d, self.clause(source, [self.edge(role, "x", "y")], (d, "y")))

    def included(self, axiom: Axiom, sub: int, sup: int) -> None:
        """Add R(x, y) -> S(x, y)."""
        if sub != sup:
            k = self.clause(axiom, [self.edge(sub, "x", "y")], self.edge(sup, "x", "y"))
            self.on_role(sub, rules.prp_spo1, sup, k)

    def chain(self, axiom: Axiom, roles: tuple[int, ...], head: int) -> None:
        """Add R1(x0, x1), ..., Rn(xn-1, xn) -> S(x0, xn)."""
        body = [self.edge(r, f"x{i}", f"x{i + 1}") for i, r in enumerate(roles)]
        k = self.clause(axiom, body, self.edge(head, "x0", f"x{len(roles)}"))
        for at, role in enumerate(roles):
            self.on_role(role, rules.prp_spo2, roles, at, head, k)

    def apart(self, axiom: Axiom, first: int, second: int) -> None:
        """Add R(x, y), S(x, y) -> contradiction."""
        k = self.clause(axiom, [self.edge(first, "x", "y"), self.edge(second, "x", "y")], None)
        self.on_role(first, rules.prp_pdw, second, True, k)
        if first != second:
            self.on_role(second, rules.prp_pdw, first, False, k)

    # ---- axioms and expressions

    def add(self, axiom: Axiom) -> None:
        """Compile one axiom.

        Raises:
            OutsideFragment: its kind, or an expression in it, has no rules here.
            BadInput: a literal in it is ill-typed.
        """
        handler = AXIOMS.get(type(axiom))
        if handler is None:
            raise OutsideFragment((Unsupported(type(axiom).__name__, functional(axiom)),))
        with named_in_errors(axiom):
            handler(self, axiom)

    def sub_class(self, source: Axiom, sub: ClassExpression, sup: ClassExpression) -> None:
        """Compile `sub` implies `sup`."""
        self.implies(source, self.left(sub), self.right(sup))

    def left(self, expression: ClassExpression) -> int:
        """Compile an expression that stands where it has to be proved; return its number."""
        number = self.class_id(expression)
        if number in self.program.introduced or any(number in p.introduced for p in self.below):
            return number
        self.program.introduced.add(number)
        handler = LEFT.get(type(expression))
        if handler is None:
            raise NoRuleError(f"{type(expression).__name__} on the left")
        handler(self, expression, number)
        return number

    def right(self, expression: ClassExpression) -> int:
        """Compile an expression that stands where it may be used; return its number."""
        number = self.class_id(expression)
        if number in self.program.eliminated or any(number in p.eliminated for p in self.below):
            return number
        self.program.eliminated.add(number)
        handler = RIGHT.get(type(expression))
        if handler is None:
            raise NoRuleError(f"{type(expression).__name__} on the right")
        handler(self, expression, number)
        return number


@contextmanager
def named_in_errors(axiom: Axiom) -> Iterator[None]:
    """Turn what goes wrong with an axiom inside a `with` block into an error that names it."""
    try:
        yield
    except IllTyped as error:
        raise BadInput(f"{error}, in {functional(axiom)}") from None
    except (NoRuleError, UnknownDatatype, Incomparable) as error:
        raise OutsideFragment((Unsupported(str(error), functional(axiom)),)) from None
