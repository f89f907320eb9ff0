"""Cases that speak in codes: understood through mappings and hierarchies, or refused with the reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from differentia.compiled import compile_triples
from differentia.errors import BadInput, DifferentiaError
from differentia.knowledge import Diagnosis, KnowledgeBase, load
from differentia.knowledge.linked import bridged
from differentia.linking.links import load_links
from differentia.owl.axioms import ClassAssertion
from differentia.owl.checker import check
from differentia.owl.entailment import types
from differentia.owl.expressions import Class, NamedIndividual
from differentia.owl.facts import Assertion
from differentia.owl.layer import Layer
from differentia.owl.ontology import Ontology
from differentia.owl.saturation import saturate
from differentia.verifying import strangers

OBO = "http://purl.obolibrary.org/obo/"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


def told(diagnosis: Diagnosis) -> dict[tuple[str, str | None], str]:
    return {(cause.id, cause.side): cause.status for cause in diagnosis.causes}


@pytest.mark.parametrize(
    ("coded", "plain"),
    [
        # a descendant of a mapped term: lateral ankle pain, below ankle pain
        ({"present": ["right HP:6001320"]}, {"present": ["right ankle pain"]}),
        # a narrower match that is itself more specific than what is mapped exactly
        ({"present": ["left HP:0031271"]}, {"present": ["left pulse deficit"]}),
        ({"present": ["MONDO:0005147"]}, {"present": ["diabetes"]}),
        # excluded: a code wider than ours excludes ours, and what is below it
        (
            {"present": ["right calf pain"], "absent": ["HP:0003418"]},
            {"present": ["right calf pain"], "absent": ["back pain"]},
        ),
        (
            {"present": ["right calf pain"], "measured": [{"name": "LOINC:77194-9", "value": "0.7", "side": "right"}]},
            {"present": ["right calf pain"], "measured": [{"name": "resting ABI", "value": "0.7", "side": "right"}]},
        ),
    ],
)  # fmt: skip
def test_a_code_means_what_its_mapping_says(kb: KnowledgeBase, coded: dict[str, Any], plain: dict[str, Any]) -> None:
    one, other = kb.diagnose({"id": "x", **coded}), kb.diagnose({"id": "x", **plain})
    assert told(one) == told(other)
    assert one.case.facts[0].axioms != ()


def test_absence_of_a_wide_term_contradicts_a_narrow_one(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"present": ["right HP:6001320"], "absent": ["HP:0009763"]})
    assert diagnosis.session.conflicts.minimal == (frozenset({"f1", "f2"}),)


def test_queries_see_that_ours_is_lacking_below_a_code_and_not_above_it(kb: KnowledgeBase) -> None:
    legpain = "https://w3id.org/differentia/legpain#"
    wide, narrow = kb.read({"absent": ["HP:0003418", "MONDO:0005147"]}).facts
    assert legpain + "BackPain" in {cls for _, cls in wide.lacks}
    assert legpain + "Diabetes" not in {cls for _, cls in narrow.lacks}


def test_the_mapping_stands_in_the_proof_and_the_checker_accepts_it(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"present": ["right HP:0031271"]})
    proofs = diagnosis.explain("PAD", "right")
    cited = [source for proof in proofs for axiom in proof["axioms"].values() for source in axiom["sources"]]
    assert (
        "by mapping lp:PulseDeficit skos:narrowMatch HP:0031271 (semapv:ManualMappingCuration, confidence 0.9)" in cited
    )
    for proof in proofs:
        assert check(proof).valid
        assert proof["header"]["mappings"] == load_links().sha256
        assert strangers(proof, diagnosis.case, diagnosis.kb.ontology.axioms, diagnosis.proof_context()) == []


def test_a_step_through_the_hierarchy_stands_in_the_proof(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"present": ["right HP:6001320"], "absent": ["HP:0009763"]})
    from differentia.knowledge.explaining import proof_of_conflict

    proof = proof_of_conflict(diagnosis, frozenset({"f1", "f2"}))
    assert check(proof).valid
    cited = {source for axiom in proof["axioms"].values() for source in axiom["sources"]}
    assert any(source.startswith("HP:6001320 is below HP:0030840 in Human Phenotype Ontology") for source in cited)


def test_the_bridge_gives_the_types_that_saturating_everything_anew_gives(kb: KnowledgeBase) -> None:
    links = load_links()
    codes = [term for each in links.hierarchies for term in each.labels if term.startswith("HP:")]
    quick, axioms = bridged(kb.compiled, links, codes)
    whole = saturate(Ontology(kb.ontology.axioms + tuple(axioms)))
    someone = NamedIndividual("urn:x#someone")
    for code in codes:
        wanted = Assertion(ClassAssertion(Class(OBO + code.replace(":", "_")), someone))
        found = []
        for base in (quick.base, whole):
            layer = Layer(base)
            layer.assume([wanted])
            found.append(types(layer, someone.iri))
        assert found[0] == found[1]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("HP:9999999", "unknown"),
        ("HP:30840", "not written so"),
        ("right HP:0012531", "wider than any finding"),
        ("MONDO:0005386", "nothing that is found in a patient"),
        ("HP:0033748", "closeMatch of “numbness”"),
        ("LOINC:77194-9", "give its value under measured"),
        ("SCTID:30367100", "check digit"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused_with_the_reason(kb: KnowledgeBase, phrase: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        kb.read({"present": [phrase]})
    case = kb.read({"present": [phrase]}, lenient=True)
    assert case.not_understood == (phrase,)
    assert case.facts == ()


def test_wrong_codes_seen_elsewhere_are_refused(kb: KnowledgeBase, shared: Path) -> None:
    lines = (shared / "links" / "bad_codes_seen.tsv").read_text("utf-8").splitlines()
    for row in csv.DictReader(lines, delimiter="\t"):
        for case in ({"present": [row["code"]]}, {"measured": [{"name": row["code"], "value": "0.7"}]}):
            with pytest.raises(BadInput) as error:
                kb.read(case)
            expected = "check digit" if row["true_meaning_or_fault"].startswith("fails") else "it means"
            assert expected in str(error.value)


def test_a_case_without_codes_loads_no_links() -> None:
    import subprocess
    import sys

    program = """
