"""A stay or a session as files for others: which format, and how much it tells of the person."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from neopain.core.errors import SettingFault
from neopain.core.stay.reviewed import ReviewedStay, local_text
from neopain.reports.content.level import Level
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.registry import FORMATS
from neopain.ui.sheets.machine.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.sheet import Sheet


class ExportSheet(Sheet):
    """A button for each format that this computer can write.

    Signals:
        export_asked: (str, str, str, object), id, the format's option, the level, the Path to write.
        sheet_asked: Sheet, one to be opened over this one.
    """

    export_asked = Signal(str, str, str, object)
    sheet_asked = Signal(object)

    def __init__(self, stay: ReviewedStay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stay = stay
        self.set_title(self.tr("Export"))
        self.research = QCheckBox(self.tr("For research: no code, no dates, no free text"))
        self._says = QLabel()
        self._says.setWordWrap(True)
        self.content.addWidget(self.research)
        for one in FORMATS:
            button = QPushButton(one.name)
            button.setAccessibleName(self.tr("Export as {name}").format(name=one.name))
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._pick, one))
            self.content.addWidget(button)
        self.content.addWidget(self._says)
        self.content.addStretch(1)

    @property
    def level(self) -> Level:
        """For whom."""
        return Level.RESEARCH if self.research.isChecked() else Level.CLINICAL

    def _pick(self, one: ExportFormat, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  a signal's slot
        try:
            one.check(self.level)
        except SettingFault:
            words = self.tr(
                "{name} cannot be written like that here: a part is missing, or not for research."
            )
            self._says.setText(words.format(name=one.name))
            return
        self._says.setText("")
        picker = FileSheet(
            self.tr("Export as {name}").format(name=one.name), Wanted.NEW_FILE, Path.home(), self._name(one)
        )
        level = self.level.value
        picker.chosen.connect(
            lambda path: self.export_asked.emit(self._stay.line.id, one.option, level, path)
        )
        self.sheet_asked.emit(picker)

    def _name(self, one: ExportFormat) -> str:
        """Code and date, safe in a file's name; neither of them for research."""
        line = self._stay.line
        if self.level is Level.RESEARCH:
            return f"neopain-research{one.ending}"
        code = "".join(letter if letter.isalnum() else "-" for letter in line.patient_code) or line.id[:8]
        return f"neopain-{code}-{local_text(line.started_utc)[:10].replace('-', '')}{one.ending}"
