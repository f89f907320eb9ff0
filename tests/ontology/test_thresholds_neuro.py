"""Measurements of nerve, spine, joint and bone on both sides of each threshold and on it; the sources state them."""

from __future__ import annotations

import pytest

import differentia as dx
from differentia.knowledge import KnowledgeBase

# kind, side, unit, source, and per value the one category it falls into
TABLE: list[tuple[str, str | None, str | None, str, dict[float, str]]] = [
    ("post-void residual volume", None, "mL", "CES_PVR2022", {
        100: "SmallPostVoidResidual", 100.1: "MediumPostVoidResidual", 200: "MediumPostVoidResidual",
        200.1: "LargePostVoidResidual",
    }),
    ("lumbar canal diameter", None, "mm", "KALICHMAN2009", {
        10: "NarrowCanalDiameter", 10.1: "RelativeCanalStenosis", 12: "RelativeCanalStenosis",
        12.1: "CanalDiameterAbove12",
    }),
    ("lumbar canal cross-section", None, "mm2", "MRICSA", {
        77.4: "SmallCanalCrossSection", 77.5: "CanalCrossSectionFrom77", 78: "CanalCrossSectionFrom77",
    }),
    ("monofilament errors", None, None, "PERKINS2001", {
        4: "FewMonofilamentErrors", 5: "ManyMonofilamentErrors", 6: "ManyMonofilamentErrors",
    }),
    ("count of positive sacroiliac tests", "left", None, "LASLETT2005", {
        2: "UpToTwoSacroiliacTests", 3: "ThreeSacroiliacTests", 4: "ThreeSacroiliacTests",
    }),
    ("relief from sacroiliac block", "left", "%", "CLINICALPUB_SIJ", {
        74: "SacroiliacReliefBelow75", 75: "SacroiliacReliefFrom75", 76: "SacroiliacReliefFrom75",
    }),
    ("hip internal rotation", "left", "deg", "ALTMAN1991", {
        14: "HipRotationBelow15", 15: "HipRotationFrom15", 16: "HipRotationFrom15",
    }),
    ("hip flexion", "left", "deg", "ALTMAN1991", {
        114: "HipFlexionUpTo115", 115: "HipFlexionUpTo115", 116: "HipFlexionAbove115",
    }),
    ("morning stiffness of the hip", "left", "min", "ALTMAN1991", {
        59: "HipStiffnessUpTo60", 60: "HipStiffnessUpTo60", 61: "HipStiffnessAbove60",
    }),
    ("Kellgren-Lawrence grade of the hip", "left", None, "METCALFE2019", {
        1: "HipGradeBelow2", 2: "HipGradeFrom2", 3: "HipGradeFrom2",
    }),
    ("length of tibial tenderness", "left", "cm", "YATES2004, MTSS_NO", {
        3: "TibialTendernessUpTo3", 3.1: "TibialTenderness3To5", 4.9: "TibialTenderness3To5",
        5: "TibialTendernessFrom5",
    }),
    ("tibial MRI grade", "left", None, "VISUALDX_TSF", {
        0: "TibiaMRIGrade0", 1: "TibiaMRIGrade1To3", 3: "TibiaMRIGrade1To3", 4: "TibiaMRIGrade4",
    }),
]  # fmt: skip
ROWS = [
    (kind, side, unit, value, category, frozenset(cut.values()))
    for kind, side, unit, _, cut in TABLE
    for value, category in cut.items()
]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


@pytest.mark.parametrize(
    ("kind", "side", "unit", "value", "category", "every"), ROWS, ids=[f"{row[0]} {row[3]}" for row in ROWS]
)
def test_a_value_is_in_one_category(
    kb: KnowledgeBase, kind: str, side: str | None, unit: str | None, value: float, category: str, every: frozenset[str]
) -> None:
    measured = {"name": kind, "side": side, "unit": unit, "value": value}
    given = {key: said for key, said in measured.items() if said is not None}
    table = kb.diagnose({"id": "x", "measured": [given]}).query("SELECT DISTINCT ?category WHERE { ?f a ?category }")
    found = {str(row[0]).rpartition("#")[2] for row in table.rows}
    assert found & every == {category}


AGES = {
    49: "AgeBelow50",
    50: "",
    51: "AgeAbove50",
    65: "AgeUpTo65",
    66: "AgeAbove65",
    70: "AgeUpTo70",
    71: "AgeAbove70",
}
OPPOSITE = {
    "AgeUpTo65": "AgeAbove65",
    "AgeUpTo70": "AgeAbove70",
    "AgeBelow50": "AgeAbove50",
    "AgeAbove50": "AgeBelow50",
}
OPPOSITE |= {above: up_to for up_to, above in OPPOSITE.items() if up_to.startswith("AgeUpTo")}


@pytest.mark.parametrize("age", AGES)
def test_ages_are_cut_where_the_studies_cut_them(kb: KnowledgeBase, age: int) -> None:
    case = {"id": "x", "measured": [{"name": "age", "value": age, "unit": "years"}]}
    table = kb.diagnose(case).query("SELECT DISTINCT ?category WHERE { ?f a ?category }")
    found = {str(row[0]).rpartition("#")[2] for row in table.rows}
    if AGES[age]:
        assert AGES[age] in found
        assert OPPOSITE[AGES[age]] not in found
    else:
        assert not found & {"AgeBelow50", "AgeAbove50"}
