"""A manual assessment: NIPS by its items, other scales by their total, and the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from neopain.core.clinical.scales import NIPS, scale_by_id
from neopain.core.clinical.signing import LONGEST
from neopain.core.record import Assessment
from neopain.ui.sheets.annotation.earlier_pad import EarlierPad, TimeOf
from neopain.ui.sheets.annotation.nips_pad import NipsPad
from neopain.ui.sheets.annotation.total_pad import TotalPad
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.stepper import Stepper

MOST_MINUTES_AGO = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered; `total` None for a part of a scale. `revises` is the one that it changes."""

    scale: str
    items: tuple[tuple[str, int], ...]
    total: int | None
    author: str
    minutes_ago: int
    revises: Assessment | None


class AssessmentSheet(Sheet):
    """Beside the automatic score, never merged with it.

    Signals:
        entered: Entry.
    """

    entered = Signal(object)

    def __init__(self, time_of: TimeOf, *, preterm: bool | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_title(self.tr("Assess by hand"))
        self._revises: Assessment | None = None
        self.nips = NipsPad()
        self.totals = TotalPad()
        self.totals.take_patient(preterm=preterm)
        self.earlier = EarlierPad(time_of)
        self.earlier.change_asked.connect(self.change)
        self._tabs = QTabWidget()
        self._tabs.addTab(self.nips, "NIPS")
        self._tabs.addTab(self.totals, self.tr("Other scales"))
        self._tabs.addTab(self.earlier, self.tr("Earlier"))
        self._tabs.currentChanged.connect(self._follow)
        self._author = QLineEdit()
        self._author.setProperty("who", True)
        self._author.setMaxLength(LONGEST)
        self._author.setPlaceholderText(self.tr("initials, optional"))
        self._author.setAccessibleName(self.tr("Your initials, optional"))
        self._ago = QSpinBox()
        self._ago.setRange(0, MOST_MINUTES_AGO)
        self._ago.setSuffix(self.tr(" min ago"))
        self._ago.setSpecialValueText(self.tr("now"))
        self._ago.setAccessibleName(self.tr("When, minutes ago"))
        self._ago.setSingleStep(5)
        self.content.addWidget(self._tabs, 1)
        self.foot.addWidget(QLabel(self.tr("By")))
        self.foot.addWidget(self._author, 1)
        self.foot.addWidget(Stepper(self._ago), 1)
        self.save = self.add_foot("", strong=True)
        self.save.clicked.connect(self._give)
        for pad in (self.nips, self.totals):
            pad.changed.connect(self._follow)
        self._follow()

    @property
    def author(self) -> str:
        """The initials."""
        return self._author.text().strip()

    @Slot(object)
    def change(self, one: Assessment) -> None:
        """Show an earlier assessment; saving then changes it instead of adding one."""
        self._revises = one
        self._ago.setEnabled(False)
        scale = scale_by_id(one.scale)
        if scale is NIPS:
            self.nips.show_answers(dict(one.items))
            self._tabs.setCurrentWidget(self.nips)
        else:
            self.totals.show_total(scale, one.total)
            self._tabs.setCurrentWidget(self.totals)
        self._tabs.setTabEnabled(self._tabs.indexOf(self.totals), scale is not NIPS)
        self._tabs.setTabEnabled(self._tabs.indexOf(self.nips), scale is NIPS)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        page = self._tabs.currentWidget()
        self.save.setVisible(page is not self.earlier)
        what = self.tr("Save the change") if self._revises else self.tr("Save")
        if page is self.nips:
            incomplete = self.nips.total is None
            self.save.setEnabled(bool(self.nips.answers))
            self.save.setText(self.tr("Save incomplete, no total") if incomplete else what)
        else:
            self.save.setEnabled(self.totals.total is not None)
            self.save.setText(what)

    @Slot()
    def _give(self) -> None:
        nips = self._tabs.currentWidget() is self.nips
        entry = Entry(
            scale=NIPS.id if nips else self.totals.scale.id,
            items=tuple(self.nips.answers.items()) if nips else (),
            total=self.nips.total if nips else self.totals.total,
            author=self.author,
            minutes_ago=self._ago.value(),
            revises=self._revises,
        )
        self.dismiss()
        self.entered.emit(entry)
