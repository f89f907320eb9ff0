"""Claims about individuals, put to HermiT in groups: all that is concluded follows, and nothing else does.

A group of conclusions is right if no model contradicts any of them, which is one question. What is not concluded does
not follow if one model contradicts all of it, which is one question as well. A group that fails is cut, down to single
claims. The answer is that of a classification for the few questions that axioms almost without case splits need.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import referee
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, Class, ClassExpression, NamedIndividual, ObjectProperty
from differentia.owl.referee_text import Entity, entities, with_named_individuals
from differentia.structs import dataclass

__all__ = ["Assertion", "Claims", "Differences"]

Assertion: TypeAlias = ax.ClassAssertion | ax.ObjectPropertyAssertion
Kind: TypeAlias = Class | ex.ObjectComplementOf | ObjectProperty
T = TypeVar("T")

_CONCLUSIONS_AT_ONCE = 50
_DENIALS_AT_ONCE = 1000  # most are contradicted at once by disjoint classes
_PIECES = 4  # few enough that most pieces of a failed group hold, enough that single claims are soon reached
_SHARED = 20  # so many denials are written under one name that all who deny them refer to
_TAG = "urn:x-differentia:claims:"
_TYPE, _OPPOSITE = " ", " not"  # no IRIs; they stand for the property in the key of what somebody is and is not
_THING = Class(OWL + "Thing")
_LINK = ObjectProperty(_TAG + "link")
_OUTSIDE = {OWL + name for name in ("Thing", "Nothing", "topObjectProperty", "bottomObjectProperty")}


@dataclass(frozen=True, slots=True)
class Differences:
    """Where conclusions and HermiT differ; blank nodes bear the names that `with_named_individuals` gives them.

    Attributes:
        unfounded: what is concluded and does not follow.
        missing: what follows and is not concluded.

    Example:
        >>> said = ax.ClassAssertion(Class("u:A"), NamedIndividual("u:a"))
        >>> [claim.cls.iri for claim in Differences(unfounded=frozenset([said]), missing=frozenset()).unfounded]
        ['u:A']
    """

    unfounded: frozenset[Assertion]
    missing: frozenset[Assertion]


class _Group(NamedTuple):
    """Conclusions that all follow if none can be contradicted."""

    claims: tuple[Assertion, ...]

    def parts(self) -> list[_Group]:
        return [_Group(piece) for piece in _dealt(self.claims)]

    def claim(self) -> Assertion:
        return self.claims[0]


class _Box(NamedTuple):
    """Statements of some kinds about some individuals, those of a property with some targets.

    What is not concluded of them does not follow if all of it can be contradicted at once.
    """

    kinds: tuple[Kind, ...]
    people: tuple[NamedIndividual, ...]
    targets: tuple[NamedIndividual, ...]

    def parts(self) -> list[_Box]:
        if len(self.kinds) > 1:
            return [self._replace(kinds=piece) for piece in _dealt(self.kinds)]
        if len(self.people) > 1:
            return [self._replace(people=piece) for piece in _dealt(self.people)]
        of_values = isinstance(self.kinds[0], ObjectProperty)
        return [self._replace(targets=piece) for piece in _dealt(self.targets)] if of_values else []

    def claim(self) -> Assertion:
        kind = self.kinds[0]
        if isinstance(kind, ObjectProperty):
            return ax.ObjectPropertyAssertion(kind, self.people[0], self.targets[0])
        return ax.ClassAssertion(kind, self.people[0])


class Claims:
    """Compares conclusions about individuals with what HermiT concludes.

    Which kinds of statements one model can contradict together is learned at the first comparison and kept.

    Args:
        known: axioms that all comparisons share.
        timeout: seconds for each start of HermiT.

    Example:
        >>> from differentia.owl.axioms import ClassAssertion, SubClassOf
        >>> claims = Claims([SubClassOf(Class("u:A"), Class("u:B"))])
        >>> said = ClassAssertion(Class("u:A"), NamedIndividual("u:a"))
        >>> found = claims.differences([said], [NamedIndividual("u:a")], [said])
        >>> [claim.cls.iri for claim in found.missing]
        ['u:B']
    """

    def __init__(self, known: Iterable[Axiom], *, timeout: float = 900.0) -> None:
        self._known: list[Axiom] = [with_named_individuals(axiom) for axiom in known]
        self._timeout = timeout
        self._blocks: list[tuple[Kind, ...]] = []

    def differences(
        self,
        added: Iterable[Axiom],
        people: Iterable[ex.Individual],
        concluded: Iterable[Assertion],
        *,
        denying: Iterable[ex.Individual] = (),
    ) -> Differences:
        """Return what is concluded too much and too little about some individuals.

        Args:
            added: what is known besides.
            people: individuals, named or blank, of which all named classes (owl:Thing left out) and all values of
                named object properties are said to be concluded.
            concluded: the conclusions: named classes, complements of them, values of named object properties. What is
                the same as what, and values of data properties, are not compared.
            denying: individuals of which all complements of named classes are said to be concluded as well.

        Raises:
            RefereeFoundInconsistent: what is known is inconsistent.
            RefereeError: HermiT refuses the axioms or is not done in time.
        """
        body = [*self._known, *(with_named_individuals(axiom) for axiom in added)]
        claims = [*dict.fromkeys(with_named_individuals(claim) for claim in concluded)]
        judged, denied = _named(people), _named(denying)
        used = dict.fromkeys(entity for axiom in (*body, *claims) for entity in entities(axiom))
        used |= dict.fromkeys((*judged, *denied))
        self._learn_of(used)
        questions: list[_Group | _Box] = [*_groups(claims), *self._boxes(used, judged, denied)]
        found: dict[type, set[Assertion]] = {_Group: set(), _Box: set()}
        failed = self._failed(body, claims, questions)
        while failed:
            questions = []
            for question in failed:
                if isinstance(question, _Box) and len(question.kinds) > 1:
                    self._blocks.remove(question.kinds)
                    self._blocks += _dealt(question.kinds)
                if not (parts := question.parts()):
                    found[type(question)].add(question.claim())
                questions += parts
            failed = self._failed(body, claims, questions) if questions else []
        return Differences(unfounded=frozenset(found[_Group]), missing=frozenset(found[_Box]))

    def _boxes(
        self, used: Iterable[Entity], people: tuple[NamedIndividual, ...], denying: tuple[NamedIndividual, ...]
    ) -> Iterator[_Box]:
        targets = tuple(entity for entity in used if isinstance(entity, NamedIndividual))
        for block in self._blocks:
            if isinstance(block[0], ex.ObjectComplementOf):
                yield _Box(block, denying, ())
            else:
                yield _Box(block, people, targets)

    def _failed(
        self, body: Sequence[Axiom], claims: Iterable[Assertion], questions: Iterable[_Group | _Box]
    ) -> list[_Group | _Box]:
        """Return the groups that can be contradicted and the boxes that cannot."""
        denials = _Denials(claims)
        asked = list[tuple[_Group | _Box, ClassExpression]]()
        for question in questions:
            concept = _contradicting(question.claims) if isinstance(question, _Group) else denials.of(question)
            if concept is not None:
                asked.append((question, concept))
        concepts = [_THING, *(concept for _, concept in asked)]
        anything, *possible = referee.satisfiable([*body, *denials.axioms], concepts, timeout=self._timeout)
        if not anything:
            raise referee.RefereeFoundInconsistent("what is known is inconsistent")
        return [
            question
            for (question, _), can_be in zip(asked, possible, strict=True)
            if can_be == isinstance(question, _Group)
        ]

    def _learn_of(self, used: Iterable[Entity]) -> None:
        """Put classes and properties that are in no block, and the complements of such classes, into two new blocks."""
        seen = {kind for block in self._blocks for kind in block}
        new = [e for e in used if isinstance(e, Class | ObjectProperty) and e not in seen and e.iri not in _OUTSIDE]
        opposites = [ex.ObjectComplementOf(kind) for kind in new if isinstance(kind, Class)]
        self._blocks += [tuple(block) for block in (new, opposites) if block]


class _Denials:
    """Describes who contradicts all statements of a box that are not concluded.

    Args:
        concluded: the conclusions.

    Attributes:
        axioms: what the descriptions refer to.
    """

    def __init__(self, concluded: Iterable[Assertion]) -> None:
        self.axioms: list[Axiom] = []
        self._named: dict[tuple[object, ...], Class] = {}  # by IRIs: expressions of this size are slow to compare
        self._kept: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for claim in concluded:
            if isinstance(claim, ax.ObjectPropertyAssertion):
                self._kept[_iri(claim.source), _iri(claim.property)].add(_iri(claim.target))
            else:
                opposite = isinstance(claim.cls, ex.ObjectComplementOf)
                self._kept[_iri(claim.individual), _OPPOSITE if opposite else _TYPE].add(_iri(claim.cls))

    def of(self, box: _Box) -> ClassExpression | None:
        """Return the description, or None if all is concluded: it links to each individual as one that denies."""
        classes = tuple(kind.iri for kind in box.kinds if isinstance(kind, Class))
        opposites = tuple(_iri(kind) for kind in box.kinds if isinstance(kind, ex.ObjectComplementOf))
        roles = [kind for kind in box.kinds if isinstance(kind, ObjectProperty)]
        targets = tuple(target.iri for target in box.targets)
        members = []
        for one in box.people:
            denials = [*self._none_of(classes, self._kept[one.iri, _TYPE], Class)]
            denials += self._none_of(opposites, self._kept[one.iri, _OPPOSITE], _no)
            denials += [denial for role in roles if (denial := self._no_value(role, one, targets)) is not None]
            if denials:
                members.append(ex.ObjectSomeValuesFrom(_LINK, _all([_one(one.iri), *denials])))
        return _all(members) if members else None

    def _no_value(self, role: ObjectProperty, one: NamedIndividual, targets: tuple[str, ...]) -> Class | None:
        kept = self._kept[one.iri, role.iri]
        key = (role.iri, targets, frozenset(kept))
        if key not in self._named:
            denials = [*self._none_of(targets, kept, _one)]
            if not denials:
                return None
            self._name(key, ex.ObjectAllValuesFrom(role, _all(denials)))
        return self._named[key]

    def _none_of(
        self, items: tuple[str, ...], kept: set[str], described: Callable[[str], ClassExpression]
    ) -> Iterator[ClassExpression]:
        for group in _runs(items, _SHARED):
            if not kept.isdisjoint(group):
                yield from (ex.ObjectComplementOf(described(item)) for item in group if item not in kept)
                continue
            key = (described, group)
            if key not in self._named:
                self._name(key, _all([ex.ObjectComplementOf(described(item)) for item in group]))
            yield self._named[key]

    def _name(self, key: tuple[object, ...], concept: ClassExpression) -> None:
        self._named[key] = Class(f"{_TAG}denial-{len(self._named)}")
        self.axioms.append(ax.SubClassOf(self._named[key], concept))


def _iri(entity: ex.Structure) -> str:
    """Return the IRI of what is named, or of the named class that is denied."""
    if isinstance(entity, ex.ObjectComplementOf):
        entity = entity.operand
    if isinstance(entity, Class | ObjectProperty | NamedIndividual):
        return entity.iri
    raise referee.RefereeError(f"only named classes and properties are compared, no {type(entity).__name__}")


def _one(iri: str) -> ClassExpression:
    return ex.ObjectOneOf((NamedIndividual(iri),))


def _no(iri: str) -> ClassExpression:
    return ex.ObjectComplementOf(Class(iri))


def _all(parts: Sequence[ClassExpression]) -> ClassExpression:
    return ex.ObjectIntersectionOf(tuple(parts)) if len(parts) > 1 else parts[0]


def _any(parts: Sequence[ClassExpression]) -> ClassExpression:
    return ex.ObjectUnionOf(tuple(parts)) if len(parts) > 1 else parts[0]


def _contradicting(claims: Iterable[Assertion]) -> ClassExpression:
    """Describe the individuals that would contradict any of the claims, each individual once: HermiT is far quicker."""
    contraries: defaultdict[ex.Individual, list[ClassExpression]] = defaultdict(list)
    for claim in claims:
        if isinstance(claim, ax.ClassAssertion):
            contraries[claim.individual].append(ex.ObjectComplementOf(claim.cls))
        else:
            value = ex.ObjectHasValue(claim.property, claim.target)
            contraries[claim.source].append(ex.ObjectComplementOf(value))
    return _any([_all([ex.ObjectOneOf((who,)), _any(parts)]) for who, parts in contraries.items()])


def _runs(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    yield from (tuple(items[start : start + size]) for start in range(0, len(items), size))


def _dealt(items: tuple[T, ...]) -> list[tuple[T, ...]]:
    """Deal several items out: neighbours, which often exclude one another or share a case split, come apart."""
    return [items[start::_PIECES] for start in range(min(_PIECES, len(items)))] if len(items) > 1 else []


def _groups(claims: Iterable[Assertion]) -> Iterator[_Group]:
    sorts: tuple[list[Assertion], list[Assertion]] = [], []
    for claim in claims:
        sorts[isinstance(claim, ax.ClassAssertion) and isinstance(claim.cls, ex.ObjectComplementOf)].append(claim)
    for sort, size in zip(sorts, (_CONCLUSIONS_AT_ONCE, _DENIALS_AT_ONCE), strict=True):
        yield from map(_Group, _runs(sort, size))


def _named(people: Iterable[ex.Individual]) -> tuple[NamedIndividual, ...]:
    return tuple(dict.fromkeys(with_named_individuals(one) for one in people))
