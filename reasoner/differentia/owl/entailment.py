"""What a layer entails: positive answers by saturation, negative ones by refutation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import axioms as ax
from differentia.owl.clauses import Compiler, NoRuleError
from differentia.owl.expressions import RDF, Class, Literal, NamedIndividual, ObjectInverseOf
from differentia.owl.facts import Branch, FactKey
from differentia.owl.layer import Layer
from differentia.owl.program import Program
from differentia.owl.syntax import functional

__all__ = ["Question", "asked", "holds", "refutation", "refutes", "triples", "types"]

Question: TypeAlias = ax.ClassAssertion | ax.ObjectPropertyAssertion | ax.DataPropertyAssertion


@contextmanager
def asked(layer: Layer, question: Question) -> Iterator[FactKey]:
    """Make a question provable for the time of a `with` block and yield the fact that would answer it.

    A class expression that no axiom has on its left gets its clauses here; they are gone after the block.
    """
    mark = layer.mark()
    program = Program()
    compiler = layer.compiler(program)
    try:
        key = _key(compiler, question, left=True)
        layer.install(program)
        layer.complete()
        yield key
    except NoRuleError as error:
        raise OutsideFragment((Unsupported(str(error), functional(question)),)) from None
    finally:
        layer.undo(mark)


def _key(compiler: Compiler, question: Question, *, left: bool) -> FactKey:
    if isinstance(question, ax.ClassAssertion):
        c = compiler.left(question.cls) if left else compiler.right(question.cls)
        return (c, compiler.term(question.individual))
    target = question.value if isinstance(question, ax.DataPropertyAssertion) else question.target
    if isinstance(question.property, ObjectInverseOf):
        return (compiler.role(question.property) >> 1, compiler.term(target), compiler.term(question.source))
    return (compiler.role(question.property) >> 1, compiler.term(question.source), compiler.term(target))


def holds(layer: Layer, question: Question) -> bool:
    """Tell whether an assertion follows.

    Args:
        layer: what is known.
        question: a class, object property or data property assertion.

    Returns:
        True if it follows; False says only that it does not, not that its contrary does.
    """
    with asked(layer, question) as key:
        return layer.find(key) is not None


def refutation(layer: Layer, question: Question) -> tuple[FactKey, Branch] | None:
    """Return the supposition of an assertion and the branch that ends in a contradiction, or None."""
    mark = layer.mark()
    program = Program()
    try:
        key = _key(layer.compiler(program), question, left=False)
        layer.install(program)
        layer.complete()
        branch = layer.refutation(key)
        return None if branch is None else (key, branch)
    except NoRuleError as error:
        raise OutsideFragment((Unsupported(str(error), functional(question)),)) from None
    finally:
        layer.undo(mark)


def refutes(layer: Layer, question: Question) -> bool:
    """Tell whether the contrary of an assertion follows."""
    return refutation(layer, question) is not None


def types(layer: Layer, individual: str) -> frozenset[str]:
    """Return the IRIs of the named classes that an individual is entailed to belong to."""
    x = layer.symbols.terms.get(NamedIndividual(individual))
    if x is None:
        return frozenset()
    return frozenset(layer.symbols.named[c] for c in layer.types_of(x) if c in layer.symbols.named)


def triples(layer: Layer) -> Iterator[tuple[str, str, str | Literal]]:
    """Yield the named facts of a layer as triples: asserted and inferred, without those of the base.

    Yields:
        (subject, property, object): class memberships under rdf:type, object and data property facts between named
        individuals and literals; facts about witnesses are left out.
    """
    symbols = layer.symbols
    for key in layer.facts:
        subject = symbols.terms[key[-2] if len(key) == 3 else key[1]]
        if not isinstance(subject, NamedIndividual):
            continue
        if len(key) == 2:
            if key[0] in symbols.named:
                yield subject.iri, RDF + "type", symbols.named[key[0]]
            continue
        target = symbols.terms[key[2]]
        if isinstance(target, NamedIndividual):
            yield subject.iri, symbols.roles[key[0]], target.iri
        elif isinstance(target, Literal):
            yield subject.iri, symbols.roles[key[0]], target


def unsatisfiable(layer: Layer) -> frozenset[str]:
    """Return the named classes that cannot have a member, by supposing one of each.

    The supposed member is an anonymous individual about which nothing else is known.
    """
    from differentia.owl.expressions import AnonymousIndividual

    nobody = AnonymousIndividual("anyone")
    empty = set()
    for iri in sorted(set(layer.symbols.named.values())):
        if iri != _NOTHING and refutes(layer, ax.ClassAssertion(Class(iri), nobody)):
            empty.add(iri)
    return frozenset(empty)


_NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
