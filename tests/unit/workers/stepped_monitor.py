"""A whole monitor, wired as in the product, whose jobs are stepped by hand: no thread, no sleep.

Only the ports are fakes: camera, models, disk, watchdog process. What the jobs say to each other goes the
product's own way.
"""

from __future__ import annotations

import numpy as np
import pytest

from neopain.capture.checks.picture_check import PictureHealth
from neopain.core.frames import Frame
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.workers.monitor import BedsideMonitor
from neopain.workers.monitor_parts import MonitorParts
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeClock,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    MemoryRecord,
    MemorySpill,
    Notebook,
    a_face,
    a_session,
)

STEP_S = 0.25


class ScriptedCamera:
    """Gives a noisy picture of one brightness at each read, and the state that it is told."""

    simulated, name = True, "scripted camera"

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.level, self.noise, self.seq = clock, 40, 15, 0
        self.state, self.cause = SourceState.LIVE, None
        self.frozen = False
        self._random = np.random.default_rng(7)
        self._image = np.zeros((48, 64, 3), np.uint8)

    @property
    def status(self) -> SourceStatus:
        return SourceStatus(self.state, self.clock.now, "told", self.cause)

    def read(self) -> Frame | None:
        if self.state is not SourceState.LIVE:
            return None
        self.seq += 1
        if not self.frozen:
            noise = self._random.integers(-self.noise, self.noise + 1, self._image.shape)
            self._image = np.clip(self.level + noise, 0, 255).astype(np.uint8)
        return Frame(self.seq, self.clock.now, self._image)

    def take_events(self) -> tuple[()]:
        return ()

    def close(self) -> None:
        self.state = SourceState.STOPPED


class FakeWatchdog:
    """Answers while it lives."""

    def __init__(self) -> None:
        self.dead = False

    def say(self, word: str) -> None:
        if self.dead:
            raise BrokenPipeError("it has ended")

    def answered(self) -> bool:
        return not self.dead

    def end(self) -> None:
        self.dead = True

    def leave(self) -> None:
        pass


class SteppedMonitor:
    """Attributes named as what a test may break; `stopped_jobs` are stepped no more, the others each `step_s`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step_s: float = STEP_S) -> None:
        self.step_s = step_s
        monkeypatch.setattr("neopain.workers.frames.analysis.PATIENCE_S", 0.0)
        monkeypatch.setattr("neopain.workers.watching.TICK_S", 0.0)
        monkeypatch.setattr("neopain.workers.recording.recorder.BATCH_S", 0.0)
        self.clock = FakeClock()
        self.camera = ScriptedCamera(self.clock)
        self.finder, self.extractor, self.novelty = FakeFinder(), FakeExtractor(), FakeNovelty()
        self.aligner = FakeAligner()
        self.record, self.watchdog, self.notebook = MemoryRecord(), FakeWatchdog(), Notebook()
        self.free_bytes, self.launches = 10**12, True
        self.finds, self.search_s = True, 0.05
        self.finder.find = self._find
        self.stopped_jobs: set[str] = set()
        self.monitor = BedsideMonitor(
            MonitorParts(
                session=a_session(),
                source=self.camera,
                reopen_source=lambda: self.camera,
                check=PictureHealth(),
                pipeline=PainPipeline(
                    finder=self.finder, aligner=self.aligner, extractor=self.extractor, novelty=self.novelty,
                    classifier=FakeClassifier(), clock=self.clock,
                ),
                watch=BedsideWatch(),
                preset=DEFAULT_PRESET,
                open_store=lambda: self.record,
                free_bytes=lambda: self.free_bytes,
                clock=self.clock,
                launch_watchdog=self._launch,
                spill=MemorySpill(),
            ),
            self.notebook,
        )  # fmt: skip
        self.jobs = {worker.name: worker._job for worker in self.monitor._workers}
        self.jobs["heartbeat"].hurry()

    def _find(self, _: Frame) -> object:
        self.clock.step(self.search_s)
        return a_face() if self.finds else None

    def _launch(self) -> FakeWatchdog:
        if not self.launches:
            raise OSError("no such program")
        self.watchdog = FakeWatchdog()
        return self.watchdog

    def run(self, seconds: float) -> None:
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.step(self.step_s)
            for name in ("heartbeat", "capture", "analysis", "watch", "recorder"):
                self.step(name)

    def step(self, name: str) -> None:
        if name in self.stopped_jobs:
            return
        if not self.jobs[name].step():
            self.stopped_jobs.add(name)
        while name == "watch" and not self.monitor._inbox.empty():
            self.jobs["watch"].step()

    def shown(self) -> set[str]:
        alarms = self.notebook.snapshots[-1].alarms
        return {message.condition_id for message in alarms.messages}

    def raised(self) -> set[str]:
        """As the record tells it."""
        return {
            str(dict(entry.detail)["condition"])
            for entry in self.record.entries
            if entry.kind is LogKind.ALARM and entry.code == "raised"
        }
