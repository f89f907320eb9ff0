"""The class hierarchy that follows from an ontology.

An ontology in EL is classified as a whole, by concept saturation; any other by supposing one member of each class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from differentia.errors import BadInput, OutsideFragment
from differentia.owl.axioms import Axiom
from differentia.owl.concept_saturation import ConceptSaturation
from differentia.owl.el_index import NOTHING, THING, indexed
from differentia.owl.el_profile import outside_el
from differentia.owl.expressions import Class
from differentia.owl.findings import Finding
from differentia.owl.hierarchy import hierarchy
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturate
from differentia.owl.supposed_members import by_supposition, unsatisfiable_by
from differentia.owl.syntax import axiom_hash, functional, to_lists

__all__ = ["Taxonomy", "classify"]

_CONTRADICTION = "the ontology contradicts itself: every class is below every other"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A class hierarchy without what follows from the rest of it.

    Attributes:
        groups: classes with the same members, each group sorted, the groups by their first class; owl:Thing's among
            them.
        parents: to each group's first class the first classes of the groups directly above it.
        unsatisfiable: to each class that can have no member the axioms behind it, as a proof cites them.
        doubts: why a subsumption or an unsatisfiable class may be missing; empty if none is.
    """

    groups: tuple[tuple[str, ...], ...]
    parents: Mapping[str, tuple[str, ...]]
    unsatisfiable: Mapping[str, tuple[Mapping[str, Any], ...]]
    doubts: tuple[Finding, ...]


def classify(ontology: Ontology, progress: Callable[[int, int], None] | None = None) -> Taxonomy:
    """Return the class hierarchy of an ontology.

    Args:
        ontology: its axioms; every one must be in the fragment.
        progress: told now and then how much is done, of how much.

    Raises:
        OutsideFragment: an axiom is outside the fragment.
        BadInput: the ontology contradicts itself, so that every class is below every other.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> a, b, c = (Class("a:" + n) for n in "ABC")
        >>> found = classify(Ontology((SubClassOf(a, b), SubClassOf(b, c), SubClassOf(a, c))))
        >>> found.parents["a:A"], found.parents["a:C"]
        (('a:B',), ('http://www.w3.org/2002/07/owl#Thing',))
    """
    if ontology.unread:
        raise OutsideFragment(ontology.unread)
    if not outside_el(ontology.axioms):
        return _by_concepts(ontology, progress)
    base = saturate(ontology)
    if base.clashes:
        raise BadInput(_CONTRADICTION)
    (groups, parents), impossible, doubts = by_supposition(ontology, base, progress)
    return Taxonomy(groups, parents, impossible, doubts)


def _by_concepts(ontology: Ontology, progress: Callable[[int, int], None] | None) -> Taxonomy:
    index = indexed(ontology.axioms)
    for name in ontology.classes:
        index.named(Class(name))
    found = ConceptSaturation(index, progress)
    if any(found.is_below(node, NOTHING) for node in (THING, *found.index.individuals.values())):
        raise BadInput(_CONTRADICTION)
    names = sorted(found.index.names.items())
    empty = [(name, node) for name, node in names if node != NOTHING and found.is_below(node, NOTHING)]
    impossible = {name: _cited(ontology, name, found.explain(node, NOTHING)) for name, node in empty}
    return Taxonomy(*hierarchy(found), impossible, ())


def _cited(ontology: Ontology, name: str, axioms: Mapping[Axiom, None]) -> tuple[Mapping[str, Any], ...]:
    """Return what a proof from these axioms cites that a class can have no member; without a proof, all of them."""
    ordered = sorted(axioms, key=functional)
    try:
        cited = unsatisfiable_by(ontology, saturate(Ontology(tuple(ordered))), name)
    except OutsideFragment:  # a promise that promises itself: the engine has no proof in steps
        cited = ()
    return cited or tuple(
        {"axiom": to_lists(axiom), "hash": axiom_hash(axiom), "sources": [], "notes": []} for axiom in ordered
    )
