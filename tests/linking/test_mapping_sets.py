"""The mapping sets that are supplied: valid SSSOM, about terms that are there, with licence and version."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from differentia.knowledge import load
from differentia.knowledge.linked import effects_of, kinds_of_terms
from differentia.linking.curies import VOCABULARIES
from differentia.linking.links import load_links
from differentia.linking.published import matches_turtle
from differentia.linking.sssom import read_sssom

LICENSED = {"SCTID", "UMLS", "icd11.foundation"}
SETS = ("open", "licensed")


def folder(root: Path) -> Path:
    return root / "ontology" / "links"


@pytest.mark.parametrize("name", SETS)
@pytest.mark.filterwarnings("ignore")
def test_sssom_own_library_finds_them_valid(root: Path, name: str) -> None:
    pytest.importorskip("sssom", reason="install the group links")
    from sssom.constants import SchemaValidationType as Validation
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    path = folder(root) / f"{name}.sssom.tsv"
    mappings = parse_sssom_table(str(path))
    assert len(mappings.df) == len(read_sssom(path).mappings)
    kinds = [Validation.JsonSchema, Validation.PrefixMapCompleteness, Validation.StrictCurieFormat]
    reports = validate(mappings, validation_types=kinds, fail_on_error=False)
    assert {str(kind): report.results for kind, report in reports.items()} == {str(kind): [] for kind in kinds}


def test_subjects_are_terms_of_the_ontology_under_their_labels(root: Path) -> None:
    labels = load().compiled.lexicon.labels
    links = load_links()
    for name in SETS:
        lines = (folder(root) / f"{name}.sssom.tsv").read_text("utf-8").splitlines()
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            assert labels[links.expanded(row["subject_id"])] == row["subject_label"]


def test_what_needs_a_licence_stands_apart_and_has_no_names(root: Path) -> None:
    opened, licensed = (read_sssom(folder(root) / f"{name}.sssom.tsv") for name in SETS)
    assert {m.object.split(":")[0] for m in licensed.mappings} == LICENSED
    assert {m.object_label for m in licensed.mappings} == {""}
    assert {m.object.split(":")[0] for m in opened.mappings} == VOCABULARIES.keys() - LICENSED
    for name in ("HPO", "MONDO", "DOID", "SYMP", "UBERON", "ICD-10-CM", "MeSH", "LOINC"):
        assert name in opened.metadata["other"]
    for name in ("SNOMED International", "UMLS", "WHO"):
        assert name in licensed.metadata["other"]
    assert all(m.version for m in opened.mappings)


def test_published_matches_are_those_of_the_open_set(root: Path) -> None:
    opened = read_sssom(folder(root) / "open.sssom.tsv")
    assert (folder(root) / "matches.ttl").read_text("utf-8") == matches_turtle(load_links(), opened)


def test_sparql_joins_conditions_with_their_exact_matches() -> None:
    table = (
        load()
        .diagnose({"present": []})
        .query("SELECT ?match { ?condition a dx:Condition ; skos:notation 'PAD' ; skos:exactMatch ?match }")
    )
    assert ("http://purl.obolibrary.org/obo/MONDO_0005386",) in table.rows


def test_gaps_are_listed(root: Path) -> None:
    compiled = load().compiled
    links = load_links()
    exact = {
        links.subject(m)
        for m in links.mappings
        if m.predicate == "exactMatch" and m.object.split(":")[0] not in LICENSED
    }
    lines = (folder(root) / "gaps.tsv").read_text("utf-8").splitlines()[1:]
    listed = {links.expanded(line.split("\t")[0]) for line in lines if line.startswith("lp:")}
    conditions = kinds_of_terms(compiled)["condition"]
    assert conditions - exact <= listed
    assert not listed & exact


def test_the_bridge_damages_nothing_and_says_nothing_new_about_our_own_terms() -> None:
    compiled = load().compiled
    assert effects_of(compiled, load_links()) == []


def test_hierarchies_name_their_version_and_hold_subclass_edges_only(root: Path, shared: Path) -> None:
    files = sorted((folder(root) / "imports").glob("*.tsv"))
    assert [file.stem for file in files] == ["doid", "hp", "mondo", "symp", "uberon"]
    for file in files:
        assert "version" in file.read_text("utf-8").partition("\n")[0]
    links = load_links()
    allowed = set()
    for file in (shared / "links").glob("hierarchy_*.tsv"):
        for row in csv.DictReader(file.read_text("utf-8").splitlines(), delimiter="\t"):
            if row["relation"] == "is_a":
                allowed.add((row["id"], row["parent_id"]))
    edges = {(term, parent) for each in links.hierarchies for term, above in each.parents.items() for parent in above}
    assert len(edges) > 1500
    assert edges <= allowed
