"""The rules of the saturation, one function each.

A rule is called when a premise has just been indexed, with its arguments from the compiled program, and looks up its
other premises. Names follow the tables of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/, section 4.3: `cls-svf1`,
`prp-spo2`, ...); a rule with two triggers has a function for each. The existential on the right (`cls_svf_right`),
which OWL 2 RL lacks, is the rule "R-exists-minus" of the EL calculus with a witness for each individual (Skolem chase).
Each states in its docstring what it derives; premises are passed in the order of the clause's body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from differentia.owl.equality import (
    cls_maxc2_edge,
    cls_maxc2_filler,
    cls_maxc2_member,
    cls_oo_right,
    dt_maxc2_edge,
    dt_maxc2_member,
    eq_diff,
    has_elder,
    prp_fp,
    prp_key_edge,
    prp_key_member,
)
from differentia.owl.witnesses import in_range, is_witness, out_of_range, witness

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = [
    "CLASS_RULES",
    "NUMBER",
    "ROLE_RULES",
    "cax_adc",
    "cax_dw",
    "cax_sco",
    "cls_avf_edge",
    "cls_avf_member",
    "cls_hs1",
    "cls_hs2",
    "cls_hv1",
    "cls_hv2",
    "cls_int1",
    "cls_maxc0_edge",
    "cls_maxc0_filler",
    "cls_maxc0_member",
    "cls_maxc2_edge",
    "cls_maxc2_filler",
    "cls_maxc2_member",
    "cls_oo_right",
    "cls_svf1_edge",
    "cls_svf1_member",
    "cls_svf_right",
    "dt_avf_edge",
    "dt_avf_member",
    "dt_maxc0_edge",
    "dt_maxc0_member",
    "dt_maxc2_edge",
    "dt_maxc2_member",
    "dt_rng",
    "dt_svf1",
    "eq_diff",
    "prp_bot",
    "prp_fp",
    "prp_irp",
    "prp_key_edge",
    "prp_key_member",
    "prp_npa",
    "prp_pdw",
    "prp_rng",
    "prp_spo1",
    "prp_spo2",
]


# ---- triggered by C(x)


def cax_sco(s: Layer, x: int, fact: int, d: int, k: int) -> None:
    """C(x) -> D(x)."""
    s.derive((d, x), k, (fact,))


def cls_int1(s: Layer, x: int, fact: int, operands: tuple[int, ...], d: int, k: int) -> None:
    """C1(x), ..., Cn(x) -> D(x)."""
    types = s.types_of(x)
    if all(c in types for c in operands):
        s.derive((d, x), k, tuple([types[c] for c in operands]))


def cax_dw(s: Layer, x: int, fact: int, operands: tuple[int, ...], k: int) -> None:
    """C1(x), ..., Cn(x) -> contradiction."""
    types = s.types_of(x)
    if all(c in types for c in operands):
        s.contradict(k, tuple([types[c] for c in operands]))


def cax_adc(s: Layer, x: int, fact: int, c: int, members: frozenset[int], k: int) -> None:
    """C(x), D(x) -> contradiction, for any other D of the disjoint `members`."""
    for d, other in s.types_of(x).items():
        if d in members and d != c:
            s.contradict(k, (fact, other))


def cls_svf1_member(s: Layer, y: int, fact: int, towards: int, d: int, k: int) -> None:
    """R(x, y), C(y) -> D(x), when C(y) is new; `towards` leads from y to x."""
    for x, edge in s.successors(towards, y):
        s.derive((d, x), k, (edge, fact))


def cls_avf_member(s: Layer, x: int, fact: int, role: int, d: int, k: int) -> None:
    """C(x), R(x, y) -> D(y), when C(x) is new."""
    for y, edge in s.successors(role, x):
        s.derive((d, y), k, (fact, edge))


def cls_maxc0_member(s: Layer, x: int, fact: int, role: int, filler: int, k: int) -> None:
    """E(x), R(x, y), C(y) -> contradiction, when E(x) is new."""
    for y, edge in s.successors(role, x):
        if (inside := s.types_of(y).get(filler)) is not None:
            s.contradict(k, (fact, edge, inside))


def cls_maxc0_filler(s: Layer, y: int, fact: int, towards: int, bound: int, k: int) -> None:
    """E(x), R(x, y), C(y) -> contradiction, when C(y) is new."""
    for x, edge in s.successors(towards, y):
        if (holder := s.types_of(x).get(bound)) is not None:
            s.contradict(k, (holder, edge, fact))


def cls_svf_right(s: Layer, x: int, fact: int, expression: int, role: int, d: int, k: int) -> None:
    """E(x) with E = some R.D -> R(x, w), D(w), with w the witness of E for x (or for an elder that is the same)."""
    if s.equalities and has_elder(s, x):
        return
    w = witness(s, expression, x, value=role >> 1 in s.symbols.data_roles)
    if w is None:
        return
    s.derive_edge(role, x, w, k, (fact,))
    s.derive((d, w), k + 1, (fact,))


def dt_avf_member(s: Layer, x: int, fact: int, role: int, data_range: int, k: int) -> None:
    """E(x), P(x, v) -> v in D, when E(x) is new; v not in D -> contradiction."""
    for v, edge in s.successors(role, x):
        _keep_inside(s, v, data_range, k, (fact, edge))


def dt_maxc0_member(s: Layer, x: int, fact: int, role: int, data_range: int, k: int) -> None:
    """E(x), P(x, v), v in D -> contradiction, when E(x) is new."""
    for v, edge in s.successors(role, x):
        if (inside := in_range(s, v, data_range)) is not None:
            s.contradict(k, (fact, edge, inside))


def cls_hv1(s: Layer, x: int, fact: int, role: int, value: int, k: int) -> None:
    """E(x) with E = R value a -> R(x, a)."""
    s.derive_edge(role, x, value, k, (fact,))


def cls_hs1(s: Layer, x: int, fact: int, role: int, k: int) -> None:
    """E(x) with E = R Self -> R(x, x)."""
    s.derive_edge(role, x, x, k, (fact,))


# ---- triggered by R(x, y)


def prp_spo1(s: Layer, x: int, y: int, fact: int, role: int, k: int) -> None:
    """R(x, y) -> S(x, y); S may be an inverse."""
    s.derive_edge(role, x, y, k, (fact,))


def prp_spo2(s: Layer, x: int, y: int, fact: int, chain: tuple[int, ...], at: int, role: int, k: int) -> None:
    """R1(x0, x1), ..., Rn(xn-1, xn) -> S(x0, xn), when the link at position `at` is new."""
    if len(chain) == 2:  # nearly all are
        if at:
            for start, edge in s.successors(chain[0] ^ 1, x):
                s.derive_edge(role, start, y, k, (edge, fact))
        else:
            for end, edge in s.successors(chain[1], y):
                s.derive_edge(role, x, end, k, (fact, edge))
        return
    for start, before in _paths_back(s, chain[:at], x):
        for end, after in _paths_on(s, chain[at + 1 :], y):
            s.derive_edge(role, start, end, k, (*before, fact, *after))


def _paths_on(s: Layer, roles: tuple[int, ...], node: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    if not roles:
        yield node, ()
        return
    for following, edge in s.successors(roles[0], node):
        for end, edges in _paths_on(s, roles[1:], following):
            yield end, (edge, *edges)


def _paths_back(s: Layer, roles: tuple[int, ...], node: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    if not roles:
        yield node, ()
        return
    for previous, edge in s.successors(roles[-1] ^ 1, node):
        for start, edges in _paths_back(s, roles[:-1], previous):
            yield start, (*edges, edge)


def cls_svf1_edge(s: Layer, x: int, y: int, fact: int, fillers: dict[int, list[tuple[int, int]]]) -> None:
    """R(x, y), C(y) -> D(x), when R(x, y) is new; `fillers` leads from each C to its pairs (clause, D)."""
    types = s.types_of(y)
    both = [c for c in types if c in fillers] if len(types) < len(fillers) else [c for c in fillers if c in types]
    for k, d, member in sorted((k, d, types[c]) for c in both for k, d in fillers[c]):
        s.derive((d, x), k, (fact, member))


def cls_avf_edge(s: Layer, x: int, y: int, fact: int, c: int, d: int, k: int) -> None:
    """C(x), R(x, y) -> D(y), when R(x, y) is new."""
    if (member := s.types_of(x).get(c)) is not None:
        s.derive((d, y), k, (member, fact))


def prp_rng(s: Layer, x: int, y: int, fact: int, d: int, k: int) -> None:
    """R(x, y) -> D(y); for a domain R stands backwards (`prp-dom`)."""
    s.derive((d, y), k, (fact,))


def cls_hv2(s: Layer, x: int, y: int, fact: int, d: int, k: int) -> None:
    """R(x, a) -> D(x); indexed by a."""
    s.derive((d, x), k, (fact,))


def cls_hs2(s: Layer, x: int, y: int, fact: int, d: int, k: int) -> None:
    """R(x, x) -> D(x)."""
    if x == y:
        s.derive((d, x), k, (fact,))


def prp_pdw(s: Layer, x: int, y: int, fact: int, other: int, first: bool, k: int) -> None:
    """R(x, y), S(x, y) -> contradiction; `first` tells which of the two is new; literals of one value count as one."""
    alike = s.symbols.alike
    wanted = alike.get(y, y)
    for end, edge in s.successors(other, x):
        if alike.get(end, end) == wanted:
            s.contradict(k, (fact, edge) if first else (edge, fact))


def prp_irp(s: Layer, x: int, y: int, fact: int, k: int) -> None:
    """R(x, x) -> contradiction."""
    if x == y:
        s.contradict(k, (fact,))


def prp_bot(s: Layer, x: int, y: int, fact: int, k: int) -> None:
    """R(x, y) -> contradiction, for the bottom properties."""
    s.contradict(k, (fact,))


def prp_npa(s: Layer, x: int, y: int, fact: int, source: int, k: int) -> None:
    """R(a, b) -> contradiction; indexed by b."""
    if x == source:
        s.contradict(k, (fact,))


def cls_maxc0_edge(s: Layer, x: int, y: int, fact: int, bound: int, filler: int, k: int) -> None:
    """E(x), R(x, y), C(y) -> contradiction, when R(x, y) is new."""
    holder, inside = s.types_of(x).get(bound), s.types_of(y).get(filler)
    if holder is not None and inside is not None:
        s.contradict(k, (holder, fact, inside))


def dt_svf1(s: Layer, x: int, v: int, fact: int, data_range: int, d: int, k: int) -> None:
    """P(x, v), v in D -> E(x) with E = some P.D; membership in D is computed (OWL 2 data ranges, exact values)."""
    if (inside := in_range(s, v, data_range)) is not None:
        s.derive((d, x), k, (fact, inside))


def dt_rng(s: Layer, x: int, v: int, fact: int, data_range: int, k: int) -> None:
    """P(x, v) -> v in D, for D the range of P; v not in D -> contradiction."""
    _keep_inside(s, v, data_range, k, (fact,))


def dt_avf_edge(s: Layer, x: int, v: int, fact: int, bound: int, data_range: int, k: int) -> None:
    """E(x), P(x, v) -> v in D, when P(x, v) is new; v not in D -> contradiction."""
    if (holder := s.types_of(x).get(bound)) is not None:
        _keep_inside(s, v, data_range, k, (holder, fact))


def _keep_inside(s: Layer, v: int, data_range: int, k: int, premises: tuple[int, ...]) -> None:
    if (outside := out_of_range(s, v, data_range)) is not None:
        s.contradict(k, (*premises, outside))
    elif is_witness(s, v):
        s.derive((data_range, v), k, premises)


def dt_maxc0_edge(s: Layer, x: int, v: int, fact: int, bound: int, data_range: int, k: int) -> None:
    """E(x), P(x, v), v in D -> contradiction, when P(x, v) is new."""
    if (holder := s.types_of(x).get(bound)) is not None and (inside := in_range(s, v, data_range)) is not None:
        s.contradict(k, (holder, fact, inside))


CLASS_RULES = (
    cax_sco,
    cls_int1,
    cax_dw,
    cax_adc,
    cls_svf1_member,
    cls_avf_member,
    cls_maxc0_member,
    cls_maxc0_filler,
    cls_svf_right,
    dt_avf_member,
    dt_maxc0_member,
    cls_hv1,
    cls_hs1,
    cls_oo_right,
    cls_maxc2_member,
    cls_maxc2_filler,
    dt_maxc2_member,
    prp_key_member,
)
ROLE_RULES = (
    prp_spo1,
    prp_spo2,
    cls_svf1_edge,
    cls_avf_edge,
    prp_rng,
    cls_hv2,
    cls_hs2,
    prp_pdw,
    prp_irp,
    prp_npa,
    cls_maxc0_edge,
    dt_svf1,
    dt_rng,
    dt_avf_edge,
    dt_maxc0_edge,
    prp_fp,
    cls_maxc2_edge,
    dt_maxc2_edge,
    prp_key_edge,
    eq_diff,
    prp_bot,
)
NUMBER: dict[Any, int] = {rule: i for rules in (CLASS_RULES, ROLE_RULES) for i, rule in enumerate(rules)}
"""The number under which the compiled program stores a rule: functions do not survive a cache, numbers do."""
