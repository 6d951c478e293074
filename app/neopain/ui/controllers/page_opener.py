"""Opens the sheets that belong to no single patient: sources, exports, limits in force, the model's card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from neopain.core.reviewed_stay import ReviewedStay
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.review.export_sheet import ExportSheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.limits_page import limits_page
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.sheets.source_sheet import SourceSheet
from neopain.ui.sheets.text_sheet import TextSheet

Answer = TypeVar("Answer")


def _if_open(sheet: Sheet, show: Callable[[Answer], None], answer: Answer) -> None:
    """A late answer to a sheet that has been closed is dropped."""
    if isValid(sheet):
        show(answer)


class Pages(QObject):
    """Builds a sheet when it is asked for; the host forgets it when it is closed.

    Signals:
        source_chosen: str, what the service starts.
    """

    source_chosen = Signal(str)

    def __init__(self, control: SessionControl, sheets: SheetHost, last_source: Callable[[], str]) -> None:
        """`last_source` tells what was monitored last, without its secrets."""
        super().__init__(sheets)
        self._control = control
        self._last_source = last_source
        self._sheets = sheets

    @Slot()
    def ask_source(self) -> None:
        """Cameras that are there, an address, a file or a folder."""
        sheet = SourceSheet(self._last_source())
        sheet.chosen.connect(self.source_chosen)
        sheet.sheet_asked.connect(self._sheets.open)
        self._control.list_choices(lambda found: _if_open(sheet, sheet.show_choices, found))
        self._sheets.open(sheet)

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

    @Slot()
    def show_card(self) -> None:
        """What computes the score."""
        card = self._control.card
        text = self.tr("The models are not open yet.") if card is None else card.card
        self._sheets.open(TextSheet(self.tr("Model card"), text))
