"""The commands that tell what follows from a case: `diagnose`, `next`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from differentia.commands.options import (
    case_argument,
    complain,
    diagnosis_of,
    format_option,
    lenient_option,
    ontology_option,
    prior_option,
    setting_option,
    width,
    write,
)

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["diagnose", "next_tests"]


@click.command()
@case_argument
@format_option("text", "json", "md", "html", "fhir", "phenopacket", "ttl", "jsonld")
@lenient_option
@ontology_option
@setting_option
@prior_option
@click.option("--full", is_flag=True, help="As text: every reason, and every result of a test.")
def diagnose(
    case: Path,
    form: str,
    lenient: bool,
    ontology: Sequence[Path],
    setting: str | None,
    priors: Sequence[str],
    full: bool,
) -> None:
    """Tell the causes, red flags and next tests of a case.

    CASE is a case file (YAML or JSON), FHIR, a phenopacket, or a case graph; of several cases in it FILE#NAME is one.
    """
    diagnosis = diagnosis_of(case, lenient, ontology, setting, priors)
    if form == "html":
        from differentia.knowledge.picturing import page

        write(page(diagnosis))
        return
    if form in {"fhir", "phenopacket", "ttl", "jsonld"}:
        _export(diagnosis, form)
        return
    report = diagnosis.report(proofs=form == "json")
    if form == "json":
        from differentia.telling.report_json import report_json

        write(report_json(report))
    elif form == "md":
        from differentia.telling.report_markdown import report_markdown

        write(report_markdown(report))
    else:
        from differentia.telling.report_text import print_rows, report_rows

        print_rows(report_rows(report, width(), full=full), sys.stdout)


def _export(diagnosis: Diagnosis, form: str) -> None:
    """Write a diagnosis in a format for other programs."""
    from differentia.knowledge import exporting

    if form == "fhir":
        write(exporting.diagnosis_fhir(diagnosis))
    elif form == "phenopacket":
        text, notes = exporting.diagnosis_phenopacket(diagnosis)
        for note in notes:
            complain(str(note))
        write(text)
    else:
        write(exporting.diagnosis_rdf(diagnosis, form))


@click.command(name="next")
@case_argument
@format_option("text", "json")
@lenient_option
@ontology_option
@setting_option
@prior_option
def next_tests(
    case: Path, form: str, lenient: bool, ontology: Sequence[Path], setting: str | None, priors: Sequence[str]
) -> None:
    """Tell which test comes next, and why.

    CASE is a case file (YAML or JSON), FHIR, a phenopacket, or a case graph; of several cases in it FILE#NAME is one.
    """
    report = diagnosis_of(case, lenient, ontology, setting, priors).report()
    if form == "json":
        from differentia.telling.report_json import next_tests_json

        write(next_tests_json(report))
    else:
        from differentia.telling.report_text import next_tests_rows, print_rows

        print_rows(next_tests_rows(report, width()), sys.stdout)
