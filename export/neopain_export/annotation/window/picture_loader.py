"""Reads the pictures of an item off the GUI thread, and those of the next one before they are asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from neopain.ui.platform.background import BackgroundCalls
from neopain_export.annotation.rating.items import Item
from neopain_export.annotation.sources.showing import Shown, load

logger = logging.getLogger(__name__)


class PictureLoader(QObject):
    """Keeps what is shown and what comes next, and forgets the rest.

    Signals:
        loaded: str, the item whose pictures are there now, or were found to be unreadable.
    """

    loaded = Signal(str)

    def __init__(self, parent: QObject | None = None, read: Callable[[Item], Shown] = load) -> None:
        super().__init__(parent)
        self._read = read
        self._calls = BackgroundCalls(self)
        self._kept: dict[str, Shown | None] = {}
        self._wanted: set[str] = set()

    def want(self, *items: Item) -> None:
        """These are shown now or next."""
        ids = {item.id for item in items}
        self._kept = {item_id: shown for item_id, shown in self._kept.items() if item_id in ids}
        for item in items:
            if item.id not in self._kept and item.id not in self._wanted:
                self._wanted.add(item.id)
                self._fetch(item)

    def has(self, item_id: str) -> bool:
        """Whether it is known what is to be seen of it."""
        return item_id in self._kept

    def pictures(self, item_id: str) -> Shown | None:
        """Its pictures; None where they cannot be read, or are not there yet."""
        return self._kept.get(item_id)

    def end(self) -> None:
        """Wait for what is being read."""
        self._calls.join(5.0)

    def _fetch(self, item: Item) -> None:
        def done(shown: Shown | None) -> None:
            self._wanted.discard(item.id)
            self._kept[item.id] = shown
            self.loaded.emit(item.id)

        def failed(fault: Exception) -> None:
            # The screen must not tell the file's name; the log may.
            logger.warning("an item cannot be shown: %s", fault)
            done(None)

        self._calls.run(lambda: self._read(item), on_answer=done, on_fault=failed)
