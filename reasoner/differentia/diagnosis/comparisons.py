"""What comparing diagnoses found, as plain data for those who tell it."""

from __future__ import annotations

from dataclasses import dataclass

from differentia.diagnosis.findings import Change

__all__ = ["Changes", "Named"]


@dataclass(frozen=True, slots=True)
class Named:
    """A red flag, a test or a contradiction: its IRI or facts, its notation, its name, and a side if it is on one."""

    id: str
    notation: str | None
    label: str
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different in a changed case.

    Attributes:
        added: the facts that are there in addition, in words.
        removed: the facts that are left out, in words.
        moves: causes whose status is another.
        flags_raised: red flags that were not raised before.
        flags_gone: red flags that are raised no more.
        tests_added: tests that have become worth doing.
        tests_gone: tests that are so no more, because they are done, withheld or not indicated.
        conflicts: contradictions that were not there before.
        conflicts_gone: contradictions that are there no more.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moves: tuple[Change, ...] = ()
    flags_raised: tuple[Named, ...] = ()
    flags_gone: tuple[Named, ...] = ()
    tests_added: tuple[Named, ...] = ()
    tests_gone: tuple[Named, ...] = ()
    conflicts: tuple[Named, ...] = ()
    conflicts_gone: tuple[Named, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is different in what follows."""
        parts = (self.moves, self.flags_raised, self.flags_gone, self.tests_added, self.tests_gone)
        return any((*parts, self.conflicts, self.conflicts_gone))
