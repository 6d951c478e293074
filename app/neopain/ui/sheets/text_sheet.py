"""A page of text: the model card, or the limits in force."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser, QWidget

from neopain.ui.sheets.sheet import Sheet


class TextSheet(Sheet):
    """Shows Markdown; follows no links out of the program."""

    def __init__(self, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(title)
        self.page = page = QTextBrowser()
        page.setOpenLinks(False)
        page.setMarkdown(markdown)
        page.setAccessibleName(title)
        self.content.addWidget(page, 1)
