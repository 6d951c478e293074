"""The recorded sessions, and their export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from neopain.bedside.contract import SessionLine
from neopain.ui.language.words import minutes_seconds

ID_ROLE = Qt.ItemDataRole.UserRole


class SessionDialog(QDialog):
    """Lists sessions, newest first.

    Signals:
        export_asked: (str, object), a session's id and the Path to write.
    """

    export_asked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Recorded sessions"))
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
        self._export = QPushButton(self.tr("Export CSV ..."))
        self._export.setProperty("role", "strong")
        self._export.clicked.connect(self._pick_target)
        self._export.setEnabled(False)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self._hint, 1)
        row.addWidget(self._export)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addWidget(self._table, 1)
        column.addLayout(row)
        self.resize(980, 520)

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
                started.strftime("%Y-%m-%d %H:%M:%S"),
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
        picker = QFileDialog(self, self.tr("Export the session as CSV"))
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setNameFilter("CSV (*.csv)")
        picker.setDefaultSuffix("csv")
        picker.selectFile(f"neopain-{session_id[:8]}.csv")
        picker.fileSelected.connect(lambda name: self.export_asked.emit(session_id, Path(name)))
        picker.open()
