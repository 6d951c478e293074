"""A made-up stay for tests and pictures: two days with a crash, a camera change, an overnight gap, and people."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from neopain.core.clinical.admission import Admission
from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.interval import Interval
from neopain.core.readings import RawReading, Reason
from neopain.core.record import Annotation, Assessment, RecordedReading
from neopain.core.score.presets import PRESETS
from neopain.core.sessions import Session, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.store.sessions import SessionStore
from tests.fakes import raw_reading
from tests.recorded.records import a_session

FIRST = datetime(2026, 5, 30, 6, 0, tzinfo=UTC)
CODE = "P-17"
NIPS = (("face", 1), ("cry", 2), ("breathing", 1), ("arms", 1), ("legs", 0), ("arousal", 1))


def a_score(at_s: float, rng: np.random.Generator) -> float:
    """A calm infant with some hours that are not: points, 0..10."""
    calm = 1.2 + 0.6 * np.sin(at_s / 900.0)
    bouts = sum(
        height * np.exp(-(((at_s - start) / width) ** 2))
        for start, width, height in ((5400, 90, 7.5), (9000, 150, 6.0), (20000, 200, 7.0), (95000, 160, 6.5))
    )
    return float(np.clip(calm + bouts + rng.normal(0.0, 0.25), 0.0, 10.0))


def with_signs(raw: RawReading) -> RawReading:
    """Its interval, an intensity and facial actions that rise with the score; a wide mouth is never seen."""
    strong = raw.raw / 10.0
    seen = {
        one: ActionStrength(strong, 0.8) for one in FacialAction if one is not FacialAction.HORIZONTAL_STRETCH
    }
    interval = Interval(max(0.0, raw.raw - 1.0), min(10.0, raw.raw + 1.0))
    return replace(raw, interval=interval, intensity=0.9 * raw.raw, actions=FacialActions.of(seen))


def session_of(number: int, hours: float, source: str, started_at: float) -> Session:
    return a_session(
        f"{number}aaaaaaa-1111-4111-8111-111111111111",
        patient_code=CODE,
        started_utc=(FIRST + timedelta(hours=hours)).isoformat(timespec="milliseconds"),
        started_at=started_at,
        source=source,
        simulated=True,
        model_id="pain-svm 3",
    )


def record(store: SessionStore, session: Session, hours: float, rate: float, *, closed: bool = True) -> None:
    """Through the real watch, so that alarms, states and limits are as they would be."""
    rng = np.random.default_rng(int(session.started_at))
    offset_s = (datetime.fromisoformat(session.started_utc) - FIRST).total_seconds()
    watch = BedsideWatch(PRESETS[1])
    utc = datetime.fromisoformat(session.started_utc)
    store.begin(session)
    at = session.started_at
    entries = [*watch.set_preset(PRESETS[1], at), *watch.on_source(SourceStatus(SourceState.LIVE, at))]
    readings = []
    acknowledge_at = None
    for n in range(int(hours * 3600 * rate)):
        at = session.started_at + n / rate
        passed_s = at - session.started_at + offset_s
        hidden = passed_s % 3000 < 120 or 40000 < passed_s < 41500
        raw = raw_reading(at, Reason.FACE_NOT_FOUND if hidden else a_score(passed_s, rng), n)
        reading, lines = watch.on_reading(raw if hidden else with_signs(raw))
        entries += lines
        entries += watch.on_tick(at, utc + timedelta(seconds=at - session.started_at))
        if any(line.code == "raised" for line in lines):
            acknowledge_at = at + 40.0
        if acknowledge_at is not None and at >= acknowledge_at:
            entries += watch.acknowledge(at)
            acknowledge_at = None
        if reading is not None:
            readings.append(RecordedReading.of(reading, session.started_at))
        if len(readings) >= 3000:
            store.append(session.id, readings, entries)
            readings, entries = [], []
    store.append(session.id, readings, entries)
    if closed:
        end = utc + timedelta(hours=hours)
        store.end(session.id, end.isoformat(timespec="milliseconds"))


def make_stay(folder: Path, *, rate: float = 1.0, scale: float = 1.0) -> str:
    """Record it. Returns: the stay's id. `scale` shortens everything.

    What a process has recorded once it copies from then on: thousands of readings through the watch.
    """
    recorded, stay = _recorded(rate, scale)
    shutil.copytree(recorded.name, folder, dirs_exist_ok=True)
    return stay


@cache
def _recorded(rate: float, scale: float) -> tuple[tempfile.TemporaryDirectory, str]:
    recorded = tempfile.TemporaryDirectory(prefix="neopain-stay-")
    return recorded, _record_stay(Path(recorded.name), rate, scale)


def _record_stay(folder: Path, rate: float, scale: float) -> str:
    with SessionStore(folder) as store:
        admission = Admission(CODE, 219, 13, FIRST.isoformat(timespec="milliseconds"), PRESETS[1])
        store.admissions.admit(admission)
        crashed = session_of(1, 0.0, "Bed camera (/dev/video0)", 90_000.0)
        record(store, crashed, 6.0 * scale, rate, closed=False)
        other = session_of(2, 6.2 * scale, "rtsp://ward-cam-4/stream", 90_000.0 + 6.2 * 3600 * scale)
        record(store, other, 8.0 * scale, rate)
        morning = session_of(3, 24.0 * scale, "rtsp://ward-cam-4/stream", 300.0)
        record(store, morning, 5.0 * scale, rate)
        utc = FIRST.isoformat(timespec="milliseconds")
        marks = {
            crashed.id: [
                Annotation(crashed.started_at + 5400 * scale, "heel_lance", "", "AB", utc),
                Annotation(crashed.started_at + 5520 * scale, "sucrose", "", "AB", utc),
                Assessment(crashed.started_at + 5700 * scale, "nips", NIPS, 6, "", "AB", utc),
                Annotation(crashed.started_at + 9300 * scale, "analgesic_given", "paracetamol", "AB", utc),
                Assessment(
                    crashed.started_at + 11000 * scale, "nips", (*NIPS[:1], ("cry", 0)), None, "", "", utc
                ),
            ],
            other.id: [Annotation(other.started_at + 4000 * scale, "suction", "", "", utc)],
            morning.id: [
                Assessment(morning.started_at + 3000 * scale, "nips", (("face", 0),), 1, "", "CD", utc),
                Annotation(morning.started_at + 8800 * scale, "analgesic_given", "", "CD", utc),
            ],
        }
        for session_id, own in marks.items():
            store.append(session_id, (), (), own)
        return admission.id
