"""The ledger: for each cause on each side where its odds start, what moves them, and what they come to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import log
from typing import TYPE_CHECKING

from differentia.diagnosis.evidence import Evidence, Prior, Setting
from differentia.diagnosis.weighing import Observation, Odds, Weight, odds_of, weigh
from differentia.errors import BadInput
from differentia.intake.wording import normalise
from differentia.knowledge.explaining import cause_named, sides_of
from differentia.knowledge.observing import Observed
from differentia.structs import dataclass

if TYPE_CHECKING:
    from differentia.knowledge import Diagnosis

__all__ = ["Entry", "Ledger", "setting_named"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is weighed for one cause at one place.

    Attributes:
        weights: every result with a ratio, used or set aside.
        odds: what they come to.
        prior: where the odds start.
        note: why there is no probability.
        part: the part of the body; None: the patient as a whole.
    """

    weights: tuple[Weight, ...]
    odds: Odds
    prior: Prior | None
    note: str | None
    part: int | None

    def counted(self, group: str | None) -> float:
        """Return the logarithm of the ratio that counts for a dependence group; 0 where none does."""
        used = (w for w in self.weights if w.used and group is not None and w.observation.evidence.group == group)
        return sum(log(weight.ratio.value) for weight in used)


class Ledger:
    """Weighs the causes of one case.

    Args:
        diagnosis: the case; its setting and the priors stated in it choose where the odds start.

    Raises:
        BadInput: there is no such setting, or a stated prior is of no cause.
    """

    def __init__(self, diagnosis: Diagnosis) -> None:
        self.weights = diagnosis.kb.compiled.weights
        self.observed = Observed(diagnosis)
        self._sides = sides_of(diagnosis)
        self._stated = {
            cause_named(diagnosis, name): Prior("stated", name, "", probability, low, high, source="stated")
            for name, probability, low, high in diagnosis.case.priors
        }
        name = diagnosis.case.setting
        self.setting = None if name is None else setting_named(self.weights.settings, name)
        self.settings = tuple(self._applicable())
        self._entries: dict[tuple[str, int | None], Entry] = {}

    def _applicable(self) -> Iterator[Setting]:
        """Yield the settings of the case, narrower ones first."""
        if self.setting is None:
            return
        for one in self.weights.settings.values():
            if one.within == self.setting.iri and all(self.observed.anywhere(cls) for cls in one.requires):
                yield one
        yield self.setting

    # ---- entries

    def entry(self, cause: str, side: str | None) -> Entry:
        """Return what is weighed for a cause on a side; without one, at the part with the complaint and most known."""
        parts: list[int | None] = [p for p in self.observed.parts if side is None or self._sides.get(p) == side]
        if len(parts) > 1:
            parts = [part for part in parts if part is not None and self.observed.complains(part)] or parts
        entries = [self.at(cause, part) for part in parts or [None]]
        return max(entries, key=lambda e: (len([w for w in e.weights if w.used]), e.odds.ratio or 0.0))

    def at(self, cause: str, part: int | None) -> Entry:
        """Return what is weighed for a cause at a part of the body."""
        key = (cause, part)
        if key not in self._entries:
            self._entries[key] = self.weighed(cause, part)
        return self._entries[key]

    def weighed(
        self,
        cause: str,
        part: int | None,
        more: Collection[Observation] = (),
        without: str | None = None,
    ) -> Entry:
        """Weigh a cause at a part, perhaps with supposed results, or without those that rest on a fact."""
        evidence = self.weights.evidence.get(cause, ())
        results = [*self.observed.results(evidence, part), *more]
        if without is not None:
            results = [one for one in results if without not in one.facts]
        weights = weigh(
            results,
            self.weights.cap,
            self.observed.closeness,
            self.observed.excluded(part),
        )
        prior = self.prior_of(cause)
        odds = odds_of(weights, prior)
        return Entry(weights, odds, prior, self._note(cause, prior, odds), part)

    def prior_of(self, cause: str) -> Prior | None:
        """Return where the odds of a cause start: as stated, else as found in the setting."""
        if cause in self._stated:
            return self._stated[cause]
        for setting in self.settings:
            for prior in self.weights.priors:
                if prior.cause == cause and prior.setting == setting.iri:
                    return prior
        return None

    def _note(self, cause: str, prior: Prior | None, odds: Odds) -> str | None:
        """Say why there is no probability."""
        if not self.weights.evidence.get(cause):
            return "no published ratio is known; ranked by its criteria alone"
        if odds.ratio is None:
            return "no finding of the case has a ratio that counts"
        if prior is not None:
            return None
        return "no prior: no setting is given" if self.setting is None else "no prior is known for this setting"

    # ---- what is not known

    def unknown(self, cause: str, part: int | None) -> Iterator[Evidence]:
        """Yield the evidence on a cause that counts and of which the case has no result."""
        for one in self.weights.evidence.get(cause, ()):
            counts = one.counts(True) or one.counts(False)
            if counts and self.observed.closeness(one) and not any(self.observed.result(one, part)):
                yield one


def setting_named(settings: dict[str, Setting], name: str) -> Setting:
    """Return the setting that a case calls by one of its names.

    Raises:
        BadInput: there is none of this name.
    """
    wanted = normalise(name)
    names = {normalise(text): one for one in settings.values() for text in one.names}
    if wanted in names:
        return names[wanted]
    import difflib

    labels = sorted(one.label for one in settings.values())
    near = difflib.get_close_matches(name, labels, 3, 0.3) or labels[:5]
    raise BadInput("no such setting", phrase=name, nearest=tuple(near))
