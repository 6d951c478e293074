"""Before and after an intervention: a note is chosen, and how long to look on each side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QWidget

from neopain.core.record import Annotation
from neopain.core.score.comparison import Side
from neopain.core.stay.reviewed import ReviewedStay
from neopain.ui.language.numbers import decimal
from neopain.ui.language.words import minutes_seconds
from neopain.ui.review.figures_sheet import FiguresGrid
from neopain.ui.sheets.annotation.note_sheet import note_words
from neopain.ui.sheets.sheet import Sheet

LENGTHS_MIN = (15, 30, 60)


class CompareSheet(Sheet):
    """Describes the score; says nothing of causes.

    Signals:
        asked: (float, float), time of the intervention on the stay's axis, seconds on each side.
    """

    asked = Signal(float, float)

    def __init__(self, stay: ReviewedStay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Before and after an intervention"))
        self._notes: Sequence[Annotation] = tuple(reversed(stay.notes))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Notes, newest first"))
        for note in self._notes:
            when = stay.utc(note.at).astimezone()
            self.list.addItem(f"{when:%m-%d %H:%M}  {note_words(note)}")
        self.list.setMinimumHeight(88)
        self.list.currentRowChanged.connect(self._ask)
        row = QHBoxLayout()
        self._lengths: list[QPushButton] = []
        for minutes in LENGTHS_MIN:
            button = QPushButton(self.tr("{minutes} min").format(minutes=minutes))
            button.setProperty("role", "slim")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(False)
            button.setChecked(minutes == LENGTHS_MIN[1])
            button.clicked.connect(self._ask)
            self._lengths.append(button)
            row.addWidget(button)
        self.figures = FiguresGrid()
        caution = QLabel(
            self.tr(
                "Of the facial pain score (investigational). A difference does not say that the intervention "
                "made it, and a low score does not rule out pain."
            )
        )
        caution.setProperty("role", "small")
        caution.setWordWrap(True)
        empty = QLabel(self.tr("Nothing was noted in this time."))
        empty.setVisible(not self._notes)
        for widget in (empty, self.list):
            self.content.addWidget(widget)
        self.content.addLayout(row)
        self.content.addWidget(self.figures)
        self.content.addStretch(1)
        self.content.addWidget(caution)

    def choose_first(self) -> None:
        """Begin with the newest note."""
        if self._notes:
            self.list.setCurrentRow(0)

    def show_sides(self, before: Side, after: Side) -> None:
        """Fill the table."""
        self.figures.fill(
            (
                ("", self.tr("Before"), self.tr("After")),
                (self.tr("Median"), self._points(before.median), self._points(after.median)),
                (self.tr("Highest"), self._points(before.highest), self._points(after.highest)),
                (self.tr("Over the lower limit"), *(self._over(one, upper=False) for one in (before, after))),
                (self.tr("Over the upper limit"), *(self._over(one, upper=True) for one in (before, after))),
                (self.tr("Scored"), self._share(before), self._share(after)),
            )
        )

    @Slot()
    def _ask(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._notes):
            minutes = next(
                length
                for button, length in zip(self._lengths, LENGTHS_MIN, strict=True)
                if button.isChecked()
            )
            self.asked.emit(self._notes[row].at, 60.0 * minutes)

    def _points(self, value: float | None) -> str:
        return self.tr("not enough scored time") if value is None else decimal(value)

    def _over(self, side: Side, *, upper: bool) -> str:
        times = side.statistics
        over_s = times.over_upper_s if upper else times.over_lower_s
        words = self.tr("{over} of {scored} scored")
        return words.format(over=minutes_seconds(over_s), scored=minutes_seconds(times.scored_s))

    def _share(self, side: Side) -> str:
        return "-" if side.scored_share is None else f"{100 * side.scored_share:.0f} %"
