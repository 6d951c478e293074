"""Holds the session for the window: starting, stopping, and what a person does at the bedside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from neopain.bedside.contracts.program import ModelCard, SourceChoice, WindowService
from neopain.core.alarms.conditions import ConditionId
from neopain.core.errors import NeopainError
from neopain.core.sessions import LogEntry, LogKind, LogValue
from neopain.core.watch.watch import BedsideWatch
from neopain.ui.bridge import BridgeReceiver, MonitorBridge
from neopain.ui.language.translate import shown
from neopain.ui.platform.background import Answer, BackgroundCalls
from neopain.workers.monitor import BedsideMonitor

logger = logging.getLogger(__name__)

SILENCE_MS = 2000
"""Ten snapshots a second are promised; two seconds without one mean that the watch has stopped."""
BEAT_MS = 500
"""The window's thread tells so often that it turns; the watchdog wants a beat a second."""
CLOSE_DEADLINE_S = 37.0
"""Four threads of five seconds each, fifteen for the record, and a little."""


class SessionControl(QObject):
    """Owns the running monitor; every slow call to the service runs in the background.

    Signals:
        models_opened: ModelCard.
        session_started: Session.
        session_ended: no value.
        busy_changed: bool, while a session is being started or stopped.
        watch_silent: no snapshot for two seconds while a session runs.
        fault_told, news_told: str, a line for the notice.
        not_started: Exception, why a session was not started.
    """

    models_opened = Signal(object)
    session_started = Signal(object)
    session_ended = Signal()
    busy_changed = Signal(bool)
    watch_silent = Signal()
    fault_told = Signal(str)
    news_told = Signal(str)
    not_started = Signal(object)

    def __init__(self, service: WindowService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._background = BackgroundCalls(self)
        self._monitor: BedsideMonitor | None = None
        self._begun: BedsideMonitor | None = None
        """Set by the thread that starts it, before this one hears of it."""
        self._all_stopped = True
        self._bridge: MonitorBridge | None = None
        self._busy = False
        self._spec = ""
        self.card: ModelCard | None = None
        self._silence = QTimer(self)
        self._silence.setInterval(SILENCE_MS)
        self._silence.timeout.connect(self.watch_silent)
        self._pulse = QTimer(self)
        self._pulse.setInterval(BEAT_MS)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()

    @property
    def monitor(self) -> BedsideMonitor | None:
        """The running session's monitor."""
        return self._monitor

    @property
    def service(self) -> WindowService:
        """The program around the window; its slow methods go through `ask`."""
        return self._service

    @property
    def spec(self) -> str:
        """What the running session was started with, for starting again; "" without a session."""
        return self._spec

    @property
    def busy(self) -> bool:
        """Whether a session is being started or stopped."""
        return self._busy

    def open_models(self) -> None:
        """Open the models behind the window."""
        self._background.run(
            self._service.open_models, on_answer=self._models_are_open, on_fault=self._failed
        )

    def start(self, spec: str, receiver: BridgeReceiver) -> None:
        """Start a session once the models are open; `receiver` gets everything."""
        if self._busy or self._monitor is not None:
            return
        self._be_busy(busy=True)
        self._spec = spec
        bridge = self._bridge = MonitorBridge(self)
        bridge.listen(receiver)
        bridge.snapshot_taken.connect(self._on_snapshot)

        def begin() -> BedsideMonitor:
            self._service.open_models()
            self._begun = self._service.start(spec, bridge)
            return self._begun

        self._background.run(begin, on_answer=self._started, on_fault=self._not_started)

    def stop(self) -> None:
        """Stop the session; threads are joined off the GUI thread."""
        monitor = self._monitor
        if monitor is None or self._busy:
            return
        self._be_busy(busy=True)
        self._silence.stop()
        self._background.run(monitor.stop, on_answer=lambda _: self._stopped(), on_fault=self._stopped_badly)

    def change_camera(self, spec: str, on_changed: Callable[[], None]) -> None:
        """Let another camera give the pictures of the running session, which goes on."""
        monitor = self._monitor
        if monitor is None or self._busy:
            return

        def changed(_answer: None) -> None:
            if self._monitor is monitor:
                self._spec = spec
                on_changed()

        work = partial(self._service.change_camera, monitor, spec)
        self._background.run(work, on_answer=changed, on_fault=self._not_changed)

    def _not_changed(self, fault: Exception) -> None:
        self._failed(fault)
        self.not_started.emit(fault)

    def close(self) -> bool:
        """Stop everything before the program ends, with a deadline.

        Returns: False when something did not stop or was not recorded, then or at an earlier call.
        """
        self._silence.stop()
        self._all_stopped = self._background.join(CLOSE_DEADLINE_S) and self._all_stopped
        # Also a session that has just started, and when another call hangs: the record is to be closed.
        monitor = self._monitor or self._begun
        self._monitor = self._begun = None
        try:
            if monitor is not None:
                monitor.stop()
        except NeopainError:
            logger.exception("the session did not stop well")
            self._all_stopped = False
        return self._all_stopped

    def command(self, act: Callable[[BedsideWatch, float], Sequence[LogEntry]]) -> None:
        """Let the watch carry out what a person did; nothing happens without a session."""
        if self._monitor is not None:
            self._monitor.command(act)

    def standby(self, *, on: bool) -> None:
        """Begin or end standby, which lets go of the camera; nothing happens without a session."""
        if self._monitor is not None:
            self._monitor.standby(on=on)

    def tell(
        self, kind: LogKind, code: str, text: str, detail: tuple[tuple[str, LogValue], ...] = ()
    ) -> None:
        """Put a line into the session's log."""
        if self._monitor is not None:
            self._monitor.tell(kind, code, text, detail)

    def ask(
        self,
        work: Callable[[], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something slow behind the window; a fault goes to `on_fault`, else to the notice."""
        self._background.run(work, on_answer=on_answer, on_fault=on_fault or self._failed)

    def fact(self, condition: ConditionId, *, active: bool) -> None:
        """Tell a technical condition that the window sees."""
        if self._monitor is not None:
            self._monitor.fact(condition, active=active)

    def list_choices(self, on_answer: Callable[[Sequence[SourceChoice]], None]) -> None:
        """Look for cameras."""
        self._background.run(self._service.choices, on_answer=on_answer, on_fault=self._failed)

    def export(self, which: str, option: str, level: str, target: Path) -> None:
        """Write a stay or a session as a file for others."""
        work = partial(self._service.export, which, option, level, target)
        done = self.tr("Exported to {target}").format(target=target)
        self._background.run(work, on_answer=lambda _: self.news_told.emit(done), on_fault=self._failed)

    @Slot(object)
    def _on_snapshot(self, _snapshot: object) -> None:
        if self._monitor is not None and not self._busy:
            self._silence.start()

    @Slot()
    def _beat(self) -> None:
        if self._monitor is not None:
            self._monitor.beat()

    def _models_are_open(self, card: ModelCard) -> None:
        self.card = card
        self.models_opened.emit(card)

    def _started(self, monitor: BedsideMonitor) -> None:
        self._monitor = monitor
        self._be_busy(busy=False)
        self._silence.start()
        self.session_started.emit(monitor.session)

    def _not_started(self, fault: Exception) -> None:
        self._forget_session()
        self._failed(fault)
        self.not_started.emit(fault)

    def _stopped(self) -> None:
        self._forget_session()

    def _forget_session(self) -> None:
        self._monitor = self._begun = None
        self._spec = ""
        if self._bridge is not None:
            # A watch that did not stop must not paint an old number on an empty screen.
            self._bridge.blockSignals(True)
            self._bridge.deleteLater()
            self._bridge = None
        self._be_busy(busy=False)
        self.session_ended.emit()

    def _stopped_badly(self, fault: Exception) -> None:
        self._stopped()
        self._failed(fault)

    def _failed(self, fault: Exception) -> None:
        if isinstance(fault, NeopainError):
            self.fault_told.emit(shown(str(fault)))
            return
        logger.error("unexpected fault behind the window", exc_info=fault)
        self.fault_told.emit(
            self.tr("Unexpected fault: {kind}. See the log; assess by hand meanwhile.").format(
                kind=type(fault).__name__
            )
        )

    def _be_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.busy_changed.emit(busy)
