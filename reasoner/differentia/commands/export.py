"""The command that writes the ontology with its links for other programs: `export`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from differentia.commands.options import PATH, complain, format_option, knowledge, ontology_option
from differentia.errors import BadInput

__all__ = ["export"]


@click.command()
@click.argument("file", type=PATH)
@format_option("rdf-xml", "ofn", "obographs", "skos", "jsonld")
@click.option("--licensed", is_flag=True, help="With identifiers of SNOMED CT, UMLS and ICD-11, if you may use them.")
@ontology_option
def export(file: Path, form: str, licensed: bool, ontology: Sequence[Path]) -> None:
    """Write the ontology with its links to other vocabularies as one file.

    FILE is written; - is standard output. rdf-xml (OWL as RDF/XML), ofn (functional-style syntax) and jsonld hold
    everything; obographs (OBO Graphs JSON) and skos hold terms, names, hierarchy and matches.
    """
    from differentia.knowledge.merged import merged_triples
    from differentia.owl.proof import DISCLAIMER
    from differentia.telling.ontology_formats import write_ontology

    known = knowledge(ontology)
    complain(DISCLAIMER)
    written = write_ontology(merged_triples(known, licensed=licensed), form, known.compiled.lexicon.prefixes)
    if str(file) == "-":
        sys.stdout.write(written.decode())
        return
    try:
        file.write_bytes(written)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", file=file) from None
