"""The command that concludes about many cases at once: `cohort`."""

from __future__ import annotations

import gc
import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

from differentia.commands.options import PATH, complain, format_option, knowledge, lenient_option, ontology_option
from differentia.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from differentia.diagnosis.case import Case
    from differentia.knowledge import KnowledgeBase
    from differentia.knowledge.many import Concluded

__all__ = ["cohort"]


@click.command()
@click.argument("source", metavar="IN", type=PATH)
@click.argument("target", metavar="OUT", type=PATH)
@format_option("ndjson", "csv")
@lenient_option
@ontology_option
def cohort(source: Path, target: Path, form: str, lenient: bool, ontology: Sequence[Path]) -> None:
    """Conclude about many cases at once.

    IN has one case per line, a JSON object with the keys of a case file; OUT gets what is entailed of each, in the same
    order (- for standard output). With --lenient a line that is no case is reported and left out as well.
    """
    gc.enable()  # this may run long
    kb = knowledge(ontology)
    if not source.is_file():
        raise BadInput("no such file", file=source)
    with _output(target) as out, _progress(source.stat().st_size) as advance:
        writer = _write_csv if form == "csv" else _write_ndjson
        writer(out, kb, kb.diagnose_many(_cases(kb, source, lenient, advance)))
    if form == "csv":
        from differentia.owl.proof import DISCLAIMER

        complain(DISCLAIMER)


# ---- reading


def _cases(kb: KnowledgeBase, source: Path, lenient: bool, advance: Callable[[int], None]) -> Iterator[Case]:
    """Read a case from each line that is not blank."""
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            advance(len(line))
            if not line.strip():
                continue
            try:
                yield kb.read(_mapping(line, number), lenient=lenient)
            except BadInput as error:
                named = error.at(file=source, line=number)
                if not lenient:
                    raise named from None
                complain(f"left out: {named}")


def _mapping(line: bytes, number: int) -> dict[str, Any]:
    try:
        # numbers stay as they are written: 1.10 is exact
        found = json.loads(line, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadInput("a case is a JSON object")
    return {"id": f"line-{number}", **found}


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadInput("the same key twice in one object")
    return found


def _no_constant(word: str) -> None:
    raise BadInput("not a number", phrase=word)


# ---- writing


def _groups(kb: KnowledgeBase, one: Concluded) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (of whom, what, terms) for what is entailed; classes come as "type"."""
    lexicon = kb.compiled.lexicon
    found: dict[tuple[str, str], list[str]] = {}
    for part, prop, value in sorted(one.conclusions, key=lambda c: (c.part or "", c.property or "", c.value)):
        whom = "patient" if part is None else lexicon.labels.get(part, part)
        what = "type" if prop is None else prop.rpartition("#")[2]
        found.setdefault((whom, what), []).append(_short(value, lexicon.prefixes))
    yield from ((whom, what, terms) for (whom, what), terms in found.items())


def _short(iri: str, prefixes: dict[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _write_ndjson(out: TextIO, kb: KnowledgeBase, concluded: Iterator[Concluded]) -> None:
    from differentia.owl.proof import DISCLAIMER

    for one in concluded:
        entailed: dict[str, dict[str, list[str]]] = {}
        for whom, what, terms in _groups(kb, one):
            entailed.setdefault(whom, {})[what] = terms
        record = {
            "case": one.case.id,
            "entailed": entailed,
            "conflicts": one.conflicts,
            "not_understood": one.case.not_understood,
            "ontology_version": kb.version,
            "disclaimer": DISCLAIMER,
        }
        out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _write_csv(out: TextIO, kb: KnowledgeBase, concluded: Iterator[Concluded]) -> None:
    import csv

    table = csv.writer(out, lineterminator="\n")
    table.writerow(["case", "of", "statement", "term"])
    for one in concluded:
        for whom, what, terms in _groups(kb, one):
            table.writerows([one.case.id, whom, what, term] for term in terms)
        for conflict in one.conflicts:
            table.writerow([one.case.id, "patient", "conflict", " ".join(conflict)])
        table.writerows([one.case.id, "patient", "not understood", phrase] for phrase in one.case.not_understood)


@contextmanager
def _output(target: Path) -> Iterator[TextIO]:
    """Open a file that is there only if everything went well; - is standard output."""
    if str(target) == "-":
        yield sys.stdout
        return
    unfinished = target.with_name(target.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            yield file
        unfinished.replace(target)
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", file=target) from None
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how much has been read."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("concluding", total=size)
        yield lambda read: bar.advance(task, read)
