"""The place for sheets: the newest on top, the ones under it wait as they were left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.buttons.shortcuts import KEYS


class SheetHost(QStackedWidget):
    """Hidden while it holds nothing.

    Signals:
        turned: bool, whether there is a sheet now; also when another one came on top.
    """

    turned = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Wherever the focus is: Escape on a button below must close the sheet, too.
        self._escape = QShortcut(QKeySequence(KEYS["close_sheet"]), self)
        self._escape.setContext(Qt.ShortcutContext.WindowShortcut)
        self._escape.activated.connect(self.dismiss_top)
        self._escape.setEnabled(False)
        self.hide()

    @property
    def top(self) -> Sheet | None:
        """The sheet that is seen."""
        sheet = self.currentWidget()
        return sheet if isinstance(sheet, Sheet) else None

    def open(self, sheet: Sheet) -> None:
        """Show it on top; another one of its kind and title goes."""
        for number in reversed(range(self.count())):
            other = self.widget(number)
            if isinstance(other, Sheet) and type(other) is type(sheet) and other.title == sheet.title:
                other.dismiss()
        sheet.closed.connect(lambda: self._remove(sheet))
        self.addWidget(sheet)
        self.setCurrentWidget(sheet)
        self._turn()
        sheet.take_focus()

    def dismiss_top(self) -> None:
        """Close the sheet that is seen."""
        if self.top is not None:
            self.top.dismiss()

    def dismiss_kinds(self, *kinds: type[Sheet]) -> None:
        """Close the sheets of these kinds, wherever they lie: what they are about is over."""
        for number in reversed(range(self.count())):
            sheet = self.widget(number)
            if isinstance(sheet, kinds):
                sheet.dismiss()

    def dismiss_all(self) -> None:
        """Close every sheet: the patient they are about is gone."""
        while self.top is not None:
            self.top.dismiss()

    def _remove(self, sheet: Sheet) -> None:
        self.removeWidget(sheet)
        sheet.deleteLater()
        if self.count():
            self.setCurrentIndex(self.count() - 1)
        self._turn()
        if self.top is not None:
            self.top.take_focus()
        else:
            # Not the next button in the row, which may be the one that answers an alarm.
            self.window().setFocus()

    def _turn(self) -> None:
        there = self.count() > 0
        self._escape.setEnabled(there)
        self.setVisible(there)
        self.turned.emit(there)
