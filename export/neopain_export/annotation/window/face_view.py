"""The picture of an item, or its second, again and again at its own pace."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from neopain.core.frames import BgrImage
from neopain.ui.sheets.clip_sheet import ClipPictureView
from neopain_export.annotation.sources.showing import Shown

REST_MS = 400
"""Between the end of a second and its next showing, so that the jump is no movement of the face."""
LONGEST_STEP_MS = 1000


class FaceView(ClipPictureView):
    """Shows nothing of where a picture comes from. Not darkened at night: it has to be judged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(simulated=False, parent=parent)
        self.setAccessibleName(self.tr("Picture to judge"))
        self._images: list[QImage] = []
        self._waits_ms: list[int] = []
        self._row = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    @property
    def moving(self) -> bool:
        """Whether a second is running."""
        return self._timer.isActive()

    @property
    def empty(self) -> bool:
        """Whether nothing is shown."""
        return not self._images

    def show_item(self, shown: Shown, *, simulated: bool) -> None:
        """Show it from its first picture."""
        self._timer.stop()
        self.mark_simulated(simulated=simulated)
        self._images = [_image(picture) for picture in shown.pictures]
        steps = [
            round(1000 * (later - earlier))
            for earlier, later in zip(shown.times_s, shown.times_s[1:], strict=False)
        ]
        self._waits_ms = [max(10, min(LONGEST_STEP_MS, step)) for step in steps]
        self._row = 0
        self._draw()

    def show_nothing(self) -> None:
        """Nothing to see yet, any more, or at all."""
        self._timer.stop()
        self._images = []
        self.show_image(None)

    @Slot()
    def turn(self) -> None:
        """Stop the movement, or go on."""
        if self.moving:
            self._timer.stop()
        elif len(self._images) > 1:
            self._next()

    @Slot()
    def _next(self) -> None:
        if self._images:
            self._row = (self._row + 1) % len(self._images)
            self._draw()

    def _draw(self) -> None:
        self.show_image(self._images[self._row])
        if len(self._images) > 1:
            last = self._row >= len(self._waits_ms)
            self._timer.start(REST_MS if last else self._waits_ms[self._row])


def _image(picture: BgrImage) -> QImage:
    height, width = picture.shape[:2]
    # A copy: Qt does not own numpy's memory.
    return QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_BGR888).copy()
