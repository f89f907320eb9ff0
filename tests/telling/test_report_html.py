"""The page: valid, complete, in the order that matters, alone, and proof against what a case may say."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

import differentia as dx
from differentia.diagnosis.findings import (
    Cause,
    Change,
    Conflict,
    ConflictingFact,
    KeptInView,
    Line,
    Outcome,
    RecommendedTest,
    RedFlag,
    Report,
    TippingPoint,
    Understood,
    Unexplained,
    WithheldTest,
)
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.knowledge.picturing import page
from differentia.telling.mechanism_svg import Way
from differentia.telling.report_html import report_html
from differentia.telling.sources_html import Described

CASES = ("V01", "V07", "V38", "S32-saddle-numbness", "S00-no-facts")
HOSTILE = "</style></svg></p><script>alert('x')</script><img src=x onerror=\"alert(1)\"> ]]> --> & \u202e\x1b[31m"
SEEN = "</style></svg></p><script>alert('x')</script><img src=x onerror=\"alert(1)\"> ]]> --> & [31m"


def parsed(text: str) -> Element:
    """The page as browsers read it; an error of syntax raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    return tree


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def part(tree: Element, key: str) -> Element:
    (found,) = (element for element in tree.iter("section") if element.get("id") == key)
    return found


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture(scope="module")
def diagnoses(kb: KnowledgeBase, root: Path) -> dict[str, Diagnosis]:
    return {name: kb.diagnose(root / "tests" / "cases" / name / "case.yaml") for name in CASES}


@pytest.fixture(scope="module")
def pages(diagnoses: dict[str, Diagnosis]) -> dict[str, Element]:
    return {name: parsed(page(diagnosis)) for name, diagnosis in diagnoses.items()}


# ---- of real cases


