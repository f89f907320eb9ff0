"""Checks proofs, independently of the engine that writes them.

This module, `checker_language` (what statements and axioms say) and `checker_values` (data) use the standard library
only. `docs/checker.md` explains each rule and why it is sound. In short: every step follows from earlier steps by one
of seven rules; suppositions are counted and must all be discharged; the last step is the goal. What cannot be verified
is rejected, and nothing makes `check` raise.

What remains to be trusted is named in the proof: its axioms (by hash), its facts (with their words and how they were
read), and which computations the ontology declares.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from differentia.owl.checker_language import (
    FALSE,
    Statement,
    alike,
    clauses_of_axiom,
    clauses_of_expression,
    has_witness,
    instance,
    is_datum,
    is_statement,
    is_term,
    names,
    no,
    ordered,
    variables,
)
from differentia.owl.checker_values import Undecided, disjoint, included, member, number, value

__all__ = ["Verdict", "check"]

FORMAT = "differentia-proof/1"
DX = "https://w3id.org/differentia/dx#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
CASE = "https://w3id.org/differentia/case/"
BUILT_IN = tuple(
    f"http://www.w3.org/{name}#"
    for name in ("2002/07/owl", "1999/02/22-rdf-syntax-ns", "2000/01/rdf-schema", "2001/XMLSchema")
)
MALFORMED = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)
DEEPEST = 100  # nesting of lists in a proof
LARGEST = 1_000_000  # lists, texts and numbers in a proof
SPELLINGS: tuple[dict[str, str], ...] = (
    {},
    {"v": "y"},
    {"v": "y", "w": "z"},
)  # how the variables for data may also be called


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker found.

    Attributes:
        valid: whether the goal follows from the axioms and facts cited.
        steps_checked: how many steps were accepted.
        error: why the proof is not valid, with the step; None if it is.
        unworded: ids of the facts that were read and have no words: the case's setting, or bare assumptions.
    """

    valid: bool
    steps_checked: int
    error: str | None = None
    unworded: tuple[str, ...] = ()


class _Refused(Exception):  # noqa: N818 - a decision, not a malfunction
    """Stop checking, with the reason."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that has been accepted: what it concludes, and under which suppositions."""

    rule: str
    conclusion: Statement
    open: frozenset[str]


def check(proof: Mapping[str, Any]) -> Verdict:
    """Check a proof in the format `differentia-proof/1`; anything wrong with it gives an invalid verdict.

    Args:
        proof: the proof as read from JSON.

    Returns:
        The verdict.

    Example:
        >>> check({"format": "differentia-proof/1"}).error
        'the proof has no "disclaimer"'
    """
    steps: dict[str, _Step] = {}
    try:
        run = _Run(_frozen(dict(proof)), steps)
        for raw in run.raw_steps:
            run.accept(raw)
        run.conclude()
    except (_Refused, Undecided) as refusal:
        return Verdict(False, len(steps), str(refusal))
    except MALFORMED as error:
        return Verdict(False, len(steps), f"malformed ({type(error).__name__})")
    return Verdict(True, len(steps), None, tuple(sorted(run.unworded)))


def _demand(condition: object, message: str) -> None:
    if not condition:
        raise _Refused(message)


def _frozen(proof: dict[Any, Any]) -> dict[str, Any]:
    """Return the proof with tuples for lists, after making sure that it is plain JSON of a bounded size."""
    count = 0
    stack: list[tuple[Any, int]] = [(proof, 1)]
    while stack:
        item, depth = stack.pop()
        count += 1
        _demand(depth <= DEEPEST and count <= LARGEST, "the proof is nested too deeply or too large")
        if type(item) is dict:
            _demand(all(type(key) is str for key in item), "a key is not a text")
            stack.extend((part, depth + 1) for part in (*item, *item.values()))
        elif type(item) in (list, tuple):
            stack.extend((part, depth + 1) for part in item)
        elif type(item) is str:
            item.encode()  # refuses half characters
        else:
            # No true, false or 1.0, which Python would take for 1.
            small = type(item) is int and abs(item) < 2**63
            _demand(item is None or small, f"a value of type {type(item).__name__} has no place in a proof")
    result: dict[str, Any] = _tuples(proof)
    return result


