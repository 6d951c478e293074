"""What the watchdog says where nobody may be looking at a window: standard error, and its log."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from neopain.core.clock import Clock
from neopain.core.liveness.heartbeat import Beater, Pulse, PulseFinding

LOOK_S = 0.25
"""How often the watchdog looks."""
HEADLINE = "MONITORING HAS STOPPED"
ADVICE = "Look at the infant. Assess by hand. Restart NeoPain."


class WatchdogReporter:
    """Says changes in plain words, on standard error and in the log."""

    def __init__(self, clock: Clock, log: Path | None) -> None:
        self._clock = clock
        self._log = log

    def tell(self, code: str, words: str) -> None:
        """One line: UTC, a stable code for programs, words. Full disk, closed terminal: goes on."""
        line = f"{self._clock.utc().isoformat(timespec='milliseconds')} {code} {words}\n"
        with suppress(OSError, ValueError):
            sys.stderr.write(f"neopain watchdog: {line}")
            sys.stderr.flush()
        if self._log is not None:
            with suppress(OSError), os.fdopen(_for_owner(self._log), "a", encoding="utf-8") as file:
                file.write(line)

    def ring(self) -> None:
        """The terminal's bell."""
        with suppress(OSError, ValueError):
            sys.stderr.write("\a")
            sys.stderr.flush()

    def tell_failure(self, finding: PulseFinding) -> None:
        """Monitoring has stopped."""
        who = "+".join(finding.silent)
        self.tell(f"{finding.pulse.value} {who}", f"{HEADLINE}; {reason(finding)} {ADVICE}")

    def since(self, finding: PulseFinding) -> str:
        """Wall-clock time of the last sign of life, local, 24 h."""
        back_s = 0.0 if finding.since is None else self._clock.monotonic() - finding.since
        return f"{(self._clock.utc() - timedelta(seconds=back_s)).astimezone():%H:%M:%S}"


def reason(finding: PulseFinding) -> str:
    """What is known of the monitor, one sentence."""
    if finding.pulse is Pulse.GONE:
        return "the program has ended unexpectedly."
    if finding.silent == (Beater.SCREEN,):
        return "the screen does not answer."
    if finding.silent == (Beater.WATCH,):
        return "the alarm rules stand still."
    return "the program does not answer."


def _for_owner(path: Path) -> int:
    """A file that only its owner may read, also one that was left behind with wider rights."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, 0o600)
    return handle
