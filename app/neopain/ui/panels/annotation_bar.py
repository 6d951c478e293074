"""One touch notes what is done to the infant; ten seconds to take it back, later the same button edits."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QLineEdit, QVBoxLayout, QWidget

from neopain.core.clinical.annotation_choices import (
    FREE_TEXT_CODE,
    FREE_TEXT_MAX,
    UNDO_CODE,
    UNDO_S,
    Annotation,
    annotation_choices,
)
from neopain.ui.language.translate import shown_word
from neopain.ui.widgets.button_grid import ButtonGrid, relabel


class AnnotationBar(QWidget):
    """A row of buttons from `annotations`.

    Signals:
        noted: Annotation; its code is `undo` when the one named by the label is taken back.
        notes_asked: look at the notes, change or delete one.
        procedure_asked: watch a procedure, from the baseline before it to five minutes after.
    """

    noted = Signal(object)
    procedure_asked = Signal()
    notes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last: Annotation | None = None
        self._left_s = 0
        self.grid = ButtonGrid()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.grid)
        for number, choice in enumerate(annotation_choices(), start=1):
            label = shown_word(choice.label)
            tip = self.tr("Note now: {label}").format(label=label)
            key = f"Alt+{number}" if number <= 9 else ""
            self.grid.add(label, tip, lambda one=choice: self._note(one), key=key)
        self.grid.add(self.tr("Note..."), self.tr("Note something in your own words"), self._ask, key="Alt+0")
        self._undo = self.grid.add(
            self.tr("Edit notes"),
            self.tr("Take the last note back; later change time, end and words of any, or delete it"),
            self._take_back_or_edit,
            key="Ctrl+Z",
        )
        self.grid.add(
            self.tr("Procedure"),
            self.tr(
                "Watch a procedure: baseline before, five minutes after, then a card. It changes no alarm"
            ),
            self.procedure_asked.emit,
            key="F4",
        )
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)

    def _note(self, annotation: Annotation) -> None:
        self._last = annotation
        self._left_s = round(UNDO_S)
        self._undo.setAccessibleName(self.tr("Undo"))
        self._show_left()
        self._timer.start()
        self.noted.emit(annotation)

    def _take_back_or_edit(self) -> None:
        if self._last is None:
            self.notes_asked.emit()
        else:
            last = self._last
            self._forget()
            self.noted.emit(Annotation(UNDO_CODE, last.label))

    def _ask(self) -> None:
        asking = QInputDialog(self)
        asking.setWindowTitle(self.tr("Note"))
        asking.setLabelText(self.tr("What happened? Do not write names."))
        asking.setTextEchoMode(QLineEdit.EchoMode.Normal)
        asking.setOkButtonText(self.tr("Note"))
        asking.textValueSelected.connect(self._note_text)
        asking.finished.connect(asking.deleteLater)
        asking.open()

    @Slot(str)
    def _note_text(self, text: str) -> None:
        words = " ".join(text.split())[:FREE_TEXT_MAX]
        if words:
            self._note(Annotation(FREE_TEXT_CODE, words))

    @Slot()
    def _count_down(self) -> None:
        self._left_s -= 1
        if self._left_s <= 0:
            self._forget()
        else:
            self._show_left()

    def _show_left(self) -> None:
        relabel(self._undo, self.tr("Undo ({left})").format(left=self._left_s))

    def _forget(self) -> None:
        self._timer.stop()
        self._last = None
        relabel(self._undo, self.tr("Edit notes"))
        self._undo.setAccessibleName(self.tr("Edit notes"))
