"""Stays and sessions of the record, with a search; one is opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from neopain.core.stay.reviewed import StayLine, local_text
from neopain.ui.sheets.sheet import Sheet

ID_ROLE = Qt.ItemDataRole.UserRole
SOURCE_COLUMN, SESSIONS_COLUMN, ROOMY_EM = 3, 4, 46


class ReviewListSheet(Sheet):
    """Newest first.

    Signals:
        opened: str, id of the stay or session.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Review: stays and sessions"))
        self._lines: Sequence[StayLine] = ()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("code, date (2026-05-31), source"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        headings = (
            self.tr("Patient"),
            self.tr("From"),
            self.tr("Until"),
            self.tr("Source"),
            self.tr("Sessions"),
            # Not of the time: an unscored second may have many readings, and a calm one has one.
            self.tr("Readings scored").replace(" ", "\n", 1),
            self.tr("Alarms"),
        )
        self.table = QTableWidget(0, len(headings))
        self.table.setHorizontalHeaderLabels(headings)
        self.table.setAccessibleName(self.tr("Stays and sessions, newest first"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(SOURCE_COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(56)
        self.table.itemActivated.connect(self._choose)
        self._hint = QLabel(self.tr("Reading the record ..."))
        self.content.addWidget(self.search)
        self.content.addWidget(self.table, 1)
        self.foot.addWidget(self._hint, 1)
        self._button = self.add_foot(self.tr("Open"), strong=True)
        self._button.clicked.connect(self._choose)
        self._button.setEnabled(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave source and count of sessions out where there is no room for them."""
        super().resizeEvent(event)
        narrow = self.width() < ROOMY_EM * self.fontMetrics().height()
        for column in (SOURCE_COLUMN, SESSIONS_COLUMN):
            self.table.setColumnHidden(column, narrow)

    @property
    def selected(self) -> str | None:
        """The id of the chosen line."""
        row = self.table.currentRow()
        item = self.table.item(row, 0) if row >= 0 else None
        return None if item is None else str(item.data(ID_ROLE))

    def show_lines(self, lines: Sequence[StayLine]) -> None:
        """Fill the list."""
        self._lines = lines
        self._fill()

    @Slot()
    def _fill(self) -> None:
        found = [line for line in self._lines if line.matches(self.search.text())]
        self.table.setRowCount(len(found))
        for row, line in enumerate(found):
            for column, text in enumerate(self._cells(line)):
                item = QTableWidgetItem(text)
                item.setData(ID_ROLE, line.id)
                self.table.setItem(row, column, item)
        if found:
            self.table.selectRow(0)
        self._button.setEnabled(bool(found))
        empty = self.tr("Nothing has been recorded yet.") if not self._lines else self.tr("Nothing found.")
        self._hint.setText("" if found else empty)

    def _cells(self, line: StayLine) -> tuple[str, ...]:
        share = f"{100 * line.scored / line.readings:.0f} %" if line.readings else "-"
        name = line.patient_code or self.tr("(nobody admitted)")
        if line.is_stay and line.open:
            name = self.tr("{code} - here now").format(code=name)
        source = line.sources[0] + (f" +{len(line.sources) - 1}" if len(line.sources) > 1 else "")
        return (
            name,
            local_text(line.started_utc),
            local_text(line.last_utc),
            source,
            str(line.sessions),
            share,
            str(line.alarms),
        )

    @Slot()
    def _choose(self) -> None:
        chosen = self.selected
        if chosen is not None:
            self.opened.emit(chosen)
