"""Slow work off the GUI thread: models, cameras, files. The answer comes back on the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Outcome:
    tell: Callable[[], None]


class BackgroundCalls(QObject):
    """Runs each call on a thread of its own; few at a time, so no pool.

    Signals:
        busy_changed: int, calls under way.
    """

    busy_changed = Signal(int)
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads: set[threading.Thread] = set()
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Answer],
        *,
        on_answer: Callable[[Answer], None],
        on_fault: Callable[[Exception], None],
    ) -> None:
        """Start `work`; exactly one of the two is called later, on the GUI thread."""
        thread = threading.Thread(target=self._carry_out, args=(work, on_answer, on_fault), daemon=True)
        self._threads = {other for other in self._threads if other.is_alive()} | {thread}
        thread.start()
        self.busy_changed.emit(self.under_way)

    @property
    def under_way(self) -> int:
        """How many calls have not ended."""
        return sum(thread.is_alive() for thread in self._threads)

    def join(self, deadline_s: float) -> bool:
        """Wait for all calls, at most that long each; False when one still runs."""
        for thread in self._threads:
            thread.join(deadline_s)
        return self.under_way == 0

    def _carry_out(
        self,
        work: Callable[[], Answer],
        on_answer: Callable[[Answer], None],
        on_fault: Callable[[Exception], None],
    ) -> None:
        try:
            answer = work()
        except Exception as fault:  # noqa: BLE001  the top of this thread: every fault reaches the window
            self._done.emit(_Outcome(partial(on_fault, fault)))
        else:
            self._done.emit(_Outcome(partial(on_answer, answer)))

    @Slot(object)
    def _on_done(self, outcome: _Outcome) -> None:
        outcome.tell()
        self.busy_changed.emit(self.under_way)
