"""Reads cases, and finds codes of other vocabularies in them before anything is loaded to understand those."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from differentia.diagnosis.case import Case
from differentia.linking.curies import codes_in

if TYPE_CHECKING:
    from differentia.intake.formats.reading import Format
    from differentia.intake.lexicon import Lexicon
    from differentia.knowledge import KnowledgeBase

__all__ = ["ReadsCases", "codes_of"]

_MOST = 1_000_000  # bytes of a case file in which codes are looked for: it is longer than any case


def codes_of(source: Case | str | Path | Mapping[str, Any]) -> tuple[str, ...]:
    """Find the codes of other vocabularies in a case that is still to be read, or in one that was."""
    if isinstance(source, Case):
        words = [str(getattr(entry, "term", "")) for _, entry in source.entries]
        return codes_in("\n".join(words))
    if isinstance(source, Mapping):
        return codes_in(str(source))
    if isinstance(source, str) and "\n" in source:
        return codes_in(source)
    try:
        with Path(source).open("rb") as file:
            return codes_in(file.read(_MOST).decode("utf-8", "replace"))
    except OSError:
        return ()  # the reader says what is wrong


class ReadsCases:
    """The part of a knowledge base that reads cases, codes of other vocabularies included."""

    __slots__ = ()

    def read(self, source: str | Path | Mapping[str, Any], *, lenient: bool = False) -> Case:
        """Read a case.

        Args:
            source: a case file (YAML or JSON), a FHIR or phenopacket file, a case graph, or a mapping as in the file;
                of a file with several cases the one whose name stands behind it and a "#".
            lenient: leave out phrases that are not understood, and list them.

        Raises:
            BadInput: saying what, where, and what would be right.
        """
        from differentia.intake.formats.reading import chosen, the_one

        file, name = chosen(source)
        return the_one(self.read_all(file, lenient=lenient), file, name)

    def read_all(
        self, source: str | Path | Mapping[str, Any], *, lenient: bool = False, form: Format | None = None
    ) -> tuple[Case, ...]:
        """Read all cases of a record: a FHIR bundle, a cohort or a graph may be about several patients.

        Args:
            source: as for `read`.
            lenient: as for `read`.
            form: the format, if it shall not be recognised.

        Example:
            >>> from differentia.knowledge import load
            >>> people = [{"resource": {"resourceType": "Patient", "id": name}} for name in ("a", "b")]
            >>> [case.id for case in load().read_all({"resourceType": "Bundle", "entry": people})]
            ['a', 'b']
        """
        from differentia.intake.formats.reading import opened

        record = opened(source, form)
        codes = tuple(dict.fromkeys((*codes_of(source), *record.codes())))
        return record.cases(self._words(codes), lenient=lenient)

    def knowing(self, codes: Collection[str]) -> KnowledgeBase:
        """Return this knowledge base with codes of other vocabularies and what links them to it.

        Args:
            codes: CURIEs or IRIs; it keeps those that it knows already.

        Example:
            >>> from differentia.knowledge import load
            >>> load().knowing(["HP:0030840"]).compiled.lexicon.coded["HP:0030840"].iri
            'http://purl.obolibrary.org/obo/HP_0030840'
        """
        known = cast("KnowledgeBase", self)
        if not codes:
            return known
        from differentia.knowledge.linked import with_codes

        return with_codes(known, codes)

    def _words(self, codes: Collection[str]) -> Lexicon:
        known = cast("KnowledgeBase", self)
        if not codes:
            return known.compiled.lexicon
        from differentia.knowledge.linked import words_with

        return words_with(known, codes)
