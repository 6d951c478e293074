"""A number with decimals that takes the point and the comma alike, whatever the screen's language."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox


class DecimalBox(QDoubleSpinBox):
    """Without this, a German box takes `4.5` for 45: the point separates thousands there."""

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Judge the text as if it were typed in the screen's way."""
        state, _, place = super().validate(self._own(text), at)
        return state, text, place

    def valueFromText(self, text: str) -> float:  # noqa: N802  Qt's name
        """The number that was meant."""
        return super().valueFromText(self._own(text))

    def _own(self, text: str) -> str:
        sign = self.locale().decimalPoint()
        return text.replace("," if sign == "." else ".", sign)
