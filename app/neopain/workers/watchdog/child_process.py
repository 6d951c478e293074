"""The watchdog as a process: how it is started, spoken to, heard and left."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Protocol

from neopain.core.liveness.heartbeat import ANSWER, GUARD
from neopain.core.text import Text

logger = logging.getLogger(__name__)

MODULE = "neopain.ui.watchdog.app"
FAREWELL_S = 2.0
"""How long a watchdog may take to go after the goodbye, before it is ended."""
ON_ITS_OWN = {"PYINSTALLER_RESET_ENVIRONMENT": "1"}
"""Says to a program frozen into one file that it unpacks itself: in the monitor's folder, which goes when
the monitor ends, the watchdog would lose its sounds at the moment when it needs them."""
CAMERAS_OWN = "NEOPAIN_CAMERA_"
"""What begins so in the environment is the camera's, and no other process needs it."""


class Watchdog(Protocol):
    """The running watchdog."""

    def say(self, word: str) -> None:
        """Send one line. Raises: OSError when it is gone."""

    def answered(self) -> bool:
        """Whether it has answered since the last call."""

    def end(self) -> None:
        """Close the line and see it off, so that no process is left. Never raises."""

    def leave(self) -> None:
        """Close the line and let it be: it notices, and says that monitoring has stopped. Never raises."""


class WatchdogProcess:
    """A watchdog as a child in its own session: no signal to the monitor's group or terminal reaches it."""

    def __init__(self, arguments: Sequence[str] = (), *, program: Sequence[str] | None = None) -> None:
        """Start it. Raises: OSError when it cannot be started."""
        self._process = subprocess.Popen(
            [sys.executable, *(own_program() if program is None else program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=without_secrets(os.environ) | ON_ITS_OWN,
            start_new_session=True,
            creationflags=_own_group(),
        )
        self._answered = threading.Event()
        threading.Thread(target=self._listen, name="watchdog answers", daemon=True).start()

    def say(self, word: str) -> None:
        """As the port says."""
        if self._process.stdin is None or self._process.poll() is not None:
            raise BrokenPipeError(
                Text("the watchdog has ended with code {code}", code=self._process.returncode)
            )
        self._process.stdin.write(f"{word}\n".encode("ascii"))
        self._process.stdin.flush()

    def answered(self) -> bool:
        """As the port says."""
        answered = self._answered.is_set()
        self._answered.clear()
        return answered

    def end(self) -> None:
        """As the port says."""
        self._close_line()
        try:
            self._process.wait(FAREWELL_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def leave(self) -> None:
        """As the port says."""
        self._close_line()

    def _close_line(self) -> None:
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
        except OSError as fault:
            logger.debug("the watchdog's line was broken already: %s", fault)

    def _listen(self) -> None:
        if self._process.stdout is None:
            return
        with self._process.stdout as lines:
            for line in lines:
                if line.strip() == ANSWER.encode("ascii"):
                    self._answered.set()


def own_program() -> tuple[str, ...]:
    """What follows the executable: a frozen program has no `-m`, so it is asked to be the watchdog itself."""
    return (GUARD,) if getattr(sys, "frozen", False) else ("-m", MODULE)


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that has nothing to do with the camera."""
    return {name: value for name, value in environment.items() if not name.upper().startswith(CAMERAS_OWN)}


def _own_group() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
