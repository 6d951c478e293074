"""What people press in the alarm row and for care, carried out by the watch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.panels.bars.alarm_bar import AlarmBar
from neopain.ui.panels.bars.care_bar import CareBar


class AlarmControl(QObject):
    """Acknowledging, pausing the sound, and care mode."""

    def __init__(self, control: SessionControl, alarms: AlarmBar, care: CareBar) -> None:
        super().__init__(alarms)
        self._control = control
        alarms.acknowledge_asked.connect(self._acknowledge)
        alarms.audio_pause_asked.connect(self._pause_audio)
        care.care_asked.connect(self._care)

    @Slot()
    def _acknowledge(self) -> None:
        self._control.command(lambda watch, now: watch.acknowledge(now))

    @Slot(bool)
    def _pause_audio(self, pause: bool) -> None:  # noqa: FBT001  a signal's slot
        self._control.command(lambda w, now: w.pause_audio(now) if pause else w.resume_audio(now))

    @Slot(bool)
    def _care(self, on: bool) -> None:  # noqa: FBT001  a signal's slot
        self._control.command(lambda w, now: w.start_care(now) if on else w.end_care(now))
