"""Which infant was it: two stays of one infant, or a time of another one; and what was put right before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from neopain.core.clinical.admission import weeks_and_days
from neopain.core.clinical.signing import LONGEST
from neopain.core.stay.reviewed import ReviewedStay, StayLine, local_text
from neopain.core.stay.stays import StayChange, StayChangeKind
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.widgets.entry.on_screen_keys import OnScreenKeys

REASON_MAX = 120
TIME = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants: `span` None for a merge, of `merge_ids`; else that time becomes the other's."""

    other: StayLine
    span: Span | None
    merge_ids: tuple[str, str]
    author: str
    reason: str


class WhoseSheet(Sheet):
    """Carries nothing out.

    Signals:
        wished: Wish, complete.
        correct_asked: (str, str), who and why, for code and ages of this stay.
    """

    wished = Signal(object)
    correct_asked = Signal(str, str)

    def __init__(self, stay: ReviewedStay, seen: Span, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stay = stay
        code = stay.line.patient_code or self.tr("nobody admitted")
        self.set_title(self.tr("Which infant is it? {code}").format(code=code))
        self.moves = self._choice(self.tr("This time was another infant"))
        self.merges = self._choice(self.tr("Two stays of one infant"))
        self.merges.setEnabled(stay.line.is_stay)
        self.moves.setChecked(True)
        kinds = QHBoxLayout()
        kinds.addWidget(self.moves)
        kinds.addWidget(self.merges)
        self.other = QComboBox()
        self.since, self.until = QLineEdit(), QLineEdit()
        self.author, self.reason = QLineEdit(), QLineEdit()
        self.author.setProperty("who", True)
        self.author.setMaxLength(LONGEST)
        self.reason.setMaxLength(REASON_MAX)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._says.setProperty("role", "small")
        self._history = QLabel()
        self._history.setWordWrap(True)
        self._history.setProperty("role", "small")
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        for field, words, hint in (
            (self.since, self.tr("From"), TIME),
            (self.until, self.tr("Until"), TIME),
            (self.other, self.tr("The other stay"), ""),
            (self.author, self.tr("By"), self.tr("initials or badge")),
            (self.reason, self.tr("Why"), self.tr("in a few words, without names")),
        ):
            field.setAccessibleName(words)
            if isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
            form.addRow(words, field)
        self._propose(seen)
        self._form = form
        self.content.addLayout(kinds)
        self.content.addLayout(form)
        self.content.addWidget(self._says)
        self.content.addWidget(self._history)
        self.content.addWidget(OnScreenKeys(words=True))
        self.content.addStretch(1)
        self.go_on = self.add_foot(self.tr("What changes ..."), strong=True)
        self.go_on.clicked.connect(self._give)
        self.correct = self.add_foot(self.tr("Code and ages ..."))
        self.correct.setToolTip(
            self.tr("Put right code and ages of a stay that is over; say who and why first")
        )
        self.correct.clicked.connect(lambda: self.correct_asked.emit(*self._who_and_why()))
        self._others: list[StayLine] = []
        for field in (self.since, self.until, self.author, self.reason):
            field.textChanged.connect(self._follow)
        self.other.currentIndexChanged.connect(self._follow)
        self.moves.toggled.connect(self._turn)
        self._turn()

    @property
    def history_text(self) -> str:
        """What was put right before, in words."""
        return self._history.text()

    @property
    def says(self) -> str:
        """What is missing; "" when nothing is."""
        return self._says.text()

    def show_others(self, lines: Sequence[StayLine]) -> None:
        """Every stay that it may be instead."""
        self._others = [one for one in lines if one.is_stay and one.id != self.stay.line.id]
        self.other.clear()
        for one in self._others:
            here = " " + self.tr("(here now)") if one.open else ""
            self.other.addItem(f"{one.patient_code}  {span_of(one)}{here}")
        self._follow()

    def show_history(self, changes: Sequence[StayChange], lines: Sequence[StayLine]) -> None:
        """Oldest first."""
        codes = {one.id: one.patient_code for one in lines}
        told = [self._told(one, codes) for one in changes]
        heading = self.tr("Put right before:") if told else self.tr("Nothing was put right about it yet.")
        self._history.setText("\n".join((heading, *told)))

    def wish(self) -> Wish | None:
        """What stands in the fields; None while something is missing, which `says` names."""
        self._says.setText("")
        row = self.other.currentIndex()
        if not 0 <= row < len(self._others):
            self._says.setText(self.tr("There is no other stay in the record."))
            return None
        span = None
        if self.moves.isChecked():
            span = self._span()
            if span is None:
                return None
        author, reason = self._who_and_why()
        if not author or not reason:
            self._says.setText(self.tr("Say who decided it, and why."))
            return None
        other = self._others[row]
        # The stay of whoever is here now goes on: the other one is merged into it.
        ids = (self.stay.line.id, other.id) if other.open else (other.id, self.stay.line.id)
        return Wish(other, span, ids, author, reason)

    def _who_and_why(self) -> tuple[str, str]:
        return self.author.text().strip(), self.reason.text().strip()

    def _choice(self, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setAutoDefault(False)
        return button

    def _propose(self, seen: Span) -> None:
        start, stop = max(seen.start, self.stay.start), min(seen.end, self.stay.stop)
        for field, at in ((self.since, start), (self.until, stop)):
            field.setText(self.stay.utc(at).astimezone().strftime(TIME))

    def _span(self) -> Span | None:
        """Whole minutes; the first and the last one hold what lies in them."""
        try:
            start, stop = (self._second(field.text()) for field in (self.since, self.until))
        except ValueError:
            self._says.setText(self.tr("A time is written as 2026-05-31 14:30."))
            return None
        if stop >= self.stay.stop - 60.0:
            stop = self.stay.stop
        if not start < stop or not self.stay.parts_in(start, stop):
            self._says.setText(self.tr("Nothing of this was recorded in that time."))
            return None
        return Span(start, stop)

    def _second(self, text: str) -> float:
        local = datetime.strptime(text.strip(), TIME).astimezone()
        return (local.astimezone(UTC) - self.stay.utc_of_zero).total_seconds()

    def _told(self, one: StayChange, codes: dict[str, str]) -> str:
        names = [codes.get(stay or "", (stay or "")[:8]) for stay in (one.merged_id, one.stay_id)]
        what = {
            StayChangeKind.MERGE: self.tr("{one} merged into {other}").format(one=names[0], other=names[1]),
            StayChangeKind.MOVE: self.tr("a time moved to {other}").format(other=names[1]),
            StayChangeKind.CORRECT: self._corrected(one),
        }[one.kind]
        when = datetime.fromisoformat(one.utc).astimezone()
        return f"{when:%Y-%m-%d %H:%M}  {one.author}  {what}: {one.reason}"

    def _corrected(self, one: StayChange) -> str:
        try:
            before = json.loads(one.before or "")
            return self.tr("corrected; before: {code}, {ga}, {age} days").format(
                code=before["patient_code"],
                ga=weeks_and_days(int(before["gestation_days"])),
                age=int(before["age_days"]),
            )
        except (ValueError, KeyError, TypeError):
            return self.tr("corrected")

    @Slot()
    def _turn(self) -> None:
        for field in (self.since, self.until):
            self._form.setRowVisible(field, self.moves.isChecked())
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.go_on.setEnabled(self.wish() is not None)
        # Whoever is here now is corrected at the bed, as limits and a running session hang on it.
        over = self.stay.line.is_stay and not self.stay.line.open
        self.correct.setVisible(over)
        self.correct.setEnabled(over and all(self._who_and_why()))

    @Slot()
    def _give(self) -> None:
        wish = self.wish()
        if wish is not None:
            self.wished.emit(wish)


def span_of(line: StayLine) -> str:
    """From and until of a stay, local dates."""
    days = [local_text(utc)[:10] for utc in (line.started_utc, line.last_utc)]
    return days[0] if days[0] == days[1] else f"{days[0]} - {days[1]}"
