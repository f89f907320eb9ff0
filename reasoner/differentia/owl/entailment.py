"""What a layer entails: positive answers by saturation, negative ones by refutation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from differentia.owl import axioms as ax
from differentia.owl.clauses import Compiler, named_in_errors
from differentia.owl.expressions import (
    OWL,
    RDF,
    AnonymousIndividual,
    Class,
    ClassExpression,
    DataHasValue,
    Literal,
    NamedIndividual,
    ObjectComplementOf,
    ObjectHasValue,
    ObjectInverseOf,
)
from differentia.owl.facts import HENCE, Base, Branch, FactKey
from differentia.owl.layer import Layer
from differentia.owl.program import SAME, NoRuleError, Program
from differentia.owl.refuting import complete, prove_complement
from differentia.owl.refuting import refutation as refute

__all__ = ["Question", "asked", "holds", "refutation", "refutes", "triples", "types", "unsatisfiable"]

Question: TypeAlias = ax.ClassAssertion | ax.ObjectPropertyAssertion | ax.DataPropertyAssertion


@contextmanager
def asked(layer: Layer, question: Question) -> Iterator[FactKey]:
    """Make a question provable for the time of a `with` block and yield the fact that would answer it.

    A class expression that no axiom has on its left gets its clauses here; they are gone after the block. Where axioms
    have complements on the left, a fact that saturation does not give is also sought by refuting its contrary.
    """
    mark = layer.mark()
    try:
        with named_in_errors(question):
            program = Program()
            key = _key(layer.compiler(program), question, left=True)
            _install(layer, program, question)
            key = _equal_key(layer, key)
            if layer.find(key) is None:
                _seek(layer, question, key)
        yield key
    finally:
        layer.undo(mark)


def _install(layer: Layer, program: Program, question: Question) -> None:
    """Put the clauses of a question on top; they define new names only, so that old tests need not be tried again."""
    layer.install(program)
    for individual in _individuals(question):
        layer.meet(layer.symbols.terms.number(individual))
    complete(layer, [program])


def _individuals(question: Question) -> Iterable[NamedIndividual | AnonymousIndividual]:
    if isinstance(question, ax.ClassAssertion):
        return (question.individual,)
    return (
        (question.source, question.target) if isinstance(question, ax.ObjectPropertyAssertion) else (question.source,)
    )


def _seek(layer: Layer, question: Question, key: FactKey) -> None:
    """Derive the answer by refutation: of what a complement denies, or of the contrary of anything else."""
    tests = [test for program in layer.programs for test in program.tests]
    if isinstance(question, ax.ClassAssertion) and isinstance(question.cls, ObjectComplementOf):
        for test in tests:
            if test.negated == key[0] and layer.find(key) is None:
                prove_complement(layer, test, key[1], nested=len(tests) > 1)
    elif tests:
        _seek_by_contrary(layer, question)


def _seek_by_contrary(layer: Layer, question: Question) -> None:
    wanted, x = _as_class(question)
    denial = ObjectComplementOf(wanted)
    program = Program()
    compiler = layer.compiler(program)
    try:
        number = compiler.right(denial)
        # the contrary refuted is a fact of its own, with the number of the contrary turned round
        compiler.implies(denial, ~number, compiler.right(wanted))
    except NoRuleError:
        return
    layer.install(program)
    branch = refute(layer, (number, compiler.term(x)), nested=True)
    if branch is not None:
        layer.branches.append(branch)
        layer.derive((~number, compiler.term(x)), HENCE, (len(layer.branches) - 1,))
        layer.run()


def _as_class(question: Question) -> tuple[ClassExpression, NamedIndividual | AnonymousIndividual]:
    if isinstance(question, ax.ClassAssertion):
        return question.cls, question.individual
    if isinstance(question, ax.ObjectPropertyAssertion):
        return ObjectHasValue(question.property, question.target), question.source
    return DataHasValue(question.property, question.value), question.source


def _equal_key(layer: Layer, key: FactKey) -> FactKey:
    """Return the key of the fact that is there: another literal may stand for the value that is asked for."""
    alike = layer.symbols.alike
    if len(key) == 3 and key[0] in layer.symbols.data_roles and layer.find(key) is None:
        for value, _ in layer.successors(2 * key[0], key[1]):
            if alike.get(value, value) == alike.get(key[2], key[2]):
                return (key[0], key[1], value)
    return key


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
    """Return the supposition of an assertion and the branch that ends in a contradiction, or None.

    The clauses that the branch speaks of are kept until an earlier mark is undone.
    """
    mark = layer.mark()
    found = None
    try:
        with named_in_errors(question):
            program = Program()
            key = _key(layer.compiler(program), question, left=False)
            _install(layer, program, question)
            branch = refute(layer, key, nested=True, since=mark)
            found = None if branch is None else (key, branch)
    finally:
        layer.undo(mark) if found is None else layer.rewind(mark)
    return found


def refutes(layer: Layer, question: Question) -> bool:
    """Tell whether the contrary of an assertion follows."""
    mark = layer.mark()
    try:
        return refutation(layer, question) is not None
    finally:
        layer.undo(mark)


def types(layer: Layer, individual: str) -> frozenset[str]:
    """Return the IRIs of the named classes that an individual is entailed to belong to."""
    x = layer.symbols.terms.get(NamedIndividual(individual))
    if x is None:
        return frozenset()
    return frozenset(layer.symbols.named[c] for c in layer.types_of(x) if c in layer.symbols.named)


def triples(layer: Layer | Base) -> Iterator[tuple[str, str, str | Literal]]:
    """Yield the named facts of a layer or base as triples: asserted and inferred, without those of the base below.

    Yields:
        (subject, property, object): class memberships under rdf:type, object and data property facts between named
        individuals and literals; facts about witnesses are left out.
    """
    symbols = layer.symbols
    for key in layer.facts:
        subject = symbols.terms[key[1]]
        if not isinstance(subject, NamedIndividual):
            continue
        if len(key) == 2:
            if key[0] in symbols.named:
                yield subject.iri, RDF + "type", symbols.named[key[0]]
            continue
        target = symbols.terms[key[2]]
        if isinstance(target, NamedIndividual):
            yield subject.iri, symbols.roles[key[0]], target.iri
            if key[0] == SAME:
                yield target.iri, symbols.roles[key[0]], subject.iri
        elif isinstance(target, Literal):
            yield subject.iri, symbols.roles[key[0]], target


def unsatisfiable(layer: Layer) -> frozenset[str]:
    """Return the named classes that cannot have a member, by supposing one of each.

    The supposed member is an anonymous individual about which nothing else is known.
    """
    nobody = AnonymousIndividual("anyone at all")
    return frozenset(
        iri
        for iri in sorted(set(layer.symbols.named.values()))
        if iri != OWL + "Nothing" and refutes(layer, ax.ClassAssertion(Class(iri), nobody))
    )
