"""Clinical knowledge stands in ontology/, never in Python: no word of a domain's labels occurs in the code.

The words looked for are collected from the labels and synonyms of every domain folder under ontology/, and from
the stems below, which hold even for words the ontology does not use yet. Left alone are: words of dx.ttl, which
is neutral (left, right, test, finding, relief...); the everyday words in `ordinary_words.txt`; and
examples in docstrings, which may show a case. Numbers are looked for too: a threshold of the ontology is none
of the code's business.
"""

from __future__ import annotations

import ast
import doctest
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest

if TYPE_CHECKING:
    from tests.house.conftest import Source

STEMS = re.compile(
    r"""^(?: aneurysm | angio | ankle | arter | arthr | brachial | buttock | cauda$ | claudic | compartment$ | diabet
      | doppler | femoral | gangren | hernia | iliac$ | isch(?:a)?em | knee | leg(?:s)?$ | limb(?:s)?$ | lumbar | mri$
      | abi$ | abpi$ | tbi$ | dvt$ | muscle | muscul | myelo | nerve | neuro[gp] | numb$ | numbness | oedema | edema$
      | pain(?:s|ful)?$ | pelvi | popliteal | pulse | radicul | saddle | smok | spin(?:e|al)$ | stenos | stenot
      | thigh | calf | calves | thrombo | tibia | ulcer | ultraso | vascul | veins?$ | venous | walk(?:ing)$ )""",
    re.VERBOSE,
)
LABELS = {
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel",
    "https://w3id.org/differentia/dx#absentLabel",
    "https://w3id.org/differentia/dx#phrasePattern",
}
DEFINITION = "http://purl.obolibrary.org/obo/IAO_0000115"
FACETS = {
    f"http://www.w3.org/2001/XMLSchema#{way}{end}" for way in ("min", "max") for end in ("Inclusive", "Exclusive")
}


def words(text: str) -> set[str]:
    """The words of an identifier or a sentence, in lower case: snake_case and CamelCase are taken apart."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return {word.lower() for word in re.findall(r"[^\W\d_]{3,}", apart)}


def singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def literals(path: Path, properties: set[str]) -> Iterator[str]:
    for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE):
        if quad.predicate.value in properties and isinstance(quad.object, pyoxigraph.Literal):
            yield quad.object.value


@pytest.fixture(scope="module")
def domains(root: Path) -> list[Path]:
    files = sorted(path for path in (root / "ontology").glob("*/*.ttl"))
    assert files, "no domain under ontology/"
    return files


@pytest.fixture(scope="module")
def ordinary(root: Path) -> set[str]:
    neutral = {word for text in literals(root / "ontology" / "dx.ttl", LABELS | {DEFINITION}) for word in words(text)}
    lines = (Path(__file__).parent / "ordinary_words.txt").read_text("utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    return {singular(word) for word in neutral | listed}


@pytest.fixture(scope="module")
def clinical(domains: list[Path], ordinary: set[str]) -> set[str]:
    labels = {singular(word) for path in domains for text in literals(path, LABELS) for word in words(text)}
    assert len(labels) > 100, "found hardly any label: this test would hold nothing"
    return labels - ordinary


def strings(source: Source) -> Iterator[tuple[int, str]]:
    """Names, strings and comments of a module with their lines, without the examples in docstrings."""
    prose = {id(node) for node in _docstrings(source.tree)}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if id(node) in prose:
                parts = doctest.DocTestParser().parse(text)
                text = "\n".join(part for part in parts if isinstance(part, str))
            yield node.lineno, text
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type in {tokenize.NAME, tokenize.COMMENT}:
            yield token.start[0], token.string


def _docstrings(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            first = node.body[0]
            assert isinstance(first, ast.Expr)
            yield first.value


def clinical_words(source: Source, clinical: set[str]) -> list[str]:
    found = {
        (line, word)
        for line, text in strings(source)
        for word in words(text)
        if STEMS.match(word) or singular(word) in clinical
    }
    return [f"{source.name}, line {line}: {word}" for line, word in sorted(found)]


def numbers(source: Source) -> Iterator[tuple[int, str]]:
    """Fractions written in a module, as numbers or as strings that are numbers."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and re.fullmatch(r"\d*\.\d+", str(node.value)):
            yield node.lineno, str(float(str(node.value)))


def test_code_knows_no_clinical_word(sources: list[Source], clinical: set[str]) -> None:
    found = [line for source in sources for line in clinical_words(source, clinical)]
    assert not found, "clinical, or to be added to ordinary_words.txt:\n" + "\n".join(found)


def test_code_knows_no_threshold(sources: list[Source], domains: list[Path]) -> None:
    limits = {str(float(text)) for path in domains for text in literals(path, FACETS) if "." in text}
    fractions = {limit for limit in limits if not limit.endswith(".0")}
    assert fractions, "found no threshold in the ontology: this test would hold nothing"
    found = [f"{s.name}, line {line}: {number}" for s in sources for line, number in numbers(s) if number in fractions]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "LEG_SIDE = 1",
        "def popliteal_pulse(): ...",
        "x = 'https://example.org/legpain#CalfPain'",
        "x = 1  # claudication is frequent",
        '"""Weigh a stenosis."""',
        "x = 'ischaemic'",
    ],
)
def test_a_clinical_word_is_seen(written: Callable[[str, str], Source], text: str, clinical: set[str]) -> None:
    assert clinical_words(written("differentia.some", text), clinical)


@pytest.mark.parametrize(
    "text",
    [
        "legal = legacy = delegate = arrow = True",
        "def left_right(value: str, side: str) -> None: ...",
        '"""Read a phrase.\n\n    >>> read("left calf pain")\n    \'calf pain\'\n"""',
        "painted = spin = 0",
    ],
)
def test_ordinary_words_pass(written: Callable[[str, str], Source], text: str, clinical: set[str]) -> None:
    assert clinical_words(written("differentia.some", text), clinical) == []
