"""What it would take to establish, support or exclude a cause: as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from differentia.diagnosis.comparisons import Answer, Way, WhyNot
from differentia.owl.proof import DISCLAIMER
from differentia.telling.plain import in_series, markdown, wrapped
from differentia.telling.words import sentence

__all__ = ["whynot_json", "whynot_markdown", "whynot_text"]

_PARTS = (("establish", "established"), ("support", "supported"), ("exclude", "excluded"))
_NOTICE = "Each line is enough by itself, and all of it is needed; the cheapest comes first."


def whynot_text(found: WhyNot, width: int) -> str:
    """Tell what it would take.

    Example:
        >>> answer = Answer("h1", "puddle", "urn:x#Look", "LOOK", "looking at the floor", 0)
        >>> print(whynot_text(WhyNot("urn:x#W", None, "leak", {None: "open"}, support=(Way((answer,), 0),)), 76))
        Leak is open.
        Each line is enough by itself, and all of it is needed; the cheapest comes
        first.
        <BLANKLINE>
        It would be supported by:
          1. puddle (LOOK, cost 0)
        <BLANKLINE>
        No set of up to 3 answers of the tests would get it established or excluded.
        <BLANKLINE>
        Research and education software; not a medical device and no substitute for
        a professional diagnosis.
    """
    lines = [*wrapped(_status(found), width), *wrapped(_NOTICE, width)]
    for title, ways in _sections(found):
        lines += ["", title]
        for number, way in enumerate(ways, start=1):
            lines += wrapped(_said(way), width, f"{number:>3}. ", "     ")
    for note in _notes(found):
        lines += ["", *wrapped(note, width)]
    return "\n".join([*lines, "", *wrapped(DISCLAIMER, width)])


def whynot_markdown(found: WhyNot) -> str:
    """Tell what it would take, as Markdown."""
    lines = [f"# {markdown(_status(found))}", "", _NOTICE]
    for title, ways in _sections(found):
        lines += ["", f"## {title}", "", *(f"{n}. {markdown(_said(way))}" for n, way in enumerate(ways, start=1))]
    lines += [line for note in _notes(found) for line in ("", markdown(note))]
    return "\n".join([*lines, "", f"*{markdown(DISCLAIMER)}*"])


def whynot_json(case: str, found: WhyNot) -> str:
    """Write what it would take as JSON."""
    record: dict[str, Any] = {"case": case, "disclaimer": DISCLAIMER, "id": found.id, "notation": found.notation}
    record |= {"label": found.label, "status": [{"side": s, "status": told} for s, told in found.status.items()]}
    record |= {name: [_record(way) for way in getattr(found, name)] for name, _ in _PARTS}
    record |= {"complete": found.complete, "answers": found.answers, "size": found.size}
    return json.dumps({**record, "left_out": list(found.left_out)}, ensure_ascii=False, indent=2)


def _record(way: Way) -> dict[str, Any]:
    answers = [{part: getattr(answer, part) for part in Answer.__match_args__} for answer in way.answers]
    return {"answers": answers, "cost": way.cost, "side": way.side, "proof": way.proof}


def _status(found: WhyNot) -> str:
    told = [f"{status}{f' on the {side}' if side else ''}" for side, status in found.status.items()]
    name = f"{found.label} ({found.notation})" if found.notation else found.label
    return sentence(f"{name} is {in_series(told) or 'open'}")


def _sections(found: WhyNot) -> Iterator[tuple[str, tuple[Way, ...]]]:
    for name, word in _PARTS:
        if ways := getattr(found, name):
            yield f"It would be {word} by:", ways


def _said(way: Way) -> str:
    tests = dict.fromkeys(f"{answer.notation or answer.label}" for answer in way.answers)
    cost = "not known" if any(answer.cost_class is None for answer in way.answers) else way.cost
    return f"{' and '.join(answer.text for answer in way.answers)} ({', '.join(tests)}, cost {cost})"


def _notes(found: WhyNot) -> Iterator[str]:
    held = set(found.status.values())
    closed = [word for name, word in _PARTS if not getattr(found, name) and word not in held]
    if closed:
        yield f"No set of up to {found.size} answers of the tests would get it {in_series(closed, 'or')}."
    if not found.complete:
        yield "There are more ways than these."
    if found.left_out:
        yield f"Not asked: {'; '.join(found.left_out)}."
