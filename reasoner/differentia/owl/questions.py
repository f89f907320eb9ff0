"""Questions to an ontology: is it consistent, does an axiom follow? Answered yes, no or unknown.

Both come down to contradictions: an axiom follows if every way in which it could be false contradicts the ontology. A
contradiction found is one, whatever else there is; so what lies outside the fragment stands only in the way of answers
that rest on finding none, and those are also "unknown" where the test of completeness does not vouch for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from differentia.errors import BadInput, OutsideFragment, Unsupported
from differentia.owl.anonymous import rolled_up
from differentia.owl.axioms import Axiom
from differentia.owl.completeness import completeness
from differentia.owl.contraries import ways_to_fail
from differentia.owl.el_questions import consistent_el, entails_el
from differentia.owl.facts import Base
from differentia.owl.findings import Finding
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.reading import ORPHAN
from differentia.owl.saturation import saturate, saturated_layer
from differentia.owl.syntax import functional
from differentia.structs import dataclass

__all__ = ["DEPTH", "Answer", "Verdict", "consistent", "doubts_about", "entails", "entails_all", "supported_part"]

DEPTH = 2
"""How many suppositions may stand on one another where a negative answer depends on it."""
_TOO_DEEP = "complements on the left hang on one another deeper than they are followed"
Verdict: TypeAlias = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question about an ontology.

    Attributes:
        verdict: "yes", "no" or "unknown".
        reasons: for "unknown", what the test of completeness found.
        axiom: for "no" to several axioms at once, the first that does not follow; for "unknown", the one in doubt.
    """

    verdict: Verdict
    reasons: tuple[Finding, ...] = ()
    axiom: Axiom | None = None


def consistent(ontology: Ontology) -> Answer:
    """Tell whether an ontology has a model.

    Args:
        ontology: the ontology.

    Returns:
        "no" if there is a contradiction; "yes" if there is none and the test of completeness says that one would have
        been found; else "unknown".

    Raises:
        OutsideFragment: what lies inside the fragment is free of contradiction, and there is more; it is named.

    Example:
        >>> from differentia.owl.axioms import ClassAssertion, SubClassOf
        >>> from differentia.owl.expressions import OWL, Class, NamedIndividual
        >>> a, i = Class("a:A"), NamedIndividual("a:i")
        >>> facts = (ClassAssertion(a, i), SubClassOf(a, Class(OWL + "Nothing")))
        >>> consistent(Ontology(facts)).verdict
        'no'
        >>> consistent(Ontology(facts[:1])).verdict
        'yes'
    """
    try:
        part, layer, outside = _supported(ontology)
    except OutsideFragment:
        if (known := consistent_el(ontology)) is None:
            raise
        return Answer("yes" if known else "no")
    if layer.clashes:
        return Answer("no")
    if outside:
        raise OutsideFragment(outside)
    clash, doubts = _looked_into(part)
    if clash:
        return Answer("no")
    return Answer("unknown", doubts) if doubts else Answer("yes")


def _looked_into(ontology: Ontology) -> tuple[bool, tuple[Finding, ...]]:
    """Go deeper where no contradiction was found and the test of completeness vouches for that."""
    if findings := completeness(ontology.axioms).findings:
        return False, findings
    layer = saturated_layer(ontology, depth=DEPTH)
    return bool(layer.clashes), () if layer.clashes else doubts_about(ontology, layer)


def doubts_about(ontology: Ontology, layer: Layer) -> tuple[Finding, ...]:
    """Return why a contradiction may have been missed, or a conclusion.

    Args:
        ontology: the axioms.
        layer: their saturation, and what has been asked of it since.
    """
    cut = (Finding("completeness", _TOO_DEEP, ()),) if layer.cut else ()
    return (*completeness(ontology.axioms).findings, *cut)


def entails(premise: Ontology, conclusion: Axiom) -> Answer:
    """Tell whether an axiom follows from an ontology.

    Args:
        premise: the ontology.
        conclusion: the axiom: an assertion, or an axiom about classes or properties, which is asked of fresh
            individuals.

    Raises:
        OutsideFragment: the answer would rest on axioms outside the fragment, or the conclusion cannot be asked.

    Example:
        >>> from differentia.owl.axioms import ObjectPropertyDomain, SubClassOf
        >>> from differentia.owl.expressions import Class, ObjectProperty, ObjectSomeValuesFrom
        >>> a, b, r = Class("a:A"), Class("a:B"), ObjectProperty("a:r")
        >>> o = Ontology((SubClassOf(a, ObjectSomeValuesFrom(r, a)), ObjectPropertyDomain(r, b)))
        >>> entails(o, SubClassOf(a, b)).verdict, entails(o, SubClassOf(b, a)).verdict
        ('yes', 'no')
    """
    return entails_all(premise, (conclusion,))


