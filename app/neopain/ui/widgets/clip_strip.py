"""Kept clips where they belong in time: a button each, under the trend and in step with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from neopain.ui.style.sizes import TOUCH_MIN_PX

GLYPH = "▣"
WIDE_PX = 64


@dataclass(frozen=True, slots=True)
class ClipMark:
    """A clip on the trend: monotonic s on its axis, its id, and its time in words."""

    at: float
    clip_id: str
    when: str


class ClipStrip(QWidget):
    """Clips that lie closer than a finger share a button; looking closer parts them.

    Signals:
        picked: str, id of the clip, the first of those that share the button.
    """

    picked = Signal(str)

    def __init__(self, x_of: Callable[[float], float], parent: QWidget | None = None) -> None:
        """Args: where monotonic s `at` stands, px of this widget."""
        super().__init__(parent)
        self._x_of = x_of
        self._clips: tuple[ClipMark, ...] = ()
        self._buttons: list[QPushButton] = []
        self._laid: list[tuple[int, tuple[ClipMark, ...]]] = []
        self._span = (0.0, 0.0)
        self.setFixedHeight(TOUCH_MIN_PX)
        # Time goes from left to right in every language, in step with the plot.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Kept pictures over time"))
        self.hide()

    @property
    def shown(self) -> list[tuple[int, tuple[ClipMark, ...]]]:
        """Left edge of each button, px, and the clips that it stands for."""
        return self._laid

    def show_clips(self, clips: Sequence[ClipMark]) -> None:
        """Take the clips of what is shown."""
        self._clips = tuple(sorted(clips, key=lambda one: one.at))

    def lay(self, start: float, stop: float) -> None:
        """Stand where [start, stop] puts them; without one in it the strip takes no room."""
        self._span = (start, stop)
        groups: list[list[ClipMark]] = []
        edges: list[float] = []
        for clip in self._clips:
            if not start <= clip.at <= stop:
                continue
            left = min(max(0.0, self._x_of(clip.at) - 0.5 * WIDE_PX), max(0.0, self.width() - WIDE_PX))
            if edges and left < edges[-1] + WIDE_PX + 2.0:
                groups[-1].append(clip)
            else:
                groups.append([clip])
                edges.append(left)
        self._laid = [(round(left), tuple(group)) for left, group in zip(edges, groups, strict=True)]
        while len(self._buttons) < len(groups):
            self._buttons.append(self._button(len(self._buttons)))
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._laid))
            if number < len(self._laid):
                left, group = self._laid[number]
                count = f" {len(group)}" if len(group) > 1 else ""
                button.setText(f"{GLYPH}{count}")
                words = self.tr("Pictures of {when}").format(when=", ".join(one.when for one in group[:3]))
                button.setAccessibleName(words)
                button.setToolTip(words)
                button.move(left, 0)
        self.setVisible(bool(self._laid))

    def lay_again(self) -> None:
        """Times stand at other places, as after a resize."""
        self.lay(*self._span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A strip that was hidden has no width of its own until now."""
        super().resizeEvent(event)
        self.lay_again()

    def _button(self, number: int) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", "slim")
        button.setAutoDefault(False)
        button.setFixedSize(WIDE_PX, TOUCH_MIN_PX)
        button.clicked.connect(lambda _checked: self.picked.emit(self._laid[number][1][0].clip_id))
        return button
