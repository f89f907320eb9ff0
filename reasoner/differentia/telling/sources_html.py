"""The sources that a page cites, each described once, with links to the registers of their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from differentia.diagnosis.findings import Report
from differentia.structs import dataclass
from differentia.telling.html_parts import Markup, items, joined, tag, words

__all__ = ["Described", "cited", "source_links", "source_list"]

_REGISTERS = {"doi": "https://doi.org/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/"}
_LEVELS = {
    "T": "its table was seen",
    "A": "its abstract was seen",
    "S": "quoted by another publication",
    "M": "from memory",
    "J": "our own judgement",
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a source is.

    Attributes:
        key: how reasons and proofs name it.
        citation: what it is.
        identifiers: its numbers in registers, such as doi:10.1000/182.
        level: how far it was seen, as a letter.
    """

    key: str
    citation: str
    identifiers: tuple[str, ...] = ()
    level: str | None = None


def _key(source: str) -> str:
    """Return the key of a source that may be given by its IRI."""
    return re.sub(r"^https?://(.*(#|/source/))", "", source)


def cited(report: Report, known: Iterable[str]) -> list[str]:
    """Return the keys of the sources on which a report rests: of reasons, tests, proofs and priors."""
    found: set[str] = set()
    for cause in report.causes:
        found.update(_key(key) for line in (*cause.for_, *cause.against) for key in line.sources)
        for axiom in (cause.proof or {}).get("axioms", {}).values():
            found.update(_key(str(key)) for key in axiom.get("sources", ()))
        found.update(set(re.findall(r"\w+", cause.prior_source or "")) & set(known))
    for test in report.next_tests:
        found.update(_key(key) for key in test.sources)
    return sorted(found)


def source_links(sources: Iterable[str], listed: Iterable[str]) -> Markup:
    """Name sources, each linked to its place in the list of sources if it stands there."""
    there = set(listed)
    keys = dict.fromkeys(_key(source) for source in sources)
    return joined((tag("a", words(k), href=f"#source-{k}") if k in there else words(k) for k in keys), ", ")


def source_list(keys: Iterable[str], described: Mapping[str, Described]) -> Markup:
    r"""List the sources of these keys.

    Example:
        >>> source_list(["BOOK"], {"BOOK": Described("BOOK", "A book on trees", ("doi:10.1000/1",), "T")})[:76]
        '<ul>\n<li><span id="source-BOOK"><strong>BOOK</strong></span> A book on trees'
    """
    return items(_source(key, described.get(key)) for key in keys)


def _source(key: str, source: Described | None) -> Markup:
    name = tag("span", tag("strong", words(key)), id=f"source-{key}")
    if source is None:
        return name
    parts = [name, words(source.citation), *(_identifier(one) for one in source.identifiers)]
    if source.level:
        parts.append(tag("small", words(f"({_LEVELS.get(source.level, source.level)})")))
    return joined(parts, " ")


def _identifier(identifier: str) -> Markup:
    register, _, number = identifier.partition(":")
    if register in _REGISTERS and number:
        address = _REGISTERS[register] + quote(number, safe="/:;().-_")
        return tag("a", words(identifier), href=address, rel="noreferrer")
    return words(identifier)
