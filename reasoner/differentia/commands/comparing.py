"""The command that compares proofs, or why something follows from two versions of an ontology: `diff-proofs`."""

from __future__ import annotations

from pathlib import Path

import click
from click.exceptions import Exit

from differentia.commands.options import PATH, format_option, width, write
from differentia.errors import BadInput

__all__ = ["diff_proofs"]


@click.command(name="diff-proofs")
@click.argument("first", type=PATH, metavar="FIRST")
@click.argument("second", type=PATH, metavar="SECOND")
@click.argument("subject", metavar="[SUB|INDIVIDUAL", required=False)
@click.argument("cls", metavar="SUP|CLASS]", required=False)
@format_option("text", "json", "md")
def diff_proofs(first: Path, second: Path, subject: str | None, cls: str | None, form: str) -> None:
    """Compare two proofs, or why one thing follows from two versions of an ontology.

    FIRST and SECOND are proofs (JSON, or RDF 1.2 in .ttl or .nt). With SUB and SUP, or an INDIVIDUAL and a CLASS, they
    are OWL files: does it follow from both, and which axioms have changed? Exit code 1: not from both.
    """
    if subject is None:
        _compare_proofs(first, second, form)
    elif cls is None:
        raise BadInput("name both what lies below and what lies above", phrase=subject)
    else:
        _compare_versions(first, second, subject, cls, form)


def _compare_proofs(first: Path, second: Path, form: str) -> None:
    from differentia.commands.verifying import proofs_in
    from differentia.owl.checker import check
    from differentia.owl.proof_difference import compare_proofs
    from differentia.telling import difference_text as told

    proofs = [proofs_in(path)[0] for path in (first, second)]
    for path, proof in zip((first, second), proofs, strict=True):
        if not (verdict := check(proof)).valid:
            raise BadInput(f"not a valid proof: {verdict.error}", file=path)
    found = compare_proofs(*proofs)
    if form == "json":
        write(told.difference_json(found))
    else:
        write(told.difference_markdown(found) if form == "md" else told.difference_text(found, width()))


def _compare_versions(first: Path, second: Path, subject: str, cls: str, form: str) -> None:
    from differentia.commands.engine import within
    from differentia.owl.expressions import Class
    from differentia.owl.files import read_ontology
    from differentia.owl.ontology import Ontology
    from differentia.owl.proof_difference import compare_versions
    from differentia.owl.proving import named_in
    from differentia.telling.difference_text import version_json, version_text

    if form == "md":
        raise BadInput("two versions of an ontology are compared as text or json", phrase=form)
    ontologies = read_ontology(first), read_ontology(second)
    either = Ontology((*ontologies[0].axioms, *ontologies[1].axioms))
    lower = named_in(either, subject, individuals=True)
    upper = Class(named_in(either, cls, individuals=False).iri)
    found = within(lambda: compare_versions(*ontologies, lower, upper))
    write(version_json(found) if form == "json" else version_text(found, width()))
    if not all(found.holds):
        raise Exit(1)
