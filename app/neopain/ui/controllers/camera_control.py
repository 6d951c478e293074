"""Cameras for the window: which one is started, attached, changed to in a running session, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from neopain.bedside.cameras.known_cameras import KnownCamera, LoginForgotten
from neopain.core.clock import Clock
from neopain.core.sessions import CAMERA_CHANGED, LogEntry
from neopain.ui.controllers.screen_control import ScreenControl
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.panels.bars.control_bar import ControlBar
from neopain.ui.panels.bars.header_bar import HeaderBar
from neopain.ui.panels.notice import Notice
from neopain.ui.sheets.attach.attach_sheet import AttachSheet
from neopain.ui.sheets.attach.work import AttachWork
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.source_sheet import SourceSheet
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet


class CameraControl(QObject):
    """Builds the sheets about cameras; a session is never ended here.

    Signals:
        start_asked: str, what the service starts.
        changed: str, what the running session has been changed to.
        news_told, fault_told: str, a line for the notice.
        session_turned: bool, whether a session runs now.
    """

    start_asked = Signal(str)
    changed = Signal(str)
    news_told = Signal(str)
    fault_told = Signal(str)
    session_turned = Signal(bool)

    def __init__(
        self, control: SessionControl, clock: Clock, sheets: SheetHost, last_source: Callable[[], str]
    ) -> None:
        """`last_source` tells what was monitored last, without its secrets."""
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets
        self._last_source = last_source
        self._works: list[AttachWork] = []
        control.not_started.connect(self._on_not_started)
        control.session_started.connect(self._on_session)
        control.session_ended.connect(self._on_session)

    def serve(
        self, bar: ControlBar, notice: Notice, screen: ScreenControl, start: Callable[[str], None]
    ) -> None:
        """Answer the bar's buttons, tell the notice, and let the screen remember the camera."""
        bar.source_asked.connect(self.ask)
        bar.camera_asked.connect(self.ask)
        self.news_told.connect(notice.tell_news)
        self.fault_told.connect(notice.tell_fault)
        self.changed.connect(screen.keep_source)
        self.start_asked.connect(start)

    def on_entries(self, entries: Sequence[LogEntry], header: HeaderBar) -> None:
        """Let the header name the camera that has taken another one's place."""
        if any(entry.code == CAMERA_CHANGED for entry in entries):
            header.show_monitor(self._control.monitor)

    @Slot()
    def ask(self) -> None:
        """Choose what to start; while a session runs, the camera that its pictures come from."""
        running = self._control.monitor is not None
        sheet = SourceSheet(self._last_source(), running=running)
        sheet.chosen.connect(self._take)
        sheet.sheet_asked.connect(self._sheets.open)
        sheet.attach_asked.connect(self._attach_another)
        sheet.forget_asked.connect(lambda name: self._ask_forget(sheet, name))
        self._look(sheet)
        self._sheets.open(sheet)

    def attach(self, camera: KnownCamera | None = None) -> AttachSheet:
        """Attach another camera; or one that is known, whose login is not remembered."""
        work = AttachWork(self._control.service.cameras, self)
        self._works = [other for other in self._works if isValid(other)] + [work]
        sheet = AttachSheet(work, self._clock, running=self._control.monitor is not None)
        self.session_turned.connect(sheet.show_running)
        sheet.attached.connect(self._on_attached)
        sheet.login_lost.connect(self._on_login_lost)
        last = self._last_source()
        if camera is not None:
            sheet.log_in(camera)
        elif "://" in last:
            sheet.begin_with(last)
        self._sheets.open(sheet)
        return sheet

    @Slot()
    def _attach_another(self) -> None:
        self.attach()

    def close(self) -> None:
        """Before the window goes: end what the sheets began, and wait for it."""
        works = [work for work in self._works if isValid(work)]
        for work in works:
            work.end()
        for work in works:
            work.join()

    def _look(self, sheet: SourceSheet) -> None:
        self._control.list_choices(lambda found: sheet.show_choices(found) if isValid(sheet) else None)

    @Slot(str)
    def _take(self, spec: str) -> None:
        if self._control.monitor is None:
            self.start_asked.emit(spec)
        else:
            self.news_told.emit(self.tr("Changing the camera ..."))
            self._control.change_camera(spec, lambda: self.changed.emit(spec))

    @Slot(object)
    def _on_attached(self, camera: KnownCamera) -> None:
        self._sheets.dismiss_kinds(SourceSheet)
        self._take(camera.spec)

    @Slot(object)
    def _on_login_lost(self, camera: KnownCamera) -> None:
        words = self.tr(
            "The keyring did not take the login of {camera}; it is asked for after the next start."
        )
        self.fault_told.emit(words.format(camera=camera.name))

    @Slot()
    def _on_session(self) -> None:
        """What was asked about a session that is over, or not begun, is asked anew."""
        self._sheets.dismiss_kinds(SourceSheet)
        self.session_turned.emit(self._control.monitor is not None)

    @Slot(object)
    def _on_not_started(self, fault: Exception) -> None:
        if isinstance(fault, LoginForgotten):
            self.attach(fault.camera)

    def _ask_forget(self, sheet: SourceSheet, name: str) -> None:
        def forget() -> None:
            desk = self._control.service.cameras
            self._control.ask(
                lambda: desk.forget(name), lambda _: self._look(sheet) if isValid(sheet) else None
            )

        question = self.tr("{camera} and its login are forgotten on this computer. Its sessions stay.")
        answers = (Answer(self.tr("Forget it"), forget), Answer(self.tr("Keep it")))
        title = self.tr("Forget {camera}?").format(camera=name)
        self._sheets.open(QuestionSheet(title, question.format(camera=name), answers, self._clock))
