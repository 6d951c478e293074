"""A service over a real BedsideMonitor with a scripted camera and a fake model: brightness becomes the score."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path

import numpy as np

from neopain.bedside.cameras.desk import CameraDesk
from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.bedside.clips.pictures import RecordedPictures
from neopain.bedside.contracts.program import ModelCard, SourceChoice
from neopain.bedside.exports.live_streams import LiveStreams
from neopain.bedside.screen_settings import ScreenMemory
from neopain.capture.discovery.ws_discovery import FoundCamera
from neopain.capture.usb.cameras import CameraInfo
from neopain.core.clinical.reassessment import Intervals
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.frames import Face, Frame
from neopain.core.record import new_id
from neopain.core.score.infant.adaptation import AdaptationBasis, CalmSpread
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.settings import WardSettings
from neopain.workers.monitor import BedsideMonitor
from neopain.workers.monitor_parts import MonitorParts
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    MemoryRecord,
    NoCheck,
    a_face,
    a_session,
)
from tests.ui.fake_admissions import WardFolder


class ScriptedSource:
    """A camera whose brightness, face and silence the test sets while it runs.

    Attributes:
        points: the score that the fake model will see, 0..10.
        face: whether the finder finds one.
        silent: no more pictures, as from a dead camera.
    """

    name = "scripted camera"

    def __init__(
        self, *, fps: float = 10.0, simulated: bool = True, size: tuple[int, int] = (96, 128)
    ) -> None:
        self.points = 1.0
        self.face = True
        self.silent = False
        self.simulated = simulated
        self._period_s = 1.0 / fps
        self._size = size
        self._seq = 0
        self._closed = threading.Event()
        self._clock = SystemClock()
        self.status = SourceStatus(SourceState.CONNECTING, self._clock.monotonic())

    def read(self) -> Frame | None:
        time.sleep(self._period_s)
        at = self._clock.monotonic()
        if self._closed.is_set():
            self.status = SourceStatus(SourceState.STOPPED, at)
            return None
        if self.silent:
            self.status = SourceStatus(SourceState.RECONNECTING, at, "the camera does not answer")
            return None
        self.status = SourceStatus(SourceState.LIVE, at)
        level = round(25.5 * self.points)
        self._seq += 1
        return Frame(self._seq, at, np.full((*self._size, 3), level, np.uint8))

    def take_events(self):
        return ()

    def close(self) -> None:
        self._closed.set()

    def reopen(self) -> None:
        """Another session takes the same camera."""
        self._closed.clear()


class FolderRecord(MemoryRecord):
    """Readings and lines in memory; marks in the folder's real record, too, and the end where `closes` says so."""

    def __init__(self, folder: WardFolder) -> None:
        super().__init__()
        self.folder = folder
        self.closes = False

    def append(self, session_id, readings, entries, marks=()):
        super().append(session_id, readings, entries, marks)
        if marks:
            self.folder.write_marks(session_id, marks)

    def end(self, session_id, ended_utc):
        super().end(session_id, ended_utc)
        if self.closes:
            self.folder.end(session_id, ended_utc)


class HeardSink:
    """Another program that reads along; as slow as a test wants."""

    name = "--lsl"

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.closed = threading.Event()
        self.wait_s = 0.0

    def open(self) -> None:
        self.closed.clear()

    def tell(self, item: object) -> None:
        time.sleep(self.wait_s)
        self.heard.append(item)

    def dropped(self, count: int) -> None:
        pass

    def end(self, told: int, dropped: int) -> None:
        pass

    def close(self) -> None:
        self.closed.set()


