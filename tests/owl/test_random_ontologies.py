"""Random ontologies of the fragment: our answers are HermiT's, and rustdl's where HermiT does not overrule it.

DIFFERENTIA_RANDOM multiplies how many are tried: 1 in a normal run, 210 makes 5,040 for rustdl. `make referee` keeps
the counts (`tests/owl/tally.py`), and goes on where it was stopped.
"""

from __future__ import annotations

import os
import warnings
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations, product
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import pytest
from tests.owl.examples import contrary, proof_against, proof_of_clash, proof_that
from tests.owl.random_ontologies import Names, Options, ontology
from tests.owl.tally import skip_if_told, tell

from differentia.errors import OutsideFragment
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import referee, rules
from differentia.owl.checker import check
from differentia.owl.completeness import completeness
from differentia.owl.entailment import Question, triples
from differentia.owl.expressions import RDF, Class, Literal, NamedIndividual, ObjectProperty
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.referee_text import document
from differentia.owl.saturation import saturate

Conclusions: TypeAlias = bool | frozenset[tuple[str, str, str | Literal]]
TIMES = int(os.environ.get("DIFFERENTIA_RANDOM", "1"))
AT_ONCE = 120  # ontologies in one test with rustdl, so that workers can share them
KINDS = {
    "plain": Options(data=False),
    "data": Options(),
    "absence": Options(data=False, left_complements=True),
    "equality": Options(equality=True),
    "built-in": Options(data=False, built_in=True),
}


def questions(seed: int) -> list[Question]:
    names = Names(seed)
    pairs = product(names.roles, names.people, names.people)
    types = (ax.ClassAssertion(c, i) for c, i in product(names.classes, names.people))
    same = (ax.ClassAssertion(ex.ObjectOneOf((i,)), j) for i, j in combinations(names.people, 2))
    return [*types, *same, *(ax.ObjectPropertyAssertion(r, i, j) for r, i, j in pairs)]


@cache
def layer_of(kind: str, seed: int) -> Layer | None:
    """Return the saturated ontology, or None if the generator left the fragment."""
    try:
        return Layer(saturate(Ontology(ontology(seed, KINDS[kind]))))
    except OutsideFragment:
        return None


@cache
def answers(kind: str, seed: int) -> tuple[set[Question], set[Question]] | None:
    """Return what follows and what is refuted, every proof checked; None if a question leads out of the fragment."""
    layer = layer_of(kind, seed)
    assert layer is not None
    yes, no = set[Question](), set[Question]()
    for question in questions(seed):
        try:
            found = proof_that(layer, question), proof_against(layer, question)
        except OutsideFragment:
            return None
        for proof, where in zip(found, (yes, no), strict=True):
            if proof is not None:
                assert check(proof).error is None
                where.add(question)
    return yes, no


def consistent_seeds(kind: str, count: int, start: int = 0) -> list[int]:
    found = []
    for seed in range(start, start + 20 * count):
        layer = layer_of(kind, seed)
        if layer is not None and not layer.clashes and answers(kind, seed) is not None:
            found.append(seed)
        if len(found) == count:
            return found
    raise AssertionError("the generator hardly makes consistent ontologies")


@pytest.mark.referee
@pytest.mark.parametrize("batch", range(TIMES))
@pytest.mark.parametrize("kind", KINDS)
def test_hermit_gives_the_same_answers(kind: str, batch: int) -> None:
    skip_if_told(f"HermiT, {kind}", batch)
    seeds = consistent_seeds(kind, 3, start=10_000 + 100 * batch)
    axioms = [axiom for seed in seeds for axiom in ontology(seed, KINDS[kind])]
    asked = [question for seed in seeds for question in questions(seed)]
    entailed = referee.entailed(axioms, [*asked, *map(contrary, asked)])
    count: Counter[str] = Counter(ontologies=len(seeds), questions=len(asked))
    for seed in seeds:
        yes, no = answers(kind, seed) or (set[Question](), set[Question]())
        for question in questions(seed):
            told = question in entailed, contrary(question) in entailed
            ours = question in yes, question in no
            sound = all(theirs or not mine for theirs, mine in zip(told, ours, strict=True))
            count.update(follow=told[0], refuted=told[1], missed=told != ours)
            assert told == ours or (sound and not sure(kind, seed)), (seed, question)
    tell(f"HermiT, {kind}", batch, count)


@pytest.mark.referee
@pytest.mark.parametrize("batch", range(0, 12 * TIMES, AT_ONCE))
@pytest.mark.parametrize("kind", ["plain", "data"])  # rustdl takes minutes over some complements on the left
def test_rustdl_gives_the_same_answers(kind: str, batch: int, tmp_path: Path) -> None:
    rustdl = pytest.importorskip("rustdl")
    skip_if_told(f"rustdl, {kind}", batch)
    disputed: list[tuple[int, Question | None, bool]] = []
    count: Counter[str] = Counter()
    for seed in range(batch, min(batch + AT_ONCE, 12 * TIMES)):
        layer = layer_of(kind, seed)
        if layer is None:
            continue
        path = tmp_path / f"{seed}.ofn"
        path.write_text(document(ontology(seed, KINDS[kind])))
        count.update(["ontologies", *(["contradictory"] if layer.clashes else [])])
        if rustdl.is_consistent(str(path)) == bool(layer.clashes):
            disputed.append((seed, None, not layer.clashes))
        elif not layer.clashes:
            ours, theirs = ours_about(layer), theirs_about(rustdl, str(path))
            disputed += [(seed, question, question in ours) for question in ours ^ theirs]
            count.update(statements=len(ours | theirs), telling=bool(ours - {*ontology(seed, KINDS[kind])}))
        layer_of.cache_clear()
    count["in dispute"] = len({seed for seed, *_ in disputed})
    tell(f"rustdl, {kind}", batch, count + judge(kind, disputed))