def _tuples(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _tuples(part) for key, part in item.items()}
    return tuple(map(_tuples, item)) if isinstance(item, list | tuple) else item


def _statement(item: Any) -> Statement:
    """Return a well-formed statement, the sides of an equality in a fixed order."""
    _demand(is_statement(item), f"not a statement: {str(item)[:200]}")
    return ordered(item)


class _Run:
    """One run over one proof."""

    def __init__(self, proof: dict[str, Any], steps: dict[str, _Step]) -> None:
        for key in ("format", "disclaimer", "header", "goal", "axioms", "facts", "labels", "steps"):
            _demand(key in proof, f'the proof has no "{key}"')
        _demand(len(proof) == 8, "the proof has an unknown part")
        _demand(proof["format"] == FORMAT, "unknown format")
        _demand(isinstance(proof["disclaimer"], str) and proof["disclaimer"], "the disclaimer is missing")
        _demand(all(isinstance(label, str) for label in proof["labels"].values()), "a label is not a text")
        _check_header(proof["header"])
        self.goal = _statement(proof["goal"])
        self.axioms = {key: _checked_axiom(key, entry) for key, entry in proof["axioms"].items()}
        self.facts = {key: _checked_fact(key, entry) for key, entry in proof["facts"].items()}
        self.raw_steps = proof["steps"]
        _demand(isinstance(self.raw_steps, tuple) and self.raw_steps, "the proof has no steps")
        given = [*self.axioms.values(), *(s for fact in self.facts.values() for s in fact["statements"])]
        self.given: set[str] = set().union(*map(names, given))
        self.steps = steps
        self.unworded: set[str] = set()
        self.computed: dict[str, tuple[Any, ...]] = {}

    def accept(self, raw: Any) -> None:
        """Check one step and keep it."""
        name = raw.get("id") if isinstance(raw, dict) else None
        if not isinstance(name, str) or name in self.steps:
            raise _Refused(f"step {name!s:.50}: no id, or one that was used")
        try:
            self._accept(name, raw)
        except (_Refused, Undecided) as refusal:
            raise _Refused(f"step {name}: {refusal}") from None
        except MALFORMED as error:
            raise _Refused(f"step {name}: malformed ({type(error).__name__})") from None

    def _accept(self, name: str, raw: dict[str, Any]) -> None:
        rule = str(raw["rule"])
        _demand(rule in _RULES, f"unknown rule {rule:.50}")
        needed, allowed = _KEYS.get(rule, (set(), set()))
        given = raw.keys() - {"id", "rule", "conclusion", "premises"}
        _demand(needed <= given <= needed | allowed, f'"{rule}" does not go with {sorted(given)}, or needs more')
        premises = raw["premises"]
        _demand(isinstance(premises, tuple) and all(p in self.steps for p in premises), "a premise is no earlier step")
        known = [self.steps[p] for p in premises]
        conclusion = _statement(raw["conclusion"])
        suppositions = frozenset[str]().union(*(step.open for step in known))
        _RULES[rule](self, raw, conclusion, [step.conclusion for step in known])
        if rule == "suppose":
            suppositions = frozenset({name})
        elif rule == "hence":
            suppositions -= {raw["discharges"]}
        self.steps[name] = _Step(rule, conclusion, suppositions)

    def conclude(self) -> None:
        """Check that the last step is the goal and stands on no supposition, and that the goal is about real things."""
        last = next(reversed(self.steps.values()))
        _demand(last.conclusion == self.goal, "the last step is not the goal")
        _demand(not last.open, f"the goal still rests on suppositions: {', '.join(sorted(last.open))}")
        _demand(not has_witness(self.goal), "the goal speaks of a witness, which means nothing outside a proof")

    # ---- the rules; each raises _Refused unless the conclusion follows from the premises

    def resolve(self, raw: dict[str, Any], conclusion: Statement, premises: list[Statement]) -> None:
        """All literals of a clause but one are refuted by premises, so the last one holds."""
        key = False
        _demand(("axiom" in raw) != ("expression" in raw), "one of axiom and expression is needed")
        if "axiom" in raw:
            _demand(raw["axiom"] in self.axioms, "no such axiom")
            clauses = clauses_of_axiom(self.axioms[raw["axiom"]])
            key = self.axioms[raw["axiom"]][0] == "HasKey"
        else:
            clauses = clauses_of_expression(raw["expression"])
        substitution = raw.get("substitution", {})
        _demand(all(map(is_term, substitution.values())), "a variable stands for something that is no term")
        named = all(isinstance(term, str) or is_datum(term) for term in substitution.values())
        _demand(named or not key, "a key is for named individuals")
        _demand(FALSE not in premises, "nothing is resolved with a contradiction")
        wanted = {no(premise) for premise in premises} | ({conclusion} - {FALSE})
        for clause in clauses:
            for spelling in SPELLINGS:
                terms = {v: substitution.get(spelling.get(v, v)) for v in variables(clause)}
                if None in terms.values() or len(terms) < len(substitution):
                    continue
                if {ordered(instance(literal, terms)) for literal in clause} == wanted:
                    return
        raise _Refused("no clause of the axiom or expression has this instance")

    def suppose(self, _: dict[str, Any], __: Statement, premises: list[Statement]) -> None:
        """Anything may be supposed; the supposition is recorded."""
        _demand(not premises, "a supposition has no premises")

    def hence(self, raw: dict[str, Any], conclusion: Statement, premises: list[Statement]) -> None:
        """What leads to a contradiction is false."""
        supposed = self.steps.get(raw["discharges"])
        _demand(supposed is not None and supposed.rule == "suppose", "only a supposition can be discharged")
        _demand(premises == [FALSE], "the one premise must be a contradiction")
        _demand(supposed and supposed.conclusion != FALSE, "a supposed contradiction says nothing")
        _demand(supposed and conclusion == no(supposed.conclusion), "the conclusion is not the contrary")

    def same(self, _: dict[str, Any], conclusion: Statement, premises: list[Statement]) -> None:
        """Equals may replace equals; everything equals itself."""
        if not premises:
            _demand(conclusion[0] == "same" and conclusion[1] == conclusion[2], "no premises")
            return
        _demand(len(premises) == 2 and premises[1][0] == "same", "premises must be a statement and an equality")
        equal = frozenset(premises[1][1:])
        _demand(alike(premises[0], conclusion, equal), "the conclusion is not the statement with equals replaced")

    def data(self, _: dict[str, Any], conclusion: Statement, premises: list[Statement]) -> None:
        """A value is in a range or not, by evaluation or by the ranges that it is in; or they leave no other value."""
        positive = conclusion[0] != "not"
        kind, *parts = conclusion if positive else conclusion[1]
        if premises:
            _demand(_from_ranges(positive, kind, parts, premises), "that does not follow, or from fewer ranges")
            return
        if kind == "same":
            _demand(all(part[0] == "Literal" for part in parts), "not the equality of two literals")
            holds = (value(parts[0]) == value(parts[1])) == positive
        else:
            _demand(kind == "in" and parts[1][0] == "Literal", "not a literal in a range")
            holds = member(parts[0], parts[1]) == positive
        _demand(holds, "that is not so")

    def compute(self, raw: dict[str, Any], conclusion: Statement, premises: list[Statement]) -> None:
        """A declared computation yields a new individual with a value, of a kind, borne by something."""
        plan = raw["computation"]
        if "items" in plan:
            self._score(raw, plan, conclusion, premises)
            return
        _demand(plan.keys() == {"operator", "operands", "result", "individual", "bearer"}, "malformed computation")
        new, kinds = self._new(plan, premises), plan["operands"]
        operands = [p for p in premises if p[0] == "data"]
        _demand(premises[: len(operands)] == operands, "the operands come first")
        _demand(len(kinds) == len(operands) and len({p[1] for p in operands}) == 1, "operands do not fit")
        declared = {("type", kind, p[2]) for kind, p in zip(kinds, operands, strict=True)}
        _demand(declared.issuperset(premises[len(operands) :]), "a premise is neither an operand nor its kind")
        _demand(raw["operator"] == plan["operator"], "two operators")
        if conclusion[0] == "data":
            result = _computed(raw["operator"], [number(p[3]) for p in operands])
            _demand(conclusion[1:3] == (operands[0][1], new), "the value is not that of the result")
            _demand(number(conclusion[3]) == result, f"the result is {result}")
        else:
            described = (("type", plan["result"], new), ("role", *plan["bearer"], new))
            _demand(conclusion in described, "the computation does not say that")

    def _score(self, raw: dict[str, Any], plan: Any, conclusion: Statement, premises: list[Statement]) -> None:
        """A sum of points: an item whose options are all unknown counts with its fewest and with its most points."""
        parts = {"operator", "items", "property", "result", "individual", "bearer"}
        _demand(plan.keys() == parts and raw["operator"] == plan["operator"] == DX + "WeightedSum", "malformed score")
        new = self._new(plan, premises)
        options = {("type", cls, plan["bearer"][1]) for item in plan["items"] for cls, _ in item}
        _demand(bool(premises) and options.issuperset(premises), "a premise is no option of an item")
        low = high = Fraction(0)
        for item in plan["items"]:
            points = [(("type", cls, plan["bearer"][1]) in premises, Fraction(count)) for cls, count in item]
            known = [count for held, count in points if held] or [count for _, count in points]
            low, high = low + min(known), high + max(known)
        if conclusion[0] == "data":
            _demand(conclusion[1:3] == (plan["property"], new), "the value is not that of the result")
            _demand(number(conclusion[3]) == low == high, f"the sum is {low} to {high}")
        elif conclusion[0] == "type" and not isinstance(conclusion[1], str):
            _demand(conclusion[2] == new and low < high, "no range of the result is open")
            _demand(_between(conclusion[1], plan["property"]) == (low, high), f"the sum is {low} to {high}")
        else:
            described = (("type", plan["result"], new), ("role", *plan["bearer"], new))
            _demand(conclusion in described, "the computation does not say that")

    def _new(self, plan: Any, premises: list[Statement]) -> str:
        """Return the individual that a computation makes, of which nothing else speaks."""
        new = plan["individual"]
        _demand(isinstance(new, str) and new not in self.given, "the result must be an individual not heard of before")
        whole = (repr(sorted(plan.items())), tuple(premises))
        _demand(self.computed.setdefault(new, whole) == whole, "one individual is the result of two computations")
        return str(new)

    def read(self, raw: dict[str, Any], conclusion: Statement, premises: list[Statement]) -> None:
        """A fact says what it says."""
        _demand(not premises, "a fact needs no premises")
        _demand(raw["fact"] in self.facts, "no such fact")
        fact = self.facts[raw["fact"]]
        _demand(conclusion in fact["statements"], "the fact does not say that")
        if not fact["text"].strip():
            self.unworded.add(raw["fact"])


