"""The bridge: what mappings and hierarchies amount to as axioms between classes.

An exact match is an equivalence; a broader or narrower one a subclass axiom in its one sound direction. Close and
related matches are no axioms.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from differentia.linking.curies import iri_of
from differentia.linking.links import Links
from differentia.linking.sssom import Mapping as Row
from differentia.owl.axioms import Axiom, ClassAssertion, EquivalentClasses, SubClassOf
from differentia.owl.expressions import XSD, AnonymousIndividual, Class, Literal
from differentia.owl.facts import Assertion, Base
from differentia.owl.layer import Layer
from differentia.owl.ontology import Annotation
from differentia.owl.proof import ProofContext, prove_clash, prove_fact

__all__ = ["Effect", "axiom_of", "bridge_axioms", "effects"]

_SOURCE = "http://purl.org/dc/terms/source"
_ORDER = ("unsatisfiable", "merged", "circle", "implied")
_ANYONE = AnonymousIndividual("anyone")


def axiom_of(mapping: Row, subject: str) -> Axiom | None:
    """Return the axiom that a mapping amounts to, or None.

    Args:
        mapping: a row.
        subject: the IRI of its subject.

    Example:
        >>> row = Row("lp:A", "broadMatch", "HP:0000001", "All", "semapv:ManualMappingCuration", 0.9, "", "", "", 1)
        >>> axiom_of(row, "urn:x#A")
        SubClassOf(Class('urn:x#A'), Class('http://purl.obolibrary.org/obo/HP_0000001'))
    """
    ours, other = Class(subject), Class(iri_of(mapping.object))
    if mapping.predicate == "exactMatch":
        return EquivalentClasses((other, ours) if other.iri < ours.iri else (ours, other))  # as a reader orders them
    if mapping.predicate == "broadMatch":
        return SubClassOf(ours, other)
    return SubClassOf(other, ours) if mapping.predicate == "narrowMatch" else None


def bridge_axioms(links: Links, classes: Container[str], codes: Iterable[str] = ()) -> dict[Axiom, list[Annotation]]:
    """Return the axioms between terms of ours and terms of other vocabularies, with the row or file behind each.

    Args:
        links: mappings and hierarchies.
        classes: the IRIs of the terms of ours that may be bridged.
        codes: further terms of other vocabularies that are needed.

    Returns:
        What the mappings amount to, and of the hierarchies every edge on a way between mapped and needed terms.
    """
    found: dict[Axiom, list[Annotation]] = {}
    for mapping in links.mappings:
        subject = links.subject(mapping)
        axiom = axiom_of(mapping, subject) if subject in classes else None
        if axiom is not None:
            found.setdefault(axiom, []).extend(_note(f"by mapping {mapping}"))
    ends = dict.fromkeys([m.object for m in links.mappings if links.subject(m) in classes])
    ends.update(dict.fromkeys(codes))
    between = _ways(links, ends)
    for term in between:
        for parent in links.above(term):
            if parent in between:
                axiom = SubClassOf(Class(iri_of(term)), Class(iri_of(parent)))
                found.setdefault(axiom, []).extend(_note(f"{term} is below {parent} in {links.notice(term)}"))
    return found


def _ways(links: Links, ends: dict[str, None]) -> dict[str, None]:
    """Return the terms on upward ways from one of some terms to another."""
    above = links.upward(ends)
    reaching: dict[str, bool] = {}

    def reaches(term: str) -> bool:
        if term not in reaching:
            reaching[term] = term in ends  # in a circle of edges it is this that counts
            reaching[term] = any(reaches(parent) for parent in links.above(term)) or term in ends
        return reaching[term]

    return {term: None for term in above if reaches(term)}


def _note(text: str) -> list[Annotation]:
    return [(_SOURCE, Literal(text, XSD + "string"))]


class Effect(NamedTuple):
    """What a bridge does to the classes it touches, with the proof that it does.

    Attributes:
        kind: "unsatisfiable" (a class can have no member), "merged" (two classes become one), "circle" (the same of
            two classes of another vocabulary), all of which it must not do; or "implied" (one class of ours is now
            below another of ours).
        classes: the IRIs of the classes.
    """

    kind: str
    classes: tuple[str, ...]
    proof: dict[str, object]


def effects(
    base: Base, bridged: Base, axioms: Iterable[Axiom], ours: Container[str], context: ProofContext
) -> list[Effect]:
    """Find what a bridge does to the classes it touches.

    Args:
        base: the ontology without the bridge.
        bridged: the ontology with it.
        axioms: the bridge.
        ours: the classes of the ontology itself.
        context: names and origins, for the proofs.
    """
    touched = sorted({side.iri for axiom in axioms for side in _sides(axiom)})
    before, after = Layer(base), Layer(bridged)
    alone = {cls: _types(before, cls) for cls in touched if cls in ours}
    found: list[Effect] = []
    now: dict[str, set[str]] = {}
    for cls in touched:
        mark = after.assume([Assertion(ClassAssertion(Class(cls), _ANYONE), "f1")])
        if after.clashes and alone.get(cls) is not None:
            found.append(Effect("unsatisfiable", (cls,), prove_clash(after, _supposing(context, cls))))
        now[cls] = set() if after.clashes else _types_of(after)
        after.undo(mark)
    for cls in touched:
        for other in sorted(now[cls] - {cls}):
            kind = _kind(cls, other, alone, cls in now.get(other, ()))
            if kind is not None:
                found.append(Effect(kind, (cls, other), _proof(after, cls, other, _supposing(context, cls))))
    return sorted(found, key=lambda effect: (_ORDER.index(effect.kind), effect.classes))


def _kind(cls: str, other: str, alone: Mapping[str, set[str] | None], mutual: bool) -> str | None:
    """Say what it means that one class is below another, or also above it, with a bridge."""
    if cls in alone:  # ours
        known = alone[cls] or set()
        if mutual and other in alone and not (other in known and cls in (alone[other] or ())):
            return "merged" if cls < other else None
        return "implied" if other in alone and other not in known and not mutual else None
    return "circle" if mutual and cls < other and other not in alone and _space(cls) == _space(other) else None


def _supposing(context: ProofContext, cls: str) -> ProofContext:
    """Return the context of a proof about anyone in a class."""
    label = context.label(cls) or cls
    told = {"text": f"any member of {label}", "line": None, "status": "present", "source": None, "date": None}
    return replace(context, describe=lambda _: {**told, "terms": [[label, cls]]})


def _sides(axiom: Axiom) -> list[Class]:
    sides = axiom.operands if isinstance(axiom, EquivalentClasses) else ()
    sides = (axiom.sub, axiom.sup) if isinstance(axiom, SubClassOf) else sides
    return [side for side in sides if isinstance(side, Class)]


def _types(layer: Layer, cls: str) -> set[str] | None:
    """Return the classes above a class; None if it can have no member."""
    mark = layer.assume([Assertion(ClassAssertion(Class(cls), _ANYONE))])
    found = None if layer.clashes else _types_of(layer)
    layer.undo(mark)
    return found


def _types_of(layer: Layer) -> set[str]:
    number, named = layer.symbols.terms.get(_ANYONE), layer.symbols.named
    return {named[c] for c in layer.types_of(number) if c in named} if number is not None else set()


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("_"), iri.rfind("#"), iri.rfind("/"))]


def _proof(layer: Layer, cls: str, other: str, context: ProofContext) -> dict[str, object]:
    mark = layer.assume([Assertion(ClassAssertion(Class(cls), _ANYONE), "f1")])
    symbols = layer.symbols
    wanted = symbols.expressions.get(f"<{other}>"), symbols.terms.get(_ANYONE)
    fact = layer.find(wanted) if None not in wanted else None  # type: ignore[arg-type]
    proof = prove_fact(layer, fact, context) if fact is not None else {}
    layer.undo(mark)
    return proof
