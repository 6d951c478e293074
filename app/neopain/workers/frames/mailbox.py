"""Latest wins: a slot between two threads that holds the newest item only.

Between a camera at 15 to 30 pictures a second and a model at 3 to 5, an old picture is worth nothing: the
slot is overwritten and counts what was lost. Readings and log entries never travel this way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """One slot, any number of writers, one reader.

    Attributes:
        replaced: items that were overwritten before anybody took them.
    """

    def __init__(self) -> None:
        self._filled = threading.Condition()
        self._item: Item | None = None
        self._closed = False
        self._tell: Callable[[], None] | None = None
        self.replaced = 0

    def tell(self, listener: Callable[[], None] | None) -> None:
        """Call `listener` after each item that is laid down, on the writer's thread; None to call nobody.

        For a reader who must not wait: it may neither take its time nor raise.
        """
        self._tell = listener

    def put(self, item: Item) -> None:
        """Lay `item` in the slot, over whatever is there; nowhere once it is closed. Never waits."""
        with self._filled:
            if self._closed:
                return
            if self._item is not None:
                self.replaced += 1
            self._item = item
            self._filled.notify()
        tell = self._tell
        if tell is not None:
            tell()

    def take(self, timeout_s: float = 0.0) -> Item | None:
        """Empty the slot; waits up to `timeout_s` for something to be there. None when nothing came."""
        with self._filled:
            if self._item is None and not self._closed and timeout_s > 0:
                self._filled.wait_for(lambda: self._item is not None or self._closed, timeout_s)
            item, self._item = self._item, None
            return item

    def close(self) -> None:
        """Empty the slot, so that no picture outlives its session, and wake the reader; takes do not wait."""
        with self._filled:
            self._closed = True
            self._item = None
            self._filled.notify_all()