_RULES = {rule.__name__: rule for rule in (_Run.resolve, _Run.suppose, _Run.hence, _Run.same, _Run.data, _Run.compute)}
_RULES["read"] = _Run.read
_KEYS: dict[str, tuple[set[str], set[str]]] = {  # what a step of a rule must have, and what it may have besides
    "resolve": (set(), {"axiom", "expression", "substitution"}),
    "hence": ({"discharges"}, set()),
    "compute": ({"operator", "computation"}, set()),
    "read": ({"fact"}, set()),
}


def _check_header(header: Any) -> None:
    _demand(header.keys() == {"ontology", "version", "case", "mappings"}, "malformed header")
    for key in ("ontology", "case", "mappings"):
        missing = header[key] is None and key != "ontology"
        _demand(missing or re.fullmatch("[0-9a-f]{64}", header[key]), f'"{key}" in the header is no SHA-256')
    _demand(isinstance(header["version"], str) and header["version"], "the header has no version")


def _checked_axiom(key: str, entry: Any) -> Any:
    _demand(entry.keys() == {"axiom", "hash", "sources", "notes"}, f"axiom {key}: malformed")
    _demand(_texts(entry["sources"]) and _texts(entry["notes"]), f"axiom {key}: a source or note is not a text")
    text = json.dumps(entry["axiom"], ensure_ascii=False, separators=(",", ":"))
    _demand(hashlib.sha256(text.encode()).hexdigest() == entry["hash"], f"axiom {key}: not the axiom of that hash")
    return entry["axiom"]


