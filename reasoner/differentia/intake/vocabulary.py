"""An ontology's triples as the lexicon asks them: labels, notes inherited along the class hierarchy, members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from differentia.owl.expressions import OWL, RDF, RDFS, AnonymousIndividual, Literal
from differentia.owl.ontology import Term, Triple

__all__ = ["DX", "LABELS", "Source", "local_name"]

DX = "https://w3id.org/differentia/dx#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
LABELS = (RDFS + "label", _SKOS + "altLabel", _SKOS + "hiddenLabel", _SKOS + "prefLabel")
_Key = str | AnonymousIndividual


class Source:
    """Triples by subject and predicate, and the class hierarchy they state between named classes."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.objects: dict[tuple[_Key, str], list[Term]] = defaultdict(list)
        self.subjects: dict[str, dict[str, None]] = defaultdict(dict)
        for s, p, o in triples:
            self.objects[s, p].append(o)
            if isinstance(s, str):
                self.subjects[p][s] = None
        self.parents: dict[str, set[str]] = defaultdict(set)
        for p in (RDFS + "subClassOf", OWL + "equivalentClass", OWL + "intersectionOf"):
            for s in self.subjects[p]:
                for o in self.objects[s, p]:
                    self.parents[s] |= set(self._members(o)) - {s}
        self.children: dict[str, set[str]] = defaultdict(set)
        for child, parents in self.parents.items():
            for parent in parents:
                self.children[parent].add(child)

    def _members(self, node: Term) -> Iterator[str]:
        """The named classes of which an expression is a part: itself, or those of an intersection or list."""
        waiting: list[Term] = [node]
        seen: set[Term] = set()
        while waiting:
            one = waiting.pop()
            if one in seen or isinstance(one, Literal):
                continue
            seen.add(one)
            if isinstance(one, str):
                if not one.startswith((OWL, RDF)):
                    yield one
                continue
            for p in (OWL + "intersectionOf", RDF + "first", RDF + "rest"):
                waiting += self.objects.get((one, p), [])

    def parts_of(self, node: Term) -> list[Term]:
        """The members of an intersection, in their order; nothing for anything else."""
        found: list[Term] = []
        if isinstance(node, Literal):
            return found
        rest = next(iter(self.objects.get((node, OWL + "intersectionOf"), [])), None)
        while rest is not None and not isinstance(rest, Literal) and len(found) < len(self.objects):
            found += self.objects.get((rest, RDF + "first"), [])
            rest = next(iter(self.objects.get((rest, RDF + "rest"), [])), None)
        return found

    def pairs(self, predicate: str) -> list[tuple[str, Term]]:
        """All statements with one predicate about named things, in a fixed order."""
        return sorted(
            ((s, o) for s in self.subjects.get(predicate, {}) for o in self.objects[s, predicate]),
            key=lambda pair: (pair[0], str(pair[1])),
        )

    def texts(self, iri: str, *predicates: str) -> list[str]:
        """The literals that stand at some predicates, without duplicates."""
        found = [o.lexical for p in predicates for o in self.objects.get((iri, p), []) if isinstance(o, Literal)]
        return list(dict.fromkeys(found))

    def label(self, iri: str) -> str:
        """Its label, else the last part of its IRI."""
        return next(iter(self.texts(iri, *LABELS)), local_name(iri))

    def labelled(self) -> list[str]:
        """Everything named that has a label, sorted."""
        return sorted({s for p in LABELS for s in self.subjects.get(p, {})})

    def below(self, iri: str) -> list[str]:
        """The class and everything under it, sorted."""
        seen = {iri}
        waiting = [iri]
        while waiting:
            new = self.children.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return sorted(seen)

    def lineage(self, iri: str) -> Iterator[str]:
        """The class and its ancestors, nearest first."""
        seen, level = {iri}, [iri]
        while level:
            yield from level
            level = sorted({p for c in level for p in self.parents.get(c, ())} - seen)
            seen |= set(level)

    def inherited(self, iri: str, name: str) -> str | None:
        """What the nearest class of the lineage says with `dx:name`: an IRI, or the text of a literal."""
        for ancestor in self.lineage(iri):
            values = self.objects.get((ancestor, DX + name))
            if values:
                found = sorted(v.lexical if isinstance(v, Literal) else str(v) for v in values)
                return found[0]
        return None

    def members(self, cls: str) -> list[str]:
        """The individuals of a class and of the classes under it."""
        classes = set(self.below(cls))
        return sorted({s for s, o in self.pairs(RDF + "type") if o in classes})


def local_name(iri: str) -> str:
    """Cut an IRI down to what stands after its last `#`, `/` or `:`.

    Example:
        >>> local_name("http://example.org/a#Left")
        'Left'
    """
    return iri.rstrip("#/").replace("#", "/").replace(":", "/").rsplit("/", 1)[-1]
