"""The little English that labels need: articles, names out of IRIs, and what a property's label says of two things."""

from __future__ import annotations

import re

from differentia.structs import dataclass

__all__ = ["Relation", "local_name", "with_article"]

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SAID_AS_VOWEL = re.compile(r"[aeio]|u(?!ni|se|su|til)|hour|honest")
# a word in capitals is spelt out, and the names of these letters begin with a vowel
_SPELT_AS_VOWEL = frozenset("AEFHILMNORSX")
_PREPOSITIONS = frozenset(
    re.findall(
        r"\w+",
        "about after against as at before by despite during for from in into of on onto over through to under with "
        "within without",
    )
)
_UNCOUNTED = ("ness", "ism", "ity")
_WITHOUT_ARTICLE = frozenset(["a", "an", "any", "every", "no", "not", "some", "the", "this", "without"])


def local_name(iri: str) -> str:
    """Make words of the last part of an IRI, for things without a label.

    Example:
        >>> local_name("https://example.org/garden#TallOakTree"), local_name("urn:x:REST_ABC")
        ('tall oak tree', 'REST ABC')
    """
    tail = re.split(r"[#/:]", iri.rstrip("#/:"))[-1]
    words = _WORDS.findall(tail)
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words) or tail


def with_article(noun: str) -> str:
    """Put a or an before a noun phrase that takes one.

    Example:
        >>> [with_article(noun) for noun in ("oak", "MRI scan", "unit", "dizziness", "roots of a tree")]
        ['an oak', 'an MRI scan', 'a unit', 'dizziness', 'roots of a tree']
    """
    first, head = noun.partition(" ")[0], _head(noun)
    if first.lower() in _WITHOUT_ARTICLE or head.endswith(_UNCOUNTED) or _is_plural(head):
        return noun
    spelt = len(first) > 1 and first[:2].isupper()
    vowel = first[0] in _SPELT_AS_VOWEL if spelt else bool(_SAID_AS_VOWEL.match(first.lower()))
    return f"{'an' if vowel else 'a'} {noun}"


def _head(noun: str) -> str:
    """Return the word that a noun phrase is about: the last one before a preposition."""
    words = noun.split()
    for place, word in enumerate(words[1:], start=1):
        if word.lower() in _PREPOSITIONS:
            return words[place - 1].lower()
    return words[-1].lower() if words else ""


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


@dataclass(frozen=True, slots=True)
class Relation:
    """What a property says of a subject and an object, in the third person singular.

    A label is read as one of five kinds of phrase: `has finding` (has), `engages` (verb), `relieved by` (state),
    `to keep in view` (task), anything else is a noun (`first test`). An inverse relation says that the object has the
    property to the subject.

    Example:
        >>> relation = Relation("warmed by")
        >>> relation.states("the sun"), relation.denies("the moon"), relation.lacks("lamp")
        ('is warmed by the sun', 'is not warmed by the moon', 'is not warmed by any lamp')
        >>> Relation("first stop").has("a village"), Relation("has leaf").has("an oval leaf")
        ('has a village as first stop', 'has an oval leaf')
    """

    label: str
    inverse: bool = False

    @property
    def kind(self) -> str:
        """Tell what kind of phrase the label is."""
        first, *rest = self.label.lower().removeprefix("not ").split() or [""]
        if first == "to":
            return "task"
        if first == "has":
            return "has"
        if first == "is" or (_is_plural(first) and (not rest or rest[-1] in _PREPOSITIONS)):
            return "verb"
        return "state" if rest and rest[-1] in _PREPOSITIONS else "noun"

    @property
    def noun(self) -> str:
        """Return the label as the name of what stands on the far side."""
        return self.label.partition(" ")[2] if self.kind == "has" else self.label

    def states(self, thing: str) -> str:
        """Say that the relation holds to a definite thing."""
        if self.inverse:
            return f"is what {thing} {self._gap()}"
        if self.kind == "task":
            return f"has {thing} {self.label}"
        if self.kind == "has" and thing.startswith("the "):
            return f"has {thing}" if thing.startswith(f"the {self.noun} ") else f"has {thing} as {self.noun}"
        return f"{self._verb()} {thing}"

    def denies(self, thing: str) -> str:
        """Say that the relation does not hold to a definite thing."""
        if self.inverse:
            return f"is not what {thing} {self._gap()}"
        if self.kind == "task":
            return f"does not have {thing} {self.label}"
        if self.kind == "state" and self.label.startswith("not "):
            return f"is not “{self.label}” {thing}"
        return f"{_negated(self._verb())} {thing}"

    def has(self, thing: str) -> str:
        """Say that the relation holds to something indefinite (`thing` brings its article)."""
        if self.inverse or self.kind not in ("has", "noun"):
            return self.states(thing)
        return f"has {thing}" if self.kind == "has" else f"has {thing} as {self.label}"

    def has_one(self) -> str:
        """Say that the relation holds to something or other."""
        if self.inverse or self.kind not in ("has", "noun"):
            return self.states("something")
        return f"has {with_article(self.noun)}"

    def lacks(self, noun: str) -> str:
        """Say that the relation holds to none of a kind."""
        if self.inverse or self.kind in ("verb", "state"):
            return self.denies(f"any {noun}")
        return {"has": f"has no {noun}", "task": f"has no {noun} {self.label}"}.get(
            self.kind, f"has no {noun} as {self.label}"
        )

    def only(self, thing: str) -> str:
        """Say that the relation holds to nothing outside a kind."""
        if self.inverse or self.kind not in ("has", "noun"):
            return self.states(f"nothing but {thing}")
        return f"has nothing but {thing} as {self.noun}"

    def as_that(self, thing: str) -> str:
        """Say that the relation holds to what was just mentioned."""
        if self.inverse or self.kind not in ("has", "noun"):
            return self.states(thing)
        return f"has {thing} as {self.noun}"

    def _verb(self) -> str:
        if self.kind in ("has", "verb"):
            return self.label
        if self.kind == "state":
            first, *rest = self.label.split()
            is_noun = rest == ["of"] and not first.endswith(("ed", "en"))
            return f"is {with_article(self.label) if is_noun else self.label}"
        return f"has {self.label}"

    def _gap(self) -> str:
        """Return the verb phrase of a relative clause whose object went before: `what the tree has as root`."""
        if self.kind in ("has", "noun"):
            return f"has as {self.noun}"
        return f"has {self.label}" if self.kind == "task" else self._verb()


def _negated(verb_phrase: str) -> str:
    verb, _, rest = verb_phrase.partition(" ")
    if verb == "is":
        return f"is not {rest}"
    if verb == "has":
        return f"does not have {rest}"
    return f"does not {_infinitive(verb)} {rest}".rstrip()


def _infinitive(verb: str) -> str:
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb.removesuffix("s")
