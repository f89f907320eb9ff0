"""Reads patients as OWL programs write them: individuals with kinds and properties, without facts in words.

A patient has parts (`dx:hasPart`) and findings (`dx:hasFinding`), and lacks kinds of findings (`dx:lacks`, or the
complement of "has some finding of a kind"); complaints come and go with maneuvers. Each of these becomes a fact under
the name of its term. A triple that becomes none is noted, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from differentia.diagnosis.case import Status
from differentia.errors import BadInput
from differentia.intake.document import Document
from differentia.intake.formats.concepts import Code, Concept, Concepts, Note
from differentia.intake.formats.gathering import Circumstances, Gathered, Record
from differentia.intake.formats.rdf_nodes import Nodes, shown
from differentia.intake.formats.statements import DCTERMS
from differentia.intake.lexicon import Lexicon
from differentia.intake.vocabulary import DX
from differentia.linking.curies import curie_of
from differentia.owl.expressions import OWL, RDF, RDFS

__all__ = ["patients_in", "read_patients"]

_TYPE = RDF + "type"
_FINDING, _PART, _LACKS = DX + "hasFinding", DX + "hasPart", DX + "lacks"
_OF_COURSE = frozenset({OWL + "NamedIndividual", OWL + "Thing", DX + "Patient", DX + "BodyPart", DX + "Finding",
                        DX + "Complaint", DX + "Measurement"})  # fmt: skip
_NO_SIDE = "what a part lacks of which no side is said cannot be denied of the patient"


def patients_in(nodes: Nodes) -> list[str]:
    """Find the patients of a graph: what is called one, or else what has parts or findings and is no part."""
    called = [node for node in nodes.said if DX + "Patient" in nodes.iris(node, _TYPE)]
    if called:
        return called
    parts = {part for node in nodes.said for part in nodes.iris(node, _PART)}
    return [node for node, said in nodes.said.items() if node not in parts and {_FINDING, _PART, _LACKS} & said.keys()]


def read_patients(nodes: Nodes, patients: Iterable[str], lexicon: Lexicon) -> tuple[Record, ...]:
    """Read each patient of a graph as a case.

    Args:
        nodes: the graph.
        patients: which of its nodes are patients.
        lexicon: the words of the domain.

    Example:
        >>> nodes = Nodes([("urn:p", _TYPE, DX + "Patient"), ("urn:p", "urn:x#likes", "urn:q")])
        >>> [str(note) for note in read_patients(nodes, ["urn:p"], Lexicon())[0].notes]
        ['<urn:p>: not used: <urn:x#likes> <urn:q>']
    """
    readers = [_Patient(nodes, patient, Gathered(Concepts(lexicon))) for patient in patients]
    documents = [reader.read() for reader in readers]
    left = [Note(shown(s), f"not used: {shown(p)} {shown(o)}") for s, p, o in nodes.unused()]
    return tuple(
        Record(document, (*reader.gathered.notes, *left)) for reader, document in zip(readers, documents, strict=True)
    )


class _Patient:
    """Gathers the facts of one patient from a graph."""

    def __init__(self, nodes: Nodes, patient: str, gathered: Gathered) -> None:
        self.nodes = nodes
        self.patient = patient
        self.gathered = gathered
        self.lexicon = gathered.concepts.lexicon
        self.group = 0
        self.seen: set[str] = set()

    def read(self) -> Document:
        patient = self.patient
        self.kinds(patient, None, None)
        for part in self.nodes.take(patient, _PART):
            self.part(part)
        self.borne(patient, None, None)
        name = self.nodes.text(patient, DCTERMS + "identifier") or self.own_name()
        title = self.nodes.text(patient, RDFS + "label")
        return Document(tuple(self.gathered.entries), name, title)

    def own_name(self) -> str:
        """The end of the patient's name; our own graphs call every patient CASE#patient."""
        case, _, name = self.patient.rpartition("#")
        return (case if case and name == "patient" else name).rpartition("/")[2].removeprefix("_:")

    # ---- who bears what

    def part(self, node: str) -> None:
        """Read a part of the body: its side is that of its kind."""
        sides = {cls: side for by_side in self.lexicon.parts.values() for side, cls in by_side.items()}
        kinds = self.nodes.iris(node, _TYPE)
        side = next((sides[kind] for kind in kinds if kind in sides), None)
        for kind in kinds:
            if kind in sides or kind in self.lexicon.parts:
                self.nodes.use(node, _TYPE, kind)
        word = None if side is None else self.lexicon.labels.get(side, "")
        self.kinds(node, word, node)
        self.borne(node, word, node)

    def borne(self, node: str, side: str | None, part: str | None) -> None:
        for lacked in self.nodes.take(node, _LACKS):
            self.lacked(node, lacked, side, part)
        for finding in self.nodes.take(node, _FINDING):
            self.finding(finding, side)

    def kinds(self, node: str, side: str | None, part: str | None) -> None:
        """Read what is said of a bearer by kinds without a name: that it has, or lacks, some finding of a kind."""
        for kind in list(self.nodes.iris(node, _TYPE)):
            if kind in _OF_COURSE:
                self.nodes.use(node, _TYPE, kind)
            elif (lacked := self.nodes.some_of_complement(kind, _FINDING)) is not None:
                self.nodes.use_all(node, kind)
                self.lacked(node, lacked, side, part)
            elif (had := self.nodes.some(kind, _FINDING)) is not None:
                self.nodes.use_all(node, kind)
                self.state(node, had, "present", side)

    def lacked(self, node: str, kind: str, side: str | None, part: str | None) -> None:
        concept = self.concept(kind, "absent")
        understood = self.gathered.concepts.understood(concept, "absent")
        if part is not None and side is None:
            self.gathered.note(shown(node), f"not used: lacks {shown(kind)}: {_NO_SIDE}")
        elif side is not None and understood is not None and not self.gathered.concepts.sided(understood):
            self.gathered.note(shown(node), f"not used: lacks {shown(kind)}: it is nothing that a side has or lacks")
        else:
            self.state(node, kind, "absent", side)

    # ---- findings

    def finding(self, node: str, side: str | None) -> None:
        if node in self.seen:
            self.gathered.note(shown(node), "not used again: a finding has one bearer")
            return
        self.seen.add(node)
        kinds = [kind for kind in self.nodes.iris(node, _TYPE) if kind not in _OF_COURSE]
        for kind in self.nodes.iris(node, _TYPE):
            if kind in _OF_COURSE:
                self.nodes.use(node, _TYPE, kind)
        if not kinds:
            self.gathered.note(shown(node), "not used: a finding of no kind that the ontology knows")
            return
        complaint = any(kind in self.lexicon.complaints for kind in kinds) or self.qualified(node)
        group = 0
        if complaint:
            self.group += 1
            group = self.group
        self.described(node, kinds, side, group)
        if complaint:
            self.course(node, group)

    def qualified(self, node: str) -> bool:
        return any(link in self.nodes.said[node] for link in (*self.links(), DX + "qualifiedBy"))

    def described(self, node: str, kinds: list[str], side: str | None, group: int) -> None:
        """Read of which kinds a finding is, and its value."""
        stated = [kind for kind in kinds if not kind.startswith("_:") and self.kind(node, kind, side, group)]
        if len(stated) > 1:
            self.gathered.note(shown(node), "each of its kinds is read as a finding of its own")
        for kind in kinds:
            if (lacked := self.nodes.complement(kind)) is not None and group:
                self.nodes.use_all(node, kind)
                self.state(node, lacked, "absent", None, group)

    def kind(self, node: str, kind: str, side: str | None, group: int) -> bool:
        self.nodes.use(node, _TYPE, kind)
        concept, at = self.concept(kind, "measured"), self.at(node, side, group)
        if self.gathered.concepts.understood(concept, "measured") is None:
            return self.state(node, kind, "present", side, group)
        value = self.nodes.text(node, DX + "value") or self.nodes.text(node, DX + "textValue")
        if value is None:
            self.gathered.note(shown(node), f"not used: {concept.shown} without a value")
            return False
        return self.gathered.measure(at, concept, value, None)

    def course(self, node: str, group: int) -> None:
        """Read with what a complaint comes and goes, what it feels like, and the measurements of its course."""
        for link, (meant, status) in self.links().items():
            for value in self.nodes.take(node, link):
                self.qualifier(node, meant, value, status, group)
        for link, value in self.nodes.denied(node):
            self.qualifier(node, link, value, "absent", group)
        for measured in self.nodes.take(node, DX + "qualifiedBy"):
            kinds = [kind for kind in self.nodes.iris(measured, _TYPE) if kind not in _OF_COURSE]
            self.described(measured, kinds, None, group)
            for kind in _OF_COURSE.intersection(self.nodes.iris(measured, _TYPE)):
                self.nodes.use(measured, _TYPE, kind)

    def links(self) -> dict[str, tuple[str, Status]]:
        """The properties of complaints that phrases may state, each with the one that it denies, if it denies one."""
        patterns = {pattern.iri for found in self.lexicon.patterns.values() for pattern in found}
        said: dict[str, tuple[str, Status]] = {link: (link, "present") for link in sorted(patterns)}
        denied: dict[str, tuple[str, Status]] = {
            twin: (link, "absent") for link, twin in self.lexicon.twins.items() if link in patterns
        }
        return said | denied

    def qualifier(self, node: str, link: str, value: str, status: Status, group: int) -> None:
        """State a property of a complaint by a phrase that says just this."""
        concepts = self.gathered.concepts
        for phrase in self.phrases(link, value):
            found = concepts.understood(Concept(text=phrase), status)
            if found is not None and found.terms == {link, value} and not any(one.absent for one in found.readings):
                self.gathered.state(self.at(node, None, group), Concept(text=phrase), status)
                return
        self.gathered.note(shown(node), f"not used: {shown(link)} {shown(value)}: no value that the ontology knows")

    def phrases(self, link: str, value: str) -> list[str]:
        """The phrases that may say this, those first that use the name of the property."""
        label, name = self.lexicon.labels.get(value), self.lexicon.labels.get(link, "")
        found = [
            one.text for some in self.lexicon.patterns.values() for one in some if one.iri == link and not one.absent
        ]
        found.sort(key=lambda text: (name not in text, text.startswith("{}"), len(text), text))
        return [text.replace("{}", label) for text in found] if label is not None else []

    # ---- facts

    def state(self, node: str, kind: str, status: Status, side: str | None, group: int = 0) -> bool:
        concept = self.concept(kind, status)
        try:
            if self.gathered.state(self.at(node, side, group), concept, status):
                return True
        except BadInput as error:
            raise BadInput(error.message, phrase=f"{shown(node)}: {error.phrase or shown(kind)}") from None
        self.gathered.unknown(shown(node), concept, status)
        return False

    def concept(self, kind: str, status: Status) -> Concept:
        """A kind as a concept: its code, and its label if that says the same and no more."""
        concepts = self.gathered.concepts
        coded = Concept((Code("", concepts.curie(kind) or curie_of(kind) or kind),))
        label = self.lexicon.labels.get(kind)
        meant, told = concepts.understood(coded, status), concepts.understood(Concept(text=label), status)
        if meant is None or told is None or meant.terms != told.terms:
            return coded
        if any(one.absent or one.sides for one in told.readings):
            return coded
        return coded._replace(text=label)

    def at(self, node: str, side: str | None, group: int) -> Circumstances:
        date, source = self.nodes.text(node, DX + "observedAt"), self.nodes.text(node, DCTERMS + "source")
        return Circumstances(shown(node), None, side or None, date, source, None, group)
