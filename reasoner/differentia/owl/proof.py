"""Writes proofs: the derivation of a fact as a list of steps, premises first, in the format `differentia-proof/1`.

The format is described in `docs/checker.md`; `differentia.owl.checker` checks it without this engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from differentia.owl.axioms import Axiom
from differentia.owl.facts import COMPUTED, DATA, EQUAL, HENCE, READ, SUPPOSED, Branch, FactKey, Why
from differentia.owl.layer import Layer
from differentia.owl.program import SAME, Atom, Clause, Witness
from differentia.owl.syntax import axiom_hash, to_lists
from differentia.structs import dataclass, field

__all__ = ["DISCLAIMER", "FORMAT", "ProofContext", "prove_clash", "prove_fact", "prove_refuted"]

FORMAT = "differentia-proof/1"
_CONTRADICTION = -1  # as `derivations.FALSE`
_OTHER = {DATA: "data", EQUAL: "same"}  # rules that need no clause
DISCLAIMER = "Research and education software; not a medical device and no substitute for a professional diagnosis."


@dataclass(frozen=True, slots=True)
class ProofContext:
    """What a proof says beyond logic: where axioms and facts come from and what things are called.

    Attributes:
        header: "ontology", "version", "case", "mappings": the hashes that tie a proof to its inputs.
        notes: for an axiom, its sources and its comments.
        describe: for the id of a fact (None: the setting), its description without "statements".
        label: for an IRI, its label, or None.
    """

    header: Mapping[str, str | None]
    notes: Callable[[Axiom], tuple[list[str], list[str]]] = field(default=lambda _: ([], []))
    describe: Callable[[str | None], dict[str, Any]] = field(default=lambda _: {"text": "", "terms": []})
    label: Callable[[str], str | None] = field(default=lambda _: None)


def prove_fact(
    layer: Layer, fact: int, context: ProofContext, chosen: Mapping[int, Why] | None = None
) -> dict[str, Any]:
    """Write the proof of a fact that holds in a layer.

    Args:
        layer: where it holds.
        fact: its number.
        context: names and origins.
        chosen: for facts, the derivation to write, without a circle; None: the first of each.

    Returns:
        The proof as JSON-ready dicts and lists.
    """
    writer = _Writer(layer, context, chosen)
    writer.facts([fact])
    return writer.proof(writer.statement(layer.fact(fact)[0]))


def prove_clash(layer: Layer, context: ProofContext, chosen: Mapping[int, Why] | None = None) -> dict[str, Any]:
    """Write the proof of the first contradiction of a layer, or of the chosen one (its goal is `["false"]`)."""
    writer = _Writer(layer, context, chosen)
    clause, premises = (chosen or {}).get(_CONTRADICTION) or layer.clashes[0]
    writer.facts(premises)
    writer.resolve(clause, premises, None)
    return writer.proof(["false"])


def prove_refuted(layer: Layer, supposed: FactKey, branch: Branch, context: ProofContext) -> dict[str, Any]:
    """Write the proof of the contrary of a supposition from the branch that refutes it."""
    writer = _Writer(layer, context)
    writer.facts(branch.needs()[1])
    writer.branch(branch)
    return writer.proof(["not", writer.statement(supposed)])


@dataclass(slots=True)
class _Scope:
    """A refutation being written: its branch and the steps written so far, by number in the branch."""

    branch: Branch
    ids: dict[int, str]


class _Writer:
    def __init__(self, layer: Layer, context: ProofContext, chosen: Mapping[int, Why] | None = None) -> None:
        self.layer = layer
        self.context = context
        self.chosen = chosen
        self.steps: list[dict[str, Any]] = []
        self.ids: dict[int, str] = {}
        self.axioms: dict[str, dict[str, Any]] = {}
        self.axiom_keys: dict[Axiom, str] = {}
        self.read_facts: dict[str, dict[str, Any]] = {}
        self.scopes: list[_Scope] = []

    # ---- statements

    def term(self, number: int) -> Any:
        term = self.layer.symbols.terms[number]
        if isinstance(term, Witness):
            return ["witness", self.expression(term.expression), self.term(term.of)]
        return to_lists(term)

    def expression(self, number: int) -> Any:
        layer = self.layer
        found = layer.sources.expressions.get(number)
        if found is None and layer.base is not None:
            found = layer.base.sources.expressions[number]
        return to_lists(found)

    def statement(self, key: FactKey) -> list[Any]:
        symbols = self.layer.symbols
        if len(key) == 3:
            if key[0] == SAME:
                return ["same", self.term(key[1]), self.term(key[2])]
            if key[0] == ~SAME:
                return ["not", self.statement((SAME, *key[1:]))]
            kind = "data" if key[0] in symbols.data_roles else "role"
            return [kind, symbols.roles[key[0]], self.term(key[1]), self.term(key[2])]
        if key[0] < 0:
            return ["not", self.statement((~key[0], key[1]))]
        kind = "in" if key[0] in symbols.ranges else "type"
        return [kind, self.expression(key[0]), self.term(key[1])]

    # ---- steps

    def add(self, rule: str, conclusion: list[Any], premises: Iterable[str], **more: Any) -> str:
        number = f"s{len(self.steps) + 1}"
        self.steps.append({"id": number, "rule": rule, "conclusion": conclusion, "premises": list(premises), **more})
        return number

    def facts(self, wanted: Iterable[int]) -> None:
        """Write the steps that prove facts."""
        for number in self._first(wanted) if self.chosen is None else self._chosen(wanted, self.chosen):
            key, why = self.layer.fact(number)
            self.ids[number] = self._step(number, key, why if self.chosen is None else self.chosen.get(number, why))

    def _first(self, wanted: Iterable[int]) -> list[int]:
        """Return the facts that first derivations rest on; every premise has a smaller number than what it proves."""
        needed: set[int] = set()
        stack = list(wanted)
        while stack:
            number = stack.pop()
            if number not in needed and number not in self.ids:
                needed.add(number)
                stack.extend(self._premises(number, self.layer.fact(number)[1]))
        return sorted(needed)

    def _chosen(self, wanted: Iterable[int], chosen: Mapping[int, Why]) -> list[int]:
        """Return the facts that chosen derivations rest on, premises first."""
        found: dict[int, None] = {}
        stack = [(number, False) for number in wanted]
        while stack:
            number, written = stack.pop()
            if written:
                found[number] = None
            elif number not in found and number not in self.ids:
                stack.append((number, True))
                why = chosen.get(number) or self.layer.fact(number)[1]
                stack.extend((premise, False) for premise in reversed(self._premises(number, why)))
        return list(found)

    def _branches(self, number: int) -> list[Branch]:
        base = self.layer.base
        return base.branches if base is not None and number < self.layer.offset else self.layer.branches

    def _premises(self, number: int, why: Why) -> list[int]:
        if why[0] == HENCE:
            return list(self._branches(number)[why[1][0]].needs()[1])
        if why[0] == COMPUTED:
            return list(why[1][1:])
        return list(why[1]) if why[0] >= 0 or why[0] in (DATA, EQUAL) else []

    def _step(self, number: int, key: FactKey, why: Why) -> str:
        clause, premises = why
        if clause >= 0:
            return self.resolve(clause, premises, key)
        if clause == READ:
            return self._read(key, premises[0])
        if clause in _OTHER:
            return self.add(_OTHER[clause], self.statement(key), map(self.id_of, premises))
        if clause == COMPUTED:
            details = {k: v for k, v in self.layer.computations[premises[0]].items() if k != "enough"}
            return self.add("compute", self.statement(key), [self.ids[p] for p in premises[1:]], **details)
        return self._complement(key, self._branches(number)[premises[0]])

    def _complement(self, key: FactKey, branch: Branch) -> str:
        """Write a refutation and conclude membership in the complement from it."""
        refuted = self.branch(branch)
        if key[0] < 0:  # the denial itself is wanted
            return refuted
        conclusion = self.statement(key)
        substitution = {"x": self.term(key[1])}
        return self.add("resolve", conclusion, [refuted], expression=conclusion[1], substitution=substitution)

    def _read(self, key: FactKey, index: int) -> str:
        fact = self.layer.reads[index].fact
        name = "setting" if fact is None else fact
        if name not in self.read_facts:
            self.read_facts[name] = {**self.context.describe(fact), "statements": []}
        statement = self.statement(key)
        if statement not in self.read_facts[name]["statements"]:
            self.read_facts[name]["statements"].append(statement)
        return self.add("read", statement, [], fact=name)

    def branch(self, branch: Branch) -> str:
        """Write a refutation; return the step that concludes the negation of the supposition."""
        scope = _Scope(branch, {})
        self.scopes.append(scope)
        for number in branch.needs()[0]:
            key, (clause, premises) = branch.steps[number]
            if clause == SUPPOSED:
                written = self.add("suppose", self.statement(key), [])
            elif clause in _OTHER:
                written = self.add(_OTHER[clause], self.statement(key), map(self.id_of, premises))
            elif clause == HENCE:
                written = self._complement(key, branch.nested[premises[0]])
            else:
                written = self.resolve(clause, premises, key)
            scope.ids[number] = written
        clash = self.resolve(branch.clash[0], branch.clash[1], None)
        self.scopes.pop()
        supposed = self.statement(branch.steps[branch.supposition][0])
        return self.add("hence", ["not", supposed], [clash], discharges=scope.ids[branch.supposition])

    def _place(self, premise: int) -> tuple[_Scope | None, int]:
        """Return the scope in which a premise lies and its number there; without a scope, it is a fact of the layer."""
        if premise < 0:
            return self.scopes[-1], -premise - 1
        for scope in reversed(self.scopes[:-1]):
            if premise >= scope.branch.first:
                return scope, premise - scope.branch.first
        return None, premise

    def id_of(self, premise: int) -> str:
        """Return the step that concludes a premise of the step being written."""
        scope, number = self._place(premise)
        return self.ids[number] if scope is None else scope.ids[number]

    def key_of(self, premise: int) -> FactKey:
        """Return the fact that is a premise of the step being written."""
        scope, number = self._place(premise)
        return self.layer.fact(number)[0] if scope is None else scope.branch.steps[number][0]

    def resolve(self, number: int, premises: Sequence[int], key: FactKey | None) -> str:
        """Write one step of unit-resulting resolution; `key` None: a contradiction."""
        clause = self._clause(number)
        substitution: dict[str, int] = {}
        ids = []
        for i, premise in enumerate(premises):
            ground = self.key_of(premise)
            wanted = _match(clause.body[i], ground, substitution) if i < len(clause.body) else ground
            ids.append(self._with_equal_literal(self.id_of(premise), ground, wanted))
        if clause.head is not None and key is not None:
            _match(clause.head, key, substitution)
        substitution.pop("w", None)
        conclusion = ["false"] if key is None else self.statement(key)
        where = {v: self.term(t) for v, t in sorted(substitution.items())}
        return self.add("resolve", conclusion, ids, **self._cite(clause), substitution=where)

    def _with_equal_literal(self, step: str, ground: FactKey, wanted: FactKey) -> str:
        """Put the literal of the clause in place of another of the same value."""
        if ground == wanted:
            return step
        equal = self.add("data", ["same", self.term(ground[2]), self.term(wanted[2])], [])
        return self.add("same", self.statement(wanted), [step, equal])

    def _clause(self, number: int) -> Clause:
        layer = self.layer
        if number < layer.clause_offset and layer.base is not None:
            return layer.base.sources.clauses[number]
        return layer.sources.clauses[number - layer.clause_offset]

    def _cite(self, clause: Clause) -> dict[str, Any]:
        if not isinstance(clause.source, Axiom):
            return {"expression": to_lists(clause.source)}
        axiom = clause.source
        if axiom not in self.axiom_keys:
            self.axiom_keys[axiom] = f"a{len(self.axioms) + 1}"
            sources, notes = self.context.notes(axiom)
            self.axioms[self.axiom_keys[axiom]] = {
                "axiom": to_lists(axiom),
                "hash": axiom_hash(axiom),
                "sources": sources,
                "notes": notes,
            }
        return {"axiom": self.axiom_keys[axiom]}

    # ---- the whole

    def proof(self, goal: list[Any]) -> dict[str, Any]:
        body = {"goal": goal, "axioms": self.axioms, "facts": self.read_facts, "steps": self.steps}
        labels = {iri: label for iri in sorted(_iris(body)) if (label := self.context.label(iri)) is not None}
        header = {"format": FORMAT, "disclaimer": DISCLAIMER, "header": dict(self.context.header)}
        return {
            **header,
            "goal": goal,
            "axioms": self.axioms,
            "facts": self.read_facts,
            "labels": labels,
            "steps": self.steps,
        }


def _match(atom: Atom, ground: FactKey, substitution: dict[str, int]) -> FactKey:
    """Bind the variables of an atom; return the instance, which differs from `ground` in a literal at most."""
    wanted = [
        substitution.setdefault(v, x) if isinstance(v, str) else v for v, x in zip(atom[1:], ground[1:], strict=True)
    ]
    if ground[0] < 0 or len(ground) == 2:
        return ground
    return (ground[0], *wanted)


def _iris(value: Any) -> set[str]:
    """Collect the strings in a proof that may be IRIs."""
    found: set[str] = set()
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if ":" in item:
                found.add(item)
        elif isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found
