"""The command line: `differentia diagnose`, `explain`, `next`, `query`, `verify`, `check`.

Only the result goes to standard output. Exit codes: 0 done; 1 a check found something, or the answer is no; 2 bad
input; 70 a fault of ours. Commands import what they need when they run, so that every command starts fast.
"""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from differentia.errors import BadInput, DifferentiaError

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis, KnowledgeBase

__all__ = ["PlainFormat", "ProofFormat", "ReportFormat", "TableFormat", "app", "main"]

app = typer.Typer(
    name="differentia",
    help="An explainable differential from an OWL 2 ontology. Research and education software; not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class ReportFormat(StrEnum):
    """How a diagnosis is written."""

    text = "text"
    json = "json"
    md = "md"


class ProofFormat(StrEnum):
    """How a proof is written."""

    text = "text"
    md = "md"
    mermaid = "mermaid"
    json = "json"


class PlainFormat(StrEnum):
    """How tests and findings are written."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How the rows of a query are written."""

    text = "text"
    json = "json"
    csv = "csv"


CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="A case file (YAML or JSON).", show_default=False)]
Ontology = Annotated[
    list[Path] | None,
    typer.Option("--ontology", metavar="PATH", help="Ontology file or folder to use instead of the one supplied."),
]
Lenient = Annotated[bool, typer.Option("--lenient", help="Leave out and list what is not understood.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        _print(f"differentia {version('differentia')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


@app.command()
def diagnose(
    case: CaseFile,
    form: Annotated[ReportFormat, typer.Option("--format", help="Output format.")] = ReportFormat.text,
    lenient: Lenient = False,
    ontology: Ontology = None,
) -> None:
    """Tell the causes, red flags and next tests of a case."""
    report = _diagnosis(case, lenient, ontology).report(proofs=form is ReportFormat.json)
    if form is ReportFormat.json:
        from differentia.telling.report_json import report_json

        _print(report_json(report))
    elif form is ReportFormat.md:
        from differentia.telling.report_markdown import report_markdown

        _print(report_markdown(report))
    else:
        from differentia.telling.report_text import print_rows, report_rows

        print_rows(report_rows(report, _width()), sys.stdout)


@app.command(name="next")
def next_tests(
    case: CaseFile,
    form: Annotated[PlainFormat, typer.Option("--format", help="Output format.")] = PlainFormat.text,
    lenient: Lenient = False,
    ontology: Ontology = None,
) -> None:
    """Tell which test comes next, and why."""
    report = _diagnosis(case, lenient, ontology).report()
    if form is PlainFormat.json:
        from differentia.telling.report_json import next_tests_json

        _print(next_tests_json(report))
    else:
        from differentia.telling.report_text import next_tests_rows, print_rows

        print_rows(next_tests_rows(report, _width()), sys.stdout)


@app.command()
def explain(
    case: CaseFile,
    cause: Annotated[str, typer.Argument(help="A cause: its notation, label or IRI.", show_default=False)],
    form: Annotated[ProofFormat, typer.Option("--format", help="Output format.")] = ProofFormat.text,
    side: Annotated[str | None, typer.Option(help="Only on this side: left or right.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell every proof, not only the first.")] = False,
    axioms: Annotated[bool, typer.Option("--axioms", help="Also list the axioms in OWL syntax.")] = False,
    lenient: Lenient = False,
    ontology: Ontology = None,
) -> None:
    """Prove what is said of a cause of a case."""
    if every and form is ProofFormat.mermaid:
        raise BadInput("a Mermaid diagram holds one proof; leave out --all")
    proofs = _diagnosis(case, lenient, ontology).explain(cause, side=side)
    if not proofs:
        where = f" on the {side}" if side else ""
        _complain(f"nothing is proved of “{cause}”{where} in this case")
        raise typer.Exit(1)
    if form is ProofFormat.json:
        import json

        _print(json.dumps(proofs if every else proofs[0], ensure_ascii=False, indent=2))
    else:
        _print("\n\n".join(_told(proof, form, axioms) for proof in (proofs if every else proofs[:1])))


def _told(proof: dict[str, Any], form: ProofFormat, axioms: bool) -> str:
    if form is ProofFormat.md:
        from differentia.telling.proof_markdown import proof_markdown

        return proof_markdown(proof, axioms=axioms)
    if form is ProofFormat.mermaid:
        from differentia.telling.proof_mermaid import proof_mermaid

        return proof_mermaid(proof)
    from differentia.telling.proof_text import proof_text

    return proof_text(proof, width=_width(), axioms=axioms)


@app.command()
def query(
    case: Annotated[Path | None, typer.Argument(metavar="CASE", help="A case file.", show_default=False)] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME-or-FILE", help="A supplied query or a .rq file.", show_default=False)
    ] = None,
    param: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A parameter of the query.")] = None,
    form: Annotated[TableFormat, typer.Option("--format", help="Output format.")] = TableFormat.text,
    listing: Annotated[bool, typer.Option("--list", help="List the supplied queries.")] = False,
    lenient: Lenient = False,
    ontology: Ontology = None,
) -> None:
    """Run a SPARQL query over a case and what it entails."""
    if listing:
        from differentia.query_library import list_queries

        _print(_table(["query", "answers"], [(info.name, info.summary) for info in list_queries()], form))
        return
    if case is None or name is None:
        raise BadInput("a query needs a case and the name of a query (or --list)")
    table = _diagnosis(case, lenient, ontology).query(name, **_parameters(param or []))
    _print(_table(table.columns, table.rows, form))


def _parameters(given: list[str]) -> dict[str, str]:
    for item in given:
        if "=" not in item:
            raise BadInput("a parameter is written name=value", phrase=item)
    return dict(item.split("=", 1) for item in given)


def _table(columns: Any, rows: Any, form: TableFormat) -> str:
    from differentia.telling import tables

    write = {TableFormat.json: tables.table_json, TableFormat.csv: tables.table_csv}.get(form, tables.table_text)
    return write(columns, rows).rstrip("\n")


@app.command()
def verify(
    proof: Annotated[Path, typer.Argument(metavar="PROOF.json", help="A proof, or a list of them.")],
    case: Annotated[Path | None, typer.Option(help="Also ask whether it speaks of this case.")] = None,
    ontology: Ontology = None,
) -> None:
    """Check a proof, independently of the engine."""
    from differentia.owl.checker import check as check_proof

    found = False
    knowledge = _knowledge(ontology) if case else None
    for number, one in enumerate(_proofs(proof), start=1):
        verdict = check_proof(one)
        problems = [] if verdict.valid else [str(verdict.error)]
        if knowledge and case and verdict.valid:
            problems = _strangers(one, knowledge, case)
        found = found or bool(problems)
        given = [fact for fact in verdict.unworded if fact != "setting"]
        unworded = f" (taken as given, without words: {', '.join(given)})" if given else ""
        said = "; ".join(problems) or f"{verdict.steps_checked} steps checked; it proves that {_goal(one)}{unworded}"
        _print(f"proof {number}: {'not ' if problems else ''}valid: {said}")
    raise typer.Exit(int(found))


def _proofs(path: Path) -> list[dict[str, Any]]:
    import json

    try:
        loaded = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}", file=path) from None
    proofs = loaded if isinstance(loaded, list) else [loaded]
    if not proofs or not all(isinstance(one, dict) for one in proofs):
        raise BadInput("not a proof, nor a list of proofs", file=path)
    return proofs


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", file=path) from None
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8 text", file=path) from None


def _goal(proof: dict[str, Any]) -> str:
    """Say what a proof proves, by local names: its own labels are no part of what was checked."""
    from differentia.telling.words import statement_in_words

    return statement_in_words(proof["goal"], {})


def _strangers(proof: dict[str, Any], knowledge: KnowledgeBase, case: Path) -> list[str]:
    from differentia.verifying import strangers

    return strangers(proof, knowledge.read(case), knowledge.ontology.axioms)


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Ontology files or folders.")] = None,
    referee: Annotated[str | None, typer.Option(help="Also ask another reasoner: hermit.")] = None,
    form: Annotated[PlainFormat, typer.Option("--format", help="Output format.")] = PlainFormat.text,
) -> None:
    """Report on the quality of an ontology."""
    if referee not in (None, "hermit"):
        raise BadInput("no such referee", phrase=referee, nearest=("hermit",))
    findings = _knowledge(paths).check(referee=referee is not None)
    if form is PlainFormat.json:
        import json

        records = [{"severity": f.severity, "rule": f.rule, "message": f.message} for f in findings]
        _print(json.dumps({"findings": records}, ensure_ascii=False, indent=2))
    else:
        lines = [f"{f.severity.upper():<8}{f.rule}: {f.message}" for f in findings]
        _print("\n".join(lines) or "Nothing to report.")
    if any(f.severity.lower() != "info" for f in findings):
        raise typer.Exit(1)


