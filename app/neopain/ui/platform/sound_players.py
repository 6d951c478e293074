"""What turns a sound file into sound here: the library in its own program, else one of the machine.

No Qt here. Every player has a volume, so that the steps of an alarm that nobody acknowledges are heard.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

LIBRARY = "miniaudio"
MODULE = "neopain.ui.platform.play_sound"
PLAY = "play-sound"
"""On the program's own command line: be the player. For where there is no interpreter to start one with."""


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


def _library_arguments(sound: Path, volume: float) -> list[str]:
    own = [PLAY] if getattr(sys, "frozen", False) else ["-m", MODULE]
    return [*own, str(sound), f"{volume:.3f}"]


PLAYERS: tuple[tuple[str, Callable[[Path, float], list[str]]], ...] = (
    ("pw-play", lambda sound, volume: [f"--volume={volume:.2f}", str(sound)]),
    ("paplay", lambda sound, volume: [f"--volume={round(65536 * volume)}", str(sound)]),
    ("afplay", lambda sound, volume: ["-v", f"{volume:.2f}", str(sound)]),
)
"""Where the library has no wheel (Linux on ARM): PipeWire, PulseAudio, macOS."""


def find_player(
    which: Callable[[str], str | None] = shutil.which, *, library: bool | None = None
) -> Player | None:
    """The library where it is installed, else the first program that is; None when there is none."""
    if library if library is not None else importlib.util.find_spec(LIBRARY) is not None:
        return CommandPlayer(sys.executable, _library_arguments)
    for name, arguments in PLAYERS:
        program = which(name)
        if program is not None:
            return CommandPlayer(program, arguments)
    return None


def sound_output() -> str:
    """How alarms can be heard here, in words; "" when they can only be seen."""
    player = find_player()
    if not isinstance(player, CommandPlayer) or (sys.platform == "linux" and not _linux_device()):
        return ""
    return f"through {LIBRARY if player.program == sys.executable else player.program}"


def _linux_device() -> bool:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    servers = (runtime / "pipewire-0", runtime / "pulse" / "native")
    return any(server.exists() for server in servers) or any(Path("/dev/snd").glob("pcm*p"))
