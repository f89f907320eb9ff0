"""A diagnosis as one page (HTML) that needs nothing else: no script, no network, its styles and drawings inside.

What cannot wait comes first. The page forbids by itself that anything is loaded (Content-Security-Policy), and every
word that a case or an ontology says is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from differentia.diagnosis.findings import Cause, Conflict, Outcome, RecommendedTest, RedFlag, Report, Understood
from differentia.telling.causes_html import cause_cards
from differentia.telling.chart_svg import chart_svg
from differentia.telling.html_parts import Markup, figure, folded, items, joined, section, table, tag, words
from differentia.telling.mechanism_svg import Way, mechanism_svg
from differentia.telling.numbers import move_in_words
from differentia.telling.plain import in_series
from differentia.telling.proof_svg import proof_svg
from differentia.telling.proof_text import proof_text
from differentia.telling.sources_html import Described, cited, source_links, source_list
from differentia.telling.statuses import named, sides_joined

__all__ = ["report_html"]

_PROVED = 6
"""How many proofs are drawn; `differentia explain` has every one."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_html(report: Report, *, ways: Sequence[Way] = (), described: Mapping[str, Described] | None = None) -> str:
    """Tell a diagnosis as a page.

    Args:
        report: the diagnosis; proofs that it holds are drawn.
        ways: what was reported of maneuvers, for the mechanism map.
        described: what sources are, by their keys.

    Example:
        >>> page = report_html(Report("house <1>", "Not a plumber.", "0.1.0"))
        >>> page.startswith("<!DOCTYPE html>"), "<title>Differential of house &lt;1&gt;</title>" in page
        (True, True)
        >>> page.count("Not a plumber.") >= 2
        True
    """
    known = described or {}
    listed = cited(report, known)
    parts = [
        section("red-flags", "Red flags", items(map(_red_flag, report.red_flags)), kind="alert"),
        section("conflicts", "Contradictory facts", items(map(_conflict, report.conflicts)), kind="caution"),
        _chart(report),
        section("causes", "Causes", cause_cards(report.causes, listed)),
        section("next", "Next tests", items((_test(test, listed) for test in report.next_tests), "ol")),
        section("withheld", "Tests left out", items(map(_withheld_and_why, _withheld(report)))),
        section("kept", "Not to be missed", items(_kept(report))),
        section("unexplained", "Unexplained by any established or supported cause", items(_unexplained(report))),
        _mechanisms(report, ways),
        section("proofs", "Proofs", *_proofs(report.causes)),
        section("read", "How the case was read", _read(report.understood)),
        section("left-out", "Left out (not understood)", items(map(words, report.not_understood)), kind="caution"),
        section("sources", "Sources cited", source_list(listed, known)),
    ]
    return _page(report, [part for part in parts if part])


def _page(report: Report, parts: Sequence[Markup]) -> str:
    title = f"Differential of {report.case_id}"
    style = files("differentia.telling").joinpath("styles/report.css").read_text(encoding="utf-8")
    setting = f", setting: {report.setting}" if report.setting else ""
    notice = tag("p", words(report.disclaimer), class_="disclaimer", role="note")
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        tag("title", words(title)),
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        tag("header", tag("h1", words(title)), tag("p", words(f"Ontology {report.ontology_version}{setting}")), notice),
        "<main>",
        *parts,
        "</main>",
        tag("footer", notice),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines)


# ---- parts


def _red_flag(flag: RedFlag) -> Markup:
    said = [tag("strong", words(named(flag.label, flag.notation, flag.side))), words(flag.action)]
    if flag.warns_of:
        said.append(tag("small", words(f"warns of {in_series(list(flag.warns_of))}")))
    return joined(said, " ")


def _conflict(conflict: Conflict) -> Markup:
    facts = []
    for fact in conflict.facts:
        notes = [fact.status, f"line {fact.line}" if fact.line else "", f"per {fact.source}" if fact.source else ""]
        facts.append(f"“{fact.text}” ({', '.join(filter(None, notes))})")
    parts = [tag("strong", words(" against ".join(facts)))]
    parts += [words(f"{conflict.why}.")] if conflict.why else []
    parts += [tag("small", words(f"In dispute: {', '.join(conflict.causes)}."))] if conflict.causes else []
    return joined(parts, " ")


def _chart(report: Report) -> Markup:
    if not report.causes:
        return Markup("")
    caption = "Each cause before and after the facts; shape and word tell its status, no number is made up."
    return section("chart", "The differential", figure(chart_svg(report), caption, "narrow"))


