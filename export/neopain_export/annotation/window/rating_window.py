"""The raters' window: picture, answers, the way back and on; nothing that could sway an answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from neopain.core.clock import Clock
from neopain.core.errors import NeopainError
from neopain.ui.panels.notice import Notice
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import DAY, Palette, ThemeChoice
from neopain.ui.style.theme_switch import ThemeSwitch
from neopain.ui.widgets.buttons.button_grid import ButtonGrid
from neopain.ui.widgets.buttons.grid_button import GridButton
from neopain_export.annotation.folder.passes import Pass
from neopain_export.annotation.rating.course import Act, Finished, Given, Undone
from neopain_export.annotation.rating.items import Item
from neopain_export.annotation.rating.tasks import Answer
from neopain_export.annotation.window import keys
from neopain_export.annotation.window.answer_panel import AnswerPanel
from neopain_export.annotation.window.end_page import EndPage, PausePage
from neopain_export.annotation.window.face_view import FaceView
from neopain_export.annotation.window.outcome import Outcome
from neopain_export.annotation.window.picture_loader import PictureLoader
from neopain_export.annotation.window.rating_header import RatingHeader

DISTANCE_M = 0.7
"""Of a rater at a desk."""
AHEAD = 1
PANEL_SHARE = (3, 2)
"""Of picture and answers beside each other."""


class RatingWindow(QMainWindow):
    """Saves every answer before the next picture is asked for."""

    def __init__(self, rated: Pass, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pass, self._course, self._clock = rated, rated.course, clock
        self._items = {item.id: item for item in rated.plan.items}
        self._seen_since: float | None = None
        self._seen_s = 0.0
        self.setWindowTitle(self.tr("NeoPain annotation"))
        self.header = RatingHeader(rated)
        self.face = FaceView()
        self.panel = AnswerPanel(rated.plan.task)
        self.notice = Notice()
        self.pause_page, self.end_page = PausePage(), EndPage()
        self.loader = PictureLoader(self)
        self._outcome = Outcome(rated, self.end_page, self)
        self.back, self.on, self.undo, self.pause, self.play, self.cannot = (GridButton() for _ in range(6))
        self.pages = QStackedWidget()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for page in (self._rating_page(), self.pause_page, self.end_page):
            self.pages.addWidget(page)
        self._lay_out()
        self._connect()
        for button in self.findChildren(QPushButton):
            # Reached by Tab, but a click leaves the keyboard where it was: every answer has a key.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.theme = ThemeSwitch(self, clock, distance_m=DISTANCE_M)
        self.theme.changed.connect(self._wear)
        self._palette = DAY
        self.theme.dress()
        self._show_place()
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Letters and buttons fit the window."""
        super().resizeEvent(event)
        self.theme.dress()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is lost: every answer is kept already."""
        self.face.show_nothing()
        self.loader.end()
        self._outcome.end()
        super().closeEvent(event)

    def _rating_page(self) -> QWidget:
        page = QWidget()
        self._body.addWidget(self.face, PANEL_SHARE[0])
        self._body.addWidget(self.panel, PANEL_SHARE[1])
        foot = ButtonGrid()
        for button, words, name, tip in (
            (self.back, self.tr("Back"), "back", self.tr("Look at what was answered before")),
            (self.on, self.tr("On"), "on", self.tr("On to the next that was answered, or is to be")),
            (self.undo, self.tr("Undo"), "undo", self.tr("Take the last answer back")),
            (self.play, self.tr("Stop or move"), "play", self.tr("Stop the movement, or go on")),
            (self.pause, self.tr("Pause"), "pause", self.tr("Hide the picture and stop the time")),
            (self.cannot, self.tr("Cannot judge"), "cannot", self.tr("Say why it cannot be judged")),
        ):
            foot.take(button, words, tip)
            keys.label(button, words, name, tip)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._body, 1)
        column.addWidget(foot)
        return page

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        inside = QVBoxLayout()
        inside.setContentsMargins(8, 4, 8, 8)
        column.addWidget(self.header)
        inside.addWidget(self.notice)
        inside.addWidget(self.pages, 1)
        column.addLayout(inside, 1)
        self.setCentralWidget(page)

    def _connect(self) -> None:
        self.panel.answered.connect(self._give)
        self.back.clicked.connect(lambda _checked: self._look(-1))
        self.on.clicked.connect(lambda _checked: self._look(1))
        self.undo.clicked.connect(lambda _checked: self._take_back())
        self.play.clicked.connect(lambda _checked: self.face.turn())
        self.pause.clicked.connect(lambda _checked: self._pause())
        self.cannot.clicked.connect(lambda _checked: self.panel.ask_why())
        self.pause_page.go_on_asked.connect(self._show_place)
        self.end_page.back_asked.connect(lambda: self._look(-1))
        self.end_page.undo_asked.connect(self._take_back)
        self.end_page.finish_asked.connect(self._finish)
        self.header.theme_asked.connect(self._turn_theme)
        self.loader.loaded.connect(self._on_loaded)

    @property
    def item(self) -> Item | None:
        """What is shown now; None at the end."""
        order, place = self._course.order, self._course.place
        return self._items[order[place].item] if place < len(order) else None

    @Slot(object)
    def _give(self, answer: Answer) -> None:
        given = Given(self._course.place, answer, self._utc(), self._seen_now())
        # A picture that was not there yet was not judged.
        if self.item is not None and self.loader.has(self.item.id) and self._do(given):
            self._show_place()

    @Slot()
    def _take_back(self) -> None:
        if self._course.can_undo and self._do(Undone(self._utc())):
            self._show_place()

    @Slot()
    def _finish(self) -> None:
        if not self._course.finished and self._do(Finished(self._utc())):
            self._show_place()

    def _do(self, act: Act) -> bool:
        """Save and do it; where it cannot be saved, everything stays, and the notice says so."""
        try:
            self._pass.do(act)
        except NeopainError as fault:
            words = self.tr("This was not kept, so it was not taken: {why}")
            self.notice.tell_fault(words.format(why=fault))
            return False
        self.notice.dismiss()
        return True

    def _look(self, by: int) -> None:
        if not self._course.finished:
            self._course.look(by)
            self._show_place()

    @Slot()
    def _pause(self) -> None:
        self._seen_s = self._seen_now()
        self._seen_since = None
        self.face.show_nothing()
        self.pages.setCurrentWidget(self.pause_page)

    @Slot()
    def _show_place(self) -> None:
        course, item = self._course, self.item
        if self.pages.currentWidget() is not self.pause_page:
            self._seen_s = 0.0
        self._seen_since = None
        self.header.show_place(course.place, len(course.order))
        if item is None:
            self.face.show_nothing()
            self.pages.setCurrentWidget(self.end_page)
            self._outcome.tell()
            return
        self.pages.setCurrentIndex(0)
        self.back.setEnabled(course.place > 0)
        self.on.setEnabled(course.place < course.answered)
        self.undo.setEnabled(course.can_undo)
        self.panel.show_answer(course.answer_at(course.place), self._pass.disputes.get(item.id))
        ahead = course.order[course.place + 1 : course.place + 1 + AHEAD]
        self.loader.want(item, *(self._items[showing.item] for showing in ahead))
        self._on_loaded(item.id)

    @Slot(str)
    def _on_loaded(self, item_id: str) -> None:
        item = self.item
        if item is None or item.id != item_id or self.pages.currentIndex() != 0:
            return
        there, pictures = self.loader.has(item_id), self.loader.pictures(item_id)
        self.panel.let_answer(judge=pictures is not None, cannot=there)
        self.cannot.setEnabled(there)
        self.play.setEnabled(pictures is not None and len(pictures.pictures) > 1)
        if pictures is None:
            self.face.show_nothing()
            if there:
                self.panel.ask_why()
        else:
            self.face.show_item(pictures, simulated=item.simulated)
        if there:
            self._seen_since = self._clock.monotonic()

    def _seen_now(self) -> float:
        since = self._seen_since
        return self._seen_s + (0.0 if since is None else self._clock.monotonic() - since)

    def _utc(self) -> str:
        return self._clock.utc().isoformat(timespec="milliseconds")

    @Slot()
    def _turn_theme(self) -> None:
        self.theme.choose(ThemeChoice.NIGHT if self._palette is DAY else ThemeChoice.DAY)

    @Slot(object, object, bool)
    def _wear(self, palette: Palette, sizes: Sizes, portrait: bool) -> None:  # noqa: FBT001  a signal's slot
        del sizes
        self._palette = palette
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.TopToBottom if portrait else directions.LeftToRight)
