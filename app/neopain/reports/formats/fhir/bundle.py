"""A session as a FHIR R4 Bundle in JSON, valid as R4B, too.

Device, pseudonymous patient, observations, provenance. The automatic score is one Observation with
SampledData at one sample a second. A second without a score is `E`, which R4 defines as an error in the
sample; `U` is never used, as R4 defines it as above the upper limit. The score is `preliminary`, because
nobody has looked at it, and its code is this product's own: never a clinical scale's. Manual scores are
observations of their own, with LOINC where a total is complete and the code certain.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import TextIO

from neopain.core.record import Bridge, standing
from neopain.reports.content.about import SCORE_MEANS, SIMULATED_MEANS
from neopain.reports.content.alarm_rows import alarms_of
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.content.second_grid import PERIOD_MS, Run, SecondGrid
from neopain.reports.content.summary import NO_READING, Summary, summarise
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.fhir.alarms import alarm_observation
from neopain.reports.formats.fhir.marks import mark_observation
from neopain.reports.formats.fhir.values import (
    MASKED,
    PATIENTS,
    SIMULATED,
    Resource,
    absent,
    identity,
    own_code,
    plain,
    points,
    reference,
    seconds,
)
from neopain.reports.formats.one_file import write_text

UNSCORED = "E"
SCORE_CODE = own_code("facial-pain-score", "Automated facial pain score (investigational)")


def bundle_of(content: Content) -> Resource:
    """The Bundle of a content that is at its level already."""
    session, start = content.session, content.session.started_at
    grid = SecondGrid(start)
    summary = summarise(session, content.readings, content.entries, grid.take)
    bridge = Bridge(session)
    until = start + summary.duration_s
    device, patient = identity(session.id, "device"), identity(session.id, "patient")
    common: Resource = {"subject": reference(patient)}
    period = _period(bridge, content, start, until)
    observed = {
        "score": _score(grid) | common | period | {"device": reference(device)},
        "sums": _sums(summary, grid) | common | period | {"device": reference(device)},
    }
    for mark in standing(content.marks):
        observed[f"mark {mark.id}"] = mark_observation(mark, bridge, content.zone) | common
    for number, alarm in enumerate(alarms_of(content), 1):
        observed[f"alarm {number}"] = (
            alarm_observation(alarm, bridge, content.zone) | common | {"device": reference(device)}
        )
    resources = {
        "device": _device(content),
        "patient": _patient(content),
        **observed,
        "provenance": _provenance(
            [identity(session.id, name) for name in observed], device, bridge.utc(until)
        ),
    }
    labels = {"meta": SIMULATED} if session.simulated else {}
    return {
        "resourceType": "Bundle",
        "id": identity(session.id, "bundle"),
        "type": "collection",
        **labels,
        **_instant("timestamp", bridge.utc(until)),
        "entry": [
            {
                "fullUrl": f"urn:uuid:{identity(session.id, name)}",
                "resource": {
                    "resourceType": resource["resourceType"],
                    "id": identity(session.id, name),
                    **labels,
                    **resource,
                },
            }
            for name, resource in resources.items()
        ],
    }


def _device(content: Content) -> Resource:
    session = content.session
    notes = [SCORE_MEANS, *([SIMULATED_MEANS] if session.simulated else [])]
    source = plain(session.source)
    return {
        "resourceType": "Device",
        "status": "active",
        "deviceName": [{"name": "NeoPain", "type": "user-friendly-name"}],
        "type": {"text": "Facial pain score software (investigational, not a medical device)"},
        "version": [
            {"type": {"text": "software"}, "value": plain(session.app_version) or "unknown"},
            {"type": {"text": "model"}, "value": plain(session.model_id) or "unknown"},
            {"type": {"text": "network runs on"}, "value": plain(session.provider) or "unknown"},
        ],
        "note": [{"text": text} for text in (*notes, *([f"Source: {source}"] if source else []))],
    }


def _patient(content: Content) -> Resource:
    code = plain(content.session.patient_code)
    return {"resourceType": "Patient"} | (
        {"identifier": [{"system": PATIENTS, "value": code}]} if code else {}
    )


def _period(bridge: Bridge, content: Content, start: float, until: float) -> Resource:
    first, last = bridge.local_text(start, content.zone), bridge.local_text(until, content.zone)
    return {"effectivePeriod": {"start": first, "end": last}} if first else {}


def _instant(name: str, utc: datetime | None) -> Resource:
    if utc is None:
        return {f"_{name}": MASKED}
    return {name: utc.astimezone(UTC).isoformat(timespec="milliseconds")}


def _score(grid: SecondGrid) -> Resource:
    samples = [UNSCORED if isnan(score) else f"{score:.3f}" for score in grid.scores]
    value: Resource = {"dataAbsentReason": absent("unknown")}
    if samples:
        value = {
            "valueSampledData": {
                "origin": points(0.0),
                "period": PERIOD_MS,
                "lowerLimit": 0,
                "upperLimit": 10,
                "dimensions": 1,
                "data": " ".join(samples),
            }
        }
    unscored = f"{UNSCORED} is a second that could not be scored; it says nothing of pain."
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": SCORE_CODE,
        **value,
        "note": [{"text": SCORE_MEANS}, {"text": unscored}],
    }


def _sums(summary: Summary, grid: SecondGrid) -> Resource:
    times = summary.statistics
    told = {
        "observed": ("Time in which a score was wanted, without care mode and standby", times.observed_s),
        "scored": ("Of the observed time, with a score", times.scored_s),
        "excluded": ("Care mode and standby", times.excluded_s),
    }
    if summary.lower_limit is not None:
        told["over-lower-limit"] = (
            "Of the scored time, over the lower limit in force then",
            times.over_lower_s,
        )
    if summary.upper_limit is not None:
        told["over-upper-limit"] = (
            "Of the scored time, over the upper limit in force then",
            times.over_upper_s,
        )
    runs = [
        *(Run(one.start, one.stop, "episode-over-upper-limit") for one in summary.episodes),
        *(Run(one.start, one.stop, f"unscored-{one.reason or NO_READING}") for one in summary.gaps),
        *grid.excluded,
    ]
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": own_code(
            "facial-pain-score-sums", "Sums of the automated facial pain score (investigational)"
        ),
        "component": [
            *(
                {"code": own_code(code, text), "valueQuantity": seconds(value)}
                for code, (text, value) in told.items()
            ),
            *(_run(run) for run in runs),
        ],
        "note": [{"text": "Ranges are seconds since the session's start."}],
    }


def _run(run: Run) -> Resource:
    return {
        "code": own_code(run.kind, run.kind.replace("-", " ").replace("_", " ")),
        "valueRange": {"low": seconds(run.start_s), "high": seconds(run.stop_s)},
    }


def _provenance(targets: list[str], device: str, until: datetime | None) -> Resource:
    return {
        "resourceType": "Provenance",
        "target": [reference(target) for target in targets],
        **_instant("recorded", until),
        "activity": {"text": "recorded at the bedside, exported unchanged"},
        "agent": [{"type": {"text": "assembler"}, "who": reference(device)}],
    }


def _write(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    bundle = bundle_of(at_level(content, level))
    return write_text(
        target,
        lambda stream: json.dump(bundle, stream, ensure_ascii=False, allow_nan=False, indent=1),
        replace=replace,
    )


FORMAT = ExportFormat(
    "fhir",
    ".fhir.json",
    "FHIR R4 Bundle: score at one sample a second, sums, gaps, alarms, notes and manual scores as they stand",
    _write,
)
