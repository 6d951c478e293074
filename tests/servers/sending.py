"""What the test cameras share: numbered pictures at a pace, and when each was sent."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Sending:
    """Counts pictures over all connections and remembers when each was sent (monotonic s).

    `stop_after` pictures the connection stalls, or is closed if `then` is "close".
    """

    def __init__(self, fps: float = 15.0, stop_after: int | None = None, then: str = "stall") -> None:
        self.fps = fps
        self.stop_after = stop_after
        self.then = then
        self.sent_at: dict[int, float] = {}
        self.connections = 0
        self.over = threading.Event()

    def numbers(self) -> Iterator[int]:
        """Numbers of the pictures to send now, at the right moments."""
        self.connections += 1
        begun, count = time.monotonic(), 0
        while not self.over.is_set() and count != self.stop_after:
            number = len(self.sent_at)
            self.sent_at[number] = time.monotonic()
            yield number
            count += 1
            self.over.wait(max(0.0, begun + count / self.fps - time.monotonic()))
        if self.then == "stall":
            self.over.wait()


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that nobody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]
