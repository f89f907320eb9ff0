"""Compiles the rules of an ontology to propositional clauses about the root, the parts and the leaves of a record.

Everything a rule can join with constants of the ontology is looked up here, once. What is left are Horn clauses over
"atom A holds of the root", "... of the part", "... of some leaf of the part": the clauses that `batch_columns`
evaluates on columns of bits. A rule that has no such form is not left out: where its trigger can hold at all, the
records in which it does are marked (`WATCH`) and go one by one; if it can hold anywhere, everything does
(`Clauses.unsupported`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from differentia.owl import equality, rules
from differentia.owl.batch_chains import Entry, chains_of, entries, paths, spread_values
from differentia.owl.batch_probe import Probe
from differentia.owl.batch_shape import LEAF_OF_PART, LEAF_OF_ROOT, PART, ROOT, Atom, Piece
from differentia.owl.rules import CLASS_RULES, ROLE_RULES
from differentia.structs import dataclass, field

__all__ = ["CLASH", "EXISTS", "WATCH", "Clauses", "Ref", "Template", "compile_clauses", "piece_atom"]

_GLOBAL = -1
Ref: TypeAlias = tuple[int, Atom]
"""Of whom, and what."""
EXISTS: Atom = ()
"""That there is such an individual."""
CLASH: Ref = (_GLOBAL, (0,))
WATCH: Ref = (_GLOBAL, (1,))
_NODES = (ROOT, PART)
_LEAVES = (LEAF_OF_ROOT, LEAF_OF_PART)
_EVERYWHERE = (*_NODES, *_LEAVES)

# Each of these states a clause that another rule, triggered by the edge, states as well.
_TWICE = {
    rules.cls_svf1_member,
    rules.cls_avf_member,
    rules.cls_maxc0_member,
    rules.cls_maxc0_filler,
    rules.dt_avf_member,
    rules.dt_maxc0_member,
    equality.cls_maxc2_member,
    equality.cls_maxc2_filler,
    equality.dt_maxc2_member,
}
_NOT_OF_EDGES = {
    rules.prp_spo1,  # an edge between individuals of a record has all its properties from the start
    rules.prp_spo2,  # followed as a path
    rules.prp_pdw,  # a clash of the tree itself
    rules.prp_irp,  # no edge leads back to its start
    rules.cls_hs2,
    rules.prp_npa,
    equality.eq_diff,
    equality.prp_key_edge,  # watched by class
    rules.dt_svf1,
    rules.dt_rng,
    rules.dt_avf_edge,
    rules.dt_maxc0_edge,
    equality.dt_maxc2_edge,
}


class Template(NamedTuple):
    """A clause about any one part and the root: if the body holds, so does the head."""

    body: tuple[Ref, ...]
    head: Ref


@dataclass(slots=True)
class Clauses:
    """What a program says of records.

    Attributes:
        templates: the clauses about roots and parts; what they read of a leaf is what some leaf has.
        of_leaves: the clauses about one leaf, with what of its bearers acts on it.
        context: what of a bearer acts on its leaves.
        unsupported: why nothing can be done on columns; empty if it can.
        possible: all atoms that may hold of a root, a part or a leaf.
        values: property in a direction -> constants that may be its values, of any individual of a record.
    """

    templates: list[Template] = field(default_factory=list)
    of_leaves: list[Template] = field(default_factory=list)
    context: list[Ref] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    possible: set[Ref] = field(default_factory=set)
    values: dict[int, set[int]] = field(default_factory=dict)


def piece_atom(number: int) -> Atom:
    """Return the atom that says that a piece has been said of a leaf."""
    return (0, 0, number)


def compile_clauses(probe: Probe, said: Iterable[Atom], pieces: Sequence[dict[int, Piece]]) -> Clauses:
    """Compile what the programs of a probe say of records.

    Args:
        probe: the ontology with the vocabulary of the batch.
        said: atoms that may be asserted of roots and parts.
        pieces: what may be said of leaves, each with what it makes true of a leaf of a root and of one of a part.
    """
    listed = list(said)
    values: dict[int, set[int]] = {}
    for atom in (*listed, *(atom for piece in pieces for one in piece.values() for atom in one.atoms)):
        if len(atom) == 2:
            values.setdefault(atom[0], set()).add(atom[1])
    return _Compilation(probe, values).run(listed, pieces)


class _Compilation:
    def __init__(self, probe: Probe, values: dict[int, set[int]]) -> None:
        self.probe = probe
        self.layer = probe.layer
        self.programs = probe.layer.programs
        self.found = Clauses()
        self.labels = probe.labels() or {}
        self.values = {role: set(constants) for role, constants in values.items()}
        self.entries: dict[tuple[int, int], list[Entry]] = {}
        self.seen: set[Template] = set()
        self.waiting: dict[Ref, list[Template]] = {}
        self.agenda: list[Ref] = []

    # ---- the agenda: what may hold

    def run(self, said: Iterable[Atom], pieces: Sequence[dict[int, Piece]]) -> Clauses:
        if not self.labels:
            self.found.unsupported.append("records do not form a tree")
            return self.found
        spread_values(self.layer, self.values)
        for entry in entries(chains_of(self.layer), self.labels, self.values):
            if isinstance(entry, str):
                self.unsupported(entry)
            else:
                self.entries.setdefault((entry.node, entry.chain.roles[entry.at]), []).append(entry)
        for (x, y), roles in self.labels.items():
            for role in sorted(roles):
                self._edge(x, y, role)
        for node in _EVERYWHERE:
            self.reach((node, EXISTS))
        for node in _NODES:
            for atom in said:
                self.reach((node, atom))
        for test, guards in self.probe.tests():
            for node in _NODES:
                self.reach((node, (test.negated,)))
                self.reach((node, (test.operand,)))
            for leaf in _LEAVES:  # leaves to which a complement matters are not tried here
                for guard in [()] if guards is None else guards:
                    self.add([(leaf, EXISTS), *((leaf, (c,)) for c in guard)], WATCH)
        self._everything()
        for number, piece in enumerate(pieces):
            for leaf, facts in piece.items():
                self._piece(leaf, piece_atom(number), facts)
        while self.agenda:
            node, atom = self.agenda.pop()
            if len(atom) == 1:
                self._of_class(node, atom[0])
            elif len(atom) == 2:
                self._of_value(node, atom[0], atom[1])
        self._finish()
        return self.found

    def _finish(self) -> None:
        """Keep the clauses whose bodies are possible, those about one leaf apart from the others."""
        found = self.found
        context: set[Ref] = set()
        for template in sorted(self.seen):
            if all(ref in found.possible for ref in template.body):
                of_leaf = template.head[0] in _LEAVES or (
                    template.head[0] == _GLOBAL and all(ref[0] in _LEAVES for ref in template.body)
                )
                (found.of_leaves if of_leaf else found.templates).append(template)
                if of_leaf:
                    context.update(ref for ref in template.body if ref[0] in _NODES)
        found.context = sorted(context)

    def _piece(self, leaf: int, own: Atom, facts: Piece) -> None:
        ref = (leaf, own)
        self.reach(ref)
        if facts.odd:
            self.add([ref], WATCH)
        if facts.clash:
            self.add([ref], CLASH)
        for atom in sorted(facts.atoms):
            self.add([ref], (leaf, atom))
        for role, _ in facts.values:
            for rule, arguments in self.on_role(2 * role):
                if rule in {rules.dt_avf_edge, rules.dt_maxc0_edge, equality.dt_maxc2_edge}:
                    self.add([ref, (leaf, (arguments[0],))], WATCH)
                elif rule not in {rules.dt_svf1, rules.dt_rng, rules.prp_spo1}:
                    self.add([ref], WATCH)

    def reach(self, ref: Ref) -> None:
        if ref[0] != _GLOBAL and ref not in self.found.possible:
            self.found.possible.add(ref)
            self.agenda.append(ref)
            for template in self.waiting.pop(ref, ()):
                self._wait(template)

    def add(self, body: Sequence[Ref], head: Ref) -> None:
        """Keep a clause; its head becomes possible once its body is."""
        own = (LEAF_OF_PART, PART) if head[0] == PART else (head[0],)
        if head[0] in (PART, *_LEAVES) and all(ref[0] not in own for ref in body):
            body = [*body, (head[0], EXISTS)]
        spoken_of = {ref[0] for ref in body if ref[1] != EXISTS} | {ROOT}
        if any(ref[1] != EXISTS or ref[0] != ROOT for ref in body):  # what is said of someone implies that they exist
            body = [ref for ref in body if ref[1] != EXISTS or ref[0] not in spoken_of]
        template = Template(tuple(sorted(set(body))), head)
        if template not in self.seen and head not in body:
            self.seen.add(template)
            self._wait(template)

    def _wait(self, template: Template) -> None:
        for ref in template.body:
            if ref not in self.found.possible:
                self.waiting.setdefault(ref, []).append(template)
                return
        self.reach(template.head)

    def unsupported(self, reason: str) -> None:
        if reason not in self.found.unsupported:
            self.found.unsupported.append(reason)

    def on_role(self, role: int) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        for program in self.programs:
            for rule in program.on_role.get(role, ()):
                function = ROLE_RULES[rule[0]]
                if function is rules.cls_svf1_edge:
                    yield from ((function, (c, d)) for c, rows in rule[1].items() for _, d in rows)
                else:
                    yield function, rule[1:]

    def types(self, constant: int) -> dict[int, int]:
        return self.layer.types_of(constant)

    def _everything(self) -> None:
        for program in self.programs:
            for atom, _ in program.everything:
                if len(atom) > 1:
                    self.unsupported("a property that everything has to itself")
                else:
                    for node in _EVERYWHERE:
                        self.add([(node, EXISTS)], (node, (atom[0],)))

    # ---- a class of an individual

    def _of_class(self, node: int, c: int) -> None:
        for program in self.programs:
            for rule in program.on_class.get(c, ()):
                self._class_rule(node, c, CLASS_RULES[rule[0]], rule[1:])

    def _class_rule(self, node: int, c: int, rule: Any, arguments: tuple[Any, ...]) -> None:
        if rule is rules.cax_sco:
            self.add([(node, (c,))], (node, (arguments[0],)))
        elif rule is rules.cls_int1:
            self.add([(node, (o,)) for o in arguments[0]], (node, (arguments[1],)))
        elif rule is rules.cax_dw:
            self.add([(node, (o,)) for o in arguments[0]], CLASH)
        elif rule is rules.cax_adc:
            for other in sorted(arguments[1] - {c}):
                self.add([(node, (c,)), (node, (other,))], CLASH)
        elif rule is rules.cls_hv1:
            self.add([(node, (c,))], (node, (arguments[0], arguments[1])))
        elif rule is rules.cls_svf_right:
            self._promise(node, c, data=arguments[1] >> 1 in self.layer.symbols.data_roles)
        elif rule not in _TWICE:
            self.add([(node, (c,))], WATCH)

    def _promise(self, node: int, c: int, *, data: bool) -> None:
        own = (node, (c,))
        promise = self.probe.promise(node, (c,))
        if data or promise.odd:
            self.add([own], WATCH)
            return
        if promise.clash:
            self.add([own], CLASH)
            return
        for atom in promise.here:
            self.add([own], (node, atom))
        for atom in promise.above:
            self.add([own], (ROOT, atom))
        known = {ROOT: promise.above, node: promise.here}
        for place, role, classes in promise.ends:
            self._end(own, place, role, classes, known[place])

    def _end(self, own: Ref, place: int, role: int, classes: frozenset[int], known: frozenset[Atom]) -> None:
        """What an edge from a bearer to what is promised does with other facts about the bearer."""
        for rule, arguments in self.on_role(role):
            if rule is rules.cls_maxc0_edge and arguments[1] in classes:
                self.add([own, (place, (arguments[0],))], CLASH)
            elif rule is equality.cls_maxc2_edge:
                self.add([own, (place, (arguments[0],))], WATCH)
            elif rule is equality.prp_fp:
                self.add([own], WATCH)
            elif rule is rules.cls_avf_edge and (arguments[0],) not in known:
                self.add([own, (place, (arguments[0],))], WATCH)
        for rule, arguments in self.on_role(role ^ 1):
            if rule is rules.cls_svf1_edge and (arguments[0],) not in known:
                self.add([own, (place, (arguments[0],))], WATCH)
            elif rule is rules.cls_maxc0_edge and arguments[0] in classes:
                self.add([own, (place, (arguments[1],))], CLASH)
            elif rule in {rules.prp_spo2, equality.prp_fp, equality.cls_maxc2_edge}:
                self.add([own], WATCH)

    # ---- a value of an individual

    def _of_value(self, node: int, role: int, constant: int) -> None:
        own = (node, (role, constant))
        if role >> 1 in self.layer.symbols.data_roles:
            self.add([own], WATCH)
            return
        for rule, arguments in self.on_role(role):
            self._value_rule(own, rule, arguments)
        for rule, arguments in self.on_role(role ^ 1):
            self._value_rule_backwards(own, rule, arguments)
        for program in self.programs:
            for rule in program.on_value.get((role, constant), ()):
                if ROLE_RULES[rule[0]] is rules.cls_hv2:
                    self.add([own], (node, (rule[1],)))
                elif ROLE_RULES[rule[0]] is not rules.prp_npa:  # it names another individual
                    self.add([own], WATCH)
        for entry in self.entries.get((node, role), ()):
            for end in paths(self.layer, constant, entry.chain.roles[entry.at + 1 :]):
                self.add([own], (entry.start, (entry.chain.head, end)))

    def _value_rule(self, own: Ref, rule: Any, arguments: tuple[Any, ...]) -> None:
        """R(x, a) has been found."""
        node, (_, a) = own
        if rule is rules.prp_spo1:
            self.add([own], (node, (arguments[0], a)))
        elif rule is rules.cls_svf1_edge:
            if arguments[0] in self.types(a):
                self.add([own], (node, (arguments[1],)))
        elif rule is rules.cls_avf_edge:
            if arguments[1] not in self.types(a):
                self.add([own, (node, (arguments[0],))], WATCH)
        elif rule is rules.prp_rng:
            if arguments[0] not in self.types(a):
                self.add([own], WATCH)
        elif rule is rules.prp_pdw:
            self.add([own, (node, (arguments[0], a))], CLASH)
        elif rule is rules.prp_bot:
            self.add([own], CLASH)
        elif rule is equality.prp_fp:
            for other in sorted(self.values.get(own[1][0], ())):
                if other != a:
                    self.add([own, (node, (own[1][0], other))], WATCH)
        elif rule is rules.cls_maxc0_edge:
            if arguments[1] in self.types(a):
                self.add([own, (node, (arguments[0],))], CLASH)
        elif rule is equality.cls_maxc2_edge:
            self.add([own, (node, (arguments[0],))], WATCH)
        elif rule not in _NOT_OF_EDGES:
            self.add([own], WATCH)

    def _value_rule_backwards(self, own: Ref, rule: Any, arguments: tuple[Any, ...]) -> None:
        """R(a, x) has been found."""
        node, (_, a) = own
        if rule is rules.prp_spo1:
            self.add([own], (node, (arguments[0] ^ 1, a)))
        elif rule is rules.cls_svf1_edge:
            if arguments[1] not in self.types(a):
                self.add([own, (node, (arguments[0],))], WATCH)
        elif rule is rules.cls_avf_edge:
            if arguments[0] in self.types(a):
                self.add([own], (node, (arguments[1],)))
        elif rule is rules.prp_rng:
            self.add([own], (node, (arguments[0],)))
        elif rule is rules.prp_pdw:
            self.add([own, (node, (arguments[0] ^ 1, a))], CLASH)
        elif rule is rules.cls_maxc0_edge:
            if arguments[0] in self.types(a):
                self.add([own, (node, (arguments[1],))], CLASH)
        elif rule not in _NOT_OF_EDGES:
            self.add([own], WATCH)

    # ---- an edge of the tree

    def _edge(self, x: int, y: int, role: int) -> None:
        """R(x, y) holds of every such pair."""
        there = [(node, EXISTS) for node in (x, y)]
        for rule, arguments in self.on_role(role):
            if rule is rules.cls_svf1_edge:
                self.add([(y, (arguments[0],)), *there], (x, (arguments[1],)))
            elif rule is rules.cls_avf_edge:
                self.add([(x, (arguments[0],)), *there], (y, (arguments[1],)))
            elif rule is rules.prp_rng:
                self.add(there, (y, (arguments[0],)))
            elif rule is rules.cls_maxc0_edge:
                self.add([(x, (arguments[0],)), (y, (arguments[1],)), *there], CLASH)
            elif rule is equality.cls_maxc2_edge:
                self.add([(x, (arguments[0],)), *there], WATCH)
            elif rule is equality.prp_fp:
                if x in _NODES:
                    self.unsupported("a functional property between a bearer and what it bears")
            elif rule not in _NOT_OF_EDGES:
                self.unsupported(f"the rule {getattr(rule, '__name__', rule)} between individuals of a record")
