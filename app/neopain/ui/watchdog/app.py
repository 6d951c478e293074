"""The watchdog's program: `python -m neopain.ui.watchdog.app`, a process beside the monitor.

Its standard input is the monitor's line of heartbeats. When they end it shows a small window and sounds, or
without a display writes to standard error and rings the terminal's bell. Every change goes to `--log`.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from neopain.core.clock import Clock, SystemClock
from neopain.core.liveness.heartbeat import ANSWER
from neopain.core.liveness.watchdog_signal import LEAST_KEEP_S, WatchdogSignal
from neopain.ui.watchdog.reporter import LOOK_S, WatchdogReporter
from neopain.workers.ending_signals import ENDING_SIGNALS
from neopain.workers.watchdog.claim import Claim
from neopain.workers.watchdog.heartbeat_listener import HeartbeatListener


def run_console(heartbeats: HeartbeatListener, reporter: WatchdogReporter, clock: Clock) -> int:
    """Without a display: words and the bell, for two minutes after the monitor is gone."""
    shown_by = WatchdogSignal(keep_s=LEAST_KEEP_S)
    told_again = True
    while True:
        shown = shown_by.update(heartbeats.look(LOOK_S), clock.monotonic())
        if shown.done:
            return 0
        if shown.news and shown.failed is not None:
            reporter.tell_failure(shown.failed)
            told_again = False
        if shown.runs_again and not told_again:
            reporter.tell("alive", "the monitor runs again.")
            told_again = True
        if shown.burst:
            reporter.ring()


def _answer() -> None:
    # Not through a buffered stream: a monitor that is gone would make the interpreter complain at its end.
    with suppress(OSError, ValueError):
        os.write(sys.stdout.fileno(), f"{ANSWER}\n".encode("ascii"))


def main(argv: Sequence[str] | None = None) -> int:
    """Guard one monitor until its goodbye, or until its end was seen. Returns: the exit code."""
    parser = argparse.ArgumentParser(prog="neopain-watchdog", description=__doc__)
    parser.add_argument("--console", action="store_true", help="no window: standard error and the bell")
    parser.add_argument("--log", type=Path, help="append every change to this file")
    parser.add_argument(
        "--claim", type=Path, help="file that names the newest watchdog of one monitor's folder"
    )
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="neopain watchdog: %(message)s")
    # A Ctrl-C in the terminal is for the monitor, which then says goodbye, and so is a terminal that closes.
    for number in ENDING_SIGNALS:
        if number is not signal.SIGTERM:
            signal.signal(number, signal.SIG_IGN)
    clock = SystemClock()
    heartbeats = HeartbeatListener(sys.stdin, clock, answer=_answer, claim=Claim(arguments.claim))
    heartbeats.start()
    reporter = WatchdogReporter(clock, arguments.log)
    if not arguments.console:
        try:
            # Qt is loaded only where there is a display for it.
            from neopain.ui.watchdog.window import run_window  # noqa: PLC0415
        except ImportError as fault:
            reporter.tell(
                "no_window", f"the window's libraries cannot be loaded ({fault}); words and bell only."
            )
        else:
            return run_window(heartbeats, reporter, clock)
    return run_console(heartbeats, reporter, clock)


if __name__ == "__main__":
    sys.exit(main())
