"""Step 3: the camera tested stage by stage; what fails says why and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from neopain.capture.probe import Stage
from neopain.capture.stages import STAGES, STREAMS, USB_STAGES
from neopain.ui.language.translate import breakable, shown

PASSED, FAILED, WAITS = "✓", "✗", "…"


class TestPage(QWidget):
    """Shows the stages as they end, and what is still to come.

    Signals:
        accepted: str, the SHA-256 of the certificate that the person accepted.
    """

    accepted = Signal(str)
    __test__ = False
    """No test of pytest's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._fingerprint = ""
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self._grid.setVerticalSpacing(2)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.accept = QPushButton(self.tr("It is the same: accept this certificate"))
        self.accept.setAccessibleName(self.accept.text())
        self.accept.setAutoDefault(False)
        self.accept.clicked.connect(lambda _checked: self.accepted.emit(self._fingerprint))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self._verdict)
        column.addWidget(self.accept)
        column.addStretch(1)

    @property
    def verdict(self) -> str:
        """How the test ended; "" while it runs."""
        return self._verdict.text()

    @property
    def lines(self) -> tuple[str, ...]:
        """Sign, name and words of each stage."""
        shown = ((sign.text(), words.text().replace("\u200b", "")) for sign, words in self._rows.values())
        return tuple(f"{sign} {words}" for sign, words in shown)

    def begin(self, *, usb: bool, by_onvif: bool) -> None:
        """A new test: all its stages wait."""
        while self._grid.count():
            taken = self._grid.takeAt(0)
            widget = None if taken is None else taken.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.clear()
        self._fingerprint = ""
        self._verdict.setText(self.tr("Testing ..."))
        self.accept.hide()
        for row, name in enumerate((*((STREAMS,) if by_onvif else ()), *(USB_STAGES if usb else STAGES))):
            sign, words = QLabel(WAITS), QLabel()
            title = QLabel(shown(name))
            title.setProperty("role", "small")
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            for column, label in enumerate((sign, title, words)):
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(label, row, column)
            self._rows[name] = (sign, words)

    def show_stage(self, stage: Stage) -> None:
        """One that has ended."""
        row = self._rows.get(stage.name)
        if row is None:
            return
        sign, words = row
        sign.setText(PASSED if stage.passed else FAILED)
        sign.setAccessibleName(self.tr("passed") if stage.passed else self.tr("failed"))
        words.setText(breakable(shown(stage.words)))
        if not stage.passed:
            words.setStyleSheet("font-weight: 700;")
            self._fingerprint = stage.fingerprint

    def show_fault(self, words: str) -> None:
        """The test itself has failed."""
        self.accept.hide()
        self._verdict.setText(words)

    def show_end(self, *, passed: bool) -> None:
        """The test is over."""
        self.accept.setVisible(bool(self._fingerprint) and not passed)
        for row in range(self._grid.rowCount()):
            # What was not reached makes room for the remedy and its button.
            items = [self._grid.itemAtPosition(row, column) for column in range(3)]
            widgets = [item.widget() for item in items if item is not None]
            cells = [widget for widget in widgets if widget is not None]
            if cells and isinstance(cells[0], QLabel) and cells[0].text() == WAITS:
                for cell in filter(None, cells):
                    cell.setVisible(passed)
        if passed:
            self._verdict.setText(self.tr("The camera works. Next shows its picture."))
        elif self._fingerprint:
            self._verdict.setText(
                self.tr(
                    "Compare the certificate's fingerprint with the one on the camera's own page. Accept it "
                    "only if they are the same: the password is sent to whoever shows it."
                )
            )
        else:
            self._verdict.setText(self.tr("Put that right and test again, or go back."))
