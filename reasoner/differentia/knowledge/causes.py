"""The causes as they are told: status, reasons for and against, odds, what is missing, what disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from differentia.diagnosis.findings import Cause, Line, Missing, ProofDict, TippingPoint
from differentia.diagnosis.vocabulary import HAS_FINDING
from differentia.diagnosis.weighing import Weight, expected_information
from differentia.knowledge.explaining import FactsBehind
from differentia.owl.axioms import ClassAssertion
from differentia.owl.expressions import Class, NamedIndividual, ObjectProperty, ObjectSomeValuesFrom

if TYPE_CHECKING:
    from differentia.diagnosis.evidence import Evidence
    from differentia.knowledge import Diagnosis
    from differentia.knowledge.ledger import Entry

__all__ = ["causes_of"]

Row = dict[str, Any]
SHOWN_MISSING = 3
"""How many of the findings that are not known are told of a cause."""
_EVEN = 1 / 2
_DECISIVE = ("establishes", "excludes")


class _Reason(NamedTuple):
    """A line with what it is sorted and merged by."""

    line: Line
    direction: str
    strength: str = ""
    weight: Weight | None = None


def causes_of(diagnosis: Diagnosis, *, proofs: bool = False) -> list[Cause]:
    """Return the causes of a case in the order of the query `candidates`; of one status, the more probable first.

    Args:
        diagnosis: the case.
        proofs: put a proof beside every cause and every reason, which takes longer.
    """
    told = _Told(diagnosis, proofs)
    found = [told.cause(row) for row in diagnosis.query("candidates").dicts()]
    ordered = _by_probability(found)
    return list(told.with_tipping_point(ordered))


def _by_probability(causes: list[Cause]) -> list[Cause]:
    """Let those causes of one status that have a probability change places, so that the higher comes first."""
    ordered = list(causes)
    for status in dict.fromkeys(cause.status for cause in causes):
        places = [n for n, cause in enumerate(causes) if cause.status == status and cause.posttest is not None]
        ranked = sorted(places, key=lambda n: (-(causes[n].posttest or 0), n))
        for place, n in zip(places, ranked, strict=True):
            ordered[place] = causes[n]
    return ordered


class _Told:
    """Tells the causes of one diagnosis."""

    def __init__(self, diagnosis: Diagnosis, proofs: bool) -> None:
        self.diagnosis = diagnosis
        self.proofs = proofs
        self.ledger = diagnosis.ledger
        self.behind = FactsBehind(diagnosis)
        self.labels = diagnosis.kb.compiled.lexicon.labels
        self.reasons = self._criteria()

    def cause(self, row: Row) -> Cause:
        """Tell one cause on one side."""
        entry = self.ledger.entry(row["cause"], row["side"])
        lines = self._lines(row, entry)
        found = []
        if self.proofs and row["status"] != "open":
            disputed = row["status"] == "conflict"
            proofs = self.diagnosis.explain(row["cause"], row["side"])
            found = [proof for proof in proofs if (proof["goal"] == ["false"]) == disputed][:1]
        odds, prior = entry.odds, entry.prior
        weighed = odds.posttest is not None
        return Cause(
            id=row["cause"],
            notation=row["notation"],
            label=row["label"],
            status=row["status"],
            side=row["side"],
            prior=odds.prior,
            posttest=odds.posttest,
            interval=odds.interval,
            for_=tuple(lines["for"]),
            against=tuple(lines["against"]),
            proof=found[0] if found else None,
            prior_source=None if prior is None else self._prior_source(entry),
            ratio=odds.ratio,
            ratio_interval=odds.ratio_interval,
            taken_as_exact=odds.exact,
            note=entry.note,
            alarm=_alarm(str(row["status"]), entry),
            missing=tuple(self._missing(row["cause"], entry)) if weighed or odds.ratio is not None else (),
        )

    def _prior_source(self, entry: Entry) -> str:
        prior = entry.prior
        if prior is None or prior.source == "stated":
            return "stated"
        setting = self.ledger.weights.settings.get(prior.setting)
        return ", ".join(filter(None, (prior.notation, prior.source, setting.label if setting else None)))

    # ---- reasons

    def _criteria(self) -> dict[tuple[Any, Any], list[_Reason]]:
        """Return the criteria that are met by (cause, side), each with the phrases of the case it rests on."""
        found: dict[tuple[Any, Any], list[_Reason]] = {}
        groups: dict[tuple[Any, ...], list[Row]] = {}
        columns = ("cause", "side", "direction", "strength", "criterion", "complaint")
        complaints: dict[Any, set[Any]] = {}
        for row in self.diagnosis.query("criteria").dicts():
            groups.setdefault(tuple(row[column] for column in columns), []).append(row)
            complaints.setdefault(row["side"], set()).update([row["complaint"]] if row["complaint"] else ())
        for (cause, side, direction, strength, criterion, complaint), rows in groups.items():
            text = str(rows[0]["criterion_label"])
            if strength == "contradicts":
                words = f"“{self.behind.complaint(complaint)}”" if len(complaints[side]) > 1 else "the complaint"
                text = f"{text}: does not fit how {words} comes and goes"
                facts = self.behind.naming(criterion, complaint)
            else:
                facts = self.behind.criterion(criterion, side)
            sources = dict.fromkeys(str(row["source"]).rpartition("#")[2] for row in rows if row["source"] is not None)
            line = Line(criterion, text, facts, tuple(sources))
            found.setdefault((cause, side), []).append(_Reason(line, direction, strength))
        return found

    def _reasons_for(self, row: Row) -> list[_Reason]:
        """Return the criteria met on a side; for the whole, those of the sides as well."""
        if row["side"] is not None or row["status"] == "open":
            return self.reasons.get((row["cause"], row["side"]), [])
        found = [one for (cause, _), held in self.reasons.items() if cause == row["cause"] for one in held]
        return list({(one.direction, one.line.criterion, one.line.text): one for one in reversed(found)}.values())[::-1]

    def _lines(self, row: Row, entry: Entry) -> dict[str, list[Line]]:
        """Return the lines for and against: criteria, with their ratios, and what is only weighed."""
        reasons = list(self._reasons_for(row))
        for weight in sorted(entry.weights, key=lambda w: not w.used):
            line, direction = self._weighed(weight), "for" if weight.ratio.value >= 1 else "against"
            for n, one in enumerate(reasons):
                if one.weight is None and (one.direction, one.line.criterion) == (direction, line.criterion):
                    sources = tuple(dict.fromkeys(one.line.sources + line.sources))
                    merged = replace(line, text=one.line.text, facts=one.line.facts, sources=sources)
                    reasons[n] = _Reason(merged, direction, one.strength, weight)
                    break
            else:
                reasons.append(_Reason(line, direction, "", weight))
        ordered = sorted(reasons, key=_order)
        return {way: [one.line for one in ordered if one.direction == way] for way in ("for", "against")}

    def _weighed(self, weight: Weight) -> Line:
        seen, ratio = weight.observation, weight.ratio
        evidence = seen.evidence
        label = self.labels.get(seen.met, seen.met)
        absent = not seen.present and not evidence.negatives
        compared = evidence.compared_with
        return Line(
            seen.met,
            f"absent: {label}" if absent else label,
            self.behind.said(seen.facts),
            (evidence.source,) if evidence.source else (),
            ratio.value,
            None if ratio.low is None or ratio.high is None else (ratio.low, ratio.high),
            evidence.notation,
            evidence.verified,
            self.ledger.weights.groups.get(evidence.group or ""),
            None if compared is None else self.labels.get(compared, compared),
            evidence.population,
            weight.used,
            None if weight.used else " ".join(filter(None, (weight.why, weight.other))),
            self._proof(weight) if self.proofs else None,
        )

    def _proof(self, weight: Weight) -> ProofDict | None:
        """Prove that a result is there: that a class is met, or that a finding of it would be a contradiction."""
        from differentia.owl.entailment import refutation
        from differentia.owl.proof import prove_fact, prove_refuted

        seen, layer = weight.observation, self.diagnosis.session.layer
        context = self.diagnosis.proof_context()
        if seen.number is not None:
            return prove_fact(layer, seen.number, context)
        if seen.bearer is None:
            return None
        finding = ObjectSomeValuesFrom(ObjectProperty(HAS_FINDING), Class(seen.met))
        refuted = refutation(layer, ClassAssertion(finding, NamedIndividual(seen.bearer)))
        return None if refuted is None else prove_refuted(layer, *refuted, context)

    # ---- what is not known, and what hangs on one fact

    def _missing(self, cause: str, entry: Entry) -> Iterator[Missing]:
        """Yield what is not known of a cause and would move its odds most."""
        ranked = []
        cap = self.ledger.weights.cap
        for one in self.ledger.unknown(cause, entry.part):
            counted = entry.counted(one.group)
            if max(_reach(one)) <= abs(counted):
                continue  # what goes together with it weighs more already
            probability = entry.odds.posttest
            bits = None if probability is None else expected_information(one, probability, cap, counted)
            ranked.append((one, bits))
        ranked.sort(key=lambda pair: (-(pair[1] or 0.0), -max(_reach(pair[0])), pair[0].notation))
        told: set[tuple[str, ...]] = set()
        for one, bits in ranked:
            if one.findings not in told and len(told) < SHOWN_MISSING:
                told.add(one.findings)
                label = " or ".join(self.labels.get(cls, cls) for cls in one.findings)
                yield Missing(one.findings[0], label, one.notation, _value(one, True), _value(one, False), bits)

    def with_tipping_point(self, causes: list[Cause]) -> Iterator[Cause]:
        """Yield the causes; the most probable one says on which fact that hangs."""
        weighed = [cause for cause in causes if cause.posttest is not None]
        leader = max(weighed, key=lambda c: c.posttest or 0.0, default=None)
        for cause in causes:
            yield replace(cause, tipping_point=self._tipping_point(cause, weighed)) if cause is leader else cause

    def _tipping_point(self, leader: Cause, weighed: list[Cause]) -> TippingPoint | None:
        entry = self.ledger.entry(leader.id, leader.side)
        facts = {fact for w in entry.weights if w.used for fact in w.observation.facts}
        ranked = []
        for fact in sorted(facts, key=lambda name: int(name[1:])):
            without = self.ledger.weighed(leader.id, entry.part, without=fact).odds
            ranked.append((without.posttest if without.posttest is not None else without.prior or 0.0, fact))
        for probability, fact in sorted(ranked, key=lambda pair: pair[0]):
            if _effect(leader, probability, self._others(leader, weighed, fact)):
                return self._verified(leader, weighed, fact)
        return None

    def _others(self, leader: Cause, weighed: list[Cause], fact: str) -> Iterator[tuple[Cause, float]]:
        for cause in weighed:
            if cause.id != leader.id:
                entry = self.ledger.entry(cause.id, cause.side)
                odds = self.ledger.weighed(cause.id, entry.part, without=fact).odds
                yield cause, odds.posttest if odds.posttest is not None else odds.prior or 0.0

    def _verified(self, leader: Cause, weighed: list[Cause], fact: str) -> TippingPoint | None:
        """Work the case out without the fact: other facts may say the same."""
        with self.diagnosis.assume({}, without=(fact,)) as changed:
            ledger = changed.ledger
            found = {}
            for cause in weighed:
                odds = ledger.entry(cause.id, cause.side).odds
                found[cause.id, cause.side] = odds.posttest if odds.posttest is not None else odds.prior or 0.0
        probability = found[leader.id, leader.side]
        others = ((cause, found[cause.id, cause.side]) for cause in weighed if cause.id != leader.id)
        effect = _effect(leader, probability, others)
        text = next(one.text for one in self.diagnosis.case.facts if one.id == fact)
        return None if effect is None else TippingPoint(fact, text, probability, effect)


def _reach(evidence: Evidence) -> tuple[float, float]:
    """Return how far each result would move the odds, as a logarithm; 0 for a number that does not count."""
    return _log(evidence, True), _log(evidence, False)


def _log(evidence: Evidence, present: bool) -> float:
    value = _value(evidence, present)
    return 0.0 if value is None else abs(log(value)) if value > 0 else float("inf")


def _value(evidence: Evidence, present: bool) -> float | None:
    ratio = evidence.ratio(present)
    return ratio.value if ratio is not None and evidence.counts(present) else None


def _effect(leader: Cause, probability: float, others: Iterable[tuple[Cause, float]]) -> str | None:
    """Return what changes if the most probable cause has another probability."""
    first = max(others, key=lambda pair: pair[1], default=None)
    if first is not None and first[1] > probability:
        return f"{first[0].label} would be more probable"
    if leader.posttest is not None and probability < _EVEN <= leader.posttest:
        return "it would be less likely than not"
    return None


def _order(reason: _Reason) -> tuple[int, float]:
    """Put first what decides, then what is weighed, strongest first, then other criteria, then what is set aside."""
    if reason.strength in _DECISIVE:
        return 0, 0.0
    if reason.weight is not None and reason.weight.used:
        return 1, -abs(log(reason.weight.ratio.value))
    return (2, 0.0) if reason.strength else (3, 0.0)


def _alarm(status: str, entry: Entry) -> str | None:
    """Say where logic and odds disagree."""
    probability, ratio = entry.odds.posttest, entry.odds.ratio
    if ratio is None:
        return None
    likely = probability >= _EVEN if probability is not None else ratio > 1
    falls = ratio < 1
    if status == "established" and not likely:
        return "established by definition, yet what is weighed makes it unlikely: look at the facts again"
    if status == "excluded" and likely:
        return "excluded by definition, yet what is weighed makes it likely: look at the facts again"
    if status == "supported" and falls:
        return "supported by a criterion, yet what is weighed lowers its odds"
    if status == "opposed" and ratio > 1:
        return "opposed by a criterion, yet what is weighed raises its odds"
    if status == "open" and probability is not None and likely:
        return "no criterion supports it, yet what is weighed makes it likely"
    return None
