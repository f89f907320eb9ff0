"""The command that tells how terms are linked to other vocabularies: `link`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from differentia.commands.options import format_option, knowledge, ontology_option, write
from differentia.errors import BadInput

if TYPE_CHECKING:
    from differentia.knowledge import KnowledgeBase
    from differentia.linking.links import Links
    from differentia.linking.tracing import Trace

__all__ = ["link"]


@click.command()
@click.argument("term", metavar="TERM|CODE", required=False)
@click.option("--vocabulary", metavar="NAME", help="List the codes of one vocabulary, such as HPO or SNOMED CT.")
@click.option("--report", is_flag=True, help="Tell what is linked to which vocabulary, and what disagrees.")
@format_option("text", "json")
@ontology_option
def link(term: str | None, vocabulary: str | None, report: bool, form: str, ontology: Sequence[Path]) -> None:
    """Tell how a term is linked to other vocabularies, or what a code of theirs means here.

    TERM is a label, synonym, notation or CURIE of a term; CODE a CURIE or IRI of another vocabulary.
    """
    from differentia.linking.links import load_links
    from differentia.owl.proof import DISCLAIMER

    known = knowledge(ontology)
    links = load_links(known.links)
    if [bool(term), vocabulary is not None, report].count(True) != 1:
        raise click.UsageError("give a term or a code, or --vocabulary, or --report")
    if vocabulary is not None:
        told, sound = _listed(known, links, vocabulary), True
        lines = _list_lines(told)
    elif term is None:
        told, sound = _report(known, links)
        lines = _report_lines(told)
    else:
        told, sound = _traced(known, links, term), True
        lines = _trace_lines(told)
    told["disclaimer"] = DISCLAIMER
    write(json.dumps(told, ensure_ascii=False, indent=2) if form == "json" else "\n".join([*lines, "", DISCLAIMER]))
    raise Exit(0 if sound else 1)


# ---- one term


def _traced(known: KnowledgeBase, links: Links, term: str) -> dict[str, Any]:
    from differentia.knowledge.linked import term_named
    from differentia.linking.curies import curie_of
    from differentia.linking.tracing import traces_of_code, traces_of_term

    labels = known.compiled.lexicon.labels
    code = curie_of(term)
    if code is not None:
        fault = links.fault(code)
        if fault is not None:
            raise BadInput(fault, phrase=term)
        about: dict[str, Any] = {"code": code, "label": links.label(code)}
        warning = links.warning(code).removeprefix("; ")
        if warning:
            about["warning"] = warning
        traces = traces_of_code(links, code)
    else:
        iri = term_named(known.compiled, term)
        about = {"id": iri, "label": labels.get(iri, iri)}
        traces = traces_of_term(links, iri)
    return {"about": about, "links": [_told(links, labels, trace) for trace in traces]}


def _told(links: Links, labels: dict[str, str], trace: Trace) -> dict[str, Any]:
    mapping = trace.mapping
    iri = links.subject(mapping)
    return {
        "code": trace.code,
        "code_label": links.label(trace.code),
        "way": [{"code": step, "label": links.label(step)} for step in trace.way],
        "predicate": f"skos:{mapping.predicate}",
        "id": iri,
        "term": mapping.subject,
        "label": labels.get(iri, iri),
        "meaning": trace.meaning,
        "weakest_link": trace.weakest,
        "confidence": mapping.confidence,
        "justification": mapping.justification,
        "version": mapping.version,
        "source": f"{mapping.origin}, line {mapping.line}",
        "comment": mapping.comment,
    }


def _trace_lines(told: dict[str, Any]) -> list[str]:
    about = told["about"]
    lines = [f"{about.get('code') or about['id']}  {about['label']}"]
    if "warning" in about:
        lines.append(f"  beware: {about['warning']}")
    if not told["links"]:
        lines.append("  no link")
    for each in told["links"]:
        way = "".join(f" < {step['code']} {step['label']}".rstrip() for step in each["way"][1:])
        if each["meaning"] == "wider than ours":
            way = way.replace(" < ", " > ")
        name = f" {each['code_label']}" if each["code_label"] else ""
        lines.append(f"  {each['code']}{name}{way}  {each['predicate']}  {each['term']} {each['label']}")
        lines.append(f"      {each['meaning']}; weakest link: {each['weakest_link']}")
    return lines


# ---- one vocabulary


def _listed(known: KnowledgeBase, links: Links, name: str) -> dict[str, Any]:
    from differentia.linking.curies import vocabulary_named
    from differentia.linking.tracing import traces_of_vocabulary

    vocabulary = vocabulary_named(name)
    traces = traces_of_vocabulary(links, vocabulary.prefix)
    below = links.downward(trace.code for trace in traces if trace.meaning in ("the same", "narrower than ours"))
    return {
        "vocabulary": vocabulary.name,
        "links": [_told(links, known.compiled.lexicon.labels, trace) for trace in traces],
        "below": len(below.keys() - {trace.code for trace in traces}),
    }


def _list_lines(told: dict[str, Any]) -> list[str]:
    from differentia.telling.tables import table_text

    rows = [(e["code"], e["code_label"], e["meaning"], e["term"], e["label"]) for e in told["links"]]
    lines = [f"{told['vocabulary']}: {len({row[0] for row in rows})} codes are linked, and {told['below']} below them"]
    return [*lines, "", table_text(("code", "code_label", "meaning", "term", "label"), rows)]


# ---- all


def _report(known: KnowledgeBase, links: Links) -> tuple[dict[str, Any], bool]:
    from differentia.knowledge.linked import REFUSED, effects_of, kinds_of_terms
    from differentia.linking.coverage import coverage, disagreements

    kinds = kinds_of_terms(known.compiled)
    effects = effects_of(known.compiled, links)
    labels = known.compiled.lexicon.labels
    gaps = {
        kind: sorted(labels.get(iri, iri) for iri in terms if iri not in links.by_subject)
        for kind, terms in kinds.items()
        if kind != "finding"
    }
    told: dict[str, Any] = {
        "sets": [{"id": s.metadata.get("mapping_set_id", ""), "rows": len(s.mappings)} for s in links.sets],
        "coverage": [each._asdict() for each in coverage(links, kinds)],
        "without_link": gaps,
        "disagreements": list(disagreements(links)),
        "effects": [
            {
                "kind": each.kind,
                "classes": [labels.get(iri, iri) for iri in each.classes],
                "refused": REFUSED.get(each.kind),
                "proof": each.proof,
            }
            for each in effects
        ],
    }
    return told, not any(each.kind in REFUSED for each in effects)


def _report_lines(told: dict[str, Any]) -> list[str]:
    lines = ["MAPPING SETS", *(f"  {each['id']}: {each['rows']} rows" for each in told["sets"]), ""]
    lines += ["COVERAGE (terms with an exact match, with any, of all)"]
    lines += [
        f"  {each['vocabulary']:<17} {each['kind']:<12} {each['exact']:>4} {each['linked']:>4} of {each['terms']}"
        for each in told["coverage"]
    ]
    for kind, names in told["without_link"].items():
        lines += ["", f"WITHOUT ANY LINK: {len(names)} of kind {kind}", *(f"  {name}" for name in names)]
    lines += [
        "",
        f"SOURCES THAT DISAGREE: {len(told['disagreements'])}",
        *(f"  {one}" for one in told["disagreements"]),
    ]
    lines += ["", f"WHAT THE LINKS DO TO OUR OWN TERMS: {len(told['effects']) or 'nothing'}"]
    for effect in told["effects"]:
        from differentia.telling.proof_text import proof_text

        lines += [f"  {effect['refused'] or 'new'}: {', '.join(effect['classes'])}", proof_text(effect["proof"]), ""]
    return lines
