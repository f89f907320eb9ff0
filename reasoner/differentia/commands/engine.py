"""The commands of the engine on any OWL file: `consistent`, `entails`, `classify`, `prove`.

Exit codes: 0 yes; 1 no; 2 bad input; 3 outside the fragment, or not known, with what stands in the way on standard
error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import Exit

from differentia.commands.options import complain, format_option, width, write
from differentia.errors import BadInput, OutsideFragment

if TYPE_CHECKING:
    from differentia.owl.findings import Finding
    from differentia.owl.justifications import Goal, Justifications, Reasons
    from differentia.owl.ontology import Ontology
    from differentia.owl.questions import Answer

__all__ = ["classify_command", "consistent_command", "entails_command", "prove_command", "within"]

_FILE = click.Path(path_type=Path)
_OUTSIDE = 3
_ENOUGH = 2_000  # repairs need all justifications


_imports = click.option(
    "--import", "imports", type=_FILE, multiple=True, metavar="FILE", help="A file that it imports; as often as needed."
)
_justifications = click.option("--justifications", is_flag=True, help="List all smallest sets of axioms behind it.")
_repairs = click.option("--repairs", is_flag=True, help="List all smallest sets without which it would not follow.")
_cap = click.option(
    "--cap", type=click.IntRange(1), default=100, show_default=True, help="How many sets to list at most."
)


@click.command(name="consistent")
@click.argument("file", type=_FILE)
@_justifications
@_repairs
@_cap
@format_option("text", "json")
@_imports
def consistent_command(
    file: Path, justifications: bool, repairs: bool, cap: int, form: str, imports: tuple[Path, ...]
) -> None:
    """Tell whether an ontology is free of contradiction, or which smallest sets of axioms contradict themselves.

    FILE is an OWL file: Turtle, RDF/XML, N-Triples, JSON-LD, functional-style syntax or OWL/XML.
    """
    from differentia.owl.questions import consistent

    ontology = _read(file, imports)
    answer = within(lambda: consistent(ontology))
    if (justifications or repairs) and answer.verdict == "no":
        _justify(ontology, None, repairs, cap, form)
        raise Exit(1)
    _answer(answer, "consistent", "inconsistent")


@click.command(name="entails")
@click.argument("premise", type=_FILE)
@click.argument("conclusion", type=_FILE)
@_imports
def entails_command(premise: Path, conclusion: Path, imports: tuple[Path, ...]) -> None:
    """Tell whether one ontology follows from another.

    PREMISE and CONCLUSION are OWL files; every axiom of the second is asked of the first.
    """
    from differentia.owl.files import read_ontology
    from differentia.owl.questions import entails_all
    from differentia.owl.reading import ORPHAN
    from differentia.owl.syntax import functional

    known, asked = _read(premise, imports), read_ontology(conclusion, beside=premise)
    answer = within(lambda: entails_all(known, asked.axioms))
    unread = tuple(each for each in asked.unread if each.construct != ORPHAN)
    if unread and answer.verdict != "no":
        _refuse(OutsideFragment(unread))
    because = f": {functional(answer.axiom)}" if answer.axiom is not None else ""
    _answer(answer, "entailed", f"not entailed{because}")


@click.command(name="classify")
@click.argument("file", type=_FILE)
@click.option("--format", "form", type=click.Choice(["text", "ttl", "json"]), default="text", show_default=True)
@_imports
def classify_command(file: Path, form: str, imports: tuple[Path, ...]) -> None:
    """Tell the class hierarchy that follows from an ontology, and which classes can have no member.

    FILE is an OWL file.
    """
    from differentia.owl.proof import DISCLAIMER
    from differentia.owl.taxonomy import classify
    from differentia.telling import taxonomies

    ontology = _read(file, imports)
    with _progress("classifying") as progress:
        found = within(lambda: classify(ontology, progress))
    told = {"ttl": taxonomies.taxonomy_turtle, "json": taxonomies.taxonomy_json}.get(form, taxonomies.taxonomy_text)
    sys.stdout.write(told(found) + "\n")
    complain(DISCLAIMER)
    if found.doubts:
        _unknown(found.doubts)
    raise Exit(1 if found.unsatisfiable else 0)


@click.command(name="prove")
@click.argument("file", type=_FILE)
@click.argument("subject", metavar="SUB|INDIVIDUAL")
@click.argument("cls", metavar="SUP|CLASS")
@format_option("text", "md", "mermaid", "svg", "json", "prov", "rdf12", "graphml")
@click.option("--axioms", is_flag=True, help="Also list the axioms in OWL syntax.")
@click.option("--smallest", is_flag=True, help="Choose a proof with the fewest steps among all derivations.")
@_justifications
@_repairs
@_cap
@_imports
def prove_command(
    file: Path,
    subject: str,
    cls: str,
    form: str,
    axioms: bool,
    smallest: bool,
    justifications: bool,
    repairs: bool,
    cap: int,
    imports: tuple[Path, ...],
) -> None:
    """Prove that one class lies below another, or that an individual is in a class.

    FILE is an OWL file; the names are IRIs, or the last part of one.
    """
    from differentia.owl.expressions import Class
    from differentia.owl.proving import goal_of, named_in, prove

    ontology = _read(file, imports)
    lower, upper = named_in(ontology, subject, individuals=True), named_in(ontology, cls, individuals=False)
    proof, doubts = within(lambda: prove(ontology, lower, Class(upper.iri), smallest=smallest))
    if proof is None and doubts:
        _unknown(doubts)
    if proof is None:
        sys.stderr.write(f"differentia: it does not follow that {subject} is in {cls}\n")
        raise Exit(1)
    if justifications or repairs:
        _justify(ontology, goal_of(lower, Class(upper.iri)), repairs, cap, form)
        return
    from differentia.telling.proof_formats import write_proof

    write(write_proof(proof, form, width=width(), axioms=axioms))


def _justify(ontology: Ontology, goal: Goal, repairs: bool, cap: int, form: str) -> None:
    """Print the smallest sets of axioms behind a conclusion (None: a contradiction), or its repairs."""
    from differentia.owl.justifications import Knowledge, justify
    from differentia.owl.proving import context_of
    from differentia.owl.questions import supported_part
    from differentia.telling.justification_text import goal_statement, justifications_json, justifications_text

    if form not in ("text", "json"):
        raise BadInput("justifications and repairs are written as text or json", phrase=form)
    part, _, outside = within(lambda: supported_part(ontology))
    found = within(lambda: justify(Knowledge(part.axioms), goal, cap=max(cap, _ENOUGH if repairs else 0)))
    sets, whole = (found.found, found.complete) if not repairs else _repairs_of(found, cap)
    told = [(goal_statement(goal), [(one.axioms, one.facts) for one in sets], whole and not outside)]
    context = context_of(part)
    if form == "json":
        write(justifications_json(told, context, repairs=repairs))
    else:
        write(justifications_text(told, context, repairs=repairs, width=width(), cap=cap, of_case=False))


def _repairs_of(found: Justifications, cap: int) -> tuple[Sequence[Reasons], bool]:
    repairs = found.repairs(cap=cap)
    return repairs.found, repairs.complete


# ---- input


def _read(file: Path, imports: Sequence[Path]) -> Ontology:
    """Read an ontology with the imports given; say which are not."""
    from differentia.owl.files import read_with_imports

    ontology, missing = read_with_imports(file, imports)
    for iri in missing:
        sys.stderr.write(
            f"differentia: warning: {file} imports <{iri}>, which is not read; give it with --import FILE\n"
        )
    return ontology


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on standard error while something long is done, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# ---- answers


def within(ask: Callable[[], Any]) -> Any:
    """Ask, and turn what is outside the fragment into exit code 3."""
    try:
        return ask()
    except OutsideFragment as error:
        _refuse(error)


def _refuse(error: OutsideFragment) -> None:
    sys.stderr.write(f"differentia: {error}\n")
    raise Exit(_OUTSIDE)


def _answer(answer: Answer, yes: str, no: str) -> None:
    from differentia.owl.proof import DISCLAIMER

    complain(DISCLAIMER)
    if answer.verdict == "unknown":
        _unknown(answer.reasons)
    sys.stdout.write(f"{yes if answer.verdict == 'yes' else no}\n")
    raise Exit(0 if answer.verdict == "yes" else 1)


def _unknown(reasons: Iterable[Finding]) -> None:
    lines = "\n".join(f"  {reason}" for reason in reasons)
    sys.stderr.write(f"differentia: not known, because the engine may miss what follows from these axioms:\n{lines}\n")
    raise Exit(_OUTSIDE)