class FakeService:
    """Answers at once; keeps what was asked. Sessions belong to P-07 unless somebody is admitted."""

    def __init__(self, source: ScriptedSource | None = None) -> None:
        self.source = source or ScriptedSource()
        self.folder = WardFolder()
        self.record = FolderRecord(self.folder)
        self.monitor: BedsideMonitor | None = None
        self.started: list[tuple[str, str]] = []
        self.exported: list[tuple[str, str, str, Path]] = []
        self.export_fault: str | None = None
        self.launch_watchdog = None
        self.ward, self.assessments = self.folder.ward, self.folder.assessments
        self.people = self.folder.people
        self.notes = self.folder.notes
        self.stay = self.folder.stay
        self.review = self.folder.review
        self.pictures = RecordedPictures(
            self.folder.path, SystemClock(), ClipKeys(self.folder.path, MemoryVault)
        )
        self.live = LiveStreams(SystemClock(), make=lambda session, _clock: self.heard, need=lambda: None)
        self.heard = HeardSink()
        self.screen = ScreenMemory(self.folder.path)
        self.changed: list[str] = []
        self.cameras = CameraDesk(
            self.folder.path, SystemClock(), vault=MemoryVault, finder=lambda: FakeFinder(self._find),
            aligner=FakeAligner, plugged=lambda: self.plugged, searched=self._searched,
        )  # fmt: skip
        self.plugged = (CameraInfo("Ward camera", 0, "/dev/v4l/by-id/usb-ward-index0"),)
        self.network: list[FoundCamera] = []
        self.held_by = None
        self.settings = WardSettings(Intervals(routine_s=7200.0))
        self.novelty = FakeNovelty()
        self.aligner, self.classifier = FakeAligner(), FakeClassifier()

    def open_models(self) -> ModelCard:
        return ModelCard("fake 1.0", "CPU (fake)", "# Fake model\n\nKnows nothing about infants.")

    def choices(self) -> list[SourceChoice]:
        return [
            *(SourceChoice(one.spec, one.name, known=True) for one in self.cameras.known()),
            SourceChoice("0", "Ward camera (/dev/video0)"),
            SourceChoice("simulated", "Simulated neonate"),
        ]

    def start(self, spec, listener) -> BedsideMonitor:
        if spec == "nonsense":
            raise SettingFault(
                "a source is a camera, a URL, a file or a folder; got 'nonsense': choose another"
            )
        admitted, preset = self.ward.for_start()
        patient_code = "P-07" if admitted is None else admitted
        preset = DEFAULT_PRESET if preset is None else preset
        self.started.append((spec, patient_code))
        self.source.reopen()
        clock = SystemClock()
        pipeline = PainPipeline(
            finder=FakeFinder(self._find),
            aligner=self.aligner,
            extractor=FakeExtractor(),
            novelty=self.novelty,
            classifier=self.classifier,
            clock=clock,
            outside_training=self.settings.outside_training,
        )
        session = a_session(
            id=new_id(),
            patient_code=patient_code,
            source=self.source.name,
            simulated=self.source.simulated,
            started_utc=clock.utc().isoformat(),
            started_at=clock.monotonic(),
        )
        self.folder.begin(session)
        self.monitor = BedsideMonitor(
            MonitorParts(
                session=session,
                source=self.source,
                reopen_source=self._reopened,
                check=NoCheck(),
                pipeline=pipeline,
                watch=BedsideWatch(preset, basis=AdaptationBasis(CalmSpread(-5.0, 1.2), "fake 1.0", "")),
                preset=preset,
                open_store=lambda: self.record,
                free_bytes=lambda: shutil.disk_usage("/").free + 10**12,
                clock=clock,
                launch_watchdog=self.launch_watchdog,
            ),
            self.live.along(listener, session),
        )
        self.folder.writer.follow(self.monitor)
        self.monitor.start()
        return self.monitor

    def change_camera(self, monitor, spec) -> None:
        self.changed.append(spec)
        other = ScriptedSource(simulated=self.source.simulated)
        other.name = spec
        monitor.change_camera(other, self._reopened)
        self.source = other

    def _searched(self, _clock, _cancelled):
        return iter(self.network)

    def export(self, which: str, option: str, level: str, target: Path) -> None:
        if self.export_fault is not None:
            raise RecordFault(self.export_fault)
        self.exported.append((which, option, level, target))

    def _reopened(self) -> ScriptedSource:
        self.source.reopen()
        return self.source

    def _find(self, frame: Frame) -> Face | None:
        return a_face() if self.source.face else None
