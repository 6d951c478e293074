"""Consent to keep pictures, its withdrawal, and the clips that are kept."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)

from neopain.bedside.contracts.pictures import ClipLine, PicturesNow
from neopain.core.clinical.clips import ClipReason
from neopain.core.clinical.consent import GIVER_WORDS, LONGEST_DAYS, PURPOSE_WORDS, ConsentBy, ConsentFor
from neopain.core.clinical.signing import LONGEST
from neopain.ui.language.translate import shown
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.style.sizes import TOUCH_MIN_PX
from neopain.ui.widgets.entry.on_screen_keys import OnScreenKeys

USUAL_DAYS = 7


class PicturesSheet(Sheet):
    """Says what holds before it asks for anything.

    Signals:
        consented: ConsentBy, ConsentFor, initials, days.
        withdrawn: initials.
        wanted: a clip of now.
        look_asked, delete_asked: the clip's id, initials.
    """

    consented = Signal(object, object, str, int)
    withdrawn = Signal(str)
    wanted = Signal()
    look_asked = Signal(str, str)
    delete_asked = Signal(str, str)

    def __init__(self, chosen_id: str = "", parent: QWidget | None = None) -> None:
        """`chosen_id` is the clip that somebody came for; "" for the newest."""
        super().__init__(parent)
        self._came_for = chosen_id
        self.set_title(self.tr("Pictures, only by consent"))
        self._clips: tuple[ClipLine, ...] = ()
        self._holds = QLabel(self.tr("Reading what holds ..."))
        self._says = QLabel()
        self._says.setProperty("role", "small")
        for label in (self._holds, self._says):
            label.setWordWrap(True)
        self.giver, self.purpose, self.days, self.by = QComboBox(), QComboBox(), QSpinBox(), QLineEdit()
        for giver in ConsentBy:
            self.giver.addItem(shown(GIVER_WORDS[giver]), giver)
        for purpose in ConsentFor:
            self.purpose.addItem(shown(PURPOSE_WORDS[purpose]), purpose)
        self.days.setRange(1, LONGEST_DAYS)
        self.days.setValue(USUAL_DAYS)
        self.days.setMinimumHeight(TOUCH_MIN_PX)
        self.by.setPlaceholderText(self.tr("initials or badge"))
        self.by.setProperty("who", True)
        self.by.setMaxLength(LONGEST)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for field, words in (
            (self.by, self.tr("You are")),
            (self.giver, self.tr("Consent by")),
            (self.purpose, self.tr("For")),
            (self.days, self.tr("Days")),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Kept clips, newest first"))
        self.list.setMinimumHeight(110)
        self.list.currentRowChanged.connect(self._follow)
        self.consent, self.want = QPushButton(self.tr("Log the consent")), QPushButton(self.tr("Keep now"))
        for button in (self.consent, self.want):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
        form.addRow(self.consent)
        self._form = form
        self.content.addWidget(self._holds)
        self.content.addLayout(form)
        self.content.addWidget(self._says)
        self.content.addWidget(self.list)
        self.content.addWidget(self.want)
        self.content.addWidget(OnScreenKeys(words=True))
        self.content.addStretch(1)
        self.withdraw = self.add_foot(self.tr("Withdraw ..."))
        self.look = self.add_foot(self.tr("Play"), strong=True)
        self.delete = self.add_foot(self.tr("Delete ..."))
        self.consent.clicked.connect(self._consent)
        self.withdraw.clicked.connect(lambda: self.withdrawn.emit(self._initials()))
        self.want.clicked.connect(self.wanted)
        self.look.clicked.connect(lambda: self.look_asked.emit(self._chosen(), self._initials()))
        self.delete.clicked.connect(lambda: self.delete_asked.emit(self._chosen(), self._initials()))
        self.by.textChanged.connect(self._follow)
        self._now: PicturesNow | None = None
        self._follow()

    @property
    def holds_text(self) -> str:
        """What holds, in words."""
        return self._holds.text()

    def show_now(self, now: PicturesNow) -> None:
        """Take what holds and what is kept."""
        self._now = now
        self._clips = tuple(reversed(now.clips))
        self._holds.setText(self._words_of(now))
        self.list.clear()
        self.list.addItems([self._line(one) for one in self._clips])
        if self._clips:
            ids = [one.id for one in self._clips]
            self.list.setCurrentRow(ids.index(self._came_for) if self._came_for in ids else 0)
        self._follow()

    def _words_of(self, now: PicturesNow) -> str:
        if not now.here:
            return self.tr("Nobody is admitted here: no pictures are kept. A consent is for one stay.")
        if now.consent is None:
            return self.tr(
                "No pictures are kept. With a consent of the parents for this stay, the seconds around "
                "alarms and procedures are kept, encrypted, until it is withdrawn or they are too old."
            )
        told = now.consent
        until = datetime.fromisoformat(told.until_utc).astimezone()
        words = self.tr(
            "PICTURES ARE KEPT until {until}. Consent by {giver} for {purpose}, asked by {asker}."
        )
        return words.format(
            until=f"{until:%Y-%m-%d %H:%M}",
            giver=shown(GIVER_WORDS[told.given_by]),
            purpose=shown(PURPOSE_WORDS[told.purpose]),
            asker=told.asked_by,
        )

    def _line(self, clip: ClipLine) -> str:
        when = datetime.fromisoformat(clip.utc).astimezone()
        if clip.head is None:
            return f"{when:%m-%d %H:%M}  " + self.tr("cannot be opened: {why}").format(
                why=shown(clip.why_not)
            )
        why = {
            ClipReason.ALARM: self.tr("Alarm"),
            ClipReason.PROCEDURE: self.tr("Procedure"),
            ClipReason.ASKED: self.tr("asked for"),
        }[clip.head.reason]
        here = self._now is not None and clip.head.stay_id == self._now.here
        return f"{when:%m-%d %H:%M}  {why}" + ("" if here else "  " + self.tr("(another stay)"))

    def _initials(self) -> str:
        return self.by.text().strip()

    def _chosen(self) -> str:
        row = self.list.currentRow()
        return self._clips[row].id if 0 <= row < len(self._clips) else ""

    @Slot()
    def _consent(self) -> None:
        self.consented.emit(
            self.giver.currentData(), self.purpose.currentData(), self._initials(), self.days.value()
        )

    @Slot()
    def _follow(self) -> None:
        here = self._now is not None and bool(self._now.here)
        holds = self._now is not None and self._now.consent is not None
        for field in (self.giver, self.purpose, self.days):
            self._form.setRowVisible(field, here and not holds)
        self._form.setRowVisible(self.consent, here and not holds)
        self.want.setVisible(holds)
        signed, chosen = bool(self._initials()), bool(self._chosen())
        self.consent.setEnabled(here and signed)
        # A withdrawal is taken also where the consent is over and clips are still there.
        self.withdraw.setEnabled(here and signed)
        self.want.setEnabled(holds)
        self.look.setEnabled(chosen and signed)
        self.delete.setEnabled(chosen and signed)
        words = "" if signed else self.tr("Type your initials: consent, looks and deletions are audited.")
        self._says.setText(words)
