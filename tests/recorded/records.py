"""Sessions, readings and log entries for tests of the record and of the reports."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.interval import Interval
from neopain.core.readings import Quality, Reading, Reason
from neopain.core.record import RecordedReading
from neopain.core.sessions import LogEntry, LogKind, Session

STARTED_AT = 5000.0
STARTED_UTC = "2026-03-29T00:30:00.000+00:00"


def a_session(name: str = "11111111-1111-4111-8111-111111111111", **changes: object) -> Session:
    values: dict[str, object] = {
        "id": name,
        "patient_code": "P-17",
        "started_utc": STARTED_UTC,
        "started_at": STARTED_AT,
        "source": "ward camera 7",
        "simulated": False,
        "app_version": "0.1.0",
        "model_id": "pain-svm 1",
        "provider": "CPU (no driver in bed-07)",
    }
    return Session(**(values | changes))  # type: ignore[arg-type]


def scored(elapsed_s: float, points: float = 2.0, *, seq: int | None = 1) -> Reading:
    return Reading(seq, STARTED_AT + elapsed_s, Quality.OK, None, points, points, 0.1)


def unscored(elapsed_s: float, reason: Reason = Reason.FACE_NOT_FOUND, **numbers: float) -> Reading:
    return Reading.cannot_assess(
        reason, frame_seq=None, captured_at=STARTED_AT + elapsed_s, latency_s=0.1, **numbers
    )


def recorded(reading: Reading, started_at: float = STARTED_AT) -> RecordedReading:
    return RecordedReading.of(reading, started_at)


def an_entry(
    elapsed_s: float,
    kind: LogKind = LogKind.STATE,
    code: str = "stated",
    text: str = "",
    **detail: str | float | bool | None,
) -> LogEntry:
    return LogEntry(STARTED_AT + elapsed_s, kind, code, text, tuple(detail.items()))


_points = st.floats(0.0, 10.0)
_times = st.floats(STARTED_AT, STARTED_AT + 5e4)
"""Half a day: for each ten minutes between two readings a record makes a digest."""
_seqs = st.none() | st.integers(0, 2**62)
_distances = st.none() | st.floats(0.0, 100.0)
_latencies = st.floats(0.0, 60.0)

_strengths = st.none() | st.builds(ActionStrength, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
_actions = st.builds(
    lambda strengths: FacialActions.of(dict(zip(FacialAction, strengths, strict=True))),
    st.tuples(*[_strengths] * len(FacialAction)),
)
_distress = st.none() | st.floats(0.0, 1.0)

any_scored = st.builds(
    lambda seq, at, raw, smoothed, latency, distance, within, intensity, actions, distress: Reading(
        seq,
        at,
        Quality.OK,
        None,
        raw,
        smoothed,
        latency,
        distance=distance,
        interval=None if within is None else Interval(min(within, smoothed), max(within, smoothed)),
        intensity=intensity,
        actions=actions,
        distress=distress,
    ),
    _seqs,
    _times,
    _points,
    _points,
    _latencies,
    _distances,
    st.none() | _points,
    st.none() | _points,
    _actions,
    _distress,
)
any_unscored = st.builds(
    lambda reason, seq, at, latency, distance, outside, actions, distress: Reading.cannot_assess(
        reason,
        frame_seq=seq,
        captured_at=at,
        latency_s=latency,
        distance=distance,
        outside_score=outside if reason is Reason.UNLIKE_TRAINING else None,
        actions=actions,
        distress=distress,
    ),
    st.sampled_from(Reason),
    _seqs,
    _times,
    _latencies,
    _distances,
    st.none() | _points,
    _actions,
    _distress,
)
any_readings = st.lists(any_scored | any_unscored, max_size=8).map(
    lambda readings: sorted(readings, key=lambda reading: reading.captured_at)
)

any_text = st.text(st.characters(codec="utf-8"), max_size=20)
_details = st.lists(
    st.tuples(
        any_text,
        any_text | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.booleans() | st.none(),
    ),
    max_size=4,
    unique_by=lambda pair: pair[0],
).map(tuple)
any_entries = st.lists(
    st.builds(LogEntry, _times, st.sampled_from(LogKind), any_text, any_text, _details), max_size=8
).map(lambda entries: sorted(entries, key=lambda entry: entry.at))


def same(left: float, right: float) -> bool:
    """Equal, with room for the last bits of added seconds."""
    return math.isclose(left, right, abs_tol=1e-6)
