"""One touch notes what is done to the infant; ten seconds to take it back, later the same button edits."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from neopain.core.clinical.annotation_choices import (
    FREE_TEXT_CODE,
    FREE_TEXT_MAX,
    UNDO_CODE,
    UNDO_S,
    Annotation,
    annotation_choices,
)
from neopain.ui.language.translate import shown
from neopain.ui.widgets.buttons.button_grid import ButtonGrid, relabel
from neopain.ui.widgets.buttons.icon_paths import Icon

NOTE_ICONS: Mapping[str, Icon] = {
    "heel_lance": Icon.LANCE,
    "venepuncture": Icon.NEEDLE,
    "suction": Icon.SUCTION,
    "sucrose": Icon.DROP,
    "repositioning": Icon.TURN,
    "diaper": Icon.DIAPER,
    "feeding": Icon.BOTTLE,
    "skin_to_skin": Icon.SKIN,
    "analgesic_given": Icon.CAPSULE,
}
"""By code; a note without one gets its word alone."""


class AnnotationBar(QWidget):
    """A row of buttons from `annotations`.

    Signals:
        noted: Annotation; its code is `undo` when the one named by the label is taken back.
        notes_asked: look at the notes, change or delete one.
        words_asked: a note in somebody's own words.
    """

    noted = Signal(object)
    words_asked = Signal()
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
            label = shown(choice.label)
            tip = self.tr("Note now: {label}").format(label=label)
            key = f"note_{number}" if number <= 9 else ""
            icon = NOTE_ICONS.get(choice.code)
            self.grid.add(label, tip, lambda one=choice: self._note(one), key=key, icon=icon)
        self.grid.add(
            self.tr("Note..."),
            self.tr("Note something in your own words"),
            self.words_asked.emit,
            key="free_note",
            icon=Icon.NOTE,
        )
        self._undo = self.grid.add(
            self.tr("Edit notes"),
            self.tr("Take the last note back; later change time, end and words of any, or delete it"),
            self._take_back_or_edit,
            key="undo_note",
            icon=Icon.UNDO,
        )
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)

    def arrange(self, *, portrait: bool) -> None:
        """Two rows, or as many as a narrow screen needs."""
        self.grid.keep_rows(None if portrait else 2)

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

    @Slot(str)
    def note_words(self, text: str) -> None:
        """Note what somebody wrote."""
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
