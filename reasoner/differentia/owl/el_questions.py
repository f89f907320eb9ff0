"""Questions that concept saturation decides: all there is to know is in EL, and so is what is asked."""

from __future__ import annotations

from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.concept_saturation import ConceptSaturation
from differentia.owl.el_index import NOTHING, THING, indexed
from differentia.owl.el_profile import outside_el
from differentia.owl.expressions import Class
from differentia.owl.ontology import Ontology
from differentia.owl.reading import ORPHAN

__all__ = ["consistent_el", "entails_el", "reasons_el"]

_LOWER, _UPPER = Class("urn:x-differentia:asked-below"), Class("urn:x-differentia:asked-above")


def consistent_el(ontology: Ontology) -> bool | None:
    """Tell whether an ontology in EL has a model; None if it is not in EL."""
    if _unread(ontology) or outside_el(ontology.axioms):
        return None
    return not _contradicts(ConceptSaturation(indexed(ontology.axioms)))


def entails_el(ontology: Ontology, axiom: Axiom) -> bool | None:
    """Tell whether an axiom about classes, or that an individual is in one, follows; None if this cannot tell.

    Example:
        >>> from differentia.owl.expressions import ObjectProperty, ObjectSomeValuesFrom
        >>> a, r = Class("a:A"), ObjectProperty("a:r")
        >>> endless = Ontology((ax.SubClassOf(a, ObjectSomeValuesFrom(r, a)),))
        >>> twice = ObjectSomeValuesFrom(r, ObjectSomeValuesFrom(r, a))
        >>> entails_el(endless, ax.SubClassOf(a, twice)), entails_el(endless, ax.SubClassOf(twice, a))
        (True, False)
    """
    found = [_below(ontology, part) for part in _inclusions(axiom)]
    if not found or None in found:
        return None
    return all(found)


def _unread(ontology: Ontology) -> bool:
    return any(each.construct != ORPHAN for each in ontology.unread)


def _inclusions(axiom: Axiom) -> list[Axiom]:
    """Return what has to follow for an axiom to follow; nothing if concept saturation cannot be asked."""
    match axiom:
        case ax.SubClassOf() | ax.ClassAssertion():
            return [axiom]
        case ax.EquivalentClasses(operands):
            pairs = zip(operands, operands[1:] + operands[:1], strict=True)
            return [ax.SubClassOf(one, other) for one, other in pairs]
    return []


def _below(ontology: Ontology, axiom: Axiom) -> bool | None:
    # new names for both sides, so that any expression can be asked
    if isinstance(axiom, ax.SubClassOf):
        question: list[Axiom] = [ax.SubClassOf(_LOWER, axiom.sub), ax.SubClassOf(axiom.sup, _UPPER)]
    elif isinstance(axiom, ax.ClassAssertion):
        question = [ax.SubClassOf(axiom.cls, _UPPER)]
    else:
        return None
    known = (*ontology.axioms, *question)
    if _unread(ontology) or outside_el(known):
        return None
    index = indexed(known)
    lower = index.individual(axiom.individual) if isinstance(axiom, ax.ClassAssertion) else index.named(_LOWER)
    found = ConceptSaturation(index)
    if _contradicts(found):
        return True
    return found.is_below(lower, NOTHING) or found.is_below(lower, index.names[_UPPER.iri])


def _contradicts(found: ConceptSaturation) -> bool:
    return any(found.is_below(node, NOTHING) for node in (THING, *found.index.individuals.values()))


def reasons_el(ontology: Ontology, lower: Class, upper: Class) -> tuple[Axiom, ...] | None:
    """Return axioms by which one named class lies below another, in order; none if it does not.

    Returns:
        None if the ontology is not in EL.
    """
    if _unread(ontology) or outside_el(ontology.axioms):
        return None
    index = indexed(ontology.axioms)
    sub, sup = index.named(lower), index.named(upper)
    found = ConceptSaturation(index)
    for goal in (sup, NOTHING):
        if goal in (sub, THING) or found.is_below(sub, goal):
            reasons = found.explain(sub, goal)
            return tuple(axiom for axiom in ontology.axioms if axiom in reasons)
    return ()
