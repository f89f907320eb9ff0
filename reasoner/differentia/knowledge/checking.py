"""What `differentia check` reports: consistency, the fragment, completeness, syntax, and the rules of quality.

A rule of quality is a query in `queries/quality/`: each row is a finding, the header says how grave it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from differentia.compiled import Compiled
from differentia.graph import CaseGraph
from differentia.intake.lexicon import Lexicon
from differentia.owl import findings as syntactic
from differentia.owl.entailment import unsatisfiable
from differentia.owl.layer import Layer
from differentia.owl.syntax import functional
from differentia.query_library import SEVERITIES, list_queries
from differentia.structs import dataclass

__all__ = ["Finding", "check_ontology"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about an ontology.

    Attributes:
        severity: error, warning or info.
        rule: what was tested; a query of this name, or a test of syntax or logic.
        message: what was found.
        term: the IRI of what it is about, if it is one term.
    """

    severity: str
    rule: str
    message: str
    term: str | None = None


def check_ontology(compiled: Compiled, *, referee: bool = False) -> Iterator[Finding]:
    """Yield what is to be said of an ontology, errors and warnings before information.

    Args:
        compiled: the ontology.
        referee: also ask HermiT.
    """
    found = [*_logic(compiled), *_syntax(compiled), *_quality(compiled)]
    if referee:
        found += _refereed(compiled)
    yield from sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _logic(compiled: Compiled) -> Iterator[Finding]:
    if compiled.base.clashes:
        yield Finding("error", "inconsistent", "the ontology contradicts itself")
        return
    count = len(compiled.details().ontology.axioms)
    yield Finding("info", "consistent", f"{count} axioms, no contradiction (own reasoner)")
    for iri in sorted(unsatisfiable(Layer(compiled.base))):
        yield Finding("error", "unsatisfiable-class", f"<{iri}> can have no member")


def _syntax(compiled: Compiled) -> Iterator[Finding]:
    from differentia.owl.completeness import completeness
    from differentia.owl.isolation import leaks
    from differentia.owl.restrictions import irregular, non_simple_uses

    axioms = compiled.details().ontology.axioms
    for rule, found in (
        ("non-simple-property", non_simple_uses(axioms)),
        ("irregular-chain", irregular(axioms)),
        ("constant-not-isolated", leaks(axioms, _said_by_cases(compiled.lexicon))),
    ):
        for finding in found:
            yield Finding("error", rule, _told(finding))
    result = completeness(axioms)
    if result.complete:
        renamed = (
            f"; {len(result.renamed)} predicates need refutation for positive answers too" if result.renamed else ""
        )
        yield Finding("info", "complete", f"every positive and negative answer is found{renamed}")
    for finding in result.findings:
        yield Finding("warning", "maybe-incomplete", _told(finding))


def _said_by_cases(lexicon: Lexicon) -> frozenset[str]:
    """Return the properties by which a case may point to a constant: those that phrases state, and their denials."""
    stated = {pattern.iri for patterns in lexicon.patterns.values() for pattern in patterns}
    return frozenset(stated | {lexicon.twins[iri] for iri in stated if iri in lexicon.twins})


def _told(finding: syntactic.Finding) -> str:
    return f"{finding.message}: {'; '.join(functional(axiom) for axiom in finding.axioms)}"


def _quality(compiled: Compiled) -> Iterator[Finding]:
    graph = CaseGraph("urn:x-differentia:no-case", compiled.static, (), ())
    for info in list_queries():
        if info.group == "quality":
            for term, label, message in graph.query(info.name).rows:
                yield Finding(info.severity, info.name, f"{label or term} {message}", str(term))


def _refereed(compiled: Compiled) -> Iterator[Finding]:
    from differentia.owl import referee

    axioms = compiled.details().ontology.axioms
    if not referee.consistent(axioms):
        yield Finding("error", "inconsistent-by-referee", "HermiT finds a contradiction")
        return
    yield Finding("info", "consistent-by-referee", "HermiT finds no contradiction")
    for iri in sorted(referee.unsatisfiable_classes(axioms)):
        yield Finding("error", "unsatisfiable-by-referee", f"HermiT: <{iri}> can have no member")
