"""The recorder thread: readings and log entries into the record, losslessly and in small batches.

Nothing is dropped in silence: what cannot be written stays in memory and is tried again, while a technical
alarm says that the record is failing. What becomes too much to keep, or is left at the end, goes into a file
of its own; what that refuses, too, is counted and told.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from neopain.core.alarms.conditions import ConditionId
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError
from neopain.core.ports import SessionRecorder
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, Session

logger = logging.getLogger(__name__)

BATCH_S = 0.5
"""A crash loses at most this much and the batch being written: under the promised second."""
RETRY_S = 2.0
DISK_LOOK_S = 10.0
LOW_DISK_BYTES = 1_000_000_000
"""A day of readings takes about a twentieth of it."""

MOST_KEPT = 100_000
"""Items kept in memory while the record fails: some 40 MB, five hours at five readings a second."""

Item = Reading | LogEntry
Rescue: TypeAlias = Callable[[Session, Sequence[Reading], Sequence[LogEntry]], Path]
"""Writes what the record refused into another file and says which. Raises: RecordFault."""


def bare(item: Item) -> Item:
    """The item without what only the screen needs: a face has 6 kB, and a failing record keeps thousands."""
    return replace(item, face=None, view=None) if isinstance(item, Reading) else item


class RecordJob:
    """Owns the store; opened, used and closed on this job's own thread.

    Attributes:
        told: what did not get into the record and where it is instead; for people, complete after `finish`.
    """

    name = "recorder"

    def __init__(
        self,
        open_store: Callable[[], SessionRecorder],
        session: Session,
        items: queue.SimpleQueue[Item],
        *,
        clock: Clock,
        free_bytes: Callable[[], int],
        on_fact: Callable[[ConditionId, bool], None],
        rescue: Rescue | None = None,
    ) -> None:
        self._open_store = open_store
        self._session = session
        self._items = items
        self._clock = clock
        self._free_bytes = free_bytes
        self._on_fact = on_fact
        self._rescue = rescue
        self.told: list[str] = []
        self._store: SessionRecorder | None = None
        self._begun = False
        self._failing: str | None = None
        self._readings: list[Reading] = []
        self._entries: list[LogEntry] = []
        self._retry_at = float("-inf")
        self._look_at_disk = float("-inf")
        self._disk_low = False

    @property
    def pending(self) -> int:
        """How many items wait to be written."""
        return len(self._readings) + len(self._entries) + self._items.qsize()

    def step(self) -> bool:
        """Gather for half a second, then write; never ends by itself."""
        self._gather(BATCH_S)
        now = self._clock.monotonic()
        if now >= self._retry_at:
            self._write()
        if now >= self._look_at_disk:
            self._look_at_disk = now + DISK_LOOK_S
            self._measure_disk()
        return True

    def finish(self) -> None:
        """Write what is left, close the session's record, release the file."""
        self._gather(0.0)
        try:
            self._write()
        finally:
            self._set_aside()
            self._close()

    def rescue_rest(self) -> None:
        """Set aside what came after a crash. Only when this job's thread has ended."""
        self._gather(0.0)
        self._set_aside()

    def _close(self) -> None:
        store, self._store = self._store, None
        if store is None:
            return
        try:
            if self._begun:
                store.end(self._session.id, self._clock.utc().isoformat(timespec="milliseconds"))
        except NeopainError:
            logger.exception("the session's record could not be closed; its readings are kept")
        finally:
            store.close()

    def _gather(self, for_s: float) -> None:
        until = self._clock.monotonic() + for_s
        while True:
            left = until - self._clock.monotonic()
            try:
                item = self._items.get(timeout=left) if left > 0 else self._items.get_nowait()
            except queue.Empty:
                return
            if isinstance(item, Reading):
                self._readings.append(item)
            else:
                self._entries.append(item)

    def _write(self) -> None:
        try:
            self._append()
        except NeopainError as fault:
            # Our own faults in the store, too: other readings may fit, and none is to be lost.
            self._retry_at = self._clock.monotonic() + RETRY_S
            self._tell(str(fault))
            if len(self._readings) + len(self._entries) > MOST_KEPT:
                self._set_aside()
        else:
            self._tell(None)

    def _append(self) -> None:
        if self._store is None:
            self._store = self._open_store()
        if not self._begun:
            self._store.begin(self._session)
            self._begun = True
        if self._readings or self._entries:
            self._store.append(self._session.id, self._readings, self._entries)
            self._readings, self._entries = [], []

    def _set_aside(self) -> None:
        readings, entries = self._readings, self._entries
        if not readings and not entries:
            return
        self._readings, self._entries = [], []
        what = f"{len(readings)} readings and {len(entries)} log lines are not in the record"
        try:
            if self._rescue is None:
                self.told.append(f"{what}: they are lost")
            else:
                path = self._rescue(self._session, readings, entries)
                self.told.append(f"{what}; they are in {path} (JSON Lines)")
        except (NeopainError, OSError, ValueError) as fault:
            self.told.append(f"{what}, nor anywhere else: they are lost ({fault})")
        logger.error("%s", self.told[-1])

    def _tell(self, failing: str | None) -> None:
        if failing != self._failing:
            self._failing = failing
            if failing is not None:
                logger.error("the record is failing: %s", failing)
            self._on_fact(ConditionId.RECORD_FAILING, failing is not None)

    def _measure_disk(self) -> None:
        try:
            low = self._free_bytes() < LOW_DISK_BYTES
        except OSError as fault:
            logger.warning("the free space cannot be read: %s", fault.strerror)
            return
        if low != self._disk_low:
            self._disk_low = low
            self._on_fact(ConditionId.DISK_LOW, low)
