"""Who is there? Initials or a badge, typed or scanned; where the ward wants it, the PIN, too."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from neopain.bedside.contracts.ward import PinAnswer
from neopain.core.clinical.pin import Verdict
from neopain.core.clinical.signing import LONGEST
from neopain.ui.language.words import refused_pin_words
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.on_screen_keys import OnScreenKeys
from neopain.ui.widgets.entry.pin_pad import PinPad


class SignSheet(Sheet):
    """A scanner that types and presses Return needs no touch at all.

    Signals:
        signed: (str, str), initials or badge, and the PIN, "" where none is asked.
    """

    signed = Signal(str, str)

    def __init__(self, *, ask_pin: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Screen locked: who is there?"))
        says = QLabel(
            self.tr("Score and alarms go on. Acknowledge and Audio pause need no name; all else does.")
        )
        says.setWordWrap(True)
        self.who = QLineEdit()
        self.who.setMaxLength(LONGEST)
        self.who.setPlaceholderText(self.tr("initials, or scan a badge"))
        self.who.setAccessibleName(self.tr("Initials or badge"))
        self.who.textChanged.connect(self._follow)
        self.pad = PinPad(self.tr("PIN"), keys=False)
        self.pad.changed.connect(self._follow)
        self.pad.setVisible(ask_pin)
        self._ask_pin = ask_pin
        self._answer = QLabel()
        self._answer.setWordWrap(True)
        self._answer.setStyleSheet("font-weight: 700;")
        fields = QHBoxLayout()
        fields.addWidget(self.who, 3)
        fields.addWidget(self.pad, 2)
        self.content.addWidget(says)
        self.content.addWidget(self._answer)
        self.content.addLayout(fields)
        # They type into the field that has the focus, so that each key has room for a finger.
        self.content.addWidget(OnScreenKeys())
        self.content.addStretch(1)
        self.go_on = self.add_foot(self.tr("Unlock"), strong=True)
        self.go_on.clicked.connect(self._give)
        self._follow()

    @property
    def answer(self) -> str:
        """Why it was refused; "" when it was not."""
        return self._answer.text()

    def type(self, text: str) -> None:
        """What a scanner or a keyboard typed before the field had the focus."""
        self.who.setFocus()
        self.who.insert(text)

    def show_refusal(self, words: str) -> None:
        """It is not taken."""
        self._answer.setText(words)
        self._follow()

    def show_answer(self, answer: PinAnswer) -> None:
        """The PIN was refused, or was right and the sheet goes."""
        if answer.verdict is Verdict.RIGHT:
            self.dismiss()
            return
        self.show_refusal(refused_pin_words(answer.verdict, answer.wait_s))

    @Slot()
    def _follow(self) -> None:
        self.go_on.setEnabled(bool(self.who.text().strip()) and (bool(self.pad.pin) or not self._ask_pin))

    @Slot()
    def _give(self) -> None:
        self._answer.setText("")
        self.signed.emit(self.who.text(), self.pad.take())