def _checked_fact(key: str, fact: Any) -> dict[str, Any]:
    """Check that a fact's words account for all it says: each name in it is one of the terms found in its words.

    The case's own individuals, the vocabulary of diagnosis and the built-in names need no words. A fact without words
    claims no reading, so there is nothing to check; the verdict lists it.
    """
    _demand(isinstance(fact.get("text"), str), f"fact {key}: no text")
    terms = fact.get("terms")
    _demand(all(len(term) == 2 and _texts(term) for term in terms), f"fact {key}: malformed terms")
    statements = tuple(map(_statement, fact["statements"]))
    _demand(not any(map(has_witness, statements)), f"fact {key}: speaks of a witness")
    if fact["text"].strip():
        accounted = {iri for _, iri in terms}
        found = {n for s in statements for n in names(s) if not n.startswith((DX, CASE, *BUILT_IN))}
        _demand(found <= accounted, f"fact {key}: its words do not account for {sorted(found - accounted)[:3]}")
    return {"text": fact["text"], "statements": statements}


def _texts(items: Iterable[Any]) -> bool:
    return isinstance(items, tuple) and all(isinstance(item, str) for item in items)


def _between(expression: Any, prop: Any) -> tuple[Fraction, Fraction]:
    """Return the ends of a range of values of a property."""
    kind, of, data_range = expression
    _demand(kind == "DataSomeValuesFrom" and of == prop, "no range of values")
    kind, datatype, ((least, low), (most, high)) = data_range
    _demand(kind == "DatatypeRestriction" and datatype == _XSD + "decimal", "no range of decimals")
    _demand((least, most) == (_XSD + "minInclusive", _XSD + "maxInclusive"), "no range with both its ends")
    return number(low), number(high)


