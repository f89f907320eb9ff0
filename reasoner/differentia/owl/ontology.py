"""An ontology as the engine sees it: axioms, what is noted on them, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from differentia.errors import Unsupported
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import AnonymousIndividual, Literal
from differentia.owl.syntax import functional
from differentia.structs import dataclass, field

__all__ = ["Annotation", "Ontology", "Term", "Triple", "assembled"]

Term: TypeAlias = str | AnonymousIndividual | Literal
"""A term of an RDF triple: an IRI, a blank node or a literal."""

Triple: TypeAlias = tuple[str | AnonymousIndividual, str, Term]
"""An RDF triple."""

Annotation: TypeAlias = tuple[str, str | Literal]
"""A note on an axiom: (annotation property IRI, value)."""


@dataclass(frozen=True, slots=True)
class Ontology:
    """A set of axioms in a fixed order, with the notes on each and the constructs that were not understood.

    Attributes:
        axioms: without duplicates, sorted by functional-style syntax, so that the order of the input does not matter.
        annotations: for an axiom that carries notes (its source, say), those notes.
        version: the `owl:versionInfo` of the first ontology header that has one.
        sha256: hash over the axioms and the notes on them: equal ontologies have equal hashes.
        unread: statements outside OWL 2 or malformed, each with the reason.
        classes: the IRIs of the classes declared, sorted: one may stand in no axiom.
        imports: the IRIs of the ontologies that this one imports; what they say is not in here unless it was given.
        iris: its own IRI and version IRI, and those of what was read with it.
    """

    axioms: tuple[Axiom, ...]
    annotations: Mapping[Axiom, tuple[Annotation, ...]] = field(default_factory=dict)
    version: str | None = None
    sha256: str = ""
    unread: tuple[Unsupported, ...] = ()
    classes: tuple[str, ...] = field(default=(), compare=False)
    imports: tuple[str, ...] = field(default=(), compare=False)
    iris: tuple[str, ...] = field(default=(), compare=False)


def assembled(
    axioms: Mapping[Axiom, Iterable[Annotation]],
    versions: Iterable[str] = (),
    unread: Iterable[Unsupported] = (),
    *,
    classes: Iterable[str] = (),
    imports: Iterable[str] = (),
    iris: Iterable[str] = (),
) -> Ontology:
    """Put together what was read: sorted, and with the hash over it.

    Args:
        axioms: each with the notes on it.
        versions: what the headers say; the first in order counts.
        unread: what was not understood.
        classes: what is declared to be a class.
        imports: what the headers import.
        iris: what the headers call themselves.

    Example:
        >>> from differentia.owl.axioms import SubClassOf
        >>> from differentia.owl.expressions import Class
        >>> assembled({SubClassOf(Class("a:A"), Class("a:B")): ()}).sha256[:8]
        '855d47bc'
    """
    listed = [(functional(axiom), axiom, [*said]) for axiom, said in axioms.items()]
    listed.sort(key=lambda each: each[0])
    ordered = tuple(axiom for _, axiom, _ in listed)
    notes = {axiom: tuple(sorted(set(said), key=str)) for _, axiom, said in listed if said}
    digest = hashlib.sha256()
    for text, axiom, _ in listed:
        digest.update(f"{text} {notes.get(axiom, ()) if notes else ()}\n".encode())
    sorted_unread = tuple(sorted(set(unread), key=lambda u: (u.construct, u.axiom)))
    version, digits = min(versions, default=None), digest.hexdigest()
    more = (tuple(sorted(set(each))) for each in (classes, imports, iris))
    return Ontology(ordered, notes, version, digits, sorted_unread, *more)
