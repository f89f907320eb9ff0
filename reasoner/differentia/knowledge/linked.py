"""Knows the codes of other vocabularies that a case has: the ontology with the bridge, its words with the codes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from differentia.compiled import Compiled, Details, notes_on
from differentia.errors import BadInput, DifferentiaError
from differentia.intake.lexicon import Lexicon
from differentia.intake.readings import Sense
from differentia.intake.vocabulary import DX
from differentia.linking.bridge import Effect, bridge_axioms, effects
from differentia.linking.curies import curie_of, iri_of
from differentia.linking.links import Links, load_links
from differentia.linking.sssom import Mapping as Row
from differentia.owl.expressions import RDFS, XSD, Literal
from differentia.owl.extending import extended
from differentia.owl.ontology import Annotation, Ontology
from differentia.owl.proof import ProofContext
from differentia.static_graph import ntriple
from differentia.static_store import StaticStore

if TYPE_CHECKING:
    from differentia.knowledge import KnowledgeBase

__all__ = ["REFUSED", "bridgeable", "bridged", "effects_of", "kinds_of_terms", "term_named", "with_codes", "words_with"]

REFUSED = {
    "unsatisfiable": "nothing could be of this class",
    "merged": "two terms would become one",
    "circle": "two terms of another vocabulary would become one",
}
"""What a bridge must not do."""
_NARROWER = ("exactMatch", "narrowMatch")  # the term of the other vocabulary is no wider than ours
_WIDER = ("exactMatch", "broadMatch")


def with_codes(kb: KnowledgeBase, codes: Collection[str]) -> KnowledgeBase:
    """Return a knowledge base that knows codes as well, beside those that it knows; itself if there are no others.

    Raises:
        BadInput: a file of links cannot be read.
        DifferentiaError: the bridge would damage the ontology.
    """
    wanted = kb.codes.union(codes)
    if wanted == kb.codes:
        return kb
    plain = kb.plain or kb
    found = plain.linked.get(wanted)
    if found is None:
        links = load_links(plain.links)
        if len(plain.linked) > 64:
            plain.linked.clear()
        known = _compiled(plain.compiled, links, wanted)
        found = plain.linked[wanted] = replace(plain, compiled=known, codes=wanted, linked={}, plain=plain)
    return found


def words_with(kb: KnowledgeBase, codes: Collection[str]) -> Lexicon:
    """Return the words of a knowledge base with codes among them, which is all that reading takes.

    Raises:
        BadInput: a file of links cannot be read.
        DifferentiaError: the bridge would damage the ontology.
    """
    if kb.links or kb.codes.issuperset(codes):
        return with_codes(kb, codes).compiled.lexicon  # links of a user are judged before a case is read with them
    plain = kb.plain or kb
    return _Coded(plain.compiled.lexicon, load_links()).lexicon(_curies(kb.codes.union(codes)))


def _curies(words: Iterable[str]) -> dict[str, str]:
    return {word: curie for word in sorted(words) if (curie := curie_of(word)) is not None}


# ---- the ontology with the bridge


def bridgeable(lexicon: Lexicon, ontology_classes: Collection[str]) -> frozenset[str]:
    """Return the terms of ours that take part in a bridge: classes of findings and of conditions."""
    return lexicon.findings | frozenset(ontology_classes)


def _constants(compiled: Compiled, cls: str) -> frozenset[str]:
    """Return the constants of the ontology of a class of the diagnosis vocabulary."""
    base = compiled.base
    number = base.symbols.expressions.get(f"<{DX}{cls}>")
    members = {getattr(base.symbols.terms[x], "iri", "") for x, found in base.types.items() if number in found}
    return frozenset(iri for iri in members if iri)


def bridged(
    compiled: Compiled, links: Links, codes: Iterable[str] = ()
) -> tuple[Compiled, dict[Any, list[Annotation]]]:
    """Return an ontology with the bridge on top, and the bridge.

    Args:
        compiled: the ontology.
        links: mappings and hierarchies.
        codes: terms of other vocabularies, as CURIEs, that are needed besides those that are mapped.
    """
    classes = bridgeable(compiled.lexicon, _constants(compiled, "Condition"))
    axioms = bridge_axioms(links, classes, codes)
    base = extended(compiled.base, axioms)
    said = hashlib.sha256(f"{compiled.sha256} {links.sha256} {sorted(codes)}".encode()).hexdigest()

    def details() -> Details:
        old = compiled.details().ontology
        notes = {**old.annotations, **{axiom: tuple(each) for axiom, each in axioms.items()}}
        new = Ontology((*old.axioms, *axioms), notes, old.version, said, old.unread, old.classes, old.imports, old.iris)
        return Details(base.sources, new)

    return replace(compiled, base=base, details=details, mappings=links.sha256), axioms


def effects_of(compiled: Compiled, links: Links, codes: Iterable[str] = ()) -> list[Effect]:
    """Find what the bridge does to the classes of the ontology, with proofs."""
    after, axioms = bridged(compiled, links, codes)
    ours = bridgeable(compiled.lexicon, _constants(compiled, "Condition"))
    ontology = after.details().ontology
    header = {"ontology": compiled.sha256, "version": compiled.version, "case": None, "mappings": links.sha256}
    context = ProofContext(header, lambda axiom: notes_on(ontology, axiom), label=compiled.lexicon.labels.get)
    return effects(compiled.base, after.base, axioms, ours, context)


def _compiled(compiled: Compiled, links: Links, words: Collection[str]) -> Compiled:
    curies = _curies(words)
    good = dict.fromkeys(curie for curie in curies.values() if links.fault(curie) is None)
    found, axioms = bridged(compiled, links, good)
    if len(links.sets) + len(links.hierarchies) > len(load_links().sets) + len(load_links().hierarchies):
        for effect in effects_of(compiled, links, good):
            if effect.kind in REFUSED:
                names = " and ".join(compiled.lexicon.labels.get(iri, iri) for iri in effect.classes)
                why = f"the links are refused: {REFUSED[effect.kind]}: {names}"
                raise DifferentiaError(f"{why} (differentia link --report proves it)")
    lexicon = _Coded(compiled.lexicon, links).lexicon(curies)
    terms = {side.iri for axiom in axioms for side in getattr(axiom, "operands", ())}
    terms |= {
        side.iri for axiom in axioms for side in (getattr(axiom, "sub", None), getattr(axiom, "sup", None)) if side
    }
    labels = {
        iri: f"{name} ({curie})"
        for iri in sorted(terms)
        if (curie := curie_of(iri)) is not None and (name := links.label(curie))
    }
    lexicon = replace(lexicon, labels={**labels, **lexicon.labels})
    static = found.static._replace(ontology=found.static.ontology + _triples(axioms, labels))
    return replace(found, lexicon=lexicon, static=static, store=StaticStore(static))


def _triples(axioms: Iterable[Any], labels: Mapping[str, str]) -> bytes:
    """Write the bridge as triples for the queryable graph."""
    lines = [ntriple((iri, RDFS + "label", Literal(text, XSD + "string"))) for iri, text in labels.items()]
    for axiom in axioms:
        pairs = [(axiom.sub, axiom.sup)] if hasattr(axiom, "sub") else [axiom.operands, axiom.operands[::-1]]
        lines += [ntriple((sub.iri, RDFS + "subClassOf", sup.iri)) for sub, sup in pairs]
    return "".join(sorted(lines)).encode()


# ---- the words with the codes


class _Coded:
    """Finds out what codes mean here.

    Args:
        lexicon: the words of the domain.
        links: mappings and hierarchies.
    """

    def __init__(self, lexicon: Lexicon, links: Links) -> None:
        self.old, self.links = lexicon, links
        self.senses: dict[str, Sense] = {}
        self.refused: dict[str, str] = {}
        self.wider: dict[str, str] = {}
        self.covers: dict[str, tuple[str, ...]] = {}
        self.like: dict[str, str] = {}
        self.bearers: dict[str, str] = {}
        self.findings: dict[str, None] = {}
        self.names: dict[str, str] = {}

    def lexicon(self, curies: Mapping[str, str]) -> Lexicon:
        """Return the words of the domain together with codes, given as written with their CURIEs."""
        for word, curie in curies.items():
            self.add(word, curie)
        old = self.old
        complaints = {iri for iri, ours in self.like.items() if ours in old.complaints}
        same = {iri: old.same_complaint[ours] for iri, ours in self.like.items() if ours in old.same_complaint}
        return replace(
            old,
            labels={**old.labels, **self.names},
            bearers={**old.bearers, **self.bearers},
            findings=old.findings | frozenset(self.findings),
            complaints=old.complaints | complaints,
            same_complaint={**old.same_complaint, **same},
            coded=self.senses,
            refused=self.refused,
            wider=self.wider,
            covers=self.covers,
        )

    def add(self, word: str, curie: str) -> None:
        """Understand one code, or note why not."""
        fault = self.links.fault(curie)
        if fault is not None:
            self.refused[word] = fault
            return
        up = self._rows(self.links.upward([curie]), _NARROWER)
        kind = next((row for row in up if self.links.subject(row) in self.old.kinds), None)
        finding = next((row for row in up if self.links.subject(row) in self.old.findings), None)
        below = self._rows(self.links.downward([curie]), _WIDER)
        below = [row for row in below if self.links.subject(row) in self.old.findings]
        if kind is not None:
            ours = self.links.subject(kind)
            self.senses[word] = Sense(ours, word, ((word, ours), (f"by mapping {kind}", ours)))
        elif finding is not None or below:
            self._finding(word, curie, finding, below)
        else:
            self.refused[word] = self._useless(curie, up)

    def _finding(self, word: str, curie: str, row: Row | None, below: list[Row]) -> None:
        iri = iri_of(curie)
        name = self.links.label(curie)
        self.names[iri] = f"{name} ({curie})" if name else curie
        self.findings[iri] = None
        self.covers[iri] = tuple(dict.fromkeys(self.links.subject(each) for each in below))
        terms = [(word, iri)]
        if row is not None:
            ours = self.links.subject(row)
            self.like[iri] = ours
            bearers = {self.old.bearers.get(ours)}
            terms.append((f"by mapping {row}", ours))
        else:
            narrower = dict.fromkeys(self.links.subject(each) for each in below)
            bearers = {self.old.bearers.get(each) for each in narrower}
            labels = [self.old.labels.get(each, each) for each in narrower]
            some = ", ".join(f"“{label}”" for label in labels[:5]) + (", ..." if len(labels) > 5 else "")
            self.wider[iri] = (
                f"{self.names[iri]} is wider than any finding here: nothing follows from it; say which: {some}"
            )
            terms += [(f"by mapping {each}", self.links.subject(each)) for each in below]
        if len(bearers) == 1 and (bearer := bearers.pop()) is not None:
            self.bearers[iri] = bearer
        self.senses[word] = Sense(iri, word, tuple(terms))

    def _rows(self, terms: Iterable[str], predicates: Collection[str]) -> list[Row]:
        return [row for term in terms for row in self.links.mapped(term) if row.predicate in predicates]

    def _useless(self, curie: str, up: list[Row]) -> str:
        """Say what a code that is known means, where a case has no place for it."""
        name = self.links.label(curie)
        named = f"{curie} ({name})" if name else curie
        warning = self.links.warning(curie)
        rows = up or self.links.mapped(curie)
        if not rows:
            return f"{named} is known, but nothing here corresponds to it{warning}"
        row = rows[0]
        label = self.old.labels.get(self.links.subject(row), row.subject)
        if row.predicate in ("closeMatch", "relatedMatch") and self.links.subject(row) in self.old.findings:
            return f"{named} is only a {row.predicate} of “{label}”, from which nothing follows: write what is meant"
        return f"{named} is linked to “{label}” ({row.predicate}), which is nothing that is found in a patient{warning}"


# ---- terms of ours


def kinds_of_terms(compiled: Compiled) -> dict[str, frozenset[str]]:
    """Return the terms of ours that may be linked, by what they are."""
    lexicon = compiled.lexicon
    tests = _constants(compiled, "Test")
    found = {"condition": _constants(compiled, "Condition"), "test": tests, "measurement": frozenset(lexicon.kinds)}
    return {**found, "finding": lexicon.findings}


def term_named(compiled: Compiled, name: str) -> str:
    """Return the IRI of a term of ours given by a label, synonym, notation, CURIE or IRI.

    Raises:
        BadInput: there is none, or more than one.
    """
    from differentia.intake.suggestions import closest
    from differentia.intake.wording import normalise

    lexicon, words = compiled.lexicon, normalise(name)
    prefix, _, rest = name.partition(":")
    iri = lexicon.prefixes[prefix] + rest if prefix in lexicon.prefixes else name.strip("<>")
    if iri in lexicon.labels:
        return iri
    senses = [sense.iri for sense in lexicon.senses.get(words, ()) if not sense.absent]
    found = tuple(dict.fromkeys([*senses, *lexicon.kind_names.get(words, ()), *lexicon.other_names.get(words, ())]))
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput("more than one is called so", phrase=name, nearest=found)
    names = {phrase: phrase for table in (lexicon.senses, lexicon.kind_names, lexicon.other_names) for phrase in table}
    raise BadInput("no such term", phrase=name, nearest=closest([words], names))
