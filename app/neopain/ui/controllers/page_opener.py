"""Opens the sheets that belong to no single patient: exports, limits in force, the model's card."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction
from shiboken6 import isValid

from neopain.core.errors import NeopainError
from neopain.core.sessions import LogKind
from neopain.core.stay.reviewed import ReviewedStay
from neopain.core.text import Text
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown
from neopain.ui.panels.bars.control_bar import ControlBar
from neopain.ui.panels.score.alarm_map_view import AlarmMapView
from neopain.ui.review.export_sheet import ExportSheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.alarm_map_sheet import AlarmMapSheet
from neopain.ui.sheets.machine.limits_page import limits_page
from neopain.ui.sheets.text_sheet import TextSheet
from neopain.workers.explaining.alarm_map import AlarmMap

LISTEN_MS = 2_000
"""So often it is asked whether whoever reads the streams is in trouble; nobody waits for the answer."""


class Pages(QObject):
    """Builds a sheet when it is asked for; the host forgets it when it is closed."""

    def __init__(self, control: SessionControl, sheets: SheetHost, alarm_map: AlarmMapView) -> None:
        super().__init__(sheets)
        self._control = control
        self._sheets = sheets
        self._alarm_map = alarm_map
        self._trouble = ""
        self._listening = QTimer(self, interval=LISTEN_MS)
        self._listening.timeout.connect(self._tell_trouble)
        alarm_map.asked.connect(self.show_alarm_map)

    def serve(self, bar: ControlBar) -> None:
        """Answer the buttons of the bar that open a page, or turn the live streams on and off."""
        bar.card_asked.connect(self.show_card)
        bar.streams.toggled.connect(partial(self._stream, bar.streams))

    def _stream(self, action: QAction, on: bool) -> None:  # noqa: FBT001  a signal's slot
        live = self._control.service.live
        if on == live.on:
            return
        words = (
            self.tr(
                "Readings and alarms go out on the network (LSL). Everybody there may read; no code goes out."
            )
            if on
            else self.tr("Nothing is told on the network any more.")
        )

        def work() -> str:
            try:
                live.choose(on=on)
            except NeopainError as fault:
                return shown(str(fault))
            return ""

        def done(fault: str) -> None:
            if not isValid(self._control):
                return  # the window was closed meanwhile
            if isValid(action):
                action.setChecked(live.on)
            if fault:
                self._control.fault_told.emit(fault)
                return
            self._control.news_told.emit(words)
            told = Text("Live streams (LSL) on") if on else Text("Live streams (LSL) off")
            self._control.tell(LogKind.SETTING, "live_streams", told, (("on", on),))
            self._listen(on=on)

        self._control.ask(work, done)

    def _listen(self, *, on: bool) -> None:
        if not isValid(self):
            return
        self._trouble = ""
        if on:
            self._listening.start()
        else:
            self._listening.stop()

    @Slot()
    def _tell_trouble(self) -> None:
        """Say once what is wrong: a stream that nobody gets must not look as if it were told."""
        trouble = self._control.service.live.trouble
        if trouble and not self._trouble:
            self._control.fault_told.emit(self.tr("Live streams (LSL): %1").replace("%1", shown(trouble)))
            self._control.tell(
                LogKind.SETTING,
                "live_streams_trouble",
                Text("Live streams (LSL): {trouble}", trouble=trouble),
            )
        self._trouble = trouble

    @Slot(object)
    def ask_export(self, stay: ReviewedStay) -> None:
        """Which format, for whom, and where to."""
        sheet = ExportSheet(stay)
        sheet.export_asked.connect(self._control.export)
        sheet.sheet_asked.connect(self._sheets.open)
        self._sheets.open(sheet)

    def show_limits(self, snapshot: WatchSnapshot | None) -> None:
        """Preset, limits and delays in force."""
        self._sheets.open(TextSheet(self.tr("Limits in force"), limits_page(snapshot)))

    @Slot(str)
    def show_message(self, text: str) -> None:
        """All of a message that the strip may have cut."""
        sheet = TextSheet(self.tr("Message"), "")
        sheet.page.setPlainText(text)
        self._sheets.open(sheet)

    @Slot(object)
    def show_alarm_map(self, found: AlarmMap) -> None:
        """What the score hung on at the last pain alarm."""
        self._sheets.open(AlarmMapSheet(found, self._alarm_map))

    @Slot()
    def show_card(self) -> None:
        """What computes the score."""
        card = self._control.card
        text = self.tr("The models are not open yet.") if card is None else card.card
        self._sheets.open(TextSheet(self.tr("Model card"), text))
