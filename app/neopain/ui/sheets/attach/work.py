"""The slow side of the sheet: looking, searching, testing, previewing, saving; off the window's thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from neopain.bedside.cameras.desk import CameraDesk
from neopain.bedside.cameras.known_cameras import CameraAccess, KnownCamera
from neopain.bedside.cameras.trial import CameraTrial, TrialWish
from neopain.core.errors import NeopainError
from neopain.core.sessions import SourceStatus
from neopain.ui.language.translate import shown
from neopain.ui.platform.background import BackgroundCalls
from neopain.workers.frames.preview import CameraPreview

logger = logging.getLogger(__name__)

PLUG_MS = 1500
"""How soon a camera that is plugged in or pulled out is seen."""
LAST_LINE_MS = 200
CLOSE_WAIT_S = 6.0


class AttachWork(QObject):
    """Belongs to one sheet and ends with it; it outlives the sheet until its last thread has ended.

    Signals:
        plugged: tuple of CameraInfo, those that are plugged in now; told when it changed.
        found: FoundCamera, one that answered in the network.
        searched: the search is over.
        staged: (int, Stage), the number of the test and one of its stages.
        tested: (int, CameraAccess or None), the test is over; what opens the camera if it passed.
        looked: Look, a picture of the preview judged.
        source_told: SourceStatus, of the preview.
        previewing: Mailbox of Frame, the preview's pictures.
        keeps: bool, whether logins last here.
        saved: (KnownCamera, bool), and whether its login lasts.
        failed: str, in the screen's language.
    """

    plugged = Signal(object)
    found = Signal(object)
    searched = Signal()
    staged = Signal(int, object)
    tested = Signal(int, object)
    looked = Signal(object)
    source_told = Signal(object)
    previewing = Signal(object)
    keeps = Signal(bool)
    saved = Signal(object, bool)
    failed = Signal(str)

    def __init__(self, desk: CameraDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._background = BackgroundCalls(self)
        self._background.busy_changed.connect(self._on_busy)
        self._over = threading.Event()
        self._searching: threading.Event | None = None
        self._trial: CameraTrial | None = None
        self._trial_number = 0
        self._preview: CameraPreview | None = None
        self._preview_number = 0
        self._last_plugged: object = None
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(PLUG_MS)
        self._timer.timeout.connect(self._look_for_plugged)

    def begin(self) -> None:
        """Look for cameras, plugged in and in the network, and whether logins last."""
        self._timer.start()
        self._look_for_plugged()
        self.search()
        self._run(self._desk.keeps_logins, self.keeps.emit)

    @Slot()
    def search(self) -> None:
        """Ask the network once more; the search before is ended."""
        if self._searching is not None:
            self._searching.set()
        cancelled = self._searching = threading.Event()

        def ask() -> None:
            for camera in self._desk.find(cancelled):
                if not cancelled.is_set():
                    self.found.emit(camera)

        self._run(ask, lambda _: None if cancelled.is_set() else self.searched.emit())

    def test(self, wish: TrialWish) -> int:
        """Begin a test; the one before is cancelled, and told no more. Returns: its number."""
        self.cancel_test()
        number = self._trial_number
        trial = self._trial = self._desk.trial(wish)

        def go() -> CameraAccess | None:
            passed = True
            for stage in trial.stages():
                passed = passed and stage.passed
                self.staged.emit(number, stage)
            return trial.access if passed else None

        self._run(go, lambda access: self.tested.emit(number, access))
        return number

    def cancel_test(self) -> None:
        """End the test that runs, if one does."""
        self._trial_number += 1
        if self._trial is not None:
            self._trial.cancel()
            self._trial = None

    def preview(self, access: CameraAccess) -> None:
        """Show the camera's pictures until `end_preview`."""
        self.end_preview()
        number = self._preview_number

        def begin() -> CameraPreview:
            shown = self._desk.preview(access, self.looked.emit, self.source_told.emit)
            shown.start()
            return shown

        def begun(shown: CameraPreview) -> None:
            if number != self._preview_number or self._over.is_set():
                # The person has gone back, or closed the sheet, meanwhile.
                self._background.run(shown.stop, on_answer=lambda _: None, on_fault=lambda _: None)
                return
            self._preview = shown
            self.previewing.emit(shown.screen)

        self._background.run(begin, on_answer=begun, on_fault=self._failed)

    def end_preview(self) -> None:
        """Let go of the camera."""
        self._preview_number += 1
        preview, self._preview = self._preview, None
        if preview is not None:
            self._run(preview.stop, lambda _: None)

    def save(self, name: str, access: CameraAccess) -> None:
        """Let go of the camera and know it by that name."""
        preview, self._preview = self._preview, None

        def keep() -> tuple[KnownCamera, bool]:
            # First of all: what cannot be saved is told while the picture is still there.
            kept = self._desk.save(name, access)
            if preview is not None:
                preview.stop()
            return kept

        def refused(fault: Exception) -> None:
            # One that has begun only meanwhile is there already.
            self._preview = preview or self._preview
            self._failed(fault)

        self._background.run(keep, on_answer=lambda kept: self._tell_saved(*kept), on_fault=refused)

    def end(self) -> None:
        """The sheet is closed: let go of everything, and go when the last thread has ended."""
        if self._over.is_set():
            return
        self._over.set()
        self._timer.stop()
        if self._searching is not None:
            self._searching.set()
        self.cancel_test()
        self.blockSignals(True)
        self.end_preview()
        self._on_busy()

    def join(self) -> bool:
        """After `end`: wait for all threads. False when one still runs."""
        return self._background.join(CLOSE_WAIT_S)

    def _tell_saved(self, camera: KnownCamera, lasts: bool) -> None:  # noqa: FBT001  a part of an answer
        if not self._over.is_set():
            self.saved.emit(camera, lasts)

    @Slot()
    def _look_for_plugged(self) -> None:
        if self._looking:
            return
        self._looking = True
        self._background.run(self._desk.plugged, on_answer=self._tell_plugged, on_fault=self._no_plugged)

    def _tell_plugged(self, cameras: object) -> None:
        self._looking = False
        if cameras != self._last_plugged:
            self._last_plugged = cameras
            self.plugged.emit(cameras)

    def _no_plugged(self, fault: Exception) -> None:
        # Once: a driver that fails would be told each second.
        self._timer.stop()
        self._failed(fault)

    def _run(self, work: Callable[[], object], on_answer: Callable[..., object]) -> None:
        def answer(value: object) -> None:
            if not self._over.is_set():
                on_answer(value)

        self._background.run(work, on_answer=answer, on_fault=self._failed)

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, NeopainError):
            self.failed.emit(shown(str(fault)))
            return
        logger.error("attaching a camera has failed", exc_info=fault)
        self.failed.emit(self.tr("Unexpected fault: {kind}. See the log.").format(kind=type(fault).__name__))

    @Slot()
    def _on_busy(self) -> None:
        if not self._over.is_set():
            return
        if self._background.under_way == 0:
            self.deleteLater()
        else:
            # The thread that has just told its end is still on its last line.
            QTimer.singleShot(LAST_LINE_MS, self, self._on_busy)


def told_source(status: SourceStatus) -> str:
    """A preview's state in the screen's language."""
    return shown(status.detail) if status.detail else ""
