"""The class hierarchy by supposing one member of each class: exact in all of the fragment, one class at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from differentia.owl.axioms import ClassAssertion
from differentia.owl.completeness import completeness
from differentia.owl.entailment import holds
from differentia.owl.expressions import OWL, AnonymousIndividual, Class
from differentia.owl.facts import Assertion, Base
from differentia.owl.findings import Finding
from differentia.owl.first_order import parts
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.proof import ProofContext, prove_clash

__all__ = ["Above", "Impossible", "by_supposition", "names_in", "unsatisfiable_by"]

Above = dict[str, set[str]]
"""To a class the classes above it."""
Impossible = dict[str, tuple[Mapping[str, Any], ...]]
"""To a class that can have no member the axioms behind it, as a proof cites them."""

_THING, _NOTHING = OWL + "Thing", OWL + "Nothing"
_MEMBER = AnonymousIndividual("anyone")


def by_supposition(
    ontology: Ontology,
    base: Base,
    names: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Above, Impossible, tuple[Finding, ...]]:
    """Suppose one member of each class and read off all it then belongs to.

    Args:
        ontology: its axioms.
        base: its saturation, without contradiction.
        names: the classes; without it all.
        progress: told now and then how many classes are done, of how many.

    Returns:
        What is above each class, the classes without members, and what the test of completeness found.
    """
    vouched = completeness(ontology.axioms)
    turned = {p.iri for p in vouched.renamed if isinstance(p, Class)}
    asked = sorted(names_in(ontology) if names is None else names)
    layer = Layer(base)
    above: Above = {}
    impossible: Impossible = {}
    for done, name in enumerate(asked):
        if progress is not None:
            progress(done, len(asked))
        before = layer.mark()
        layer.assume([Assertion(ClassAssertion(Class(name), _MEMBER))])
        if layer.clashes:
            impossible[name] = _axioms_of_clash(layer, ontology)
        else:
            above[name] = {*_types(layer), *(t for t in turned if _belongs(layer, t))}
        layer.undo(before)
    return above, impossible, vouched.findings


def names_in(ontology: Ontology) -> set[str]:
    """Return the IRIs of the classes that are mentioned or declared, owl:Thing among them and owl:Nothing not."""
    mentioned = {p.iri for axiom in ontology.axioms for p in parts(axiom) if isinstance(p, Class)}
    return (mentioned | {_THING, *ontology.classes}) - {_NOTHING}


def unsatisfiable_by(ontology: Ontology, base: Base, name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the axioms by which a class can have no member, as the proof of it cites them; none if it is not found."""
    layer = Layer(base)
    layer.assume([Assertion(ClassAssertion(Class(name), _MEMBER))])
    return _axioms_of_clash(layer, ontology) if layer.clashes else ()


def _axioms_of_clash(layer: Layer, ontology: Ontology) -> tuple[Mapping[str, Any], ...]:
    header = {"ontology": ontology.sha256, "version": ontology.version or "unversioned", "case": None, "mappings": None}
    return tuple(prove_clash(layer, ProofContext(header))["axioms"].values())


def _types(layer: Layer) -> Iterator[str]:
    """Yield the named classes of the supposed member."""
    x = layer.symbols.terms.get(_MEMBER)
    named = layer.symbols.named
    if x is not None:
        yield from (named[c] for c in layer.types_of(x) if c in named)


def _belongs(layer: Layer, name: str) -> bool:
    return holds(layer, ClassAssertion(Class(name), _MEMBER))
