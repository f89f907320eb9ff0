"""Names, data ranges and class expressions in words, from the nested lists that proofs carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from differentia.owl.expressions import OWL, RDF, RDFS, XSD
from differentia.structs import dataclass
from differentia.telling.grammar import Relation, local_name, with_article
from differentia.telling.plain import in_series

__all__ = [
    "Labels",
    "Phrase",
    "every",
    "is_case_individual",
    "name",
    "noun",
    "phrase",
    "range_in_words",
    "relation",
    "term",
]

Labels: TypeAlias = Mapping[str, str]
THING, NOTHING = f"{OWL}Thing", f"{OWL}Nothing"


def is_case_individual(iri: str) -> bool:
    """Tell whether an IRI names something of one case, not a term of the ontology.

    Example:
        >>> is_case_individual("https://w3id.org/differentia/case/a#patient")
        True
    """
    return "/case/" in iri.partition("#")[0] and "#" in iri


def name(iri: str, labels: Labels) -> str:
    """Return the label of an IRI, or its local name in words.

    Example:
        >>> name("urn:x#OakTree", {}), name("urn:x#OakTree", {"urn:x#OakTree": "oak"})
        ('oak tree', 'oak')
    """
    return labels.get(iri) or local_name(iri)


def term(value: Any, labels: Labels) -> str:
    """Name an individual, witness or literal inside a sentence.

    Example:
        >>> term("https://w3id.org/differentia/case/a#OldTree", {})
        'the old tree'
        >>> term(["witness", ["ObjectSomeValuesFrom", "urn:x#hasLeaf", "urn:x#Needle"], "urn:x#pine"], {})
        'some needle (of pine)'
    """
    if isinstance(value, str):
        words = name(value, labels)
        definite = is_case_individual(value) and not words.startswith(("the ", "this ", "a ", "an "))
        return f"the {words}" if definite else words
    if value[0] == "Literal":
        return _literal(value)
    if value[0] == "witness":
        kind, *_, filler = value[1]
        promised = _range_noun(filler, labels) if kind.startswith("Data") else noun(filler, "", labels)
        return f"some {promised} (of {term(value[2], labels)})"
    return f"something ({value[1]})"


def _literal(value: list[Any]) -> str:
    _, lexical, datatype, *_ = value
    text = datatype in (f"{XSD}string", f"{RDF}PlainLiteral", f"{RDF}langString")
    if text:
        return f"“{lexical}”"
    return re.sub(r"^(-?\d+)\.0$", r"\1", str(lexical))


def relation(prop: Any, labels: Labels) -> Relation:
    """Read a property expression as a relation.

    Example:
        >>> relation(["ObjectInverseOf", "urn:x#hasLeaf"], {}).states("the oak")
        'is what the oak has as leaf'
    """
    if isinstance(prop, list):
        return Relation(name(prop[1], labels), inverse=True)
    return Relation(name(prop, labels))


# ---- data ranges

_FACETS = {
    f"{XSD}minInclusive": "at least {}",
    f"{XSD}maxInclusive": "at most {}",
    f"{XSD}minExclusive": "more than {}",
    f"{XSD}maxExclusive": "less than {}",
    f"{XSD}length": "{} characters long",
    f"{XSD}minLength": "at least {} characters long",
    f"{XSD}maxLength": "at most {} characters long",
    f"{XSD}pattern": "of the form {}",
    f"{RDF}langRange": "in the language {}",
}
_DATATYPES = {
    f"{XSD}decimal": "number",
    f"{XSD}double": "floating-point number",
    f"{XSD}float": "floating-point number",
    f"{XSD}integer": "whole number",
    f"{XSD}string": "text",
    f"{XSD}boolean": "truth value",
    f"{XSD}dateTime": "point in time",
    f"{RDFS}Literal": "value",
    f"{OWL}real": "number",
    f"{OWL}rational": "fraction",
}


def range_in_words(data_range: Any, labels: Labels) -> str:
    """Say which values a data range holds, to follow `is`.

    Example:
        >>> xsd = "http://www.w3.org/2001/XMLSchema#"
        >>> low = ["Literal", "0.90", xsd + "decimal", ""]
        >>> range_in_words(["DatatypeRestriction", xsd + "decimal", [[xsd + "maxInclusive", low]]], {})
        'at most 0.90'
    """
    if isinstance(data_range, str):
        return with_article(_DATATYPES.get(data_range) or name(data_range, labels))
    kind, *rest = data_range
    if kind == "DatatypeRestriction":
        return in_series([_FACETS.get(facet, local_name(facet) + " {}").format(_literal(v)) for facet, v in rest[1]])
    if kind == "DataOneOf":
        return in_series([_literal(value) for value in rest[0]], "or")
    if kind == "DataComplementOf":
        return f"not {range_in_words(rest[0], labels)}"
    word = "and" if kind == "DataIntersectionOf" else "or"
    return in_series([range_in_words(operand, labels) for operand in rest[0]], word)


def _range_noun(data_range: Any, labels: Labels) -> str:
    words = range_in_words(data_range, labels)
    return re.sub(r"^an? ", "", words) if isinstance(data_range, str) else f"value that is {words}"


# ---- class expressions


@dataclass(frozen=True, slots=True)
class Phrase:
    """A class expression said of a subject, denied of it, and put behind a noun."""

    says: str
    denies: str
    behind: str = ""

    @property
    def modifier(self) -> str:
        """Return what may follow a noun: `with a leaf`, `that is warmed by the sun`."""
        return self.behind or f"that {self.says}"


def phrase(expression: Any, labels: Labels) -> Phrase:
    """Say a class expression.

    Example:
        >>> phrase(["ObjectSomeValuesFrom", "urn:x#hasLeaf", "urn:x#OvalLeaf"], {})
        Phrase(says='has an oval leaf', denies='has no oval leaf', behind='with an oval leaf')
        >>> phrase(["ObjectComplementOf", "urn:x#Tree"], {}).says
        'is not a tree'
    """
    if expression == THING:
        return Phrase("exists", "cannot exist")
    if expression == NOTHING:
        return Phrase("cannot exist", "exists")
    if isinstance(expression, str):
        words = noun(expression, "a", labels)
        return Phrase(f"is {words}", f"is not {words}")
    return _PHRASES[expression[0]](expression[1:], labels)


def noun(expression: Any, determiner: str, labels: Labels, head: str = "") -> str:
    """Say a class expression as a noun phrase with a determiner: `a`, `any`, `no`, `every` or none.

    An expression without a named class is said of a `head`, or of something.

    Example:
        >>> tree = ["ObjectIntersectionOf", ["urn:x#Tree", ["ObjectSomeValuesFrom", "urn:x#hasLeaf", "urn:x#Needle"]]]
        >>> noun(tree, "a", {}), noun("http://www.w3.org/2002/07/owl#Thing", "every", {})
        ('a tree with a needle', 'everything')
    """
    heads, rest = _parts(expression)
    head = name(heads[0], labels) if heads else head
    extra = [Phrase(f"is {with_article(name(iri, labels))}", "") for iri in heads[1:]]
    tail = _behind([*extra, *(phrase(part, labels) for part in rest)])
    if not head:
        something = {"a": "something", "": "thing", "any": "thing", "every": "everything", "no": "thing"}[determiner]
        prefix = f"{determiner} " if determiner in ("any", "no") else ""
        return f"{prefix}{something} {tail}".rstrip()
    start = with_article(head) if determiner == "a" else f"{determiner} {head}".lstrip()
    return f"{start} {tail}".rstrip()


def every(expression: Any, labels: Labels) -> str:
    """Say a class expression as the subject of a law.

    Example:
        >>> every(["ObjectHasValue", "urn:x#warmedBy", "urn:x#sun"], {})
        'whatever is warmed by sun'
    """
    heads, _ = _parts(expression)
    if heads or expression == THING:
        return noun(expression, "every", labels)
    return f"whatever {phrase(expression, labels).says}"


def _parts(expression: Any) -> tuple[list[str], list[Any]]:
    """Divide a class expression into the named classes of a conjunction and the rest."""
    if expression == THING:
        return [], []
    operands = expression[1] if expression[0] == "ObjectIntersectionOf" else [expression]
    heads = [operand for operand in operands if isinstance(operand, str) and operand != THING]
    return heads, [operand for operand in operands if not isinstance(operand, str)]


def _behind(phrases: list[Phrase]) -> str:
    # a clause inside a modifier would swallow what follows it, so those modifiers come last
    close = sorted((part.behind for part in phrases if part.behind), key=lambda words: " that " in words)
    far = [part.says for part in phrases if not part.behind]
    return " ".join(filter(None, [in_series(close), f"that {in_series(far)}" if far else ""]))


def _all_of(arguments: list[Any], labels: Labels) -> Phrase:
    expression = ["ObjectIntersectionOf", arguments[0]]
    heads, rest = _parts(expression)
    words = noun(expression, "a", labels)
    if heads:
        return Phrase(f"is {words}", f"is not {words}")
    return Phrase(in_series([phrase(part, labels).says for part in rest]), f"is not {words}")


def _one_of_classes(arguments: list[Any], labels: Labels) -> Phrase:
    said = [phrase(part, labels) for part in arguments[0]]
    if all(isinstance(part, str) for part in arguments[0]):
        words = in_series([noun(part, "a", labels) for part in arguments[0]], "or")
        return Phrase(f"is {words}", f"is not {words}")
    return Phrase(f"either {in_series([part.says for part in said], 'or')}", in_series([p.denies for p in said]))


def _complement(arguments: list[Any], labels: Labels) -> Phrase:
    inner = arguments[0]
    said = phrase(inner, labels)
    without = ""
    if said.behind.startswith("with ") and said.denies.startswith("has no "):
        without = f"without any {said.denies.removeprefix('has no ')}"
    return Phrase(said.denies, said.says, without)


def _individuals(arguments: list[Any], labels: Labels) -> Phrase:
    words = in_series([term(each, labels) for each in arguments[0]], "or")
    return Phrase(f"is {words}", f"is not {words}")


def _some(arguments: list[Any], labels: Labels) -> Phrase:
    relates, filler = relation(arguments[0], labels), arguments[1]
    if filler == THING:
        says = relates.has_one()
        denies = f"has no {relates.noun}" if says.startswith("has ") else relates.denies("anything")
    elif _parts(filler)[0] or relates.inverse or relates.kind not in ("has", "noun"):
        says, denies = relates.has(noun(filler, "a", labels)), relates.lacks(noun(filler, "", labels))
    else:
        says, denies = (f"has {noun(filler, word, labels, relates.noun)}" for word in ("a", "no"))
    return Phrase(says, denies, f"with {says.removeprefix('has ')}" if says.startswith("has ") else "")


def _only(arguments: list[Any], labels: Labels) -> Phrase:
    relates, filler = relation(arguments[0], labels), arguments[1]
    if filler == NOTHING:
        return Phrase(relates.lacks("thing"), relates.has("something"))
    words = noun(filler, "a", labels)
    outside = noun(["ObjectComplementOf", filler], "a", labels)
    return Phrase(relates.only(words), relates.has(outside))


def _value(arguments: list[Any], labels: Labels) -> Phrase:
    relates, thing = relation(arguments[0], labels), term(arguments[1], labels)
    says = relates.states(thing)
    return Phrase(says, relates.denies(thing), f"with {says[4:]}" if says.startswith("has ") else "")


def _self(arguments: list[Any], labels: Labels) -> Phrase:
    relates = relation(arguments[0], labels)
    return Phrase(relates.as_that("itself"), relates.denies("itself"))


def _count(words: str) -> Callable[[list[Any], Labels], Phrase]:
    def say(arguments: list[Any], labels: Labels) -> Phrase:
        number, prop, filler = arguments
        data = isinstance(filler, list) and filler[0].startswith("Data")
        bare = _range_noun(filler, labels) if data or filler in _DATATYPES else noun(filler, "", labels)
        if (words, number) == ("at most", 0):
            return Phrase(relation(prop, labels).lacks(bare), relation(prop, labels).has(f"some {bare}"))
        says = relation(prop, labels).as_that(f"{words} {number} of the kind “{bare}”")
        return Phrase(says, f"is not such that it {says}")

    return say


def _some_data(arguments: list[Any], labels: Labels) -> Phrase:
    prop, data_range = arguments
    relates, words = relation(prop, labels), range_in_words(data_range, labels)
    if relates.kind != "noun":
        return Phrase(relates.states(words), relates.denies(words))
    held = f"{relates.label} {'that is' if isinstance(data_range, str) else 'of'} {words}"
    return Phrase(f"has {with_article(held)}", f"has no {held}", f"with {with_article(held)}")


def _only_data(arguments: list[Any], labels: Labels) -> Phrase:
    relates, words = relation(arguments[0], labels), range_in_words(arguments[1], labels)
    return Phrase(f"has no {relates.noun} other than {words}", f"has a {relates.noun} other than {words}")


def _data_value(arguments: list[Any], labels: Labels) -> Phrase:
    relates, value = relation(arguments[0], labels), _literal(arguments[1])
    says = relates.states(value)
    return Phrase(says, relates.denies(value), f"with {says[4:]}" if says.startswith("has ") else "")


_PHRASES: dict[str, Callable[[list[Any], Labels], Phrase]] = {
    "ObjectIntersectionOf": _all_of,
    "ObjectUnionOf": _one_of_classes,
    "ObjectComplementOf": _complement,
    "ObjectOneOf": _individuals,
    "ObjectSomeValuesFrom": _some,
    "ObjectAllValuesFrom": _only,
    "ObjectHasValue": _value,
    "ObjectHasSelf": _self,
    "ObjectMinCardinality": _count("at least"),
    "ObjectMaxCardinality": _count("at most"),
    "ObjectExactCardinality": _count("exactly"),
    "DataSomeValuesFrom": _some_data,
    "DataAllValuesFrom": _only_data,
    "DataHasValue": _data_value,
    "DataMinCardinality": _count("at least"),
    "DataMaxCardinality": _count("at most"),
    "DataExactCardinality": _count("exactly"),
}
