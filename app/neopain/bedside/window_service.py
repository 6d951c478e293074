"""What the window asks of the program: models, sources, sessions, exports."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from neopain import paths
from neopain.bedside.cameras.desk import CameraDesk
from neopain.bedside.cameras.known_cameras import SPEC, CameraAccess
from neopain.bedside.clips.pictures import RecordedPictures
from neopain.bedside.contracts.program import ModelCard, SourceChoice
from neopain.bedside.exports.export import export_record
from neopain.bedside.exports.live_streams import LiveStreams
from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.bedside.patients.signed_in import SignedIn
from neopain.bedside.patients.stay_book import RecordedStay
from neopain.bedside.records.record_check import check_in_background
from neopain.bedside.records.record_writer import RecordWriter
from neopain.bedside.records.recorded_assessments import RecordedAssessments
from neopain.bedside.records.recorded_notes import RecordedNotes
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.bedside.screen_settings import ScreenMemory
from neopain.bedside.session_wish import SessionWish
from neopain.capture.addresses.credentials import from_environment
from neopain.core.clock import SystemClock
from neopain.core.errors import ModelFault, RecordFault
from neopain.core.ports import MonitorListener
from neopain.core.score.presets import Preset
from neopain.core.text import Text
from neopain.reports.content.level import Level
from neopain.reports.formats.registry import FORMATS
from neopain.settings import read_ward_settings
from neopain.store.files.folder_lock import FolderHeld, FolderLock, Holder
from neopain.workers.monitor import BedsideMonitor

if TYPE_CHECKING:
    from neopain.vision.open_models import VisionModels

logger = logging.getLogger(__name__)

SIMULATED = SourceChoice("simulated", Text("Simulated neonate"))


class BedsideService:
    """Implements `bedside.contracts.program.WindowService`; the slow methods may be called from any thread.

    Attributes:
        ward: patient, limits and PIN.
        people: who is at the bed now.
        assessments: manual scores.
        notes: what people note.
        stay: the stay that a session goes on with.
        review: the record, for looking back.
        pictures: those that parents let be kept.
        live: what other programs are told.
        settings: what the ward set for itself.
        screen: what the screen remembers.
        cameras: those that are known, and how others are attached.
    """

    def __init__(self, wish: SessionWish, *, prefer_gpu: bool) -> None:
        """Raises: SettingFault for ward settings that make no sense."""
        self.settings = read_ward_settings(wish.data)
        self._wish = wish
        self._prefer_gpu = prefer_gpu
        self._clock = SystemClock()
        self._opening = threading.Lock()
        self._holding = threading.Lock()
        self._models: VisionModels | None = None
        self._finder_used = False
        """A finder follows one baby's face and is closed with its session; the networks stay open."""
        self._lock = FolderLock(wish.data)
        weakref.finalize(self, self._lock.release)
        with suppress(FolderHeld):
            self._hold()
        self.ward = BedsideAdmissions(
            wish.data, self._clock, refuse_if_held=self._hold, who=lambda: self.people.now
        )
        self.people = SignedIn(wish.data, self.settings.lock_asks, judge=self.ward.judge_pin)
        self._writer = RecordWriter(wish.data)
        self.assessments = RecordedAssessments(wish.data, self._writer, self._clock)
        self.notes = RecordedNotes(self._writer)
        self.stay = RecordedStay(wish.data)
        self.review = RecordedReview(wish.data, self._clock)
        self.pictures = RecordedPictures(wish.data, self._clock)
        self.live = LiveStreams(self._clock)
        self.screen = ScreenMemory(wish.data)
        self.cameras = CameraDesk(wish.data, self._clock)

    @property
    def held_by(self) -> Holder | None:
        """Who else works on this folder, which can only be reviewed from here then; None for nobody."""
        try:
            self._hold()
        except FolderHeld as fault:
            return fault.holder
        return None

    def open_models(self) -> ModelCard:
        """Slow the first time. Raises: ModelFault."""
        # What takes seconds to load is loaded here, behind the window and not before it.
        from neopain.bedside import build_session  # noqa: F401, PLC0415
        from neopain.bedside.active_models import open_active_models  # noqa: PLC0415

        with self._opening:
            if self._models is None:
                self._models = open_active_models(self._wish.data, prefer_gpu=self._prefer_gpu)
            models = self._models
        return ModelCard(models.classifier.model_id, models.extractor.provider, models.card)

    def choices(self) -> Sequence[SourceChoice]:
        """The cameras that are known, the one used last first; those plugged in; the simulated one."""
        known = self.cameras.known()
        taken = {camera.address for camera in known}
        plugged = (camera for camera in self.cameras.plugged() if camera.spec not in taken)
        return (
            *(SourceChoice(camera.spec, camera.name, known=True) for camera in known),
            *(SourceChoice(camera.spec, camera.name) for camera in plugged),
            SIMULATED,
        )

    def start(self, spec: str, listener: MonitorListener) -> BedsideMonitor:
        """Build one session and start it; an admitted patient's code and limits go before the wished ones.

        Raises: SettingFault, ModelFault before `open_models`, FolderHeld.
        """
        from neopain.bedside.build_session import build_parts  # noqa: PLC0415  loaded with the models
        from neopain.vision.open_finder import open_finder  # noqa: PLC0415

        self._hold()
        if self._models is None:
            raise ModelFault(
                Text("the models are not open yet; wait until the window says that they are ready")
            )
        admitted, preset = self._who_is_here()
        if admitted is None:
            admitted = self._wish.patient_code
        if preset is None:
            preset = self._wish.preset
        wish = replace(
            self._wish,
            source=spec,
            camera=self._access(spec),
            patient_code=admitted,
            preset=preset,
            outside_training=self.settings.outside_training,
            adaptation=self._wish.adaptation or self.settings.adaptation,
            audio=self.settings.audio,
            clips=self.settings.clips,
        )
        models = self._models
        if self._finder_used:
            models = replace(models, finder=open_finder(paths.models(), detector=models.detector))
        parts = build_parts(wish, models, self._clock)
        self._finder_used = True
        monitor = BedsideMonitor(parts, self.live.along(listener, parts.session))
        self._writer.follow(monitor)
        monitor.start()
        check_in_background(self._wish.data, monitor)
        if wish.camera is not None:
            self.cameras.used(wish.camera.name)
        return monitor

    def export(self, which: str, option: str, level: str, target: Path) -> None:
        """The window has asked about a file that exists. Raises: RecordFault, SettingFault."""
        one = next(one for one in FORMATS if one.option == option)
        actor = self.people.now
        export_record(self._wish.data, which, [(one, target)], level=Level(level), replace=True, actor=actor)

    def change_camera(self, monitor: BedsideMonitor, spec: str) -> None:
        """As the contract says."""
        from neopain.bedside.build_session import source_opener  # noqa: PLC0415  loaded with the models

        wish = replace(self._wish, source=spec, camera=self._access(spec))
        opener = source_opener(wish, self._clock)
        monitor.change_camera(opener(), opener)
        if wish.camera is not None:
            self.cameras.used(wish.camera.name)

    def _access(self, spec: str) -> CameraAccess | None:
        """What opens a known camera; None for any other source. Raises: SettingFault."""
        if not spec.startswith(SPEC):
            return None
        # The login of the variables is that of the camera on the command line, and of no other.
        login = from_environment() if spec == self._wish.source else None
        return self.cameras.access(spec.removeprefix(SPEC), login)

    def _hold(self) -> None:
        """Hold the folder from the first time that it is free. Raises: FolderHeld."""
        try:
            with self._holding:
                self._lock.take("neopain with a window")
        except FolderHeld:
            raise
        except RecordFault:
            # Monitoring goes before the record, which tells by itself that the folder cannot be written.
            logger.exception("the folder cannot be held")

    def _who_is_here(self) -> tuple[str | None, Preset | None]:
        try:
            return self.ward.for_start()
        except RecordFault:
            # Monitoring goes before the record, whose own alarm says that it fails.
            logger.exception("it cannot be read who is admitted; monitoring starts without a code")
            return "", None
