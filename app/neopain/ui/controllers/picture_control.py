"""Pictures by consent in the window: asked, carried out behind it, and shown again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from neopain.bedside.contracts.pictures import ClipLine, PicturesNow, WholeClip
from neopain.core.clinical.clips import ClipReason
from neopain.core.clinical.consent import ConsentBy, ConsentFor
from neopain.core.clock import Clock
from neopain.core.stay.reviewed import ReviewedStay
from neopain.ui.controllers.review_control import ReviewControl
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown
from neopain.ui.panels.bars.control_bar import ControlBar
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.review.why_sheet import WhySheet
from neopain.ui.sheets.clip_sheet import ClipSheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.patient.pictures_sheet import PicturesSheet
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import DAY, Palette
from neopain.ui.widgets.clip_strip import ClipMark

SAME_S = 2.0
"""An alarm and the clip that was kept for it are told with the same time, but for rounding."""


def clip_of_alarm(clips: Sequence[ClipLine], raised: datetime) -> ClipLine | None:
    """The clip that was kept for the alarm of this time, None for none."""
    for clip in clips:
        head = clip.head
        if head is None or head.reason is not ClipReason.ALARM or not head.utc:
            continue
        if abs((datetime.fromisoformat(head.utc) - raised).total_seconds()) <= SAME_S:
            return clip
    return None


def clip_marks(stay: ReviewedStay, clips: Sequence[ClipLine]) -> list[ClipMark]:
    """Where the clips of a stay stand on its axis; those of a time that was moved away are another's."""
    marks = []
    for clip_id, head in ((clip.id, clip.head) for clip in clips if clip.head is not None):
        for part in stay.parts:
            at = head.at + part.shift_s
            if part.session.id == head.session_id and part.start <= at <= part.stop:
                marks.append(ClipMark(at, clip_id, stay.utc(at).astimezone().strftime("%m-%d %H:%M:%S")))
                break
    return marks


class PictureControl(QObject):
    """Opens the sheet; what removes pictures is asked once more."""

    def __init__(
        self, control: SessionControl, clock: Clock, sheets: SheetHost, bar: ControlBar, review: ReviewControl
    ) -> None:
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets
        self._palette = DAY
        self._clip_sheet: ClipSheet | None = None
        bar.pictures_asked.connect(self.ask)
        review.why_opened.connect(self.offer)
        review.opened.connect(self.mark)

    @Slot(object, object, bool)
    def paint_with(self, palette: Palette, _sizes: Sizes, _portrait: bool) -> None:  # noqa: FBT001  a signal's slot
        """Take the theme, also for a clip that is open."""
        self._palette = palette
        if self._clip_sheet is not None and isValid(self._clip_sheet):
            self._clip_sheet.paint_with(palette)

    @Slot(object, object)
    def offer(self, why: WhySheet, raised: datetime) -> None:
        """Where a clip of that alarm is kept, let it be asked for from the alarm's own sheet."""

        def show(now: PicturesNow) -> None:
            clip = clip_of_alarm(now.clips, raised)
            if clip is not None and isValid(why):
                why.pictures_asked.connect(lambda by: self._look(clip.id, by))
                why.pictures.show()

        self._control.ask(self._control.service.pictures.now, show)

    @Slot(object)
    def mark(self, review: ReviewSheet) -> None:
        """Mark the kept clips on the trend of what is looked at; each leads to the sheet of all."""
        review.trend.clips.picked.connect(self.ask)

        def show(now: PicturesNow) -> None:
            if isValid(review):
                review.trend.show_clips(clip_marks(review.stay, now.clips))

        self._control.ask(self._control.service.pictures.now, show)

    @Slot()
    @Slot(str)
    def ask(self, clip_id: str = "") -> None:
        """Open the sheet, with that clip chosen."""
        sheet = PicturesSheet(clip_id)
        sheet.consented.connect(partial(self._consent, sheet))
        sheet.withdrawn.connect(partial(self._ask_withdrawal, sheet))
        sheet.wanted.connect(self._want)
        sheet.look_asked.connect(self._look)
        sheet.delete_asked.connect(partial(self._ask_deletion, sheet))
        self._read(sheet)
        self._sheets.open(sheet)

    def _read(self, sheet: PicturesSheet) -> None:
        def show(now: PicturesNow) -> None:
            if isValid(sheet):
                sheet.show_now(now)

        self._control.ask(self._control.service.pictures.now, show)

    def _then_read(self, sheet: PicturesSheet, words: str) -> None:
        self._control.news_told.emit(words)
        if isValid(sheet):
            self._read(sheet)

    def _consent(
        self, sheet: PicturesSheet, giver: ConsentBy, purpose: ConsentFor, by: str, days: int
    ) -> None:
        give = self._control.service.pictures.give
        words = self.tr("The consent is logged. The key of the clips lies {where}.")
        self._control.ask(
            partial(give, giver, purpose, asked_by=by, days=float(days)),
            lambda where: self._then_read(sheet, words.format(where=shown(where))),
        )

    def _ask_withdrawal(self, sheet: PicturesSheet, by: str) -> None:
        pictures = self._control.service.pictures

        def withdraw() -> int:
            return pictures.withdraw(pictures.now().here, by=by)

        words = self.tr("Withdrawn. {count} clips are removed, and their key.")
        self._ask_again(
            self.tr("Withdraw the consent?"),
            self.tr("All clips of this stay are removed for good, at once, and no more are kept."),
            self.tr("Withdraw and remove"),
            lambda: self._control.ask(
                withdraw, lambda count: self._then_read(sheet, words.format(count=count))
            ),
        )

    def _ask_deletion(self, sheet: PicturesSheet, clip_id: str, by: str) -> None:
        delete = partial(self._control.service.pictures.delete, clip_id, by=by)
        words = self.tr("The clip is removed.")
        self._ask_again(
            self.tr("Delete the clip?"),
            self.tr("Its pictures are removed for good; its readings stay in the record."),
            self.tr("Delete it"),
            lambda: self._control.ask(delete, lambda _: self._then_read(sheet, words)),
        )

    def _ask_again(self, title: str, words: str, yes: str, act: Callable[[], None]) -> None:
        answers = (Answer(yes, act, hold=True), Answer(self.tr("Cancel")))
        self._sheets.open(QuestionSheet(title, words, answers, self._clock))

    @Slot()
    def _want(self) -> None:
        monitor = self._control.monitor
        if monitor is not None and monitor.clips.want():
            self._control.news_told.emit(
                self.tr("A clip of now is kept; it is in the list when it is whole.")
            )
        else:
            self._control.fault_told.emit(
                self.tr("No clip is kept: no session runs for which a consent holds.")
            )

    @Slot(str, str)
    def _look(self, clip_id: str, by: str) -> None:
        def show(clip: WholeClip) -> None:
            sheet = ClipSheet(clip)
            sheet.paint_with(self._palette)
            self._clip_sheet = sheet
            self._sheets.open(sheet)

        self._control.ask(partial(self._control.service.pictures.look, clip_id, by=by), show)
