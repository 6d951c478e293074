"""The watchdog's side of the heartbeats: a thread that listens to the line, and the judgement of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable

from neopain.core.clock import Clock
from neopain.core.liveness.heartbeat import HeartbeatRule, PulseFinding


class HeartbeatListener:
    """Listens from `start` on; `look` judges and belongs to one thread."""

    def __init__(self, line: Iterable[str], clock: Clock) -> None:
        """`line` gives the monitor's words and ends when its process has ended."""
        self._line = line
        self._clock = clock
        self._rule = HeartbeatRule(clock.monotonic())
        self._heard: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def start(self) -> None:
        """Listen on a thread that ends with the line."""
        threading.Thread(target=self._listen, name="heartbeats", daemon=True).start()

    def look(self, wait_s: float = 0.0) -> PulseFinding:
        """Take what was heard, after waiting up to `wait_s` for the first of it, and judge."""
        try:
            word = self._heard.get(timeout=wait_s) if wait_s > 0 else self._heard.get_nowait()
            while True:
                self._take(word)
                word = self._heard.get_nowait()
        except queue.Empty:
            return self._rule.look(self._clock.monotonic())

    def _take(self, word: str | None) -> None:
        now = self._clock.monotonic()
        if word is None:
            self._rule.lose(now)
        else:
            self._rule.hear(word, now)

    def _listen(self) -> None:
        try:
            for word in self._line:
                self._heard.put(word)
        except (OSError, ValueError):
            pass  # a broken line is an ended one; what is no text is no sign of life
        self._heard.put(None)
