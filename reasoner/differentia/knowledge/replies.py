"""A question and what each answer to it writes into the document of a case.

A question stands for phrases or a measurement of a case file; the answer is written as such, so that an interview
leaves behind a case that anybody can read.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, NamedTuple, TypeAlias

from differentia.errors import BadInput
from differentia.structs import dataclass

__all__ = ["NEW_GROUP", "Bearing", "Document", "Question", "Written", "answered"]

Document: TypeAlias = dict[str, Any]
"""A case as in its file."""
NEW_GROUP = -1
"""In place of the number of a group of complaints: one that is yet to be written."""
_LISTS = ("present", "absent", "unknown", "measured")
_UNKNOWN, _YES, _NO, _BOTH = (("unknown", "u", "?"), ("yes", "y"), ("no", "n", "none", "neither"), ("both", "b"))


class Written(NamedTuple):
    """Phrases that go into one list of one group of a document, perhaps in place of one that is there."""

    key: str
    phrases: tuple[str, ...]
    group: int = 0
    replaces: str | None = None


class Bearing(NamedTuple):
    """What the answers for one side write."""

    side: str
    yes: tuple[Written, ...]
    no: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask.

    Attributes:
        test: label of the test it belongs to.
        why: why it is asked.
        words: the question.
        phrase: what an answer speaks of, as in a case file; for a measurement its name.
        group: the group of complaints it is about, 0 for the case itself.
        about: the words of that group, where it is about a complaint.
        yes: what a yes writes.
        no: what a no writes.
        sides: what answers for single sides write, where there are any.
        must_say_side: a mere yes would not say on which side.
        unit: of a measurement; None where it has none.
        number: whether the answer is a number.
        open: whether the answer is a phrase of its own.
        side: of a measurement.
    """

    test: str
    why: str
    words: str
    phrase: str
    group: int = 0
    about: str = ""
    yes: tuple[Written, ...] = ()
    no: tuple[Written, ...] = ()
    sides: tuple[Bearing, ...] = ()
    must_say_side: bool = False
    unit: str | None = None
    number: bool = False
    open: bool = False
    side: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """By what it is known that it was asked before."""
        return self.phrase, self.about, self.side

    @property
    def of_side(self) -> bool:
        """Whether it asks on which side something is, of which it is known that it is there."""
        return self.must_say_side and not self.no


def answered(document: Document, question: Question, answer: str) -> Document:
    """Return a case with an answer in it.

    Args:
        document: the case so far.
        question: what was asked.
        answer: yes, no, unknown, a side, both, or a number or phrase where one is asked for. A side says that the other
            one is not concerned; with a question mark after it, the other one stays open.

    Raises:
        BadInput: it is none of these.

    Example:
        >>> asked = Question("asking", "", "Is it wet?", "wet floor", yes=(Written("present", ("wet floor",)),))
        >>> answered({"present": ["leak"]}, asked, "yes")
        {'present': ['leak', 'wet floor']}
    """
    word = " ".join(answer.split()).lower()
    if word in _UNKNOWN and question.of_side:
        return document
    if word in _UNKNOWN:
        return _with(
            document, (Written("unknown", (f"{question.side or ''} {question.phrase}".strip(),), question.group),)
        )
    if question.number:
        return _measured(document, question, word)
    if question.open and word not in (*_YES, *_NO):
        phrases = tuple(part.strip() for part in answer.split(",") if part.strip())
        return _with(document, (Written("present", phrases, question.group),))
    return _with(document, _written(question, word, answer))


def _written(question: Question, word: str, answer: str) -> tuple[Written, ...]:
    if word in _NO and question.no:
        return question.no
    if word in _YES and question.yes and not question.must_say_side:
        return question.yes
    names = [bearing.side for bearing in question.sides]
    if word in _BOTH and len(names) > 1:
        return tuple(one for bearing in question.sides for one in bearing.yes)
    only = not word.endswith("?")
    name = word.rstrip(" ?").removesuffix(" only")
    meant = [side for side in names if name and (side == name or side[0] == name)]
    if len(meant) == 1:
        chosen = (b.yes if b.side == meant[0] else b.no if only else () for b in question.sides)
        return tuple(one for written in chosen for one in written)
    if question.open:
        raise BadInput("say it in a few words; unknown, back and quit are answers too", phrase=answer)
    first = f"{', '.join(names)}, both" if question.must_say_side else "yes"
    no = "no, " if question.no else ""
    raise BadInput(f"answer {first}, {no}unknown, back or quit", phrase=answer)


def _measured(document: Document, question: Question, word: str) -> Document:
    if word in (*_YES, *_NO):
        raise BadInput("a number is asked for; unknown, back and quit are answers too", phrase=word)
    bare = re.fullmatch(r"[-+\d.,]+", word) is not None
    measured = {"name": question.phrase, "value": word}
    measured |= {"unit": question.unit} if question.unit and bare else {}
    measured |= {"side": question.side} if question.side else {}
    changed = deepcopy(document)
    _list(changed, question.group, "measured").append(measured)
    return changed


def _with(document: Document, written: tuple[Written, ...]) -> Document:
    changed = deepcopy(document)
    if any(one.group == NEW_GROUP for one in written) and not changed.get("complaints"):
        _set_apart(changed)
        # what was said of the case itself is now said of its first group
        written = tuple(one if one.group else one._replace(group=1) for one in written)
    for one in written:
        found = _list(changed, one.group, one.key)
        if one.replaces is not None:
            found[:] = [item for item in found if item != one.replaces]
        found.extend(one.phrases)
    return changed


def _set_apart(document: Document) -> None:
    """Make what a document says into its first group, so that a second complaint has no part in it."""
    first = {key: document.pop(key) for key in _LISTS if document.get(key) is not None}
    document["complaints"] = [first]


def _list(document: Document, group: int, key: str) -> list[Any]:
    """Return the list of a group to add to; make group and list if there are none."""
    holder = document
    if group:
        groups = document.get("complaints") or []
        document["complaints"] = groups
        if group == NEW_GROUP:
            groups.append({})
            group = len(groups)
        if isinstance(groups[group - 1], list):
            groups[group - 1] = {"present": groups[group - 1]}
        holder = groups[group - 1]
    found: list[Any] = holder.get(key) or []
    holder[key] = found
    return found
