"""What a record of a batch consists of, and what is known of a piece of one."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from differentia.owl.expressions import ClassExpression, NamedIndividual
from differentia.structs import dataclass, field

__all__ = [
    "BEARER",
    "LEAF",
    "LEAF_OF_PART",
    "LEAF_OF_ROOT",
    "LEAVES",
    "NAME",
    "PART",
    "ROOT",
    "Atom",
    "Piece",
    "Promise",
    "Shape",
]

NAME = "urn:differentia:batch:"
"""How the names begin that a piece of a record is saturated under."""
BEARER = NamedIndividual(NAME + "bearer")
"""What a statement about a root or a part calls it."""
LEAF = NamedIndividual(NAME + "leaf")
"""What the axioms of a kind of leaf call the leaf."""
ROOT, PART, LEAF_OF_ROOT, LEAF_OF_PART = range(4)
LEAVES = (LEAF_OF_ROOT, LEAF_OF_PART)

Atom: TypeAlias = tuple[int, ...]
"""What may hold of one individual: (class,) or (property in a direction, constant)."""


class Shape(NamedTuple):
    """How the individuals of one record hang together.

    Attributes:
        part_role: the property from the root to its parts.
        leaf_role: the property from the root or a part to its leaves.
        root: what every root is.
        parts: what the part in each place is.
    """

    part_role: str
    leaf_role: str
    root: ClassExpression
    parts: tuple[ClassExpression, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What one thing said of a leaf makes true of it, whatever else is said.

    Attributes:
        atoms: what holds of the leaf.
        clash: it contradicts itself.
        odd: it does what columns cannot follow; records with it go one by one.
        values: how many data values the leaf has by each data property.
    """

    atoms: frozenset[Atom]
    clash: bool = False
    odd: bool = False
    values: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Promise:
    """What an existential of a bearer brings with it.

    Attributes:
        here: atoms of the bearer itself.
        above: atoms of the root, if the bearer is a part.
        ends: for each individual promised, the properties from (bearer, root) to it, and its classes.
    """

    here: frozenset[Atom]
    above: frozenset[Atom]
    ends: list[tuple[int, int, frozenset[int]]] = field(default_factory=list)
    clash: bool = False
    odd: bool = False
