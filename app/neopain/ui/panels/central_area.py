"""The middle of the screen: picture, events, trend and score, or the page that stands before them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from neopain.core.alarms.inactivation import NOT_MONITORING, Inactivation
from neopain.core.clock import Clock
from neopain.core.readings import Reading
from neopain.core.record import RAISED, Annotation, counts_as_alarm
from neopain.core.sessions import VIEW_EVENTS, LogEntry, LogKind
from neopain.core.stay.so_far import StaySoFar
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.translate import shown
from neopain.ui.panels.event_list import EventList
from neopain.ui.panels.picture.video_view import VideoView
from neopain.ui.panels.score.alarm_map_view import AlarmMapView
from neopain.ui.panels.score.score_panel import ScorePanel
from neopain.ui.panels.score.why_panel import WhyPanel
from neopain.ui.sheets.annotation.note_sheet import note_text
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.trend.history.trend_before import Limits
from neopain.ui.trend.history.trend_history import Mark, MarkKind, TrendHistory
from neopain.ui.trend.trend_layers import TrendLayers
from neopain.ui.trend.trend_panel import TrendPanel
from neopain.workers.monitor import BedsideMonitor

QWIDGETSIZE_MAX = 16_777_215
"""Qt's word for no limit; PySide6 does not export it."""
SIDE_SHARE = 5 / 19
"""Of the width, for the picture and for the score."""
ROOMY_PX = 420
"""Under picture and score in portrait; with less the trend leaves out what goes around it."""
EVENTS_PX = 90
"""The least height of the events that is worth having."""


