"""What stands small beside the score: its range, how strong the expression is, and the limits."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from neopain.core.score.pain_state import PainState
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.numbers import decimal, range_words
from neopain.ui.language.sign_words import intensity_help, intensity_word
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette

GAP_PX = 2


class BesideNumber(QWidget):
    """Range and intensity only beside a number that stands there; the limits always.

    Where there is room for three of them only, the intensity gives way.

    Signals:
        gave_way: str, the intensity in words, for another place; "" while it stands here, or there is none.
    """

    gave_way = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.interval, self.intensity, self.limits = _line(), _line(), _line()
        self.intensity.setToolTip(intensity_help())
        self.intensity.setAccessibleDescription(intensity_help())
        self._words = self._told = ""
        self._wanted = QSize()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.addStretch(1)
        for line in (self.interval, self.intensity, self.limits):
            column.addWidget(line)
        column.addStretch(1)

    def paint_with(self, palette: Palette, sizes: Sizes) -> None:
        """Take the theme."""
        self.limits.setStyleSheet(f"font-size: {sizes.body_px}px; font-weight: 700; color: {palette.ink};")
        for line in (self.interval, self.intensity):
            line.setStyleSheet(f"font-size: {sizes.small_px}px; color: {palette.ink};")
        self._fit()

    def show_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Take the newest state."""
        stands = snapshot.state is not PainState.CANNOT_ASSESS and snapshot.smoothed is not None
        interval = snapshot.interval if stands else None
        _say(
            self.interval,
            "" if interval is None else self.tr("range\n{span}").format(span=range_words(interval)),
        )
        strong = snapshot.intensity if stands else None
        words = self.tr("intensity\n{value} {word}")
        self._words = "" if strong is None else words.format(value=round(strong), word=intensity_word(strong))
        self.limits.setText(
            self.tr("limits\n▲▲ {upper}\n▲ {lower}").format(
                upper=decimal(snapshot.upper_limit), lower=decimal(snapshot.lower_limit)
            )
        )
        self._fit()

    def show_nothing(self) -> None:
        """No number stands there."""
        _say(self.interval, "")
        self._words = ""
        self._fit()

    @property
    def words(self) -> str:
        """The intensity, wherever it stands; "" for none."""
        return self._words

    def sizeHint(self) -> QSize:
        """Of range and limits alone, so that the intensity moves nothing."""
        shown = [self.limits, *([] if self.interval.isHidden() else [self.interval])]
        wide = max(line.sizeHint().width() for line in shown)
        return QSize(wide, sum(line.sizeHint().height() + GAP_PX for line in shown))

    def minimumSizeHint(self) -> QSize:
        """As it wants to be."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The intensity stands here or gives way."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._wanted != self.sizeHint():
            # At once, with what else is new: a turn later the number would be seen to move.
            self._wanted = self.sizeHint()
            self.updateGeometry()
        self.intensity.setText(self._words)
        wanted = self.intensity.sizeHint()
        needed = self.sizeHint().height() + wanted.height() + 2 * GAP_PX
        here = bool(self._words) and self.height() >= needed and self.width() >= wanted.width()
        self.intensity.setVisible(here)
        told = "" if here else self._words.replace("\n", " ")
        if told != self._told:
            self._told = told
            self.gave_way.emit(told)


def _line() -> QLabel:
    label = QLabel()
    label.setProperty("role", "small")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
