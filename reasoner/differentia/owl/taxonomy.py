"""The class hierarchy that follows from an ontology: one supposed member of each class, and all it then belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from differentia.errors import BadInput
from differentia.owl.axioms import ClassAssertion
from differentia.owl.completeness import completeness
from differentia.owl.entailment import holds
from differentia.owl.expressions import OWL, AnonymousIndividual, Class
from differentia.owl.facts import Assertion
from differentia.owl.findings import Finding
from differentia.owl.first_order import parts
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.proof import ProofContext, prove_clash
from differentia.owl.saturation import saturate

__all__ = ["Taxonomy", "classify"]

_THING, _NOTHING = OWL + "Thing", OWL + "Nothing"
_MEMBER = AnonymousIndividual("anyone")


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


def classify(ontology: Ontology) -> Taxonomy:
    """Return the class hierarchy of an ontology.

    Args:
        ontology: its axioms; every one must be in the fragment.

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
    base = saturate(ontology)
    if base.clashes:
        raise BadInput("the ontology contradicts itself: every class is below every other")
    vouched = completeness(ontology.axioms)
    turned = {p.iri for p in vouched.renamed if isinstance(p, Class)}
    names = sorted({p.iri for axiom in ontology.axioms for p in parts(axiom) if isinstance(p, Class)} - {_NOTHING})
    layer = Layer(base)
    numbers = {name: number for number, name in enumerate([*names, *({_THING} - {*names})])}
    above: dict[str, int] = {}
    impossible: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for name in names:
        before = layer.mark()
        layer.assume([Assertion(ClassAssertion(Class(name), _MEMBER))])
        if layer.clashes:
            impossible[name] = tuple(prove_clash(layer, _context(ontology))["axioms"].values())
        else:
            found = {name, _THING, *_types(layer), *(t for t in turned if _belongs(layer, t))}
            above[name] = _bits(numbers[c] for c in found if c in numbers)
        layer.undo(before)
    above.setdefault(_THING, 1 << numbers[_THING])
    return Taxonomy(*_reduced(above, [*numbers]), impossible, vouched.findings)


def _context(ontology: Ontology) -> ProofContext:
    return ProofContext(
        {"ontology": ontology.sha256, "version": ontology.version or "unversioned", "case": None, "mappings": None}
    )


def _types(layer: Layer) -> Iterator[str]:
    """Yield the named classes of the supposed member."""
    x = layer.symbols.terms.get(_MEMBER)
    named = layer.symbols.named
    if x is not None:
        yield from (named[c] for c in layer.types_of(x) if c in named)


def _belongs(layer: Layer, name: str) -> bool:
    return holds(layer, ClassAssertion(Class(name), _MEMBER))


def _reduced(
    above: Mapping[str, int], names: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], dict[str, tuple[str, ...]]]:
    """Merge equivalent classes and keep only the direct parents of each.

    Args:
        above: to each class those above it, itself among them: a bit for each.
        names: the class of each bit.

    Classes are then numbered by how many stand above them. The highest bit left of those above a class is a direct
    parent, and takes all that lies above it out of the count.
    """
    same: dict[int, list[str]] = {}
    for name, mask in above.items():
        same.setdefault(mask, []).append(name)
    order = sorted(same.items(), key=lambda item: (item[0].bit_count(), item[1]))
    first = {group[0]: number for number, (_, group) in enumerate(order)}
    place = [first.get(name) for name in names]  # of the others of a group the first one speaks
    masks: list[int] = []
    parents: dict[str, tuple[str, ...]] = {}
    for number, (mask, group) in enumerate(order):
        masks.append(_renumbered(mask, place))
        direct = _direct(masks[number] & ~(1 << number), masks)
        parents[group[0]] = tuple(sorted(order[n][1][0] for n in direct))
    return tuple(sorted(tuple(group) for _, group in order)), parents


def _renumbered(mask: int, place: Sequence[int | None]) -> int:
    digits = bin(mask)[:1:-1]  # the lowest bit first
    return _bits(n for digit, n in zip(digits, place, strict=False) if digit == "1" and n is not None)


def _bits(numbers: Iterable[int]) -> int:
    found = bytearray()
    for number in numbers:
        if number >> 3 >= len(found):
            found.extend(bytes((number >> 3) + 1 - len(found)))
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def _direct(left: int, masks: Sequence[int]) -> Iterator[int]:
    while left:
        lowest = left.bit_length() - 1
        yield lowest
        left &= ~masks[lowest]
