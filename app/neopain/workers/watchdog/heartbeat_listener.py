"""The watchdog's side of the heartbeats: a thread that listens to the line, and the judgement of it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable

from neopain.core.clock import Clock
from neopain.core.liveness.heartbeat import PING, HeartbeatRule, Pulse, PulseFinding
from neopain.workers.watchdog.claim import Claim


class HeartbeatListener:
    """Listens from `start` on; `look` judges and belongs to one thread."""

    def __init__(
        self,
        line: Iterable[str],
        clock: Clock,
        *,
        answer: Callable[[], None] = lambda: None,
        claim: Claim | None = None,
    ) -> None:
        """Args: what is heard, what is said.

        line: gives the monitor's words and ends when its process has ended.
        clock: for the judgement.
        answer: tells the monitor that its ping was heard.
        claim: says when a newer watchdog guards a newer monitor of the same folder.
        """
        self._line = line
        self._answer = answer
        self._claim = claim or Claim(None)
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
            finding = self._rule.look(self._clock.monotonic())
        if finding.pulse in {Pulse.GONE, Pulse.STALLED} and self._claim.lost:
            # A newer monitor runs, under a newer watchdog: what is said of the old one would be taken for it.
            return PulseFinding(Pulse.ENDED)
        return finding

    def _take(self, word: str | None) -> None:
        now = self._clock.monotonic()
        if word is None:
            self._rule.lose(now)
        elif word.strip() == PING:
            # From the thread that judges and shows: if that hangs, there is no answer.
            self._claim.take()
            self._answer()
        else:
            self._rule.hear(word, now)

    def _listen(self) -> None:
        try:
            for word in self._line:
                self._heard.put(word)
        except (OSError, ValueError):
            pass  # a broken line is an ended one; what is no text is no sign of life
        self._heard.put(None)
