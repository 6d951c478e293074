"""Stand-ins for the ports, for unit tests only: stepped by hand, no models, no threads of their own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from neopain.core.errors import ModelFault, RecordFault
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.core.frames import Box, Face, FaceCrop, Frame, View
from neopain.core.readings import RawReading, Reading, Reason
from neopain.core.record import Item, Mark
from neopain.core.score.pain_score import PainScore
from neopain.core.sessions import LogEntry, Session, SourceState, SourceStatus

LAYOUT = FeatureLayout((FeatureBlock("fake.mean", 1),))


class FakeClock:
    """A clock that stands still until it is stepped."""

    def __init__(self, now: float = 1000.0, utc: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.now = now
        self._utc = utc

    def monotonic(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return self._utc

    def step(self, seconds: float) -> float:
        self.now += seconds
        self._utc += timedelta(seconds=seconds)
        return self.now

    def step_wall_clock(self, seconds: float) -> None:
        """The wall clock jumps, the monotonic one does not."""
        self._utc += timedelta(seconds=seconds)


def grey_frame(seq: int = 0, at: float = 1000.0, level: int = 128, size: tuple[int, int] = (48, 64)) -> Frame:
    """A flat picture; FakeClassifier makes its brightness the score."""
    return Frame(seq, at, np.full((*size, 3), level, np.uint8))


def a_face() -> Face:
    return Face(
        box=Box(10, 10, 30, 30),
        landmarks=np.full((478, 2), 20, np.float32),
        depth=np.zeros(478, np.float32),
        roll_deg=0.0,
        yaw_deg=0.0,
        pitch_deg=0.0,
    )


def a_view(**changes: float) -> View:
    values = {
        "face_width_px": 200.0, "face_share": 0.3, "brightness": 120.0, "contrast": 40.0, "sharpness": 300.0,
        "roll_deg": 0.0, "yaw_deg": 0.0, "pitch_deg": 0.0,
    }  # fmt: skip
    return View(**(values | changes))


def scored(
    at: float,
    raw: float,
    smoothed: float | None = None,
    seq: int = 0,
    interval: tuple[float, float] | None = None,
) -> Reading:
    from neopain.core.interval import Interval
    from neopain.core.readings import Quality

    around = None if interval is None else Interval(*interval)
    return Reading(seq, at, Quality.OK, None, raw, raw if smoothed is None else smoothed, interval=around)


def unscored(at: float, reason: Reason = Reason.FACE_NOT_FOUND, seq: int = 0) -> Reading:
    return Reading.cannot_assess(reason, frame_seq=seq, captured_at=at)


def raw_reading(at: float, what: float | Reason, seq: int = 0, latency_s: float = 0.0) -> RawReading:
    """What the pipeline says of one frame: a score, or a reason."""
    if isinstance(what, Reason):
        return RawReading(seq, at, None, what, latency_s)
    return RawReading(seq, at, what, None, latency_s)


class FakeSource:
    """Plays a list of frames (None: nothing this time), then says ENDED or keeps silent."""

    simulated = True
    name = "fake source"

    def __init__(
        self, frames: Iterable[Frame | None], *, then: SourceState = SourceState.ENDED,
        wait: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        self._frames = deque(frames)
        self._then = then
        self._wait = wait or (lambda: None)
        self.status = SourceStatus(SourceState.CONNECTING, 0.0)
        self.closed = threading.Event()

    def read(self) -> Frame | None:
        self._wait()
        if self.closed.is_set():
            self.status = SourceStatus(SourceState.STOPPED, 0.0)
            return None
        if not self._frames:
            self.status = SourceStatus(self._then, 0.0, "no more pictures")
            return None
        frame = self._frames.popleft()
        self.status = SourceStatus(SourceState.LIVE, frame.captured_at if frame else 0.0)
        return frame

    def take_events(self):
        return ()

    def close(self) -> None:
        self.closed.set()


class FakeFinder:
    """Finds a face unless told not to."""

    def __init__(self, find: Callable[[Frame], Face | None] = lambda _: a_face()) -> None:
        self.find = find
        self.closed = False

    def close(self) -> None:
        self.closed = True


class FakeAligner:
    """The crop is the frame's mean colour; the view is what the test says."""

    def __init__(self, refusal: Reason | None = None) -> None:
        self.refusal = refusal

    def crop(self, frame: Frame, face: Face) -> FaceCrop:
        return FaceCrop(np.full((224, 224, 3), int(frame.image.mean()), np.uint8), frame.seq)

    def view(self, frame: Frame, face: Face, crop: FaceCrop) -> View:
        return a_view()

    def refuse(self, view: View) -> Reason | None:
        return self.refusal