def _from_ranges(positive: bool, kind: str, parts: list[Any], premises: list[Statement]) -> bool:
    """Say whether the ranges that a value is in show something of it, all of them being needed."""
    if kind == "in":
        subject, target = parts[1], parts[0]
    else:
        literals = [part for part in parts if part[0] == "Literal"]
        _demand(kind == "same" and positive and len(literals) == 1, "ranges do not show that")
        subject, target = next(part for part in parts if part != literals[0]), ("DataOneOf", (literals[0],))
    _demand(all(p[0] == "in" and p[2] == subject for p in premises), "a premise is no range of that value")
    ranges = [premise[1] for premise in premises]

    def shown(some: list[Any]) -> bool:
        return (included if positive else disjoint)(("DataIntersectionOf", tuple(some)), target)

    return shown(ranges) and not any(shown(ranges[:n] + ranges[n + 1 :]) for n in range(len(ranges)) if len(ranges) > 1)


def _computed(operator: str, numbers: list[Fraction]) -> Fraction:
    name = operator.removeprefix(DX)
    _demand(operator.startswith(DX) and numbers, "unknown operator")
    if name in ("Maximum", "Minimum"):
        return max(numbers) if name == "Maximum" else min(numbers)
    _demand(len(numbers) == 2 and name in ("Ratio", "Difference", "PercentDecrease"), "unknown operator")
    first, second = numbers
    if name == "Difference":
        return first - second
    exact = first / second if name == "Ratio" else (first - second) / first * 100
    return Fraction(round(exact * 10_000), 10_000)  # `round` on a Fraction is exact, and half goes to even
