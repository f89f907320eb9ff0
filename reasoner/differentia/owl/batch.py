"""Many records at once: the clauses of an ontology over columns of bits, with the conclusions of one by one.

A record is a root with parts and leaves (`batch_probe.Shape`). What may be said of a root, a part or a leaf is
registered once as a *kind* and has a number from then on; a batch is arrays of such numbers. A kind of leaf is a set of
pieces, each saturated once by the exact engine; what pieces make of a leaf together, and leaves of their bearers, is
evaluated on columns of bits (`batch_run`). Equal leaves are found by table look-up and evaluated once. Records that
columns cannot follow, or that contradict themselves, are flagged: they are to be saturated one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from differentia.errors import OutsideFragment, Unsupported
from differentia.owl import axioms as ax
from differentia.owl.axioms import Axiom
from differentia.owl.batch_columns import bits_of, column_of
from differentia.owl.batch_compile import EXISTS, Clauses, compile_clauses, piece_atom
from differentia.owl.batch_probe import Probe
from differentia.owl.batch_program import Compiled, instantiate
from differentia.owl.batch_shape import BEARER, LEAF, LEAF_OF_PART, LEAF_OF_ROOT, PART, ROOT, Atom, Piece, Shape
from differentia.owl.batch_values import Ladder, decimal_literal
from differentia.owl.expressions import Class, DataProperty, Literal, NamedIndividual, ObjectInverseOf, ObjectProperty
from differentia.owl.facts import Base, as_membership
from differentia.owl.syntax import functional
from differentia.structs import dataclass, field

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Batch"]

_LEAVES = (LEAF_OF_ROOT, LEAF_OF_PART)


class _Kind(NamedTuple):
    """What one number in a batch stands for.

    Attributes:
        axioms: what is said, of `LEAF` or of `BEARER`.
        atoms: for a statement about the bearer, what that is.
        pieces: for a leaf, the numbers of its pieces.
        valued: a leaf whose value is given beside it.
    """

    axioms: tuple[Axiom, ...]
    atoms: tuple[Atom, ...] | None
    pieces: tuple[int, ...]
    valued: bool


@dataclass(slots=True)
class _Keys:
    """How kinds and values become keys: a kind has one key, and one more for each place of its value if it has one."""

    first: NDArray[np.int32]
    valued: NDArray[np.bool_]
    count: int


@dataclass(slots=True)
class _Signatures:
    """The leaves met so far.

    Attributes:
        tables: by whether they hang on a root, and by context: key -> number of the signature, -1 for not met.
        known: the same for (kind, place of the value, ...): keys are given anew when there are more kinds.
        messages: what they tell their bearers, all of the first, then all of the second and so on.
        owner: whose message each of these is.
        first: where the messages of each begin, and where those of the last end.
    """

    tables: dict[tuple[bool, int], NDArray[np.int32]] = field(default_factory=dict)
    known: dict[tuple[int, int, bool, int], int] = field(default_factory=dict)
    messages: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    owner: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, np.intp))
    first: NDArray[np.intp] = field(default_factory=lambda: np.zeros(1, np.intp))
    _telling: dict[int, NDArray[np.bool_]] = field(default_factory=dict)
    _rows: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]] | None = None

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.first) - 1

    def add(self, owner: NDArray[np.intp], messages: NDArray[np.intp], count: int) -> None:
        """Add some that have not been met: pairs of which one and what it tells, in order."""
        ends = np.cumsum(np.bincount(owner, minlength=count)) + self.first[-1]
        self.owner = np.concatenate([self.owner, owner + self.count])
        self.messages = np.concatenate([self.messages, messages])
        self.first = np.concatenate([self.first, ends])
        self._telling.clear()
        self._rows = None

    def telling(self, message: int) -> NDArray[np.bool_]:
        """Return for each whether it tells its bearer something."""
        if message not in self._telling:
            found = self._telling[message] = np.zeros(self.count, np.bool_)
            found[self.owner[self.messages == message]] = True
        return self._telling[message]

    def in_rows(self, heard: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Return where what they tell is heard.

        Args:
            heard: for each place and message the row it is heard in, or -1.

        Returns:
            For each pair (place * count + signature) where its rows begin, how many they are; and the rows of all.
        """
        if self._rows is None:
            rows = heard[:, self.messages]
            place, at = np.nonzero(rows >= 0)
            count = np.bincount(place * self.count + self.owner[at], minlength=len(heard) * self.count)
            self._rows = np.cumsum(count) - count, count, rows[place, at]
        return self._rows


