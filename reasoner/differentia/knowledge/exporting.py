"""Writes cases and diagnoses in the formats of health care and of the web of data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from differentia.asserted import asserted_triples
from differentia.diagnosis.case import Case
from differentia.errors import BadInput
from differentia.graph import PREFIXES
from differentia.intake.formats.concepts import SYSTEMS, Code, Note
from differentia.knowledge.codes import codes_of
from differentia.linking.links import load_links
from differentia.owl.expressions import RDFS, XSD, Literal

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis, KnowledgeBase

__all__ = ["ENDINGS", "diagnosis_fhir", "diagnosis_phenopacket", "diagnosis_rdf", "written_case"]

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

    if form in ("yaml", "json"):
        from differentia.intake.formats.case_file import case_mapping, case_yaml

        return case_yaml(case) if form == "yaml" else json_text(case_mapping(case)), []
    text, notes = _written_record(kb, case, form)
    lost = [Note(name, "the format has no place for a prior that is stated") for name, *_ in case.priors]
    return text, [*notes, *lost]


def _written_record(kb: KnowledgeBase, case: Case, form: str) -> tuple[str, Sequence[Note]]:
    from differentia.intake.formats.json_text import json_text

    lexicon = kb.knowing(codes_of(case)).compiled.lexicon
    if form == "fhir":
        from differentia.intake.formats.fhir_case import bundle, case_resources

        resources, notes = case_resources(case, lexicon, _Exact(kb).codes)
        return json_text(bundle(resources, case.id)), notes
    if form == "phenopacket":
        from differentia.intake.formats.phenopacket_case import case_phenopacket

        packet, notes = case_phenopacket(case, lexicon)
        return json_text(packet), notes
    if form in {"ttl", "jsonld"}:
        from differentia.intake.formats import rdf_text

        write = rdf_text.turtle if form == "ttl" else rdf_text.json_ld
        return write(asserted_triples(case), {**PREFIXES, **lexicon.prefixes}), []
    raise BadInput("no such format", phrase=form, nearest=tuple(ENDINGS))


class _Exact:
    """Finds the codes of other vocabularies that mean exactly the same as a term of ours.

    Args:
        kb: the knowledge base, with its links.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.links = load_links(tuple(kb.links))
        self.systems = {prefix: system for system, prefix in reversed(SYSTEMS.items())}

    def curies(self, iri: str) -> list[tuple[str, str]]:
        """CURIEs with labels."""
        rows = [row for row in self.links.by_subject.get(iri, ()) if row.predicate == "exactMatch"]
        return list(dict.fromkeys((row.object, self.links.label(row.object)) for row in rows))

    def codes(self, iri: str) -> list[Code]:
        """Codes with the systems that FHIR names."""
        found = []
        for curie, label in self.curies(iri):
            prefix, _, code = curie.partition(":")
            if prefix in self.systems:
                found.append(Code(self.systems[prefix], curie if prefix == "HP" else code, label or None))
        return found


def diagnosis_fhir(diagnosis: Diagnosis) -> str:
    """Write a diagnosis as a FHIR R4B bundle: the facts of the case, and what was made of them.

    Example:
        >>> from differentia.knowledge import load
        >>> diagnosis_fhir(load().diagnose({"present": []})).splitlines()[1].strip()
        '"resourceType": "Bundle",'
    """
    from differentia.intake.formats.concepts import Concepts
    from differentia.intake.formats.fhir_case import bundle, case_resources, codeable
    from differentia.intake.formats.json_text import json_text
    from differentia.telling.report_fhir import assessment_resources

    case, lexicon, exact = diagnosis.case, diagnosis.kb.compiled.lexicon, _Exact(diagnosis.kb)
    resources, _ = case_resources(case, lexicon, exact.codes)
    facts = [f"Observation/{one['id']}" for one in resources if one["resourceType"] == "Observation"]
    concepts = Concepts(lexicon)

    def codings(iri: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = codeable(None, [*concepts.codes([iri]), *exact.codes(iri)]).get("coding", [])
        return found

    resources += assessment_resources(diagnosis.report(), facts, codings, _moment())
    return json_text(bundle(resources, case.id))


def diagnosis_phenopacket(diagnosis: Diagnosis) -> tuple[str, Sequence[Note]]:
    """Write a diagnosis as a phenopacket: the facts, and an interpretation for each cause established or supported.

    Returns:
        The text, and notes on what the format cannot hold.
    """
    from differentia.intake.formats.concepts import Concepts
    from differentia.intake.formats.json_text import json_text
    from differentia.intake.formats.phenopacket_case import case_phenopacket, ontology_class

    case, lexicon, exact = diagnosis.case, diagnosis.kb.compiled.lexicon, _Exact(diagnosis.kb)
    packet, notes = case_phenopacket(case, lexicon)
    concepts, report = Concepts(lexicon), diagnosis.report()
    interpretations: list[dict[str, Any]] = []
    for number, cause in enumerate(report.causes, start=1):
        if cause.status not in {"established", "supported"}:
            continue
        known = {curie.partition(":")[0]: (curie, label) for curie, label in reversed(exact.curies(cause.id))}
        name, label = known.get("MONDO") or (concepts.curie(cause.id) or cause.id, cause.label)
        side = f" on the {cause.side}" if cause.side else ""
        said = f"{cause.label}{side}: {cause.status}. {report.disclaimer}"
        disease = ontology_class(name, label)
        one = {"id": f"cause-{number}", "progressStatus": "IN_PROGRESS", "diagnosis": {"disease": disease}}
        interpretations.append({**one, "summary": said})
    meta = packet.pop("metaData")
    if interpretations:
        packet["interpretations"] = interpretations
    meta["createdBy"] += f" ({report.disclaimer})"
    return json_text({**packet, "metaData": meta}), notes


def diagnosis_rdf(diagnosis: Diagnosis, form: str) -> str:
    """Write what was asserted of a case, what follows, and the proofs, as Turtle ("ttl") or JSON-LD ("jsonld")."""
    from differentia.intake.formats import rdf_text

    graph, case = diagnosis.case_graph, diagnosis.case
    said = (case.iri, RDFS + "comment", Literal(diagnosis.report().disclaimer, XSD + "string"))
    triples = [said, *(triple for part in ("asserted", "inferred", "proof") for triple in graph.triples(part))]
    write = rdf_text.turtle if form == "ttl" else rdf_text.json_ld
    return write(triples, graph.prefixes)


def _moment() -> str | None:
    """The time that the environment sets for outputs; without it they tell none, so that they are always the same."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if epoch.isdecimal() else None
