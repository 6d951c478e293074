"""The last lines of the session's log, newest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from neopain.core.sessions import LogEntry
from neopain.ui.language.translate import kept_ltr, shown

KEEP = 200
NOTE_ROLE = Qt.ItemDataRole.UserRole


class EventList(QFrame):
    """A short memory for the eye; the record keeps every line.

    Signals:
        note_asked: str, the id of the note whose line was double-clicked or chosen with Return.
    """

    note_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._utc_of_zero: datetime | None = None
        title = QLabel(self.tr("EVENTS"))
        title.setProperty("role", "title")
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Events of this session, newest first"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setProperty("role", "small")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(self._list, 1)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown, newest first."""
        return tuple(self._list.item(row).text() for row in range(self._list.count()))

    def begin(self, utc: datetime, at: float) -> None:
        """A new session: forget, and take the bridge between its clocks."""
        self._list.clear()
        self._utc_of_zero = utc - timedelta(seconds=at)

    def add(self, entry: LogEntry) -> None:
        """Put a line on top."""
        when = ""
        if self._utc_of_zero is not None:
            when = (self._utc_of_zero + timedelta(seconds=entry.at)).astimezone().strftime("%H:%M:%S  ")
        item = QListWidgetItem(f"{kept_ltr(when)}{shown(entry.text)}")
        item.setData(NOTE_ROLE, str(dict(entry.detail).get("mark", "")))
        self._list.insertItem(0, item)
        while self._list.count() > KEEP:
            self._list.takeItem(self._list.count() - 1)

    @Slot(QListWidgetItem)
    def _on_activated(self, item: QListWidgetItem) -> None:
        if item.data(NOTE_ROLE):
            self.note_asked.emit(str(item.data(NOTE_ROLE)))
