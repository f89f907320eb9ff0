"""Exact saturation of the small pieces that a batch is made of: one leaf below bare bearers, one promise of a bearer.

A batch has individuals of three kinds, joined to a tree: a root, its parts, and leaves below the root or a part. What a
leaf is by itself is worked out here by the same engine as everything else, once for each kind of leaf; how leaves,
parts and roots act on one another is worked out on columns (`batch_compile`, `batch_columns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from differentia.owl import axioms as ax
from differentia.owl import rules
from differentia.owl.axioms import Axiom
from differentia.owl.batch_shape import (
    BEARER,
    LEAF,
    LEAF_OF_PART,
    LEAF_OF_ROOT,
    LEAVES,
    NAME,
    PART,
    ROOT,
    Atom,
    Piece,
    Promise,
    Shape,
)
from differentia.owl.expressions import (
    ClassExpression,
    Literal,
    NamedIndividual,
    ObjectComplementOf,
    ObjectProperty,
)
from differentia.owl.facts import ASSERTIONS, SUPPOSED, Base, Mark, as_membership
from differentia.owl.layer import Layer
from differentia.owl.program import Program, Test, Witness
from differentia.owl.refuting import prove_complement
from differentia.owl.rules import CLASS_RULES, ROLE_RULES, cax_dw, cls_int1, prp_key_member
from differentia.owl.witnesses import is_value

__all__ = ["Probe"]


_ROOT, _PART, _OTHER_PART = (NamedIndividual(NAME + name) for name in ("root", "part", "other-part"))
_OTHER_LEAF, _ROOT_LEAF = (NamedIndividual(NAME + name) for name in ("other-leaf", "root-leaf"))


class Probe:
    """Saturates pieces over a base, and over the class expressions that a batch asserts of its roots and parts.

    Args:
        base: the saturated ontology.
        shape: how records hang together.
    """

    def __init__(self, base: Base, shape: Shape) -> None:
        self.shape = shape
        self.layer = Layer(base)
        self._learned = Program()
        self.layer.programs.append(self._learned)  # one program for all that is learned: rules look into every program
        self._guarded: list[tuple[Test, list[tuple[int, ...]] | None]] | None = None
        self._labels: tuple[dict[tuple[int, int], frozenset[int]] | None] | None = None
        self.known_classes = len(self.layer.symbols.expressions)

    # ---- vocabulary

    def learn(self, expressions: Iterable[ClassExpression]) -> list[int]:
        """Compile class expressions for good, so that roots and parts may be said to be of them; return their numbers.

        Raises:
            OutsideFragment: one has no rules.
        """
        program = self.layer.compile([ax.ClassAssertion(expression, BEARER) for expression in expressions])
        self.layer.install(program)
        self.layer.run()
        self.layer.programs.pop()
        _merge(program, self._learned)
        del self.layer._rules[1:]  # what has been learned is to be dispatched anew
        self._labels = self._guarded = None
        bearer = self.layer.symbols.terms.get(BEARER)
        self.known_classes = len(self.layer.symbols.expressions)
        return [atom[0] for atom, _ in program.facts if len(atom) == 2 and atom[1] == bearer]

    def refuse_without_rules(self, axioms: Iterable[Axiom]) -> None:
        """Do nothing if assertions can be reasoned with.

        Raises:
            OutsideFragment: naming one that cannot.
        """
        mark = self.layer.mark()
        try:
            self.layer.compile(axioms)
        finally:
            self.layer.undo(mark)

    def number(self, individual: NamedIndividual) -> int | None:
        """Return the number of a constant, or None if it is none of the ontology."""
        return self.layer.symbols.terms.get(individual)

    def tests(self) -> list[tuple[Test, list[tuple[int, ...]] | None]]:
        """Return the complements that are proved by refutation, each with its guards.

        Guards are the sets of classes beside which a complement is of use; None: it is of use alone.
        """
        if self._guarded is None:
            listed = [test for program in self.layer.programs for test in program.tests]
            self._guarded = [(test, self._guards(test, {t.negated for t in listed})) for test in listed]
        return self._guarded

    def _guards(self, test: Test, negated: set[int]) -> list[tuple[int, ...]] | None:
        uses = [rule for program in self.layer.programs for rule in program.on_class.get(test.negated, ())]
        # that a thing and its complement clash says nothing new: what is refuted clashes by itself
        own = {test.negated, test.operand}
        uses = [rule for rule in uses if CLASS_RULES[rule[0]] is not cax_dw or not own.issuperset(rule[1])]
        conjunctions = [rule for rule in uses if CLASS_RULES[rule[0]] is cls_int1]
        if len(conjunctions) < len(uses) or not uses:
            return None
        return [tuple(c for c in rule[1] if c not in negated) for rule in conjunctions]

    # ---- axioms

    def _edge(self, role: str, x: NamedIndividual, y: NamedIndividual) -> Axiom:
        return ax.ObjectPropertyAssertion(ObjectProperty(role), x, y)

    def axiom(self, atom: Atom, individual: NamedIndividual) -> Axiom | None:
        """Write an atom as an assertion about an individual; None if it has no axiom of its own."""
        symbols = self.layer.symbols
        if len(atom) == 1:
            number = atom[0] if atom[0] >= 0 else ~atom[0]
            base = self.layer.base
            expression = self.layer.sources.expressions.get(number)
            if expression is None and base is not None:
                expression = base.sources.expressions.get(number)
            if expression is None or number in symbols.ranges:
                return None
            if atom[0] < 0:
                return ax.ClassAssertion(ObjectComplementOf(expression), individual)  # type: ignore[arg-type]
            return ax.ClassAssertion(expression, individual)  # type: ignore[arg-type]
        constant = symbols.terms[atom[1]]
        if not isinstance(constant, NamedIndividual) or atom[0] >> 1 in symbols.data_roles:
            return None
        role = symbols.roles[atom[0] >> 1]
        return self._edge(role, constant, individual) if atom[0] & 1 else self._edge(role, individual, constant)

    def _skeleton(self, where: int) -> list[Axiom]:
        """The bare bearers above a leaf, and the edges between them."""
        if where == LEAF_OF_ROOT:
            return [self._edge(self.shape.leaf_role, _ROOT, LEAF)]
        above = self._edge(self.shape.part_role, _ROOT, _PART)
        return [above] if where == PART else [above, self._edge(self.shape.leaf_role, _PART, LEAF)]

    # ---- assuming

    def _assume(self, axioms: Iterable[Axiom]) -> Mark:
        """Add assertions and saturate, as `Layer.assume` does, but leave the constants of the ontology alone.

        What a piece makes true of a constant would be a leak, which is looked for; so nothing is refuted of them.
        """
        layer = self.layer
        before = layer.mark()
        try:
            program = layer.compile([as_membership(axiom) for axiom in axioms])
            layer.install(program)
            for atom, clause in program.facts:
                source = layer.sources.clauses[clause - layer.clause_offset].source
                if isinstance(source, ASSERTIONS):
                    layer.derive(atom, SUPPOSED, ())
            layer.run()
            while not layer.clashes and self._refute():
                layer.run()
        except Exception:
            layer.undo(before)
            raise
        return before

    def _refute(self) -> bool:
        proved = False
        for test, x in list(self._undecided()):
            proved = prove_complement(self.layer, test, x) or proved
        return proved

    def _undecided(self) -> Iterator[tuple[Test, int]]:
        """Yield the complements of individuals that would be of use and are not known to hold, nor not to."""
        layer = self.layer
        for test, guards in self.tests():
            for x in layer.known:
                types = layer.types_of(x)
                decided = test.negated in types or test.operand in types
                if decided or self.is_constant(x) or is_value(layer, x):
                    continue
                if guards is None or any(all(c in types for c in guard) for guard in guards):
                    yield test, x

    # ---- reading

    def atoms(self, x: int) -> Iterator[Atom]:
        """Yield what holds of a term as far as it speaks of known classes and of constants."""
        layer = self.layer
        for c in layer.types_of(x):
            if (c if c >= 0 else ~c) < self.known_classes:
                yield (c,)
        for role in range(2 * len(layer.symbols.roles)):
            if role >> 1 in layer.symbols.data_roles:
                continue
            for y, _ in layer.successors(role, x):
                if self.is_constant(y):
                    yield (role, y)

    def is_constant(self, x: int) -> bool:
        """Tell whether a term is one of the ontology."""
        base = self.layer.base
        return base is not None and x < len(base.symbols.terms)

    def _numbers(self, *individuals: NamedIndividual) -> list[int]:
        return [self.layer.symbols.terms.number(individual) for individual in individuals]

    def _leaks(self, since: int) -> bool:
        """Tell whether something new was derived about a constant."""
        symbols = self.layer.symbols
        return any(
            all(self.is_constant(x) and not isinstance(symbols.terms[x], Literal) for x in key[1:])
            for key in self.layer.facts[since:]
        )

    # ---- labels of the edges

    def labels(self) -> dict[tuple[int, int], frozenset[int]] | None:
        """Return the properties, with direction, that hold between root, part and leaf; None if they form no tree."""
        if self._labels is None:
            self._labels = (self._find_labels(),)
        return self._labels[0]

    def _find_labels(self) -> dict[tuple[int, int], frozenset[int]] | None:
        shape, layer = self.shape, self.layer
        bare = self._labels_of([self._edge(shape.part_role, _ROOT, _PART)])
        everyone = [
            self._edge(shape.part_role, _ROOT, _PART),
            self._edge(shape.part_role, _ROOT, _OTHER_PART),
            self._edge(shape.leaf_role, _PART, LEAF),
            self._edge(shape.leaf_role, _PART, _OTHER_LEAF),
            self._edge(shape.leaf_role, _ROOT, _ROOT_LEAF),
        ]
        full = self._labels_of(everyone)
        if bare is None or full is None or layer.clashes:
            return None
        place = {_ROOT: ROOT, _PART: PART, LEAF: LEAF_OF_PART, _ROOT_LEAF: LEAF_OF_ROOT}
        below_root = (_PART, _OTHER_PART, LEAF, _OTHER_LEAF, _ROOT_LEAF)
        related = {frozenset((_ROOT, one)) for one in below_root}
        related |= {frozenset((_PART, LEAF)), frozenset((_PART, _OTHER_LEAF))}
        if any(frozenset(pair) not in related for pair in full):
            return None  # siblings meet, or something meets itself
        between = {pair: roles for pair, roles in full.items() if set(pair) == {_ROOT, _PART}}
        if between != bare:
            return None
        return {(place[x], place[y]): roles for (x, y), roles in full.items() if x in place and y in place}

    def _labels_of(
        self, axioms: Sequence[Axiom]
    ) -> dict[tuple[NamedIndividual, NamedIndividual], frozenset[int]] | None:
        layer = self.layer
        mark = self._assume(axioms)
        try:
            if layer.clashes or layer.equalities or self._leaks(mark.facts):
                return None
            found: dict[tuple[NamedIndividual, NamedIndividual], set[int]] = {}
            for key in layer.facts[mark.facts :]:
                if len(key) == 3:
                    x, y = layer.symbols.terms[key[1]], layer.symbols.terms[key[2]]
                    if isinstance(x, NamedIndividual) and isinstance(y, NamedIndividual):
                        found.setdefault((x, y), set()).add(2 * key[0])
                        found.setdefault((y, x), set()).add(2 * key[0] + 1)
            return {pair: frozenset(roles) for pair, roles in found.items()}
        finally:
            layer.undo(mark)

    def flows_down(self, role: str) -> bool:
        """Tell whether what holds of a leaf may act on what hangs on it by a property."""
        target = NamedIndividual(NAME + "leaf/0")
        labels = self._labels_of([self._edge(role, LEAF, target)])
        if labels is None or set(labels) != {(LEAF, target), (target, LEAF)}:
            return True
        upwards = {rules.cls_svf1_edge, rules.prp_spo1, rules.prp_rng, rules.prp_spo2, rules.prp_irp}
        downwards = {rules.prp_rng, rules.prp_spo1, rules.prp_irp}
        return any(
            ROLE_RULES[rule[0]] not in allowed
            for pair, allowed in (((LEAF, target), upwards), ((target, LEAF), downwards))
            for label in labels[pair]
            for program in self.layer.programs
            for rule in program.on_role.get(label, ())
        )

    # ---- leaves

    def piece(self, where: int, axioms: Iterable[Axiom]) -> Piece:
        """Saturate a leaf of which one thing is said.

        Args:
            where: below a root or below a part.
            axioms: what is said of `LEAF` and of what hangs on it.

        Raises:
            OutsideFragment: an axiom has no rules.
        """
        layer = self.layer
        labels = self.labels() or {}
        mark = self._assume(dict.fromkeys([*self._skeleton(where), *axioms]))
        try:
            leaf, root, part = self._numbers(LEAF, _ROOT, _PART)
            if layer.clashes:
                return Piece(frozenset(), clash=True)
            odd = bool(layer.equalities) or self._leaks(mark.facts) or self._has_key(mark.facts)
            odd = odd or self._strange_edges(mark.facts, {root: ROOT, part: PART, leaf: where}, labels)
            odd = odd or self._entangled({root, part, leaf})
            counts: dict[int, int] = {}
            for role in layer.symbols.data_roles:
                literals = [v for v, _ in layer.successors(2 * role, leaf) if is_value(layer, v)]
                if literals:
                    counts[role] = len(literals)
            return Piece(frozenset(self.atoms(leaf)), odd=odd, values=tuple(counts.items()))
        finally:
            layer.undo(mark)

    def _has_key(self, since: int) -> bool:
        keyed = {
            c
            for program in self.layer.programs
            for c, listed in program.on_class.items()
            for rule in listed
            if CLASS_RULES[rule[0]] is prp_key_member
        }
        return bool(keyed) and any(len(key) == 2 and key[0] in keyed for key in self.layer.facts[since:])

    def _strange_edges(self, since: int, places: dict[int, int], labels: dict[tuple[int, int], frozenset[int]]) -> bool:
        """Tell whether a bearer has an edge to anything but its leaf, or one that the tree does not have."""
        for key in self.layer.facts[since:]:
            if len(key) != 3 or key[0] < 0:
                continue
            ends = [places.get(x) for x in key[1:]]
            if not any(end in {ROOT, PART} for end in ends):
                continue
            if ends[0] is None or ends[1] is None:
                other = key[1] if ends[0] is None else key[2]
                term = self.layer.symbols.terms[other]
                own_promise = isinstance(term, Witness) and places.get(term.of) in {ROOT, PART}
                if not self.is_constant(other) and not own_promise:  # of its own promises `promise` tells
                    return True
            elif 2 * key[0] not in labels.get((ends[0], ends[1]), ()):
                return True
        return False

    def _entangled(self, bearers: set[int]) -> bool:
        """Tell whether what is undecided of something that hangs on a leaf or bearer acts on that leaf or bearer."""
        layer = self.layer
        for test, x in list(self._undecided()):
            if x in bearers:
                continue
            mark = layer.mark()
            try:
                layer.suppose([(test.operand, x)], nested=False)
                if any(y in bearers for key in layer.facts[mark.facts :] for y in key[1:]):
                    return True
            finally:
                layer.undo(mark)
        return False

    # ---- promises

    def promise(self, where: int, atom: Atom) -> Promise:
        """Saturate a bearer of which only one class is known, an existential that promises it a successor."""
        layer = self.layer
        bearer = {ROOT: _ROOT, PART: _PART}.get(where, LEAF)
        labels = self.labels() or {}
        said = self.axiom(atom, bearer)
        if said is None:
            return Promise(frozenset(), frozenset(), odd=True)
        mark = self._assume([*([] if where == ROOT else self._skeleton(where)), said])
        try:
            root, part, here = self._numbers(_ROOT, _PART, bearer)
            if layer.clashes:
                return Promise(frozenset(), frozenset(), clash=True)
            odd = bool(layer.equalities) or self._leaks(mark.facts) or self._has_key(mark.facts)
            odd = odd or self._entangled({root, part, here})
            places = {root: ROOT, here: where}
            if where in LEAVES:
                odd = odd or self._strange_edges(mark.facts, {**places, part: PART}, labels)
                places = {here: where}
            above = frozenset(self.atoms(root)) if where == PART else frozenset()
            return Promise(frozenset(self.atoms(here)), above, self._ends(mark.facts, places), odd=odd)
        finally:
            layer.undo(mark)

    def _ends(self, since: int, places: dict[int, int]) -> list[tuple[int, int, frozenset[int]]]:
        """Return (bearer, property in a direction, classes) for each edge from a bearer to what was promised."""
        layer = self.layer
        found = []
        for key in layer.facts[since:]:
            if len(key) != 3:
                continue
            for x, role, y in ((key[1], 2 * key[0], key[2]), (key[2], 2 * key[0] + 1, key[1])):
                if x in places and isinstance(layer.symbols.terms[y], Witness):
                    found.append((places[x], role, frozenset(layer.types_of(y))))
        return found


def _merge(program: Program, into: Program) -> None:
    """Put the rules of a program into another one."""
    for own, others in ((into.on_class, program.on_class), (into.on_role, program.on_role)):
        for number, listed in others.items():
            own.setdefault(number, []).extend(listed)
    for trigger, listed in program.on_value.items():
        into.on_value.setdefault(trigger, []).extend(listed)
    into.everything += program.everything
    into.tests += program.tests
    into.introduced |= program.introduced
    into.eliminated |= program.eliminated
