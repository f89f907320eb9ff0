"""Saturation of an ontology: all that follows about its constants, an immutable base for any number of layers."""

from __future__ import annotations

from collections.abc import Iterator

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl.axioms import DatatypeDefinition
from differentia.owl.clauses import Compiler
from differentia.owl.definitions import definitions
from differentia.owl.expressions import AnonymousIndividual, Individual, NamedIndividual
from differentia.owl.facts import Base
from differentia.owl.first_order import parts
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.program import Program
from differentia.owl.refuting import USUAL_DEPTH, reach_of_tests
from differentia.owl.syntax import functional

__all__ = ["saturate", "saturated_layer"]


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
    return saturated_layer(ontology).freeze()


def saturated_layer(ontology: Ontology, *, keep_all: bool = False, depth: int = USUAL_DEPTH) -> Layer:
    """Compile and saturate an ontology in a layer with nothing below, to which more may be added.

    Args:
        ontology: its axioms; every one must be in the fragment.
        keep_all: keep every derivation of each fact, those about the ontology's own constants included.
        depth: how many suppositions may stand on one another when complements are proved.
    """
    layer = Layer(keep_all=keep_all, depth=depth)
    program = Program()
    layer.programs.append(program)
    compiler = Compiler(layer.symbols, program, layer.sources.clauses, layer.sources.expressions)
    refused: list[Unsupported] = list(ontology.unread)
    defined = definitions(ontology.axioms)
    refused.extend(Unsupported(reason, functional(axiom)) for axiom, reason in defined.refused.items())
    for definition in defined.axioms:
        compiler.define(definition, defined.ranges[definition.datatype])
    for axiom in ontology.axioms:
        if isinstance(axiom, DatatypeDefinition):
            continue
        try:
            compiler.add(axiom)
        except OutsideFragment as error:
            refused.extend(error.unsupported)
    if refused:
        raise OutsideFragment(tuple(refused))
    program.reach = reach_of_tests(program.tests, layer.sources.clauses)
    for atom, clause in program.facts:
        layer.derive(atom, clause, ())
    if program.everything:  # it holds also of those of whom nothing else is said
        for individual in _individuals(ontology):
            layer.meet(compiler.term(individual))
    layer.complete()
    if program.everything and not layer.known:
        # something exists, even if nothing is named
        layer.meet(compiler.term(AnonymousIndividual("something")))
        layer.complete()
    return layer


def _individuals(ontology: Ontology) -> Iterator[Individual]:
    """Yield every individual that the axioms mention, once."""
    found = (part for axiom in ontology.axioms for part in parts(axiom))
    yield from dict.fromkeys(p for p in found if isinstance(p, NamedIndividual | AnonymousIndividual))
