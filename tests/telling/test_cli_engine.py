"""The commands of the engine: exit codes, and what goes where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from differentia import cli

PREFIXES = """@prefix : <http://e.org/#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
TREES = ":Oak rdfs:subClassOf :Tree . :Tree rdfs:subClassOf :Plant . :Tree owl:disjointWith :Stone . :o a :Oak . "
FOSSIL = ":Fossil rdfs:subClassOf :Tree, :Stone . "
SPLIT = ":Tree rdfs:subClassOf [ owl:unionOf (:Broadleaf :Conifer) ] . "


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def run(*arguments: str, **files: str) -> tuple[int, str, str]:
        for name, text in files.items():
            (tmp_path / f"{name}.ttl").write_text(PREFIXES + text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["differentia", *arguments])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = capsys.readouterr()
        assert isinstance(done.value.code, int)
        return done.value.code, out, err

    return run


def test_consistent(run) -> None:  # type: ignore[no-untyped-def]
    assert run("consistent", "a.ttl", a=TREES)[:2] == (0, "consistent\n")
    assert run("consistent", "a.ttl", a=TREES + ":o a :Stone .")[:2] == (1, "inconsistent\n")
    assert run("consistent", "none.ttl")[0] == 2
    assert run("consistent", "a.ttl", a="not Turtle")[0] == 2
    code, out, err = run("consistent", "a.ttl", a=TREES + SPLIT)
    assert (code, out) == (3, "")
    assert "ObjectUnionOf on the right" in err


def test_entails(run) -> None:  # type: ignore[no-untyped-def]
    assert run("entails", "a.ttl", "b.ttl", a=TREES, b=":o a :Plant .")[:2] == (0, "entailed\n")
    code, out, _ = run("entails", "a.ttl", "b.ttl", a=TREES, b=":o a :Plant, :Stone .")
    assert (code, out) == (1, "not entailed: ClassAssertion(<http://e.org/#Stone> <http://e.org/#o>)\n")
    assert run("entails", "a.ttl", "b.ttl", a=TREES + SPLIT, b=":o a :Plant .")[0] == 0
    assert run("entails", "a.ttl", "b.ttl", a=TREES + SPLIT, b=":o a :Conifer .")[0] == 3


def test_a_conclusion_may_leave_out_declarations(run) -> None:  # type: ignore[no-untyped-def]
    known = ":above a owl:ObjectProperty, owl:TransitiveProperty . :a :above :b . :b :above :c ."
    assert run("entails", "a.ttl", "b.ttl", a=known, b=":a :above :c .")[0] == 0


def test_classify(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("classify", "a.ttl", a=TREES)
    assert (code, out.splitlines()[0]) == (0, "owl:Thing")
    assert "    http://e.org/#Tree\n      http://e.org/#Oak" in out
    code, out, _ = run("classify", "a.ttl", "--format", "json", a=TREES + FOSSIL)
    told = json.loads(out)
    assert code == 1
    assert [each["class"] for each in told["unsatisfiable"]] == ["http://e.org/#Fossil"]
    assert len(told["unsatisfiable"][0]["axioms"]) == 3
    turtle = run("classify", "a.ttl", "--format", "ttl", a=TREES)[1].partition("\n\n")[2]
    assert run("entails", "a.ttl", "b.ttl", a=TREES, b=turtle)[0] == 0


@pytest.mark.parametrize("form", ["text", "md", "mermaid", "json"])
def test_prove(run, form: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for subject in ("Oak", "o", "http://e.org/#Oak"):
        code, out, _ = run("prove", "a.ttl", subject, "Plant", "--format", form, a=TREES)
        assert code == 0
        assert out
        if form == "json":
            (tmp_path / "proof.json").write_text(out, encoding="utf-8")
            assert run("verify", "proof.json")[0] == 0
    assert run("prove", "a.ttl", "Plant", "Oak", "--format", form, a=TREES)[0] == 1
    assert run("prove", "a.ttl", "Elm", "Oak", "--format", form, a=TREES)[0] == 2
    assert run("prove", "a.ttl", "Oak", "Conifer", "--format", form, a=TREES + SPLIT)[0] == 3


def test_imports_are_read_from_files_given_and_named_if_missing(run) -> None:  # type: ignore[no-untyped-def]
    main = "<http://e.org/main> a owl:Ontology ; owl:imports <http://e.org/more>, <http://e.org/even-more> . " + TREES
    more = "<http://e.org/more> a owl:Ontology ; owl:imports <http://e.org/main> . :Plant rdfs:subClassOf :Being ."
    code, out, err = run("prove", "a.ttl", "Oak", "Being", "--import", "b.ttl", a=main, b=more)
    assert code == 0
    assert out
    assert "a.ttl imports <http://e.org/even-more>" in err
    assert "http://e.org/more>" not in err
    code, out, err = run("consistent", "a.ttl", a=main)
    assert (code, out) == (0, "consistent\n")
    assert err.count("warning") == 2
    assert run("consistent", "a.ttl", "--import", "none.ttl", a=main)[0] == 2
    functional = "Prefix(:=<http://e.org/#>)\nOntology(<http://e.org/even-more>\nSubClassOf(:Being :Entity))"
    Path("c.ofn").write_text(functional, encoding="utf-8")
    code, out, err = run("classify", "a.ttl", "--import", "b.ttl", "--import", "c.ofn", a=main, b=more)
    assert (code, "warning" in err) == (0, False)
    assert "      http://e.org/#Plant\n" in out
