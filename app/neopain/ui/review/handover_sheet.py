"""The handover on the screen: which hours, the page, and its way onto paper or into a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QWidget

from neopain.reports.content.handover import Handover
from neopain.ui.review.handover_pdf import ON_SCREEN, document_of
from neopain.ui.sheets.sheet import Sheet

HOURS = (8, 12, 24)
MARGIN_PX = 40


class HandoverSheet(Sheet):
    """Shows a page of black on white, as it is printed.

    Signals:
        asked: float, how many hours until the end of the record; 0 for all of it.
        pdf_asked: no value, as a file.
        print_asked: no value, on paper.
    """

    asked = Signal(float)
    pdf_asked = Signal()
    print_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Handover"))
        self.handover: Handover | None = None
        row = QHBoxLayout()
        self._choices: list[QPushButton] = []
        names = [self.tr("{hours} h").format(hours=hours) for hours in HOURS]
        for name, hours in zip((*names, self.tr("All")), (*HOURS, 0), strict=True):
            button = QPushButton(name)
            button.setProperty("role", "slim")
            button.setAccessibleName(self.tr("The page about {span}").format(span=name))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(False)
            button.setChecked(hours == HOURS[1])
            button.clicked.connect(lambda _checked, wanted=hours: self.asked.emit(float(wanted)))
            self._choices.append(button)
            row.addWidget(button)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setAccessibleName(self.tr("The page for a handover"))
        self.page.setStyleSheet("background: white; color: black;")
        self.page.setPlainText(self.tr("Reading the record ..."))
        self.content.addLayout(row)
        self.content.addWidget(self.page, 1)
        self._buttons: Sequence[QPushButton] = (
            self.add_foot(self.tr("Print")),
            self.add_foot(self.tr("Save as PDF ..."), strong=True),
        )
        for button, signal in zip(self._buttons, (self.print_asked, self.pdf_asked), strict=True):
            button.clicked.connect(signal)
            button.setEnabled(False)

    def show_page(self, handover: Handover) -> None:
        """Take the numbers."""
        self.handover = handover
        width = max(320, self.page.viewport().width() - MARGIN_PX)
        document = document_of(handover, width_px=width, larger=ON_SCREEN)
        document.setParent(self.page)
        self.page.setDocument(document)
        for button in self._buttons:
            button.setEnabled(True)
