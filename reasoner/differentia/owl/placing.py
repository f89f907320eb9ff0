"""What is to be looked at again when a promised value is placed in a data range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from differentia.owl.dispatch import fire_role
from differentia.owl.equality import settle_value
from differentia.owl.facts import DATA, FactKey
from differentia.owl.witnesses import is_witness

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = ["look_again"]


def look_again(layer: Layer, key: FactKey, clause: int) -> None:
    """Fire again the rules on pairs of a promised value if a fact places it in a range.

    A range that is implied by others of the value (its clause is DATA) tells nothing new, for those have been looked
    at; where all derivations are kept it may be one of them.

    Args:
        layer: the facts.
        key: a fact that is processed, or has got a further derivation.
        clause: the clause of the derivation.
    """
    if len(key) != 2 or key[0] not in layer.symbols.ranges or (clause == DATA and not layer.keep_all):
        return
    value = key[1]
    if not is_witness(layer, value):
        return
    settle_value(layer, value)
    for role in layer.symbols.data_roles:
        for x, edge in layer.successors(2 * role + 1, value):
            for rules in layer.firing:
                fire_role(layer, rules, 2 * role, x, value, edge)
