"""All links at hand: the mapping sets and hierarchies supplied, and those that a user adds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path

from differentia import resources
from differentia.errors import BadInput
from differentia.linking.curies import VOCABULARIES, malformed
from differentia.linking.hierarchies import Hierarchy, read_hierarchy
from differentia.linking.sssom import PREDICATES, Mapping, MappingSet, read_sssom

__all__ = ["Links", "load_links"]

_SHORTEST = 3  # the categories of ICD-10-CM have three characters; every longer code lies below a shorter one
_NESTED = "ICD10CM"


class Links:
    """Mapping sets with the hierarchies of their vocabularies.

    Args:
        sets: mapping sets.
        hierarchies: of the vocabularies; what a later one says of a term counts.
        wrong: for codes often given for something else: what for, and what they mean.
    """

    def __init__(
        self,
        sets: Sequence[MappingSet],
        hierarchies: Sequence[Hierarchy],
        wrong: dict[str, list[tuple[str, str]]] | None = None,
    ) -> None:
        self.sets = tuple(sets)
        self.hierarchies = tuple(hierarchies)
        self.wrong = wrong or {}
        self.mappings = tuple(mapping for each in sets for mapping in each.mappings)
        self._prefixes = {prefix: space for each in sets for prefix, space in each.prefixes.items()}
        self.by_object: dict[str, list[Mapping]] = {}
        self.by_subject: dict[str, list[Mapping]] = {}
        for mapping in self.mappings:
            self.by_object.setdefault(mapping.object, []).append(mapping)
            self.by_subject.setdefault(self.subject(mapping), []).append(mapping)
        self._where = {term: each for each in hierarchies for term in each.labels}

    @cached_property
    def sha256(self) -> str:
        """A hash of all that is linked and how."""
        parts = [each.sha256 for each in self.sets] + [each.sha256 for each in self.hierarchies]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def subject(self, mapping: Mapping) -> str:
        """Return the IRI of the term of ours in a mapping."""
        return self.expanded(mapping.subject)

    def expanded(self, curie: str) -> str:
        """Return the IRI of a CURIE by the map of the mapping sets, or what was given."""
        prefix, _, rest = curie.partition(":")
        return self._prefixes.get(prefix, prefix + ":") + rest

    # ---- terms of other vocabularies

    def label(self, term: str) -> str:
        """Return the name of a term; empty where none is at hand."""
        if term in self._where:
            return self._where[term].labels[term]
        return next((m.object_label for m in self.by_object.get(term, ()) if m.object_label), "")

    def notice(self, term: str) -> str:
        """Return where the place of a term in its hierarchy comes from."""
        if term in self._where:
            return self._where[term].notice
        return f"{VOCABULARIES[_NESTED].name}: a longer code lies below its beginning"

    def known(self, term: str) -> bool:
        """Tell whether a term is mapped, or lies in a hierarchy at hand."""
        return term in self.by_object or term in self._where or bool(self.above(term))

    def above(self, term: str) -> tuple[str, ...]:
        """Return the terms right above a term."""
        if term in self._where:
            return self._where[term].parents.get(term, ())
        prefix, _, code = term.partition(":")
        if prefix != _NESTED or "-" in code or malformed(term):
            return ()
        while len(code := code[:-1].rstrip(".")) >= _SHORTEST:
            if f"{prefix}:{code}" in self.by_object:
                return (f"{prefix}:{code}",)
        return ()

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for term in sorted({*self._where, *self.by_object}):
            for parent in self.above(term):
                found.setdefault(parent, []).append(term)
        return found

    def below(self, term: str) -> tuple[str, ...]:
        """Return the terms right below a term."""
        return tuple(self._below.get(term, ()))

    def upward(self, terms: Iterable[str]) -> dict[str, None]:
        """Return terms with everything above them, nearest first."""
        return _closure(terms, self.above)

    def downward(self, terms: Iterable[str]) -> dict[str, None]:
        """Return terms with everything below them, nearest first."""
        return _closure(terms, self.below)

    def mapped(self, term: str) -> list[Mapping]:
        """Return the mappings of a term, best first."""
        found = self.by_object.get(term, ())
        return sorted(found, key=lambda m: (PREDICATES.index(m.predicate), -(m.confidence or 0), m.subject))

    # ---- what is wrong with a code

    def fault(self, term: str) -> str | None:
        """Say why a code cannot be used, or None: it is malformed, obsolete or unknown."""
        found = malformed(term)
        if found is None and (instead := next(self._instead(term), None)) is not None:
            found = f"obsolete{f'; {instead} replaces it' if instead else ''}"
        if found is None and not self.known(term):
            name = VOCABULARIES[term.partition(":")[0]].name
            found = f"unknown: it is not among the terms of {name} that are linked or at hand"
        if found is None:
            return None
        return f"{found}{self.warning(term)}"

    def warning(self, term: str) -> str:
        """Say that a code is often taken for something that it does not mean; empty if it is not."""
        claims = self.wrong.get(term, ())[:1]
        meant = [f": {truth}" if truth.startswith("it means") else "" for _, truth in claims]
        return "".join(f"; it is seen given for “{claim}”{end}" for (claim, _), end in zip(claims, meant, strict=True))

    def _instead(self, term: str) -> Iterator[str]:
        for each in self.hierarchies:
            if term in each.obsolete:
                yield each.obsolete[term]


def _closure(terms: Iterable[str], step: object) -> dict[str, None]:
    found = dict.fromkeys(terms)
    level = list(found)
    while level:
        level = [n for t in level for n in step(t) if n not in found]  # type: ignore[operator]
        found.update(dict.fromkeys(level))
    return found


@cache
def load_links(files: tuple[Path, ...] = ()) -> Links:
    """Load the links supplied with the package, and files of a user.

    Args:
        files: mapping sets (.sssom.tsv) and hierarchies, as `read_sssom` and `read_hierarchy` take them.

    Raises:
        BadInput: a file cannot be read.
    """
    folder = resources.ontology() / "links"
    sets = [read_sssom(path) for path in sorted(folder.glob("*.sssom.tsv"))]
    hierarchies = [read_hierarchy(path) for path in sorted((folder / "imports").glob("*.tsv"))]
    for path in files:
        if not path.is_file():
            raise BadInput("no such file", file=path)
        if path.name.endswith(".sssom.tsv"):
            sets.append(read_sssom(path))
        else:
            hierarchies.append(read_hierarchy(path))
    return Links(sets, hierarchies, _wrong(folder / "wrong-codes.tsv"))


def _wrong(path: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        code, claimed, truth = line.split("\t")[:3]
        if ":" in code and not line.startswith("#"):
            found.setdefault(code, []).append((claimed, truth))
    return found
