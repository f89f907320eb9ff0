"""The command line: `differentia diagnose`, `explain`, `next`, `query`, `verify`, `check`, and those of the engine.

Only the result goes to standard output. Exit codes: 0 done; 1 a check found something, or the answer is no; 2 bad
input; 3 outside the fragment (commands of the engine); 70 a fault of ours. Commands import what they need when they
run, so that every command starts fast.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.exceptions import Exit

from differentia.cli_engine import add_engine_commands
from differentia.errors import BadInput, DifferentiaError

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis, KnowledgeBase

__all__ = ["app", "main"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_PATH = click.Path(path_type=Path)
_case = click.argument("case", type=_PATH)
_lenient = click.option("--lenient", is_flag=True, help="Leave out and list what is not understood.")
_ontology = click.option(
    "--ontology",
    multiple=True,
    type=_PATH,
    metavar="PATH",
    help="Ontology file or folder to use instead of the one supplied.",
)


def _format(*names: str) -> Callable[[Decorated], Decorated]:
    """Return the option `--format` of a command that knows these formats; the first is what it writes unasked."""
    known = click.Choice(names)
    return click.option("--format", "form", type=known, default=names[0], show_default=True, help="Output format.")


class _InOrder(click.Group):
    """Lists its commands in the order of this file, which is the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of click
        return list(self.commands)


@click.group(cls=_InOrder, no_args_is_help=True)
@click.version_option(package_name="differentia", message="differentia %(version)s")
def app() -> None:
    """An explainable differential from an OWL 2 ontology. Research and education software; not a medical device."""


@app.command()
@_case
@_format("text", "json", "md")
@_lenient
@_ontology
def diagnose(case: Path, form: str, lenient: bool, ontology: Sequence[Path]) -> None:
    """Tell the causes, red flags and next tests of a case.

    CASE is a case file (YAML or JSON).
    """
    report = _diagnosis(case, lenient, ontology).report(proofs=form == "json")
    if form == "json":
        from differentia.telling.report_json import report_json

        _print(report_json(report))
    elif form == "md":
        from differentia.telling.report_markdown import report_markdown

        _print(report_markdown(report))
    else:
        from differentia.telling.report_text import print_rows, report_rows

        print_rows(report_rows(report, _width()), sys.stdout)


@app.command(name="next")
@_case
@_format("text", "json")
@_lenient
@_ontology
def next_tests(case: Path, form: str, lenient: bool, ontology: Sequence[Path]) -> None:
    """Tell which test comes next, and why.

    CASE is a case file (YAML or JSON).
    """
    report = _diagnosis(case, lenient, ontology).report()
    if form == "json":
        from differentia.telling.report_json import next_tests_json

        _print(next_tests_json(report))
    else:
        from differentia.telling.report_text import next_tests_rows, print_rows

        print_rows(next_tests_rows(report, _width()), sys.stdout)


