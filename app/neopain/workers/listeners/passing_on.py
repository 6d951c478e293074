"""A listener between the watch and another one; whoever hears something on the way adds only that."""

from __future__ import annotations

from collections.abc import Sequence

from neopain.core.ports import MonitorListener
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, SourceStatus
from neopain.core.watch.snapshot import WatchSnapshot


class PassingOn:
    """A `MonitorListener` that passes everything on, and what the other one raises back."""

    def __init__(self, listener: MonitorListener) -> None:
        self._listener = listener

    def on_reading(self, reading: Reading) -> None:
        """Pass on."""
        self._listener.on_reading(reading)

    def on_source(self, status: SourceStatus) -> None:
        """Pass on."""
        self._listener.on_source(status)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Pass on."""
        self._listener.on_entries(entries)

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Pass on."""
        self._listener.on_snapshot(snapshot)

    def on_crash(self, where: str, fault: BaseException) -> None:
        """Pass on."""
        self._listener.on_crash(where, fault)
