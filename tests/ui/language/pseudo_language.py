"""A made-up right-to-left language, 40 % longer than English, and what is cut off on a screen that speaks it."""

from __future__ import annotations

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from neopain.ui.widgets.elided_label import ElidedLabel

RIGHT_TO_LEFT_MARK = "\u200f"
LETTERS = "אבגדהוזחטיכלמנסעפצקרשת"
SLACK_PX = 1
TWO_LINES_FROM = 13


class PseudoTranslator(QTranslator):
    """`Save` becomes a marked `]Saveאב[`: what is not bracketed on the screen was not translated."""

    def isEmpty(self) -> bool:  # noqa: N802  Qt's name
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        if not source or context.startswith("Q"):
            # Null, not empty: Qt's own words stay as they are.
            return None
        return "\n".join(self._line(line) if line else "" for line in source.split("\n"))

    def _line(self, source: str) -> str:
        more = (LETTERS * (1 + len(source) // len(LETTERS)))[: max(1, round(0.4 * len(source)) - 2)]
        glue = " " if len(source) >= TWO_LINES_FROM else ""
        lead = source[: len(source) - len(source.lstrip())]
        return f"{RIGHT_TO_LEFT_MARK}{lead}]{source.strip()}{glue}{more}["


def cut_off(window: QWidget) -> list[str]:
    """The texts of visible buttons and labels that have too little room."""
    return [
        f"{type(widget).__name__} {widget.text()!r}: {why}"
        for kind in (QPushButton, QLabel)
        for widget in window.findChildren(kind)
        if widget.isVisible() and widget.text() and (why := _lack(widget))
    ]


def _lack(widget: QPushButton | QLabel) -> str:
    have, want = widget.size(), widget.sizeHint()
    if isinstance(widget, ElidedLabel):
        need = widget.fontMetrics().horizontalAdvance(widget.text())
        return "" if need <= have.width() + SLACK_PX else f"{need} px in {have.width()}"
    if isinstance(widget, QLabel) and widget.wordWrap():
        longest = max(widget.fontMetrics().horizontalAdvance(word) for word in widget.text().split())
        inside = widget.contentsRect().width()
        if longest > inside + SLACK_PX:
            return f"a word of {longest} px in {inside}"
        need = widget.heightForWidth(have.width())
        return "" if need <= have.height() + SLACK_PX else f"{need} px high in {have.height()}"
    if isinstance(widget, QPushButton):
        want = widget.minimumSizeHint()
    if want.width() > have.width() + SLACK_PX or want.height() > have.height() + SLACK_PX:
        return f"{want.width()} x {want.height()} in {have.width()} x {have.height()}"
    return ""
