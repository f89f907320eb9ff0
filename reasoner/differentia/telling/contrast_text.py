"""Why one cause rather than another: in three sentences, then in full; as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from differentia.diagnosis.comparisons import Contrast, Fit, Standing
from differentia.diagnosis.findings import Line
from differentia.owl.proof import DISCLAIMER
from differentia.telling.difference_text import difference_lines, difference_record
from differentia.telling.plain import in_series, markdown, wrapped
from differentia.telling.words import sentence

__all__ = ["contrast_json", "contrast_markdown", "contrast_text", "three_sentences"]

_SHOWN = 3
"""How many reasons of a kind the sentences name."""


def three_sentences(found: Contrast) -> tuple[str, str, str]:
    """Say where the two stand, what speaks for one and not the other, and what mechanisms or tests tell them apart.

    Example:
        >>> one = Standing("urn:a", "A", "ash", "supported", (Line("urn:x", "dry leaf"),))
        >>> for said in three_sentences(Contrast("left", one, Standing("urn:b", "B", "birch", "open"))):
        ...     print(said)
        On the left, ash is supported and birch is open.
        For ash and not for birch speaks dry leaf.
        Nothing reported about maneuvers, and no test of the ontology, tells the two apart.
    """
    one, other = found.first, found.second
    where = f"on the {found.side}, " if found.side else ""
    statuses = f"{where}{_stands(one)} and {_stands(other)}"
    if one.status == other.status and (one.posttest, other.posttest) == (None, None):
        statuses = f"{where}both {one.label} and {other.label} are {one.status}"
    return sentence(statuses), _reasons(found), _apart(found)


def _stands(standing: Standing) -> str:
    number = f" (probability {standing.posttest:.0%})" if standing.posttest is not None else ""
    return f"{standing.label} is {standing.status}{number}"


def _reasons(found: Contrast) -> str:
    one, other = found.first.label, found.second.label
    parts = []
    for which, direction, begins in (
        (0, "for", f"for {one} and not for {other}"),
        (1, "against", f"against {other} and not against {one}"),
        (1, "for", f"for {other} and not for {one}"),
        (0, "against", f"against {one} and not against {other}"),
    ):
        if lines := found.only(which, direction):
            parts.append(f"{begins} speak{'s' if len(lines) == 1 else ''} {_listed(lines)}")
    return sentence("; ".join(parts) or "nothing speaks for or against one of them and not the other")


def _listed(lines: tuple[Line, ...]) -> str:
    names = [line.text for line in lines[:_SHOWN]]
    more = len(lines) - len(names)
    return in_series([*names, *([f"{more} more"] if more else [])])


def _apart(found: Contrast) -> str:
    apart = [fit for fit in found.fits if fit.first != fit.second]
    apart.sort(key=lambda fit: "contradicts" not in (fit.first, fit.second))  # a contradiction says most
    if apart:
        return sentence("; ".join(_fit(fit, found) for fit in apart[:_SHOWN]))
    if found.tests:
        names = [test.label for test in found.tests[:_SHOWN]]
        return sentence(f"nothing reported about maneuvers tells them apart; {in_series(names, 'or')} would")
    return "Nothing reported about maneuvers, and no test of the ontology, tells the two apart."


def _fit(fit: Fit, found: Contrast) -> str:
    parts = [
        f"{'says nothing of' if meaning == 'says nothing' else meaning} {standing.label}"
        for meaning, standing in ((fit.first, found.first), (fit.second, found.second))
    ]
    if fit.first == fit.second:
        parts = [f"{fit.first} both"]
    return f"the complaint is {fit.reported} {fit.maneuver}, which {' and '.join(parts)}"


# ---- in full


def _sections(found: Contrast) -> Iterator[tuple[str, list[str]]]:
    for which, standing in enumerate((found.first, found.second)):
        for direction in ("for", "against"):
            only = {line.criterion for line in found.only(which, direction)}
            lines = standing.for_ if direction == "for" else standing.against
            said = [f"{_line(line)}{'' if line.criterion in only else ' (so for the other)'}" for line in lines]
            if said:
                yield f"{direction.capitalize()} {standing.label}", said
    if found.fits:
        yield "Mechanisms", [_fit(fit, found) for fit in found.fits]
    if found.tests:
        yield "Tests that would tell them apart", [f"{test.label} ({test.notation})" for test in found.tests]
    if found.difference is not None:
        yield from difference_lines(found.difference, (found.first.label, found.second.label))


def _line(line: Line) -> str:
    facts = f": {'; '.join(f'“{fact}”' for fact in line.facts)}" if line.facts else ""
    sources = f" [{', '.join(line.sources)}]" if line.sources else ""
    return f"{line.text}{facts}{sources}"


def contrast_text(found: Contrast, width: int) -> str:
    """Tell the contrast."""
    lines = [line for said in three_sentences(found) for line in wrapped(said, width)]
    for title, listed in _sections(found):
        lines += ["", title, *(line for words in listed for line in wrapped(words, width, "  ", "    "))]
    return "\n".join([*lines, "", *wrapped(DISCLAIMER, width)])


def contrast_markdown(found: Contrast) -> str:
    """Tell the contrast as Markdown."""
    lines = [f"# {markdown(found.first.label)} rather than {markdown(found.second.label)}?", ""]
    lines.append(" ".join(markdown(said) for said in three_sentences(found)))
    for title, listed in _sections(found):
        lines += ["", f"## {markdown(title)}", "", *(f"- {markdown(words)}" for words in listed)]
    return "\n".join([*lines, "", f"*{markdown(DISCLAIMER)}*"])


def contrast_json(case: str, found: Contrast) -> str:
    """Write the contrast as JSON, with the proofs."""
    record: dict[str, Any] = {"case": case, "disclaimer": DISCLAIMER, "side": found.side}
    record |= {"sentences": three_sentences(found)}
    record |= {"first": _standing(found.first), "second": _standing(found.second)}
    record["only"] = {
        f"{direction}_{name}": [line.criterion for line in found.only(which, direction)]
        for which, name in enumerate(("first", "second"))
        for direction in ("for", "against")
    }
    record["fits"] = [{part: getattr(fit, part) for part in Fit.__match_args__} for fit in found.fits]
    record["tests"] = [{"id": test.id, "notation": test.notation, "label": test.label} for test in found.tests]
    record["difference"] = None if found.difference is None else difference_record(found.difference)
    return json.dumps(record, ensure_ascii=False, indent=2)


def _standing(standing: Standing) -> dict[str, Any]:
    told: dict[str, Any] = {part: getattr(standing, part) for part in Standing.__match_args__}
    for name in ("for_", "against"):
        told[name.rstrip("_")] = [{part: getattr(x, part) for part in Line.__match_args__} for x in told.pop(name)]
    return told
