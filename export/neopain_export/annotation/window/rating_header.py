"""The bar at the top: what this is, who rates, how many are left; no file, no infant, no time."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from neopain.ui.widgets.elided_label import ElidedLabel
from neopain_export.annotation.folder.passes import Pass, Role
from neopain_export.annotation.window import keys


class RatingHeader(QFrame):
    """Dark in both themes, as the monitor's.

    Signals:
        theme_asked: day or night, the other one.
    """

    theme_asked = Signal()

    def __init__(self, rated: Pass, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        brand = QLabel("NeoPain")
        brand.setProperty("role", "brand")
        kind = ElidedLabel(self.tr("annotation (investigational)"))
        deciding = rated.rater.role is Role.ADJUDICATOR
        who = self.tr("{who} decides disputes") if deciding else self.tr("{who} rates")
        self.who = QLabel(who.format(who=rated.rater.who))
        self.place = QLabel()
        theme = QPushButton()
        keys.label(theme, self.tr("Day / night"), "theme")
        theme.setProperty("role", "slim")
        theme.clicked.connect(lambda _checked: self.theme_asked.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(18)
        row.addWidget(brand)
        row.addWidget(kind, 1)
        row.addWidget(self.who)
        row.addWidget(self.place)
        row.addWidget(theme)

    def show_place(self, place: int, count: int) -> None:
        """Where in the order, from 0; `count` at the end."""
        shown = min(place + 1, count)
        self.place.setText(self.tr("{place} of {count}").format(place=shown, count=count))
