"""What can be wrong with what a user gives us, said once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from differentia.structs import dataclass

__all__ = ["BadInput", "DifferentiaError", "OutsideFragment", "Unsupported"]


class DifferentiaError(Exception):
    """Base of every error this package raises on purpose; its text is meant for the user."""


class BadInput(DifferentiaError):  # noqa: N818 - named for what the user gave
    """Say what in a user's input is wrong, where it stands, and what would be right.

    Args:
        message: what is wrong, in one sentence without a full stop.
        file: the file it stands in, if there is one.
        line: the line, counted from 1, if known.
        phrase: the words that were not accepted.
        nearest: valid terms that come closest to `phrase`, best first.
        others: what else is wrong in the same input; each is told in a line of its own.

    Example:
        >>> str(BadInput("not understood", file="case.yaml", line=4, phrase="calv pain", nearest=("calf pain",)))
        'case.yaml, line 4: not understood: "calv pain"; nearest: "calf pain"'
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        phrase: str | None = None,
        nearest: tuple[str, ...] = (),
        others: tuple[BadInput, ...] = (),
    ) -> None:
        self.message = message
        self.file = None if file is None else str(file)
        self.line = line
        self.phrase = phrase
        self.nearest = nearest
        self.others = others
        super().__init__(self._text())

    def _text(self) -> str:
        place = ", ".join(([self.file] if self.file else []) + ([f"line {self.line}"] if self.line else []))
        text = f"{place}: {self.message}" if place else self.message
        if self.phrase is not None:
            text += f': "{self.phrase}"'
        if self.nearest:
            text += "; nearest: " + ", ".join(f'"{term}"' for term in self.nearest)
        return "\n".join((text, *map(str, self.others)))

    def at(self, *, file: str | Path | None = None, line: int | None = None, phrase: str | None = None) -> Self:
        """Return this error, and what else is wrong, with a place that was not known where it arose.

        Example:
            >>> str(BadInput("not a number", phrase="x").at(file="case.yaml", line=2))
            'case.yaml, line 2: not a number: "x"'
        """
        return type(self)(
            self.message,
            file=file or self.file,
            line=line or self.line,
            phrase=self.phrase if phrase is None else phrase,
            nearest=self.nearest,
            others=tuple(one.at(file=file) for one in self.others),
        )

    @classmethod
    def joined(cls, errors: Sequence[BadInput]) -> Self:
        """Return the first of several errors, which tells the others as well.

        Example:
            >>> print(BadInput.joined([BadInput("no such key", line=1), BadInput("not a number", line=2)]))
            line 1: no such key
            line 2: not a number
        """
        first = errors[0]
        return cls(
            first.message,
            file=first.file,
            line=first.line,
            phrase=first.phrase,
            nearest=first.nearest,
            others=tuple(errors[1:]),
        )


@dataclass(frozen=True, slots=True)
class Unsupported:
    """One axiom that the reasoner cannot use: the construct, the axiom in functional syntax, where it comes from."""

    construct: str
    axiom: str
    source: str | None = None


class OutsideFragment(DifferentiaError):  # noqa: N818 - named for what the user did, as BadInput
    """Refuse an ontology because some of its axioms lie outside the fragment; each is named in `unsupported`."""

    def __init__(self, unsupported: tuple[Unsupported, ...]) -> None:
        self.unsupported = unsupported
        lines = [f"  {u.construct}: {u.axiom}" + (f" ({u.source})" if u.source else "") for u in unsupported]
        super().__init__("outside the supported OWL 2 fragment:\n" + "\n".join(lines))
