"""The signals that end monitoring in order, so that none of them leaves an open session."""

from __future__ import annotations

import signal

ENDING_SIGNALS: tuple[signal.Signals, ...] = tuple(
    signal.Signals[name]
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
    if hasattr(signal, name)
)
"""Ctrl-C, a shutdown, a terminal that closes, Ctrl-backslash, Ctrl-Break: those that this system has."""
