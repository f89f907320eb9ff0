"""The bridge: what mappings and hierarchies amount to as axioms between classes.

An exact match is an equivalence; a broader or narrower one a subclass axiom in its one sound direction. Close and
related matches are no axioms.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import NamedTuple

from differentia.linking.curies import iri_of
from differentia.linking.links import Links
from differentia.linking.sssom import Mapping
from differentia.owl.axioms import Axiom, ClassAssertion, EquivalentClasses, SubClassOf
from differentia.owl.entailment import types
from differentia.owl.expressions import XSD, Class, Literal, NamedIndividual
from differentia.owl.facts import Assertion, Base
from differentia.owl.layer import Layer
from differentia.owl.ontology import Annotation
from differentia.owl.proof import ProofContext, prove_clash, prove_fact

__all__ = ["Unsafe", "axiom_of", "bridge_axioms", "unsafe"]

_SOURCE = "http://purl.org/dc/terms/source"
_ANYONE = NamedIndividual("urn:x-differentia:anyone")


def axiom_of(mapping: Mapping, subject: str) -> Axiom | None:
    """Return the axiom that a mapping amounts to, or None.

    Args:
        mapping: a row.
        subject: the IRI of its subject.

    Example:
        >>> row = Mapping("lp:A", "broadMatch", "HP:0000001", "All", "semapv:ManualMappingCuration", 0.9, "", "", "", 1)
        >>> axiom_of(row, "urn:x#A")
        SubClassOf(Class('urn:x#A'), Class('http://purl.obolibrary.org/obo/HP_0000001'))
    """
    ours, other = Class(subject), Class(iri_of(mapping.object))
    if mapping.predicate == "exactMatch":
        return EquivalentClasses((ours, other))
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


class Unsafe(NamedTuple):
    """What a bridge must not do, with the proof that it does.

    Attributes:
        fault: "unsatisfiable" (a class can have no member), "merged" (two classes become one), or "circle" (the same
            of two classes of another vocabulary).
        classes: the IRIs of the classes.
    """

    fault: str
    classes: tuple[str, ...]
    proof: dict[str, object]


def unsafe(
    base: Base, bridged: Base, axioms: Iterable[Axiom], ours: Container[str], context: ProofContext
) -> list[Unsafe]:
    """Find what a bridge does to the classes it touches that it must not do.

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
    found: list[Unsafe] = []
    now: dict[str, set[str]] = {}
    for cls in touched:
        mark = after.assume([Assertion(ClassAssertion(Class(cls), _ANYONE), "f1")])
        if after.clashes and alone.get(cls) is not None:
            found.append(Unsafe("unsatisfiable", (cls,), prove_clash(after, _supposing(context, cls))))
        now[cls] = set() if after.clashes else set(types(after, _ANYONE.iri))
        after.undo(mark)
    for cls in touched:
        for other in sorted(now[cls]):
            if cls < other and cls in now.get(other, ()) and other not in (alone.get(cls) or ()):
                both = (cls in ours, other in ours)
                if all(both) or _space(cls) == _space(other):
                    proof = _proof(after, cls, other, _supposing(context, cls))
                    found.append(Unsafe("merged" if all(both) else "circle", (cls, other), proof))
    return found


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
    found = None if layer.clashes else set(types(layer, _ANYONE.iri))
    layer.undo(mark)
    return found


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
