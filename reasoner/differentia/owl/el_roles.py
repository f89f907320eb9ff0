"""Properties for concept saturation: which lie below which, and what two after one another make."""

from __future__ import annotations

from collections.abc import Iterator

from differentia.owl.axioms import Axiom
from differentia.owl.el_index import Index, Step
from differentia.owl.expressions import ObjectProperty

__all__ = ["Roles"]


class Roles:
    """The property hierarchy of an index, with what reflexive properties in chains add to it."""

    def __init__(self, index: Index) -> None:
        self.direct = {sub: dict(sups) for sub, sups in index.sub_roles.items()}
        self.steps = index.steps
        self._above: dict[ObjectProperty, dict[ObjectProperty, tuple[ObjectProperty, tuple[Axiom, ...]]]] = {}
        self._made: dict[tuple[ObjectProperty, ObjectProperty], tuple[Step, ...]] = {}
        self.reflexive = dict(index.reflexive)
        while self.reflexive and self._skip_reflexive_steps():
            self._above.clear()

    def above(self, role: ObjectProperty) -> dict[ObjectProperty, tuple[ObjectProperty, tuple[Axiom, ...]]]:
        """Return the properties above one, itself first, each with the one it was reached from and why."""
        known = self._above.get(role)
        if known is None:
            known = self._above[role] = {role: (role, ())}
            waiting = [role]
            for each in waiting:
                for sup, why in self.direct.get(each, {}).items():
                    if sup not in known:
                        known[sup] = (each, why)
                        waiting.append(sup)
        return known

    def why(self, sub: ObjectProperty, sup: ObjectProperty) -> Iterator[Axiom]:
        """Yield the axioms by which one property lies below another."""
        above = self.above(sub)
        while sup != sub:
            sup, axioms = above[sup]
            yield from axioms

    def made_of(self, first: ObjectProperty, second: ObjectProperty) -> tuple[Step, ...]:
        """Return the chains that a pair of one property and then a pair of another make."""
        known = self._made.get((first, second))
        if known is None:
            above, beyond = self.above(first), self.above(second)
            found = (step for step in self.steps if step.first in above and step.second in beyond)
            known = self._made[first, second] = tuple(found)
        return known

    def _skip_reflexive_steps(self) -> bool:
        """Add what follows where one step of a chain leads from everything to itself; tell whether that is new."""
        for role, axioms in list(self.reflexive.items()):
            for sup in self.above(role):
                self.reflexive.setdefault(sup, (*axioms, *self.why(role, sup)))
        new = False
        for step in self.steps:
            for skipped, kept in ((step.first, step.second), (step.second, step.first)):
                sups = self.direct.setdefault(kept, {})
                if skipped in self.reflexive and kept != step.result and step.result not in sups:
                    sups[step.result] = (step.axiom, *self.reflexive[skipped])
                    new = True
        return new
