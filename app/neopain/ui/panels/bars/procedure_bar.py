"""The line over the panels while a procedure is watched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from neopain.core.alarms.inactivation import Inactivation
from neopain.core.clinical.procedure import Phase
from neopain.ui.language.translate import shown
from neopain.ui.language.words import minutes_seconds

LEAST_WORDS_EM = 8


class ProcedureBar(QFrame):
    """Says what is waited for, and whether alarms are on meanwhile.

    Signals:
        mark_asked: the procedure happens now.
        stop_asked: end the procedure mode.
    """

    mark_asked = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._phase_words = self._alarm_words = ""
        self._words = QLabel()
        self._words.setProperty("role", "small")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.mark = QPushButton(self.tr("Lance now"))
        self.mark.clicked.connect(self.mark_asked)
        self._stop = stop = QPushButton(self.tr("End procedure"))
        for button in (self.mark, stop):
            button.setProperty("role", "slim")
        stop.clicked.connect(self.stop_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.addWidget(self._words, 1)
        row.addWidget(self.mark)
        row.addWidget(stop)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a message stands beside it on a narrow screen, the buttons stay and the words go."""
        super().resizeEvent(event)
        shown = [button for button in (self.mark, self._stop) if not button.isHidden()]
        room = self.width() - sum(button.sizeHint().width() + 12 for button in shown)
        self._words.setVisible(room >= LEAST_WORDS_EM * self._words.fontMetrics().height())

    @property
    def text(self) -> str:
        """What is shown; "" when hidden."""
        return "" if self.isHidden() else self._words.text()

    def show_phase(self, phase: Phase, left_s: float, scored_share: float) -> None:
        """Follow the procedure; `scored_share` of the time that counts so far, 0..1."""
        scored = round(100 * scored_share)
        if phase is Phase.BEFORE and left_s > 0.0:
            text = self.tr("PROCEDURE  baseline, {left} left, {scored} % of it scored.")
        elif phase is Phase.BEFORE:
            text = self.tr("PROCEDURE  baseline ready, {scored} % of it scored.")
        else:
            text = self.tr("PROCEDURE  after the lance, {left} left, {scored} % scored.")
        self._phase_words = text.format(left=minutes_seconds(left_s), scored=scored)
        self._say()
        self.mark.setVisible(phase is Phase.BEFORE)
        self.setVisible(phase in {Phase.BEFORE, Phase.AFTER})

    def show_alarms(self, state: Inactivation) -> None:
        """Take whether alarms are on."""
        self._alarm_words = shown(state.text)
        self._say()

    def _say(self) -> None:
        self._words.setText(" ".join(filter(None, (self._phase_words, self._alarm_words))))