@app.command()
@_case
@click.argument("cause", metavar="CAUSE")
@_format("text", "md", "mermaid", "json")
@click.option("--side", help="Only on this side: left or right.")
@click.option("--all", "every", is_flag=True, help="Tell every proof, not only the first.")
@click.option("--axioms", is_flag=True, help="Also list the axioms in OWL syntax.")
@click.option("--justifications", is_flag=True, help="List all smallest sets of facts and axioms it rests on instead.")
@click.option("--repairs", is_flag=True, help="List all smallest sets without which it would not follow instead.")
@_lenient
@_ontology
def explain(
    case: Path,
    cause: str,
    form: str,
    side: str | None,
    every: bool,
    axioms: bool,
    justifications: bool,
    repairs: bool,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Prove what is said of a cause of a case.

    CASE is a case file (YAML or JSON), CAUSE the notation, label or IRI of a cause.
    """
    if every and form == "mermaid":
        raise BadInput("a Mermaid diagram holds one proof; leave out --all")
    if justifications or repairs:
        _justify(_diagnosis(case, lenient, ontology), cause, side, form, repairs)
        return
    proofs = _diagnosis(case, lenient, ontology).explain(cause, side=side)
    if not proofs:
        _nothing(cause, side)
    if form == "json":
        import json

        _print(json.dumps(proofs if every else proofs[0], ensure_ascii=False, indent=2))
    else:
        _print("\n\n".join(_told(proof, form, axioms) for proof in (proofs if every else proofs[:1])))


def _nothing(cause: str, side: str | None) -> NoReturn:
    where = f" on the {side}" if side else ""
    _complain(f"nothing is proved of “{cause}”{where} in this case")
    raise Exit(1)


def _justify(diagnosis: Diagnosis, cause: str, side: str | None, form: str, repairs: bool) -> None:
    """Print the justifications or the repairs of what is said of a cause."""
    from differentia.telling.justification_text import justifications_json, justifications_text

    if form not in ("text", "json"):
        raise BadInput("justifications and repairs are written as text or json", phrase=form)
    found = diagnosis.repairs(cause, side) if repairs else diagnosis.justifications(cause, side)
    if not found:
        _nothing(cause, side)
    sets = [(one.statement, [(x.axioms, x.facts) for x in one.sets], one.complete) for one in found]
    context = diagnosis.proof_context()
    if form == "json":
        _print(justifications_json(sets, context, repairs=repairs))
    else:
        _print(justifications_text(sets, context, repairs=repairs, width=_width()))


def _told(proof: dict[str, Any], form: str, axioms: bool) -> str:
    if form == "md":
        from differentia.telling.proof_markdown import proof_markdown

        return proof_markdown(proof, axioms=axioms)
    if form == "mermaid":
        from differentia.telling.proof_mermaid import proof_mermaid

        return proof_mermaid(proof)
    from differentia.telling.proof_text import proof_text

    return proof_text(proof, width=_width(), axioms=axioms)


@app.command()
@click.argument("case", type=_PATH, required=False)
@click.argument("name", metavar="[NAME-or-FILE]", required=False)
@click.option("--param", multiple=True, metavar="NAME=VALUE", help="A parameter of the query.")
@_format("text", "json", "csv")
@click.option("--list", "listing", is_flag=True, help="List the supplied queries.")
@_lenient
@_ontology
def query(
    case: Path | None,
    name: str | None,
    param: Sequence[str],
    form: str,
    listing: bool,
    lenient: bool,
    ontology: Sequence[Path],
) -> None:
    """Run a SPARQL query over a case and what it entails.

    CASE is a case file, NAME a supplied query, FILE a .rq file.
    """
    if listing:
        from differentia.query_library import list_queries

        _print(_table(["query", "answers"], [(info.name, info.summary) for info in list_queries()], form, {}))
        return
    if case is None or name is None:
        raise BadInput("a query needs a case and the name of a query (or --list)")
    diagnosis = _diagnosis(case, lenient, ontology)
    table = diagnosis.query(name, **_parameters(param))
    prefixes = {**diagnosis.case_graph.prefixes, "case": diagnosis.case.iri.rpartition("/")[0] + "/"}
    _print(_table(table.columns, table.rows, form, prefixes))


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
        _complain(DISCLAIMER)
        return tables.table_csv(columns, rows).rstrip("\n")
    return f"{tables.table_text(columns, rows, prefixes)}\n\n{DISCLAIMER}"


@app.command()
@click.argument("proof", type=_PATH, metavar="PROOF.json")
@click.option("--case", type=_PATH, help="Also ask whether it speaks of this case.")
@_ontology
def verify(proof: Path, case: Path | None, ontology: Sequence[Path]) -> None:
    """Check a proof, independently of the engine.

    PROOF.json holds a proof, or a list of them.
    """
    from differentia.owl.checker import check as check_proof
    from differentia.owl.proof import DISCLAIMER

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
    _print(DISCLAIMER)
    raise Exit(int(found))


def _proofs(path: Path) -> list[dict[str, Any]]:
    import json

    try:
        loaded = json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}", file=path) from None
    proofs = loaded if isinstance(loaded, list) else [loaded]
    if not proofs or not all(isinstance(one, dict) and "format" in one for one in proofs):
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

    diagnosis = knowledge.diagnose(case)
    return strangers(proof, diagnosis.case, knowledge.ontology.axioms, diagnosis.proof_context())


@app.command()
@click.argument("paths", type=_PATH, nargs=-1, metavar="[PATH]...")
@click.option("--referee", help="Also ask another reasoner: hermit.")
@_format("text", "json")
def check(paths: Sequence[Path], referee: str | None, form: str) -> None:
    """Report on the quality of an ontology.

    PATH is an ontology file or folder; none: the ontology supplied.
    """
    from differentia.owl.proof import DISCLAIMER

    if referee not in (None, "hermit"):
        raise BadInput("no such referee", phrase=referee, nearest=("hermit",))
    findings = _knowledge(paths).check(referee=referee is not None)
    if form == "json":
        import json

        records = [{"severity": f.severity, "rule": f.rule, "message": f.message} for f in findings]
        _print(json.dumps({"disclaimer": DISCLAIMER, "findings": records}, ensure_ascii=False, indent=2))
    else:
        lines = [f"{f.severity.upper():<8}{f.rule}: {f.message}" for f in findings]
        _print("\n".join(["\n".join(lines) or "Nothing to report.", DISCLAIMER]))
    if any(f.severity.lower() != "info" for f in findings):
        raise Exit(1)


add_engine_commands(app)


# ---- shared by the commands


def _knowledge(ontology: Sequence[Path]) -> KnowledgeBase:
    from differentia.knowledge import load

    return load(*ontology)


def _diagnosis(case: Path, lenient: bool, ontology: Sequence[Path]) -> Diagnosis:
    knowledge = _knowledge(ontology)
    return knowledge.diagnose(knowledge.read(case, lenient=lenient))


def _width() -> int:
    """Return how wide text may be: the terminal's width within what reads well."""
    try:  # what `shutil` would answer, without the archive formats that it imports
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 0
    return min(max(columns or 88, 60), 100)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _complain(text: str) -> None:
    sys.stderr.write(f"differentia: {text}\n")


def main() -> None:
    """Run the command line and leave with its exit code."""
    # one answer leaves little garbage behind; looking for it all the time took 8 of 200 ms
    gc.set_threshold(100_000)
    # a terminal that cannot show a character shows a question mark, not an error
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        # click's own `main` would turn an interrupt and a closed pipe into exit code 1
        with app.make_context("differentia", sys.argv[1:]) as context:
            app.invoke(context)
    except Exit as done:
        return _flushed(done.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
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
    return _flushed(0)


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _quiet_stdout()
    return code


def _quiet_stdout() -> int:
    """Send what is left nowhere: the reader of the pipe has gone, which is no error (`| head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
