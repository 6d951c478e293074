"""Alarm sounds through the machine's own player.

PySide6-Essentials carries no QtMultimedia, so the bursts in assets/sounds are played by a small program that
every desktop has, started by Qt and never waited for.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QProcess, Signal

from neopain.core.alarms.signals import SoundCue

logger = logging.getLogger(__name__)

VOLUMES = (0.4, 0.6, 0.8, 1.0)
"""Share of the machine's volume by the cue's step; the floor is not zero, so that no alarm is mute."""


class Player(Protocol):
    """Whatever turns a file into sound."""

    def command(self, sound: Path, volume: float) -> tuple[str, list[str]]:
        """Program and arguments that play `sound` at `volume` 0..1."""


@dataclass(frozen=True, slots=True)
class CommandPlayer:
    """A program: its path, and how it wants file and volume."""

    program: str
    arguments: Callable[[Path, float], list[str]]

    def command(self, sound: Path, volume: float) -> tuple[str, list[str]]:
        """As the port says."""
        return self.program, self.arguments(sound, volume)


def _windows_arguments(sound: Path, volume: float) -> list[str]:
    del volume  # the system's mixer decides
    quoted = str(sound).replace("'", "''")
    return ["-NoProfile", "-Command", f"(New-Object Media.SoundPlayer '{quoted}').PlaySync()"]


PLAYERS: tuple[tuple[str, Callable[[Path, float], list[str]]], ...] = (
    ("pw-play", lambda sound, volume: [f"--volume={volume:.2f}", str(sound)]),
    ("paplay", lambda sound, volume: [f"--volume={round(65536 * volume)}", str(sound)]),
    ("afplay", lambda sound, volume: ["-v", f"{volume:.2f}", str(sound)]),
    ("aplay", lambda sound, _volume: ["-q", str(sound)]),
    ("powershell", _windows_arguments),
)
"""In this order: PipeWire, PulseAudio, macOS, ALSA, Windows."""


def find_player(
    which: Callable[[str], str | None] = shutil.which, platform: str = sys.platform
) -> Player | None:
    """The first player that is installed, None when there is none."""
    for name, arguments in PLAYERS:
        if name == "powershell" and platform != "win32":
            continue
        program = which(name)
        if program is not None:
            return CommandPlayer(program, arguments)
    return None


def sound_output() -> str:
    """How alarms can be heard here, in words; "" when they can only be seen."""
    player = find_player()
    if not isinstance(player, CommandPlayer) or (sys.platform == "linux" and not _linux_device()):
        return ""
    return f"through {player.program}"


def _linux_device() -> bool:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    servers = (runtime / "pipewire-0", runtime / "pulse" / "native")
    return any(server.exists() for server in servers) or any(Path("/dev/snd").glob("pcm*p"))


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
        self._followed: tuple[int, int] | None = None
        self._process = QProcess(self)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    @property
    def working(self) -> bool:
        """Whether the last burst could be played; before the first, whether a player exists."""
        return self._working

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
        program, arguments = self._player.command(sound, min(max(volume, 0.0), 1.0))
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