import sys
from differentia.knowledge import load
load().diagnose({"present": ["right calf pain"]}).causes
from differentia.linking.links import load_links
print("differentia.knowledge.linked" in sys.modules, load_links.cache_info().currsize)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False 0"


# ---- a vocabulary of the user's own

VOCABULARY = """format-version: 1.2
data-version: hp/releases/test

[Term]
id: HP:0030840
name: Ankle pain
is_a: HP:0012514 ! Lower limb pain

[Term]
id: HP:7777770
name: Pain of the inner ankle bone
is_a: HP:0030840 ! Ankle pain

[Term]
id: HP:7777771
name: Old name
is_obsolete: true
replaced_by: HP:7777770
"""
GRAPHS = """{"graphs": [{"nodes": [
 {"id": "http://purl.obolibrary.org/obo/HP_7777770", "lbl": "Pain of the inner ankle bone"},
 {"id": "http://purl.obolibrary.org/obo/HP_7777771", "meta": {"deprecated": true, "basicPropertyValues":
 [{"pred": "http://purl.obolibrary.org/obo/IAO_0100001", "val": "HP:7777770"}]}}],
 "edges": [{"sub": "http://purl.obolibrary.org/obo/HP_7777770", "pred": "is_a",
 "obj": "http://purl.obolibrary.org/obo/HP_0030840"}]}]}"""
TURTLE = """@prefix o: <http://purl.obolibrary.org/obo/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
o:HP_7777770 rdfs:label "Pain of the inner ankle bone" ; rdfs:subClassOf o:HP_0030840 .
o:HP_7777771 rdfs:label "Old name" ; owl:deprecated true ; o:IAO_0100001 o:HP_7777770 .
"""


@pytest.mark.parametrize(("name", "text"), [("hp.obo", VOCABULARY), ("hp.json", GRAPHS), ("hp.ttl", TURTLE)])
def test_a_whole_vocabulary_can_be_added(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    more = load(links=[path])
    one = more.diagnose({"id": "x", "present": ["right HP:7777770"]})
    assert told(one) == told(more.diagnose({"id": "x", "present": ["right ankle pain"]}))
    with pytest.raises(BadInput, match="obsolete; HP:7777770 replaces it"):
        more.read({"present": ["HP:7777771"]})
    with pytest.raises(BadInput, match="unknown"):
        load().read({"present": ["HP:7777770"]})


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (["lp:CalfPain\tskos:exactMatch\tHP:0030839"], "two terms would become one"),  # that of another already
        (["lp:LegPain\tskos:broadMatch\tHP:0030840"], "two terms would become one"),  # a circle of subclasses
        (["lp:AnklePain\tskos:exactMatch\tHP:0012514"], "two terms of another vocabulary would become one"),
    ],
)
def test_links_that_damage_the_ontology_are_refused(tmp_path: Path, rows: list[str], why: str) -> None:
    path = tmp_path / "own.sssom.tsv"
    head = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
    lines = [f"{row}\tsemapv:ManualMappingCuration" for row in rows]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    with pytest.raises(DifferentiaError, match=why):
        load(links=[path]).read({"present": ["right HP:0030840"]})


def test_an_ontology_of_ones_own_has_no_links() -> None:
    compiled = compile_triples([])
    assert bridged(compiled, load_links())[1] == {}
