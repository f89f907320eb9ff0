"""Saturation of an ontology: all that follows about its constants, an immutable base for any number of layers."""

from __future__ import annotations

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl.clauses import Compiler
from differentia.owl.expressions import AnonymousIndividual
from differentia.owl.facts import Base
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.program import Program
from differentia.owl.refuting import reach_of_tests

__all__ = ["saturate"]


def saturate(ontology: Ontology) -> Base:
    """Compile and saturate an ontology.

    Args:
        ontology: its axioms; every one must be in the fragment.

    Returns:
        The saturated base; `Base.clashes` is not empty if the ontology contradicts itself.

    Raises:
        OutsideFragment: naming every axiom that has no rules.
        BadInput: a literal is ill-typed.
    """
    layer = Layer()
    program = Program()
    layer.programs.append(program)
    compiler = Compiler(layer.symbols, program, layer.sources.clauses, layer.sources.expressions)
    refused: list[Unsupported] = list(ontology.unread)
    for axiom in ontology.axioms:
        try:
            compiler.add(axiom)
        except OutsideFragment as error:
            refused.extend(error.unsupported)
    if refused:
        raise OutsideFragment(tuple(refused))
    program.reach = reach_of_tests(program.tests, layer.sources.clauses)
    for atom, clause in program.facts:
        layer.derive(atom, clause, ())
    layer.complete()
    if program.everything and not layer.known:
        # something exists, even if nothing is named
        layer.meet(compiler.term(AnonymousIndividual("something")))
        layer.complete()
    return layer.freeze()
