"""Writes cases and diagnoses in the formats of health care and of the web of data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from differentia.asserted import asserted_triples
from differentia.diagnosis.case import Case
from differentia.errors import BadInput
from differentia.graph import PREFIXES
from differentia.intake.formats.concepts import Note

if TYPE_CHECKING:
    from differentia.knowledge import KnowledgeBase

__all__ = ["ENDINGS", "written_case"]

ENDINGS = {
    "yaml": ".yaml",
    "json": ".json",
    "fhir": ".fhir.json",
    "phenopacket": ".phenopacket.json",
    "ttl": ".ttl",
    "jsonld": ".jsonld",
}
"""How the name of a file of each format ends."""


def written_case(kb: KnowledgeBase, case: Case, form: str) -> tuple[str, Sequence[Note]]:
    """Write a case.

    Args:
        kb: the knowledge base in whose words the case was read.
        case: the case.
        form: one of `ENDINGS`.

    Returns:
        The text, and notes on what the format cannot hold.

    Raises:
        BadInput: there is no such format.

    Example:
        >>> from differentia.knowledge import load
        >>> kb = load()
        >>> written_case(kb, kb.read({"id": "a", "present": []}), "yaml")
        ('id: a', [])
    """
    from differentia.intake.formats.json_text import json_text

    lexicon = kb.compiled.lexicon
    if form == "fhir":
        from differentia.intake.formats.fhir_case import bundle, case_resources

        resources, notes = case_resources(case, lexicon)
        return json_text(bundle(resources, case.id)), notes
    if form == "phenopacket":
        from differentia.intake.formats.phenopacket_case import case_phenopacket

        packet, notes = case_phenopacket(case, lexicon)
        return json_text(packet), notes
    if form in {"ttl", "jsonld"}:
        from differentia.intake.formats import rdf_text

        write = rdf_text.turtle if form == "ttl" else rdf_text.json_ld
        return write(asserted_triples(case), {**PREFIXES, **lexicon.prefixes}), []
    if form in {"yaml", "json"}:
        from differentia.intake.formats.case_file import case_mapping, case_yaml

        return case_yaml(case) if form == "yaml" else json_text(case_mapping(case)), []
    raise BadInput("no such format", phrase=form, nearest=tuple(ENDINGS))
