"""Opens the sheet of what is usual for this infant, and carries out what is pressed there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from neopain.core.score.infant import adaptation_line, baseline_line
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.text import Text
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.patient.usual_sheet import UsualSheet

ANSWERS = frozenset(
    {
        "refused",
        baseline_line.CODE,
        baseline_line.TAKEN_BACK,
        adaptation_line.CODE,
        adaptation_line.BEGUN_AGAIN,
    }
)
"""Codes of the lines that say what came of a press."""


class UsualControl(QObject):
    """Knows the sheet while it is open."""

    def __init__(self, control: SessionControl, sheets: SheetHost) -> None:
        super().__init__(sheets)
        self._control = control
        self._sheets = sheets
        self._sheet: UsualSheet | None = None
        self._snapshot: WatchSnapshot | None = None
        control.session_ended.connect(self._forget)

    @Slot()
    def ask(self) -> None:
        """Open the sheet, where a session runs."""
        if self._snapshot is None:
            return
        command = self._control.command
        sheet = UsualSheet()
        sheet.measure_asked.connect(lambda: command(lambda w, now: w.usual.measure_baseline(now)))
        sheet.take_back_asked.connect(lambda: command(lambda w, now: w.usual.take_back(now)))
        sheet.adapt_asked.connect(lambda on: command(lambda w, now: w.usual.adapt(on, now)))
        sheet.begin_again_asked.connect(
            lambda: command(lambda w, now: w.usual.begin_again(now, Text("by hand")))
        )
        sheet.closed.connect(self._closed)
        sheet.show_snapshot(self._snapshot)
        self._sheets.open(sheet)
        self._sheet = sheet

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Follow the watch."""
        self._snapshot = snapshot
        if self._sheet is not None:
            self._sheet.show_snapshot(snapshot)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Say in the sheet what came of a press."""
        for entry in entries:
            if self._sheet is not None and entry.kind is LogKind.SETTING and entry.code in ANSWERS:
                self._sheet.show_answer(shown(entry.text))

    @Slot()
    def _closed(self) -> None:
        self._sheet = None

    @Slot()
    def _forget(self) -> None:
        self._snapshot = None
        self._sheets.dismiss_kinds(UsualSheet)
