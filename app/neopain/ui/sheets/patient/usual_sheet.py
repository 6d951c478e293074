"""What is usual for this infant: its baseline, and the adaptation of the score; to see, and to take back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from neopain.core.score.infant.adaptation import MOST_LOWERED, MOST_RAISED, AdaptationPhase
from neopain.core.score.infant.adaptation_line import PHASE_WORDS
from neopain.core.watch.calm_evidence import DOUBT_WORDS
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.core.watch.usual import Usual
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown
from neopain.ui.sheets.sheet import Sheet

_ADAPTS = frozenset({AdaptationPhase.WAITING, AdaptationPhase.ADAPTED, AdaptationPhase.AT_LIMIT})


class UsualSheet(Sheet):
    """Follows the snapshots while it is open; tells what was pressed.

    Signals:
        measure_asked, take_back_asked, begin_again_asked: pressed.
        adapt_asked: bool, wanted on or off.
    """

    measure_asked = Signal()
    take_back_asked = Signal()
    begin_again_asked = Signal()
    adapt_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Usual for this infant"))
        self._adapts = False
        self.baseline, self.against, self.answer = _line(), _line(), _line()
        self.adaptation, self.shift, self.learning = _line(), _line(), _line()
        self.measure = self._button(self.tr("Take the last 5 minutes as usual"), self.measure_asked.emit)
        self.take_back = self._button(self.tr("Take the baseline back"), self.take_back_asked.emit)
        self.adapt = self._button(self.tr("Switch adaptation on"), self._turn)
        self.begin_again = self._button(self.tr("Begin adaptation again"), self.begin_again_asked.emit)
        self._section(self.tr("Baseline"), (self.baseline, self.against), (self.measure, self.take_back))
        self._section(
            self.tr("Adaptation of the score"),
            (self.adaptation, self.shift, self.learning),
            (self.adapt, self.begin_again),
        )
        note = _line(
            self.tr(
                "A baseline is only shown beside the score. Adaptation changes the score: by at most "
                "{lowered} down and {raised} up, never down where single signs or expression say distress. "
                "It learns from calm minutes only."
            ).format(lowered=decimal(MOST_LOWERED), raised=decimal(MOST_RAISED))
        )
        note.setProperty("role", "small")
        self.content.addWidget(note)
        self.content.addWidget(self.answer)
        self.content.addStretch(1)

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Follow the watch."""
        usual = snapshot.usual
        self._show_baseline(usual)
        self._show_adaptation(usual, snapshot.smoothed)

    def show_answer(self, text: str) -> None:
        """What came of the last press, or why nothing did."""
        self.answer.setText(text)

    def _show_baseline(self, usual: Usual) -> None:
        found = usual.baseline
        self.take_back.setEnabled(found is not None)
        if found is None:
            self.baseline.setText(self.tr("None measured yet."))
            self.against.setText(self.tr("It needs a minute of low, even scores of a settled infant."))
            return
        self.baseline.setText(
            self.tr("{median}, spread {spread}, of {seconds} scored seconds").format(
                median=decimal(found.median), spread=decimal(found.spread), seconds=found.scored_s
            )
        )
        over = self.tr("no score now") if usual.over is None else decimal(usual.over, signed=True)
        self.against.setText(self.tr("Now against it: {over}").format(over=over))

    def _show_adaptation(self, usual: Usual, smoothed: float | None) -> None:
        state = usual.adaptation
        self._adapts = state.phase in _ADAPTS
        self.adaptation.setText(shown(PHASE_WORDS[state.phase]))
        possible = state.phase is not AdaptationPhase.NOT_POSSIBLE
        self.adapt.setEnabled(possible)
        self.begin_again.setEnabled(possible and state.minutes > 0)
        words = self.tr("Switch adaptation off") if self._adapts else self.tr("Switch adaptation on")
        if words != self.adapt.text():
            self.adapt.setText(words)
            self.adapt.setAccessibleName(words)
        self.shift.setVisible(self._adapts)
        self.learning.setVisible(self._adapts)
        shift = self.tr(
            "Shift {shift} of at most {most} (log-odds, + lowers), from {minutes} calm minutes."
        ).format(
            shift=decimal(state.shift, 2, signed=True), most=decimal(state.most, 2), minutes=state.minutes
        )
        if smoothed is not None and usual.unadapted is not None:
            beside = self.tr("Score {score}, without adaptation {without}.")
            shift += " " + beside.format(score=decimal(smoothed), without=decimal(usual.unadapted))
        self.shift.setText(shift)
        self.learning.setText(self.tr("Learning now: {why}").format(why=shown(DOUBT_WORDS[usual.doubt])))

    def _section(self, title: str, lines: tuple[QLabel, ...], buttons: tuple[QPushButton, ...]) -> None:
        head = _line(title)
        head.setStyleSheet("font-weight: 700;")
        self.content.addWidget(head)
        for line in lines:
            self.content.addWidget(line)
        row = QHBoxLayout()
        for button in buttons:
            row.addWidget(button, 1)
        self.content.addLayout(row)

    def _button(self, text: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    @Slot()
    def _turn(self) -> None:
        self.adapt_asked.emit(not self._adapts)


def _line(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
