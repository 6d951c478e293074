"""The machine's own players of sounds: which is there, and how it wants file and volume. No Qt here."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


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
