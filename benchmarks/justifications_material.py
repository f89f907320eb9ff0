"""Makes what `justifications.py` asks about: ontologies, and conclusions from them that nobody asserted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import TypeAlias

from benchmarks.classification_material import of_obo
from tests.owl.random_el import el_ontology
from tests.owl.test_justifications import entailed, saturated

from differentia import load
from differentia.diagnosis.session import assertions_of, open_session
from differentia.diagnosis.vocabulary import DX
from differentia.errors import DifferentiaError
from differentia.owl.axioms import Axiom, ClassAssertion, ObjectPropertyAssertion, SubClassOf
from differentia.owl.expressions import OWL, Class, ObjectProperty
from differentia.owl.justifications import Knowledge
from differentia.owl.ontology import Ontology
from differentia.owl.questions import consistent
from differentia.owl.referee_text import document, with_named_individuals
from differentia.owl.syntax import functional
from differentia.owl.taxonomy import Taxonomy, classify

__all__ = ["Job", "jobs", "numbered", "tokens"]

CASE = Path(__file__).resolve().parent.parent / "tests" / "cases" / "S28-low-abi" / "case.yaml"
CAUSES = ("establishedCause", "supportedCause", "excludedCause")
Question: TypeAlias = ClassAssertion | ObjectPropertyAssertion | SubClassOf


@dataclass(frozen=True, slots=True)
class Job:
    """An ontology and conclusions from it."""

    axioms: tuple[Axiom, ...]
    questions: tuple[Question, ...]


def jobs(obo: Path | None, many: int) -> Iterator[tuple[str, list[Job]]]:
    """Yield the kinds of ontologies, each with what is asked.

    Args:
        obo: the Human Phenotype Ontology, or None.
        many: how many conclusions of random ontologies to ask about, of each kind.
    """
    yield "random, individuals", list(_enough(_of_individuals(), many))
    yield "random, EL", list(_enough(_of_el(), many))
    yield "ours, class hierarchy", [_of_ours(many // 5)]
    yield "ours, a case", [_of_a_case()]
    if obo is not None:
        yield "Human Phenotype Ontology", [_of_hpo(obo, many // 5)]


def numbered(axioms: tuple[Axiom, ...]) -> str:
    """Write an ontology whose axioms bear their numbers, so that they are known when they come back.

    Example:
        >>> print(numbered((SubClassOf(Class("a:A"), Class("a:B")),)).splitlines()[3])
        SubClassOf(Annotation(<http://www.w3.org/2000/01/rdf-schema#comment> "0") <a:A> <a:B>)
    """
    declared = [line for line in document(axioms).splitlines() if line.startswith(("Ontology(", "Declaration("))]
    comment = "Annotation(<http://www.w3.org/2000/01/rdf-schema#comment>"
    told = [functional(axiom).partition("(") for axiom in axioms]
    return "\n".join([*declared, *(f'{kind}({comment} "{n}") {rest}' for n, (kind, _, rest) in enumerate(told)), ")"])


def _enough(found: Iterator[Job], many: int) -> Iterator[Job]:
    """Yield jobs until there are enough conclusions."""
    for job in found:
        if many <= 0:
            return
        yield Job(job.axioms, job.questions[:many])
        many -= len(job.questions)


def _of_individuals() -> Iterator[Job]:
    for kind, seed in ((kind, seed) for seed in range(1_000, 2_000) for kind in ("plain", "data")):
        known, layer = saturated(kind, seed) or (None, None)
        if known is not None and layer is not None and not layer.clashes and (asked := entailed(layer, seed)):
            yield Job(known.axioms, tuple(asked))  # type: ignore[arg-type]


def _of_el() -> Iterator[Job]:
    for seed in range(1_000, 3_000):
        axioms = el_ontology(seed)
        try:
            if consistent(Ontology(axioms)).verdict == "yes" and (asked := _new(classify(Ontology(axioms)), axioms)):
                Knowledge(axioms).saturated(keep_all=True)  # refuses what classification alone can do
                yield Job(axioms, tuple(asked))
        except DifferentiaError:
            continue


def _new(taxonomy: Taxonomy, axioms: tuple[Axiom, ...]) -> list[SubClassOf]:
    """Return the subsumptions between satisfiable named classes that nobody asserted."""
    group = {name: each for each in taxonomy.groups for name in each}
    found = []
    for names in taxonomy.groups:
        reached = [names[0]]
        for each in reached:
            reached += [parent for parent in taxonomy.parents.get(each, ()) if parent not in reached]
        uppers = [upper for each in reached for upper in group[each]]
        found += [SubClassOf(Class(one), Class(upper)) for one in names for upper in uppers if one != upper]
    told = {*axioms}
    return [one for one in found if one not in told and not {one.sub.iri, one.sup.iri} & _ENDS]  # type: ignore[union-attr]


_ENDS = {OWL + "Thing", OWL + "Nothing"}


def _of_ours(many: int) -> Job:
    axioms = load().ontology.axioms
    found = _new(classify(Ontology(axioms)), axioms)
    return Job(axioms, tuple(Random(1).sample(found, many)))  # noqa: S311 - not for secrets


def _of_a_case() -> Job:
    kb = load()
    case = kb.read(CASE)
    session = open_session(kb.compiled.base, case, kb.compiled.computations)
    said = assertions_of(case, frozenset(fact.id for fact in case.facts), session.layer)
    axioms = tuple(dict.fromkeys([*kb.ontology.axioms, *map(with_named_individuals, said)]))
    terms, roles = session.layer.symbols.terms, session.layer.symbols.roles
    wanted = {roles.get(DX + name): ObjectProperty(DX + name) for name in CAUSES}
    edges = [(wanted[key[0]], terms[key[1]], terms[key[2]]) for key in session.layer.facts if key[0] in wanted]
    asked = [with_named_individuals(ObjectPropertyAssertion(*edge)) for edge in edges]  # type: ignore[arg-type]
    return Job(axioms, tuple(asked))


def _of_hpo(obo: Path, many: int) -> Job:
    """Ask about terms that lie below phenotypic abnormality by several ways, as many ways as justifications."""
    triples = (line.split(" ") for line in of_obo(obo.read_text(encoding="utf-8")))
    edges = [(s.strip("<>"), o.strip("<>")) for s, p, o, *_ in triples if p.endswith("#subClassOf>")]
    above: dict[str, list[str]] = {}
    for lower, upper in edges:
        above.setdefault(lower, []).append(upper)
    top = "http://purl.obolibrary.org/obo/HP_0000118"

    def ways(name: str) -> int:
        return 1 if name == top else sum(map(ways, above.get(name, ())))

    names = sorted(above)
    Random(1).shuffle(names)  # noqa: S311 - not for secrets
    chosen = islice((name for name in names if 2 <= ways(name) <= 30), many)
    axioms = tuple(SubClassOf(Class(lower), Class(upper)) for lower, upper in edges)
    return Job(axioms, tuple(SubClassOf(Class(name), Class(top)) for name in chosen))


def tokens(question: Question) -> list[str]:
    """Write a question as rustdl reads it.

    Example:
        >>> tokens(SubClassOf(Class("a:A"), Class("a:B")))
        ['subclass', 'a:A', 'a:B']
    """
    if isinstance(question, SubClassOf):
        told = ["subclass", functional(question.sub), functional(question.sup)]
    elif isinstance(question, ClassAssertion):
        told = ["instance", functional(question.individual), functional(question.cls)]
    else:
        told = ["property", *map(functional, (question.source, question.property, question.target))]
    return [part.strip("<>") for part in told]
