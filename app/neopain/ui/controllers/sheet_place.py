"""Keeps sheets where they belong: over the trend and the notes, never over alarms, score or picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Slot
from PySide6.QtWidgets import QWidget

from neopain.ui.panels.bars.bottom_bar import BottomBar
from neopain.ui.panels.central_area import Body
from neopain.ui.sheets.host import SheetHost


class SheetPlace(QObject):
    """Lays the host by geometry, not by layout, so that a sheet that opens moves nothing at all.

    What lies under a sheet is hidden and keeps its room: no Tab and no key reaches it there.
    """

    def __init__(self, sheets: SheetHost, body: Body, foot: BottomBar, page: QWidget) -> None:
        super().__init__(page)
        self._sheets, self._body, self._foot, self._page = sheets, body, foot, page
        for covered in self._covered():
            policy = covered.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            covered.setSizePolicy(policy)
        sheets.turned.connect(self._on_turned)
        for part in (page, body, body.score, foot, foot.notes_group):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what moves or turns over."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}:
            self._lay()
        return super().eventFilter(watched, event)

    def _covered(self) -> tuple[QWidget, ...]:
        return (self._body.trend, self._foot.notes_group)

    @Slot(bool)
    def _on_turned(self, there: bool) -> None:  # noqa: FBT001  a signal's slot
        for covered in self._covered():
            covered.setVisible(not there)
        self._body.show_events(not there)
        self._lay()
        if there:
            self._sheets.raise_()

    def _lay(self) -> None:
        if self._sheets.isHidden():
            return
        body, notes = self._in_page(self._body), self._in_page(self._foot.notes_group)
        place = QRect(body)
        if self._body.portrait:
            if not self._body.page_text:
                place.setTop(self._in_page(self._body.score).bottom() + self._body.gap)
        else:
            column = self._body.column
            place.setLeft(body.left() + column)
            place.setRight(body.right() - column)
        place.setBottom(max(notes.bottom(), body.bottom()))
        self._sheets.setGeometry(place)

    def _in_page(self, part: QWidget) -> QRect:
        return QRect(part.mapTo(self._page, QPoint(0, 0)), part.size())
