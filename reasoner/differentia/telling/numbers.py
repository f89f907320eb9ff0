"""Ratios, probabilities and priors in words."""

from __future__ import annotations

from differentia.diagnosis.findings import Cause, Line, Missing, ProbabilityMove

__all__ = [
    "interval_in_words",
    "missing_in_words",
    "move_in_words",
    "odds_in_words",
    "percent",
    "ratio_in_words",
    "times",
]


def percent(probability: float) -> str:
    """Write a probability as a percentage that never claims certainty.

    Example:
        >>> percent(0.4534), percent(0.9996), percent(0.0004)
        ('45%', 'over 99%', 'below 1%')
    """
    hundredths = round(probability * 100)
    if hundredths in (0, 100):
        return "below 1%" if hundredths == 0 else "over 99%"
    return f"{hundredths}%"


def times(ratio: float) -> str:
    """Write a likelihood ratio.

    Example:
        >>> times(4.7), times(392.92), times(0.0515)
        ('x4.7', 'x393', 'x0.0515')
    """
    return f"x{ratio:.3g}" if ratio < 1 else f"x{ratio:.0f}" if ratio > 99 else f"x{ratio:.2g}"


def ratio_in_words(line: Line) -> str:
    """Write the ratio of a line, with its interval and with why it was set aside; nothing without a ratio.

    Example:
        >>> ratio_in_words(Line("urn:f", "wet floor", ratio=4.7, interval=(2.2, 9.9), used=True))
        ' x4.7 (2.2 to 9.9)'
        >>> ratio_in_words(Line("urn:f", "wet floor", ratio=3.1, used=False, why="from another population"))
        ' x3.1 not counted: from another population'
    """
    if line.ratio is None:
        return ""
    parts = [times(line.ratio)]
    if line.interval is not None:
        parts.append(f"({line.interval[0]:.2g} to {line.interval[1]:.2g})")
    if line.compared_with:
        parts.append(f"against {line.compared_with}")
    if line.used and line.verified == "partial":
        parts.append("partly verified")
    if not line.used:
        parts.append(f"not counted: {line.why}")
    return " " + " ".join(parts)


def odds_in_words(cause: Cause) -> str:
    """Write what the odds of a cause come to, with the prior and where it is from.

    Example:
        >>> leak = Cause("urn:leak", "LEAK", "leak", "open", prior=0.15, posttest=0.4534, prior_source="P1, MANUAL")
        >>> odds_in_words(leak)
        ': 45% (prior 15%: P1, MANUAL)'
        >>> odds_in_words(Cause("urn:leak", "LEAK", "leak", "open", ratio=4.7, note="no prior: no setting is given"))
        ': odds x4.7 (no prior: no setting is given)'
    """
    if cause.posttest is not None and cause.prior is not None:
        ends = f", {interval_in_words(cause)}" if cause.interval else ""
        source = f": {cause.prior_source}" if cause.prior_source else ""
        return f": {percent(cause.posttest)}{ends} (prior {percent(cause.prior)}{source})"
    if cause.ratio is not None:
        return f": odds {times(cause.ratio)} ({cause.note})"
    return ""


def interval_in_words(cause: Cause) -> str:
    """Write the 95 percent interval of a probability, or of odds where there is none, and what it leaves out.

    Example:
        >>> interval_in_words(Cause("urn:leak", "LEAK", "leak", "open", posttest=0.4534))
        '95% interval not known'
        >>> leak = Cause("urn:leak", "LEAK", "leak", "open", ratio=8.0, ratio_interval=(4.0, 16.0))
        >>> interval_in_words(leak)
        '95% interval x4 to x16'
        >>> known = {"posttest": 0.45, "interval": (0.28, 0.64), "taken_as_exact": ("prior", "E9")}
        >>> interval_in_words(Cause("urn:leak", "LEAK", "leak", "open", **known))
        '95% interval 28% to 64% or wider, none being known of the prior and E9'
    """
    ends, write = (cause.ratio_interval, times) if cause.posttest is None else (cause.interval, percent)
    if ends is None:
        return "95% interval not known"
    named = ["the prior" if name == "prior" else name for name in cause.taken_as_exact]
    listed = " and ".join([*filter(None, [", ".join(named[:-1])]), *named[-1:]])
    wider = f" or wider, none being known of {listed}" if named else ""
    return f"95% interval {write(ends[0])} to {write(ends[1])}{wider}"


def missing_in_words(missing: Missing) -> str:
    """Write a finding that is not known with what its results would do.

    Example:
        >>> missing_in_words(Missing("urn:f", "wet floor", "E1", positive=5.6, negative=0.39))
        'wet floor (x5.6 if so, x0.39 if not)'
    """
    ways = [(missing.positive, "if so"), (missing.negative, "if not")]
    said = ", ".join(f"{times(ratio)} {when}" for ratio, when in ways if ratio is not None)
    return f"{missing.label} ({said})" if said else missing.label


def move_in_words(move: ProbabilityMove) -> str:
    """Write what a result would make of a probability.

    Example:
        >>> move_in_words(ProbabilityMove("urn:leak", "LEAK", "leak", None, 0.15, 0.4534))
        'leak 15% -> 45%'
    """
    side = f", {move.side}" if move.side else ""
    return f"{move.label}{side} {percent(move.before)} -> {percent(move.after)}"
