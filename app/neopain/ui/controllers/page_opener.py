"""Opens the sheets that belong to no single patient: exports, limits in force, the model's card."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from neopain.core.stay.reviewed import ReviewedStay
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.panels.score.alarm_map_view import AlarmMapView
from neopain.ui.review.export_sheet import ExportSheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.alarm_map_sheet import AlarmMapSheet
from neopain.ui.sheets.machine.limits_page import limits_page
from neopain.ui.sheets.text_sheet import TextSheet
from neopain.workers.explaining.alarm_map import AlarmMap


class Pages(QObject):
    """Builds a sheet when it is asked for; the host forgets it when it is closed."""

    def __init__(self, control: SessionControl, sheets: SheetHost, alarm_map: AlarmMapView) -> None:
        super().__init__(sheets)
        self._control = control
        self._sheets = sheets
        self._alarm_map = alarm_map
        alarm_map.asked.connect(self.show_alarm_map)

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
