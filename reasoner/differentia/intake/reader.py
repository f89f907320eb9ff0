"""Reads a case: a file or mapping of phrases and measurements to facts with their axioms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from differentia.diagnosis.case import Case, Status
from differentia.errors import BadInput
from differentia.intake.candidates import denies
from differentia.intake.document import Document, Entry, read_document
from differentia.intake.lexicon import Lexicon
from differentia.intake.measured_phrases import set_value_apart, several
from differentia.intake.measurements import read_date, read_value
from differentia.intake.phrases import NotUnderstood, Reading, read_kind, read_phrases, read_side, read_unknown
from differentia.intake.strict import from_bytes, from_values, load
from differentia.intake.writer import Draft, located, write

__all__ = ["CASE", "case_of", "changed_case", "entry_behind", "in_file", "read_case", "readings_of"]

_MOST_TOLD = 20  # of what is wrong with a case: each costs a search for the nearest terms
_NEXT = 10_000  # more than the facts of a case
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
    with in_file(path):
        return case_of(
            read_document(root, lexicon.kind_names),
            lexicon,
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            lenient=lenient,
        )


@contextmanager
def in_file(path: Path | None) -> Iterator[None]:
    """Add the file to what is said of bad input."""
    try:
        yield
    except BadInput as error:
        if path is None or error.file is not None:
            raise
        raise error.at(file=path) from None


def case_of(
    document: Document, lexicon: Lexicon, *, path: Path | None = None, sha256: str = "", lenient: bool = False
) -> Case:
    """Understand a document whose form was read.

    Args:
        document: the facts as written.
        lexicon: the words of the domain.
        path: the file it is from.
        sha256: hash of what was read.
        lenient: as for `read_case`.

    Raises:
        BadInput: as for `read_case`.
    """
    name = document.id or (path.stem if path else "case")
    numbered = [(f"f{number}", entry) for number, entry in enumerate(document.entries, start=1)]
    drafts, left_out = _drafts(numbered, lexicon, lenient)
    if left_out:  # ids without gaps
        kept = {number: place for place, number in enumerate(dict.fromkeys(map(_number, drafts)), start=1)}
        drafts = [d._replace(id=f"f{int(d.id[1:]) - _number(d) + kept[_number(d)]}") for d in drafts]
    iri = CASE + quote(name.replace(" ", "-"), safe="")
    facts, scaffold = write(drafts, iri, lexicon)
    return Case(
        id=name,
        iri=iri,
        setting=document.setting,
        priors=document.priors,
        title=document.title,
        facts=facts,
        scaffold=scaffold,
        not_understood=left_out,
        sha256=sha256,
        path=str(path) if path else None,
        entries=tuple({f"f{_number(draft)}": draft.entry for draft in drafts}.items()),
    )


def _drafts(
    numbered: Iterable[tuple[str, Entry]], lexicon: Lexicon, lenient: bool
) -> tuple[list[Draft], tuple[str, ...]]:
    """Understand entries; return them, and the words that were not understood.

    The second finding that one entry names has the number of the entry and `_NEXT`, the third twice as much, ...
    """
    drafts: list[Draft] = []
    left_out: list[str] = []
    wrong: list[BadInput] = []
    for number, entry in numbered:
        try:
            with located(entry.line, entry.text):
                for place, (told, reading) in enumerate(_understood(entry, lexicon, lenient)):
                    drafts.append(_draft(f"f{int(number[1:]) + _NEXT * place}", told, reading, lexicon))
        except BadInput as error:
            if lenient and isinstance(error, NotUnderstood):
                left_out.append(entry.text)
                continue
            wrong.append(error)
            if len(wrong) == _MOST_TOLD:
                break
    if wrong:
        raise type(wrong[0]).joined(wrong)
    return drafts, tuple(left_out)


def _understood(entry: Entry, lexicon: Lexicon, lenient: bool) -> list[tuple[Entry, Reading]]:
    """Read an entry; where it makes no sense in its list and does in another, as if it stood there.

    A measurement in one phrase is one also among what is present, and a finding one among what was measured; what is
    absent may be the name of a thing whose absence is a finding.
    """
    try:
        return _as_told(entry, lexicon, hints=False)
    except BadInput as error:
        refused = error
    for other in _elsewhere(entry):
        with suppress(BadInput):
            found = _as_told(other, lexicon, hints=False)
            if entry.status != "absent" or not any(reading.absent for _, reading in found):
                return found
    if entry.status in {"measured", "present"} and not entry.value:
        with suppress(BadInput):
            listed = several(entry._replace(status="measured"), lexicon)
            return [pair for one in listed for pair in _as_told(one, lexicon, hints=False)]
    if lenient:
        raise refused
    return _as_told(entry, lexicon, hints=True)  # raises, now with the nearest terms


def _as_told(entry: Entry, lexicon: Lexicon, *, hints: bool) -> list[tuple[Entry, Reading]]:
    """Read an entry in the list in which it stands."""
    if entry.status == "measured" and not entry.value:
        entry = set_value_apart(entry, lexicon, hints=hints)
    return [(entry, reading) for reading in readings_of(entry, lexicon, hints=hints)]


def _elsewhere(entry: Entry) -> Iterator[Entry]:
    """How an entry might have been written in another list."""
    if entry.status == "present" and any(sign.isdigit() for sign in entry.term):
        yield entry._replace(status="measured")
    if entry.status == "measured" and not (entry.value or entry.unit):
        yield entry._replace(status="present")
    if entry.status == "absent":
        yield entry._replace(status="present", term=f"{entry.status} {entry.term}")


def _number(draft: Draft) -> int:
    """The number of the entry that a draft comes from."""
    return int(draft.id[1:]) % _NEXT


def entry_behind(case: Case, fact: str) -> Entry | None:
    """Return the entry of the document that a fact of a case was read from; None if the case was not read."""
    found = dict(case.entries).get(f"f{int(fact[1:]) % _NEXT}")
    return found if isinstance(found, Entry) else None


def readings_of(entry: Entry, lexicon: Lexicon, *, hints: bool = True) -> tuple[Reading, ...]:
    """Read an entry of a case by itself; a phrase may name several findings.

    Args:
        entry: the entry.
        lexicon: the words of the domain.
        hints: an error names the nearest terms, which takes far longer than reading.

    Raises:
        NotUnderstood: its words are not understood.
    """
    if entry.status == "measured":
        return (read_kind(entry.term, lexicon, hints=hints),)
    if entry.status == "unknown":
        return (read_unknown(entry.term, lexicon, hints=hints),)
    readings = read_phrases(entry.term, lexicon, hints=hints, affirmed=entry.status != "absent")
    if entry.status == "absent":
        if denies(entry.term, lexicon) or any(r.absent or any(d.denied for d in r.details) for r in readings):
            message = "a denial under absent is a double denial; say plainly what is absent"
            raise NotUnderstood(message, phrase=entry.text)
        if not all(reading.firm for reading in readings):
            message = "absent leaves open which part of this is not so; say each part by itself"
            raise NotUnderstood(message, phrase=entry.text)
    return readings


def _draft(number: str, entry: Entry, reading: Reading, lexicon: Lexicon) -> Draft:
    status: Status = entry.status
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
    amounts = tuple(
        (amount.kind, read_value(amount.text, amount.unit, lexicon.kinds[amount.kind])) for amount in reading.amounts
    )
    return Draft(number, entry, reading, status, sides, entry.source or reading.source, date, value, amounts)


def changed_case(
    case: Case,
    lexicon: Lexicon,
    more: Mapping[str, object],
    *,
    without: Collection[str] = (),
    complaint: int = 0,
    lenient: bool = False,
) -> Case:
    """Return a case with further facts, or without some of its own; facts keep their ids.

    Args:
        case: a case that was read.
        lexicon: the words of the domain.
        more: further facts, under the keys of a case file.
        without: ids of facts to leave out, as if they had not been written.
        complaint: the group of complaints, counted from 1, to which further facts outside `complaints` belong.
        lenient: as for `read_case`.

    Raises:
        BadInput: as for `read_case`; or there is no such fact or group.

    Example:
        >>> from differentia.intake.vocabulary import DX
        >>> from differentia.owl.expressions import RDFS, Literal
        >>> label = ("ex:Fever", RDFS + "label", Literal("fever", ""))
        >>> lexicon = Lexicon.build([label, ("ex:Fever", RDFS + "subClassOf", DX + "Finding")])
        >>> case = read_case({"absent": ["fever"]}, lexicon)
        >>> [fact.id for fact in changed_case(case, lexicon, {"present": ["fever"]}, without=["f1"]).facts]
        ['f2']
    """
    entries = {number: entry for number, entry in case.entries if isinstance(entry, Entry)}
    if unknown := [number for number in without if number not in entries]:
        raise BadInput("no such fact in the case", phrase=unknown[0], nearest=tuple(entries)[:5])
    groups = max((entry.group for entry in entries.values()), default=0)
    if not 0 <= complaint <= groups:
        raise BadInput(f"the case has {groups} groups of complaints", phrase=str(complaint))
    document = read_document(from_values(more), lexicon.kind_names)
    last = max((int(number[1:]) for number in entries), default=0)
    numbered = [(number, entry) for number, entry in entries.items() if number not in without]
    numbered += [
        (f"f{number}", entry._replace(group=entry.group + groups if entry.group else complaint))
        for number, entry in enumerate(document.entries, start=last + 1)
    ]
    drafts, left_out = _drafts(numbered, lexicon, lenient)
    facts, scaffold = write(drafts, case.iri, lexicon)
    said = json.dumps([case.sha256, more, sorted(without), complaint], sort_keys=True, default=str, ensure_ascii=False)
    return replace(
        case,
        setting=document.setting or case.setting,
        priors=document.priors or case.priors,
        facts=facts,
        scaffold=scaffold,
        not_understood=case.not_understood + left_out,
        sha256=hashlib.sha256(said.encode()).hexdigest(),
        entries=tuple({f"f{_number(draft)}": draft.entry for draft in drafts}.items()),
    )
