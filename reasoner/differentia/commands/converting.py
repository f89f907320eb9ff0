"""The command that turns a record into another format: `convert`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from differentia.commands.options import PATH, complain, knowledge, lenient_option, ontology_option, write
from differentia.errors import BadInput

if TYPE_CHECKING:
    from differentia.diagnosis.case import Case
    from differentia.intake.formats.reading import Format

__all__ = ["convert"]

_IN = ("yaml", "json", "fhir", "phenopacket", "rdf")
_OUT = ("yaml", "json", "fhir", "phenopacket", "rdf", "ttl", "jsonld")


@click.command()
@click.argument("source", metavar="IN", type=PATH)
@click.argument("target", metavar="OUT", type=PATH)
@click.option("--to", "to", type=click.Choice(_OUT), help="Format of OUT, if its name does not tell.")
@click.option("--from", "given", type=click.Choice(_IN), help="Format of IN, if neither its name nor content tells.")
@lenient_option
@ontology_option
def convert(
    source: Path, target: Path, to: str | None, given: Format | None, lenient: bool, ontology: Sequence[Path]
) -> None:
    """Turn a record into another format.

    IN is a case file, FHIR R4 or R4B (JSON or NDJSON), a phenopacket, or a case graph (Turtle, JSON-LD). OUT is a file,
    a folder if IN holds several cases, or - for standard output. What is left out is told on standard error.
    """
    from differentia.knowledge.exporting import ENDINGS, written_case
    from differentia.owl.proof import DISCLAIMER

    form = _format_of(target, to)
    known = knowledge(ontology)
    cases = known.read_all(source, lenient=lenient, form=given)
    complain(DISCLAIMER)  # beside the record, which is nothing but what was said
    places = _places(cases, target, ENDINGS[form])
    for case, place in zip(cases, places, strict=True):
        text, notes = written_case(known, case, form)
        several = f"{case.id}: " if len(cases) > 1 else ""
        for left_out in (*case.not_understood, *map(str, notes)):
            complain(several + left_out)
        if place is None:
            write(text)
            continue
        try:
            place.parent.mkdir(exist_ok=True)
            place.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise BadInput(f"cannot be written ({error.strerror})", file=place) from None


def _format_of(target: Path, to: str | None) -> str:
    from differentia.knowledge.exporting import ENDINGS

    name = target.name.lower()
    by_name = [form for form, ending in ENDINGS.items() if name.endswith(ending)]
    if to == "rdf":
        return "jsonld" if name.endswith(".jsonld") else "ttl"
    if to is not None:
        return to
    if not by_name and name.endswith(".yml"):
        return "yaml"
    if not by_name:
        raise BadInput("say with --to which format to write", file=target, nearest=tuple(ENDINGS))
    return max(by_name, key=lambda form: len(ENDINGS[form]))


def _places(cases: Sequence[Case], target: Path, ending: str) -> list[Path | None]:
    if str(target) == "-":
        if len(cases) > 1:
            raise BadInput(f"{len(cases)} cases: name a folder for them")
        return [None]
    if len(cases) == 1 and not target.is_dir():
        return [target]
    if target.exists() and not target.is_dir():
        raise BadInput(f"{len(cases)} cases: a folder is needed, and this is a file", file=target)
    names = [re.sub(r"[^\w.-]", "_", case.id).lstrip(".") or "case" for case in cases]
    if len(set(names)) < len(names):
        raise BadInput("two cases would get the same file", phrase=next(n for n in names if names.count(n) > 1))
    return [target / f"{name}{ending}" for name in names]