def judge(kind: str, disputed: list[tuple[int, Question | None, bool]]) -> Counter[str]:
    """Ask HermiT about each dispute, and count who was right; rustdl misses many answers, so there are some."""
    seeds = sorted({seed for seed, question, _ in disputed if question is not None})
    entailed, right = set[ax.Axiom](), Counter[str]()
    for start in range(0, len(seeds), 10):  # HermiT's time grows faster than what it is given
        some = seeds[start : start + 10]
        asked = [question for seed, question, _ in disputed if question is not None and seed in some]
        entailed |= referee.entailed([axiom for seed in some for axiom in ontology(seed, KINDS[kind])], asked)
    for seed, question, claimed in disputed:
        if question is None:
            assert referee.consistent(ontology(seed, KINDS[kind])) == claimed, seed
            right["we were right"] += 1
        else:
            right["we were right" if (question in entailed) == claimed else "rustdl was right"] += 1
            assert (question in entailed) == claimed or not (claimed or saturated(kind, seed)), (seed, question)
    return right


def sure(kind: str, seed: int) -> bool:
    """Tell whether all answers are promised to be found."""
    return completeness(ontology(seed, KINDS[kind])).complete


def saturated(kind: str, seed: int) -> bool:
    """Tell whether saturation alone is promised to find all positive answers."""
    return sure(kind, seed) and not completeness(ontology(seed, KINDS[kind])).renamed


def ours_about(layer: Layer) -> set[Question]:
    data = {layer.symbols.roles[number] for number in layer.symbols.data_roles}
    told = triples(layer.base or layer)
    return {statement(s, p, o) for s, p, o in told if p not in data and isinstance(o, str) and "#" not in o}


def theirs_about(rustdl: ModuleType, path: str) -> set[Question]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        types = {(i, RDF + "type", c) for c, i in rustdl.materialize_inferred_class_assertions(path) if "#" not in c}
        values = {*rustdl.materialize_inferred_property_assertions(path), *rustdl.object_property_values(path)}
    return {statement(*t) for t in types | values}


def statement(s: str, p: str, o: str) -> Question:
    if p == RDF + "type":
        return ax.ClassAssertion(Class(o), NamedIndividual(s))
    return ax.ObjectPropertyAssertion(ObjectProperty(p), NamedIndividual(s), NamedIndividual(o))


@pytest.mark.parametrize("kind", KINDS)
def test_contradictions_are_proved(kind: str) -> None:
    found = [layer for seed in range(60) if (layer := layer_of(kind, seed)) is not None and layer.clashes]
    assert len(found) >= 8
    for layer in found:
        assert check(proof_of_clash(layer)).error is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_generator_has_something_to_say(kind: str) -> None:
    """Most ontologies have a type or value that nobody asserted, and a refuted statement; few leave the fragment."""
    counts = {"outside": 0, "new": 0, "refuted": 0, "all": 0}
    for seed in range(60):
        layer = layer_of(kind, seed)
        if layer is None:
            counts["outside"] += 1
        elif not layer.clashes and (found := answers(kind, seed)) is not None:
            counts["all"] += 1
            counts["new"] += bool(found[0] - set(ontology(seed, KINDS[kind])))
            counts["refuted"] += bool(found[1])
    assert counts["outside"] <= 3
    # with equality or built-in properties half of them contradict themselves
    assert counts["new"] >= 0.8 * counts["all"] >= (20 if kind in ("equality", "built-in") else 24)
    assert counts["refuted"] >= 0.6 * counts["all"]


def outcome(kind: str, seed: int) -> Conclusions | None:
    try:
        base = saturate(Ontology(ontology(seed, KINDS[kind])))
    except OutsideFragment:
        return None
    return bool(base.clashes) or frozenset(triples(base))


SAMPLE = (
    *product([kind for kind in KINDS if kind != "built-in"], range(500)),
    *(("built-in", seed) for seed in range(50)),
    *(("equality", seed) for seed in range(500, 1500)),
)
known_outcome = cache(outcome)


@pytest.mark.parametrize("rule", [*rules.CLASS_RULES, *rules.ROLE_RULES], ids=lambda r: r.__name__)
def test_without_any_one_rule_something_is_lost(rule: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample is rich enough to notice a rule that does nothing."""
    for one in SAMPLE:
        known_outcome(*one)
    for name in ("CLASS_RULES", "ROLE_RULES"):
        changed = tuple((lambda *_: None) if r is rule else r for r in getattr(rules, name))
        monkeypatch.setattr(f"differentia.owl.dispatch.{name}", changed)
    assert any(outcome(*one) != known_outcome(*one) for one in SAMPLE)
