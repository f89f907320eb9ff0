"""The ontology, compiled: read, checked, saturated and indexed once, then kept on disk under a hash of its sources.

What every diagnosis needs is one file; the clauses and axioms that only proofs need are another, read when first asked
for. A cache file is trusted like a compiled Python module: it lies in the user's own cache folder. DIFFERENTIA_CACHE
names another folder, or is "off".
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from differentia.diagnosis.computation import Declared, declared
from differentia.diagnosis.evidence import Weights, declared_weights
from differentia.intake.lexicon import Lexicon
from differentia.owl.axioms import Axiom
from differentia.owl.facts import Base, Sources
from differentia.owl.ontology import Ontology, Triple
from differentia.static_graph import Static, static_triples
from differentia.static_store import StaticStore
from differentia.structs import dataclass

__all__ = ["Compiled", "Details", "compile_files", "compile_triples", "notes_on"]

_FORMAT = 1
_POSSIBLE_RESULT = "https://w3id.org/differentia/dx#possibleResult"


@dataclass(frozen=True, slots=True)
class Details:
    """What proofs need of an ontology beyond what reasoning needs."""

    sources: Sources
    ontology: Ontology


@dataclass(frozen=True, slots=True)
class Compiled:
    """An ontology ready for diagnosis.

    Attributes:
        base: saturated.
        lexicon: the words for its terms.
        computations: the derived measurements it declares.
        weights: the evidence and priors it declares.
        static: the triples of the ontology and of what follows from it.
        version: its version.
        sha256: the hash of its axioms.
        details: reads the rest.
        store: the static triples, for queries.
        mappings: the hash of the links to other vocabularies that are in it, if any.
    """

    base: Base
    lexicon: Lexicon
    computations: tuple[Declared, ...]
    weights: Weights
    static: Static
    version: str
    sha256: str
    details: Callable[[], Details]
    store: StaticStore
    mappings: str | None = None


def compile_triples(triples: Sequence[Triple]) -> Compiled:
    """Compile an ontology from its triples.

    Args:
        triples: the RDF graph.

    Returns:
        The compiled ontology.

    Raises:
        OutsideFragment: naming each axiom that the reasoner has no rules for.
    """
    from differentia.owl.reading import read_triples
    from differentia.owl.saturation import saturate

    ontology = read_triples(triples)
    base = saturate(ontology)
    details = Details(base.sources, ontology)
    static = static_triples(triples, base)
    return Compiled(
        base,
        Lexicon.build(triples),
        declared(triples),
        _weights(triples, base),
        static,
        ontology.version or "unversioned",
        ontology.sha256,
        lambda: details,
        StaticStore(static),
    )


def _weights(triples: Sequence[Triple], base: Base) -> Weights:
    """Return the declared weights, with the classes above each class of findings that they or tests ask for."""
    from differentia.owl.axioms import ClassAssertion
    from differentia.owl.entailment import types
    from differentia.owl.expressions import Class, NamedIndividual
    from differentia.owl.facts import Assertion
    from differentia.owl.layer import Layer

    weights = declared_weights(triples)
    wider = {}
    layer = Layer(base)
    anyone = NamedIndividual("urn:x-differentia:anyone")
    results = {o for _, p, o in triples if p == _POSSIBLE_RESULT and isinstance(o, str)}
    for cls in sorted(weights.classes() | results):
        mark = layer.assume([Assertion(ClassAssertion(Class(cls), anyone))])
        wider[cls] = types(layer, anyone.iri) | {cls}
        layer.undo(mark)
    return replace(weights, wider=wider)


def compile_files(paths: Iterable[Path]) -> Compiled:
    """Compile ontology files, or fetch the result from the cache if nothing has changed.

    Args:
        paths: RDF files.

    Returns:
        The compiled ontology.

    Raises:
        BadInput: a file is missing or does not parse.
        OutsideFragment: naming each axiom that the reasoner has no rules for.
    """
    listed = sorted(paths)
    folder = _folder()
    if folder is None or not all(path.is_file() for path in listed):
        return _compile(listed)
    stem = folder / _key(listed)
    kept = _fetch(stem, listed)
    if kept is None:
        kept = _compile(listed)
        _store(stem, kept)
    return kept


def _compile(paths: Sequence[Path]) -> Compiled:
    from differentia.owl.reading import triples_of_files

    return compile_triples(triples_of_files(paths))


def _folder() -> Path | None:
    wanted = os.environ.get("DIFFERENTIA_CACHE")
    if wanted == "off":
        return None
    if wanted:
        return Path(wanted)
    if os.name == "posix" and sys.platform != "darwin":  # what platformdirs would say, in 7 ms less
        home = os.environ.get("XDG_CACHE_HOME", "").strip() or "~/.cache"
        return Path(home).expanduser() / "differentia"
    from platformdirs import user_cache_path

    return user_cache_path("differentia", appauthor=False)


def _key(paths: Sequence[Path]) -> str:
    """Return a hash of the files and of the code that compiles them."""
    digest = hashlib.sha256(f"{_FORMAT} {sys.version}".encode())
    digest.update("".join(sorted(_states(str(Path(__file__).parent)))).encode())
    for path in paths:
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _states(folder: str) -> Iterator[str]:
    """Yield the size and the time of each module in a folder and below; `Path.rglob` takes several times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _states(entry.path)
            elif entry.name.endswith(".py"):
                state = entry.stat()
                yield f"{entry.name} {state.st_size} {state.st_mtime_ns}\n"


def _fetch(stem: Path, paths: Sequence[Path]) -> Compiled | None:
    kept = _unpickled(stem.with_suffix(".base"))
    if kept is None or not stem.with_suffix(".details").is_file():
        return None
    hot, lexicon, computations, weights, static, version, sha256 = kept

    @cache
    def details() -> Details:
        found = _unpickled(stem.with_suffix(".details"))
        if found is not None:
            return Details(*found)
        again = _compile(paths)  # gone or damaged since: the same files compile to the same clauses
        _store(stem, again)
        return again.details()

    parts = (*hot, lambda: details().sources)
    base = Base(*parts)
    return Compiled(base, lexicon, computations, weights, static, version, sha256, details, StaticStore(static))


def _unpickled(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            return pickle.load(file)  # noqa: S301 - written by this module into the user's own folder
    except Exception:  # a damaged file may raise anything; whatever it is, the file is made again
        return None


def _store(stem: Path, kept: Compiled) -> None:
    """Write the cache files; a folder that cannot be written to costs time, never the answer."""
    base = kept.base
    hot = (
        base.symbols,
        base.program,
        base.facts,
        base.why,
        base.ids,
        base.types,
        base.edges,
        base.by_predicate,
        base.branches,
        base.clashes,
        base.clause_count,
        base.contention,
    )
    details = kept.details()
    try:
        stem.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(stem.with_suffix(".details"), (details.sources, details.ontology))
        parts = (kept.lexicon, kept.computations, kept.weights, kept.static, kept.version, kept.sha256)
        _write(stem.with_suffix(".base"), (hot, *parts))
    except OSError:
        return


def _write(path: Path, value: Any) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
    Path(file.name).replace(path)


def notes_on(ontology: Ontology, axiom: Axiom) -> tuple[list[str], list[str]]:
    """Return the sources cited for an axiom and the comments on it."""
    sources, comments = [], []
    for prop, value in ontology.annotations.get(axiom, ()):
        text = value if isinstance(value, str) else value.lexical
        if prop.endswith("/source"):
            sources.append(text)
        elif prop.endswith("#comment"):
            comments.append(text)
    return sources, comments
