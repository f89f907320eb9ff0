"""What was reported about one patient, as triples: the facts as they were written, and what they state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from differentia.diagnosis.case import Case, Fact
from differentia.graph import PREFIXES, Triple
from differentia.intake.formats.statements import case_statements
from differentia.owl import axioms as ax
from differentia.owl.expressions import (
    RDF,
    RDFS,
    XSD,
    Class,
    Individual,
    Literal,
    NamedIndividual,
    ObjectInverseOf,
    ObjectPropertyExpression,
)

__all__ = ["asserted_triples", "conflict_triples", "fact_iri", "individuals_told_of"]

_DX = PREFIXES["dx"]
_DCTERMS = PREFIXES["dcterms"]
_TYPE = RDF + "type"
_LABEL = RDFS + "label"
_BEARS = frozenset({_DX + "hasFinding", _DX + "hasPart"})


def fact_iri(case: str, fact: str) -> str:
    """Return the IRI of a fact.

    Example:
        >>> fact_iri("urn:case", "f3")
        'urn:case/fact/f3'
    """
    return f"{case}/fact/{fact}"


def asserted_triples(case: Case) -> Iterator[Triple]:
    """Yield the asserted graph of a case: what its facts state, and the facts themselves.

    Example:
        >>> tall = ax.ClassAssertion(Class("urn:Tall"), NamedIndividual("urn:x"))
        >>> fact = Fact("f1", "tall", "present", axioms=(tall,))
        >>> list(asserted_triples(Case("c", "urn:c", facts=(fact,))))[0][2]
        'urn:Tall'
    """
    for axiom in case.scaffold:
        yield from _stated(axiom)
    for fact in case.facts:
        for axiom in fact.axioms:
            yield from _stated(axiom)
        yield from ((bearer, _DX + "lacks", lacked) for bearer, lacked in fact.lacks)
        yield from _described(case.iri, fact)
    yield from case_statements(case)


def conflict_triples(
    case: str, conflicts: Iterable[Collection[str]], disputed: Iterable[tuple[str, str]] = ()
) -> Iterator[Triple]:
    """Yield what a case's conflicts are about.

    Args:
        case: the IRI of the case.
        conflicts: the ids of the facts that contradict each other, one collection per conflict.
        disputed: pairs of what bears a cause (a patient or body part) and a cause whose status hangs on a conflict.

    Example:
        >>> [o for s, p, o in conflict_triples("urn:c", [["f1", "f2"]]) if p.endswith("conflictingFact")]
        ['urn:c/fact/f1', 'urn:c/fact/f2']
    """
    for number, facts in enumerate(conflicts, start=1):
        conflict = f"{case}/conflict/{number}"
        yield conflict, _TYPE, _DX + "Conflict"
        yield from ((conflict, _DX + "conflictingFact", fact_iri(case, fact)) for fact in facts)
    for bearer, cause in disputed:
        yield bearer, _DX + "disputedCause", cause


def _described(case: str, fact: Fact) -> Iterator[Triple]:
    node = fact_iri(case, fact.id)
    yield node, _TYPE, _DX + "Fact"
    yield node, _LABEL, _text(fact.text)
    yield node, _DX + "status", _text(fact.status)
    if fact.line is not None:
        yield node, _DX + "line", Literal(str(fact.line), XSD + "integer")
    if fact.source:
        yield node, _DCTERMS + "source", _text(fact.source)
    if fact.date:
        yield node, _DCTERMS + "date", _text(fact.date)
    yield from ((node, _DX + "readAs", term) for _, term in fact.terms)
    yield from ((node, _DX + "about", individual) for individual in individuals_told_of(fact))


def individuals_told_of(fact: Fact) -> dict[str, None]:
    """Return what a fact tells something of: findings, complaints, bearers; not what merely has the finding."""
    found: dict[str, None] = {}
    for axiom in fact.axioms:
        individual: Individual | None = None
        if isinstance(axiom, ax.ClassAssertion):
            individual = axiom.individual
        elif isinstance(axiom, ax.DataPropertyAssertion | ax.NegativeDataPropertyAssertion):
            individual = axiom.source
        elif isinstance(axiom, ax.ObjectPropertyAssertion | ax.NegativeObjectPropertyAssertion):
            bears = _directed(axiom.property, axiom.source, axiom.target)[1] in _BEARS
            individual = None if bears else axiom.source
        if isinstance(individual, NamedIndividual):
            found[individual.iri] = None
    found.update(dict.fromkeys(bearer for bearer, _ in fact.lacks))
    return found


def _stated(axiom: ax.Axiom) -> Iterator[Triple]:
    """Yield the triple of an assertion that is one; a complement or an unnamed class has none."""
    if isinstance(axiom, ax.ClassAssertion):
        if isinstance(axiom.cls, Class) and isinstance(axiom.individual, NamedIndividual):
            yield axiom.individual.iri, _TYPE, axiom.cls.iri
    elif isinstance(axiom, ax.ObjectPropertyAssertion):
        source, predicate, target = _directed(axiom.property, axiom.source, axiom.target)
        if isinstance(source, NamedIndividual) and isinstance(target, NamedIndividual):
            yield source.iri, predicate, target.iri
    elif isinstance(axiom, ax.DataPropertyAssertion) and isinstance(axiom.source, NamedIndividual):
        yield axiom.source.iri, axiom.property.iri, axiom.value


def _directed(
    expression: ObjectPropertyExpression, source: Individual, target: Individual
) -> tuple[Individual, str, Individual]:
    """Turn an inverse round: its triple is that of the named property."""
    if isinstance(expression, ObjectInverseOf):
        return target, expression.property.iri, source
    return source, expression.iri, target


def _text(words: str) -> Literal:
    return Literal(words, XSD + "string")
