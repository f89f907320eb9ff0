"""The data types of FHIR: concepts, quantities, references, places of the body."""

from __future__ import annotations

from differentia.intake.formats.concepts import Code, Concept
from differentia.intake.formats.elements import Element
from differentia.intake.formats.gathering import Gathered
from differentia.intake.measurements import ucum_code

__all__ = ["UCUM", "concept_of", "first_word", "quantity_of", "range_of", "shown_reference", "side_at"]

UCUM = "http://unitsofmeasure.org"


def concept_of(found: Element | None) -> Concept:
    """Read a CodeableConcept."""
    if found is None:
        return Concept()
    codes = []
    for coding in found.children("coding"):
        coding.skip("version", "userSelected")
        codes.append(Code(coding.word("system") or "", coding.word("code") or "", coding.word("display")))
    return Concept(tuple(codes), found.word("text"))


def quantity_of(found: Element) -> tuple[str, str | None]:
    """Read a Quantity: the value with its comparator, and the unit.

    The code counts; where the words for the unit mean the same, they are kept.

    Raises:
        BadInput: it has no value.
    """
    value, sign = found.word("value"), found.word("comparator")
    unit, system, code = found.word("unit"), found.word("system"), found.word("code")
    if value is None:
        raise found.wrong("a quantity has a value")
    if code is not None and system == UCUM and not (unit and ucum_code(unit) == ucum_code(code)):
        unit = code
    if unit in {"1", "{ratio}", "{index}"}:
        unit = None
    return f"{sign} {value}" if sign else value, unit


def range_of(found: Element) -> tuple[str, str | None]:
    """Read a Range: "low-high", or a comparison where one end is open."""
    ends = [found.child(key) for key in ("low", "high")]
    read = [quantity_of(end) if end is not None else None for end in ends]
    low, high = read
    if low is not None and high is not None:
        if low[1] != high[1]:
            raise found.wrong("the ends of a range have the same unit")
        return f"{low[0]}-{high[0]}", low[1]
    if low is not None:
        return f">= {low[0]}", low[1]
    if high is not None:
        return f"<= {high[0]}", high[1]
    raise found.wrong("a range has an end")


def first_word(found: Element | None, key: str) -> str | None:
    """Read a part of an object that may not be there."""
    return None if found is None else found.word(key)


def shown_reference(found: Element) -> str | None:
    """Read whom a reference shows, or else names."""
    found.skip("type", "identifier")
    return found.word("display") or found.word("reference")


def side_at(resource: Element, gathered: Gathered) -> tuple[str | None, Concept | None]:
    """Read the place of the body: the side, and the place if it is more than a side.

    Several places are taken together: left and right are both.
    """
    sides, place = [], None
    for found in resource.children("bodySite"):
        concept = concept_of(found)
        side = gathered.concepts.side(concept)
        if side is None:
            side, place = gathered.concepts.side_within(concept), concept
        if side is not None:
            sides.append(side)
    lexicon = gathered.concepts.lexicon
    named = {lexicon.sides.get(side.casefold(), side) for side in sides}
    return ("both" if len(named) > 1 else sides[0] if sides else None), place
