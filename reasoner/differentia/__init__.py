"""Differentia: an explainable differential from an OWL 2 ontology. Research and education software; no medical device.

Example:
    >>> import differentia as dx
    >>> kb = dx.load()
    >>> d = kb.diagnose({"present": ["no such phrase"]}, lenient=True)
    >>> d.red_flags
    ()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from differentia.errors import BadInput, DifferentiaError, OutsideFragment

if TYPE_CHECKING:
    from differentia.diagnosis.case import Case, Fact
    from differentia.diagnosis.findings import Report
    from differentia.graph import Table
    from differentia.knowledge import Diagnosis, KnowledgeBase, load
    from differentia.owl.checker import Verdict, check
    from differentia.telling.proof_networkx import proof_networkx

__all__ = [
    "BadInput",
    "Case",
    "Diagnosis",
    "DifferentiaError",
    "Fact",
    "KnowledgeBase",
    "OutsideFragment",
    "Report",
    "Table",
    "Verdict",
    "check",
    "load",
    "proof_networkx",
]

_HOMES = {
    "Case": "differentia.diagnosis.case",
    "Fact": "differentia.diagnosis.case",
    "Report": "differentia.diagnosis.findings",
    "Table": "differentia.graph",
    "Diagnosis": "differentia.knowledge",
    "KnowledgeBase": "differentia.knowledge",
    "load": "differentia.knowledge",
    "Verdict": "differentia.owl.checker",
    "check": "differentia.owl.checker",
    "proof_networkx": "differentia.telling.proof_networkx",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the command line starts without what it does not need."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names, those that are not loaded yet included."""
    return sorted({*globals(), *__all__})
