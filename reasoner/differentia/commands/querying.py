"""The command that runs a SPARQL query over a case and what it entails: `query`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from differentia.commands.options import (
    PATH,
    complain,
    diagnosis_of,
    format_option,
    knowledge,
    lenient_option,
    ontology_option,
    write,
)
from differentia.errors import BadInput

__all__ = ["query"]


@click.command()
@click.argument("case", type=PATH, required=False)
@click.argument("name", metavar="[NAME-or-FILE]", required=False)
@click.option("--param", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@click.option("--columns", metavar="NAMES", help="Show only these columns, with commas between their names.")
@format_option("text", "json", "csv")
@click.option("--list", "listing", is_flag=True, help="List the supplied queries.")
@lenient_option
@ontology_option
def query(
    case: Path | None,
    name: str | None,
    param: Sequence[str],
    columns: str | None,
    form: str,
    listing: bool,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Run a SPARQL query over a case and what it entails, or over the ontology alone.

    CASE is a case file; without it the ontology is asked. NAME is a supplied query, FILE a .rq file.
    """
    if listing:
        from differentia.query_library import GROUPS, list_queries

        known = sorted(list_queries(), key=lambda info: (GROUPS.index(info.group), info.name))
        rows = [(info.group, info.name, info.summary) for info in known]
        write(_table(["group", "query", "answers"], rows, form, {}))
        return
    if case is None:
        raise BadInput("the name of a query is needed (or --list)")
    if name is None:
        name, diagnosis = str(case), knowledge(ontology).diagnose({"present": []})
    else:
        diagnosis = diagnosis_of(case, lenient, ontology)
    table = diagnosis.query(name, **_parameters(param))
    prefixes = {**diagnosis.case_graph.prefixes, "case": diagnosis.case.iri.rpartition("/")[0] + "/"}
    write(_table(*_chosen(table.columns, table.rows, columns), form, prefixes))


def _chosen(known: Sequence[str], rows: Sequence[Any], wanted: str | None) -> tuple[Sequence[str], Sequence[Any]]:
    """Return the columns that were asked for, in that order, without rows that are then alike."""
    if wanted is None:
        return known, rows
    names = [name.strip() for name in wanted.split(",")]
    for name in names:
        if name not in known:
            raise BadInput("the query has no such column", phrase=name, nearest=tuple(known))
    places = [known.index(name) for name in names]
    return names, list(dict.fromkeys(tuple(row[place] for place in places) for row in rows))


def _parameters(given: Sequence[str]) -> dict[str, str]:
    for item in given:
        if "=" not in item:
            raise BadInput("a parameter is written name=value", phrase=item)
    return dict(item.split("=", 1) for item in given)


def _table(columns: Any, rows: Any, form: str, prefixes: dict[str, str]) -> str:
    from differentia.owl.proof import DISCLAIMER
    from differentia.telling import tables

    if form == "json":
        return tables.table_json(columns, rows, DISCLAIMER)
    if form == "csv":  # a table for programs has no room for a notice: it goes where people look
        complain(DISCLAIMER)
        return tables.table_csv(columns, rows).rstrip("\n")
    return f"{tables.table_text(columns, rows, prefixes)}\n\n{DISCLAIMER}"
