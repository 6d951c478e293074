"""Changes of the limits: judged by the PIN, carried out by the watch, kept with the stay, and logged."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from neopain.bedside.contracts.ward import PinAnswer
from neopain.core.clinical.pin import Verdict
from neopain.core.score.presets import Preset
from neopain.core.sessions import LogKind
from neopain.core.text import Text
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.limits_sheet import LimitsSheet


class LimitsControl(QObject):
    """Limits change while a session runs, so that every change stands in its log.

    Signals:
        page_asked: WatchSnapshot or None, the page that explains the limits in force.
        pin_was_set: there is a PIN from now on.
        volume_chosen: float, how loud alarms are from now on, a share of the machine's volume.
        volume_tried: somebody wants to hear it.

    Attributes:
        volume: the volume now, told by the window.
    """

    page_asked = Signal(object)
    pin_was_set = Signal()
    volume_chosen = Signal(float)
    volume_tried = Signal()

    def __init__(self, control: SessionControl, sheets: SheetHost) -> None:
        super().__init__(sheets)
        self._control = control
        self._sheets = sheets
        self.volume = 1.0

    def ask(self, snapshot: WatchSnapshot | None, *, pin_set: bool) -> None:
        """Open the sheet; without a session, the page that says that no limits are in force."""
        if snapshot is None:
            self.page_asked.emit(None)
            return
        sheet = LimitsSheet(
            snapshot.preset,
            pin_set=pin_set,
            volume=self.volume,
            least_volume=self._control.service.settings.audio.least_volume,
        )
        sheet.volume_chosen.connect(self.volume_chosen)
        sheet.volume_tried.connect(self.volume_tried)
        before = self.volume
        sheet.closed.connect(lambda: self._log_volume(before))
        sheet.explanation_asked.connect(lambda: self.page_asked.emit(snapshot))
        sheet.apply_asked.connect(lambda preset, pin, by: self._apply(sheet, preset, pin, by))
        sheet.pin_set_asked.connect(lambda pin: self._set_pin(sheet, pin))
        self._sheets.open(sheet)

    def _log_volume(self, before: float) -> None:
        """Once for each visit: what was tried in between is nobody's wish."""
        if self.volume != before:
            self._control.tell(
                LogKind.SETTING,
                "alarm_volume",
                Text("Alarm volume {percent} %", percent=round(100 * self.volume)),
                (("volume", self.volume),),
            )

    def _set_pin(self, sheet: LimitsSheet, pin: str) -> None:
        ward = self._control.service.ward

        def done(_: object) -> None:
            self._control.tell(LogKind.SETTING, "pin_set", Text("A PIN was set for the limits"))
            self.pin_was_set.emit()
            if isValid(sheet):
                sheet.show_pin_set()

        self._control.ask(lambda: ward.set_pin(pin), done)

    def _apply(self, sheet: LimitsSheet, preset: Preset, pin: str, by: str) -> None:
        ward = self._control.service.ward
        session = self._control.monitor

        def judged(answer: PinAnswer) -> None:
            if isValid(sheet):
                sheet.show_answer(answer)
            if self._control.monitor is not session:
                return
            if answer.verdict is not Verdict.RIGHT:
                self._control.tell(
                    LogKind.SETTING,
                    "pin_refused",
                    Text("Limits were not changed: PIN refused"),
                    (("verdict", answer.verdict.value), ("wrong_tries", answer.wrong_tries), ("by", by)),
                )
                return
            words = (
                Text("Limits changed by {who}, PIN right", who=by)
                if by
                else Text("Limits changed, PIN right")
            )
            self._control.tell(LogKind.SETTING, "pin_right", words, (("by", by),))
            self._control.command(lambda watch, now: watch.set_preset(preset, now))
            self._control.ask(lambda: ward.keep_preset(preset, by), lambda _: None)

        self._control.ask(lambda: ward.try_pin(pin), judged)
