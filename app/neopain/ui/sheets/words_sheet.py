"""A note in one's own words."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from neopain.core.clinical.annotation_choices import FREE_TEXT_MAX
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.on_screen_keys import OnScreenKeys


class WordsSheet(Sheet):
    """One line.

    Signals:
        given: str, what was typed, blanks put in order; never "".
    """

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Note in your own words"))
        self.text = QLineEdit()
        self.text.setMaxLength(FREE_TEXT_MAX)
        self.text.setAccessibleName(self.tr("What happened? Do not write names."))
        self.text.textChanged.connect(self._follow)
        self.content.addWidget(QLabel(self.tr("What happened? Do not write names.")))
        self.content.addWidget(self.text)
        self.content.addWidget(OnScreenKeys(words=True))
        self.content.addStretch(1)
        self.save = self.add_foot(self.tr("Note"), strong=True)
        self.save.clicked.connect(self._give)
        self._follow()

    @property
    def _words(self) -> str:
        return " ".join(self.text.text().split())

    @Slot()
    def _follow(self) -> None:
        self.save.setEnabled(bool(self._words))

    @Slot()
    def _give(self) -> None:
        words = self._words
        self.dismiss()
        self.given.emit(words)
