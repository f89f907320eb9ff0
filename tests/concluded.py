"""What we conclude about individuals, as assertions that a referee can be asked about."""

from __future__ import annotations

from collections.abc import Iterable

from differentia.owl.axioms import Axiom, ClassAssertion, ObjectPropertyAssertion
from differentia.owl.entailment import triples, types
from differentia.owl.expressions import OWL, RDF, Class, NamedIndividual, ObjectProperty
from differentia.owl.layer import Layer
from differentia.owl.referee_claims import Assertion

__all__ = ["concluded", "people_of"]


def people_of(axioms: Iterable[Axiom]) -> list[NamedIndividual]:
    """Return the individuals of a case, all of which have a type that is said."""
    typed = dict.fromkeys(axiom.individual for axiom in axioms if isinstance(axiom, ClassAssertion))
    people = [one for one in typed if isinstance(one, NamedIndividual)]
    assert len(people) == len(typed)
    return people


def concluded(layer: Layer, people: Iterable[NamedIndividual]) -> list[Assertion]:
    """Return the named types of individuals and all values of object properties of a layer."""
    members = [ClassAssertion(Class(iri), one) for one in people for iri in types(layer, one.iri) - {OWL + "Thing"}]
    values = [
        ObjectPropertyAssertion(ObjectProperty(role), NamedIndividual(subject), NamedIndividual(target))
        for subject, role, target in triples(layer)
        if role != RDF + "type" and isinstance(target, str)
    ]
    return [*members, *values]
