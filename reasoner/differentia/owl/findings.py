"""What a syntactic test of an ontology has to say about one or a few axioms."""

from __future__ import annotations

from differentia.owl.axioms import Axiom
from differentia.owl.syntax import functional
from differentia.structs import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a test found.

    Attributes:
        test: the name of the test: "simplicity", "regularity", "isolation" or "completeness".
        message: what is wrong, in one sentence without a full stop.
        axioms: the axioms that together cause it, the main one first.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import Class
        >>> print(Finding("completeness", "needs a case split", (SubClassOf(Class("a:A"), Class("a:B")),)))
        completeness: needs a case split: SubClassOf(<a:A> <a:B>)
    """

    test: str
    message: str
    axioms: tuple[Axiom, ...]

    def __str__(self) -> str:
        return f"{self.test}: {self.message}: {'; '.join(functional(axiom) for axiom in self.axioms)}"
