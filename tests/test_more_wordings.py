"""Phrases as clinicians and patients may word them, beyond the worked cases: what each is read as."""

from __future__ import annotations

import pytest

import differentia as dx
from differentia.diagnosis.case import Fact
from differentia.intake.phrases import NotUnderstood
from differentia.knowledge import KnowledgeBase

# phrase -> what it is read as: a class, or property=value; "not" before it says that this is absent; sides at the end
READ = {
    # how it comes
    "leg pain when I walk": "provokedBy=Walking",
    "my legs hurt when I walk": "WalkingLegPain",
    "legs ache on walking": "WalkingLegPain",
    "hurts to walk": "provokedBy=Walking",
    "gets pain when walking": "provokedBy=Walking",
    "calf hurts when walking": "CalfPainOnWalking",
    "pain in the right calf when walking": "CalfPainOnWalking right",
    "walking uphill is worse": "provokedBy=WalkingUphill",
    "downhill walking makes it worse": "provokedBy=WalkingDownhill",
    "pain comes back when walking again": "provokedBy=Walking",
    "worse with lumbar extension": "provokedBy=BendingBackward",
    "worse with extension": "provokedBy=BendingBackward",
    "pain when I run": "provokedBy=Running",
    "standing for a long time makes the pain worse": "provokedBy=StandingStill",
    "symptoms come on when standing": "provokedBy=StandingStill",
    "pain in bed at night": "provokedBy=LyingInBed",
    "symptom-free when sitting": "not provokedBy=Sitting",
    "cycling is fine": "not provokedBy=Cycling",
    "can cycle without pain": "not provokedBy=Cycling",
    "no leg pain when sitting": "not provokedBy=Sitting",
    # how it goes
    "pain goes away when he stops walking": "relievedBy=Stopping",
    "pain goes when she stops": "relievedBy=Stopping",
    "pain settles within minutes of stopping": "relievedBy=Stopping",
    "pain goes after a few minutes of rest": "relievedBy=Rest",
    "disappears at rest": "relievedBy=Rest",
    "gone after standing still": "relievedBy=StandingStill",
    "better when sitting down": "relievedBy=Sitting",
    "feels better sitting down": "relievedBy=Sitting",
    "leaning on the trolley helps": "relievedBy=LeaningOnCart",
    "leaning on the shopping trolley eases the pain": "relievedBy=LeaningOnCart",
    "better when bent forward": "relievedBy=BendingForward",
    "pain eases when he leans forward": "relievedBy=BendingForward",
    "better with legs down": "relievedBy=LegDependency",
    "hanging the foot down helps": "relievedBy=LegDependency",
    "better with the feet up": "relievedBy=LegElevation",
    "better with feet up": "relievedBy=LegElevation",
    "better with purple feet up": None,
    "has to sit down to get relief": "LegPainOnlyRelievedBySitting",
    "only relieved by sitting": "LegPainOnlyRelievedBySitting",
    "standing still makes no difference": "not relievedBy=StandingStill",
    "standing doesn't help": "not relievedBy=StandingStill",
    "no better after resting": "not relievedBy=Rest",
    "pain does not go away when standing still": "not relievedBy=StandingStill",
    # where, and what it is like
    "both calves hurt": "CalfPain left right",
    "aching in the thigh on the left": "ThighPain left",
    "pain in the shins": "AnteriorLowerLegPain",
    "left buttock aches": "ButtockPain left",
    "pain shoots down the left leg": "RadicularLegPain left",
    "claudicates": "IntermittentClaudication",
    "legs feel heavy": "hasQuality=Heaviness",
    "feels like it will burst": "hasQuality=Bursting",
    # pulses, skin, swelling
    "cold foot on the right": "CoolSkin right",
    "right foot feels cold": "CoolSkin right",
    "warm feet": "not CoolSkin",
    "no foot pulses on the left": "PedalPulseDeficit left",
    "left pedal pulses cannot be felt": "PedalPulseDeficit left",
    "no popliteal pulse": "PoplitealPulseDeficit",
    "no palpable pulses": "PulseDeficit",
    "no pulses in the left leg": "PulseDeficit left",
    "all peripheral pulses palpable": "not PulseDeficit",
    "good foot pulses on both sides": "not PedalPulseDeficit left right",
    "ulcer on the left foot": "FootWound left",
    "wound that won't heal": "NonHealingWound",
    "necrotic toe on the right": "Gangrene right",
    "left calf is swollen": "CalfSwelling left",
    # nerves
    "numb both feet": "Numbness left right",
    "both feet go numb": "Numbness left right",
    "legs go weak": "LegWeakness",
    "tingling in the toes": "Tingling",
    "no numbness or tingling": "not SensorySymptom",
    "straight leg raising negative": "not PositiveSLR",
    "numb perineum": "SaddleNumbness",
    "leaking urine": "UrinaryIncontinence",
    # muscle and compartment
    "muscle bulge over the shin": "MuscleHernia",
    "numb foot after running": "NerveSignAfterExercise",
    "foot drop after running": "FootDropAfterExercise",
    "calf hard after exercise": "HardCompartmentAfterExercise",
    # history
    "heavy smoker": "CurrentSmoker",
    "quit smoking": "FormerSmoker",
    "does not smoke": "not CurrentSmoker",
    "type 2 diabetic": "Diabetes",
    "raised cholesterol": "Dyslipidaemia",
    "previous MI": "CoronaryDisease",
    "came on suddenly": "SuddenOnset",
    "chronic low back pain": "BackPain",
    "MRI shows lumbar spinal stenosis": "CanalStenosisOnImaging",
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return dx.load()


def told(fact: Fact) -> str:
    """Say what a fact was read as, in the notation of the table."""
    terms = [iri.rpartition("#")[2] for _, iri in fact.terms]
    sides = [name.lower() for name in terms if name in {"Left", "Right"}]
    link = "=".join(name for name in terms if name not in {"Left", "Right"})
    return " ".join([*(["not"] if fact.status == "absent" else []), link, *sides])


@pytest.mark.parametrize(("phrase", "meaning"), READ.items(), ids=list(READ))
def test_a_wording_is_read_as_it_is_meant(kb: KnowledgeBase, phrase: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(NotUnderstood):
            kb.read({"present": [phrase]})
    else:
        (fact,) = kb.read({"present": [phrase]}).facts
        assert told(fact) == meaning


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("ABI", "0.7", "RestingABI"), ("ABPI", "0.7", "RestingABI"), ("ankle-brachial index", "0.7", "RestingABI"),
        ("ankle brachial pressure index", "0.7", "RestingABI"), ("resting ABI", "0.7", "RestingABI"),
        ("right ABI", "0.7", "RestingABI right"), ("ABI on the right", "0.7", "RestingABI right"),
        ("TBI", "0.4", "ToeBrachialIndex"), ("ABI after exercise", "0.5", "PostExerciseABI"),
        ("claudication distance", "150 m", "WalkingDistanceToPain"), ("time to relief", "2 min", "TimeToRelief"),
        ("age", "70 years", "Age"), ("compartment pressure 1 min after exercise", "45", "CompartmentPressure1Min"),
    ],
)  # fmt: skip
def test_a_measurement_is_known_by_its_names(kb: KnowledgeBase, name: str, value: str, kind: str) -> None:
    (fact,) = kb.read({"measured": [{"name": name, "value": value}]}).facts
    assert told(fact) == kind


def test_such_a_case_comes_to_its_conclusion(kb: KnowledgeBase) -> None:
    arterial = kb.diagnose(
        {
            "present": [
                "right calf cramps when walking",
                "pain goes away when he stands still",
                "no foot pulses on the right",
                "cold foot on the right",
                "heavy smoker",
            ],
            "measured": [{"name": "ABPI", "side": "right", "value": 0.7}],
        }
    )
    assert ("PAD", "right", "established") in {(c.notation, c.side, c.status) for c in arterial.causes}
    spinal = kb.diagnose(
        {
            "present": [
                "both buttocks ache",
                "both feet go numb",
                "leaning on the trolley helps",
                "only relieved by sitting",
                "standing still makes no difference",
                "foot pulses palpable",
            ]
        }
    )
    assert spinal.causes[0].notation == "LSS"
