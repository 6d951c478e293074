"""The recorded sessions, and their export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from neopain.bedside.contract import SessionLine
from neopain.ui.language.words import minutes_seconds
from neopain.ui.sheets.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.sheet import Sheet

READINGS_COLUMN, ROOMY_EM = 3, 46
ID_ROLE = Qt.ItemDataRole.UserRole


class SessionSheet(Sheet):
    """Lists sessions, newest first.

    Signals:
        export_asked: (str, object), a session's id and the Path to write.
        sheet_asked: Sheet, one to be opened over this one.
    """

    export_asked = Signal(str, object)
    sheet_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Recorded sessions"))
        self._hint = QLabel(self.tr("Reading the record ..."))
        headings = (
            self.tr("Started"),
            self.tr("Source"),
            self.tr("Duration"),
            self.tr("Readings"),
            self.tr("Scored"),
            self.tr("Alarms"),
            self.tr("Closed"),
        )
        self._table = QTableWidget(0, len(headings))
        self._table.setHorizontalHeaderLabels(headings)
        self._table.setAccessibleName(self.tr("Recorded sessions, newest first"))
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(56)
        self.content.addWidget(self._table, 1)
        self.foot.addWidget(self._hint, 1)
        self._export = self.add_foot(self.tr("Export CSV ..."), strong=True)
        self._export.clicked.connect(self._pick_target)
        self._export.setEnabled(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the count of readings out where there is no room for the source beside it."""
        super().resizeEvent(event)
        self._table.setColumnHidden(READINGS_COLUMN, self.width() < ROOMY_EM * self.fontMetrics().height())

    @property
    def selected(self) -> str | None:
        """The id of the chosen session."""
        row = self._table.currentRow()
        item = self._table.item(row, 0) if row >= 0 else None
        return None if item is None else str(item.data(ID_ROLE))

    def show_sessions(self, sessions: Sequence[SessionLine]) -> None:
        """Fill the list."""
        self._table.setRowCount(len(sessions))
        for row, session in enumerate(sessions):
            share = f"{100 * session.scored / session.readings:.0f} %" if session.readings else "-"
            started = datetime.fromisoformat(session.started_utc).astimezone()
            cells = (
                started.strftime("%Y-%m-%d %H:%M"),
                session.source,
                minutes_seconds(session.duration_s),
                str(session.readings),
                share,
                str(session.alarms),
                self.tr("yes") if session.closed else self.tr("no"),
            )
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setData(ID_ROLE, session.id)
                self._table.setItem(row, column, item)
        if sessions:
            self._table.selectRow(0)
        self._export.setEnabled(bool(sessions))
        self._hint.setText("" if sessions else self.tr("No session has been recorded yet."))

    @Slot()
    def _pick_target(self) -> None:
        session_id = self.selected
        if session_id is None:
            return
        picker = FileSheet(
            self.tr("Export the session as CSV"),
            Wanted.NEW_FILE,
            Path.home(),
            f"neopain-{session_id[:8]}.csv",
        )
        picker.chosen.connect(lambda path: self.export_asked.emit(session_id, path))
        self.sheet_asked.emit(picker)
