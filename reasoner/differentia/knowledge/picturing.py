"""What drawings and pages show beside the report: the ways of the mechanism map, proofs, what sources are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from differentia.diagnosis.findings import Cause
from differentia.errors import BadInput
from differentia.knowledge.explaining import cause_named
from differentia.owl.proof import DISCLAIMER
from differentia.telling.mechanism_svg import Way, mechanism_svg
from differentia.telling.plain import in_series
from differentia.telling.sources_html import Described

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = [
    "descriptions",
    "draw_chart",
    "draw_mechanisms",
    "draw_mechanisms_known",
    "draw_path",
    "draw_proof",
    "page",
    "ways_known",
    "ways_reported",
]

Row = dict[str, Any]


def descriptions(diagnosis: Diagnosis) -> dict[str, Described]:
    """Return what every source of the ontology is, by its key."""
    found: dict[str, Described] = {}
    for row in diagnosis.query("sources").dicts():
        key = str(row["source"]).rpartition("#")[2]
        known = found.get(
            key, Described(key, str(row["citation"]), (), None if row["level"] is None else str(row["level"]))
        )
        more = () if row["identifier"] is None else (str(row["identifier"]),)
        numbers = tuple(dict.fromkeys((*known.identifiers, *more)))
        found[key] = Described(key, known.citation, numbers, known.level)
    return found


def ways_reported(diagnosis: Diagnosis, cause: str | None = None) -> list[Way]:
    """Return the ways from what was reported of maneuvers to the conditions that it fits or contradicts.

    Args:
        diagnosis: the case.
        cause: only to this condition.
    """
    rows = _rows(diagnosis, "mechanism-paths", cause)
    everyone = {_complaint(row) for row in rows}
    by_report: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        by_report.setdefault((row["reported"], row["maneuver"]), {})[_complaint(row)] = None
    ways = []
    for row in rows:
        whose = list(by_report[row["reported"], row["maneuver"]])
        of = "" if len(whose) == len(everyone) else f" (of {in_series(whose)})"
        reported = f"{row['reported_label'] or row['reported']} {row['maneuver_label']}{of}"
        ways.append(_way(reported, str(row["kind"]), row, "through_label", str(row["fit"])))
    return list(dict.fromkeys(ways))


def ways_known(diagnosis: Diagnosis, cause: str | None = None) -> list[Way]:
    """Return all ways from a maneuver to a condition that the ontology knows, whatever the case."""
    relief = _rows(diagnosis, "mechanism-map", cause)
    provocation = _rows(diagnosis, "provocation-map", cause)
    ways = [_way(str(row["maneuver_label"]), "relief mechanism", row, "mechanism_label") for row in relief]
    return ways + [_way(str(row["maneuver_label"]), "provoking state", row, "state_label") for row in provocation]


def _rows(diagnosis: Diagnosis, query: str, cause: str | None) -> list[Row]:
    parameters = {} if cause is None else {"cause": cause}
    return [dict(row) for row in diagnosis.query(query, **parameters).dicts()]


def _complaint(row: Row) -> str:
    return " ".join(str(row[column]) for column in ("side", "complaint_label") if row[column])


def _way(maneuver: str, kind: str, row: Row, through: str, fit: str = "") -> Way:
    return Way(maneuver, kind, str(row[through]), str(row["cause"]), row["notation"], str(row["label"]), fit)


def page(diagnosis: Diagnosis) -> str:
    """Tell a diagnosis as one page (HTML) with its drawings and proofs, which needs nothing else to be shown."""
    from differentia.telling.report_html import report_html

    report = diagnosis.report(proofs=True)
    return report_html(report, ways=ways_reported(diagnosis), described=descriptions(diagnosis))


# ---- drawings


def draw_chart(diagnosis: Diagnosis) -> str:
    """Draw the differential of a case: every cause before and after the facts."""
    from differentia.telling.chart_svg import chart_svg

    return chart_svg(diagnosis.report())


def draw_path(diagnosis: Diagnosis, cause: str, side: str | None = None) -> str:
    """Draw how the facts move the odds of a cause.

    Args:
        diagnosis: the case.
        cause: its notation, label or IRI.
        side: only on this side; else where most is weighed.

    Raises:
        BadInput: there is no such cause, or no ratio that counts.
    """
    from differentia.telling.chart_svg import path_svg, steps_of

    iri = cause_named(diagnosis, cause)
    held = [c for c in diagnosis.causes if c.id == iri and side in (None, c.side) and steps_of(c)]
    if not held:
        raise BadInput("no ratio that counts moves the odds of this cause in this case", phrase=cause)
    best = max(held, key=lambda c: len(steps_of(c)))
    return path_svg(best, DISCLAIMER)


def draw_mechanisms(diagnosis: Diagnosis, cause: str | None = None) -> str:
    """Draw what was reported of maneuvers, and which conditions that fits or contradicts."""
    iri, only = _narrowed(diagnosis, cause)
    title = f"What maneuvers do to the complaint, and what that fits: {diagnosis.case.id}{only}"
    ways = ways_reported(diagnosis, iri)
    return mechanism_svg(ways, title=title, statuses=_statuses(diagnosis.causes), disclaimer=DISCLAIMER)


def draw_mechanisms_known(diagnosis: Diagnosis, cause: str | None = None) -> str:
    """Draw which maneuvers relieve and bring on which conditions, by which mechanism, as the ontology knows it."""
    iri, only = _narrowed(diagnosis, cause)
    title = f"Which maneuver relieves or brings on which condition, and by what{only}"
    return mechanism_svg(ways_known(diagnosis, iri), title=title, disclaimer=DISCLAIMER)


def _narrowed(diagnosis: Diagnosis, cause: str | None) -> tuple[str | None, str]:
    """Return the IRI of the one cause that is asked for, and its name for a title."""
    if cause is None:
        return None, ""
    iri = cause_named(diagnosis, cause)
    return iri, f", {diagnosis.kb.compiled.lexicon.labels.get(iri, cause)}"


def draw_proof(diagnosis: Diagnosis, cause: str | None = None, side: str | None = None) -> str:
    """Draw the proof of what is said of a cause; without one, of the first cause of which something is proved.

    Raises:
        BadInput: there is no such cause or side, or nothing is proved of it.
    """
    from differentia.telling.proof_svg import proof_svg

    standing = [(c.id, c.side) for c in diagnosis.causes if c.status != "open"]
    for name, where in standing if cause is None else [(cause, side)]:
        for proof in diagnosis.explain(name, where)[:1]:
            return proof_svg(proof)
    raise BadInput("nothing is proved of it in this case", phrase=cause or "any cause")


def _statuses(causes: tuple[Cause, ...]) -> dict[str, str]:
    """Return the status of each condition, the first told where its sides differ."""
    return {cause.id: cause.status for cause in reversed(causes)}
