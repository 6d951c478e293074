"""Looking back while monitoring goes on: opens stays, answers their sheets, and leads back to now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from shiboken6 import isValid

from neopain.core.alarms.seen_alarms import SeenAlarm, alarm_words
from neopain.core.clinical.procedure import marked_in
from neopain.core.clock import Clock
from neopain.core.record import counts_as_alarm
from neopain.core.score.coverage import HOLD_S, excluded_within
from neopain.core.score.reactivity import AFTER_S, BEFORE_S, reactivity_card
from neopain.core.sessions import LogEntry
from neopain.core.stay.reviewed import ReviewedStay
from neopain.ui.controllers.patient.whose_control import WhoseControl
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.review.compare_sheet import CompareSheet
from neopain.ui.review.export_sheet import ExportSheet
from neopain.ui.review.figures_sheet import FiguresSheet
from neopain.ui.review.handover_pdf import paint_page, write_pdf
from neopain.ui.review.handover_sheet import HOURS, HandoverSheet
from neopain.ui.review.past_trend import Look
from neopain.ui.review.procedures_sheet import MOST, Course, ProceduresSheet
from neopain.ui.review.review_list_sheet import ReviewListSheet
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.review.whose_sheet import WhoseSheet
from neopain.ui.review.why_sheet import BEFORE_S as MINUTE_BEFORE_S
from neopain.ui.review.why_sheet import WhySheet
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.machine.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.style.sizes import Sizes
from neopain.ui.style.theme import Palette
from neopain.ui.trend.history.trend_before import Span
from neopain.ui.trend.trend_layers import TrendLayers

KINDS = (
    ReviewListSheet,
    ReviewSheet,
    FiguresSheet,
    CompareSheet,
    ProceduresSheet,
    HandoverSheet,
    ExportSheet,
    WhoseSheet,
)


class ReviewControl(QObject):
    """Everything is read behind the window.

    Signals:
        export_asked: ReviewedStay.
        why_opened: WhySheet, and the alarm's time, aware UTC.
        opened: ReviewSheet, of a stay or session that is looked at.
    """

    export_asked = Signal(object)
    why_opened = Signal(object, object)
    opened = Signal(object)

    def __init__(
        self, control: SessionControl, clock: Clock, sheets: SheetHost, layers: TrendLayers | None = None
    ) -> None:
        super().__init__(sheets)
        self._control = control
        self._clock = clock
        self._sheets = sheets
        self._look: Look | None = None
        self._layers = layers
        self._whose = WhoseControl(control, clock, sheets)
        self._whose.changed.connect(self._begin_again)

    @Slot()
    def ask(self) -> None:
        """Open the list."""
        sheet = ReviewListSheet()
        sheet.opened.connect(self.open)
        self._control.ask(self._control.service.review.lines, _if_valid(sheet, sheet.show_lines))
        self._sheets.open(sheet)

    @Slot(str)
    def open(self, line_id: str) -> None:
        """Open one stay or session."""
        self._control.ask(partial(self._control.service.review.open, line_id), self._show)

    @Slot(object, object, bool)
    def paint_with(self, palette: Palette, sizes: Sizes, _portrait: bool) -> None:  # noqa: FBT001  a signal's slot
        """Take the theme."""
        self._look = (palette, sizes)
        for sheet in self._open_reviews():
            sheet.trend.paint_with(palette, sizes)

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """New lines at the bed: an alarm shows the way back to now."""
        raised = [entry for entry in entries if counts_as_alarm(entry)]
        if raised:
            for sheet in self._open_reviews():
                sheet.tell_alarm(alarm_words(raised[-1]))

    @Slot()
    def to_now(self) -> None:
        """Away with all that looks back."""
        self._sheets.dismiss_kinds(*KINDS)

    @Slot()
    def _begin_again(self) -> None:
        """Whose a time is has changed: what is open shows how it was."""
        self.to_now()
        self.ask()

    def _open_reviews(self) -> list[ReviewSheet]:
        sheets = (self._sheets.widget(number) for number in range(self._sheets.count()))
        return [sheet for sheet in sheets if isinstance(sheet, ReviewSheet)]

    def _show(self, stay: ReviewedStay) -> None:
        if self._look is None:
            return
        sheet = ReviewSheet(stay, self._clock, self._look, self._layers)
        sheet.trend.finer_asked.connect(lambda span: self._finer(sheet, span))
        sheet.why_asked.connect(lambda alarm: self._why(sheet, alarm))
        sheet.compare_asked.connect(lambda: self._compare(stay))
        sheet.procedures_asked.connect(lambda: self._procedures(stay))
        sheet.handover_asked.connect(lambda: self._handover(stay))
        sheet.export_asked.connect(lambda: self.export_asked.emit(stay))
        sheet.whose_asked.connect(lambda: self._whose.ask(stay, sheet.trend.seen))
        sheet.now_asked.connect(self.to_now)
        self._sheets.open(sheet)
        self.opened.emit(sheet)

    def _finer(self, sheet: ReviewSheet, span: Span) -> None:
        review, where = self._control.service.review, (sheet.stay, span.start, span.end)
        self._control.ask(
            lambda: (*review.finer(*where), review.signs(*where)),
            _if_valid(sheet, lambda rows: sheet.trend.take_finer(span, *rows)),
        )

    def _why(self, sheet: ReviewSheet, alarm: SeenAlarm) -> None:
        review, at = self._control.service.review, alarm.raised_at

        def show(rows: tuple[object, np.typing.NDArray[np.float32]]) -> None:
            why = WhySheet(sheet.stay, alarm, rows[1])
            why.reviewed.connect(lambda author: self._mark(sheet, alarm, author))
            self._sheets.open(why)
            self.why_opened.emit(why, sheet.stay.utc(at))

        work = partial(review.finer, sheet.stay, at - MINUTE_BEFORE_S, at)
        self._control.ask(work, _if_valid(sheet, show))

    def _mark(self, sheet: ReviewSheet, alarm: SeenAlarm, author: str) -> None:
        def done(utc: str) -> None:
            alarm.reviewed = (utc, author)
            sheet.refresh()

        work = partial(self._control.service.review.mark_reviewed, sheet.stay, alarm, author)
        self._control.ask(work, _if_valid(sheet, done))

    def _compare(self, stay: ReviewedStay) -> None:
        sheet = CompareSheet(stay)
        review = self._control.service.review
        sheet.asked.connect(
            lambda at, length_s: self._control.ask(
                partial(review.around, stay, at, length_s),
                _if_valid(sheet, lambda sides: sheet.show_sides(*sides)),
            )
        )
        self._sheets.open(sheet)
        sheet.choose_first()

    def _procedures(self, stay: ReviewedStay) -> None:
        review = self._control.service.review
        marked = marked_in(stay.entries)[-MOST:]

        def work() -> list[Course]:
            return [
                self._course(stay, at, end, *review.finer(stay, at - BEFORE_S - HOLD_S, at + AFTER_S))
                for at, end in marked
            ]

        self._control.ask(work, self._show_procedures)

    def _show_procedures(self, courses: list[Course]) -> None:
        if self._look is not None:
            self._sheets.open(ProceduresSheet(courses, self._look[0]))

    def _course(
        self,
        stay: ReviewedStay,
        at: float,
        end: float,
        times: np.typing.NDArray[np.float64],
        scores: np.typing.NDArray[np.float32],
    ) -> Course:
        """As the card at the bedside counted it: until its end, without care mode."""
        care = excluded_within(stay.changes, at - BEFORE_S - HOLD_S, end)
        card = reactivity_card(times, scores[:, 1], mark_at=at, end=min(end, stay.stop), care=care)
        when = stay.utc(at).astimezone().strftime("%m-%d %H:%M")
        return Course(when, card, times - at, scores[:, 1])

    def _handover(self, stay: ReviewedStay) -> None:
        sheet = HandoverSheet()
        review = self._control.service.review

        def ask(hours: float) -> None:
            start = stay.start if hours <= 0.0 else stay.stop - 3600.0 * hours
            work = partial(review.handover, stay, start, stay.stop)
            self._control.ask(work, _if_valid(sheet, sheet.show_page))

        sheet.asked.connect(ask)
        sheet.pdf_asked.connect(lambda: self._ask_pdf(sheet))
        sheet.print_asked.connect(lambda: self._print(sheet))
        self._sheets.open(sheet)
        ask(float(HOURS[1]))

    def _ask_pdf(self, sheet: HandoverSheet) -> None:
        handover = sheet.handover
        if handover is None:
            return
        code = "".join(letter if letter.isalnum() else "-" for letter in handover.stay.line.patient_code)
        name = f"neopain-{code or 'session'}-{handover.stay.utc(handover.stop).astimezone():%Y%m%d-%H%M}.pdf"
        picker = FileSheet(self.tr("Save the handover as PDF"), Wanted.NEW_FILE, Path.home(), name)
        done = self.tr("Saved: {target}")
        picker.chosen.connect(
            lambda path: self._control.ask(
                partial(write_pdf, handover, path, replace=True),
                lambda _: self._control.news_told.emit(done.format(target=path)),
            )
        )
        self._sheets.open(picker)

    def _print(self, sheet: HandoverSheet) -> None:
        """On the default printer; the system's box would stand where it likes."""
        handover = sheet.handover
        if handover is None:
            return
        if QPrinterInfo.defaultPrinter().isNull():
            self._control.fault_told.emit(
                self.tr("This computer has no default printer. Set one, or save the page as PDF.")
            )
            return
        paint_page(handover, QPrinter(QPrinter.PrinterMode.HighResolution))
        self._control.news_told.emit(self.tr("The handover was sent to the printer."))


def _if_valid(sheet: Sheet, show: Callable[..., None]) -> Callable[..., None]:
    """A late answer to a sheet that has been closed is dropped."""

    def answer(found: object) -> None:
        if isValid(sheet):
            show(found)

    return answer
