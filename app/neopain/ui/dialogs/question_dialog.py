"""One question with large answers, over the window but not blocking it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class QuestionDialog(QDialog):
    """Each answer closes the dialog and is then carried out; closing without an answer does nothing."""

    def __init__(
        self,
        title: str,
        question: str,
        answers: Sequence[tuple[str, Callable[[], None] | None]],
        parent: QWidget | None = None,
    ) -> None:
        """Args: title; the question; words and what each answer does, None for nothing."""
        super().__init__(parent)
        self.setWindowTitle(title)
        words = QLabel(question)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        for number, (text, act) in enumerate(answers):
            button = QPushButton(text)
            button.setAutoDefault(False)
            if number == 0:
                button.setProperty("role", "strong")
            button.clicked.connect(lambda _checked, answer=act: self._answer(answer))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(words, 1)
        column.addLayout(row)
        self.resize(680, 320)

    def _answer(self, act: Callable[[], None] | None) -> None:
        self.accept()
        if act is not None:
            act()
