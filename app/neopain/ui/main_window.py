"""The bedside window: places the panels, forwards what people do, takes what the watch tells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.inactivation import NO_ANSWER, NOT_MONITORING, Inactivation, inactivation_of
from neopain.core.clock import Clock
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, LogKind, Session, SourceStatus
from neopain.core.text import Text
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.bridge import Crash
from neopain.ui.controllers.alarm_control import AlarmControl
from neopain.ui.controllers.camera_control import CameraControl
from neopain.ui.controllers.page_opener import Pages
from neopain.ui.controllers.patient.patient_care import Bedside
from neopain.ui.controllers.patient.usual_control import UsualControl
from neopain.ui.controllers.picture_control import PictureControl
from neopain.ui.controllers.review_control import ReviewControl
from neopain.ui.controllers.screen_control import ScreenControl
from neopain.ui.controllers.screen_lock import ScreenLock
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.controllers.sheet_place import SheetPlace
from neopain.ui.controllers.stream_control import StreamControl
from neopain.ui.controllers.volume_control import VolumeControl
from neopain.ui.panels.banner_strip import BannerStrip
from neopain.ui.panels.bars.alarm_bar import AlarmBar
from neopain.ui.panels.bars.bottom_bar import BottomBar
from neopain.ui.panels.bars.header_bar import HeaderBar
from neopain.ui.panels.central_area import Body
from neopain.ui.panels.notice import Notice
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.more_sheet import MoreSheet
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.style.theme_switch import ThemeSwitch
from neopain.ui.widgets.blink import BlinkClock
from neopain.ui.widgets.buttons.cleaning_lock import CleaningLock
from neopain.ui.widgets.buttons.icons import colour_icons

STARTUP_SOUND = "startup_test"
SMALLEST_PX = (720, 600)


class MainWindow(QMainWindow):
    """Holds no state of the infant: that is the watch's, in every snapshot anew."""

    def __init__(self, control: SessionControl, sound: AlarmSound, clock: Clock) -> None:
        super().__init__()
        self._control = control
        self._sound = sound
        self._clock = clock
        self._snapshot: WatchSnapshot | None = None
        self._monitoring = self.tr("Monitoring. Scores by {model}.")
        self.setWindowTitle(self.tr("NeoPain - bedside monitor (investigational)"))
        self.header = HeaderBar(clock)
        self.alarms = AlarmBar(BlinkClock(clock, self))
        self.notice = Notice()
        self.body = Body(clock)
        self.foot = BottomBar(clock)
        self.care, self.notes, self.controls = self.foot.care, self.foot.notes, self.foot.controls
        self._page = QWidget()
        self._page.setObjectName("page")
        # Of its own, so that a window in one arrangement may shrink to where it gets the other one.
        self._page.setMinimumSize(*SMALLEST_PX)
        self.sheets = SheetHost(self._page)
        self.bedside = Bedside(control, clock, self.body, self.header, self.sheets)
        self.strip = BannerStrip(self.bedside.procedures.bar, self.notice)
        self.screen_control = ScreenControl(control.service.screen, clock, self.sheets, self)
        least = control.service.settings.audio.least_volume
        VolumeControl(sound, self.bedside.limits, self.screen_control, least=least)
        self._place()
        self._sheet_place = SheetPlace(self.sheets, self.body, self.foot, self._page)
        self.lock = CleaningLock(self, clock)
        self.screen_lock = ScreenLock(
            control, self.sheets, self.alarms, lambda: self.bedside.patients.state.pin_set
        )
        self.screen_lock.told.connect(self.header.show_who)
        self.screen_lock.lock()
        self._pages = Pages(control, self.sheets, self.body.alarm_map)
        self.review = ReviewControl(control, clock, self.sheets, self.body.layers)
        self.pictures = PictureControl(control, clock, self.sheets, self.controls, self.review)
        self.usual = UsualControl(control, self.sheets)
        self.streams = StreamControl(control, self.controls.streams)
        self.cameras = CameraControl(control, clock, self.sheets, lambda: self.screen_control.source)
        self.theme_switch = ThemeSwitch(self, clock, distance_m=control.service.settings.reading_distance_m)
        for wear in (self._wear, self.bedside.paint_with, self.review.paint_with, self.pictures.paint_with):
            self.theme_switch.changed.connect(wear)
        self._connect()
        AlarmControl(control, self.alarms, self.care)
        if not self.screen_control.restore():
            self.resize(1280, 720)
        self.controls.choose_theme(self.screen_control.theme)
        self.screen_control.remember_layers(self.body.layers)
        self.theme_switch.dress()
        self._on_ended()
        self.setFocus()

    def start(self, spec: str) -> None:
        """Start a session on that source as soon as the models are open."""
        if self._control.service.held_by:
            self._tell_holder()
            return
        self.body.begin()
        self.notice.tell_news(self.tr("Opening the models and the source ..."))
        self._control.start(spec, self)

    @Slot(object)
    def on_reading(self, reading: Reading) -> None:
        """A new reading, scored or not."""
        self.body.show_reading(reading)

    @Slot(object)
    def on_source(self, status: SourceStatus) -> None:
        """The source's state changed; its alarms come from the watch."""
        self.body.video.show_source(status)

    @Slot(object)
    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """New lines of the session's log."""
        self.body.show_entries(entries)
        self.review.on_entries(entries)
        self.usual.on_entries(entries)
        self.cameras.on_entries(entries, self.header)

    @Slot(object)
    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """The state of everything."""
        self._snapshot = snapshot
        self.alarms.show_signals(snapshot.alarms, snapshot.smoothed)
        self.body.show_snapshot(snapshot)
        self.care.show_snapshot(snapshot)
        self.controls.show_snapshot(snapshot)
        self.usual.show_snapshot(snapshot)
        self.header.show_preset(snapshot.preset_label)
        self._sound.follow(snapshot.alarms.sound)
        self._tell_inactivation(inactivation_of(snapshot.alarms, sound_works=self._sound.working))

    @Slot(object)
    def on_crash(self, crash: Crash) -> None:
        """Monitoring is impaired: say so until somebody dismisses it."""
        words = self.tr("MONITORING IMPAIRED: {where} stopped ({kind}). Stop and start the session.")
        self.notice.tell_fault(words.format(where=crash.where, kind=type(crash.fault).__name__))

    def show_fault(self, kind: str) -> None:
        """A fault of the window itself."""
        words = self.tr("Unexpected fault in the window ({kind}). See the log; restart when you can.")
        self.notice.tell_fault(words.format(kind=kind))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange for the new shape."""
        super().resizeEvent(event)
        self.theme_switch.dress()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask while a session runs; else stop everything, with a deadline, before the window goes."""
        running = self._control.monitor is not None or self._control.busy
        if not self.screen_control.may_close(running=running):
            event.ignore()
            return
        if self.lock.locked:
            self.lock.unlock()
        self.screen_lock.end()
        self._sound.stop()
        self.cameras.close()
        self._control.close()
        self.bedside.notes.close()
        event.accept()

    def leave(self) -> None:
        """Close without a question: the program was told to end."""
        self.screen_control.leave()
        self.close()

    def _place(self) -> None:
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        self._inner = QVBoxLayout()
        for widget, stretch in ((self.alarms, 0), (self.strip, 0), (self.body, 1), (self.foot, 0)):
            self._inner.addWidget(widget, stretch)
        column.addLayout(self._inner, 1)
        self.setCentralWidget(self._page)

    def _connect(self) -> None:
        control, bar = self._control, self.controls
        control.session_started.connect(self._on_started)
        control.session_ended.connect(self._on_ended)
        control.busy_changed.connect(self._follow_session)
        control.watch_silent.connect(self._on_silence)
        control.fault_told.connect(self.notice.tell_fault)
        control.news_told.connect(self.notice.tell_news)
        self._sound.working_changed.connect(self._on_sound)
        self.notice.read_asked.connect(self._pages.show_message)
        self.bedside.notes.not_kept.connect(self.notice.tell_fault)
        self.bedside.notes.kept_at_last.connect(self._on_kept)
        self.bedside.assessments.kept_at_last.connect(self.notice.withdraw)
        self.notes.words_asked.connect(self.bedside.notes.ask_words)
        self.bedside.notes.words_given.connect(self.notes.note_words)
        self.alarms.pain.framed.connect(self.body.score.wear_frame)
        self.bedside.restart_asked.connect(self.start)
        self.bedside.page_asked.connect(self._pages.show_limits)
        self.cameras.serve(bar, self.notice, self.screen_control, self.start)
        self.bedside.serve(self.foot)
        bar.stop_asked.connect(control.stop)
        bar.review_asked.connect(self.review.ask)
        self.review.export_asked.connect(self._pages.ask_export)
        bar.limits_asked.connect(lambda: self.bedside.ask_limits(self._snapshot))
        bar.card_asked.connect(self._pages.show_card)
        bar.baseline_asked.connect(self.usual.ask)
        bar.lock_asked.connect(self.lock.lock)
        bar.more_asked.connect(lambda: self.sheets.open(MoreSheet(bar.more)))
        bar.hint_told.connect(self.notice.tell_news)
        bar.full_screen_asked.connect(self.screen_control.fill_screen)
        bar.standby_asked.connect(lambda on: control.standby(on=on))
        bar.visitor_asked.connect(self.body.show_visitor)
        bar.visitor_asked.connect(self.alarms.hide_values)
        bar.hide_picture_asked.connect(self.body.video.hide_picture)
        bar.theme_asked.connect(self.theme_switch.choose)
        bar.theme_asked.connect(self.screen_control.keep_theme)

    @Slot(object)
    def _on_started(self, session: Session) -> None:
        monitor = self._control.monitor
        self.screen_control.keep_source(self._control.spec)
        self.body.watch(monitor, simulated=session.simulated)
        self.body.trend.run(running=True)
        self.header.show_monitor(monitor)
        self.notice.tell_news(self._monitoring.format(model=session.model_id))
        self.alarms.self_test()
        self._sound.play(STARTUP_SOUND, 0.4)
        self._on_sound(self._sound.working)
        self._control.tell(LogKind.STATE, "self_test", Text("Start-up test of alarm fields and sound"))

    @Slot()
    def _on_ended(self) -> None:
        self._snapshot = None
        self._sound.stop()
        self.notice.withdraw(self._monitoring.partition("{")[0])
        self.alarms.clear()
        self.body.end()
        self._tell_inactivation(NOT_MONITORING)
        self.header.show_monitor(None)
        self._follow_session()

    def _tell_inactivation(self, state: Inactivation) -> None:
        """Every sentence that says whether alarms are on comes from this one."""
        self.alarms.show_inactivation(state)
        self.body.show_inactivation(state)
        self.bedside.procedures.bar.show_alarms(state)

    @Slot()
    def _follow_session(self) -> None:
        running = self._control.monitor is not None
        for bar in (self.care, self.controls):
            bar.show_running(running=running, busy=self._control.busy)
        if self._control.service.held_by:
            self.controls.review_only()
        self.notes.setEnabled(running)

    @Slot()
    def _on_silence(self) -> None:
        self.body.score.show_nothing(self.tr("NO DATA"), self.tr("The monitor has stopped. Assess by hand."))
        self.notice.tell_fault(self.tr("MONITORING HAS STOPPED. Stop and start the session."))
        self._tell_inactivation(NO_ANSWER)

    @Slot(bool)
    def _on_sound(self, works: bool) -> None:  # noqa: FBT001  a signal's slot
        self._control.fact(ConditionId.NO_SOUND, active=not works)

    @Slot(object)
    def _on_kept(self, told: str) -> None:
        self.notice.withdraw(told)
        self.notice.tell_news(self.tr("All notes are saved now."))

    def _tell_holder(self) -> None:
        words = self.tr("{holder} monitors with this folder. This window is for review only.")
        self.notice.tell_fault(words.format(holder=self._control.service.held_by))

    @Slot(object, object, bool)
    def _wear(self, palette: Palette, sizes: Sizes, portrait: bool) -> None:  # noqa: FBT001  a signal's slot
        gap = sizes.gap_px
        self._inner.setContentsMargins(gap, gap, gap, gap)
        self._inner.setSpacing(gap)
        colour_icons(palette.ink)
        for part in (self.alarms, self.body, self.foot):
            part.arrange(portrait=portrait)
        for part in (self.alarms, self.body):
            part.paint_with(palette, sizes)
        self.strip.fit(sizes, portrait=portrait)
        QTimer.singleShot(0, self.foot, lambda: self.foot.fit(sizes))
