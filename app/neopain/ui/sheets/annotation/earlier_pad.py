"""The session's manual assessments so far: look at their history, change one, take a change back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from neopain.core.clinical.scales import scale_by_id
from neopain.core.record import Assessment
from neopain.core.text import Text
from neopain.ui.language.translate import shown

TimeOf = Callable[[float], str]


def assessment_words(one: Assessment) -> Text:
    """Scale and total, or that there is none."""
    label = scale_by_id(one.scale).label
    return Text("{scale} {total}", scale=label, total="-" if one.total is None else one.total)


class EarlierPad(QWidget):
    """A list, newest first.

    Signals:
        change_asked, undo_asked, history_asked: Assessment.
    """

    change_asked = Signal(object)
    undo_asked = Signal(object)
    history_asked = Signal(object)

    def __init__(self, time_of: TimeOf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time_of = time_of
        self._standing: list[Assessment] = []
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Assessments of this session, newest first"))
        self._list.currentRowChanged.connect(self._on_row)
        self._history = QLabel()
        self._history.setWordWrap(True)
        self._history.setProperty("role", "small")
        row = QHBoxLayout()
        self._buttons: list[QPushButton] = []
        for text, signal in (
            (self.tr("Change ..."), self.change_asked),
            (self.tr("Undo the last change"), self.undo_asked),
        ):
            button = QPushButton(text)
            button.clicked.connect(lambda _checked, asked=signal: self._ask(asked))
            self._buttons.append(button)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self._list, 1)
        column.addWidget(self._history)
        column.addLayout(row)
        self._on_row(-1)

    @property
    def history_text(self) -> str:
        """The revisions of the chosen one."""
        return self._history.text()

    def show_standing(self, standing: Sequence[Assessment]) -> None:
        """Fill the list."""
        self._standing = sorted(standing, key=lambda one: one.at, reverse=True)
        self._list.clear()
        for one in self._standing:
            by = f"  {one.author}" if one.author else ""
            edited = self.tr("  (changed)") if one.revision > 1 else ""
            self._list.addItem(f"{self._time_of(one.at)}  {shown(assessment_words(one))}{by}{edited}")
        if self._standing:
            self._list.setCurrentRow(0)
        else:
            self._on_row(-1)

    def show_history(self, revisions: Sequence[Assessment]) -> None:
        """Every revision, oldest first."""
        taken_back = self.tr("taken back")
        words = (
            f"{one.revision}. {taken_back if one.deleted else shown(assessment_words(one))}"
            + (f" ({one.author})" if one.author else "")
            for one in revisions
        )
        self._history.setText(self.tr("History: {words}").format(words="   ".join(words)))

    @Slot(int)
    def _on_row(self, row: int) -> None:
        there = 0 <= row < len(self._standing)
        for button in self._buttons:
            button.setEnabled(there)
        if there:
            self.history_asked.emit(self._standing[row])
        else:
            self._history.setText(self.tr("No assessment in this session yet."))

    def _ask(self, asked: object) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._standing):
            asked.emit(self._standing[row])  # type: ignore[attr-defined]
