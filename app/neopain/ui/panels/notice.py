"""The banner for faults and news: it never blocks, never grows, and says how often a thing came."""

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
MOST_FAULTS = 20


class Notice(QFrame):
    """Two lines in their strip: the newest fault, behind it those that nobody dismissed; else news.

    Signals:
        read_asked: str, the whole text, for whom two lines are too few: touched.
    """

    read_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._faults: dict[str, int] = {}
        """How often each came that nobody has dismissed, the newest last."""
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._cross = QPushButton()
        self._cross.setIcon(icon_for(Icon.CROSS))
        self._cross.setProperty("role", "slim")
        self._cross.setAccessibleName(self.tr("Dismiss the message"))
        self._cross.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 4, 2)
        row.addWidget(self._label, 1)
        row.addWidget(self._cross)
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
        if self._faults:
            logger.info("not shown, a fault stands there: %s", text)
            return
        self._show(text, fault=False)
        self._timer.start(NEWS_MS)

    def tell_fault(self, text: str) -> None:
        """Show what went wrong, until dismissed."""
        self._faults[text] = self._faults.pop(text, 0) + 1
        while len(self._faults) > MOST_FAULTS:
            oldest = next(iter(self._faults))
            logger.warning("no longer shown, %d newer faults stand before it: %s", MOST_FAULTS, oldest)
            del self._faults[oldest]
        self._show_newest()

    def dismiss(self) -> None:
        """Take away what is seen; a fault that stood behind it is seen then."""
        if self._faults:
            self._faults.popitem()
        self._show_newest()

    def withdraw(self, begins: str) -> None:
        """Faults that begin so, wherever they stand, and news that do are no longer true."""
        over = [one for one in self._faults if one.startswith(begins)]
        for text in over:
            del self._faults[text]
        if over or self.text.startswith(begins):
            self._show_newest()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Somebody wants to read all of it."""
        event.accept()
        self.read_asked.emit(self.text)

    def _show_newest(self) -> None:
        self._timer.stop()
        behind = len(self._faults) - 1
        self._cross.setText(f"+{behind}" if behind > 0 else "")
        self._cross.setToolTip(self.tr("{count} more behind it").format(count=behind) if behind > 0 else "")
        if not self._faults:
            self.hide()
            return
        text, count = next(reversed(self._faults.items()))
        self._show(text if count == 1 else f"{text}  (x {count})", fault=True)

    def _show(self, text: str, *, fault: bool) -> None:
        self.setProperty("fault", fault)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.show()
