"""The class hierarchy that follows from an ontology.

An ontology in EL is classified as a whole, by concept saturation. Where axioms lie outside EL, the classes that they
may say something about are classified one at a time, by supposing a member of each.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, TypeAlias

from differentia.errors import BadInput, OutsideFragment
from differentia.owl.axioms import Axiom, SubClassOf
from differentia.owl.concept_saturation import ConceptSaturation
from differentia.owl.el_index import NOTHING, THING, indexed
from differentia.owl.el_profile import outside_el
from differentia.owl.el_reach import ASSERTIONS, within_reach
from differentia.owl.expressions import OWL, Class
from differentia.owl.findings import Finding
from differentia.owl.hierarchy import hierarchy
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturate
from differentia.owl.supposed_members import Impossible, by_supposition, names_in, unsatisfiable_by
from differentia.owl.syntax import axiom_hash, functional, to_lists
from differentia.structs import dataclass

__all__ = ["Taxonomy", "classify"]

_Progress: TypeAlias = Callable[[int, int], None]
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


def classify(ontology: Ontology, progress: _Progress | None = None) -> Taxonomy:
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
    foreign = outside_el(ontology.axioms)
    if not foreign:
        found = _saturated(ontology, ontology.axioms, progress)
        if any(found.is_below(node, NOTHING) for node in (THING, *found.index.individuals.values())):
            raise BadInput(_CONTRADICTION)
        return Taxonomy(*hierarchy(found), _impossible(ontology, found), ())
    return _with_foreign(ontology, foreign, progress)


def _with_foreign(ontology: Ontology, foreign: Sequence[Axiom], progress: _Progress | None) -> Taxonomy:
    """Classify by supposition the classes that axioms outside EL may reach, and all others as a whole."""
    base = saturate(ontology)
    if base.clashes:
        raise BadInput(_CONTRADICTION)
    reached = within_reach(ontology.axioms, foreign)
    above, impossible, doubts = by_supposition(ontology, base, reached, progress)
    left = {*foreign}
    told = [axiom for axiom in ontology.axioms if axiom not in left and not isinstance(axiom, ASSERTIONS)]
    if reached is None:
        told = []
    # what supposition found is told as axioms, so that one hierarchy holds everything
    told += [SubClassOf(Class(lower), Class(upper)) for lower, uppers in above.items() for upper in sorted(uppers)]
    told += [SubClassOf(Class(name), Class(OWL + "Nothing")) for name in impossible]
    found = _saturated(ontology, told, progress)
    return Taxonomy(*hierarchy(found), {**_impossible(ontology, found, {*impossible}), **impossible}, doubts)


def _saturated(ontology: Ontology, axioms: Sequence[Axiom], progress: _Progress | None) -> ConceptSaturation:
    index = indexed(axioms)
    for name in sorted(ontology.classes if axioms is ontology.axioms else names_in(ontology)):
        index.named(Class(name))
    return ConceptSaturation(index, progress)


def _impossible(ontology: Ontology, found: ConceptSaturation, known: Container[str] = ()) -> Impossible:
    """Return to each class found to have no member, except those known, the axioms behind it."""
    names = sorted((name, node) for name, node in found.index.names.items() if node != NOTHING and name not in known)
    empty = ((name, node) for name, node in names if found.is_below(node, NOTHING))
    return {name: _cited(ontology, name, found.explain(node, NOTHING)) for name, node in empty}


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
