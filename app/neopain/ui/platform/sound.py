"""Alarm sounds: the bursts in assets/sounds, each played by a small program that is never waited for.

A program of its own, because a sound driver that hangs or crashes must not take the monitor with it.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from neopain.core.alarms.signals import SoundCue
from neopain.core.alarms.sound_policy import LEAST_VOLUME
from neopain.ui.platform.sound_players import Player

logger = logging.getLogger(__name__)

VOLUMES = (0.4, 0.6, 0.8, 1.0)
"""Share of the chosen volume by the cue's step; the floor is not zero, so that no alarm is mute."""


class AlarmSound(QObject):
    """Plays one burst at a time.

    Signals:
        working_changed: bool, False when sounds cannot be heard: that is a technical alarm.
    """

    working_changed = Signal(bool)

    def __init__(self, player: Player | None, sounds: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._sounds = sounds
        self._working = player is not None
        self._volume = 1.0
        self._followed: tuple[int, int] | None = None
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    @property
    def working(self) -> bool:
        """Whether the last burst could be played; before the first, whether a player exists."""
        return self._working

    @property
    def volume(self) -> float:
        """The chosen volume, a share of the machine's, `LEAST_VOLUME` to 1."""
        return self._volume

    def choose_volume(self, volume: float, least: float = LEAST_VOLUME) -> None:
        """Take a volume for all that follows; under `least` (which the ward sets), `least` is taken."""
        self._volume = min(max(volume, least, LEAST_VOLUME), 1.0)

    def follow(self, cue: SoundCue | None) -> None:
        """Play what is due, once for each sequence and burst; None silences."""
        due = None if cue is None else (cue.sequence, cue.burst)
        if due == self._followed:
            return
        self._followed = due
        if cue is None:
            self.stop()
        else:
            self.play(cue.pattern.value, VOLUMES[min(cue.volume_step, len(VOLUMES) - 1)])

    def play(self, pattern: str, volume: float) -> bool:
        """Start the burst `pattern`.wav, unless one still plays; False when it cannot be started."""
        sound = self._sounds / f"{pattern}.wav"
        if self._player is None or not sound.is_file():
            logger.info("no sound for %s: %s", pattern, "no player" if self._player is None else "no file")
            self._tell(working=False)
            return False
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            return True
        program, arguments = self._player.command(sound, self._volume * min(max(volume, VOLUMES[0]), 1.0))
        self._process.start(program, arguments)
        return True

    def stop(self) -> None:
        """Cut the burst short: audio was paused, or the program ends."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.blockSignals(True)
            self._process.kill()
            self._process.waitForFinished(1000)
            self._process.blockSignals(False)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._tell(working=code == 0 and status is QProcess.ExitStatus.NormalExit)

    def _on_error(self, _error: QProcess.ProcessError) -> None:
        self._tell(working=False)

    def _tell(self, *, working: bool) -> None:
        if working != self._working:
            self._working = working
            self.working_changed.emit(working)
