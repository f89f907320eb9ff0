"""Identifiers of other vocabularies: CURIEs and IRIs, the form of a code, and its check digit."""

from __future__ import annotations

import re
from typing import NamedTuple

from differentia.errors import BadInput

__all__ = [
    "VOCABULARIES",
    "Vocabulary",
    "codes_in",
    "curie_of",
    "iri_of",
    "loinc_digit",
    "malformed",
    "verhoeff",
    "vocabulary_named",
]

_OBO = "http://purl.obolibrary.org/obo/"


class Vocabulary(NamedTuple):
    """A vocabulary that codes may come from.

    Attributes:
        prefix: of its CURIEs.
        name: for people.
        space: what its IRIs begin with.
        form: what a code looks like, as a regular expression.
        aliases: other prefixes in use.
        spaces: other beginnings of its IRIs in use.
    """

    prefix: str
    name: str
    space: str
    form: str
    aliases: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()


VOCABULARIES = {
    v.prefix: v
    for v in (
        Vocabulary("HP", "HPO", _OBO + "HP_", r"\d{7}", ("HPO",)),
        Vocabulary("MONDO", "MONDO", _OBO + "MONDO_", r"\d{7}"),
        Vocabulary("DOID", "DO", _OBO + "DOID_", r"\d{1,7}"),
        Vocabulary("SYMP", "SYMP", _OBO + "SYMP_", r"\d{7}"),
        Vocabulary("UBERON", "Uberon", _OBO + "UBERON_", r"\d{7}"),
        Vocabulary(
            "ICD10CM",
            "ICD-10-CM",
            "http://purl.bioontology.org/ontology/ICD10CM/",
            r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4}|-[A-Z]\d[0-9A-Z])?",
            ("ICD10", "ICD-10-CM"),
            ("http://hl7.org/fhir/sid/icd-10-cm/",),
        ),
        Vocabulary("MESH", "MeSH", "http://id.nlm.nih.gov/mesh/", r"[CD]\d{6,9}", ("MSH",)),
        Vocabulary("LOINC", "LOINC", "http://loinc.org/rdf/", r"\d{1,7}-\d", ("LNC",), ("http://loinc.org/",)),
        Vocabulary(
            "SCTID",
            "SNOMED CT",
            "http://snomed.info/id/",
            r"[1-9]\d{5,17}",
            ("SNOMED", "SNOMEDCT", "SCT"),
            ("http://snomed.info/sct/",),
        ),
        Vocabulary("UMLS", "UMLS", "http://linkedlifedata.com/resource/umls/id/", r"C\d{7}", ("CUI",)),
        Vocabulary("icd11.foundation", "ICD-11", "http://id.who.int/icd/entity/", r"\d{3,12}", ("ICD11",)),
    )
}
_PREFIXES = {p.casefold(): v for v in VOCABULARIES.values() for p in (v.prefix, *v.aliases)}
_SPACES = sorted(((s, v) for v in VOCABULARIES.values() for s in (v.space, *v.spaces)), key=lambda s: -len(s[0]))
_CODE = re.compile(
    rf"<?(?:{'|'.join(re.escape(space) for space, _ in _SPACES)})[\w.-]+>?"
    rf"|(?<![\w.:-])(?:{'|'.join(map(re.escape, sorted(_PREFIXES, key=len, reverse=True)))}):[\w.-]+",
    re.IGNORECASE,
)


def vocabulary_named(name: str) -> Vocabulary:
    """Return the vocabulary of a name, a prefix or another prefix in use.

    Raises:
        BadInput: there is none.

    Example:
        >>> vocabulary_named("snomed ct").prefix, vocabulary_named("hpo").prefix
        ('SCTID', 'HP')
    """
    names = {v.name.casefold(): v for v in VOCABULARIES.values()} | _PREFIXES
    if name.casefold() not in names:
        known = tuple(v.name for v in VOCABULARIES.values())
        raise BadInput("no such vocabulary", phrase=name, nearest=known)
    return names[name.casefold()]


def codes_in(text: str) -> tuple[str, ...]:
    """Find what looks like codes of these vocabularies in a text, as written, each once.

    Example:
        >>> codes_in("right HP:0030839, snomed:22253000. or <http://loinc.org/77194-9>")
        ('HP:0030839', 'snomed:22253000', '<http://loinc.org/77194-9>')
    """
    return tuple(dict.fromkeys(match[0].rstrip(".-") for match in _CODE.finditer(text)))


def curie_of(code: str) -> str | None:
    """Write a code, a CURIE with any prefix in use or an IRI, as the CURIE that mappings have; None: not one of these.

    Example:
        >>> curie_of("snomedct:22253000"), curie_of("http://purl.obolibrary.org/obo/HP_0030839"), curie_of("ex:1")
        ('SCTID:22253000', 'HP:0030839', None)
    """
    bare = code.strip().strip("<>")
    for space, vocabulary in _SPACES:
        if bare.startswith(space):
            return f"{vocabulary.prefix}:{bare[len(space) :]}"
    prefix, colon, rest = bare.partition(":")
    found = _PREFIXES.get(prefix.casefold())
    return f"{found.prefix}:{rest}" if found is not None and colon else None


def iri_of(curie: str) -> str:
    """Write the CURIE of a mapping as an IRI.

    Example:
        >>> iri_of("HP:0030839")
        'http://purl.obolibrary.org/obo/HP_0030839'
    """
    prefix, _, rest = curie.partition(":")
    return VOCABULARIES[prefix].space + rest


def malformed(curie: str) -> str | None:
    """Say what is wrong with the form of a code, or None.

    Example:
        >>> malformed("LOINC:39068-8")
        'its check digit is wrong (39068-2 would be right in form), so that it is no LOINC code'
        >>> malformed("HP:0030839") is None
        True
    """
    prefix, _, code = curie.partition(":")
    vocabulary = VOCABULARIES[prefix]
    if not re.fullmatch(vocabulary.form, code):
        return f"codes of {vocabulary.name} are not written so"
    if prefix == "LOINC" and code[-1] != (digit := loinc_digit(code[:-2])):
        return f"its check digit is wrong ({code[:-1]}{digit} would be right in form), so that it is no LOINC code"
    if prefix == "SCTID" and not verhoeff(code):
        return "its check digit is wrong, so that it is no SNOMED CT identifier"
    return None


def loinc_digit(number: str) -> str:
    """Return the check digit of a LOINC number: modulus 10, every second digit from the right doubled.

    Example:
        >>> loinc_digit("77194")
        '9'
    """
    doubled = int(number[::-2]) * 2  # the digits in odd places from the right, as one number
    total = sum(map(int, str(doubled))) + sum(map(int, number[-2::-2]))
    return str(-total % 10)


_TIMES = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432",
          "7659821043", "8765932104", "9876543210")  # fmt: skip
_TURNED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415",
           "7046913258")  # fmt: skip


def verhoeff(number: str) -> bool:
    """Tell whether the last digit of a number is its Verhoeff check digit.

    Example:
        >>> verhoeff("22253000"), verhoeff("30367100")
        (True, False)
    """
    check = "0"
    for place, digit in enumerate(reversed(number)):
        check = _TIMES[int(check)][int(_TURNED[place % 8][int(digit)])]
    return check == "0"
