"""The recorder thread: readings and log entries into the record, losslessly and in small batches.

Nothing is dropped: what cannot be written stays in memory and is tried again, while a technical alarm says
that the record is failing.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable

from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.ports import SessionRecorder
from neopain.core.types import LogEntry, Reading, Session

logger = logging.getLogger(__name__)

BATCH_S = 0.5
"""A crash loses at most this much and the batch being written: under the promised second."""
RETRY_S = 2.0
DISK_LOOK_S = 10.0
LOW_DISK_BYTES = 1_000_000_000
"""A day of readings takes about a twentieth of it."""

Item = Reading | LogEntry


class RecordJob:
    """Owns the store; opened, used and closed on this job's own thread."""

    name = "recorder"

    def __init__(
        self,
        open_store: Callable[[], SessionRecorder],
        session: Session,
        items: queue.SimpleQueue[Item],
        *,
        clock: Clock,
        free_bytes: Callable[[], int],
        on_fact: Callable[[str, bool], None],
    ) -> None:
        self._open_store = open_store
        self._session = session
        self._items = items
        self._clock = clock
        self._free_bytes = free_bytes
        self._on_fact = on_fact
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
        self._write()
        if self._store is None:
            return
        try:
            if self._begun:
                self._store.end(self._session.id, self._clock.utc().isoformat(timespec="milliseconds"))
        except RecordFault:
            logger.exception("the session's record could not be closed; its readings are kept")
        finally:
            self._store.close()

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
        except RecordFault as fault:
            self._retry_at = self._clock.monotonic() + RETRY_S
            self._tell(str(fault))
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

    def _tell(self, failing: str | None) -> None:
        if failing != self._failing:
            self._failing = failing
            if failing is not None:
                logger.error("the record is failing: %s", failing)
            self._on_fact("record_failing", failing is not None)

    def _measure_disk(self) -> None:
        try:
            low = self._free_bytes() < LOW_DISK_BYTES
        except OSError as fault:
            logger.warning("the free space cannot be read: %s", fault.strerror)
            return
        if low != self._disk_low:
            self._disk_low = low
            self._on_fact("disk_low", low)
