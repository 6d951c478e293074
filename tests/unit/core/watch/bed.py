"""A watch with a camera, stepped by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from neopain.core.readings import Reading, Reason
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from tests.fakes import raw_reading

START = datetime(2026, 1, 1, tzinfo=UTC)


class Bed:
    """A watch with a camera that gives what it is told, and `hz` ticks a second."""

    def __init__(
        self,
        fps: int = 5,
        latency_s: float = 0.1,
        source: SourceState = SourceState.LIVE,
        hz: int = 5,
        **arguments,
    ) -> None:
        self.watch = BedsideWatch(**arguments)
        self.fps, self.latency_s, self.hz = fps, latency_s, hz
        self.now = 0.0
        self.ticks = self.frames = 0
        self.log: list[LogEntry] = []
        self.readings: list[Reading] = []
        self.take(self.watch.on_source(SourceStatus(source, 0.0)))

    def take(self, entries) -> None:
        self.log.extend(entries)

    def run(self, until: float, raw: float | Reason | None) -> None:
        """Until second `until`: a raw score, a reason, or no readings at all."""
        while self.ticks / self.hz < until - 1e-9:
            self.ticks += 1
            self.now = self.ticks / self.hz
            while (self.frames + 1) / self.fps + self.latency_s <= self.now + 1e-9:
                self.frames += 1
                if raw is not None:
                    self.read(self.frames / self.fps, raw)
            self.take(self.watch.on_tick(self.now, START + timedelta(seconds=self.now)))

    def read(self, at: float, raw: float | Reason) -> None:
        reading, entries = self.watch.on_reading(raw_reading(at, raw, self.frames, self.latency_s))
        self.take(entries)
        if reading is not None:
            self.readings.append(reading)

    def alarms(self, condition: str | None = None) -> list[tuple[float, str, str]]:
        """Time, change and condition of each alarm line."""
        lines = [
            (e.at, e.code, str(dict(e.detail)["condition"])) for e in self.log if e.kind is LogKind.ALARM
        ]
        return [line for line in lines if condition is None or line[2] == condition]

    def codes(self, kind: LogKind) -> list[str]:
        return [entry.code for entry in self.log if entry.kind is kind]

    def shown(self):
        return self.watch.snapshot(self.now)


def lanced(**arguments) -> Bed:
    bed = Bed(**arguments)
    bed.run(30.0, 1.0)
    bed.run(48.0, 9.0)
    return bed