def _test(test: RecommendedTest, listed: Sequence[str]) -> Markup:
    notes = [] if test.cost_class is None else [f"cost class {test.cost_class} of 4"]
    if test.information_bits is not None:
        notes.append(f"{test.information_bits:.2f} bits expected")
    parts = [tag("strong", words(named(test.label, test.notation, test.side))), words(", ".join(notes))]
    why = joined([words(f"Why: {test.why}"), source_links(test.sources, listed)], " ")
    outcomes = [[words(outcome.label), items(_effects(outcome))] for outcome in test.outcomes]
    telling = [outcome for outcome in outcomes if outcome[1]]
    idle = joined((label for label, effects in outcomes if not effects), "; ")
    telling += [[idle, words("nothing changes")]] if idle else []
    shown = table(("if the result is", "then"), telling, label=f"What {test.label} would change")
    return joined([joined(parts, " "), tag("p", why), shown])


def _effects(outcome: Outcome) -> Iterable[Markup]:
    yield from (tag("b", words(f"red flag: {flag}")) for flag in outcome.red_flags)
    yield from (words(move_in_words(move)) for move in outcome.probabilities)
    yield from (words(f"{named(c.label, None, c.side)}: {c.before} → {c.after}") for c in outcome.changes)
    yield from (words(f"then {label}") for label in outcome.next_tests)


def _withheld(report: Report) -> list[tuple[str, str]]:
    return [(named(test.label, test.notation, None), test.why) for test in report.withheld_tests]


def _withheld_and_why(test: tuple[str, str]) -> Markup:
    return joined([tag("strong", words(test[0])), words(test[1])], ": ")


def _kept(report: Report) -> Iterable[Markup]:
    for kept in report.kept_in_view:
        because = f" because of {in_series(list(kept.because_of))}" if kept.because_of else ""
        yield joined([tag("strong", words(named(kept.label, kept.notation, kept.side))), words(because)], " ")


def _unexplained(report: Report) -> Iterable[Markup]:
    for complaint in report.unexplained:
        facts = ", ".join(f"“{fact}”" for fact in complaint.facts)
        yield words(f"{complaint.label}{f' ← {facts}' if facts else ''}")


def _mechanisms(report: Report, ways: Sequence[Way]) -> Markup:
    if not ways:
        return Markup("")
    title = "What was reported, by which mechanism or state it acts, and which conditions that fits or contradicts"
    statuses = {cause.id: cause.status for cause in reversed(report.causes)}
    drawn = mechanism_svg(ways, title=title, statuses=statuses)
    return section("mechanisms", "Mechanisms", figure(drawn, "To fit is not to support.", "wide"))


def _proofs(causes: Iterable[Cause]) -> Iterable[Markup]:
    """Draw the proofs, once each: a contradiction proves the same of every cause in dispute."""
    proved: dict[str, list[Cause]] = {}
    for cause in causes:
        if cause.proof is not None:
            proved.setdefault(repr((cause.proof["goal"], cause.proof["steps"])), []).append(cause)
    for number, group in enumerate([*proved.values()][:_PROVED]):
        proof = group[0].proof or {}
        summary = words("; ".join(f"{named(c.label, c.notation, c.side)}: {c.status}" for c in sides_joined(group)))
        drawn = figure(proof_svg(proof), "Facts above, each conclusion below what it rests on.", "wide")
        text = tag("div", Markup(_lines(proof_text(proof))), class_="verbatim")
        yield folded(summary, drawn, folded(words("The same in words"), text), opened=number == 0)
    if len(proved) > _PROVED:
        yield tag("p", words(f"{len(proved) - _PROVED} more are proved; differentia explain shows them."))


def _lines(text: str) -> str:
    """Escape text line by line, keeping its lines and their indents."""
    return "\n".join(" " * (len(line) - len(line.lstrip())) + words(line) for line in text.splitlines())


def _read(facts: Sequence[Understood]) -> Markup:
    rows = [
        [
            words(f"“{fact.text}”"),
            words(fact.status if fact.current else f"{fact.status}; history, a later value counts"),
            words(", ".join(fact.read_as)),
            words("" if fact.line is None else fact.line),
            words(fact.source or ""),
        ]
        for fact in facts
    ]
    return table(
        ("words of the case", "status", "read as", "line", "according to"), rows, label="How the case was read"
    )
