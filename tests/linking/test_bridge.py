"""The bridge: which axiom a mapping is, and what a bridge must not do."""

from __future__ import annotations

import pytest

from differentia.linking.bridge import axiom_of, effects
from differentia.linking.sssom import Mapping
from differentia.owl.axioms import Axiom, ClassAssertion, DisjointClasses, EquivalentClasses, SubClassOf
from differentia.owl.checker import check
from differentia.owl.expressions import Class, NamedIndividual, ObjectComplementOf
from differentia.owl.extending import extended
from differentia.owl.ontology import Ontology
from differentia.owl.proof import ProofContext
from differentia.owl.saturation import saturate

A, B, C = (Class(f"urn:ours#{name}") for name in "ABC")
X, Y = Class("http://purl.obolibrary.org/obo/HP_0000001"), Class("http://purl.obolibrary.org/obo/HP_0000002")
OURS = {A.iri, B.iri, C.iri}
CONTEXT = ProofContext({"ontology": "0" * 64, "version": "v", "case": None, "mappings": "1" * 64})


@pytest.mark.parametrize(
    ("predicate", "axiom"),
    [
        ("exactMatch", EquivalentClasses((X, A))),
        ("broadMatch", SubClassOf(A, X)),
        ("narrowMatch", SubClassOf(X, A)),
        ("closeMatch", None),
        ("relatedMatch", None),
    ],
)
def test_direction(predicate: str, axiom: Axiom | None) -> None:
    row = Mapping("our:A", predicate, "HP:0000001", "", "semapv:ManualMappingCuration", 0.9, "", "", "", 2)
    assert axiom_of(row, A.iri) == axiom


@pytest.mark.parametrize(
    ("own", "bridge", "expected"),
    [
        # A below B below A, by way of X
        ([SubClassOf(A, B)], [EquivalentClasses((A, X)), SubClassOf(B, X)], [("merged", (A, B))]),
        ([], [EquivalentClasses((A, X)), EquivalentClasses((B, X))], [("merged", (A, B))]),
        ([DisjointClasses((A, B))], [SubClassOf(A, X), SubClassOf(X, B)], [("unsatisfiable", (A,))]),
        ([], [EquivalentClasses((A, X)), EquivalentClasses((A, Y))], [("circle", (X, Y))]),
        ([], [SubClassOf(A, X), SubClassOf(X, B)], [("implied", (A, B))]),
        ([SubClassOf(A, B)], [SubClassOf(A, X), SubClassOf(X, B)], []),
        ([SubClassOf(A, B)], [EquivalentClasses((A, X)), SubClassOf(B, Y), SubClassOf(X, Y)], []),
    ],
)
def test_what_a_bridge_does_is_found_with_its_proof(
    own: list[Axiom], bridge: list[Axiom], expected: list[tuple[str, tuple[Class, ...]]]
) -> None:
    base = saturate(Ontology((*own, SubClassOf(C, C))))
    found = effects(base, extended(base, bridge), bridge, OURS, CONTEXT)
    wanted = [(kind, tuple(cls.iri for cls in classes)) for kind, classes in expected]
    assert [(each.kind, each.classes) for each in found] == wanted
    for each in found:
        assert check(each.proof).valid


def test_only_axioms_between_named_classes_extend_a_base() -> None:
    base = saturate(Ontology((ClassAssertion(A, NamedIndividual("urn:ours#i")),)))
    with pytest.raises(ValueError, match="no axiom between named classes"):
        extended(base, [SubClassOf(B, ObjectComplementOf(C))])
    with pytest.raises(ValueError, match="has individuals"):
        extended(base, [SubClassOf(A, B)])
