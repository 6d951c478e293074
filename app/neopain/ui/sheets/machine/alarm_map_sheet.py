"""What the score hung on at the last pain alarm, large, with what that means and what it does not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from neopain.ui.language.numbers import decimal
from neopain.ui.panels.score.alarm_map_view import AlarmMapView, image_of
from neopain.ui.sheets.sheet import Sheet
from neopain.workers.explaining.alarm_map import AlarmMap


class AlarmMapSheet(Sheet):
    """One map; it closes itself when the map is forgotten."""

    def __init__(self, found: AlarmMap, view: AlarmMapView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found, self._view = found, view
        self.set_title(self.tr("What the score hung on at the last pain alarm"))
        self.picture = QLabel()
        pixmap = QPixmap.fromImage(image_of(found.picture))
        smooth = Qt.TransformationMode.SmoothTransformation
        self.picture.setPixmap(pixmap.scaled(view.large_px, view.large_px, mode=smooth))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(self.title)
        self.words = QLabel(self._words())
        self.words.setWordWrap(True)
        self.content.addWidget(self.picture)
        self.content.addWidget(self.words)
        self.content.addStretch(1)
        self._pulse = self.startTimer(200)

    def timerEvent(self, event: object) -> None:
        """Visitors, standby or the session's end: nothing of the face stays."""
        del event
        if self._view.shown is not self._found:
            self.picture.clear()
            self.killTimer(self._pulse)
            self.dismiss()

    def _words(self) -> str:
        found = self._found
        how = self.tr(
            "Piece by piece the face was blurred and scored again. Orange: without the detail there the "
            "score of {score} falls. Blue: it rises. The strongest change is {points} points."
        ).format(score=decimal(found.score), points=decimal(found.strongest))
        if found.strongest < 0.5:
            how += " " + self.tr("No single piece alone decided.")
        return "\n\n".join(
            (
                how,
                self.tr(
                    "It explains the number, not the infant: it does not say where or whether it hurts, nor "
                    "whether the score was right. Look at the baby."
                ),
                self.tr(
                    "The picture is in memory only, and goes with the session, in standby and for visitors."
                ),
            )
        )