@pytest.mark.parametrize("name", CASES)
def test_the_page_loads_nothing_and_runs_nothing(pages: dict[str, Element], name: str) -> None:
    for element in pages[name].iter():
        tag = str(element.tag).rpartition("}")[2]
        assert tag not in {"script", "img", "iframe", "object", "embed", "link", "form", "use", "image"}
        assert not [key for key in element.attrib if str(key).startswith("on") or key in ("src", "srcset")]
        address = element.get("href", "#")
        assert address.startswith(("#", "https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/"))
    styles = " ".join(words(style) for style in pages[name].iter() if str(style.tag).endswith("style"))
    assert "url(" not in styles
    assert "@import" not in styles
    (policy,) = (meta.get("content", "") for meta in pages[name].iter("meta") if meta.get("http-equiv"))
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", CASES)
def test_ids_are_unique_and_links_lead_somewhere(pages: dict[str, Element], name: str) -> None:
    ids = [element.attrib["id"] for element in pages[name].iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    targets = {a.get("href", "")[1:] for a in pages[name].iter("a") if a.get("href", "").startswith("#")}
    assert targets <= set(ids)


@pytest.mark.parametrize("name", CASES)
def test_the_disclaimer_stands_first_and_last(
    diagnoses: dict[str, Diagnosis], pages: dict[str, Element], name: str
) -> None:
    disclaimer = diagnoses[name].report().disclaimer
    (header,), (footer,) = list(pages[name].iter("header")), list(pages[name].iter("footer"))
    assert disclaimer in words(header)
    assert disclaimer in words(footer)


@pytest.mark.parametrize("name", CASES)
def test_every_cause_reason_and_test_is_told(
    diagnoses: dict[str, Diagnosis], pages: dict[str, Element], name: str
) -> None:
    report = diagnoses[name].report()
    told = words(pages[name])
    for cause in report.causes:
        assert cause.label in told
        for line in (*cause.for_, *cause.against):
            assert " ".join(line.text.split()) in told
            assert line.why is None or line.used or f"set aside: {line.why}" in told
    labels = [test.label for test in report.next_tests] + [test.label for test in report.withheld_tests]
    assert [label for label in labels if label not in told] == []
    for fact in report.understood:
        assert f"“{fact.text}”" in words(part(pages[name], "read"))


def test_what_cannot_wait_comes_first(pages: dict[str, Element]) -> None:
    order = [section.get("id") for section in pages["S32-saddle-numbness"].iter("section")]
    assert order[0] == "red-flags"
    assert order.index("chart") < order.index("causes") < order.index("next")
    assert next(section.get("id") for section in pages["V38"].iter("section")) == "conflicts"
    told = words(part(pages["V38"], "conflicts"))
    assert "per letter" in told
    assert "per patient today" in told


def test_ledgers_have_ratio_interval_and_what_became_of_it(pages: dict[str, Element]) -> None:
    rows = [[words(cell) for cell in row.iter("td")] for row in part(pages["V01"], "causes").iter("tr")]
    (khan,) = (row for row in rows if row and "E010" in row[4])
    assert khan[0] == "+ for"
    assert khan[1].startswith("pulse deficit ← “right popliteal pulse absent”")
    assert khan[2] == "x4.7 (2.2 to 9.9)"
    assert khan[3] == "yes"
    assert "KHAN2006" in khan[4]
    assert "✓ seen in its source" in khan[4]


def test_cited_sources_are_described_and_linked(pages: dict[str, Element]) -> None:
    sources = part(pages["V01"], "sources")
    (leng,) = (item for item in sources.iter("li") if words(item).startswith("LENG1992"))
    assert "Edinburgh" in words(leng)
    assert all(a.get("href", "").startswith("https://") for a in sources.iter("a"))
    assert len(list(sources.iter("a"))) > 5


def test_proofs_are_drawn_and_told_in_words(pages: dict[str, Element]) -> None:
    proofs = part(pages["V01"], "proofs")
    assert len([e for e in proofs.iter() if str(e.tag).endswith("svg") and e.get("class") == "proof"]) >= 3
    assert "every resting ABI with a value of at most 0.90 is a low ABI" in words(proofs)
    assert "proofs" not in [section.get("id") for section in pages["S00-no-facts"].iter("section")]


def test_what_proves_a_dispute_is_drawn_once(pages: dict[str, Element]) -> None:
    summaries = [words(one) for one in part(pages["V38"], "proofs").iter("summary") if ": conflict" in words(one)]
    assert len(summaries) == 1
    assert summaries[0].count(": conflict") > 5
    assert ": supported" not in summaries[0]


def test_what_is_supported_is_not_proved_by_a_contradiction(diagnoses: dict[str, Diagnosis]) -> None:
    """One side in dispute is no proof of what is supported for the patient as a whole."""
    proofs = [(c.status, c.proof["goal"]) for c in diagnoses["V38"].report(proofs=True).causes if c.proof]
    assert {status for status, goal in proofs if goal == ["false"]} == {"conflict"}
    assert [goal[1].rpartition("#")[2] for status, goal in proofs if status == "supported"] == ["supportedCause"]


def test_the_command_prints_the_page(run: Any, root: Path, diagnoses: dict[str, Diagnosis]) -> None:
    case = str(root / "tests" / "cases" / "V38" / "case.yaml")
    code, out, err = run("diagnose", case, "--format", "html")
    assert (code, err) == (0, "")
    assert out == page(diagnoses["V38"]) + "\n"


def test_another_domain_has_a_page(run: Any, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(json.dumps({"present": ["right shoulder pain", "pain on raising the arm", "fever"]}), "utf-8")
    folder = Path(__file__).parents[1] / "domains" / "shoulder"
    code, out, _ = run("diagnose", str(case), "--format", "html", "--ontology", str(folder))
    tree = parsed(out)
    assert code == 0
    assert "Send to hospital at once." in words(part(tree, "red-flags"))
    assert "impingement (IMP), right" in words(part(tree, "causes"))
    assert "raising the arm" in words(part(tree, "mechanisms"))


# ---- of what nobody should write


def hostile() -> Report:
    h = HOSTILE
    line = Line("urn:l", h, (h,), ("KEY", h), 2.0, (1.0, 3.0), h, "yes", h, h, h, True)
    aside = replace(line, used=False, why=h)
    cause = Cause("urn:c", h, h, "supported", h, 0.2, 0.5, (0.3, 0.7), (line, aside), (aside,))
    cause = replace(cause, prior_source=h, ratio=4.0, note=h, alarm=h, tipping_point=TippingPoint("f1", h, 0.1, h))
    outcome = Outcome("urn:o", h, (Change("urn:c", h, h, h, "open", "supported"),), (h,), (h,))
    return Report(
        h,
        h,
        h,
        (RedFlag("urn:r", h, h, h, h, None, (h,)),),
        (Conflict((ConflictingFact("f1", h, "present", 1, h),), h, (h,)),),
        (cause, Cause("urn:d", h, h, "open", note=h)),
        (RecommendedTest("urn:t", h, h, h, 0.5, 1, (outcome,), h, (h,)),),
        (WithheldTest("urn:w", h, h, h),),
        (KeptInView("urn:k", h, h, (h,), h),),
        (Unexplained("urn:u", h, (h,)),),
        (h,),
        (Understood("f1", h, "present", 1, h, (h,)),),
        h,
    )


def test_hostile_words_stay_words() -> None:
    ways = [Way(HOSTILE, "relief mechanism", HOSTILE, "urn:c", HOSTILE, HOSTILE, "fits")]
    described = {
        "KEY": Described("KEY", HOSTILE, (f"doi:{HOSTILE}", f"pmid:{HOSTILE}", HOSTILE, "javascript:alert(1)"))
    }
    text = report_html(hostile(), ways=ways, described=described)
    tree = parsed(text)
    assert not [e for e in tree.iter() if str(e.tag).rpartition("}")[2] in ("script", "img")]
    assert not [key for e in tree.iter() for key in e.attrib if str(key).startswith("on")]
    assert not [e for e in tree.iter() if "javascript" in e.get("href", "")]
    assert "\x1b" not in text
    assert "\u202e" not in text
    for section in tree.iter("section"):
        if section.get("id") not in ("chart", "mechanisms", "proofs"):  # drawings break lines
            assert SEEN in words(section), section.get("id")


def test_a_hostile_case_file_stays_words(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"id": SEEN, "present": ["right calf pain", SEEN]}, lenient=True)
    tree = parsed(page(diagnosis))
    assert not list(tree.iter("script"))
    assert "<script>" in words(part(tree, "left-out"))


def test_marks_are_hidden_from_those_who_hear_the_page(report: Report) -> None:
    """The word of the status stands beside each mark."""
    assert report_html(report).count('aria-hidden="true"') == len({cause.status for cause in report.causes})
