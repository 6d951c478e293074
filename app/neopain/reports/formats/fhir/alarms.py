"""An alarm as a FHIR Observation: worst value over limit, and who answered after how long."""

from __future__ import annotations

from datetime import tzinfo

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.record import Bridge
from neopain.reports.formats.fhir.values import Resource, own_code, points, seconds


def alarm_observation(alarm: SeenAlarm, bridge: Bridge, zone: tzinfo | None) -> Resource:
    """Without its subject and device. Times are left out where the session has none."""
    kind = "pain" if alarm.physiological else "technical"
    components: list[Resource] = [
        {"code": own_code("alarm-priority", "Highest priority"), "valueString": alarm.priority.name.lower()},
        {
            "code": own_code("alarm-raised", "Raised, since the session's start"),
            "valueQuantity": seconds(bridge.elapsed_s(alarm.raised_at)),
        },
    ]
    for code, text, value in (
        ("alarm-worst-value", "Worst value", alarm.value),
        ("alarm-limit", "Limit in force when it was raised", alarm.limit),
    ):
        if value is not None:
            components.append({"code": own_code(code, text), "valueQuantity": points(value)})
    for code, text, value in (
        ("alarm-acknowledged-after", "Acknowledged after", alarm.response_s),
        ("alarm-over-after", "Over after", _length_s(alarm)),
    ):
        if value is not None:
            components.append({"code": own_code(code, text), "valueQuantity": seconds(value)})
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": own_code(f"{kind}-alarm", f"Alarm of the facial pain score monitor ({kind})"),
        "valueString": alarm.condition or "unknown",
        **_period(alarm, bridge, zone),
        "component": components,
    }


def _length_s(alarm: SeenAlarm) -> float | None:
    return None if alarm.ended_at is None else max(0.0, alarm.ended_at - alarm.raised_at)


def _period(alarm: SeenAlarm, bridge: Bridge, zone: tzinfo | None) -> Resource:
    start = bridge.local_text(alarm.raised_at, zone)
    if not start:
        return {}
    stop = {} if alarm.ended_at is None else {"end": bridge.local_text(alarm.ended_at, zone)}
    return {"effectivePeriod": {"start": start, **stop}}