# ---- shared by the commands


def _knowledge(ontology: list[Path] | None) -> KnowledgeBase:
    from differentia.knowledge import load

    return load(*(ontology or ()))


def _diagnosis(case: Path, lenient: bool, ontology: list[Path] | None) -> Diagnosis:
    knowledge = _knowledge(ontology)
    return knowledge.diagnose(knowledge.read(case, lenient=lenient))


def _width() -> int:
    """Return how wide text may be: the terminal's width within what reads well."""
    return min(max(shutil.get_terminal_size((88, 24)).columns, 60), 100)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"differentia: {text}\n")


def main() -> None:
    """Run the command line and leave with its exit code."""
    # a terminal that cannot show a character shows a question mark, not an error
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        app()
        sys.stdout.flush()
    except SystemExit as done:
        return _flushed(done.code)
    except DifferentiaError as error:
        _complain(str(error))
        return 2
    except BrokenPipeError:
        return _quiet_stdout()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("DIFFERENTIA_DEBUG"):
            raise
        _complain(f"an error of ours, not of yours: {type(error).__name__}: {error}")
        _complain("please report it, with the command (DIFFERENTIA_DEBUG=1 shows where it happened)")
        return 70
    return 0


def _flushed(code: str | int | None) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _quiet_stdout()
    return code if isinstance(code, int) else 0 if code is None else 1


def _quiet_stdout() -> int:
    """Send what is left nowhere: the reader of the pipe has gone, which is no error (`| head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
