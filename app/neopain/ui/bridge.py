"""From the watch thread to the window: each call becomes one queued signal with one typed object.

A signal is not a typed boundary, so this object has one typed method per signal that emits it, and `listen`
wants a receiver with one typed slot per signal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal

from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, SourceStatus
from neopain.core.watch.snapshot import WatchSnapshot


@dataclass(frozen=True, slots=True)
class Crash:
    """A thread stopped on a fault of ours."""

    where: str
    fault: BaseException


class BridgeReceiver(Protocol):
    """Whoever shows the monitor, on the GUI thread."""

    def on_reading(self, reading: Reading) -> None:
        """A new reading, scored or not."""

    def on_source(self, status: SourceStatus) -> None:
        """The source's state changed."""

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """New lines of the session's log."""

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """The state of everything."""

    def on_crash(self, crash: Crash) -> None:
        """Monitoring is impaired."""


class MonitorBridge(QObject):
    """A `MonitorListener` that lives on the GUI thread and may be called from any other.

    Signals:
        reading_arrived: Reading.
        source_changed: SourceStatus.
        entries_written: tuple of LogEntry.
        snapshot_taken: WatchSnapshot.
        thread_crashed: Crash.
    """

    reading_arrived = Signal(object)
    source_changed = Signal(object)
    entries_written = Signal(object)
    snapshot_taken = Signal(object)
    thread_crashed = Signal(object)

    def listen(self, receiver: BridgeReceiver) -> None:
        """Let `receiver`, a QObject of the GUI thread, have everything that comes from now on."""
        queued = Qt.ConnectionType.QueuedConnection
        self.reading_arrived.connect(receiver.on_reading, queued)
        self.source_changed.connect(receiver.on_source, queued)
        self.entries_written.connect(receiver.on_entries, queued)
        self.snapshot_taken.connect(receiver.on_snapshot, queued)
        self.thread_crashed.connect(receiver.on_crash, queued)

    def on_reading(self, reading: Reading) -> None:
        """Queue `reading_arrived`."""
        self.reading_arrived.emit(reading)

    def on_source(self, status: SourceStatus) -> None:
        """Queue `source_changed`."""
        self.source_changed.emit(status)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Queue `entries_written`."""
        self.entries_written.emit(tuple(entries))

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Queue `snapshot_taken`."""
        self.snapshot_taken.emit(snapshot)

    def on_crash(self, where: str, fault: BaseException) -> None:
        """Queue `thread_crashed`."""
        self.thread_crashed.emit(Crash(where, fault))