class FakeExtractor:
    layout = LAYOUT
    provider = "CPU (fake)"

    def __init__(self, fault: str | None = None) -> None:
        self.fault = fault

    def extract(self, crop: FaceCrop) -> FeatureVector:
        if self.fault:
            raise ModelFault(self.fault)
        # One colour: a few of its pixels say as much as all of them.
        return FeatureVector(np.array([crop.image[::32, ::32].mean()], np.float32), LAYOUT)


class FakeClassifier:
    """Brightness 0..255 becomes probability 0..1; its interval reaches `spread` to both sides, where one is told."""

    model_id = "fake 1.0"
    layout = LAYOUT
    calm_spread = None
    temporal_head = None
    spread: float | None = None

    def score(self, features: FeatureVector) -> PainScore:
        probability = float(features.values[0]) / 255.0
        if self.spread is None:
            return PainScore(probability, self.model_id)
        low, high = max(0.0, probability - self.spread), min(1.0, probability + self.spread)
        return PainScore(probability, self.model_id, low, high)


class FakeNovelty:
    """Every face is as far from training as the test says."""

    def __init__(self, distance: float = 0.2) -> None:
        self.told = distance

    def distance(self, features: FeatureVector) -> float:
        return self.told


class NoCheck:
    """Pictures that are always healthy."""

    def start_over(self):
        """Nothing to forget."""

    def take_events(self):
        return ()

    def update(self, frame: Frame) -> frozenset[str]:
        return frozenset()


class MemoryRecord:
    """A record in memory; `failing` makes every write a RecordFault."""

    def __init__(self) -> None:
        self.begun: list[Session] = []
        self.readings: list[Reading] = []
        self.entries: list[LogEntry] = []
        self.marks: list[Mark] = []
        self.ended: list[str] = []
        self.closed = False
        self.failing: str | None = None

    def _write(self) -> None:
        if self.failing:
            raise RecordFault(self.failing)

    def begin(self, session: Session) -> None:
        self._write()
        self.begun.append(session)

    def append(
        self,
        session_id: str,
        readings: Sequence[Reading],
        entries: Sequence[LogEntry],
        marks: Sequence[Mark] = (),
    ) -> None:
        self._write()
        self.readings.extend(readings)
        self.entries.extend(entries)
        self.marks.extend(marks)

    def end(self, session_id: str, ended_utc: str) -> None:
        self._write()
        self.ended.append(session_id)

    def close(self) -> None:
        self.closed = True


class MemorySpill:
    """A second place in memory; `failing` makes it refuse, too."""

    def __init__(self, path: Path = Path("rest.jsonl")) -> None:
        self.path = path
        self.items: list[Item] = []
        self.discarded = False
        self.failing: str | None = None

    def prepare(self) -> None:
        pass

    def close(self) -> None:
        pass

    def append(self, items: Sequence[Item]) -> Path:
        if self.failing:
            raise RecordFault(self.failing)
        self.items.extend(items)
        return self.path

    def discard(self) -> None:
        self.discarded = True
        self.items.clear()


class Notebook:
    """A listener that writes everything down."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.statuses: list[SourceStatus] = []
        self.entries: list[LogEntry] = []
        self.snapshots: list[object] = []
        self.crashes: list[str] = []

    def on_reading(self, reading: Reading) -> None:
        self.readings.append(reading)

    def on_source(self, status: SourceStatus) -> None:
        self.statuses.append(status)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        self.entries.extend(entries)

    def on_snapshot(self, snapshot: object) -> None:
        self.snapshots.append(snapshot)

    def on_crash(self, where: str, fault: BaseException) -> None:
        self.crashes.append(where)


def a_session(**changes: object) -> Session:
    values = {
        "id": "11111111-1111-4111-8111-111111111111", "patient_code": "", "started_utc": "2026-01-01T00:00:00+00:00",
        "started_at": 1000.0, "source": "fake source", "simulated": True, "app_version": "0", "model_id": "fake 1.0",
        "provider": "CPU (fake)",
    }  # fmt: skip
    return Session(**(values | changes))  # type: ignore[arg-type]
