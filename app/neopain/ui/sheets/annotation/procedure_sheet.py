"""The card of a procedure: how the score went, and how much of the time stands behind the numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from neopain.core.score.reactivity import ReactivityCard, Recovery
from neopain.ui.language.numbers import decimal
from neopain.ui.language.words import minutes_seconds
from neopain.ui.sheets.sheet import Sheet


class ProcedureNote(QLabel):
    """What the numbers and curves of procedures are, and are not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(
            self.tr(
                "Of the facial pain score (investigational), 0-10, not a clinical scale. A flat curve does "
                "not rule out pain. The windows and the band are provisional."
            )
        )
        self.setProperty("role", "small")
        self.setWordWrap(True)


class ProcedureSheet(Sheet):
    """Numbers, or why there are none. Describes the score, not what the infant felt."""

    def __init__(self, card: ReactivityCard, when: str, parent: QWidget | None = None) -> None:
        """Args: the card; local time of day of the procedure."""
        super().__init__(parent)
        self.set_title(self.tr("Procedure card, {when}").format(when=when))
        self.values: dict[str, str] = dict(self._rows(card))
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        for row, (label, value) in enumerate(self.values.items()):
            name, figure = QLabel(label), QLabel(value)
            figure.setStyleSheet("font-weight: 700;")
            figure.setWordWrap(True)
            grid.addWidget(name, row, 0)
            grid.addWidget(figure, row, 1)
        grid.setColumnStretch(1, 1)
        self.content.addLayout(grid)
        self.content.addStretch(1)
        self.content.addWidget(ProcedureNote())

    def _rows(self, card: ReactivityCard) -> tuple[tuple[str, str], ...]:
        missing = self.tr("not enough scored time")

        def points(value: float | None, *, signed: bool = False) -> str:
            return missing if value is None else decimal(value, signed=signed)

        to_peak = missing if card.time_to_peak_s is None else f"{card.time_to_peak_s:.0f} s"
        back = {
            Recovery.NOT_IN_WINDOW: self.tr("not within {span}").format(span=minutes_seconds(card.after_s)),
            Recovery.NO_RISE_SEEN: self.tr("no rise over the baseline's band was seen"),
            Recovery.NOT_ENOUGH_SCORED: missing,
        }.get(card.recovery, "")
        if card.recovery_s is not None:
            back = f"{card.recovery_s:.0f} s"
        band = "" if card.band is None else self.tr("  (band +{band})").format(band=decimal(card.band))
        under_care = (
            ((self.tr("Under care, not counted"), minutes_seconds(card.care_s)),) if card.care_s else ()
        )
        return (
            (self.tr("Baseline, 2 min before"), points(card.baseline) + band),
            (self.tr("Highest after"), points(card.peak)),
            (self.tr("Rise"), points(card.rise, signed=True)),
            (self.tr("Time to the highest"), to_peak),
            (self.tr("Back at the baseline after"), back),
            (
                self.tr("Scored before / after"),
                f"{100 * card.before_share:.0f} % / {100 * card.after_share:.0f} %",
            ),
            *under_care,
        )
