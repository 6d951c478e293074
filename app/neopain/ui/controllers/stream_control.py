"""Turns the live streams on and off, and says when nobody gets them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction
from shiboken6 import isValid

from neopain.core.errors import NeopainError
from neopain.core.sessions import LogKind
from neopain.core.text import Text
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown

LISTEN_MS = 2_000
"""So often it is asked whether whoever reads the streams is in trouble; nobody waits for the answer."""


class StreamControl(QObject):
    """Serves the button of the bar that turns the live streams on; ends with it."""

    def __init__(self, control: SessionControl, button: QAction) -> None:
        super().__init__(button)
        self._control = control
        self._button = button
        self._trouble = ""
        self._listening = QTimer(self, interval=LISTEN_MS)
        self._listening.timeout.connect(self._tell_trouble)
        button.toggled.connect(self._choose)

    def _choose(self, on: bool) -> None:  # noqa: FBT001  a signal's slot
        live = self._control.service.live
        if on == live.on:
            return
        words = (
            self.tr(
                "Readings and alarms go out on the network (LSL). Everybody there may read; no code goes out."
            )
            if on
            else self.tr("Nothing is told on the network any more.")
        )

        def work() -> str:
            try:
                live.choose(on=on)
            except NeopainError as fault:
                return shown(str(fault))
            return ""

        def done(fault: str) -> None:
            if not isValid(self._control):
                return  # the window was closed meanwhile
            if isValid(self._button):
                self._button.setChecked(live.on)
            if fault:
                self._control.fault_told.emit(fault)
                return
            self._control.news_told.emit(words)
            told = Text("Live streams (LSL) on") if on else Text("Live streams (LSL) off")
            self._control.tell(LogKind.SETTING, "live_streams", told, (("on", on),))
            self._listen(on=on)

        self._control.ask(work, done)

    def _listen(self, *, on: bool) -> None:
        if not isValid(self):
            return
        self._trouble = ""
        if on:
            self._listening.start()
        else:
            self._listening.stop()

    @Slot()
    def _tell_trouble(self) -> None:
        """Say once what is wrong: a stream that nobody gets must not look as if it were told."""
        trouble = self._control.service.live.trouble
        if trouble and not self._trouble:
            self._control.fault_told.emit(self.tr("Live streams (LSL): %1").replace("%1", shown(trouble)))
            self._control.tell(
                LogKind.SETTING,
                "live_streams_trouble",
                Text("Live streams (LSL): {trouble}", trouble=trouble),
            )
        self._trouble = trouble
