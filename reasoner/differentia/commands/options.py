"""What commands share: their options, how they load what they work on, where they write."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from differentia.diagnosis.case import Prior
    from differentia.knowledge import Diagnosis, KnowledgeBase

__all__ = [
    "PATH",
    "case_argument",
    "complain",
    "diagnosis_of",
    "format_option",
    "knowledge",
    "lenient_option",
    "ontology_option",
    "prior_of",
    "prior_option",
    "setting_option",
    "width",
    "write",
]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
case_argument = click.argument("case", type=PATH)
lenient_option = click.option("--lenient", is_flag=True, help="Leave out and list what is not understood.")
_ontology = click.option(
    "--ontology",
    multiple=True,
    type=PATH,
    metavar="PATH",
    help="Ontology file or folder to use instead of the one supplied.",
)
_LINKS = "differentia.links"
_links = click.option(
    "--link-ontology",
    multiple=True,
    type=PATH,
    metavar="FILE",
    expose_value=False,
    callback=lambda context, _, files: context.meta.update({_LINKS: files}),
    help="Further mappings (.sssom.tsv) or a whole vocabulary (.obo, .json, .owl, .tsv) for codes in cases.",
)


def ontology_option(command: Decorated) -> Decorated:
    """Add the options that say which ontology is used, and with which links to other vocabularies."""
    return _ontology(_links(command))


setting_option = click.option(
    "--setting", metavar="NAME", help="Where the patient is seen, in place of what the case says: chooses the priors."
)
prior_option = click.option(
    "--prior",
    "priors",
    multiple=True,
    metavar="CAUSE=P",
    help="Start from this probability of a cause (CAUSE=0.3, or CAUSE=0.3:0.2:0.4 with its interval).",
)


def format_option(*names: str) -> Callable[[Decorated], Decorated]:
    """Return the option `--format` of a command that knows these formats; the first is what it writes unasked."""
    known = click.Choice(names)
    return click.option("--format", "form", type=known, default=names[0], show_default=True, help="Output format.")


def knowledge(ontology: Sequence[Path]) -> KnowledgeBase:
    """Load the ontology of these paths; none: the one supplied."""
    from differentia.knowledge import load

    context = click.get_current_context(silent=True)
    return load(*ontology, links=context.meta.get(_LINKS, ()) if context else ())


def diagnosis_of(
    case: Path,
    lenient: bool,
    ontology: Sequence[Path],
    setting: str | None = None,
    priors: Sequence[str] = (),
) -> Diagnosis:
    """Diagnose the case in a file, perhaps in another setting or from stated priors."""
    known = knowledge(ontology)
    return known.diagnose(known.read(case, lenient=lenient), setting=setting, priors=dict(map(prior_of, priors)))


def prior_of(text: str) -> tuple[str, Prior]:
    """Read a prior from the command line.

    Raises:
        BadInput: it is not a cause, an equals sign and one or three numbers.

    Example:
        >>> prior_of("COLD=0.3"), prior_of("COLD=0.3:0.2:0.4")
        (('COLD', 0.3), ('COLD', (0.3, 0.2, 0.4)))
    """
    from differentia.diagnosis.case import probability_of
    from differentia.errors import BadInput

    name, _, numbers = text.rpartition("=")
    if not name:
        raise BadInput("a prior is written CAUSE=P, or CAUSE=P:LOW:HIGH", phrase=text)
    try:
        probability, low, high = probability_of(numbers)
    except BadInput as error:
        raise error.at(phrase=text) from None
    return name, probability if low is None or high is None else (probability, low, high)


def width() -> int:
    """Return how wide text may be: the terminal's width within what reads well."""
    try:  # what `shutil` would answer, without the archive formats that it imports
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 0
    return min(max(columns or 88, 60), 100)


def write(text: str) -> None:
    """Write a result to standard output, with a line end."""
    sys.stdout.write(f"{text}\n")


def complain(text: str) -> None:
    """Write a notice to standard error."""
    sys.stderr.write(f"differentia: {text}\n")
