"""How loud alarms are: taken from the last time, chosen at the limits, remembered, and never mute."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from neopain.core.alarms.signals import SoundPattern
from neopain.ui.controllers.limits_control import LimitsControl
from neopain.ui.controllers.screen_control import ScreenControl
from neopain.ui.platform.sound import VOLUMES, AlarmSound


class VolumeControl(QObject):
    """Joins the sheet that chooses, the sound that takes it, and the memory that keeps it."""

    def __init__(
        self, sound: AlarmSound, limits: LimitsControl, screen: ScreenControl, *, least: float
    ) -> None:
        """`least`: what the ward allows at least, a share of the machine's volume."""
        super().__init__(limits)
        self._sound = sound
        self._limits = limits
        self._screen = screen
        self._least = least
        self._choose(screen.volume)
        limits.volume_chosen.connect(self._on_chosen)
        limits.volume_tried.connect(lambda: sound.play(SoundPattern.MEDIUM.value, VOLUMES[-1]))

    @Slot(float)
    def _on_chosen(self, volume: float) -> None:
        self._choose(volume)
        self._screen.keep_volume(self._sound.volume)

    def _choose(self, volume: float) -> None:
        self._sound.choose_volume(volume, self._least)
        self._limits.volume = self._sound.volume
