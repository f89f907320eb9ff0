"""The class hierarchy by supposing one member of each class: exact in all of the fragment, one class at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

__all__ = ["Hierarchy", "by_supposition", "unsatisfiable_by"]

Hierarchy = tuple[tuple[tuple[str, ...], ...], dict[str, tuple[str, ...]]]
"""Groups of equivalent classes; to each group's first class those of the groups directly above."""
Impossible = dict[str, tuple[Mapping[str, Any], ...]]
"""To a class that can have no member the axioms behind it, as a proof cites them."""

_THING, _NOTHING = OWL + "Thing", OWL + "Nothing"
_MEMBER = AnonymousIndividual("anyone")


def by_supposition(
    ontology: Ontology, base: Base, progress: Callable[[int, int], None] | None = None
) -> tuple[Hierarchy, Impossible, tuple[Finding, ...]]:
    """Classify by supposing one member of each class and reading off all it then belongs to.

    Args:
        ontology: its axioms.
        base: its saturation, without contradiction.
        progress: told now and then how many classes are done, of how many.

    Returns:
        The hierarchy, the classes without members, and what the test of completeness found.
    """
    vouched = completeness(ontology.axioms)
    turned = {p.iri for p in vouched.renamed if isinstance(p, Class)}
    mentioned = {p.iri for axiom in ontology.axioms for p in parts(axiom) if isinstance(p, Class)}
    names = sorted((mentioned | {_THING, *ontology.classes}) - {_NOTHING})
    layer = Layer(base)
    numbers = {name: number for number, name in enumerate(names)}
    above: dict[str, int] = {}
    impossible: Impossible = {}
    for done, name in enumerate(names):
        if progress is not None:
            progress(done, len(names))
        before = layer.mark()
        layer.assume([Assertion(ClassAssertion(Class(name), _MEMBER))])
        if layer.clashes:
            impossible[name] = _axioms_of_clash(layer, ontology)
        else:
            found = {name, _THING, *_types(layer), *(t for t in turned if _belongs(layer, t))}
            above[name] = _bits(numbers[c] for c in found if c in numbers)
        layer.undo(before)
    return _reduced(above, [*numbers]), impossible, vouched.findings


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
