"""The banner for faults and news: it never blocks, never stacks, and says how often a thing came."""

from __future__ import annotations

import logging

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for

logger = logging.getLogger(__name__)

NEWS_MS = 8000
"""News leaves by itself; a fault stays until somebody dismisses it."""


class Notice(QFrame):
    """Two lines in their strip; the newest text wins, a fault is not covered by news.

    Signals:
        read_asked: str, the whole text, for whom two lines are too few: touched.
    """

    read_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._fault = False
        self._seen: dict[str, int] = {}
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        dismiss = QPushButton()
        dismiss.setIcon(icon_for(Icon.CROSS))
        dismiss.setProperty("role", "slim")
        dismiss.setAccessibleName(self.tr("Dismiss the message"))
        dismiss.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.addWidget(self._label, 1)
        row.addWidget(dismiss)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown; empty when hidden."""
        return self._label.text() if not self.isHidden() else ""

    def tell_news(self, text: str) -> None:
        """Show something that went well, for some seconds."""
        if self._fault and not self.isHidden():
            logger.info("not shown, a fault stands there: %s", text)
            return
        self._show(text, fault=False)
        self._timer.start(NEWS_MS)

    def tell_fault(self, text: str) -> None:
        """Show what went wrong, until dismissed."""
        self._timer.stop()
        count = self._seen[text] = self._seen.get(text, 0) + 1
        self._show(text if count == 1 else f"{text}  (x {count})", fault=True)

    def dismiss(self) -> None:
        """Take the banner away."""
        self._timer.stop()
        self._seen.clear()
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Somebody wants to read all of it."""
        event.accept()
        self.read_asked.emit(self.text)

    def _show(self, text: str, *, fault: bool) -> None:
        self._fault = fault
        self.setProperty("fault", fault)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.show()
