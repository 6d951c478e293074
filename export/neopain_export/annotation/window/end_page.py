"""The page behind the last picture, and that of a pause: nothing of a picture is seen on either."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from neopain_export.annotation.window import keys


class PausePage(QWidget):
    """Hides the picture, and stops the time.

    Signals:
        go_on_asked: somebody wants to go on.
    """

    go_on_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = QLabel(
            self.tr("Paused. All answers are kept; you can also close the window and go on later.")
        )
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.go_on = QPushButton()
        self.go_on.setProperty("role", "strong")
        keys.label(self.go_on, self.tr("Go on"), "go_on")
        self.go_on.clicked.connect(lambda _checked: self.go_on_asked.emit())
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


class EndPage(QWidget):
    """Everything is answered: look back, or finish for good; then how far two raters agree.

    Signals:
        back_asked, undo_asked, finish_asked: the three buttons.
    """

    back_asked = Signal()
    undo_asked = Signal()
    finish_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.figures = QTextBrowser()
        self.figures.setAccessibleName(self.tr("How far the two raters agree"))
        self.back, self.undo, self.finish = QPushButton(), QPushButton(), QPushButton()
        keys.label(self.back, self.tr("Back"), "end_back", self.tr("Look at what was answered before"))
        keys.label(self.undo, self.tr("Undo"), "end_undo", self.tr("Take the last answer back"))
        keys.label(self.finish, self.tr("Finish"), "finish", self.tr("No answer can be changed any more"))
        self.finish.setProperty("role", "strong")
        row = QHBoxLayout()
        for button, signal in (
            (self.back, self.back_asked),
            (self.undo, self.undo_asked),
            (self.finish, self.finish_asked),
        ):
            button.clicked.connect(lambda _checked, signal=signal: signal.emit())
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.addWidget(self._words)
        column.addWidget(self.figures, 100)
        column.addStretch(1)
        column.addLayout(row)
        self.figures.hide()

    @property
    def text(self) -> str:
        """What is said above."""
        return self._words.text()

    def show_open(self, count: int) -> None:
        """All are answered, nothing is final yet."""
        self._words.setText(
            self.tr(
                "All {count} are answered. Until you finish you can look back and change them; afterwards "
                "nobody can."
            ).format(count=count)
        )
        for button in (self.back, self.undo, self.finish):
            button.show()

    def show_done(self, words: str) -> None:
        """Final."""
        self._words.setText(words)
        for button in (self.back, self.undo, self.finish):
            button.hide()

    def show_figures(self, html: str) -> None:
        """The agreement as a table."""
        self.figures.setHtml(html)
        self.figures.show()
