"""What a phrase was read as: the term it names, its sides, and what it says of a complaint besides."""

from __future__ import annotations

from typing import NamedTuple

from differentia.errors import BadInput

__all__ = ["Amount", "Detail", "NotUnderstood", "Reading", "Sense"]


class NotUnderstood(BadInput):
    """Refuse a phrase that names nothing, or more than one thing; a lenient reader leaves it out and says so."""


class Sense(NamedTuple):
    """One meaning of a phrase.

    Attributes:
        iri: a class of findings; for a qualifier its property.
        phrase: the phrase as the ontology spells it.
        terms: pairs of words and IRIs: the class; for a qualifier the property and its value.
        absent: the phrase by itself says that this is not so.
        value: for a qualifier, the individual that is its value.
        narrow: the phrase says more than the term does, so that its denial does not deny the term.
    """

    iri: str
    phrase: str
    terms: tuple[tuple[str, str], ...]
    absent: bool = False
    value: str | None = None
    narrow: bool = False


class Detail(NamedTuple):
    """What a phrase says of a complaint: that a property has a value, or that it has it not."""

    link: str
    value: str
    denied: bool = False


class Amount(NamedTuple):
    """A measured value within a phrase: the class of its kind, the value as written, and its unit."""

    kind: str
    text: str
    unit: str


class Reading(NamedTuple):
    """A phrase as understood.

    Attributes:
        sense: what it names.
        sides: the sides it speaks of: none, one, or all of them.
        absent: whether it says that this is not so.
        source: who says so.
        side_words: pairs of words and IRI for the sides, to tell how the phrase was read.
        details: what it says of the complaint it names, or besides `sense` of those it presupposes.
        amounts: the measured values in it.
        unused: words that are understood and say nothing that a case can state.
        either: it names things of which only one need be there; it may be denied, not affirmed.
        firm: a denial of the phrase denies just this; otherwise it would leave open what is so.
    """

    sense: Sense
    sides: tuple[str, ...] = ()
    absent: bool = False
    source: str | None = None
    side_words: tuple[tuple[str, str], ...] = ()
    details: tuple[Detail, ...] = ()
    amounts: tuple[Amount, ...] = ()
    unused: tuple[str, ...] = ()
    firm: bool = True
    either: bool = False
