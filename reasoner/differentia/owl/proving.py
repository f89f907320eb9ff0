"""Proofs about any ontology: that one class lies below another, that an individual is in a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from differentia.errors import BadInput, OutsideFragment
from differentia.owl.axioms import ClassAssertion, SubClassOf
from differentia.owl.derivations import FALSE
from differentia.owl.el_questions import reasons_el
from differentia.owl.endless import prove_inclusion
from differentia.owl.entailment import asked
from differentia.owl.expressions import OWL, AnonymousIndividual, Class, NamedIndividual
from differentia.owl.facts import Assertion
from differentia.owl.findings import Finding
from differentia.owl.first_order import parts
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.proof import ProofContext, prove_clash, prove_fact
from differentia.owl.questions import DEPTH, doubts_about, supported_part
from differentia.owl.saturation import saturated_layer
from differentia.owl.small_proofs import prove_small

__all__ = ["Entity", "context_of", "goal_of", "named_in", "prove"]

Entity: TypeAlias = Class | NamedIndividual
_BUILT_IN = (Class(OWL + "Thing"), Class(OWL + "Nothing"))


def named_in(ontology: Ontology, name: str, *, individuals: bool) -> Entity:
    """Find a class, or else an individual, by its IRI or by the last part of it.

    Args:
        ontology: where it occurs.
        name: an IRI, or what stands after the last `#`, `/` or `:` of one.
        individuals: whether an individual will do.

    Raises:
        BadInput: nothing is called so, or more than one thing.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> o = Ontology((SubClassOf(Class("urn:x#Oak"), Class("urn:x#Tree")),))
        >>> named_in(o, "Oak", individuals=False)
        Class('urn:x#Oak')
    """
    kinds = (Class, NamedIndividual) if individuals else (Class,)
    known = dict.fromkeys((*_BUILT_IN, *(p for a in ontology.axioms for p in parts(a) if isinstance(p, kinds))))
    for kind in kinds:
        wanted = [e for e in known if isinstance(e, kind) and (e.iri == name or _local(e.iri) == name)]
        exact = [e for e in wanted if e.iri == name]
        if len(exact or wanted) == 1:
            return (exact or wanted)[0]
        if wanted:
            raise BadInput("more than one is called so", phrase=name, nearest=tuple(sorted(e.iri for e in wanted)[:5]))
    import difflib

    near = difflib.get_close_matches(name, sorted({_local(e.iri) for e in known}), 3)
    raise BadInput(f"no such class{' or individual' if individuals else ''}", phrase=name, nearest=tuple(near))


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1 :]


def goal_of(subject: Entity, cls: Class) -> SubClassOf | ClassAssertion:
    """Return what `prove` proves, as an axiom.

    Example:
        >>> goal_of(Class("urn:x#Oak"), Class("urn:x#Tree"))
        SubClassOf(Class('urn:x#Oak'), Class('urn:x#Tree'))
    """
    return SubClassOf(subject, cls) if isinstance(subject, Class) else ClassAssertion(cls, subject)


def prove(
    ontology: Ontology, subject: Entity, cls: Class, *, smallest: bool = False
) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """Prove that every member of a class, or an individual, is in a class.

    Args:
        ontology: the ontology; what is proved from the part inside the fragment holds in the whole.
        subject: the lower class, or the individual.
        cls: the class.
        smallest: choose among all derivations a proof with few steps.

    Returns:
        The proof in the format `differentia-proof/1`, or None if it does not follow or is not found; then what the
        test of completeness found against a plain no. Where the ontology, or a member of the lower class, would be a
        contradiction, the proof is of that.

    Raises:
        OutsideFragment: nothing is proved, and something outside the fragment might.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> a, b, c = (Class("urn:x#" + n) for n in "ABC")
        >>> proof, _ = prove(Ontology((SubClassOf(a, b), SubClassOf(b, c))), a, c)
        >>> [step["rule"] for step in proof["steps"]]
        ['read', 'resolve', 'resolve']
    """
    try:
        return _prove(ontology, subject, cls, smallest=smallest)
    except OutsideFragment:
        if not isinstance(subject, Class) or reasons_el(ontology, subject, cls) is None:
            raise
    return prove_inclusion(ontology, subject, cls, context_of(ontology, subject)), ()


def _prove(
    ontology: Ontology, subject: Entity, cls: Class, *, smallest: bool
) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    part, base, outside = supported_part(ontology)
    layer = saturated_layer(part, keep_all=True, depth=DEPTH) if smallest else Layer(base, depth=DEPTH)
    context = context_of(part, subject)
    member: NamedIndividual | AnonymousIndividual
    if isinstance(subject, Class):
        member = AnonymousIndividual("anyone")
        layer.assume([Assertion(ClassAssertion(subject, member), "f1")])
    else:
        member = subject
    if layer.clashes:
        return prove_small(layer, FALSE, context) if smallest else prove_clash(layer, context), ()
    with asked(layer, ClassAssertion(cls, member)) as key:
        fact = layer.find(key)
        if fact is not None:
            return prove_small(layer, fact, context) if smallest else prove_fact(layer, fact, context), ()
    if outside:
        raise OutsideFragment(outside)
    return None, doubts_about(part, layer)


def context_of(ontology: Ontology, subject: Entity | None = None) -> ProofContext:
    """Return what proofs from an ontology say of origins.

    Args:
        ontology: where the axioms come from.
        subject: the class of which a member is supposed.
    """
    header = {"ontology": ontology.sha256, "version": ontology.version or "unversioned", "case": None, "mappings": None}
    terms = [[_local(subject.iri), subject.iri]] if subject is not None else []

    def describe(_: str | None) -> dict[str, Any]:
        text = f"anything that is a member of {_local(subject.iri)}" if subject is not None else ""
        return {"text": text, "line": None, "status": "present", "source": None, "date": None, "terms": terms}

    return ProofContext(header, lambda axiom: (list(_sources(ontology, axiom)), []), describe)


def _sources(ontology: Ontology, axiom: Any) -> Iterator[str]:
    """Yield what the notes on an axiom cite as its source."""
    for iri, value in ontology.annotations.get(axiom, ()):
        if _local(iri) in ("source", "isDefinedBy"):
            yield value if isinstance(value, str) else value.lexical
