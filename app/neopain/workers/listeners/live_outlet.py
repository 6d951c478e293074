"""Tells another program what happens, as it happens, and can neither slow nor stop the monitor.

The monitor's threads put things into a bounded queue and go on; one thread of its own writes them. A reader
that is slow, hangs or goes costs lines, which are counted and told, and nothing else.
"""

from __future__ import annotations

import errno
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from neopain.core.ports import LiveSink
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry
from neopain.core.text import Text

READINGS = 2_000
"""Longest queue that still takes a reading: some minutes of them."""
ENTRIES = 4_000
"""Longest queue that still takes a line of the log: alarms are dropped last."""
CLOSE_S = 2.0
"""Longest wait at the end for a reader to take what is left."""


class LiveOutlet:
    """Tells a sink, from `start` to `close`. Any thread may put things in."""

    def __init__(self, sink: LiveSink) -> None:
        """The sink is used in the outlet's thread alone, as a named pipe waits for its reader."""
        self._sink = sink
        self._waiting: deque[Reading | LogEntry | _Missing] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._dropped = self._told = 0
        self._fault = ""
        # A write that hangs must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="live outlet", daemon=True)

    @property
    def trouble(self) -> str:
        """What is wrong with the reader, in words; "" when nothing is."""
        if self._fault:
            return Text("{fault}; nothing more is told there, monitoring goes on", fault=self._fault)
        if self._dropped:
            return Text("its reader is too slow: {count} lines dropped", count=self._dropped)
        return ""

    @property
    def name(self) -> str:
        """The option of the command line that asked for it."""
        return self._sink.name

    def start(self) -> None:
        """Begin; that the machine gives no more threads is a trouble like others."""
        try:
            self._thread.start()
        except RuntimeError as fault:
            self._give_up(Text("it cannot be told ({fault})", fault=fault))

    def on_reading(self, reading: Reading) -> None:
        """Tell a reading."""
        self._put(reading, READINGS)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Tell lines of the log."""
        for entry in entries:
            self._put(entry, ENTRIES)

    def close(self, timeout_s: float = CLOSE_S) -> None:
        """Write what is left and end; what a hanging reader does not take in time is dropped."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        if self._thread.is_alive():
            with self._changed:
                self._forget()
            self._fault = self._fault or Text("its reader does not read")

    def _put(self, item: Reading | LogEntry, room: int) -> None:
        with self._changed:
            if self._fault or len(self._waiting) >= room:
                self._drop()
            else:
                self._waiting.append(item)
                self._changed.notify()

    def _drop(self) -> None:
        self._dropped += 1
        newest = self._waiting[-1] if self._waiting else None
        if isinstance(newest, _Missing):
            newest.count += 1
        elif not self._fault:
            self._waiting.append(_Missing(1))

    def _run(self) -> None:
        sink, opened = self._sink, False
        try:
            sink.open()
            opened = True
            while self._tell_next():
                pass
            sink.end(self._told, self._dropped)
        except OSError as fault:
            gone = fault.errno in {errno.EPIPE, errno.ECONNRESET}
            self._give_up(Text("its reader has gone") if gone else _failed(fault, opened=opened))
        finally:
            with suppress(OSError):
                sink.close()

    def _tell_next(self) -> bool:
        """Wait for the next thing and tell it; False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            item = self._waiting.popleft() if self._waiting else None
        if isinstance(item, _Missing):
            self._sink.dropped(item.count)
        elif item is not None:
            self._told += 1
            self._sink.tell(item)
        return item is not None

    def _give_up(self, why: str) -> None:
        with self._changed:
            self._fault = why
            self._forget()

    def _forget(self) -> None:
        self._dropped += sum(not isinstance(one, _Missing) for one in self._waiting)
        self._waiting.clear()


def _failed(fault: OSError, *, opened: bool) -> Text:
    why = fault.strerror or str(fault)
    return (
        Text("it cannot be written ({why})", why=why)
        if opened
        else Text("it cannot be opened ({why})", why=why)
    )


@dataclass(slots=True)
class _Missing:
    """Stands in the queue where things were dropped."""

    count: int
