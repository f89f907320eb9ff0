"""Why one cause rather than another: statuses, reasons, mechanisms and proofs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from differentia.diagnosis.comparisons import Contrast, Fit, Named, Standing
from differentia.diagnosis.findings import Cause
from differentia.errors import BadInput
from differentia.knowledge.explaining import cause_named, check_side
from differentia.owl.proof_difference import compare_proofs

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["contrast"]

_DECIDED = ("established", "excluded", "supported", "opposed", "conflict")
Row = dict[str, Any]


def contrast(diagnosis: Diagnosis, first: str, second: str, side: str | None) -> Contrast:
    """Put two causes side by side: `Diagnosis.contrast`."""
    ids = cause_named(diagnosis, first), cause_named(diagnosis, second)
    if ids[0] == ids[1]:
        raise BadInput("these are one cause", phrase=second)
    check_side(diagnosis, side)
    where = side if side is not None else _side(diagnosis, ids)
    standings = tuple(_standing(diagnosis, iri, where) for iri in ids)
    proofs = [standing.proof for standing in standings if standing.proof is not None]
    return Contrast(
        side=where,
        first=standings[0],
        second=standings[1],
        fits=_fits(diagnosis, ids, where),
        tests=_tests(diagnosis, ids),
        difference=compare_proofs(*proofs) if len(proofs) == len(ids) else None,
    )


def _side(diagnosis: Diagnosis, ids: tuple[str, str]) -> str | None:
    """Return the side where most is said of the two: that of the first row that is decided and has a side."""
    rows = [(cause.side, cause.status) for iri in ids for cause in diagnosis.causes if cause.id == iri]
    return next((side for side, status in rows if side is not None and status in _DECIDED), None)


def _standing(diagnosis: Diagnosis, iri: str, side: str | None) -> Standing:
    found = [cause for cause in diagnosis.causes if cause.id == iri]
    by_side = {cause.side: cause for cause in found}
    cause: Cause = by_side.get(side) or by_side.get(None) or found[0]
    here = cause.side in (side, None)
    proofs = diagnosis.explain(iri, cause.side) if here and cause.status != "open" else []
    return Standing(
        id=iri,
        notation=cause.notation,
        label=cause.label,
        status=cause.status if here else "open",
        for_=cause.for_ if here else (),
        against=cause.against if here else (),
        prior=cause.prior if here else None,
        posttest=cause.posttest if here else None,
        proof=proofs[0] if proofs else None,
    )


def _rows(diagnosis: Diagnosis, query: str, **parameters: str) -> list[Row]:
    return [dict(row) for row in diagnosis.query(query, **parameters).dicts()]


def _fits(diagnosis: Diagnosis, ids: tuple[str, str], side: str | None) -> tuple[Fit, ...]:
    """Return what each reported effect of a maneuver means for the two, where it means something for one of them."""
    told: dict[tuple[str, str], dict[str, set[str]]] = {}
    for iri in ids:
        for row in _rows(diagnosis, "mechanism-fit", cause=iri):
            if side in (None, row["side"]) or row["side"] is None:
                key = (str(row["reported_label"]), str(row["maneuver_label"]))
                told.setdefault(key, {}).setdefault(iri, set()).add(str(row["fit"]))
    return tuple(
        Fit(*key, *(_meaning(by_cause.get(iri, set())) for iri in ids)) for key, by_cause in sorted(told.items())
    )


def _meaning(found: set[str]) -> str:
    """Say what a maneuver means for a cause: what contradicts its mechanism outweighs what fits it."""
    return "contradicts" if "contradicts" in found else "fits" if found else "says nothing"


def _tests(diagnosis: Diagnosis, ids: tuple[str, str]) -> tuple[Named, ...]:
    rows = _rows(diagnosis, "discriminating-tests", cause=ids[0], other=ids[1])
    return tuple(dict.fromkeys(Named(row["test"], row["notation"], str(row["label"])) for row in rows))
