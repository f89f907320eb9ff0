"""Write a page for each condition and each test of the ontology, or check that the pages are current.

Everything on a page is a row of a query of the library, so that a page says what a program can ask for.

    python docs/pages.py            write docs/conditions/*.md and docs/tests/*.md
    python docs/pages.py --check    write nothing; exit 1 and name the pages that are stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from differentia import load
from differentia.graph import CaseGraph
from differentia.linking.curies import curie_of
from differentia.owl.proof import DISCLAIMER

__all__ = ["Library", "main", "pages"]

ROOT = Path(__file__).resolve().parent.parent
QUERIES = (
    "conditions", "condition-profiles", "causal-chains", "mechanism-map", "provocation-map", "known-criteria",
    "evidence", "test-profiles", "known-red-flags", "synonyms", "sources", "matches",
)  # fmt: skip
_GENERATED = "<!-- written by docs/pages.py from the ontology: change that, not this page -->"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Library:
    """The answers of the queries that the pages are made of.

    Attributes:
        rows: the rows of each query.
        names: conditions, tests and red flags by IRI: folder, short name, label.
        keys: the key of each source by IRI.
    """

    rows: Mapping[str, Sequence[Row]]
    names: Mapping[str, tuple[str, str, str]]
    keys: Mapping[str, str]

    @classmethod
    def read(cls) -> Library:
        """Ask the ontology supplied."""
        kb = load()
        graph = CaseGraph("urn:x-differentia:no-case", kb.compiled.static, (), ())
        rows = {name: graph.query(name).dicts() for name in QUERIES}
        names = {
            str(row["cause"]): ("conditions", str(row["notation"]), str(row["label"])) for row in rows["conditions"]
        }
        names |= {str(row["test"]): ("tests", str(row["notation"]), str(row["label"])) for row in rows["test-profiles"]}
        keys = {str(row["source"]): str(row["key"]) for row in rows["sources"]}
        return cls(rows, names, keys)

    def of(self, query: str, **wanted: str) -> list[Row]:
        """Return the rows of a query in which each of these columns has this value."""
        return [row for row in self.rows[query] if all(row[column] == value for column, value in wanted.items())]

    def link(self, iri: Any, words: Any) -> str:
        """Name a term, with a link where it has a page."""
        if iri not in self.names:
            return str(words)
        folder, notation, label = self.names[iri]
        return f"[{label}](../{folder}/{notation}.md)"


def pages(library: Library) -> dict[str, str]:
    """Return the text of every page by its path under docs/."""
    found: dict[str, str] = {}
    for iri, (folder, notation, label) in library.names.items():
        cited: dict[str, None] = {}
        sections = _condition(library, iri, cited) if folder == "conditions" else _test(library, iri, cited)
        told = [*sections, *_matches(library, iri), *_sources(library, cited)]
        found[f"{folder}/{notation}.md"] = _page(f"{label} (`{notation}`)", told)
    for folder, title in (("conditions", "Conditions"), ("tests", "Tests")):
        found[f"{folder}/README.md"] = _page(title, [_index(library, folder)])
    return dict(sorted(found.items()))


def _page(title: str, sections: Iterable[str]) -> str:
    return "\n\n".join([_GENERATED, f"# {title[0].upper()}{title[1:]}", f"> {DISCLAIMER}", *sections]) + "\n"


def _index(library: Library, folder: str) -> str:
    definitions = {row["cause"]: row["words"] for row in library.of("condition-profiles", aspect="definition")}
    definitions |= {row["test"]: row["words"] for row in library.of("test-profiles", aspect="definition")}
    listed = sorted(
        (label, notation, iri) for iri, (where, notation, label) in library.names.items() if where == folder
    )
    rows = [[f"[{label}]({notation}.md)", f"`{notation}`", definitions.get(iri, "")] for label, notation, iri in listed]
    return _table(["name", "short name", "what it is"], rows)


def _matches(library: Library, iri: str) -> Iterator[str]:
    rows = [
        [curie_of(row["match"]) or row["match"], row["how"].rpartition("#")[2]]
        for row in library.of("matches", term=iri)
    ]
    yield from _section("In open vocabularies", ["code", "match"], rows)


# ---- a condition


def _condition(library: Library, iri: str, cited: dict[str, None]) -> Iterator[str]:
    yield from _head(library, iri, library.of("condition-profiles", cause=iri))
    yield from _mechanism(library, iri)
    criteria = _merged(library, library.of("known-criteria", cause=iri), cited)
    rows = [[row["strength"], row["criterion_label"], row["note"], row["verified"], cites] for row, cites in criteria]
    yield from _section("What counts for and against", ["it", "criterion", "remark", "seen in source", "sources"], rows)
    yield from _evidence(library, library.of("evidence", condition=iri), "finding_label", cited)
    told = library.of("test-profiles", value=iri)
    tests = [[library.link(row["test"], row["label"]), row["aspect"].replace(" of", "")] for row in told]
    yield from _section("Tests", ["test", "it"], tests)
    flags = [[row["label"], row["urgency"], row["action"]] for row in library.of("known-red-flags", value=iri)]
    yield from _section("Red flags that warn of it", ["red flag", "urgency", "what to do"], flags)


def _mechanism(library: Library, iri: str) -> Iterator[str]:
    chains = library.of("causal-chains", cause=iri)
    rows = [[row["role"], row["link_label"], row["next_label"]] for row in chains]
    yield from _section("Mechanism", ["what the chain does", "link", "leads to"], rows)
    effects = [
        [row["maneuver_label"], effect, row[through]]
        for query, effect, through in (
            ("mechanism-map", "should relieve", "mechanism_label"),
            ("provocation-map", "may bring on", "state_label"),
        )
        for row in library.of(query, cause=iri)
    ]
    yield from _section("Expected of maneuvers", ["maneuver", "effect", "through"], effects)


# ---- a test


def _test(library: Library, iri: str, cited: dict[str, None]) -> Iterator[str]:
    told = library.of("test-profiles", test=iri)
    yield from _head(library, iri, told)
    results = {row["value"] for row in told if row["aspect"] == "may show"}
    known = [row for row in library.rows["evidence"] if row["finding"] in results]
    yield from _evidence(library, known, "condition_label", cited)
    flags = [[row["aspect"], row["label"]] for row in library.of("known-red-flags", value=iri)]
    yield from _section("Red flags", ["red flag", "which"], [[f"{aspect} it", label] for aspect, label in flags])


# ---- what both have


def _head(library: Library, iri: str, told: Sequence[Row]) -> Iterator[str]:
    yield from (str(row["words"]) for row in told if row["aspect"] == "definition")
    names = [str(row["name"]) for row in library.of("synonyms", term=iri)]
    if names:
        yield f"Also called: {', '.join(names)}."
    grouped: dict[str, list[str]] = {}
    for row in told:
        if row["aspect"] != "definition":
            grouped.setdefault(str(row["aspect"]), []).append(library.link(row["value"], row["words"]))
    yield from _section("", ["", ""], [[aspect, "; ".join(words)] for aspect, words in grouped.items()])


def _evidence(library: Library, known: Sequence[Row], about: str, cited: dict[str, None]) -> Iterator[str]:
    rows = []
    for row, cites in _merged(library, known, cited):
        name = library.link(row["condition"], row[about]) if about == "condition_label" else row[about]
        rows.append([
            name, row["finding_label"] if about == "condition_label" else None,
            _ratio(row, "positive"), _ratio(row, "negative"), row["sensitivity"], row["specificity"], row["population"],
            row["verified"], cites,
        ])  # fmt: skip
    head = [about.removesuffix("_label"), "finding", "LR+ (95 %)", "LR- (95 %)", "sensitivity", "specificity"]
    head += ["studied in", "seen in source", "source"]
    if about != "condition_label":
        head, rows = [*head[:1], *head[2:]], [[*row[:1], *row[2:]] for row in rows]
    yield from _section("Evidence", head, rows)


def _ratio(row: Row, kind: str) -> str:
    value, low, high = (row[f"{kind}{end}"] for end in ("", "_low", "_high"))
    if value is None:
        return ""
    return f"{value} ({low} to {high})" if low is not None and high is not None else f"{value} (no interval)"


def _merged(library: Library, rows: Iterable[Row], cited: dict[str, None]) -> list[tuple[Row, str]]:
    """Put rows that differ in their source alone together, with the keys of their sources."""
    found: dict[tuple[Any, ...], tuple[Row, dict[str, None]]] = {}
    for row in rows:
        key = tuple(value for column, value in row.items() if column not in ("source", "group"))
        sources = found.setdefault(key, (row, {}))[1]
        if row["source"] is not None:
            sources[library.keys.get(str(row["source"]), str(row["source"]))] = None
            cited[str(row["source"])] = None
    return [(row, ", ".join(sources)) for row, sources in found.values()]


def _sources(library: Library, cited: Iterable[str]) -> Iterator[str]:
    told = {str(row["source"]): str(row["citation"]) for row in library.rows["sources"]}
    lines = sorted(f"- {library.keys[iri]}: {_cell(told[iri])}" for iri in cited if iri in told)
    if lines:
        yield "## Sources"
        yield "\n".join(lines)


def _section(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    if rows:
        yield from [f"## {title}"] if title else []
        yield _table(head, rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *dict.fromkeys(tuple(map(_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(str(value).replace("|", "\\|").replace("<", "&lt;").split())


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or check them; give the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page is stale")
    check = parser.parse_args(arguments).check
    wanted = {ROOT / "docs" / name: text for name, text in pages(Library.read()).items()}
    there = {path for folder in ("conditions", "tests") for path in (ROOT / "docs" / folder).glob("*.md")}
    stale = sorted(path for path, text in wanted.items() if path not in there or path.read_text("utf-8") != text)
    gone = sorted(there - set(wanted))
    for path in [*stale, *gone]:
        print(f"{'stale' if check else 'removed' if path in gone else 'written'}: {path.relative_to(ROOT)}")  # noqa: T201 - what the command says
    if check:
        return 1 if stale or gone else 0
    for path in gone:
        path.unlink()
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
