"""What a proof may say: the forms of OWL 2 expressions, axioms and statements, and the clauses they mean.

Part of the proof checker: standard library only, nothing shared with the engine. Everything is nested tuples of strings
and integers. Two tables carry the content: `FORMS` says what a well-formed construct looks like, `AXIOMS` and
`EXPRESSIONS` say what it means. Each line of the latter can be read against the OWL 2 Direct Semantics
(https://www.w3.org/TR/owl2-direct-semantics/).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise, permutations
from typing import Any, TypeAlias

__all__ = [
    "FALSE",
    "Statement",
    "alike",
    "clauses_of_axiom",
    "clauses_of_expression",
    "has_witness",
    "instance",
    "is_datum",
    "is_statement",
    "is_term",
    "names",
    "no",
    "ordered",
    "variables",
]

Statement: TypeAlias = tuple[Any, ...]
Clause: TypeAlias = list[Statement]  # one of these holds, whatever the variables stand for

_OWL = "http://www.w3.org/2002/07/owl#"

# ---- form

FORMS: dict[str, dict[str, tuple[str, ...]]] = {
    "class": {
        "ObjectIntersectionOf": ("class*",),
        "ObjectUnionOf": ("class*",),
        "ObjectComplementOf": ("class",),
        "ObjectOneOf": ("individual*",),
        "ObjectSomeValuesFrom": ("role", "class"),
        "ObjectAllValuesFrom": ("role", "class"),
        "ObjectHasValue": ("role", "individual"),
        "ObjectHasSelf": ("role",),
        "ObjectMinCardinality": ("count", "role", "class"),
        "ObjectMaxCardinality": ("count", "role", "class"),
        "ObjectExactCardinality": ("count", "role", "class"),
        "DataSomeValuesFrom": ("iri", "range"),
        "DataAllValuesFrom": ("iri", "range"),
        "DataHasValue": ("iri", "literal"),
        "DataMinCardinality": ("count", "iri", "range"),
        "DataMaxCardinality": ("count", "iri", "range"),
        "DataExactCardinality": ("count", "iri", "range"),
    },
    "role": {"ObjectInverseOf": ("iri",)},
    "role or chain": {"ObjectInverseOf": ("iri",), "ObjectPropertyChain": ("role*",)},
    "range": {
        "DatatypeRestriction": ("iri", "facet*"),
        "DataIntersectionOf": ("range*",),
        "DataUnionOf": ("range*",),
        "DataComplementOf": ("range",),
        "DataOneOf": ("literal*",),
    },
    "individual": {"AnonymousIndividual": ("text",)},
    "literal": {"Literal": ("text", "iri", "text")},
    "axiom": {
        "SubClassOf": ("class", "class"),
        "EquivalentClasses": ("class*",),
        "DisjointClasses": ("class*",),
        "DisjointUnion": ("iri", "class*"),
        "SubObjectPropertyOf": ("role or chain", "role"),
        "EquivalentObjectProperties": ("role*",),
        "DisjointObjectProperties": ("role*",),
        "InverseObjectProperties": ("role", "role"),
        "ObjectPropertyDomain": ("role", "class"),
        "ObjectPropertyRange": ("role", "class"),
        **{
            f"{kind}ObjectProperty": ("role",)
            for kind in ("Functional", "InverseFunctional", "Reflexive", "Irreflexive", "Symmetric", "Asymmetric")
        },
        "TransitiveObjectProperty": ("role",),
        "SubDataPropertyOf": ("iri", "iri"),
        "EquivalentDataProperties": ("iri*",),
        "DisjointDataProperties": ("iri*",),
        "DataPropertyDomain": ("iri", "class"),
        "DataPropertyRange": ("iri", "range"),
        "FunctionalDataProperty": ("iri",),
        "DatatypeDefinition": ("iri", "range"),
        "HasKey": ("class", "role*", "iri*"),
        "SameIndividual": ("individual*",),
        "DifferentIndividuals": ("individual*",),
        "ClassAssertion": ("class", "individual"),
        "ObjectPropertyAssertion": ("role", "individual", "individual"),
        "NegativeObjectPropertyAssertion": ("role", "individual", "individual"),
        "DataPropertyAssertion": ("iri", "individual", "literal"),
        "NegativeDataPropertyAssertion": ("iri", "individual", "literal"),
    },
    "thing": {"AnonymousIndividual": ("text",), "witness": ("promise of a thing", "thing")},
    "datum": {"Literal": ("text", "iri", "text"), "witness": ("promise of a datum", "thing")},
    "positive": {
        "type": ("class", "thing"),
        "role": ("iri", "thing", "thing"),
        "data": ("iri", "thing", "datum"),
        "in": ("range", "datum"),
    },
}
_NAMED = {"class", "role", "role or chain", "range", "individual", "thing"}  # an IRI alone is one of these


def _fits(kind: str, value: Any) -> bool:
    """Say whether a value has the form of a kind of construct.

    Example:
        >>> _fits("class", ("ObjectSomeValuesFrom", "a:r", "a:B")), _fits("class", ("ObjectSomeValuesFrom", "a:r"))
        (True, False)
    """
    if kind.endswith("*"):
        return isinstance(value, tuple) and len(value) > 0 and all(_fits(kind[:-1], item) for item in value)
    if isinstance(value, str):
        return kind == "text" or ((kind == "iri" or kind in _NAMED) and ":" in value)
    if isinstance(value, int):
        return kind == "count" and value >= 0
    if not isinstance(value, tuple) or not value:
        return False
    if kind == "facet":
        return len(value) == 2 and _fits("iri", value[0]) and _fits("literal", value[1])
    if kind == "promise of a thing":
        promises = value[0] == "ObjectSomeValuesFrom" or value[:2] == ("ObjectMinCardinality", 1)
        return promises and _fits("class", value)
    if kind == "promise of a datum":
        return (value[0] == "DataSomeValuesFrom" or value[:2] == ("DataMinCardinality", 1)) and _fits("class", value)
    parts = FORMS.get(kind, {}).get(value[0]) if isinstance(value[0], str) else None
    if value[0] == "HasKey" and parts:  # the only construct in which one list of the two may be empty
        return len(value) == 4 and all(
            (k[-1] == "*" and part == ()) or _fits(k, part) for k, part in zip(parts, value[1:], strict=True)
        )
    return parts is not None and len(value) == len(parts) + 1 and all(map(_fits, parts, value[1:]))


def is_term(value: Any) -> bool:
    """Say whether a value is a term: an individual, a literal, or a witness."""
    return _fits("thing", value) or _fits("datum", value)


def is_datum(value: Any) -> bool:
    """Say whether a value is a term for data: a literal, or the witness of a data range."""
    return _fits("datum", value)


def is_statement(value: Any) -> bool:
    """Say whether a value is a statement: positive, or "not" and a positive one, or ("false",)."""
    if value == FALSE:
        return True
    if isinstance(value, tuple) and len(value) == 2 and value[0] == "not":
        return value[1] != FALSE and not (value[1] and value[1][0] == "not") and is_statement(value[1])
    if isinstance(value, tuple) and len(value) == 3 and value[0] == "same":
        return any(_fits(kind, value[1]) and _fits(kind, value[2]) for kind in ("thing", "datum"))
    return _fits("positive", value)


# ---- clauses: variables are ("?", name)

FALSE: Statement = ("false",)
X, Y, Z, V, W = (("?", name) for name in "xyzvw")


def no(statement: Statement) -> Statement:
    """Return the negation of a statement."""
    return statement[1] if statement[0] == "not" else ("not", statement)


def _is(c: Any, x: Any) -> Statement:
    return ("type", c, x)


def _rel(r: Any, x: Any, y: Any) -> Statement:
    return ("role", r, x, y) if isinstance(r, str) else ("role", r[1], y, x)


def _val(p: str, x: Any, v: Any) -> Statement:
    return ("data", p, x, v)


def _same(x: Any, y: Any) -> Statement:
    return ("same", x, y)


def _chain(sub: Any, sup: Any) -> list[Clause]:
    if sub[0] != "ObjectPropertyChain":
        return [[no(_rel(sub, X, Y)), _rel(sup, X, Y)]]
    xs = [("?", f"x{i}") for i in range(len(sub[1]) + 1)]
    links = [no(_rel(r, x, y)) for r, (x, y) in zip(sub[1], pairwise(xs), strict=True)]
    return [[*links, _rel(sup, xs[0], xs[-1])]]


def _key(c: Any, roles: Any, values: Any) -> list[Clause]:
    """Say when two members are one; the variables stand for names only, which `resolve` demands."""
    agree: list[Statement] = []
    for n, r in enumerate(roles):
        agree += [no(_rel(r, x, ("?", f"z{n}"))) for x in (X, Y)]
    for n, p in enumerate(values, len(roles)):
        agree += [no(_val(p, x, ("?", f"z{n}"))) for x in (X, Y)]
    return [[no(_is(c, X)), no(_is(c, Y)), *agree, _same(X, Y)]] if agree else []


AXIOMS: dict[str, Callable[..., list[Clause]]] = {
    "SubClassOf": lambda c, d: [[no(_is(c, X)), _is(d, X)]],
    "EquivalentClasses": lambda cs: [[no(_is(c, X)), _is(d, X)] for c, d in permutations(cs, 2)],
    "DisjointClasses": lambda cs: [[no(_is(c, X)), no(_is(d, X))] for c, d in combinations(cs, 2)],
    "DisjointUnion": lambda c, ds: [
        *([no(_is(d, X)), no(_is(e, X))] for d, e in combinations(ds, 2)),
        *([no(_is(d, X)), _is(c, X)] for d in ds),
        [no(_is(c, X)), *(_is(d, X) for d in ds)],
    ],
    "SubObjectPropertyOf": _chain,
    "EquivalentObjectProperties": lambda rs: [[no(_rel(r, X, Y)), _rel(s, X, Y)] for r, s in permutations(rs, 2)],
    "DisjointObjectProperties": lambda rs: [[no(_rel(r, X, Y)), no(_rel(s, X, Y))] for r, s in combinations(rs, 2)],
    "InverseObjectProperties": lambda r, s: [[no(_rel(r, X, Y)), _rel(s, Y, X)], [no(_rel(s, X, Y)), _rel(r, Y, X)]],
    "ObjectPropertyDomain": lambda r, c: [[no(_rel(r, X, Y)), _is(c, X)]],
    "ObjectPropertyRange": lambda r, c: [[no(_rel(r, X, Y)), _is(c, Y)]],
    "FunctionalObjectProperty": lambda r: [[no(_rel(r, X, Y)), no(_rel(r, X, Z)), _same(Y, Z)]],
    "InverseFunctionalObjectProperty": lambda r: [[no(_rel(r, Y, X)), no(_rel(r, Z, X)), _same(Y, Z)]],
    "ReflexiveObjectProperty": lambda r: [[_rel(r, X, X)]],
    "IrreflexiveObjectProperty": lambda r: [[no(_rel(r, X, X))]],
    "SymmetricObjectProperty": lambda r: [[no(_rel(r, X, Y)), _rel(r, Y, X)]],
    "AsymmetricObjectProperty": lambda r: [[no(_rel(r, X, Y)), no(_rel(r, Y, X))]],
    "TransitiveObjectProperty": lambda r: [[no(_rel(r, X, Y)), no(_rel(r, Y, Z)), _rel(r, X, Z)]],
    "SubDataPropertyOf": lambda p, q: [[no(_val(p, X, V)), _val(q, X, V)]],
    "EquivalentDataProperties": lambda ps: [[no(_val(p, X, V)), _val(q, X, V)] for p, q in permutations(ps, 2)],
    "DisjointDataProperties": lambda ps: [[no(_val(p, X, V)), no(_val(q, X, V))] for p, q in combinations(ps, 2)],
    "DataPropertyDomain": lambda p, c: [[no(_val(p, X, V)), _is(c, X)]],
    "DataPropertyRange": lambda p, d: [[no(_val(p, X, V)), ("in", d, V)]],
    "FunctionalDataProperty": lambda p: [[no(_val(p, X, V)), no(_val(p, X, W)), _same(V, W)]],
    "DatatypeDefinition": lambda d, e: [
        [no(("in", d, V)), ("in", e, V)],
        [no(("in", e, V)), ("in", d, V)],
    ],
    "HasKey": _key,
    "SameIndividual": lambda names: [[_same(a, b)] for a, b in combinations(names, 2)],
    "DifferentIndividuals": lambda names: [[no(_same(a, b))] for a, b in combinations(names, 2)],
    "ClassAssertion": lambda c, a: [[_is(c, a)]],
    "ObjectPropertyAssertion": lambda r, a, b: [[_rel(r, a, b)]],
    "NegativeObjectPropertyAssertion": lambda r, a, b: [[no(_rel(r, a, b))]],
    "DataPropertyAssertion": lambda p, a, v: [[_val(p, a, v)]],
    "NegativeDataPropertyAssertion": lambda p, a, v: [[no(_val(p, a, v))]],
}


def _some(e: Any, r: Any, c: Any) -> list[Clause]:
    w = ("witness", e, X)
    return [[no(_rel(r, X, Y)), no(_is(c, Y)), _is(e, X)], [no(_is(e, X)), _rel(r, X, w)], [no(_is(e, X)), _is(c, w)]]


def _data_some(e: Any, p: str, d: Any) -> list[Clause]:
    w = ("witness", e, X)
    return [
        [no(_val(p, X, V)), no(("in", d, V)), _is(e, X)],
        [no(_is(e, X)), _val(p, X, w)],
        [no(_is(e, X)), ("in", d, w)],
    ]


def _every(e: Any, r: Any, c: Any) -> list[Clause]:
    exception = ("ObjectSomeValuesFrom", r, ("ObjectComplementOf", c))
    return [[no(_is(e, X)), no(_rel(r, X, Y)), _is(c, Y)], [_is(e, X), _is(exception, X)]]


def _data_every(e: Any, p: str, d: Any) -> list[Clause]:
    exception = ("DataSomeValuesFrom", p, ("DataComplementOf", d))
    return [[no(_is(e, X)), no(_val(p, X, V)), ("in", d, V)], [_is(e, X), _is(exception, X)]]


def _at_most(e: Any, n: int, r: Any, c: Any) -> list[Clause]:
    first = [no(_is(e, X)), no(_rel(r, X, Y)), no(_is(c, Y))]
    second = [no(_rel(r, X, Z)), no(_is(c, Z)), _same(Y, Z)]
    none = [first, [_is(e, X), _is(("ObjectSomeValuesFrom", r, c), X)]]
    return [none, [[*first, *second]]][n] if n < 2 else []


def _data_at_most(e: Any, n: int, p: str, d: Any) -> list[Clause]:
    first = [no(_is(e, X)), no(_val(p, X, V)), no(("in", d, V))]
    second = [no(_val(p, X, W)), no(("in", d, W)), _same(V, W)]
    none = [first, [_is(e, X), _is(("DataSomeValuesFrom", p, d), X)]]
    return [none, [[*first, *second]]][n] if n < 2 else []


def _exactly(kind: str) -> Callable[..., list[Clause]]:
    def clauses(e: Any, *parts: Any) -> list[Clause]:
        least, most = (_is((f"{kind}{bound}Cardinality", *parts), X) for bound in ("Min", "Max"))
        return [[no(_is(e, X)), least], [no(_is(e, X)), most], [no(least), no(most), _is(e, X)]]

    return clauses


EXPRESSIONS: dict[str, Callable[..., list[Clause]]] = {  # the first argument is the expression itself, as a class
    "ObjectIntersectionOf": lambda e, cs: [
        *([no(_is(e, X)), _is(c, X)] for c in cs),
        [*(no(_is(c, X)) for c in cs), _is(e, X)],
    ],
    "ObjectUnionOf": lambda e, cs: [
        *([no(_is(c, X)), _is(e, X)] for c in cs),
        [no(_is(e, X)), *(_is(c, X) for c in cs)],
    ],
    "ObjectComplementOf": lambda e, c: [[no(_is(e, X)), no(_is(c, X))], [_is(e, X), _is(c, X)]],
    "ObjectOneOf": lambda e, names: [*([_is(e, a)] for a in names), [no(_is(e, X)), *(_same(X, a) for a in names)]],
    "ObjectSomeValuesFrom": _some,
    "ObjectAllValuesFrom": _every,
    "ObjectHasValue": lambda e, r, a: [[no(_rel(r, X, a)), _is(e, X)], [no(_is(e, X)), _rel(r, X, a)]],
    "ObjectHasSelf": lambda e, r: [[no(_rel(r, X, X)), _is(e, X)], [no(_is(e, X)), _rel(r, X, X)]],
    "ObjectMinCardinality": lambda e, n, r, c: [[[_is(e, X)]], _some(e, r, c)][n] if n < 2 else [],
    "ObjectMaxCardinality": _at_most,
    "ObjectExactCardinality": _exactly("Object"),
    "DataSomeValuesFrom": _data_some,
    "DataMinCardinality": lambda e, n, p, d: [[[_is(e, X)]], _data_some(e, p, d)][n] if n < 2 else [],
    "DataMaxCardinality": _data_at_most,
    "DataExactCardinality": _exactly("Data"),
    "DataAllValuesFrom": _data_every,
    "DataHasValue": lambda e, p, v: [[no(_val(p, X, v)), _is(e, X)], [no(_is(e, X)), _val(p, X, v)]],
}


BUILT_IN: dict[str, list[Clause]] = {  # names with a meaning of their own
    _OWL + "Thing": [[_is(_OWL + "Thing", X)]],
    _OWL + "Nothing": [[no(_is(_OWL + "Nothing", X))]],
    _OWL + "topObjectProperty": [[_rel(_OWL + "topObjectProperty", X, Y)]],
    _OWL + "bottomObjectProperty": [[no(_rel(_OWL + "bottomObjectProperty", X, Y))]],
    _OWL + "bottomDataProperty": [[no(_val(_OWL + "bottomDataProperty", X, V))]],
}


def clauses_of_axiom(axiom: Any) -> list[Clause]:
    """Return what an axiom says; a kind without clauses here says nothing."""
    return AXIOMS[axiom[0]](*axiom[1:]) if _fits("axiom", axiom) and axiom[0] in AXIOMS else []


def clauses_of_expression(expression: Any) -> list[Clause]:
    """Return what membership in a class expression or built-in name means; a kind without clauses means nothing."""
    if isinstance(expression, str):
        return BUILT_IN.get(expression, [])
    known = _fits("class", expression) and expression[0] in EXPRESSIONS
    return EXPRESSIONS[expression[0]](expression, *expression[1:]) if known else []


def variables(value: Any) -> set[str]:
    """Return the names of the variables in a clause, a statement or a term."""
    if isinstance(value, tuple) and len(value) == 2 and value[0] == "?":
        return {value[1]}
    return set().union(*map(variables, value)) if isinstance(value, tuple | list) else set()


def instance(value: Any, substitution: dict[str, Any]) -> Any:
    """Replace the variables of a statement or term by terms."""
    if isinstance(value, tuple):
        if len(value) == 2 and value[0] == "?":
            return substitution[value[1]]
        return tuple(instance(item, substitution) for item in value)
    return value


# ---- statements looked at from outside


def names(value: Any) -> set[str]:
    """Return the IRIs in a statement or axiom, those of datatypes included."""
    if isinstance(value, str):
        return {value} if ":" in value else set()
    if not isinstance(value, tuple) or value[:1] == ("AnonymousIndividual",):
        return set()
    return names(value[2]) if value[:1] == ("Literal",) else set().union(*map(names, value))


def has_witness(value: Any) -> bool:
    """Say whether a witness occurs in a statement or term."""
    return isinstance(value, tuple) and (value[:1] == ("witness",) or any(map(has_witness, value)))


def ordered(literal: Statement) -> Statement:
    """Put the sides of an equality in a fixed order: an equality has no direction."""
    if literal[0] == "not":
        return ("not", ordered(literal[1]))
    return ("same", *sorted(literal[1:], key=repr)) if literal[0] == "same" else literal


def alike(before: Statement, after: Statement, equal: frozenset[Any]) -> bool:
    """Say whether two statements differ only by equals in the places of terms."""
    if before[0] != after[0] or len(before) != len(after):
        return False
    if before[0] == "not":
        return alike(before[1], after[1], equal)
    fixed = 1 if before[0] == "same" else 2
    sides = [after[fixed:], after[:0:-1]] if before[0] == "same" else [after[fixed:]]
    matching = any(all(_equal(a, b, equal) for a, b in zip(before[fixed:], side, strict=True)) for side in sides)
    return before[:fixed] == after[:fixed] and matching


def _equal(a: Any, b: Any, equal: frozenset[Any]) -> bool:
    if a == b or equal == {a, b}:
        return True
    return a[0] == b[0] == "witness" and a[1] == b[1] and _equal(a[2], b[2], equal)
