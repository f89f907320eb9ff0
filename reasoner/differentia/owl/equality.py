"""Equality: what makes two names one, and what is one's is the other's.

No two names are taken to be different unless that follows. An equality is a fact of its own, and whatever is known of
one side is copied to the other (`eq-rep-s`, `eq-rep-o` and `eq-trans` of OWL 2 RL, section 4.3, table 4, applied to the
terms that occur in some equality and to no others). What makes two things one is in the rules `prp_fp`, `cls_maxc2`,
`cls_oo_right` and `prp_key`, which `rules` lists.

A promise is kept for the eldest of equals only: its witness is the others' too. So a witness that turns out to be a
named individual does not promise again what that one has been promised.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from differentia.owl import expressions as ex
from differentia.owl.expressions import Literal, NamedIndividual
from differentia.owl.facts import DATA, EQUAL
from differentia.owl.program import SAME, Witness
from differentia.owl.regions import is_empty, meet, only_value, range_relation
from differentia.owl.witnesses import grounds_for, in_range, is_value, out_of_range

if TYPE_CHECKING:
    from differentia.owl.layer import Layer

__all__ = [
    "cls_maxc2_edge",
    "cls_maxc2_filler",
    "cls_maxc2_member",
    "cls_oo_right",
    "dt_maxc2_edge",
    "dt_maxc2_member",
    "eq_diff",
    "equals",
    "equate",
    "equate_by_third",
    "has_elder",
    "merge",
    "prp_fp",
    "prp_key_edge",
    "prp_key_member",
    "settle_value",
    "spread_edge",
    "spread_type",
]


def equals(s: Layer, x: int) -> list[tuple[int, int]]:
    """Return the terms known to be the same as one, each with the fact that says so."""
    return [*s.successors(2 * SAME, x), *s.successors(2 * SAME + 1, x)]


def equate(s: Layer, x: int, y: int, k: int, premises: tuple[int, ...]) -> None:
    """Derive that two terms are the same; two literals of different values contradict that."""
    alike = s.symbols.alike
    if alike.get(x, x) == alike.get(y, y):
        return
    low, high = min(x, y), max(x, y)
    if isinstance(s.symbols.terms[x], Literal) and isinstance(s.symbols.terms[y], Literal):
        s.contradict(k, (*premises, s.derive((~SAME, low, high), DATA, ())))
    else:
        s.derive((SAME, low, high), k, premises)


def has_elder(s: Layer, x: int) -> bool:
    """Tell whether a term is the same as one nearer to the names, or with a lower number."""
    own = _rank(s, x)
    return any(_rank(s, y) < own for y, _ in equals(s, x))


def _rank(s: Layer, x: int) -> tuple[int, int]:
    depth, term = 0, s.symbols.terms[x]
    while isinstance(term, Witness):
        depth, term = depth + 1, s.symbols.terms[term.of]
    return depth, x


# ---- copying


def merge(s: Layer, x: int, y: int, same: int) -> None:
    """Copy what is known of two terms that have just become one."""
    for a, b in ((x, y), (y, x)):
        for c, fact in s.types_of(a).items():
            _copy_type(s, c, a, b, fact, same)
        for role in range(len(s.symbols.roles)):
            if role == SAME or isinstance(s.symbols.terms[a], Literal):
                continue  # what a literal is a value of need not be said of a promised value as well
            for z, edge in s.successors(2 * role, a):
                s.derive((role, b, z), EQUAL, (edge, same))
            for z, edge in s.successors(2 * role + 1, a):
                s.derive((role, z, b), EQUAL, (edge, same))
        for z, other in equals(s, a):
            equate_by_third(s, b, z, other, same)


def equate_by_third(s: Layer, b: int, z: int, other: int, same: int) -> None:
    """A = z, a = b -> b = z; two literals are left to the property that has both."""
    terms = s.symbols.terms
    if b != z and not (isinstance(terms[b], Literal) and isinstance(terms[z], Literal)):
        s.derive((SAME, min(b, z), max(b, z)), EQUAL, (other, same))


def spread_type(s: Layer, c: int, x: int, fact: int) -> None:
    """C(x), x = y -> C(y), when C(x) is new."""
    for y, same in equals(s, x):
        _copy_type(s, c, x, y, fact, same)


def spread_edge(s: Layer, r: int, x: int, y: int, fact: int) -> None:
    """R(x, y), x = z -> R(z, y), and R(x, y), y = z -> R(x, z), when R(x, y) is new."""
    for z, same in equals(s, x):
        s.derive((r, z, y), EQUAL, (fact, same))
    if not isinstance(s.symbols.terms[y], Literal):
        for z, same in equals(s, y):
            s.derive((r, x, z), EQUAL, (fact, same))


def _copy_type(s: Layer, c: int, x: int, y: int, fact: int, same: int) -> None:
    if isinstance(s.symbols.terms[x], Literal):
        return  # in which ranges a literal lies is found where it is asked
    if not isinstance(s.symbols.terms[y], Literal):
        s.derive((c, y), EQUAL, (fact, same))
    elif c in s.symbols.ranges and (outside := out_of_range(s, y, c)) is not None:
        _against(s, fact, s.derive((~c, x), EQUAL, (outside, same)))


def settle_value(s: Layer, w: int) -> None:
    """Ranges of a promised value that have no value in common -> contradiction; if only one is left, w is that."""
    for grounds in grounds_for(s, w, is_empty):
        for fact in grounds:
            others = tuple(other for other in grounds if other != fact) or (fact,)
            range_number = s.fact(fact)[0][0]
            _against(s, fact, s.derive((~range_number, w), DATA, others))
    joint = meet(tuple(s.symbols.ranges[c] for c in s.types_of(w) if c in s.symbols.ranges))
    literal = only_value(joint)
    if literal is not None:
        only = ex.DataOneOf((literal,))
        v = s.symbols.literal(literal)
        for grounds in grounds_for(s, w, lambda part: range_relation(part, only) == "inside"):
            s.derive((SAME, min(v, w), max(v, w)), DATA, grounds)


def _against(s: Layer, fact: int, denial: int, seen: frozenset[int] = frozenset()) -> None:
    """Contradict by the clauses that gave a fact; one that was copied is contradicted where it comes from."""
    c = s.fact(fact)[0][0]
    for clause, premises in s.whys(fact):
        if clause >= 0:
            s.contradict(clause, (*premises, denial))
        elif clause == EQUAL and premises[0] not in seen:
            original, same = premises
            _against(s, original, s.derive((~c, s.fact(original)[0][1]), EQUAL, (denial, same)), seen | {fact})


# ---- what makes two one


def cls_oo_right(s: Layer, x: int, fact: int, individual: int, k: int) -> None:
    """E(x) with E = {a} -> x = a."""
    equate(s, x, individual, k, (fact,))


def cls_maxc2_member(s: Layer, x: int, fact: int, role: int, filler: int, k: int) -> None:
    """E(x), R(x, y), C(y), R(x, z), C(z) -> y = z with E = at most 1 R.C, when E(x) is new."""
    for one, two in combinations(_inside(s, x, role, filler), 2):
        equate(s, one[0], two[0], k, (fact, *one[1:], *two[1:]))


def cls_maxc2_edge(s: Layer, x: int, y: int, fact: int, bound: int, role: int, filler: int, k: int) -> None:
    """E(x), R(x, y), C(y), R(x, z), C(z) -> y = z with E = at most 1 R.C, when R(x, y) is new."""
    holder, inside = s.types_of(x).get(bound), s.types_of(y).get(filler)
    if holder is not None and inside is not None:
        for z, *others in _inside(s, x, role, filler):
            equate(s, y, z, k, (holder, fact, inside, *others))


def cls_maxc2_filler(s: Layer, y: int, fact: int, bound: int, role: int, filler: int, k: int) -> None:
    """E(x), R(x, y), C(y), R(x, z), C(z) -> y = z with E = at most 1 R.C, when C(y) is new."""
    for x, edge in s.successors(role ^ 1, y):
        if (holder := s.types_of(x).get(bound)) is not None:
            for z, *others in _inside(s, x, role, filler):
                equate(s, y, z, k, (holder, edge, fact, *others))


def _inside(s: Layer, x: int, role: int, filler: int) -> list[tuple[int, int, int]]:
    """Return the successors in a class, each with the facts of the pair and of the membership."""
    pairs = ((y, edge, s.types_of(y).get(filler)) for y, edge in s.successors(role, x))
    return [(y, edge, member) for y, edge, member in pairs if member is not None]


def dt_maxc2_member(s: Layer, x: int, fact: int, role: int, data_range: int, k: int) -> None:
    """E(x), P(x, v), v in D, P(x, w), w in D -> v = w with E = at most 1 P.D, when E(x) is new."""
    for one, two in combinations(_values(s, x, role, data_range), 2):
        equate(s, one[0], two[0], k, (fact, *one[1:], *two[1:]))


def dt_maxc2_edge(s: Layer, x: int, v: int, fact: int, bound: int, role: int, data_range: int, k: int) -> None:
    """E(x), P(x, v), v in D, P(x, w), w in D -> v = w with E = at most 1 P.D, when P(x, v) is new."""
    holder = s.types_of(x).get(bound)
    if holder is not None and (inside := in_range(s, v, data_range)) is not None:
        for w, *others in _values(s, x, role, data_range):
            equate(s, v, w, k, (holder, fact, inside, *others))


def _values(s: Layer, x: int, role: int, data_range: int) -> list[tuple[int, int, int]]:
    pairs = ((v, edge, in_range(s, v, data_range)) for v, edge in s.successors(role, x))
    return [(v, edge, inside) for v, edge, inside in pairs if inside is not None]


def prp_fp(s: Layer, x: int, y: int, fact: int, role: int, k: int) -> None:
    """R(x, y), R(x, z) -> y = z; for an inverse functional property (`prp-ifp`) R stands backwards."""
    for z, edge in s.successors(role, x):
        equate(s, y, z, k, (fact, edge))


def eq_diff(s: Layer, x: int, y: int, fact: int, members: frozenset[int], k: int) -> None:
    """A = b -> contradiction, for any two of the different `members` (`eq-diff1` to `eq-diff3`)."""
    if x in members and y in members:
        s.contradict(k, (fact,))


# ---- keys


def prp_key_member(s: Layer, x: int, fact: int, cls: int, roles: tuple[int, ...], k: int) -> None:
    """C(x), C(y), R1(x, z1), R1(y, z1), ... -> x = y for named x and y that agree on all keys, when C(x) is new."""
    for z, edge in s.successors(roles[0], x):
        _agree(s, x, z, (fact, edge), cls, roles, k)


def prp_key_edge(s: Layer, x: int, _: int, __: int, cls: int, roles: tuple[int, ...], k: int) -> None:
    """C(x), C(y), R1(x, z1), R1(y, z1), ... -> x = y for named x and y that agree on all keys, when one R is new."""
    if (member := s.types_of(x).get(cls)) is not None:
        for first, edge in s.successors(roles[0], x):
            _agree(s, x, first, (member, edge), cls, roles, k)


def _agree(s: Layer, x: int, z: int, mine: tuple[int, int], cls: int, roles: tuple[int, ...], k: int) -> None:
    """Equate x with whatever shares its first key z and the other keys."""
    terms = s.symbols.terms
    if not isinstance(terms[x], NamedIndividual) or not _counts(s, z):
        return
    for y, theirs in ((y, edge) for v in _spellings(s, z) for y, edge in s.successors(roles[0] ^ 1, v)):
        member = s.types_of(y).get(cls)
        if y == x or member is None or not isinstance(terms[y], NamedIndividual):
            continue
        shared = [_shared(s, x, y, role) for role in roles[1:]]
        if None not in shared:
            equate(s, x, y, k, (mine[0], member, mine[1], theirs, *(n for pair in shared if pair for n in pair)))


def _counts(s: Layer, z: int) -> bool:
    """Tell whether a key's value counts: a named individual, or any data value."""
    return isinstance(s.symbols.terms[z], NamedIndividual) or is_value(s, z)


def _spellings(s: Layer, z: int) -> list[int]:
    """Return the literals of the same value, or the individual itself."""
    alike = s.symbols.alike
    first = alike.get(z, z)
    return [first, *(other for other, one in alike.items() if one == first)]


def _shared(s: Layer, x: int, y: int, role: int) -> tuple[int, int] | None:
    alike = s.symbols.alike
    theirs = {alike.get(z, z): edge for z, edge in s.successors(role, y)}
    for z, edge in s.successors(role, x):
        if _counts(s, z) and (other := theirs.get(alike.get(z, z))) is not None:
            return edge, other
    return None
