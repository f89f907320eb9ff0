"""Statements and axioms in words."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from differentia.owl import axioms
from differentia.telling.words import axiom_in_words, statement_in_words

X = "urn:x#"
XSD = "http://www.w3.org/2001/XMLSchema#"
THING, NOTHING = "http://www.w3.org/2002/07/owl#Thing", "http://www.w3.org/2002/07/owl#Nothing"
LABELS = {
    f"{X}leg": "leg",
    f"{X}low": "low resting ABI",
    f"{X}ABI": "resting ABI",
    f"{X}numb": "numbness",
    f"{X}calf": "calf",
    f"{X}pain": "leg pain",
    f"{X}PAD": "peripheral artery disease",
    f"{X}LSS": "lumbar spinal stenosis",
    f"{X}stand": "standing still",
    f"{X}sit": "sitting",
    f"{X}finding": "has finding",
    f"{X}part": "has part",
    f"{X}established": "established cause",
    f"{X}supported": "supported cause",
    f"{X}excluded": "excluded cause",
    f"{X}relieved": "relieved by",
    f"{X}unrelieved": "not relieved by",
    f"{X}suggests": "suggests",
    f"{X}engages": "engages",
    f"{X}engagedBy": "engaged by",
    f"{X}subtype": "subtype of",
    f"{X}view": "to keep in view",
    f"{X}located": "located in",
    f"{X}value": "value",
    f"{X}observed": "observed at",
}


def x(name: str) -> str:
    return X + name


def number(text: str) -> list[str]:
    return ["Literal", text, f"{XSD}decimal", ""]


def between(low: str, high: str) -> list[Any]:
    facets = [[f"{XSD}minExclusive", number(low)], [f"{XSD}maxInclusive", number(high)]]
    return ["DatatypeRestriction", f"{XSD}decimal", facets]


LEG_LOW = ["ObjectIntersectionOf", [x("leg"), ["ObjectSomeValuesFrom", x("finding"), x("low")]]]
PAIN = [
    "ObjectIntersectionOf",
    [
        x("pain"),
        ["ObjectSomeValuesFrom", x("located"), x("calf")],
        ["ObjectHasValue", x("unrelieved"), x("stand")],
    ],
]
NO_NUMBNESS = ["ObjectComplementOf", ["ObjectSomeValuesFrom", x("finding"), x("numb")]]


@pytest.mark.parametrize(
    ("axiom", "words"),
    [
        (
            ["SubClassOf", LEG_LOW, ["ObjectHasValue", x("established"), x("PAD")]],
            "every leg with a low resting ABI has established cause peripheral artery disease",
        ),
        (
            ["SubClassOf", ["ObjectIntersectionOf", [x("leg"), NO_NUMBNESS]], NOTHING],
            "there is no leg without any numbness",
        ),
        (
            ["SubClassOf", ["ObjectSomeValuesFrom", x("finding"), PAIN], ["ObjectHasValue", x("view"), x("LSS")]],
            "whatever has a leg pain that is located in a calf and is not relieved by standing still "
            "has lumbar spinal stenosis to keep in view",
        ),
        (
            ["SubClassOf", THING, ["ObjectMaxCardinality", 1, x("part"), x("calf")]],
            "everything has at most 1 of the kind “calf” as part",
        ),
        (
            ["SubClassOf", x("leg"), ["ObjectAllValuesFrom", x("part"), x("calf")]],
            "every leg has nothing but a calf as part",
        ),
        (
            ["SubClassOf", ["ObjectUnionOf", [x("calf"), x("leg")]], ["ObjectSomeValuesFrom", x("part"), THING]],
            "whatever is a calf or a leg has a part",
        ),
        (
            [
                "EquivalentClasses",
                [
                    x("low"),
                    ["ObjectIntersectionOf", [x("ABI"), ["DataSomeValuesFrom", x("value"), between("0", "0.90")]]],
                ],
            ],
            "a low resting ABI is by definition a resting ABI with a value of more than 0 and at most 0.90",
        ),
        (["DisjointClasses", [x("leg"), x("calf")]], "nothing is both a leg and a calf"),
        (
            [
                "DisjointClasses",
                [["ObjectHasValue", x("established"), x("PAD")], ["ObjectHasValue", x("excluded"), x("PAD")]],
            ],
            "nothing both has established cause peripheral artery disease "
            "and has excluded cause peripheral artery disease",
        ),
        (
            ["DisjointUnion", x("pain"), [x("calf"), x("leg")]],
            "every leg pain is a calf or a leg, each of them is one, and nothing is two of them",
        ),
        (
            ["SubObjectPropertyOf", ["ObjectPropertyChain", [x("finding"), x("suggests")]], x("supported")],
            "whatever has a finding that suggests a thing has that thing as supported cause",
        ),
        (
            ["SubObjectPropertyOf", ["ObjectPropertyChain", [x("supported"), x("subtype")]], x("supported")],
            "whatever has a supported cause that is a subtype of a thing has that thing as supported cause",
        ),
        (
            ["SubObjectPropertyOf", x("established"), x("supported")],
            "whatever has a thing as established cause has that thing as supported cause",
        ),
        (
            ["EquivalentObjectProperties", [x("engages"), x("suggests")]],
            "whatever engages a thing suggests that thing, and the other way round",
        ),
        (
            ["DisjointObjectProperties", [x("relieved"), x("unrelieved")]],
            "nothing both is relieved by a thing and is not relieved by that thing",
        ),
        (
            ["InverseObjectProperties", x("engages"), x("engagedBy")],
            "if one thing engages another, the other is engaged by the first, and the other way round",
        ),
        (["ObjectPropertyDomain", x("finding"), x("leg")], "whatever has a finding is a leg"),
        (["ObjectPropertyRange", x("part"), x("calf")], "if something has a thing as part, that is a calf"),
        (["FunctionalObjectProperty", x("part")], "nothing has more than one thing as part"),
        (
            ["InverseFunctionalObjectProperty", x("part")],
            "if each of two things has the same thing as part, they are one",
        ),
        (["ReflexiveObjectProperty", x("part")], "everything has itself as part"),
        (["IrreflexiveObjectProperty", x("engages")], "nothing engages itself"),
        (["SymmetricObjectProperty", x("engages")], "if one thing engages another, the other engages the first"),
        (
            ["AsymmetricObjectProperty", x("engages")],
            "if one thing engages another, the other does not engage the first",
        ),
        (
            ["TransitiveObjectProperty", x("part")],
            "whatever has something as part that has a thing as part has that thing as part",
        ),
        (
            ["SubDataPropertyOf", x("value"), x("observed")],
            "whatever has a thing as value is observed at that thing",
        ),
        (
            ["EquivalentDataProperties", [x("value"), x("observed")]],
            "whatever has a thing as value is observed at that thing, and the other way round",
        ),
        (
            ["DisjointDataProperties", [x("value"), x("observed")]],
            "nothing both has a thing as value and is observed at that thing",
        ),
        (["DataPropertyDomain", x("value"), x("ABI")], "whatever has a value is a resting ABI"),
        (["DataPropertyRange", x("value"), f"{XSD}decimal"], "every value is a number"),
        (["FunctionalDataProperty", x("value")], "nothing has more than one thing as value"),
        (["DatatypeDefinition", x("LowRange"), between("0", "0.90")], "“low range” means more than 0 and at most 0.90"),
        (
            ["HasKey", x("leg"), [x("part")], [x("value")]],
            "if each of two things is a leg and they agree on part and value, they are one",
        ),
        (["SameIndividual", [x("sit"), x("stand")]], "sitting and standing still are the same"),
        (
            ["DifferentIndividuals", [x("sit"), x("stand")]],
            "no two of these are the same: sitting and standing still",
        ),
        (["ClassAssertion", x("calf"), x("left")], "left is a calf"),
        (["ObjectPropertyAssertion", x("engages"), x("sit"), x("rest")], "sitting engages rest"),
        (["NegativeObjectPropertyAssertion", x("engages"), x("sit"), x("rest")], "sitting does not engage rest"),
        (["DataPropertyAssertion", x("value"), x("m"), number("0.7")], "m has value 0.7"),
        (["NegativeDataPropertyAssertion", x("value"), x("m"), number("0.7")], "m does not have value 0.7"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_an_axiom_is_said_in_plain_english(axiom: Any, words: str) -> None:
    assert axiom_in_words(axiom, LABELS) == words


def test_every_kind_of_axiom_has_words() -> None:
    from differentia.telling.words import _AXIOMS

    kinds = {
        name for name, value in vars(axioms).items() if inspect.isclass(value) and value.__module__ == axioms.__name__
    }
    assert set(_AXIOMS) == kinds


def test_every_kind_of_class_expression_has_words() -> None:
    from differentia.owl import expressions
    from differentia.telling.phrases import _PHRASES

    kinds = {member.__name__ for member in expressions.ClassExpression.__args__}
    assert set(_PHRASES) == kinds - {"Class"}


CASE = "https://w3id.org/differentia/case/v01#"
CASE_LABELS = {**LABELS, f"{CASE}f1": "calf pain on the right"}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            ["role", x("relieved"), f"{CASE}f1", x("stand")],
            "the calf pain on the right is relieved by standing still",
        ),
        (
            ["role", x("established"), f"{CASE}RightLeg", x("PAD")],
            "the right leg has established cause peripheral artery disease",
        ),
        (["role", x("part"), f"{CASE}patient", f"{CASE}RightLeg"], "the patient has the right leg as part"),
        (["type", NO_NUMBNESS, f"{CASE}patient"], "the patient has no numbness"),
        (["not", ["type", NO_NUMBNESS, f"{CASE}patient"]], "the patient has numbness"),
        (
            ["not", ["role", x("suggests"), f"{CASE}f1", x("PAD")]],
            "the calf pain on the right does not suggest peripheral artery disease",
        ),
        (
            ["not", ["role", x("relieved"), f"{CASE}f1", x("sit")]],
            "the calf pain on the right is not relieved by sitting",
        ),
        (
            ["type", x("calf"), ["witness", ["ObjectSomeValuesFrom", x("located"), x("calf")], f"{CASE}f1"]],
            "some calf (of the calf pain on the right) is a calf",
        ),
        (
            ["in", between("0", "1"), ["witness", ["DataSomeValuesFrom", x("value"), between("0", "1")], x("m")]],
            "some value that is more than 0 and at most 1 (of m) is more than 0 and at most 1",
        ),
        (["data", x("value"), x("m"), ["Literal", "male", f"{XSD}string", ""]], "m has value “male”"),
        (["not", ["in", between("0", "0.9"), number("1.2")]], "1.2 is not more than 0 and at most 0.9"),
        (["same", x("sit"), x("stand")], "sitting and standing still are the same"),
        (["not", ["same", x("sit"), x("stand")]], "sitting and standing still are not the same"),
        (["type", x("leg"), ["AnonymousIndividual", "b0"]], "something (b0) is a leg"),
        (["false"], "a contradiction"),
        (["not", ["false"]], "no contradiction"),
        (["not", ["not", ["type", x("leg"), x("l")]]], "l is a leg"),
    ],
)
def test_a_statement_is_said_in_plain_english(statement: Any, words: str) -> None:
    assert statement_in_words(statement, CASE_LABELS) == words


def test_a_term_without_label_is_called_by_its_local_name() -> None:
    assert statement_in_words(["type", "http://e.org/a#RestingABI", "http://e.org/b/ThisOne"], {}) == (
        "this one is a resting ABI"
    )
    with pytest.raises(ValueError, match="no such kind"):
        statement_in_words(["maybe", "x"], {})
