"""Opens the dialogs, each over the window, none of them blocking it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.dialogs.limits_page import limits_page
from neopain.ui.dialogs.session_dialog import SessionDialog
from neopain.ui.dialogs.source_dialog import SourceDialog
from neopain.ui.dialogs.text_dialog import TextDialog

Answer = TypeVar("Answer")


def _if_open(dialog: QDialog, show: Callable[[Answer], None], answer: Answer) -> None:
    """A late answer to a dialog that has been closed is dropped."""
    if isValid(dialog):
        show(answer)


class Dialogs(QObject):
    """Builds a dialog when it is asked for and forgets it when it is closed.

    Signals:
        source_chosen: str, what the service starts.
    """

    source_chosen = Signal(str)

    def __init__(self, control: SessionControl, window: QWidget) -> None:
        super().__init__(window)
        self._control = control
        self._window = window

    @Slot()
    def ask_source(self) -> None:
        """Cameras that are there, an address, a file or a folder."""
        dialog = SourceDialog(self._window)
        dialog.chosen.connect(self.source_chosen)
        self._control.list_choices(lambda found: _if_open(dialog, dialog.show_choices, found))
        self._open(dialog)

    @Slot()
    def list_sessions(self) -> None:
        """Recorded sessions, and their export."""
        dialog = SessionDialog(self._window)
        dialog.export_asked.connect(self._control.export)
        self._control.list_sessions(lambda found: _if_open(dialog, dialog.show_sessions, found))
        self._open(dialog)

    def show_limits(self, snapshot: WatchSnapshot | None) -> None:
        """Preset, limits and delays in force."""
        self._open(TextDialog(self.tr("Limits in force"), limits_page(snapshot), self._window))

    @Slot()
    def show_card(self) -> None:
        """What computes the score."""
        card = self._control.card
        text = self.tr("The models are not open yet.") if card is None else card.card
        self._open(TextDialog(self.tr("Model card"), text, self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
