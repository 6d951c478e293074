"""The recorder thread: the one way of a session into the record.

Readings are gathered for half a second and written together. A log line, a note or a manual score is written
at once, with all that came before it. What the record refuses stays in memory and is tried again, under a
technical alarm; meanwhile it goes, at once, into a spill file in a second place, so that a kill loses none of
it. Whoever handed something over hears when it is safe: in the record, or in the spill file.
"""

from __future__ import annotations

import logging
import queue
from collections.abc import Callable, Sequence
from contextlib import suppress

from neopain.core.alarms.conditions import ConditionId
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError, ProgramFault
from neopain.core.ports import SessionRecorder, SpillFile
from neopain.core.record import Item
from neopain.core.sessions import Session
from neopain.workers.recording.backlog import Backlog, Handed, batch_of

logger = logging.getLogger(__name__)

BATCH_S = 0.5
"""A kill loses at most this much of the readings and the batch being written: under the promised second."""
RETRY_S = 2.0
DISK_LOOK_S = 10.0
LOW_DISK_BYTES = 1_000_000_000
"""A day of readings takes about a twentieth of it."""

MOST_KEPT = 100_000
"""Items kept in memory while the record fails: some 40 MB, five hours at five readings a second."""
MOST_ODD = 16
"""So many items that the record can never take are set aside in one go; more, and it is not the items."""


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
        items: queue.SimpleQueue[Item | Handed],
        *,
        clock: Clock,
        free_bytes: Callable[[], int],
        on_fact: Callable[[ConditionId, bool], None],
        spill: SpillFile | None = None,
    ) -> None:
        self._open_store = open_store
        self._session = session
        self._items = items
        self._clock = clock
        self._free_bytes = free_bytes
        self._on_fact = on_fact
        self.told: list[str] = []
        self._store: SessionRecorder | None = None
        self._begun = self._prepared = False
        self._failing: str | None = None
        self._backlog = Backlog(spill)
        self._retry_at = float("-inf")
        self._look_at_disk = float("-inf")
        self._disk_low = False

    @property
    def pending(self) -> int:
        """How many items wait to be written."""
        return len(self._backlog) + self._items.qsize()

    def step(self) -> bool:
        """Gather for half a second, or until something comes that cannot wait; never ends by itself."""
        if not self._prepared:
            self._prepared = True
            self._backlog.prepare()
        self._gather(BATCH_S)
        now = self._clock.monotonic()
        if now >= self._retry_at:
            self._write()
        else:
            self._backlog.secure()
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
            self._give_up()
            self._end()

    def rescue_rest(self) -> None:
        """Set aside what came after a crash. Only when this job's thread has ended."""
        self._gather(0.0)
        self._give_up()

    def _gather(self, for_s: float) -> None:
        until = self._clock.monotonic() + for_s
        while True:
            left = until - self._clock.monotonic()
            try:
                item = self._items.get(timeout=left) if left > 0 else self._items.get_nowait()
            except queue.Empty:
                return
            handed = item if isinstance(item, Handed) else Handed((item,))
            self._backlog.waiting.append(handed)
            if not handed.can_wait:
                # Now, with what else has come.
                until = float("-inf")

    def _write(self) -> None:
        try:
            store = self._ready()
            if self._backlog.waiting:
                self._append_these(store, self._backlog.waiting)
        except Exception as fault:  # noqa: BLE001  our own faults, too: recording goes on, and none is to be lost
            self._retry_at = self._clock.monotonic() + RETRY_S
            self._backlog.secure()
            self._tell(str(fault) if isinstance(fault, NeopainError) else repr(fault))
            self._backlog.shrink(MOST_KEPT)
            # One that may only be read, was moved away or is damaged stays so: the next try opens it anew.
            self._release()
        else:
            self._tell(None)

    def _ready(self) -> SessionRecorder:
        if self._store is None:
            self._store = self._open_store()
        if not self._begun:
            self._store.begin(self._session)
            self._begun = True
        return self._store

    def _append_these(self, store: SessionRecorder, waiting: Sequence[Handed]) -> None:
        """Write them; one odd item keeps none of the others out of the record."""
        odd: list[ProgramFault] = []
        left = [list(waiting)]
        while left:
            some = left.pop()
            batch = batch_of(some)
            try:
                store.append(self._session.id, batch.readings, batch.entries, batch.marks)
            except ProgramFault as fault:
                if len(some) > 1:
                    half = len(some) // 2
                    left += [some[half:], some[:half]]
                    continue
                self._backlog.secure()
                self._backlog.leave_if_spilled(some)
                odd.append(fault)
                if len(odd) >= MOST_ODD:
                    raise
            else:
                self._backlog.written(some)
        if odd:
            raise odd[0]

    def _give_up(self) -> None:
        self._backlog.secure()
        for line in self._backlog.give_up():
            self.told.append(line)
            logger.error("%s", line)

    def _end(self) -> None:
        try:
            store = self._ready()
            store.end(self._session.id, self._clock.utc().isoformat(timespec="milliseconds"))
        except NeopainError as fault:
            logger.error("the session's record could not be closed; its readings are kept: %s", fault)  # noqa: TRY400 - the world's
        except Exception:
            logger.exception("the session's record could not be closed; its readings are kept")
        self._release()

    def _release(self) -> None:
        store, self._store, self._begun = self._store, None, False
        if store is not None:
            with suppress(NeopainError):
                store.close()

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
