"""The IRIs of the `dx:` vocabulary that inference by the engine alone cannot know: what Python has to name."""

from __future__ import annotations

__all__ = [
    "COMPLAINT",
    "CONDITION",
    "DX",
    "ESTABLISHED",
    "EXCLUDED",
    "HAS_FINDING",
    "HAS_PART",
    "INDICATED",
    "PATIENT",
    "RAISES",
    "SUPPORTED",
    "VALUE",
]

DX = "https://w3id.org/differentia/dx#"
COMPLAINT = DX + "Complaint"
CONDITION = DX + "Condition"
PATIENT = DX + "Patient"
HAS_PART = DX + "hasPart"
HAS_FINDING = DX + "hasFinding"
VALUE = DX + "value"
ESTABLISHED = DX + "establishedCause"
SUPPORTED = DX + "supportedCause"
EXCLUDED = DX + "excludedCause"
INDICATED = DX + "indicatedTest"
RAISES = DX + "raises"