def entails_all(premise: Ontology, conclusions: Iterable[Axiom]) -> Answer:
    """Tell whether all of several axioms follow from an ontology together.

    Args:
        premise: the ontology.
        conclusions: the axioms; an anonymous individual in them stands for something that must exist, so that what
            they say of it is asked in one.

    Raises:
        OutsideFragment: as for `entails`; but "no" to one of them is an answer.
    """
    listed, refused = rolled_up(conclusions)
    try:
        part, layer, outside = _supported(premise)
    except OutsideFragment:
        return _by_concepts(premise, listed, refused)
    if layer.clashes:
        return Answer("yes")
    known = frozenset(part.axioms)
    doubtful: Answer | None = None
    for axiom in listed:
        if axiom in known:
            continue
        try:
            answer = _follows(part, axiom, outside)
        except OutsideFragment as error:
            if outside:
                raise  # nothing that comes later can make the answer a "no"
            told = entails_el(part, axiom)
            if told is None:
                refused += error.unsupported
                continue
            answer = Answer("yes") if told else Answer("no", axiom=axiom)
        if answer.verdict == "no":
            return answer
        if answer.verdict == "unknown":
            doubtful = doubtful or answer
    if refused:
        raise OutsideFragment(tuple(dict.fromkeys(refused)))
    return doubtful or Answer("yes")


def _by_concepts(premise: Ontology, listed: Sequence[Axiom], refused: Sequence[Unsupported]) -> Answer:
    """Answer where only concept saturation can: existentials of the premise promise one another on a circle."""
    answers = {axiom: entails_el(premise, axiom) for axiom in listed}
    for axiom, told in answers.items():
        if told is False:
            return Answer("no", axiom=axiom)
    if refused or None in answers.values():
        saturate(premise)  # says what stands in the way
        raise OutsideFragment(tuple(refused))
    return Answer("yes")


def _follows(part: Ontology, axiom: Axiom, outside: Sequence[Unsupported]) -> Answer:
    doubts: list[Finding] = []
    for way in ways_to_fail(axiom):
        more = Ontology((*part.axioms, *way))
        try:
            layer = saturated_layer(more)
        except OutsideFragment as error:
            asked = functional(axiom)
            raise OutsideFragment(
                tuple(Unsupported(f"{u.construct}, in the question", asked) for u in error.unsupported)
            ) from None
        if layer.clashes:
            continue
        if outside:
            raise OutsideFragment(tuple(outside))
        clash, found = _looked_into(more)
        if clash:
            continue
        if not found:
            return Answer("no", axiom=axiom)
        doubts += found
    return Answer("unknown", tuple(dict.fromkeys(doubts)), axiom) if doubts else Answer("yes")


def supported_part(ontology: Ontology) -> tuple[Ontology, Base, tuple[Unsupported, ...]]:
    """Saturate the part of an ontology that lies inside the fragment.

    Returns:
        That part, its saturation, and what was left out: all that follows from the part follows from the whole.
    """
    part, layer, outside = _supported(ontology)
    return part, layer.freeze(), outside


def _supported(ontology: Ontology) -> tuple[Ontology, Layer, tuple[Unsupported, ...]]:
    try:
        return ontology, saturated_layer(ontology), ()
    except (OutsideFragment, BadInput):
        pass
    kept: list[Axiom] = []
    outside = [each for each in ontology.unread if each.construct != ORPHAN]
    for axiom in ontology.axioms:
        try:
            saturate(Ontology((axiom,)))
            kept.append(axiom)
        except OutsideFragment as error:
            outside += error.unsupported
        except BadInput as error:
            outside.append(Unsupported(str(error), functional(axiom)))
    part = Ontology(tuple(kept), ontology.annotations, ontology.version, ontology.sha256, classes=ontology.classes)
    return part, saturated_layer(part), tuple(outside)
