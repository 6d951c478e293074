"""One stay for looking back: the trend, and the ways through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.clock import Clock
from neopain.core.stay.reviewed import ReviewedStay
from neopain.ui.language.translate import shown
from neopain.ui.review.past_trend import Look, PastTrend
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.widgets.elided_label import ElidedLabel

AROUND_S = 600.0
COLUMNS = 6


class ReviewSheet(Sheet):
    """Blocks nothing: monitoring, alarm row and score go on beside it.

    Signals:
        why_asked: SeenAlarm.
        compare_asked, procedures_asked, handover_asked, export_asked, whose_asked: no value.
        now_asked: away with everything that looks back.
    """

    why_asked = Signal(object)
    compare_asked = Signal()
    procedures_asked = Signal()
    handover_asked = Signal()
    export_asked = Signal()
    whose_asked = Signal()
    now_asked = Signal()

    def __init__(
        self,
        stay: ReviewedStay,
        clock: Clock,
        look: Look,
        layers: TrendLayers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.stay = stay
        code = stay.line.patient_code or self.tr("nobody admitted")
        words = self.tr("Review: stay of {code}") if stay.line.is_stay else self.tr("Review: session, {code}")
        self.set_title(words.format(code=code))
        self.banner = QPushButton()
        self.banner.setProperty("role", "slim")
        self.banner.setStyleSheet(f"background: {look[0].review}; color: {look[0].alarm_ink};")
        self.banner.setAutoDefault(False)
        self.banner.clicked.connect(self.now_asked)
        self.banner.hide()
        self.trend = PastTrend(stay, clock, look, layers)
        self.where = ElidedLabel()
        self.where.setProperty("role", "small")
        self._alarm: SeenAlarm | None = None
        self.content.addWidget(self.banner)
        self.content.addWidget(self.trend, 1)
        self.content.addWidget(self.where)
        grid = QGridLayout()
        grid.setSpacing(4)
        for number, button in enumerate(self._buttons()):
            grid.addWidget(button, number // COLUMNS, number % COLUMNS)
        self.foot.addLayout(grid)
        self._follow()

    @property
    def alarm(self) -> SeenAlarm | None:
        """The alarm that was looked for last."""
        return self._alarm

    def tell_alarm(self, english: str) -> None:
        """There is a new alarm at the bed: one touch leads back to it."""
        words = self.tr("NEW ALARM: {words}   ▶ Back to now").format(words=shown(english))
        self.banner.setText(words)
        self.banner.setAccessibleName(words)
        self.banner.show()

    def refresh(self) -> None:
        """An alarm was marked."""
        self._follow()

    def _buttons(self) -> Sequence[QPushButton]:
        self._why = self._button(self.tr("Why?"), self.tr("Why this alarm"), self._ask_why)
        return (
            self._button(self.tr("◀ Alarm"), self.tr("The alarm before"), lambda: self._to_alarm(-1)),
            self._button(self.tr("Alarm ▶"), self.tr("The next alarm"), lambda: self._to_alarm(1)),
            self._why,
            self._button(
                self.tr("◀ Raised"), self.tr("The time over the limit before"), lambda: self._to_raised(-1)
            ),
            self._button(
                self.tr("Raised ▶"), self.tr("The next time over the limit"), lambda: self._to_raised(1)
            ),
            self._button(
                self.tr("Compare"), self.tr("Before and after an intervention"), self.compare_asked.emit
            ),
            self._button(
                self.tr("Procedures"), self.tr("Curves and cards of procedures"), self.procedures_asked.emit
            ),
            self._button(self.tr("Handover"), self.tr("The page for a handover"), self.handover_asked.emit),
            self._button(self.tr("Export"), self.tr("Write it as files for others"), self.export_asked.emit),
            self._button(self.tr("Whose?"), self.tr("Put right which infant this is"), self.whose_asked.emit),
            self._button(self.tr("▶ Now"), self.tr("Back to now"), self.now_asked.emit),
        )

    def _button(self, text: str, name: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("role", "slim")
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())
        return button

    def _middle(self) -> float:
        seen = self.trend.seen
        return 0.5 * (seen.start + seen.end)

    def _to_alarm(self, direction: int) -> None:
        at = self._middle() if self._alarm is None else self._alarm.raised_at
        alarms = self.stay.alarms
        if direction > 0:
            found = next((one for one in alarms if one.raised_at > at + 0.5), None)
        else:
            found = next((one for one in reversed(alarms) if one.raised_at < at - 0.5), None)
        if found is None and self._alarm is None and alarms:
            found = alarms[0] if direction > 0 else alarms[-1]
        if found is None:
            self.where.setText(self.tr("No further alarm in that direction."))
            return
        self._alarm = found
        self.trend.show_around(found.raised_at, min(self.trend.span_s, AROUND_S))
        self._follow()

    def _to_raised(self, direction: int) -> None:
        at = self._middle()
        runs = self.stay.raised_minutes()
        if direction > 0:
            found = next((one for one in runs if one[0] > at + 30.0), None)
        else:
            found = next((one for one in reversed(runs) if one[1] < at - 30.0), None)
        if found is None:
            self.where.setText(self.tr("No further time over the limit in that direction."))
            return
        self._alarm = None
        length_s = found[1] - found[0]
        self.trend.show_around(0.5 * sum(found), max(AROUND_S, 2.0 * length_s))
        minutes = round(length_s / 60.0)
        words = self.tr("Over the limit from {when}, some {minutes} min")
        self._follow()
        self.where.setText(words.format(when=self.trend.plot.time_words(found[0]), minutes=minutes))

    @Slot()
    def _ask_why(self) -> None:
        if self._alarm is not None:
            self.why_asked.emit(self._alarm)

    def _follow(self) -> None:
        self._why.setEnabled(self._alarm is not None)
        if self._alarm is None:
            count = len(self.stay.alarms)
            left = sum(1 for one in self.stay.alarms if not one.reviewed[0])
            words = self.tr("{count} alarms, {left} not reviewed")
            self.where.setText(words.format(count=count, left=left))
            return
        number = self.stay.alarms.index(self._alarm) + 1
        seen = self.tr("reviewed") if self._alarm.reviewed[0] else self.tr("not reviewed")
        self.where.setText(
            self.tr("Alarm {number} of {count}: {words}, {when} ({seen})").format(
                number=number,
                count=len(self.stay.alarms),
                words=shown(self._alarm.words),
                when=self.trend.plot.time_words(self._alarm.raised_at),
                seen=seen,
            )
        )
