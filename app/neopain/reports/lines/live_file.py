"""Live lines into a file, a pipe or standard output."""

from __future__ import annotations

import os
from collections.abc import Callable

from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry
from neopain.reports.lines.live_lines import LiveLines


class LiveFile:
    """Implements `core.ports.LiveSink`."""

    name = "--jsonl"

    def __init__(self, lines: LiveLines, opened: Callable[[], int]) -> None:
        """`opened` gives the file descriptor, when it is asked for, once."""
        self._lines = lines
        self._opened = opened
        self._number = -1

    def open(self) -> None:
        """Open it, and write what stands at the beginning. Raises: OSError."""
        self._number = self._opened()
        self._write(self._lines.first())

    def tell(self, item: Reading | LogEntry) -> None:
        """Raises: OSError."""
        self._write(self._lines.of(item))

    def dropped(self, count: int) -> None:
        """Raises: OSError."""
        self._write(self._lines.dropped(count))

    def end(self, told: int, dropped: int) -> None:
        """Raises: OSError."""
        self._write(self._lines.end(told, dropped))

    def close(self) -> None:
        """Raises: OSError."""
        if self._number >= 0:
            os.close(self._number)

    def _write(self, text: str) -> None:
        rest = memoryview(text.encode("utf-8", "backslashreplace"))
        while rest:
            rest = rest[os.write(self._number, rest) :]