class Batch:
    """A vocabulary over a saturated ontology, and the clauses compiled for it.

    Args:
        base: the saturated ontology.
        shape: how records hang together.
        value: the data property of the values that are given in an array of their own.
        asked: classes of leaves that `Run.is_leaf` will be asked for.
    """

    def __init__(self, base: Base, shape: Shape, value: str, asked: Iterable[str] = ()) -> None:
        self.probe = Probe(base, shape)
        self.shape = shape
        self.value = DataProperty(value)
        self.kinds: list[_Kind] = []
        self._numbers: dict[tuple[tuple[Axiom, ...], bool], int] = {}
        self._pieces: dict[tuple[Axiom, ...], int] = {}
        self.types = self.probe.learn([shape.root, *shape.parts])
        numbers = (base.symbols.expressions.get(f"<{iri}>") for iri in asked)
        self.asked = {number for number in numbers if number is not None}
        self._flows: dict[str, bool] = {}
        self._facts: list[dict[int, Piece]] = []
        self._value_facts: list[dict[int, Piece] | None] = []
        self._ladder: Ladder | None = None
        self._compiled_clauses: tuple[Clauses, set[Atom]] | None = None
        self._compiled: Compiled | None = None
        self._keys: _Keys | None = None
        self._signatures = _Signatures()
        self._broken = bool(base.clashes)

    # ---- vocabulary

    def kind(self, axioms: Iterable[Axiom], *, valued: bool = False) -> int:
        """Return the number of something that may be said.

        Args:
            axioms: assertions about `LEAF` (and what hangs on it), or assertions about `BEARER`.
            valued: the leaf has a value, which each record gives.

        Raises:
            OutsideFragment: an assertion has no rules, or no form in columns; the record has to go one by one.
        """
        key = (tuple(dict.fromkeys(map(as_membership, axioms))), valued)
        known = self._numbers.get(key)
        if known is None:
            about_bearer = not key[0] or any(getattr(axiom, "individual", None) == BEARER for axiom in key[0])
            about_bearer = about_bearer or any(getattr(axiom, "source", None) == BEARER for axiom in key[0])
            atoms = self._statement(key[0]) if about_bearer else None
            pieces = () if about_bearer else tuple(sorted({self._piece(one) for one in self._apart(key[0])}))
            known = self._numbers[key] = len(self.kinds)
            self.kinds.append(_Kind(key[0], atoms, pieces, valued))
            self._keys = None
        return known

    def _statement(self, axioms: Sequence[Axiom]) -> tuple[Atom, ...]:
        found: list[Atom] = []
        for axiom in axioms:
            if isinstance(axiom, ax.ClassAssertion) and axiom.individual == BEARER:
                before = self.probe.known_classes
                found += [(number,) for number in self.probe.learn([axiom.cls])]
                if self.probe.known_classes > before:  # there are classes now that what hangs on leaves may be of
                    self._facts = [one if one and _is_plain(said) else {} for said, one in self._with_facts()]
                    self._ladder = None
            elif isinstance(axiom, ax.ObjectPropertyAssertion) and axiom.source == BEARER:
                found.append(self._value_atom(axiom))
            else:
                raise OutsideFragment((Unsupported("a statement that has no form in columns", functional(axiom)),))
        self._forget()
        return tuple(found)

    def _value_atom(self, axiom: ax.ObjectPropertyAssertion) -> Atom:
        prop, symbols = axiom.property, self.probe.layer.symbols
        role = symbols.roles.get(prop.property.iri if isinstance(prop, ObjectInverseOf) else prop.iri)
        constant = symbols.terms.get(axiom.target) if isinstance(axiom.target, NamedIndividual) else None
        if role is None or constant is None or not self.probe.is_constant(constant):
            raise OutsideFragment((Unsupported("a value that the ontology does not know", functional(axiom)),))
        return (2 * role + isinstance(prop, ObjectInverseOf), constant)

    def _apart(self, axioms: Sequence[Axiom]) -> Iterable[tuple[Axiom, ...]]:
        """Take what is said of a leaf apart; what hangs on it stays together."""
        about: dict[object, list[Axiom]] = {}
        for axiom in axioms:
            about.setdefault(getattr(axiom, "individual", getattr(axiom, "source", None)), []).append(axiom)
        for axiom in about.get(LEAF, ()):
            if isinstance(axiom, ax.DataPropertyAssertion) and axiom.property == self.value:
                raise OutsideFragment((Unsupported("a value that is not in the array of values", functional(axiom)),))
            found, waiting = [axiom], [getattr(axiom, "target", None)]
            if waiting[0] in about and waiting[0] != LEAF:
                self._check_link(axiom)
            while waiting:
                for other in about.get(waiting.pop(), ()):
                    if other not in found:
                        found.append(other)
                        waiting.append(getattr(other, "target", None))
            yield tuple(found)

    def _check_link(self, axiom: Axiom) -> None:
        prop = getattr(axiom, "property", None)
        if not isinstance(prop, ObjectProperty) or self.flows_down(prop.iri):
            raise OutsideFragment((Unsupported("a link through which a leaf acts on another", functional(axiom)),))

    def flows_down(self, role: str) -> bool:
        """Tell whether what holds of a leaf may act on what hangs on it by a property."""
        if role not in self._flows:
            self._flows[role] = self.probe.flows_down(role)
        return self._flows[role]

    def _piece(self, axioms: tuple[Axiom, ...]) -> int:
        known = self._pieces.get(axioms)
        if known is None:
            self.probe.refuse_without_rules(axioms)
            known = self._pieces[axioms] = len(self._pieces)
            self._facts.append({})
            self._forget()
        return known

    def _with_facts(self) -> Iterable[tuple[tuple[Axiom, ...], dict[int, Piece]]]:
        return zip(self._pieces, self._facts, strict=True)

    def _forget(self) -> None:
        """Compile anew when next needed: something may be said now that could not be said before."""
        self._compiled = self._compiled_clauses = None

    # ---- compiling

    @property
    def unsupported(self) -> tuple[str, ...]:
        """Why every record has to go one by one; empty if columns can be used."""
        if self._broken:
            return ("the ontology contradicts itself",)
        return tuple(self._clauses()[0].unsupported)

    def compiled(self) -> Compiled:
        """Return the clauses for the vocabulary as it is now."""
        if self._compiled is None:
            clauses, said = self._clauses()
            self._compiled = instantiate(clauses, self.probe.tests(), self.types, said, self.asked, self.has_name)
            self._keys = None
            self._signatures = _Signatures()
        return self._compiled

    def _clauses(self) -> tuple[Clauses, set[Atom]]:
        """Return the clauses, and what may be said of roots and parts."""
        if self._compiled_clauses is None:
            said = {atom for kind in self.kinds if kind.atoms for atom in kind.atoms}
            said |= {(c,) for c in self.types}
            self._saturate_pieces()
            pieces = [*self._facts, *({} if one is None else one for one in self._value_facts)]
            self._compiled_clauses = compile_clauses(self.probe, sorted(said), pieces), said
        return self._compiled_clauses

    def has_name(self, atom: Atom) -> bool:
        """Tell whether an atom is a class with a name, or a value with a name of a property."""
        symbols = self.probe.layer.symbols
        if len(atom) == 1:
            return atom[0] in symbols.named
        return len(atom) == 2 and not atom[0] & 1 and isinstance(symbols.terms[atom[1]], NamedIndividual)

    def _saturate_pieces(self) -> None:
        """Saturate each piece, and each place of a value, under the vocabulary as it is now."""
        self._facts = [one or self._both(said) for said, one in self._with_facts()]
        if self._ladder is not None:
            return
        symbols = self.probe.layer.symbols
        points = [t for t in map(symbols.terms.__getitem__, range(len(symbols.terms))) if isinstance(t, Literal)]
        self._ladder = Ladder(symbols.ranges.values(), points)
        self._value_facts = [None if number is None else self._value_piece(number) for number in self._ladder.samples()]

    def _value_piece(self, number: float) -> dict[int, Piece]:
        return self._both([ax.DataPropertyAssertion(self.value, LEAF, decimal_literal(number))])

    def _both(self, said: Sequence[Axiom]) -> dict[int, Piece]:
        """Saturate a piece of a leaf of a part, and of a leaf of the root unless the same comes of it."""
        labels = self.probe.labels() or {}
        below_part = self.probe.piece(LEAF_OF_PART, said)
        same = labels.get((PART, LEAF_OF_PART)) == labels.get((ROOT, LEAF_OF_ROOT)) == labels.get((ROOT, LEAF_OF_PART))
        return {LEAF_OF_PART: below_part, LEAF_OF_ROOT: below_part if same else self.probe.piece(LEAF_OF_ROOT, said)}

    # ---- keys

    def keys(self) -> _Keys:
        """Return how kinds and values become keys."""
        self.compiled()
        if self._keys is None:
            valued = np.array([kind.valued for kind in self.kinds], np.bool_)
            sizes = 1 + valued * len(self._value_facts)
            first = np.cumsum(sizes) - sizes
            self._signatures.tables.clear()
            self._keys = _Keys(first.astype(np.int32), valued, int(sizes.sum()))
        return self._keys

    def key_of(self, kind: NDArray[np.int32], value: NDArray[np.float64] | None) -> NDArray[np.int32]:
        """Return the key of each thing said: its kind, and the place of its value (NaN: it has none)."""
        keys = self.keys()
        found: NDArray[np.int32] = keys.first[kind]
        if value is not None and self._ladder is not None:
            at = np.flatnonzero(keys.valued[kind] & ~np.isnan(value))
            found[at] += 1 + self._ladder.place(value[at])
        return found

    # ---- leaves

    def signatures(self, key: NDArray[np.int32], of_root: bool, context: int = 0) -> NDArray[np.int32]:
        """Return the number of the signature of each leaf; those not met before are evaluated.

        Args:
            key: the keys of the leaves.
            of_root: whether they hang on a root.
            context: which of `Clauses.context` hold of their bearers, as bits.
        """
        table = self._signatures.tables.get((of_root, context))
        if table is None:
            table = np.full(self.keys().count, -1, np.int32)
            self._signatures.tables[of_root, context] = table
        found: NDArray[np.int32] = table[key]
        if found.size and found.min() < 0:
            wanted = np.zeros(len(table), np.bool_)
            wanted[key] = True
            self._meet(np.flatnonzero(wanted & (table < 0)), table, of_root, context)
            found = table[key]
        return found

    def _meet(self, keys: NDArray[np.int64], table: NDArray[np.int32], of_root: bool, context: int) -> None:
        kinds = np.searchsorted(self.keys().first, keys, "right") - 1
        places = keys - self.keys().first[kinds]
        known = self._signatures.known
        names = [(int(kind), int(place), of_root, context) for kind, place in zip(kinds, places, strict=True)]
        new = [number for number, name in enumerate(names) if name not in known]
        if new:
            first = self._signatures.count
            self._signatures.add(*self._evaluate([names[number] for number in new], of_root, context), len(new))
            known.update((names[number], first + at) for at, number in enumerate(new))
        table[keys] = [known[name] for name in names]

    def _evaluate(
        self, names: Sequence[tuple[int, int, bool, int]], of_root: bool, context: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Evaluate the clauses about one leaf for many leaves at once; return pairs (leaf, message), in order."""
        compiled, count = self.compiled(), len(names)
        leaf = LEAF_OF_ROOT if of_root else LEAF_OF_PART
        having: dict[int, list[int]] = {}
        stated: list[tuple[int, int]] = []
        is_leaf = np.ones(count, np.bool_)
        for number, (kind, place, *_) in enumerate(names):
            atoms = self.kinds[kind].atoms
            if atoms is not None:
                is_leaf[number] = False
                stated += [(number, compiled.messages[False, atom]) for atom in atoms]
            for piece in (*self.kinds[kind].pieces, *([len(self._facts) + place - 1] if place else ())):
                having.setdefault(compiled.of_leaf[leaf, piece_atom(piece)], []).append(number)
        matrix = compiled.leaf_horn.matrix(count)
        matrix[compiled.of_leaf[leaf, EXISTS]] = column_of(is_leaf)
        for variable, numbers in having.items():
            bits = np.zeros(count, np.bool_)
            bits[numbers] = True
            matrix[variable] |= column_of(bits)
        for bit, ref in enumerate(compiled.clauses.context):
            if context >> bit & 1 and not (of_root and ref[0] == PART):
                matrix[compiled.of_leaf[ref]] |= column_of(is_leaf)
        compiled.leaf_horn.saturate(matrix)
        told = [
            (number, message)
            for message, variable in compiled.told[leaf]
            if matrix[variable].any()
            for number in np.flatnonzero(bits_of(matrix[variable], count)).tolist()
        ]
        pairs = np.array(sorted({*stated, *told}), np.intp).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def met(self) -> _Signatures:
        """Return the leaves met so far."""
        return self._signatures


def _is_plain(said: Sequence[Axiom]) -> bool:
    """Tell whether what is said of a leaf is only a class with a name, or a value of a property."""
    one = said[0]
    if len(said) > 1 or isinstance(one, ax.DataPropertyAssertion):
        return False
    return not isinstance(one, ax.ClassAssertion) or isinstance(one.cls, Class)
