"""What `differentia check` reports: consistency, the fragment, completeness, and the other syntactic tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from differentia.compiled import Compiled
from differentia.owl.entailment import unsatisfiable
from differentia.owl.layer import Layer

__all__ = ["Finding", "check_ontology"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about an ontology; `severity` is error, warning or info."""

    severity: str
    rule: str
    message: str


def check_ontology(compiled: Compiled, *, referee: bool = False) -> Iterator[Finding]:
    """Yield what is to be said of an ontology, errors and warnings before information.

    Args:
        compiled: the ontology.
        referee: also ask HermiT.
    """
    found = [*_logic(compiled), *_syntax(compiled)]
    if referee:
        found += _refereed(compiled)
    order = {"error": 0, "warning": 1, "info": 2}
    yield from sorted(found, key=lambda finding: order[finding.severity])


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
        ("constant-not-isolated", leaks(axioms)),
    ):
        for finding in found:
            yield Finding("error", rule, str(finding))
    result = completeness(axioms)
    if result.complete:
        yield Finding("info", "complete", "every positive and negative answer is found")
    for finding in result.findings:
        yield Finding("warning", "maybe-incomplete", str(finding))


def _refereed(compiled: Compiled) -> Iterator[Finding]:
    from differentia.owl import referee

    axioms = compiled.details().ontology.axioms
    if not referee.consistent(axioms):
        yield Finding("error", "inconsistent-by-referee", "HermiT finds a contradiction")
        return
    yield Finding("info", "consistent-by-referee", "HermiT finds no contradiction")
    for iri in sorted(referee.unsatisfiable_classes(axioms)):
        yield Finding("error", "unsatisfiable-by-referee", f"HermiT: <{iri}> can have no member")
