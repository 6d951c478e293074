"""Changes of the limits: judged by the PIN, carried out by the watch, kept with the stay, and logged."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from neopain.bedside.ward_contract import PinAnswer
from neopain.core.clinical.pin import Verdict
from neopain.core.score.presets import Preset
from neopain.core.sessions import LogKind
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.dialogs.limits_dialog import LimitsDialog


class LimitsControl(QObject):
    """Limits change while a session runs, so that every change stands in its log.

    Signals:
        page_asked: WatchSnapshot or None, the page that explains the limits in force.
        pin_was_set: there is a PIN from now on.
    """

    page_asked = Signal(object)
    pin_was_set = Signal()

    def __init__(self, control: SessionControl, window: QWidget) -> None:
        super().__init__(window)
        self._control = control
        self._window = window

    def ask(self, snapshot: WatchSnapshot | None, *, pin_set: bool) -> None:
        """Open the dialog; without a session, the page that says that no limits are in force."""
        if snapshot is None:
            self.page_asked.emit(None)
            return
        dialog = LimitsDialog(snapshot.preset, pin_set=pin_set, parent=self._window)
        dialog.explanation_asked.connect(lambda: self.page_asked.emit(snapshot))
        dialog.apply_asked.connect(lambda preset, pin, by: self._apply(dialog, preset, pin, by))
        dialog.pin_set_asked.connect(lambda pin: self._set_pin(dialog, pin))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _set_pin(self, dialog: LimitsDialog, pin: str) -> None:
        ward = self._control.service.ward

        def done(_: object) -> None:
            self._control.tell(LogKind.SETTING, "pin_set", "A PIN was set for the limits")
            self.pin_was_set.emit()
            if isValid(dialog):
                dialog.show_pin_set()

        self._control.ask(lambda: ward.set_pin(pin), done)

    def _apply(self, dialog: LimitsDialog, preset: Preset, pin: str, by: str) -> None:
        ward = self._control.service.ward
        session = self._control.monitor

        def judged(answer: PinAnswer) -> None:
            if isValid(dialog):
                dialog.show_answer(answer)
            if self._control.monitor is not session:
                return
            if answer.verdict is not Verdict.RIGHT:
                self._control.tell(
                    LogKind.SETTING,
                    "pin_refused",
                    "Limits were not changed: PIN refused",
                    (("verdict", answer.verdict.value), ("wrong_tries", answer.wrong_tries), ("by", by)),
                )
                return
            words = f"Limits changed by {by}, PIN right" if by else "Limits changed, PIN right"
            self._control.tell(LogKind.SETTING, "pin_right", words, (("by", by),))
            self._control.command(lambda watch, now: watch.set_preset(preset, now))
            self._control.ask(lambda: ward.keep_preset(preset), lambda _: None)

        self._control.ask(lambda: ward.try_pin(pin), judged)
