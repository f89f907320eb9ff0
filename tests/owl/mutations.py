"""Damages a proof in every way we can think of; a checker must reject each result.

What is left out, because the result would still be a proof (each rule is applied where it says so below):

1. Steps on which the goal does not depend are not touched. (The hand-written proofs have none.)
2. Premises of a resolution are a set: their order means nothing, nor does naming one statement twice.
3. The kinds of operands are optional premises of a computation; two equalities may replace each other's sides.
4. An axiom is exchanged only for one that lacks a name needed by the step, and a range that a value is known to be in
   only for a statement about something else: others may prove the same thing in another way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from differentia.owl import datatypes as dt
from differentia.owl import expressions as ex

__all__ = ["mutations", "needed"]

Proof: TypeAlias = dict[str, Any]
STRANGER = "http://example.org/stranger#never-mentioned"
DX = "https://w3id.org/differentia/dx#"
SOME = 3  # statements, terms or steps tried in place of each one
RULES = ("resolve", "suppose", "hence", "same", "data", "compute", "read")


def mutations(proof: Proof) -> Iterator[tuple[str, Proof]]:
    """Yield damaged copies of a proof, each with what was done to it."""
    for damage in (_whole, _axioms, _forged_axioms, _facts):
        yield from damage(proof)
    wanted = needed(proof)
    for at, step in enumerate(proof["steps"]):
        if step["id"] in wanted:  # rule 1
            for damage in (_conclusions, _premises, _sources, _substitutions, _order, _rules, _values, _computations):
                for name, mutant in damage(proof, at):
                    yield f"{step['id']}: {name}", mutant


def needed(proof: Proof) -> set[str]:
    """Return the ids of the steps on which the goal depends."""
    steps = {step["id"]: step for step in proof["steps"]}
    found: set[str] = set()
    stack = [proof["steps"][-1]["id"]]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack += steps[name]["premises"]
            stack += [steps[name]["discharges"]] if "discharges" in steps[name] else []
    return found


def _put(whole: Any, path: tuple[Any, ...], part: Any) -> Any:
    """Return a copy of nested dicts and lists with one part exchanged; the rest is shared."""
    if not path:
        return part
    copy = dict(whole) if isinstance(whole, dict) else list(whole)
    copy[path[0]] = _put(whole[path[0]], path[1:], part)
    return copy


def _drop(whole: Any, path: tuple[Any, ...]) -> Any:
    if len(path) > 1:
        return _put(whole, path[:1], _drop(whole[path[0]], path[1:]))
    copy = dict(whole) if isinstance(whole, dict) else list(whole)
    del copy[path[0]]
    return copy


def _negated(statement: Any) -> Any:
    return statement[1] if statement[0] == "not" else ["not", statement]


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _meaning(statement: Any) -> str:
    """Return a text that two statements share if they mean the same: an equality has no direction."""
    if statement[0] == "not":
        return "not " + _meaning(statement[1])
    return _key(["same", *sorted(map(_key, statement[1:]))] if statement[0] == "same" else statement)


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_names, value.values()))
    if isinstance(value, list):
        return _names(value[2]) if value[:1] == ["Literal"] else set().union(*map(_names, value))
    return {value} if isinstance(value, str) and ":" in value else set()


def _predicates(statement: Any) -> set[str]:
    if statement[0] == "not":
        return _predicates(statement[1])
    return _names(statement[1]) if statement[0] in ("type", "role", "data", "in") else set()


def _terms(statement: Any) -> list[Any]:
    if statement[0] == "not":
        return _terms(statement[1])
    return list(statement[1 if statement[0] == "same" else 2 :])


def _places(statement: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """Yield where the names and texts in a nested list stand (not the words of the format itself)."""
    for i, part in enumerate(statement):
        if isinstance(part, list):
            yield from _places(part, (*path, i))
        elif isinstance(part, int) or (isinstance(part, str) and (":" in part or i > 0)):
            yield (*path, i)


# ---- the proof as a whole


def _whole(proof: Proof) -> Iterator[tuple[str, Proof]]:
    for key in proof:
        yield f"without {key}", _drop(proof, (key,))
    yield "another format", _put(proof, ("format",), "differentia-proof/2")
    yield "no ontology", _put(proof, ("header", "ontology"), "unknown")
    yield "no steps", _put(proof, ("steps",), [])
    yield "contrary goal", _put(proof, ("goal",), _negated(proof["goal"]))
    goal = _meaning(proof["goal"])
    others = {_meaning(s["conclusion"]): s["conclusion"] for s in proof["steps"]}
    others["false"] = ["false"]
    for other in others.values():
        if _meaning(other) != goal:
            yield "another goal", _put(proof, ("goal",), other)
    for place in _places(proof["goal"]):
        yield "strange goal", _put(proof, ("goal", *place), STRANGER)
    last = proof["steps"][-1]
    supposed = {"id": "s1", "rule": "suppose", "conclusion": last["conclusion"], "premises": []}
    yield "goal supposed", _put(proof, ("steps",), [supposed])
    yield "last step left out", _put(proof, ("steps",), proof["steps"][:-1])


def _axioms(proof: Proof) -> Iterator[tuple[str, Proof]]:
    for key, entry in proof["axioms"].items():
        yield f"{key}: another hash", _put(proof, ("axioms", key, "hash"), "0" * 64)
        for place in _places(entry["axiom"]):
            yield f"{key}: changed under its hash", _put(proof, ("axioms", key, "axiom", *place), STRANGER)
        if len(entry["axiom"]) > 2 and entry["axiom"][1] != entry["axiom"][2]:
            turned = [entry["axiom"][0], *reversed(entry["axiom"][1:])]
            yield f"{key}: turned round under its hash", _put(proof, ("axioms", key, "axiom"), turned)


WHOLLY_USED = ("Sub", "Transitive", "Functional", "InverseFunctional", "Reflexive", "Symmetric", "ObjectPropertyDomain")


def _forged_axioms(proof: Proof) -> Iterator[tuple[str, Proof]]:
    """Exchange an axiom for another one that carries its own right hash, where every part of it is used."""
    wanted = needed(proof)
    for key in {s["axiom"] for s in proof["steps"] if "axiom" in s and s["id"] in wanted}:
        axiom = proof["axioms"][key]["axiom"]
        if axiom[0].startswith(WHOLLY_USED):
            for place in _places(axiom):
                yield f"{key}: forged", _forged(proof, key, _put(axiom, place, STRANGER))
            if axiom[0].startswith("Sub") and axiom[1] != axiom[2]:
                yield f"{key}: forged the other way round", _forged(proof, key, [axiom[0], axiom[2], axiom[1]])


def _forged(proof: Proof, key: str, axiom: Any) -> Proof:
    text = json.dumps(axiom, ensure_ascii=False, separators=(",", ":"))
    entry = {**proof["axioms"][key], "axiom": axiom, "hash": hashlib.sha256(text.encode()).hexdigest()}
    return _put(proof, ("axioms", key), entry)


def _facts(proof: Proof) -> Iterator[tuple[str, Proof]]:
    wanted = needed(proof)
    read = {(s["fact"], _meaning(s["conclusion"])) for s in proof["steps"] if s["rule"] == "read" and s["id"] in wanted}
    for key, fact in proof["facts"].items():
        for i, statement in enumerate(fact["statements"]):
            if (key, _meaning(statement)) in read:
                yield f"{key}: says something less", _drop(proof, ("facts", key, "statements", i))
                yield f"{key}: says the contrary", _put(proof, ("facts", key, "statements", i), _negated(statement))
            for place in _places(statement):
                yield f"{key}: says something strange", _put(proof, ("facts", key, "statements", i, *place), STRANGER)
        said = _names(fact["statements"])
        for i, (_, iri) in enumerate(fact["terms"]):
            if iri in said and [t[1] for t in fact["terms"]].count(iri) == 1 and not iri.startswith(DX):
                yield f"{key}: words unaccounted for", _drop(proof, ("facts", key, "terms", i))


# ---- one step


def _conclusions(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    path = ("steps", at, "conclusion")
    conclusion = proof["steps"][at]["conclusion"]
    yield "contrary conclusion", _put(proof, path, _negated(conclusion))
    if conclusion != ["false"]:
        yield "contradiction concluded", _put(proof, path, ["false"])
    for place in _places(conclusion):
        yield "strange conclusion", _put(proof, (*path, *place), STRANGER)
    others = [s["conclusion"] for s in proof["steps"] if _meaning(s["conclusion"]) != _meaning(conclusion)]
    for other in others[-SOME:]:
        yield "conclusion of another step", _put(proof, path, other)
    positive, prefix = (conclusion[1], (1,)) if conclusion[0] == "not" else (conclusion, ())
    if positive[0] == "role" and positive[2] != positive[3]:
        yield "turned round", _put(proof, (*path, *prefix), [*positive[:2], positive[3], positive[2]])


def _premises(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    step, earlier = proof["steps"][at], proof["steps"][:at]
    conclusions = {s["id"]: s["conclusion"] for s in earlier}
    before = [conclusions[p] for p in step["premises"]]
    meaning = {_meaning(c) for c in before}
    path = ("steps", at, "premises")
    for i, premise in enumerate(before):
        optional = step["rule"] == "compute" and premise[0] == "type"  # rule 3
        if not optional and meaning != {_meaning(c) for j, c in enumerate(before) if j != i}:  # rule 2
            yield "premise dropped", _drop(proof, (*path, i))
        strangers = [s["id"] for s in earlier if _meaning(s["conclusion"]) not in meaning]
        if step["rule"] == "data":  # rule 4
            strangers = [s for s in strangers if conclusions[s][0] != "in" or conclusions[s][2] != premise[2]]
        for other in strangers[-SOME:]:
            yield "premise exchanged", _put(proof, (*path, i), other)
        yield "premise from nowhere", _put(proof, (*path, i), "s0")
        yield "premise from later", _put(proof, (*path, i), step["id"])
    for s in [s for s in earlier if _meaning(s["conclusion"]) not in meaning][-SOME:]:
        yield "premise added", _put(proof, path, [*step["premises"], s["id"]])
    commute = step["rule"] == "same" and all(c[0] == "same" for c in before)  # rule 3
    if step["rule"] in ("same", "compute") and len(before) > 1 and before[0] != before[1] and not commute:
        yield "premises swapped", _put(proof, path, [*reversed(step["premises"][:2]), *step["premises"][2:]])


def _sources(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    step, path = proof["steps"][at], ("steps", at)
    conclusions = {s["id"]: s["conclusion"] for s in proof["steps"][:at]}
    said = [step["conclusion"], *(conclusions[p] for p in step["premises"])]
    required = set().union(*map(_predicates, said))
    if not step.get("substitution"):
        required |= {str(term) for statement in said for term in _terms(statement)}
    for key in ("axiom", "expression", "fact", "discharges", "operator", "computation"):
        if key in step:
            yield f"without {key}", _drop(proof, (*path, key))
    if "axiom" in step:
        for key, entry in proof["axioms"].items():
            if not required <= _names(entry["axiom"]):  # rule 4
                yield "another axiom", _put(proof, (*path, "axiom"), key)
        yield "an axiom from nowhere", _put(proof, (*path, "axiom"), "a0")
    if "expression" in step:
        inside = step["expression"]
        for other in (["ObjectComplementOf", inside], ["ObjectUnionOf", [inside, STRANGER]], STRANGER):
            yield "another expression", _put(proof, (*path, "expression"), other)
        for place in _places(step["expression"]) if isinstance(step["expression"], list) else ():
            yield "strange expression", _put(proof, (*path, "expression", *place), STRANGER)
    if "fact" in step:
        for key, fact in proof["facts"].items():
            if step["conclusion"] not in fact["statements"]:
                yield "another fact", _put(proof, (*path, "fact"), key)
    if "discharges" in step:
        for other in [s["id"] for s in proof["steps"] if s["id"] != step["discharges"]]:
            yield "another supposition discharged", _put(proof, (*path, "discharges"), other)


def _substitutions(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    substitution = proof["steps"][at].get("substitution", {})
    path = ("steps", at, "substitution")
    terms = {_key(t): t for s in proof["steps"] for t in _terms(s["conclusion"])}
    for variable, term in substitution.items():
        yield "variable dropped", _drop(proof, (*path, variable))
        yield "strange term", _put(proof, (*path, variable), STRANGER)
        for other in [t for t in terms.values() if t != term][:SOME]:
            yield "another term", _put(proof, (*path, variable), other)
    if "axiom" in proof["steps"][at] or "expression" in proof["steps"][at]:
        yield "variable added", _put(proof, path, {**substitution, "x9": STRANGER})


def _order(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    steps = proof["steps"]
    yield "left out", _drop(proof, ("steps", at))
    for i, other in enumerate(steps[:at]):
        if other["id"] in steps[at]["premises"]:
            moved = [*steps[:i], steps[at], *steps[i:at], *steps[at + 1 :]]
            yield "before its premise", {**proof, "steps": moved}
    if at:
        yield "named as another", _put(proof, ("steps", at, "id"), steps[0]["id"])


def _rules(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    step = proof["steps"][at]
    for rule in (*RULES, "because"):
        if rule != step["rule"]:
            yield f"as {rule}", _put(proof, ("steps", at, "rule"), rule)
            bare = {"id": step["id"], "rule": rule, "conclusion": step["conclusion"], "premises": []}
            if not (rule == "same" and step["conclusion"][0] == "same"):
                yield f"as bare {rule}", _put(proof, ("steps", at), bare)


def _replaced(value: Any, old: Any, new: Any) -> Any:
    """Return a copy with one literal exchanged everywhere except inside ranges and classes."""
    if value == old:
        return new
    if isinstance(value, dict):
        return {key: _replaced(part, old, new) for key, part in value.items()}
    if isinstance(value, list) and value[:1] not in (["DatatypeRestriction"], ["DataOneOf"]):
        return [_replaced(part, old, new) for part in value]
    return value


def _values(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    """Move a value across the boundary of a range, in the step alone and in facts and steps alike."""
    step = proof["steps"][at]
    if step["rule"] != "data" or step["premises"]:
        return
    positive = step["conclusion"][1] if step["conclusion"][0] == "not" else step["conclusion"]
    if positive[0] != "in":
        return
    data_range, literal = _range(positive[1]), _literal(positive[2])
    for other in _others(positive[1], positive[2]):
        if dt.contains(data_range, _literal(other)) != dt.contains(data_range, literal):
            alone = _replaced(step, positive[2], other)
            yield "value across the boundary", _put(proof, ("steps", at), alone)
            everywhere = {key: _replaced(proof[key], positive[2], other) for key in ("facts", "steps", "goal")}
            yield "value across the boundary everywhere", {**proof, **everywhere}


def _others(data_range: Any, literal: Any) -> Iterator[Any]:
    stack = [data_range]
    while stack:
        item = stack.pop()
        if isinstance(item, list) and item[:1] == ["Literal"]:
            yield item
            for text in (item[1] + "1", "-" + item[1], "9" + item[1]):
                other = [item[0], text, *item[2:]]
                try:
                    dt.value_of(_literal(other))
                except ValueError:
                    continue
                yield other
        elif isinstance(item, list):
            stack.extend(item)
    if literal[2].endswith("#string"):
        yield ["Literal", literal[1] + " and more", *literal[2:]]


def _literal(lists: Any) -> ex.Literal:
    return ex.Literal(*lists[1:])


def _range(lists: Any) -> ex.DataRange:
    if isinstance(lists, str):
        return ex.Datatype(lists)
    kind, *parts = lists
    if kind == "DatatypeRestriction":
        return ex.DatatypeRestriction(ex.Datatype(parts[0]), tuple((f, _literal(v)) for f, v in parts[1]))
    if kind == "DataOneOf":
        return ex.DataOneOf(tuple(map(_literal, parts[0])))
    if kind == "DataComplementOf":
        return ex.DataComplementOf(_range(parts[0]))
    operands = tuple(map(_range, parts[0]))
    return ex.DataUnionOf(operands) if kind == "DataUnionOf" else ex.DataIntersectionOf(operands)


def _computations(proof: Proof, at: int) -> Iterator[tuple[str, Proof]]:
    step, path = proof["steps"][at], ("steps", at)
    if step["rule"] != "compute":
        return
    for name in ("Ratio", "Difference", "PercentDecrease", "Maximum", "Minimum", "Sum"):
        operator = DX + name
        if operator != step["operator"]:
            yield "operator named otherwise", _put(proof, (*path, "operator"), operator)
            both = _put(proof, (*path, "operator"), operator)
            yield "another operator", _put(both, (*path, "computation", "operator"), operator)
    for place in ("result", "individual"):
        yield f"another {place}", _put(proof, (*path, "computation", place), STRANGER)
    yield "another bearer", _put(proof, (*path, "computation", "bearer", 1), STRANGER)
    more = [*step["computation"]["operands"], STRANGER]
    yield "an operand more", _put(proof, (*path, "computation", "operands"), more)
    conclusion = step["conclusion"]
    if conclusion[0] == "data":
        for lexical in (conclusion[3][1] + "1", "0", "-" + conclusion[3][1]):
            yield "another result", _put(proof, (*path, "conclusion", 3, 1), lexical)
