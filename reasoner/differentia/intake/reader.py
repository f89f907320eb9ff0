"""Reads a case: a file or mapping of phrases and measurements to facts with their axioms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from differentia.diagnosis.case import Case, Status
from differentia.errors import BadInput
from differentia.intake.document import Document, Entry, read_document
from differentia.intake.lexicon import Lexicon
from differentia.intake.measurements import read_date, read_value
from differentia.intake.phrases import NotUnderstood, denies, read_kind, read_phrase, read_side, read_unknown
from differentia.intake.strict import from_bytes, from_values, load
from differentia.intake.writer import Draft, located, write

__all__ = ["CASE", "read_case"]

CASE = "https://w3id.org/differentia/case/"


def read_case(source: str | Path | Mapping[str, object], lexicon: Lexicon, *, lenient: bool = False) -> Case:
    r"""Read a case from a YAML or JSON file, from YAML text, or from a mapping.

    Args:
        source: a path; or text, which is what a string with a line break in it is; or a mapping as in the file.
        lexicon: the words of the domain.
        lenient: leave out the phrases that are not understood and list them, instead of refusing the case.

    Raises:
        BadInput: the file cannot be read, is broken, or says something that is not understood or is impossible.

    Example:
        >>> from differentia.intake.vocabulary import DX
        >>> from differentia.owl.expressions import RDFS, Literal
        >>> label = ("ex:Fever", RDFS + "label", Literal("fever", ""))
        >>> fever = [label, ("ex:Fever", RDFS + "subClassOf", DX + "Finding")]
        >>> case = read_case("id: a\nabsent: [fever]", Lexicon.build(fever))
        >>> [(fact.id, fact.status, fact.line, fact.terms) for fact in case.facts]
        [('f1', 'absent', 2, (('fever', 'ex:Fever'),))]
    """
    path: Path | None = None
    if isinstance(source, Mapping):
        root = from_values(source)
        data = json.dumps(source, sort_keys=True, default=str, ensure_ascii=False).encode()
    elif isinstance(source, str) and "\n" in source:
        data = source.encode("utf-8", "surrogatepass")  # a lone surrogate is refused below as no UTF-8
        root = from_bytes(data)
    else:
        path = Path(source)
        root, data = load(path)
    with _in_file(path):
        return _case(read_document(root), lexicon, path, hashlib.sha256(data).hexdigest(), lenient)


@contextmanager
def _in_file(path: Path | None) -> Iterator[None]:
    """Add the file to what is said of bad input."""
    try:
        yield
    except BadInput as error:
        if path is None or error.file is not None:
            raise
        raise BadInput(error.message, file=path, line=error.line, phrase=error.phrase, nearest=error.nearest) from None


def _case(document: Document, lexicon: Lexicon, path: Path | None, sha256: str, lenient: bool) -> Case:
    name = document.id or (path.stem if path else "case")
    iri = CASE + quote(name.replace(" ", "-"), safe="")
    drafts: list[Draft] = []
    left_out: list[str] = []
    for entry in document.entries:
        with located(entry.line, entry.text):
            try:
                drafts.append(_draft(f"f{len(drafts) + 1}", entry, lexicon, lenient))
            except NotUnderstood:
                if not lenient:
                    raise
                left_out.append(entry.text)
    facts, scaffold = write(drafts, iri, lexicon)
    return Case(
        id=name,
        iri=iri,
        setting=document.setting,
        title=document.title,
        facts=facts,
        scaffold=scaffold,
        not_understood=tuple(left_out),
        sha256=sha256,
        path=str(path) if path else None,
    )


def _draft(number: str, entry: Entry, lexicon: Lexicon, lenient: bool) -> Draft:
    readers = {"measured": read_kind, "unknown": read_unknown}
    reading = readers.get(entry.status, read_phrase)(entry.term, lexicon, hints=not lenient)
    status: Status = entry.status
    if status == "absent" and (reading.absent or denies(entry.term)):
        raise NotUnderstood("a denial under absent is a double denial; say plainly what is absent", phrase=entry.text)
    if status == "present" and reading.absent:
        status = "absent"
    sides = reading.sides
    if entry.side:
        sides = read_side(entry.side, lexicon)
        if reading.sides not in {(), sides}:
            raise BadInput("the phrase and its side contradict each other", phrase=entry.text)
    if entry.source and reading.source and entry.source != reading.source:
        raise BadInput("two different sources are given", phrase=entry.text)
    date = read_date(entry.date) if entry.date else None
    value = read_value(entry.value, entry.unit, lexicon.kinds[reading.sense.iri]) if status == "measured" else None
    return Draft(number, entry, reading, status, sides, entry.source or reading.source, date, value)
