"""Proofs as the engine writes them, and a report, by hand."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

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
    Understood,
    Unexplained,
    WithheldTest,
)

DX = "https://w3id.org/differentia/dx#"
LP = "https://w3id.org/differentia/legpain#"
CASE = "https://w3id.org/differentia/case/v01#"
VARIABLES = {"x", "y", "v", "x0", "x1", "x2", "x3"}
XSD = "http://www.w3.org/2001/XMLSchema#"

LABELS = {
    f"{DX}hasFinding": "has finding",
    f"{DX}hasPart": "has part",
    f"{DX}establishedCause": "established cause",
    f"{DX}supportedCause": "supported cause",
    f"{DX}incompatibleCause": "incompatible cause",
    f"{DX}suggests": "suggests",
    f"{DX}relievedBy": "relieved by",
    f"{DX}sustains": "sustains",
    f"{DX}stateProvokes": "provokes",
    f"{DX}locatedIn": "located in",
    f"{DX}value": "value",
    f"{DX}Patient": "patient",
    f"{DX}Ratio": "ratio",
    f"{LP}LowerLimb": "leg",
    f"{LP}RightLeg": "right leg",
    f"{LP}RestingABI": "resting ABI",
    f"{LP}LowABI": "low resting ABI",
    f"{LP}PeripheralArteryDisease": "peripheral artery disease",
    f"{LP}LumbarSpinalStenosis": "lumbar spinal stenosis",
    f"{LP}StandingStill": "standing still",
    f"{LP}LumbarExtension": "lumbar extension",
    f"{LP}CalfPain": "calf pain",
    f"{LP}Calf": "calf",
    f"{LP}LegPain": "leg pain",
    f"{LP}CalfPainRelievedByStanding": "calf pain relieved by standing still",
    f"{LP}Numbness": "numbness",
    f"{LP}Paresthesia": "paresthesia",
    f"{LP}AnklePressure": "ankle pressure",
    f"{LP}ArmPressure": "arm pressure",
    f"{CASE}patient": "patient",
    f"{CASE}RightLeg": "right leg",
    f"{CASE}f1-RightLeg": "calf pain on the right",
}


def some(prop: str, filler: Any) -> list[Any]:
    return ["ObjectSomeValuesFrom", DX + prop, filler]


def has(prop: str, individual: str) -> list[Any]:
    return ["ObjectHasValue", DX + prop, individual]


def both(*operands: Any) -> list[Any]:
    return ["ObjectIntersectionOf", list(operands)]


def decimal(number: str) -> list[str]:
    return ["Literal", number, f"{XSD}decimal", ""]


def step(
    key: str, conclusion: Any, premises: tuple[str, ...] = (), rule: str = "resolve", **more: Any
) -> dict[str, Any]:
    written = {"id": key, "rule": rule, "conclusion": conclusion, "premises": list(premises)}
    if rule == "resolve":
        more["substitution"] = {name: more.pop(name) for name in list(more) if name in VARIABLES}
    return written | more


def hash_of(lists: Any) -> str:
    return hashlib.sha256(json.dumps(lists, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def axiom(lists: Any, *sources: str) -> dict[str, Any]:
    return {"axiom": lists, "hash": hash_of(lists), "sources": list(sources), "notes": []}


def fact(
    text: str, status: str, line: int | None, source: str | None, terms: dict[str, str], *statements: Any
) -> dict[str, Any]:
    told = {"text": text, "status": status, "line": line, "source": source, "date": None}
    read = [[words, LP + name] for words, name in terms.items()]
    return {**told, "terms": read, "statements": list(statements)}


def proof(steps: list[Any], axioms: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": "differentia-proof/1",
        "disclaimer": "Research and education software; not a medical device.",
        "header": {"ontology": "1" * 64, "version": "0.1.0", "case": "2" * 64, "mappings": None},
        "goal": steps[-1]["conclusion"],
        "axioms": axioms,
        "facts": facts,
        "labels": LABELS,
        "steps": steps,
    }


LEG, PATIENT, PAIN, ABI = f"{CASE}RightLeg", f"{CASE}patient", f"{CASE}f1-RightLeg", f"{CASE}f3-RightLeg"
PAD, STENOSIS = f"{LP}PeripheralArteryDisease", f"{LP}LumbarSpinalStenosis"
AT_MOST_090 = ["DatatypeRestriction", f"{XSD}decimal", [[f"{XSD}maxInclusive", decimal("0.90")]]]
LOW_VALUE = ["DataSomeValuesFrom", f"{DX}value", AT_MOST_090]
LOW_ABI = both(f"{LP}RestingABI", LOW_VALUE)
LEG_WITH_LOW_ABI = both(f"{LP}LowerLimb", some("hasFinding", f"{LP}LowABI"))
HAS_PART = ["role", f"{DX}hasPart", PATIENT, LEG]


@pytest.fixture
def established() -> dict[str, Any]:
    """A low ABI establishes peripheral artery disease of that leg, and so of the patient."""
    value = ["data", f"{DX}value", ABI, decimal("0.68")]
    kind, bears = ["type", f"{LP}RestingABI", ABI], ["role", f"{DX}hasFinding", LEG, ABI]
    established = has("establishedCause", PAD)
    steps = [
        step("s1", kind, rule="read", fact="f3"),
        step("s2", value, rule="read", fact="f3"),
        step("s3", ["in", AT_MOST_090, decimal("0.68")], rule="data"),
        step("s4", ["type", LOW_VALUE, ABI], ("s2", "s3"), expression=LOW_VALUE, x=ABI, v=decimal("0.68")),
        step("s5", ["type", LOW_ABI, ABI], ("s1", "s4"), expression=LOW_ABI, x=ABI),
        step("s6", ["type", f"{LP}LowABI", ABI], ("s5",), axiom="a1", x=ABI),
        step("s7", bears, rule="read", fact="f3"),
        step(
            "s8", ["type", LEG_WITH_LOW_ABI[1][1], LEG], ("s7", "s6"), expression=LEG_WITH_LOW_ABI[1][1], x=LEG, y=ABI
        ),
        step("s9", ["type", f"{LP}RightLeg", LEG], rule="read", fact="f0"),
        step("s10", ["type", f"{LP}LowerLimb", LEG], ("s9",), axiom="a2", x=LEG),
        step("s11", ["type", LEG_WITH_LOW_ABI, LEG], ("s10", "s8"), expression=LEG_WITH_LOW_ABI, x=LEG),
        step("s12", ["type", established, LEG], ("s11",), axiom="a3", x=LEG),
        step("s13", ["role", f"{DX}establishedCause", LEG, PAD], ("s12",), expression=established, x=LEG),
        step("s14", HAS_PART, rule="read", fact="f0"),
        step(
            "s15",
            ["role", f"{DX}establishedCause", PATIENT, PAD],
            ("s14", "s13"),
            axiom="a4",
            x0=PATIENT,
            x1=LEG,
            x2=PAD,
        ),
    ]
    chain = ["ObjectPropertyChain", [f"{DX}hasPart", f"{DX}establishedCause"]]
    axioms = {
        "a1": axiom(["EquivalentClasses", [f"{LP}LowABI", LOW_ABI]], f"{LP}source/AHA2016"),
        "a2": axiom(["SubClassOf", f"{LP}RightLeg", f"{LP}LowerLimb"]),
        "a3": axiom(["SubClassOf", LEG_WITH_LOW_ABI, established], "AHA2016", "AHA2024"),
        "a4": axiom(["SubObjectPropertyOf", chain, f"{DX}establishedCause"]),
    }
    read = fact(
        "resting ABI, right: 0.68",
        "measured",
        12,
        "vascular laboratory",
        {"resting ABI": "RestingABI"},
        kind,
        value,
        bears,
    )
    scaffold = fact("", "present", None, None, {}, ["type", f"{LP}RightLeg", LEG], HAS_PART)
    return proof(steps, axioms, {"f0": scaffold, "f3": read})


@pytest.fixture
def supported() -> dict[str, Any]:
    """Calf pain relieved by standing still is a constellation that suggests peripheral artery disease."""
    constellation, in_calf = f"{LP}CalfPainRelievedByStanding", some("locatedIn", f"{LP}Calf")
    relieved = has("relievedBy", f"{LP}StandingStill")
    whole = both(f"{LP}LegPain", in_calf, relieved)
    pain, relief = ["type", f"{LP}CalfPain", PAIN], ["role", f"{DX}relievedBy", PAIN, f"{LP}StandingStill"]
    bears = ["role", f"{DX}hasFinding", LEG, PAIN]
    witness = ["witness", in_calf, PAIN]
    steps = [
        step("s1", pain, rule="read", fact="f1"),
        step("s2", ["type", both(f"{LP}LegPain", in_calf), PAIN], ("s1",), axiom="a1", x=PAIN),
        step("s3", ["type", f"{LP}LegPain", PAIN], ("s2",), expression=both(f"{LP}LegPain", in_calf), x=PAIN),
        step("s4", ["type", in_calf, PAIN], ("s2",), expression=both(f"{LP}LegPain", in_calf), x=PAIN),
        step("s5", ["role", f"{DX}locatedIn", PAIN, witness], ("s4",), expression=in_calf, x=PAIN),
        step("s6", ["type", f"{LP}Calf", witness], ("s4",), expression=in_calf, x=PAIN),
        step("s7", ["type", in_calf, PAIN], ("s5", "s6"), expression=in_calf, x=PAIN, y=witness),
        step("s8", relief, rule="read", fact="f2"),
        step("s9", ["type", relieved, PAIN], ("s8",), expression=relieved, x=PAIN),
        step("s10", ["type", whole, PAIN], ("s3", "s7", "s9"), expression=whole, x=PAIN),
        step("s11", ["type", constellation, PAIN], ("s10",), axiom="a2", x=PAIN),
        step("s12", ["type", has("suggests", PAD), PAIN], ("s11",), axiom="a3", x=PAIN),
        step("s13", ["role", f"{DX}suggests", PAIN, PAD], ("s12",), expression=has("suggests", PAD), x=PAIN),
        step("s14", bears, rule="read", fact="f1"),
        step("s15", ["role", f"{DX}supportedCause", LEG, PAD], ("s14", "s13"), axiom="a4", x0=LEG, x1=PAIN, x2=PAD),
    ]
    chain = ["ObjectPropertyChain", [f"{DX}hasFinding", f"{DX}suggests"]]
    axioms = {
        "a1": axiom(["SubClassOf", f"{LP}CalfPain", both(f"{LP}LegPain", in_calf)]),
        "a2": axiom(["EquivalentClasses", [constellation, whole]]),
        "a3": axiom(["SubClassOf", constellation, has("suggests", PAD)], f"{LP}source/NADEAU2013"),
        "a4": axiom(["SubObjectPropertyOf", chain, f"{DX}supportedCause"]),
    }
    facts = {
        "f1": fact("right calf pain", "present", 3, None, {"calf pain": "CalfPain"}, pain, bears),
        "f2": fact(
            "pain relieved by standing still",
            "present",
            4,
            "referral letter",
            {"standing still": "StandingStill"},
            relief,
        ),
    }
    return proof(steps, axioms, facts)


@pytest.fixture
def incompatible() -> dict[str, Any]:
    """Relief by a maneuver that keeps the provoking state going contradicts the condition."""
    relief = ["role", f"{DX}relievedBy", PAIN, f"{LP}StandingStill"]
    sustains = ["role", f"{DX}sustains", f"{LP}StandingStill", f"{LP}LumbarExtension"]
    provokes = ["role", f"{DX}stateProvokes", f"{LP}LumbarExtension", STENOSIS]
    steps = [
        step("s1", relief, rule="read", fact="f2"),
        step("s2", sustains, axiom="a1"),
        step("s3", provokes, axiom="a2"),
        step(
            "s4",
            ["role", f"{DX}incompatibleCause", PAIN, STENOSIS],
            ("s1", "s2", "s3"),
            axiom="a3",
            x0=PAIN,
            x1=f"{LP}StandingStill",
            x2=f"{LP}LumbarExtension",
            x3=STENOSIS,
        ),
    ]
    chain = ["ObjectPropertyChain", [f"{DX}relievedBy", f"{DX}sustains", f"{DX}stateProvokes"]]
    axioms = {
        "a1": axiom(["ObjectPropertyAssertion", *sustains[1:]], "KATZ2022"),
        "a2": axiom(["ObjectPropertyAssertion", *provokes[1:]], "KATZ2022"),
        "a3": axiom(["SubObjectPropertyOf", chain, f"{DX}incompatibleCause"]),
    }
    return proof(
        steps,
        axioms,
        {
            "f2": fact(
                "pain relieved by standing still", "present", 4, None, {"standing still": "StandingStill"}, relief
            )
        },
    )


@pytest.fixture
def absent() -> dict[str, Any]:
    """No numbness means no paresthesia: shown by supposing the paresthesia."""
    numb, tingling = some("hasFinding", f"{LP}Numbness"), some("hasFinding", f"{LP}Paresthesia")
    no_numbness, witness = ["ObjectComplementOf", numb], ["witness", tingling, PATIENT]
    steps = [
        step("s1", ["type", no_numbness, PATIENT], rule="read", fact="f4"),
        step("s2", ["type", tingling, PATIENT], rule="suppose"),
        step("s3", ["role", f"{DX}hasFinding", PATIENT, witness], ("s2",), expression=tingling, x=PATIENT),
        step("s4", ["type", f"{LP}Paresthesia", witness], ("s2",), expression=tingling, x=PATIENT),
        step("s5", ["type", f"{LP}Numbness", witness], ("s4",), axiom="a1", x=witness),
        step("s6", ["type", numb, PATIENT], ("s3", "s5"), expression=numb, x=PATIENT, y=witness),
        step("s7", ["false"], ("s1", "s6"), expression=no_numbness, x=PATIENT),
        step("s8", ["not", ["type", tingling, PATIENT]], ("s7",), rule="hence", discharges="s2"),
    ]
    axioms = {"a1": axiom(["SubClassOf", f"{LP}Paresthesia", f"{LP}Numbness"])}
    return proof(
        steps,
        axioms,
        {"f4": fact("numbness", "absent", 9, "patient", {"numbness": "Numbness"}, ["type", no_numbness, PATIENT])},
    )


@pytest.fixture
def computed() -> dict[str, Any]:
    """A resting ABI computed from two pressures."""
    ankle, arm, abi = f"{CASE}f5-RightLeg", f"{CASE}f6", f"{CASE}c1-RightLeg"
    pressures = [["data", f"{DX}value", ankle, decimal("75")], ["data", f"{DX}value", arm, decimal("150")]]
    computation = {
        "operator": f"{DX}Ratio",
        "operands": [f"{LP}AnklePressure", f"{LP}ArmPressure"],
        "result": f"{LP}RestingABI",
        "individual": abi,
        "bearer": [f"{DX}hasFinding", LEG],
    }
    steps = [
        step("s1", pressures[0], rule="read", fact="f5"),
        step("s2", pressures[1], rule="read", fact="f6"),
        step(
            "s3",
            ["type", f"{LP}RestingABI", abi],
            ("s1", "s2"),
            "compute",
            operator=f"{DX}Ratio",
            computation=computation,
        ),
        step(
            "s4",
            ["data", f"{DX}value", abi, decimal("0.5")],
            ("s1", "s2"),
            "compute",
            operator=f"{DX}Ratio",
            computation=computation,
        ),
        step("s5", ["in", AT_MOST_090, decimal("0.5")], rule="data"),
        step("s6", ["type", LOW_VALUE, abi], ("s4", "s5"), expression=LOW_VALUE, x=abi, v=decimal("0.5")),
        step("s7", ["type", LOW_ABI, abi], ("s3", "s6"), expression=LOW_ABI, x=abi),
        step("s8", ["type", f"{LP}LowABI", abi], ("s7",), axiom="a1", x=abi),
    ]
    facts = {
        "f5": fact(
            "right ankle pressure 75 mmHg", "measured", 5, None, {"ankle pressure": "AnklePressure"}, pressures[0]
        ),
        "f6": fact("arm pressure 150 mmHg", "measured", 6, None, {"arm pressure": "ArmPressure"}, pressures[1]),
    }
    return proof(steps, {"a1": axiom(["EquivalentClasses", [f"{LP}LowABI", LOW_ABI]], "AHA2016")}, facts)


# ---- a report


@pytest.fixture
def report(established: dict[str, Any]) -> Report:
    """A report with something in every part of it."""
    abi = Line(f"{LP}LowABI", "low resting ABI", ("resting ABI, right: 0.68",), ("AHA2016",))
    calf = Line(f"{LP}C1", "calf pain relieved by standing still", ("right calf pain", "relief"), ("NADEAU2013",))
    more = tuple(Line(f"{LP}P{n}", f"absent pulse {n}", (f"pulse {n} absent",)) for n in range(3))
    standing = Line(f"{LP}StandingStill", "relieved by standing still", ("relief",), ("KATZ2022",))
    pad = "peripheral artery disease"
    causes = (
        Cause(PAD, "PAD", pad, "established", "right", 0.1, 0.96, (0.9, 0.99), (abi, calf, *more), (), established),
        Cause(f"{LP}VC", "VENOUS", "venous claudication", "supported", "right", for_=(calf,)),
        Cause(f"{LP}DVT", "DVT", "deep vein thrombosis", "conflict", "left"),
        Cause(STENOSIS, "LSS", "lumbar spinal stenosis", "opposed", None, against=(standing,)),
        Cause(f"{LP}E", "CECS", "chronic exertional compartment syndrome", "excluded", "left", against=(abi,)),
        Cause(f"{LP}HIP", "HIP_OA", "hip osteoarthritis", "open", "left"),
        Cause(f"{LP}HIP", "HIP_OA", "hip osteoarthritis", "open", "right"),
    )
    change = Change(PAD, "PAD", pad, "left", "open", "established")
    outcomes = (
        Outcome(f"{LP}Fall", "fall of more than 20 percent", (change,), ("duplex ultrasound",), ("acute ischaemia",)),
        Outcome(f"{LP}NoFall", "no fall"),
    )
    why = "a borderline ABI calls for it"
    exercise = RecommendedTest(
        f"{LP}ExerciseABI", "T_ABI_EX", "exercise ABI", why, 0.42, 1, outcomes, side="left", sources=("AHA2016",)
    )
    question = RecommendedTest(f"{LP}Q", "Q_RELIEF", "what relieves the pain", "it separates 12 pairs", None, 0)
    letter = ConflictingFact("f1", "relief by standing still", "present", 8, "letter")
    today = ConflictingFact("f2", "relief by standing still", "absent", 10, "patient today")
    return Report(
        case_id="v38",
        disclaimer="Research and education software; not a medical device.",
        ontology_version="0.1.0",
        red_flags=(RedFlag(f"{LP}RF", "RF_ALI", "acute limb ischaemia", "Refer as an emergency, now." * 4, "right"),),
        conflicts=(Conflict((letter, today), "standing still cannot both help and not help", ("PAD, right",)),),
        causes=causes,
        next_tests=(question, exercise),
        withheld_tests=(WithheldTest(f"{LP}MRI", "T_MRI", "lumbar MRI", "it waits while a red flag is raised"),),
        kept_in_view=(KeptInView(f"{LP}CLTI", "CLTI", "limb-threatening ischaemia", ("PAD", "VENOUS"), "right"),),
        unexplained=(Unexplained(f"{CASE}f9", "back pain", ("low back ache",)),),
        not_understood=("wobbly gait",),
        understood=(
            Understood("f1", "right calf pain", "present", 3, None, ("calf pain", "right")),
            Understood("f9", "low back ache", "present", 4, "letter", ("back pain",)),
        ),
    )
