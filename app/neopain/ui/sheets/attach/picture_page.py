"""Step 4: the live picture, what to do about it, and the camera's name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from neopain.bedside.cameras.advice import advise
from neopain.bedside.cameras.known_cameras import LONGEST_NAME
from neopain.core.clock import Clock
from neopain.core.frames import Frame
from neopain.core.sessions import SourceStatus
from neopain.ui.language.advice_words import advice_words, verdict_words
from neopain.ui.language.translate import breakable
from neopain.ui.panels.picture.video_view import VideoView
from neopain.ui.sheets.attach.work import told_source
from neopain.workers.frames.mailbox import Mailbox
from neopain.workers.frames.preview import Look

PICTURE_PX = (300, 225)


class PicturePage(QWidget):
    """Nothing of it is recorded; no score is shown."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.video = VideoView(clock)
        self.video.setMinimumSize(*PICTURE_PX)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._lines = QLabel()
        self._lines.setWordWrap(True)
        self._lines.setTextFormat(Qt.TextFormat.PlainText)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lines.setAccessibleName(self.tr("Advice about the picture"))
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("the bed, such as Bed 4"))
        self.name.setAccessibleName(self.tr("The camera's name"))
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(self.tr("Name of the camera or its bed"), self.name)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout()
        grid.addWidget(self.video, 0, 0, 2, 1)
        grid.addWidget(self._verdict, 0, 1)
        grid.addWidget(self._lines, 1, 1)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 4)
        grid.setRowStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid, 1)
        column.addWidget(self._trouble)
        column.addLayout(form)
        column.addWidget(self._says)

    @property
    def advice(self) -> str:
        """What is to be done, a line each."""
        return self._lines.text()

    @property
    def says(self) -> str:
        """What keeps it from being saved."""
        return self._says.text()

    def begin(self, name: str) -> None:
        """Wait for pictures; `name` is proposed where none was typed."""
        if not self.name.text().strip():
            self.name.setText(name[:LONGEST_NAME])
        self._verdict.setText(self.tr("Waiting for the picture ..."))
        self._lines.setText("")
        self.say("")

    def show_pictures(self, screen: Mailbox[Frame] | None) -> None:
        """Show these; None for none any more."""
        self.video.watch(screen, simulated=False)

    def show_look(self, look: Look) -> None:
        """Mark the face and say what to do."""
        self.video.mark_face(look.face, look.at, usable=look.reason is None)
        advices = advise(look)
        self._verdict.setText(verdict_words(advices))
        self._lines.setText("\n".join(advice_words(one) for one in advices))

    def show_source(self, status: SourceStatus) -> None:
        """Tell the camera's trouble, if it has any."""
        self.video.show_source(status)
        self._trouble.setText(breakable(told_source(status)))
        self._trouble.setVisible(bool(self._trouble.text()))

    def say(self, words: str) -> None:
        """A line under the name."""
        self._says.setText(words)
        self._says.setVisible(bool(words))
