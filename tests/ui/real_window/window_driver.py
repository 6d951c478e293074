"""Drives a real window from inside, as a hand does: finds what can be seen, clicks it, waits for what should come."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QWidget,
)

from neopain.ui.sheets.machine.file_sheet import FileSheet
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.entry.number_field import NumberField

LOOK_MS = 100

Story = Iterator[tuple[str, Callable[[], object], float]]
"""Each step: what is waited for in words, the condition, and for how many seconds at most."""


class Driver(QObject):
    """Runs a story on the window's own thread, a look every tenth of a second.

    Attributes:
        fault: why the story did not come to its end; None when it did.
    """

    def __init__(self, app: QApplication, story: Story) -> None:
        super().__init__(app)
        self._app = app
        self._story = story
        self._step = ("the story's beginning", lambda: True, 10.0)
        self._since = time.monotonic()
        self.fault: str | None = "the window ended before the story did"
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)

    def _look(self) -> None:
        words, condition, within_s = self._step
        waited_s = time.monotonic() - self._since
        try:
            if condition():
                print(f"{waited_s:5.1f} s  {words}", flush=True)
                self._step = next(self._story)
                self._since = time.monotonic()
            elif waited_s > within_s:
                self._end(f"did not come within {within_s:.0f} s: {words}; seen: {everything_seen()}")
        except StopIteration:
            self._end(None)
        except Exception:
            self._end(traceback.format_exc())

    def _end(self, fault: str | None) -> None:
        self.fault = fault
        self._timer.stop()
        if fault is not None:
            root_picture().save(str(Path(sys.argv[-1]) / "failed.png"))
        for window in self._app.topLevelWidgets():
            getattr(window, "leave", window.close)()
        self._app.quit()


def plain(text: str) -> str:
    """The words without line breaks and shortcut marks."""
    return " ".join(text.replace("&", "").split())


def visible(kind: type, within: QWidget | None = None) -> list:
    """Every widget of that kind which can be seen."""
    there = QApplication.allWidgets() if within is None else within.findChildren(kind)
    return [one for one in there if isinstance(one, kind) and one.isVisible()]


def button(words: str, within: QWidget | None = None) -> QAbstractButton:
    """The one button that can be seen, enabled, and says exactly that or has that as its accessible name."""
    found = [
        one for one in visible(QAbstractButton, within)
        if words in {plain(one.text()), one.accessibleName()}
    ]  # fmt: skip
    assert len(found) == 1, (
        f"{len(found)} buttons say {words!r}; there are {[plain(b.text()) for b in visible(QAbstractButton)]}"
    )
    assert found[0].isEnabled(), f"the button {words!r} is off"
    return found[0]


def click(words: str, within: QWidget | None = None) -> None:
    """A click of the mouse in its middle."""
    QTest.mouseClick(button(words, within), Qt.MouseButton.LeftButton)


def can_click(words: str) -> bool:
    try:
        button(words)
    except AssertionError:
        return False
    return True


def hold(words: str) -> None:
    """A finger that stays on it for as long as it wants."""
    QTest.mousePress(button(words), Qt.MouseButton.LeftButton)


def sheet() -> Sheet | None:
    """The sheet that is seen."""
    return next(iter(visible(Sheet)), None)


def type_into(hint: str, text: str) -> None:
    """Type into the field whose hint begins so."""
    field = next(one for one in visible(QLineEdit) if one.placeholderText().startswith(hint))
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, text)


def type_number(name: str, number: int) -> None:
    """Type into the field of numbers with that accessible name."""
    (field,) = (one for one in visible(NumberField) if one.accessibleName() == name)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClicks(field, str(number))


def save_as(path: Path) -> None:
    """Answer the sheet that asks for a file."""
    picker = visible(FileSheet)[0]
    picker.path.clear()
    QTest.keyClicks(picker.path, str(path))
    QTest.keyClick(picker.path, Qt.Key.Key_Return)


def root_picture() -> QImage:
    """What the display shows, whoever drew it."""
    return QApplication.primaryScreen().grabWindow(0).toImage()


def share_of_colour(image: QImage, colour: str, area: QWidget) -> float:
    """Share of the widget's place on the display that has that colour, 0..1."""
    corner = area.mapToGlobal(area.rect().topLeft())
    wanted = int(colour.lstrip("#"), 16)
    points = [(x, y) for x in range(0, area.width(), 4) for y in range(0, area.height(), 4)]
    hits = sum(image.pixel(corner.x() + x, corner.y() + y) & 0xFFFFFF == wanted for x, y in points)
    return hits / len(points)


def everything_seen() -> list[str]:
    """Texts on the screen, for the message of a failure."""
    texts = [plain(str(w.property("text") or "")) for w in visible(QWidget)]
    return [text for text in texts if text]
