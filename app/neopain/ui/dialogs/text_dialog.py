"""A page of text: the model card, or the limits in force."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QPushButton, QTextBrowser, QVBoxLayout, QWidget


class TextDialog(QDialog):
    """Shows Markdown; follows no links out of the program."""

    def __init__(self, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        page = QTextBrowser()
        page.setOpenLinks(False)
        page.setMarkdown(markdown)
        page.setAccessibleName(title)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.addWidget(page, 1)
        column.addWidget(close)
        self.resize(820, 640)
