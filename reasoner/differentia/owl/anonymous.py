"""Anonymous individuals in a question: what is said of each is gathered into one class expression.

In a conclusion `_:x` says that something exists. "a is related by r to _:x, and _:x is a C" becomes "a has some r that
is a C"; where no named individual is reached, "there is a C" remains, a membership of the anonymous individual itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from differentia.errors import Unsupported
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, AnonymousIndividual, ClassExpression
from differentia.owl.first_order import parts
from differentia.owl.syntax import functional

__all__ = ["rolled_up"]

_THING = ex.Class(OWL + "Thing")


def rolled_up(axioms: Iterable[Axiom]) -> tuple[list[Axiom], list[Unsupported]]:
    """Replace what is said of anonymous individuals by class expressions.

    Args:
        axioms: a conclusion.

    Returns:
        The axioms to be asked, and those that cannot be: anonymous individuals in a circle, or in another axiom than
        an assertion about one or two.

    Example:
        >>> r, c = ex.ObjectProperty("a:r"), ex.Class("a:C")
        >>> a, x = ex.NamedIndividual("a:a"), AnonymousIndividual("x")
        >>> [functional(q) for q in rolled_up([ax.ObjectPropertyAssertion(r, a, x), ax.ClassAssertion(c, x)])[0]]
        ['ClassAssertion(ObjectSomeValuesFrom(<a:r> <a:C>) <a:a>)']
    """
    plain: list[Axiom] = []
    about: dict[AnonymousIndividual, list[Axiom]] = {}
    refused: list[Unsupported] = []
    for axiom in axioms:
        nobody = [*dict.fromkeys(part for part in parts(axiom) if isinstance(part, AnonymousIndividual))]
        if not nobody:
            plain.append(axiom)
        elif isinstance(axiom, ax.ClassAssertion | ax.ObjectPropertyAssertion | ax.DataPropertyAssertion):
            for node in nobody:
                about.setdefault(node, []).append(axiom)
        else:
            refused.append(Unsupported("an anonymous individual in a question", functional(axiom)))
    forest = _Forest(about)
    plain += forest.rolled()
    return plain, refused + forest.refused


class _Forest:
    def __init__(self, about: dict[AnonymousIndividual, list[Axiom]]) -> None:
        self.about = about
        self.used: set[Axiom] = set()
        self.seen: set[AnonymousIndividual] = set()
        self.refused: list[Unsupported] = []

    def rolled(self) -> list[Axiom]:
        """Start from the named individuals, then from what no named one leads to."""
        found: list[Axiom] = []
        for node, axioms in self.about.items():
            for axiom in axioms:
                named = _other_end(axiom, node)
                if isinstance(named, ex.NamedIndividual) and node not in self.seen:
                    self.used.add(axiom)
                    role = _towards(axiom, node)
                    found.append(ax.ClassAssertion(ex.ObjectSomeValuesFrom(role, self.expression(node)), named))
        found += [ax.ClassAssertion(self.expression(node), node) for node in self.about if node not in self.seen]
        return found

    def expression(self, node: AnonymousIndividual) -> ClassExpression:
        """Describe an anonymous individual by all that is said of it."""
        self.seen.add(node)
        found: list[ClassExpression] = []
        for axiom in self.about[node]:
            if axiom in self.used:
                continue
            self.used.add(axiom)
            found += self._part(axiom, node)
        return _all(found)

    def _part(self, axiom: Any, node: AnonymousIndividual) -> list[ClassExpression]:
        if isinstance(axiom, ax.ClassAssertion) and not _mentions(axiom.cls):
            return [axiom.cls]
        if isinstance(axiom, ax.DataPropertyAssertion):
            return [ex.DataHasValue(axiom.property, axiom.value)]
        other = _other_end(axiom, node)
        role = None if other is None else _inverse(_towards(axiom, node))
        if role is not None and isinstance(other, ex.NamedIndividual):
            return [ex.ObjectHasValue(role, other)]
        if role is not None and isinstance(other, AnonymousIndividual) and other not in self.seen:
            return [ex.ObjectSomeValuesFrom(role, self.expression(other))]
        self.refused.append(Unsupported("anonymous individuals in a circle, in a question", functional(axiom)))
        return []


def _mentions(expression: ClassExpression) -> bool:
    return any(isinstance(part, AnonymousIndividual) for part in parts(expression))


def _other_end(axiom: Axiom, node: AnonymousIndividual) -> ex.Individual | None:
    if not isinstance(axiom, ax.ObjectPropertyAssertion):
        return None
    return axiom.target if axiom.source == node else axiom.source


def _towards(axiom: Any, node: AnonymousIndividual) -> ex.ObjectPropertyExpression:
    """Return the property by which the other end reaches the node."""
    role: ex.ObjectPropertyExpression = axiom.property
    return _inverse(role) if axiom.source == node else role


def _inverse(role: ex.ObjectPropertyExpression) -> ex.ObjectPropertyExpression:
    return role.property if isinstance(role, ex.ObjectInverseOf) else ex.ObjectInverseOf(role)


def _all(found: Sequence[ClassExpression]) -> ClassExpression:
    if len(found) == 1:
        return found[0]
    return ex.ObjectIntersectionOf(tuple(found)) if found else _THING
