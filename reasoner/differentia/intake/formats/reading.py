"""Reads a record in whatever format it is: recognised by the name of the file, or by what it holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from differentia.diagnosis.case import Case
from differentia.errors import BadInput
from differentia.intake.lexicon import Lexicon
from differentia.intake.reader import case_of, in_file, read_case
from differentia.intake.strict import Mapped, Node, Scalar, from_bytes, from_values
from differentia.linking.curies import codes_in, curie_of

if TYPE_CHECKING:
    from differentia.intake.formats.gathering import Record

__all__ = ["FORMATS", "Format", "Opened", "chosen", "opened", "read_cases", "recognised", "the_one"]

Format: TypeAlias = Literal["yaml", "json", "fhir", "phenopacket", "rdf"]
FORMATS: tuple[Format, ...] = get_args(Format)
MAX_BYTES = 16_000_000
_MAX_DEPTH = 40
_RDF = frozenset({".ttl", ".jsonld", ".nt", ".nq", ".trig", ".n3", ".rdf", ".owl", ".xml"})
_PACKETS = rb'"?(phenotypicFeatures|phenotypic_features|metaData|proband|members|timeAtLastEncounter)"?\s*:'


class Opened(NamedTuple):
    """A record whose format is known and whose words are not understood yet.

    Attributes:
        form: the format.
        source: a path, text or mapping, for the reader of case files.
        roots: what was read of a format in JSON.
        data: the bytes.
    """

    form: Format
    source: str | Path | Mapping[str, object]
    roots: tuple[Node, ...] = ()
    data: bytes = b""

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""
        return self.source if isinstance(self.source, Path) else None

    def codes(self) -> tuple[str, ...]:
        """The codes of other vocabularies in a record that is no case file, as CURIEs."""
        if self.form == "rdf":
            from differentia.intake.formats.rdf import iris_in

            iris = iris_in(self.data, self.path.suffix.lower() if self.path else "")
            return tuple(filter(None, map(curie_of, iris)))
        if self.form != "fhir":
            return codes_in(self.data.decode("utf-8", "replace"))
        from differentia.intake.formats.concepts import SYSTEMS  # no case file needs it

        found: dict[str, None] = {}
        waiting: list[Node] = list(self.roots)
        while waiting:
            node = waiting.pop()
            if isinstance(node, Mapped):
                said = {key.text: value.text for key, value in node.items if isinstance(value, Scalar)}
                if (prefix := SYSTEMS.get(said.get("system", ""))) and said.get("code"):
                    found[f"{prefix}:{said['code'].removeprefix(prefix + ':')}"] = None
                waiting += [value for _, value in node.items if not _of_ours(value)]
            elif not isinstance(node, Scalar):
                waiting += node.items
        return tuple(sorted(found))

    def cases(self, lexicon: Lexicon, *, lenient: bool = False) -> tuple[Case, ...]:
        """Understand the record in the words of a domain.

        Raises:
            BadInput: it is broken, or says what is impossible.
        """
        if self.form in {"yaml", "json"}:
            return (read_case(self.source, lexicon, lenient=lenient),)
        with in_file(self.path):
            return _understood(_records(self, lexicon), lexicon, self.path, self.data)


def _of_ours(node: Node) -> bool:
    """Tell whether these are the codes of a concept that has one of ours among them, which needs no other."""
    from differentia.intake.formats.concepts import OWN

    return not isinstance(node, Scalar | Mapped) and any(
        isinstance(item, Mapped)
        and any(k.text == "system" and isinstance(v, Scalar) and v.text.startswith(OWN) for k, v in item.items)
        for item in node.items
    )


def opened(source: str | Path | Mapping[str, object], form: Format | None = None) -> Opened:
    """Open a record: a path, YAML text, or a mapping as JSON would give it.

    Args:
        source: a path, text with a line break in it, or a mapping.
        form: the format, if it shall not be recognised.

    Raises:
        BadInput: it cannot be read, or is broken.
    """
    if isinstance(source, Mapping):
        node = from_values(source, max_depth=_MAX_DEPTH, truths=True)
        form = form or _of_keys(node)
        if form == "rdf":
            raise BadInput("a case graph is read from a file")
        return Opened(form, source, (node,), repr(source).encode())
    if isinstance(source, str) and "\n" in source:
        return Opened("yaml", source)
    path = Path(source)
    if form is None and path.suffix.lower() in {".yaml", ".yml"} and not _is_packet(path):
        form = "yaml"
    if form == "yaml":
        return Opened("yaml", path)
    data = _bytes(path)
    with in_file(path):
        form = form or recognised(path, data)
        if form in {"yaml", "json"}:
            return Opened(form, path)
        return Opened(form, path, () if form == "rdf" else _roots(path, data), data)


def read_cases(
    source: str | Path | Mapping[str, object], lexicon: Lexicon, form: Format | None = None, *, lenient: bool = False
) -> tuple[Case, ...]:
    """Read the cases of a record.

    Args:
        source: as for `opened`.
        lexicon: the words of the domain.
        form: as for `opened`.
        lenient: in a case file, leave out what is not understood. In a record of another format that is always done:
            it holds much that is no concern of the domain. All that is left out is listed in `not_understood`.

    Raises:
        BadInput: the file cannot be read, is broken, or says what is impossible.

    Example:
        >>> patients = [{"resource": {"resourceType": "Patient", "id": name}} for name in ("a", "b")]
        >>> bundle = {"resourceType": "Bundle", "type": "collection", "entry": patients}
        >>> [case.id for case in read_cases(bundle, Lexicon())]
        ['a', 'b']
    """
    return opened(source, form).cases(lexicon, lenient=lenient)


def chosen(source: str | Path | Mapping[str, object]) -> tuple[str | Path | Mapping[str, object], str | None]:
    """Take the name of a case off the end of a path, where it stands behind a "#".

    Example:
        >>> chosen("bundle.json#p1"), chosen("id: a")
        (('bundle.json', 'p1'), ('id: a', None))
    """
    text = str(source) if isinstance(source, str | Path) else ""
    if "#" not in text or "\n" in text or Path(text).exists():
        return source, None
    name, _, case = text.rpartition("#")
    return name, case


def the_one(cases: tuple[Case, ...], source: str | Path | Mapping[str, object], name: str | None = None) -> Case:
    """Return the one case of a record, or the one of this name.

    Raises:
        BadInput: there are several, or none of this name.
    """
    file = str(source) if isinstance(source, str | Path) else None
    if name is not None:
        named = tuple(case for case in cases if case.id == name)
        if not named:
            raise BadInput("no such case in the file", file=file, phrase=name, nearest=tuple(c.id for c in cases[:5]))
        cases = named
    if len(cases) != 1:
        names = tuple(f"{file or ''}#{case.id}" for case in cases[:5])
        raise BadInput(f"{len(cases)} cases; say which, with its name behind a #", file=file, nearest=names)
    return cases[0]


def recognised(path: Path, data: bytes) -> Format:
    """Tell the format of a file.

    Example:
        >>> recognised(Path("a.ndjson"), b""), recognised(Path("a.json"), b'{"present": []}')
        ('fhir', 'json')
    """
    suffix = path.suffix.lower()
    if suffix == ".ndjson":
        return "fhir"
    if suffix in _RDF:
        return "rdf"
    if suffix in {".yaml", ".yml"}:
        return "phenopacket" if re.search(_PACKETS, data[:65536]) else "yaml"
    if suffix == ".json":
        return _of_keys(_json(data))
    return "yaml"


def _of_keys(node: Node) -> Format:
    keys = {key.text for key, _ in node.items} if isinstance(node, Mapped) else set()
    if "resourceType" in keys:
        return "fhir"
    if keys & {"@context", "@graph", "@id"} or not isinstance(node, Mapped):
        return "rdf"
    if keys & {"phenotypicFeatures", "metaData", "subject", "proband", "members"}:
        return "phenopacket"
    return "json"


def _is_packet(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return re.search(_PACKETS, stream.read(65536)) is not None
    except OSError:
        return False


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadInput("no such file", file=path) from None
    except IsADirectoryError:
        raise BadInput("a folder, not a file", file=path) from None
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot be read ({error})", file=path) from None
    if len(data) > MAX_BYTES:
        raise BadInput(f"larger than the {MAX_BYTES:,} bytes that a record may have", file=path)
    return data


def _json(data: bytes) -> Node:
    return from_bytes(data, is_json=True, max_bytes=MAX_BYTES, max_depth=_MAX_DEPTH)


def _roots(path: Path, data: bytes) -> tuple[Node, ...]:
    suffix = path.suffix.lower()
    if suffix == ".ndjson":
        lines = enumerate(data.splitlines(), start=1)
        return tuple(_at_line(line, number) for number, line in lines if line.strip())
    if suffix in {".yaml", ".yml"}:
        return (from_bytes(data, max_bytes=MAX_BYTES, max_depth=_MAX_DEPTH),)
    return (_json(data),)


def _at_line(data: bytes, number: int) -> Node:
    """One line of a file of several JSON texts."""
    try:
        return _renumbered(_json(data), number)
    except BadInput as error:
        raise BadInput(error.message, line=number, phrase=error.phrase) from None


def _renumbered(node: Node, line: int) -> Node:
    if isinstance(node, Scalar):
        return node._replace(line=line)
    if isinstance(node, Mapped):
        return Mapped(tuple((key._replace(line=line), _renumbered(value, line)) for key, value in node.items), line)
    return node._replace(items=tuple(_renumbered(item, line) for item in node.items), line=line)


def _records(record: Opened, lexicon: Lexicon) -> tuple[Record, ...]:
    if record.form == "fhir":
        from differentia.intake.formats.fhir import read_fhir

        return read_fhir(record.roots, lexicon)
    if record.form == "phenopacket":
        from differentia.intake.formats.phenopackets import read_phenopackets

        return tuple(one for root in record.roots for one in read_phenopackets(root, lexicon))
    from differentia.intake.formats.rdf import read_rdf

    return read_rdf(record.data, record.path.suffix.lower() if record.path else "", lexicon)


def _understood(records: tuple[Record, ...], lexicon: Lexicon, path: Path | None, data: bytes) -> tuple[Case, ...]:
    """Make cases of records; the hash of each is that of the record and of its name in it."""
    found = []
    for record in records:
        name = record.document.id or ""
        sha256 = hashlib.sha256(data + b"#" + name.encode()).hexdigest() if len(records) > 1 else None
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        case = case_of(record.document, lexicon, path=path, sha256=sha256, lenient=True)
        notes = tuple(dict.fromkeys(map(str, record.notes)))
        found.append(replace(case, not_understood=case.not_understood + notes))
    return tuple(found)
