"""Reads phrases that are put together: a complaint with its place, quality, course and measures, or several findings.

The chart (`chart.py`) takes a phrase apart; here its parts become readings. A phrase of which parts contradict each
other, or that may be taken in two ways, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, pairwise
from typing import NamedTuple

from differentia.intake.chart import Chart, Filled, Measure, Part, set_measures_apart
from differentia.intake.language import Entry, Grammar, unpacked
from differentia.intake.lexicon import Kind, Lexicon
from differentia.intake.measurements import read_value
from differentia.intake.readings import Amount, Detail, NotUnderstood, Reading, Sense
from differentia.intake.vocabulary import DX
from differentia.intake.wording import normalise

__all__ = ["compose", "set_beginning_apart"]

_MOST_OF_BEGINNING = 4  # words
_RELIEF = DX + "relievedBy"
_PROVOKED = DX + "provokedBy"
_EACH = {DX + name for name in ("relievedBy", "notRelievedBy", "provokedBy", "notProvokedBy")}  # "or" means each


class _Said(NamedTuple):
    """What the parts of a phrase say, taken together."""

    heads: tuple[Entry, ...]
    findings: tuple[tuple[Entry, bool, bool], ...]  # the class, whether it is denied, whether it is firm
    details: tuple[tuple[Detail, Entry], ...]
    amounts: tuple[tuple[Amount, str], ...]
    unused: tuple[str, ...]
    firm: bool
    either: bool
    asides: tuple[str, ...] = ()  # classes of findings that are told in passing


def compose(phrase: str, measures: list[Measure], lexicon: Lexicon, *, sided: bool = False) -> tuple[Reading, ...]:
    """Read a normalised phrase by the grammar of the lexicon; nothing if it has no cover.

    Args:
        phrase: normalised, with its measures set apart.
        measures: the measures.
        lexicon: the words of the domain.
        sided: a side was taken off the phrase.

    Raises:
        NotUnderstood: it may be taken in several ways.
    """
    grammar = unpacked(lexicon.language.grammar)
    found: dict[tuple[Reading, ...], None] = {}
    chart = Chart(phrase, measures, grammar)
    for parts in chart.covers():
        clear = _recent(parts, grammar) and not _dangling(parts, chart, lexicon)
        said = _said(parts, lexicon) if clear else None
        readings = _readings(said, lexicon, sided) if said is not None else ()
        if said is not None and readings:
            found[tuple(one._replace(either=said.either) for one in readings)] = None
    if len(found) < 2:
        return next(iter(found), ())
    kinds = {
        tuple((r.sense.iri, r.sense.value, r.absent, frozenset(r.details), r.amounts) for r in rs): rs for rs in found
    }
    if len(kinds) > 1:
        ways = " or ".join(dict.fromkeys(_told(readings, lexicon) for readings in kinds.values()))
        raise NotUnderstood(f"may mean {ways}; say which")
    return next(iter(kinds.values()), ())


def set_beginning_apart(text: str, lexicon: Lexicon) -> tuple[tuple[Reading, ...], str]:
    """Take words off the start of a phrase that say how something began; what was told is told of what follows.

    Returns:
        A reading of the words and the rest of the phrase; no reading and the whole phrase where it begins with none,
        or where a time that it tells is longer ago than such a beginning may be.
    """
    grammar = unpacked(lexicon.language.grammar)
    words = text.split()
    for count in range(min(_MOST_OF_BEGINNING, len(words) - 1), 0, -1):
        for form in Chart(normalise(" ".join(words[:count])), [], grammar).wholes("aside"):
            limit = grammar.limits.get(form.cls)
            rest = " ".join(words[count:])
            if limit is not None and _within(set_measures_apart(rest, grammar)[1], limit):
                return (Reading(_sense(Entry("aside", form.cls, ""), lexicon), firm=False),), rest
    return (), text


def _told(readings: tuple[Reading, ...], lexicon: Lexicon) -> str:
    names = [lexicon.labels.get(iri, iri) for reading in readings for _, iri in reading.sense.terms]
    return '"' + ", ".join(names) + '"'


def _said(parts: tuple[Part, ...], lexicon: Lexicon) -> _Said | None:
    """Put together what the parts say; None if they do not go together."""
    heads: tuple[Entry, ...] = ()
    findings: list[tuple[Entry, bool, bool]] = []
    details: list[tuple[Detail, Entry]] = []
    amounts: list[tuple[Amount, str]] = []
    unused: list[str] = [note for part in parts for note in part.notes]
    courses = 0
    asides = tuple(dict.fromkeys(part.form.cls for part in parts if part.form.kind == "aside"))
    firm = not unused and not asides
    for part in parts:
        kind = part.form.kind
        if kind in {"finding", "symptom"}:
            findings += _findings(part)
            continue
        sites = [fill for fill in part.filled if fill.slot.name in {DX + "locatedIn", "complaint"}]
        if kind == "complaint":
            if heads:
                return None
            heads = sites[0].values
            firm = firm and not any(head.narrow for head in heads) and (len(heads) == 1 or sites[0].joined == "or")
        own = [fill for fill in part.filled if fill not in sites]
        courses += len(own)
        for fill in own:
            if not _take(fill, lexicon, details, amounts, unused):
                return None
            firm = firm and fill.measure is None and (len(fill.values) == 1 or fill.joined == "or")
    classes = {entry.iri for entry, _, _ in findings}
    if any(classes & (entry.tags - {entry.iri}) for entry, _, _ in findings):
        return None  # a thing and what it is one of are one thing
    if findings and (heads or not _goes_with(parts)):
        return None
    if asides and any(detail.link in _EACH for detail, _ in details):
        return None  # what comes with something comes and goes again
    if findings:
        unused += [entry.words for _, entry in details] + [text for _, text in amounts]
        details, amounts = [], []
        firm = firm and not courses
    either = any(fill.joined == "or" and fill.slot.name not in _EACH for part in parts for fill in part.filled)
    firm = firm and courses <= 1
    return _Said(heads, tuple(findings), tuple(details), tuple(amounts), tuple(unused), firm, either, asides)


def _recent(parts: tuple[Part, ...], grammar: Grammar) -> bool:
    """Tell whether times that are told fit findings that must not be long ago."""
    limits = [grammar.limits[part.form.cls] for part in parts if part.form.cls in grammar.limits]
    told = [fill.measure for part in parts for fill in part.filled if fill.measure is not None]
    return all(_within(told, limit) for limit in limits)


def _within(told: Iterable[Measure], limit: tuple[str, str]) -> bool:
    """Tell whether no time among measures is longer than a limit."""
    return all(m.dimension != "time" or _days(m.number, m.unit) <= _days(*limit) for m in told)


def _dangling(parts: tuple[Part, ...], chart: Chart, lexicon: Lexicon) -> bool:
    """Tell whether "when ..." follows straight on a denial, or on what brings relief, that it may belong to."""
    told = {lexicon.twins.get(_PROVOKED), _RELIEF}
    return any(
        after.start == before.end
        and any(fill.slot.name in told for fill in before.filled)
        and any(fill.slot.name == _PROVOKED for fill in after.filled)
        and any(entry.iri == "<when>" for entry, _ in chart.entries(after.start))
        for before, after in pairwise(parts)
    )


def _days(number: str, unit: str) -> Decimal:
    value = read_value(number, unit, Kind("", "time", "d"))
    return value.number if value.number is not None else max(limit for _, limit in value.limits)


def _goes_with(parts: tuple[Part, ...]) -> bool:
    """Whether what stands beside findings may stand there: the circumstances of symptoms, without relief."""
    symptoms = all(part.form.kind != "finding" for part in parts)
    others = [part for part in parts if part.form.kind not in {"finding", "symptom", "aside"}]
    provoked = all(fill.slot.name != _RELIEF for part in others for fill in part.filled)
    return not others or (symptoms and provoked and all(part.form.kind != "mention" for part in others))


def _findings(part: Part) -> list[tuple[Entry, bool, bool]]:
    """The findings of a part: of the class of the thing that fills it, else of the class that has the form."""
    things = [fill for fill in part.filled if fill.slot.name == "thing"]
    narrow = any(fill.slot.name == "site" or fill.measure is not None for fill in part.filled)
    if not things:
        return [(Entry("thing", part.form.cls, ""), part.form.denied, not narrow)]
    each = len(things) > 1 or len(things[0].values) == 1 or things[0].joined == "or"
    return [(value, part.form.denied, each and not narrow) for fill in things for value in fill.values]


def _take(
    fill: Filled,
    lexicon: Lexicon,
    details: list[tuple[Detail, Entry]],
    amounts: list[tuple[Amount, str]],
    unused: list[str],
) -> bool:
    """Note what a filled slot says; False if it cannot be."""
    slot = fill.slot
    if fill.measure is not None:
        if slot.unused or slot.name == "time":
            unused.append(fill.measure.text.strip())
        elif slot.sign and (not fill.measure.number[0].isdigit() or ("-" in fill.measure.number and slot.sign != "<=")):
            return False
        else:
            number = fill.measure.number.rpartition("-")[2] if slot.sign else fill.measure.number  # within 2 to 3: <= 3
            amount = Amount(slot.name, f"{slot.sign}{number}", fill.measure.unit)
            if any(other.kind == amount.kind for other, _ in amounts):
                return False
            amounts.append((amount, fill.measure.text.strip()))
        return True
    if slot.unused or slot.name == "site":
        return True
    positive = {twin: link for link, twin in lexicon.twins.items()}
    denied = slot.name in positive
    link = positive.get(slot.name, slot.name)
    if len(fill.values) > 1 and fill.joined == "and" and (link == _RELIEF or denied):
        return False  # both together, or each? nobody can tell
    for value in fill.values:
        detail = Detail(link, value.iri, denied)
        said = [other for other, _ in details]
        if detail._replace(denied=not denied) in said:
            return False  # the phrase contradicts itself
        if detail not in said:
            details.append((detail, value))
    return True


def _readings(said: _Said, lexicon: Lexicon, sided: bool) -> tuple[Reading, ...]:
    """Write what a phrase says as readings: one for each complaint or finding, one for the course, one for asides."""
    main = _main_readings(said, lexicon, sided)
    asides = (Reading(_sense(Entry("aside", cls, ""), lexicon), firm=False) for cls in said.asides)
    return (*main, *asides) if main else ()


def _main_readings(said: _Said, lexicon: Lexicon, sided: bool) -> tuple[Reading, ...]:
    if said.findings:
        return tuple(
            Reading(_sense(entry, lexicon, denied=denied), absent=denied, unused=said.unused, firm=firm and said.firm)
            for entry, denied, firm in said.findings
        )
    relieving, other = (
        {d.value for d, _ in said.details if (d.link == _RELIEF) is relief and not d.denied} for relief in (True, False)
    )
    if relieving & other:
        return ()  # what brings it on does not make it go
    mention = not sided and [head.iri for head in said.heads] == [lexicon.default_complaint]
    if said.heads and not (mention and (said.details or said.amounts)):
        return tuple(_headed(head, said, lexicon) for head in said.heads)
    return _headless(said, lexicon)


def _sense(entry: Entry, lexicon: Lexicon, *, denied: bool = False) -> Sense:
    label = lexicon.labels.get(entry.iri, entry.words)
    return Sense(entry.iri, label, ((label, entry.iri),), denied)


def _terms(details: tuple[tuple[Detail, Entry], ...], lexicon: Lexicon) -> list[tuple[str, str]]:
    """The words and terms of details, and of their properties."""
    found: list[tuple[str, str]] = []
    for detail, entry in details:
        link = lexicon.twins.get(detail.link, detail.link) if detail.denied else detail.link
        found += [(lexicon.labels.get(link, link), link), (entry.words, entry.iri)]
    return found


def _amount_terms(said: _Said) -> list[tuple[str, str]]:
    return [(text, amount.kind) for amount, text in said.amounts]


def _headed(head: Entry, said: _Said, lexicon: Lexicon) -> Reading:
    label = lexicon.labels.get(head.iri, head.words)
    terms = [(label, head.iri), *_terms(said.details, lexicon), *_amount_terms(said)]
    sense = Sense(head.iri, label, tuple(dict.fromkeys(terms)))
    details = tuple(detail for detail, _ in said.details)
    firm = said.firm and not any(detail.denied or detail.link == _RELIEF for detail in details)
    return Reading(
        sense, details=details, amounts=tuple(amount for amount, _ in said.amounts), unused=said.unused, firm=firm
    )


def _headless(said: _Said, lexicon: Lexicon) -> tuple[Reading, ...]:
    amounts = tuple(amount for amount, _ in said.amounts)
    if not said.details:
        if not amounts:
            return ()
        terms = tuple(_amount_terms(said))
        return (Reading(Sense(amounts[0].kind, terms[0][0], terms), amounts=amounts, unused=said.unused, firm=False),)
    ordered = sorted(said.details, key=lambda pair: pair[0].denied)
    denied = ordered[0][0].denied  # then all of them are
    first, entry = ordered[0]
    positive = tuple((detail._replace(denied=False), value) for detail, value in ordered) if denied else tuple(ordered)
    terms = tuple(dict.fromkeys(chain(_terms(positive, lexicon), _amount_terms(said))))
    if denied and amounts:
        return ()
    mixed = any(detail.denied for detail, _ in ordered) and not denied
    sense = Sense(first.link, entry.words, terms, denied, first.value)
    rest = tuple(detail for detail, _ in ordered[1:])
    return (
        Reading(sense, absent=denied, details=rest, amounts=amounts, unused=said.unused, firm=said.firm and not mixed),
    )
