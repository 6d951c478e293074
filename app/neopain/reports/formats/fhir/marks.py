"""What a person noted or scored, as a FHIR Observation."""

from __future__ import annotations

from datetime import tzinfo

from neopain.core.record import Annotation, Assessment, Bridge, Mark
from neopain.reports.content.columns import LOINC as LOINC_TOTALS
from neopain.reports.formats.fhir.values import (
    CODES,
    LOINC,
    Resource,
    absent,
    code_of,
    own_code,
    plain,
    points,
    seconds,
)


def mark_observation(mark: Mark, bridge: Bridge, zone: tzinfo | None) -> Resource:
    """Without its subject. `final`, or `amended` when a person changed it."""
    author, text = plain(mark.author), plain(mark.text)
    elapsed = {
        "code": own_code("elapsed", "Since the session's start"),
        "valueQuantity": seconds(bridge.elapsed_s(mark.at)),
    }
    own = _note(mark, bridge, zone) if isinstance(mark, Annotation) else _assessment(mark)
    found: Resource = {
        "resourceType": "Observation",
        "status": "final" if mark.revision == 1 else "amended",
        **own,
        "component": [elapsed, *own.get("component", ())],
    }
    at = bridge.local_text(mark.at, zone)
    if at and "effectivePeriod" not in found:
        found["effectiveDateTime"] = at
    if author:
        found["performer"] = [{"display": author}]
    if text:
        found["note"] = [{"text": text}]
    return found


def _note(mark: Annotation, bridge: Bridge, zone: tzinfo | None) -> Resource:
    found: Resource = {
        "code": own_code("note", "Noted at the bedside"),
        "valueCodeableConcept": {"coding": [{"system": CODES, "code": code_of(mark.code)}]},
    }
    if mark.until is not None:
        ended = {"code": own_code("until", "End, since the session's start")}
        found["component"] = [ended | {"valueQuantity": seconds(bridge.elapsed_s(mark.until))}]
        start, end = bridge.local_text(mark.at, zone), bridge.local_text(mark.until, zone)
        if start:
            found["effectivePeriod"] = {"start": start, "end": end}
    return found


def _assessment(mark: Assessment) -> Resource:
    scale = code_of(mark.scale)
    coding = [{"system": CODES, "code": scale}]
    if mark.total is not None and mark.scale in LOINC_TOTALS:
        coding.insert(0, {"system": LOINC, "code": LOINC_TOTALS[mark.scale]})
    return {
        "code": {"coding": coding, "text": f"{scale}, scored by a person"},
        **(
            {"valueQuantity": points(mark.total)}
            if mark.total is not None
            else {"dataAbsentReason": absent("unknown")}
        ),
        "component": [
            {"code": own_code(f"{scale}-{code_of(name)}", name), "valueInteger": value}
            for name, value in mark.items
        ],
    }
