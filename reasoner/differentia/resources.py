"""Where the ontology and the query library lie: in the installed package, or in the checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ontology", "queries"]

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _folder(name: str) -> Path:
    shipped = _PACKAGE / "_data" / name
    return shipped if shipped.is_dir() else _CHECKOUT / name


def ontology() -> Path:
    """Return the folder of the ontology.

    Example:
        >>> (ontology() / "dx.ttl").is_file()
        True
    """
    return _folder("ontology")


def queries() -> Path:
    """Return the folder of the query library.

    Example:
        >>> (queries() / "candidates.rq").is_file()
        True
    """
    return _folder("queries")