class Body(QStackedWidget):
    """Places four panels and feeds them; standby and visitors get a page over them, alarms are elsewhere."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._visitor = self._standby = False
        self._events_wanted = True
        self._alarms = NOT_MONITORING
        self.history = TrendHistory()
        self.video = VideoView(clock)
        self.events = EventList()
        self.layers = TrendLayers(self)
        self.trend = TrendPanel(self.history, clock, self.layers)
        self.events.time_asked.connect(self.trend.go_to)
        self.score = ScorePanel()
        self.why = WhyPanel()
        self.alarm_map = AlarmMapView()
        self.score.place_why(self.why, self.alarm_map)
        self.score.emptied.connect(self.why.show_nothing)
        self.score.beside.gave_way.connect(self.why.show_intensity)
        self._panels = QWidget()
        self._grid = QGridLayout(self._panels)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._picture = QFrame()
        self._picture.setObjectName("panel")
        inside = QVBoxLayout(self._picture)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.video)
        self._page = QLabel()
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self._panels)
        self.addWidget(self._page)
        self.arrange(portrait=False)

    def show_inactivation(self, state: Inactivation) -> None:
        """Take whether alarms are on, for the pages that stand before the panels."""
        if state != self._alarms:
            self._alarms = state
            self._turn_page()

    @property
    def portrait(self) -> bool:
        """Whether picture and score stand over the trend instead of beside it."""
        return self._portrait

    @property
    def gap(self) -> int:
        """Between the panels, px."""
        return self._grid.spacing()

    @property
    def column(self) -> int:
        """Width of the column of the picture, and of that of the score, with the gap beside it, px."""
        return round(self.width() * (0.5 if self._portrait else SIDE_SHARE))

    def show_events(self, on: bool) -> None:  # noqa: FBT001  follows a signal
        """Show or hide the events in portrait, where they are under the trend."""
        self._events_wanted = on
        self._share_height()

    @property
    def page_text(self) -> str:
        """What stands before the panels; "" when they are shown."""
        return self._page.text() if self.currentWidget() is self._page else ""

    def arrange(self, *, portrait: bool) -> None:
        """Three columns, or in portrait two over the trend and the events."""
        places = (
            ((0, 0, 1, 1), (2, 0, 1, 2), (1, 0, 1, 2), (0, 1, 1, 1))
            if portrait
            else ((0, 0, 1, 1), (1, 0, 1, 1), (0, 1, 2, 1), (0, 2, 2, 1))
        )
        self._portrait = portrait
        for panel, place in zip((self._picture, self.events, self.trend, self.score), places, strict=True):
            self._grid.removeWidget(panel)
            self._grid.addWidget(panel, *place)
        for row, stretch in enumerate((0, 5, 2) if portrait else (0, 1, 0)):
            self._grid.setRowStretch(row, stretch)
        for column, stretch in enumerate((5, 5, 0) if portrait else (5, 9, 5)):
            self._grid.setColumnStretch(column, stretch)
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the picture the height that a 4:3 picture of its width needs, and the events the rest."""
        super().resizeEvent(event)
        self._share_height()

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self._grid.setSpacing(sizes.gap_px)
        self.trend.paint_with(palette, sizes)
        self.video.paint_with(palette)
        self.why.paint_with(palette, sizes)
        self.alarm_map.paint_with(palette, sizes)
        self.score.paint_with(palette, sizes)
        self._page.setStyleSheet(
            f"font-size: {2 * sizes.title_px}px; font-weight: 600; color: {palette.ink};"
            f"background: {palette.panel}; border: 1px solid {palette.edge}; border-radius: 6px;"
        )

    def begin(self) -> None:
        """A new session: forget the old one."""
        at, utc = self._clock.monotonic(), self._clock.utc()
        self.history.clear()
        self.trend.plot.anchor(utc, at)
        self.events.begin(utc, at)
        self.trend.go_live()
        self.score.show_nothing(self.tr("STARTING"), self.tr("Waiting for the first score."))

    def go_on(self, so_far: StaySoFar) -> None:
        """The session goes on with a stay: its trend and its events stand before the session's own."""
        self.history.go_on(so_far.times, so_far.scores, so_far.changes)
        raised = [one for one in so_far.entries if counts_as_alarm(one)]
        self.history.mark_before(Mark(one.at, MarkKind.ALARM, one.text) for one in raised)
        self.events.add_before(so_far.entries)
        self.trend.refresh()

    def forget(self) -> None:
        """The patient is gone: nothing of the trend and the events stays."""
        self.history.clear()
        self.events.begin(self._clock.utc(), self._clock.monotonic())
        self.trend.go_live()

    def end(self) -> None:
        """No session: no number, a picture that is not live, a trend that stands."""
        self._standby = False
        self._turn_page()
        self.watch(None, simulated=False)
        self.trend.run(running=False)
        self.score.show_nothing(self.tr("NOT MONITORING"), self.tr("Start a session."))

    def watch(self, monitor: BedsideMonitor | None, *, simulated: bool) -> None:
        """Show this monitor's pictures and its last alarm's map; None for no session."""
        self.video.watch(None if monitor is None else monitor.screen, simulated=simulated)
        self.alarm_map.watch(None if monitor is None else monitor.explainer)
        self.alarm_map.cover(self._visitor)

    def show_reading(self, reading: Reading) -> None:
        """Feed picture and trend."""
        self.video.show_reading(reading)
        self.history.add(reading)

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Feed score, limits and care shading."""
        self.score.show_snapshot(snapshot)
        self.video.show_rate(snapshot.rate)
        self.why.show_signs(snapshot.signs)
        self.alarm_map.refresh()
        self._share_height()
        self.history.care(active=snapshot.care_remaining_s is not None, at=snapshot.at)
        self.history.limits(Limits(snapshot.at, snapshot.lower_limit, snapshot.upper_limit))
        if snapshot.standby != self._standby:
            self._standby = snapshot.standby
            self._turn_page()

    def show_entries(self, entries: Sequence[LogEntry]) -> None:
        """Feed the event list and the ticks of alarms; a new alarm ends a review."""
        for entry in entries:
            self.events.add(entry)
            if entry.kind is LogKind.ALARM and entry.code == RAISED:
                self.history.mark(Mark(entry.at, MarkKind.ALARM, entry.text))
                self.trend.go_live()
            elif entry.kind is LogKind.SOURCE and entry.code in VIEW_EVENTS:
                self.history.mark(Mark(entry.at, MarkKind.CAMERA, VIEW_EVENTS[entry.code]))

    @Slot(object)
    def show_notes(self, standing: Sequence[Annotation]) -> None:
        """Let the trend's ticks be these notes."""
        self.history.show_events(tuple(Mark(one.at, MarkKind.EVENT, note_text(one)) for one in standing))

    def show_visitor(self, on: bool) -> None:  # noqa: FBT001  a toggled signal's slot
        """Hide everything about the infant; alarms are not in here."""
        self._visitor = on
        self.alarm_map.cover(on)
        self._turn_page()

    def _say_page(self, headline: str, words: str) -> None:
        alarms = shown(self._alarms.text)
        self._page.setText("\n\n".join(filter(None, (headline, words, alarms))))

    def _share_height(self) -> None:
        column = self.column
        share = 0.95 if self._portrait else 0.8
        tall = max(160, min(round(share * column), round(0.6 * self.height())))
        if self._portrait:
            self._give_room_to_the_state(tall)
            # Every line of the score panel comes before the picture's shape, and the trend before the events.
            lines = self.score.lines_height(column - self.gap)
            whole = max(tall, lines + self.why.minimumSizeHint().height())
            # What explains the score comes before the strip of single signs.
            scarce = self.height() - whole - self.gap < self.trend.needed_px(compact=False)
            self.trend.compact(scarce or self.height() - max(tall, lines) < ROOMY_PX)
            fits = self.height() - whole - self.gap >= self.trend.minimumSizeHint().height()
            self.why.fold(not fits)
            tall = whole if fits else max(tall, lines + self.why.folded_px)
            below = self.trend.minimumSizeHint().height() + max(
                EVENTS_PX, self.events.minimumSizeHint().height()
            )
            room = self.height() - tall - 2 * self.gap >= below
            self.events.setVisible(room and self._events_wanted)
            # A row without anything in it would keep its share.
            self._grid.setRowStretch(2, 2 if room else 0)
        else:
            self.score.take_room(None)
            self.why.fold(False)
            self.trend.compact(False)
            self.events.show()
        self._picture.setFixedHeight(tall)
        # Fixed, so that nothing that comes into the middle moves the score.
        for panel in (self._picture, self.score):
            panel.setFixedWidth(max(120, column - self.gap))
        self.alarm_map.fit(self.why.height(), column)
        self.score.setMaximumHeight(tall if self._portrait else QWIDGETSIZE_MAX)

    def _give_room_to_the_state(self, tall: int) -> None:
        """It is read from afar: before it gets small, events, then overview, then single signs give way."""
        whole, low = (self.height() - self.gap - self.trend.needed_px(compact=on) for on in (False, True))
        events = max(EVENTS_PX, self.events.minimumSizeHint().height()) + self.gap
        why = self.why.minimumSizeHint().height()
        self.score.take_room(tall, (whole - events - why, low - why, low - self.why.folded_px))

    def _turn_page(self) -> None:
        if self._standby:
            self._say_page(self.tr("STANDBY"), self.tr("Not monitoring, camera released."))
        elif self._visitor:
            self._say_page(self.tr("VISITOR SCREEN"), "")
        covered = self._standby or self._visitor
        self.setCurrentWidget(self._page if covered else self._panels)
