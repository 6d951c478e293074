"""Small values of FHIR R4 that several resources share, and this product's own codes."""

from __future__ import annotations

import uuid
from typing import Any, TypeAlias

Resource: TypeAlias = dict[str, Any]

CODES = "urn:uuid:4b1d7f0e-6c0a-4f7e-9a3c-52d1b8a4c0de"
"""This product's code system. The automatic score has a code of this system only: it is no clinical scale."""
PATIENTS = "urn:uuid:9d0f5a52-2c35-4a3f-8a86-0f6d2f1f7a11"
"""System of the pseudonyms that a ward gives."""
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_ABSENT_EXTENSION = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_TEST_DATA = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
SIMULATED: Resource = {"security": [_TEST_DATA | {"display": "test health data"}]}
"""`meta` of what comes of the simulated neonate."""
MASKED: Resource = {"extension": [{"url": _ABSENT_EXTENSION, "valueCode": "masked"}]}
"""Stands in the place of an instant that research may not have."""


def identity(session_id: str, what: str) -> str:
    """A UUID that is the same for each export of a session at a level."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"neopain fhir {session_id} {what}"))


def reference(identifier: str) -> Resource:
    """To another resource of the bundle."""
    return {"reference": f"urn:uuid:{identifier}"}


def own_code(code: str, text: str) -> Resource:
    """A CodeableConcept of this product."""
    return {"coding": [{"system": CODES, "code": code, "display": text}], "text": text}


def absent(reason: str) -> Resource:
    """Why a value is not there, a code of FHIR's own list."""
    return {"coding": [{"system": ABSENT_REASON, "code": reason}]}


def seconds(value: float) -> Resource:
    """A Quantity."""
    return {"value": round(value, 3), "unit": "s", "system": UCUM, "code": "s"}


def points(value: float) -> Resource:
    """A Quantity on the scale of its observation."""
    return {"value": round(value, 3), "unit": "points", "system": UCUM, "code": "{score}"}


def plain(text: str) -> str:
    """Text that a FHIR string may hold: without control characters but tab and line ends, "" when blank."""
    kept = "".join(letter for letter in text if letter in "\t\n\r" or letter.isprintable())
    return kept.strip()


def code_of(word: str) -> str:
    """A stable word as a FHIR code, which has no blanks at its ends and single ones inside."""
    return " ".join(plain(word).split()) or "unknown"
