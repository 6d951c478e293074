"""The last lines of the session's log, newest first; one kind of them when wanted; the alarms one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neopain.core.sessions import LogEntry, LogKind
from neopain.ui.language.moments import moment
from neopain.ui.language.translate import kept_ltr, shown

KEEP = 200
"""Of each kind, so that no chatter of the camera pushes an alarm out."""
NOTE_ROLE = Qt.ItemDataRole.UserRole
TIME_ROLE = Qt.ItemDataRole.UserRole + 1
KIND_ROLE = Qt.ItemDataRole.UserRole + 2
TEXT_ROLE = Qt.ItemDataRole.UserRole + 3


class EventKind(StrEnum):
    """What the list can be narrowed to."""

    ALL = "all"
    ALARM = "alarm"
    NOTE = "note"
    MACHINE = "machine"


_KINDS = {
    LogKind.ALARM: EventKind.ALARM,
    LogKind.ANNOTATION: EventKind.NOTE,
    LogKind.ASSESSMENT: EventKind.NOTE,
}


class EventList(QFrame):
    """A short memory for the eye; the record keeps every line.

    Signals:
        note_asked: str, the id of the note whose line was double-clicked or chosen with Return.
        time_asked: float, monotonic s of the line that was double-clicked or stepped to.
    """

    note_asked = Signal(str)
    time_asked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._utc_of_zero: datetime | None = None
        self._newest_at = 0.0
        title = QLabel(self.tr("EVENTS"))
        title.setProperty("role", "title")
        self.filter = QComboBox()
        self.filter.setProperty("role", "slim")
        self.filter.setAccessibleName(self.tr("Which events are shown"))
        for kind, words in (
            (EventKind.ALL, self.tr("All")),
            (EventKind.ALARM, self.tr("Alarms")),
            (EventKind.NOTE, self.tr("Notes")),
            (EventKind.MACHINE, self.tr("Machine")),
        ):
            self.filter.addItem(words, kind.value)
        self.filter.currentIndexChanged.connect(self._narrow)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Events of this session, newest first"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setProperty("role", "small")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._on_activated)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(title, 1)
        row.addWidget(self.filter)
        for sign, step, words in (
            ("\N{BLACK UP-POINTING TRIANGLE}", -1, self.tr("Next alarm")),
            ("\N{BLACK DOWN-POINTING TRIANGLE}", 1, self.tr("Previous alarm")),
        ):
            button = QPushButton(sign)
            button.setProperty("role", "slim")
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(lambda _checked, rows=step: self.step_alarm(rows))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self._list, 1)

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown, newest first."""
        return tuple(item.text() for item in self._items() if not item.isHidden())

    def begin(self, utc: datetime, at: float) -> None:
        """A new session: forget, and take the bridge between its clocks."""
        self._list.clear()
        self._utc_of_zero = utc - timedelta(seconds=at)
        self._newest_at = at

    def add(self, entry: LogEntry) -> None:
        """Put a line on top."""
        self._take_newest(entry.at)
        item = self._item(entry)
        self._list.insertItem(0, item)
        item.setHidden(not self._wanted(item.data(KIND_ROLE)))
        self._forget_oldest(item.data(KIND_ROLE))

    def add_before(self, entries: Sequence[LogEntry]) -> None:
        """Put the lines of earlier sessions, in order, under those that are there."""
        kept = Counter(str(item.data(KIND_ROLE)) for item in self._items())
        for entry in reversed(entries):
            item = self._item(entry)
            kind = str(item.data(KIND_ROLE))
            if kept[kind] < KEEP:
                kept[kind] += 1
                self._list.addItem(item)
                item.setHidden(not self._wanted(kind))

    def _item(self, entry: LogEntry) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setData(TEXT_ROLE, shown(entry.text))
        item.setData(NOTE_ROLE, str(dict(entry.detail).get("mark", "")))
        item.setData(TIME_ROLE, entry.at)
        item.setData(KIND_ROLE, _KINDS.get(entry.kind, EventKind.MACHINE).value)
        self._write(item)
        return item

    def _write(self, item: QListWidgetItem) -> None:
        """Time and words; a line of another day than the newest one's has its day, too."""
        when, zero = "", self._utc_of_zero
        if zero is not None:
            at, newest = (
                zero + timedelta(seconds=second) for second in (item.data(TIME_ROLE), self._newest_at)
            )
            when = moment(at, newest, "%H:%M:%S  ")
        item.setText(f"{kept_ltr(when)}{item.data(TEXT_ROLE)}")

    def _take_newest(self, at: float) -> None:
        before, self._newest_at = self._newest_at, max(at, self._newest_at)
        zero = self._utc_of_zero
        if zero is None:
            return
        days = [(zero + timedelta(seconds=one)).astimezone().date() for one in (before, self._newest_at)]
        if days[0] != days[1]:
            for item in self._items():
                self._write(item)

    def step_alarm(self, rows: int) -> None:
        """Choose the next older (+1) or newer (-1) line of an alarm, and ask for its time."""
        alarms = [
            row for row, item in enumerate(self._items()) if item.data(KIND_ROLE) == EventKind.ALARM.value
        ]
        here = self._list.currentRow()
        ahead = [row for row in alarms if (row > here if rows > 0 else row < here)]
        if not ahead:
            return
        item = self._list.item(ahead[0] if rows > 0 else ahead[-1])
        if item.isHidden():
            self.filter.setCurrentIndex(self.filter.findData(EventKind.ALARM.value))
        self._list.setCurrentItem(item)
        self._list.scrollToItem(item)
        self.time_asked.emit(float(item.data(TIME_ROLE)))

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _wanted(self, kind: str) -> bool:
        return self.filter.currentData() in {EventKind.ALL.value, kind}

    def _forget_oldest(self, kind: str) -> None:
        if self._list.count() <= KEEP:
            return
        rows = [row for row, item in enumerate(self._items()) if item.data(KIND_ROLE) == kind]
        if len(rows) > KEEP:
            self._list.takeItem(rows[-1])

    @Slot()
    def _narrow(self) -> None:
        for item in self._items():
            item.setHidden(not self._wanted(item.data(KIND_ROLE)))

    @Slot(QListWidgetItem)
    def _on_activated(self, item: QListWidgetItem) -> None:
        self.time_asked.emit(float(item.data(TIME_ROLE)))
        if item.data(NOTE_ROLE):
            self.note_asked.emit(str(item.data(NOTE_ROLE)))
