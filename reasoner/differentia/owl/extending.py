"""Axioms between named classes on top of a saturated ontology, without saturating it again."""

from __future__ import annotations

from collections.abc import Iterable

from differentia.owl.axioms import Axiom, EquivalentClasses, SubClassOf
from differentia.owl.clauses import Compiler
from differentia.owl.contention import contention
from differentia.owl.expressions import Class
from differentia.owl.facts import Base, Sources
from differentia.owl.program import Program
from differentia.owl.refuting import reach_of_tests

__all__ = ["extended"]


def extended(base: Base, axioms: Iterable[Axiom]) -> Base:
    """Return a base with further axioms between named classes.

    Args:
        base: a saturated ontology; it stays as it is.
        axioms: SubClassOf and EquivalentClasses axioms between named classes.

    Raises:
        ValueError: an axiom is of another kind, or would add something to what is said of the base's own individuals.

    Example:
        >>> from differentia.owl.axioms import ClassAssertion
        >>> from differentia.owl.entailment import types
        >>> from differentia.owl.expressions import NamedIndividual
        >>> from differentia.owl.facts import Assertion
        >>> from differentia.owl.layer import Layer
        >>> from differentia.owl.ontology import Ontology
        >>> from differentia.owl.saturation import saturate
        >>> a, b, c = (Class("urn:x#" + n) for n in "ABC")
        >>> layer = Layer(extended(saturate(Ontology((SubClassOf(a, b),))), [EquivalentClasses((c, a))]))
        >>> _ = layer.assume([Assertion(ClassAssertion(c, NamedIndividual("urn:x#i")))])
        >>> sorted(types(layer, "urn:x#i"))
        ['urn:x#A', 'urn:x#B', 'urn:x#C']
    """
    listed = list(axioms)
    below, kept = base.sources, base.program
    program = Program(
        {c: list(rules) for c, rules in kept.on_class.items()},
        kept.on_role,
        kept.on_value,
        kept.everything,
        kept.facts,
        kept.tests,
        set(kept.introduced),
        set(kept.eliminated),
        kept.defined,
    )
    clauses, symbols = list(below.clauses), base.symbols.child()
    expressions = dict(below.expressions)
    compiler = Compiler(symbols, program, clauses, expressions)
    for axiom in listed:
        sides = axiom.operands if isinstance(axiom, EquivalentClasses) else ()
        sides = (axiom.sub, axiom.sup) if isinstance(axiom, SubClassOf) else sides
        if not sides or not all(isinstance(side, Class) for side in sides):
            raise ValueError(f"no axiom between named classes: {axiom}")
        compiler.add(axiom)
    new = clauses[len(below.clauses) :]
    if any((2, atom[0]) in base.by_predicate for clause in new for atom in clause.body):
        raise ValueError("an axiom speaks of a class that has individuals of the ontology as members")
    program.reach = reach_of_tests(program.tests, clauses)
    sources = Sources(clauses, expressions)
    return Base(
        symbols,
        program,
        base.facts,
        base.why,
        base.ids,
        base.types,
        base.edges,
        base.by_predicate,
        base.branches,
        base.clashes,
        len(clauses),
        contention(clauses, symbols.ranges),
        lambda: sources,
    )
