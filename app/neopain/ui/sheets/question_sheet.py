"""One question with large answers, beside the alarms and blocking nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from neopain.core.clock import Clock
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.buttons.hold_button import HoldButton


@dataclass(frozen=True, slots=True)
class Answer:
    """Words, what they do (None for nothing), and whether they want a hold because they end something."""

    words: str
    act: Callable[[], None] | None = None
    hold: bool = False


class QuestionSheet(Sheet):
    """Each answer closes the sheet and is then carried out; closing without an answer does nothing."""

    def __init__(
        self,
        title: str,
        question: str,
        answers: Sequence[Answer],
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.set_title(title)
        words = QLabel(question)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._hint = QLabel()
        self._hint.setProperty("role", "small")
        self._hint.setWordWrap(True)
        self.content.addWidget(words, 1)
        for number, answer in enumerate(answers):
            self.content.addWidget(self._button(answer, clock, strong=number == 0))
        if any(answer.hold for answer in answers):
            self._hint.setText(self.tr("Hold the button until the ring is full."))
            self.content.addWidget(self._hint)

    def _button(self, answer: Answer, clock: Clock, *, strong: bool) -> QPushButton:
        button: QPushButton
        if answer.hold:
            button = HoldButton(clock)
            button.done.connect(lambda: self._answer(answer))
        else:
            button = QPushButton()
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked: self._answer(answer))
        button.setText(answer.words)
        button.setAccessibleName(answer.words)
        if strong:
            button.setProperty("role", "strong")
        return button

    def _answer(self, answer: Answer) -> None:
        self.dismiss()
        if answer.act is not None:
            answer.act()
