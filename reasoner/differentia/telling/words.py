"""Statements and axioms in plain English, from the nested lists that proofs carry."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from differentia.telling.phrases import NOTHING, Labels, every, name, noun, phrase, range_in_words, relation, term
from differentia.telling.plain import in_series

__all__ = ["axiom_in_words", "says_nothing", "sentence", "statement_in_words"]


def sentence(words: str) -> str:
    """Begin with a capital and end with a full stop.

    Example:
        >>> sentence("every oak is a tree")
        'Every oak is a tree.'
    """
    return f"{words[:1].upper()}{words[1:]}." if words else ""


# ---- statements


def statement_in_words(statement: Any, labels: Labels) -> str:
    """Say what a statement of a proof states.

    Args:
        statement: a statement as nested lists, such as `["role", property, subject, object]`.
        labels: names of IRIs; an IRI that has none is called by its local name.

    Example:
        >>> statement_in_words(["role", "urn:x#warmedBy", "urn:x#oak", "urn:x#sun"], {"urn:x#oak": "old oak"})
        'old oak is warmed by sun'
        >>> statement_in_words(["not", ["type", "urn:x#Tree", "urn:x#rose"]], {})
        'rose is not a tree'
    """
    kind, *arguments = statement
    if kind == "not":
        return _denied(arguments[0], labels)
    if kind == "false":
        return "a contradiction"
    if kind == "type":
        return f"{term(arguments[1], labels)} {phrase(arguments[0], labels).says}"
    if kind in ("role", "data"):
        return f"{term(arguments[1], labels)} {relation(arguments[0], labels).states(term(arguments[2], labels))}"
    if kind == "in":
        return f"{term(arguments[1], labels)} is {range_in_words(arguments[0], labels)}"
    if kind == "same":
        return f"{term(arguments[0], labels)} and {term(arguments[1], labels)} are the same"
    raise ValueError(f"no such kind of statement: {kind}")


def _denied(statement: Any, labels: Labels) -> str:
    kind, *arguments = statement
    if kind == "not":
        return statement_in_words(arguments[0], labels)
    if kind == "false":
        return "no contradiction"
    if kind == "type":
        return f"{term(arguments[1], labels)} {phrase(arguments[0], labels).denies}"
    if kind in ("role", "data"):
        return f"{term(arguments[1], labels)} {relation(arguments[0], labels).denies(term(arguments[2], labels))}"
    if kind == "in":
        return f"{term(arguments[1], labels)} is not {range_in_words(arguments[0], labels)}"
    return f"{term(arguments[0], labels)} and {term(arguments[1], labels)} are not the same"


# ---- axioms


def says_nothing(axiom: Any, labels: Labels) -> bool:
    """Tell whether an axiom only names what its label says anyway: `a hand with a cut is a hand with a cut`.

    Example:
        >>> cut = ["ObjectIntersectionOf", ["urn:x#Hand", ["ObjectSomeValuesFrom", "urn:x#hasFinding", "urn:x#Cut"]]]
        >>> says_nothing(["EquivalentClasses", ["urn:x#C", cut]], {"urn:x#C": "hand with cut"})
        True
    """
    if axiom[0] not in ("EquivalentClasses", "SubClassOf"):
        return False
    operands = axiom[1] if axiom[0] == "EquivalentClasses" else axiom[1:]
    said = {re.sub(r"\b(an?|any) ", "", noun(operand, "a", labels)) for operand in operands}
    return len(said) == 1


def axiom_in_words(axiom: Any, labels: Labels) -> str:
    """Say what an axiom states.

    Args:
        axiom: an axiom as `differentia.owl.syntax.to_lists` writes it.
        labels: names of IRIs; an IRI that has none is called by its local name.

    Example:
        >>> axiom_in_words(["SubClassOf", "urn:x#Oak", ["ObjectSomeValuesFrom", "urn:x#hasLeaf", "urn:x#OvalLeaf"]], {})
        'every oak has an oval leaf'
        >>> chain = ["ObjectPropertyChain", ["urn:x#hasLeaf", "urn:x#feeds"]]
        >>> axiom_in_words(["SubObjectPropertyOf", chain, "urn:x#guest"], {})
        'whatever has a leaf that feeds a thing has that thing as guest'
    """
    kind, *arguments = axiom
    return _AXIOMS[kind](arguments, labels)


def _sub_class(arguments: list[Any], labels: Labels) -> str:
    sub, sup = arguments
    if sup == NOTHING:
        return f"there is {noun(sub, 'no', labels)}"
    return f"{every(sub, labels)} {phrase(sup, labels).says}"


def _equivalent_classes(arguments: list[Any], labels: Labels) -> str:
    named = [operand for operand in arguments[0] if isinstance(operand, str)]
    others = [operand for operand in arguments[0] if not isinstance(operand, str)]
    first, *rest = named + others
    means = in_series([noun(operand, "a", labels) for operand in rest])
    return f"{noun(first, 'a', labels)} is by definition {means}"


def _disjoint_classes(arguments: list[Any], labels: Labels) -> str:
    operands = [phrase(operand, labels).says for operand in arguments[0]]
    if len(operands) == 2:
        nouns = [words.removeprefix("is ") for words in operands]
        if all(words.startswith("is ") for words in operands):
            return f"nothing is both {nouns[0]} and {nouns[1]}"
        return f"nothing both {operands[0]} and {operands[1]}"
    return f"no two of these hold of the same thing: it {'; it '.join(operands)}"


def _disjoint_union(arguments: list[Any], labels: Labels) -> str:
    parts = in_series([noun(operand, "a", labels) for operand in arguments[1]], "or")
    return f"{every(arguments[0], labels)} is {parts}, each of them is one, and nothing is two of them"


def _sub_property(arguments: list[Any], labels: Labels) -> str:
    sub, sup = arguments
    steps = sub[1] if isinstance(sub, list) and sub[0] == "ObjectPropertyChain" else [sub]
    *before, last = [relation(step, labels) for step in steps]
    path = "".join(f"{step.has_one()} that " for step in before)
    return f"whatever {path}{last.as_that('a thing')} {relation(sup, labels).as_that('that thing')}"


def _equivalent_properties(arguments: list[Any], labels: Labels) -> str:
    first, *rest = [relation(prop, labels) for prop in arguments[0]]
    others = in_series([other.as_that("that thing") for other in rest])
    return f"whatever {first.as_that('a thing')} {others}, and the other way round"


def _disjoint_properties(arguments: list[Any], labels: Labels) -> str:
    first, *rest = [relation(prop, labels) for prop in arguments[0]]
    others = " nor ".join(other.as_that("that thing") for other in rest)
    word = "and" if len(rest) == 1 else "and any of:"
    return f"nothing both {first.as_that('a thing')} {word} {others}"


def _inverse_properties(arguments: list[Any], labels: Labels) -> str:
    first, second = (relation(prop, labels) for prop in arguments)
    return f"if one thing {first.as_that('another')}, the other {second.as_that('the first')}, and the other way round"


def _domain(arguments: list[Any], labels: Labels) -> str:
    return f"whatever {relation(arguments[0], labels).has_one()} {phrase(arguments[1], labels).says}"


def _range(arguments: list[Any], labels: Labels) -> str:
    return f"if something {relation(arguments[0], labels).as_that('a thing')}, that {phrase(arguments[1], labels).says}"


def _data_range(arguments: list[Any], labels: Labels) -> str:
    return f"every {relation(arguments[0], labels).noun} is {range_in_words(arguments[1], labels)}"


def _functional(arguments: list[Any], labels: Labels) -> str:
    return f"nothing {relation(arguments[0], labels).as_that('more than one thing')}"


def _inverse_functional(arguments: list[Any], labels: Labels) -> str:
    said = relation(arguments[0], labels).as_that("the same thing")
    return f"if each of two things {said}, they are one"


def _reflexive(arguments: list[Any], labels: Labels) -> str:
    return f"everything {relation(arguments[0], labels).as_that('itself')}"


def _irreflexive(arguments: list[Any], labels: Labels) -> str:
    return f"nothing {relation(arguments[0], labels).as_that('itself')}"


def _symmetric(arguments: list[Any], labels: Labels) -> str:
    said = relation(arguments[0], labels)
    return f"if one thing {said.as_that('another')}, the other {said.as_that('the first')}"


def _asymmetric(arguments: list[Any], labels: Labels) -> str:
    said = relation(arguments[0], labels)
    return f"if one thing {said.as_that('another')}, the other {said.denies('the first')}"


def _transitive(arguments: list[Any], labels: Labels) -> str:
    said = relation(arguments[0], labels)
    return f"whatever {said.as_that('something')} that {said.as_that('a thing')} {said.as_that('that thing')}"


def _datatype(arguments: list[Any], labels: Labels) -> str:
    return f"“{name(arguments[0], labels)}” means {range_in_words(arguments[1], labels)}"


def _key(arguments: list[Any], labels: Labels) -> str:
    keys = [relation(prop, labels).noun for prop in (*arguments[1], *arguments[2])]
    return (
        f"if each of two things {phrase(arguments[0], labels).says} and they agree on {in_series(keys)}, they are one"
    )


def _same(arguments: list[Any], labels: Labels) -> str:
    return f"{in_series([term(each, labels) for each in arguments[0]])} are the same"


def _different(arguments: list[Any], labels: Labels) -> str:
    return f"no two of these are the same: {in_series([term(each, labels) for each in arguments[0]])}"


def _asserted(kind: str, say: Callable[[Any, Labels], str]) -> Callable[[list[Any], Labels], str]:
    return lambda arguments, labels: say([kind, *arguments], labels)


_AXIOMS: dict[str, Callable[[list[Any], Labels], str]] = {
    "SubClassOf": _sub_class,
    "EquivalentClasses": _equivalent_classes,
    "DisjointClasses": _disjoint_classes,
    "DisjointUnion": _disjoint_union,
    "SubObjectPropertyOf": _sub_property,
    "EquivalentObjectProperties": _equivalent_properties,
    "DisjointObjectProperties": _disjoint_properties,
    "InverseObjectProperties": _inverse_properties,
    "ObjectPropertyDomain": _domain,
    "ObjectPropertyRange": _range,
    "FunctionalObjectProperty": _functional,
    "InverseFunctionalObjectProperty": _inverse_functional,
    "ReflexiveObjectProperty": _reflexive,
    "IrreflexiveObjectProperty": _irreflexive,
    "SymmetricObjectProperty": _symmetric,
    "AsymmetricObjectProperty": _asymmetric,
    "TransitiveObjectProperty": _transitive,
    "SubDataPropertyOf": _sub_property,
    "EquivalentDataProperties": _equivalent_properties,
    "DisjointDataProperties": _disjoint_properties,
    "DataPropertyDomain": _domain,
    "DataPropertyRange": _data_range,
    "FunctionalDataProperty": _functional,
    "DatatypeDefinition": _datatype,
    "HasKey": _key,
    "SameIndividual": _same,
    "DifferentIndividuals": _different,
    "ClassAssertion": _asserted("type", statement_in_words),
    "ObjectPropertyAssertion": _asserted("role", statement_in_words),
    "NegativeObjectPropertyAssertion": _asserted("role", _denied),
    "DataPropertyAssertion": _asserted("data", statement_in_words),
    "NegativeDataPropertyAssertion": _asserted("data", _denied),
}
