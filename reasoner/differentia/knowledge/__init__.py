"""The Python API: load an ontology, diagnose a case, ask why.

Example:
    >>> kb = load()
    >>> d = kb.diagnose({"present": ["no such phrase at all"]}, lenient=True)
    >>> d.report().not_understood
    ('no such phrase at all',)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from differentia.compiled import Compiled
from differentia.diagnosis.case import Case, Prior, started
from differentia.diagnosis.session import Session, open_session
from differentia.graph import CaseGraph, Table
from differentia.knowledge.codes import ReadsCases, codes_of
from differentia.knowledge.loading import Source, compile_sources
from differentia.knowledge.taking_many import TakesMany
from differentia.structs import dataclass, field

if TYPE_CHECKING:
    import rdflib

    from differentia.diagnosis.comparisons import Changes, Contrast, WhyNot
    from differentia.diagnosis.findings import Cause, RecommendedTest, RedFlag, Report
    from differentia.knowledge.justifying import Justified
    from differentia.knowledge.ledger import Ledger
    from differentia.owl.ontology import Ontology
    from differentia.owl.proof import ProofContext

__all__ = ["Diagnosis", "KnowledgeBase", "load", "queries"]


def load(*sources: Source, links: Iterable[str | Path] = ()) -> KnowledgeBase:
    """Load an ontology and everything that follows from it.

    Args:
        sources: files, folders, rdflib graphs or owlready2 ontologies; none: the ontology supplied with the package.
        links: further mapping sets (.sssom.tsv) and vocabularies (.tsv, .obo, .json, .owl) for codes in cases.

    Returns:
        The knowledge base; files are compiled once and then come from a cache.

    Raises:
        BadInput: a source is missing or cannot be read.
        OutsideFragment: an axiom cannot be reasoned with.

    Example:
        >>> load().version
        '0.1.0'
    """
    return KnowledgeBase(compile_sources(sources), tuple(Path(file) for file in links))


def queries() -> list[tuple[str, str]]:
    """Return the supplied queries, each with the question it answers."""
    from differentia.query_library import list_queries

    return [(info.name, info.summary) for info in list_queries()]


@dataclass(frozen=True, slots=True)
class KnowledgeBase(ReadsCases, TakesMany):
    """An ontology, compiled and saturated; diagnoses any number of cases.

    Attributes:
        compiled: the ontology.
        links: files of links beside those supplied, read when a case has codes of other vocabularies.
        codes: the codes that it knows already.
        linked: this ontology with the codes of cases.
        plain: this ontology without any codes; None: it has none.
    """

    compiled: Compiled
    links: tuple[Path, ...] = ()
    codes: frozenset[str] = frozenset()
    linked: dict[frozenset[str], KnowledgeBase] = field(default_factory=dict, repr=False, compare=False)
    plain: KnowledgeBase | None = field(default=None, repr=False, compare=False)

    @property
    def version(self) -> str:
        """The version of the ontology."""
        return self.compiled.version

    @property
    def ontology(self) -> Ontology:
        """The axioms of the ontology and the notes on them."""
        return self.compiled.details().ontology

    def diagnose(
        self,
        case: Case | str | Path | Mapping[str, Any],
        *,
        lenient: bool = False,
        setting: str | None = None,
        priors: Mapping[str, Prior] | None = None,
    ) -> Diagnosis:
        """Diagnose a case.

        Args:
            case: a case, or anything `read` takes.
            lenient: as for `read`.
            setting: where the patient is seen, in place of what the case says.
            priors: probabilities to start from, in place of those of the setting: cause (notation, label or IRI) ->
                probability, or probability with the ends of its interval.

        Returns:
            The diagnosis; nothing beyond the logical conclusions is worked out before it is asked for.

        Example:
            >>> [cause.status for cause in load().diagnose({"present": []}).causes][:2]
            ['open', 'open']
        """
        read = case if isinstance(case, Case) else self.read(case, lenient=lenient)
        read = started(read, setting, priors)
        kb = self.knowing(codes_of(read))
        session = open_session(kb.compiled.base, read, kb.compiled.computations)
        return Diagnosis(kb, session)

    def check(self, *, referee: bool = False) -> list[Any]:
        """Report on the ontology: consistency, fragment, completeness, syntax, and the rules of `queries/quality/`.

        Args:
            referee: also ask HermiT whether it is consistent with no unsatisfiable class.

        Returns:
            Findings with severity, rule, message and term, the gravest first.
        """
        from differentia.knowledge.checking import check_ontology

        return list(check_ontology(self.compiled, referee=referee))


class Diagnosis:
    """What follows from one case.

    Args:
        kb: the knowledge base.
        session: the case, saturated.
    """

    def __init__(self, kb: KnowledgeBase, session: Session) -> None:
        self.kb = kb
        self._session = session
        self.lent = False
        self._answers: dict[tuple[Any, ...], Table] = {}

    @property
    def case(self) -> Case:
        """The case."""
        return self._session.case

    @property
    def session(self) -> Session:
        """The case, saturated.

        Raises:
            RuntimeError: its layer holds a supposition at the moment (`assume`), or holds it no more.
        """
        if self.lent:
            raise RuntimeError("inside `assume` ask the diagnosis that it yields, and only there")
        return self._session

    # ---- the queryable graph

    @cached_property
    def case_graph(self) -> CaseGraph:
        """The case's graph, with the causes on which the readings of contradictory facts differ."""
        from differentia.knowledge.disputes import graph_of

        return graph_of(self)

    def query(self, query: str, **parameters: str) -> Table:
        """Run a query of the library, a `.rq` file or SPARQL text over ontology, case and conclusions.

        Args:
            query: the name of a supplied query, the path of a file, or the query itself.
            parameters: terms to bind, each an IRI, a CURIE, a notation or a label.

        Returns:
            The rows.

        Example:
            >>> load().diagnose({"present": []}).query("conflicts").rows
            ()
        """
        key = (query, *sorted(parameters.items()))
        if key not in self._answers:
            path = Path(query) if query.endswith(".rq") else None
            text = path.read_text(encoding="utf-8") if path is not None and path.is_file() else query
            self._answers[key] = self.case_graph.query(text, **parameters)
        return self._answers[key]

    @property
    def graph(self) -> rdflib.Graph:
        """Everything as one rdflib graph."""
        return self.case_graph.graph

    @property
    def dataset(self) -> rdflib.Dataset:
        """Everything as an rdflib dataset with its named graphs."""
        return self.case_graph.dataset

    # ---- what was found

    @cached_property
    def ledger(self) -> Ledger:
        """What is weighed: priors, ratios, and what they come to."""
        from differentia.knowledge.ledger import Ledger

        return Ledger(self)

    def report(self, *, proofs: bool = False) -> Report:
        """Return everything there is to tell, as data.

        Args:
            proofs: with a proof of every cause and red flag.
        """
        if not proofs:
            return self._report
        from differentia.knowledge.assembly import assemble

        return assemble(self, proofs=True)

    @cached_property
    def _report(self) -> Report:
        from differentia.knowledge.assembly import assemble

        return assemble(self)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes with their status, most certain first."""
        return self._report.causes

    @property
    def next_tests(self) -> tuple[RecommendedTest, ...]:
        """The tests worth doing next, best first."""
        return self._report.next_tests

    @property
    def red_flags(self) -> tuple[RedFlag, ...]:
        """The red flags that are raised."""
        return self._report.red_flags

    def explain(self, cause: str, side: str | None = None, *, smallest: bool = False) -> list[dict[str, Any]]:
        """Prove what is entailed of a cause.

        Args:
            cause: its notation, label or IRI.
            side: only on this side, "left" or "right".
            smallest: choose among all derivations proofs with few steps; this saturates ontology and case anew.

        Returns:
            Proofs (format `differentia-proof/1`), the strongest statement first; none if nothing is entailed.

        Raises:
            BadInput: there is no such cause or side.

        Example:
            >>> load().diagnose({"present": []}).explain("PAD")
            []
        """
        from differentia.knowledge.explaining import proofs_of

        return proofs_of(self, cause, side, smallest=smallest)

    def ways(self, cause: str, side: str | None = None, *, cap: int = 20) -> list[dict[str, Any]]:
        """Prove what is entailed of a cause in every way: a proof from each smallest set of axioms and facts.

        Args:
            cause: its notation, label or IRI.
            side: only on this side, "left" or "right".
            cap: how many proofs to return at most for each statement, those from the smallest sets.

        Raises:
            BadInput: there is no such cause or side.

        Example:
            >>> load().diagnose({"present": []}).ways("PAD")
            []
        """
        from differentia.knowledge.justifying import ways_of

        return ways_of(self, cause, side, cap)[0]

    def justifications(self, cause: str, side: str | None = None, *, cap: int = 100) -> list[Justified]:
        """Find every minimal set of axioms and facts from which each statement about a cause follows.

        Args:
            cause: its notation, label or IRI.
            side: only on this side, "left" or "right".
            cap: how many justifications to return at most for each statement.

        Returns:
            For each statement that `explain` proves, its justifications, smallest first. The setting of the case (the
            patient has two parts of a kind, say) always counts and is not listed.

        Raises:
            BadInput: there is no such cause or side.

        Example:
            >>> load().diagnose({"present": []}).justifications("PAD")
            []
        """
        from differentia.knowledge.justifying import justifications_of

        return justifications_of(self, cause, side, cap)

    def repairs(self, cause: str, side: str | None = None, *, cap: int = 100) -> list[Justified]:
        """Find every minimal set of axioms and facts without which a statement about a cause would not follow.

        Args:
            cause: its notation, label or IRI.
            side: only on this side, "left" or "right".
            cap: how many repairs to return at most for each statement.

        Returns:
            For each statement that `explain` proves, its repairs, smallest first.

        Raises:
            BadInput: there is no such cause or side.

        Example:
            >>> load().diagnose({"present": []}).repairs("PAD")
            []
        """
        from differentia.knowledge.justifying import repairs_of

        return repairs_of(self, cause, side, cap)

    # ---- what if

    def assume(
        self,
        more: Mapping[str, Any],
        *,
        without: Collection[str] = (),
        complaint: int = 0,
        lenient: bool = False,
    ) -> AbstractContextManager[Diagnosis]:
        """Assume further facts for the time of a `with` block, or leave out some; afterwards all is as before.

        Args:
            more: further facts, under the keys of a case file: present, absent, measured, complaints.
            without: facts to leave out, each by its id or its words.
            complaint: the group of complaints of the case, counted from 1, to which further phrases belong.
            lenient: leave out phrases that are not understood.

        Returns:
            A context manager that yields the diagnosis of the changed case; it answers inside the block only, and this
            one outside only.

        Raises:
            BadInput: a phrase is not understood, or there is no such fact.

        Example:
            >>> d = load().diagnose({"present": []})
            >>> with d.assume({"present": []}) as same:
            ...     same.case.facts
            ()
        """
        from differentia.knowledge.whatif import supposed

        return supposed(self, more, without=without, complaint=complaint, lenient=lenient)

    def suppose(
        self, more: Mapping[str, Any], *, without: Collection[str] = (), complaint: int = 0, lenient: bool = False
    ) -> Changes:
        """Tell what further facts, or the lack of some, would change in statuses, red flags, tests and contradictions.

        Args:
            more: as for `assume`.
            without: as for `assume`.
            complaint: as for `assume`.
            lenient: as for `assume`.

        Example:
            >>> bool(load().diagnose({"present": []}).suppose({"present": []}))
            False
        """
        from differentia.knowledge.whatif import changes_between, state_of

        before = state_of(self)
        with self.assume(more, without=without, complaint=complaint, lenient=lenient) as changed:
            return changes_between(before, state_of(changed))

    def without(self, *facts: str) -> Changes:
        """Tell what would be different if facts had not been written, each given by its id or its words.

        Raises:
            BadInput: there is no such fact.
        """
        return self.suppose({}, without=facts)

    def why_not(
        self, cause: str, side: str | None = None, *, size: int = 3, cap: int = 10, proofs: bool = False
    ) -> WhyNot:
        """Find the smallest sets of answers to tests that would establish, support or exclude a cause.

        Args:
            cause: its notation, label or IRI.
            side: only on this side, "left" or "right"; else where there are complaints.
            size: how many answers a set may hold.
            cap: how many sets to return at most for each of the three.
            proofs: with a proof that the cause would be established, supported or excluded, for each set.

        Raises:
            BadInput: there is no such cause or side.

        Example:
            >>> way = load().diagnose({"present": []}).why_not("PAD", size=1).establish[0]
            >>> [answer.notation for answer in way.answers]
            ['T_ABI_REST']
        """
        from differentia.knowledge.whynot import why_not

        return why_not(self, cause, side, size=size, cap=cap, proofs=proofs)

    def contrast(self, first: str, second: str, side: str | None = None) -> Contrast:
        """Tell why one cause rather than another: statuses, reasons, mechanisms and proofs side by side.

        Args:
            first: notation, label or IRI of a cause.
            second: the same of another.
            side: only on this side, "left" or "right"; else where most is said of them.

        Raises:
            BadInput: there is no such cause or side, or the two are one.

        Example:
            >>> load().diagnose({"present": []}).contrast("PAD", "LSS").first.status
            'open'
        """
        from differentia.knowledge.contrasting import contrast

        return contrast(self, first, second, side)

    def proof_context(self) -> ProofContext:
        """Return what proofs of this case say of origins and names."""
        from differentia.knowledge.explaining import context_of

        return context_of(self)
