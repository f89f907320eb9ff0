"""Drawings: well-formed, told in words, legible, in grey as in colour, and with no number but the report's."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import differentia as dx
from differentia.diagnosis.findings import Cause, Line, Report
from differentia.knowledge import Diagnosis, KnowledgeBase
from differentia.knowledge.picturing import (
    draw_chart,
    draw_mechanisms,
    draw_mechanisms_known,
    draw_proof,
    ways_reported,
)
from differentia.telling.chart_svg import chart_svg, path_svg, steps_of
from differentia.telling.mechanism_svg import Way, mechanism_svg
from differentia.telling.svg_parts import COLOURS, mark

SVG = "{http://www.w3.org/2000/svg}"
CASES = {
    "V01": "vascular laboratory",
    "V07": None,
    "V12": None,
    "V38": "primary care, 60 or more, leg discomfort",
    "S32-saddle-numbness": None,
    "S00-no-facts": None,
}
SHOULDER = Path(__file__).parents[1] / "domains" / "shoulder"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.fixture(scope="module")
def diagnoses(kb: KnowledgeBase, root: Path) -> dict[str, Diagnosis]:
    return {
        name: kb.diagnose(root / "tests" / "cases" / name / "case.yaml", setting=setting)
        for name, setting in CASES.items()
    }


def texts(drawing: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawing).iter(f"{SVG}text"))  # noqa: S314 - our own output


def words_of(drawing: str) -> str:
    return " ".join(element.text or "" for element in texts(drawing))


def drawings(diagnosis: Diagnosis) -> Iterator[str]:
    yield draw_chart(diagnosis)
    yield draw_mechanisms(diagnosis)
    yield draw_mechanisms(diagnosis, "LSS")
    yield from (path_svg(cause) for cause in diagnosis.causes if steps_of(cause))


@pytest.mark.parametrize("name", CASES)
def test_drawings_are_well_formed_and_say_what_they_show(diagnoses: dict[str, Diagnosis], name: str) -> None:
    for drawing in drawings(diagnoses[name]):
        root = ElementTree.fromstring(drawing)  # noqa: S314 - our own output
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert title.text
        assert description.text
        assert root.attrib["role"] == "img"
        assert not [e for e in root.iter() if "id" in e.attrib]  # several stand in one page


@pytest.mark.parametrize("name", CASES)
def test_no_text_is_clipped_or_leaves_its_box(diagnoses: dict[str, Diagnosis], name: str) -> None:
    for drawing in drawings(diagnoses[name]):
        root = ElementTree.fromstring(drawing)  # noqa: S314 - our own output
        width = float(root.attrib["width"])
        columns = [float(box.attrib["x"]) + 240 for box in root.iter(f"{SVG}rect") if box.attrib["width"] == "240"]
        for element in root.iter(f"{SVG}text"):
            left, right = extent(element, drawing)
            inside = [edge for edge in columns if edge - 240 < left < edge]
            limit = min(inside) if inside and element.get("class") is None else width
            assert left >= 0, element.text
            assert right <= limit, element.text


def extent(element: ElementTree.Element, drawing: str) -> tuple[float, float]:
    """Where a line of text starts and ends, measured with the fonts of this machine."""
    try:
        import cairocffi
    except OSError:
        pytest.skip("the library cairo, which measures text, is not installed")
    context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, 1, 1))
    style = re.search(rf"\.{element.get('class')}\{{([^}}]*)\}}", drawing)
    rule = style[1] if style else ""
    size = re.search(r"font-size:([\d.]+)px", rule)
    weight = cairocffi.FONT_WEIGHT_BOLD if "bold" in rule else cairocffi.FONT_WEIGHT_NORMAL
    context.select_font_face("sans-serif", cairocffi.FONT_SLANT_NORMAL, weight)
    context.set_font_size(float(size[1]) if size else 13)
    length = context.text_extents(element.text or "")[4]
    x = float(element.attrib["x"])
    shift = {"middle": length / 2, "end": length}.get(element.get("text-anchor", ""), 0)
    return x - shift, x - shift + length


# ---- numbers


def test_the_chart_has_the_numbers_of_the_report(diagnoses: dict[str, Diagnosis]) -> None:
    seen = 0
    for diagnosis in diagnoses.values():
        told = words_of(draw_chart(diagnosis))
        for cause in diagnosis.causes:
            if cause.prior is not None and cause.posttest is not None:
                after = round(cause.posttest * 100)
                assert f"{cause.status}, {round(cause.prior * 100)}% → {'over 99' if after == 100 else after}%" in told
                seen += 1
            elif cause.ratio is not None:
                assert f"{cause.status}, odds x" in told
    assert seen >= 4


def test_marks_stand_where_the_axis_says(diagnoses: dict[str, Diagnosis]) -> None:
    diagnosis = diagnoses["V01"]
    root = ElementTree.fromstring(draw_chart(diagnosis))  # noqa: S314 - our own output
    panel = next(group for group in root.iter(f"{SVG}g") if any(part.get("class") == "grid" for part in group))
    grid = [float(re.findall(r"[\d.]+", p.attrib["d"])[0]) for p in panel if p.get("class") == "grid"]
    start, end = grid[0], grid[-1]
    probable = [cause for cause in diagnosis.causes if cause.posttest is not None]
    squares = [float(one.attrib["x"]) + 4 for one in panel if one.get("class") == "prior"]
    ways = [re.findall(r"[\d.]+", one.attrib["d"]) for one in panel if one.get("class") == "way"]
    assert len(squares) == len(probable) >= 2
    for cause, square, way in zip(probable, squares, ways, strict=True):
        assert square == pytest.approx(start + (cause.prior or 0) * (end - start), abs=0.1)
        assert float(way[-1]) == pytest.approx(start + (cause.posttest or 0) * (end - start), abs=0.1)


def test_an_interval_is_drawn_only_where_one_is_known() -> None:
    known = Cause("urn:a", "A", "a", "open", prior=0.2, posttest=0.5, interval=(0.3, 0.7))
    unknown = Cause("urn:b", "B", "b", "open", prior=0.2, posttest=0.5)
    with_it = chart_svg(Report("x", "No.", "1", causes=(known,)))
    without = chart_svg(Report("x", "No.", "1", causes=(unknown,)))
    assert 'class="reach"' in with_it
    assert "95% interval 30% to 70%" in words_of(with_it)
    assert 'class="reach"' not in without
    assert "95% interval not known" in words_of(without)


def test_steps_come_to_what_the_report_says(diagnoses: dict[str, Diagnosis]) -> None:
    seen = 0
    for diagnosis in diagnoses.values():
        for cause in diagnosis.causes:
            steps = steps_of(cause)
            if cause.ratio is None:
                assert steps == []
                continue
            seen += 1
            assert steps[-1].ratio == pytest.approx(cause.ratio)
            assert math.prod(step.line.ratio or 0 for step in steps) == pytest.approx(cause.ratio)
            if cause.posttest is not None:
                assert steps[-1].probability == pytest.approx(cause.posttest)
    assert seen >= 10


def test_a_path_worked_by_hand() -> None:
    """Odds 1:4, times 4, times 3: 50 percent, then 75 percent."""
    lines = (Line("urn:a", "first sign", ratio=4.0, used=True), Line("urn:b", "second sign", ratio=3.0, used=True))
    aside = Line("urn:c", "third sign", ratio=9.0, used=False, why="goes together with E1")
    cause = Cause("urn:l", "L", "leak", "open", prior=0.2, posttest=0.75, ratio=12.0, for_=(*lines, aside))
    drawn = words_of(path_svg(cause, "Not a plumber."))
    assert "before: 20%" in drawn
    assert "x4 first sign → 50%" in drawn
    assert "x3 second sign → 75%" in drawn
    assert "third" not in drawn
    assert "Not a plumber." in drawn
    bars = re.findall(r'class="up" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', path_svg(cause))
    lengths = [float(width) for _, width in bars]
    assert lengths[0] / lengths[1] == pytest.approx(math.log(4) / math.log(3), rel=0.01)


# ---- colours and shapes


def test_every_status_has_a_shape_of_its_own_and_stands_off_from_white() -> None:
    shapes = {re.sub(r'(fill|stroke)="[^"]*"', "", mark(status, 0, 0)) for status in COLOURS}
    assert len(shapes) == len(COLOURS) == 6
    for colour in COLOURS.values():
        channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) >= 4.5  # WCAG 2.1, contrast of text


# ---- mechanisms


@pytest.mark.parametrize("name", ["V01", "V07", "V38"])
def test_paths_are_the_fits_with_the_link_between(diagnoses: dict[str, Diagnosis], name: str) -> None:
    columns = ("complaint", "reported", "maneuver", "cause", "fit")
    fits = {tuple(row[c] for c in columns) for row in diagnoses[name].query("mechanism-fit").dicts()}
    paths = {tuple(row[c] for c in columns) for row in diagnoses[name].query("mechanism-paths").dicts()}
    assert paths == fits
    assert fits


def test_the_map_of_a_case_shows_every_way(diagnoses: dict[str, Diagnosis]) -> None:
    diagnosis = diagnoses["V07"]
    drawn, ways = draw_mechanisms(diagnosis), ways_reported(diagnosis)
    told = words_of(drawn)
    assert {way.fit for way in ways} == {"fits", "contradicts"}
    for way in ways:
        assert way.through.split()[0] in told
        assert f"({way.notation})" in told
    edges = {kind: drawn.count(f'class="edge {kind}" d="M260 ') for kind in ("fits", "contradicts")}
    assert edges["fits"] == len({(w.maneuver, w.through) for w in ways if w.fit == "fits"})
    assert edges["contradicts"] == len({(w.maneuver, w.through) for w in ways if w.fit == "contradicts"})


def test_the_map_of_the_ontology_names_each_maneuver_and_condition(kb: KnowledgeBase) -> None:
    diagnosis = kb.diagnose({"present": []})
    told = words_of(draw_mechanisms_known(diagnosis))
    rows = [*diagnosis.query("mechanism-map").dicts(), *diagnosis.query("provocation-map").dicts()]
    assert len(rows) > 100
    assert [row["notation"] for row in rows if f"({row['notation']})" not in told] == []
    assert [row["maneuver_label"] for row in rows if str(row["maneuver_label"]).split()[0] not in told] == []


def test_what_goes_the_same_ways_shares_a_box() -> None:
    ways = [Way("rest", "relief mechanism", "cooling", f"urn:{n}", n, n, "fits") for n in ("A", "B")]
    ways.append(Way("rest", "provoking state", "heat", "urn:C", "C", "C", "contradicts"))
    drawn = mechanism_svg(ways, title="x")
    assert drawn.count('width="240"') == 1 + 2 + 2


def test_without_a_report_of_maneuvers_the_map_says_so(diagnoses: dict[str, Diagnosis]) -> None:
    assert "No effect of a maneuver is reported" in words_of(draw_mechanisms(diagnoses["S00-no-facts"]))


# ---- the command


def test_draw_writes_svg_and_png(run: Any, root: Path, tmp_path: Path) -> None:
    case = str(root / "tests" / "cases" / "V01" / "case.yaml")
    code, out, err = run("draw", case, "--what", "proof", "--cause", "PAD")
    assert (code, err) == (0, "")
    assert ElementTree.fromstring(out).tag == f"{SVG}svg"  # noqa: S314 - our own output
    assert run("draw", case, "--cause", "PAD", "--out", str(tmp_path / "path.svg")) == (0, "", "")
    assert "What moves the odds" in (tmp_path / "path.svg").read_text(encoding="utf-8")
    target = tmp_path / "chart.png"
    code, out, err = run("draw", case, "--setting", "vascular laboratory", "--out", str(target))
    if "library cairo" in err:
        pytest.skip("the library cairo, which PNG needs, is not installed")
    assert (code, out, err) == (0, "", "")
    assert target.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--what", "chart"), "only the mechanisms can be drawn without a case"),
        (("CASE", "--out", "x.gif"), "ends in .svg or .png"),
        (("CASE", "--cause", "PADD"), "no such cause"),
        (("CASE", "--side", "left"), "say which with --cause"),
        (("CASE", "--cause", "CES"), "no ratio that counts"),
        (("CASE", "--what", "proof", "--cause", "CES"), "nothing is proved"),
        (("CASE", "--out", "no/such/folder/x.svg"), "cannot be written"),
    ],
)
def test_bad_input_is_told(run: Any, root: Path, arguments: tuple[str, ...], said: str) -> None:
    case = str(root / "tests" / "cases" / "V01" / "case.yaml")
    code, out, err = run("draw", *(case if argument == "CASE" else argument for argument in arguments))
    assert (code, out) == (2, "")
    assert said in err


def test_png_without_the_library_is_told(run: Any, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    case = str(root / "tests" / "cases" / "V01" / "case.yaml")
    code, _, err = run("draw", case, "--out", str(tmp_path / "x.png"))
    assert code == 2
    assert "differentia[pictures]" in err


def test_drawings_do_not_depend_on_the_order_of_hashes(root: Path) -> None:
    program = (
        "from pathlib import Path; import differentia as dx; from differentia.knowledge import picturing as p\n"
        "d = dx.load().diagnose(Path('tests/cases/V07/case.yaml'))\n"
        "print(p.page(d), p.draw_mechanisms_known(d), p.draw_proof(d))"
    )
    outputs = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1", "PYTHONPATH": str(root / "reasoner")}
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, check=True, timeout=120
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_another_domain_is_drawn_by_the_same_code() -> None:
    facts = ["right shoulder pain", "pain on raising the arm", "letting the arm hang helps"]
    diagnosis = dx.load(SHOULDER).diagnose({"present": facts})
    told = words_of(draw_mechanisms(diagnosis))
    assert "relieved by letting the arm hang" in told
    assert "impingement (IMP)" in told
    assert "Supported" in words_of(draw_chart(diagnosis))
    assert "impingement" in words_of(draw_proof(diagnosis, "IMP"))
