"""A sheet: a title, a large X, and what is read or filled in. It blocks nothing and can stay open."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for
from neopain.ui.widgets.vertical_scroll import VerticalScroll

FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox)


class Sheet(QFrame):
    """Shown by a `SheetHost`; by itself it is a plain widget.

    Signals:
        closed: by X, Escape, or because it is done.

    Attributes:
        content: the layout for what is in the sheet; it scrolls where the place is too small.
        foot: the layout for the buttons under it, which never scroll away.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self._open = True
        self._title = QLabel()
        self._title.setProperty("role", "sheet")
        self._title.setWordWrap(True)
        self.cross = QPushButton()
        self.cross.setProperty("role", "cross")
        self.cross.setIcon(icon_for(Icon.CROSS))
        self.cross.setToolTip(self.tr("Close (Escape)"))
        self.cross.setAutoDefault(False)
        self.cross.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.cross)
        inside = QWidget()
        inside.setObjectName("inside")
        self.content = QVBoxLayout(inside)
        self.content.setContentsMargins(0, 0, 4, 0)
        self._scroll = VerticalScroll(inside)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addLayout(self.foot)

    @property
    def title(self) -> str:
        """What stands above it."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Name it; every sheet does so when it is made."""
        self._title.setText(title)
        self.setAccessibleName(title)
        self.cross.setAccessibleName(self.tr("Close: {title}").format(title=title))

    @property
    def open_now(self) -> bool:
        """False once it was closed."""
        return self._open

    @Slot()
    def dismiss(self) -> None:
        """Close without doing anything."""
        if self._open:
            self._open = False
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; Return in a field presses the default button, as in a dialog."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            default = next((b for b in self.findChildren(QPushButton) if b.isDefault()), None)
            if default is not None and default.isEnabled() and default.isVisible():
                default.click()
        else:
            super().keyPressEvent(event)

    def take_focus(self) -> None:
        """Let the first field have the keyboard, else the first button that does something."""
        for kinds in (FIELDS, (QWidget,)):
            for child in self._scroll.findChildren(QWidget):
                usable = child.isEnabled() and child.isVisibleTo(self)
                if usable and isinstance(child, kinds) and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    child.setFocus(Qt.FocusReason.TabFocusReason)
                    return
        self.cross.setFocus(Qt.FocusReason.TabFocusReason)

    def scroll_to(self, widget: QWidget) -> None:
        """Scroll there, once what was shown or hidden has found its place."""
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(widget))

    def add_foot(self, text: str, *, strong: bool = False) -> QPushButton:
        """A button under the sheet; the strong one is what Return presses."""
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        if strong:
            button.setProperty("role", "strong")
            button.setDefault(True)
        self.foot.addWidget(button, 1)
        return button
